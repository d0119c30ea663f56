"""Which format a document is in, and the way from its items to a `FeedDocument`."""

from __future__ import annotations

from aggregator.errors import ParseError
from aggregator.feeds import jsonfeed, prolog, sitemap, syndication
from aggregator.feeds.entries import Raw, dropped, entry, newest, told_apart
from aggregator.feeds.text import clean, decode, mend, misdeclared, title_text
from aggregator.records import FeedDocument

MAX_BYTES = 10 * 1024 * 1024
MAX_WARNINGS = 20


def read(body: bytes, *, url: str, content_type: str | None) -> FeedDocument:
    """See `aggregator.feeds.parse`."""
    if len(body) > MAX_BYTES:
        raise ParseError(url, f"{len(body)} bytes are more than any feed needs", code="too_large")
    text = clean(mend(decode(body, content_type))).lstrip("\ufeff \t\r\n")
    if not text:
        raise ParseError(url, "the document is empty", code="empty")
    raw = _raw(text, url)
    warnings = [*raw.warnings, *dropped(len(raw.items))]
    if declared := misdeclared(body, content_type):
        warnings.append(f"says that it is in {declared}, and is in UTF-8")
    items = newest(raw.items, lambda item: item.published or item.updated)
    entries = told_apart([entry(item, raw.base or url, warnings) for item in items], warnings)
    if len(warnings) > MAX_WARNINGS:
        warnings[MAX_WARNINGS:] = [f"and {len(warnings) - MAX_WARNINGS} more"]
    return FeedDocument(title_text(raw.title), entries, raw.ttl_s, tuple(warnings), raw.skips)


def _raw(text: str, url: str) -> Raw:
    if text[0] in "{[":
        return jsonfeed.read(text, url)
    document, root_name = prolog.strip(text, url)
    return sitemap.read(document, url) if root_name == "urlset" else syndication.read(document, root_name, url)
