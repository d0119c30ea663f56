"""One symbol's daily bars as sorted arrays: what signals and verdicts compute on.

The caller (the store) passes bars that are already as of some moment: at most one per session. Missing prices and
volumes are NaN; times are `datetime64[us]` in UTC. `knowable_at` is that of the bar's newest version; `first_known` and
`first_close` are what its first version had.
"""

from __future__ import annotations

import datetime as dt
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from aggregator.records import Bar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Times = NDArray[np.datetime64]

_EPOCH = dt.date(1970, 1, 1).toordinal()


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
    first_known: Times
    first_close: Floats
    # Whether a newest close differs from its first version: nearly always by a split.
    was_rescaled: bool = field(init=False, repr=False)
    # What the look-ups of single sessions go by: a bisection of numbers costs a tenth of one of numpy's.
    _days: array[int] = field(init=False, repr=False)
    _all_known: dt.datetime = field(init=False, repr=False)

    def __post_init__(self) -> None:
        import numpy as np

        days = array("i")
        days.frombytes(self.sessions.astype(np.int32).tobytes())
        object.__setattr__(self, "_days", days)
        object.__setattr__(self, "was_rescaled", bool((self.first_close != self.close).any()))
        last: dt.datetime = self.knowable_at.max().item() if len(days) else dt.datetime.min
        object.__setattr__(self, "_all_known", last.replace(tzinfo=dt.UTC))

    @classmethod
    def from_bars(cls, symbol: str, bars: Iterable[Bar]) -> History:
        """Sort `bars` by session; of two for one session the one that became known later counts."""
        ordered = {bar.session: bar for bar in sorted(bars, key=lambda bar: (bar.session, bar.knowable_at))}
        rows = [_columns(bar) for bar in ordered.values()]
        return cls._of(symbol, list(zip(*rows, strict=True)) if rows else [()] * 12)

    @classmethod
    def from_stored(cls, symbol: str, newest: Sequence[tuple[Any, ...]], first: Sequence[tuple[Any, ...]]) -> History:
        """From rows as the store keeps them: the newest version of each bar and its first one, ascending.

        session, six numbers, knowable_at, fetched_at, provider, times as text: much faster than through records.
        """
        columns = list(zip(*newest, strict=True)) if newest else [()] * 10
        days, *numbers, known, fetched, providers = columns
        times = [[_seconds(text) for text in column] for column in (known, fetched)]
        began, closes = times[0], numbers[3]
        if first is not newest:
            began, closes = [_seconds(row[7]) for row in first], tuple(row[4] for row in first)
        return cls._of(symbol, [[_day(text) for text in days], *numbers, *times, providers, began, closes], "s")

    @classmethod
    def _of(cls, symbol: str, columns: Sequence[Sequence[Any]], unit: str = "us") -> History:
        """From columns in the order of the fields; `unit` is that of times which are numbers."""
        import numpy as np

        days, *numbers, known, fetched, providers, first, closes = columns
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
            knowable_at=np.array(known, dtype=f"datetime64[{unit}]").astype("datetime64[us]"),
            fetched_at=np.array(fetched, dtype=f"datetime64[{unit}]").astype("datetime64[us]"),
            providers=tuple(providers),
            first_known=np.array(first, dtype=f"datetime64[{unit}]").astype("datetime64[us]"),
            first_close=np.array(closes, dtype=np.float64),
        )

    def __len__(self) -> int:
        return len(self.sessions)

    def last_index(self, session: dt.date) -> int | None:
        """Position of the last bar at or before `session`, or None."""
        i = bisect_right(self._days, session.toordinal() - _EPOCH) - 1
        return i if i >= 0 else None

    def session(self, i: int) -> dt.date:
        """The session of the bar at `i`."""
        return dt.date.fromordinal(self._days[i] + _EPOCH)

    def known(self, now: dt.datetime) -> History:
        """The bars that were knowable at `now`; itself when all were."""
        import numpy as np

        if self._all_known <= now:
            return self
        return self._take(np.flatnonzero(self.knowable_at <= np.datetime64(_naive_utc(now), "us")))

    def tail(self, start: int) -> History:
        """The bars from position `start` on."""
        import numpy as np

        return self if start <= 0 else self._take(np.arange(start, len(self)))

    def on(self, sessions: Times) -> History:
        """The bars of those `sessions`, each of which must be there."""
        import numpy as np

        return self._take(np.searchsorted(self.sessions, sessions))

    def scaled(self, factor: float) -> History:
        """The same bars for shares that became `factor` of these: prices times it, volumes over it."""
        prices = {name: factor * getattr(self, name) for name in ("open", "high", "low", "close", "adj_close")}
        return replace(self, volume=self.volume / factor, **prices)

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
            self.first_known[index],
            self.first_close[index],
        )


# Histories share their days and most of their times, so each text is read once.
@lru_cache(maxsize=100_000)
def _seconds(text: str) -> int:
    """Seconds since 1970 of a stored time."""
    return int(dt.datetime.fromisoformat(text).timestamp())


@lru_cache(maxsize=50_000)
def _day(text: str) -> int:
    """Days since 1970 of a stored date."""
    return dt.date.fromisoformat(text).toordinal() - _EPOCH


def _columns(bar: Bar) -> tuple[object, ...]:
    prices = (bar.open, bar.high, bar.low, bar.close, bar.adj_close, bar.volume)
    known = _naive_utc(bar.knowable_at)
    return (bar.session, *prices, known, _naive_utc(bar.fetched_at), bar.provider, known, bar.close)


def _naive_utc(t: object) -> dt.datetime:
    if not isinstance(t, dt.datetime) or t.tzinfo is None:
        raise ValueError(f"{t!r} is no time with a timezone")
    return t.astimezone(dt.UTC).replace(tzinfo=None)
