"""Rounding, tolerance and comparators."""

from __future__ import annotations

import pytest

from aggregator.align.prices import UnverifiableError
from aggregator.align.stated import half_unit, stated

from .making import claim


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("6.08%", 6.08, 0.005),
        ("3%+", 3.0, 0.5),
        ("more than 36x", 36.0, 0.5),
        ("25 basis points", 25.0, 0.5),
        ("5,600", 5600.0, 0.5),
        ("$2.1bn", 2.1e9, 5e7),
        ("206,000", 206_000.0, 0.5),
        ("206K", 206_000.0, 500.0),
        ("between 4.25% and 4.5%", 4.5, 0.05),
        (".5%", 0.5, 0.05),
        ("a quarter point", 0.25, 0.0),
        ("half", 50.0, 0.0),
        (None, 1.85, 0.005),
    ],
)
def test_half_a_unit_of_the_last_digit(text: str | None, value: float, expected: float) -> None:
    assert half_unit(text, value) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("fields", "measured", "grade"),
    [
        ({"value": 6.08, "value_text": "6.08%"}, 6.085, "match"),
        ({"value": 6.08, "value_text": "6.08%"}, 6.0849, "match"),
        ({"value": 6.08, "value_text": "6.08%"}, 6.0751, "match"),
        ({"value": 6.08, "value_text": "6.08%"}, 6.0, "near"),
        ({"value": 6.08, "value_text": "6.08%"}, 5.5, "off"),
        ({"value": 3, "value_text": "3%", "comparator": "gt"}, 3.0, "match"),
        ({"value": 3, "value_text": "3%", "comparator": "gt"}, 9.0, "match"),
        ({"value": 3, "value_text": "3%", "comparator": "gt"}, 2.9, "near"),
        ({"value": 3, "value_text": "3%", "comparator": "gt"}, 2.5, "off"),
        ({"value": 1, "value_text": "1%", "comparator": "lt"}, 0.2, "match"),
        ({"value": 1, "value_text": "1%", "comparator": "lt"}, 1.1, "near"),
        ({"value": 6.0, "value_text": "6.0%", "comparator": "approx"}, 6.2, "match"),
        ({"value": 6.0, "value_text": "6.0%", "comparator": "approx"}, 6.4, "off"),
        ({"value": 1, "value_high": 2, "value_text": "1% to 2%"}, 1.7, "match"),
        ({"value": 1, "value_high": 2, "value_text": "1% to 2%"}, 2.6, "off"),
    ],
)
def test_grades(fields: dict, measured: float, grade: str) -> None:
    assert stated(claim(**fields), 0.3).grade(measured) == grade


def test_the_error_counts_from_the_nearer_end() -> None:
    figure = stated(claim(value=1, value_high=2, value_text="1 to 2"), 0.0)
    assert [figure.error(x) for x in (0.5, 1.5, 2.25)] == [-0.5, 0.0, 0.25]


def test_a_claim_without_a_value_states_nothing() -> None:
    with pytest.raises(UnverifiableError, match="not_quantified"):
        stated(claim(), 0.1)
