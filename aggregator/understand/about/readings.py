"""Readings of an instrument that the sentence names: its RSI, its high, its short interest, its companies' earnings."""

from __future__ import annotations

import re

from aggregator.records import Entity
from aggregator.understand.drafts import Draft
from aggregator.understand.view import View

_INDEX_FIGURE = re.compile(
    r"(?:(?:companies|quarterly|corporate|aggregate|blended|bottom-line|spx|year-over-year)['’]?\s)*(?:earnings|"
    r"profits?|revenues?|sales)"
    r"(?: (?:growth|estimates|forecasts?))?|bottom-line growth",
    re.IGNORECASE,
)


def of_index(text: str, draft: Draft, view: View) -> Entity | None:
    """The index whose companies' earnings a sentence tells: "of S&P 500 companies, with earnings up 12%"."""
    if _INDEX_FIGURE.fullmatch(text) is None:
        return None
    before = [link.entity for link in view.links if link.start <= draft.subject.start and link.entity is not None]
    nearest = next(
        (entity for entity in reversed(before) if entity.id.startswith(("index:", "company:", "fund:"))), None
    )
    return nearest if nearest is not None and nearest.id.startswith("index:") else None


_READING = re.compile(
    r"(?:(?:the|its|rsi|14-day|14 week|closing|intraday|recent|all-time|52[\s-]week|50-day|100-day|200-day|"
    r"relative strength|moving)\s)*"
    r"(?:rsi|reading|relative strength index|high(?: point)?|low(?: point)?|peak|intraday(?: high| low)?|"
    r"all-time(?: closing| intraday)?|"
    r"moving average|short interest|market cap(?:italization)?|swing)(?: of .*)?",
    re.IGNORECASE,
)
_OF_NAMED = re.compile(r"^(?:\s(?:reading|high|low|point))?\s(?:for|of|on|in)\s(?:the\s)?(?!\$?\d)")
_PRICED = ("index:", "fund:", "company:", "rate:", "commodity:", "crypto:", "fx:")


def of_instrument(text: str, draft: Draft, view: View) -> Entity | None:
    """The instrument of a reading, named before or behind "for": "in the case of Acme, the RSI reading has hit 27"."""
    if _READING.fullmatch(text) is None:
        return None
    links = [link for link in view.links if link.entity is not None and link.entity.id.startswith(_PRICED)]
    behind = _OF_NAMED.match(view.text[draft.subject.end :])
    if behind is not None:
        at = draft.subject.end + behind.end()
        return next((link.entity for link in links if abs(link.start - at) <= 1), None)
    before = [link.entity for link in links if link.start <= draft.subject.start]
    return before[-1] if before else None
