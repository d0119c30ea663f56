"""When a feed is asked again, and what an answer means for it. Pure: `now` is an argument."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime
from hashlib import sha256

from aggregator.errors import FetchError
from aggregator.fetch import rhythm
from aggregator.records import Feed, FeedDocument, FeedState, Request, Response, Skips

MAX_BACKOFF_S = 24 * 3600
"""Where doubling after errors stops."""
MAX_WAIT_S = 30 * 24 * 3600
"""The longest wait, whoever asks for it."""
MAX_ADAPTIVE_S = 6 * 3600
"""The longest that a quiet feed is left alone of our own accord."""
POLLS_PER_ENTRY = 4
MOST_WARNINGS = 3

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)


def request_for(feed: Feed, state: FeedState | None = None, address: str | None = None) -> Request:
    """The conditional request for a feed: what the server said about the last stored answer is sent back.

    `address` is where the feed has moved to, if it has.
    """
    if state is None:
        return Request(address or feed.url, "feed")
    return Request(address or feed.url, "feed", etag=state.etag, last_modified=state.last_modified)


def is_due(feed: Feed, state: FeedState | None, now: dt.datetime) -> bool:
    """Whether a feed is to be asked now: enabled, not gone, and its time has come."""
    if not feed.enabled or (state is not None and state.gone):
        return False
    return state is None or state.next_due_at is None or state.next_due_at <= now


def next_due(
    feed: Feed,
    state: FeedState,
    now: dt.datetime,
    outcome: Response | FetchError,
    *,
    ttl_s: int | None = None,
    rhythm_s: float | None = None,
    skips: Skips | None = None,
) -> dt.datetime:
    """When a feed may be asked again, given its state before this poll and how the poll ended.

    The latest of: the feed's own `every_s`; for an adaptive feed a quarter of its rhythm, up to six hours; Retry-After;
    after an answer what Cache-Control, Expires and the feed's ttl ask for; after an error without Retry-After `every_s`
    doubled for each error in a row, up to a day. At most thirty days, then on to the end of the hours and days that the
    feed asks to be left alone.
    """
    waits = [float(feed.every_s)]
    if feed.adaptive and rhythm_s is not None:
        waits.append(min(rhythm_s / POLLS_PER_ENTRY, MAX_ADAPTIVE_S))
    if isinstance(outcome, FetchError):
        if outcome.retry_after_s is not None:
            waits.append(min(outcome.retry_after_s, MAX_WAIT_S))
        else:
            waits.append(_backoff_s(feed.every_s, state.error_streak + 1))
    else:
        waits += [retry_after_s(outcome.headers) or 0.0, float(ttl_s or 0), fresh_s(outcome.headers) or 0.0]
    return after_skips(now + dt.timedelta(seconds=min(max(waits), MAX_WAIT_S)), skips or Skips())


def after_skips(due: dt.datetime, skips: Skips) -> dt.datetime:
    """The first moment from `due` on in no hour and on no day that is to be skipped; `due` where all are."""
    at = due.astimezone(dt.UTC)
    for _ in range(8 * 24):
        if at.hour not in skips.hours and at.weekday() not in skips.days:
            return at
        at = at.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    return due


def rested(feed: Feed, state: FeedState | None, until: dt.datetime) -> FeedState:
    """The state of a feed that was not asked because its site rests: due later, and nothing else known."""
    old = state or FeedState(feed.url)
    return replace(old, next_due_at=max(until, old.next_due_at) if old.next_due_at else until)


def next_state(
    feed: Feed,
    state: FeedState | None,
    now: dt.datetime,
    outcome: Response | FetchError,
    *,
    document: FeedDocument | None = None,
) -> FeedState:
    """The feed's state after a poll. Store it together with the items of the answer, never before them.

    410 marks the feed gone. An answer without validators clears the old ones; a 304 keeps them, and what the last
    `document` asked for. A document that could not be read is no success: use `failed` for it.
    """
    old = _taught(state or FeedState(feed.url), document, now)
    due = next_due(feed, old, now, outcome, ttl_s=old.ttl_s, rhythm_s=old.rhythm_s, skips=old.skips)
    if isinstance(outcome, FetchError):
        return replace(
            old,
            next_due_at=due,
            last_polled_at=now,
            error_streak=old.error_streak + 1,
            last_error=f"{outcome.code}: {outcome.reason}",
            gone=old.gone or outcome.status == 410,
        )
    fresh = replace(
        old, next_due_at=due, last_polled_at=now, last_success_at=now, error_streak=0, last_error=None, gone=False
    )
    if outcome.not_modified:
        return fresh
    return replace(
        fresh,
        etag=outcome.headers.get("etag"),
        last_modified=outcome.headers.get("last-modified"),
        body_hash=body_hash(outcome.body),
    )


def _taught(state: FeedState, document: FeedDocument | None, now: dt.datetime) -> FeedState:
    """With what a document says of its rhythm. Dates ahead are mistakes: they would hide that a feed has stopped."""
    if document is None:
        return state
    times = [entry.published.at for entry in document.entries if entry.published]
    times = [at for at in times if at <= now + rhythm.FUTURE_SLACK]
    found = rhythm.of(times, now)
    newest = max((at for at in (state.newest_entry_at, *times) if at is not None), default=None)
    return replace(
        state,
        newest_entry_at=newest,
        rhythm_s=found.usual_s if found else state.rhythm_s,
        silence_s=found.silence_s if found else state.silence_s,
        ttl_s=document.ttl_s,
        skips=document.skips,
        notes=_notes(document, now),
    )


def _notes(document: FeedDocument, now: dt.datetime) -> tuple[str, ...]:
    """What its owner would want to know of a document that could be read."""
    entries, dated = document.entries, [entry.published.at for entry in document.entries if entry.published]
    ahead = sum(at > now + rhythm.FUTURE_SLACK for at in dated)
    found = []
    if not entries:
        found.append("holds no entries")
    elif not dated:
        found.append("no entry has a date: those of the pages count")
    if ahead:
        found.append(f"{ahead} of {len(entries)} entries are dated ahead: those dates do not count")
    addresses = [entry.url for entry in entries if entry.url]
    if len(set(addresses)) < len(addresses):
        again = len(addresses) - len(set(addresses))
        found.append(f"{again} of {len(entries)} entries name a page that another names too: one article each")
    return (*found, *document.warnings[:MOST_WARNINGS])


def failed(feed: Feed, state: FeedState | None, now: dt.datetime, error: str) -> FeedState:
    """The feed's state after an answer that could not be read: backed off, and its validators are not kept."""
    old = state or FeedState(feed.url)
    due = now + dt.timedelta(seconds=_backoff_s(feed.every_s, old.error_streak + 1))
    return replace(old, next_due_at=due, last_polled_at=now, error_streak=old.error_streak + 1, last_error=error)


def body_hash(body: bytes) -> str:
    """Names a body, so that an unchanged feed whose server knows no 304 is not parsed again."""
    return sha256(body).hexdigest()


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds. A date is measured from the server's own Date, so that no clock of ours is needed."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    then, server_now = _http_date(value), _http_date(headers.get("date", ""))
    if then is None or server_now is None:
        return None
    return max(0.0, (then - server_now).total_seconds())


def _backoff_s(every_s: int, streak: int) -> float:
    doubled = every_s * 2.0 ** min(streak, 32)
    return max(float(every_s), min(doubled, MAX_BACKOFF_S))


def fresh_s(headers: Mapping[str, str]) -> float | None:
    """For how many seconds an answer may be used again by its Cache-Control or Expires; None where they do not say."""
    control = headers.get("cache-control", "")
    if re.search(r"no-cache|no-store", control, re.IGNORECASE):
        return 0.0
    match = _MAX_AGE.search(control)
    if match:
        age = headers.get("age", "0")
        return max(0.0, float(match[1]) - (float(age[:12]) if age.isascii() and age.isdigit() else 0.0))
    if "expires" not in headers:
        return None
    expires, server_now = _http_date(headers["expires"]), _http_date(headers.get("date", ""))
    if expires is None or server_now is None:
        return 0.0
    return max(0.0, (expires - server_now).total_seconds())


def _http_date(text: str) -> dt.datetime | None:
    try:
        value = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)
