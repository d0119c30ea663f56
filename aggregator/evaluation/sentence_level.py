"""What the encoder says of each annotated sentence: sentiment, topics, kinds, the words that fill a claim's fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import TYPE_CHECKING

from aggregator.evaluation import asking, metrics
from aggregator.evaluation.annotated import GoldArticle, GoldSentence
from aggregator.evaluation.results import Share

if TYPE_CHECKING:
    from aggregator.evaluation import Job
    from aggregator.understand.encoder.model import SentenceScores

SLOTS = {"subject": "subject", "value": "value_text", "speaker": "speaker"}
"""Tags head -> the annotated field whose words it marks."""

Place = tuple[int, int]
Said = tuple[str, GoldSentence, "SentenceScores"]


def measure(job: Job, articles: Sequence[GoldArticle]) -> dict[str, Share]:
    """Figures over sentences, for what the annotation carries and the model answers; intervals over articles.

    `n` counts sentences for the accuracy of sentiment, annotated things for F1.
    """
    sentences = [(article.item, sentence) for article in articles for sentence in article.sentences]
    scores = asking.scores(job, [sentence.text for _, sentence in sentences])
    said: list[Said] = [(item, sentence, score) for (item, sentence), score in zip(sentences, scores, strict=True)]
    rows = {
        "sentiment_accuracy": (metrics.share, _sentiment(said)),
        "topics_f1": (metrics.f1, _topics(said)),
        "kinds_f1": (metrics.f1, _kinds(said)),
        "mentions_f1": (metrics.f1, _mentions(said)),
        **{f"{head}_f1": (metrics.two_sided_f1, _slot(said, head, name)) for head, name in SLOTS.items()},
    }
    found = {}
    for name, (metric, counted) in rows.items():
        if counts := list(counted):
            by_article = metrics.by_unit([unit for unit, _ in counts], [count for _, count in counts])
            found[name] = metrics.shared(by_article, metric)
    return found


def _sentiment(said: Iterable[Said]) -> Iterator[tuple[str, tuple[int, ...]]]:
    for item, gold, scores in said:
        if gold.sentiment is not None:
            yield item, (int(asking.best(scores.sentiment)[0] == gold.sentiment), 1)


def _topics(said: Iterable[Said]) -> Iterator[tuple[str, tuple[int, ...]]]:
    for item, gold, scores in said:
        if gold.topics is not None and scores.topics:
            yield item, _sets(gold.topics, set(scores.topic_labels))


def _kinds(said: Iterable[Said]) -> Iterator[tuple[str, tuple[int, ...]]]:
    for item, gold, scores in said:
        if "kinds" in scores.labels:
            yield item, _sets({claim.kind for claim in gold.claims}, set(scores.labels["kinds"]))


def _mentions(said: Iterable[Said]) -> Iterator[tuple[str, tuple[int, ...]]]:
    for item, gold, scores in said:
        if gold.mentions is not None and "mentions" in scores.spans:
            found = {(span.start, span.end, span.label) for span in scores.spans["mentions"]}
            yield item, _sets({(span.start, span.end, span.label) for span in gold.mentions}, found)


def _slot(said: Iterable[Said], head: str, name: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """(gold overlapped, gold, predicted that overlap, predicted): words that overlap are the same slot."""
    for item, gold, scores in said:
        if head not in scores.spans:
            continue
        wanted = {place for claim in gold.claims if (place := _place(gold.text, getattr(claim, name)))}
        found = {(span.start, span.end) for span in scores.spans[head]}
        yield item, (_overlapped(wanted, found), len(wanted), _overlapped(found, wanted), len(found))


def _sets(gold: Set[object], found: Set[object]) -> tuple[int, int, int]:
    return len(gold & found), len(gold), len(found)


def _overlapped(these: Set[Place], others: Set[Place]) -> int:
    return sum(any(start < b and a < end for a, b in others) for start, end in these)


def _place(text: str, words: str | None) -> Place | None:
    """Where annotated words first stand, as whole words where they can; a speaker may stand in another sentence."""
    if words is None:
        return None
    whole = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    start = whole.start() if whole else text.find(words)
    return (start, start + len(words)) if start >= 0 else None
