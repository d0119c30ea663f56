"""Who says what in one sentence: “…,” said Jane Roe · according to LSEG · Economists expect … · A. Smith, who said."""

from __future__ import annotations

import re

from aggregator.understand import participles, revisions, saying_verbs, sources, wagers
from aggregator.understand.speakers import Saying

WINDOW_CHARS = 1500
"""Of a sentence are read; longer ones are tables."""
_DATELINE = re.compile(
    r"^\W*[A-Z][A-Z.'’ /-]{2,40}(?:,\s[A-Z][\w.,/ ]{1,40})?\s\([A-Z][\w /.-]{1,30}\)\s?(?:[-–—]{1,2}\s|(?=[A-Z]))"
)


def find(text: str) -> list[Saying]:
    """The attributions of a sentence in order of place; a source that somebody cites is not asked beside them."""
    text = _without_dateline(text[:WINDOW_CHARS])
    told = [*saying_verbs.find(text), *revisions.find(text), *wagers.find(text)]
    found = [*told, *(saying for saying in sources.find(text) if not (told and saying.cited))]
    kept: list[Saying] = []
    for saying in sorted(found or participles.find(text), key=lambda s: (s.who.start, -s.who.end)):
        if not any(other.who.start < saying.who.end and saying.who.start < other.who.end for other in kept):
            kept.append(saying)
    return kept


def _without_dateline(text: str) -> str:
    """A sentence with blanks for the place and agency at its head, which say nothing: "OSLO, Norway (Newswire) - …"."""
    dateline = _DATELINE.match(text)
    return text if dateline is None else " " * dateline.end() + text[dateline.end() :]
