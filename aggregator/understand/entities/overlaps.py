"""Links of one text put together: which of two that overlap stays, and what one says of another beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from aggregator.records import Entity
from aggregator.understand.entities.namesakes import INDEX_NAMESAKES

if TYPE_CHECKING:
    from aggregator.understand.entities.linking import Link

_VENUES = frozenset({"org:NYSE", "org:NASDAQEX"})  # "(NYSE: ACME)"
OWN_TICKER_CHARS = 20  # " (NASDAQ: " and the like
_OWN = re.compile(
    r"(?:,?\s(?:Inc|Corp|Co|Ltd|Plc|PLC|plc|AG|SE|SA|NV|AB|ASA|Oyj|SpA|Group|Holdings|Company|Corporation)\.?)?\s\(\s?(?:[A-Z]{2,6}:\s?)?"
)
_ALSO = re.compile(r"\)(?:\s?\([A-Z]{1,6}\s?:\s?\w+\))*(?:,?\s(?:and\s)?)?\((?:[A-Z][\w ]{1,8}:\s?)?")
_BESIDE = re.compile(r"(?:,?\s(?:Inc|Corp|Co|Ltd|Plc|PLC|AG|SA|SE|Group|Holdings|Company|Corporation)\.?)?\s(?:\(\s?)?")
_OPENS = re.compile(r"\.?(?:,?\s[A-Z][\w.]*){0,2}\s\(\s?(?:[A-Z]{2,6}:\s?)?")


OFTEN, OPENING = 3, 4
_MARKS = frozenset({"symbol", "exchange_prefix"})
_PLAIN_CUES = frozenset(
    {"shares_word", "role_word", "company_act", "company_books", "company_office", "company_move", "company_form"}
)


def often(links: Sequence[Link]) -> tuple[str, ...]:
    """The symbols that a text gives with a mark, and those of firms with a plain word's name that it often names."""
    given = {link.entity.symbol for link in links if link.entity is not None and link.cue in _MARKS}
    cued = {link.entity.id for link in links if link.entity is not None and link.cue in _PLAIN_CUES}
    counted = Counter(link.entity.symbol for link in links if link.entity is not None and link.entity.id in cued)
    return tuple(sorted(filter(None, given | {symbol for symbol, n in counted.items() if n >= OFTEN})))


def only_marked(links: Sequence[Sequence[Link]]) -> set[str]:
    """The id of the one firm or fund whose symbol a text gives, where it opens with it and comes back to it.

    `links` are those of each sentence.
    """
    marked = {link.entity.id for here in links for link in here if link.entity is not None and link.cue in _MARKS}
    named = [[link.entity.id for link in here if link.entity is not None] for here in links]
    firms = [key for here in named[:OPENING] for key in here if key.startswith(("company:", "fund:"))]
    again = sum(key in marked for here in named for key in here)
    return marked if len(marked) == 1 and set(firms[:1]) == marked and again >= OFTEN else set()


def merge(kept: list[Link], new: list[Link]) -> list[Link]:
    """`kept` and those of `new` that overlap nothing kept; of equal spans the first wins."""
    out = list(kept)
    taken = sorted((link.start, link.end) for link in kept)
    starts = {start for start, _ in taken}
    occupied: set[int] = set()
    for start, end in taken:
        occupied.update(range(start, end))
    for link in new:
        if link.start in starts or occupied.intersection(range(link.start, link.end)):
            continue
        occupied.update(range(link.start, link.end))
        out.append(link)
    return sorted(out, key=lambda link: link.start)


def as_listed(text: str, links: list[Link]) -> list[Link]:
    """The links with a company whose name stands before a foreign listing as that one: "Canon ( 7751.T )"."""
    meant: dict[str, Entity] = {}
    for name, ticker in pairwise(link for link in links if link.entity is None or link.entity.id not in _VENUES):
        between = text[name.end : ticker.start]
        other = ticker.entity
        if name.entity is None or other is None or ticker.type != "TICKER":
            continue
        if name.type == "TICKER":
            if other.name == other.symbol and _ALSO.fullmatch(between):  # "(ACMX.TO) (OTC: ACMXF)"
                meant[other.id] = meant.get(name.entity.id, name.entity)
            continue
        if "." in (other.symbol or "") and "." in (name.entity.symbol or "") and _BESIDE.fullmatch(between):
            meant[other.id] = name.entity  # another listing of the same firm
        elif other.id in INDEX_NAMESAKES and name.entity.id.startswith("index:") and _OPENS.fullmatch(between):
            meant[other.id] = name.entity  # "the Nasdaq Composite (NDAQ)"
        elif name.entity.id == "org:MOODYSR" and other.id == "company:MCO":
            meant[name.entity.id] = other
        elif (
            other.name == other.symbol
            and "." not in other.name
            and name.entity.id.startswith("company:")
            and _OWN.fullmatch(between)
        ):
            if "." in (name.entity.symbol or ""):
                meant[name.entity.id] = other  # an American listing of a foreign firm
            else:
                meant[other.id] = name.entity  # a symbol that nobody bears is a slip or an old one
        elif "." in (other.symbol or "") and len(between) < OWN_TICKER_CHARS and _OPENS.fullmatch(between):
            meant[name.entity.id] = other
    return [replace(link, entity=meant.get(link.entity.id, link.entity)) if link.entity else link for link in links]


_DESCRIPTION = re.compile(r"[A-Za-z][a-z-]*(?:\s[a-z-]+){0,3}\s?(?:index|gauge|benchmark|barometer)")
_NAMED = re.compile(r"(?P<comma>,)?\s(?P<open>[(–—]\s?)?(?:(?:called|dubbed)\s)?(?:the\s)?")
_CLOSED = re.compile(r"\s?[,;.)–—]|$")
_TOLD = re.compile(r",\s(?:(?:which\sis|known\sas)\s)?(?:the|an?|[A-Z]\w+['’]s|its)\s(?:[a-z-]+\s){0,2}")


def in_apposition(text: str, links: list[Link]) -> list[Link]:
    """The links with a description of an index as the one named beside it: "the volatility index, India VIX,"."""
    found = list(links)
    for n, (one, other) in enumerate(pairwise(links)):
        between = text[one.end : other.start]
        named = _NAMED.fullmatch(between)
        if named is not None and (not named["comma"] or _CLOSED.match(text, other.end)):
            found[n] = _described(text, one, other)
        if _TOLD.fullmatch(between) and _CLOSED.match(text, other.end):
            found[n + 1] = _described(text, other, one)
    return found


def _described(text: str, link: Link, name: Link) -> Link:
    """A description with the index that it is of; what is none, or stands by no index's name, as it is."""
    of_index = name.entity is not None and name.entity.id.startswith("index:")
    is_named = of_index and _DESCRIPTION.fullmatch(text[name.start : name.end]) is None
    if link.type != "INDEX" or not is_named or _DESCRIPTION.fullmatch(text[link.start : link.end]) is None:
        return link
    return replace(link, entity=name.entity, cue=name.cue)


def is_part_of_short(link: Link, short: Sequence[Link]) -> bool:
    """Whether a name lies within a longer one that the text introduced: "SPDR S&P 600 Small Cap [Growth]"."""
    size = link.end - link.start
    return link.cue in {"alias", "group"} and any(
        n.start <= link.start and link.end <= n.end and n.end - n.start > size for n in short
    )
