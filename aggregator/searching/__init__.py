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
from aggregator.sessions import NEW_YORK
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

MOST_COUNTED = 100  # articles, to say why there are none


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
    if empty := _empty(store, query):
        return empty
    if matching := _counted(store, query):
        return f"No claim satisfies all of it; {matching} would: ask `aggregator search` for them."
    for symbol in query.tickers:
        if not index.find(store, Query(tickers=(symbol,), as_of=query.as_of, limit=1)):
            return f"No stored article names the ticker {symbol}; search the word alone to look in the texts."
    conditions = list(_relaxed(query))
    if len(conditions) == 1:
        ((label, relaxed),) = conditions
        remedy = "; try another word or spelling" if query.words or query.phrases or query.terms else ""
        return f"No article matches {label}, of {_n(store, relaxed)} that were searched{remedy}."
    culprits = [f"{n} without {label}" for label, relaxed in conditions if (n := _n(store, relaxed)) != "0"]
    if culprits:
        return f"No article satisfies all of it; there are {' · '.join(culprits)}."
    return "No article satisfies it, nor with any one condition left out; try fewer words."


def _empty(store: Store, query: Query) -> str:
    """Why there is nothing at all to search."""
    if query.as_of is not None:
        # The same words whether the store is empty or holds later articles: those were not known.
        found = index.find(store, Query(as_of=query.as_of, limit=1))
        return "" if found else f"Nothing was known at {query.as_of:%Y-%m-%d %H:%M} UTC: no stored article is that old."
    if articles.count(store) == 0:
        return "The store is empty: run `aggregator run` (or `aggregator demo` for a sample) first."
    return ""


def _n(store: Store, query: Query) -> str:
    """How many articles satisfy a query, in words that are true of many."""
    n = len(index.find(store, replace(query, limit=MOST_COUNTED)))
    return f"{n} or more" if n == MOST_COUNTED else str(n)


def _counted(store: Store, query: Query) -> str:
    """The same with the noun, empty for none."""
    n = _n(store, query)
    return "" if n == "0" else f"{n} article{'' if n == '1' else 's'}"


def _moment(at: dt.datetime) -> str:
    """A bound as it was typed: the first or last second of a day in New York is that day."""
    local = at.astimezone(NEW_YORK)
    return f"{local:%Y-%m-%d}" if local.time() in (dt.time(0), dt.time(23, 59, 59)) else f"{at:%Y-%m-%dT%H:%MZ}"


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
        yield f"since:{_moment(query.since)}", replace(query, since=None)
    if query.until:
        yield f"until:{_moment(query.until)}", replace(query, until=None)
    for word in query.words:
        yield word, replace(query, words=tuple(other for other in query.words if other != word))
    for phrase in query.phrases:
        yield f'"{phrase}"', replace(query, phrases=tuple(other for other in query.phrases if other != phrase))
    for term in query.terms:
        yield term.text, replace(query, terms=tuple(other for other in query.terms if other != term))
