"""Splits: a price is what was paid for a share of that day, and bars are in shares of today.

Stored bars are split-adjusted, and after a split the whole history is loaded anew, so that a price that was right when
it was stated stands beside one of another share. Where the store held the bar before the split, its first version over
its newest one is the number of shares that one became, and prices are turned back into those of the day. Where it was
loaded only later nothing tells; there a stated price that is off by just such a factor contradicts nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from aggregator.align.prices import Prices

if TYPE_CHECKING:
    import numpy as np

# How many shares one became; its inverse for reverse splits. 3:2, 5:4 and so on beside the plain ones.
_BECAME = (1.25, 4 / 3, 1.5, *range(2, 11), 12, 15, 20, 25, 30, 40, 50, 100)
FACTORS = (*_BECAME, *(1 / n for n in _BECAME))
_ROUNDED = 0.005  # what the rounding of small adjusted prices does to their ratio


def in_shares_of(prices: Prices, at: dt.datetime) -> Prices:
    """The history in shares of the day of `at`, as far as bars that were stored before a later split tell."""
    if not prices.was_rescaled:
        return prices
    import numpy as np

    moment = np.datetime64(at.astimezone(dt.UTC).replace(tzinfo=None), "us")
    known = np.flatnonzero(prices.first_known <= moment)
    if not len(known):
        return prices
    factor = factor_of(_ratio(prices, known))
    return prices if factor is None else prices.scaled(factor)


def _ratio(prices: Prices, known: np.ndarray) -> float:
    """First version over newest one of the last bar that was known."""
    i = int(known[-1])
    return float(prices.first_close[i]) / float(prices.close[i]) if prices.close[i] else math.nan


def factor_of(ratio: float) -> float | None:
    """The split factor that `ratio` is, but for rounding; None for anything else, 1 included."""
    return next((factor for factor in FACTORS if abs(ratio / factor - 1) <= _ROUNDED), None)


def explains(stated: float, measured: float, share: float) -> bool:
    """Whether the stated price is the measured one in other shares, within `share` of it."""
    if measured <= 0 or stated <= 0:
        return False
    return any(abs(stated / (measured * factor) - 1) <= share for factor in FACTORS)
