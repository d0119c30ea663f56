"""Who says what in one sentence: “…,” said Jane Roe · according to LSEG · Economists expect … · A. Smith, who said."""

from __future__ import annotations

import re

from aggregator.understand.speech import participles, revisions, saying_verbs, sources, wagers
from aggregator.understand.speech.speakers import Saying

WINDOW_CHARS = 1500
"""Of a sentence are read; longer ones are tables."""
_DATELINE = re.compile(
    r"^(?:\W*[A-Z][A-Z.'’ /-]{2,40}(?:,\s[A-Z][\w.,/ ]{1,40})?\s\([A-Z][\w /.-]{1,30}\)\s?(?:[-–—]{1,2}\s|(?=[A-Z]))|"
    r"\s*\([A-Z][\w /.-]{1,30}\)\s?[-–—]{1,2}\s)"
)


# "No participant argued that …", "few economists think …", where "a few" do.
_NOBODY = re.compile(
    r"(?:no(?!\s(?:doubt|wonder|surprise|longer)\b)|neither|none|nobody|(?:very\s)?few|hardly\s(?:anyone|any))\b(?!\.)",
    re.IGNORECASE,
)
_NONE_OF = re.compile(
    r"(?:\b(?:no|neither|not\s(?:one|a\ssingle|all|many)|(?:none|few|neither|not\s(?:one|all|many))\sof(?:\s(?:the|its|our|their))?)|"
    r"(?<!\ba\s)(?<!\bthe\s)\bfew)\s$",
    re.IGNORECASE,
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
    return [saying for saying in kept if not _is_of_nobody(text, saying)]


def _is_of_nobody(text: str, saying: Saying) -> bool:
    """Whether it is said that nobody, or hardly anybody, says it."""
    ahead = text[: saying.who.start]
    few = _NOBODY.match(text, saying.who.start) is not None and re.search(r"\ba\s$", ahead, re.IGNORECASE) is None
    return few or _NONE_OF.search(ahead) is not None


def _without_dateline(text: str) -> str:
    """A sentence with blanks for the place and agency at its head, which say nothing: "OSLO, Norway (Newswire) - …"."""
    dateline = _DATELINE.match(text)
    return text if dateline is None else " " * dateline.end() + text[dateline.end() :]
