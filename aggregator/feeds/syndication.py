"""RSS 0.9x, 1.0, 2.0 and Atom 0.3, 1.0: one reader, because real feeds mix them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from aggregator.errors import ParseError
from aggregator.feeds import xmltree
from aggregator.feeds.entries import Item, Raw, absolute, check_count
from aggregator.feeds.xmltree import RDF_ABOUT, XML_BASE, XML_LANG, children, markup_of, text_of

# For each field the elements that may hold it, best first.
_TITLE = ("title", "dc:title", "media:title")
_SUMMARY = ("description", "summary", "dc:description", "abstract", "itunes:summary", "media:description")
_CONTENT = ("content:encoded", "content", "xhtml:body", "body", "fulltext")
_GUID = ("guid", "id", "dc:identifier")
_PUBLISHED = ("published", "pubdate", "issued", "dcterms:issued", "dc:date", "created", "dcterms:created")
_UPDATED = ("updated", "modified", "dcterms:modified")
_AUTHOR = ("author", "dc:creator", "itunes:author", "managingeditor", "dc:author")
_LANGUAGE = ("language", "dc:language")
_TICKERS = ("other:tickers", "nasdaq:tickers")
_LABELS = ("category", "dc:subject", "media:keywords", "itunes:keywords", "keywords")

_PERIODS_S = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
_HTML_TYPES = ("", "text/html", "application/xhtml+xml", "html", "xhtml")


def read(text: str, root_name: str, url: str) -> Raw:
    """The document from its root element on. Raises `ParseError` with code broken, not_a_feed or too_many."""
    root = xmltree.read(text, url)
    channel = next(xmltree.walk(root, "channel"), root)
    head = children(channel)
    base = url or _channel_link(head)
    inherited = _Inherited(
        author=_author(head, ("author",)),
        language=channel.get(XML_LANG) or root.get(XML_LANG) or _first(head, _LANGUAGE),
        base=base,
    )
    elements = [el for el in xmltree.walk(root, "item", "entry") if xmltree.name(el) in ("item", "entry")]
    check_count(len(elements), url)
    title = _first(head, _TITLE)
    if root_name in ("channel", "embedded") and not elements and not title:
        raise ParseError(url, "no feed", code="not_a_feed")
    items = tuple(_item(element, inherited) for element in elements)
    return Raw(title, items, base, _ttl_s(head))


@dataclass(frozen=True, slots=True)
class _Inherited:
    """What items take from their feed where they say nothing themselves."""

    author: str
    language: str
    base: str


def _item(element: Any, inherited: _Inherited) -> Item:
    inside = children(element)
    return Item(
        guid=_first(inside, _GUID) or (element.get(RDF_ABOUT) or "").strip(),
        links=_links(element, inside, inherited.base),
        title=_first_markup(inside, _TITLE),
        summary_html=_first_markup(inside, _SUMMARY),
        content_html=max((markup_of(el) for key in _CONTENT for el in inside.get(key, ())), key=len, default=""),
        author=_author(inside) or inherited.author,
        published=_first(inside, _PUBLISHED),
        updated=_first(inside, _UPDATED),
        language=element.get(XML_LANG) or _first(inside, _LANGUAGE) or inherited.language,
        labels=_labels(inside),
    )


def _links(element: Any, inside: dict[str, list[Any]], base: str) -> tuple[str, ...]:
    """Candidate addresses of the item's page, best first, completed with xml:base where one stands."""
    original = [text_of(el) for el in inside.get("feedburner:origlink", ())]
    pages: list[str] = []
    others: list[str] = []
    for link in inside.get("link", ()):
        target, rel = link.get("href"), (link.get("rel") or "alternate").lower()
        if target is None:
            pages.append(_join(link, text_of(link), base))
        elif rel.rpartition("/")[2] == "alternate":
            kept = pages if (link.get("type") or "").lower() in _HTML_TYPES else others
            kept.append(_join(link, target, base))
    permanent = [
        text_of(el) for el in inside.get("guid", ()) if (el.get("isPermaLink") or "true").strip().lower() == "true"
    ]
    permanent += [element.get(RDF_ABOUT) or "", _first(inside, ("id",))]
    # The last of several links is the one that feed readers have always shown.
    candidates = [*original, *reversed(pages), *others, *(address for address in permanent if _is_address(address))]
    return tuple(link for link in candidates if link.strip())


def _join(element: Any, link: str, base: str) -> str:
    """The link completed by the xml:base of its element and the few above it; deeper nesting is nobody's intent."""
    if _is_address(link):
        return link
    around = [element, *islice(element.iterancestors(), 4)]
    bases = [own for el in reversed(around) if (own := el.get(XML_BASE)) and len(own) < 2000]
    for own in bases:
        base = absolute(own, base) or base
    return (absolute(link, base) or "") if bases else link


def _is_address(text: str) -> bool:
    return text.lstrip()[:8].lower().startswith(("http://", "https://"))


def _first(inside: dict[str, list[Any]], names: tuple[str, ...]) -> str:
    return next((text for key in names for el in inside.get(key, ()) if (text := text_of(el))), "")


def _first_markup(inside: dict[str, list[Any]], names: tuple[str, ...]) -> str:
    return next((text for key in names for el in inside.get(key, ()) if (text := markup_of(el))), "")


def _author(inside: dict[str, list[Any]], keys: tuple[str, ...] = _AUTHOR) -> str:
    names: list[str] = []
    for key in keys:
        for element in inside.get(key, ()):
            person = children(element)
            names.append(_first(person, ("name", "email")) if person else text_of(element))
        if any(names):
            break
    return ", ".join(dict.fromkeys(found[:300] for found in names[:10] if found))


def _labels(inside: dict[str, list[Any]]) -> tuple[tuple[str, str], ...]:
    found = [("ticker", text_of(element)[:500]) for key in _TICKERS for element in inside.get(key, ())]
    for key in _LABELS:
        for element in inside.get(key, ()):
            scheme = element.get("domain") or element.get("scheme") or element.get("type") or ""
            found.append((scheme[:200], (element.get("term") or text_of(element))[:500]))
    return tuple(found)


def _channel_link(head: dict[str, list[Any]]) -> str:
    links = (link.get("href") or text_of(link) for link in head.get("link", ()))
    return next((link for link in links if _is_address(link)), "")


def _ttl_s(head: dict[str, list[Any]]) -> int | None:
    minutes = _first(head, ("ttl",))
    if minutes.isascii() and minutes.isdigit() and len(minutes) < 8:
        return int(minutes) * 60
    period = _PERIODS_S.get(_first(head, ("sy:updateperiod",)).lower())
    times = _first(head, ("sy:updatefrequency",))
    if period is None:
        return None
    return period // max(1, int(times)) if times.isascii() and times.isdigit() and len(times) < 8 else period
