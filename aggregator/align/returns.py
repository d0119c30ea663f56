"""Moves of an instrument over a window, on every basis of the closed list."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

from aggregator.align.context import Context, Measure
from aggregator.align.prices import Prices, Span, UnverifiableError, position
from aggregator.align.tables import is_rate, never_closes, quoted_within
from aggregator.align.windows import Window
from aggregator.records import Unit

WEEK = 5  # sessions: over longer windows neither an opening nor an extreme is a neighbour of the close
_RELATIVE: dict[Unit | None, float] = {"pct": 100.0, "pp": 100.0, None: 100.0, "bps": 10_000.0}
_DIFFERENCE: dict[Unit | None, float] = {"pct": 1.0, "pp": 1.0, None: 1.0, "bps": 100.0}


def convert(start: float, end: float, unit: Unit | None, *, rate: bool) -> float | None:
    """The move from `start` to `end` in `unit`; None where the unit makes no sense.

    Without a unit: percent, and percentage points for rates, which move by differences.
    """
    if unit in ("points", "usd"):
        return end - start
    if rate and unit in _DIFFERENCE:
        return _DIFFERENCE[unit] * (end - start)
    if start == 0:
        return None
    if unit == "x":
        return end / start
    return _RELATIVE[unit] * (end / start - 1.0) if unit in _RELATIVE else None


def span_of(prices: Prices, window: Window, context: Context) -> Span:
    """The bars from the session before the window to its end. Raises `UnverifiableError`."""
    rests = is_rate(prices.symbol)
    base = context.calendar.previous(window.start)
    first = position(prices, base, calendar=context.calendar, now=context.now, holidays=rests)
    last = position(prices, window.end, calendar=context.calendar, now=context.now, holidays=rests)
    if last <= first:
        raise UnverifiableError("no_prices")
    return Span(prices, first, last)


def change(prices: Prices, window: Window, context: Context, unit: Unit | None) -> Measure:
    """Close to close from the session before the window to its end: the first basis of every move."""
    span = span_of(prices, window, context)
    value = convert(float(prices.close[span.first]), float(prices.close[span.last]), unit, rate=is_rate(prices.symbol))
    if value is None:
        raise UnverifiableError("not_quantified")
    return Measure(f"{prices.symbol} close to close", value, (span,))


def neighbours(
    prices: Prices, window: Window, context: Context, unit: Unit | None, *, rising: bool | None
) -> Iterator[Measure]:
    """The neighbouring bases, as far as their bars are there: total return, fund or index, open, intraday extreme.

    `rising` picks the extreme; None leaves it out, since any day's high lies above its base.
    """
    span = span_of(prices, window, context)
    rate = is_rate(prices.symbol)
    yield from _total_return(span, unit)
    for other, name in context.aliases.get(prices.symbol, ()):
        yield from _other(other, name, window, context, unit)
    if span.last - span.first > WEEK:
        return
    pairs = [("open to close", float(prices.open[span.first + 1]), float(prices.close[span.last]))]
    if rising is not None:
        extremes = (prices.high if rising else prices.low)[span.first + 1 : span.last + 1]
        name, extreme = ("intraday high", extremes.max()) if rising else ("intraday low", extremes.min())
        pairs.append((name, float(prices.close[span.first]), float(extreme)))
    for name, start, end in pairs:
        value = convert(start, end, unit, rate=rate) if _priced(start, end) else None
        if value is not None:
            yield Measure(f"{prices.symbol} {name}", value, (span,), direct=False)


def reach(prices: Prices, window: Window, context: Context, unit: Unit | None) -> tuple[float, float] | None:
    """The lowest and highest move that the window's last session showed at any time; None without a range.

    What never closes is taken to have been quoted near its close where no range is known.
    """
    span = span_of(prices, window, context)
    base, low, high = (float(x) for x in (prices.close[span.first], prices.low[span.last], prices.high[span.last]))
    if not _priced(low, high) and never_closes(prices.symbol) and not window.running:
        close = float(prices.close[span.last])
        slack = quoted_within(prices.symbol, close)
        low, high = close - slack, close + slack
    if not _priced(base, low) or not _priced(base, high):
        return None
    rate = is_rate(prices.symbol)
    least, most = convert(base, low, unit, rate=rate), convert(base, high, unit, rate=rate)
    return None if least is None or most is None else (least, most)


def _total_return(span: Span, unit: Unit | None) -> Iterator[Measure]:
    start, end = float(span.prices.adj_close[span.first]), float(span.prices.adj_close[span.last])
    if unit in ("pct", "pp", "bps", "x", None) and _priced(start, end):
        value = convert(start, end, unit, rate=False)
        if value is not None:
            yield Measure(f"{span.prices.symbol} total return", value, (span,), direct=False)


def _other(symbol: str, name: str, window: Window, context: Context, unit: Unit | None) -> Iterator[Measure]:
    """The listed fund of an index, or the index of a fund; levels differ, so points and dollars do not carry over."""
    if unit in ("points", "usd"):
        return
    try:
        measure = change(context.prices(symbol, _base(window, context)), window, context, unit)
    except UnverifiableError:
        return
    yield Measure(f"{measure.basis} ({name})", measure.value, measure.spans, direct=False)
    yield from _total_return(measure.spans[0], unit)


def _base(window: Window, context: Context) -> dt.date:
    return context.calendar.previous(window.start)


def _priced(start: float, end: float) -> bool:
    return math.isfinite(start) and math.isfinite(end)
