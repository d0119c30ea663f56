"""The join of claims to the prices that were knowable when they were made.

Bars are laid out densely: a row for each session, a column for each symbol, in each cell where the symbol's last bar at
or before that session stands. A claim finds its row by its time (one bisection among some thousand closes) and its bar
in the cell, so that a million claims cost two look-ups each and no sorting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from aggregator.align.prices import LATE_DAYS, Prices
from aggregator.records import Alignment, Claim
from aggregator.sessions import Calendar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Positions = NDArray[np.int32]
    Times = NDArray[np.datetime64]

# Signals of a symbol at a session by name, as they were knowable at the given time.
SignalLookup = Callable[[str, dt.date, dt.datetime], Mapping[str, float]]
NONE = -1  # no bar was known


@dataclass(frozen=True, slots=True)
class Places:
    """Where the bars of some symbols stand by session; a position counts from the start of its symbol's history.

    `closes` are those of the sessions that the rows of `cells` stand for; its columns are the symbols. A bar that came
    late, after that close, stands in its cell as -2 - position. `days` and `known` hold of all bars, one symbol after
    the other (from `starts` on), their sessions and since when there was any version.
    """

    closes: Times
    cells: Positions
    starts: NDArray[np.int64]
    days: NDArray[np.datetime64]
    known: Times

    @classmethod
    def of(cls, histories: Iterable[Prices], calendar: Calendar, first: dt.datetime, last: dt.datetime) -> Places:
        """The table for claims made from `first` to `last`; its columns are in the order of `histories`."""
        import numpy as np

        days, closes = _sessions(calendar, calendar.last_closed(first).year, calendar.last_closed(last).year)
        never = np.array(["9999-12-31"], dtype="datetime64[us]")  # where a position of `NONE` points to
        columns, sizes, held, known = [], [0], [], []
        for history in histories:
            at = (np.searchsorted(history.sessions, days, side="right") - 1).astype(np.int32)
            late = (np.concatenate([history.first_known, never])[at] > closes) & (at > NONE)
            columns.append(np.where(late, -2 - at, at))
            sizes.append(len(history))
            held.append(history.sessions)
            known.append(history.first_known)
        # By session first: claims come in order of time, and those of one day then read neighbouring cells.
        cells = np.ascontiguousarray(np.array(columns).T)
        return cls(closes, cells, np.cumsum(sizes[:-1]), np.concatenate(held), np.concatenate(known))

    def newest(self, columns: NDArray[np.int64], times: Times) -> Positions:
        """Of each claim (a symbol's column and a time, UTC) the position of the newest bar known then, or `NONE`.

        A bar counts once its session has closed and some version of it was known: a claim of the evening before the
        prices came is joined to the session before.
        """
        import numpy as np

        rows = np.searchsorted(self.closes, times, side="right") - 1
        found: Positions = self.cells.ravel().take(rows * self.cells.shape[1] + columns)
        late = np.flatnonzero(found < NONE)
        found[late] = -2 - found[late]
        while len(late):
            late = late[found[late] > NONE]
            late = late[self.known[self.starts[columns[late]] + found[late]] > times[late]]
            found[late] -= 1
        return found


def join(
    claims: Sequence[tuple[Claim, dt.datetime]],
    histories: Mapping[str, Prices],
    signals: SignalLookup,
    *,
    calendar: Calendar,
) -> list[Alignment | None]:
    """Align claims, each with the time at which it was knowable; None without an instrument, or without its prices.

    A claim belongs to the first session whose open is strictly after that time, and is given the signals of the last
    session whose bar was known; one made while a session runs sees that session's signals neither before nor as its
    own. Without bars (macro figures) it is given those of the last session that had closed.
    """
    newest = newest_sessions([(claim.symbol, at) for claim, at in claims], histories, calendar)
    found: list[Alignment | None] = []
    for (claim, at), session in zip(claims, newest, strict=True):
        if claim.symbol is None or session is None:
            found.append(None)
            continue
        own, known = calendar.first_open_after(at), signals(claim.symbol, session, at)
        found.append(Alignment(claim.claim_id, claim.symbol, own, session, dict(known), at))
    return found


def newest_sessions(
    asked: Sequence[tuple[str | None, dt.datetime]], histories: Mapping[str, Prices], calendar: Calendar
) -> list[dt.date | None]:
    """Of each (symbol, time) the session of the newest bar known then; None where it is long past, or never was.

    The last session that had closed where the symbol has no bars at all.
    """
    import numpy as np

    found = [None if symbol is None else calendar.last_closed(at) for symbol, at in asked]
    priced = [i for i, (symbol, _) in enumerate(asked) if symbol in histories]
    if not priced:
        return found
    column = {symbol: n for n, symbol in enumerate(dict.fromkeys(asked[i][0] for i in priced))}
    times = [asked[i][1] for i in priced]
    held = (histories[symbol] for symbol in column if symbol is not None)
    places = Places.of(held, calendar, min(times), max(times))
    columns = np.array([column[asked[i][0]] for i in priced])
    positions = places.newest(columns, np.array([_naive(at) for at in times], dtype="datetime64[us]"))
    for i, n, at in zip(priced, columns.tolist(), positions.tolist(), strict=True):
        session: dt.date | None = places.days[places.starts[n] + at].item() if at > NONE else None
        last = found[i]
        found[i] = None if session is None or last is None or (last - session).days > LATE_DAYS else session
    return found


@lru_cache(maxsize=64)
def _sessions(calendar: Calendar, first: int, last: int) -> tuple[NDArray[np.datetime64], Times]:
    """The sessions of some years and their closes; whole years, so that batches share them."""
    import numpy as np

    sessions = calendar.between(dt.date(first, 1, 1), dt.date(last, 12, 31))
    closes = [_naive(calendar.close_time(day)) for day in sessions]
    return np.array(sessions, dtype="datetime64[D]"), np.array(closes, dtype="datetime64[us]")


def _naive(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC).replace(tzinfo=None)
