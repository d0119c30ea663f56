"""The robots.txt rules of the origins that a run meets: handed in from earlier runs, or asked for once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

from aggregator.errors import FetchError
from aggregator.fetch import robots
from aggregator.records import Response, RobotsFile


class Rulebook:
    """Rules by origin, each with the time until which they hold. Safe to use from several threads."""

    def __init__(self, agent: str) -> None:
        self._agent = agent
        self._handed_in: dict[str, tuple[float, RobotsFile]] = {}
        self._rules: dict[str, tuple[float, robots.Rules]] = {}
        self._fresh: list[RobotsFile] = []
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def remember(self, files: Iterable[RobotsFile]) -> None:
        """Use these files for as long as they are fresh; each is read when its origin is first met."""
        now = time.monotonic()
        with self._guard:
            self._handed_in.update((file.origin, (now + file.fresh_s, file)) for file in files)

    def learned(self) -> list[RobotsFile]:
        """The files that were asked for since this was last called and may be used by later runs."""
        with self._guard:
            fresh, self._fresh = self._fresh, []
        return fresh

    def of(self, origin: str, ask: Callable[[], Response | FetchError]) -> robots.Rules:
        """The rules of an origin, asked for where none hold. Threads wait for one answer."""
        with self._guard:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            until, rules = self._rules.get(origin) or self._read_again(origin)
            if rules is not None and time.monotonic() < until:
                return rules
            return self._ask(origin, ask)

    def _read_again(self, origin: str) -> tuple[float, robots.Rules | None]:
        with self._guard:
            until, file = self._handed_in.pop(origin, (0.0, None))
        if file is None:
            return until, None
        self._rules[origin] = until, robots.rules_of(file, self._agent)
        return self._rules[origin]

    def _ask(self, origin: str, ask: Callable[[], Response | FetchError]) -> robots.Rules:
        answer = ask()
        rules = robots.rules(answer, self._agent)
        age_s = robots.FAILED_AGE_S if rules.blocked else robots.MAX_AGE_S
        self._rules[origin] = time.monotonic() + age_s, rules
        file = robots.to_keep(origin, answer)
        if file is not None:
            with self._guard:
                self._fresh.append(file)
        return rules
