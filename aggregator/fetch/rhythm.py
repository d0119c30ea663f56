"""How often a feed writes, and from when on its silence means something. Pure.

A server that answers 200 with the same document for weeks looks healthy. What gives it away is the feed's own past:
its longest ordinary pause (a weekend, a holiday, the weeks between two releases).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

LEAST_TIMES = 5  # publication times, for a rhythm to be one
MOST_TIMES = 40
LEAST_SILENCE_S = 3 * 86400.0
FUTURE_SLACK = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`usual_s`: the median time between two entries. `silence_s`: how long the feed may be silent, see `of`."""

    usual_s: float
    silence_s: float


def of(times: Iterable[dt.datetime], now: dt.datetime) -> Rhythm | None:
    """The rhythm of the newest forty publication times, None of fewer than five different ones.

    A feed may be silent for the longest of: twice its longest pause, ten usual ones, three days. Times more than a day
    ahead of `now` are mistakes and do not count.
    """
    newest = sorted({at for at in times if at <= now + FUTURE_SLACK})[-MOST_TIMES:]
    if len(newest) < LEAST_TIMES:
        return None
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(newest)]
    usual_s = median(gaps)
    return Rhythm(usual_s, max(2 * max(gaps), 10 * usual_s, LEAST_SILENCE_S))


def is_frozen(newest_at: dt.datetime | None, silence_s: float | None, answered_at: dt.datetime | None) -> bool:
    """Whether a feed that still answers has been silent for longer than is normal for it, as of its last answer."""
    if newest_at is None or silence_s is None or answered_at is None:
        return False
    return (answered_at - newest_at).total_seconds() > silence_s
