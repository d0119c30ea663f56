"""Temperatures and topic thresholds from the validation cut, measured on the graph that ships."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime

from .heads import HEADS, Head
from .train import Row

TEMPERATURES = np.linspace(0.4, 3.0, 131)
CUTS = np.linspace(0.1, 0.9, 81)
PRIOR = 20
"""A topic with so many validation positives has half its threshold from itself, half from all topics."""


def graph_logits(graph: Path, rows: Sequence[Row]) -> dict[str, np.ndarray]:
    """Logits of each head, each row through the graph alone, as at run time."""
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    names = [head.name for head in HEADS]
    found: list[list[np.ndarray]] = []
    for row in rows:
        ids = np.array([row.ids], dtype=np.int64)
        found.append([out[0] for out in session.run(names, {"input_ids": ids, "attention_mask": np.ones_like(ids)})])
    return {name: np.array(column) for name, column in zip(names, zip(*found, strict=True), strict=True)}


def temperature(logits: np.ndarray, gold: np.ndarray) -> float:
    """The divisor of the logits under which the gold labels are likeliest."""

    def loss(divisor: float) -> float:
        scaled = logits / divisor
        log_sum = np.log(np.exp(scaled - scaled.max(1, keepdims=True)).sum(1)) + scaled.max(1)
        return float((log_sum - scaled[np.arange(len(gold)), gold]).mean())

    return float(round(min(TEMPERATURES, key=loss), 2))


def _f1(gold: np.ndarray, guess: np.ndarray) -> float:
    hits = float((gold & guess).sum())
    return 2 * hits / max(1.0, float(gold.sum() + guess.sum()))


def thresholds(probabilities: np.ndarray, gold: np.ndarray) -> list[float]:
    """The best cut of each topic by F1, drawn towards the best common cut where positives are few."""
    common = float(max(CUTS, key=lambda cut: _f1(gold, probabilities >= cut)))
    cuts: list[float] = []
    for truth, column in zip(gold.T, probabilities.T, strict=True):
        own = [cut for cut in CUTS if _f1(truth, column >= cut) >= max(_f1(truth, column >= c) for c in CUTS)]
        count = int(truth.sum())
        cuts.append(round((count * float(np.median(own)) + PRIOR * common) / (count + PRIOR), 3))
    return cuts


def fit(logits: dict[str, np.ndarray], rows: Sequence[Row]) -> list[dict[str, object]]:
    """The `heads` of the config: name, kind, labels and what was fitted."""
    return [_fit_head(head, logits[head.name], rows) for head in HEADS]


def _fit_head(head: Head, logits: np.ndarray, rows: Sequence[Row]) -> dict[str, object]:
    # Soft targets and single-topic rows do not say what is right for each label.
    kept = [
        i
        for i, row in enumerate(rows)
        if head.name in row.example.targets and head.name not in row.example.label_weights
    ]
    gold = np.array([rows[i].example.targets[head.name] for i in kept])
    entry: dict[str, object] = {"name": head.name, "kind": head.kind, "labels": list(head.labels)}
    if head.kind == "softmax":
        hard = gold.max(1) > 0.99
        entry["temperature"] = temperature(logits[kept][hard], gold[hard].argmax(1))
    else:
        cuts = thresholds(1 / (1 + np.exp(-logits[kept])), gold > 0.5)
        entry["thresholds"] = dict(zip(head.labels, cuts, strict=True))
    return entry
