"""The trading calendar against the exchange's published sessions."""

from __future__ import annotations

import csv
import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import ItemError
from aggregator.sessions import calendar, day_end, new_york_date

D = dt.date
days = st.dates(D(1930, 1, 1), D(2045, 12, 31))


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_agrees_with_the_published_sessions(shared: Path) -> None:
    cal = calendar()
    with (shared / "data/master/nyse_sessions_1970_2027.csv").open() as file:
        rows = list(csv.DictReader(file))
    expected = [D.fromisoformat(row["session"]) for row in rows]
    assert cal.between(expected[0], expected[-1]) == expected
    early = 0
    for session, row in zip(expected, rows, strict=True):
        assert cal.open_time(session) == dt.datetime.fromisoformat(row["open_utc"])
        assert cal.close_time(session) == dt.datetime.fromisoformat(row["close_utc"])
        early += row["early_close"] == "1"
    assert early > 80


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda c: c.is_session(D(2024, 7, 4)), False),
        (lambda c: c.is_session(D(2024, 7, 5)), True),
        (lambda c: c.previous(D(2024, 7, 8)), D(2024, 7, 5)),
        (lambda c: c.previous(D(2024, 7, 8), 2), D(2024, 7, 3)),
        (lambda c: c.previous(D(2024, 7, 6), 1), D(2024, 7, 5)),
        (lambda c: c.next(D(2024, 7, 3)), D(2024, 7, 5)),
        (lambda c: c.next(D(2024, 7, 4), 2), D(2024, 7, 8)),
        (lambda c: c.on_or_before(D(2024, 7, 4)), D(2024, 7, 3)),
        (lambda c: c.on_or_after(D(2024, 7, 6)), D(2024, 7, 8)),
        (lambda c: c.on_or_after(D(2024, 7, 8)), D(2024, 7, 8)),
        (lambda c: c.count(D(2024, 7, 1), D(2024, 7, 7)), 4),
        (lambda c: c.count(D(2024, 7, 7), D(2024, 7, 1)), 0),
        (lambda c: c.between(D(2024, 7, 6), D(2024, 7, 7)), []),
        (lambda c: c.close_time(D(2024, 7, 3)), utc("2024-07-03T17:00")),
        (lambda c: c.last_closed(utc("2024-07-03T17:00:00")), D(2024, 7, 3)),
        (lambda c: c.last_closed(utc("2024-07-03T16:59:59")), D(2024, 7, 2)),
        (lambda c: c.first_open_after(utc("2024-07-15T12:00:00")), D(2024, 7, 15)),
        (lambda c: c.first_open_after(utc("2024-07-15T13:30:00")), D(2024, 7, 16)),
        (lambda c: c.bar_time(D(2024, 7, 6)), utc("2024-07-07T03:59:59")),
        (lambda c: c.next(D(1850, 1, 4)), D(1850, 1, 7)),
        (lambda c: c.next(D(2150, 1, 2)), D(2150, 1, 5)),
    ],
)
def test_lookups(call: object, expected: object) -> None:
    assert call(calendar()) == expected  # type: ignore[operator]


def test_outside_the_calendar_is_an_item_error() -> None:
    with pytest.raises(ItemError, match="outside"):
        calendar().previous(D(1700, 1, 1))
    with pytest.raises(ItemError, match="no trading session"):
        calendar().close_time(D(2024, 7, 6))
    with pytest.raises(ValueError, match="timezone"):
        calendar().last_closed(dt.datetime(2024, 7, 6))


def test_dates_and_times_in_new_york() -> None:
    assert day_end(D(2024, 1, 10)) == utc("2024-01-11T04:59:59")
    assert new_york_date(utc("2024-01-11T04:59:59")) == D(2024, 1, 10)


@given(days)
def test_neighbours_agree(d: dt.date) -> None:
    cal = calendar()
    assert cal.previous(d) < d < cal.next(d)
    assert cal.on_or_before(d) <= d <= cal.on_or_after(d)
    assert cal.previous(cal.next(d)) == (d if cal.is_session(d) else cal.on_or_before(d))
    session = cal.on_or_after(d)
    assert cal.open_time(session) < cal.close_time(session)
    assert cal.last_closed(cal.close_time(session)) == session
    assert cal.first_open_after(cal.open_time(session)) == cal.next(session)


def test_importing_it_loads_nothing_heavy() -> None:
    code = "import sys, aggregator.sessions; print([m for m in ('pandas', 'exchange_calendars') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
