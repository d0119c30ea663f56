"""Feeds, what is asked of their servers, and what those answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from aggregator.records.words import Precision, StampSource, Topic


@dataclass(frozen=True, slots=True)
class Stamp:
    """A point in time with how exactly it is known and where it was found."""

    at: dt.datetime
    precision: Precision
    source: StampSource


@dataclass(frozen=True, slots=True)
class Feed:
    """One row of feeds.yaml. `every_s` is the least number of seconds between two polls.

    An `adaptive` feed (one whose row names no interval) is asked less often when it writes less often.
    """

    name: str
    url: str
    source: str
    topics: tuple[Topic, ...] = ()
    every_s: int = 1800
    adaptive: bool = False
    enabled: bool = True
    selectors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skips:
    """When a feed asks not to be read: hours (0 to 23) and weekdays (0 is Monday), both UTC."""

    hours: tuple[int, ...] = ()
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known about a feed between polls. Validators belong to items that are stored, never to a bare answer.

    `rhythm_s` is the usual time between two entries, `silence_s` the longest that is normal for this feed; None while
    too few entries are dated. `ttl_s` and `skips` are what the document asks for, `notes` say what was odd about it.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    next_due_at: dt.datetime | None = None
    last_polled_at: dt.datetime | None = None
    last_success_at: dt.datetime | None = None
    newest_entry_at: dt.datetime | None = None
    error_streak: int = 0
    last_error: str | None = None
    gone: bool = False
    rhythm_s: float | None = None
    silence_s: float | None = None
    ttl_s: int | None = None
    skips: Skips = field(default_factory=Skips)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One GET. `kind` chooses size cap and robots rules (feeds are addressed to machines, pages obey robots.txt).

    `named_by` is the feed that named the address, None where the user did: what a stranger names may not lead into the
    user's own network.
    """

    url: str
    kind: Literal["feed", "page", "robots", "data"]
    etag: str | None = None
    last_modified: str | None = None
    named_by: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered: final address after redirects, decompressed body. 304 has an empty body."""

    request: Request
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    permanent_url: str | None = None

    @property
    def not_modified(self) -> bool:
        """The server says that what we have is still right."""
        return self.status == 304


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """What an origin ("https://wire.example:443") answered for its robots.txt, to be used again instead of asking.

    `status` is 2xx with the `body` as far as it counts, or 4xx for a file that is not there. `fresh_s` is the number of
    seconds for which it may still be used.
    """

    origin: str
    status: int
    body: bytes
    fresh_s: float


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed document, before its page was read. `content_html` is the item's own full text, if given."""

    guid: str
    url: str | None
    title: str
    summary_html: str = ""
    content_html: str = ""
    author: str | None = None
    published: Stamp | None = None
    updated: Stamp | None = None
    language: str | None = None
    tickers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A parsed feed: its entries in document order and what it says about its own rhythm."""

    title: str
    entries: tuple[Entry, ...]
    ttl_s: int | None = None
    warnings: tuple[str, ...] = ()
    skips: Skips = field(default_factory=Skips)
