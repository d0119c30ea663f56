"""Dates as the world writes them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.articles import dates

CASES = [
    ("2024-07-15T08:00:00-04:00", "2024-07-15T12:00:00", "second", True),
    ("2024-07-15T12:00Z", "2024-07-15T12:00:00", "minute", True),
    ("2024-07-15T12:00:00.123+0000", "2024-07-15T12:00:00", "second", True),
    ("20240715T120000Z", "2024-07-15T12:00:00", "second", True),
    ("2024-07-15 12:00", "2024-07-15T12:00:00", "minute", False),
    ("2024-07-15", "2024-07-15T00:00:00", "day", False),
    ("2024-07", "2024-07-01T00:00:00", "month", False),
    ("2024", "2024-01-01T00:00:00", "year", False),
    ("1721044800", "2024-07-15T12:00:00", "second", True),
    ("1721044800000", "2024-07-15T12:00:00", "second", True),
    ("Mon, 15 Jul 2024 12:00:00 GMT", "2024-07-15T12:00:00", "second", True),
    ("Mon, 15 Jul 2024 08:00:00 -0400", "2024-07-15T12:00:00", "second", True),
    ("July 15, 2024 8:00 a.m. ET", "2024-07-15T12:00:00", "minute", True),
    ("Jan. 15, 2024 at 8:00 PM EST", "2024-01-16T01:00:00", "minute", True),
    ("15 July 2024", "2024-07-15T00:00:00", "day", False),
    ("Updated: Sept. 3rd, 2024", "2024-09-03T00:00:00", "day", False),
    ("7/15/2024 12:30 PM", "2024-07-15T12:30:00", "minute", False),
    ("2024-07-15T00:00:00Z", "2024-07-15T00:00:00", "day", False),
    ("2024-07-15T00:00:00-04:00", "2024-07-15T04:00:00", "second", True),
]


@pytest.mark.parametrize(("text", "at", "precision", "zoned"), CASES, ids=[case[0] for case in CASES])
def test_parse(text: str, at: str, precision: str, zoned: bool) -> None:
    moment = dates.parse(text)
    assert moment is not None
    assert (moment.at, moment.precision, moment.zoned) == (
        dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC),
        precision,
        zoned,
    )


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13-01", "2024-02-30", "9999-01-01", "1234567", "99/99/2024"])
def test_no_date(text: str) -> None:
    assert dates.parse(text) is None


@pytest.mark.parametrize(
    ("url", "day", "precision"),
    [
        ("https://x.com/2024/07/15/story", dt.date(2024, 7, 15), "day"),
        ("https://x.com/a-2024-07-15-b", dt.date(2024, 7, 15), "day"),
        ("https://x.com/news/20240715/b", dt.date(2024, 7, 15), "day"),
        ("https://x.com/2024/jul/15/b", dt.date(2024, 7, 15), "day"),
        ("https://x.com/2024/07/b", dt.date(2024, 7, 1), "month"),
        ("https://x.com/id/202407999?d=2024-07-15", None, ""),
        ("https://x.com/id/12345678", None, ""),
    ],
)
def test_in_url(url: str, day: dt.date | None, precision: str) -> None:
    moment = dates.in_url(url)
    assert (moment.at.date() if moment else None) == day
    assert (moment.precision if moment else "") == precision


@given(st.text(max_size=80))
def test_any_text_gives_utc_or_none(text: str) -> None:
    for moment in (dates.parse(text), dates.written(text), dates.in_url(text)):
        assert moment is None or moment.at.utcoffset() == dt.timedelta(0)


@given(st.datetimes(min_value=dt.datetime(1991, 1, 1), max_value=dt.datetime(2099, 1, 1)), st.integers(-720, 720))
def test_iso_round_trip(naive: dt.datetime, minutes: int) -> None:
    aware = naive.replace(microsecond=0, tzinfo=dt.timezone(dt.timedelta(minutes=minutes)))
    moment = dates.parse(aware.isoformat(), padded_midnight=False)
    assert moment is not None
    assert moment.at == aware
