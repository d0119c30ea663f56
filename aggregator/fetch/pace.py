"""Manners: how many requests a site may get at once, and how long to pause between them. No clock of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from aggregator.errors import FetchError

MAX_CRAWL_DELAY_S = 60.0
"""A longer Crawl-delay is taken as this: a run has to end."""
TROUBLED_URLS = 3
"""So many addresses of a site in a row without an answer, or with "too much", are the site's trouble."""
REST_S = 900.0
"""How long a troubled site rests when it does not say."""


def site_of(url: str) -> str:
    """The site that a URL burdens: its registrable domain; host and port for bare addresses and local names."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    if _is_address(host):
        return f"{host}:{port or (443 if parts.scheme == 'https' else 80)}"
    return str(_registrable(host)) or f"{host}:{port or (443 if parts.scheme == 'https' else 80)}"


@dataclass(slots=True)
class _Trouble:
    """Addresses of a site that failed one after the other, and the longest rest that one of them asked for."""

    urls: set[str] = field(default_factory=set)
    rest_s: float = 0.0


class Pace:
    """Who may be asked now. Times are seconds of one monotonic clock, given by the caller."""

    def __init__(self, *, delay_s: float, per_site: int) -> None:
        self._delay_s = delay_s
        self._per_site = per_site
        self._active: dict[str, int] = {}
        self._last_start: dict[str, float] = {}
        self._crawl_delay: dict[str, float] = {}
        self._trouble: dict[str, _Trouble] = {}
        self._rests_until: dict[str, float] = {}

    def wait_s(self, site: str, now: float) -> float | None:
        """Seconds until the site may get its next request; None while it must first finish one."""
        if self._active.get(site, 0) >= self._per_site:
            return None
        last = self._last_start.get(site)
        if last is None:
            return 0.0
        return max(0.0, last + self._crawl_delay.get(site, self._delay_s) - now)

    def started(self, site: str, now: float) -> None:
        """A request to the site begins."""
        self._active[site] = self._active.get(site, 0) + 1
        self._last_start[site] = now

    def finished(self, site: str) -> None:
        """A request to the site has ended."""
        self._active[site] -= 1

    def answered(self, site: str, url: str, error: FetchError | None, now: float) -> None:
        """How a request to the site ended. What one address does is its own affair; when several in a row say that
        they are overloaded, or do not answer at all, the whole site rests.
        """
        if error is None or not _is_trouble(error):
            self._trouble.pop(site, None)
            return
        trouble = self._trouble.setdefault(site, _Trouble())
        trouble.urls.add(url)
        trouble.rest_s = max(trouble.rest_s, error.retry_after_s or REST_S)
        if len(trouble.urls) >= TROUBLED_URLS:
            self._rests_until[site] = max(self._rests_until.get(site, 0.0), now + trouble.rest_s)

    def resting(self) -> frozenset[str]:
        """Sites that were told to rest, whether it is over or not."""
        return frozenset(self._rests_until)

    def rest_s(self, site: str, now: float) -> float:
        """For how many seconds the site is still to be left alone."""
        return max(0.0, self._rests_until.get(site, 0.0) - now)

    def crawl_delay(self, site: str, delay_s: float) -> None:
        """The site's robots.txt names its own pause, which wins over ours; of several origins the slowest counts."""
        self._crawl_delay[site] = max(self._crawl_delay.get(site, 0.0), min(delay_s, MAX_CRAWL_DELAY_S))


def _is_trouble(error: FetchError) -> bool:
    overloaded = error.code == "http_status" and error.status in (429, 503)
    return overloaded or error.code in ("timeout", "connect", "dns")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@cache
def _extractor() -> Callable[[str], str]:
    import tldextract

    # Only the list inside the package: fetching a fresh one would be a request that nobody asked for.
    extract = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())
    return lambda host: extract(host).top_domain_under_public_suffix


@cache
def _registrable(host: str) -> str:
    return _extractor()(host)
