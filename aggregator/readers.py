"""Pages read in processes of their own: several at once, and one that kills its reader costs that page only.

A reader is this module run by the same Python: pages come in by its standard input, extracts go out by its standard
output (`frames`), and the end of its input, which is also the end of its parent, is its own.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, cast

from aggregator import articles, frames
from aggregator.errors import ExtractError
from aggregator.frames import Page, Read

log = logging.getLogger(__name__)

WORTH_IT = 60
"""Pages from which on a reader saves more than the half second that its start costs."""
MOST = 8
PATIENCE_S = 120.0
"""How long a page may take; the slowest real ones take a second."""
PIPE_BYTES = 1 << 20
_START = "import sys; sys.path.insert(0, sys.argv[1]); from aggregator.readers import serve; serve()"
_ROOT = str(Path(__file__).resolve().parents[1])
_GONE = (OSError, EOFError, ValueError)


class Readers:
    """A crawl's readers. None is started before the crawl expects pages enough; until then pages are read here."""

    def __init__(self, most: int | None = None) -> None:
        self.count = min(MOST, _processors() if most is None else most) if sys.executable else 0
        self._threads: ThreadPoolExecutor | None = None
        self._own = threading.local()
        self._started: list[_Reader] = []

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        """Stop every reader, in the middle of a page if need be."""
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._kill()
            self._threads.shutdown()
        self._kill()  # one may have been starting
        for reader in self._started:
            reader.close()

    def _kill(self) -> None:
        for reader in self._started:
            reader.process.kill()

    def submit(self, page: Page, expected: int) -> Future[Read]:
        """The page's extract, or why there is none; `expected` is how many pages the crawl knows of in all."""
        if self.count > 1 and (self._threads is not None or expected >= WORTH_IT):
            self._threads = self._threads or ThreadPoolExecutor(self.count, thread_name_prefix="read")
            return self._threads.submit(self._apart, page)
        done: Future[Read] = Future()
        done.set_result(read(page))
        return done

    def _apart(self, page: Page) -> Read:
        """By this thread's own reader, started when there is none."""
        reader: _Reader | None = getattr(self._own, "reader", None)
        if reader is None:
            try:
                reader = self._own.reader = _Reader()
            except OSError as error:
                log.warning("reader not started reason=%s", error)
                return read(page)
            self._started.append(reader)
        try:
            return reader.ask(page)
        except _GONE as error:
            self._own.reader = None
            reader.process.kill()
            log.warning("reader url=%s code=%s reason=%r", page.url, reader.process.wait(), error)
            late = isinstance(error, TimeoutError)
            return ExtractError(
                page.url, "takes too long to read" if late else "its reader died on it", code="unreadable"
            )


class _Reader:
    """One process, and the pipes to it."""

    def __init__(self) -> None:
        # -P: the folder that the user happens to be in is no place to import from.
        command = [sys.executable, "-P", "-c", _START, _ROOT]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=PIPE_BYTES)
        self._pages = cast("IO[bytes]", self.process.stdin)
        self._answers = cast("IO[bytes]", self.process.stdout)
        _widen(self._pages)

    def ask(self, page: Page) -> Read:
        """Raises one of `_GONE` when the process ends before it has answered, or does not answer at all."""
        frames.send_page(self._pages, page)
        if os.name == "posix" and not select.select([self._answers], [], [], PATIENCE_S)[0]:
            raise TimeoutError(f"no answer within {PATIENCE_S:.0f} s")
        return frames.receive_found(self._answers)

    def close(self) -> None:
        """Once it has been killed."""
        self.process.wait()
        self._answers.close()
        with contextlib.suppress(OSError):  # what it had not read yet cannot be written any more
            self._pages.close()


def _widen(pipe: IO[bytes]) -> None:
    """Room for a whole page, where the system can give it: one that comes in pieces wakes both sides for each."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)


def read(page: Page) -> Read:
    """Read a page here and now."""
    try:
        return articles.extract(page.body, url=page.url, content_type=page.content_type, selectors=page.selectors)
    except ExtractError as error:
        return error


def serve() -> None:
    """What a reader does: pages in, extracts out, until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the crawl, which then closes our input
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # what a library prints must not get among the answers
        with contextlib.suppress(EOFError, BrokenPipeError):
            _answer(sys.stdin.buffer, answers)


def _answer(pages: IO[bytes], answers: IO[bytes]) -> None:
    while True:
        frames.send_found(answers, read(frames.receive_page(pages)))


def _processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
