"""The formulas: each works on counts that add up over units, so that a bootstrap draws units and sums their counts.

Counts stand in the last axes of an array, so one call measures a thousand drawn samples at once. A measure of nothing
(0 of 0) is NaN inside an array and None in a :class:`Figure`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from aggregator.evaluation.results import Confusion, Figure, Found, Share

Array = npt.NDArray[np.float64]
Metric = Callable[[Array], Array]

RESAMPLES = 1000
PERCENTILES = (2.5, 97.5)
BINS = 10
_DRAWN_AT_ONCE = 50  # samples; of 100,000 units these are 40 MB


def ratio(part: Array, whole: Array) -> Array:
    """`part` / `whole`, NaN for 0 / 0."""
    found: Array = np.full(np.broadcast(part, whole).shape, np.nan)
    np.divide(part, whole, out=found, where=whole > 0)
    return found


def accuracy(matrix: Array) -> Array:
    """Share on the diagonal of a confusion matrix (rows gold, columns answers)."""
    return ratio(np.trace(matrix, axis1=-2, axis2=-1), matrix.sum((-2, -1)))


def _by_label(matrix: Array) -> tuple[Array, Array]:
    """F1 of each label, NaN where it is neither in the gold nor among the answers, and how often it is in the gold."""
    gold, answers = matrix.sum(-1), matrix.sum(-2)
    return ratio(2 * np.diagonal(matrix, axis1=-2, axis2=-1), gold + answers), gold


def macro_f1(matrix: Array) -> Array:
    """Mean F1 over the labels that occur in the gold or among the answers."""
    return mean_f1(*_by_label(matrix), weighted=False)


def weighted_f1(matrix: Array) -> Array:
    """Mean F1 over labels, weighted by how often each is in the gold."""
    return mean_f1(*_by_label(matrix), weighted=True)


def mean_f1(scores: Array, gold: Array, *, weighted: bool) -> Array:
    """Mean of F1 scores by label (last axis); NaN scores count as absent labels."""
    weights = gold if weighted else (~np.isnan(scores)).astype(float)
    return ratio((np.nan_to_num(scores) * weights).sum(-1), weights.sum(-1))


def f1(counts: Array) -> Array:
    """F1 of (hits, gold, predicted) in the last axis: 2 hits / (gold + predicted)."""
    return ratio(2 * counts[..., 0], counts[..., 1] + counts[..., 2])


def precision(counts: Array) -> Array:
    """Share of what was predicted that is right, of (hits, gold, predicted)."""
    return ratio(counts[..., 0], counts[..., 2])


def recall(counts: Array) -> Array:
    """Share of the gold that was found, of (hits, gold, predicted)."""
    return ratio(counts[..., 0], counts[..., 1])


def types_macro_f1(counts: Array) -> Array:
    """Mean F1 over types of (hits, gold, predicted), types in the last axis but one."""
    return mean_f1(f1(counts), counts[..., 1], weighted=False)


def types_weighted_f1(counts: Array) -> Array:
    """The same, weighted by how often each type is in the gold."""
    return mean_f1(f1(counts), counts[..., 1], weighted=True)


def two_sided_f1(counts: Array) -> Array:
    """F1 where a hit is counted on each side: (gold found, gold, predicted right, predicted) in the last axis."""
    recall, precision = ratio(counts[..., 0], counts[..., 1]), ratio(counts[..., 2], counts[..., 3])
    score = ratio(2 * recall * precision, recall + precision)
    # None found of some, or some found where there were none: 0, not unknown.
    return np.where((counts[..., 1] + counts[..., 3] > 0) & np.isnan(score), 0.0, score)


def share(counts: Array) -> Array:
    """(right, all) in the last axis."""
    return ratio(counts[..., 0], counts[..., 1])


def by_unit(units: Sequence[str], counts: Iterable[npt.ArrayLike]) -> Array:
    """Counts summed by unit, in order of first appearance."""
    place = {unit: i for i, unit in enumerate(dict.fromkeys(units))}
    rows = np.array(list(counts), dtype=np.float64)
    sums = np.zeros((len(place), *rows.shape[1:]))
    np.add.at(sums, [place[unit] for unit in units], rows)
    return sums


def figure(counts: Array, metric: Metric) -> Figure:
    """A metric of counts by unit (first axis), with its percentile bootstrap interval; seeded, so always the same."""
    value = float(metric(counts.sum(0)))
    if np.isnan(value):
        return Figure(None)
    rng = np.random.default_rng(0)
    n, flat = len(counts), counts.reshape(len(counts), -1)
    drawn: list[Array] = []
    for _ in range(0, RESAMPLES, _DRAWN_AT_ONCE):
        times = rng.multinomial(n, np.full(n, 1 / n), _DRAWN_AT_ONCE)
        drawn.append(metric((times @ flat).reshape(-1, *counts.shape[1:])))
    values = np.concatenate(drawn)
    low, high = np.percentile(values[~np.isnan(values)], PERCENTILES)
    return Figure(value, float(low), float(high))


def found(counts: Array) -> Found:
    """Precision, recall and F1 of (gold found, gold, predicted right, predicted) by unit."""
    gold_hits, gold, hits, predicted = counts.sum(0)
    return Found(
        n=int(gold),
        n_predicted=int(predicted),
        precision=float(hits / predicted) if predicted else None,
        recall=float(gold_hits / gold) if gold else None,
        f1=figure(counts, two_sided_f1),
    )


def shared(counts: Array, metric: Metric = share) -> Share:
    """A :class:`Share` of (right, all) by unit."""
    return Share(int(counts[:, 1].sum()), figure(counts, metric))


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """Expected calibration error: mean |confidence - share right| over ten bins of equally many answers.

    It carries no interval: of drawn samples it is biased upwards, and would not contain the figure itself.
    """
    if not confidences:
        return None
    order = np.argsort(confidences, kind="stable")
    gaps = np.asarray(confidences, dtype=np.float64)[order] - np.asarray(right, dtype=np.float64)[order]
    return float(sum(abs(part.sum()) for part in np.array_split(gaps, BINS)) / len(gaps))


def confusion(labels: Sequence[str], matrix: Array) -> Confusion:
    """A summed matrix as a record."""
    return Confusion(tuple(labels), tuple(tuple(int(count) for count in row) for row in matrix))


def matrices(labels: Sequence[str], pairs: Sequence[tuple[str, str]]) -> Array:
    """One confusion matrix for each (gold, answer)."""
    place = {label: i for i, label in enumerate(labels)}
    cells = np.zeros((len(pairs), len(labels), len(labels)))
    for i, (gold, answer) in enumerate(pairs):
        cells[i, place[gold], place[answer]] = 1
    return cells
