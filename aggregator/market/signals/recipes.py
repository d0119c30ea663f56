"""The table of signals: name, version, formula in words, inputs, where the formula is from, reach, and the function.

Returns and distances are percent of split-adjusted closes without dividends; yields move in basis points. "The day"
is the session that the value belongs to; the value is known at its close. Changing a formula raises its version.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from aggregator.market.history import History
from aggregator.market.signals import formulas as f

Floats = f.Floats
Scope = Literal["price", "benchmark", "small_large", "yield", "breakeven", "volatility"]
YEAR = 252
PLAIN = "plain arithmetic"
CLOSE, BOTH_CLOSES = ("close",), ("close", "other close")
DRAWDOWN_SESSIONS = 5 * YEAR
LOOKBACK = DRAWDOWN_SESSIONS  # the longest window of the table, in bars


@dataclass(frozen=True, slots=True)
class Recipe:
    """One signal. `scope` says which symbols it applies to; `lookback` counts bars before the day.

    `function` takes the history, and for the scopes benchmark and small_large the other one cut to the same sessions.
    `inputs` are fields of the bars, "other" ones those of the second instrument; `source` is where the formula is
    from, PLAIN where it needs none.
    """

    name: str
    version: int
    formula: str
    scope: Scope
    lookback: int
    function: Callable[[History, History], Floats]
    inputs: tuple[str, ...] = CLOSE
    source: str = PLAIN


def _returns(k: int) -> Recipe:
    return Recipe(
        f"ret_{k}d",
        1,
        f"100 (close / close {k} sessions before - 1)",
        "price",
        k,
        lambda h, _: f.change_pct(h.close, k),
    )


def _relative(k: int) -> Recipe:
    return Recipe(
        f"rel_ret_{k}d",
        1,
        f"ret_{k}d of the symbol minus ret_{k}d of its benchmark, over the sessions that both have",
        "benchmark",
        k,
        lambda h, other: f.change_pct(h.close, k) - f.change_pct(other.close, k),
        BOTH_CLOSES,
    )


def _volume_multiple(n: int) -> Recipe:
    return Recipe(
        f"volume_x{n}",
        1,
        f"volume / mean volume of the {n} sessions before the day",
        "price",
        n,
        lambda h, _: f.ratio(h.volume, f.lagged(f.mean_over(h.volume, n))),
        ("volume",),
    )


def _moving_average(n: int) -> Recipe:
    return Recipe(
        f"ma_{n}",
        1,
        f"mean of the last {n} closes, the day included",
        "price",
        n - 1,
        lambda h, _: f.mean_over(h.close, n),
    )


def _cross(name: str, words: str, upward: bool) -> Recipe:
    return Recipe(
        name,
        1,
        f"1 on the session on which ma_50 goes {words} ma_200; no value on others",
        "price",
        200,
        lambda h, _: f.crossing(f.mean_over(h.close, 50), f.mean_over(h.close, 200), upward=upward),
        source="Brock, Lakonishok and LeBaron, Journal of Finance 47 (1992), 1731, of rules with two averages",
    )


def _rate_change(name: str, scope: Literal["yield", "breakeven"]) -> Recipe:
    return Recipe(
        name,
        1,
        f"100 ({scope} in percent - {scope} of the bar before): basis points",
        scope,
        1,
        lambda h, _: f.difference(h.close, 100.0),
    )


def _return_z(h: History, _: History) -> Floats:
    day = f.change_pct(h.close, 1)
    return f.ratio(day, f.lagged(f.deviation_over(day, 63)))


def _gap(h: History, _: History) -> Floats:
    return 100.0 * (f.ratio(h.open, f.lagged(h.close)) - 1.0)


def _from_high(h: History, _: History) -> Floats:
    high = np.where(np.isnan(h.high), h.close, h.high)
    return 100.0 * (f.ratio(h.close, f.maximum_over(high, YEAR)) - 1.0)


def _from_low(h: History, _: History) -> Floats:
    low = np.where(np.isnan(h.low), h.close, h.low)
    return 100.0 * (f.ratio(h.close, f.minimum_over(low, YEAR)) - 1.0)


def _volatility(h: History, _: History) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.concatenate([np.full(min(1, len(h)), np.nan), np.diff(np.log(h.close))])
    return 100.0 * math.sqrt(YEAR) * f.deviation_over(logs, 21)


def _drawdown(h: History, _: History) -> Floats:
    return 100.0 * (f.ratio(h.close, f.maximum_up_to(h.close, DRAWDOWN_SESSIONS, YEAR)) - 1.0)


def _spread(small: History, large: History) -> Floats:
    return f.change_pct(small.close, 1) - f.change_pct(large.close, 1)


def _rotation(small: History, large: History) -> Floats:
    up, down = f.change_pct(small.close, 1), f.change_pct(large.close, 1)
    return np.where(np.isnan(up) | np.isnan(down), np.nan, ((up > 0) & (down < 0)).astype(float))


RECIPES: tuple[Recipe, ...] = (
    *(_returns(k) for k in (1, 5, 21, 63)),
    *(_relative(k) for k in (1, 5, 21, 63)),
    Recipe(
        "ret_z",
        1,
        "ret_1d / standard deviation (n - 1) of the 63 ret_1d before the day; the mean is taken as 0",
        "price",
        64,
        _return_z,
        source="Brown and Warner, Journal of Financial Economics 14 (1985), 3, of standardised returns; mean 0",
    ),
    _volume_multiple(20),
    _volume_multiple(63),
    Recipe("gap", 1, "100 (open / close of the session before - 1)", "price", 1, _gap, ("open", "close")),
    Recipe(
        "dist_52w_high",
        1,
        "100 (close / highest high of the last 252 sessions - 1), the day included; closes where there are no highs",
        "price",
        YEAR - 1,
        _from_high,
        ("high", "close"),
        "George and Hwang, Journal of Finance 59 (2004), 2145, of nearness to the high of 52 weeks",
    ),
    Recipe(
        "dist_52w_low",
        1,
        "100 (close / lowest low of the last 252 sessions - 1), the day included; closes where there are no lows",
        "price",
        YEAR - 1,
        _from_low,
        ("low", "close"),
        "as dist_52w_high",
    ),
    _moving_average(50),
    _moving_average(200),
    _cross("golden_cross", "above", True),
    _cross("death_cross", "below", False),
    Recipe(
        "rsi_14",
        1,
        "Wilder's relative strength index of 14 changes, started at most 252 changes back",
        "price",
        f.RSI_WARMUP,
        lambda h, _: f.wilder_rsi(h.close),
        source="J. W. Wilder, New Concepts in Technical Trading Systems (1978)",
    ),
    Recipe(
        "realized_vol_21",
        1,
        "100 sqrt(252) x standard deviation (n - 1) of the last 21 log returns: percent a year",
        "price",
        21,
        _volatility,
        source="Hull, Options, Futures, and Other Derivatives, on volatility from daily closes",
    ),
    Recipe(
        "drawdown",
        1,
        "100 (close / highest close of the last up to 1260 sessions - 1), at least 252, the day included",
        "price",
        DRAWDOWN_SESSIONS - 1,
        _drawdown,
    ),
    Recipe(
        "small_minus_large",
        1,
        "ret_1d of the small-cap minus the large-cap instrument",
        "small_large",
        1,
        _spread,
        BOTH_CLOSES,
    ),
    Recipe(
        "rotation_day",
        1,
        "1 if the small-cap rose and the large-cap fell, else 0",
        "small_large",
        1,
        _rotation,
        BOTH_CLOSES,
    ),
    _rate_change("yield_change_bp", "yield"),
    _rate_change("breakeven_change_bp", "breakeven"),
    Recipe(
        "vix_change",
        1,
        "close - close of the session before, in points",
        "volatility",
        1,
        lambda h, _: f.difference(h.close, 1.0),
    ),
)
