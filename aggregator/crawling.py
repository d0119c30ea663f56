"""The crawl: due feeds are polled, their new entries' pages fetched, and each article stored as soon as it is read.

A feed's validators are stored in the transaction of its last item: a crawl that is killed forgets the poll, not the
items, and the next one asks for the whole feed again and finds what is missing.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import logging
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aggregator import articles as reading
from aggregator import feeds as parsing
from aggregator import intake
from aggregator.chains import WINDOW, Stories
from aggregator.errors import ExtractError, FetchError, ItemError, ParseError, UsageError
from aggregator.fetch import Fetch, moves, schedule
from aggregator.fetch.moves import Move
from aggregator.fetch.pace import site_of
from aggregator.frames import Page, Read
from aggregator.intake import Known, Poll, Wanted
from aggregator.readers import Readers
from aggregator.records import Extract, Feed, FeedState, Request, Response, StageReport
from aggregator.store import Store, articles, health, pages, robots
from aggregator.store import feeds as feed_store
from aggregator.store.feeds import Delivery

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.pipeline import Progress

log = logging.getLogger(__name__)

TOGETHER = 64
"""Pages stored in one transaction, unless they come slowly."""
AT_LEAST_EVERY_S = 1.0
COLLECT_AFTER = 50_000
"""Objects made and not let go of, after which cycles are looked for: a crawl makes many objects and few cycles."""


@dataclass(slots=True)
class Crawl:
    """The state of one crawl. It lives as long as the run; everything that must last is in the store."""

    store: Store
    fetch: Fetch
    now: dt.datetime
    simulated: bool
    since: dt.datetime | None
    stories: Stories
    readers: Readers
    progress: Progress
    keep_raw: bool = False
    rests: dict[str, dt.datetime] = field(default_factory=dict)
    polls: dict[str, list[Poll]] = field(default_factory=dict)
    pages: dict[str, list[Wanted]] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)  # the address that each page is asked for at
    reading: deque[tuple[Wanted, Response | None, Future[Read]]] = field(default_factory=deque)
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
    stored_s: float = field(default_factory=time.monotonic)

    # --- asking ---

    def poll(self, feed: Feed, state: FeedState | None, move: Move | None) -> None:
        """Queue a feed, at the address that it has moved to if it has; feeds that moved to one place share the fetch
        of the first and its validators.
        """
        url = moves.address(feed.url, move)
        self.polls.setdefault(url, []).append(Poll(feed, state, move))
        if len(self.polls[url]) == 1:
            self.total += 1
            self.fetch.submit(schedule.request_for(feed, state, url))

    def want(self, url: str, wanted: Wanted) -> None:
        """Queue the page of an entry; entries that share an address, however they write it, share the fetch."""
        if (rest := intake.left_alone(url, self.rests, self.now)) is not None:
            self._take(wanted, None, rest)
            return
        url = self.written.setdefault(intake.page_id(url), url)
        if url not in self.pages:
            self.pages[url] = []
            self.total += 1
            self.fetch.submit(Request(url, "page", named_by=wanted.feed.url))
        self.pages[url].append(wanted)

    # --- answers ---

    def answers(self) -> None:
        """Take in every answer as it comes, until nothing is asked any more."""
        self.progress("crawl", 0, self.total)
        for request, answer in self.fetch.results():
            if request.kind == "feed":
                for poll in self.polls.get(request.url, ()):
                    self.feed_answer(poll, answer)
            else:
                self.page_answer(request.url, answer)
            self.done += 1
            self.progress("crawl", self.done, self.total)
        wait([future for _, _, future in self.reading])
        self.take_read()

    def feed_answer(self, poll: Poll, answer: Response | FetchError) -> None:
        """Take in what a feed said: queue the pages of its new entries, store those without a page at once."""
        self.counts["feeds"] += 1
        if isinstance(answer, FetchError):
            self._feed_unanswered(poll, answer)
            return
        poll.moves = moves.after_success(poll.feed.url, poll.move, answer.permanent_url, self.now)
        if answer.not_modified or (poll.state and poll.state.body_hash == schedule.body_hash(answer.body)):
            self.counts["unchanged"] += 1
            self._feed_done(poll, schedule.next_state(poll.feed, poll.state, self.now, answer))
            return
        try:
            document = parsing.parse(answer.body, url=answer.url, content_type=answer.headers.get("content-type"))
        except ParseError as error:
            # The parser names what it was given; the user knows the feed by its address.
            named = ParseError(poll.feed.url, error.reason, code=error.code, remedy=error.remedy)
            poll.moves = ()  # what lies there is no feed: no place that this one can have moved to
            why = f"{named.code}: {named.reason}"
            self._feed_failed(poll, named, schedule.failed(poll.feed, poll.state, self.now, why))
            return
        after = schedule.next_state(poll.feed, poll.state, self.now, answer, document=document)
        fresh = []
        for found in intake.sort_out(self.store, poll, document.entries, self.since):
            if isinstance(found, Wanted):
                fresh.append(found)
            else:
                self._note(poll.feed, found)
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
            page = Page(answer.body, answer.url, answer.headers.get("content-type"), dict(wanted.feed.selectors))
            kept = answer if self.keep_raw else None
            self.reading.append((wanted, kept, self.readers.submit(page, self.total)))
        ahead = 8 * self.readers.count
        if len(self.reading) > ahead:  # pages wait here, not in the readers' queue, which nothing else bounds
            self.reading[-ahead - 1][2].result()
        if len(self.reading) > ahead + TOGETHER or time.monotonic() - self.stored_s > AT_LEAST_EVERY_S:
            self.take_read()

    def take_read(self) -> None:
        """Store the pages that have been read, in one transaction: it costs more than what a page adds to it. With them
        goes what was learned of robots.txt files.
        """
        with self.store.write():
            if learned := self.fetch.learned():
                robots.save(self.store, learned, self.now)
            while self.reading and self.reading[0][2].done():
                wanted, page, future = self.reading.popleft()
                found = future.result()
                if isinstance(found, ExtractError):
                    self._take(wanted, None, found, page)
                else:
                    self._take(wanted, found, None, page)
        self.stored_s = time.monotonic()

    # --- storing ---

    def _note(self, feed: Feed, known: Known) -> None:
        self.counts["same"] += 1
        entry = known.entry
        delivery = Delivery(feed.url, entry.guid, known.entry_hash, entry.url, known.article_id, first_seen_at=self.now)
        feed_store.save_delivery(self.store, delivery)

    def _take(
        self,
        wanted: Wanted,
        extract: Extract | None,
        error: FetchError | ExtractError | None,
        page: Response | None = None,
    ) -> None:
        """Store one entry's article together with the note that it was taken in, and close its feed's poll."""
        article = reading.build(
            wanted.entry, extract, feed=wanted.feed, first_seen_at=self.now, simulated=self.simulated
        )
        if wanted.article_id is not None:
            article = reading.as_article(article, wanted.article_id)
        article, signature = self.stories.place(article)
        # A page that was not asked for has used up no attempt.
        attempts = wanted.attempts - (error is not None and error.code == "resting")
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
                    attempts=attempts,
                    retry_at=intake.retry_at(error, attempts, self.now),
                ),
            )
            if page is not None:
                kind = page.headers.get("content-type")
                kept = pages.Page(wanted.feed.url, wanted.entry, article.id, page.url, kind, self.now, page.body)
                pages.save(self.store, kept)
            if error is not None:
                self._rest(error)
                self._failed("page", error)
            elif wanted.entry.url:
                health.resolve(self.store, "page", wanted.entry.url, self.now)
            if wanted.poll is not None:
                wanted.poll.waiting -= 1
                if wanted.poll.waiting == 0 and wanted.poll.state is not None:
                    self._feed_done(wanted.poll, wanted.poll.state)
        self.counts[saved] += 1

    def _feed_done(self, poll: Poll, state: FeedState) -> None:
        with self.store.write():
            feed_store.save_state(self.store, state)
            for move in poll.moves:
                feed_store.save_move(self.store, move)
            health.resolve(self.store, "feed", poll.feed.url, self.now)

    def _feed_unanswered(self, poll: Poll, error: FetchError) -> None:
        if error.code == "resting":
            self._rest(error)
            until = self.now + dt.timedelta(seconds=error.retry_after_s or 0.0)
            feed_store.save_state(self.store, schedule.rested(poll.feed, poll.state, until))
            return
        poll.moves = moves.after_failure(poll.move, error, self.now)
        state = schedule.next_state(poll.feed, poll.state, self.now, error)
        if poll.moves:  # the place that it had moved to is gone, not the feed: its own address is asked next
            state = replace(state, gone=False, etag=None, last_modified=None)
        self._feed_failed(poll, error, state)

    def _feed_failed(self, poll: Poll, error: FetchError | ParseError, state: FeedState) -> None:
        with self.store.write():
            feed_store.save_state(self.store, state)
            for move in poll.moves:
                feed_store.save_move(self.store, move)
            self._failed("feed", error)

    def _rest(self, error: FetchError | ExtractError) -> None:
        """Remember beyond this run that a site is to be left alone."""
        if isinstance(error, FetchError) and error.code == "resting":
            site, until = site_of(error.item), self.now + dt.timedelta(seconds=error.retry_after_s or 0.0)
            if self.rests.get(site, self.now) < until:
                self.rests[site] = until
                feed_store.save_rest(self.store, site, until)

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
    states, moved, rests = feed_store.states(store), feed_store.open_moves(store), feed_store.rests(store, now)
    due = [
        feed
        for feed in config.feeds
        if schedule.is_due(feed, states.get(feed.url), now)
        and not intake.left_alone(moves.address(feed.url, moved.get(feed.url)), rests, now)
    ]
    fetch.remember(robots.fresh(store, now))
    stories = Stories.of(store, now - 2 * WINDOW)
    with Readers() as readers, _seldom_collected():
        run = Crawl(
            store, fetch, now, simulated, since, stories, readers, progress, keep_raw=config.keep_raw, rests=rests
        )
        for feed in _chosen(config, names) if names else due:
            run.poll(feed, states.get(feed.url), moved.get(feed.url))
        for url, wanted in intake.retries(store, {feed.url: feed for feed in config.feeds if feed.enabled}, now):
            if not intake.left_alone(url, rests, now):
                run.want(url, wanted)
        run.answers()
    log.info("crawl %s", " ".join(f"{name}={value}" for name, value in run.counts.items()))
    return StageReport("crawl", run.counts, tuple(run.failures))


@contextlib.contextmanager
def _seldom_collected() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _chosen(config: Config, names: Sequence[str]) -> list[Feed]:
    chosen = []
    for name in names:
        found = [feed for feed in config.feeds if name in (feed.name, feed.url, feed.source)]
        if not found:
            raise UsageError(f"{name}: no such feed", remedy="`aggregator feeds list` shows names and addresses")
        chosen += found
    return list({feed.url: feed for feed in chosen}.values())
