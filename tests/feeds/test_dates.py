"""Dates as feeds write them."""

from __future__ import annotations

import datetime as dt

import pytest

from aggregator.feeds.dates import stamp

CASES = [
    ("Mon, 15 Jul 2024 12:30:45 GMT", "2024-07-15T12:30:45", "second"),
    ("Mon, 15 Jul 2024 08:30 EDT", "2024-07-15T12:30:00", "minute"),
    ("15 July 2024 08:30:00 ET", "2024-07-15T12:30:00", "second"),
    ("15 Jan 2024 08:30:00 ET", "2024-01-15T13:30:00", "second"),
    ("Mon, 15 Jul 24 12:00:00 +0530", "2024-07-15T06:30:00", "second"),
    ("Mon, 15-Jul-2024 12:00:00 UTC", "2024-07-15T12:00:00", "second"),
    ("Monday, July 15, 2024 8:05 PM PDT", "2024-07-16T03:05:00", "minute"),
    ("Jul. 15, 2024 12:05 a.m.", "2024-07-15T00:05:00", "minute"),
    ("Mon Jul 15 08:00:00 2024", "2024-07-15T08:00:00", "second"),
    ("Mon, 15 Jul 2024 12:00:00 +0000 (UTC)", "2024-07-15T12:00:00", "second"),
    ("2024-07-15T12:30:45.123Z", "2024-07-15T12:30:45", "second"),
    ("2024-07-15 12:30:45", "2024-07-15T12:30:45", "second"),
    ("2024-07-15T12:30-0400", "2024-07-15T16:30:00", "minute"),
    ("2024-07-15T00:00:00+14:00", "2024-07-14T10:00:00", "second"),
    ("2024-12-31T23:59:60Z", "2024-12-31T23:59:59", "second"),
    ("2024-07-15", "2024-07-15T00:00:00", "day"),
    ("20240715", "2024-07-15T00:00:00", "day"),
    ("July 15th, 2024", "2024-07-15T00:00:00", "day"),
    ("Mon, 15 Jul 2024", "2024-07-15T00:00:00", "day"),
    ("2024-07", "2024-07-01T00:00:00", "month"),
    ("July 2024", "2024-07-01T00:00:00", "month"),
    ("2024", "2024-01-01T00:00:00", "year"),
]


@pytest.mark.parametrize(("text", "at", "precision"), CASES)
def test_date_and_precision(text: str, at: str, precision: str) -> None:
    found = stamp(text)
    assert found is not None
    assert found.at == dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC)
    assert (found.precision, found.source) == (precision, "feed")


@pytest.mark.parametrize(
    "text", ["", "today", "1970-01-01T00:00:00Z", "2024-13-01", "31 Apr 2024", "2024-07-15T12:00+99:00"]
)
def test_no_date(text: str) -> None:
    assert stamp(text) is None
