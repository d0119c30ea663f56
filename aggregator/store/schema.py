"""The schema as ordered migrations. A migration that has landed is never edited; a change is a new one at the end."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("aggregator")


@migrations()
def m001_feeds(db: Database) -> None:
    """Feeds between polls, and which of their entries have been taken in."""
    db.table("feed_states").create(
        {
            "url": str,
            "etag": str,
            "last_modified": str,
            "body_hash": str,
            "next_due_at": str,
            "last_polled_at": str,
            "last_success_at": str,
            "newest_entry_at": str,
            "error_streak": int,
            "last_error": str,
            "gone": int,
        },
        pk="url",
    )
    db.table("deliveries").create(
        {
            "feed_url": str,
            "guid": str,
            "entry_hash": str,
            "url": str,
            "article_id": str,
            "first_seen_at": str,
            "attempts": int,
            "retry_at": str,
        },
        pk=("feed_url", "guid"),
    )
    db.table("deliveries").create_index(["url"])


@migrations()
def m002_articles(db: Database) -> None:
    """Articles, their revisions, and the full-text index over the revisions."""
    db.table("articles").create(
        {
            "id": str,
            "url": str,
            "source": str,
            "feed_url": str,
            "guid": str,
            "author": str,
            "language": str,
            "published_at": str,
            "published_precision": str,
            "published_source": str,
            "first_seen_at": str,
            "knowable_at": str,
            "excluded": str,
            "origin": str,
            "tickers": str,
            "story_id": str,
            "story_rank": int,
            "story_signature": str,
            "simulated": int,
        },
        pk="id",
        not_null={"source", "first_seen_at", "origin", "tickers", "story_id", "story_rank", "simulated"},
    )
    articles = db.table("articles")
    articles.create_index(["knowable_at"])
    articles.create_index(["story_id"])
    db.table("revisions").create(
        {
            "rev": int,
            "revision_id": str,
            "article_id": str,
            "revision": int,
            "title": str,
            "text": str,
            "content_hash": str,
            "partial": int,
            "updated_at": str,
            "seen_at": str,
            "knowable_at": str,
            "tokens": str,
        },
        pk="rev",
        foreign_keys=[("article_id", "articles", "id")],
        not_null={"revision_id", "article_id", "revision", "title", "text", "content_hash", "partial", "seen_at"},
    )
    revisions = db.table("revisions")
    revisions.create_index(["revision_id"], unique=True)
    revisions.create_index(["article_id", "revision"], unique=True)
    revisions.create_index(["knowable_at"])
    # Entities, topics and sources are words of the index: a join with an entity table costs ten times as much.
    revisions.enable_fts(["title", "text", "tokens"], create_triggers=True, tokenize="porter unicode61")


@migrations()
def m003_analyses(db: Database) -> None:
    """What a model found in a revision. A new model adds rows; `active` marks the newest analysis of a revision."""
    db.table("analyses").create(
        {"revision_id": str, "model_id": str, "scored_at": str, "active": int, "simulated": int},
        pk=("revision_id", "model_id"),
        not_null={"scored_at", "active", "simulated"},
    )
    db.table("sentences").create(
        {
            "revision_id": str,
            "model_id": str,
            "idx": int,
            "start": int,
            "end": int,
            "neg": float,
            "neu": float,
            "pos": float,
            "topics": str,
            "topic_probs": str,
            "heads": str,
            "boilerplate": int,
        },
        pk=("revision_id", "model_id", "idx"),
    )
    db.table("mentions").create(
        {
            "revision_id": str,
            "model_id": str,
            "start": int,
            "end": int,
            "text": str,
            "type": str,
            "sentence": int,
            "entity_id": str,
            "symbol": str,
            "confidence": float,
            "cue": str,
            "relevance": float,
            "sentiment": float,
        },
        pk=("revision_id", "model_id", "start", "end"),
    )
    db.table("scores").create(
        {
            "revision_id": str,
            "model_id": str,
            "target": str,
            "symbol": str,
            "sentiment": float,
            "stance": float,
            "confidence": float,
            "relevance": float,
            "n_sentences": int,
        },
        pk=("revision_id", "model_id", "target"),
    )
    db.table("scores").create_index(["target"])
    db.table("claims").create(
        {
            "claim_id": str,
            "model_id": str,
            "article_id": str,
            "revision_id": str,
            "start": int,
            "end": int,
            "evidence": str,
            "kind": str,
            "topic": str,
            "subject": str,
            "entity_id": str,
            "symbol": str,
            "direction": str,
            "value": float,
            "value_high": float,
            "value_text": str,
            "unit": str,
            "comparator": str,
            "expected": float,
            "window_text": str,
            "window_start": str,
            "window_end": str,
            "tense": str,
            "certainty": str,
            "due": str,
            "stance": str,
            "stance_probs": str,
            "speaker": str,
            "speaker_role": str,
            "quote": str,
            "driver": str,
            "relevance": float,
            "novelty": float,
            "confidence": float,
            "rule_ids": str,
            "created_at": str,
        },
        pk=("claim_id", "model_id"),
    )
    claims = db.table("claims")
    claims.create_index(["revision_id", "model_id"])
    claims.create_index(["symbol"])
    claims.create_index(["due"])


@migrations()
def m004_market(db: Database) -> None:
    """Bars, releases, observations, decisions and signals: a revision is a new row with a later `knowable_at`."""
    db.execute(
        """
        CREATE TABLE bars (
            symbol TEXT, session TEXT, knowable_at TEXT, open REAL, high REAL, low REAL, close REAL NOT NULL,
            volume REAL, adj_close REAL, provider TEXT NOT NULL, fetched_at TEXT NOT NULL, backfilled INTEGER NOT NULL,
            PRIMARY KEY (symbol, session, knowable_at)
        ) WITHOUT ROWID
        """
    )
    db.table("releases").create(
        {
            "event": str,
            "currency": str,
            "at": str,
            "knowable_at": str,
            "actual": float,
            "forecast": float,
            "previous": float,
            "unit": str,
            "provider": str,
            "fetched_at": str,
        },
        pk=("event", "currency", "at", "knowable_at"),
    )
    db.table("observations").create(
        {"series": str, "period": str, "knowable_at": str, "value": float, "provider": str, "fetched_at": str},
        pk=("series", "period", "knowable_at"),
    )
    db.table("policy_decisions").create(
        {
            "date": str,
            "knowable_at": str,
            "lower_after": float,
            "upper_after": float,
            "change_bp": float,
            "provider": str,
            "fetched_at": str,
        },
        pk=("date", "knowable_at"),
    )
    db.execute(
        """
        CREATE TABLE signals (
            symbol TEXT, session TEXT, name TEXT, version INTEGER, knowable_at TEXT, value REAL NOT NULL,
            PRIMARY KEY (symbol, session, name, version, knowable_at)
        ) WITHOUT ROWID
        """
    )


@migrations()
def m005_alignment(db: Database) -> None:
    """Claims joined to prices. Verdicts are appended and never overwritten."""
    db.table("alignments").create(
        {
            "claim_id": str,
            "model_id": str,
            "symbol": str,
            "session": str,
            "signal_session": str,
            "signals": str,
            "knowable_at": str,
        },
        pk=("claim_id", "model_id", "symbol"),
    )
    db.table("verdicts").create(
        {
            "id": int,
            "claim_id": str,
            "model_id": str,
            "verdict": str,
            "reason": str,
            "measured": float,
            "unit": str,
            "error": float,
            "basis": str,
            "window_start": str,
            "window_end": str,
            "bars": str,
            "tried": str,
            "rule": str,
            "decided_at": str,
            "knowable_at": str,
            "simulated": int,
        },
        pk="id",
        not_null={"claim_id", "model_id", "verdict", "rule", "decided_at", "knowable_at"},
    )
    db.table("verdicts").create_index(["claim_id", "model_id", "knowable_at"])


@migrations()
def m006_housekeeping(db: Database) -> None:
    """Master data, failures per item, and the runs."""
    db.table("entities").create(
        {
            "id": str,
            "name": str,
            "type": str,
            "symbol": str,
            "aliases": str,
            "benchmark": str,
            "provider": str,
            "loaded_at": str,
        },
        pk="id",
    )
    db.table("failures").create(
        {
            "stage": str,
            "item": str,
            "code": str,
            "message": str,
            "first_at": str,
            "last_at": str,
            "count": int,
            "resolved_at": str,
        },
        pk=("stage", "item", "code", "first_at"),
    )
    db.table("runs").create(
        {"id": int, "command": str, "started_at": str, "finished_at": str, "counts": str, "simulated": int},
        pk="id",
    )
    # How far a stage has come, where that is a time and not a set of rows.
    db.table("marks").create({"name": str, "at": str}, pk="name")


@migrations()
def m007_collector(db: Database) -> None:
    """Feeds' rhythms, wishes and moves, sites that asked for a rest, and pages kept as they came."""
    states = db.table("feed_states")
    for name, kind in (("rhythm_s", float), ("silence_s", float), ("ttl_s", int), ("skips", str)):
        states.add_column(name, kind)
    db.table("feed_moves").create(
        {
            "feed_url": str,
            "target": str,
            "first_seen_at": str,
            "last_seen_at": str,
            "polls": int,
            "followed_at": str,
            "ended_at": str,
        },
        pk=("feed_url", "target", "first_seen_at"),
        not_null={"last_seen_at", "polls"},
    )
    db.table("site_rests").create({"site": str, "until": str}, pk="site", not_null={"until"})
    db.table("pages").create(
        {
            "feed_url": str,
            "guid": str,
            "article_id": str,
            "url": str,
            "content_type": str,
            "fetched_at": str,
            "entry": str,
            "body": bytes,
        },
        pk=("feed_url", "guid"),
        not_null={"article_id", "url", "fetched_at", "entry", "body"},
    )


@migrations()
def m008_membership(db: Database) -> None:
    """Master data in every version that was loaded, and which symbols an index had when."""
    db.table("entities").transform(pk=("id", "loaded_at"))
    db.table("members").create(
        {"index_symbol": str, "symbol": str, "since": str, "until": str, "provider": str, "loaded_at": str},
        pk=("index_symbol", "symbol", "since"),
        not_null={"provider", "loaded_at"},
    )


@migrations()
def m009_notes(db: Database) -> None:
    """What was odd about each feed's last document."""
    db.table("feed_states").add_column("notes", str)


@migrations()
def m010_robots(db: Database) -> None:
    """robots.txt files that need not be asked for again on the same day."""
    columns = {"origin": str, "status": int, "fetched_at": str, "fresh_until": str, "body": bytes}
    db.table("robots").create(columns, pk="origin", not_null=set(columns))
