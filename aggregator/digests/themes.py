"""Themes: the day's stories by what they are about, the most talked about first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

from aggregator.digests.baseline import mean
from aggregator.digests.stories import Story
from aggregator.digests.talk import NAMED, Talk
from aggregator.digests.terms import PREFIX
from aggregator.digests.voices import words
from aggregator.store.scores import ScoredArticle

LEAST_SURPRISE = 2.0  # log-likelihood ratio: about one chance in twenty under the usual rate
LEAST_STORIES, LEAST_PART = 3, 0.005  # and this part of the window's stories
LEAST_BREADTH = 1.3  # sources in effect: one that tells nearly everything alone makes no theme
TITLED = 0.4  # relevance that standing in the title gives; one such story is needed, two on a single paper
# A figure, a rate, a market or who sets it matters to everybody, one paper to those who hold it.
WIDE, NARROW = 2.0, ("company:", "fund:", "crypto:", PREFIX)
LEAST_SHARE = 0.05  # of the first theme's weight
ABOUT = 0.25  # relevance from which a story belongs to a theme and to no later one
MOSTLY_NEW = 0.5  # a later theme needs this share of its stories for itself
LEAST_WORTH = 0.25  # of the best headline's worth
ALIKE = 0.6  # titles that share this part of their words are one headline


@dataclass(frozen=True, slots=True)
class Theme:
    """One subject with the stories that name it, the best first; `mood` is the mean over them."""

    target: str
    stories: tuple[Story, ...]
    worth: Mapping[str, float]
    n_sources: int
    mood: float
    weight: float


def themes_of(
    stories: Sequence[Story],
    talk: Mapping[str, Talk],
    scores: Mapping[str, Sequence[ScoredArticle]],
    focus: Mapping[str, float],
    limit: int,
) -> list[Theme]:
    """The most salient subjects, each with stories of its own.

    weight = surprise x rarity x (1 + log2 breadth) x (0.25 + mean relevance of its stories to what the reader follows)
    x (0.75 + |mood| / 2), twice that for what is no single paper or term. Breadth is the effective number of sources
    (the inverse of the sum of their squared shares of the stories); surprise and rarity are those of
    :func:`aggregator.digests.talk.measure`. Stories printed from a template count nowhere.
    """
    told = [story for story in stories if not story.is_template]
    found = [theme for target in sorted(talk) if (theme := _theme(target, told, talk[target], scores, focus))]
    found.sort(key=lambda theme: (-theme.weight, theme.target))
    picked: list[Theme] = []
    taken: set[str] = set()
    for theme in found:
        own = [story for story in theme.stories if story.story_id not in taken]
        if picked and theme.weight < LEAST_SHARE * picked[0].weight:
            break
        if len(picked) < limit and len(own) >= max(LEAST_STORIES, MOSTLY_NEW * len(theme.stories)):
            picked.append(theme)
            taken |= {story.story_id for story in theme.stories if story.relevance[theme.target] >= ABOUT}
    return picked


def _theme(
    target: str,
    stories: Sequence[Story],
    talk: Talk,
    scores: Mapping[str, Sequence[ScoredArticle]],
    focus: Mapping[str, float],
) -> Theme | None:
    if talk.surprise < LEAST_SURPRISE:
        return None
    own = [story for story in stories if story.relevance.get(target, 0.0) >= NAMED]
    sources = {source for story in own for source in story.sources}
    titled = [story for story in own if story.relevance[target] >= TITLED]
    if len(own) < max(LEAST_STORIES, LEAST_PART * len(stories)) or _is_named(target, own):
        return None
    breadth, is_wide = _breadth(own), not target.startswith(NARROW)
    if breadth < LEAST_BREADTH or len(titled) < (1 if is_wide else 2):
        return None
    ids = {story.story_id for story in own}
    mood = mean((row for row in scores.get(target, ()) if row.story_id in ids), "sentiment")
    if mood is None:  # a term has no score of its own
        mood = fmean(story.mood for story in own)
    matters = fmean(max((focus.get(t, 0.0) * v for t, v in story.relevance.items()), default=0.0) for story in own)
    weight = (
        (WIDE if is_wide else 1.0)
        * talk.surprise
        * talk.rarity
        * (1 + log2(breadth))
        * (0.25 + matters)
        * (0.75 + abs(mood) / 2)
    )
    worth = _worth(target, own, stories)
    own.sort(key=lambda story: (-worth[story.story_id], story.story_id))
    return Theme(target, tuple(own), worth, len(sources), mood, round(weight, 6))


def _is_named(target: str, stories: Sequence[Story]) -> bool:
    """Whether a term only says what an entity says already: half of its stories have one and the same in the title."""
    if not target.startswith(PREFIX):
        return False
    named = Counter(
        entity
        for story in stories
        for entity, value in story.relevance.items()
        if value >= TITLED and not entity.startswith((PREFIX, "topic:"))
    )
    return any(2 * n >= len(stories) for n in named.values())


def _breadth(stories: Sequence[Story]) -> float:
    """The effective number of sources: 2 for two that tell as much as each other, little over 1 where one dominates."""
    told = Counter(source for story in stories for source in story.sources)
    total = told.total()
    return total**2 / sum(n**2 for n in told.values()) if total else 0.0


def _worth(target: str, own: Sequence[Story], stories: Sequence[Story]) -> Mapping[str, float]:
    """How well each story stands for a theme, by story id.

    weight x (relevance + relevance to the theme's topic / 2) x (1 + lift of the title's words), twice that where the
    title names the subject. The topic is the one that is most the theme's own.
    """
    lifts, topic = _lifts(own, stories), _topic(own, stories)
    return {
        story.story_id: story.weight
        * (story.relevance[target] + story.relevance.get(topic, 0.0) / 2)
        * (2 if story.relevance[target] >= TITLED else 1)
        * (1 + _lift(story, lifts))
        for story in own
    }


def _topic(own: Sequence[Story], stories: Sequence[Story]) -> str:
    """The topic with the most relevance to a theme's stories beyond its relevance to all stories."""
    names = sorted({name for story in own for name in story.relevance if name.startswith("topic:")})

    def excess(name: str) -> float:
        here = fmean(story.relevance.get(name, 0.0) for story in own)
        there = fmean(story.relevance.get(name, 0.0) for story in stories)
        return here * log2(here / there) if here and there else 0.0

    return max(names, key=excess, default="")


def _lifts(own: Sequence[Story], stories: Sequence[Story]) -> Mapping[str, float]:
    """log2 of how much more often a word stands in the titles of a theme than in all titles; twice at least."""
    here = Counter(word for story in own for word in set(words(story.lead.title)))
    there = Counter(word for story in stories for word in set(words(story.lead.title)))
    scale = len(stories) / len(own)
    return {word: log2(scale * n / there[word]) for word, n in here.items() if n > 1 and scale * n > there[word]}


def _lift(story: Story, lifts: Mapping[str, float]) -> float:
    """The mean of the two words of a title that are most the theme's own."""
    return sum(sorted((lifts.get(word, 0.0) for word in set(words(story.lead.title))), reverse=True)[:2]) / 2


def headlines(
    stories: Sequence[Story], worth: Mapping[str, float], limit: int, least: float = LEAST_WORTH
) -> list[Story]:
    """The worthiest stories whose titles differ; a second one of an outlet counts half, a third a quarter.

    None is worth less than the share `least` of the worthiest.
    """
    picked: list[Story] = []
    left = list(stories)
    most = max((worth[story.story_id] for story in stories), default=0.0)
    while left and len(picked) < limit:
        told = Counter(story.lead.source for story in picked)
        best = max(left, key=lambda story: worth[story.story_id] * 0.5 ** told[story.lead.source])
        left = [story for story in left if story is not best and not _alike(story, best)]
        if worth[best.story_id] >= least * most:
            picked.append(best)
    return picked


def _alike(one: Story, other: Story) -> bool:
    a, b = set(words(one.lead.title)), set(words(other.lead.title))
    return len(a & b) >= ALIKE * max(1, len(a | b))
