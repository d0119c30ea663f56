"""From any tree to a small, clean XML document that `feedparser` reads in bounded time.

`feedparser` takes documents as they come: it looks for an address in a person's name with a backtracking pattern,
compares an element's attributes and a document's namespaces each with each, adds up nested `xml:base`, and falls back
to a slow parser where the XML is damaged. So it gets a document written anew: well-formed, one level of items, only
elements that can say something about an entry, all but the texts short. What the elements mean is left to it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree

from aggregator.feeds.entries import MAX_ENTRIES, MAX_URL_CHARS, absolute, check_count, newest
from aggregator.feeds.xmltree import inner_html, local_name, text_of

Name = tuple[str, str]
"""An element's name as `feedparser`'s prefix for its namespace, "" for RSS and Atom, and its local name."""

Named = tuple[Name, Any]

_XML = "{http://www.w3.org/XML/1998/namespace}"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

_HEAD: dict[str, frozenset[str]] = {
    "": frozenset({"title", "link", "language", "author", "ttl"}),
    "dc": frozenset({"title", "language"}),
    "sy": frozenset({"updateperiod", "updatefrequency"}),
}
_ITEM: dict[str, frozenset[str]] = {
    "": frozenset({"title", "link", "guid", "id", "author", "language", "category", "keywords"})
    | {"description", "summary", "abstract", "content", "body", "fullitem"}
    | {"published", "pubdate", "issued", "created", "updated", "modified"},
    "content": frozenset({"encoded"}),
    "dc": frozenset({"title", "creator", "author", "description", "subject", "date", "language", "identifier"}),
    "dcterms": frozenset({"issued", "created", "modified"}),
    "feedburner": frozenset({"origlink"}),
    "itunes": frozenset({"author", "summary", "keywords"}),
    "media": frozenset({"title", "description", "keywords"}),
    "xhtml": frozenset({"body"}),
}
_MARKUP = frozenset({"title", "description", "summary", "abstract", "content", "encoded", "body", "fullitem"})
_ADDRESSES = frozenset({"link", "guid", "id", "identifier", "origlink"})
_PEOPLE = frozenset({"author", "creator"})
_TICKERS = "tickers"  # in whatever namespace; unknown to feedparser
_DATES = ("published", "pubdate", "issued", "date", "created", "updated", "modified")
_TWICE_TOLD = (frozenset({"title"}), frozenset({"description", "summary"}), frozenset({"author"}))

_ATTRIBUTES = ("href", "rel", "type", "mode", "term", "label", "scheme", "domain", "isPermaLink")
_ITEM_ATTRIBUTES = ("href", "lastmod", _XML + "lang", _RDF_ABOUT)

_MAX_ELEMENTS = 30_000  # in the document
_MAX_BREAKS = 200_000  # in the document: what the parser below feedparser makes an event of its own in mere text
_MAX_TITLE_CHARS = 10_000
_MAX_PERSON_CHARS = 150
_MAX_WORD_CHARS = 500  # of a date, a category


@dataclass(frozen=True, slots=True)
class Tamed:
    """A document for `feedparser`, and how many items the original has, of which it holds the newest."""

    xml: bytes
    count: int


def tame(root: Any, url: str) -> Tamed:
    """Write the feed under `root` anew; `root` is used up. Raises `ParseError` (too_many)."""
    channel = next(root.iter("{*}channel"), root)
    base = _base(channel, _base(root, url))
    found = [element for element in root.iter("{*}item", "{*}entry") if not _name(element)[0]]
    check_count(len(found), url)
    items = newest([(element, _named(element)) for element in found], _date)
    head = _named(channel)
    for element in reversed(found):  # the innermost first: where end tags are missing, items lie within items
        if element is not root:
            element.getparent().remove(element)
    is_atom = local_name(root) == "feed"
    out = etree.Element("feed" if is_atom else "rss", nsmap=_namespaces()[1])
    if language := channel.get(_XML + "lang") or root.get(_XML + "lang"):
        out.set(_XML + "lang", language[:_MAX_WORD_CHARS])
    holder = out if is_atom else etree.SubElement(out, "channel")
    _fill(holder, _known(head, _HEAD), base, 1)
    for element, named in items:
        item = etree.SubElement(holder, "entry" if is_atom else "item", _attributes(element, _ITEM_ATTRIBUTES))
        _fill(item, _without_echoes(_known(named, _ITEM)), _base(element, base), max(len(items), MAX_ENTRIES // 4))
    return Tamed(etree.tostring(out, xml_declaration=True, encoding="UTF-8"), len(found))


def _fill(into: Any, named: list[Named], base: str, n_items: int) -> None:
    """Copy elements, within the share that one of so many items has in the document's limits."""
    share = _MAX_ELEMENTS // n_items
    breaks = _MAX_BREAKS // n_items // max(1, sum(local in _MARKUP for (_, local), _ in named))
    copied: Counter[Name] = Counter()
    for name, element in named:
        # A heap of categories leaves room for the text; people are dear, feedparser searches their names.
        if copied[name] < share // (8 if name[1] in _PEOPLE else 2) and copied.total() < share:
            copied[name] += 1
            _copy(into, name, element, base, breaks)


def _known(named: list[Named], names: dict[str, frozenset[str]]) -> list[Named]:
    """What is let through, without texts that are empty."""
    return [
        ((prefix, local), element)
        for (prefix, local), element in named
        if (local in names.get(prefix, ()) or local == _TICKERS)
        and (local not in _MARKUP or len(element) or (element.text or "").strip())
    ]


def _without_echoes(named: list[Named]) -> list[Named]:
    """What Dublin Core, iTunes and Media RSS say counts only where the item's own elements are silent."""
    own = {local for (prefix, local), _ in named if not prefix}
    told = frozenset().union(*(same for same in _TWICE_TOLD if same & own))
    return [(name, el) for name, el in named if name[0] not in ("dc", "itunes", "media") or name[1] not in told]


def _copy(into: Any, name: Name, element: Any, base: str, max_breaks: int) -> None:
    prefix, local = name
    prefix = "" if local == _TICKERS else prefix
    copied = etree.SubElement(into, _tag(prefix, local), _attributes(element, _ATTRIBUTES))
    if local in _MARKUP:
        copied.text = _markup(element, copied, local, max_breaks)
    elif local in _PEOPLE:
        _write_person(copied, element)
    elif local in _ADDRESSES:
        _write_address(copied, element, local, base)
    else:
        copied.text = text_of(element)[:_MAX_WORD_CHARS]
    if local == _TICKERS:
        copied.tag, copied.attrib["scheme"] = "category", "ticker"
    elif local == "category" and not (element.get("scheme") or element.get("domain")):
        copied.set("scheme", copied.get("type", ""))


def _markup(element: Any, copied: Any, local: str, max_breaks: int) -> Any:
    """The element's text, or what is inside it as HTML, and then marked so."""
    text = element.text or ""
    if len(element):
        copied.set("type", "html")
        copied.attrib.pop("mode", None)
        text = inner_html(element)
    return _in_few_events(text[:_MAX_TITLE_CHARS] if local == "title" else text, max_breaks)


def _in_few_events(text: str, limit: int) -> Any:
    """CDATA, which breaks at brackets, or escaped text, which breaks at its escapes; both break at every line."""
    if text.count("\n") > limit:
        text = text.replace("\n", " ")
    escapes, brackets = sum(map(text.count, "<>&")), text.count("]")
    if min(escapes, brackets) > limit:
        text = "]".join(text.split("]", limit)[:limit])
    return text if escapes <= brackets else etree.CDATA(text.replace("]]>", "]]&gt;"))


def _write_person(copied: Any, element: Any) -> None:
    """Name and address of a person, or a mere text as the name, in which feedparser then looks for no address."""
    for part in element[:10]:
        if (local := local_name(part)) in ("name", "email"):
            etree.SubElement(copied, local).text = text_of(part)[:_MAX_PERSON_CHARS]
    if not len(element):
        etree.SubElement(copied, "name").text = text_of(element)[:_MAX_PERSON_CHARS]


def _write_address(copied: Any, element: Any, local: str, base: str) -> None:
    """Addresses too long to be any are dropped, links completed: feedparser is told of no base."""
    text = text_of(element)
    if local == "link":
        base = _base(element, base)
        if href := copied.get("href"):
            copied.set("href", absolute(href, base) or href)
        text = (absolute(text, base) or text) if len(text) <= MAX_URL_CHARS else ""
    copied.text = text


def _attributes(element: Any, names: tuple[str, ...]) -> dict[str, str]:
    return {key: value for key in names if (value := element.get(key)) and len(value) <= MAX_URL_CHARS}


def _base(element: Any, around: str) -> str:
    own = element.get(_XML + "base")
    return (absolute(own, around) or around) if own and len(own) <= MAX_URL_CHARS else around


def _date(item: tuple[Any, list[Named]]) -> str:
    dates = {local: element for (_, local), element in item[1] if local in _DATES}
    return next((text_of(dates[local]) for local in _DATES if local in dates), "")


def _named(element: Any) -> list[Named]:
    return [(_name(child), child) for child in element]


def _name(element: Any) -> Name:
    """Namespaces that feedparser does not know go by the document's own prefix, as do prefixes never declared."""
    uri, _, local = element.tag.rpartition("}")
    prefix, _, local = local.rpartition(":")
    if uri:
        uri = uri[1:].lower()
        own = "" if "backend.userland.com/rss" in uri else element.prefix or ""  # of RSS 2.0 in all its versions
        prefix = _namespaces()[0].get(uri, own)
    prefix = prefix.lower()
    return ("" if prefix in ("atom", "rss", "rdf") else prefix), local.lower()


def _tag(prefix: str, local: str) -> str:
    return f"{{{_namespaces()[1][prefix]}}}{local}" if prefix else local


@cache
def _namespaces() -> tuple[dict[str, str], dict[str, str]]:
    """feedparser's prefix for each namespace in lower case, and the namespace for each prefix that we write."""
    from feedparser.api import StrictFeedParser

    known: dict[str, str] = StrictFeedParser.namespaces
    return {uri.lower(): prefix for uri, prefix in known.items()}, {
        prefix: uri for uri, prefix in known.items() if prefix in (_ITEM | _HEAD) and prefix
    }
