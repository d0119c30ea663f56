"""Checks of `volume` claims: trading volume as a multiple of its average. Flows and short interest have no source."""

from __future__ import annotations

import re
from dataclasses import replace

from aggregator.align import readings, tables
from aggregator.align.context import Context, Finding, Graded, Measure, against, decide, unverifiable
from aggregator.align.prices import Span, UnverifiableError, position
from aggregator.align.stated import Stated, stated
from aggregator.align.windows import Window
from aggregator.records import Claim

BASES = (63, 20, 252)  # sessions before the window, tried in this order and no others
_NO_SOURCE = re.compile(r"short interest|\b(in|out)?flow(s|ed)?\b|redemption|net assets|creation", re.IGNORECASE)


def check_volume(claim: Claim, context: Context) -> Finding:
    """Mean volume of the window over the mean of the sessions before it: as a multiple, percent above, or in words.

    Indexes are left out: the volume that vendors print with them is not theirs.
    """
    if _NO_SOURCE.search(claim.subject) or _NO_SOURCE.search(claim.value_text or ""):
        return unverifiable("unsupported_kind")
    if claim.symbol is not None and claim.symbol.startswith("^"):
        return unverifiable("no_prices")
    figure = _figure(claim)
    return readings.settle(claim, context, lambda window: _over(claim, figure, window, context))


def _over(claim: Claim, figure: Stated | None, window: Window, context: Context) -> Finding:
    graded: list[Graded] = []
    for n in BASES:
        measure = _multiple(claim, window, context, n)
        if measure is not None:
            graded += _grade(claim, figure, measure)
    if not graded:
        raise UnverifiableError("no_prices")
    return decide(graded, window, unit="x", attainable=True)


def _figure(claim: Claim) -> Stated | None:
    """The stated multiple of the average; None when the claim only says that volume was high or low."""
    if claim.value is None:
        if claim.direction not in ("up", "down"):
            raise UnverifiableError("not_quantified")
        return None
    if claim.unit == "x":
        return stated(claim, tables.VOLUME_SHARE * claim.value)
    if claim.unit != "pct" or claim.direction not in ("up", "down"):
        raise UnverifiableError("not_quantified")
    percent = stated(claim, 0.0)
    sign = 1.0 if claim.direction == "up" else -1.0
    low, high = sorted((1.0 + sign * percent.low / 100, 1.0 + sign * percent.high / 100))
    return replace(percent, low=low, high=high, half=percent.half / 100, tolerance=tables.VOLUME_SHARE * high)


def _multiple(claim: Claim, window: Window, context: Context, n: int) -> Measure | None:
    prices = context.prices(claim.symbol, window.start)
    first = position(prices, window.start, calendar=context.calendar, now=context.now)
    last = position(prices, window.end, calendar=context.calendar, now=context.now)
    if first < n:
        return None
    before, during = prices.volume[first - n : first].mean(), prices.volume[first : last + 1].mean()
    if not before > 0 or not during >= 0:
        return None
    basis = f"{prices.symbol} volume over the mean of the {n} sessions before"
    return Measure(basis, float(during / before), (Span(prices, first - n, last),), direct=n == BASES[0])


def _grade(claim: Claim, figure: Stated | None, measure: Measure) -> list[Graded]:
    if figure is not None:
        return against(figure, [measure])
    right = measure.value > 1.0 if claim.direction == "up" else measure.value < 1.0
    return [Graded(measure, "match" if right else "off", None)]
