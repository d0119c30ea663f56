"""An encoder that says what a test tells it to, text by text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

SENTIMENTS = ("negative", "neutral", "positive")


def sure_of(label: str, labels: Sequence[str] = SENTIMENTS, at: float = 0.8) -> dict[str, float]:
    """Probabilities whose largest is this label's."""
    return {each: at if each == label else (1 - at) / (len(labels) - 1) for each in labels}


@dataclass(frozen=True)
class Marked:
    """A span as the encoder marks it."""

    start: int
    end: int
    label: str
    probability: float = 0.9
    heads: Mapping[str, dict[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Scores:
    """What the encoder says of one text; by default that it is neutral, and nothing else."""

    sentiment: dict[str, float] = field(default_factory=lambda: sure_of("neutral"))
    topics: dict[str, float] = field(default_factory=dict)
    topic_labels: tuple[str, ...] = ()
    heads: dict[str, dict[str, float]] = field(default_factory=dict)
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    spans: dict[str, tuple[Marked, ...]] = field(default_factory=dict)
    undecided: frozenset[str] = frozenset()


def feels(label: str, at: float = 0.8) -> Scores:
    """A text of this sentiment."""
    return Scores(sentiment=sure_of(label, at=at))


class FakeEncoder:
    """Answers from a table by text; `judged` is the sentiment towards a span by its words. Counts what it is asked."""

    model_id = "fake-1+000000000000"

    def __init__(
        self, said: Mapping[str, Scores] | None = None, judged: Mapping[str, str] | None = None, **otherwise: Any
    ) -> None:
        self.said = dict(said or {})
        self.judged = judged or {}
        self.otherwise = replace(Scores(), **otherwise)
        self.asked = 0

    def score(self, texts: Sequence[str]) -> list[Any]:
        self.asked += len(texts)
        return [self.said.get(text, self.otherwise) for text in texts]

    def judge_many(
        self, rows: Sequence[tuple[str, Sequence[tuple[int, int]]]], head: str = "target_sentiment"
    ) -> list[list[dict[str, float]]]:
        assert head == "target_sentiment"
        return [[sure_of(self.judged[text[start:end]]) for start, end in spans] for text, spans in rows]


class Plain:
    """An encoder that answers sentiment alone, as a foreign classifier does."""

    model_id = "plain"

    def score(self, texts: Sequence[str]) -> list[Any]:
        return [feels("positive") for _ in texts]
