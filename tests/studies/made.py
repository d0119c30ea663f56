"""Panels and stores with known truths."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from aggregator.records import Bar
from aggregator.sessions import calendar
from aggregator.store import Store, market
from aggregator.studies.events import Events
from aggregator.studies.panel import Panel
from aggregator.studies.records import Group, Unit

FIRST = dt.date(2015, 1, 2)


def panel(
    seed: int, n_sessions: int = 500, n_units: int = 4, *, beta: float = 1.2, common: float = 0.0, sigma: float = 1.0
) -> Panel:
    """Returns R = 0.02 + beta R_m + e, e of deviation `sigma` (half of it by day) and pairwise correlation `common`."""
    rng = np.random.default_rng(seed)
    shape = (n_sessions, n_units)

    def noise(scale: float) -> np.ndarray:
        shared = rng.standard_normal((n_sessions, 1)) * np.sqrt(common)
        return scale * (shared + rng.standard_normal(shape) * np.sqrt(1 - common))

    market_rest = np.repeat(rng.standard_normal((n_sessions, 1)), n_units, axis=1)
    market_first = 0.7 * market_rest
    sessions = calendar().between(FIRST, calendar().next(FIRST, n_sessions - 1))
    own = noise(sigma)
    return Panel(
        sessions=tuple(sessions),
        units=tuple(Unit(f"company:U{k}", f"U{k}", "M", f"U{k}") for k in range(n_units)),
        first=0.02 + beta * market_first + 0.7 * own,
        rest=0.02 + beta * market_rest + own,
        market_first=market_first,
        market_rest=market_rest,
    )


def at(rows: Sequence[int], columns: Sequence[int], last: int, *, first: int = 140, group: Group = "high") -> Events:
    """Events at these places, placebo dates from `first` to `last`."""
    return Events(group, np.array(rows), np.array(columns), first, last)


def scattered(seed: int, n: int, source: Panel, *, first: int = 140, margin: int = 25) -> Events:
    """Events on random sessions of random units, no two the same."""
    rng = np.random.default_rng(seed)
    rows = np.arange(first, len(source.sessions) - margin)
    places = rng.choice(len(rows) * len(source.units), size=n, replace=False)
    return at(rows[places // len(source.units)], places % len(source.units), int(rows[-1]), first=first)


def save_bars(store: Store, symbol: str, opens: Sequence[float], closes: Sequence[float], last: dt.date) -> None:
    """Bars of consecutive sessions, the last of them on `last`, each known at its close."""
    sessions = [calendar().previous(calendar().next(last), n) for n in range(len(closes), 0, -1)]
    known = [calendar().close_time(day) for day in sessions]
    made = [
        Bar(symbol, day, o, max(o, c), min(o, c), c, 1e6, None, "test", at_close, at_close, False)
        for day, o, c, at_close in zip(sessions, opens, closes, known, strict=True)
    ]
    market.save_bars(store, symbol, made)
