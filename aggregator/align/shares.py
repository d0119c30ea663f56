"""Shares out of few trials: the interval around one, and what it shrinks to beside its peers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Z95 = 1.959963984540054  # standard normal quantile of 0.975
WEIGHT = 10.0  # of the mean, in trials, where the spread between peers cannot be told
LEAST_WEIGHT, MOST_WEIGHT = 2.0, 1000.0


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n` with a 95 % interval, and the share as it is best guessed; None where there was no trial."""

    n: int
    hits: int
    value: float | None
    low: float | None
    high: float | None
    shrunk: float | None


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known of a share before its own trials: the mean of its peers, and how many trials that mean weighs."""

    mean: float
    weight: float


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % score interval of hits / n: (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n).

    E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209. It takes trials for independent;
    claims of one article are right and wrong together, so that it is rather too narrow.
    """
    share, square = hits / n, Z95 * Z95 / n
    middle = share + square / 2
    half = Z95 * math.sqrt(share * (1 - share) / n + square / (4 * n))
    low, high = (middle - half) / (1 + square), (middle + half) / (1 + square)
    return (max(0.0, low) if hits else 0.0), (min(1.0, high) if hits < n else 1.0)


def prior_of(peers: Sequence[tuple[int, int]]) -> Prior | None:
    """The beta distribution from which the shares of the peers (hits, n) come, by moments; None without a trial.

    mean m = Σhits / Σn; with S = Σ n (p - m)² and K peers, the correlation of two trials of one peer is
    r = (S / (m(1-m)) - (K-1)) / (N - Σn²/N - (K-1)), N = Σn, and the weight a + b = 1/r - 1, kept within 2 and 1,000.
    J. C. Kleinman, Journal of the American Statistical Association 68 (1973), 46. Where peers cannot be told apart
    (r <= 0) all go to the mean; where there is nothing to tell them by, the mean weighs ten trials.
    """
    tried = [(hits, n) for hits, n in peers if n]
    total = sum(n for _, n in tried)
    if not total:
        return None
    mean = sum(hits for hits, _ in tried) / total
    free = len(tried) - 1
    room = total - sum(n * n for _, n in tried) / total - free
    if not 0 < mean < 1 or room <= 0:
        return Prior(mean, WEIGHT)
    spread = math.fsum(n * (hits / n - mean) ** 2 for hits, n in tried) / (mean * (1 - mean))
    correlation = (spread - free) / room
    weight = MOST_WEIGHT if correlation <= 0 else 1 / correlation - 1
    return Prior(mean, min(max(weight, LEAST_WEIGHT), MOST_WEIGHT))


def share(hits: int, n: int, prior: Prior | None) -> Share:
    """The share with its interval, and shrunk: (hits + weight x mean) / (n + weight), the mean of the posterior beta.

    G. Casella, The American Statistician 39 (1985), 83.
    """
    if n == 0 or prior is None:
        return Share(0, 0, None, None, None, None)
    low, high = wilson(hits, n)
    return Share(n, hits, hits / n, low, high, (hits + prior.weight * prior.mean) / (n + prior.weight))
