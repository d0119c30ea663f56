"""Prices as the digest shows them: the last close that was known, its changes, and how unusual the move is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import stdev

from aggregator.records import Bar
from aggregator.sessions import calendar
from aggregator.store import Store, market

Z_SESSIONS = 63
SPARK_SESSIONS = 21
_LOOK_BACK = dt.timedelta(days=110)  # 63 sessions and a margin for holidays


@dataclass(frozen=True, slots=True)
class Price:
    """The closes of one instrument up to the last that was known, oldest first."""

    symbol: str
    bars: tuple[Bar, ...]
    newest: dt.date  # the last session that had closed

    @property
    def last(self) -> Bar:
        """The newest bar."""
        return self.bars[-1]

    @property
    def is_stale(self) -> bool:
        """Whether two or more closed sessions have no bar. One may be missing: yields come a day late."""
        return calendar().count(self.last.session, self.newest) > 2

    def change(self, sessions: int) -> float | None:
        """Close now minus close so many bars ago, in the series' own unit."""
        return None if len(self.bars) <= sessions else self.last.close - self.bars[-1 - sessions].close

    def change_pct(self, sessions: int) -> float | None:
        """The same as a return, percent."""
        change = self.change(sessions)
        base = self.bars[-1 - sessions].close if change is not None else 0.0
        return None if change is None or base <= 0 else 100 * change / base

    def move_z(self, is_yield: bool) -> float | None:
        """The last move over the standard deviation of the moves of the (at most) 63 sessions before it.

        Moves are returns, for yields differences. None with fewer than 21 of them or without any variation,
        or where most of them are nothing.
        """
        closes = [bar.close for bar in self.bars[-Z_SESSIONS - 2 :]]
        if not is_yield and min(closes) <= 0:
            return None
        moves = [b - a if is_yield else b / a - 1 for a, b in pairwise(closes)]
        # A rate that is set by decision stands still between decisions: its daily moves have no usual size.
        if len(moves) < 22 or sum(move == 0 for move in moves) > len(moves) / 2:
            return None
        spread = stdev(moves[:-1])
        return moves[-1] / spread if spread > 1e-12 else None


def prices_of(store: Store, symbols: Iterable[str], as_of: dt.datetime, end: dt.datetime) -> Mapping[str, Price]:
    """Prices by symbol, for those that have any. Sessions that close after `end` are not shown."""
    newest = calendar().last_closed(end)
    found: dict[str, Price] = {}
    for symbol in symbols:
        known = _bars(store, symbol, as_of, newest) or _old_bars(store, symbol, min(as_of, end))
        if known:
            found[symbol] = Price(symbol, known, newest)
    return found


def _bars(store: Store, symbol: str, as_of: dt.datetime, newest: dt.date) -> tuple[Bar, ...]:
    bars = market.bars(store, symbol, as_of=as_of, since=newest - _LOOK_BACK)
    return tuple(bar for bar in bars if bar.session <= newest)


def _old_bars(store: Store, symbol: str, known_at: dt.datetime) -> tuple[Bar, ...]:
    """Those up to the last one, of an instrument whose prices ended long ago: old prices are not none."""
    last = market.last_session(store, symbol, known_at)
    return () if last is None else _bars(store, symbol, known_at, last)
