"""The table of heads: what the shared encoder is asked about each sentence.

A further question (claim kinds, tense, certainty) is one more row here plus a
reader in ``data.py`` that fills its targets; the model, the loss, the export
and the runtime go by this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aggregator.records import TOPICS


@dataclass(frozen=True, slots=True)
class Head:
    """One question: its name, how its scores add up, its labels, its loss weight."""

    name: str
    kind: Literal["softmax", "sigmoid"]
    labels: tuple[str, ...]
    weight: float = 1.0


HEADS = (
    Head("sentiment", "softmax", ("negative", "neutral", "positive")),
    Head("topics", "sigmoid", TOPICS, weight=8.0),
    Head("fed_stance", "softmax", ("dovish", "neutral", "hawkish"), weight=1.5),
)
BY_NAME = {head.name: head for head in HEADS}
