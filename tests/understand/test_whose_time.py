"""Whose time an expression is: the claim's, or that of its base, its telling, its cause or what is awaited."""

from __future__ import annotations

import datetime as dt
from typing import cast

import pytest

from aggregator import windows
from aggregator.records import Direction, Kind, Tense
from aggregator.sessions import calendar
from aggregator.understand.drafts import Draft
from aggregator.understand.fields import dating
from aggregator.understand.numbers import quantities
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from tests.understand.samples import claims

MONDAY = dt.datetime(2024, 7, 15, 12, 0, tzinfo=dt.UTC)


def words(kind: str, text: str, subject: str, *, value: float | None = None, tense: str = "past") -> str | None:
    """What dates a claim that the encoder marks at `subject`; one with a value ends where that value does."""
    start = text.index(subject)
    end = start + len(subject)
    found = tuple(quantities.find(text))
    figure = next((q for q in found if q.value == value and q.start >= end), None)
    draft = Draft(
        cast("Kind", kind),
        f"model.{kind}",
        Subject(start, end, subject, None, "other"),
        end,
        figure.end if figure else end,
        direction=cast("Direction", "up"),
        value=value,
        value_text=figure.text if figure else None,
        tense=cast("Tense", tense),
    )
    view = View(0, 0, text, (), found, tuple(windows.find(text)), (), {})
    [placed] = dating.place(view, [draft], dating.Clock(MONDAY, calendar()), dating.Told(None, None))
    return placed.phrase.text if placed.phrase else None


@pytest.mark.parametrize(
    ("kind", "text", "subject", "value", "expected"),
    [
        # The subject names its own period.
        (
            "data",
            "Acme earned $2.75, with fourth-quarter sales of $3 billion.",
            "fourth-quarter sales",
            3e9,
            "fourth-quarter",
        ),
        ("data", "Late Thursday, Acme posted weaker first quarter revenue.", "revenue", None, "first quarter"),
        (
            "data",
            "Wholesale prices rose 0.4% in January, and the December reading was revised.",
            "December reading",
            None,
            "December",
        ),
        (
            "data",
            "The U.S. added 143,000 jobs in January, far fewer than December's upwardly revised 307,000.",
            "December's upwardly revised 307,000",
            None,
            "December",
        ),
        ("data", "On Friday, the January jobs report came out.", "jobs report", None, "January"),
        ("data", "A profit of $2 in fiscal 2022 follows last year's loss.", "loss", None, "last year"),
        (
            "forecast",
            "Analysts expect earnings for 2023 to fall 10%, before a rise in 2024.",
            "earnings for 2023",
            10,
            "for 2023",
        ),
        (
            "fact",
            "Given today's price, the trailing twelve month volatility is 27%.",
            "trailing twelve month volatility",
            27,
            "trailing twelve month",
        ),
        ("move", "Stocks rose on Monday, recovering from last week's declines.", "declines", None, "last week"),
        # That of figures comes before the day of their report.
        (
            "data",
            "The factory survey on Thursday showed greater-than-expected growth in June.",
            "factory survey",
            None,
            "in June",
        ),
        ("data", "Activity shrank at a faster rate in June, after a rise in May.", "Activity", None, "in June"),
        (
            "data",
            "Inflation rose in May, while claims for jobless aid fell last week.",
            "claims for jobless aid",
            None,
            "last week",
        ),
        ("data", "Friday's hiring report showed pay rose 0.3% in June.", "hiring report", None, "in June"),
        # A preposition ends the name of a report.
        (
            "move",
            "Markets traded mixed this morning after data showed that output rose in May.",
            "Markets",
            None,
            "this morning",
        ),
        # What cannot be the time of a level or an act.
        (
            "level",
            "By early Thursday, Bitcoin was down 0.5% over the previous 24 hours at $95,969.",
            "Bitcoin",
            95969,
            "By early Thursday",
        ),
        (
            "level",
            "In recent trading, the averages have reached new highs for the session.",
            "averages",
            None,
            "In recent trading",
        ),
        ("level", "The averages have reached new highs for the session.", "averages", None, "for the session"),
        (
            "policy",
            "On Wednesday, the bank cut its rate to 2 percent, the lowest since 2004.",
            "bank",
            2,
            "On Wednesday",
        ),
        # The reach of a rank in another clause than the day.
        (
            "level",
            "The averages sank anew on Tuesday, with the Dow at its lowest level in four months.",
            "Dow",
            None,
            "in four months",
        ),
        (
            "level",
            "Banking stocks sank over the session, dragging the index to its lowest close in well over two months.",
            "index",
            None,
            "in well over two months",
        ),
        ("level", "On Tuesday the Dow hit its lowest level in four months.", "Dow", None, "On Tuesday"),
        (
            "level",
            "The gauge fell 2.5 percent on Friday to close at 18.78, its lowest level since April.",
            "gauge",
            18.78,
            "on Friday",
        ),
    ],
)
def test_the_time_of_what_was(kind: str, text: str, subject: str, value: float | None, expected: str) -> None:
    assert words(kind, text, subject, value=value) == expected


@pytest.mark.parametrize(
    ("kind", "text", "subject", "expected"),
    [
        (
            "forecast",
            "Officials seemed on course last month to end the purchases by year-end.",
            "purchases",
            "by year-end",
        ),
        ("forecast", "The index is seen at 1,700, a poll of the past week showed.", "index", None),
        ("forecast", "The first cut has been pushed out from May to June.", "cut", None),
        ("forecast", "Following Tuesday's gains, all eyes turn to the sales report.", "sales report", None),
        (
            "forecast",
            "Stocks fell Monday ahead of consumer price data later this week.",
            "consumer price data",
            "later this week",
        ),
        ("forecast", "On Monday investors awaited the decision.", "decision", None),
        (
            "forecast",
            "Acme's results for the fourth quarter will be released on Friday.",
            "results for the fourth quarter",
            "on Friday",
        ),
        (
            "forecast",
            "Acme's results for the fourth quarter are awaited.",
            "results for the fourth quarter",
            "for the fourth quarter",
        ),
        (
            "outlook",
            "Growth may cool over the next few quarters after last year's boom.",
            "Growth",
            "over the next few quarters",
        ),
    ],
)
def test_the_time_of_what_is_to_come(kind: str, text: str, subject: str, expected: str | None) -> None:
    assert words(kind, text, subject, tense="future") == expected


def test_who_is_expected_to_report_on_a_day_tells_nothing_then() -> None:
    [found] = [c for c in claims("Apple is expected to report Monday after the closing bell.") if c.kind == "forecast"]
    assert found.window_text == "Monday"


def test_a_forecast_with_a_figure_is_not_of_the_day_of_its_release() -> None:
    text = "Consumer prices are expected to have risen 2.8 percent in June, according to a report due on Thursday."
    [found] = [c for c in claims(text) if c.kind == "forecast"]
    assert found.window_text == "in June"
