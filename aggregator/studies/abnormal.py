"""Abnormal returns: what an instrument returned beyond what its market made of it.

Two models of MacKinlay 1997 (Event Studies in Economics and Finance, Journal of Economic Literature 35, 13):

- market-adjusted: AR = R - R_m
- market model: AR = R - alpha - beta R_m, by least squares over the estimation window of each event

The estimation window holds the `WINDOW` sessions that end `GAP` sessions before the event, of which `LEAST` must have
bars. The first session from its open has parameters of its own, estimated on open to close returns: shares earn
differently by day and by night. Against no market (`--benchmark none`) the models become the plain return and the
constant-mean-return model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from aggregator.studies.panel import Panel
from aggregator.studies.statistics import Floats

WINDOW = 120
GAP = 11
LEAST = 60
BEFORE = 5  # sessions whose CAR up to the entry is shown


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Expected return alpha + beta R_m and the standard deviation around it, as of each session (rows) and unit."""

    alpha: Floats
    beta: Floats
    sigma: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """One model of expected returns: for the first session held, and for those after it."""

    name: str
    first: Line
    rest: Line


def models(panel: Panel) -> tuple[Model, Model]:
    """Market-adjusted and market model, as of every session of the panel."""
    adjusted = panel.units[0].benchmark is not None
    fits = fit(panel.first, panel.market_first), fit(panel.rest, panel.market_rest)
    fixed = _fixed(panel.first, panel.market_first), _fixed(panel.rest, panel.market_rest)
    return (
        Model("market_adjusted" if adjusted else "raw", *fixed),
        Model("market_model" if adjusted else "mean_adjusted", *fits),
    )


def fit(returns: Floats, market: Floats) -> Line:
    """Least squares over each session's estimation window; sigma with n - 2 degrees of freedom."""
    known = np.isfinite(returns) & np.isfinite(market)
    y, x = np.where(known, returns, 0.0), np.where(known, market, 0.0)
    n = _trailing(known.astype(np.float64))
    n[n < LEAST] = np.nan
    mean_y, mean_x = _trailing(y) / n, _trailing(x) / n
    sxx = _trailing(x * x) / n - mean_x**2
    sxy = _trailing(x * y) / n - mean_x * mean_y
    syy = _trailing(y * y) / n - mean_y**2
    still = sxx < 1e-12
    beta = np.where(np.isnan(n), np.nan, np.where(still, 0.0, sxy / np.where(still, 1.0, sxx)))
    residual = np.maximum(syy - beta * sxy, 0.0) * n / (n - 2)
    return Line(mean_y - beta * mean_x, beta, np.sqrt(residual))


def _fixed(returns: Floats, market: Floats) -> Line:
    """Alpha 0 and beta 1, with the spread of R - R_m around its mean over the estimation window."""
    spread = fit(returns - market, np.zeros_like(market))
    return Line(np.zeros_like(returns), np.ones_like(returns), spread.sigma)


def _trailing(values: Floats) -> Floats:
    """Sums over each session's estimation window; NaN where it does not lie wholly within the rows."""
    out = np.full(values.shape, np.nan)
    sums = np.cumsum(np.concatenate([np.zeros((1, values.shape[1])), values]), axis=0)
    last = len(values) - GAP  # windows that end at row t - GAP, for t from WINDOW + GAP - 1 on
    if last >= WINDOW:
        out[WINDOW + GAP - 1 :] = sums[WINDOW : last + 1] - sums[: last + 1 - WINDOW]
    return out


def car(panel: Panel, model: Model, horizon: int) -> Floats:
    """Cumulative abnormal return of the first `horizon` sessions held, for an entry at every session."""
    entry = panel.first - model.first.alpha - model.first.beta * panel.market_first
    if horizon == 1:
        return entry
    own, market = _ahead(panel.rest, horizon - 1), _ahead(panel.market_rest, horizon - 1)
    return entry + own - (horizon - 1) * model.rest.alpha - model.rest.beta * market


def last_ar(panel: Panel, model: Model, horizon: int) -> Floats:
    """Abnormal return of the last of the `horizon` sessions alone."""
    if horizon == 1:
        return car(panel, model, 1)
    shift = horizon - 1
    return _at(panel.rest, shift) - model.rest.alpha - model.rest.beta * _at(panel.market_rest, shift)


def before(panel: Panel, model: Model) -> Floats:
    """CAR of the `BEFORE` sessions up to the entry."""
    own, market = (np.full_like(panel.rest, np.nan) for _ in range(2))
    own[BEFORE:] = _sums(panel.rest, BEFORE)[:-1]
    market[BEFORE:] = _sums(panel.market_rest, BEFORE)[:-1]
    return own - BEFORE * model.rest.alpha - model.rest.beta * market


def deviation(model: Model, horizon: int) -> Floats:
    """Standard deviation that a CAR has by the estimation window: sqrt(sigma_first^2 + (h - 1) sigma^2).

    The error of alpha and beta is left out: it vanishes with the length of the window.
    """
    out: Floats = np.sqrt(model.first.sigma**2 + (horizon - 1) * model.rest.sigma**2)
    return out


def daily(panel: Panel, model: Model) -> Floats:
    """Abnormal returns session by session, out of sample: what correlations between instruments are measured on."""
    return panel.rest - model.rest.alpha - model.rest.beta * panel.market_rest


def _ahead(values: Floats, n: int) -> Floats:
    """Sum of the n rows after each."""
    out = np.full_like(values, np.nan)
    if len(values) > n:
        out[:-n] = _sums(values, n)[1:]
    return out


def _at(values: Floats, n: int) -> Floats:
    """The n-th row after each."""
    out = np.full_like(values, np.nan)
    out[:-n] = values[n:]
    return out


def _sums(values: Floats, n: int) -> Floats:
    sums: Floats = sliding_window_view(values, n, axis=0).sum(axis=-1)
    return sums
