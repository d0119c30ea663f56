"""The session that an article speaks of, as its figures tell: "the Dow fell 0.4 %, the S&P 500 0.7 %" fit one day.

Market reports name no day where they mean their own, and an archive may date them a day off. A claim's session is told
by the figures that the same article gives of other instruments, never by the claim's own: its verdict stays a test.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from aggregator.align import returns, tables
from aggregator.align.context import Context
from aggregator.align.prices import UnverifiableError, position
from aggregator.align.stated import Stated, stated
from aggregator.align.windows import Window
from aggregator.records import Claim

LEAST_FITS = 2  # moves or levels of other instruments than the claim's that must fit
LEAD = 2  # by how many of them the session must be ahead of any other
LEAST_SHARE = 0.5  # of all that the article gives without a date
MOST_SHARE = 0.75  # of them, where a figure need only lie within the day's range
MOVE_PP, LEVEL_SHARE = (
    0.05,
    0.0003,
)  # how near a figure must come, if not within its rounding: early ones are preliminary
AT_THE_CLOSE = re.compile(r"(?:as of |at )?4(?::0\d)? ?p\.?m\.?\b", re.IGNORECASE)
_UNITS = frozenset({"pct", "points", "bps"})


def session_of(claim: Claim, context: Context) -> dt.date | None:
    """The last session, the one before or the one after it, where the article's other figures fit one alone."""
    others = [other for other in context.siblings if _tells(other) and not _same(other, claim, context)]
    told = {(other.symbol, other.kind) for other in others}
    if len(told) < LEAST_FITS:
        return None
    last = context.calendar.last_closed(context.knowable_at)
    days = (last, context.calendar.next(last), context.calendar.previous(last))
    fits = {day: len({(o.symbol, o.kind) for o in others if _fits(o, day, context)}) for day in days}
    best, second, _ = sorted(fits, key=lambda day: fits[day], reverse=True)
    clear = fits[best] >= LEAST_FITS and (fits[best] >= fits[second] + LEAD or not fits[second])
    return best if clear and fits[best] >= LEAST_SHARE * len(told) else None


def is_running(claim: Claim, context: Context) -> dt.date | None:
    """The session that ran when the article was published, where its range holds what the article says of others."""
    day = context.calendar.previous(context.calendar.first_open_after(context.knowable_at))
    if context.calendar.close_time(day) <= context.knowable_at:
        return None
    others = [other for other in context.siblings if _tells(other) and not _same(other, claim, context)]
    told = {(other.symbol, other.kind) for other in others}
    fits = {(other.symbol, other.kind) for other in others if _holds(other, day, context)}
    return day if len(fits) >= LEAST_FITS and len(fits) >= MOST_SHARE * len(told) else None


def _holds(claim: Claim, day: dt.date, context: Context) -> bool:
    """Whether the day's range holds a move or level, as far as bars tell."""
    try:
        prices = context.prices(claim.symbol, context.calendar.previous(day))
        if claim.kind == "level":
            at = position(prices, day, calendar=context.calendar, now=context.now)
            return bool(prices.low[at] <= (claim.value or 0.0) <= prices.high[at])
        reach = returns.reach(prices, Window(day, day, running=True), context, claim.unit)
    except UnverifiableError:
        return False
    sign = tables.SIGNS.get(claim.direction or "", 0.0)
    return reach is not None and reach[0] <= sign * (claim.value or 0.0) <= reach[1]


def _tells(claim: Claim) -> bool:
    """Whether a claim gives a figure of the day without naming a day."""
    undated = claim.window_text is None or AT_THE_CLOSE.match(claim.window_text) is not None
    plain = claim.kind in ("move", "level") and claim.tense != "future"
    closes = claim.symbol is not None and not tables.never_closes(claim.symbol)
    return plain and undated and closes and claim.value is not None and claim.comparator is None


def _same(other: Claim, claim: Claim, context: Context) -> bool:
    """Whether both are of one instrument, or of an index and its fund."""
    beside = {symbol for symbol, _ in context.aliases.get(claim.symbol or "", ())}
    return other.symbol == claim.symbol or other.symbol in beside


def _fits(claim: Claim, day: dt.date, context: Context) -> bool:
    try:
        figure, measured = next(_measured(claim, day, context), (None, 0.0))
    except UnverifiableError:
        return False
    return figure is not None and figure.grade(measured) != "off"


def _measured(claim: Claim, day: dt.date, context: Context) -> Iterator[tuple[Stated, float]]:
    prices = context.prices(claim.symbol, context.calendar.previous(day))
    if claim.kind == "level":
        at = position(prices, day, calendar=context.calendar, now=context.now)
        yield stated(claim, LEVEL_SHARE * (claim.value or 0.0)), float(prices.close[at])
    elif claim.unit in _UNITS and claim.direction in tables.SIGNS:
        change = returns.change(prices, Window(day, day, running=False), context, claim.unit)
        slack = MOVE_PP * (100.0 if claim.unit == "bps" else 0.0 if claim.unit == "points" else 1.0)
        yield stated(claim, slack), tables.SIGNS[claim.direction] * change.value
