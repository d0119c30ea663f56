"""On simulated panels the truth is known: nothing is found where nothing is, and what was planted is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from aggregator.studies import abnormal, coefficient, events, statistics
from aggregator.studies.panel import Panel
from aggregator.studies.records import Cell, Plan, Refusal
from tests.studies import made

PLAN = Plan("test", horizons=(1, 5), draws=199, effect=0.8)


def cells_of(panel: Panel, group: events.Events, plan: Plan = PLAN) -> list[Cell]:
    answers = list(events.cells(panel, [group], plan))
    assert all(isinstance(answer, Cell) for answer in answers)
    return [answer for answer in answers if isinstance(answer, Cell)]


def plant(panel: Panel, group: events.Events, size: float, sessions: Sequence[int]) -> Panel:
    """The panel with `size` percent more on these sessions after each event (0: the first one held)."""
    first, rest = panel.first.copy(), panel.rest.copy()
    for step in sessions:
        if step == 0:
            first[group.at, group.column] += size
        rest[group.at + step, group.column] += size
    return replace(panel, first=first, rest=rest)


@pytest.fixture(scope="module")
def null() -> list[Cell]:
    """200 panels of correlated instruments without any effect, events in clusters of whole weeks."""
    found = []
    for seed in range(200):
        panel = made.panel(seed, 420, 4, common=0.3)
        rng = np.random.default_rng(1000 + seed)
        starts = rng.choice(np.arange(140, 380, 8), size=14, replace=False)
        rows = np.repeat(np.concatenate([starts, starts + 1, starts + 3]), 2)
        columns = np.concatenate([rng.permutation(4)[:2] for _ in range(len(rows) // 2)])
        group = made.at(rows, columns, 395)
        found += cells_of(panel, group, replace(PLAN, horizons=(5,), effect=1.0))
    return found


def test_p_values_are_uniform_where_nothing_is(null: list[Cell]) -> None:
    p = np.array([cell.p for cell in null])
    assert len(p) == 400
    assert abs(p.mean() - 0.5) < 0.07
    for level in (0.05, 0.1, 0.25, 0.5, 0.75):
        # The two models of a panel answer nearly alike, so 200 count: three standard errors.
        assert abs((p <= level).mean() - level) < 3 * np.sqrt(level * (1 - level) / 200) + 0.01


def test_intervals_cover_nothing_nine_times_in_ten_or_more(null: list[Cell]) -> None:
    assert np.mean([cell.low <= 0 <= cell.high for cell in null]) > 0.90


def test_the_adjusted_statistic_keeps_its_level(null: list[Cell]) -> None:
    rejected = np.mean([cell.p_kp is not None and cell.p_kp < 0.05 for cell in null])
    assert rejected < 0.10


def test_errors_that_ignore_overlap_and_clusters_would_not(null: list[Cell]) -> None:
    fooled = np.mean([abs(cell.mean) > 1.96 * cell.se_plain for cell in null])
    assert fooled > 0.15


@pytest.mark.parametrize("size", [0.8, -0.8])
def test_a_planted_effect_is_found_with_its_sign_and_size(size: float) -> None:
    found = []
    for seed in range(20):
        quiet = made.panel(seed, 700, 4)
        group = made.scattered(seed, 90, quiet)
        found.append(cells_of(plant(quiet, group, size, (0, 2)), group))
    for place, expected in ((2, size), (3, 2 * size)):  # the market model after 1 and after 5 sessions
        cells = [cells[place] for cells in found]
        assert {(cell.model, cell.horizon) for cell in cells} == {("market_model", (1, 5)[place - 2])}
        assert np.mean([cell.mean for cell in cells]) == pytest.approx(expected, abs=0.1)
        assert np.mean([cell.low <= expected <= cell.high for cell in cells]) >= 0.9
        assert np.mean([cell.p <= 0.01 for cell in cells]) >= 0.9
        assert all((cell.mean > 0) == (size > 0) for cell in cells)
        assert all(cell.placebo_low is not None and cell.placebo_high is not None for cell in cells)
        outside = [not cell.placebo_low <= cell.mean <= cell.placebo_high for cell in cells]  # type: ignore[operator]
        assert np.mean(outside) >= 0.9


def test_overlapping_events_widen_the_error_and_are_worth_less() -> None:
    ratios: dict[str, list[float]] = {"apart": [], "close": []}
    worths: dict[str, list[float]] = {"apart": [], "close": []}
    for seed in range(30):
        panel = made.panel(seed, 1400, 1)
        for name, rows in (("apart", range(150, 1350, 10)), ("close", range(150, 270))):
            group = made.at(list(rows), [0] * 120, 1370)
            sample = events.sample_of(panel, abnormal.models(panel), group, 10)
            model = abnormal.models(panel)[1]
            values = sample.of(abnormal.car(panel, model, 10))
            error = statistics.hac_error(values, sample.at, statistics.hac_lag(10))
            ratios[name].append(error / statistics.plain_error(values))
            worths[name].append(events.independent(panel, model, sample))
    assert np.mean(ratios["apart"]) < 1.2
    assert np.mean(ratios["close"]) > 1.8
    assert np.mean(worths["apart"]) == pytest.approx(120, rel=0.01)
    assert np.mean(worths["close"]) == pytest.approx(120 / 10, rel=0.2)


def test_instruments_that_move_together_are_worth_less() -> None:
    rows, columns = np.repeat(np.arange(150, 390, 10), 8), list(range(8)) * 24
    for common, expected in ((0.0, 192), (0.5, 192 / (1 + 7 * 0.5))):
        panel = made.panel(5, 420, 8, common=common)
        models = abnormal.models(panel)
        sample = events.sample_of(panel, models, made.at(rows, columns, 400), 1)
        assert events.independent(panel, models[1], sample) == pytest.approx(expected, rel=0.2)


def test_too_few_events_are_refused_with_the_number_needed() -> None:
    panel = made.panel(6)
    answers = list(events.cells(panel, [made.scattered(6, 20, panel)], replace(PLAN, effect=0.5)))
    assert [type(answer) for answer in answers] == [Refusal, Refusal]
    assert str(answers[0]) == "1 session: 20 high events, worth 19.9 independent ones; needed: 34"


def test_the_same_seed_gives_the_same_cells() -> None:
    panel = made.panel(7, 700)
    group = made.scattered(7, 60, panel)
    assert cells_of(panel, group) == cells_of(panel, group)
    other = cells_of(panel, group, replace(PLAN, seed=1))
    assert [cell.mean for cell in other] == [cell.mean for cell in cells_of(panel, group)]
    assert other != cells_of(panel, group)


def test_the_path_ends_at_the_car_of_the_longest_horizon() -> None:
    panel = made.panel(8, 700)
    group = made.scattered(8, 60, panel)
    cells = {(cell.model, cell.horizon): cell for cell in cells_of(panel, group)}
    for path in events.paths(panel, [group], PLAN):
        assert len(path.mean) == 5
        assert path.mean[-1] == pytest.approx(cells[path.model, 5].mean)
        assert (path.low[-1], path.high[-1]) == pytest.approx((cells[path.model, 5].low, cells[path.model, 5].high))


# --- the information coefficient ------------------------------------------------------------------------------


def coefficients(panel: Panel, signal: np.ndarray) -> list[Cell]:
    found = list(coefficient.cells(panel, signal, replace(PLAN, effect=0.5)))
    assert all(isinstance(cell, Cell) for cell in found), found
    return [cell for cell in found if isinstance(cell, Cell)]


def persistent(seed: int, shape: tuple[int, int], keep: float) -> np.ndarray:
    """A signal that remembers: x[t] = keep x[t - 1] + e."""
    noise = np.random.default_rng(seed).standard_normal(shape)
    for t in range(1, len(noise)):
        noise[t] += keep * noise[t - 1]
    return noise


@pytest.mark.parametrize("n_units", [1, 3, 8])
def test_a_persistent_signal_that_knows_nothing_is_rarely_believed(n_units: int) -> None:
    p = []
    for seed in range(25 if n_units == 8 else 60):
        panel = made.panel(seed, 500 if n_units == 8 else 900, n_units, common=0.3)
        cells = coefficients(panel, persistent(seed, panel.rest.shape, 0.8))
        assert {cell.group for cell in cells} == {"cross_section" if n_units == 8 else "time_series"}
        p += [cell.p for cell in cells if cell.horizon == 5]
    assert np.mean(np.array(p) < 0.05) <= 0.12
    assert 0.35 < np.mean(p) < 0.65


def spearman_of(rho: float, n: int) -> float:
    """What Spearman's coefficient of n normal pairs with correlation rho is on average (Moran 1948)."""
    return float(6 / (np.pi * (n + 1)) * (np.arcsin(rho) + (n - 2) * np.arcsin(rho / 2)))


@pytest.mark.parametrize("n_units", [1, 8])
def test_a_signal_that_knows_is_found_and_its_knowledge_fades(n_units: int) -> None:
    panel = made.panel(9, 900, n_units)
    model, _ = abnormal.models(panel)
    truth = abnormal.car(panel, model, 1)
    signal = truth + 2 * np.nanstd(truth) * np.random.default_rng(99).standard_normal(truth.shape)
    first, later = coefficients(panel, signal)
    expected = spearman_of(1 / np.sqrt(5), 8 if n_units == 8 else 750)
    assert first.mean == pytest.approx(expected, abs=0.07)
    assert first.low <= expected <= first.high
    assert first.p < 1e-6
    assert later.mean < first.mean
    assert first.marginal == first.mean
    assert later.marginal == pytest.approx(0, abs=0.1)  # what the first session told is all there was


def test_persistence_and_overlap_take_from_what_pairs_are_worth() -> None:
    panel = made.panel(10, 900, 1)
    model, _ = abnormal.models(panel)
    fresh, stale = (persistent(3, panel.rest.shape, keep) for keep in (0.0, 0.95))
    worth = {}
    for name, signal in (("fresh", fresh), ("stale", stale)):
        ranked = coefficient.rank(signal, abnormal.car(panel, model, 21), "time_series")
        worth[name] = coefficient.independent(ranked, signal.shape, 21)
    assert worth["fresh"] > 500
    assert worth["stale"] < 130
