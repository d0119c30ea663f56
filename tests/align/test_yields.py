"""Moves and levels of yields: in points or in percent of themselves, and of which maturity."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from aggregator.align import verdict
from aggregator.records import Claim, Verdict
from aggregator.sessions import calendar

from .making import D, claim, history

WEEK = {"window_text": "last week", "window_start": D(2024, 7, 8), "window_end": D(2024, 7, 12)}
MONDAY = dt.datetime(2024, 7, 15, 12, tzinfo=dt.UTC)
# 4.30 before the week, 4.20 at its end: 10 basis points, 2.3 percent of itself.
BARS = {"DGS10": history("DGS10", [4.3, 4.28, 4.25, 4.3, 4.25, 4.2], start=D(2024, 7, 5))}


def told(evidence: str, value: float, **fields: Any) -> Claim:
    base: dict[str, Any] = {
        "direction": "down",
        "unit": "pct",
        "value_text": f"{value:g} percent",
        "entity_id": "rate:UST10Y",
    }
    base |= {"subject": "yield", "evidence": evidence}
    return claim("move", "DGS10", value=value, **{**base, **WEEK, **fields})


def judge(made: Claim, *others: Claim) -> Verdict:
    now = dt.datetime(2024, 8, 1, tzinfo=dt.UTC)
    return verdict(made, BARS, knowable_at=MONDAY, now=now, calendar=calendar(), siblings=(made, *others))


@pytest.mark.parametrize(
    ("words", "value", "expected"),
    [
        ("The 10-year yield fell 1.1 percent last week, to 4.203 percent.", 1.1, "ambiguous"),  # the level fits
        ("The 10-year yield fell 1.1 percent last week to about 4.2%.", 1.1, "ambiguous"),
        ("The 10-year yield, now at 4.19 percent, fell 1.1 percent last week.", 1.1, "ambiguous"),
        ("The 10-year yield fell 2.3 percent last week.", 2.3, "ambiguous"),  # of itself
        ("The 10-year yield fell 1.1 percent last week, to 3.9 percent.", 1.1, None),
        ("The 10-year yield fell 1.1 percent last week.", 1.1, None),
    ],
)
def test_a_move_beside_a_level_that_fits_is_not_contradicted(words: str, value: float, expected: str | None) -> None:
    found = judge(told(words, value))
    assert (found.verdict, found.reason) == ("unverifiable" if expected else "contradicted", expected)


def test_a_move_that_fits_needs_no_level() -> None:
    words = "The 10-year yield fell 10 basis points last week, to 4.2 percent."
    assert judge(told(words, 10.0, unit="bps", value_text="10 basis points")).verdict == "supported"


BPS = {"unit": "bps", "value_text": "10 basis points"}


@pytest.mark.parametrize(
    ("words", "fields", "verdict_of"),
    [
        ("Treasury yields fell 10 basis points last week.", {"entity_id": "group:UST_YIELDS"}, "unverifiable"),
        ("Short-dated yields fell 10 basis points last week.", {"entity_id": "group:UST_YIELDS"}, "unverifiable"),
        ("Short-dated yields fell 10 basis points last week.", {"subject": "Short-dated yields"}, "unverifiable"),
        ("Short-dated yields fell 10 basis points last week.", {"subject": "yields"}, "unverifiable"),
        ("Benchmark yields fell 10 basis points last week.", {"entity_id": "group:UST_YIELDS"}, "supported"),
        ("The yield fell 10 basis points last week.", {}, "supported"),
    ],
)
def test_a_yield_of_no_or_another_maturity_is_not_held_against_the_ten_year_one(
    words: str, fields: dict[str, Any], verdict_of: str
) -> None:
    found = judge(told(words, 10.0, **{**BPS, **fields}))
    assert found.verdict == verdict_of
    assert found.reason == (None if verdict_of == "supported" else "ambiguous")
