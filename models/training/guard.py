"""No test sentence enters training: the leak guard."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from .files import read_lines

GUARD_CHARS = 30
"""Shorter sentences ("Sales rose.") recur by chance and say nothing about a test."""

_NOT_WORD = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """Lower case, with each run of anything but letters and digits as one space.

    PhraseBank spaces its punctuation out ("20 %"); this form is blind to that.
    """
    return _NOT_WORD.sub(" ", text.lower()).strip()


def test_sentences(shared: Path) -> Iterator[str]:
    """Every sentence that must stay unseen: all test files and the claims' dev articles."""
    for path in sorted((shared / "data/nlp/test").glob("*.jsonl.gz")):
        for row in read_lines(path):
            yield row["text"]
    for article in read_lines(shared / "data/claims/dev.jsonl.gz"):
        for sentence in article["sentences"]:
            yield sentence["text"]


class LeakGuard:
    """Knows the test sentences and finds those that a training sentence equals or contains.

    It is stricter than needed in one way: a long training sentence that stands
    inside a test sentence is a leak too.
    """

    def __init__(self, tests: Iterable[str]) -> None:
        self._tests = {normalise(text) for text in tests} - {""}
        width = GUARD_CHARS + 1
        # Looking up each window of 31 characters is linear in the text, where
        # trying each of 10,000 test sentences on each training sentence is not.
        self._by_start: dict[str, list[str]] = defaultdict(list)
        self._windows: set[str] = set()
        for test in self._tests:
            if len(test) >= width:
                self._by_start[test[:width]].append(test)
                self._windows.update(test[i : i + width] for i in range(len(test) - width + 1))
        self._joined = "\n".join(sorted(t for t in self._tests if len(t) >= width))

    def leaks(self, text: str) -> bool:
        """Whether training on this sentence would show a test sentence."""
        norm = normalise(text)
        width = GUARD_CHARS + 1
        if len(norm) < width:
            return False
        for start in range(len(norm) - width + 1):
            candidates = self._by_start.get(norm[start : start + width], ())
            if any(norm.startswith(test, start) for test in candidates):
                return True
        # The cheap window test spares the scan of all test text in nearly all cases.
        return norm[:width] in self._windows and norm in self._joined
