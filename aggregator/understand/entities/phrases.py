"""Matching many phrases at once: a trie over words, so that cost grows with the text and not with the phrase list."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
_SPACING = re.compile(r"[\s\-–\u2011]")
_WORD = re.compile(r"[^\W_]+")
_GAP_CHARS = frozenset(" -–\u00a0\u2011’'.&+/,()")  # what may stand between two words of a phrase
MAX_GAP = 3


class Token(NamedTuple):
    """One word of a text."""

    text: str
    lower: str
    start: int
    end: int


@dataclass(slots=True)
class _Node(Generic[T]):
    children: dict[str, _Node[T]] = field(default_factory=dict)
    entries: list[tuple[tuple[str, ...], tuple[str, ...], T]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """A phrase found: its span and what it was stored with."""

    start: int
    end: int
    value: T


def tokens(text: str) -> list[Token]:
    """The words of a text (letters and digits), with offsets."""
    return [Token(m.group(), m.group().lower(), m.start(), m.end()) for m in _WORD.finditer(text)]


class Trie(Generic[T]):
    """Phrases with values. Lower-case words match any case; words with capitals only as written or in full capitals."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()

    def add(self, phrase: str, value: T) -> None:
        """Store `value` under `phrase`; a phrase without a word is ignored."""
        found = tokens(phrase)
        if not found:
            return
        node = self._root
        for token in found:
            node = node.children.setdefault(token.lower, _Node())
        gaps = tuple(phrase[a.end : b.start] for a, b in pairwise(found))
        node.entries.append((tuple(token.text for token in found), gaps, value))

    def find(self, text: str, words: list[Token]) -> list[Match[T]]:
        """Every phrase of the text, longest first where they overlap; equal spans keep all their values."""
        hits: list[Match[T]] = []
        for i in range(len(words)):
            self._walk(text, words, i, hits)
        return _longest(hits, text)

    def _walk(self, text: str, words: list[Token], i: int, hits: list[Match[T]]) -> None:
        node = self._root
        j = i
        while j < len(words) and (child := node.children.get(words[j].lower)) is not None:
            node = child
            j += 1
            for spelled, gaps, value in node.entries:
                if _same(text, words, i, spelled, gaps):
                    hits.append(Match(words[i].start, _closed(text, words[i].start, words[j - 1].end), value))


def _closed(text: str, start: int, end: int) -> int:
    """The end of a phrase, with the bracket that its last word stands in: "consumer price index (CPI)"."""
    inside = text[start:end]
    return end + 1 if inside.count("(") > inside.count(")") and text[end : end + 1] == ")" else end


def _same(text: str, words: list[Token], i: int, spelled: tuple[str, ...], gaps: tuple[str, ...]) -> bool:
    for k, word in enumerate(spelled):
        token = words[i + k].text
        shouted = len(word) > 3 and token == word.upper()
        if token != word and not shouted and word != word.lower():
            return False
    for k, gap in enumerate(gaps):
        between = text[words[i + k].end : words[i + k + 1].start]
        if between != gap and not _loosely(between, gap):
            return False
    return True


def _loosely(between: str, gap: str) -> bool:
    """Spaces and hyphens stand for each other; any other mark must be there as written."""
    if len(between) > MAX_GAP or not set(between) <= _GAP_CHARS:
        return False
    return bool(between) == bool(gap) and _marks(between) == _marks(gap)


def _marks(gap: str) -> str:
    return _SPACING.sub("", gap).replace("’", "'")


def _longest(hits: list[Match[T]], text: str) -> list[Match[T]]:
    kept: list[Match[T]] = []
    spans: set[tuple[int, int]] = set()
    covered = bytearray(len(text))

    def size(hit: Match[T]) -> int:
        # An article adds nothing to a name: "the S&P" is no longer than "S&P 500".
        return hit.end - hit.start - (len("the ") if text[hit.start : hit.start + 4].lower() == "the " else 0)

    for hit in sorted(hits, key=lambda h: (-size(h), h.start)):
        if any(covered[hit.start : hit.end]) and (hit.start, hit.end) not in spans:
            continue
        spans.add((hit.start, hit.end))
        covered[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
        kept.append(hit)
    return sorted(kept, key=lambda h: (h.start, h.end))
