"""Stories: the tellings of one piece of news, and which of them matters most."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log1p, log2
from statistics import fmean

from aggregator.digests.document import Line
from aggregator.digests.news import when
from aggregator.digests.talk import Talk
from aggregator.digests.text import DATES, clean, count, safe_url
from aggregator.digests.voices import Voices
from aggregator.records import ArticleRef
from aggregator.store.scores import ScoredArticle

_WORD = re.compile(r"\w+")
SHOWN_ID = 12  # characters of an id: enough to be its own among millions


@dataclass(frozen=True, slots=True)
class Story:
    """The tellings of one story within the window, in the order in which they were knowable.

    `relevance` is that to each target, `mood` the mean sentiment towards all of them, `is_template` whether every
    telling was printed from a template.
    """

    story_id: str
    refs: tuple[ArticleRef, ...]
    weight: float
    relevance: Mapping[str, float]
    is_template: bool
    mood: float

    @property
    def lead(self) -> ArticleRef:
        """The telling to link to: the first whole text with an address, else the first."""
        whole = [ref for ref in self.refs if not ref.partial and safe_url(ref.url)]
        return (whole or [ref for ref in self.refs if safe_url(ref.url)] or list(self.refs))[0]

    @property
    def sources(self) -> tuple[str, ...]:
        """The outlets that told it, first teller first."""
        return tuple(dict.fromkeys(ref.source for ref in self.refs))

    @property
    def earlier(self) -> int:
        """How many tellings lie before the window."""
        return max(0, self.refs[0].story_rank - 1)


@dataclass(frozen=True, slots=True)
class Measures:
    """What the salience of a story is made from: see :func:`stories_of`."""

    voices: Voices
    talk: Mapping[str, Talk]
    focus: Mapping[str, float]
    terms: Sequence[tuple[str, str, float]] = ()


def stories_of(
    refs: Sequence[ArticleRef],
    earlier: Sequence[ArticleRef],
    scores: Mapping[str, Sequence[ScoredArticle]],
    measures: Measures,
) -> list[Story]:
    """The stories of a window, the most telling first.

    weight = sum over sources of the weight of their voice x (1 + log2 sources) x (0.1 + relevance to what the reader
    follows) x (1 + news) x (0.75 + |mood| / 2) x share of all its tellings that lie in the window, where
    news = (burst of its title's words + its part in what is talked about: relevance x ln(1 + surprise)) / 2.
    """
    story_of = {ref.id: ref.story_id for ref in refs}
    relevance: dict[str, dict[str, float]] = {}
    moods: dict[str, list[float]] = {}
    for target, rows in scores.items():
        for row in rows:
            per_story = relevance.setdefault(story_of[row.article_id], {})
            per_story[target] = max(per_story.get(target, 0.0), row.relevance)
            moods.setdefault(row.story_id, []).append(row.sentiment)
    for term, article_id, value in measures.terms:
        if article_id in story_of:
            relevance.setdefault(story_of[article_id], {})[term] = value
    by_story: dict[str, list[ArticleRef]] = {}
    for ref in refs:
        by_story.setdefault(ref.story_id, []).append(ref)
    burst = _bursts(refs, earlier)
    found = []
    for story_id, told in by_story.items():
        own = relevance.get(story_id, {})
        matters = max((measures.focus.get(target, 0.0) * value for target, value in own.items()), default=0.0)
        part = max(
            (value * log1p(measures.talk[e].surprise) for e, value in own.items() if e in measures.talk), default=0
        )
        news = (max(_burst(ref.title, burst) for ref in told) + part) / 2
        mood = fmean(moods.get(story_id, [0.0]))
        fresh = len(told) / (len(told) + max(0, min(ref.story_rank for ref in told) - 1))
        weight = _voice(told, measures.voices) * (0.1 + matters) * (1 + news) * (0.75 + abs(mood) / 2) * fresh
        is_template = all(measures.voices.is_template(ref) for ref in told)
        found.append(Story(story_id, tuple(told), round(weight, 6), own, is_template, mood))
    return sorted(found, key=lambda story: (-story.weight, story.refs[0].id))


def _voice(told: Sequence[ArticleRef], voices: Voices) -> float:
    """The strongest voice of each outlet that tells a story, more for more outlets."""
    by_source: dict[str, float] = {}
    for ref in told:
        by_source[ref.source] = max(by_source.get(ref.source, 0.0), voices.weight(ref))
    return sum(by_source.values()) * (1 + log2(len(by_source)))


def _words(title: str) -> set[str]:
    return {word for word in _WORD.findall(title.lower()[:300]) if len(word) > 2} - DATES


def _bursts(refs: Sequence[ArticleRef], before: Sequence[ArticleRef]) -> Mapping[str, float]:
    """log2 of how much more often each title word is used than before; words of one outlet alone burst nowhere."""
    now, outlets = Counter[str](), dict[str, set[str]]()
    for ref in refs:
        for word in _words(ref.title):
            now[word] += 1
            outlets.setdefault(word, set()).add(ref.source)
    past = Counter(word for ref in before for word in _words(ref.title))
    scale = len(refs) / max(1, len(before))
    return {
        word: log2((n + 1) / (past[word] * scale + 1))
        for word, n in now.items()
        if len(outlets[word]) > 1 and n > past[word] * scale
    }


def _burst(title: str, bursts: Mapping[str, float]) -> float:
    """The mean of the two strongest words of a title."""
    strongest = sorted((bursts.get(word, 0.0) for word in _words(title)), reverse=True)[:2]
    return sum(strongest) / 2


def line(story: Story) -> Line:
    """One story in one line, with who told it."""
    lead, others = story.lead, len(story.sources) - 1
    told = f"{clean(lead.source, 40)}"
    if others:
        told += f" and {count(others, 'other source')}"
    if len(story.refs) > 1:
        told += f", {count(len(story.refs), 'telling')}"
    if story.earlier:
        told += f" ({story.earlier} before)"
    return Line(
        text=clean(lead.title) or "(untitled)",
        note=" · ".join(part for part in (told, when(lead), "summary only" if lead.partial else "") if part),
        url=safe_url(lead.url),
        show=lead.id[:SHOWN_ID],
    )
