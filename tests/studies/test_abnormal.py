"""Abnormal returns by hand, and against least squares from numpy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aggregator.studies import abnormal
from aggregator.studies.panel import Panel
from tests.studies import made


def test_the_market_model_is_least_squares_over_the_window() -> None:
    panel = made.panel(1, 200, 2)
    line = abnormal.fit(panel.rest, panel.market_rest)
    for t in (130, 131, 199):
        window = slice(t - 130, t - 10)  # 120 sessions, the last of them t - 11
        x, y = panel.market_rest[window, 1], panel.rest[window, 1]
        beta, alpha = np.polyfit(x, y, 1)
        residuals = y - alpha - beta * x
        assert line.beta[t, 1] == pytest.approx(beta)
        assert line.alpha[t, 1] == pytest.approx(alpha)
        assert line.sigma[t, 1] == pytest.approx(np.sqrt((residuals**2).sum() / 118))
    assert np.isnan(line.beta[:130]).all()


def test_missing_bars_are_left_out_until_too_few_are_left() -> None:
    panel = made.panel(2, 140, 2)
    rest = panel.rest.copy()
    rest[10:60, 0] = np.nan  # 50 of 120
    rest[10:80, 1] = np.nan  # 70 of 120: 50 are left
    line = abnormal.fit(rest, panel.market_rest)
    kept = np.r_[0:10, 60:120]
    assert line.beta[130, 0] == pytest.approx(np.polyfit(panel.market_rest[kept, 0], rest[kept, 0], 1)[0])
    assert np.isnan(line.beta[130, 1])


def flat(n: int = 150) -> Panel:
    """One unit that returns 1 % a session and 0.4 % by day, in a market of 0.5 % and 0.1 %."""
    panel = made.panel(0, n, 1)
    levels = {"first": 0.4, "rest": 1.0, "market_first": 0.1, "market_rest": 0.5}
    return replace(panel, **{name: np.full((n, 1), value) for name, value in levels.items()})


def test_market_adjusted_returns_add_up() -> None:
    panel = flat()
    model, _ = abnormal.models(panel)
    assert model.name == "market_adjusted"
    assert abnormal.car(panel, model, 1)[140, 0] == pytest.approx(0.3)
    assert abnormal.car(panel, model, 5)[140, 0] == pytest.approx(0.3 + 4 * 0.5)
    assert abnormal.last_ar(panel, model, 1)[140, 0] == pytest.approx(0.3)
    assert abnormal.last_ar(panel, model, 5)[140, 0] == pytest.approx(0.5)
    assert abnormal.before(panel, model)[140, 0] == pytest.approx(5 * 0.5)


def test_what_has_not_happened_yet_is_not_there() -> None:
    panel = flat()
    model, _ = abnormal.models(panel)
    assert np.isfinite(abnormal.car(panel, model, 5)[145, 0])
    assert np.isnan(abnormal.car(panel, model, 5)[146, 0])
    assert np.isnan(abnormal.car(panel, model, 400)[140, 0])
    assert np.isnan(abnormal.last_ar(panel, model, 400)[140, 0])


def test_the_market_model_takes_out_what_day_and_night_usually_earn() -> None:
    panel = flat()
    _, model = abnormal.models(panel)
    assert model.name == "market_model"
    for horizon in (1, 2, 10):
        assert abnormal.car(panel, model, horizon)[135, 0] == pytest.approx(0, abs=1e-9)


def test_an_extra_return_is_found_in_full_and_only_where_it_is() -> None:
    panel = made.panel(3, 200, 1)
    bumped = panel.rest.copy()
    bumped[163, 0] += 7.0
    moved = replace(panel, rest=bumped)
    for index in (0, 1):
        before, after = abnormal.models(panel)[index], abnormal.models(moved)[index]
        for horizon, expected in ((3, 0.0), (4, 7.0), (9, 7.0)):
            gain = abnormal.car(moved, after, horizon)[160, 0] - abnormal.car(panel, before, horizon)[160, 0]
            assert gain == pytest.approx(expected, abs=1e-9)
        assert abnormal.last_ar(moved, after, 4)[160, 0] == pytest.approx(
            abnormal.last_ar(panel, before, 4)[160, 0] + 7.0
        )


def test_without_a_market_returns_stand_as_they_are() -> None:
    panel = flat()
    still = np.zeros_like(panel.rest)
    alone = replace(panel, market_first=still, market_rest=still, units=(replace(panel.units[0], benchmark=None),))
    raw, mean_adjusted = abnormal.models(alone)
    assert (raw.name, mean_adjusted.name) == ("raw", "mean_adjusted")
    assert abnormal.car(alone, raw, 2)[140, 0] == pytest.approx(1.4)
    assert abnormal.car(alone, mean_adjusted, 2)[140, 0] == pytest.approx(0, abs=1e-9)


def test_the_deviation_of_a_car_grows_with_the_root_of_the_horizon() -> None:
    panel = made.panel(4, 1000, 3, sigma=2.0)
    _, model = abnormal.models(panel)
    measured = np.nanmean(abnormal.deviation(model, 9))
    assert measured == pytest.approx(2.0 * np.sqrt(0.7**2 + 8), rel=0.05)
