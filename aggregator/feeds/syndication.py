"""RSS 0.9x, 1.0, 2.0, RDF and Atom, as `feedparser` reads them."""

from __future__ import annotations

import io
import re
from typing import Any

from aggregator.errors import ParseError
from aggregator.feeds import xmltree
from aggregator.feeds.entries import Item, Raw, author_name, dropped
from aggregator.feeds.taming import tame
from aggregator.feeds.text import as_html
from aggregator.records import Skips

_PERIODS_S = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HTML_TYPES = ("", "text/html", "application/xhtml+xml", "html", "xhtml")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-z][a-z0-9]{0,11}(?:\s[^<>]*)?/?>|&(?:#\d+|#x[0-9a-f]+|[a-z]{2,8});", re.IGNORECASE)


def read(text: str, root_name: str, url: str) -> Raw:
    """The document from its root element on. Raises `ParseError` with code broken, not_a_feed or too_many."""
    root = xmltree.read(text, url)
    skips = _skips(root)
    tamed = tame(root, url)
    parsed = _feedparser(tamed.xml, url)
    feed = parsed.feed
    if root_name in ("channel", "embedded") and not tamed.count and not feed.get("title"):
        raise ParseError(url, "no feed", code="not_a_feed")
    items = tuple(_item(entry, feed) for entry in parsed.entries)
    base = url or feed.get("link") or ""
    warnings = (*dropped(tamed.count), *_cut(text, root_name))
    return Raw(feed.get("title") or "", items, base, _ttl_s(feed), warnings, skips)


def _cut(text: str, root_name: str) -> tuple[str, ...]:
    """The warning that a document deserves whose first element is never closed."""
    end = text[-2000:].lower().rstrip()
    whole = end.endswith("/>") or re.search(rf"</(?:[\w.-]{{1,100}}:)?{root_name}\s*>", end)
    return () if whole or root_name == "embedded" else ("breaks off before its end: what was there is read",)


def _feedparser(xml: bytes, url: str) -> Any:
    import feedparser

    try:
        return feedparser.parse(io.BytesIO(xml), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # it promises none, and its handlers are many
        raise ParseError(url, f"damaged beyond reading ({error!r})", code="broken") from error


def _item(entry: Any, feed: Any) -> Item:
    content = max((_html(part) for part in entry.get("content", ())), key=len, default="")
    return Item(
        guid=entry.get("id") or entry.get("dc_identifier") or "",
        links=_links(entry),
        title=entry.get("title") or "",
        # Without details it is feedparser's copy of the content.
        summary_html=_html(entry["summary_detail"]) if "summary_detail" in entry else "",
        content_html=content,
        author=_people(entry) or _people(feed),
        # Not by feedparser's own access, which lets either date stand in for the other.
        published=dict.get(entry, "published") or dict.get(entry, "created") or "",
        updated=dict.get(entry, "updated") or "",
        language=entry.get("language") or _inherited_language(entry) or feed.get("language") or "",
        labels=tuple((tag.get("scheme") or "", tag.get("term") or "") for tag in entry.get("tags", ())),
    )


def _links(entry: Any) -> tuple[str, ...]:
    """Candidate addresses of the item's page, best first: the one behind a feed proxy, feedparser's choice, others."""
    guid = entry.get("id") or ""
    pages = [link for link in entry.get("links", ()) if link.get("rel", "").rpartition("/")[2] == "alternate"]
    pages.sort(key=lambda link: link.get("type") not in _HTML_TYPES)
    links = [entry.get("feedburner_origlink"), entry.get("link"), *(link.get("href") for link in pages)]
    if not _ADDRESS.match(guid):
        links = [link for link in links if link != guid]  # a permanent link by default, by its look none
    elif entry.get("guidislink", True):
        links.append(guid)
    return tuple(link for link in links if link)


def _html(part: Any) -> str:
    """Plain text as HTML, unless it is HTML whatever its document says."""
    value = part.get("value") or ""
    return as_html(value) if part.get("type") == "text/plain" and not _MARKUP.search(value) else value


def _people(of: Any) -> str:
    found = [author_name(person.get("name") or person.get("email") or "") for person in of.get("authors", ())]
    names = list(dict.fromkeys(name for name in found if name))
    return ", ".join([name for name in names if "@" not in name][:10] or names[:10])


def _inherited_language(entry: Any) -> str:
    detail = entry.get("title_detail") or entry.get("summary_detail") or {}
    return detail.get("language") or ""


def _skips(root: Any) -> Skips:
    """The hours and days of the week at which the feed asks not to be read, GMT. All of them are none."""
    channel = next(root.iter("{*}channel"), None)
    inside = xmltree.children(channel) if channel is not None else {}
    words = {
        name: [xmltree.text_of(part).lower() for element in inside.get(name, ())[:1] for part in element[:50]]
        for name in ("skiphours", "skipdays")
    }
    hours = {int(word) % 24 for word in words["skiphours"] if word.isascii() and word.isdigit() and len(word) < 3}
    days = {_WEEKDAYS.index(word) for word in words["skipdays"] if word in _WEEKDAYS}
    return Skips(tuple(sorted(hours)) if len(hours) < 24 else (), tuple(sorted(days)) if len(days) < 7 else ())


def _ttl_s(feed: Any) -> int | None:
    minutes = feed.get("ttl") or ""
    if minutes.isascii() and minutes.isdigit() and len(minutes) < 8:
        return int(minutes) * 60
    period = _PERIODS_S.get((feed.get("sy_updateperiod") or "").lower())
    times = feed.get("sy_updatefrequency") or ""
    if period is None:
        return None
    return period // max(1, int(times)) if times.isascii() and times.isdigit() and len(times) < 8 else period
