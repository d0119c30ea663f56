"""From an address that somebody knows to feeds that answer: the address itself, what its page announces, usual places.

Every feed that comes out has been fetched and read.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from aggregator import feeds as parsing
from aggregator.errors import FetchError, ItemError, ParseError
from aggregator.fetch import Fetch
from aggregator.fetch.pace import site_of
from aggregator.records import FeedDocument, Request, Response

log = logging.getLogger(__name__)

MOST_TRIED = 10  # of the feeds that a page announces
# What to do about an address that does not answer, by the error's code or status.
REMEDIES: Mapping[str | int, str] = {
    "bad_url": "give an address that begins with http:// or https://",
    "refused_address": "list its host (and port) under allow_hosts in feeds.yaml if it is yours",
    "dns": "check the spelling of the host, and whether this machine is online",
    "connect": "check the address in a browser; if it opens there, try again later",
    "timeout": "try again later",
    "tls": "the site's certificate is not valid: see whether a browser accepts it, or whether http:// works",
    "too_large": "give the address of a feed; this one is larger than any feed",
    "too_many_redirects": "open it in a browser and give the address where it ends",
    "target_resting": "the site that it redirects to is in trouble: try again later",
    "protocol": "check the address and port: what answers there speaks no proper HTTP",
    401: "the feed needs a login, which is not supported",
    403: "the site refuses programs; look for another feed of it",
    404: "check the address, or give that of the site's front page to have its feed looked for",
    410: "the feed was ended by its publisher; give the site's front page to look for a new one",
    429: "the site asks for fewer requests: try again later",
}
SERVER_FAILS = "the site is in trouble: try again later"


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that answered. `url` is where it stays: permanent redirects followed, others not.

    `how` it was found: at the address that was given, announced by the page there, or in a usual place of its site.
    """

    url: str
    title: str
    entries: int
    newest_at: dt.datetime | None
    how: Literal["given", "announced", "usual"] = "given"


def meant(text: str) -> tuple[str, ...]:
    """The addresses that a user may mean, likeliest first: of one without a scheme https, then http.

    `feed:` is another name for the two.
    """
    text = text.strip()
    bare = re.sub(r"^feed:(?://)?", "", text, flags=re.IGNORECASE)
    return (bare,) if "://" in bare else (f"https://{bare}", f"http://{bare}")


def may_be_plain(error: FetchError) -> bool:
    """Whether a site that failed so with https may answer with http. A wrong certificate is no reason to do without."""
    return error.code in ("connect", "timeout", "protocol") or (
        error.code == "tls" and "certificate" not in error.reason.lower()
    )


def find(url: str, fetch: Fetch) -> tuple[Found, ...]:
    """The feeds behind an address, best first. Raises ItemError with the reason when there is none."""
    try:
        answer = fetch.get(Request(url, "feed"))
    except FetchError as error:
        raise _with_remedy(error) from None
    try:
        return (_found(answer, _read(answer)),)
    except ParseError as error:
        no_feed = error
    from aggregator.feeds.announced import announced, usual

    named = announced(answer.body, url=answer.url, content_type=answer.headers.get("content-type"))
    stated = tuple(replace(found, how="announced") for found in _answering(named[:MOST_TRIED], fetch))
    if stated:
        return tuple({found.url: found for found in stated}.values())
    guessed = next(iter(_answering((place for place in usual(answer.url) if place not in named), fetch)), None)
    if guessed is not None:
        return (replace(guessed, how="usual"),)
    raise ItemError(
        url,
        f"{no_feed.reason}; the page announces none, and none lies in the usual places",
        code="no_feed",
        remedy="look for a link named RSS or Feed on the site and give its address",
    )


def _with_remedy(error: FetchError) -> FetchError:
    remedy = REMEDIES.get(error.status or error.code) or (SERVER_FAILS if (error.status or 0) >= 500 else None)
    return FetchError(
        error.item,
        error.reason,
        code=error.code,
        status=error.status,
        retry_after_s=error.retry_after_s,
        remedy=error.remedy or remedy or REMEDIES[404],
    )


def default_source(url: str) -> str:
    """An outlet's short name from an address: the registrable domain without its ending."""
    site = site_of(url)
    return site if ":" in site else site.partition(".")[0]


def _answering(addresses: Iterable[str], fetch: Fetch) -> Iterable[Found]:
    for address in addresses:
        try:
            answer = fetch.get(Request(address, "feed"))
            yield _found(answer, _read(answer))
        except (FetchError, ParseError) as error:
            log.info("find url=%s code=%s", address, error.code)


def _read(answer: Response) -> FeedDocument:
    return parsing.parse(answer.body, url=answer.url, content_type=answer.headers.get("content-type"))


def _found(answer: Response, document: FeedDocument) -> Found:
    newest = max((entry.published.at for entry in document.entries if entry.published), default=None)
    url = answer.permanent_url or answer.request.url
    return Found(url, document.title, len(document.entries), newest)
