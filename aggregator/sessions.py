"""Trading sessions of the New York Stock Exchange: which days trade, when they open and close.

The schedule is that of `exchange_calendars` (XNYS: holidays, special closings, half days)
from 1927 to 2049. Outside it, between 1800 and 2199, every Monday to Friday counts as a session of 09:30 to 16:00
New York: good enough to place a date from a text, and never used for prices. Dates beyond that raise an `ItemError`.

A session is a plain `date`; times are timezone-aware UTC. Look-ups bisect sorted tuples and cost about a microsecond.
"""

from __future__ import annotations

import datetime as dt
import warnings
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import chain
from zoneinfo import ZoneInfo

from aggregator.errors import ItemError

NEW_YORK = ZoneInfo("America/New_York")
FIRST, LAST = dt.date(1927, 1, 1), dt.date(2049, 12, 31)
_EXTENDED_FIRST, _EXTENDED_LAST = dt.date(1800, 1, 1), dt.date(2199, 12, 31)
_OPEN, _CLOSE = dt.time(9, 30), dt.time(16, 0)


def day_end(d: dt.date) -> dt.datetime:
    """23:59:59 New York of `d`, in UTC: when a thing that is dated without a time is known."""
    return _new_york(d, dt.time(23, 59, 59))


def new_york_date(t: dt.datetime) -> dt.date:
    """The date on the wall in New York at `t`."""
    return t.astimezone(NEW_YORK).date()


@cache
def calendar() -> Calendar:
    """The one calendar, built on first use (about 0.2 s, plus the import of exchange_calendars)."""
    from exchange_calendars.exchange_calendar_xnys import XNYSExchangeCalendar

    with warnings.catch_warnings():  # the library's own use of a pandas call that will change in pandas 4
        warnings.simplefilter("ignore", DeprecationWarning)
        xnys = XNYSExchangeCalendar(start=FIRST.isoformat(), end=LAST.isoformat())
    known = [day.date() for day in xnys.sessions.to_pydatetime()]
    before = _weekdays(_EXTENDED_FIRST, known[0] - dt.timedelta(days=1))
    after = _weekdays(known[-1] + dt.timedelta(days=1), _EXTENDED_LAST)
    return Calendar(
        sessions=(*before, *known, *after),
        _opens=_seconds(before, xnys.opens_nanos.tolist(), after, _OPEN),
        _closes=_seconds(before, xnys.closes_nanos.tolist(), after, _CLOSE),
    )


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Calendar:
    """Sorted sessions with their opening and closing times (seconds since 1970, UTC)."""

    sessions: tuple[dt.date, ...]
    _opens: tuple[int, ...]
    _closes: tuple[int, ...]

    def is_session(self, d: dt.date) -> bool:
        """Whether the exchange trades on `d`."""
        i = bisect_left(self.sessions, d)
        return i < len(self.sessions) and self.sessions[i] == d

    def previous(self, d: dt.date, n: int = 1) -> dt.date:
        """The n-th session strictly before `d`, which need not be a session itself."""
        return self._at(bisect_left(self.sessions, d) - n, d)

    def next(self, d: dt.date, n: int = 1) -> dt.date:
        """The n-th session strictly after `d`, which need not be a session itself."""
        return self._at(bisect_right(self.sessions, d) + n - 1, d)

    def on_or_before(self, d: dt.date) -> dt.date:
        """`d` if it is a session, else the session before it."""
        return self._at(bisect_right(self.sessions, d) - 1, d)

    def on_or_after(self, d: dt.date) -> dt.date:
        """`d` if it is a session, else the session after it."""
        return self._at(bisect_left(self.sessions, d), d)

    def between(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """All sessions from `first` to `last`, both included; empty when there is none."""
        return list(self.sessions[bisect_left(self.sessions, first) : bisect_right(self.sessions, last)])

    def count(self, first: dt.date, last: dt.date) -> int:
        """How many sessions lie from `first` to `last`, both included."""
        return max(0, bisect_right(self.sessions, last) - bisect_left(self.sessions, first))

    def last_closed(self, t: dt.datetime) -> dt.date:
        """The last session whose close is at or before `t`."""
        return self._at(bisect_right(self._closes, _stamp(t)) - 1, t.date())

    def first_open_after(self, t: dt.datetime) -> dt.date:
        """The first session whose open is strictly after `t`: the session to which an article known at `t` belongs."""
        return self._at(bisect_right(self._opens, _stamp(t)), t.date())

    def open_time(self, session: dt.date) -> dt.datetime:
        """When `session` opens. `ItemError` if it is no session."""
        return dt.datetime.fromtimestamp(self._opens[self._index(session)], dt.UTC)

    def close_time(self, session: dt.date) -> dt.datetime:
        """When `session` closes, early closes included. `ItemError` if it is no session."""
        return dt.datetime.fromtimestamp(self._closes[self._index(session)], dt.UTC)

    def bar_time(self, d: dt.date) -> dt.datetime:
        """When the daily value of `d` is known: the close of a session, the end of the day in New York otherwise."""
        return self.close_time(d) if self.is_session(d) else day_end(d)

    def _index(self, session: dt.date) -> int:
        i = bisect_left(self.sessions, session)
        if i == len(self.sessions) or self.sessions[i] != session:
            raise ItemError(session.isoformat(), "is no trading session", code="no_session")
        return i

    def _at(self, i: int, asked: dt.date) -> dt.date:
        if 0 <= i < len(self.sessions):
            return self.sessions[i]
        raise ItemError(asked.isoformat(), "lies outside the trading calendar", code="out_of_calendar")


def _new_york(d: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(d, time, NEW_YORK).astimezone(dt.UTC)


def _stamp(t: dt.datetime) -> float:
    if t.tzinfo is None:
        raise ValueError(f"{t.isoformat()} has no timezone")
    return t.timestamp()


def _weekdays(first: dt.date, last: dt.date) -> list[dt.date]:
    days = (dt.date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    return [day for day in days if day.weekday() < 5]


def _seconds(before: list[dt.date], nanos: list[int], after: list[dt.date], time: dt.time) -> tuple[int, ...]:
    def stamps(days: list[dt.date]) -> list[int]:
        return [int(_new_york(day, time).timestamp()) for day in days]

    return tuple(chain(stamps(before), (n // 1_000_000_000 for n in nanos), stamps(after)))
