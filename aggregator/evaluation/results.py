"""What a measurement found, as records, and as the document that `aggregator eval --json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aggregator.errors import ItemError

DECIMALS = 6
SHOWN_FAILURES = 50
"""Of a file of another kind every line fails the same way; the others are counted."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95 % interval; all None where nothing could be measured."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts by gold label (rows) and answer (columns)."""

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """How a kind of thing was found: `n` of it in the gold, `n_predicted` by the model."""

    n: int
    n_predicted: int
    precision: float | None
    recall: float | None
    f1: Figure


@dataclass(frozen=True, slots=True)
class Share:
    """How many of `n` were right."""

    n: int
    accuracy: Figure


@dataclass(frozen=True, slots=True)
class Result:
    """One task on one file by one model.

    `n` counts what the task scores, `units` what was drawn again for the intervals (`unit` says what that is).
    `counts`, `figures`, `groups` (as by_kind) and `shares` are by the names of the document.
    """

    task: str
    model_id: str
    n: int
    unit: str
    units: int
    figures: Mapping[str, Figure]
    ece: float | None
    confusion: Confusion
    counts: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, Found]] = field(default_factory=dict)
    shares: Mapping[str, Share] = field(default_factory=dict)
    sentences: Mapping[str, Share] = field(default_factory=dict)
    failures: tuple[ItemError, ...] = ()

    def intervals(self) -> dict[str, tuple[float, float]]:
        """The interval of each figure by its name; inside a group by `by_kind.move`."""
        named = dict(self.figures)
        for group, rows in self.groups.items():
            named |= {f"{group}.{key}": row.f1 for key, row in rows.items()}
        named |= {key: share.accuracy for key, share in self.shares.items()}
        named |= {f"sentences.{key}": share.accuracy for key, share in self.sentences.items()}
        return {
            key: (round(figure.low, DECIMALS), round(figure.high, DECIMALS))
            for key, figure in named.items()
            if figure.low is not None and figure.high is not None
        }

    def to_dict(self) -> dict[str, object]:
        """The document: plain values, the same for the same rows and model."""
        document: dict[str, object] = {"task": self.task, "model_id": self.model_id, "n": self.n}
        document |= {"resampled": {"unit": self.unit, "n": self.units}, **self.counts}
        document |= {key: _round(figure.value) for key, figure in self.figures.items()}
        document["ece"] = _round(self.ece)
        document["intervals"] = {key: list(pair) for key, pair in self.intervals().items()}
        document |= {group: {key: _found(row) for key, row in rows.items()} for group, rows in self.groups.items()}
        document |= {key: _share(share) for key, share in self.shares.items()}
        if self.sentences:
            document["sentences"] = {key: _share(share, "value") for key, share in self.sentences.items()}
        document["confusion"] = {"labels": list(self.confusion.labels), "counts": [*map(list, self.confusion.counts)]}
        document["n_failed"] = len(self.failures)
        document["failures"] = [str(failure) for failure in self.failures[:SHOWN_FAILURES]]
        return document


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)


def _share(share: Share, name: str = "accuracy") -> dict[str, object]:
    return {"n": share.n, name: _round(share.accuracy.value)}


def _found(row: Found) -> dict[str, object]:
    return {
        "n": row.n,
        "n_predicted": row.n_predicted,
        "precision": _round(row.precision),
        "recall": _round(row.recall),
        "f1": _round(row.f1.value),
    }
