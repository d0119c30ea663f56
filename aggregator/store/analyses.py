"""What a model found: sentences, mentions, scores and claims of one revision, written in one transaction."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator
from typing import cast

from aggregator.records import Article, Mention, MentionType, Query, Sentence, Sentiment, Topic, Understanding
from aggregator.store import articles
from aggregator.store.codec import day_text, dump, load, plain, time_of, time_text
from aggregator.store.db import Store
from aggregator.store.tokens import entity_tokens
from aggregator.store.where import Where


def save(
    store: Store, items: Iterable[tuple[Article, Understanding]], *, scored_at: dt.datetime, simulated: bool
) -> int:
    """Store analyses and put their entities into the search index. Returns how many were new.

    A revision that this model has analysed already (another process may have been faster) is left as it is.
    """
    written = 0
    with store.write():
        for article, found in items:
            written += _save_one(store, article, found, scored_at, simulated)
    return written


def _save_one(store: Store, article: Article, found: Understanding, scored_at: dt.datetime, simulated: bool) -> int:
    key = {"revision_id": found.revision_id, "model_id": found.model_id}
    if store.one("SELECT 1 FROM analyses WHERE revision_id = ? AND model_id = ?", tuple(key.values())):
        return 0
    store.connection.execute("UPDATE analyses SET active = 0 WHERE revision_id = ?", (found.revision_id,))
    store.insert_new("analyses", [{**key, "scored_at": time_text(scored_at), "active": 1, "simulated": int(simulated)}])
    store.insert_new("sentences", [{**key, **_sentence_row(sentence)} for sentence in found.sentences])
    store.insert_new("mentions", [{**key, **_mention_row(mention)} for mention in found.mentions])
    store.insert_new(
        "scores",
        [
            {
                **key,
                "target": score.target,
                "symbol": score.symbol,
                "sentiment": score.sentiment,
                "stance": score.stance,
                "confidence": score.confidence,
                "relevance": score.relevance,
                "n_sentences": score.n_sentences,
            }
            for score in found.scores
        ],
    )
    store.insert_new(
        "claims",
        [
            {
                "claim_id": claim.claim_id,
                "model_id": found.model_id,
                "article_id": claim.article_id,
                "revision_id": claim.revision_id,
                "start": claim.start,
                "end": claim.end,
                "evidence": claim.evidence,
                "kind": claim.kind,
                "topic": claim.topic,
                "subject": claim.subject,
                "entity_id": claim.entity_id,
                "symbol": claim.symbol,
                "direction": claim.direction,
                "value": claim.value,
                "value_high": claim.value_high,
                "value_text": claim.value_text,
                "unit": claim.unit,
                "comparator": claim.comparator,
                "expected": claim.expected,
                "window_text": claim.window_text,
                "window_start": day_text(claim.window_start),
                "window_end": day_text(claim.window_end),
                "tense": claim.tense,
                "certainty": claim.certainty,
                "due": day_text(claim.due),
                "stance": claim.stance,
                "stance_probs": plain(claim.stance_probs),
                "speaker": claim.speaker,
                "speaker_role": claim.speaker_role,
                "quote": claim.quote,
                "driver": claim.driver,
                "relevance": claim.relevance,
                "novelty": claim.novelty,
                "confidence": claim.confidence,
                "rule_ids": dump(claim.rule_ids),
                "created_at": time_text(claim.created_at or scored_at),
            }
            for claim in found.claims
        ],
    )
    tokens = entity_tokens(
        source=article.source,
        tickers={*article.tickers, *(mention.symbol for mention in found.mentions if mention.symbol)},
        entities={mention.entity_id for mention in found.mentions if mention.entity_id},
        topics={topic for sentence in found.sentences for topic in sentence.topics},
    )
    store.connection.execute(
        "UPDATE revisions SET tokens = ? WHERE revision_id = ? AND tokens <> ?", (tokens, found.revision_id, tokens)
    )
    return 1


def _sentence_row(sentence: Sentence) -> dict[str, object]:
    return {
        "idx": sentence.index,
        "start": sentence.start,
        "end": sentence.end,
        "neg": round(sentence.sentiment.neg, 4),
        "neu": round(sentence.sentiment.neu, 4),
        "pos": round(sentence.sentiment.pos, 4),
        "topics": dump(sentence.topics),
        "topic_probs": plain({name: p for name, p in sentence.topic_probs.items() if p >= 0.05}),
        "heads": dump({head: {k: round(v, 4) for k, v in probs.items()} for head, probs in sentence.heads.items()}),
        "boilerplate": int(sentence.boilerplate),
    }


def _mention_row(mention: Mention) -> dict[str, object]:
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "type": mention.type,
        "sentence": mention.sentence,
        "entity_id": mention.entity_id,
        "symbol": mention.symbol,
        "confidence": mention.confidence,
        "cue": mention.cue,
        "relevance": round(mention.relevance, 4),
        "sentiment": None if mention.sentiment is None else round(mention.sentiment, 4),
    }


def model_of(store: Store, revision_id: str) -> tuple[str, dt.datetime] | None:
    """(model id, scored_at) of the newest analysis of a revision."""
    row = store.connection.execute(
        "SELECT model_id, scored_at FROM analyses WHERE revision_id = ? AND active", (revision_id,)
    ).fetchone()
    return None if row is None else (row["model_id"], dt.datetime.fromisoformat(row["scored_at"]))


def sentences(store: Store, revision_id: str, model_id: str, text: str) -> list[Sentence]:
    """The scored sentences of one analysis; `text` is the revision's text, which holds their words."""
    rows = store.rows(
        "SELECT * FROM sentences WHERE revision_id = ? AND model_id = ? ORDER BY idx", (revision_id, model_id)
    )
    return [
        Sentence(
            index=row["idx"],
            start=row["start"],
            end=row["end"],
            text=text[row["start"] : row["end"]],
            sentiment=Sentiment(row["neg"], row["neu"], row["pos"]),
            topics=tuple(cast("list[Topic]", load(row["topics"]))),
            topic_probs=load(row["topic_probs"]),
            heads=load(row["heads"]),
            boilerplate=bool(row["boilerplate"]),
        )
        for row in rows
    ]


def mentions(store: Store, revision_id: str, model_id: str) -> list[Mention]:
    """The mentions of one analysis in order of appearance."""
    rows = store.rows(
        "SELECT * FROM mentions WHERE revision_id = ? AND model_id = ? ORDER BY start, end", (revision_id, model_id)
    )
    return [mention_of(row) for row in rows]


def mention_rows(store: Store, query: Query) -> Iterator[dict[str, object]]:
    """Mentions with where they stand, of articles in the order in which they were knowable.

    Of the query count tickers, entities, sources, the bounds of time and `as_of`.
    """
    where = Where(as_of=time_text(query.as_of))
    where.add(articles.CURRENT if query.as_of is None else articles.CURRENT_AS_OF)
    where.one_of("m.symbol", query.tickers)
    where.one_of("m.entity_id", query.entities)
    where.one_of("lower(a.source)", [source.lower() for source in query.sources])
    where.between("a.knowable_at", time_text(query.since), time_text(query.until))
    rows = store.connection.execute(
        f"""SELECT m.*, a.id AS article_id, a.url, a.source, r.knowable_at AS known FROM mentions m
            JOIN analyses n ON n.revision_id = m.revision_id AND n.model_id = m.model_id AND n.active
            JOIN revisions r ON r.revision_id = m.revision_id
            JOIN articles a ON a.id = r.article_id
            {where.sql} ORDER BY a.knowable_at IS NULL, a.knowable_at, a.id, m.start, m.end""",
        where.parameters,
    )
    for row in rows:
        yield {**dict(row), "knowable_at": time_of(row["known"])}


def mention_of(row: sqlite3.Row) -> Mention:
    """A row of mentions as a record."""
    return Mention(
        start=row["start"],
        end=row["end"],
        text=row["text"],
        type=cast(MentionType, row["type"]),
        sentence=row["sentence"],
        entity_id=row["entity_id"],
        symbol=row["symbol"],
        confidence=row["confidence"],
        cue=row["cue"],
        relevance=row["relevance"],
        sentiment=row["sentiment"],
    )
