"""Returns of the studied instruments and their markets, one row per consecutive session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aggregator.market.history import History
from aggregator.sessions import calendar
from aggregator.store import Store, market
from aggregator.studies.records import Entry, Unit
from aggregator.studies.statistics import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Percent returns, sessions x units; NaN where a bar is missing.

    An event of session s is held from its open (`entry` open) or from its close. `first` is the return from the entry
    to the next close, `rest` that of the session which stands at this row when what comes first is passed: with entry
    at the open, row s of `first` is open to close of s, and row s of `rest` close to close of s; at the close both
    are close to close of the session after s. So the first h sessions held are `first[s] + rest[s + 1 : s + h]`.
    """

    sessions: tuple[dt.date, ...]
    units: tuple[Unit, ...]
    first: Floats
    rest: Floats
    market_first: Floats
    market_rest: Floats


def load(
    store: Store, units: Sequence[Unit], since: dt.date, until: dt.date, *, entry: Entry, as_of: dt.datetime | None
) -> Panel:
    """Returns from `since` to `until` as known at `as_of`.

    Closes are those adjusted for dividends where every bar has one, opens are scaled alike. A unit without a market
    gets one that stands still.
    """
    sessions = calendar().between(since, until)
    wanted = {unit.symbol for unit in units} | {unit.benchmark for unit in units if unit.benchmark}
    returns = {symbol: _returns(store, symbol, sessions, entry, as_of) for symbol in sorted(wanted)}
    still = (np.zeros(len(sessions)), np.zeros(len(sessions)))
    own = [returns[unit.symbol] for unit in units]
    markets = [returns[unit.benchmark] if unit.benchmark else still for unit in units]
    return Panel(
        sessions=tuple(sessions),
        units=tuple(units),
        first=np.column_stack([first for first, _ in own]),
        rest=np.column_stack([rest for _, rest in own]),
        market_first=np.column_stack([first for first, _ in markets]),
        market_rest=np.column_stack([rest for _, rest in markets]),
    )


def _returns(
    store: Store, symbol: str, sessions: Sequence[dt.date], entry: Entry, as_of: dt.datetime | None
) -> tuple[Floats, Floats]:
    """(first, rest) of one symbol."""
    history = History.from_bars(symbol, market.bars(store, symbol, as_of=as_of, since=sessions[0]))
    rows: Mapping[dt.date, int] = {day: row for row, day in enumerate(sessions)}
    adjusted = history.adj_close if np.isfinite(history.adj_close).all() else history.close
    opened, closed = np.full(len(sessions), np.nan), np.full(len(sessions), np.nan)
    for i in range(len(history)):
        row = rows.get(history.session(i))
        if row is not None and history.close[i] > 0 and adjusted[i] > 0:
            closed[row] = adjusted[i]
            opened[row] = history.open[i] * adjusted[i] / history.close[i] if history.open[i] > 0 else np.nan
    days = np.full(len(sessions), np.nan)
    days[1:] = 100 * (closed[1:] / closed[:-1] - 1)
    if entry == "open":
        return 100 * (closed / opened - 1), days
    shifted = np.concatenate([days[1:], [np.nan]])
    return shifted, shifted
