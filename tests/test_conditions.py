"""Rarity in words: one case or more per row of the reading tables, and what says nothing that bars could answer."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import conditions
from aggregator.conditions import Condition, Hurdle, Since

ON = dt.date(2024, 7, 15)
D = dt.date
MARCH = Since(D(2024, 3, 1), D(2024, 3, 31))
NOVEMBER = Since(D(2023, 11, 1), D(2023, 11, 30))
YEAR = Since(D(2024, 1, 1), ON)
UP, DOWN = Hurdle(up=True), Hurdle(up=False)
CASES = [
    ("its third straight weekly gain", ("streak", "week", UP, None, 3)),
    ("It was a sixth consecutive session of losses.", ("streak", "session", DOWN, None, 6)),
    ("a four-day winning streak", ("streak", "session", UP, None, 4)),
    ("It finished lower in three straight sessions.", ("streak", "session", DOWN, None, 3)),
    ("It rose three weeks in a row.", ("streak", "week", UP, None, 3)),
    ("Gold fell for a sixth day.", ("streak", "session", DOWN, None, 6)),
    ("the longest winning streak since November", ("longest", "session", UP, NOVEMBER, None)),
    ("a fourth straight week of gains, the longest such run since November", ("longest", "week", UP, NOVEMBER, None)),
    ("the biggest one-day drop since March", ("widest", "session", DOWN, MARCH, None)),
    ("the biggest weekly decline since 1981", ("widest", "week", DOWN, Since(D(1981, 1, 1), D(1981, 12, 31)), None)),
    ("their best week of the year", ("widest", "week", UP, YEAR, None)),
    ("its worst month in more than two years", ("widest", "month", DOWN, Since(back=2, unit="year", more=1), None)),
    ("the highest close since March", ("highest", "session", UP, MARCH, None)),
    ("the lowest level in nearly a decade", ("highest", "session", DOWN, Since(back=10, unit="year", more=-1), None)),
    ("a six-month high", ("highest", "session", UP, Since(back=6, unit="month"), None)),
    ("the first weekly loss since March", ("first", "week", DOWN, MARCH, None)),
    ("its first gain in six sessions", ("first", "session", UP, Since(back=6, unit="session"), None)),
    ("It is above 4,000 for the first time since March.", ("first", "session", Hurdle(True, level=4000), MARCH, None)),
    (
        "It closed below its 200-day moving average for the first time since March.",
        ("first", "session", Hurdle(False, average=200), MARCH, None),
    ),
    ("It rose for the first time in six sessions.", ("first", "session", UP, Since(back=6, unit="session"), None)),
    ("only the second time this year that it fell 2% or more", ("times", "session", Hurdle(False, pct=2), YEAR, 2)),
    ("It has gained more than 6% in a week only twice since March.", ("times", "week", Hurdle(True, pct=6), MARCH, 2)),
    ("It has fallen 2% or more just three times this year.", ("times", "session", Hurdle(False, pct=2), YEAR, 3)),
    ("It closed below 4,000 only once since March.", ("times", "session", Hurdle(False, level=4000), MARCH, 1)),
    ("It has closed above 20 on just four days this year.", ("times", "session", Hurdle(True, level=20), YEAR, 4)),
    ("the fifth record close of the year", ("records", "session", UP, YEAR, 5)),
]  # fmt: skip


def read(text: str, question: str) -> Condition:
    return next(found for found in conditions.find(text, ON) if found.question == question)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_conditions(text: str, expected: tuple[object, ...]) -> None:
    found = read(text, str(expected[0]))
    assert (found.question, found.period, found.test, found.since, found.number) == expected


def test_every_question_has_a_case() -> None:
    assert {case[1][0] for case in CASES} == set(conditions.Question.__args__)  # type: ignore[attr-defined]


def test_a_second_condition() -> None:
    text = "Just one other trading day since 1979 when the Russell 2000 rose 3%+ while the S&P 500 was down."
    found = read(text, "times")
    assert (found.number, found.apart, found.test, found.other, found.second) == (
        1,
        True,
        Hurdle(True, pct=3),
        "the S&P 500",
        Hurdle(False),
    )
    assert text[found.start : found.end] == "Just one other trading day since 1979"


def test_a_streak_that_is_over() -> None:
    assert read("Stocks snapped a three-day losing streak.", "streak").ended
    assert not read("Stocks are on a three-day losing streak.", "streak").ended


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("since Feb. 2, 2024", Since(D(2024, 2, 2), D(2024, 2, 2))),
        ("since late 2021", Since(D(2021, 1, 1), D(2021, 12, 31))),
        ("since last October", Since(D(2023, 10, 1), D(2023, 10, 31))),
        ("since July", Since(D(2023, 7, 1), D(2023, 7, 31))),  # said in July: last year's
        ("since July 3", Since(D(2024, 7, 3), D(2024, 7, 3))),
        ("since July 20", Since(D(2023, 7, 20), D(2023, 7, 20))),
        ("since April 31", Since(D(2024, 4, 30), D(2024, 4, 30))),
        ("in 16 years", Since(back=16, unit="year")),
        ("this quarter", Since(D(2024, 7, 1), ON)),
        ("in 2023", Since(D(2023, 1, 1), D(2023, 12, 31))),
    ],
)
def test_since(words: str, expected: Since) -> None:
    assert read(f"the highest close {words}.", "highest").since == expected


@pytest.mark.parametrize(
    "text",
    [
        "The company was founded in 1979.",
        "It was the second time this year.",  # of what?
        "the second-biggest drop since 2008",
        "a 52-week high",
        "the biggest bank in Texas",
        "the first time since the crisis",
        "a third straight meeting",
        "the first week of the year",
    ],
)
def test_no_condition(text: str) -> None:
    assert conditions.find(text, ON) == []


@given(
    st.text(alphabet=st.sampled_from(list("since in the first time 3rd 2024 March Feb. 31, 30% above 9")), max_size=80)
)
def test_any_words_end_without_an_exception(text: str) -> None:
    for found in conditions.find(text, ON):
        assert 0 <= found.start < found.end <= len(text)
