"""Prices as traded, turned into split-adjusted ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aggregator.market.providers.base import PriceRecord, fetched_knowable
from aggregator.records import Bar


@dataclass(frozen=True, slots=True)
class Traded:
    """One session as it was traded. `split` is the number of shares that one became at its open; mostly 1."""

    session: dt.date
    open: float | None
    high: float | None
    low: float | None
    close: float
    volume: float | None
    adj_close: float | None
    split: float


def adjusted(rows: Sequence[Traded]) -> Iterator[Traded]:
    """The rows in shares of today, oldest first: prices divided, volumes multiplied by all later splits.

    Rows must reach up to today. A series that begins anywhere comes out as the end of the whole one.
    """
    factor, found = 1.0, []
    for row in sorted(rows, key=lambda row: row.session, reverse=True):
        open_, high, low = (None if price is None else price / factor for price in (row.open, row.high, row.low))
        volume = None if row.volume is None else row.volume * factor
        close = row.close / factor
        found.append(Traded(row.session, open_, high, low, close, volume, row.adj_close, row.split))
        factor *= row.split if row.split > 0 else 1.0
    return reversed(found)


def bar(symbol: str, row: Traded, provider: str, now: dt.datetime) -> PriceRecord | None:
    """A row as the bar that `provider` answered at `now`; None while its session is not over."""
    known = fetched_knowable(row.session, now)
    if known is None:
        return None
    prices = (row.open, row.high, row.low, row.close)
    return Bar(symbol, row.session, *prices, row.volume, row.adj_close, provider, now, *known)
