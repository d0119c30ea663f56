"""One labelled sentence, as training sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of the sentence (characters) with the label of a tags head."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A stretch of the sentence with targets for heads over spans."""

    start: int
    end: int
    targets: dict[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and what is known of it; a head that is not named was not asked, and its loss is 0 here.

    `targets` are distributions (softmax) or hits (sigmoid) of sentence heads, `label_weights` say how much each label
    of a sigmoid head counts. `tags` holds, by tags head, all spans of the sentence. `unknown` stretches count for no
    tags head. `judged` spans train the heads over spans.
    """

    text: str
    group: str
    source: str
    targets: dict[str, tuple[float, ...]] = field(default_factory=dict)
    label_weights: dict[str, tuple[float, ...]] = field(default_factory=dict)
    tags: dict[str, tuple[Marked, ...]] = field(default_factory=dict)
    unknown: tuple[tuple[int, int], ...] = ()
    judged: tuple[Judged, ...] = ()


def one_hot(label: str, labels: tuple[str, ...]) -> tuple[float, ...]:
    """1 for the label, 0 for the others."""
    return tuple(float(name == label) for name in labels)


def share(found: Iterable[str], labels: tuple[str, ...]) -> tuple[float, ...] | None:
    """The labels' shares among what was found; None when none of them was."""
    counts = Counter(label for label in found if label in labels)
    total = sum(counts.values())
    return tuple(counts[label] / total for label in labels) if total else None


def disjoint(spans: Iterable[Marked]) -> tuple[Marked, ...]:
    """Spans in order without overlaps: of two that overlap, the longer stays."""
    kept: list[Marked] = []
    for span in sorted(set(spans), key=lambda s: (s.start - s.end, s.start)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return tuple(sorted(kept, key=lambda s: s.start))
