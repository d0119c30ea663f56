"""Feeds between polls, and which of their entries have been taken in."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from aggregator.records import FeedState
from aggregator.store.codec import need_time, time_of, time_text
from aggregator.store.db import Store


@dataclass(frozen=True, slots=True)
class Delivery:
    """One entry of one feed that was taken in. `retry_at` is set while its page still has to be fetched again."""

    feed_url: str
    guid: str
    entry_hash: str
    url: str | None
    article_id: str
    first_seen_at: dt.datetime
    attempts: int = 1
    retry_at: dt.datetime | None = None


def states(store: Store) -> dict[str, FeedState]:
    """What is known of every feed that was ever polled, by address."""
    return {
        row["url"]: FeedState(
            url=row["url"],
            etag=row["etag"],
            last_modified=row["last_modified"],
            body_hash=row["body_hash"],
            next_due_at=time_of(row["next_due_at"]),
            last_polled_at=time_of(row["last_polled_at"]),
            last_success_at=time_of(row["last_success_at"]),
            newest_entry_at=time_of(row["newest_entry_at"]),
            error_streak=row["error_streak"],
            last_error=row["last_error"],
            gone=bool(row["gone"]),
        )
        for row in store.rows("SELECT * FROM feed_states ORDER BY url")
    }


def save_state(store: Store, state: FeedState) -> None:
    """Keep what a poll taught. Call it in the transaction that stores the poll's last item."""
    row = asdict(state)
    for name in ("next_due_at", "last_polled_at", "last_success_at", "newest_entry_at"):
        row[name] = time_text(row[name])
    row["gone"] = int(state.gone)
    with store.write():
        store.utils.table("feed_states").upsert(row, pk="url")


def deliveries(store: Store, feed_url: str) -> Mapping[str, Delivery]:
    """The entries of one feed that were taken in, by guid."""
    rows = store.rows("SELECT * FROM deliveries WHERE feed_url = ?", (feed_url,))
    return {row["guid"]: _delivery(row) for row in rows}


def save_delivery(store: Store, delivery: Delivery) -> None:
    """Record that an entry was taken in; the first time it was seen is kept."""
    row = asdict(delivery)
    row["retry_at"] = time_text(delivery.retry_at)
    row["first_seen_at"] = time_text(delivery.first_seen_at)
    with store.write():
        first = store.one(
            "SELECT first_seen_at FROM deliveries WHERE feed_url = ? AND guid = ?", (delivery.feed_url, delivery.guid)
        )
        row["first_seen_at"] = first or row["first_seen_at"]
        store.utils.table("deliveries").upsert(row, pk=("feed_url", "guid"))


def article_at(store: Store, url: str) -> str | None:
    """The id of the article whose page was read whole from this address, whichever feed named it."""
    found = store.one(
        """SELECT d.article_id FROM deliveries d
           WHERE d.url = ? AND EXISTS (SELECT 1 FROM revisions r WHERE r.article_id = d.article_id AND NOT r.partial)
           LIMIT 1""",
        (url,),
    )
    return None if found is None else str(found)


def retries(store: Store, now: dt.datetime) -> list[Delivery]:
    """Entries whose page failed and is due to be tried again."""
    rows = store.rows(
        "SELECT * FROM deliveries WHERE retry_at <= ? ORDER BY retry_at, feed_url, guid", (time_text(now),)
    )
    return [_delivery(row) for row in rows]


def _delivery(row: sqlite3.Row) -> Delivery:
    return Delivery(
        feed_url=row["feed_url"],
        guid=row["guid"],
        entry_hash=row["entry_hash"],
        url=row["url"],
        article_id=row["article_id"],
        first_seen_at=need_time(row["first_seen_at"]),
        attempts=row["attempts"],
        retry_at=time_of(row["retry_at"]),
    )
