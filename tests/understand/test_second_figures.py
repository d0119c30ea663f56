"""The further figures that a sentence tells of one subject."""

from __future__ import annotations

import pytest

from aggregator.records import Claim
from tests.understand.samples import claims


def by_rule(text: str, rule: str) -> list[Claim]:
    return [claim for claim in claims(text) if claim.rule_ids == (rule,)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Housing starts rose 4% to a seasonally adjusted annual pace of 1.37 million units.", 1_370_000, "count"),
        ("Retail sales rose 0.4% in May to $700 billion.", 700e9, "usd"),
        ("Jobless claims rose 4% from a week earlier to 231,000.", 231_000, "count"),
    ],
)
def test_a_change_leads_to_where_the_measure_stands(text: str, value: float, unit: str) -> None:
    [claim] = by_rule(text, "data.reached")
    first = next(c for c in claims(text) if c.rule_ids == ("data.verb",))
    assert (claim.kind, claim.value, claim.unit, claim.direction) == ("data", value, unit, "up")
    assert (claim.subject, claim.entity_id) == (first.subject, first.entity_id)


@pytest.mark.parametrize(
    "text",
    [
        "Retail sales rose 0.4% in May, close to 2019 levels.",
        "Retail sales rose 0.4% in May, and orders went to 300,000.",
        "Consumer prices rose 3% to 4% in the region.",
    ],
)
def test_other_figures_behind_to_are_nowhere_reached(text: str) -> None:
    assert by_rule(text, "data.reached") == []


def test_a_sum_is_also_told_by_share() -> None:
    text = "Apple reported revenue of $2 billion, or $1.84 a share."
    [claim] = by_rule(text, "data.share")
    assert (claim.kind, claim.subject, claim.value, claim.unit) == ("data", "revenue", 1.84, "usd")
    assert by_rule("Apple reported revenue of $2 billion, or $1.8 billion without one-time items.", "data.share") == []


@pytest.mark.parametrize(
    ("text", "rule", "value", "direction"),
    [
        ("Consumer prices rose 0.2% in May but were down 1.1% from a year earlier.", "data.also", 1.1, "down"),
        ("Retail sales fell 2% in March and also dropped 3.5% from a year ago.", "data.also", 3.5, "down"),
    ],
)
def test_a_second_verb_goes_on_with_the_subject(text: str, rule: str, value: float, direction: str) -> None:
    [claim] = by_rule(text, rule)
    assert (claim.value, claim.direction) == (value, direction)
    assert claim.subject == claims(text)[0].subject


@pytest.mark.parametrize(
    "text",
    [
        "Consumer prices rose 0.2% in May but rents were down 1.1% from a year earlier.",
        "Consumer prices rose 0.2% in May; they may be down 1.1% by June.",
        "Consumer prices rose 0.2% in May but would be down 1.1% without rents.",
    ],
)
def test_a_verb_with_a_subject_of_its_own_does_not(text: str) -> None:
    assert by_rule(text, "data.also") == []
