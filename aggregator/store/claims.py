"""Claims with where they stand and what is known of their truth."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Sequence
from typing import cast

from aggregator.records import (
    Certainty,
    Claim,
    ClaimView,
    Comparator,
    Direction,
    Kind,
    Query,
    Quote,
    Tense,
    Topic,
    Unit,
    VerdictName,
)
from aggregator.store import articles, verdicts
from aggregator.store.codec import day_of, load, time_of, time_text
from aggregator.store.db import Store
from aggregator.store.where import Where

FROM = """FROM claims c
    JOIN analyses n ON n.revision_id = c.revision_id AND n.model_id = c.model_id AND n.active
    JOIN revisions r ON r.revision_id = c.revision_id
    JOIN articles a ON a.id = r.article_id"""
# The newest verdict that was knowable: later rows win, so a new rule or a revised price replaces what it corrects.
VERDICT_ID = """(SELECT v.id FROM verdicts v WHERE v.claim_id = c.claim_id AND v.model_id = c.model_id
    AND (:as_of IS NULL OR v.knowable_at <= :as_of) ORDER BY v.knowable_at DESC, v.id DESC LIMIT 1)"""


def find(store: Store, query: Query) -> list[ClaimView]:
    """Claims that satisfy every field of the query, newest first."""
    where = Where(as_of=time_text(query.as_of))
    where.add(articles.CURRENT if query.as_of is None else articles.CURRENT_AS_OF)
    where.one_of("c.symbol", query.tickers)
    where.one_of("c.entity_id", query.entities)
    where.one_of("c.topic", query.topics)
    where.one_of("c.kind", query.kinds)
    where.one_of("c.stance", query.stances)
    where.like_any("c.speaker", query.speakers)
    where.one_of("lower(a.source)", [source.lower() for source in query.sources])
    where.sentiments("sn.pos", "sn.neg", query.sentiments)
    for word in (*query.words, *query.phrases):
        where.like_all("c.evidence", word)
    for term in query.terms:
        where.any_of(
            {"c.symbol": term.tickers, "c.entity_id": term.entities, "c.topic": term.topics}, "c.evidence", term.text
        )
    where.between("a.knowable_at", time_text(query.since), time_text(query.until))
    where.one_of("v.verdict", query.verdicts)
    sentence = (
        """JOIN sentences sn ON sn.revision_id = c.revision_id AND sn.model_id = c.model_id AND sn.start = c.start"""
        if query.sentiments
        else ""
    )
    rows = store.connection.execute(
        f"""SELECT c.*, v.id AS verdict_row, {articles.REF_COLUMNS} {FROM} {sentence}
            LEFT JOIN verdicts v ON v.id = {VERDICT_ID}
            {where.sql} ORDER BY a.knowable_at IS NULL, a.knowable_at DESC, a.id, c.start, c.claim_id LIMIT :limit""",
        {**where.parameters, "limit": -1 if query.limit is None else query.limit},
    ).fetchall()
    return _views(store, rows)


def get(store: Store, claim_id: str, as_of: dt.datetime | None = None) -> ClaimView | None:
    """One claim by its id (or a unique start of it), as analysed by the newest model; None where it was not known."""
    rows = store.connection.execute(
        f"""SELECT c.*, v.id AS verdict_row, {articles.REF_COLUMNS} {FROM}
            LEFT JOIN verdicts v ON v.id = {VERDICT_ID}
            WHERE c.claim_id >= :id AND c.claim_id < :id || '~'
            AND (:as_of IS NULL OR r.knowable_at <= :as_of) LIMIT 2""",
        {"id": claim_id, "as_of": time_text(as_of)},
    ).fetchall()
    return _views(store, rows)[0] if len(rows) == 1 else None


def of_revision(store: Store, revision_id: str, as_of: dt.datetime | None = None) -> list[ClaimView]:
    """The claims of one revision in order of appearance."""
    rows = store.connection.execute(
        f"""SELECT c.*, v.id AS verdict_row, {articles.REF_COLUMNS} {FROM}
            LEFT JOIN verdicts v ON v.id = {VERDICT_ID}
            WHERE c.revision_id = :id ORDER BY c.start, c.claim_id""",
        {"id": revision_id, "as_of": time_text(as_of)},
    ).fetchall()
    return _views(store, rows)


def of_revisions(store: Store, revision_ids: Sequence[str], as_of: dt.datetime | None = None) -> list[ClaimView]:
    """The claims of several revisions, by revision in order of appearance."""
    found: list[sqlite3.Row] = []
    for first in range(0, len(revision_ids), 500):
        where = Where(as_of=time_text(as_of))
        where.one_of("c.revision_id", revision_ids[first : first + 500])
        found += store.connection.execute(
            f"""SELECT c.*, v.id AS verdict_row, {articles.REF_COLUMNS} {FROM}
                LEFT JOIN verdicts v ON v.id = {VERDICT_ID}
                {where.sql} ORDER BY c.revision_id, c.start, c.claim_id""",
            where.parameters,
        ).fetchall()
    return _views(store, found)


def decided(
    store: Store, outcomes: Sequence[VerdictName], *, since: dt.datetime, as_of: dt.datetime
) -> list[ClaimView]:
    """Claims whose newest verdict at `as_of` is one of these and became knowable after `since`, newest first."""
    where = Where(since=time_text(since), as_of=time_text(as_of))
    where.add("v.knowable_at > :since AND v.knowable_at <= :as_of")
    where.one_of("v.verdict", outcomes)
    where.add(f"v.id = {VERDICT_ID}")
    where.add(articles.CURRENT_AS_OF)
    rows = store.connection.execute(
        f"""SELECT c.*, v.id AS verdict_row, {articles.REF_COLUMNS}
            FROM verdicts v CROSS JOIN claims c ON c.claim_id = v.claim_id AND c.model_id = v.model_id
            JOIN analyses n ON n.revision_id = c.revision_id AND n.model_id = c.model_id AND n.active
            JOIN revisions r ON r.revision_id = c.revision_id
            JOIN articles a ON a.id = r.article_id
            {where.sql} ORDER BY v.knowable_at DESC, a.id, c.start, c.claim_id""",
        where.parameters,
    ).fetchall()
    return _views(store, rows)


def to_align(store: Store, now: dt.datetime, rules: Iterable[str]) -> list[ClaimView]:
    """Claims known at `now` that are to be judged (again).

    Those are claims without a final verdict (never judged, pending, waiting for prices, due without figures), those
    judged by a rule that is not among the current `rules`, and those with a bar in their window that was fetched after
    the verdict.
    """
    where = Where(as_of=None, now=time_text(now))
    where.add("r.knowable_at <= :now")
    current = Where(**where.parameters)
    current.one_of("v.rule", rules)
    where.parameters.update(current.parameters)
    where.add(
        f"""v.id IS NULL OR v.verdict IN ('pending', 'expired_unscorable') OR v.reason IN ('not_knowable', 'no_prices')
            OR NOT EXISTS (SELECT 1 {current.sql})
            OR EXISTS (SELECT 1 FROM bars b WHERE b.symbol = c.symbol AND b.fetched_at > v.decided_at
                       AND b.session BETWEEN date(v.window_start, '-7 days') AND v.window_end)"""
    )
    rows = store.connection.execute(
        f"""SELECT c.*, v.id AS verdict_row, {articles.REF_COLUMNS} {FROM}
            LEFT JOIN verdicts v ON v.id = {VERDICT_ID}
            {where.sql} ORDER BY a.knowable_at, a.id, c.start, c.claim_id""",
        where.parameters,
    ).fetchall()
    return _views(store, rows)


def count(store: Store) -> int:
    """Number of claims of newest analyses."""
    return int(store.one(f"SELECT COUNT(*) {FROM}"))


def _views(store: Store, rows: list[sqlite3.Row]) -> list[ClaimView]:
    found = verdicts.by_row(store, [row["verdict_row"] for row in rows if row["verdict_row"] is not None])
    return [ClaimView(claim_of(row), articles.ref_of(row), found.get(row["verdict_row"])) for row in rows]


def claim_of(row: sqlite3.Row) -> Claim:
    """A row of claims as a record."""
    return Claim(
        claim_id=row["claim_id"],
        article_id=row["article_id"],
        revision_id=row["revision_id"],
        start=row["start"],
        end=row["end"],
        evidence=row["evidence"],
        kind=cast(Kind, row["kind"]),
        topic=cast(Topic, row["topic"]),
        subject=row["subject"],
        entity_id=row["entity_id"],
        symbol=row["symbol"],
        direction=cast("Direction | None", row["direction"]),
        value=row["value"],
        value_high=row["value_high"],
        value_text=row["value_text"],
        unit=cast("Unit | None", row["unit"]),
        comparator=cast("Comparator | None", row["comparator"]),
        expected=row["expected"],
        window_text=row["window_text"],
        window_start=day_of(row["window_start"]),
        window_end=day_of(row["window_end"]),
        tense=cast(Tense, row["tense"]),
        certainty=cast(Certainty, row["certainty"]),
        due=day_of(row["due"]),
        stance=row["stance"],
        stance_probs=load(row["stance_probs"]),
        speaker=row["speaker"],
        speaker_role=row["speaker_role"],
        quote=cast(Quote, row["quote"]),
        driver=row["driver"],
        relevance=row["relevance"],
        novelty=row["novelty"],
        confidence=row["confidence"],
        model_id=row["model_id"],
        rule_ids=tuple(load(row["rule_ids"])),
        created_at=time_of(row["created_at"]),
    )
