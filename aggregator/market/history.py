"""One symbol's daily bars as sorted arrays: what signals and verdicts compute on.

The caller (the store) passes bars that are already as of some moment: at most one per session. Missing prices and
volumes are NaN; times are `datetime64[us]` in UTC.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.records import Bar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Times = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Bars of `symbol`, ascending by session; all arrays have the same length."""

    symbol: str
    sessions: Times
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    adj_close: Floats
    volume: Floats
    knowable_at: Times
    fetched_at: Times
    providers: Sequence[str]

    @classmethod
    def from_bars(cls, symbol: str, bars: Iterable[Bar]) -> History:
        """Sort `bars` by session; of two for one session the one that became known later counts."""
        ordered = {bar.session: bar for bar in sorted(bars, key=lambda bar: (bar.session, bar.knowable_at))}
        return cls.from_columns(symbol, [_columns(bar) for bar in ordered.values()])

    @classmethod
    def from_columns(cls, symbol: str, rows: Sequence[tuple[object, ...]]) -> History:
        """From rows in the order of the fields: session, six numbers, knowable_at, fetched_at, provider."""
        import numpy as np

        columns = list(zip(*rows, strict=True)) if rows else [()] * 10
        days, *numbers, known, fetched, providers = columns
        open_, high, low, close, adj_close, volume = (np.array(column, dtype=np.float64) for column in numbers)
        return cls(
            symbol=symbol,
            sessions=np.array(days, dtype="datetime64[D]"),
            open=open_,
            high=high,
            low=low,
            close=close,
            adj_close=adj_close,
            volume=volume,
            knowable_at=np.array([_naive_utc(t) for t in known], dtype="datetime64[us]"),
            fetched_at=np.array([_naive_utc(t) for t in fetched], dtype="datetime64[us]"),
            providers=tuple(str(name) for name in providers),
        )

    def __len__(self) -> int:
        return len(self.sessions)

    def last_index(self, session: dt.date) -> int | None:
        """Position of the last bar at or before `session`, or None."""
        import numpy as np

        i = int(np.searchsorted(self.sessions, np.datetime64(session), side="right")) - 1
        return i if i >= 0 else None

    def session(self, i: int) -> dt.date:
        """The session of the bar at `i`."""
        day: dt.date = self.sessions[i].item()
        return day

    def known(self, now: dt.datetime) -> History:
        """The bars that were knowable at `now`; itself when all were."""
        import numpy as np

        mask = self.knowable_at <= np.datetime64(_naive_utc(now), "us")
        return self if mask.all() else self._take(np.flatnonzero(mask))

    def tail(self, start: int) -> History:
        """The bars from position `start` on."""
        import numpy as np

        return self if start <= 0 else self._take(np.arange(start, len(self)))

    def on(self, sessions: Times) -> History:
        """The bars of those `sessions`, each of which must be there."""
        import numpy as np

        return self._take(np.searchsorted(self.sessions, sessions))

    def _take(self, index: NDArray[np.int64]) -> History:
        return History(
            self.symbol,
            self.sessions[index],
            self.open[index],
            self.high[index],
            self.low[index],
            self.close[index],
            self.adj_close[index],
            self.volume[index],
            self.knowable_at[index],
            self.fetched_at[index],
            tuple(self.providers[i] for i in index),
        )


def _columns(bar: Bar) -> tuple[object, ...]:
    prices = (bar.open, bar.high, bar.low, bar.close, bar.adj_close, bar.volume)
    return (bar.session, *prices, bar.knowable_at, bar.fetched_at, bar.provider)


def _naive_utc(t: object) -> dt.datetime:
    if not isinstance(t, dt.datetime) or t.tzinfo is None:
        raise ValueError(f"{t!r} is no time with a timezone")
    return t.astimezone(dt.UTC).replace(tzinfo=None)
