"""Queries, what they answer, and what a run reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from aggregator.records.claims import Claim
from aggregator.records.verdicts import Verdict
from aggregator.records.words import Exclusion, Origin, Precision


@dataclass(frozen=True, slots=True)
class Term:
    """A word that may name something: it holds where the text says it or the analysis found what it names."""

    text: str
    tickers: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: every field that is set must hold. `as_of` bounds what may be seen.

    `words` are searched in title and text, all of them; `phrases` as they stand; `terms` as words or by what they
    name. `tickers` matches an instrument's symbol, `entities` an entity id. `since` and `until` bound `knowable_at`,
    inclusive.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    tickers: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    sentiments: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    as_of: dt.datetime | None = None
    limit: int | None = 20


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """What a listing shows of an article, without its text."""

    id: str
    revision_id: str
    revision: int
    title: str
    url: str | None
    source: str
    published_at: dt.datetime | None
    published_precision: Precision | None
    first_seen_at: dt.datetime
    knowable_at: dt.datetime | None
    excluded: Exclusion | None
    origin: Origin
    partial: bool
    story_id: str
    story_rank: int
    language: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that a query found, with a highlighted excerpt and how each ticker was recognised."""

    article: ArticleRef
    excerpt: str
    rank: float
    cues: Mapping[str, str]
    claims: tuple[ClaimView, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with where it stands and the newest verdict that was knowable."""

    claim: Claim
    article: ArticleRef
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Failure:
    """An item that failed: kept until it succeeds, shown in the health section."""

    stage: str
    item: str
    code: str
    message: str
    first_at: dt.datetime
    last_at: dt.datetime
    count: int


@dataclass(frozen=True, slots=True)
class StageReport:
    """What one stage of a run did: counts by name and the items that failed."""

    stage: str
    counts: Mapping[str, int]
    failures: tuple[str, ...] = ()
