"""Forecasts of the policy rate: a level is reached or it is not, whatever number of moves there was."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from aggregator.align import verdict
from aggregator.records import Claim, PolicyDecision, Verdict
from aggregator.sessions import calendar

from .making import D, claim

CAL = calendar()
SAID = dt.datetime(2024, 1, 10, 22, tzinfo=dt.UTC)
LONG_AFTER = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
# Two steps up from 3.00 to 3.25 before the claims, then up to 3.50 to 3.75 and down again.
PATH = (
    (D(2023, 12, 13), 3.0, 3.25, 25.0),
    (D(2024, 1, 31), 3.25, 3.5, 25.0),
    (D(2024, 3, 20), 3.5, 3.75, 25.0),
    (D(2024, 5, 1), 3.5, 3.75, 0.0),
    (D(2024, 6, 12), 3.25, 3.5, -25.0),
    (D(2024, 12, 18), 3.25, 3.5, 0.0),
)


def decided(day: dt.date, lower: float, upper: float, change: float) -> PolicyDecision:
    return PolicyDecision(day, lower, upper, change, "made", LONG_AFTER, dt.datetime.combine(day, dt.time(19), dt.UTC))


DECISIONS = [decided(*row) for row in PATH]
DUE = {"due": D(2024, 12, 31)}


def ahead(evidence: str, value: float, **fields: Any) -> Claim:
    told = {"direction": "up", "unit": "pct", "value_text": f"{value:g}%", "entity_id": "org:FED", "tense": "future"}
    return claim("forecast", None, evidence=evidence, value=value, **{**told, **fields})


def judge(told: Claim, now: dt.datetime = LONG_AFTER) -> Verdict:
    return verdict(told, {}, knowable_at=SAID, now=now, calendar=CAL, policy=DECISIONS)


@pytest.mark.parametrize(
    ("words", "value", "fields", "expected"),
    [
        ("Traders see the bank push rates past 3.6% this year.", 3.6, {"comparator": "gt"}, "came_true"),
        ("Traders see the bank push rates past 3.85% this year.", 3.85, {"comparator": "gt"}, "did_not"),
        ("She expects the Fed to raise rates to 3.75% this year.", 3.75, {}, "came_true"),
        ("She expects the Fed to raise rates to 4% this year.", 4.0, {}, "did_not"),
        ("She expects the Fed to raise rates to 3.5% to 3.75%.", 3.5, {"value_high": 3.75}, "came_true"),
        ("She expects the Fed to cut rates to 2.5% this year.", 2.5, {"direction": "down"}, "did_not"),
        ("She expects rates to end the year at 3.5%.", 3.5, {}, "came_true"),
        ("She expects rates to end the year at 3.75%.", 3.75, {}, "did_not"),
        ("She expects the Fed to raise rates by 0.5% this year.", 0.5, {}, "came_true"),
        ("She expects the Fed to raise rates by 0.75% this year.", 0.75, {}, "did_not"),
        ("She expects the Fed to raise rates by 75 basis points.", 75.0, {"unit": "bps"}, "did_not"),
    ],
)
def test_a_level_is_compared_and_not_the_number_of_moves(
    words: str, value: float, fields: dict[str, Any], expected: str
) -> None:
    assert judge(ahead(words, value, **{**DUE, **fields})).verdict == expected


def test_a_level_is_true_with_the_decision_that_reached_it_and_not_before() -> None:
    told = ahead("She expects the Fed to raise rates to 3.75% this year.", 3.75, **DUE)
    assert judge(told, dt.datetime(2024, 3, 1, tzinfo=dt.UTC)).verdict == "pending"
    found = judge(told, dt.datetime(2024, 4, 1, tzinfo=dt.UTC))
    assert (found.verdict, found.measured, found.unit) == ("came_true", 3.75, "pct")
    assert found.knowable_at == dt.datetime(2024, 3, 20, 19, tzinfo=dt.UTC)
    assert found.basis == "upper bound of the federal funds target against 3.75"


def test_a_level_where_the_rate_stands_already_is_no_forecast_that_could_come_true() -> None:
    told = ahead("She expects the Fed to lift rates above 3% this year.", 3.0, comparator="gt", **DUE)
    assert judge(told).verdict == "expired_unscorable"


@pytest.mark.parametrize(
    "words",
    [
        "Traders see the bank push rates past 3.6% before the tightening cycle ends.",
        "She expects the Fed to raise rates to 3.6% eventually.",
        "Rates will settle at 3.6%, a fair bit above where they are, she said.",
        "The bank now expects the Fed to raise rates to 3.6%.",
    ],
)
def test_what_is_to_happen_some_day_has_no_date_that_could_be_assumed(words: str) -> None:
    found = judge(ahead(words, 3.6))
    assert (found.verdict, found.reason) == ("unverifiable", "window_unresolved")
    assert judge(ahead(words, 3.6, **DUE)).verdict == "came_true"
