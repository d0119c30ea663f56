"""Articles and their revisions."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from typing import Literal, cast

from aggregator.records import Article, ArticleRef, Exclusion, Origin, Precision, Stamp, StampSource
from aggregator.store.codec import dump, load, need_time, time_of, time_text
from aggregator.store.db import Store
from aggregator.store.tokens import entity_tokens

Saved = Literal["new", "revised", "same"]

# A revision is visible as of T when it is the newest one that was knowable at T.
CURRENT_AS_OF = """r.knowable_at <= :as_of AND r.revision = (
    SELECT MAX(n.revision) FROM revisions n WHERE n.article_id = r.article_id AND n.knowable_at <= :as_of)"""
CURRENT = "r.revision = (SELECT MAX(n.revision) FROM revisions n WHERE n.article_id = r.article_id)"

# In a language other than the one that is understood; unknown ones are taken for English.
FOREIGN = "COALESCE(LOWER(SUBSTR(a.language, 1, 2)) != 'en', 0)"

REF_COLUMNS = """a.id, r.revision_id, r.revision, r.title, a.url, a.source, a.published_at, a.published_precision,
    a.first_seen_at,
    r.knowable_at, a.excluded, a.origin, r.partial, a.story_id, a.story_rank, a.language"""


def save(store: Store, article: Article, signature: str = "") -> Saved:
    """Store an article, or its new revision, or nothing when this text is there already.

    A revision of a stored article is knowable when it was seen, whatever date it claims, so that an earlier as-of
    query keeps the text that was there. The story of an article never changes once it is stored.
    """
    with store.write():
        known = store.connection.execute("SELECT excluded FROM articles WHERE id = ?", (article.id,)).fetchone()
        if known is None:
            _insert_article(store, article, signature)
            _insert_revision(store, article, 1, article.knowable_at)
            return "new"
        last = store.connection.execute(
            "SELECT revision, content_hash, partial FROM revisions WHERE article_id = ? ORDER BY revision DESC LIMIT 1",
            (article.id,),
        ).fetchone()
        seen = store.one(
            "SELECT 1 FROM revisions WHERE article_id = ? AND content_hash = ?", (article.id, article.content_hash)
        )
        # A stub must not replace the full text that another feed delivered.
        if seen or (article.partial and not last["partial"]):
            return "same"
        knowable_at = None if known["excluded"] else article.first_seen_at
        _insert_revision(store, article, last["revision"] + 1, knowable_at)
        return "revised"


def _insert_article(store: Store, article: Article, signature: str) -> None:
    stamp = article.published
    store.insert(
        "articles",
        {
            "id": article.id,
            "url": article.url,
            "source": article.source,
            "feed_url": article.feed_url,
            "guid": article.guid,
            "author": article.author,
            "language": article.language,
            "published_at": time_text(stamp.at) if stamp else None,
            "published_precision": stamp.precision if stamp else None,
            "published_source": stamp.source if stamp else None,
            "first_seen_at": time_text(article.first_seen_at),
            "knowable_at": time_text(article.knowable_at),
            "excluded": article.excluded,
            "origin": article.origin,
            "tickers": dump(article.tickers),
            "story_id": article.story_id,
            "story_rank": article.story_rank,
            "story_signature": signature,
            "simulated": int(article.simulated),
        },
    )


def _insert_revision(store: Store, article: Article, number: int, knowable_at: dt.datetime | None) -> None:
    store.insert(
        "revisions",
        {
            "revision_id": article.revision_id,
            "article_id": article.id,
            "revision": number,
            "title": article.title,
            "text": article.text,
            "content_hash": article.content_hash,
            "partial": int(article.partial),
            "updated_at": time_text(article.updated_at),
            "seen_at": time_text(article.first_seen_at),
            "knowable_at": time_text(knowable_at),
            "tokens": entity_tokens(source=article.source, tickers=article.tickers),
        },
    )


def get(store: Store, article_id: str, as_of: dt.datetime | None = None) -> Article | None:
    """The article in its newest revision, or in the newest that was knowable at `as_of`."""
    current = CURRENT if as_of is None else CURRENT_AS_OF
    row = store.connection.execute(
        f"SELECT r.*, a.* FROM articles a JOIN revisions r ON r.article_id = a.id WHERE a.id = :id AND {current}",
        {"id": article_id, "as_of": time_text(as_of)},
    ).fetchone()
    return None if row is None else article_of(row)


def revisions(store: Store, article_id: str) -> list[Article]:
    """Every revision of an article, oldest first."""
    rows = store.rows(
        "SELECT r.*, a.* FROM articles a JOIN revisions r ON r.article_id = a.id WHERE a.id = ? ORDER BY r.revision",
        (article_id,),
    )
    return [article_of(row) for row in rows]


def story(store: Store, story_id: str, as_of: dt.datetime | None = None) -> list[ArticleRef]:
    """The tellings of one story in the order in which they were knowable."""
    current = CURRENT if as_of is None else CURRENT_AS_OF
    rows = store.connection.execute(
        f"""SELECT {REF_COLUMNS} FROM articles a JOIN revisions r ON r.article_id = a.id
            WHERE a.story_id = :id AND {current} ORDER BY a.story_rank, a.knowable_at, a.id""",
        {"id": story_id, "as_of": time_text(as_of)},
    ).fetchall()
    return [ref_of(row) for row in rows]


def listing(
    store: Store, *, since: dt.datetime | None, until: dt.datetime | None, as_of: dt.datetime | None
) -> list[ArticleRef]:
    """Articles whose `knowable_at` lies in (since, until], as known at `as_of`, in the order they were knowable."""
    current = CURRENT if as_of is None else CURRENT_AS_OF
    bounds = ""
    if since is not None:
        bounds += " AND a.knowable_at > :since"
    if until is not None:
        bounds += " AND a.knowable_at <= :until"
    rows = store.connection.execute(
        f"""SELECT {REF_COLUMNS} FROM articles a JOIN revisions r ON r.article_id = a.id
            WHERE {current} {bounds} ORDER BY a.knowable_at, a.id""",
        {"since": time_text(since), "until": time_text(until), "as_of": time_text(as_of)},
    ).fetchall()
    return [ref_of(row) for row in rows]


# Every revision is read: an as-of query may ask for one that has been edited since.
_UNREAD = """NOT EXISTS (
    SELECT 1 FROM analyses n WHERE n.revision_id = r.revision_id AND n.model_id = :model)"""


def pending(store: Store, model_id: str, limit: int | None = None) -> Iterator[Article]:
    """Revisions that this model has not analysed, in the order they were knowable (undated ones last)."""
    # The keys first: the caller writes while it iterates, and must not see its own rows.
    keys = store.rows(
        f"""SELECT r.rev FROM revisions r WHERE {_UNREAD}
            ORDER BY r.knowable_at IS NULL, r.knowable_at, r.rev LIMIT :limit""",
        {"model": model_id, "limit": -1 if limit is None else limit},
    )
    for key in keys:
        row = store.connection.execute(
            "SELECT r.*, a.* FROM articles a JOIN revisions r ON r.article_id = a.id WHERE r.rev = ?", (key["rev"],)
        ).fetchone()
        yield article_of(row)


def count_pending(store: Store, model_id: str) -> int:
    """How many revisions :func:`pending` would give."""
    rows = store.rows(f"SELECT COUNT(*) AS n FROM revisions r WHERE {_UNREAD}", {"model": model_id})
    return int(rows[0]["n"])


def story_rows(store: Store, since: dt.datetime | None) -> list[tuple[str, str, dt.datetime, str, str]]:
    """(article id, story id, knowable_at, title, signature) of dated articles in order, for the index of copies."""
    rows = store.rows(
        """SELECT a.id, a.story_id, a.knowable_at, r.title, a.story_signature
           FROM articles a JOIN revisions r ON r.article_id = a.id AND r.revision = 1
           WHERE a.knowable_at >= ? AND a.story_signature <> '' ORDER BY a.knowable_at, a.id""",
        (time_text(since) or "",),
    )
    return [
        (row["id"], row["story_id"], need_time(row["knowable_at"]), row["title"], row["story_signature"])
        for row in rows
    ]


def first_knowable(store: Store) -> dt.datetime | None:
    """When the oldest dated article was known."""
    return time_of(store.one("SELECT MIN(knowable_at) FROM articles"))


def excluded_counts(store: Store, seen_until: dt.datetime | None) -> dict[str, int]:
    """How many items may enter no as-of query, by reason, among those first seen until then."""
    rows = store.rows(
        """SELECT excluded, COUNT(*) AS n FROM articles
           WHERE excluded IS NOT NULL AND first_seen_at <= ? GROUP BY excluded ORDER BY excluded""",
        (time_text(seen_until) or "9999",),
    )
    return {row["excluded"]: row["n"] for row in rows}


def flag_counts(store: Store, *, since: dt.datetime, until: dt.datetime, as_of: dt.datetime) -> dict[str, int]:
    """Among the articles of (since, until]: how many were taken in under a simulated clock, are unanalysed, or are in a
    language that is not understood.
    """
    row = store.connection.execute(
        f"""SELECT COALESCE(SUM(a.simulated), 0) AS simulated, COALESCE(SUM(NOT EXISTS (
                SELECT 1 FROM analyses n WHERE n.revision_id = r.revision_id)), 0) AS unanalysed,
                COALESCE(SUM({FOREIGN}), 0) AS "foreign"
            FROM articles a JOIN revisions r ON r.article_id = a.id
            WHERE {CURRENT_AS_OF} AND a.knowable_at > :since AND a.knowable_at <= :until""",
        {"since": time_text(since), "until": time_text(until), "as_of": time_text(as_of)},
    ).fetchone()
    return dict(row)


def languages(store: Store) -> dict[str, int]:
    """How many articles are in each language but English, most first."""
    rows = store.rows(
        f"SELECT LOWER(a.language) AS name, COUNT(*) AS n FROM articles a WHERE {FOREIGN} GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return {row["name"]: row["n"] for row in rows}


def count(store: Store) -> int:
    """Number of articles."""
    return int(store.one("SELECT COUNT(*) FROM articles"))


def resolve_id(store: Store, prefix: str, as_of: dt.datetime | None = None) -> str | None:
    """The id of the one article, of those known at `as_of`, that starts with these characters."""
    rows = store.rows(
        """SELECT id FROM articles WHERE id >= :prefix AND id < :prefix || '~'
           AND (:as_of IS NULL OR knowable_at <= :as_of) LIMIT 2""",
        {"prefix": prefix, "as_of": time_text(as_of)},
    )
    return rows[0]["id"] if len(rows) == 1 else None


def article_of(row: sqlite3.Row) -> Article:
    """A row of articles joined with revisions as a record."""
    published = time_of(row["published_at"])
    return Article(
        id=row["id"],
        revision_id=row["revision_id"],
        revision=row["revision"],
        url=row["url"],
        source=row["source"],
        feed_url=row["feed_url"],
        guid=row["guid"],
        title=row["title"],
        text=row["text"],
        author=row["author"],
        language=row["language"],
        published=Stamp(
            published, cast(Precision, row["published_precision"]), cast(StampSource, row["published_source"])
        )
        if published
        else None,
        updated_at=time_of(row["updated_at"]),
        first_seen_at=need_time(row["first_seen_at"]),
        knowable_at=time_of(row["knowable_at"]),
        excluded=cast("Exclusion | None", row["excluded"]),
        origin=cast(Origin, row["origin"]),
        partial=bool(row["partial"]),
        tickers=tuple(load(row["tickers"])),
        content_hash=row["content_hash"],
        story_id=row["story_id"],
        story_rank=row["story_rank"],
        simulated=bool(row["simulated"]),
    )


def ref_of(row: sqlite3.Row) -> ArticleRef:
    """A row with REF_COLUMNS as a record."""
    return ArticleRef(
        id=row["id"],
        revision_id=row["revision_id"],
        revision=row["revision"],
        title=row["title"],
        url=row["url"],
        source=row["source"],
        published_at=time_of(row["published_at"]),
        published_precision=cast("Precision | None", row["published_precision"]),
        first_seen_at=need_time(row["first_seen_at"]),
        knowable_at=time_of(row["knowable_at"]),
        excluded=cast("Exclusion | None", row["excluded"]),
        origin=cast(Origin, row["origin"]),
        partial=bool(row["partial"]),
        story_id=row["story_id"],
        story_rank=row["story_rank"],
        language=row["language"],
    )
