"""Breadth against plain Python, and that it neither looks ahead nor counts strangers."""

from __future__ import annotations

import datetime as dt
import random
import statistics
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.market.providers.files import Batch, read_file
from aggregator.market.signals import breadth
from aggregator.master import ROLLS, Members, read_members
from aggregator.records import Bar, SignalValue
from aggregator.sessions import calendar

NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
START = dt.date(2024, 1, 2)
Closes = dict[str, list[tuple[dt.date, float, dt.datetime]]]
Spells = dict[str, tuple[tuple[dt.date, dt.date | None], ...]]
ALWAYS = ((dt.date(1990, 1, 1), None),)


def made(members: int, sessions: int, seed: int = 1) -> tuple[list[dt.date], Closes]:
    days = calendar().between(START, dt.date(2025, 12, 31))[:sessions]
    rng = random.Random(seed)
    closes: Closes = {}
    for m in range(members):
        price, series = 100.0, []
        for day in days:
            price *= 1 + rng.gauss(0, 0.02)
            if rng.random() > 0.002:  # some bars are missing
                series.append((day, price, calendar().close_time(day)))
        closes[f"M{m:03}"] = series
    return days, closes


def plain(name: str, days: list[dt.date], members: Spells, closes: Closes, t: int) -> float | None:
    """Written from the formula, one member at a time."""
    told = []
    for symbol, spells in members.items():
        if not any(since <= days[t] and (until is None or days[t] < until) for since, until in spells):
            continue
        by_day = {day: close for day, close, _ in closes.get(symbol, [])}
        window = days[t - 49 : t + 1] if name == "breadth_above_50" else days[t - 1 : t + 1]
        size = 50 if name == "breadth_above_50" else 2
        if t - size + 1 < 0 or any(day not in by_day for day in window):
            continue
        if name == "breadth_above_50":
            told.append(by_day[days[t]] > statistics.fmean(by_day[day] for day in window))
        else:
            told.append(by_day[days[t]] > by_day[days[t - 1]])
    return 100 * sum(told) / len(told) if len(told) >= 20 else None


def by_name(found: list[SignalValue]) -> dict[tuple[str, dt.date], float]:
    return {(value.name, value.session): value.value for value in found}


@pytest.mark.parametrize("name", [share.name for share in breadth.BREADTH])
def test_agrees_with_plain_python(name: str) -> None:
    days, closes = made(40, 120)
    members: Spells = dict.fromkeys(closes, ALWAYS)
    for m in range(10):
        members[f"M{m:03}"] = ((days[60], days[80]), (days[100], None))
    members["GONE"] = ALWAYS  # no bars of it are stored
    got = by_name(list(breadth.compute("^X", days, members, closes, days[0])))
    for t in range(len(days)):
        expected = plain(name, days, members, closes, t)
        assert (expected is None) == ((name, days[t]) not in got), days[t]
        if expected is not None:
            assert got[name, days[t]] == pytest.approx(expected, abs=1e-9), days[t]
    assert any((name, day) in got for day in days)


def test_every_row_has_a_formula() -> None:
    assert all(row.formula and row.version and row.lookback <= breadth.LOOKBACK for row in breadth.BREADTH)


def test_few_members_are_no_breadth() -> None:
    days, closes = made(19, 60)
    assert list(breadth.compute("^X", days, dict.fromkeys(closes, ALWAYS), closes, days[0])) == []
    assert list(breadth.compute("^X", [], {}, {}, START)) == []


@settings(max_examples=15)
@given(st.integers(0, 1000), st.integers(51, 68))
def test_later_bars_and_members_change_nothing_before(seed: int, cut: int) -> None:
    days, closes = made(25, 70, seed)
    members: Spells = dict.fromkeys(closes, ALWAYS)
    changed = {
        name: [(day, close * (9.0 if day > days[cut] else 1.0), at) for day, close, at in series]
        for name, series in closes.items()
    }
    more: Spells = {**members, "NEW": ((days[cut + 1], None),)}
    changed["NEW"] = closes["M000"]
    before = [v for v in breadth.compute("^X", days, members, closes, days[0]) if v.session <= days[cut]]
    after = [v for v in breadth.compute("^X", days, more, changed, days[0]) if v.session <= days[cut]]
    short = list(breadth.compute("^X", days[: cut + 1], members, closes, days[0]))
    assert before == after == short
    assert before


def test_a_new_day_gives_the_same_as_all_days() -> None:
    days, closes = made(30, 120)
    members: Spells = dict.fromkeys(closes, ALWAYS)
    whole = {(v.name, v.session): v for v in breadth.compute("^X", days, members, closes, days[0])}
    tail = days[-1 - breadth.LOOKBACK :]
    found = list(breadth.compute("^X", tail, members, closes, days[-1]))
    assert len(found) == len(breadth.BREADTH)
    assert all(whole[v.name, v.session] == v for v in found)


def test_it_is_known_with_the_last_of_its_closes() -> None:
    days, closes = made(25, 60)
    late = dt.datetime(2024, 12, 24, tzinfo=dt.UTC)
    closes["M003"] = [(day, 100.0, late if day == days[50] else calendar().close_time(day)) for day in days]
    found = list(breadth.compute("^X", days, dict.fromkeys(closes, ALWAYS), closes, days[0]))
    known = {(v.name, days.index(v.session)): v.knowable_at for v in found}
    assert known["breadth_advancing", 49] == calendar().close_time(days[49])
    assert {known["breadth_advancing", t] for t in (50, 51)} == {late}
    assert known["breadth_advancing", 52] == calendar().close_time(days[52])
    assert known["breadth_above_50", 59] == late


def test_members_from_real_rolls_and_closes(shared: Path) -> None:
    rolls = {item.index_symbol: item for item in read_members(shared / "data/master", NOW.date())}
    assert set(rolls) == {roll.index_symbol for roll in ROLLS}
    sp500 = rolls["^GSPC"]
    assert isinstance(sp500, Members)
    members: Spells = {}
    for symbol, spell in sp500.spells:
        members[symbol] = (*members.get(symbol, ()), spell)
    first = dt.date(2024, 7, 11)
    wanted = sorted(members)[::6]
    file = shared / "data/prices_wide_adjclose.parquet"
    closes: Closes = {
        batch.symbol: [(bar.session, bar.close, bar.knowable_at) for bar in batch.records if isinstance(bar, Bar)]
        for batch in read_file(file, now=NOW, symbols=wanted)
        if isinstance(batch, Batch)
    }
    days = calendar().between(calendar().previous(first, 60), dt.date(2024, 7, 12))
    got = by_name(list(breadth.compute("^GSPC", days, {s: members[s] for s in wanted}, closes, first)))
    for name in ("breadth_above_50", "breadth_advancing"):
        for day in (first, dt.date(2024, 7, 12)):
            expected = plain(name, days, {s: members[s] for s in wanted}, closes, days.index(day))
            assert got[name, day] == pytest.approx(expected)
    assert len([symbol for symbol in wanted if symbol in closes]) > 60
