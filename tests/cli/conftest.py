"""The command line as a function, and one demo store for every test that reads."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest


@dataclass(frozen=True)
class Done:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


class Bytes(io.TextIOWrapper):
    """Standard output that keeps bytes, as a pipe does."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    def text(self) -> str:
        return self.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]


def call(*arguments: object, stdin: bytes = b"", environ: dict[str, str] | None = None) -> Done:
    """Run `aggregator` in this process, through its real entry point."""
    from aggregator.cli import main

    out, err = Bytes(), Bytes()
    source = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    level = logging.getLogger().level
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AGGREGATOR_")}
    with (
        mock.patch.object(sys, "argv", ["aggregator", *map(str, arguments)]),
        mock.patch.object(sys, "stdin", source),
        mock.patch.dict(os.environ, {**clean, **(environ or {})}, clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        finally:
            logging.getLogger().handlers.clear()
            logging.getLogger().setLevel(level)
    return Done(code, out.text(), err.text())


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Done]]:
    """(folder, what was said) of one run of the demo."""
    folder = tmp_path_factory.mktemp("demo")
    yield folder, call("demo", "--out", folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def db(demo: tuple[Path, Done]) -> Path:
    """The demo's store."""
    return demo[0] / "demo.db"


Run = Callable[..., Done]


@pytest.fixture
def run() -> Run:
    return call
