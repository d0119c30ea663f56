"""The arithmetic of the signals: arrays over sessions in, arrays over sessions out, NaN where undefined.

Every value is computed from its own trailing window alone (no running sums), so that it comes out the same, bit for
bit, whether one session or a whole history is computed. The module is imported only by `signals.compute`.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RSI_WARMUP = 252


def change_pct(values: Floats, k: int) -> Floats:
    """100 (v[t] / v[t-k] - 1), percent."""
    out = np.full(len(values), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        out[k:] = 100.0 * (values[k:] / values[:-k] - 1.0)
    return _finite(out)


def difference(values: Floats, scale: float) -> Floats:
    """scale (v[t] - v[t-1])."""
    return np.concatenate([np.full(min(1, len(values)), np.nan), scale * np.diff(values)])


def mean_over(values: Floats, n: int) -> Floats:
    """Mean of the n values up to and including t."""
    return _rolled(values, n, lambda windows: windows.mean(axis=1))


def deviation_over(values: Floats, n: int) -> Floats:
    """Sample standard deviation (n - 1) of the n values up to and including t."""
    return _rolled(values, n, lambda windows: windows.std(axis=1, ddof=1))


def maximum_over(values: Floats, n: int) -> Floats:
    """Largest of the n values up to and including t."""
    return _rolled(values, n, lambda windows: windows.max(axis=1))


def minimum_over(values: Floats, n: int) -> Floats:
    """Smallest of the n values up to and including t."""
    return _rolled(values, n, lambda windows: windows.min(axis=1))


def maximum_up_to(values: Floats, n: int, least: int) -> Floats:
    """Largest of the up to n values ending at t; NaN before there are `least`."""
    out = maximum_over(np.concatenate([np.full(n - 1, -np.inf), values]), n)[n - 1 :]
    out[: least - 1] = np.nan
    return out


def lagged(values: Floats) -> Floats:
    """v[t-1]."""
    return np.concatenate([np.full(min(1, len(values)), np.nan), values[:-1]])


def ratio(a: Floats, b: Floats) -> Floats:
    """a / b, NaN where b is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return _finite(a / b)


def crossing(fast: Floats, slow: Floats, *, upward: bool) -> Floats:
    """1 on a session on which `fast` has moved to the other side of `slow`, else NaN (an event, not a level)."""
    gap = fast - slow if upward else slow - fast
    return np.where((lagged(gap) <= 0) & (gap > 0), 1.0, np.nan)


def wilder_rsi(close: Floats, n: int = 14) -> Floats:
    """Relative strength index of J. Welles Wilder (New Concepts in Technical Trading Systems, 1978).

    Average gain and loss start as the mean of the first n changes and go on as ((n-1) average + change) / n. The start
    lies 252 changes back, or where the bars begin; by then its weight is below 1e-7. 100 when there was no loss.
    """
    changes = np.diff(close)
    gain, loss = (_wilder_average(np.maximum(sign * changes, 0.0), n) for sign in (1.0, -1.0))
    total = gain + loss
    with np.errstate(divide="ignore", invalid="ignore"):
        rsi = np.where(total > 0, 100.0 * gain / total, 50.0)
    rsi[np.isnan(total)] = np.nan
    return np.concatenate([np.full(min(1, len(close)), np.nan), rsi])


def _wilder_average(values: Floats, n: int) -> Floats:
    out = np.full(len(values), np.nan)
    for t in range(n - 1, min(RSI_WARMUP, len(values))):
        out[t] = values[:n].mean() if t == n - 1 else ((n - 1) * out[t - 1] + values[t]) / n
    if len(values) >= RSI_WARMUP:
        keep = (n - 1) / n
        weights = keep ** np.arange(RSI_WARMUP - 1, -1, -1.0) / n
        weights[:n] = keep ** (RSI_WARMUP - n) / n
        windows = sliding_window_view(values, RSI_WARMUP)
        out[RSI_WARMUP - 1 :] = (windows * weights).sum(axis=1)
    return out


def _rolled(values: Floats, n: int, reduce: object) -> Floats:
    out = np.full(len(values), np.nan)
    if len(values) >= n:
        out[n - 1 :] = reduce(sliding_window_view(values, n))  # type: ignore[operator]
    return out


def _finite(values: Floats) -> Floats:
    values[~np.isfinite(values)] = np.nan
    return values
