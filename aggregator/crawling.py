"""The crawl: due feeds are polled, their new entries' pages fetched, and each article stored as soon as it is read.

A feed's validators are stored in the transaction of its last item: a crawl that is killed forgets the poll, not the
items, and the next one asks for the whole feed again and finds what is missing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aggregator import articles as reading
from aggregator import feeds as parsing
from aggregator.chains import WINDOW, Stories
from aggregator.errors import ExtractError, FetchError, ItemError, ParseError, UsageError
from aggregator.fetch import Fetch, schedule
from aggregator.records import Article, Entry, Extract, Feed, FeedState, Request, Response, StageReport
from aggregator.store import Store, articles, health
from aggregator.store import feeds as feed_store
from aggregator.store.feeds import Delivery

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.pipeline import Progress

log = logging.getLogger(__name__)

# A page that failed for a reason that passes is tried again after these pauses, then never.
RETRY_AFTER = (dt.timedelta(hours=1), dt.timedelta(hours=6), dt.timedelta(hours=24))
PASSING = frozenset({"timeout", "connect", "dns", "tls", "protocol"})


@dataclass(slots=True)
class Poll:
    """One feed's answer while its entries are being taken in."""

    feed: Feed
    state: FeedState | None = None
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


@dataclass(slots=True)
class Crawl:
    """The state of one crawl. It lives as long as the run; everything that must last is in the store."""

    store: Store
    fetch: Fetch
    now: dt.datetime
    simulated: bool
    since: dt.datetime | None
    stories: Stories
    progress: Progress
    polls: dict[str, Poll] = field(default_factory=dict)
    pages: dict[str, list[Wanted]] = field(default_factory=dict)
    counts: dict[str, int] = field(
        default_factory=lambda: {
            "feeds": 0,
            "unchanged": 0,
            "entries": 0,
            "new": 0,
            "revised": 0,
            "same": 0,
            "failed": 0,
        }
    )
    failures: list[str] = field(default_factory=list)
    done: int = 0
    total: int = 0

    # --- asking ---

    def poll(self, feed: Feed, state: FeedState | None) -> None:
        """Queue a feed."""
        self.polls[feed.url] = Poll(feed, state)
        self.total += 1
        self.fetch.submit(schedule.request_for(feed, state))

    def want(self, url: str, wanted: Wanted) -> None:
        """Queue the page of an entry; entries that share an address share the fetch."""
        if url not in self.pages:
            self.pages[url] = []
            self.total += 1
            self.fetch.submit(Request(url, "page"))
        self.pages[url].append(wanted)

    # --- answers ---

    def feed_answer(self, poll: Poll, answer: Response | FetchError) -> None:
        """Take in what a feed said: queue the pages of its new entries, store those without a page at once."""
        self.counts["feeds"] += 1
        if isinstance(answer, FetchError):
            self._feed_failed(answer, schedule.next_state(poll.feed, poll.state, self.now, answer))
            return
        if answer.not_modified or (poll.state and poll.state.body_hash == schedule.body_hash(answer.body)):
            self.counts["unchanged"] += 1
            self._feed_done(poll, schedule.next_state(poll.feed, poll.state, self.now, answer))
            return
        try:
            document = parsing.parse(answer.body, url=answer.url, content_type=answer.headers.get("content-type"))
        except ParseError as error:
            # The parser names what it was given; the user knows the feed by its address.
            named = ParseError(poll.feed.url, error.reason, code=error.code, remedy=error.remedy)
            self._feed_failed(named, schedule.failed(poll.feed, poll.state, self.now, str(named.reason)))
            return
        newest = max((e.published.at for e in document.entries if e.published), default=None)
        after = schedule.next_state(
            poll.feed, poll.state, self.now, answer, ttl_s=document.ttl_s, newest_entry_at=newest
        )
        fresh = self._fresh(poll, document.entries)
        self.counts["entries"] += len(fresh)
        poll.state, poll.waiting = after, len(fresh)
        if not fresh:
            self._feed_done(poll, after)
        for wanted in fresh:
            if wanted.entry.url:
                self.want(wanted.entry.url, wanted)
            else:
                self._take(wanted, None, None)

    def page_answer(self, url: str, answer: Response | FetchError) -> None:
        """Turn a page into the article of each entry that waits for it."""
        for wanted in self.pages.pop(url, []):
            if isinstance(answer, FetchError):
                self._take(wanted, None, answer)
                continue
            try:
                extract = reading.extract(
                    answer.body,
                    url=answer.url,
                    content_type=answer.headers.get("content-type"),
                    selectors=wanted.feed.selectors,
                )
            except ExtractError as error:
                self._take(wanted, None, error)
            else:
                self._take(wanted, extract, None)

    # --- deciding what is new ---

    def _fresh(self, poll: Poll, entries: Sequence[Entry]) -> list[Wanted]:
        known = feed_store.deliveries(self.store, poll.feed.url)
        fresh: list[Wanted] = []
        seen: set[str] = set()
        for entry in entries:
            old = self.since is not None and entry.published is not None and entry.published.at < self.since
            says_nothing = not (entry.url or entry.title or entry.summary_html or entry.content_html)
            if entry.guid in seen or old or says_nothing:
                continue
            seen.add(entry.guid)
            mark = entry_hash(entry)
            before = known.get(entry.guid)
            if before is not None and before.entry_hash == mark:
                continue
            # Another feed may have brought this very page already: note the delivery, fetch nothing.
            article_id = feed_store.article_at(self.store, entry.url) if entry.url and before is None else None
            if article_id is not None:
                self._note(poll.feed, entry, mark, article_id)
                continue
            earlier = before.article_id if before is not None else None
            fresh.append(Wanted(poll.feed, entry, mark, poll, attempts=1, article_id=earlier))
        return fresh

    def _note(self, feed: Feed, entry: Entry, mark: str, article_id: str) -> None:
        self.counts["same"] += 1
        feed_store.save_delivery(
            self.store, Delivery(feed.url, entry.guid, mark, entry.url, article_id, first_seen_at=self.now)
        )

    # --- storing ---

    def _take(self, wanted: Wanted, extract: Extract | None, error: FetchError | ExtractError | None) -> None:
        """Store one entry's article together with the note that it was taken in, and close its feed's poll."""
        article = reading.build(
            wanted.entry, extract, feed=wanted.feed, first_seen_at=self.now, simulated=self.simulated
        )
        if wanted.article_id is not None:
            article = reading.as_article(article, wanted.article_id)
        article, signature = self.stories.place(article)
        retry_at = self._retry_at(wanted, error)
        with self.store.write():
            saved = articles.save(self.store, article, signature)
            feed_store.save_delivery(
                self.store,
                Delivery(
                    wanted.feed.url,
                    wanted.entry.guid,
                    wanted.entry_hash,
                    wanted.entry.url,
                    article.id,
                    first_seen_at=self.now,
                    attempts=wanted.attempts,
                    retry_at=retry_at,
                ),
            )
            if error is not None:
                self._failed("page", error)
            elif wanted.entry.url:
                health.resolve(self.store, "page", wanted.entry.url, self.now)
            if wanted.poll is not None:
                wanted.poll.waiting -= 1
                if wanted.poll.waiting == 0 and wanted.poll.state is not None:
                    self._feed_done(wanted.poll, wanted.poll.state)
        self.counts[saved] += 1

    def _retry_at(self, wanted: Wanted, error: ItemError | None) -> dt.datetime | None:
        if not isinstance(error, FetchError) or wanted.attempts > len(RETRY_AFTER):
            return None
        passing = error.code in PASSING or (error.status or 0) == 429 or (error.status or 0) >= 500
        return self.now + RETRY_AFTER[wanted.attempts - 1] if passing else None

    def _feed_done(self, poll: Poll, state: FeedState) -> None:
        with self.store.write():
            feed_store.save_state(self.store, state)
            health.resolve(self.store, "feed", poll.feed.url, self.now)

    def _feed_failed(self, error: FetchError | ParseError, state: FeedState) -> None:
        with self.store.write():
            feed_store.save_state(self.store, state)
            self._failed("feed", error)

    def _failed(self, stage: str, error: ItemError) -> None:
        health.record(self.store, stage, error, self.now)
        self.counts["failed"] += 1
        self.failures.append(str(error))


def crawl(
    store: Store,
    config: Config,
    fetch: Fetch,
    *,
    now: dt.datetime,
    simulated: bool = False,
    names: Sequence[str] = (),
    since: dt.datetime | None = None,
    progress: Progress,
) -> StageReport:
    """Poll the feeds that are due (or those named, due or not) and store what is new.

    Raises UsageError for a name that is no feed. `since` skips entries published before it.
    """
    states = feed_store.states(store)
    chosen = (
        _chosen(config, names)
        if names
        else [feed for feed in config.feeds if schedule.is_due(feed, states.get(feed.url), now)]
    )
    run = Crawl(store, fetch, now, simulated, since, Stories.of(store, now - 2 * WINDOW), progress)
    for feed in chosen:
        run.poll(feed, states.get(feed.url))
    for url, wanted in _retries(store, config, now):
        run.want(url, wanted)
    progress("crawl", 0, run.total)
    for request, answer in fetch.results():
        poll = run.polls.get(request.url) if request.kind == "feed" else None
        if poll is not None:
            run.feed_answer(poll, answer)
        else:
            run.page_answer(request.url, answer)
        run.done += 1
        progress("crawl", run.done, run.total)
    log.info("crawl %s", " ".join(f"{name}={value}" for name, value in run.counts.items()))
    return StageReport("crawl", run.counts, tuple(run.failures))


def _chosen(config: Config, names: Sequence[str]) -> list[Feed]:
    chosen = []
    for name in names:
        found = [feed for feed in config.feeds if name in (feed.name, feed.url, feed.source)]
        if not found:
            raise UsageError(f"{name}: no such feed", remedy="`aggregator feeds list` shows names and addresses")
        chosen += found
    return list({feed.url: feed for feed in chosen}.values())


def _retries(store: Store, config: Config, now: dt.datetime) -> list[tuple[str, Wanted]]:
    """Pages that failed for a passing reason and are due again, as entries made from what was stored.

    Pages of feeds that are no longer polled are left alone.
    """
    polled = {feed.url: feed for feed in config.feeds if feed.enabled}
    wanted = []
    for delivery in feed_store.retries(store, now):
        article, feed = articles.get(store, delivery.article_id), polled.get(delivery.feed_url)
        if article is None or feed is None or delivery.url is None:
            continue
        entry = _entry_of(article, delivery)
        again = Wanted(feed, entry, delivery.entry_hash, None, delivery.attempts + 1, article.id)
        wanted.append((delivery.url, again))
    return wanted


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


def entry_hash(entry: Entry) -> str:
    """What the feed says of an entry; it changes when the publisher edits the item."""
    parts = (entry.url or "", entry.title, entry.summary_html, entry.content_html)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
