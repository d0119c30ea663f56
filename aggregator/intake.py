"""Which entries of a feed are new, and which pages are due again: what a crawl asks the store before it fetches."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from aggregator.articles import identity
from aggregator.errors import FetchError
from aggregator.fetch.moves import Move
from aggregator.fetch.pace import site_of
from aggregator.fetch.schedule import MAX_WAIT_S
from aggregator.records import Article, Entry, Feed, FeedState
from aggregator.store import Store, articles
from aggregator.store import feeds as feed_store
from aggregator.store.feeds import Delivery

# A page that failed for a reason that passes is tried again after these pauses, then never.
RETRY_AFTER = (dt.timedelta(hours=1), dt.timedelta(hours=6), dt.timedelta(hours=24))
PASSING = frozenset({"timeout", "connect", "dns", "tls", "protocol", "resting", "target_resting"})


@dataclass(slots=True)
class Poll:
    """One feed's answer while its entries are being taken in. `moves` are stored together with `state`."""

    feed: Feed
    state: FeedState | None = None
    move: Move | None = None
    moves: tuple[Move, ...] = ()
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entry whose page is on its way. `poll` is None for one that is tried again."""

    feed: Feed
    entry: Entry
    entry_hash: str
    poll: Poll | None
    attempts: int
    article_id: str | None = None  # the article that an earlier delivery of this entry became


@dataclass(frozen=True, slots=True)
class Known:
    """An entry whose page another feed has brought already: only the delivery is noted."""

    entry: Entry
    entry_hash: str
    article_id: str


def sort_out(store: Store, poll: Poll, entries: Sequence[Entry], since: dt.datetime | None) -> list[Wanted | Known]:
    """The entries of a poll that were not taken in before, or were and have been edited; none from before `since`."""
    known = feed_store.deliveries(store, poll.feed.url)
    # Feeds that make up a new guid at each poll are known by what they say of an address; without one, by their words
    # alone, as long as the guid that these had is gone.
    named = {entry.guid for entry in entries}
    told = {(one.url, one.entry_hash) for one in known.values() if one.url or one.guid not in named}
    found: list[Wanted | Known] = []
    seen: set[str] = set()
    for entry in entries:
        old = since is not None and entry.published is not None and entry.published.at < since
        says_nothing = not (entry.url or entry.title or entry.summary_html or entry.content_html)
        if entry.guid in seen or old or says_nothing:
            continue
        seen.add(entry.guid)
        mark, before = entry_hash(entry), known.get(entry.guid)
        if _is_told(entry, before) if before is not None else (entry.url, mark) in told:
            continue
        article_id = (
            feed_store.article_at(store, entry.url, page_id(entry.url)) if entry.url and before is None else None
        )
        if article_id is not None:
            found.append(Known(entry, mark, article_id))
        else:
            earlier = before.article_id if before is not None else None
            found.append(Wanted(poll.feed, entry, mark, poll, attempts=1, article_id=earlier))
    return found


def retries(store: Store, polled: Mapping[str, Feed], now: dt.datetime) -> list[tuple[str, Wanted]]:
    """Pages that failed for a passing reason and are due again, as entries made from what was stored.

    Pages of feeds that are no longer `polled` are left alone.
    """
    wanted = []
    for delivery in feed_store.retries(store, now):
        article, feed = articles.get(store, delivery.article_id), polled.get(delivery.feed_url)
        if article is None or feed is None or delivery.url is None:
            continue
        entry = _entry_of(article, delivery)
        again = Wanted(feed, entry, delivery.entry_hash, None, delivery.attempts + 1, article.id)
        wanted.append((delivery.url, again))
    return wanted


def retry_at(error: Exception | None, attempts: int, now: dt.datetime) -> dt.datetime | None:
    """When a page is asked for again after its so-many-th failure; None for never. A server's Retry-After is kept."""
    if not isinstance(error, FetchError) or attempts > len(RETRY_AFTER):
        return None
    if not (error.code in PASSING or error.status == 429 or (error.status or 0) >= 500):
        return None
    asked = dt.timedelta(seconds=min(error.retry_after_s or 0.0, MAX_WAIT_S))
    return now + max(RETRY_AFTER[max(0, attempts - 1)], asked)


def left_alone(url: str, rests: Mapping[str, dt.datetime], now: dt.datetime) -> FetchError | None:
    """The answer for an address whose site asked for a rest in an earlier run, while that lasts."""
    until = rests.get(site_of(url)) if rests else None
    if until is None or until <= now:
        return None
    reason = f"not asked: its site is left alone until {until:%Y-%m-%d %H:%M}Z"
    return FetchError(url, reason, code="resting", retry_after_s=(until - now).total_seconds())


def page_id(url: str) -> str:
    """What addresses of one page have in common: the id of an article there that names no other address."""
    return identity.article_id(url=url, source="", guid=None, content="")


def entry_hash(entry: Entry) -> str:
    """What the feed says of an entry; it changes when the publisher edits the item."""
    parts = (entry.url or "", entry.title, entry.summary_html, entry.content_html)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _is_told(entry: Entry, before: Delivery) -> bool:
    """Whether an entry says what it said before. An address that differs only in parameters is no edit: some feeds put
    the time of the poll there.
    """
    same_page = before.url and entry.url and before.url.partition("?")[0] == entry.url.partition("?")[0]
    return before.entry_hash == entry_hash(replace(entry, url=before.url) if same_page else entry)


def _entry_of(article: Article, delivery: Delivery) -> Entry:
    return Entry(
        guid=delivery.guid,
        url=delivery.url,
        title=article.title,
        summary_html=html.escape(article.text),
        author=article.author,
        published=article.published,
        language=article.language,
        tickers=article.tickers,
    )
