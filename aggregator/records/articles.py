"""Articles: what a page says and what is stored of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from aggregator.records.feeds import Stamp
from aggregator.records.words import Exclusion, Origin


@dataclass(frozen=True, slots=True)
class Extract:
    """What a page says: main text and metadata. `partial` marks paywall stubs and feed summaries."""

    title: str
    text: str
    published: Stamp | None = None
    updated: Stamp | None = None
    author: str | None = None
    language: str | None = None
    canonical_url: str | None = None
    partial: bool = False
    tickers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one revision, as stored.

    `id` names the article over all its revisions, `revision_id` this text of it. `knowable_at` is None exactly when
    `excluded` says why the item may enter no as-of query.
    """

    id: str
    revision_id: str
    revision: int
    url: str | None
    source: str
    feed_url: str | None
    guid: str | None
    title: str
    text: str
    author: str | None
    language: str | None
    published: Stamp | None
    updated_at: dt.datetime | None
    first_seen_at: dt.datetime
    knowable_at: dt.datetime | None
    excluded: Exclusion | None
    origin: Origin
    partial: bool
    tickers: tuple[str, ...]
    content_hash: str
    story_id: str
    story_rank: int = 1
    simulated: bool = False
