"""Read, guard and cut all sentences once: what training needs of the shared data, in one file.

    python -m models.training.prepare [--shared ../shared] [--work DIR] [--unlabelled 1]

Training then needs this file and the base wheels alone, so that it can run where the shared data is not.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .data import Corpus, load
from .examples import Example, Judged, Marked
from .files import read_lines
from .unlabelled import unlabelled

DEFAULT_WORK = Path.home() / ".cache" / "aggregator-training"
NAME = "corpus.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Prepared:
    """The corpus and the sentences that nobody labelled."""

    corpus: Corpus
    unlabelled: tuple[Example, ...]


def _compact(example: Example) -> dict[str, Any]:
    return {name: value for name, value in asdict(example).items() if value}


def _example(row: dict[str, Any]) -> Example:
    def every(named: dict[str, Any]) -> dict[str, tuple[float, ...]]:
        return {name: tuple(values) for name, values in named.items()}

    return Example(
        row["text"],
        row.get("group", ""),
        row["source"],
        every(row.get("targets", {})),
        every(row.get("label_weights", {})),
        {name: tuple(Marked(**mark) for mark in marks) for name, marks in row.get("tags", {}).items()},
        tuple((start, end) for start, end in row.get("unknown", ())),
        tuple(Judged(j["start"], j["end"], every(j["targets"])) for j in row.get("judged", ())),
    )


def write(prepared: Prepared, path: Path) -> None:
    """One line a sentence; the first line says what the guard dropped."""
    corpus = prepared.corpus
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=9) as lines:
        lines.write(json.dumps({"dropped": corpus.dropped}) + "\n")
        for part, examples in _parts(prepared):
            for example in examples:
                lines.write(json.dumps({"part": part, **_compact(example)}) + "\n")


def _parts(prepared: Prepared) -> Iterator[tuple[str, Sequence[Example]]]:
    yield "train", prepared.corpus.train
    yield "validation", prepared.corpus.validation
    yield "unlabelled", prepared.unlabelled


def read(work: Path) -> Prepared:
    """What `write` wrote.

    Raises:
        SystemExit: there is no such file yet.
    """
    path = work / NAME
    if not path.exists():
        raise SystemExit(f"{path} is missing; run: python -m models.training.prepare --work {work}")
    parts: dict[str, list[Example]] = {"train": [], "validation": [], "unlabelled": []}
    lines = read_lines(path)
    dropped = next(lines)["dropped"]
    for row in lines:
        parts[row["part"]].append(_example(row))
    return Prepared(Corpus(tuple(parts["train"]), tuple(parts["validation"]), dropped), tuple(parts["unlabelled"]))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--work", type=Path, default=DEFAULT_WORK)
    parser.add_argument("--unlabelled", type=float, default=1, help="times 50,000 unlabelled sentences (default 1)")
    args = parser.parse_args()
    corpus = load(args.shared)
    prepared = Prepared(corpus, tuple(unlabelled(args.shared, corpus, args.unlabelled)))
    write(prepared, args.work / NAME)
    counts = {part: len(examples) for part, examples in _parts(prepared)}
    print(", ".join(f"{part} {count:,}" for part, count in counts.items()))


if __name__ == "__main__":
    main()
