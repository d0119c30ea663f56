"""Pages as they came, compressed, with what their feed said of them: enough to extract them again without a network."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from aggregator.records import Entry, Stamp
from aggregator.store.codec import dump, load, need_time, time_text
from aggregator.store.db import Store


@dataclass(frozen=True, slots=True)
class Page:
    """A kept page: the feed that named it and its entry, the article that it became, the bytes after unpacking."""

    feed_url: str
    entry: Entry
    article_id: str
    url: str
    content_type: str | None
    fetched_at: dt.datetime
    body: bytes


def save(store: Store, page: Page) -> None:
    """Keep a page in place of an earlier one of the same entry. Call it in the transaction of its article."""
    row = {
        "feed_url": page.feed_url,
        "guid": page.entry.guid,
        "article_id": page.article_id,
        "url": page.url,
        "content_type": page.content_type,
        "fetched_at": time_text(page.fetched_at),
        "entry": dump(_plain(page.entry)),
        "body": zlib.compress(page.body, 6),
    }
    with store.write():
        store.upsert("pages", row, key=("feed_url", "guid"))


def count(store: Store) -> int:
    """How many pages are kept."""
    return int(store.one("SELECT COUNT(*) FROM pages"))


def all_pages(store: Store, article_id: str | None = None) -> Iterator[Page]:
    """Kept pages by the time of their fetch, read one by one; those of one article if it is named."""
    keys = store.rows(
        "SELECT feed_url, guid FROM pages WHERE ? IS NULL OR article_id = ? ORDER BY fetched_at, feed_url, guid",
        (article_id, article_id),
    )
    for key in keys:
        for row in store.rows("SELECT * FROM pages WHERE feed_url = ? AND guid = ?", tuple(key)):
            yield Page(
                feed_url=row["feed_url"],
                entry=_entry(load(row["entry"])),
                article_id=row["article_id"],
                url=row["url"],
                content_type=row["content_type"],
                fetched_at=need_time(row["fetched_at"]),
                body=zlib.decompress(row["body"]),
            )


def _plain(entry: Entry) -> dict[str, Any]:
    row = asdict(entry)
    for name in ("published", "updated"):
        stamp: Stamp | None = getattr(entry, name)
        row[name] = [time_text(stamp.at), stamp.precision, stamp.source] if stamp else None
    return row


def _entry(row: Mapping[str, Any]) -> Entry:
    def stamp(value: list[Any] | None) -> Stamp | None:
        return Stamp(need_time(value[0]), value[1], value[2]) if value else None

    fields = {**row, "published": stamp(row["published"]), "updated": stamp(row["updated"])}
    return Entry(**{**fields, "tickers": tuple(row["tickers"])})
