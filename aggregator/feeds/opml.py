"""Lists of feeds as other readers write them (OPML 1.0 and 2.0), and ours as they read them."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from aggregator.errors import ParseError
from aggregator.feeds import xmltree
from aggregator.feeds.entries import absolute
from aggregator.feeds.text import clean, decode
from aggregator.records import TOPICS, Feed

MAX_BYTES = 10 * 1024 * 1024
MAX_FEEDS = 10_000
NAMESPACE = "urn:aggregator:opml"
"""Names the attributes in which `write` keeps what OPML has no word for."""

_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<opml[\s>]", re.IGNORECASE)
_END = re.compile(r"</opml\s*>|<opml\b[^>]*/>", re.IGNORECASE)
_FEED_SCHEME = re.compile(r"\Afeed:(?=https?://)|\Afeed:(//)", re.IGNORECASE)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list: its address and name, the titles of the folders that it lies in, and our own fields."""

    url: str
    name: str
    folders: tuple[str, ...] = ()
    source: str | None = None
    topics: tuple[str, ...] = ()
    every: str | None = None
    enabled: bool = True


def read(body: bytes, *, url: str) -> tuple[Outline, ...]:
    """The feeds of a list in document order, each address once; `url` names the list in errors.

    Nothing is opened and no entity is expanded. Folders may be nested to any depth that the XML parser allows. Raises
    `ParseError` with code empty, not_opml, broken, cut_short, dangerous_xml, too_many or too_large.
    """
    if len(body) > MAX_BYTES:
        raise ParseError(url, f"{len(body)} bytes are more than any list needs", code="too_large")
    text = clean(decode(body)).lstrip("\ufeff \t\r\n")
    if not text:
        raise ParseError(url, "the document is empty", code="empty")
    if "<!ENTITY" in text[:65536].upper():
        raise ParseError(url, "the document declares entities, which no list of feeds needs", code="dangerous_xml")
    root = _ROOT.search(text)
    if root is None:
        raise ParseError(url, "no OPML document", code="not_opml")
    found: dict[str, Outline] = {}
    cut_short = not _END.search(text)
    for outline in _walk(xmltree.read(_DOCTYPE.sub("", text[root.start() :]), url), url):
        found.setdefault(outline.url, outline)
        if len(found) > MAX_FEEDS:
            raise ParseError(url, f"more than {MAX_FEEDS} feeds", code="too_many")
    if cut_short and not found:
        raise ParseError(url, "the list ends before its first feed", code="cut_short")
    return tuple(found.values())


def is_cut_short(body: bytes) -> bool:
    """Whether a list ends before its end tag, so that feeds may be missing."""
    return not _END.search(clean(decode(body)))


def write(feeds: Sequence[Feed], *, title: str) -> str:
    """An OPML 2.0 document: one folder per outlet that has several feeds. `read` gets all back but the selectors."""
    by_source: dict[str, list[Feed]] = {}
    for feed in feeds:
        by_source.setdefault(feed.source, []).append(feed)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:a="{NAMESPACE}">',
        f"  <head><title>{clean(title).replace('&', '&amp;').replace('<', '&lt;')}</title></head>",
        "  <body>",
    ]
    for source, members in by_source.items():
        folder = len(members) > 1
        if folder:
            lines.append(f"    <outline text={_quoted(source)}>")
        lines += [("      " if folder else "    ") + _line(feed) for feed in members]
        if folder:
            lines.append("    </outline>")
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def topics_of(outline: Outline) -> tuple[str, ...]:
    """Our topics among an outline's categories and folders: "Small Caps" and "/News/Inflation" name one each."""
    words = [*outline.topics, *outline.folders]
    parts = (part.strip().lower().replace(" ", "_").replace("-", "_") for word in words for part in word.split("/"))
    known = frozenset(TOPICS)
    return tuple(dict.fromkeys(part for part in parts if part in known))


def _walk(root: Any, url: str) -> Iterable[Outline]:
    """Outlines in document order, by an explicit stack: nesting costs no recursion of ours."""
    stack: list[tuple[Any, tuple[str, ...]]] = [(root, ())]
    left_out: list[str] = []
    while stack:
        element, folders = stack.pop()
        written = _attribute(element, "xmlUrl").strip()
        name, address = _name(element), absolute(_FEED_SCHEME.sub(_as_web, written), url)
        if written and address is None:
            left_out.append(written)
        if address is not None and xmltree.local_name(element) == "outline":
            yield _outline(element, address, name, folders)
        inside = (*folders, name) if name and xmltree.local_name(element) == "outline" else folders
        stack += [(child, inside[-20:]) for child in reversed(element)]
    if left_out:
        log.warning("opml left_out=%d reason=no web address first=%r", len(left_out), left_out[0][:200])


def _as_web(match: re.Match[str]) -> str:
    """`feed:https://a` is an address with a word before it, `feed://a` one of http."""
    return "" if match[1] is None else "http://"


def _outline(element: Any, address: str, name: str, folders: tuple[str, ...]) -> Outline:
    def ours(key: str) -> str:
        return _line_of(element.get(f"{{{NAMESPACE}}}{key}") or "")

    return Outline(
        url=address,
        name=name,
        folders=folders,
        source=ours("source") or None,
        topics=tuple(part.strip() for part in _attribute(element, "category").split(",") if part.strip()),
        every=ours("every") or None,
        enabled=ours("enabled").lower() != "false",
    )


def _name(element: Any) -> str:
    return _line_of(_attribute(element, "text")) or _line_of(_attribute(element, "title"))


def _line_of(text: str) -> str:
    """One printable line, as feeds.yaml takes it."""
    words = " ".join(clean(text[:1000]).split())
    return "".join(char for char in words if char.isprintable())[:200].strip()


def _attribute(element: Any, name: str) -> str:
    """An attribute in whatever case: readers write xmlUrl, xmlurl and XMLURL."""
    exact = element.get(name)
    if exact is not None:
        return str(exact)
    return next((str(value) for key, value in element.attrib.items() if key.lower() == name.lower()), "")


def _line(feed: Feed) -> str:
    parts = [f"text={_quoted(feed.name)}", 'type="rss"', f"xmlUrl={_quoted(feed.url)}"]
    parts.append(f"a:source={_quoted(feed.source)}")
    if feed.topics:
        parts.append(f"category={_quoted(','.join(feed.topics))}")
    if not feed.adaptive:
        parts.append(f'a:every="{feed.every_s}s"')
    if not feed.enabled:
        parts.append('a:enabled="false"')
    return f"<outline {' '.join(parts)}/>"


def _quoted(text: str) -> str:
    return quoteattr(clean(text))
