"""The formulas on cases that can be checked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from aggregator.evaluation import metrics

# gold a: 3 right, 1 taken for b; gold b: 2 right, 2 taken for a; c occurs nowhere.
MATRIX = np.array([[[3.0, 1.0, 0.0], [2.0, 2.0, 0.0], [0.0, 0.0, 0.0]]])
F1_A, F1_B = 2 * 3 / (4 + 5), 2 * 2 / (4 + 3)


def test_accuracy_and_f1_of_a_confusion_matrix() -> None:
    assert metrics.accuracy(MATRIX)[0] == 5 / 8
    assert metrics.macro_f1(MATRIX)[0] == pytest.approx((F1_A + F1_B) / 2)
    assert metrics.weighted_f1(MATRIX)[0] == pytest.approx((4 * F1_A + 4 * F1_B) / 8)


def test_a_label_that_is_only_answered_counts_in_the_macro_mean() -> None:
    wrong = np.array([[1.0, 1.0], [0.0, 0.0]])
    assert metrics.macro_f1(wrong) == pytest.approx((2 / 3 + 0) / 2)
    assert metrics.weighted_f1(wrong) == pytest.approx(2 / 3)


def test_f1_of_spans() -> None:
    counts = np.array([3.0, 6.0, 4.0])
    assert metrics.f1(counts) == 0.6
    assert metrics.precision(counts) == 0.75
    assert metrics.recall(counts) == 0.5
    by_type = np.array([[3.0, 6.0, 4.0], [1.0, 2.0, 2.0], [0.0, 0.0, 0.0]])
    assert metrics.types_macro_f1(by_type) == pytest.approx((0.6 + 0.5) / 2)
    assert metrics.types_weighted_f1(by_type) == pytest.approx((6 * 0.6 + 2 * 0.5) / 8)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((1.0, 2.0, 3.0, 4.0), 2 * 0.5 * 0.75 / 1.25),
        ((0.0, 2.0, 0.0, 0.0), 0.0),
        ((0.0, 0.0, 0.0, 3.0), 0.0),
        ((0.0, 2.0, 0.0, 3.0), 0.0),
    ],
)
def test_f1_with_hits_on_both_sides(counts: tuple[float, ...], expected: float) -> None:
    assert metrics.two_sided_f1(np.array(counts)) == pytest.approx(expected)


def test_a_measure_of_nothing_is_none() -> None:
    nothing = metrics.found(np.zeros((3, 4)))
    assert (nothing.n, nothing.precision, nothing.recall, nothing.f1.value, nothing.f1.low) == (
        0,
        None,
        None,
        None,
        None,
    )
    assert metrics.calibration_error([], []) is None


def test_calibration_error_of_ten_equal_bins() -> None:
    # Ten bins of two: all sure to 0.9; in five bins both are right, in five one is.
    confidences = [0.9] * 20
    right = [True, True] * 5 + [True, False] * 5
    assert metrics.calibration_error(confidences, right) == pytest.approx((5 * 0.1 + 5 * 0.4) / 10)
    # Bins are of answers in the order of their confidence, not in the order of the file.
    assert metrics.calibration_error([0.6, 1.0] * 10, [False, True] * 10) == pytest.approx(0.3)


def test_intervals_are_drawn_over_units_and_always_the_same() -> None:
    rng = np.random.default_rng(1)
    right = (rng.random(400) < 0.8).astype(float)
    counts = np.stack([right, np.ones(400)], axis=-1)
    one, again = metrics.figure(counts, metrics.share), metrics.figure(counts, metrics.share)
    assert one == again
    assert one.low is not None
    assert one.high is not None
    spread = 1.96 * (0.8 * 0.2 / 400) ** 0.5
    assert one.high - one.low == pytest.approx(2 * spread, rel=0.15)
    # Forty of each in one document: the answers of a document stand and fall together.
    grouped = metrics.by_unit([f"doc:{i // 40}" for i in range(400)], np.stack([np.sort(right), np.ones(400)], axis=-1))
    assert grouped.shape == (10, 2)
    wide = metrics.figure(grouped, metrics.share)
    assert wide.value == one.value
    assert (wide.high or 0) - (wide.low or 0) > 2 * (one.high - one.low)


def test_one_unit_has_an_interval_of_no_width() -> None:
    assert metrics.figure(np.array([[1.0, 2.0]]), metrics.share) == metrics.Figure(0.5, 0.5, 0.5)
