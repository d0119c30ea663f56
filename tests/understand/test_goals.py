"""Targets, thresholds and counts of those asked are no figures of a measure; chances are told apart from acts."""

from __future__ import annotations

import pytest

from aggregator.records import Kind
from aggregator.understand.amounts import chances, choosing, goals, units
from aggregator.understand.numbers import quantities
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from tests.understand.samples import claims


def view(text: str) -> View:
    return View(0, 0, text, (), tuple(quantities.find(text)), (), (), {})


def subject(text: str, words: str) -> Subject:
    start = text.index(words)
    return Subject(start, start + len(words), words, None, "other")


def chosen(kind: Kind, text: str, words: str) -> tuple[float, str | None, str | None] | None:
    """Value, unit and comparator that a claim about `words` takes from a sentence."""
    seen, about = view(text), subject(text, words)
    quantity = choosing.choose(kind, seen.quantities, seen, about)
    if quantity is None:
        return None
    quantity = units.with_unit(kind, quantity, about, seen)
    return quantity.value, quantity.unit, quantity.comparator


@pytest.mark.parametrize("kind", ["data", "forecast", "outlook", "level"])
@pytest.mark.parametrize(
    "text",
    [
        "Inflation is on its way to 2%.",
        "Inflation is on the path back to 2 percent.",
        "Officials saw progress in bringing inflation toward 2%.",
        "Inflation is moving sustainably toward 2%.",
        "They are sure that inflation is heading back to 2%.",
        "Inflation would return to its 2% target in time.",
        "Inflation is far from the official goal of 4%.",
        "Tariffs could keep inflation above the 2% target.",
        "The bank aims for inflation of 2% over time.",
        "A survey of 300 employers told of less inflation.",
        "According to a poll of 1,200 households, inflation eased.",
        "Some 45 economists polled by the paper worry about inflation.",
    ],
)
def test_what_is_aimed_at_or_asked_is_no_figure(kind: Kind, text: str) -> None:
    words = "inflation" if "inflation" in text else "Inflation"
    assert chosen(kind, text, words) is None


@pytest.mark.parametrize(
    ("kind", "text", "words", "expected"),
    [
        # Above or below a goal is a bound, near it about as much.
        ("data", "Inflation is still above the Fed's 2% target.", "Inflation", (2, "pct", "gt")),
        ("data", "Inflation stayed below the bank's goal of 2 percent.", "Inflation", (2, "pct", "lt")),
        ("level", "Inflation is very close to the Fed's target of 2 percent.", "Inflation", (2, "pct", "approx")),
        ("level", "The gauge stayed below the 50-point threshold.", "gauge", (50, "points", "lt")),
        # A goal beside a figure leaves the figure.
        ("data", "Core inflation fell to 2.8%, above the 2% target.", "inflation", (2.8, "pct", None)),
        ("data", "The PMI fell to 48.7, under the 50 mark that separates growth.", "PMI", (48.7, "points", None)),
        ("data", "A reading above 50 indicates growth and the index rose to 53.1.", "index", (53.1, "points", None)),
        ("data", "Based on a survey of 1,200 firms, the index fell to 48.5.", "index", (48.5, "points", None)),
        # Figures that only look like goals.
        ("data", "Inflation fell back to 2% in May.", "Inflation", (2, "pct", None)),
        ("forecast", "Inflation is heading to 4%.", "Inflation", (4, "pct", None)),
        ("forecast", "Inflation is expected to fall to 2% next year.", "Inflation", (2, "pct", None)),
        ("forecast", "The firm kept its growth target of 10%.", "growth target", (10, "pct", None)),
        ("forecast", "The average analyst target is 72% higher at $149.", "average analyst target", (149, "usd", None)),
        ("policy", "The Fed raised its target range to 5.25%-5.5%.", "target range", (5.25, "pct", None)),
        ("policy", "It kept its funds rate target at 5.25 percent.", "funds rate target", (5.25, "pct", None)),
        ("policy", "The bank adopted a 2% inflation target.", "bank", (2, "pct", None)),
        ("fact", "28 of the 48 economists surveyed see a recession.", "recession", (28, "count", None)),
        ("data", "The town's employment rose by 300.", "employment", (300, "count", None)),
    ],
)  # fmt: skip
def test_bounds_and_figures_that_stay(
    kind: Kind, text: str, words: str, expected: tuple[float, str, str | None]
) -> None:
    assert chosen(kind, text, words) == expected


@pytest.mark.parametrize(
    ("text", "words", "chance"),
    [
        ("The odds of a quarter-point cut fell to 40% from 62% a week ago.", "quarter-point cut", 40),
        ("Odds of a 25-basis-point cut in May rose to 73%.", "25-basis-point cut", 73),
        ("Odds of a cut stood at 30%.", "Odds of a cut", 30),
        ("They put the chances of a half-point hike at 55 percent.", "half-point hike", 55),
        ("Traders see a 62% chance of a quarter-point cut.", "quarter-point cut", 62),
        ("There is a 20 percent probability of a recession.", "recession", 20),
        ("A quarter-point cut is due and growth of 2% is seen.", "cut", None),
        ("The odds are poor, and output rose 2%.", "output", None),
        ("Odds of a cut fell from 40%.", "cut", None),
    ],
)
def test_the_chance_of_an_act_is_not_its_size(text: str, words: str, chance: float | None) -> None:
    found = chances.of(view(text), subject(text, words))
    assert (found.value if found else None) == chance
    if chance is not None:
        assert chosen("forecast", text, words) == (chance, "prob_pct", None)


def test_even_odds() -> None:
    assert chosen("forecast", "There is a 50-50 chance of a rise.", "rise") == (50, "prob_pct", None)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("The Fed may cut rates twice this year.", "count"),
        ("Rates could fall three times.", "count"),
        ("They raised the key policy rate at least three times.", "count"),
        ("It lowered reserve ratios (RRR) three times.", "count"),
        ("Profit rose three times.", "x"),
        ("It trades at 12 times earnings.", "x"),
        ("Rates are twice those of a year ago.", "x"),
    ],
)
def test_rates_are_cut_so_often_and_not_so_many_fold(text: str, unit: str) -> None:
    [quantity] = quantities.find(text)
    assert quantity.unit == unit


def test_a_number_of_expected_cuts_is_a_count() -> None:
    [claim] = claims("Markets expect the Fed to cut rates twice this year.")
    assert (claim.rule_ids, claim.direction, claim.value, claim.unit) == (("forecast.odds",), "down", 2, "count")


def test_a_goal_is_no_forecast() -> None:
    found = claims("Economists expect inflation to fall to the 2% target next year.")
    assert [claim.value for claim in found] == [None]
    assert goals.is_sample(view("a poll of 12 banks"), quantities.find("a poll of 12 banks")[0])


@pytest.mark.parametrize(
    ("kind", "text", "words", "expected"),
    [
        ("move", "Acme is -0.03 at $33.58.", "Acme", (0.03, "usd", None)),
        ("volume", "A total of 11.6 billion shares were traded.", "shares", (11.6e9, "count", None)),
        ("level", "The note paid 4.324%, down 3.3 basis points.", "note", (4.324, "pct", None)),
        ("level", "The spread of the two is 203 basis points, on a coupon of 2.5%.", "spread", (203, "bps", None)),
        ("data", "The gauge of employment sank to 52.0.", "gauge of employment", (52, "points", None)),
    ],
)
def test_figures_that_say_their_unit_badly(
    kind: Kind, text: str, words: str, expected: tuple[float, str, str | None]
) -> None:
    assert chosen(kind, text, words) == expected


def test_a_percent_sign_may_be_lost() -> None:
    for text, value in (("The Acme rose 1.8, the Apex gained 2 percent.", 1.8), ("The Acme rose 1.8 on Friday.", None)):
        seen = view(text)
        quantity = choosing.choose("move", seen.quantities[:1], seen, subject(text, "Acme"))
        assert (quantity.value if quantity else None) == value


@pytest.mark.parametrize(
    "text",
    [
        "Oil slipped, with Brent crude at $67.10.",
        "Brent crude climbed above $67.10.",
        "Brent crude sank to $67.10.",
    ],
)
def test_where_a_price_stands_is_no_move(text: str) -> None:
    assert chosen("move", text, "Brent crude") is None
    assert chosen("level", text, "Brent crude") is not None
