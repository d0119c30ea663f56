"""The fetcher: a queue per site, a few threads, one loop. Runs in the reader's thread between two answers."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue
from types import TracebackType

from aggregator.errors import FetchError
from aggregator.fetch import shown
from aggregator.fetch.exchange import Exchange, Leg
from aggregator.fetch.guard import CAPS, Cap
from aggregator.fetch.pace import Pace, site_of
from aggregator.fetch.wire import Resolve, resolve
from aggregator.records import Request, Response, RobotsFile

log = logging.getLogger(__name__)

PATIENCE_S = 60.0
"""A site's rest of at most this is waited for; requests to one that rests longer are answered unasked."""


class Fetcher:
    """The real `Fetch`. Use it as a context manager: leaving it breaks what is under way and frees the threads.

    `jobs` requests run at once, at most `per_site` of them on one site with `delay_s` between their starts (a
    Crawl-delay in the site's robots.txt wins). `allow_hosts` names hosts or addresses that need not be public.
    `timeout_s` bounds each step, `caps` each whole transfer by kind of request.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        jobs: int = 8,
        allow_hosts: frozenset[str] = frozenset(),
        delay_s: float = 1.0,
        per_site: int = 2,
        timeout_s: float = 15.0,
        caps: Mapping[str, Cap] = CAPS,
        resolver: Resolve = resolve,
    ) -> None:
        self._jobs = jobs
        self._pace = Pace(delay_s=delay_s, per_site=per_site)
        self._delay_s = delay_s
        self._lock = threading.Lock()  # guards the pace, which workers tell about Crawl-delays
        self._exchange = Exchange(
            user_agent,
            allow_hosts=allow_hosts,
            timeout_s=timeout_s,
            caps=caps,
            resolver=resolver,
            on_crawl_delay=self._crawl_delay,
        )
        self._queues: dict[str, deque[Leg]] = {}
        self._running: dict[Future[Response | Leg], tuple[str, Leg]] = {}
        self._done: SimpleQueue[Future[Response | Leg]] = SimpleQueue()
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="fetch")

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop: nothing more is started, what is under way is broken off."""
        self._queues.clear()
        self._exchange.abort()
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._exchange.close()

    def submit(self, request: Request) -> None:
        """Queue one request."""
        self._queue(Leg(request))

    def _queue(self, leg: Leg) -> None:
        self._queues.setdefault(site_of(leg.url), deque()).append(leg)

    def results(self) -> Iterator[tuple[Request, Response | FetchError]]:
        """Every queued request with its answer, in order of completion. At most `jobs` answers exist at a time."""
        while self._queues or self._running:
            yield from self._left_alone()
            pause_s = self._start_due()
            if not self._running:
                time.sleep(pause_s or 0.0)
                continue
            try:
                future = self._done.get(timeout=pause_s)
            except Empty:
                continue
            site, leg = self._running.pop(future)
            answer = _answer(future)
            self._note(site, leg, answer)
            if isinstance(answer, Leg):
                self._queue(answer)
                continue
            self._start_due()
            yield leg.request, answer

    def get(self, request: Request) -> Response:
        """Fetch one request now, after the pause that each site on its way is owed. Raises `FetchError`."""
        step: Response | Leg = Leg(request)
        while isinstance(step, Leg):
            step = self._take(step)
        return step

    def _take(self, leg: Leg) -> Response | Leg:
        site = site_of(leg.url)
        if (rest_s := self._rest_s(site)) > PATIENCE_S:
            raise _left_alone(leg, rest_s)
        time.sleep(rest_s)
        while (wait_s := self._claim(site)) != 0.0:
            time.sleep(0.05 if wait_s is None else wait_s)
        try:
            answer = self._exchange.perform(leg)
        except FetchError as error:
            self._note(site, leg, error)
            raise
        self._note(site, leg, answer)
        return answer

    def remember(self, robots: Iterable[RobotsFile]) -> None:
        """Use these robots.txt files while they are fresh."""
        self._exchange.rulebook.remember(robots)

    def learned(self) -> list[RobotsFile]:
        """The robots.txt files that were asked for since this was last called and may be kept."""
        return self._exchange.rulebook.learned()

    def _note(self, site: str, leg: Leg, answer: Response | Leg | FetchError) -> None:
        error = answer if isinstance(answer, FetchError) else None
        with self._lock:
            self._pace.finished(site)
            self._pace.answered(site, leg.url, error, time.monotonic())

    def _rest_s(self, site: str) -> float:
        with self._lock:
            return self._pace.rest_s(site, time.monotonic())

    def _left_alone(self) -> Iterator[tuple[Request, FetchError]]:
        """What is queued for a site that rests is answered without asking it."""
        for site in self._pace.resting() & self._queues.keys():
            if (rest_s := self._rest_s(site)) > PATIENCE_S:
                for leg in self._queues.pop(site, ()):
                    yield leg.request, _left_alone(leg, rest_s)

    def _start_due(self) -> float | None:
        """Start what may start now. Returns the seconds until the next site is due, None if only answers help."""
        pauses: list[float] = []
        for site in list(self._queues):
            if len(self._running) >= self._jobs:
                return None
            if rest_s := self._rest_s(site):
                pauses += [rest_s] if rest_s <= PATIENCE_S else []  # else `results` answers for it
                continue
            queue, started = self._queues[site], False
            while queue and len(self._running) < self._jobs:
                wait_s = self._claim(site)
                if wait_s != 0.0:
                    pauses += [] if wait_s is None else [wait_s]
                    break
                leg, started = queue.popleft(), True
                future = self._threads.submit(self._work, leg, bool(queue))
                self._running[future] = (site, leg)
                future.add_done_callback(self._done.put)
            if started:
                del self._queues[site]  # served sites go to the end, so that each gets its turn
                if queue:
                    self._queues[site] = queue
        return min(pauses, default=None)

    def _claim(self, site: str) -> float | None:
        """Take a slot of the site if it has one now (0), or say how long to wait; None: until one of its ends."""
        with self._lock:
            now = time.monotonic()
            wait_s = self._pace.wait_s(site, now)
            if wait_s == 0.0:
                self._pace.started(site, now)
        return wait_s

    def _work(self, leg: Leg, more_for_site: bool) -> Response | Leg:
        if more_for_site and self._delay_s > 0 and leg.request.kind == "feed":
            self._exchange.learn_pace(leg.url)
        return self._exchange.perform(leg)

    def _crawl_delay(self, url: str, delay_s: float) -> None:
        with self._lock:
            self._pace.crawl_delay(site_of(url), delay_s)


def _left_alone(leg: Leg, rest_s: float) -> FetchError:
    if leg.redirects:
        reason = (
            f"redirected to {site_of(leg.url)}, which did not answer or asked for rest: left alone for {rest_s:.0f} s"
        )
        return FetchError(leg.request.url, reason, code="target_resting", retry_after_s=rest_s)
    reason = f"not asked: the site did not answer or asked for rest, and is left alone for {rest_s:.0f} s"
    return FetchError(leg.request.url, reason, code="resting", retry_after_s=rest_s)


def _answer(future: Future[Response | Leg]) -> Response | Leg | FetchError:
    try:
        answer = future.result()
    except FetchError as error:
        log.info("fetch url=%s code=%s reason=%s", shown(error.item), error.code, shown(error.reason))
        return error
    if isinstance(answer, Response):
        log.debug("fetch url=%s status=%d bytes=%d", shown(answer.url), answer.status, len(answer.body))
    return answer
