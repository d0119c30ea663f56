"""Any markup, however broken, as a tree; and elements by one short name whatever their namespace is called."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

from aggregator.errors import ParseError
from aggregator.feeds.text import as_html

MAX_TAGS = 400_000

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

# Parts of namespace names and the prefix that we use for them, first match wins. Feeds spell namespaces in many ways.
_NAMESPACES: tuple[tuple[str, str], ...] = (
    ("purl.org/atom/", ""),
    ("w3.org/2005/atom", ""),
    ("purl.org/rss/1.0/modules/content", "content"),
    ("purl.org/rss/1.0/modules/syndication", "sy"),
    ("purl.org/rss/1.0/modules/", "other"),
    ("purl.org/rss/", ""),
    ("purl.org/net/rss", ""),
    ("netscape.com/rdf", ""),
    ("backend.userland.com", ""),
    ("blogs.law.harvard.edu/tech/rss", ""),
    ("cyber.harvard.edu/rss", ""),
    ("22-rdf-syntax-ns", ""),
    ("schemas/sitemap-news", "news"),
    ("sitemap", ""),
    ("purl.org/dc/elements", "dc"),
    ("purl.org/dc/terms", "dcterms"),
    ("search.yahoo.com/mrss", "media"),
    ("itunes.com/dtds", "itunes"),
    ("feedburner", "feedburner"),
    ("1999/xhtml", "xhtml"),
)
_TAG = re.compile(r"\{([^}]*)\}(.*)", re.DOTALL)
_MARKUP = re.compile(r"</?[a-z][a-z0-9]{0,11}(?:\s[^<>]*)?/?>|&(?:#\d+|#x[0-9a-f]+|[a-z]{2,8});", re.IGNORECASE)
_XMLNS = re.compile(r"\sxmlns(?::[\w.-]+)?=\"[^\"]*\"")


def read(text: str, url: str) -> Any:
    """The root element. Raises `ParseError`: too_many over `MAX_TAGS`, broken where nothing can be saved."""
    if _count_tags(text) > MAX_TAGS:
        raise ParseError(url, f"more than {MAX_TAGS} tags", code="too_many")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise ParseError(url, f"damaged beyond reading ({error})", code="broken") from None
    if root is None:
        raise ParseError(url, "damaged beyond reading", code="broken")
    return root


def name(element: Any) -> str:
    """Our short name: local name in lower case, with our prefix unless RSS or Atom themselves define it."""
    return _short_name(element.tag)


def children(element: Any) -> dict[str, list[Any]]:
    """The element's children by short name, in document order."""
    found: dict[str, list[Any]] = {}
    for child in element:
        found.setdefault(name(child), []).append(child)
    return found


def text_of(element: Any) -> str:
    """All text inside."""
    return ("".join(element.itertext()) if len(element) else element.text or "").strip()


def markup_of(element: Any) -> str:
    """What is inside, as HTML: children as markup, escaped HTML unescaped, plain text (where declared) as HTML."""
    if len(element):
        return _inner(element)
    text, kind = text_of(element), (element.get("type") or "").lower()
    if element.get("mode") == "base64" or kind == "application/octet-stream":
        return _unpacked(text)
    atom = "atom" in element.tag.partition("}")[0].lower()
    declared_plain = kind in ("text", "text/plain") or (atom and not kind)
    return as_html(text) if declared_plain and not _MARKUP.search(text) else text


def walk(root: Any, *locals_: str) -> Iterator[Any]:
    """Elements with these local names at any depth, in document order."""
    return iter(root.iter(*(f"{{*}}{local}" for local in locals_)))


def _inner(element: Any) -> str:
    inside = list(element)
    wrapper = (
        inside[0] if len(inside) == 1 and not (element.text or "").strip() and name(inside[0]) == "xhtml:div" else None
    )
    holder = element if wrapper is None else wrapper
    parts = [holder.text or ""]
    for child in holder:
        for node in child.iter():
            node.tag = node.tag.rpartition("}")[2].rpartition(":")[2]
        parts.append(_XMLNS.sub("", etree.tostring(child, encoding="unicode", method="html")))
    return "".join(parts).strip()


def _unpacked(text: str) -> str:
    try:
        return base64.b64decode(text).decode("utf-8", "replace")
    except ValueError:
        return text


@lru_cache(maxsize=4096)
def _short_name(tag: str) -> str:
    match = _TAG.match(tag)
    if match:
        lowered, local = match[1].lower(), match[2]
        prefix = next((prefix for part, prefix in _NAMESPACES if part in lowered), "other")
    else:
        prefix, _, local = tag.rpartition(":")  # a prefix that the document forgot to declare
        prefix = "" if prefix in ("atom", "rss", "rdf") else prefix.lower()
    return f"{prefix}:{local.lower()}" if prefix else local.lower()


def _count_tags(text: str) -> int:
    tags, position = 0, 0
    while (start := text.find("<![CDATA[", position)) >= 0:
        tags += text.count("<", position, start)
        end = text.find("]]>", start)
        position = len(text) if end < 0 else end
    return tags + text.count("<", position)
