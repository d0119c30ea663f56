"""What stands before a document's first element: its entities, and whether they are safe.

Only the declarations are read, never loaded. What remains for the parsers is a document without a DOCTYPE whose
entities are written out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from html.entities import html5

from aggregator.errors import ParseError
from aggregator.feeds.text import clean

MAX_PROLOG_CHARS = 256 * 1024
MAX_AMPERSANDS = 1_500_000
MAX_REFERENCES = 500_000
"""Of the ampersands, how many may be other than `&amp;`, `&lt;` and the like: these take longer."""
MAX_EXPANSION_CHARS = 1_000_000
"""How much text all references to declared entities may add up to."""

_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(rss|feed|rdf|channel|urlset)(?=[\s/>])", re.IGNORECASE)
_PAGE = re.compile(r"<html[\s>]", re.IGNORECASE)
_DECLARATION = re.compile(r"<!ENTITY\s+(%\s+)?([\w.:-]+)\s+([^<>]*?(?:\"[^\"]*\"|'[^']*')[^<>\"']*)>")
_VALUE = re.compile(r"\A(?:\"([^\"]*)\"|'([^']*)')\s*\Z")
_REFERENCE = re.compile(r"&([A-Za-z_][\w.-]*);")
_HTML_ENTITY_SETS = re.compile(r"\APUBLIC\s+[\"']-//W3C//ENTITIES ")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|([A-Za-z_][\w.-]{0,60});)?")
_CDATA = "<![CDATA["
_MAX_NESTING = 8
_HTML_NAMES = frozenset(name[:-1] for name in html5 if name.endswith(";"))


def strip(text: str, url: str) -> tuple[str, str]:
    """The document from its root element on, entities written out, and what the root is.

    That is its local name in lower case, or "embedded" for a feed inside a web page, which may be an accident. Raises
    `ParseError`: not_a_feed without a root that we know, dangerous_xml for entities that are external, refer to
    themselves or grow beyond all use, too_many for more ampersands than any feed holds.
    """
    prolog_end = _doctype_end(text)
    root = _ROOT.search(text, prolog_end)
    if root is None:
        raise ParseError(url, "no feed, and no news sitemap", code="not_a_feed")
    if text.count("&") > MAX_AMPERSANDS:
        raise ParseError(url, f"more than {MAX_AMPERSANDS} ampersands", code="too_many")
    embedded = _PAGE.search(text, prolog_end, root.start()) is not None
    document = _write_out(text[root.start() :], _entities(text[:prolog_end], url), url)
    return document, "embedded" if embedded else root[1].lower()


def _doctype_end(text: str) -> int:
    """Where the DOCTYPE ends; 0 without one. Angle brackets inside its quotes and its internal subset do not end it."""
    start = text.find("<!DOCTYPE", 0, MAX_PROLOG_CHARS)
    first = _ROOT.search(text, 0, MAX_PROLOG_CHARS)
    if start < 0 or (first is not None and first.start() < start):
        return 0
    position, limit = start, min(len(text), start + MAX_PROLOG_CHARS)
    depth, quote = 0, ""
    while position < limit:
        char = text[position]
        if quote:
            quote = "" if char == quote else quote
        elif text.startswith("<!--", position):
            end = text.find("-->", position, limit)
            position = end + 2 if end >= 0 else limit
        elif char in "\"'":
            quote = char
        elif char in "<>":
            depth += 1 if char == "<" else -1
            if depth == 0:
                return position + 1
        position += 1
    return 0


def _entities(prolog: str, url: str) -> dict[str, str]:
    declared: dict[str, str] = {}
    for match in _DECLARATION.finditer(prolog):
        parameter, name, definition = match[1], match[2], match[3].strip()
        value = _VALUE.match(definition)
        if value:
            if parameter:
                continue  # never used: the subset that could refer to it is dropped
            declared.setdefault(name, value[1] or value[2] or "")
        elif not _HTML_ENTITY_SETS.match(definition):
            raise ParseError(url, f"the document declares the external entity {name!r}", code="dangerous_xml")
    _check_sizes(declared, url)
    return declared


def _check_sizes(declared: dict[str, str], url: str) -> None:
    """Refuse entities that refer to themselves, nest deep, or are huge when written out."""
    measured: dict[str, tuple[int, int]] = {}

    def measure(name: str, above: tuple[str, ...]) -> tuple[int, int]:
        """Characters when written out, and levels of entities inside."""
        if name in above or len(above) > _MAX_NESTING:
            raise ParseError(url, f"the entity {name!r} refers to itself or is nested too deep", code="dangerous_xml")
        if name not in measured:
            references = [ref for ref in _REFERENCE.findall(declared[name]) if ref in declared]
            inner = [measure(ref, (*above, name)) for ref in references]
            size = len(declared[name]) + sum(chars for chars, _ in inner)
            levels = 1 + max((level for _, level in inner), default=0)
            if size > MAX_EXPANSION_CHARS or levels > _MAX_NESTING:
                raise ParseError(url, f"the entity {name!r} explodes", code="dangerous_xml")
            measured[name] = size, levels
        return measured[name]

    for name in declared:
        measure(name, ())


def _write_out(text: str, declared: dict[str, str], url: str) -> str:
    """Replace entities by characters, declared ones and HTML's, and mend bare ampersands; CDATA stays as it is."""
    grown = replaced = 0
    values = {name: html.escape(html.unescape(_flat(name, declared))) for name in declared}

    def replace(match: re.Match[str]) -> str:
        nonlocal grown, replaced
        replaced += 1
        if replaced > MAX_REFERENCES:
            raise ParseError(url, f"more than {MAX_REFERENCES} character references", code="too_many")
        reference, name = match[1], match[2]
        if name in values:
            grown += len(values[name])
            if grown > MAX_EXPANSION_CHARS:
                raise ParseError(url, "the document's entities explode", code="dangerous_xml")
            return values[name]
        if reference and (name is None or name in _HTML_NAMES):
            return _character(reference)
        return "&amp;" + match[0][1:]

    return "".join(part if part.startswith(_CDATA) else _AMPERSAND.sub(replace, part) for part in _split_cdata(text))


@lru_cache(maxsize=4096)
def _character(reference: str) -> str:
    return html.escape(clean(html.unescape(f"&{reference}")))


def _flat(name: str, declared: dict[str, str]) -> str:
    return _REFERENCE.sub(lambda ref: _flat(ref[1], declared) if ref[1] in declared else ref[0], declared[name])


def _split_cdata(text: str) -> Iterator[str]:
    position = 0
    while (start := text.find(_CDATA, position)) >= 0:
        yield text[position:start]
        end = text.find("]]>", start)
        position = len(text) if end < 0 else end + 3
        yield text[start:position]
    yield text[position:]
