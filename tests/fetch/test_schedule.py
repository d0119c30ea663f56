"""When a feed is due again. Pure: outcome, state and clock in, time out."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime

import pytest

from aggregator.errors import FetchError
from aggregator.fetch import schedule
from aggregator.records import Feed, FeedState, Request, Response

FEED = Feed("Wire", "https://wire.example/feed", "wire", every_s=1800)
STATE = FeedState(FEED.url, etag='"a"', last_modified="Mon, 15 Jul 2024 00:00:00 GMT", body_hash="h")
HOUR, DAY = 3600, 86400


def answer(status: int = 200, body: bytes = b"x", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(Request(FEED.url, "feed"), FEED.url, status, named, body)


def error(code: str = "http_status", status: int | None = 503, retry: float | None = None) -> FetchError:
    return FetchError(FEED.url, "no", code=code, status=status, retry_after_s=retry)


def wait_s(now: dt.datetime, outcome: Response | FetchError, *, streak: int = 0, ttl_s: int | None = None) -> float:
    state = FeedState(FEED.url, error_streak=streak)
    return (schedule.next_due(FEED, state, now, outcome, ttl_s=ttl_s) - now).total_seconds()


SERVER = dt.datetime(2024, 7, 15, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("outcome", "ttl_s", "expected"),
    [
        (answer(), None, 1800),
        (answer(cache_control="public, max-age=7200"), None, 7200),
        (answer(cache_control="max-age=7200", age="600"), None, 6600),
        (answer(cache_control="max-age=60"), None, 1800),
        (answer(cache_control="no-cache, max-age=7200"), None, 1800),
        (answer(cache_control="max-age=31536000"), None, DAY),
        (answer(cache_control="s-maxage=9000"), None, 1800),
        (answer(expires=format_datetime(SERVER + dt.timedelta(hours=3)), date=format_datetime(SERVER)), None, 3 * HOUR),
        (answer(expires="0", date=format_datetime(SERVER)), None, 1800),
        (answer(), 4 * HOUR, 4 * HOUR),
        (answer(cache_control="max-age=7200"), 4 * HOUR, 4 * HOUR),
        (answer(), 10 * DAY, DAY),
        (answer(304, b"", retry_after="5000"), None, 5000),
        (error(retry=90_000), None, 90_000),
        (error(retry=60), None, 1800),
        (error(retry=400 * DAY), None, 30 * DAY),
    ],
)
def test_the_latest_wish_wins(
    now: dt.datetime, outcome: Response | FetchError, ttl_s: int | None, expected: float
) -> None:
    assert wait_s(now, outcome, ttl_s=ttl_s) == expected


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503, None])
def test_errors_double_the_wait_up_to_a_day(now: dt.datetime, status: int | None) -> None:
    failure = error("timeout" if status is None else "http_status", status)
    waits = [wait_s(now, failure, streak=streak) for streak in range(9)]
    assert waits[:5] == [3600, 7200, 14400, 28800, 57600]
    assert set(waits[5:]) == {DAY}
    assert wait_s(now, failure, streak=10_000) == DAY


def test_a_slow_feed_is_never_asked_earlier_than_it_wants(now: dt.datetime) -> None:
    weekly = Feed("W", FEED.url, "w", every_s=7 * DAY)
    assert schedule.next_due(weekly, STATE, now, error()) == now + dt.timedelta(days=7)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", 120.0),
        (format_datetime(SERVER + dt.timedelta(seconds=90)), 90.0),
        (format_datetime(SERVER - dt.timedelta(seconds=90)), 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after(value: str, expected: float | None) -> None:
    assert schedule.retry_after_s({"retry-after": value, "date": format_datetime(SERVER)}) == expected


def test_success_stores_validators_and_clears_errors(now: dt.datetime) -> None:
    broken = FeedState(FEED.url, error_streak=3, last_error="timeout: x", newest_entry_at=now)
    earlier = now - dt.timedelta(days=1)
    state = schedule.next_state(FEED, broken, now, answer(etag='"b"'), newest_entry_at=earlier)
    assert (state.etag, state.last_modified, state.error_streak, state.last_error) == ('"b"', None, 0, None)
    assert (state.last_success_at, state.newest_entry_at) == (now, now)
    assert state.body_hash == schedule.body_hash(b"x")


def test_not_modified_keeps_what_was_known(now: dt.datetime) -> None:
    state = schedule.next_state(FEED, STATE, now, answer(304, b""))
    assert (state.etag, state.last_modified, state.body_hash) == (STATE.etag, STATE.last_modified, "h")
    assert state.last_success_at == now


def test_failure_keeps_validators_and_counts(now: dt.datetime) -> None:
    state = schedule.next_state(FEED, STATE, now, error(status=503))
    assert (state.etag, state.error_streak, state.gone) == (STATE.etag, 1, False)
    assert state.last_error == "http_status: no"
    assert state.last_success_at is None
    unreadable = schedule.failed(FEED, STATE, now, "not_a_feed: a page")
    assert (unreadable.etag, unreadable.error_streak, unreadable.last_error) == (STATE.etag, 1, "not_a_feed: a page")


def test_gone_is_never_due_again(now: dt.datetime) -> None:
    state = schedule.next_state(FEED, STATE, now, error(status=410))
    assert state.gone
    assert not schedule.is_due(FEED, state, now + dt.timedelta(days=365))


def test_due(now: dt.datetime) -> None:
    later = FeedState(FEED.url, next_due_at=now + dt.timedelta(seconds=1))
    assert schedule.is_due(FEED, None, now)
    assert schedule.is_due(FEED, STATE, now)
    assert not schedule.is_due(FEED, later, now)
    assert schedule.is_due(FEED, later, now + dt.timedelta(seconds=1))
    assert not schedule.is_due(Feed("x", FEED.url, "x", enabled=False), None, now)


def test_conditional_request() -> None:
    assert schedule.request_for(FEED) == Request(FEED.url, "feed")
    assert schedule.request_for(FEED, STATE) == Request(FEED.url, "feed", STATE.etag, STATE.last_modified)
