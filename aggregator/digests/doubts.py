"""Why a difference between a claim and the prices may be ours and not the source's: a table of doubts.

A line that says a source is wrong must hold. A claim with a doubt is counted, never listed as contradicted.
"""

from __future__ import annotations

import calendar as calendar_names
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from aggregator.digests.news import told_at
from aggregator.digests.terms import EMPTY
from aggregator.records import ClaimView
from aggregator.sessions import NEW_YORK, calendar

LEAST_CONFIDENCE, LEAST_RELEVANCE, LEAST_RELEVANCE_DATA = 0.65, 0.2, 0.3
NAMESAKE = 0.6  # relevance from which a text is on one company, so that `the stock` is its stock
CLEAR_PP, CLEAR_SHARE = 2.0, 0.2  # a window whose last session still trades must be missed by more than one day moves
FAR, FAR_LEVEL = 5.0, 1.25  # a figure this many times off is likelier another figure than a wrong one
SAME_PP, SAME_SHARE = 0.15, 0.02  # two figures that mean the same
FAR_INDEX_PP = 10.0  # no index is told wrong by so much, unless it moved a great deal
# Spans whose exact first or last day their words leave open, by length: how far off is still no error.
OPEN_SPANS = ((timedelta(days=120), CLEAR_PP, CLEAR_SHARE), (timedelta(days=7), 0.5, 0.1))
LAST_CLOSE = time(16)  # New York: no session has closed later
_YEAR = re.compile(r"(?<!Russell )\b(?:19|20)\d\d\b")
_MONTHS = tuple(calendar_names.month_name)[1:]
_MONTH = re.compile(rf"\b({'|'.join(name for name in _MONTHS if name != 'May')})\b")  # May is a verb too
_DURING = re.compile(
    r"\b(?:early (?:trad|deal|move)\w*|opened|pre-?market|after[- ]hours|extended trading|intraday|midday|late trade|"
    r"(?:early|late|midday|morning|afternoon)(?: \w+)? (?:trad\w*|deals|action)|at one point|"
    r"this (?:morning|afternoon)|as of \d|"
    r"session (?:high|low)s?|as (?:much|low|high) as|off (?:its|their) (?:worst|best|low|high)\w*|"
    r"from (?:its|their|a|the) (?:\w+[- ]){0,3}(?:high|low|peak|bottom)s?|fell to|low of|high of)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\b\d{1,3}(?:,\d{3})+(?:\.\d+)?|\b\d{1,9}(?:\.\d+)?")
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


def contradiction_doubt(view: ClaimView) -> str | None:
    """The first doubt about a claim that prices contradict, in words; None for every other claim."""
    return doubt(view) if view.verdict is not None and view.verdict.verdict == "contradicted" else None


def doubt(view: ClaimView) -> str | None:
    """The first doubt about a checked claim, in words, or None where it can be held against its source."""
    return next((name for name, holds in DOUBTS.items() if holds(view)), None)


def is_unsure(view: ClaimView) -> bool:
    """Whether a checked claim counts in no share of right ones.

    One that prices contradict: with any doubt. One that they bear out: with the doubts that say nothing of how far off
    it is. Else those that are hard to read would count where they come out right and only there.
    """
    found = view.verdict
    if found is None or found.verdict not in ("supported", "close", "contradicted"):
        return False
    doubts = DOUBTS if found.verdict == "contradicted" else {name: DOUBTS[name] for name in WHATEVER_PRICES_SAY}
    return any(holds(view) for holds in doubts.values()) or _is_one_quote(view) or _is_listed(view)


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
    return view.claim.kind in {"move", "level", "compare", "volume"} and not view.claim.window_text


def _was_trading(view: ClaimView) -> bool:
    """A quote of a session that still traded: of one session always, of a longer span unless it is far off."""
    claim, found, at = view.claim, view.verdict, told_at(view.article)
    if _is_one_quote(view):
        return True
    if claim.window_end is None or at is None or _had_closed(claim.window_end, at):
        return False
    error = abs(found.error) if found is not None and found.error is not None else 0.0
    return claim.value is None or error < max(CLEAR_PP, CLEAR_SHARE * claim.value)


def _is_one_quote(view: ClaimView) -> bool:
    """A quote of one session that still traded."""
    claim, at = view.claim, told_at(view.article)
    if claim.window_end is None or at is None or claim.window_start not in {None, claim.window_end}:
        return False
    return claim.tense == "present" or not _had_closed(claim.window_end, at)


def _had_closed(session: date, at: datetime) -> bool:
    """Whether a session had closed by then. Lists of claims ask too, and the calendar takes a second to load."""
    local = at.astimezone(NEW_YORK)
    if local.date() != session or local.time() >= LAST_CLOSE:
        return local.date() >= session
    return at >= calendar().close_time(session)


def _is_during_session(view: ClaimView) -> bool:
    return bool(_DURING.search(view.claim.evidence))


def _is_other_time(view: ClaimView) -> bool:
    """The sentence names years or months, and none of them is in the span that was measured."""
    claim = view.claim
    if claim.window_start is None or claim.window_end is None:
        return False
    first, last = claim.window_start, claim.window_end
    years = {int(year) for year in _YEAR.findall(claim.evidence)}
    months = {_MONTHS.index(name) + 1 for name in _MONTH.findall(claim.evidence)}
    measured = {
        (first.month - 1 + n) % 12 + 1 for n in range((last.year - first.year) * 12 + last.month - first.month + 1)
    }
    is_other_year = bool(years) and not any(first.year <= year <= last.year for year in years)
    return is_other_year or (bool(months) and not months & measured)


def _is_shared(view: ClaimView) -> bool:
    """Which figure belongs to what is open; surely so where another figure of the sentence is the measured one."""
    claim, found = view.claim, view.verdict
    if _is_listed(view):
        return True
    if found is None or found.measured is None:
        return False
    measured = abs(found.measured)
    figures = {float(text.replace(",", "")) for text in _FIGURE.findall(claim.evidence)} - {claim.value}
    return any(abs(figure - measured) <= max(SAME_PP, SAME_SHARE * measured) for figure in figures)


def _is_listed(view: ClaimView) -> bool:
    """Whether the words leave open which figure is whose, or which of two spans it is of."""
    evidence = view.claim.evidence
    return _SHARED.search(evidence) is not None or _RECORD_SINCE.search(evidence) is not None


def _is_of_the_books(view: ClaimView) -> bool:
    """A figure of a company that may be its revenue's or its forecast's instead of its share's."""
    return (view.claim.entity_id or "").startswith("company:") and bool(_BOOKS.search(view.claim.evidence))


def _is_unnamed(view: ClaimView) -> bool:
    """`the stock`, in a text on several companies: which one is meant is our guess."""
    claim = view.claim
    if not (claim.entity_id or "").startswith("company:") or claim.relevance >= NAMESAKE:
        return False
    return not any(word[:1].isupper() and word.lower() not in EMPTY for word in claim.subject.split())


def _is_another_figure(view: ClaimView) -> bool:
    """So far off that the figure was rather meant for something else; a yield's per cent is its level, not its move."""
    claim, found = view.claim, view.verdict
    if claim.kind == "move" and claim.unit == "pct" and (claim.entity_id or "").startswith("rate:"):
        return True
    if claim.value is None or found is None or not found.measured or claim.kind not in {"move", "level"}:
        return False
    times = FAR_LEVEL if claim.kind == "level" else FAR
    if claim.kind == "move" and (claim.entity_id or "").startswith(("index:", "group:")):
        stated = -claim.value if claim.direction == "down" else claim.value
        is_near = stated * found.measured > 0 and 0.5 <= stated / found.measured <= 2
        return claim.unit == "pct" and abs(stated - found.measured) > FAR_INDEX_PP and not is_near
    is_share = claim.kind == "level" or (claim.entity_id or "").startswith("company:")
    return is_share and not abs(found.measured) / times <= abs(claim.value) <= abs(found.measured) * times


def _is_long(view: ClaimView) -> bool:
    """A little off over a span that begins or ends on days that nobody named: a note is as old as its writing."""
    claim, found = view.claim, view.verdict
    if claim.window_start is None or claim.window_end is None or claim.value is None:
        return False
    error = abs(found.error) if found is not None and found.error is not None else 0.0
    span = claim.window_end - claim.window_start
    return any(span > least and error < max(points, share * claim.value) for least, points, share in OPEN_SPANS)


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
    "another time": _is_other_time,
    "several figures in one sentence": _is_shared,
    "a figure of the books": _is_of_the_books,
    "a company that is not named": _is_unnamed,
    "another figure": _is_another_figure,
    "a long span with open ends": _is_long,
    "a fund named after an index": _is_another_thing,
}
# Doubts about the words alone. The others ask how far off a claim is, so that they can only hold of contradictions.
WHATEVER_PRICES_SAY: Final = (
    *("no exact figure", "beside the point of its text", "no time span", "a move within the session", "another time"),
    *("a figure of the books", "a company that is not named", "a fund named after an index"),
)
MISREADINGS: Final = (
    *(_is_weak, _is_other_time, _is_shared, _is_of_the_books),
    *(_is_unnamed, _is_another_figure, _is_another_thing),
)
