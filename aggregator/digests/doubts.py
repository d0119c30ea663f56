"""Why a difference between a claim and the prices may be ours and not the source's: a table of doubts.

A line that says a source is wrong must hold. A claim with a doubt is counted, never listed as contradicted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from aggregator.digests.news import told_at
from aggregator.records import ClaimView
from aggregator.sessions import calendar

LEAST_CONFIDENCE, LEAST_RELEVANCE, LEAST_RELEVANCE_DATA = 0.65, 0.2, 0.3
CLEAR_PP, CLEAR_SHARE = 2.0, 0.2  # a window whose last session still trades must be missed by more than one day moves
FAR, FAR_LEVEL = 5.0, 1.25  # a figure this many times off is likelier another figure than a wrong one
LONG = timedelta(days=120)  # a span whose exact first and last day its words leave open
_YEAR = re.compile(r"(?<!Russell )\b(?:19|20)\d\d\b")
_DURING = re.compile(
    r"\b(?:early (?:trad|deal|move)\w*|opened|pre-?market|after[- ]hours|extended trading|intraday|midday|late trade|"
    r"at one point|this (?:morning|afternoon)|as of \d|"
    r"session (?:high|low)s?|as (?:much|low|high) as|off (?:its|their) (?:worst|best|low|high)\w*|"
    r"from (?:its|their|a|the) (?:\w+[- ]){0,3}(?:high|low|peak|bottom)s?|fell to|low of|high of)\b",
    re.IGNORECASE,
)
_SHARED = re.compile(r"\brespectively\b", re.IGNORECASE)
_RECORD_SINCE = re.compile(
    r"\b(?:low|high|best|worst|first|larg|bigg|steep|weak|strong)\w*\b[^.;]{0,60}\bsince\b", re.IGNORECASE
)
_BOOKS = re.compile(
    r"\b(?:revenues?|sales|incomes?|earnings|profits?|margins?|EPS|guidance|dividends?|backlog|bookings|subscribers|"
    r"production|deliveries|target)\b",
    re.IGNORECASE,
)
_FUND = re.compile(r"\b(?:shares|ETF|fund|trust)\b", re.IGNORECASE)


def doubt(view: ClaimView) -> str | None:
    """The first doubt about a checked claim, in words, or None where it can be held against its source."""
    return next((name for name, holds in DOUBTS.items() if holds(view)), None)


def misreading(view: ClaimView) -> bool:
    """Whether a claim may be read wrongly whatever the prices say: then it is not worth a line."""
    return view.claim.value is None or any(holds(view) for holds in MISREADINGS)


def _is_vague(view: ClaimView) -> bool:
    claim = view.claim
    return claim.value is None or claim.certainty != "asserted" or claim.comparator == "approx"


def _is_weak(view: ClaimView) -> bool:
    claim = view.claim
    least = LEAST_RELEVANCE_DATA if claim.kind == "data" else LEAST_RELEVANCE
    return claim.confidence < LEAST_CONFIDENCE or claim.relevance < least


def _has_no_span(view: ClaimView) -> bool:
    return view.claim.kind in {"move", "compare", "volume"} and not view.claim.window_text


def _was_trading(view: ClaimView) -> bool:
    """A quote of a session that still traded: of one session always, of a longer span unless it is far off."""
    claim, found, at = view.claim, view.verdict, told_at(view.article)
    if claim.window_end is None or at is None:
        return False
    is_one = claim.window_start in {None, claim.window_end}
    if is_one and claim.tense == "present":
        return True
    if at >= calendar().close_time(claim.window_end):
        return False
    error = abs(found.error) if found is not None and found.error is not None else 0.0
    return is_one or claim.value is None or error < max(CLEAR_PP, CLEAR_SHARE * claim.value)


def _is_during_session(view: ClaimView) -> bool:
    return bool(_DURING.search(view.claim.evidence))


def _is_other_year(view: ClaimView) -> bool:
    """The sentence names years, and none of them is in the span that was measured."""
    claim = view.claim
    years = {int(year) for year in _YEAR.findall(claim.evidence)}
    if not years or claim.window_start is None or claim.window_end is None:
        return False
    return not any(claim.window_start.year <= year <= claim.window_end.year for year in years)


def _is_shared(view: ClaimView) -> bool:
    return bool(_SHARED.search(view.claim.evidence) or _RECORD_SINCE.search(view.claim.evidence))


def _is_of_the_books(view: ClaimView) -> bool:
    """A figure of a company that may be its revenue's or its forecast's instead of its share's."""
    return (view.claim.entity_id or "").startswith("company:") and bool(_BOOKS.search(view.claim.evidence))


def _is_another_figure(view: ClaimView) -> bool:
    """So far off that the figure was rather meant for something else; a yield's per cent is its level, not its move."""
    claim, found = view.claim, view.verdict
    if claim.kind == "move" and claim.unit == "pct" and (claim.entity_id or "").startswith("rate:"):
        return True
    if claim.value is None or found is None or not found.measured or claim.kind not in {"move", "level"}:
        return False
    times = FAR_LEVEL if claim.kind == "level" else FAR
    is_share = claim.kind == "level" or (claim.entity_id or "").startswith("company:")
    return is_share and not abs(found.measured) / times <= abs(claim.value) <= abs(found.measured) * times


def _is_long(view: ClaimView) -> bool:
    """A little off over a span of months or years that begins and ends on days that nobody named."""
    claim, found = view.claim, view.verdict
    if claim.window_start is None or claim.window_end is None or claim.value is None:
        return False
    error = abs(found.error) if found is not None and found.error is not None else 0.0
    return claim.window_end - claim.window_start > LONG and error < max(CLEAR_PP, CLEAR_SHARE * claim.value)


def _is_another_thing(view: ClaimView) -> bool:
    """An index that is part of a fund's name: `ProShares Short S&P500 shares`."""
    claim = view.claim
    if not (claim.entity_id or "").startswith(("index:", "group:")):
        return False
    at = claim.evidence.find(claim.subject)
    after = claim.evidence[at + len(claim.subject) :][:12] if at >= 0 else ""
    return bool(_FUND.search(claim.subject) or _FUND.match(after.strip()))


DOUBTS: Final[Mapping[str, Callable[[ClaimView], bool]]] = {
    "no exact figure": _is_vague,
    "beside the point of its text": _is_weak,
    "no time span": _has_no_span,
    "a quote during trading": _was_trading,
    "a move within the session": _is_during_session,
    "another year": _is_other_year,
    "several figures in one sentence": _is_shared,
    "a figure of the books": _is_of_the_books,
    "another figure": _is_another_figure,
    "a long span with open ends": _is_long,
    "a fund named after an index": _is_another_thing,
}
MISREADINGS: Final = (_is_weak, _is_other_year, _is_shared, _is_of_the_books, _is_another_figure, _is_another_thing)
