"""Teachers' answers as soft targets: for sentences that nobody labelled, and beside the labels.

A run of several passes learns its rarer heads, but by then it repeats the noise in its sentiment labels. Its weights
after one pass have seen no label twice, so a teacher's sentiment is the mean of both. What was labelled keeps half of
its label; the rest, and all that was not, is what the teachers say, whose probabilities are averaged. A question that
some other run answers better than they do is left to that one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from .batches import NOT_ASKED, OVER_SPANS, TAGS, TAGS_WIDTH, Row, SpanRow
from .calibrate import sigmoid, softmax
from .examples import Example
from .heads import BY_NAME, SENTENCE, Head
from .model import AnyModel, load_trained
from .validation import SENTENCE_COLUMNS, TOKEN_COLUMNS, Predictions, spans_of

LABEL = 0.5
"""Share of the label where there is one."""
OWN_TOPIC = {"fed_stance": "fed", "inflation": "inflation"}
"""Heads that mean something in sentences on one topic only."""
MOST = {"softmax": 1.5, "sigmoid": 4.0}
"""The most that a teacher's answer weighs where nobody asked: the heads' own weights make up for rare labels."""
UNASKED_TAGS = 0.4
"""Weight of a teacher's marks where nobody marked: words are many, and would drown the sentence."""
CHUNK = 4096

Predict = Callable[[AnyModel, Sequence[Row]], Predictions]


@dataclass(frozen=True, slots=True)
class Teacher:
    """One teacher's weights: after the first pass and after the best; `lacks` names heads that are younger."""

    first: AnyModel
    best: AnyModel
    lacks: frozenset[str] = frozenset()

    @classmethod
    def load(cls, folder: Path) -> Teacher:
        """From the folder of its run."""
        first, best = load_trained(folder / "first.safetensors"), load_trained(folder / "best.safetensors")
        weights = best.answers.token.weight
        lacks = frozenset(head.name for head in OVER_SPANS if not weights[TOKEN_COLUMNS[head.name]].any())
        return cls(first, best, lacks)


def _probabilities(head: Head, logits: np.ndarray) -> np.ndarray:
    return sigmoid(logits) if head.kind == "sigmoid" else softmax(logits)


def teach(
    rows: Sequence[Row], teachers: Sequence[Teacher], predict: Predict, others: Mapping[str, Teacher] | None = None
) -> Iterator[Row]:
    """The rows with the teachers' answers in their targets, in order.

    `others` answer the sentence heads by whose names they stand.
    """
    known = {head.name for head in OVER_SPANS}.difference(*(teacher.lacks for teacher in teachers))
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        early = [predict(teacher.first, part).sentence for teacher in teachers]
        late = [predict(teacher.best, part) for teacher in teachers]
        sentence = {head.name: _mean(head, [found.sentence for found in late]) for head in SENTENCE}
        feeling = BY_NAME["sentiment"]
        sentence["sentiment"] = (sentence["sentiment"] + _mean(feeling, early)) / 2
        for name, other in (others or {}).items():
            sentence[name] = _mean(BY_NAME[name], [predict(other.best, part).sentence])
        for i, row in enumerate(part):
            answers = {name: values[i] for name, values in sentence.items()}
            yield _taught(row, answers, [found.tokens[i] for found in late], known)


def _mean(head: Head, logits: Sequence[np.ndarray]) -> np.ndarray:
    every = [_probabilities(head, found[:, SENTENCE_COLUMNS[head.name]]) for found in logits]
    mean: np.ndarray = np.mean(every, axis=0)
    return mean


def _taught(row: Row, answers: dict[str, np.ndarray], tokens: Sequence[np.ndarray], known: set[str]) -> Row:
    soft, spans = _tags(row, tokens, known)
    return replace(row, example=_asked(row.example, answers), soft=soft, spans=(*_judged(row, tokens, known), *spans))


def _asked(example: Example, answers: dict[str, np.ndarray]) -> Example:
    targets, weights = dict(example.targets), dict(example.label_weights)
    topics = BY_NAME["topics"].labels
    for head in SENTENCE:
        answer = answers[head.name]
        if head.name in targets:
            targets[head.name] = tuple((LABEL * np.array(targets[head.name]) + (1 - LABEL) * answer).tolist())
            # Where a reader named only the main topic, the teacher knows of the others.
            weights.pop(head.name, None)
            continue
        targets[head.name] = tuple(answer.tolist())
        relevance = answers["topics"][topics.index(OWN_TOPIC[head.name])] if head.name in OWN_TOPIC else 1.0
        weight = min(1.0, MOST[head.kind] / head.weight)
        weights[head.name] = (float(weight * relevance),) * head.width
    return replace(example, targets=targets, label_weights=weights)


def _tags(row: Row, tokens: Sequence[np.ndarray], known: set[str]) -> tuple[np.ndarray, list[SpanRow]]:
    """Distributions on the first pieces of words, and the spans that the teachers see where none were annotated."""
    firsts = list(row.firsts)
    soft = np.zeros((len(row.ids), TAGS_WIDTH), np.float16)
    spans: list[SpanRow] = []
    at = 0
    for head in TAGS:
        mean = np.mean([softmax(found[firsts][:, TOKEN_COLUMNS[head.name]]) for found in tokens], axis=0)
        if head.name in row.tags:
            labels = np.array(row.tags[head.name])[firsts]
            asked = np.flatnonzero(labels != NOT_ASKED)
            gold = np.zeros((len(asked), head.width))
            gold[np.arange(len(asked)), labels[asked]] = 1
            mean[asked] = LABEL * gold + (1 - LABEL) * mean[asked]
        else:
            spans += _seen(row, head, mean, tokens, known)
            mean = UNASKED_TAGS * mean
        soft[firsts, at : at + head.width] = mean
        at += head.width
    return soft, spans


def _seen(row: Row, head: Head, mean: np.ndarray, tokens: Sequence[np.ndarray], known: set[str]) -> Iterator[SpanRow]:
    asked = [other for other in OVER_SPANS if other.over == head.name and other.name in known]
    if not asked or not len(mean):
        return
    ends = [*row.firsts[1:], len(row.ids) - 1]
    for begin, stop, _ in sorted(spans_of(mean.argmax(1).tolist())):
        first, last = row.firsts[begin], ends[stop - 1]
        yield SpanRow(first, last, {other.name: _span(other, first, last, tokens) for other in asked})


def _span(head: Head, first: int, last: int, tokens: Sequence[np.ndarray]) -> tuple[float, ...]:
    logits = [found[first:last, TOKEN_COLUMNS[head.name]].mean(0) for found in tokens]
    answer: np.ndarray = np.mean([_probabilities(head, each) for each in logits], axis=0)
    return tuple(answer.tolist())


def _judged(row: Row, tokens: Sequence[np.ndarray], known: set[str]) -> Iterator[SpanRow]:
    for span in row.spans:
        mixed = dict(span.targets)
        for name in known & set(span.targets):
            gold = span.targets[name]
            answer = np.array(_span(BY_NAME[name], span.first, span.last, tokens))
            mixed[name] = tuple((LABEL * np.array(gold) + (1 - LABEL) * answer).tolist())
        yield SpanRow(span.first, span.last, mixed)
