"""Full-text search: entities, topics and sources are words of the index beside those of the text."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterable

from aggregator.records import Hit, Query, Term
from aggregator.store import articles
from aggregator.store.codec import time_text
from aggregator.store.db import Store
from aggregator.store.tokens import token
from aggregator.store.where import Where

# Weights of title, text and tokens in bm25: a title says what an article is about.
_RANK = "bm25(revisions_fts, 6.0, 1.0, 2.0)"
# bm25 weighs a word by how rare it is among all documents, those that came later too. An as-of answer must not, so it
# puts titles that hold all the words first, then titles with any of them, then the newest.
_RANK_AS_OF = """-((r.rev IN (SELECT rowid FROM revisions_fts WHERE revisions_fts MATCH :all_in_title))
    + (r.rev IN (SELECT rowid FROM revisions_fts WHERE revisions_fts MATCH :any_in_title)))"""
HIGHLIGHT = ("\x02", "\x03")  # marks around a found word; the renderer turns them into what its format has
_WORD = re.compile(r"\w+", re.UNICODE)
# The mood of an article: the mean over its sentences of P(positive) - P(negative).
_MOOD = """(SELECT AVG(s.pos - s.neg) FROM sentences s
    JOIN analyses m ON m.revision_id = s.revision_id AND m.model_id = s.model_id AND m.active
    WHERE s.revision_id = r.revision_id AND NOT s.boilerplate)"""
_SIMILAR_WORDS = 12  # of each sort: more words cost more and find no more
_CLAIM_FIELDS = ("kinds", "stances", "speakers", "verdicts")


def find(store: Store, query: Query) -> list[Hit]:
    """Articles that satisfy every field of the query, best first; newest first where there are no words to rank by."""
    where = Where(as_of=time_text(query.as_of))
    match = match_expression(query)
    where.add(articles.CURRENT if query.as_of is None else articles.CURRENT_AS_OF)
    where.one_of("lower(a.source)", [source.lower() for source in query.sources])
    where.between("a.knowable_at", time_text(query.since), time_text(query.until))
    _claim_conditions(where, query)
    where.leaning(_MOOD, query.sentiments)
    parameters = {
        **where.parameters,
        "limit": -1 if query.limit is None else query.limit,
        "match": match,
        "all_in_title": _in_title(query, " AND "),
        "any_in_title": _in_title(query, " OR "),
    }
    sql = _sql(where, None if match is None else _RANK if query.as_of is None else _RANK_AS_OF)
    return [_hit(store, row, query) for row in store.connection.execute(sql, parameters).fetchall()]


def similar(store: Store, article_id: str, *, as_of: dt.datetime | None = None, limit: int = 10) -> list[Hit]:
    """Other articles with the most of this one's title words, entities and tickers, best first; not its own story."""
    row = store.connection.execute(
        """SELECT r.title, r.tokens, a.story_id FROM revisions r JOIN articles a ON a.id = r.article_id
           WHERE a.id = ? AND (? IS NULL OR r.knowable_at <= ?) ORDER BY r.revision DESC LIMIT 1""",
        (article_id, time_text(as_of), time_text(as_of)),
    ).fetchone()
    if row is None:
        return []
    title = [word for word in dict.fromkeys(_WORD.findall(row["title"].lower())) if len(word) > 3][:_SIMILAR_WORDS]
    words = [_quoted(word) for word in title]
    names = [f"tokens : {name}" for name in row["tokens"].split() if not name.startswith(("sr", "tp"))]
    match = " OR ".join([*words, *names[:_SIMILAR_WORDS]])
    if not match:
        return []
    like = Query(words=tuple(title))
    where = Where(
        as_of=time_text(as_of),
        story=row["story_id"],
        match=match,
        limit=limit,
        all_in_title=_in_title(like, " AND "),
        any_in_title=_in_title(like, " OR "),
    )
    where.add(articles.CURRENT if as_of is None else articles.CURRENT_AS_OF)
    where.add("a.story_id <> :story")
    rows = store.connection.execute(_sql(where, _RANK if as_of is None else _RANK_AS_OF), where.parameters).fetchall()
    return [_hit(store, found, Query()) for found in rows]


def _in_title(query: Query, joint: str) -> str:
    """The words of a query as a condition on titles alone; one that no title satisfies where it has no words."""
    words = [*query.words, *query.phrases, *(term.text for term in query.terms)]
    quoted = [_quoted_words(word) for word in words if _WORD.search(word)]
    return f"title : ({joint.join(quoted)})" if quoted else f"title : {token('no', 'words')}"


def _sql(where: Where, rank: str | None) -> str:
    if rank is None:
        return f"""SELECT {articles.REF_COLUMNS}, substr(r.text, 1, 240) AS excerpt, 0.0 AS rank
            FROM revisions r JOIN articles a ON a.id = r.article_id {where.sql}
            ORDER BY a.knowable_at IS NULL, a.knowable_at DESC, a.id LIMIT :limit"""
    # The best are chosen first and cut out after: an excerpt costs more than everything else about a row.
    ranked_where = f"{where.sql} AND revisions_fts MATCH :match" if where.sql else "WHERE revisions_fts MATCH :match"
    excerpt = f"snippet(revisions_fts, 1, '{HIGHLIGHT[0]}', '{HIGHLIGHT[1]}', '…', 32)"
    return f"""WITH best AS MATERIALIZED (
            SELECT r.rev, {rank} AS rank
            FROM revisions_fts JOIN revisions r ON r.rev = revisions_fts.rowid
            JOIN articles a ON a.id = r.article_id {ranked_where}
            ORDER BY rank, a.knowable_at DESC, a.id LIMIT :limit)
        SELECT {articles.REF_COLUMNS}, {excerpt} AS excerpt, best.rank
        FROM best CROSS JOIN revisions_fts ON revisions_fts.rowid = best.rev
        JOIN revisions r ON r.rev = best.rev JOIN articles a ON a.id = r.article_id
        WHERE revisions_fts MATCH :match ORDER BY best.rank, a.knowable_at DESC, a.id"""


def _claim_conditions(where: Where, query: Query) -> None:
    """Claim fields must hold for one and the same claim of the article."""
    if not any(getattr(query, name) for name in _CLAIM_FIELDS):
        return
    inner = Where(**where.parameters)
    inner.add("c.revision_id = r.revision_id")
    inner.one_of("c.kind", query.kinds)
    inner.one_of("c.stance", query.stances)
    inner.like_any("c.speaker", query.speakers)
    inner.one_of("v.verdict", query.verdicts)
    if query.tickers:
        inner.one_of("c.symbol", query.tickers)
    if query.entities:
        inner.one_of("c.entity_id", query.entities)
    if query.topics:
        inner.one_of("c.topic", query.topics)
    where.parameters.update(inner.parameters)
    where.add(
        f"""EXISTS (SELECT 1 FROM claims c
            JOIN analyses n ON n.revision_id = c.revision_id AND n.model_id = c.model_id AND n.active
            LEFT JOIN verdicts v ON v.id = (
                SELECT w.id FROM verdicts w WHERE w.claim_id = c.claim_id AND w.model_id = c.model_id
                AND (:as_of IS NULL OR w.knowable_at <= :as_of) ORDER BY w.knowable_at DESC, w.id DESC LIMIT 1)
            {inner.sql})"""
    )


def match_expression(query: Query) -> str | None:
    """The full-text expression of a query, or None when it names no words."""
    parts = [_quoted(word) for word in (*query.words, *query.phrases) if _WORD.search(word)]
    parts += _any("tk", query.tickers) + _any("en", query.entities) + _any("tp", query.topics)
    parts += [_term(term) for term in query.terms]
    return " AND ".join(parts) or None


def _term(term: Term) -> str:
    words = [_quoted(term.text)] if _WORD.search(term.text) else []
    named = _any("tk", term.tickers) + _any("en", term.entities) + _any("tp", term.topics)
    return f"({' OR '.join(words + named)})"


def _quoted(text: str) -> str:
    return "{title text} : " + _quoted_words(text)


def _quoted_words(text: str) -> str:
    # Inside double quotes nothing is an operator, so no user text can break the expression.
    return '"' + text.replace('"', " ") + '"'


def _any(prefix: str, names: Iterable[str]) -> list[str]:
    words = [token(prefix, name) for name in names]
    return [f"tokens : ({' OR '.join(words)})"] if words else []


def _hit(store: Store, row: sqlite3.Row, query: Query) -> Hit:
    article = articles.ref_of(row)
    cues: dict[str, str] = {}
    asked = (*query.tickers, *(symbol for term in query.terms for symbol in term.tickers))
    for symbol in dict.fromkeys(asked):
        cue = store.connection.execute(
            """SELECT m.cue, m.text FROM mentions m
               JOIN analyses n ON n.revision_id = m.revision_id AND n.model_id = m.model_id AND n.active
               WHERE m.revision_id = ? AND m.symbol = ? ORDER BY m.confidence DESC, m.start LIMIT 1""",
            (article.revision_id, symbol),
        ).fetchone()
        if cue:
            cues[symbol] = f"{cue['cue']}: {cue['text']}"
        elif symbol in query.tickers:
            cues[symbol] = "named in markup"
    return Hit(article=article, excerpt=row["excerpt"], rank=round(-float(row["rank"]), 4), cues=cues)
