"""Which feeds a web page names: its `link rel=alternate` elements, then links that look like feeds."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from aggregator.feeds.entries import absolute
from aggregator.feeds.text import clean, decode

MAX_BYTES = 4 * 1024 * 1024
MOST = 20
_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "text/xml",
          "application/xml")  # fmt: skip
_JSON = ("application/json",)  # of pages that name their feed so, and of pages that name their data so
_LOOKS = re.compile(r"(?:^|[/._?=-])(?:rss2?|atom|feeds?)(?:[/._?=&-]|$)|\.(?:rss|rdf|atom)$", re.IGNORECASE)
_COMMENTS = re.compile(r"comment", re.IGNORECASE)
PATHS = ("feed", "rss", "feed.xml", "rss.xml", "atom.xml", "index.xml", "feeds", "feed.json", "?feed=rss2",
         "news-sitemap.xml", "feeds/posts/default")  # fmt: skip
"""Where sites keep their feed when no page says so, commonest first."""


def announced(page: bytes, *, url: str, content_type: str | None = None) -> tuple[str, ...]:
    """Addresses that a page announces as feeds, best first: those for comments last. Never raises."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    source = clean(decode(page[:MAX_BYTES], content_type)).encode("utf-8", "ignore")
    try:
        tree = etree.fromstring(source, parser) if source.strip() else None
    except (etree.LxmlError, ValueError):
        tree = None
    if tree is None:
        return ()
    base = _base(tree, url)
    stated, looking = [], []
    for element in tree.iter("link", "a"):
        address = absolute(element.get("href") or "", base)
        if address is None:
            continue
        words = f"{element.get('title') or ''} {address}"
        if element.tag == "link" and _is_feed(element):
            stated.append((bool(_COMMENTS.search(words)), address))
        elif element.tag == "a" and _LOOKS.search(urlsplit(address).path + "?" + urlsplit(address).query):
            looking.append((bool(_COMMENTS.search(words)), address))
    ranked = [address for _, address in (*sorted(stated, key=_first), *sorted(looking, key=_first))]
    return tuple(dict.fromkeys(ranked))[:MOST]


def usual(url: str) -> tuple[str, ...]:
    """Addresses where the site of `url` may keep a feed: below the address itself, then below its front page."""
    parts = urlsplit(url)
    folder = parts.path if parts.path.endswith("/") else parts.path + "/"
    bases = dict.fromkeys(f"{parts.scheme}://{parts.netloc}{path}" for path in (folder, "/"))
    return tuple(urljoin(base, path) for base in bases for path in PATHS)


def _first(row: tuple[bool, str]) -> bool:
    return row[0]


def _is_feed(element: Any) -> bool:
    kind = (element.get("type") or "").partition(";")[0].strip().lower()
    relations = (element.get("rel") or "").lower().split()
    if "feed" in relations:
        return True
    looks = kind in _JSON and _LOOKS.search(element.get("href") or "")
    return "alternate" in relations and (kind in _TYPES or bool(looks))


def _base(tree: Any, url: str) -> str:
    element = next(tree.iter("base"), None)
    return absolute(element.get("href") or "", url) or url if element is not None else url
