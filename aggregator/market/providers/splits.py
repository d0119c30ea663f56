"""Tables of prices as traded, which name their splits, read as bars in shares of today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from aggregator.errors import ProviderError
from aggregator.market.providers.base import PriceRecord, day, fetched_knowable, number, rows
from aggregator.records import Bar


@dataclass(frozen=True, slots=True)
class Columns:
    """What a provider calls the columns whose names differ, in lower case. All must be there."""

    date: str
    adj_close: str
    split: str


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


def bars(
    symbol: str, text: str, columns: Columns, *, provider: str, since: dt.date | None, now: dt.datetime
) -> list[PriceRecord]:
    """The bars of a CSV table from `since` on, ascending; none of a session that is not over at `now`.

    Rows must reach up to today; wherever they begin, they come out as the end of the whole series. Raises
    ProviderError (bad_file) for a table that cannot be read.
    """
    found: list[PriceRecord] = []
    for row in _adjusted(list(_traded(symbol, text, columns))):
        known = fetched_knowable(row.session, now)
        if known is not None and (since is None or row.session >= since):
            prices = (row.open, row.high, row.low, row.close)
            found.append(Bar(symbol, row.session, *prices, row.volume, row.adj_close, provider, now, *known))
    return found


def _traded(symbol: str, text: str, columns: Columns) -> Iterator[Traded]:
    for line, cells in rows(text, symbol=symbol):
        try:
            session, close = day(cells[columns.date]), number(cells["close"])
            open_, high, low, volume = (number(cells.get(name)) for name in ("open", "high", "low", "volume"))
            adj_close, split = number(cells[columns.adj_close]), number(cells[columns.split])
        except (KeyError, ValueError) as error:
            raise ProviderError(symbol, f"line {line} cannot be read: {error}", code="bad_file") from error
        if close is not None:
            yield Traded(session, open_, high, low, close, volume, adj_close, split or 1.0)


def _adjusted(rows: Sequence[Traded]) -> Iterator[Traded]:
    """Oldest first, prices divided and volumes multiplied by all later splits."""
    factor, found = 1.0, []
    for row in sorted(rows, key=lambda row: row.session, reverse=True):
        open_, high, low = (None if price is None else price / factor for price in (row.open, row.high, row.low))
        volume = None if row.volume is None else row.volume * factor
        found.append(replace(row, open=open_, high=high, low=low, close=row.close / factor, volume=volume))
        factor *= row.split if row.split > 0 else 1.0
    return reversed(found)
