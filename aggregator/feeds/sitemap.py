"""News sitemaps: the last two days of a site, with titles and exact times."""

from __future__ import annotations

from typing import Any

from aggregator.errors import ParseError
from aggregator.feeds import xmltree
from aggregator.feeds.entries import Item, Raw, check_count
from aggregator.feeds.xmltree import children, text_of


def read(text: str, url: str) -> Raw:
    """The document from `urlset` on. Raises `ParseError`: not_a_feed for a sitemap without news."""
    root = xmltree.read(text, url)
    pages = list(root.iter("{*}url"))
    check_count(len(pages), url)
    items: list[Item] = []
    publication = ""
    for page in pages:
        inside = children(page)
        news = next(iter(inside.get("news", ())), None)
        if news is None:
            continue
        facts = children(news)
        about = children(next(iter(facts.get("publication", ())), news))
        publication = publication or _text(about, "name")
        items.append(
            Item(
                links=(_text(inside, "loc"),),
                title=_text(facts, "title"),
                published=_text(facts, "publication_date"),
                updated=_text(inside, "lastmod"),
                language=_text(about, "language"),
                labels=(("ticker", _text(facts, "stock_tickers")), ("", _text(facts, "keywords"))),
            )
        )
    if not items:
        raise ParseError(url, "a sitemap without news", code="not_a_feed")
    return Raw(publication, tuple(items))


def _text(inside: dict[str, list[Any]], key: str) -> str:
    return next((text for el in inside.get(key, ()) if (text := text_of(el))), "")
