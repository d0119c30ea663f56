"""Texts that are one party's from a line on: the text of a speech or statement, a house's report, a firm's release.

The line that announces it tells: "Following is the text of Jane Roe's testimony", "Below is Acme's report on Beta".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from aggregator.understand.speech import speakers
from aggregator.understand.speech.speakers import NAME, Who
from aggregator.understand.speech.turns import Found
from aggregator.understand.view import Speech

_WORKS = r"(?:speech|testimony|remarks|statement|address|comments|letter|announcement)"
_OWNED = rf"(?P<who>{NAME})['’]s?\s(?:[a-z-]+\s){{0,3}}{_WORKS}"
_MADE = rf"{_WORKS}\s(?:[^.:]{{0,60}}?\s)?(?:by|from|of)\s(?:the\s)?(?P<maker>{NAME})"
_HOUSE = (
    r"(?:[\w-]+\s){0,4}(?:report|analysis|note|review|outlook|update|forecasts?|ratings?|rankings?|commentary|summary)"
    r"\s(?:for|on|of|about)\s"
)


@dataclass(frozen=True, slots=True)
class Row:
    """How a text is announced, which of its lines are its maker's, and whether they are given word for word."""

    announces: re.Pattern[str]
    holds: re.Pattern[str]
    direct: bool


_EVERYTHING = re.compile(r"")
ROWS = (
    # "Following is the full text of Fed Chair Jane Roe's prepared testimony", "of the statement from the Committee"
    Row(
        re.compile(
            r"\b(?:[Ff]ollowing|[Bb]elow|[Hh]ere)\s(?:is|are|follows?)\s(?:the\s)?(?:(?:full|complete|prepared|verbatim|official)\s)*"
            rf"(?:text|transcript)\s(?:of|from)\s(?:an?\s|the\s)?(?:{_OWNED}|{_MADE})"
        ),
        _EVERYTHING,
        True,
    ),
    # "Jane Roe's speech on inflation before the club:"
    Row(re.compile(rf"^(?!.*\bsaid\b).*?{_OWNED}\b[^:]*:$"), _EVERYTHING, True),
    # "Following are the main points of the Acme outlook"
    Row(
        re.compile(
            r"\b[Ff]ollowing\s(?:are|is)\s(?:the\s)?(?:main|key|chief)\s(?:points?|findings|conclusions|forecasts|projections|"
            rf"takeaways)\s(?:of|from|in|by)\s(?:the\s|an?\s)?(?P<who>{NAME})"
        ),
        _EVERYTHING,
        False,
    ),
    # "Below is Acme's report on Beta": what it says of itself and its marks
    Row(
        re.compile(rf"^\W*(?:Below|Here|Following)\s(?:is|are)\s(?P<who>{NAME})['’]s?\s{_HOUSE}"),
        re.compile(
            r"\b(?:[Ww]e|[Oo]ur|us)\b|\b(?:rat(?:ing|es|ed)|scores?|ranks?|grades?)\b[^.]{0,60}\b(?:using|is)\b|"
            r"^[A-Z][A-Z/&,. -]{3,50}:\s[A-Z][\w ]{2,20}$"
        ),
        False,
    ),
    # "Acme press release (ACM): profit of $3": the points that follow
    Row(
        re.compile(rf"^\W*(?P<who>{NAME})\s(?:press|news|earnings)\srelease\b(?=\s?[(:])"),
        re.compile(r"^\s*[-•*|]"),
        False,
    ),
)
_ENDS = re.compile(r"^\W*(?:About\s[A-Z]|Reporting\sby\b|\(?(?:Editing|Compiled|Reporting)\b|Disclos|Source\b)")
OPENING_SENTENCES = 4
"""Within which a text is announced."""


def spread(found: Found, sentences: Sequence[str]) -> None:
    """What stands under the line that announces a text is its maker's, where nobody else says it."""
    for n, sentence in enumerate(sentences[:OPENING_SENTENCES]):
        row, who = _announced(sentence)
        if row is None or who is None:
            continue
        said = Speech(re.sub(r"['’]s$", "", who.name), who.role, row.direct)
        # A release begins in the very line that names it.
        for m in range(n if row.holds is ROWS[-1].holds else n + 1, len(sentences)):
            if _ENDS.match(sentences[m]):
                return
            if not found[m] and row.holds.search(sentences[m]):
                found[m] = (replace(said, end=len(sentences[m])),)
        return


def _announced(sentence: str) -> tuple[Row | None, Who | None]:
    for row in ROWS:
        match = row.announces.search(sentence)
        if match is None:
            continue
        groups = match.groupdict()
        name = "who" if groups.get("who") else "maker"
        who = speakers.after(sentence, match.start(name)) if name == "maker" else None
        return row, who or speakers.before(sentence, match.end(name))
    return None, None
