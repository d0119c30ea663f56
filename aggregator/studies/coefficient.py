"""The information coefficient: the rank correlation of a signal with the return that follows it, by horizon.

Where `NAMES` or more instruments have a signal on at least `SESSIONS` sessions, it is taken across them, session by
session, and averaged (Grinold & Kahn, Active Portfolio Management). Else it is taken along time: ranks
within each instrument, pooled. Returns are market-adjusted. Its error allows for overlapping windows and for
instruments that move together, as that of an event study does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from aggregator.studies import abnormal, statistics
from aggregator.studies.panel import Panel
from aggregator.studies.records import Cell, Plan, Refusal
from aggregator.studies.statistics import Floats, Ints

NAMES = 5
SESSIONS = 30
LEAST = 10  # pairs of an instrument whose ranks along time are worth taking


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Standardised ranks of signal and return, pair by pair, with the place of each pair in the panel."""

    group: str
    x: Floats
    y: Floats
    at: Ints
    column: Ints

    @property
    def rho(self) -> float:
        """The rank correlation; across instruments the mean over sessions, each counting once."""
        if self.group == "time_series":
            return float((self.x * self.y).mean())
        return float(self.by_session.mean())

    @property
    def by_session(self) -> Floats:
        """Across instruments: the coefficient of each session, in order."""
        _, place, counts = np.unique(self.at, return_inverse=True, return_counts=True)
        return np.asarray(np.bincount(place, weights=self.x * self.y) / counts, dtype=np.float64)


def cells(panel: Panel, signal: Floats, plan: Plan) -> Iterator[Cell | Refusal]:
    """One cell or refusal per horizon. `signal` is sessions x units, NaN where there is none."""
    needed = statistics.pairs_needed(statistics.as_correlation(plan.effect))
    group = _group(signal)
    model, _ = abnormal.models(panel)
    previous, earlier = 0, np.zeros_like(signal)
    for horizon in plan.horizons:
        returns = abnormal.car(panel, model, horizon)
        ranked = rank(signal, returns, group)
        worth = independent(ranked, signal.shape, horizon)
        if worth < needed:
            yield Refusal("ic", group, horizon, len(ranked.x), worth, needed)
        else:
            marginal = rank(signal, returns - earlier, group) if previous else ranked
            yield _cell(ranked, marginal.rho, horizon, worth, needed)
        previous, earlier = horizon, returns


def _group(signal: Floats) -> str:
    wide = np.isfinite(signal).sum(axis=1) >= NAMES
    return "cross_section" if wide.sum() >= SESSIONS else "time_series"


def rank(signal: Floats, returns: Floats, group: str) -> Ranked:
    """Pairs of signal and return, ranked within each session or along each unit; what is all ties is left out."""
    known = np.isfinite(signal) & np.isfinite(returns)
    x, y = np.full(signal.shape, np.nan), np.full(signal.shape, np.nan)
    if group == "cross_section":
        for t in np.flatnonzero(known.sum(axis=1) >= NAMES):
            x[t, known[t]] = statistics.standardised_ranks(signal[t, known[t]])
            y[t, known[t]] = statistics.standardised_ranks(returns[t, known[t]])
    else:
        for k in np.flatnonzero(known.sum(axis=0) >= LEAST):
            x[known[:, k], k] = statistics.standardised_ranks(signal[known[:, k], k])
            y[known[:, k], k] = statistics.standardised_ranks(returns[known[:, k], k])
    at, column = np.nonzero(np.isfinite(x) & np.isfinite(y))
    return Ranked(group, x[at, column], y[at, column], at, column)


def independent(ranked: Ranked, shape: tuple[int, int], horizon: int) -> float:
    """How many independent pairs there are.

    Across n instruments a session is worth n - 1 pairs, along time a session is worth one, however many instruments
    it has. Overlapping returns take of that as much as the signal persists: divided by 1 + 2 sum (1 - l / h) rho_l
    over the lags below the horizon, rho_l the signal's own correlation at lag l (Bartlett 1946).
    """
    n_sessions = len(np.unique(ranked.at))
    pairs = len(ranked.at) - n_sessions if ranked.group == "cross_section" else n_sessions
    x = np.full(shape, np.nan)
    x[ranked.at, ranked.column] = ranked.x
    factor = 1.0
    for lag in range(1, min(horizon, shape[0])):
        products = x[lag:] * x[:-lag]
        products = products[np.isfinite(products)]
        persistence = float(products.mean()) if len(products) else 0.0
        factor += 2 * (1 - lag / horizon) * max(0.0, persistence)
    return pairs / factor


def _cell(ranked: Ranked, marginal: float, horizon: int, worth: float, needed: int) -> Cell:
    rho, lag = ranked.rho, statistics.hac_lag(horizon)
    if ranked.group == "cross_section":
        values, at = ranked.by_session, np.unique(ranked.at)
        degrees = min(worth, len(at)) - 1
    else:
        values, at = rho + statistics.influence(ranked.x, ranked.y, rho), ranked.at
        degrees = worth - 1
    error = statistics.hac_error(values, at, lag)
    reach = statistics.t_quantile(1 - statistics.ALPHA / 2, degrees) * error
    t = rho / error if error > 0 else None
    p = 1.0 if t is None else statistics.t_p_value(t, degrees)
    return Cell(
        part="ic",
        group=ranked.group,
        model="spearman",
        horizon=horizon,
        n=len(ranked.x),
        n_sessions=len(np.unique(ranked.at)),
        n_instruments=len(np.unique(ranked.column)),
        independent=worth,
        needed=needed,
        mean=rho,
        se=error,
        low=rho - reach,
        high=rho + reach,
        t=t,
        p_t=None if t is None else p,
        se_plain=statistics.plain_error(values),
        p=p,
        marginal=marginal,
    )
