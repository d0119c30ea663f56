"""When a feed's silence means something."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch import rhythm

NOW = dt.datetime(2024, 7, 15, 12, tzinfo=dt.UTC)
HOUR, DAY = 3600.0, 86400.0


def every(hours: float, n: int = 20, last: dt.datetime = NOW) -> list[dt.datetime]:
    return [last - dt.timedelta(hours=hours * k) for k in range(n)]


@pytest.mark.parametrize(
    ("times", "usual_s", "silence_s"),
    [
        (every(1), HOUR, 3 * DAY),  # never less than three days
        (every(24), DAY, 10 * DAY),
        (every(24 * 7), 7 * DAY, 70 * DAY),
        # Weekdays only: a long weekend is no silence.
        ([at for at in every(12, 60) if at.weekday() < 5], DAY / 2, 5 * DAY),
    ],
)
def test_rhythm(times: list[dt.datetime], usual_s: float, silence_s: float) -> None:
    assert rhythm.of(times, NOW) == rhythm.Rhythm(usual_s, silence_s)


def test_too_few_times_are_no_rhythm_and_the_same_time_counts_once() -> None:
    assert rhythm.of(every(1, 4), NOW) is None
    assert rhythm.of([NOW] * 30, NOW) is None


def test_times_ahead_do_not_count() -> None:
    ahead = [NOW + dt.timedelta(days=365 * k) for k in range(1, 9)]
    assert rhythm.of([*every(24), *ahead], NOW) == rhythm.of(every(24), NOW)


@pytest.mark.parametrize(("silent_days", "frozen"), [(2, False), (9.9, False), (10.1, True), (900, True)])
def test_a_daily_feed_is_frozen_after_ten_days(silent_days: float, frozen: bool) -> None:
    found = rhythm.of(every(24), NOW)
    assert found is not None
    assert rhythm.is_frozen(NOW, found.silence_s, NOW + dt.timedelta(days=silent_days)) is frozen


def test_what_is_not_known_is_not_frozen() -> None:
    assert not rhythm.is_frozen(None, 1.0, NOW)
    assert not rhythm.is_frozen(NOW, None, NOW + dt.timedelta(days=900))
    assert not rhythm.is_frozen(NOW, 1.0, None)


@given(
    st.lists(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=dt.UTC)))
)
def test_a_feed_is_never_frozen_at_its_newest_entry(times: list[dt.datetime]) -> None:
    found = rhythm.of(times, NOW)
    if found is not None:
        assert found.silence_s >= 3 * DAY
        assert found.silence_s >= 2 * found.usual_s > 0
