"""Conditions over bars: in which periods a test held, how often, how long in a row, and when last before now.

Changes are close to close, in percent, of yields in percentage points. The last period may still be running. "Since
March" is right when the case before lies in March; when it lies earlier, the words understate (`near`); when later,
they are wrong. "In two years" asks in the same way for the time since the case before.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.align import tables
from aggregator.align.prices import Prices, Span, UnverifiableError
from aggregator.align.stated import Grade
from aggregator.conditions import Condition, Hurdle, Period, Since

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Whole = NDArray[np.int64]

RECORD_SESSIONS = 2520  # records are counted where at least ten years of closes lie before the first of them
UNIT_DAYS: dict[Period, float] = {
    "session": 365.25 / 252,
    "week": 7.0,
    "month": 365.25 / 12,
    "quarter": 365.25 / 4,
    "year": 365.25,
}
ROUNDING = 0.03  # by this share "two years" may be short of two years
NEAR = 0.1  # by this share still `near`


@dataclass(frozen=True, slots=True)
class Course:
    """A history cut into periods up to one bar: positions of their last bars, their keys, changes and closes.

    All arrays begin with the second period of the history, the first that has a change.
    """

    prices: Prices
    ends: Whole
    keys: Whole
    changes: Floats
    closes: Floats

    @property
    def span(self) -> Span:
        """All bars that the course rests on."""
        return Span(self.prices, 0, int(self.ends[-1]))

    def date(self, k: int) -> dt.date:
        """The session that ends the period `k`."""
        return self.prices.session(int(self.ends[k]))


def course(prices: Prices, period: Period, last: int, *, points: bool = False) -> Course:
    """The periods of a history up to the bar at `last`; `points`: changes in points instead of percent."""
    import numpy as np

    days = prices.sessions[: last + 1].astype("datetime64[D]")
    keys = _keys(days, period)
    ends = np.flatnonzero(np.append(keys[1:] != keys[:-1], True))
    if len(ends) < 2:
        raise UnverifiableError("no_prices")
    closes = prices.close[ends]
    steps = np.diff(closes)
    changes = steps if points or tables.is_rate(prices.symbol) else 100.0 * steps / closes[:-1]
    return Course(prices, ends[1:], keys[ends][1:], changes, closes[1:])


def _keys(days: NDArray[np.datetime64], period: Period) -> Whole:
    if period == "session":
        found: Whole = days.astype("int64")
    elif period == "week":
        found = (days.astype("int64") + 3) // 7  # 1970-01-01 was a Thursday
    elif period == "year":
        found = days.astype("datetime64[Y]").astype("int64")
    else:
        found = days.astype("datetime64[M]").astype("int64") // (3 if period == "quarter" else 1)
    return found


def is_last(period: Period, day: dt.date, following: dt.date) -> bool:
    """Whether a session is the last one of its period, the session after it given."""
    import numpy as np

    keys = _keys(np.array([day, following], dtype="datetime64[D]"), period)
    return bool(keys[0] != keys[1])


def holds(test: Hurdle, over: Course) -> Flags:
    """In which periods a test held."""
    import numpy as np

    sign = 1.0 if test.up else -1.0
    if test.level is not None:
        held: Flags = sign * (over.closes - test.level) > 0
    elif test.average is not None:
        total = np.concatenate(([0.0], np.cumsum(over.prices.close[: over.ends[-1] + 1])))
        full = over.ends + 1 >= test.average
        first = np.maximum(over.ends + 1 - test.average, 0)
        held = full & (sign * (over.closes - (total[over.ends + 1] - total[first]) / test.average) > 0)
    else:
        held = sign * over.changes >= (test.pct if test.pct is not None else np.nextafter(0.0, 1.0))
    return held


def both(held: Flags, over: Course, test: Hurdle, beside: Course) -> Flags:
    """The periods of `held` in which the other subject passed its test too; a period that it lacks counts as failed."""
    import numpy as np

    passed = beside.keys[holds(test, beside)]
    joint: Flags = held & np.isin(over.keys, passed)
    return joint


def streak(held: Flags, k: int) -> int:
    """How many periods in a row held, ending with `k`."""
    import numpy as np

    broken = np.flatnonzero(~held[: k + 1])
    return k - int(broken[-1]) if len(broken) else k + 1


def last_before(condition: Condition, over: Course, held: Flags, k: int) -> int | None:
    """The last period before `k` that did what `k` did: held, moved or closed as far, or ended a streak as long."""
    import numpy as np

    sign = 1.0 if condition.test.up else -1.0
    if condition.question == "widest":
        same = sign * over.changes[:k] >= sign * over.changes[k]
    elif condition.question == "highest":
        same = sign * over.closes[:k] >= sign * over.closes[k]
    elif condition.question == "longest":
        length = streak(held, k)
        at = np.arange(len(held[:k]))
        runs = at - np.maximum.accumulate(np.where(held[:k], -1, at))
        same = (runs >= length) & (at <= k - length)
    else:
        same = held[:k]
    found = np.flatnonzero(same)
    return int(found[-1]) if len(found) else None


def records(over: Course, start: dt.date) -> int:
    """Closes from `start` on that were above all closes before them; UnverifiableError without ten years before."""
    import numpy as np

    closes = over.prices.close[: int(over.ends[-1]) + 1]
    first = over.prices.last_index(start - dt.timedelta(days=1))
    if first is None or first + 1 < RECORD_SESSIONS:
        raise UnverifiableError("no_prices")
    best = np.maximum.accumulate(closes)
    return int((closes[first + 1 :] > best[first:-1]).sum())


def begin(since: Since, end: dt.date) -> dt.date:
    """The first day that a `since` reaches back to."""
    if since.start is not None:
        return since.start
    days = (since.back or 0.0) * UNIT_DAYS[since.unit or "session"]
    return end - dt.timedelta(days=round(days))


def elapsed(over: Course, before: int, k: int, unit: Period) -> float:
    """Time between two periods: sessions counted, longer units by the calendar."""
    if unit == "session":
        return float(over.ends[k] - over.ends[before])
    return (over.date(k) - over.date(before)).days / UNIT_DAYS[unit]


def grade(condition: Condition, over: Course, before: int | None, k: int) -> Grade:
    """Whether the case before lies where the words say."""
    since = condition.since
    if since is None:
        raise UnverifiableError("ambiguous")
    if since.start is not None and since.end is not None:
        if before is None and condition.question == "first" and since.end < over.date(k):
            return "off"  # "for the first time since January" says that January saw it
        return _grade_stretch(since.start, since.end, over, before, k)
    if before is None:
        return "off" if condition.question == "first" else "near"
    said, passed = since.back or 0.0, elapsed(over, before, k, since.unit or "session")
    if since.more < 0:
        return (
            "match"
            if 0.5 <= passed / said <= 1.0 + ROUNDING and passed >= said - 1
            else "near"
            if passed > said
            else "off"
        )
    if passed < said * (1.0 - ROUNDING):
        return "near" if passed >= said * (1.0 - NEAR) else "off"
    return "match" if passed < said + 1.0 or (since.more > 0 and passed < 2.0 * said) else "near"


def _grade_stretch(start: dt.date, end: dt.date, over: Course, before: int | None, k: int) -> Grade:
    if end >= over.date(k):  # "of the year": none before it in that time
        return "match" if before is None or over.date(before) < start else "off"
    if before is None:
        return "near"
    begun = over.date(before - 1) + dt.timedelta(days=1) if before else over.date(before)
    if begun <= end and start <= over.date(before):
        return "match"
    return "near" if over.date(before) < start else "off"
