"""Themes: the day's stories by what they are about, the most talked about first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

from aggregator.digests.stories import Story
from aggregator.digests.talk import NAMED, Talk
from aggregator.digests.voices import words
from aggregator.store.scores import ScoredArticle

LEAST_SURPRISE = 2.0  # log-likelihood ratio: about one chance in twenty under the usual rate
LEAST_STORIES, LEAST_SOURCES = 3, 2
LEAST_TITLED, TITLED = 2, 0.4  # stories with the subject in their title, which gives this much relevance
LEAST_SHARE = 0.05  # of the first theme's weight
ABOUT = 0.25  # relevance from which a story belongs to a theme and to no later one
MOSTLY_NEW = 0.5  # a later theme needs this share of its stories for itself
ALIKE = 0.6  # titles that share this part of their words are one headline


@dataclass(frozen=True, slots=True)
class Theme:
    """One subject with the stories that name it, the best first; `mood` is the mean over them."""

    target: str
    stories: tuple[Story, ...]
    n_sources: int
    mood: float | None
    weight: float


def themes_of(
    stories: Sequence[Story],
    talk: Mapping[str, Talk],
    scores: Mapping[str, Sequence[ScoredArticle]],
    focus: Mapping[str, float],
    limit: int,
) -> list[Theme]:
    """The most salient subjects, each with stories of its own.

    weight = surprise x rarity x (1 + log2 sources) x (0.5 + mean relevance of its stories to what the reader follows)
    x (0.75 + |mood| / 2), with :class:`aggregator.digests.talk.Talk`. Stories printed from a template count nowhere.
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
    if len(own) < LEAST_STORIES or len(sources) < LEAST_SOURCES or len(titled) < LEAST_TITLED:
        return None
    ids = {story.story_id for story in own}
    moods = [row.sentiment for row in scores[target] if row.story_id in ids]
    mood = fmean(moods) if moods else None
    matters = fmean(max((focus.get(t, 0.0) * v for t, v in story.relevance.items()), default=0.0) for story in own)
    weight = talk.surprise * talk.rarity * (1 + log2(len(sources))) * (0.5 + matters) * (0.75 + abs(mood or 0.0) / 2)
    lifts = _lifts(own, stories)
    own.sort(key=lambda story: (-story.weight * story.relevance[target] * (1 + _lift(story, lifts)), story.story_id))
    return Theme(target, tuple(own), len(sources), mood, round(weight, 6))


def _lifts(own: Sequence[Story], stories: Sequence[Story]) -> Mapping[str, float]:
    """log2 of how much more often a word stands in the titles of a theme than in all titles; twice at least."""
    here = Counter(word for story in own for word in set(words(story.lead.title)))
    there = Counter(word for story in stories for word in set(words(story.lead.title)))
    scale = len(stories) / len(own)
    return {word: log2(scale * n / there[word]) for word, n in here.items() if n > 1 and scale * n > there[word]}


def _lift(story: Story, lifts: Mapping[str, float]) -> float:
    """The mean of the two words of a title that are most the theme's own."""
    return sum(sorted((lifts.get(word, 0.0) for word in set(words(story.lead.title))), reverse=True)[:2]) / 2


def headlines(stories: Sequence[Story], limit: int) -> list[Story]:
    """The first stories whose titles differ, one outlet only once while others have something."""
    picked: list[Story] = []
    for fresh in (True, False):
        for story in stories:
            is_new = not fresh or story.lead.source not in {other.lead.source for other in picked}
            if len(picked) < limit and story not in picked and is_new and not any(_alike(story, o) for o in picked):
                picked.append(story)
    return picked


def _alike(one: Story, other: Story) -> bool:
    a, b = set(words(one.lead.title)), set(words(other.lead.title))
    return len(a & b) >= ALIKE * max(1, len(a | b))
