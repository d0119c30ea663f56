"""Temperatures, thresholds and abstain bands from the validation cut, measured on the graph that ships."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .batches import NOT_ASKED, TAGS, Row
from .heads import HEADS, Head
from .validation import TOKEN_COLUMNS, Predictions, answers, tag_spans, validation_scores

TEMPERATURES = np.linspace(0.4, 3.0, 131)
CUTS = np.linspace(0.1, 0.9, 81)
PRIOR = 20
"""A label with so many validation positives has half its threshold from itself, half from all labels."""
SURE = 0.9
"""Answers outside the abstain band are to be right this often on validation, where half of them can be."""
LEAST_ANSWERED = 0.5
SEED, DRAWS = 5, 400


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities over the last axis."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    shares: np.ndarray = powers / powers.sum(-1, keepdims=True)
    return shares


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """Probabilities of yes."""
    yes: np.ndarray = 1 / (1 + np.exp(-np.clip(logits, -60, 60)))
    return yes


def _softmax_loss(logits: np.ndarray, gold: np.ndarray) -> float:
    return float(-np.log(softmax(logits)[np.arange(len(gold)), gold] + 1e-12).mean())


def _sigmoid_loss(logits: np.ndarray, gold: np.ndarray) -> float:
    yes = sigmoid(logits)
    return float(-(gold * np.log(yes + 1e-12) + (1 - gold) * np.log(1 - yes + 1e-12)).mean())


def temperature(loss: Callable[[np.ndarray, np.ndarray], float], logits: np.ndarray, gold: np.ndarray) -> float:
    """The divisor of the logits under which the gold labels are likeliest."""
    return float(round(min(TEMPERATURES, key=lambda divisor: loss(logits / divisor, gold)), 2))


def _f1(gold: np.ndarray, guess: np.ndarray) -> float:
    hits = float((gold & guess).sum())
    return 2 * hits / max(1.0, float(gold.sum() + guess.sum()))


def thresholds(probabilities: np.ndarray, gold: np.ndarray) -> list[float]:
    """The best cut of each label by F1, drawn towards the best common cut where positives are few."""
    common = float(max(CUTS, key=lambda cut: _f1(gold, probabilities >= cut)))
    cuts: list[float] = []
    for truth, column in zip(gold.T, probabilities.T, strict=True):
        scores = [_f1(truth, column >= cut) for cut in CUTS]
        own = [cut for cut, score in zip(CUTS, scores, strict=True) if score >= max(scores)]
        count = int(truth.sum())
        cuts.append(round((count * float(np.median(own)) + PRIOR * common) / (count + PRIOR), 3))
    return cuts


def band(certainty: np.ndarray, right: np.ndarray) -> float:
    """The certainty under which to abstain: the lowest above which answers are right as often as `SURE`.

    Where even the surer half is not, the median: half of the answers are kept.
    """
    order = np.argsort(-certainty, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    kept = np.flatnonzero(share >= SURE)
    last = max(int(kept[-1]) if len(kept) else 0, int(len(order) * LEAST_ANSWERED) - 1)
    return float(round(certainty[order[last]], 3))


def fit(found: Predictions, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The `heads` of the config: name, kind, labels and what was fitted."""
    return [_fit_head(head, found, rows) for head in HEADS]


def _fit_head(head: Head, found: Predictions, rows: Sequence[Row]) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": head.name, "kind": head.kind, "over": head.over, "labels": list(head.labels)}
    if head in TAGS:
        logits, labels = _words(head, found, rows)
        return entry | {"temperature": temperature(_softmax_loss, logits, labels)}
    logits, gold = answers(head, found, rows)
    if head.kind == "softmax":
        labels = gold.argmax(1)
        divisor = temperature(_softmax_loss, logits, labels)
        probabilities = softmax(logits / divisor)
        cut = band(probabilities.max(1), probabilities.argmax(1) == labels)
        return entry | {"temperature": divisor, "abstain": cut}
    truth = gold > 0.5
    divisor = temperature(_sigmoid_loss, logits, gold)
    probabilities = sigmoid(logits / divisor)
    cuts = np.array(thresholds(probabilities, truth))
    distance = np.abs(probabilities - cuts)
    width = band(distance.ravel(), ((probabilities >= cuts) == truth).ravel())
    named = dict(zip(head.labels, cuts.tolist(), strict=True))
    return entry | {"temperature": divisor, "thresholds": named, "abstain": width}


def _words(head: Head, found: Predictions, rows: Sequence[Row]) -> tuple[np.ndarray, np.ndarray]:
    """Logits and BIO labels of every word that was asked."""
    logits, labels = [], []
    for tokens, row in zip(found.tokens, rows, strict=True):
        if head.name in row.tags:
            gold = np.array(row.tags[head.name])
            asked = gold != NOT_ASKED
            logits.append(tokens[asked][:, TOKEN_COLUMNS[head.name]])
            labels.append(gold[asked])
    return np.concatenate(logits), np.concatenate(labels)


def error(certainty: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over bins of equal mass."""
    parts = np.array_split(np.argsort(certainty, kind="stable"), bins)
    gaps = [abs(certainty[part].mean() - right[part].mean()) * len(part) for part in parts if len(part)]
    return float(sum(gaps) / max(1, len(certainty)))


def chance(certainty: np.ndarray) -> float:
    """The calibration error that a perfectly calibrated model of these certainties stays under in 95 of 100 draws."""
    rng = np.random.default_rng(SEED)
    return float(np.quantile([error(certainty, rng.random(len(certainty)) < certainty) for _ in range(DRAWS)], 0.95))


def report(entries: Sequence[dict[str, Any]], found: Predictions, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """How right and how calibrated each head is on the rows that fitted it."""
    scores = validation_scores(found, rows)
    lines: dict[str, dict[str, Any]] = {}
    for head, entry in zip(HEADS, entries, strict=True):
        if head in TAGS:
            n = sum(len(gold) for gold, _ in tag_spans(head, found, rows))
            lines[head.name] = {"n": n, "metric": "F1 of exact spans", "value": scores[head.name]}
            continue
        logits, gold = answers(head, found, rows)
        if head.kind == "softmax":
            probabilities = softmax(logits / entry["temperature"])
            certainty, right = probabilities.max(1), probabilities.argmax(1) == gold.argmax(1)
            line = {"metric": "accuracy", "value": float(right.mean()), "ece": error(certainty, right)}
            line["chance"] = chance(certainty)
        else:
            probabilities = sigmoid(logits / entry["temperature"])
            cuts, truth = np.array(list(entry["thresholds"].values())), gold > 0.5
            certainty, right = np.abs(probabilities - cuts).ravel(), ((probabilities >= cuts) == truth).ravel()
            line = {"metric": "micro F1", "value": _f1(truth, probabilities >= cuts)}
            line |= {"ece": error(probabilities.ravel(), truth.ravel()), "chance": chance(probabilities.ravel())}
        answered = certainty >= entry["abstain"]
        line |= {"answered": float(answered.mean()), "right": float(right[answered].mean())}
        lines[head.name] = {"n": len(gold), **line}
    return lines
