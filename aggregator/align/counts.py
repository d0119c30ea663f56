"""Checks of `count` claims: the condition that the words state (`aggregator.conditions`), evaluated on the bars.

A stated number (times, streak, records) is measured against the same number counted. "The biggest since March" states
no number: measured is how long ago the case before was, and the basis names its session.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator import conditions
from aggregator.align import occurrences, own, readings, tables
from aggregator.align.context import Context, Finding, Graded, Measure, decide, unverifiable
from aggregator.align.occurrences import Course
from aggregator.align.prices import Span, UnverifiableError, position
from aggregator.align.stated import stated
from aggregator.align.windows import Window
from aggregator.conditions import Condition, Period
from aggregator.records import Claim
from aggregator.sessions import new_york_date

if TYPE_CHECKING:
    from aggregator.align.occurrences import Flags

_YEARS = re.compile(r"\byears?\b", re.I)
_EVENT = re.compile(r"\b(that|this|such an?|last|the) (event|day|time|session|move)\b|since (that|it)\b", re.I)
# A window that is the condition's own "since", not the time of the case.
_IS_SINCE = re.compile(
    r"\b(?:since|in (?:the )?(?:past|last|more|about|nearly|almost|\w+ (?:year|month|week)s)|this year|of the year)\b"
)
_AMONG = re.compile(
    r"\s(?:this|of (?:the|this)|in (?:the )?(?:past |last )?(?:two|three|four|five|six|seven|eight|nine|ten|\d+))\b",
    re.I,
)
_NUMBERED = frozenset({"times", "streak", "records"})


def check_count(claim: Claim, context: Context, siblings: Sequence[Claim] = ()) -> Finding:
    """A frequency, a streak, a record count, or when something last happened; see `aggregator.conditions`."""
    if claim.value is not None and _YEARS.search(claim.value_text or "") and _EVENT.search(claim.evidence):
        told = [pair for pair in ((s, _condition(s, context)) for s in siblings if s.start < claim.start) if pair[1]]
        days = [(other, found) for other, found in told if found is not None and found.second is not None]
        return _check_years(claim, *days[-1], context) if days else unverifiable("ambiguous")
    condition = _condition(claim, context)
    if condition is None:
        return unverifiable("not_quantified" if claim.value is None else "unsupported_kind")
    if condition.question == "times":
        return _check_times(claim, condition, context)
    return _check_now(claim, condition, context)


def check_highest(claim: Claim, condition: Condition, context: Context) -> Finding:
    """A close that is the highest or lowest since then, whatever the claim's kind."""
    return _check_now(claim, condition, context)


def condition_of(claim: Claim, context: Context, questions: frozenset[str]) -> Condition | None:
    """The one condition of these questions in a claim's evidence, the nearest to its words; None without one."""
    found = [c for c in conditions.find(claim.evidence, new_york_date(context.knowable_at)) if c.question in questions]
    if claim.value is not None and questions & _NUMBERED:
        found = [c for c in found if c.question not in _NUMBERED or c.number in (None, claim.value)] or found
    at = max(claim.evidence.find(claim.value_text or claim.subject), 0)
    return min(
        found, key=lambda c: 0 if c.start <= at < c.end else min(abs(c.start - at), abs(c.end - at)), default=None
    )


def _condition(claim: Claim, context: Context) -> Condition | None:
    questions = frozenset({"times", "streak", "records"}) if claim.value is not None else _ALL - _NUMBERED
    return condition_of(claim, context, questions) or condition_of(claim, context, _ALL)


_ALL = frozenset({"times", "streak", "longest", "first", "widest", "highest", "records"})


def _check_times(claim: Claim, condition: Condition, context: Context) -> Finding:
    """How many periods fulfilled the condition; "one other" counts without the last of them."""
    days, over, window, basis = _cases(claim, condition, context)
    if not days:
        raise UnverifiableError("not_knowable")
    counted = days[:-1] if condition.apart else days
    named = ", ".join(day.isoformat() for day in counted[-3:]) or "none"
    measure = Measure(f"{basis}: {named}", float(len(counted)), _spans(over))
    return decide([_counted(claim, condition, measure)], window, unit="count")


def _check_years(claim: Claim, told: Claim, condition: Condition, context: Context) -> Finding:
    """Years between the last two such days, for a claim that points back at the sentence that described them."""
    days, over, window, basis = _cases(told, condition, context)
    if len(days) < 2:
        raise UnverifiableError("not_knowable")
    years = (days[-1] - days[-2]).days / 365.25
    measure = Measure(f"years from {days[-2]} to {days[-1]}, {basis}", years, _spans(over))
    figure = stated(claim, tables.COUNT_UNITS)
    return decide([Graded(measure, figure.grade(years), figure.error(years))], window, unit=claim.unit)


def _counted(claim: Claim, condition: Condition, measure: Measure) -> Graded:
    number = claim.value if claim.value is not None else condition.number
    tolerance = tables.STREAK_UNITS if condition.question == "streak" else tables.COUNT_UNITS
    figure = stated(claim if claim.value is not None else replace(claim, value=number), tolerance)
    return Graded(measure, figure.grade(measure.value), figure.error(measure.value))


def _cases(
    claim: Claim, condition: Condition, context: Context
) -> tuple[list[dt.date], tuple[Course, ...], Window, str]:
    """The sessions up to the claim that end a period which fulfils the condition, since the time that it names."""
    if condition.since is None:
        raise UnverifiableError("ambiguous")
    end = own.session_of(claim, context) or context.calendar.last_closed(context.knowable_at)
    start = context.calendar.on_or_after(occurrences.begin(condition.since, end))
    over = _course(claim.symbol, condition, context, start, end)
    held, courses = _held(condition, over, context, start, end)
    days = [over.date(k) for k in range(len(held)) if held[k] and over.date(k) >= start]
    what = _said(condition)
    also = f" and {courses[1].prices.symbol} {_side(condition)}" if len(courses) > 1 else ""
    basis = f"{condition.period}s since {start.year} with {over.prices.symbol} {what}{also}"
    return days, courses, Window(start, end, running=False), basis


def _check_now(claim: Claim, condition: Condition, context: Context) -> Finding:
    """The period that the claim speaks of: its streak, the records up to it, or the case before it."""
    found = readings.settle(
        _of_the_case(claim), context, lambda window: _measured(claim, condition, window, context), standing=True
    )
    if condition.question == "streak" and _AMONG.match(claim.evidence, condition.end):
        return unverifiable("ambiguous")  # "for a third day this week" is how often, and not in a row
    stocks = (claim.entity_id or "").startswith("group:")  # of which index it is told nothing says
    return unverifiable("ambiguous") if stocks and found.verdict == "contradicted" else found


def _measured(claim: Claim, condition: Condition, window: Window, context: Context) -> Finding:
    found = _over(claim, condition, window, context)
    ended = occurrences.is_last(condition.period, window.end, context.calendar.next(window.end))
    if found.verdict == "contradicted" and window.told and not ended:
        raise UnverifiableError("window_unresolved")  # on Monday "its best week" is the one before
    return found


def _over(claim: Claim, condition: Condition, window: Window, context: Context) -> Finding:
    first = occurrences.begin(condition.since, window.end) if condition.since else window.start
    over = _course(claim.symbol, condition, context, first, window.end)
    held, courses = _held(condition, over, context, first, window.end)
    k = len(held) - 1 - condition.ended
    if condition.question == "highest":
        k = _extreme(over, condition, window, k)
    if condition.question in _NUMBERED:
        since = condition.since.start if condition.since and condition.since.start else first
        count = occurrences.streak(held, k) if condition.question == "streak" else occurrences.records(over, since)
        if count > k and count < (claim.value or condition.number or 0):
            raise UnverifiableError("no_prices")  # the streak may have begun before the history
        words = (
            f"{condition.period}s {_said(condition)} in a row" if condition.question == "streak" else "record closes"
        )
        measure = Measure(f"{over.prices.symbol} {words}", float(count), _spans(courses, k - count))
        graded = _counted(claim, condition, measure)
        return decide([graded], window, unit="count", attainable=True)
    if condition.question in {"first", "longest", "widest"} and not held[k]:
        span = Measure(
            f"{over.prices.symbol} {over.date(k)} is not {_said(condition)}", float(over.changes[k]), _spans(courses, k)
        )
        return decide([Graded(span, "off", None)], window, unit=None, attainable=True)
    before = occurrences.last_before(condition, over, held, k)
    unit: Period = condition.since.unit or "year" if condition.since else "year"
    ago = occurrences.elapsed(over, before if before is not None else 0, k, unit)
    last = f"last {over.date(before)}" if before is not None else f"never since {over.date(0)}"
    name = f"{over.prices.symbol} {condition.period} {over.date(k)}, {condition.question} {_said(condition)}: {last}"
    measure = Measure(f"{name} ({unit}s ago)", ago, _spans(courses, before))
    return decide(
        [Graded(measure, occurrences.grade(condition, over, before, k), None)], window, unit="other", attainable=True
    )


def _of_the_case(claim: Claim) -> Claim:
    """The claim with the time of its case: told beside the "since" as one session, or by the rest of its article."""
    if claim.window_text and _IS_SINCE.search(claim.window_text):
        told = claim.window_start if claim.window_start == claim.window_end else None
        named = told is not None and f"{told:%A}" in claim.evidence  # then it is no guess
        return replace(claim, window_text=f"{told:%A}" if named else None, window_start=told, window_end=told)
    return claim


def _course(symbol: str | None, condition: Condition, context: Context, first: dt.date, end: dt.date) -> Course:
    base = context.calendar.previous(context.calendar.on_or_after(first))
    prices = context.prices(symbol, base)
    last = position(prices, end, calendar=context.calendar, now=context.now, holidays=tables.is_rate(prices.symbol))
    return occurrences.course(prices, condition.period, last, points=condition.points)


def _held(
    condition: Condition, over: Course, context: Context, first: dt.date, end: dt.date
) -> tuple[Flags, tuple[Course, ...]]:
    """In which periods the condition held, with the courses that this took."""
    held = occurrences.holds(condition.test, over)
    if condition.second is None:
        return held, (over,)
    others = {symbol for pattern, symbol in tables.COUNTERPARTS if pattern.search(condition.other or "")}
    if len(others) != 1:
        raise UnverifiableError("ambiguous")
    beside = _course(others.pop(), condition, context, first, end)
    return occurrences.both(held, over, condition.second, beside), (over, beside)


def _extreme(over: Course, condition: Condition, window: Window, k: int) -> int:
    """The session of the window with the highest close (or the lowest)."""
    inside = [n for n in range(k, max(-1, k - 300), -1) if over.date(n) >= window.start] or [k]
    sign = 1.0 if condition.test.up else -1.0
    return max(inside, key=lambda n: sign * float(over.closes[n]))


def _spans(courses: tuple[Course, ...], since: int | None = None) -> tuple[Span, ...]:
    """The bars used: back to the period `since` of the first course, whole histories otherwise."""
    if since is None:
        return tuple(course.span for course in courses)
    return (replace(courses[0].span, first=int(courses[0].ends[max(since, 0)])), *(c.span for c in courses[1:]))


def _said(condition: Condition) -> str:
    test = condition.test
    if test.level is not None or test.average is not None:
        mark = f"{test.level:g}" if test.level is not None else f"its {test.average}-day average"
        return f"{'above' if test.up else 'below'} {mark}"
    return f"{'up' if test.up else 'down'}{f' {test.pct:g}%' if test.pct is not None else ''}"


def _side(condition: Condition) -> str:
    return "up" if condition.second is not None and condition.second.up else "down"
