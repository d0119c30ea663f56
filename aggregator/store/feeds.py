"""Feeds between polls, and which of their entries have been taken in."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from aggregator.fetch.moves import Move
from aggregator.records import FeedState, Skips
from aggregator.store.articles import FOREIGN
from aggregator.store.codec import dump, load, need_time, time_of, time_text
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
            rhythm_s=row["rhythm_s"],
            silence_s=row["silence_s"],
            ttl_s=row["ttl_s"],
            skips=_skips(row["skips"]),
            notes=tuple(load(row["notes"]) or ()),
        )
        for row in store.rows("SELECT * FROM feed_states ORDER BY url")
    }


def save_state(store: Store, state: FeedState) -> None:
    """Keep what a poll taught. Call it in the transaction that stores the poll's last item."""
    row = asdict(state)
    for name in ("next_due_at", "last_polled_at", "last_success_at", "newest_entry_at"):
        row[name] = time_text(row[name])
    row["gone"] = int(state.gone)
    row["skips"] = dump({"hours": state.skips.hours, "days": state.skips.days})
    row["notes"] = dump(state.notes)
    with store.write():
        store.upsert("feed_states", row, key=("url",))


def _skips(text: str | None) -> Skips:
    found = load(text) or {}
    return Skips(tuple(found.get("hours", ())), tuple(found.get("days", ())))


def open_moves(store: Store, as_of: dt.datetime | None = None) -> dict[str, Move]:
    """The permanent redirect that each feed shows now, or showed at `as_of`, by the feed's address.

    How often it was seen, and when last, is told as of now.
    """
    rows = store.rows(
        """SELECT * FROM feed_moves WHERE first_seen_at <= :moment AND (ended_at IS NULL OR ended_at > :moment)
           ORDER BY first_seen_at""",
        {"moment": time_text(as_of) or "9999"},
    )
    found = {row["feed_url"]: _move(row) for row in rows}
    later = [url for url, move in found.items() if as_of and move.followed_at and move.followed_at > as_of]
    return found | {url: replace(found[url], followed_at=None) for url in later}


def moves(store: Store, feed_url: str) -> list[Move]:
    """Every permanent redirect that a feed ever showed, oldest first."""
    rows = store.rows("SELECT * FROM feed_moves WHERE feed_url = ? ORDER BY first_seen_at, target", (feed_url,))
    return [_move(row) for row in rows]


def save_move(store: Store, move: Move) -> None:
    """Keep what a poll taught of a move; call it in the transaction that stores the feed's state."""
    row = asdict(move)
    for name in ("first_seen_at", "last_seen_at", "followed_at", "ended_at"):
        row[name] = time_text(row[name])
    with store.write():
        store.upsert("feed_moves", row, key=("feed_url", "target", "first_seen_at"))


def _move(row: sqlite3.Row) -> Move:
    return Move(
        row["feed_url"],
        row["target"],
        need_time(row["first_seen_at"]),
        need_time(row["last_seen_at"]),
        row["polls"],
        time_of(row["followed_at"]),
        time_of(row["ended_at"]),
    )


def rests(store: Store, now: dt.datetime) -> dict[str, dt.datetime]:
    """Sites that are not to be asked yet, and until when."""
    rows = store.rows("SELECT site, until FROM site_rests WHERE until > ?", (time_text(now),))
    return {row["site"]: need_time(row["until"]) for row in rows}


def save_rest(store: Store, site: str, until: dt.datetime) -> None:
    """Let a site rest."""
    with store.write():
        store.upsert("site_rests", {"site": site, "until": time_text(until)}, key=("site",))


@dataclass(frozen=True, slots=True)
class Yield:
    """What a feed has brought: articles, of which known by summary only, in no as-of answer, in the last week, and in a
    language that is not understood.
    """

    articles: int
    partial: int
    excluded: int
    last_week: int
    foreign: int = 0


def yields(store: Store, now: dt.datetime) -> dict[str, Yield]:
    """What each feed had brought by `now`, by address. An article counts for the feed that brought it first."""
    rows = store.rows(
        f"""SELECT a.feed_url AS feed, COUNT(*) AS n, SUM(r.partial) AS partial,
                  SUM(a.excluded IS NOT NULL) AS excluded, SUM(a.first_seen_at > :week) AS last_week,
                  SUM({FOREIGN}) AS "foreign"
           FROM articles a JOIN revisions r ON r.article_id = a.id AND r.revision = (
               SELECT MAX(n.revision) FROM revisions n WHERE n.article_id = a.id AND n.seen_at <= :now)
           WHERE a.feed_url IS NOT NULL AND a.first_seen_at <= :now GROUP BY a.feed_url""",
        {"now": time_text(now), "week": time_text(now - dt.timedelta(days=7))},
    )
    return {
        row["feed"]: Yield(row["n"], row["partial"], row["excluded"], row["last_week"], row["foreign"]) for row in rows
    }


def published(store: Store, as_of: dt.datetime, most: int) -> dict[str, list[dt.datetime]]:
    """The newest publication times of each feed among what was known at `as_of`, in no order, dates alone included."""
    rows = store.rows(
        """SELECT feed_url, published_at FROM (
               SELECT feed_url, published_at,
                      ROW_NUMBER() OVER (PARTITION BY feed_url ORDER BY published_at DESC) AS place
               FROM articles
               WHERE feed_url IS NOT NULL AND origin = 'crawl' AND knowable_at <= ? AND published_at IS NOT NULL)
           WHERE place <= ?""",
        (time_text(as_of), most),
    )
    found: dict[str, list[dt.datetime]] = {}
    for row in rows:
        found.setdefault(row["feed_url"], []).append(need_time(row["published_at"]))
    return found


def deliveries(store: Store, feed_url: str) -> Mapping[str, Delivery]:
    """The entries of one feed that were taken in, by guid."""
    rows = store.rows("SELECT * FROM deliveries WHERE feed_url = ?", (feed_url,))
    return {row["guid"]: _delivery(row) for row in rows}


def save_delivery(store: Store, delivery: Delivery) -> None:
    """Record that an entry was taken in; the first time it was seen is kept."""
    row = {
        "feed_url": delivery.feed_url,
        "guid": delivery.guid,
        "entry_hash": delivery.entry_hash,
        "url": delivery.url,
        "article_id": delivery.article_id,
        "first_seen_at": time_text(delivery.first_seen_at),
        "attempts": delivery.attempts,
        "retry_at": time_text(delivery.retry_at),
    }
    with store.write():
        store.upsert("deliveries", row, key=("feed_url", "guid"), keep=("first_seen_at",))


def article_at(store: Store, url: str, page_id: str) -> str | None:
    """The id of the article whose page was read whole from this address, whichever feed named it; or of that which goes
    by `page_id`, the id of articles at this address however it is written.
    """
    found = store.one(
        """SELECT id FROM (SELECT article_id AS id FROM deliveries WHERE url = ?
                           UNION ALL SELECT id FROM articles WHERE id = ?)
           WHERE EXISTS (SELECT 1 FROM revisions r WHERE r.article_id = id AND NOT r.partial) LIMIT 1""",
        (url, page_id),
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
