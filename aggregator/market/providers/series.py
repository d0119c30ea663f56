"""Macro series without a range: which are daily, and when a value of the others may be taken as known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from aggregator.records import Observation
from aggregator.sessions import day_end

DAILY_SPACING_DAYS = 4
_WEEKLY_SPACING_DAYS = 10
_DAILY_NAMES = ("DGS", "DFII", "T10", "T5", "DFED", "DFF", "IORB", "SOFR", "VIX", "DTWEX", "BAML")


def spacing_days(dates: Sequence[dt.date]) -> float | None:
    """Median distance of consecutive dates, in days; None for fewer than three dates."""
    return median((b - a).days for a, b in pairwise(dates)) if len(dates) > 2 else None


def is_daily(symbol: str, dates: Sequence[dt.date]) -> bool:
    """Whether a series is daily. Too short to tell: by its name, since FRED's daily ids start so."""
    spacing = spacing_days(dates)
    return symbol.startswith(_DAILY_NAMES) if spacing is None else spacing <= DAILY_SPACING_DAYS


def observations(
    series: str, points: Sequence[tuple[dt.date, float]], *, provider: str, now: dt.datetime
) -> Iterator[Observation]:
    """Values of a weekly or slower series, ascending.

    Their publication times are unknown and the values may be later revisions, so they are knowable when they were
    fetched, and never before their nominal period is over. Points dated after `now` prove that the clock is simulated
    and the source younger than it; then each point waits one more period, by which its first print was out.
    """
    dates = [period for period, _ in points]
    spacing = spacing_days(dates) or 31.0
    lag = spacing if spacing > _WEEKLY_SPACING_DAYS else 0.0
    if dates and day_end(dates[-1]) > now:
        lag += max(spacing, 2 * 7)
    for period, value in points:
        knowable_at = max(now, day_end(period + dt.timedelta(days=round(lag))))
        yield Observation(series, period, value, provider, now, knowable_at)
