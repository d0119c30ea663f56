"""Each formula against figures computed by hand or printed in tables."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.studies import statistics as s


def array(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


@pytest.mark.parametrize(
    ("probability", "df", "printed"),
    [(0.975, 1, 12.706), (0.975, 10, 2.228), (0.95, 5, 2.015), (0.995, 30, 2.750), (0.975, 120, 1.980)],
)
def test_students_t_as_in_the_printed_tables(probability: float, df: int, printed: float) -> None:
    assert s.t_quantile(probability, df) == pytest.approx(printed, abs=6e-4)
    assert s.t_p_value(printed, df) == pytest.approx(2 * (1 - probability), abs=2e-4)


def test_students_t_with_one_degree_is_cauchys() -> None:
    for t in (0.3, 1.0, 4.0, 60.0):
        assert s.t_p_value(t, 1) == pytest.approx(1 - 2 * math.atan(t) / math.pi, abs=1e-12)
        assert s.t_p_value(-t, 1) == s.t_p_value(t, 1)


def test_the_plain_error_of_a_mean() -> None:
    assert s.plain_error(array(1, 2, 3, 4)) == pytest.approx(math.sqrt((5 / 3) / 4))


def test_values_of_one_session_count_as_one() -> None:
    # Deviations -1, -1, 1, 1 at sessions 0, 0, 3, 3: sums -2 and 2, so sqrt(4 + 4) / 4.
    assert s.hac_error(array(0, 0, 2, 2), np.array([0, 0, 3, 3]), 0) == pytest.approx(math.sqrt(8) / 4)


STEP = array(0, 0, 0, 0, 2, 2, 2, 2)


def test_neighbouring_sessions_enter_with_bartlett_weights() -> None:
    # Deviations four times -1, four times 1: squares 8, products at lag 1: 3 - 1 + 3, at lag 2: 2 - 2 + 2.
    assert s.hac_error(STEP, np.arange(8), 1) == pytest.approx(math.sqrt(8 + 2 * (1 / 2) * 5) / 8)
    assert s.hac_error(STEP, np.arange(8), 2) == pytest.approx(math.sqrt(8 + 2 * (2 / 3) * 5 + 2 * (1 / 3) * 2) / 8)


def test_sessions_between_count_as_distance_and_the_plain_error_is_the_least() -> None:
    assert s.hac_error(STEP, np.arange(8) * 2, 1) == s.plain_error(STEP)
    to_and_fro = array(0, 2, 0, 2, 0, 2)
    assert s.hac_error(to_and_fro, np.arange(6), 1) == s.plain_error(to_and_fro)


def test_the_average_correlation_of_columns() -> None:
    x = array(1, -1, 1, -1)
    assert s.mean_correlation(np.column_stack([x, x])) == pytest.approx(1)
    assert s.mean_correlation(np.column_stack([x, array(1, 1, -1, -1)])) == 0
    assert s.mean_correlation(np.column_stack([x, -x])) == 0  # never below
    # Two equal columns and one at right angles: (1 + 0 + 0) / 3 pairs.
    assert s.mean_correlation(np.column_stack([x, x, array(1, 1, -1, -1)])) == pytest.approx(1 / 3)
    assert s.mean_correlation(x[:, None]) == 0
    assert s.mean_correlation(np.full((3, 2), np.nan)) == 0


def test_the_correlations_of_windows_that_overlap() -> None:
    shape = (40, 2)
    # One instrument, sessions 0, 1 and 10, five sessions each: 3 + 2 x 4/5.
    assert s.overlap(np.array([0, 1, 10]), np.array([0, 0, 0]), shape, 5, 0.3) == pytest.approx(3 + 1.6)
    # Two instruments on one session: 2 + 2 x 0.3; a session apart: 2 + 2 x 0.3 x 4/5.
    assert s.overlap(np.array([7, 7]), np.array([0, 1]), shape, 5, 0.3) == pytest.approx(2.6)
    assert s.overlap(np.array([7, 8]), np.array([0, 1]), shape, 5, 0.3) == pytest.approx(2.48)
    assert s.overlap(np.array([7, 8]), np.array([0, 1]), shape, 1, 0.3) == pytest.approx(2)


def test_kolari_pynnonen_where_all_windows_coincide() -> None:
    values, r = array(0.5, 1.5, -0.2, 0.8, 1.1), 0.2
    bmp = values.mean() / (values.std(ddof=1) / math.sqrt(5))
    assert s.kolari_pynnonen(values, 5.0) == pytest.approx(bmp)
    assert s.kolari_pynnonen(values, 5 + 20 * r) == pytest.approx(bmp * math.sqrt((1 - r) / (1 + 4 * r)))


def test_equal_values_share_their_rank() -> None:
    assert s.ranks(array(3, 1, 3, 2)).tolist() == [3.5, 1, 3.5, 2]
    assert np.isnan(s.standardised_ranks(array(2, 2, 2))).all()


def test_spearmans_correlation_by_hand() -> None:
    # d = 1, -1, 0, 1, -1: 1 - 6 x 4 / (5 x 24) = 0.8.
    x, y = s.standardised_ranks(array(1, 2, 3, 4, 5)), s.standardised_ranks(array(2, 1, 3, 5, 4))
    assert float((x * y).mean()) == pytest.approx(0.8)
    assert float(s.influence(x, y, 0.8).mean()) == pytest.approx(0)


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=30))
@settings(max_examples=50)
def test_ranks_agree_with_counting(values: list[int]) -> None:
    expected = [sum(v < x for v in values) + (sum(v == x for v in values) + 1) / 2 for x in values]
    assert s.ranks(array(*values)).tolist() == expected


def test_holm_and_benjamini_hochberg_by_hand() -> None:
    p = [0.01, 0.04, 0.03, 0.005]
    assert s.holm(p) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert s.benjamini_hochberg(p) == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert s.holm([0.6, 0.7]) == [1.0, 1.0]
    assert s.holm([]) == s.benjamini_hochberg([]) == []


@pytest.mark.parametrize(("effect", "events"), [(0.5, 34), (0.2, 199), (0.8, 15)])
def test_power_as_in_the_usual_tables_of_the_t_test(effect: float, events: int) -> None:
    assert s.events_needed(effect) == events


@pytest.mark.parametrize(("correlation", "pairs"), [(0.1, 783), (0.3, 85), (0.5, 30)])
def test_power_as_in_the_usual_tables_of_a_correlation(correlation: float, pairs: int) -> None:
    assert s.pairs_needed(correlation) == pairs


def test_what_is_detectable_is_what_was_asked_for() -> None:
    assert s.detectable(2.0, (s.events_needed(0.5) - 1.96**2 / 2)) == pytest.approx(1.0, rel=0.02)


def test_rotations_are_all_shifts_or_a_seeded_draw() -> None:
    assert s.rotations(5, 99, 0).tolist() == [1, 2, 3, 4]
    drawn = s.rotations(5000, 99, 3)
    assert len(set(drawn.tolist())) == 99
    assert 1 <= drawn.min() <= drawn.max() < 5000
    assert drawn.tolist() == s.rotations(5000, 99, 3).tolist() != s.rotations(5000, 99, 4).tolist()


def test_a_rotation_moves_the_pattern_as_a_whole() -> None:
    values = np.column_stack([np.arange(6.0), np.arange(6.0) * 10])
    means = s.placebo_means(values, np.array([0, 5]), np.array([0, 1]), np.array([1, 2]))
    assert means.tolist() == [(1 + 0) / 2, (2 + 10) / 2]
    values[:3, 0] = np.nan
    assert len(s.placebo_means(values, np.array([0]), np.array([0]), np.array([1, 3]))) == 1


def test_the_p_value_counts_the_observation_itself() -> None:
    assert s.permutation_p(11.0, array(*range(-9, 10))) == pytest.approx(1 / 20)
    assert s.permutation_p(0.0, array(0.0, 0.0)) == 1
    assert s.permutation_p(5.0, array()) == 1
