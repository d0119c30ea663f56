"""Search: the query grammar, and articles with their matching claims.

`parse` turns words and flags into a query, `resolve` reads its names against what the store knows, `run` answers it,
`explain_empty` says why an answer is empty, `first_said` puts the oldest claim first and `similar` finds more
like an article.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from aggregator import understand
from aggregator.records import Claim, ClaimView, Entity, Hit, Query, Term
from aggregator.searching import grammar
from aggregator.searching.grammar import KEYS, SENTIMENTS, STANCES, parse
from aggregator.store import Store, articles, claims, entities
from aggregator.store import search as index

__all__ = [
    "KEYS",
    "SENTIMENTS",
    "STANCES",
    "explain_empty",
    "first_said",
    "matches",
    "parse",
    "resolve",
    "run",
    "similar",
]


def resolve(store: Store, query: Query, known: Iterable[Entity] = ()) -> Query:
    """The query with its words, tickers and entities read against packaged entities, the store's, and `known`.

    Raises UsageError for an entity that nobody knows.
    """
    loaded = entities.read(store, query.as_of)
    everything = {item.id: item for item in (*loaded, *understand.packaged_entities(), *known)}
    return grammar.resolve(query, everything.values())


def run(store: Store, query: Query) -> list[Hit]:
    """Articles that satisfy the query, best first, each with its claims that match, as they were known."""
    hits = index.find(store, query)
    by_revision: dict[str, list[ClaimView]] = {}
    for view in claims.of_revisions(store, [hit.article.revision_id for hit in hits], query.as_of):
        if matches(view, query):
            by_revision.setdefault(view.article.revision_id, []).append(view)
    return [replace(hit, claims=tuple(by_revision.get(hit.article.revision_id, ()))) for hit in hits]


def matches(view: ClaimView, query: Query) -> bool:
    """Whether a claim of an article that was found is one of those that the query is about."""
    claim = view.claim
    fields: tuple[tuple[Sequence[str], str | None], ...] = (
        (query.tickers, claim.symbol),
        (query.entities, claim.entity_id),
        (query.topics, claim.topic),
        (query.kinds, claim.kind),
        (query.stances, claim.stance),
        (query.verdicts, view.verdict.verdict if view.verdict else None),
    )
    if not all(not wanted or value in wanted for wanted, value in fields):
        return False
    speaker = (claim.speaker or "").lower()
    if query.speakers and not any(name.lower() in speaker for name in query.speakers):
        return False
    if any(wanted for wanted, _ in fields) or query.speakers:
        return True
    evidence = claim.evidence.lower()
    if any(word.lower() in evidence for word in (*query.words, *query.phrases)):
        return True
    if any(_about(claim, term) for term in query.terms):
        return True
    return not (query.words or query.phrases or query.terms)


def _about(claim: Claim, term: Term) -> bool:
    if claim.symbol in term.tickers or claim.entity_id in term.entities or claim.topic in term.topics:
        return True
    return re.search(rf"\b{re.escape(term.text)}\b", claim.evidence, re.IGNORECASE) is not None


def first_said(store: Store, query: Query) -> list[ClaimView]:
    """The claims that match, oldest first: who said it first."""
    found = claims.find(store, replace(query, limit=None))
    dated = [view for view in found if view.article.knowable_at is not None]
    dated.sort(key=lambda view: (view.article.knowable_at, view.article.id, view.claim.start))
    return dated if query.limit is None else dated[: query.limit]


def similar(store: Store, article_id: str, *, as_of: dt.datetime | None = None, limit: int = 10) -> list[Hit]:
    """More like this: articles on the same things, best first, other tellings of its story left out."""
    return index.similar(store, article_id, as_of=as_of, limit=limit)


def explain_empty(store: Store, query: Query) -> str:
    """Why nothing was found, in one sentence that says what to change."""
    if articles.count(store) == 0:
        return "The store is empty: run `aggregator run` (or `aggregator demo` for a sample) first."
    if query.as_of and not index.find(store, Query(as_of=query.as_of, limit=1)):
        return f"Nothing was known at {query.as_of:%Y-%m-%d %H:%M} UTC: the store's articles are all later."
    for symbol in query.tickers:
        if not index.find(store, Query(tickers=(symbol,), as_of=query.as_of, limit=1)):
            return f"No stored article names the ticker {symbol}; search the word alone to look in the texts."
    culprits = [
        f"{count} without {label}"
        for label, relaxed in _relaxed(query)
        if (count := len(index.find(store, replace(relaxed, limit=100))))
    ]
    if culprits:
        return f"No article satisfies all of it; there are {' · '.join(culprits)}."
    return "No article satisfies it, nor with any one condition left out; try fewer words."


def _relaxed(query: Query) -> Iterable[tuple[str, Query]]:
    """The query with each of its conditions left out in turn, with the words for that condition."""
    labels = {
        "tickers": "ticker",
        "entities": "entity",
        "topics": "topic",
        "kinds": "kind",
        "stances": "stance",
        "sentiments": "sentiment",
        "speakers": "speaker",
        "sources": "source",
        "verdicts": "verdict",
    }
    for field, key in labels.items():
        values: tuple[str, ...] = getattr(query, field)
        if values:
            cleared: Mapping[str, tuple[str, ...]] = {field: ()}
            yield f"{key}:{','.join(values)}", replace(query, **cleared)  # type: ignore[arg-type]
    if query.since:
        yield f"since:{query.since:%Y-%m-%d}", replace(query, since=None)
    if query.until:
        yield f"until:{query.until:%Y-%m-%d}", replace(query, until=None)
    for word in query.words:
        yield word, replace(query, words=tuple(other for other in query.words if other != word))
    for phrase in query.phrases:
        yield f'"{phrase}"', replace(query, phrases=tuple(other for other in query.phrases if other != phrase))
    for term in query.terms:
        yield term.text, replace(query, terms=tuple(other for other in query.terms if other != term))
