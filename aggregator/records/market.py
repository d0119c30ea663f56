"""Prices, releases, decisions, and the signals made of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One session of one symbol. `close` is split-adjusted, `adj_close` split- and dividend-adjusted (or None).

    Daily series without a range (a Treasury yield, the policy rate) are bars whose only price is `close`, in the
    series' own unit. `backfilled` bars were loaded in bulk and are knowable at their session's close.
    """

    symbol: str
    session: dt.date
    open: float | None
    high: float | None
    low: float | None
    close: float
    volume: float | None
    adj_close: float | None
    provider: str
    fetched_at: dt.datetime
    knowable_at: dt.datetime
    backfilled: bool


@dataclass(frozen=True, slots=True)
class Release:
    """One line of a release calendar: what was published, what was expected, in the event's own unit."""

    event: str
    currency: str
    at: dt.datetime
    actual: float | None
    forecast: float | None
    previous: float | None
    unit: str
    provider: str
    fetched_at: dt.datetime
    knowable_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Observation:
    """A value of a macro series that is not daily. `period` is its nominal date, not when it was published."""

    series: str
    period: dt.date
    value: float
    provider: str
    fetched_at: dt.datetime
    knowable_at: dt.datetime


@dataclass(frozen=True, slots=True)
class PolicyDecision:
    """A decision on the federal funds target range, percent."""

    date: dt.date
    lower_after: float
    upper_after: float
    change_bp: float
    provider: str
    fetched_at: dt.datetime
    knowable_at: dt.datetime


@dataclass(frozen=True, slots=True)
class SignalValue:
    """A named recipe evaluated at one session's close."""

    symbol: str
    session: dt.date
    name: str
    version: int
    value: float
    knowable_at: dt.datetime
