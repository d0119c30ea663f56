"""Any markup, however broken, as a tree."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from aggregator.errors import ParseError

MAX_TAGS = 400_000
MAX_DECLARATIONS = 25_000
MAX_PREFIXES = 64
"""How many namespaces a document may declare, and under how many prefixes: libraries compare each with each."""

_PREFIX = re.compile(r"xmlns:([^\s=]{1,100})")
_XMLNS = re.compile(r"\sxmlns(?::[^\s=]+)?=(?:\"[^\"]*\"|'[^']*')")


def read(text: str, url: str) -> Any:
    """The root element. Raises `ParseError`: too_many tags or namespaces, broken where nothing can be saved."""
    if _count_tags(text) > MAX_TAGS:
        raise ParseError(url, f"more than {MAX_TAGS} tags", code="too_many")
    if text.count("xmlns") > MAX_DECLARATIONS or len(set(_PREFIX.findall(text))) > MAX_PREFIXES:
        raise ParseError(url, "more namespaces than any feed needs", code="too_many")
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


def local_name(element: Any) -> str:
    """The element's name in lower case, without its namespace or a prefix that was never declared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def children(element: Any) -> dict[str, list[Any]]:
    """The element's children by local name, in document order."""
    found: dict[str, list[Any]] = {}
    for child in element:
        found.setdefault(local_name(child), []).append(child)
    return found


def text_of(element: Any) -> str:
    """All text inside."""
    return ("".join(element.itertext()) if len(element) else element.text or "").strip()


def inner_html(element: Any) -> str:
    """What is inside as HTML, without the one `div` that Atom asks for. The element is used up."""
    inside = list(element)
    alone = len(inside) == 1 and not (element.text or "").strip() and local_name(inside[0]) == "div"
    holder = inside[0] if alone else element
    for node in holder.iter():
        if "}" in node.tag or ":" in node.tag:
            node.tag = node.tag.rpartition("}")[2].rpartition(":")[2]
    holder.tag = "div"
    holder.attrib.clear()
    written = _XMLNS.sub("", etree.tostring(holder, encoding="unicode", method="html", with_tail=False))
    return written.removeprefix("<div>").removesuffix("</div>").strip()


def _count_tags(text: str) -> int:
    tags, position = 0, 0
    while (start := text.find("<![CDATA[", position)) >= 0:
        tags += text.count("<", position, start)
        end = text.find("]]>", start)
        position = len(text) if end < 0 else end
    return tags + text.count("<", position)
