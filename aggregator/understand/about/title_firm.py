"""Which one firm or fund an article is about, if any."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from aggregator.records import Entity
from aggregator.understand.about import firms
from aggregator.understand.entities.linking import Linker
from aggregator.understand.entities.overlaps import only_marked
from aggregator.understand.lexicon import COMMON_FIRST_WORDS
from aggregator.understand.prepared import Prepared

OUTNUMBERS = 3
"""How many times as many sentences must name the firm that a text is about as any other."""
FOREMOST_SENTENCES, FOREMOST_SHARE = 4, 6
_SEVERAL = re.compile(
    r"\b(?:[2-9]|[1-9]\d|two|three|four|five|six|seven|eight|nine|ten|these|several|best|top)\s(?:[\w'’-]+\s){0,5}"
    r"(?:stocks|companies|firms|names|shares|funds|etfs|plays|picks|giants|banks)\b",
    re.IGNORECASE,
)
"""A title that promises several firms."""
BODY = 60
"""Sentences in which an article gives its firm's symbol; others' stand in what a page adds at its end."""


def of_article(prepared: Prepared, linker: Linker) -> Entity | None:
    """The one company or fund that the title names, or else whose ticker the page lists alone and the text gives.

    A title that tells of a market ("Nikkei ends flat, Ricoh hit") is about no firm.
    """
    article = prepared.article
    if firms.is_of_a_market(article.title) or _is_of_a_coin(prepared.title_ids):
        return None
    named = sorted({_as_called(key, prepared) for key in prepared.title_ids if key.startswith(("company:", "fund:"))})
    linked = [link.entity for links in prepared.links for link in links if link.entity is not None]
    known = {entity.id: entity for entity in linked if entity.id.startswith(("company:", "fund:"))}
    if named:
        told = _told_instead(named[0], prepared, known)
        return (told or _known(named[0], prepared, linker)) if len(named) == 1 else None
    if article.title[1:].islower() and (slug := _spelled(prepared, known)):
        return slug[0] if len(slug) == 1 else None
    counted = Counter(entity.id for entity in linked if entity.id in known)
    listed = {key for key in known if key.split(":")[1] in article.tickers}
    if not article.tickers:
        listed = only_marked(prepared.links[:BODY])
    alone = len(listed) == 1 and len(article.tickers) <= 1
    most = alone and counted[next(iter(listed))] == max(counted.values())
    return known[next(iter(listed))] if most else _foremost(prepared, known)


def _told_instead(entity_id: str, prepared: Prepared, known: Mapping[str, Entity]) -> Entity | None:
    """The firm that a text opens with and goes on to tell of, where its title names its partner: "an Apex deal"."""
    first = next((link.entity for links in prepared.links for link in links if link.entity in known.values()), None)
    if first is None or first.id == entity_id or not first.id.startswith("company:"):
        return None
    told = _sentences_on(prepared)
    return first if len(told[first.id]) >= OUTNUMBERS * max(1, len(told.get(entity_id, ()))) else None


def _foremost(prepared: Prepared, known: Mapping[str, Entity]) -> Entity | None:
    """The company that a text names from its first third to its last one, in far more sentences than any other."""
    if _SEVERAL.search(prepared.article.title):
        return None
    told = _sentences_on(prepared)
    ranked = sorted((key for key in told if key in known), key=lambda key: -len(told[key]))
    if not ranked or not ranked[0].startswith("company:") or len(told[ranked[0]]) < FOREMOST_SENTENCES:
        return None
    at, size = told[ranked[0]], len(prepared.spans)
    next_most = len(told[ranked[1]]) if len(ranked) > 1 else 0
    spread = at[0] <= size / 3 and at[-1] >= size * 2 / 3 and len(at) * FOREMOST_SHARE >= size
    return known[ranked[0]] if spread and len(at) >= OUTNUMBERS * next_most else None


def _sentences_on(prepared: Prepared) -> dict[str, list[int]]:
    """The sentences that name each entity, by its id."""
    found: dict[str, list[int]] = {}
    for n, links in enumerate(prepared.links):
        for key in {link.entity.id for link in links if link.entity is not None}:
            found.setdefault(key, []).append(n)
    return found


def _is_of_a_coin(title_ids: frozenset[str]) -> bool:
    """Whether a title names a coin, metal or currency and no firm."""
    return any(key.startswith(("crypto:", "commodity:", "fx:")) for key in title_ids) and not any(
        key.startswith(("company:", "fund:")) for key in title_ids
    )


def _spelled(prepared: Prepared, known: Mapping[str, Entity]) -> list[Entity]:
    """The firms and funds of the text that a title in small letters spells: "should growth etf vong be on a list"."""
    title, text = f" {prepared.article.title.lower()} ", prepared.article.text
    spelled = set(re.findall(r"\b[a-z]{3,5}\b", title))
    found = {key for key, entity in known.items() if (entity.symbol or "").lower() in spelled}
    for link in (link for links in prepared.links for link in links):
        name = text[link.start : link.end]
        if link.entity is not None and link.entity.id in known and name not in COMMON_FIRST_WORDS and len(name) > 3:
            found |= {link.entity.id} if f" {name.lower()} " in title else set()
    return [known[key] for key in sorted(found)]


def _as_called(entity_id: str, prepared: Prepared) -> str:
    """What the text means by a symbol of its title: "UWM" may be short for UWM Holdings there, and no fund."""
    symbol, text = entity_id.split(":", 1)[1], prepared.article.text
    linked = [link for links in prepared.links for link in links if link.entity is not None]
    meant = {link.entity.id for link in linked if link.entity is not None and text[link.start : link.end] == symbol}
    return next(iter(meant)) if len(meant) == 1 else entity_id


def _known(entity_id: str, prepared: Prepared, linker: Linker) -> Entity | None:
    """The entity of an id; one that no list has (its ticker stands in the text) comes from its links."""
    found = linker.entity(entity_id)
    links = (link.entity for links in prepared.links for link in links if link.entity is not None)
    return found or next((entity for entity in links if entity.id == entity_id), None)
