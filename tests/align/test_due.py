"""By which day a forecast is scored: not by the day from which it looks ahead, nor by a month of another year."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from aggregator.align import verdict
from aggregator.records import Claim, Release, Verdict
from aggregator.sessions import calendar

from .making import D, claim, history

CAL = calendar()
SESSIONS = CAL.between(D(2024, 1, 2), D(2024, 12, 31))
BASE = SESSIONS[9]
NOON = CAL.open_time(SESSIONS[10]) + dt.timedelta(hours=2)
LONG_AFTER = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
PRICES = {"^RUT": history("^RUT", [100.0 + n for n in range(len(SESSIONS))])}


def ahead(evidence: str, words: str | None, due: dt.date | None, **fields: Any) -> Claim:
    told = {"tense": "future", "direction": "down", "window_text": words, "due": due, "evidence": evidence}
    return claim("forecast", **{**told, **fields})


def judge(told: Claim, at: dt.datetime = NOON, **facts: Any) -> Verdict:
    return verdict(told, PRICES, knowable_at=at, now=LONG_AFTER, calendar=CAL, **facts)


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("The index will settle a fair bit below where we are today.", "today"),
        ("She expects the index to be lower than it is today.", "today"),
        ("He sees the index well below where it stands as of today.", "today"),
        ("Analysts see the index lower this month.", "this month"),
    ],
)
def test_the_day_of_the_saying_is_no_due_date_unless_its_close_is_asked_for(words: str, phrase: str) -> None:
    found = judge(ahead(words, phrase, SESSIONS[10]))
    assert (found.verdict, found.reason) == ("unverifiable", "window_unresolved")


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("The index will fall today, she said.", "today"),
        ("The index will end the day lower.", "the day"),
        ("The index will be lower by Wednesday's close.", "by Wednesday's close"),
        ("The index will be lower by the end of the week.", "by the end of the week"),
    ],
)
def test_a_close_of_that_day_that_is_asked_for_is_scored(words: str, phrase: str) -> None:
    assert judge(ahead(words, phrase, SESSIONS[10])).verdict == "did_not"
    assert judge(ahead(words, phrase, SESSIONS[12])).verdict == "did_not"


def test_what_is_to_happen_only_if_something_else_does_is_not_scored() -> None:
    told = ahead("The index could fall if the economy weakens this year.", "this year", SESSIONS[30])
    assert judge(told).verdict == "expired_unscorable"
    undated = ahead("The index could fall unless growth picks up.", None, None)
    assert (judge(undated).verdict, judge(undated).reason) == ("unverifiable", "window_unresolved")


def release(day: dt.date, actual: float) -> Release:
    at = dt.datetime.combine(day, dt.time(12, 30), dt.UTC)
    return Release("Non-Farm Employment Change", "USD", at, actual, 0.0, None, "count", "made", LONG_AFTER, at)


FIGURES = [release(D(2022, 10, 7), 263e3), release(D(2022, 11, 4), 261e3), release(D(2022, 12, 2), 200e3)]
FIGURES += [release(D(2023, 11, 3), 150e3)]
NOVEMBER = dt.datetime(2022, 11, 2, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("words", "window", "value", "at", "expected", "day"),
    [
        ("October", (D(2023, 10, 2), D(2023, 10, 31)), 261e3, NOVEMBER, "came_true", D(2022, 11, 4)),
        ("October", (D(2023, 10, 2), D(2023, 10, 31)), 198e3, NOVEMBER, "did_not", D(2022, 11, 4)),
        ("November", (D(2022, 11, 1), D(2022, 11, 30)), 200e3, NOVEMBER, "came_true", D(2022, 12, 2)),
        ("October 2023", (D(2023, 10, 2), D(2023, 10, 31)), 150e3, NOVEMBER, "came_true", D(2023, 11, 3)),
        (
            "October",
            (D(2023, 10, 2), D(2023, 10, 31)),
            150e3,
            dt.datetime(2022, 11, 10, 12, tzinfo=dt.UTC),
            "came_true",
            D(2023, 11, 3),
        ),
    ],
)
def test_the_figure_of_a_named_month_is_the_one_that_comes_out_next(
    words: str, window: tuple[dt.date, dt.date], value: float, at: dt.datetime, expected: str, day: dt.date
) -> None:
    told = ahead(
        f"Economists see {words} payroll growth at {value:g}.",
        words,
        window[1],
        symbol=None,
        entity_id="macro:NFP_US",
        value=value,
        value_text=f"{value:.0f}",
        unit="count",
        window_start=window[0],
        window_end=window[1],
    )
    found = judge(told, at, releases=FIGURES)
    assert (found.verdict, found.window_end) == (expected, day)
