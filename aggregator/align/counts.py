"""Checks of `count` claims: how often two indexes parted ways, how long ago that was, and streaks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from aggregator.align import tables, windows
from aggregator.align.context import Context, Finding, Graded, Measure, decide, unverifiable
from aggregator.align.prices import Prices, Span, UnverifiableError, position
from aggregator.align.stated import stated
from aggregator.align.windows import Window
from aggregator.records import Claim

_RISE = r"(?P<up>rose|gained|jumped|climbed|advanced|rallied|was up|were up)"
_FALL = r"(?P<down>fell|dropped|lost|declined|slid|was down|were down)"
_PARTED = re.compile(
    rf"(?:{_RISE}|{_FALL})\s+(?:by\s+)?(?:more than|at least)?\s*(?P<pct>\d+(?:\.\d+)?)\s?%(?:\+| or more)?"
    r"\s+while\s+(?P<other>.+?)\s+(?:(?P<odown>was down|were down|fell|declined|closed lower|dropped)"
    r"|(?P<oup>was up|were up|rose|gained|closed higher))",
    re.I,
)
_SINCE = re.compile(r"since\s+((?:19|20)\d\d)", re.I)
_YEARS = re.compile(r"\byears?\b", re.I)
_EVENT = re.compile(r"\b(that|this|such an?|last|the) (event|day|time|session|move)\b|since (that|it)\b", re.I)
_STREAK = re.compile(
    r"\b(?:straight|consecutive)\s+(?:\w+\s+)??(?P<after>day|daily|session|trading|week|month|quarter|year|annual)"
    r"|\b(?P<before>day|session|week|month|quarter|year)s?\s+(?:in a row|running)",
    re.I,
)
_SCORED = {"day": "sessions", "daily": "sessions", "session": "sessions", "trading": "sessions", "week": "weeks"}


def check_count(claim: Claim, context: Context, siblings: Sequence[Claim] = ()) -> Finding:
    """Rare days ("one other day since 1979 when A rose 3%+ while B fell"), years since them, or a streak."""
    if claim.value is None:
        return unverifiable("not_quantified")
    if _PARTED.search(claim.evidence):
        return _check_days(claim, context)
    if _YEARS.search(claim.value_text or "") and _EVENT.search(claim.evidence):
        told = [other for other in siblings if other.start < claim.start and _PARTED.search(other.evidence)]
        return _check_years(claim, told[-1], context) if told else unverifiable("ambiguous")
    at = max(0, claim.evidence.find(claim.value_text or ""))
    streak = min(_STREAK.finditer(claim.evidence), key=lambda match: abs(match.start() - at), default=None)
    period = _SCORED.get((streak["after"] or streak["before"]).lower()) if streak else None
    return unverifiable("unsupported_kind") if period is None else _check_streak(claim, context, period)


def _check_days(claim: Claim, context: Context) -> Finding:
    """The number of such days before the last one; "one other" counts without that one."""
    days, spans, window, basis = _parted(claim, context)
    if not days:
        raise UnverifiableError("not_knowable")
    other = re.search(r"\bother\b", claim.evidence, re.I) is not None
    counted = days[:-1] if other else days
    named = ", ".join(day.isoformat() for day in counted[-3:]) or "none"
    measure = Measure(f"{basis}: {named}", float(len(counted)), spans)
    return decide([_graded(claim, measure, tables.COUNT_UNITS)], window, unit="count")


def _check_years(claim: Claim, told: Claim, context: Context) -> Finding:
    """Years between the last two such days, for a claim that points back at the sentence that described them."""
    days, spans, window, basis = _parted(told, context)
    if len(days) < 2:
        raise UnverifiableError("not_knowable")
    years = (days[-1] - days[-2]).days / 365.25
    measure = Measure(f"years from {days[-2]} to {days[-1]}, {basis}", years, spans)
    return decide([_graded(claim, measure, tables.COUNT_UNITS)], window, unit=claim.unit)


def _graded(claim: Claim, measure: Measure, tolerance: float) -> Graded:
    figure = stated(claim, tolerance)
    return Graded(measure, figure.grade(measure.value), figure.error(measure.value))


def _parted(claim: Claim, context: Context) -> tuple[list[dt.date], tuple[Span, ...], Window, str]:
    """The sessions up to the claim on which the subject moved by at least the threshold and the other the other way."""
    found, since = _PARTED.search(claim.evidence), _SINCE.search(claim.evidence)
    others = {s for pattern, s in tables.COUNTERPARTS if found and pattern.search(found["other"])}
    if found is None or since is None or len(others) != 1:
        raise UnverifiableError("ambiguous")
    start = context.calendar.on_or_after(dt.date(int(since[1]), 1, 1))
    end = context.calendar.last_closed(context.knowable_at)
    base = context.calendar.previous(start)
    mine, other = (context.prices(symbol, start) for symbol in (claim.symbol, others.pop()))
    spans = tuple(
        Span(p, p.last_index(base) or 0, position(p, end, calendar=context.calendar, now=context.now))
        for p in (mine, other)
    )
    sign = 1.0 if found["up"] else -1.0
    other_sign = -1.0 if found["odown"] else 1.0
    changes = _changes(spans[1])
    days = [
        session
        for session, change in _changes(spans[0]).items()
        if sign * change >= float(found["pct"]) and other_sign * changes.get(session, 0.0) > 0
    ]
    basis = f"sessions since {start.year} with {mine.symbol} {found['pct']}% one way and {other.symbol} the other"
    return days, spans, Window(start, end, running=False), basis


def _changes(span: Span) -> dict[dt.date, float]:
    """Percent change of each session, close to close."""
    closes = span.prices.close[span.first : span.last + 1]
    changes = 100.0 * (closes[1:] / closes[:-1] - 1.0)
    sessions: list[dt.date] = span.prices.sessions[span.first + 1 : span.last + 1].tolist()
    return dict(zip(sessions, changes.tolist(), strict=True))


def _check_streak(claim: Claim, context: Context, period: str) -> Finding:
    """Sessions (or weeks) in a row in one direction, ending with the window or the last close before the claim."""
    if claim.direction not in ("up", "down") or claim.value is None or claim.unit not in ("count", None):
        return unverifiable("not_quantified")
    window = windows.resolve(claim, context.knowable_at, context.calendar, standing=True)
    prices = context.prices(claim.symbol, window.start)
    last = position(prices, window.end, calendar=context.calendar, now=context.now)
    ends = _week_ends(prices, last) if period == "weeks" else list(range(last, -1, -1))
    sign = 1.0 if claim.direction == "up" else -1.0
    length = 0
    while length + 1 < len(ends) and sign * float(prices.close[ends[length]] - prices.close[ends[length + 1]]) > 0:
        length += 1
    span = Span(prices, ends[min(length, len(ends) - 1)], last)
    measure = Measure(f"{prices.symbol} {period} in a row", float(length), (span,))
    return decide([_graded(claim, measure, tables.COUNT_UNITS)], window, unit="count", attainable=True)


def _week_ends(prices: Prices, last: int) -> list[int]:
    """Positions of the last bar of each week, newest first, from `last` back."""
    weeks: dict[tuple[int, int], int] = {}
    for i in range(last, max(-1, last - 500), -1):
        year, week, _ = prices.session(i).isocalendar()
        weeks.setdefault((year, week), i)
    return list(weeks.values())
