"""Scores per article and target: the base of every sentiment series."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from aggregator.store import articles
from aggregator.store.codec import need_time, time_text
from aggregator.store.db import Store
from aggregator.store.where import Where


@dataclass(frozen=True, slots=True)
class ScoredArticle:
    """The score of one article towards one target, with what is needed to weigh and place it."""

    target: str
    symbol: str | None
    article_id: str
    story_id: str
    story_rank: int
    source: str
    knowable_at: dt.datetime
    origin: str
    sentiment: float
    stance: float | None
    confidence: float
    relevance: float
    model_id: str

    @property
    def novelty(self) -> float:
        """0.5^(k-1) for the k-th telling of a story."""
        return float(0.5 ** (self.story_rank - 1))


_COLUMNS = {
    "target": "s.target",
    "symbol": "s.symbol",
    "article_id": "a.id AS article_id",
    "story_id": "a.story_id",
    "story_rank": "a.story_rank",
    "source": "a.source",
    "knowable_at": "r.knowable_at",
    "origin": "a.origin",
    "sentiment": "s.sentiment",
    "stance": "s.stance",
    "confidence": "s.confidence",
    "relevance": "s.relevance",
    "model_id": "s.model_id",
}
COLUMNS = tuple(_COLUMNS)
_FROM = """FROM scores s
    JOIN analyses n ON n.revision_id = s.revision_id AND n.model_id = s.model_id AND n.active
    JOIN revisions r ON r.revision_id = s.revision_id
    JOIN articles a ON a.id = r.article_id"""


def columns(
    store: Store,
    *,
    targets: tuple[str, ...] = (),
    prefix: str | None = None,
    sources: tuple[str, ...] = (),
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    as_of: dt.datetime | None = None,
) -> list[tuple[object, ...]]:
    """As :func:`read`, but plain tuples in the order of `COLUMNS` with times as text: for millions of rows."""
    where = _where(targets=targets, prefix=prefix, sources=sources, since=since, until=until, as_of=as_of)
    cursor = store.connection.cursor()
    cursor.row_factory = None
    return cursor.execute(
        f"SELECT {', '.join(_COLUMNS.values())} {_FROM} {where.sql} ORDER BY s.target, r.knowable_at, a.id",
        where.parameters,
    ).fetchall()


def first_knowable(store: Store, as_of: dt.datetime | None = None) -> dt.datetime | None:
    """When the oldest scored article was knowable: where the history of every series begins."""
    text = store.one(
        """SELECT MIN(r.knowable_at) FROM revisions r
           JOIN analyses n ON n.revision_id = r.revision_id AND n.active WHERE r.knowable_at <= ?""",
        (time_text(as_of) or "9999",),
    )
    return None if text is None else need_time(text)


def _where(
    *,
    targets: tuple[str, ...],
    prefix: str | None,
    sources: tuple[str, ...],
    since: dt.datetime | None,
    until: dt.datetime | None,
    as_of: dt.datetime | None,
) -> Where:
    where = Where(as_of=time_text(as_of))
    where.add("r.knowable_at IS NOT NULL")
    where.add(articles.CURRENT if as_of is None else articles.CURRENT_AS_OF)
    where.one_of("s.target", targets)
    if prefix is not None:
        where.between("s.target", prefix, prefix + "~")
    where.one_of("lower(a.source)", [source.lower() for source in sources])
    where.between("r.knowable_at", time_text(since), time_text(until))
    return where


def read(
    store: Store,
    *,
    targets: tuple[str, ...] = (),
    prefix: str | None = None,
    sources: tuple[str, ...] = (),
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    as_of: dt.datetime | None = None,
) -> list[ScoredArticle]:
    """Scores of dated articles with `knowable_at` in [since, until], in order of target and time.

    `prefix` keeps targets that start with it (`topic:`); without it and without `targets`, all entities and topics.
    """
    where = _where(targets=targets, prefix=prefix, sources=sources, since=since, until=until, as_of=as_of)
    rows = store.connection.execute(
        f"SELECT {', '.join(_COLUMNS.values())} {_FROM} {where.sql} ORDER BY s.target, r.knowable_at, a.id",
        where.parameters,
    )
    return [
        ScoredArticle(
            target=row["target"],
            symbol=row["symbol"],
            article_id=row["article_id"],
            story_id=row["story_id"],
            story_rank=row["story_rank"],
            source=row["source"],
            knowable_at=need_time(row["knowable_at"]),
            origin=row["origin"],
            sentiment=row["sentiment"],
            stance=row["stance"],
            confidence=row["confidence"],
            relevance=row["relevance"],
            model_id=row["model_id"],
        )
        for row in rows
    ]


def relevances(
    store: Store, *, since: dt.datetime, until: dt.datetime, as_of: dt.datetime
) -> list[tuple[str, str, float]]:
    """(entity id, article id, relevance) of articles with `knowable_at` in (since, until]: who was talked about."""
    where = _where(targets=(), prefix=None, sources=(), since=since, until=until, as_of=as_of)
    where.add("s.target NOT LIKE 'topic:%'")
    cursor = store.connection.cursor()
    cursor.row_factory = None
    return cursor.execute(
        f"SELECT s.target, a.id, s.relevance {_FROM} {where.sql} ORDER BY s.target, a.id", where.parameters
    ).fetchall()
