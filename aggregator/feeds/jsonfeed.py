"""JSON Feed 1.0 and 1.1."""

from __future__ import annotations

import json
import re
from typing import Any

from aggregator.errors import ParseError
from aggregator.feeds.entries import Item, Raw, check_count
from aggregator.feeds.text import as_html

_VERSION = re.compile(r"jsonfeed\.org/version/1|\A1(?:\.\d)?\Z")


def read(text: str, url: str) -> Raw:
    """Read a JSON Feed. Raises `ParseError`: broken for what is no JSON, not_a_feed for other JSON."""
    check_count(text.count("{") // 8, url)  # before objects are made of them; an item holds a few objects
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ParseError(url, f"not valid JSON ({error})", code="broken") from None
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, list) or not _VERSION.search(_str(data, "version")):
        raise ParseError(url, "JSON, but no JSON Feed", code="not_a_feed")
    check_count(len(items), url)
    found = tuple(_item(item, data) for item in items if isinstance(item, dict))
    return Raw(_str(data, "title"), found, url or _str(data, "feed_url") or _str(data, "home_page_url"))


def _item(item: dict[str, Any], feed: dict[str, Any]) -> Item:
    tags = item.get("tags")
    return Item(
        guid=_str(item, "id"),
        links=(_str(item, "url"), _str(item, "external_url")),
        title=_str(item, "title"),
        summary_html=as_html(_str(item, "summary")),
        content_html=_str(item, "content_html") or as_html(_str(item, "content_text")),
        author=_authors(item) or _authors(feed),
        published=_str(item, "date_published"),
        updated=_str(item, "date_modified"),
        language=_str(item, "language") or _str(feed, "language"),
        labels=tuple(("", tag) for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
    )


def _authors(of: dict[str, Any]) -> str:
    people = of.get("authors")
    people = people if isinstance(people, list) else [of.get("author")]
    return ", ".join(name for person in people[:10] if isinstance(person, dict) and (name := _str(person, "name")))


def _str(of: dict[str, Any], key: str) -> str:
    value = of.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
