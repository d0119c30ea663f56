"""What is talked about more than usual: a measured surprise for every entity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from aggregator.digests.voices import Voices
from aggregator.records import ArticleRef

NAMED = 0.05  # relevance from which an item counts as naming an entity
_BASE = 0.2  # what a mere mention weighs beside its relevance
_HALF = 0.5  # of an item: what an entity that was never named is taken to have had
_LEAST_PAST, _NO_PAST = 20.0, 0.005  # with fewer items there is no past, and an entity is expected in one of 200
Relevances = Iterable[tuple[str, str, float]]


@dataclass(frozen=True, slots=True)
class Talk:
    """How much one entity is talked about in the window, in items of average weight."""

    mass: float
    expected: float
    surprise: float
    rarity: float


def measure(
    news: Sequence[ArticleRef], earlier: Sequence[ArticleRef], relevances: Relevances, voices: Voices
) -> Mapping[str, Talk]:
    """Talk by entity id.

    mass = sum over stories of weight x (0.2 + relevance), the strongest telling of each; expected = the same of the
    past and half an item, scaled to the window's volume;
    surprise = mass x ln(mass / expected) - (mass - expected), the log-likelihood ratio of a Poisson rate (Dunning
    1993), 0 where there is no more talk than expected; rarity = ln(items / items that name it) over all items.
    """
    here = {ref.id: ref for ref in news}
    there = {ref.id: ref for ref in earlier}
    weights = {ref.id: voices.weight(ref) for ref in (*news, *earlier)}
    unit = sum(weights[item] for item in here) / max(1, len(here))
    now: defaultdict[str, dict[str, float]] = defaultdict(dict)
    past: defaultdict[str, dict[str, float]] = defaultdict(dict)
    items: defaultdict[str, int] = defaultdict(int)
    for target, article_id, relevance in relevances:
        ref = here.get(article_id) or there.get(article_id)
        if ref is None or relevance < NAMED:
            continue
        items[target] += 1
        share = weights[article_id] / unit * min(1.0, _BASE + relevance)
        told = (now if article_id in here else past)[target]
        told[ref.story_id] = max(told.get(ref.story_id, 0.0), share)
    volume = float(len(here))
    history = sum(weights[item] for item in there) / unit if here else 0.0
    found = {}
    for target, told in now.items():
        mass = sum(told.values())
        before = sum(past[target].values()) if target in past else 0.0
        share = (before + _HALF) / (history + 2 * _HALF) if history >= _LEAST_PAST else _NO_PAST
        expected = volume * share
        surprise = mass * log(mass / expected) - (mass - expected) if mass > expected > 0 else 0.0
        rarity = log((len(here) + len(there) + 1) / items[target])
        found[target] = Talk(mass, expected, surprise, rarity)
    return found
