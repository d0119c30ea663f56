"""Breadth: which share of an index's stored members did something. One row of BREADTH per signal.

Members count on the sessions on which they belonged to the index. Those that lack a close which the formula needs are
left out of the share; below :data:`LEAST` members there is no value. The value is kept under the index's symbol and is
knowable when the last of its closes was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from aggregator.records import SignalValue

Floats = NDArray[np.float64]
LEAST = 20  # fewer than this many members are no breadth
Closes = Mapping[str, Sequence[tuple[dt.date, float, dt.datetime]]]
Spells = Mapping[str, Sequence[tuple[dt.date, dt.date | None]]]


@dataclass(frozen=True, slots=True)
class Share:
    """One signal. `rises` gives, from closes (sessions x members), 1 where a member counts, 0 where not, else NaN."""

    name: str
    version: int
    formula: str
    lookback: int
    rises: Callable[[Floats], Floats]
    inputs: tuple[str, ...] = ("closes of the members",)
    source: str = "plain arithmetic"


def _above_mean(n: int) -> Callable[[Floats], Floats]:
    def rises(closes: Floats) -> Floats:
        mean = np.full(closes.shape, np.nan)
        if len(closes) >= n:
            mean[n - 1 :] = sliding_window_view(closes, n, axis=0).mean(axis=-1)
        return _told(closes > mean, np.isnan(mean))

    return rises


def _advancing(closes: Floats) -> Floats:
    before = np.full(closes.shape, np.nan)
    before[1:] = closes[:-1]
    return _told(closes > before, np.isnan(closes) | np.isnan(before))


def _told(rises: NDArray[np.bool_], unknown: NDArray[np.bool_]) -> Floats:
    return np.where(unknown, np.nan, rises.astype(np.float64))


BREADTH: tuple[Share, ...] = (
    Share(
        "breadth_above_50",
        1,
        "100 x members whose close is above the mean of their last 50 closes / members with a close on each of the "
        "last 50 sessions; at least 20 of them",
        49,
        _above_mean(50),
    ),
    Share(
        "breadth_advancing",
        1,
        "100 x members that closed above their close of the session before / members with both closes; at least 20 of "
        "them",
        1,
        _advancing,
    ),
)
LOOKBACK = max(share.lookback for share in BREADTH)


def compute(
    index_symbol: str, sessions: Sequence[dt.date], members: Spells, closes: Closes, since: dt.date
) -> Iterator[SignalValue]:
    """The breadth of an index from the session `since` on.

    `sessions` are the exchange's, ascending, from :data:`LOOKBACK` before `since` on; `closes` holds those of each
    member as they were known, `members` from when to when each belonged (the last day excluded).
    """
    names = sorted(set(members) & set(closes))
    if not names or not sessions:
        return
    prices, known = _panel(sessions, [closes[name] for name in names])
    belongs = np.array([[_within(members[name], day) for name in names] for day in sessions])
    for share in BREADTH:
        told = np.where(belongs, share.rises(prices), np.nan)
        counted = ~np.isnan(told)
        size = counted.sum(axis=1)
        latest = _latest(known, share.lookback)
        for t in np.flatnonzero(size >= LEAST).tolist():
            if sessions[t] >= since:
                value = 100.0 * float(np.nansum(told[t])) / int(size[t])
                at = latest[t][counted[t]].max()
                knowable_at = dt.datetime.fromtimestamp(int(at), dt.UTC)
                yield SignalValue(index_symbol, sessions[t], share.name, share.version, value, knowable_at)


def _panel(
    sessions: Sequence[dt.date], closes: Sequence[Sequence[tuple[dt.date, float, dt.datetime]]]
) -> tuple[Floats, NDArray[np.int64]]:
    """Closes and when they were knowable (seconds since 1970), sessions x members."""
    row = {day: t for t, day in enumerate(sessions)}
    prices = np.full((len(sessions), len(closes)), np.nan)
    known = np.zeros(prices.shape, dtype=np.int64)
    for m, series in enumerate(closes):
        for day, close, knowable_at in series:
            t = row.get(day)
            if t is not None:
                prices[t, m], known[t, m] = close, int(knowable_at.timestamp())
    return prices, known


def _latest(known: NDArray[np.int64], lookback: int) -> NDArray[np.int64]:
    padded = np.concatenate([np.zeros((lookback, known.shape[1]), dtype=np.int64), known])
    latest: NDArray[np.int64] = sliding_window_view(padded, lookback + 1, axis=0).max(axis=-1)
    return latest


def _within(spells: Sequence[tuple[dt.date, dt.date | None]], day: dt.date) -> bool:
    return any(since <= day and (until is None or day < until) for since, until in spells)
