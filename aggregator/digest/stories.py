"""Stories: the tellings of one piece of news, and which of them matters most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from aggregator.digest.document import Line
from aggregator.digest.text import clean, count, moment, safe_url
from aggregator.records import ArticleRef
from aggregator.store.scores import ScoredArticle

SHOWN_ID = 12  # characters of an id: enough to be its own among millions


@dataclass(frozen=True, slots=True)
class Story:
    """The tellings of one story within the window, in the order in which they were knowable."""

    story_id: str
    refs: tuple[ArticleRef, ...]
    weight: float
    relevance: Mapping[str, float]

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


def stories_of(
    refs: Sequence[ArticleRef], scores: Mapping[str, Sequence[ScoredArticle]], focus: Mapping[str, float]
) -> list[Story]:
    """The stories of a window, the most telling first.

    The weight of a story is the logarithm of one plus its tellings and sources, times one plus its relevance to what
    the reader follows; a story that began before the window counts half.
    """
    story_of = {ref.id: ref.story_id for ref in refs}
    relevance: dict[str, dict[str, float]] = {}
    for target, rows in scores.items():
        for row in rows:
            per_story = relevance.setdefault(story_of[row.article_id], {})
            per_story[target] = max(per_story.get(target, 0.0), row.relevance)
    by_story: dict[str, list[ArticleRef]] = {}
    for ref in refs:
        by_story.setdefault(ref.story_id, []).append(ref)
    found = []
    for story_id, told in by_story.items():
        own = relevance.get(story_id, {})
        matters = max((focus.get(target, 0.0) * value for target, value in own.items()), default=0.0)
        spread = log2(1 + len(told)) + log2(1 + len({ref.source for ref in told}))
        weight = spread * (0.2 + matters) * (0.5 if told[0].story_rank > 1 else 1.0)
        found.append(Story(story_id, tuple(told), round(weight, 6), own))
    return sorted(found, key=lambda story: (-story.weight, story.refs[0].id))


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
    when = moment(lead.knowable_at) if lead.knowable_at else ""
    return Line(
        text=clean(lead.title) or "(untitled)",
        note=" · ".join(part for part in (told, when, "summary only" if lead.partial else "") if part),
        url=safe_url(lead.url),
        show=lead.id[:SHOWN_ID],
    )
