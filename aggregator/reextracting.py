"""Kept pages read again, offline: what a better extractor or a new site rule makes of what was fetched long ago."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aggregator import articles as reading
from aggregator.chains import WINDOW, Stories
from aggregator.errors import ExtractError, UsageError
from aggregator.records import Feed, StageReport
from aggregator.store import Store, articles, health, pages

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.pipeline import Progress


def reextract(
    store: Store,
    config: Config,
    *,
    now: dt.datetime,
    simulated: bool = False,
    ids: Sequence[str] = (),
    progress: Progress,
) -> StageReport:
    """Extract every kept page again, or those of the articles named; a changed text is a revision, knowable from now.

    Pages that an earlier crawl kept of feeds that are no longer configured are read with the rules of their site alone.
    Raises UsageError for an article of which no page is kept.
    """
    feeds = {feed.url: feed for feed in config.feeds}
    stories = Stories.of(store, now - 2 * WINDOW)
    counts = {"pages": 0, "revised": 0, "same": 0, "new": 0, "failed": 0}
    failures: list[str] = []
    total = pages.count(store)
    for name in ids or (None,):
        found = False
        for page in pages.all_pages(store, name):
            found = True
            counts["pages"] += 1
            progress("reextract", counts["pages"], total if name is None else None)
            feed = feeds.get(page.feed_url) or Feed(page.feed_url, page.feed_url, _source(store, page.article_id))
            try:
                extract = reading.extract(
                    page.body, url=page.url, content_type=page.content_type, selectors=feed.selectors
                )
            except ExtractError as error:
                health.record(store, "page", error, now)
                counts["failed"] += 1
                failures.append(str(error))
                continue
            article = reading.build(page.entry, extract, feed=feed, first_seen_at=now, simulated=simulated)
            placed, signature = stories.place(reading.as_article(article, page.article_id))
            counts[articles.save(store, placed, signature)] += 1
        if name is not None and not found:
            raise UsageError(f"{name}: no page of it is kept", remedy="crawl with --keep-raw first")
    return StageReport("reextract", counts, tuple(failures))


def _source(store: Store, article_id: str) -> str:
    article = articles.get(store, article_id)
    return article.source if article is not None else "unknown"
