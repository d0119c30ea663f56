"""The mentions of an article: linked names with their relevance, marked ones beside them, and the tone towards each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from aggregator.records import Mention, MentionType, Sentence
from aggregator.understand.entities.linking import CONFIDENCE, Link
from aggregator.understand.prepared import Prepared

if TYPE_CHECKING:
    from aggregator.understand.encoder.decoding import Span as Mark
    from aggregator.understand.encoder.model import SentenceScores

MARKED = "encoder"
"""The cue of a name that only the encoder sees."""
TITLE_WEIGHT, POSITION_WEIGHT, SHARE_WEIGHT = 0.4, 0.3, 0.3


def relevance_of(prepared: Prepared) -> dict[str, float]:
    """By entity: 0.4 if in the title + 0.3 x (1 - offset of first mention / length) + 0.3 x share of all mentions."""
    first: dict[str, int] = {}
    count: Counter[str] = Counter()
    for items, skip in zip(prepared.links, prepared.boilerplate, strict=True):
        for link in items:
            if link.entity is not None and not skip:
                first.setdefault(link.entity.id, link.start)
                count[link.entity.id] += 1
    total = sum(count.values())
    length = max(1, len(prepared.article.text))
    return {
        entity_id: TITLE_WEIGHT * (entity_id in prepared.title_ids)
        + POSITION_WEIGHT * (1 - first[entity_id] / length)
        + SHARE_WEIGHT * n / total
        for entity_id, n in count.items()
    }


def found(
    prepared: Prepared, scored: Sequence[Sentence], scores: Sequence[SentenceScores], relevance: dict[str, float]
) -> Iterator[Mention]:
    """Linked names with the sentiment towards each, and the names that the encoder marks beside them."""
    kept = [sentence for sentence in scored if not sentence.boilerplate]
    for sentence, score in zip(kept, scores, strict=True):
        marks = [
            replace(span, start=span.start + sentence.start, end=span.end + sentence.start) for span in marked(score)
        ]
        links = prepared.links[sentence.index]
        named = [_linked(prepared, sentence, link, marks, relevance) for link in links]
        free = [mark for mark in marks if not any(mark.start < link.end and link.start < mark.end for link in links)]
        named += [_marked(prepared, sentence, mark) for mark in free]
        yield from sorted(named, key=lambda mention: mention.start)


def marked(score: SentenceScores) -> tuple[Mark, ...]:
    """The names that the encoder marks in a sentence."""
    return score.spans.get("mentions", ())


def _towards(span: Mark, sentence: Sentence) -> float:
    """Sentiment towards a marked span, -1 to 1; that of the sentence where the model judges no spans."""
    judged = span.heads.get("mention_sentiment")
    return round(judged["positive"] - judged["negative"], 6) if judged else sentence.sentiment.score


def _linked(
    prepared: Prepared, sentence: Sentence, link: Link, marks: Sequence[Mark], relevance: dict[str, float]
) -> Mention:
    entity = link.entity
    mark = next((mark for mark in marks if mark.start < link.end and link.start < mark.end), None)
    return Mention(
        start=link.start,
        end=link.end,
        text=prepared.article.text[link.start : link.end],
        type=link.type,
        sentence=sentence.index,
        entity_id=entity.id if entity else None,
        symbol=entity.symbol if entity else None,
        confidence=CONFIDENCE[link.cue],
        cue=link.cue,
        relevance=relevance.get(entity.id, 0.0) if entity else 0.0,
        sentiment=_towards(mark, sentence) if mark else sentence.sentiment.score,
    )


def _marked(prepared: Prepared, sentence: Sentence, mark: Mark) -> Mention:
    return Mention(
        start=mark.start,
        end=mark.end,
        text=prepared.article.text[mark.start : mark.end],
        type=cast("MentionType", mark.label),
        sentence=sentence.index,
        entity_id=None,
        symbol=None,
        confidence=mark.probability,
        cue=MARKED,
        relevance=0.0,
        sentiment=_towards(mark, sentence),
    )
