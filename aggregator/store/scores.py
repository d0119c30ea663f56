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
    where = Where(as_of=time_text(as_of))
    where.add("r.knowable_at IS NOT NULL")
    where.add(articles.CURRENT if as_of is None else articles.CURRENT_AS_OF)
    where.one_of("s.target", targets)
    if prefix is not None:
        where.between("s.target", prefix, prefix + "~")
    where.one_of("a.source", sources)
    where.between("r.knowable_at", time_text(since), time_text(until))
    rows = store.connection.execute(
        f"""SELECT s.*, a.id AS article_id, a.story_id, a.story_rank, a.source, a.origin, r.knowable_at
            FROM scores s
            JOIN analyses n ON n.revision_id = s.revision_id AND n.model_id = s.model_id AND n.active
            JOIN revisions r ON r.revision_id = s.revision_id
            JOIN articles a ON a.id = r.article_id
            {where.sql} ORDER BY s.target, r.knowable_at, a.id""",
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
