"""What is said of claims that only the encoder marked: which forecasts are scored, and why nothing is measured."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from aggregator.align import verdict
from aggregator.records import Claim, PolicyDecision, Verdict
from aggregator.sessions import calendar

from .making import D, claim, history

SAID = dt.datetime(2024, 1, 10, 22, tzinfo=dt.UTC)
LONG_AFTER = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
DECISIONS = [
    PolicyDecision(day, upper - 0.25, upper, change, "made", LONG_AFTER, dt.datetime.combine(day, dt.time(19), dt.UTC))
    for day, upper, change in ((D(2023, 12, 13), 3.25, 25.0), (D(2024, 1, 31), 4.0, 75.0), (D(2024, 12, 18), 4.0, 0.0))
]
DUE = {"due": D(2024, 12, 31)}
BARS = {
    "^RUT": history("^RUT", [100.0 + n / 10 for n in range(255)]),
    "DGS10": history("DGS10", [3.0 + n / 100 for n in range(255)]),
}
INSTRUMENTS = {"rate:UST10Y": "DGS10", "rate:FFR": "DFEDTARU"}


def ahead(evidence: str, subject: str, value: float, **fields: Any) -> Claim:
    told: dict[str, Any] = {
        "direction": "up",
        "unit": "bps",
        "symbol": None,
        "value_text": f"{value:g}",
        "entity_id": "rate:FFR",
        "tense": "future",
    }
    told |= {"evidence": evidence, "subject": subject, "rule_ids": ("model.forecast",), "claim_id": subject}
    return claim("forecast", value=value, **{**told, **DUE, **fields})


def judge(told: Claim, *others: Claim) -> Verdict:
    return verdict(
        told,
        BARS,
        knowable_at=SAID,
        now=LONG_AFTER,
        calendar=calendar(),
        policy=DECISIONS,
        siblings=(told, *others),
        instruments=INSTRUMENTS,
    )


@pytest.mark.parametrize(
    "told",
    [
        ahead("The Fed is expected to raise rates by 75 basis points this year.", "The Fed", 75.0),
        ahead("She sees the Fed raising rates to 4% this year.", "the Fed", 4.0, unit="pct"),
        ahead(
            "She sees the index at 105 this year.", "the index", 105.0, unit="points", symbol="^RUT", entity_id="i:R"
        ),
    ],
)
def test_a_forecast_with_a_day_and_a_figure_of_its_own_is_scored(told: Claim) -> None:
    assert judge(told).verdict == "came_true"


@pytest.mark.parametrize(
    "told",
    [
        # The figure is that of the stocks.
        ahead("News that the Fed will raise rates had lifted stocks by 2% this year.", "the Fed", 2.0, unit="pct"),
        ahead("Rates will rise, with stocks up to 2% higher this year.", "Rates", 2.0, unit="pct"),
        # No day.
        ahead("The Fed is expected to raise rates by 75 basis points.", "The Fed", 75.0, due=None),
        # A possibility.
        ahead("The Fed may raise rates by 75 basis points this year.", "The Fed", 75.0),
        ahead("Wagers on the Fed raising rates by 75 basis points this year grew, like odds.", "the Fed", 75.0),
        # The other way.
        ahead("Rate hikes will be smaller than 75 basis points this year.", "Rate hikes", 75.0, direction="down"),
        ahead("The Fed's step down to 75 basis points this year is awaited.", "The Fed", 75.0, direction="down"),
        # Not in what it is counted in.
        ahead("The Fed will lift rates to 4,000 dollars this year.", "The Fed", 4000.0, unit="usd"),
        ahead(
            "Half of them, 50%, see yields up this year.", "yields", 50.0, unit="pct", symbol="DGS10", entity_id="r:x"
        ),
    ],
)
def test_any_other_forecast_of_the_encoder_alone_is_left_open(told: Claim) -> None:
    found = judge(told)
    assert (found.verdict, found.reason) == ("unverifiable", "ambiguous")


def test_a_figure_behind_another_subject_may_be_that_ones() -> None:
    words = "She sees the index beat gold at 105 this year."
    told = ahead(words, "the index", 105.0, unit="points", symbol="^RUT", entity_id="index:RUT")
    assert judge(told).verdict == "came_true"
    assert judge(told, ahead(words, "gold", 105.0, entity_id="commodity:GOLD")).reason == "ambiguous"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"rule_ids": ("model.move",), "entity_id": "rate:UST10Y"}, "ambiguous"),
        ({"rule_ids": ("model.move",), "entity_id": "rate:ABROAD"}, "no_instrument"),
        ({"rule_ids": ("move.verb",), "entity_id": "rate:UST10Y"}, "no_instrument"),
    ],
)
def test_without_a_symbol_the_reason_is_the_reading_where_its_entity_has_an_instrument(
    fields: dict[str, Any], reason: str
) -> None:
    found = judge(claim("move", None, direction="up", value=2.0, unit="bps", **fields))
    assert (found.verdict, found.reason) == ("unverifiable", reason)
