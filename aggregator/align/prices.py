"""What alignment needs of a price history, and how bars are looked up in it.

The store's reader provides the histories; alignment states here what it reads, so that it depends on no other stage.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from aggregator.records import Reason
from aggregator.sessions import Calendar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Times = NDArray[np.datetime64]

# After this long without a bar it is taken for missing, not for late.
LATE_DAYS = 10


class Prices(Protocol):
    """Daily bars of one symbol, ascending: NaN where a number is missing, times in UTC."""

    @property
    def symbol(self) -> str: ...  # noqa: D102
    @property
    def open(self) -> Floats: ...  # noqa: D102
    @property
    def high(self) -> Floats: ...  # noqa: D102
    @property
    def low(self) -> Floats: ...  # noqa: D102
    @property
    def close(self) -> Floats: ...  # noqa: D102
    @property
    def adj_close(self) -> Floats: ...  # noqa: D102
    @property
    def volume(self) -> Floats: ...  # noqa: D102
    @property
    def first_close(self) -> Floats: ...  # noqa: D102
    @property
    def was_rescaled(self) -> bool: ...  # noqa: D102
    @property
    def sessions(self) -> Times: ...  # noqa: D102
    @property
    def knowable_at(self) -> Times: ...  # noqa: D102
    @property
    def first_known(self) -> Times: ...  # noqa: D102
    @property
    def fetched_at(self) -> Times: ...  # noqa: D102
    @property
    def providers(self) -> Sequence[str]: ...  # noqa: D102

    def __len__(self) -> int: ...

    def session(self, i: int) -> dt.date:
        """The session of the bar at `i`."""
        ...

    def last_index(self, session: dt.date) -> int | None:
        """Position of the last bar at or before `session`."""
        ...

    def known(self, now: dt.datetime) -> Prices:
        """The bars that were knowable at `now`."""
        ...

    def scaled(self, factor: float) -> Prices:
        """The same bars for shares that became `factor` of these: prices times it, volumes over it."""
        ...


class UnverifiableError(Exception):
    """The claim cannot be measured. `reason` is the verdict's."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Span:
    """The bars `first` to `last` (positions, inclusive) of a history, as used by a measurement."""

    prices: Prices
    first: int
    last: int

    @property
    def knowable_at(self) -> dt.datetime:
        """When the last of the bars became known."""
        latest: dt.datetime = self.prices.knowable_at[self.first : self.last + 1].max().item()
        return latest.replace(tzinfo=dt.UTC)

    def describe(self) -> dict[str, str]:
        """The bars for a verdict: symbol, sessions, provider, fetched_at (the newest)."""
        first, last = self.prices.session(self.first), self.prices.session(self.last)
        fetched: dt.datetime = self.prices.fetched_at[self.first : self.last + 1].max().item()
        return {
            "symbol": self.prices.symbol,
            "sessions": first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}",
            "provider": ",".join(sorted(set(self.prices.providers[self.first : self.last + 1]))),
            "fetched_at": fetched.replace(tzinfo=dt.UTC).isoformat(),
        }


def position(prices: Prices, session: dt.date, *, calendar: Calendar, now: dt.datetime, holidays: bool = False) -> int:
    """Position of the bar of `session`; raises `UnverifiableError`.

    `holidays` lets a series that rests on some sessions (Treasury yields on bond market holidays) answer with the bar
    of the session before, provided that a later bar shows that none is to come.
    """
    i = prices.last_index(session)
    if i is None:
        raise UnverifiableError("no_prices")
    found = prices.session(i)
    if found == session:
        return i
    if i == len(prices) - 1:
        late = calendar.bar_time(session) > now - dt.timedelta(days=LATE_DAYS)
        raise UnverifiableError("not_knowable" if late else "no_prices")
    if holidays and calendar.count(found, session) == 2:
        return i
    raise UnverifiableError("no_prices")
