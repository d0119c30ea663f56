"""Quotes of an hour, ranges that hold a figure, and figures finer than the series that they are held against."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from aggregator.align import verdict
from aggregator.market.history import History
from aggregator.records import Claim, Verdict
from aggregator.sessions import calendar

from .making import D, claim, history

START, TUESDAY, WEDNESDAY = D(2023, 12, 29), D(2024, 1, 2), D(2024, 1, 3)
LATER = dt.datetime(2024, 2, 1, tzinfo=dt.UTC)
WEDNESDAY_NIGHT = dt.datetime(2024, 1, 4, 3, tzinfo=dt.UTC)  # in Asia the next morning
ON_WEDNESDAY: dict[str, Any] = {"window_text": "on Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY}
GOLD = history("GC=F", [2000, 2010, 2020, 2030], high=[2005, 2015, 2025, 2035], low=[1990] * 4, start=START)
YIELD = history("DGS10", [4.0, 4.1, 4.11, 4.11], start=START)
INDEX = history("^GSPC", [100, 101, 99, 103], high=[100, 101, 101, 104], low=[99, 99, 98, 98], start=START)


def judge(told: Claim, bars: History, at: dt.datetime = WEDNESDAY_NIGHT) -> Verdict:
    return verdict(told, {bars.symbol: bars}, knowable_at=at, now=LATER, calendar=calendar(), siblings=(told,))


@pytest.mark.parametrize(
    ("value", "words", "expected"),
    [
        # The night belongs to the next session: neither right nor wrong on the day that the sentence names.
        (2021.0, "Gold was at $2,021 an ounce by 0232 GMT, after falling on Wednesday.", "not_knowable"),
        (2200.0, "Gold was at $2,200 an ounce by 0232 GMT, after falling on Wednesday.", "not_knowable"),
        (2200.0, "Gold was at $2,200 an ounce at 02:32 GMT after falling on Wednesday.", "not_knowable"),
        # What stands beside the day is of that day.
        (2200.0, "By 0232 GMT gold rose further, after ending at $2,200 on Wednesday.", None),
        # An hour of the American day is one of its session.
        (2200.0, "Gold was at $2,200 an ounce by 1845 GMT on Wednesday.", None),
    ],
)
def test_a_quote_of_the_night_is_not_of_the_day_before(value: float, words: str, expected: str | None) -> None:
    told = claim("level", "GC=F", value=value, value_text=f"${value:,.0f}", unit="usd", evidence=words, **ON_WEDNESDAY)
    found = judge(told, GOLD)
    assert (found.reason, found.verdict) == (expected, "unverifiable" if expected else "contradicted")


def test_an_index_is_not_quoted_at_night() -> None:
    words = "The index ended at 99 on Wednesday; gold was up by 0232 GMT."
    told = claim("level", "^GSPC", value=99.0, value_text="99", unit="points", evidence=words, **ON_WEDNESDAY)
    assert judge(told, INDEX).verdict == "supported"


@pytest.mark.parametrize(
    "words",
    [
        "The yield was at 4.19% just before the data.",
        "The yield stood at 4.19% right before the release of the report.",
        "The yield fell from 4.19% shortly before the Fed's decision.",
        "The yield was at 4.19% moments ahead of the jobs report.",
        "The yield traded at 4.19% just ahead of the announcement.",
    ],
)
def test_a_yield_right_before_a_release_is_no_close(words: str) -> None:
    told = claim("level", "DGS10", value=4.19, value_text="4.19%", unit="pct", evidence=words)
    thursday = dt.datetime(2024, 1, 4, 14, tzinfo=dt.UTC)
    found = judge(told, YIELD, thursday)
    assert (found.verdict, found.reason) == ("unverifiable", "not_knowable")
    plain = replace(
        told, evidence="The yield ended at 4.11% on Wednesday.", value=4.11, value_text="4.11%", **ON_WEDNESDAY
    )
    assert judge(plain, YIELD, thursday).verdict == "supported"


def test_where_a_range_holds_a_figure_nothing_nearer_is_measured() -> None:
    noon = dt.datetime(2024, 1, 3, 17, tzinfo=dt.UTC)
    level = claim("level", "^GSPC", value=100.5, value_text="100.5", unit="points", **ON_WEDNESDAY)
    found = judge(level, INDEX, noon)
    assert (found.verdict, found.measured, found.error) == ("close", None, None)
    assert found.basis == "^GSPC intraday range of 98 to 101"
    assert found.tried[0]["basis"] == "^GSPC close"
    move = claim("move", "^GSPC", direction="down", value=1.5, value_text="1.5%", unit="pct", **ON_WEDNESDAY)
    found = judge(move, INDEX, noon)
    assert (found.verdict, found.measured, found.error) == ("close", None, None)
    assert found.basis == "^GSPC intraday range of -2.97 to +0.00 pct"


def test_a_touched_level_outside_the_range_is_off_by_its_distance() -> None:
    told = claim(
        "level", "^GSPC", value=103.0, value_text="103", unit="points", rule_ids=("level.crossed",),
        evidence="The index hit 103 on Wednesday.", **ON_WEDNESDAY,
    )  # fmt: skip
    outside = judge(told, INDEX)
    assert (outside.verdict, outside.measured, outside.error) == ("contradicted", 101.0, -2.0)
    inside = judge(replace(told, value=100.0, value_text="100"), INDEX)
    assert (inside.verdict, inside.measured, inside.error) == ("supported", None, None)


@pytest.mark.parametrize(
    ("value", "unit", "comparator", "expected"),
    [
        (1.0, "bps", "lt", ("unverifiable", "no_prices")),
        (0.01, "pp", "lt", ("unverifiable", "no_prices")),
        (1.0, "bps", None, ("supported", None)),
        (0.9, "bps", None, ("unverifiable", "no_prices")),
        (0.4, "bps", "gt", ("unverifiable", "no_prices")),
        (2.0, "bps", "lt", ("supported", None)),
    ],
)
def test_a_change_below_a_basis_point_does_not_show_in_whole_ones(
    value: float, unit: str, comparator: Any, expected: tuple[str, str | None]
) -> None:
    told = claim(
        "move", "DGS10", direction="up", value=value, value_text=f"{value:g}", unit=unit, comparator=comparator,
        evidence="The yield rose.", **ON_WEDNESDAY,
    )  # fmt: skip
    found = judge(told, YIELD)
    assert (found.verdict, found.reason) == expected


def test_a_change_below_a_basis_point_is_denied_by_many() -> None:
    told = claim(
        "move", "DGS10", direction="up", value=1.0, value_text="1", unit="bps", comparator="lt",
        evidence="The yield rose.", window_text="on Tuesday", window_start=TUESDAY, window_end=TUESDAY,
    )  # fmt: skip
    assert judge(told, YIELD).verdict in {"contradicted", "unverifiable"}
    assert judge(told, YIELD).verdict != "supported"
