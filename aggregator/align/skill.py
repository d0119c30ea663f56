"""How far a price went after a forecast: its move, the move for its volatility, and the move against its market.

The last two say what the first cannot: whether the move was more than noise, and whether the whole market made it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from aggregator.align import tables
from aggregator.align.context import Context, Measure
from aggregator.align.prices import Prices, Span, UnverifiableError
from aggregator.align.returns import convert
from aggregator.records import Claim

# What a measure of a verdict's `tried` is, where it is more than a basis of the verdict itself.
SIZE, MARKET_ADJUSTED = "size", "market_adjusted"


def move_of(span: Span) -> float:
    """Close to close over the span: percent, for rates percentage points."""
    return _move(span.prices, span.first, span.last)


def beside(claim: Claim, context: Context, span: Span) -> list[tuple[str, Measure]]:
    """(SIZE, move over volatility) and (MARKET_ADJUSTED, move minus the benchmark's), as far as the bars are there.

    Size: move / (s sqrt(n)), s the standard deviation (n - 1) of the 63 one-session moves up to the forecast, n the
    sessions since. Market-adjusted with a beta of one (Brown and Warner, Journal of Financial Economics 8, 1980).
    """
    found = []
    size = _size(span)
    if size is not None:
        found.append((SIZE, size))
    against = _adjusted(claim, context, span)
    if against is not None:
        found.append((MARKET_ADJUSTED, against))
    return found


def described(measures: Sequence[tuple[str, Measure]], *, rising: bool) -> tuple[dict[str, object], ...]:
    """The measures as entries of a verdict's `tried`; `right` says whether they went the way that was forecast."""
    return tuple(
        {
            "basis": m.basis,
            "measured": m.value,
            "error": None,
            "part": part,
            "right": m.value > 0 if rising else m.value < 0,
        }
        for part, m in measures
    )


def _size(span: Span) -> Measure | None:
    start = span.first - tables.SIZE_SESSIONS
    if start < 0 or span.last <= span.first:
        return None
    moves = [_move(span.prices, i - 1, i) for i in range(start + 1, span.first + 1)]
    mean = math.fsum(moves) / len(moves)
    deviation = math.sqrt(math.fsum((x - mean) ** 2 for x in moves) / (len(moves) - 1))
    if deviation == 0:
        return None
    value = move_of(span) / (deviation * math.sqrt(span.last - span.first))
    return Measure(f"{span.prices.symbol} move in standard deviations", value, (span,), direct=False)


def _adjusted(claim: Claim, context: Context, span: Span) -> Measure | None:
    name = context.benchmarks.get(claim.symbol or span.prices.symbol)
    if name is None and (claim.entity_id or "").startswith("company:"):
        name = tables.MARKET
    return None if name is None else minus(span, name, context)


def minus(span: Span, name: str, context: Context) -> Measure | None:
    """The move of a price minus that of another over the same sessions; None for rates and where bars are missing."""
    symbol = span.prices.symbol
    if name == symbol or tables.is_rate(symbol):
        return None
    first, last = span.prices.session(span.first), span.prices.session(span.last)
    try:
        other = context.prices(name, first)
    except UnverifiableError:
        return None
    start, end = other.last_index(first), other.last_index(last)
    if start is None or end is None or other.session(start) != first or other.session(end) != last:
        return None
    beside = Span(other, start, end)
    return Measure(f"{symbol} minus {name}", move_of(span) - move_of(beside), (span, beside), direct=False)


def _move(prices: Prices, first: int, last: int) -> float:
    rate = tables.is_rate(prices.symbol)
    return convert(float(prices.close[first]), float(prices.close[last]), None, rate=rate) or 0.0
