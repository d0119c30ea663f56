"""Readings of an instrument that the sentence names: its RSI, its high, its short interest, its companies' earnings."""

from __future__ import annotations

import re
from collections.abc import Sequence

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


_TRACKER = re.compile(r"(?:(?:an?|the|this)\s)?(?P<name>\S.*\s(?:ETFs?|(?:index )?funds?))", re.IGNORECASE)
_BEST_OF = re.compile(
    r"(?:the\s)?(?:biggest|largest|top|best|worst|leading)\s(?:percentage\s)?(?:gainer|loser|decliner|performer|advancer|"
    r"drag|laggard)\s(?:in|on|of|among)\s.*",
    re.IGNORECASE,
)
_WAS = re.compile(r"\s(?:is|was|were)\s(?:the\s)?(?:[\w-]+\s){0,4}$")
"""Between such a superlative and who it is: "the biggest gainer in the index was chip maker Acme"."""
REACH = 10
"""Sentences back in which a fund may have been named."""


def is_beside_index(draft: Draft) -> bool:
    """Whether a subject names an index only to say which fund or stock it means: "an S&P 500 ETF"."""
    return any(pattern.fullmatch(draft.subject.text) for pattern in (_TRACKER, _BEST_OF))


def beside_index(draft: Draft, view: View, past: Sequence[View]) -> Entity | None:
    """The one fund named before that bears such a name, or the firm that a sentence says is the best of an index."""
    if _BEST_OF.fullmatch(draft.subject.text):
        behind = (n for n in view.links if n.start > draft.subject.end and _is_listed(n.entity))
        firm = next(behind, None)
        return firm.entity if firm and _WAS.fullmatch(view.text[draft.subject.end : firm.start]) else None
    said = _TRACKER.fullmatch(draft.subject.text)
    links = [link.entity for seen in (*past[-REACH:], view) for link in seen.links]
    named = {entity.id: entity for entity in links if entity is not None and said and said["name"] in entity.name}
    funds = [entity for entity in named.values() if _is_listed(entity)]
    return funds[0] if len(funds) == 1 else None


def _is_listed(entity: Entity | None) -> bool:
    return entity is not None and entity.id.startswith(("company:", "fund:"))
