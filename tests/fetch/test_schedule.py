"""When a feed is due again. Pure: outcome, state and clock in, time out."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime

import pytest

from aggregator.errors import FetchError
from aggregator.fetch import schedule
from aggregator.records import Entry, Feed, FeedDocument, FeedState, Request, Response, Skips, Stamp

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


def document(*times: dt.datetime, ttl_s: int | None = None, skips: Skips | None = None) -> FeedDocument:
    entries = tuple(Entry(str(n), None, str(n), published=Stamp(at, "second", "feed")) for n, at in enumerate(times))
    return FeedDocument("t", entries, ttl_s, (), skips or Skips())


SERVER = dt.datetime(2024, 7, 15, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("outcome", "ttl_s", "expected"),
    [
        (answer(), None, 1800),
        (answer(cache_control="public, max-age=7200"), None, 7200),
        (answer(cache_control="max-age=7200", age="600"), None, 6600),
        (answer(cache_control="max-age=60"), None, 1800),
        (answer(cache_control="no-cache, max-age=7200"), None, 1800),
        (answer(cache_control="max-age=31536000"), None, 30 * DAY),
        (answer(cache_control="s-maxage=9000"), None, 1800),
        (answer(expires=format_datetime(SERVER + dt.timedelta(hours=3)), date=format_datetime(SERVER)), None, 3 * HOUR),
        (answer(expires="0", date=format_datetime(SERVER)), None, 1800),
        (answer(), 4 * HOUR, 4 * HOUR),
        (answer(cache_control="max-age=7200"), 4 * HOUR, 4 * HOUR),
        (answer(), 10 * DAY, 10 * DAY),
        (answer(), 40 * DAY, 30 * DAY),
        (
            answer(
                cache_control="max-age=600",
                expires=format_datetime(SERVER + dt.timedelta(hours=3)),
                date=format_datetime(SERVER),
            ),
            None,
            1800,
        ),
        (
            answer(retry_after=format_datetime(SERVER + dt.timedelta(hours=5)), date=format_datetime(SERVER)),
            None,
            5 * HOUR,
        ),
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
    state = schedule.next_state(FEED, broken, now, answer(etag='"b"'), document=document(earlier))
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


def test_a_feed_that_has_moved_is_asked_at_its_new_address_with_its_validators() -> None:
    moved = schedule.request_for(FEED, STATE, "https://new.example/feed")
    assert (moved.url, moved.etag) == ("https://new.example/feed", STATE.etag)


# --- the feed's own rhythm and wishes -------------------------------------------------------------------------


def daily(now: dt.datetime, n: int = 20) -> FeedDocument:
    return document(*(now - dt.timedelta(days=day) for day in range(n)))


def test_a_quiet_feed_is_asked_less_often_but_only_if_its_row_names_no_interval(now: dt.datetime) -> None:
    adaptive = Feed("Wire", FEED.url, "wire", adaptive=True)
    slow = schedule.next_state(adaptive, None, now, answer(), document=daily(now))
    assert slow.next_due_at == now + dt.timedelta(hours=6)
    assert schedule.next_state(FEED, None, now, answer(), document=daily(now)).next_due_at == now + dt.timedelta(
        seconds=1800
    )
    hourly = document(*(now - dt.timedelta(hours=4 * n) for n in range(20)))
    assert schedule.next_state(adaptive, None, now, answer(), document=hourly).next_due_at == now + dt.timedelta(
        hours=1
    )
    # A 304 says nothing about the rhythm; what is known of it still counts.
    assert schedule.next_state(adaptive, slow, now, answer(304, b"")).next_due_at == now + dt.timedelta(hours=6)


def test_what_a_document_asks_for_holds_until_the_next_one(now: dt.datetime) -> None:
    first = schedule.next_state(FEED, None, now, answer(), document=document(ttl_s=7200, skips=Skips((15,), ())))
    again = schedule.next_state(FEED, first, now, answer(304, b""))
    assert first.next_due_at == again.next_due_at == now + dt.timedelta(hours=2)
    changed = schedule.next_state(FEED, again, now, answer(), document=document())
    assert (changed.ttl_s, changed.skips) == (None, Skips())


@pytest.mark.parametrize(
    ("skips", "hours"),
    [
        (Skips((12, 13), ()), 2),
        (Skips((), (0,)), 12),  # all of Monday
        (Skips(tuple(range(13)), (0, 1)), 24 + 12 + 13),
        (Skips(tuple(range(24)), ()), 0),  # never: no wish at all
        (Skips((3,), (5,)), 0),
    ],
)
def test_skipped_hours_and_days(now: dt.datetime, skips: Skips, hours: int) -> None:
    at = now + dt.timedelta(minutes=20)
    expected = now + dt.timedelta(hours=hours) if hours else at
    assert schedule.after_skips(at, skips) == expected


def test_dates_ahead_hide_no_silence(now: dt.datetime) -> None:
    ahead = document(now + dt.timedelta(days=900), now - dt.timedelta(days=40))
    assert schedule.next_state(FEED, None, now, answer(), document=ahead).newest_entry_at == now - dt.timedelta(days=40)


def test_a_feed_whose_site_rests_is_due_later_and_has_not_failed(now: dt.datetime) -> None:
    until = now + dt.timedelta(hours=3)
    assert schedule.rested(FEED, None, until) == FeedState(FEED.url, next_due_at=until)
    late = FeedState(FEED.url, next_due_at=now + dt.timedelta(days=2), error_streak=1)
    assert schedule.rested(FEED, late, until) == late


def test_what_is_odd_about_a_document_is_noted_until_the_next_one(now: dt.datetime) -> None:
    def notes(found: FeedDocument) -> tuple[str, ...]:
        return schedule.next_state(FEED, None, now, answer(), document=found).notes

    assert notes(document(now, now - dt.timedelta(days=1))) == ()
    assert notes(document()) == ("holds no entries",)
    assert "1 of 2 entries are dated ahead" in notes(document(now, now + dt.timedelta(days=40)))[0]
    twins = tuple(Entry(str(n), "https://a.example/1", "t") for n in range(3))
    undated, shared, *warnings = notes(FeedDocument("t", twins, None, ("a", "b", "c", "d"), Skips()))
    assert "no entry has a date" in undated
    assert "2 of 3 entries" in shared
    assert warnings == ["a", "b", "c"]
    odd = schedule.next_state(FEED, None, now, answer(), document=document())
    assert schedule.next_state(FEED, odd, now, answer(304, b"")).notes == odd.notes
    assert schedule.next_state(FEED, odd, now, answer(), document=document(now)).notes == ()
