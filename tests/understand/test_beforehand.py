"""The figure of the period before and the forecast that a release is told beside."""

from __future__ import annotations

import pytest

from aggregator.records import Claim
from tests.understand.samples import claims


def by_rule(text: str, rule: str) -> list[Claim]:
    return [claim for claim in claims(text) if claim.rule_ids == (rule,)]


@pytest.mark.parametrize(
    ("text", "subject", "value", "direction"),
    [
        ("Retail sales rose 0.5% in May, up from 0.2% in April.", "Retail sales", 0.2, None),
        ("Core CPI rose 0.2% after falling 0.1% in December.", "Core CPI", 0.1, "down"),
        ("Retail sales grew 3.1% in June after rising 2.4% in May.", "Retail sales", 2.4, "up"),
        ("The unemployment rate fell to 4.1% in June from an upwardly revised 4.3% in May.", "rate", 4.3, None),
        ("Consumer prices rose 3.4%, compared with 3.6% a year earlier.", "Consumer prices", 3.6, None),
        ("Core CPI rose 0.3%, matching forecasts, after inching up 0.1% in March.", "Core CPI", 0.1, "up"),
        ("Core CPI rose 0.3%, the biggest gain since June, after falling 0.1% in March.", "Core CPI", 0.1, "down"),
        ("Core CPI rose 0.3% after an unrevised 0.2% gain in March.", "Core CPI", 0.2, "up"),
        ("Retail sales rose 0.5% in May after unexpectedly dropping 0.3%.", "Retail sales", 0.3, "down"),
        ("Retail sales are forecast to rise 0.4% in May after slipping 0.2% in April.", "Retail sales", 0.2, "down"),
    ],
)
def test_the_figure_before_is_a_claim_of_the_same_subject(
    text: str, subject: str, value: float, direction: str | None
) -> None:
    [claim] = by_rule(text, "data.earlier")
    assert claim.subject.endswith(subject)
    assert (claim.kind, claim.value, claim.unit, claim.direction) == ("data", value, "pct", direction)


def test_the_period_before_may_have_been_flat() -> None:
    [claim] = by_rule("Core CPI rose 0.2% in June after being unchanged in May.", "data.earlier")
    assert (claim.subject, claim.direction, claim.value, claim.window_text) == ("Core CPI", "flat", None, "in May")


def test_a_price_has_a_day_before_as_a_measure_has_a_month() -> None:
    [claim] = by_rule("The Dow rose 0.5% on Friday after falling 2% on Thursday.", "move.earlier")
    assert (claim.kind, claim.entity_id, claim.value, claim.direction) == ("move", "index:DJI", 2, "down")
    assert claim.window_text == "on Thursday"


@pytest.mark.parametrize(
    "text",
    [
        "Retail sales rose 0.5% in May and 0.2% in April.",
        "Core CPI rose 0.2% in June after forecasts of a 0.3% gain.",
        "Core CPI rose 0.2% in June after being expected to be unchanged.",
        "Retail sales rose 0.5% in May, more than the 0.2% that economists expected in April.",
        "Core CPI rose 0.2% in May; services rose from 3% in April.",
        "Consumer prices rose 3.4%, compared with a target of 2%.",
        "The Dow rose 0.5% on Friday after falling 0.2% in May.",
    ],
)
def test_other_second_figures_are_no_earlier_data(text: str) -> None:
    assert by_rule(text, "data.earlier") == []


@pytest.mark.parametrize(
    ("text", "subject", "value"),
    [
        ("That compared with economists' expectations for a 0.1% rise.", "rise", 0.1),
        ("It confounded analysts' forecasts of 2% growth.", "growth", 2),
        ("It was above the consensus estimate of 0.1%.", "consensus estimate", 0.1),
        ("It was still better than November's forecast of 1.7%.", "November's forecast", 1.7),
    ],
)
def test_a_named_forecast_is_a_claim(text: str, subject: str, value: float) -> None:
    [claim] = by_rule(text, "forecast.named")
    assert (claim.kind, claim.subject, claim.value, claim.unit) == ("forecast", subject, value, "pct")


def test_the_forecast_beside_its_release_is_a_field_of_the_release() -> None:
    text = "Core CPI rose 0.5%, above the consensus estimate of 0.4%."
    assert by_rule(text, "forecast.named") == []
    assert [claim.expected for claim in claims(text)] == [0.4]


@pytest.mark.parametrize(
    ("text", "value", "words", "direction"),
    [
        ("Economists expect GDP to grow 2.5% this year and 2.75% next year.", 2.75, "next year", "up"),
        ("Economists expect GDP to grow 2.5% this year and another 1% next year.", 1, "next year", "up"),
        ("Retail sales are expected to rise 0.1% in July and fall 1.9% in August.", 1.9, "in August", "down"),
        ("The jobless rate is expected to reach 4.4% by the end of this year and 4.6% in 2025.", 4.6, "in 2025", "up"),
    ],
)
def test_a_forecast_goes_on_with_its_next_figure(text: str, value: float, words: str, direction: str) -> None:
    [claim] = by_rule(text, "forecast.further")
    assert (claim.kind, claim.value, claim.unit, claim.window_text) == ("forecast", value, "pct", words)
    assert (claim.direction, claim.tense, claim.symbol) == (direction, "future", None)
    first = [c for c in claims(text) if c.kind == "forecast" and c.value != value]
    assert [c.subject for c in first] == [claim.subject]


@pytest.mark.parametrize(
    "text",
    [
        "Economists expect GDP to grow 2.5% this year, after 2.75% last year.",
        "Economists expect GDP to grow 2.5% this year and 30 basis points of cuts next year.",
        "Economists expect GDP to grow 2.5% and inflation to be 2.75% next year.",
        "Retail sales rose 2.5% in May and 2.75% in June.",
        "Traders see a 60% chance of a cut in June and 80% in July.",
    ],
)
def test_other_second_figures_are_no_further_forecast(text: str) -> None:
    assert by_rule(text, "forecast.further") == []
