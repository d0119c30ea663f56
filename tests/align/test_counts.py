"""Rarity on real prices: what was in the papers of the day, and the same with a wrong word."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from aggregator.align import occurrences, verdict
from aggregator.conditions import Hurdle
from aggregator.market.history import History
from aggregator.records import Verdict
from aggregator.sessions import calendar

from .conftest import LOADED, records
from .making import D, claim, history

SYMBOLS = {
    "prices": ("^GSPC", "^DJI", "^IXIC", "^VIX", "^RUT", "^RUT_LONG"),
    "macro": ("DGS10",),
}


@pytest.fixture(scope="module")
def real(shared: Path) -> dict[str, History]:
    return {
        symbol: History.from_bars(symbol, records(shared / f"data/{folder}/{symbol}.csv"))  # type: ignore[arg-type]
        for folder, symbols in SYMBOLS.items()
        for symbol in symbols
    }


def judged(
    prices: dict[str, History], symbol: str, day: str, words: str, kind: str = "count", **fields: object
) -> Verdict:
    session = dt.date.fromisoformat(day)
    told = claim(
        kind, symbol, evidence=words, window_text="that day", window_start=session, window_end=session, **fields
    )
    evening = calendar().close_time(session) + dt.timedelta(hours=2)
    return verdict(told, prices, knowable_at=evening, now=LOADED, calendar=calendar())


CASES = [
    ("^GSPC", "2020-03-16", "It was the biggest one-day drop since 1987.", "supported", "1987-10-19"),
    ("^GSPC", "2020-03-16", "It was the biggest one-day drop since 2008.", "close", "1987-10-19"),
    ("^GSPC", "2024-07-24", "The S&P 500 had its worst day since December 2022.", "supported", "2022-12-15"),
    ("^GSPC", "2024-07-24", "The S&P 500 had its worst day since March 2023.", "close", "2022-12-15"),
    ("^GSPC", "2024-07-24", "The S&P 500 had its worst day since September 2022.", "contradicted", "2022-12-15"),
    ("^GSPC", "2024-08-05", "That was the biggest drop in nearly two years.", "supported", "2022-09-13"),
    ("^GSPC", "2025-04-09", "It was the best day since October 2008.", "supported", "2008-10-28"),
    ("^IXIC", "2024-07-24", "The Nasdaq had its worst day since October 2022.", "supported", "2022-10-07"),
    ("^DJI", "2023-07-26", "It was the 13th straight gain for the Dow.", "supported", "13"),
    ("^DJI", "2023-07-26", "A 13th straight gain, its longest winning streak since 1987.", "unverifiable", ""),
    ("^DJI", "2023-07-26", "The Dow had its longest winning streak since 1996.", "close", "never"),
    ("^GSPC", "2023-12-29", "The S&P 500 scored its ninth straight weekly gain.", "supported", "in a row"),
    ("^GSPC", "2023-12-29", "The S&P 500 scored its seventh straight weekly gain.", "contradicted", "in a row"),
    ("^GSPC", "2023-12-29", "It was the longest weekly winning streak since January 2004.", "supported", "2004-01"),
    ("^GSPC", "2024-01-25", "It was the fifth record close of the year.", "supported", "record closes"),
    ("^GSPC", "2024-01-25", "It was the ninth record close of the year.", "contradicted", "record closes"),
    ("^GSPC", "2024-08-05", "The second time this year that it fell 2% or more.", "supported", "2024-07-24"),
    ("^GSPC", "2024-08-05", "The fifth time this year that it fell 2% or more.", "contradicted", "2024-07-24"),
    ("^GSPC", "2024-01-19", "It closed above 4,800 for the first time since January 2022.", "contradicted", "never"),
    ("^GSPC", "2024-03-15", "The S&P 500 posted its first back-to-back weekly loss.", "unverifiable", ""),
    ("^RUT", "2024-07-16", "It finished at its highest close since January 2022.", "supported", "2022-01"),
    ("^RUT", "2024-07-16", "It finished at its highest close since March 2023.", "close", "2022-01"),
    ("^VIX", "2024-08-05", "The gauge ended at its highest level since October 2020.", "supported", "2020-10"),
    ("DGS10", "2023-10-19", "The yield closed at the highest level since July 2007.", "supported", "2007-07"),
    ("DGS10", "2023-10-19", "The yield closed at a 16-year high.", "supported", "2007-07"),
    ("^GSPC", "2024-04-19", "The S&P 500 fell for a sixth straight day.", "supported", "6"),
    ("^GSPC", "2024-04-22", "The index rose, snapping a six-day losing streak.", "supported", "in a row"),
    ("^GSPC", "2024-04-22", "The index rose for the first time in seven sessions.", "supported", "2024-04-11"),
]  # fmt: skip


@pytest.mark.parametrize(("symbol", "day", "words", "expected", "named"), CASES)
def test_real_prices(real: dict[str, History], symbol: str, day: str, words: str, expected: str, named: str) -> None:
    found = judged(real, symbol, day, words)
    assert (found.verdict, named in f"{found.basis} {found.measured}") == (expected, True), found
    if expected in {"supported", "close"}:
        assert found.bars


@pytest.mark.parametrize("period", ["session", "week", "month", "quarter", "year"])
def test_periods_equal_a_plain_count(period: str) -> None:
    rng = np.random.default_rng(5)
    made = history("^GSPC", [round(float(x), 2) for x in 100 + rng.normal(0, 1, 300).cumsum()], D(2022, 11, 1))
    over = occurrences.course(made, period, len(made) - 1)  # type: ignore[arg-type]
    key = {
        "session": lambda d: d,
        "week": lambda d: d.isocalendar()[:2],
        "month": lambda d: (d.year, d.month),
        "quarter": lambda d: (d.year, (d.month - 1) // 3),
        "year": lambda d: d.year,
    }[period]
    last: dict[object, float] = {}
    for i in range(len(made)):
        last[key(made.session(i))] = float(made.close[i])
    closes = list(last.values())
    changes = [100 * (b / a - 1) for a, b in pairwise(closes)]
    assert over.changes.tolist() == pytest.approx(changes)
    down = occurrences.holds(Hurdle(up=False, pct=0.5), over)
    assert down.tolist() == [change <= -0.5 for change in changes]
    run = 0
    for change in changes:
        run = run + 1 if change > 0 else 0
    assert occurrences.streak(occurrences.holds(Hurdle(up=True), over), len(changes) - 1) == run


def test_an_average_needs_all_its_sessions() -> None:
    made = history("^GSPC", [1.0, 2.0, 3.0, 4.0, 5.0])
    over = occurrences.course(made, "session", 4)
    assert occurrences.holds(Hurdle(up=True, average=3), over).tolist() == [False, True, True, True]


def test_a_guessed_day_never_contradicts() -> None:
    made = history("^GSPC", [100.0, 90.0, 101.0, 100.0])
    told = claim("count", "^GSPC", evidence="It was the biggest drop since January 2, 2024.")
    at = calendar().close_time(D(2024, 1, 5)) + dt.timedelta(days=1)
    found = verdict(told, {"^GSPC": made}, knowable_at=at, now=LOADED, calendar=calendar())
    assert (found.verdict, found.reason) in {("unverifiable", "window_unresolved"), ("unverifiable", "no_prices")}


def test_levels_that_are_the_highest_since(real: dict[str, History]) -> None:
    for words, expected in (
        ("It finished at its highest close since January 2022.", "supported"),
        ("It rose to a two-year high.", "supported"),
        ("It finished at its highest close since June 2024.", "close"),
        ("It finished at its lowest close since June 2024.", "contradicted"),
    ):
        assert judged(real, "^RUT", "2024-07-16", words, "level", direction="up").verdict == expected, words
