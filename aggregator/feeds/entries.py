"""What all formats share: from the words of one item to an `Entry`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from aggregator.errors import ParseError
from aggregator.feeds.dates import stamp
from aggregator.feeds.text import clean, title_text
from aggregator.records import Entry, Skips, Stamp

MAX_ITEMS = 10_000
MAX_ENTRIES = 1000
MAX_URL_CHARS = 8192
_US_EXCHANGES = frozenset(
    {
        "NASDAQ",
        "NASDAQGS",
        "NASDAQGM",
        "NASDAQCM",
        "NYSE",
        "NYSEARCA",
        "NYSEAMERICAN",
        "AMEX",
        "ARCA",
        "BATS",
        "CBOE",
        "US",
    }
)
_LISTED = re.compile(r"(?<![A-Za-z])([A-Z]{2,12})\s?:\s?([A-Z]{1,5}(?:[.-][A-Z]{1,2})?)(?![A-Za-z0-9])")
_BARE = re.compile(r"[A-Z]{1,5}(?:[.-][A-Z]{1,2})?\Z")
_TICKER_DOMAIN = re.compile(r"ticker|symbol", re.IGNORECASE)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Item:
    """One item as its document writes it: links in order of preference, dates as text."""

    guid: str = ""
    links: tuple[str, ...] = ()
    title: str = ""
    summary_html: str = ""
    content_html: str = ""
    author: str = ""
    published: str = ""
    updated: str = ""
    language: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    """Categories and keywords as (scheme, term)."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A feed document before its items are made entries."""

    title: str
    items: tuple[Item, ...]
    base: str = ""
    ttl_s: int | None = None
    warnings: tuple[str, ...] = ()
    skips: Skips = field(default_factory=Skips)


def check_count(count: int, url: str) -> None:
    """Raise `ParseError` (too_many) for more items than a document can sensibly hold."""
    if count > MAX_ITEMS:
        raise ParseError(url, f"{count} items, the most that is read is {MAX_ITEMS}", code="too_many")


def newest(rows: Sequence[_T], date_of: Callable[[_T], str]) -> Sequence[_T]:
    """The newest `MAX_ENTRIES` in document order; undated ones count as old, the earlier in it the newer."""
    if len(rows) <= MAX_ENTRIES:
        return rows
    oldest = dt.datetime.min.replace(tzinfo=dt.UTC)
    dated = [(found.at if (found := stamp(date_of(row))) else oldest, -place) for place, row in enumerate(rows)]
    return [rows[-place] for _, place in sorted(sorted(dated)[-MAX_ENTRIES:], key=lambda row: -row[1])]


def dropped(count: int) -> tuple[str, ...]:
    """The warning that a document of `count` items deserves, if any."""
    return (f"{count} entries, only the newest {MAX_ENTRIES} are kept",) if count > MAX_ENTRIES else ()


def entry(item: Item, base: str, warnings: list[str]) -> Entry:
    """The entry of an item. Links are completed with `base`; without a guid the URL stands in, then the content.

    An entry with a single date is taken to be published then.
    """
    url = next((full for full in (absolute(link, base) for link in item.links) if full), None)
    title = title_text(item.title)
    summary = "" if item.summary_html == item.content_html else clean(item.summary_html)
    content = clean(item.content_html)
    guid = clean(item.guid).strip() or url or content_guid(title, summary, content)
    guid = guid if len(guid) <= MAX_URL_CHARS else content_guid(guid)
    published, updated = _date(item.published, guid, warnings), _date(item.updated, guid, warnings)
    return Entry(
        guid=guid,
        url=url,
        title=title,
        summary_html=summary,
        content_html=content,
        author=author_name(item.author),
        published=published or updated,
        updated=updated,
        language=clean(item.language).strip()[:35] or None,
        tickers=tickers(item.labels),
    )


def told_apart(entries: Sequence[Entry], warnings: list[str]) -> tuple[Entry, ...]:
    """The entries with guids that tell them apart.

    Some feeds give one guid to all items, or that of the site. A guid that stands on entries with different addresses
    (or, where there are none, different words) is no identity: there the address takes its place, then the words.
    """
    says: dict[str, set[str]] = {}
    for one in entries:
        says.setdefault(one.guid, set()).add(one.url or _words(one))
    lying = {guid for guid, things in says.items() if len(things) > 1}
    if lying:
        warnings.append(f"{len(lying)} guids stand on different entries, which go by address or content instead")
    return tuple(replace(one, guid=one.url or _words(one)) if one.guid in lying else one for one in entries)


def _words(one: Entry) -> str:
    return content_guid(one.title, one.summary_html, one.content_html)


def absolute(link: str, base: str) -> str | None:
    """The link as an absolute http(s) address, or None."""
    text = "".join(clean(link).split()) if "\n" in link else clean(link).strip()
    if not text or len(text) > MAX_URL_CHARS:
        return None
    try:
        full = text if text.startswith(("http://", "https://")) else urljoin(base, text)
        parts = urlsplit(full)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return full if usable else None


def content_guid(*texts: str) -> str:
    """A guid for an item that has none: the same words, the same guid."""
    return "sha256:" + sha256("\x1f".join(texts).encode()).hexdigest()


def author_name(text: str) -> str | None:
    """The name in "name@host (Name)" and "Name <name@host>", else the text itself."""
    text = title_text(text[:1000])
    head, at, tail = text.partition("@")
    if at:
        inside = re.search(r"\(([^()@]{2,100})\)", tail)
        before = re.match(r"([^<(@]{2,100}?)\s*[<(][^\s@]*\Z", head)
        text = inside[1] if inside else before[1] if before else text
    return text.strip()[:200] or None


def tickers(labels: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """US symbols among categories and keywords: "NASDAQ:AAPL" anywhere, plain symbols only where the scheme says so.

    Listings on other exchanges ("LON:HSBA") are left out: their letters name something else in the US.
    """
    found: dict[str, None] = {}
    for scheme, term in labels:
        for exchange, symbol in _LISTED.findall(term):
            if exchange in _US_EXCHANGES:
                found[symbol] = None
        if _TICKER_DOMAIN.search(scheme):
            found.update(dict.fromkeys(word for word in re.split(r"[,;\s]+", term) if _BARE.match(word)))
    return tuple(found)


def _date(text: str, guid: str, warnings: list[str]) -> Stamp | None:
    if not text.strip():
        return None
    found = stamp(text)
    if found is None:
        warnings.append(f"{guid[:100]}: {clean(text).strip()[:60]!r} is not a date")
    return found
