"""What track records are counted from: claims with their newest verdicts and articles, as they were known at a time."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from aggregator.records import VerdictName
from aggregator.store import articles
from aggregator.store.claims import FROM, VERDICT_ID
from aggregator.store.codec import day_of, load, time_of, time_text
from aggregator.store.db import Store
from aggregator.store.where import Where

By = Literal["source", "author", "speaker"]
# Capitals behind the first word are a name's; the first one may be a sentence's, so that the mentions must know it.
_SPEAKER_KNOWN_AS = """CASE WHEN c.speaker GLOB '* *[A-Z]*' THEN 'name' ELSE (
    SELECT CASE WHEN SUM(m.type = 'PER') > 0 THEN 'person' WHEN COUNT(*) > 0 THEN 'name' END
    FROM mentions m WHERE m.revision_id = c.revision_id AND m.model_id = c.model_id
    AND m.type IN ('PER', 'ORG', 'GOV', 'FUND', 'TICKER')
    AND INSTR(' ' || c.speaker || ' ', ' ' || m.text || ' ') > 0) END"""
# Who answers for a claim, which claims then count, and what the words for whom are known as.
_WHO: dict[By, tuple[str, str, str]] = {
    "source": ("a.source", "TRUE", "'name'"),
    "author": ("a.author", "TRIM(COALESCE(a.author, '')) <> ''", "'name'"),
    "speaker": ("c.speaker", "c.quote <> 'none' AND TRIM(COALESCE(c.speaker, '')) <> ''", _SPEAKER_KNOWN_AS),
}


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim with who made it. `known_as` says whether that is a name, and whether a person's; None where the words
    name nobody. `same` names what is claimed, `dated` whether that names its days: then it means the same whenever it
    is told. `tried` holds the bases of a forecast's outcome."""

    who: str
    known_as: Literal["person", "name"] | None
    claim_id: str
    article_id: str
    story_id: str
    same: tuple[object, ...]
    dated: bool
    hedged: bool
    verdict: VerdictName | None
    in_range: bool
    due: dt.date | None
    tried: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One dated article. `told_at` only where it names the minute."""

    source: str
    author: str | None
    article_id: str
    story_id: str
    knowable_at: dt.datetime
    told_at: dt.datetime | None
    imported: bool


def claim_rows(
    store: Store,
    by: By,
    *,
    as_of: dt.datetime,
    since: dt.datetime | None = None,
    kinds: Sequence[str] = (),
    topics: Sequence[str] = (),
    unquoted: bool = False,
) -> Iterator[ClaimRow]:
    """Claims of dated articles in the order in which they were known; `unquoted`: those that nobody is quoted for."""
    who, counts, known_as = _WHO[by]
    where = Where(as_of=time_text(as_of))
    where.add(articles.CURRENT_AS_OF)
    where.add(counts)
    where.one_of("c.kind", kinds)
    where.one_of("c.topic", topics)
    where.between("a.knowable_at", time_text(since), None)
    if unquoted:
        where.add("c.quote = 'none'")
    rows = store.connection.execute(
        f"""SELECT {who} AS who, {known_as} AS known_as, c.claim_id, a.id AS article_id, a.story_id, c.kind,
                c.direction, c.value, c.value_high, c.unit, c.window_start, c.window_end, c.due,
                COALESCE(c.entity_id, LOWER(c.subject)) AS about,
                CASE WHEN c.value IS NULL THEN LOWER(c.evidence) END AS words,
                c.certainty = 'hedged' AS hedged, v.verdict, v.window_end AS settled,
                COALESCE(v.verdict = 'close' AND v.measured IS NULL, 0) AS in_range,
                CASE WHEN v.verdict IN ('came_true', 'did_not') THEN v.tried END AS tried
            {FROM} LEFT JOIN verdicts v ON v.id = {VERDICT_ID}
            {where.sql} ORDER BY r.knowable_at, a.id, c.start, c.claim_id""",
        where.parameters,
    )
    return map(_claim_row, rows)


_SAME = ("kind", "about", "direction", "value", "value_high", "unit", "window_start", "window_end", "due", "words")


def _claim_row(row: sqlite3.Row) -> ClaimRow:
    return ClaimRow(
        who=" ".join(row["who"].split()),
        known_as=cast("Literal['person', 'name'] | None", row["known_as"]),
        claim_id=row["claim_id"],
        article_id=row["article_id"],
        story_id=row["story_id"],
        same=tuple(row[name] for name in _SAME),
        dated=row["window_start"] is not None or row["due"] is not None,
        hedged=bool(row["hedged"]),
        verdict=cast("VerdictName | None", row["verdict"]),
        in_range=bool(row["in_range"]),
        due=day_of(row["settled"]),
        tried=load(row["tried"]) or [],
    )


def article_rows(store: Store, *, as_of: dt.datetime) -> list[ArticleRow]:
    """Dated articles in the order in which they were known."""
    rows = store.connection.execute(
        """SELECT source, author, id, story_id, knowable_at, origin = 'import' AS imported,
               CASE WHEN published_precision IN ('second', 'minute') THEN published_at END AS told_at
           FROM articles WHERE knowable_at <= ? ORDER BY knowable_at, id""",
        (time_text(as_of),),
    )
    return [
        ArticleRow(
            source=row["source"],
            author=" ".join((row["author"] or "").split()) or None,
            article_id=row["id"],
            story_id=row["story_id"],
            knowable_at=dt.datetime.fromisoformat(row["knowable_at"]),
            told_at=time_of(row["told_at"]),
            imported=bool(row["imported"]),
        )
        for row in rows
    ]


def undated(store: Store, by: By, *, as_of: dt.datetime) -> dict[str, int]:
    """How many articles that may enter no as-of query each outlet or author had by then; nothing for speakers."""
    if by == "speaker":
        return {}
    rows = store.rows(
        f"""SELECT TRIM({by}) AS who, COUNT(*) AS n FROM articles
            WHERE excluded IS NOT NULL AND first_seen_at <= ? AND TRIM(COALESCE({by}, '')) <> ''
            GROUP BY 1 ORDER BY 1""",
        (time_text(as_of),),
    )
    return {row["who"]: row["n"] for row in rows}
