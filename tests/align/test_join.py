"""The join of many claims to the newest bars that were known: the same as going through the bars one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.align.join import NONE, Places, join, newest_sessions
from aggregator.align.prices import LATE_DAYS
from aggregator.market.history import History
from aggregator.records import Bar
from aggregator.sessions import calendar

from .making import D, bars, claim

CAL = calendar()
SESSIONS = CAL.between(D(2024, 6, 20), D(2024, 7, 31))  # with the half day of 3 July and the holiday after it
HOUR = dt.timedelta(hours=1)
DELAYS = st.sampled_from([0, 0, 0, 1, 30, 100, 400])  # hours after the close, mostly none


@st.composite
def histories(draw: st.DrawFn) -> list[list[Bar]]:
    """Symbols with gaps, late bars and ends; some without any bar."""
    found = []
    for n in range(draw(st.integers(1, 4))):
        whole = bars(f"S{n}", [float(i) for i in range(1, len(SESSIONS) + 1)], SESSIONS[0])
        kept = draw(st.lists(st.sampled_from(whole), unique=True)) if draw(st.booleans()) else whole
        found.append([replace(bar, knowable_at=bar.knowable_at + draw(DELAYS) * HOUR) for bar in kept])
    return found


def moments() -> st.SearchStrategy[dt.datetime]:
    near = [CAL.close_time(s) + n * dt.timedelta(seconds=1) for s in SESSIONS for n in (-1, 0, 1, 3600, 40_000)]
    return st.sampled_from(near)


def plainly(rows: Sequence[Bar], at: dt.datetime) -> int:
    """The newest bar of a session that had closed and that was known: the definition."""
    ordered = sorted(rows, key=lambda bar: bar.session)
    known = [i for i, bar in enumerate(ordered) if bar.knowable_at <= at and CAL.close_time(bar.session) <= at]
    return max(known, default=NONE)


@settings(max_examples=150)
@given(histories(), st.data())
def test_the_join_finds_the_newest_known_bar(rows: list[list[Bar]], data: st.DataObject) -> None:
    asked = data.draw(st.lists(st.tuples(st.integers(0, len(rows) - 1), moments()), min_size=1, max_size=40))
    times = [at for _, at in asked]
    places = Places.of([History.from_bars("S", held) for held in rows], CAL, min(times), max(times))
    found = places.newest(
        np.array([row for row, _ in asked]),
        np.array([at.replace(tzinfo=None) for at in times], dtype="datetime64[us]"),
    )
    assert found.tolist() == [plainly(rows[row], at) for row, at in asked]


@settings(max_examples=80)
@given(histories(), moments(), st.lists(moments(), min_size=1, max_size=20), st.floats(0.1, 9))
def test_bars_and_revisions_of_after_t_move_no_claim_of_before(
    rows: list[list[Bar]], now: dt.datetime, later: list[dt.datetime], factor: float
) -> None:
    asked = [(f"S{n}", now) for n in range(len(rows))]
    before = {f"S{n}": [bar for bar in held if bar.knowable_at <= now] for n, held in enumerate(rows)}
    after = {f"S{n}": list(held) for n, held in enumerate(rows)}
    for symbol, held in after.items():
        pairs = zip(held, later, strict=False)
        revised = [replace(bar, close=factor * bar.close, knowable_at=max(t, now + HOUR)) for bar, t in pairs]
        after[symbol] = held + revised
    # What the store hands out later: the newest version of each bar, and since when there was any.
    then = newest_sessions(asked, {s: History.from_bars(s, held) for s, held in before.items() if held}, CAL)
    now_held = {s: _as_stored(s, held) for s, held in after.items() if before[s]}
    assert newest_sessions([a for a in asked if before[a[0]]], now_held, CAL) == [
        day for day, (symbol, _) in zip(then, asked, strict=True) if before[symbol]
    ]


def _as_stored(symbol: str, versions: list[Bar]) -> History:
    ordered = sorted(versions, key=lambda bar: (bar.session, bar.knowable_at))
    first = {bar.session: bar for bar in reversed(ordered)}
    newest = {bar.session: bar for bar in ordered}
    return History.from_stored(symbol, [_row(bar) for bar in newest.values()], [_row(first[day]) for day in newest])


def _row(bar: Bar) -> tuple[object, ...]:
    numbers = (bar.open, bar.high, bar.low, bar.close, bar.adj_close, bar.volume)
    times = (f"{t:%Y-%m-%dT%H:%M:%SZ}" for t in (bar.knowable_at, bar.fetched_at))
    return (bar.session.isoformat(), *numbers, *times, bar.provider)


def test_a_claim_of_before_the_prices_came_is_given_the_session_before() -> None:
    rows = bars("IWM", [100.0, 101.0, 102.0], D(2024, 7, 8))
    rows[2] = replace(rows[2], knowable_at=rows[2].knowable_at + 2 * HOUR, backfilled=False)
    held = {"IWM": History.from_bars("IWM", rows)}
    close = CAL.close_time(D(2024, 7, 10))
    found = newest_sessions([("IWM", close + HOUR), ("IWM", close + 2 * HOUR)], held, CAL)
    assert found == [D(2024, 7, 9), D(2024, 7, 10)]


@pytest.mark.parametrize(
    ("days", "expected"), [(LATE_DAYS, D(2024, 7, 10)), (LATE_DAYS + 2, None)], ids=["halted", "delisted"]
)
def test_prices_that_ended_are_joined_for_a_while_and_then_no_more(days: int, expected: dt.date | None) -> None:
    held = {"GONE": History.from_bars("GONE", bars("GONE", [9.0, 8.0, 7.0], D(2024, 7, 8)))}
    at = CAL.close_time(CAL.on_or_before(D(2024, 7, 10) + dt.timedelta(days=days)))
    assert newest_sessions([("GONE", at)], held, CAL) == [expected]


def test_a_symbol_without_bars_is_given_the_last_session_that_had_closed() -> None:
    at = dt.datetime(2024, 7, 12, 12, 31, tzinfo=dt.UTC)
    asked: list[dt.date] = []

    def signals(symbol: str, session: dt.date, known: dt.datetime) -> dict[str, float]:
        asked.append(session)
        return {"cpi_surprise": 0.1}

    [found] = join([(claim("data", "macro:CPI_US"), at)], {}, signals, calendar=CAL)
    assert found is not None
    assert (asked, found.signal_session, found.session) == ([D(2024, 7, 11)], D(2024, 7, 11), D(2024, 7, 12))
    assert join([], {}, signals, calendar=CAL) == []
