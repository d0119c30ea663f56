"""What a model says of the validation rows, head by head, and how right it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .batches import NOT_ASKED, TAGS, Row
from .heads import BY_NAME, SENTENCE, TOKEN, Head

CERTAIN = 0.99
"""Targets under this are shares among several claims or names: right for training, no answer to score."""


@dataclass(frozen=True, slots=True)
class Predictions:
    """Concatenated logits: sentence heads [rows, n], token heads by row [tokens, m]."""

    sentence: np.ndarray
    tokens: list[np.ndarray]


def columns(heads: tuple[Head, ...]) -> dict[str, slice]:
    """Where each head's logits stand in the concatenation."""
    found, at = {}, 0
    for head in heads:
        found[head.name] = slice(at, at + head.width)
        at += head.width
    return found


SENTENCE_COLUMNS, TOKEN_COLUMNS = columns(SENTENCE), columns(TOKEN)


def answers(head: Head, found: Predictions, rows: Sequence[Row]) -> tuple[np.ndarray, np.ndarray]:
    """Logits and targets of a softmax or sigmoid head, over the sentences or spans where the target is certain."""
    logits: list[np.ndarray] = []
    gold: list[tuple[float, ...]] = []
    for i, row in enumerate(rows):
        if head.over == "sentence":
            if head.name in row.example.targets and head.name not in row.example.label_weights:
                logits.append(found.sentence[i, SENTENCE_COLUMNS[head.name]])
                gold.append(row.example.targets[head.name])
            continue
        for span in row.spans:
            if head.name in span.targets:
                logits.append(found.tokens[i][span.first : span.last, TOKEN_COLUMNS[head.name]].mean(0))
                gold.append(span.targets[head.name])
    values, targets = np.array(logits), np.array(gold)
    if head.kind == "softmax" and len(targets):
        certain = targets.max(1) > CERTAIN
        values, targets = values[certain], targets[certain]
    return values, targets


def spans_of(labels: Sequence[int]) -> set[tuple[int, int, int]]:
    """BIO labels of words -> spans (first word, one past the last, label); a stray inside label starts a span."""
    found: set[tuple[int, int, int]] = set()
    start, kind = 0, -1
    for i, label in enumerate([*labels, 0]):
        begins = label > 0 and (label % 2 == 1 or (label - 1) // 2 != kind)
        if kind >= 0 and (label == 0 or begins):
            found.add((start, i, kind))
            kind = -1
        if begins:
            start, kind = i, (label - 1) // 2
    return found


def tag_spans(
    head: Head, found: Predictions, rows: Sequence[Row]
) -> list[tuple[set[tuple[int, int, int]], set[tuple[int, int, int]]]]:
    """Gold and predicted spans of each row where the head was asked."""
    pairs = []
    for i, row in enumerate(rows):
        if head.name in row.tags:
            labels = np.array(row.tags[head.name])
            asked = labels != NOT_ASKED
            guess = found.tokens[i][asked][:, TOKEN_COLUMNS[head.name]].argmax(1)
            pairs.append((spans_of(labels[asked].tolist()), spans_of(guess.tolist())))
    return pairs


def _f1(hits: float, gold: float, guess: float) -> float:
    return 2 * hits / max(1.0, gold + guess)


def _macro_f1(gold: np.ndarray, guess: np.ndarray) -> float:
    labels = np.unique(gold)
    return float(
        np.mean([_f1(((gold == k) & (guess == k)).sum(), (gold == k).sum(), (guess == k).sum()) for k in labels])
    )


def validation_scores(found: Predictions, rows: Sequence[Row]) -> dict[str, float]:
    """Macro F1 of softmax heads, micro F1 of the others (at even odds; of exact spans for tags), and their mean."""
    scores: dict[str, float] = {}
    for head in BY_NAME.values():
        if head in TAGS:
            pairs = tag_spans(head, found, rows)
            scores[head.name] = _f1(
                sum(len(g & p) for g, p in pairs), sum(len(g) for g, _ in pairs), sum(len(p) for _, p in pairs)
            )
            continue
        logits, gold = answers(head, found, rows)
        if not len(gold):
            continue
        if head.kind == "softmax":
            scores[head.name] = _macro_f1(gold.argmax(1), logits.argmax(1))
        else:
            hits = (gold > 0.5) & (logits > 0)
            scores[head.name] = _f1(hits.sum(), (gold > 0.5).sum(), (logits > 0).sum())
    scores["mean"] = sum(scores.values()) / len(scores)
    return scores
