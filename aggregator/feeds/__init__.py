"""Feed documents: bytes in, entries out.

`parse` reads RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1 and news sitemaps. It opens nothing, ends
in bounded time whatever the bytes, and raises `ParseError` and nothing else.
"""

from __future__ import annotations

from aggregator.errors import ParseError
from aggregator.records import Entry, FeedDocument, Stamp

CODES: tuple[str, ...] = (
    "empty",  # no bytes, or nothing but white space
    "not_a_feed",  # readable, but none of the formats
    "dangerous_xml",  # external or exploding entities
    "broken",  # a feed, damaged beyond reading
    "too_many",  # more elements than can be read in reasonable time
    "too_large",  # more bytes than any feed needs
    "not_opml",  # of a list of feeds: readable, but none
)
"""Every `code` that a `ParseError` can carry."""


def parse(body: bytes, *, url: str, content_type: str | None = None) -> FeedDocument:
    """Read a feed document.

    `url` is where it came from: it names the feed in errors and completes relative links. `content_type` is the
    server's header, of which only the charset is used, after what the bytes themselves say. Entries keep document
    order; of more than a thousand the newest are kept. Raises `ParseError` with one of `CODES`.
    """
    from aggregator.feeds import document

    return document.read(body, url=url, content_type=content_type)


def describe(name: str, body: bytes) -> dict[str, object]:
    """A local feed document as plain data: `file`, `entries`, and `error` (null, or its type and message)."""
    try:
        document = parse(body, url="")
    except ParseError as error:
        return {"file": name, "entries": [], "error": {"type": error.code, "message": error.reason}}
    return {
        "file": name,
        "title": document.title,
        "entries": [_plain_entry(entry) for entry in document.entries],
        "error": None,
        "warnings": list(document.warnings),
    }


def _plain_entry(entry: Entry) -> dict[str, object]:
    from aggregator.feeds.text import plain

    return {
        "id": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "summary": plain(entry.summary_html),
        "content_html": entry.content_html,
        "author": entry.author,
        "published": _iso(entry.published),
        "published_precision": entry.published.precision if entry.published else None,
        "updated": _iso(entry.updated),
        "language": entry.language,
        "tickers": list(entry.tickers),
    }


def _iso(stamp: Stamp | None) -> str | None:
    return None if stamp is None else stamp.at.isoformat().replace("+00:00", "Z")
