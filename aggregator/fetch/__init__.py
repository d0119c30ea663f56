"""The only door to the network: fetches feeds, pages and data files politely and within bounds.

`Fetch` describes the door. `aggregator.fetch.client.Fetcher` is the real one (it loads the HTTP library, so import it
only where something is fetched); tests pass a fake internet instead. `aggregator.fetch.schedule` decides, without any
network, when a feed is due again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from aggregator.errors import FetchError
from aggregator.records import Request, Response, RobotsFile

CODES: tuple[str, ...] = (
    "bad_url",  # not an http(s) address that can be fetched
    "refused_address",  # the host is, or resolves to, an address that is not public
    "robots",  # robots.txt forbids the page, or its server is failing
    "dns",  # the host name does not resolve
    "connect",  # no connection, or it broke before an answer came
    "tls",  # the certificate or the handshake is wrong
    "timeout",  # no answer, or not all of it, within the time allowed
    "too_large",  # more bytes than the cap, on the wire or unpacked
    "too_many_redirects",
    "resting",  # not asked: its site is overloaded or down and left alone (`FetchError.retry_after_s`)
    "target_resting",  # redirected to another site, which is overloaded or down and left alone
    "http_status",  # the server answered with an error status (`FetchError.status`)
    "protocol",  # the answer is not HTTP as agreed
)
"""Every `code` that a `FetchError` can carry."""


_SECRETS = re.compile(r"([?&](?:token|api_?key|key)=)[^&#]*", re.IGNORECASE)


def shown(url: str) -> str:
    """The address as a log may hold it: without the keys that some data providers want in it."""
    return _SECRETS.sub(r"\1***", url)


class Fetch(Protocol):
    """What a run needs of the network."""

    def submit(self, request: Request) -> None:
        """Queue one request. May be called at any time, also while `results` is being read."""
        ...

    def results(self) -> Iterator[tuple[Request, Response | FetchError]]:
        """Every queued request with its answer, in order of completion, until nothing is queued any more.

        What is submitted while reading is fetched too. Few answers are held at a time: a slow reader slows fetching.
        """
        ...

    def get(self, request: Request) -> Response:
        """Fetch one request now, with the same manners. Raises `FetchError`."""
        ...

    def remember(self, robots: Iterable[RobotsFile]) -> None:
        """Use what earlier runs have learned of robots.txt files, while it is fresh, instead of asking again."""
        ...

    def learned(self) -> list[RobotsFile]:
        """What was learned of robots.txt files since this was last called, as far as later runs may use it."""
        ...
