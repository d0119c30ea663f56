"""Terms of titles: two words in a row that several outlets use today, for subjects that are no known entity.

A debt ceiling, a shutdown or a company that no directory lists is a subject too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from aggregator.digests.voices import Voices, words
from aggregator.records import ArticleRef

PREFIX: Final = "term:"
RELEVANCE: Final = 0.6  # of a term to the item whose title it is in
LEAST_STORIES, LEAST_SOURCES, LEAST_LETTERS = 3, 2, 3
# Words that join others and are about nothing.
EMPTY: Final = frozenset(
    """
    about after again against ahead all also although amid and any are around back been before behind below best
    better between big but can could day days did does down during each even ever every few first for from get gets
    had has have her here high higher his hits how into its just keep last late less let like low lower made make
    makes many may might month months more most much near new next not now off one only other our out over own past
    per put report reports said say says see sees she should show shows since some still such take takes than that
    the their them then there these they this those three through time today too top two under until upon very was
    way week weeks were what when where which while who why will with within without would year years yet you your
    """.split()  # noqa: SIM905 (a list of two hundred lines reads worse)
)


def terms(
    news: Sequence[ArticleRef], earlier: Sequence[ArticleRef], voices: Voices
) -> Iterator[tuple[str, str, float]]:
    """(`term:two words`, article id, relevance) of every item, for terms that the window's news has in common."""
    told: dict[str, set[str]] = {}
    sources: dict[str, set[str]] = {}
    for ref in news:
        if not voices.is_template(ref):
            for term in _pairs(ref.title):
                told.setdefault(term, set()).add(ref.story_id)
                sources.setdefault(term, set()).add(ref.source)
    common = {term for term in told if len(told[term]) >= LEAST_STORIES and len(sources[term]) >= LEAST_SOURCES}
    for ref in (*news, *earlier):
        for term in sorted(_pairs(ref.title) & common):
            yield PREFIX + term, ref.id, RELEVANCE


def _pairs(title: str) -> set[str]:
    return {f"{one} {other}" for one, other in pairwise(words(title)) if _is_full(one) and _is_full(other)}


def _is_full(word: str) -> bool:
    return len(word) >= LEAST_LETTERS and word not in EMPTY
