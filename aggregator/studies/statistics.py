"""The statistics of a study: plain arithmetic on arrays, each with the source of its formula.

Arrays over sessions hold one entry per consecutive session, so that a lag counts sessions and not events. Loaded only
when a study runs (it needs numpy).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_NORMAL = NormalDist()


# --- Student's t ----------------------------------------------------------------------------------------------


def t_p_value(t: float, df: float) -> float:
    """Two-sided p-value of Student's t: the regularised incomplete beta function I_x(df/2, 1/2), x = df / (df + t^2).

    Source: NIST Digital Library of Mathematical Functions, 8.17.
    """
    if math.isnan(t):
        return math.nan
    return _incomplete_beta(df / (df + t * t), df / 2, 0.5)


def t_quantile(probability: float, df: float) -> float:
    """The value that Student's t stays below with this probability (at least one half), by bisection."""
    low, high = 0.0, 1.0
    target = 2 * (1 - probability)
    while t_p_value(high, df) > target:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if t_p_value(middle, df) > target else (low, middle)
    return (low + high) / 2


def _incomplete_beta(x: float, a: float, b: float) -> float:
    if x <= 0 or x >= 1:
        return min(max(x, 0.0), 1.0)
    if x > (a + 1) / (a + b + 2):  # where the fraction converges slowly its mirror image converges fast
        return 1 - _incomplete_beta(1 - x, b, a)
    front = a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(front) / a / _beta_fraction(x, a, b)


def _beta_fraction(x: float, a: float, b: float) -> float:
    """1 + d1 / (1 + d2 / (1 + ...)) of DLMF 8.17.22, evaluated from the inside out."""
    value = 1.0
    for m in range(200, 0, -1):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m - 1) * (a + b + m - 1) * x / ((a + 2 * m - 2) * (a + 2 * m - 1))
        value = 1 + odd / (1 + even / value)
    return value


# --- overlap and clustering -----------------------------------------------------------------------------------


def hac_error(values: Floats, at: Ints, lag: int) -> float:
    """Standard error of the mean of `values`, each of which belongs to the session `at`.

    Deviations are first added up within their session, which allows for any correlation between instruments, then
    autocovariances of the sums up to `lag` sessions enter with Bartlett weights 1 - l / (lag + 1), which allows for
    overlapping windows. Sources: Newey & West 1987 (Econometrica 55, 703), Driscoll & Kraay 1998 (Review of Economics
    and Statistics 80, 549). Never below :func:`plain_error`: with few sessions the estimate is biased downwards.
    """
    n = len(values)
    sums = np.bincount(at, weights=values - values.mean())
    variance = float(sums @ sums)
    for step in range(1, min(lag, len(sums) - 1) + 1):
        variance += 2 * (1 - step / (lag + 1)) * float(sums[step:] @ sums[:-step])
    return max(math.sqrt(max(variance, 0.0)) / n, plain_error(values))


def plain_error(values: Floats) -> float:
    """Standard error of the mean of independent values: s / sqrt(n)."""
    return float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.nan


def hac_lag(horizon: int) -> int:
    """Lag for windows of `horizon` sessions: twice their overlap, since Bartlett weights halve what they reach."""
    return 2 * (horizon - 1)


def mean_correlation(values: Floats) -> float:
    """Average correlation between the columns over rows, at least 0; NaNs are left out.

    With columns z in units of their own standard deviation: sum over rows of ((sum z)^2 - sum z^2) over the number of
    pairs. 0 for a single column.
    """
    spread = np.sqrt(_mean(np.square(values - _mean(values))))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (values - _mean(values)) / spread
    known = np.isfinite(z)
    z = np.where(known, z, 0.0)
    count = known.sum(axis=1)
    pairs = float((count * (count - 1)).sum())
    return max(0.0, float((z.sum(axis=1) ** 2 - (z**2).sum(axis=1)).sum()) / pairs) if pairs else 0.0


def _mean(values: Floats) -> Floats:
    """Column means over what is there; NaN where nothing is."""
    known = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        mean: Floats = np.where(known, values, 0.0).sum(axis=0) / known.sum(axis=0)
    return mean


def overlap(at: Ints, column: Ints, shape: tuple[int, int], horizon: int, correlation: float) -> float:
    """The sum of the correlations between all pairs of windows, each with itself too: N for independent ones.

    Two windows of `horizon` sessions that start d sessions apart share max(0, 1 - d / horizon) of their sessions; of
    one instrument they correlate by that share, of two by the share times `correlation`.
    """
    counts = np.zeros(shape)
    np.add.at(counts, (at, column), 1.0)
    total = counts.sum(axis=1)
    same, every = float((counts**2).sum()), float(total @ total)
    for step in range(1, min(horizon, shape[0])):
        weight = 2 * (1 - step / horizon)
        same += weight * float((counts[step:] * counts[:-step]).sum())
        every += weight * float(total[step:] @ total[:-step])
    return correlation * every + (1 - correlation) * same


def kolari_pynnonen(standardised: Floats, correlations: float) -> float:
    """The t of a mean of standardised abnormal returns whose pairwise correlations add up to `correlations`.

    The statistic of Boehmer, Musumeci & Poulsen 1991 (mean over s / sqrt(N), which allows for a variance that the
    event itself raises) times sqrt((1 - r) / (1 + (N - 1) r)), r the average correlation: Kolari & Pynnönen 2010
    (Review of Financial Studies 23, 3996). There all windows coincide; here r averages over pairs that overlap by
    different shares, as in :func:`overlap`.
    """
    n = len(standardised)
    mean_pair = (correlations - n) / (n * (n - 1))
    error = plain_error(standardised)
    if not error > 0 or mean_pair >= 1:
        return math.nan
    return float(standardised.mean()) / error * math.sqrt((1 - mean_pair) / (1 + (n - 1) * mean_pair))


# --- ranks ----------------------------------------------------------------------------------------------------


def ranks(values: Floats) -> Floats:
    """Ranks from 1, equal values sharing their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    shared: Floats = (ends - (counts - 1) / 2)[inverse]
    return shared


def standardised_ranks(values: Floats) -> Floats:
    """Ranks with mean 0 and mean square 1 (the mean product of two such is Spearman's correlation); NaN if all tie."""
    ranked = ranks(values)
    centred = ranked - ranked.mean()
    spread = math.sqrt(float((centred**2).mean()))
    return centred / spread if spread > 0 else np.full(len(values), np.nan)


def influence(x: Floats, y: Floats, rho: float) -> Floats:
    """How much each pair of standardised values moves their correlation: x y - rho (x^2 + y^2) / 2.

    The influence function of Pearson's correlation (Devlin, Gnanadesikan & Kettenring 1975, Biometrika 62, 531); its
    mean is 0, and the standard error of its mean is that of rho.
    """
    return x * y - rho * (x**2 + y**2) / 2


# --- placebo --------------------------------------------------------------------------------------------------


def rotations(n_sessions: int, draws: int, seed: int) -> Ints:
    """Distinct shifts by 1 to n - 1 sessions: all of them where that are no more than `draws`, else drawn."""
    every = np.arange(1, n_sessions)
    if len(every) <= draws:
        return every
    return np.sort(np.random.default_rng(seed).choice(every, size=draws, replace=False))


def placebo_means(values: Floats, at: Ints, column: Ints, shifts: Ints) -> Floats:
    """The mean of `values` (sessions x instruments) at the events, all moved together by each of the shifts.

    What runs over the end goes on at the beginning. Moving the pattern as a whole keeps how events cluster and
    overlap. A shift that puts fewer than half of the events on sessions with values gives none.
    """
    means = []
    for shift in shifts:
        moved = values[(at + shift) % len(values), column]
        moved = moved[np.isfinite(moved)]
        if 2 * len(moved) >= len(at):
            means.append(moved.mean())
    return np.array(means, dtype=np.float64)


def permutation_p(observed: float, placebo: Floats) -> float:
    """Share of placebos (the observation among them) at least as far from their common mean; 1 without any."""
    centre = (float(placebo.sum()) + observed) / (len(placebo) + 1)
    # The margin keeps sums of equal numbers in another order from counting as different.
    far = np.abs(placebo - centre) >= abs(observed - centre) - 1e-12
    return (1 + int(far.sum())) / (1 + len(placebo))


# --- many tests -----------------------------------------------------------------------------------------------


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values that bound the chance of any false finding: Holm 1979 (Scandinavian J. of Statistics 6, 65)."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted, running = [0.0] * len(p_values), 0.0
    for rank, i in enumerate(order):
        running = max(running, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = running
    return adjusted


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values that bound the share of false findings: Benjamini & Hochberg 1995 (JRSS B 57, 289)."""
    n = len(p_values)
    order = sorted(range(n), key=lambda i: p_values[i], reverse=True)
    adjusted, running = [0.0] * n, 1.0
    for place, i in enumerate(order):
        running = min(running, p_values[i] * n / (n - place))
        adjusted[i] = running
    return adjusted


# --- power ----------------------------------------------------------------------------------------------------

ALPHA = 0.05
POWER = 0.80
_BOTH = _NORMAL.inv_cdf(1 - ALPHA / 2) + _NORMAL.inv_cdf(POWER)


def events_needed(effect: float) -> int:
    """Independent events with which a two-sided test at 5 % finds a mean of `effect` standard deviations 4 times in 5.

    ((z_0.975 + z_0.8) / effect)^2 + z_0.975^2 / 2, rounded up; the last term is for the estimated variance (Guenther
    1981, The American Statistician 35, 243).
    """
    return math.ceil((_BOTH / effect) ** 2 + _NORMAL.inv_cdf(1 - ALPHA / 2) ** 2 / 2)


def pairs_needed(correlation: float) -> int:
    """Independent pairs with which such a test finds this correlation: ((z_0.975 + z_0.8) / atanh r)^2 + 3 (Fisher)."""
    return math.ceil((_BOTH / math.atanh(correlation)) ** 2 + 3)


def as_correlation(effect: float) -> float:
    """The correlation that corresponds to a difference of `effect` standard deviations: d / sqrt(d^2 + 4) (Cohen)."""
    return effect / math.sqrt(effect**2 + 4)


def detectable(deviation: float, independent: float) -> float:
    """The mean that so many independent values of this standard deviation would have shown 4 times in 5."""
    return _BOTH * deviation / math.sqrt(independent)
