"""Stretches between quotation marks, over sentences and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARK = re.compile(r"[“”\"]")
_OPENS_PARAGRAPH = re.compile(r"^[\s\-•*>]*[“\"]")
_SINGLE_OPENS = re.compile(r"^(\s*)[‘'](?=[A-Z][a-z]*\s)")
_SINGLE_CLOSES = re.compile(r"(?<=[,.?!])[’'](?=\s|$)")
_CLOSED_SINGLE = re.compile(
    r"(?<=[,.?!])[’'](?=\s(?:said|says|he|she|[A-Z][\w’']+\s(?:[A-Z][\w’']+\s)?(?:said|says))\b)"
)
MOST_SENTENCES = 12
"""Over which one quotation runs: marks further apart are no pair."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one sentence holds of a quotation, in characters of the sentence without the marks."""

    sentence: int
    start: int
    end: int


Quotation = tuple[Part, ...]


def find(sentences: Sequence[str], paragraphs: Sequence[int]) -> list[Quotation]:
    """The quotations of a text in order. One that its paragraph leaves open goes on where the next opens with a mark;
    otherwise it ends with its paragraph."""
    found: list[Quotation] = []
    parts: list[Part] = []
    is_open = False
    sentences = _with_double_marks(sentences)
    for n, sentence in enumerate(sentences):
        start = 0
        if n and paragraphs[n] != paragraphs[n - 1] and is_open:
            again = _OPENS_PARAGRAPH.match(sentence)
            start = again.end() if again is not None else 0
            if again is None:
                found.append(tuple(parts))
                parts, is_open = [], False
        marks = [(match.start(), _way(sentence, match.start())) for match in _MARK.finditer(sentence, start)]
        for at, way in marks:
            opens = way == "open" or (way == "either" and not is_open)
            if opens:
                if is_open and parts:
                    goes_on = _OPENS_PARAGRAPH.match(sentence) is not None and not sentence[:at].strip(" -•*>")
                    found.append(tuple(parts if goes_on else parts[:1]))  # its end is missing
                parts, is_open, start = [], True, at + 1
            elif is_open:
                found.append((*parts, Part(n, start, at)))
                parts, is_open = [], False
        if is_open:
            parts.append(Part(n, start, len(sentence)))
    if is_open:
        found.append(tuple(parts[:1]))
    return [quotation for quotation in found if quotation and len(quotation) <= MOST_SENTENCES]


def _with_double_marks(sentences: Sequence[str]) -> Sequence[str]:
    """The sentences with double marks where a text quotes in single ones ('Rates are high,' said Roe), or closes so."""
    sentences = _closed(sentences)
    if not any(_SINGLE_OPENS.match(sentence) for sentence in sentences):
        return sentences
    return [
        sentence if _MARK.search(sentence) else _SINGLE_CLOSES.sub("”", _SINGLE_OPENS.sub(r"\1“", sentence))
        for sentence in sentences
    ]


def _closed(sentences: Sequence[str]) -> list[str]:
    """The sentences with a double mark where a single one ends what a double one opened: “Up,' said Roe."""
    found: list[str] = []
    is_open = False
    for sentence in sentences:
        is_open = is_open != (len(_MARK.findall(sentence)) % 2 == 1)
        closed = _CLOSED_SINGLE.sub("”", sentence, count=1) if is_open else sentence
        is_open = is_open and closed == sentence
        found.append(closed)
    return found


def _way(sentence: str, at: int) -> str:
    mark = sentence[at]
    if mark != '"':
        return "open" if mark == "“" else "close"
    before, behind = sentence[at - 1 : at], sentence[at + 1 : at + 2]
    opens = (not before or before in " (—–-:") and behind not in {"", " "}
    closes = before not in {"", " ", "("} and (not behind or behind in " .,;:)—–-?!")
    return "open" if opens and not closes else "close" if closes and not opens else "either"


def by_sentence(quotations: Sequence[Quotation], count: int) -> list[list[Part]]:
    """The quoted parts of each of `count` sentences."""
    found: list[list[Part]] = [[] for _ in range(count)]
    for quotation in quotations:
        for part in quotation:
            found[part.sentence].append(part)
    return found


def is_mostly_quoted(sentence: str, parts: Sequence[Part]) -> bool:
    """Whether more than half of a sentence stands between marks."""
    return sum(part.end - part.start for part in parts) > len(sentence) / 2
