"""What is held against another, a distance or a condition makes no move, level or act of its own."""

from __future__ import annotations

import pytest

from aggregator.records import Kind
from aggregator.understand.amounts import choosing, differences, units
from aggregator.understand.numbers import quantities
from aggregator.understand.subjects import Subject
from aggregator.understand.unreal import is_of_condition
from aggregator.understand.view import View
from tests.understand.samples import claims


def view(text: str) -> View:
    return View(0, 0, text, (), tuple(quantities.find(text)), (), (), {})


def subject(text: str, words: str) -> Subject:
    start = text.index(words)
    return Subject(start, start + len(words), words, None, "other")


def chosen(kind: Kind, text: str, words: str) -> float | None:
    seen = view(text)
    found = choosing.choose(kind, seen.quantities, seen, subject(text, words))
    return found.value if found else None


def moves(text: str) -> list[tuple[str, str | None, float | None]]:
    return [(c.subject, c.direction, c.value) for c in claims(text) if c.kind in {"move", "data"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Dow rose 0.5 percentage point less than the Nasdaq.", [("The Dow", "up", None)]),
        ("The Dow fell 3% more than the S&P 500.", [("The Dow", "down", None)]),
        ("The Dow fell 3%, more than the S&P 500.", [("The Dow", "down", 3)]),
        ("The Dow fell 3% more than two weeks ago.", [("The Dow", "down", 3)]),
        ("The Dow fell 3% more than offsetting its gains.", [("The Dow", "down", 3)]),
        ("Gold was lower than silver.", []),
        ("The two-year yield is higher than the 10-year yield.", []),
        ("The two-year yield is higher than a year ago.", [("The two-year yield", "up", None)]),
        ("Gold is higher than at its last close.", [("Gold", "up", None)]),
    ],
)
def test_a_difference_is_no_move(text: str, expected: list[tuple[str, str | None, float | None]]) -> None:
    assert moves(text) == expected


@pytest.mark.parametrize(
    ("kind", "text", "words", "expected"),
    [
        ("move", "The fund rose 2 points less than its peers.", "The fund", None),
        ("move", "10-year yield 4.21% -0.03", "10-year yield", 0.03),
        ("level", "The yield is 30 basis points below its May peak of 4.6%.", "The yield", None),
        ("level", "The spread stood at 30 basis points.", "The spread", 30),
        ("level", "The spread stood at minus 30 basis points.", "The spread", None),
        ("level", "The yield stood at negative 0.3%.", "The yield", None),
        ("compare", "The bond's yield, at 4.7%, is above the note's.", "The bond's yield", None),
        ("compare", "The share trades at a 4% premium to the fund.", "The share", 4),
        ("policy", "Rates were held, with one dissent for a quarter-point cut.", "Rates", None),
        ("forecast", "If inflation rose to 4%, stocks would fall 20%.", "stocks", 20),
        ("forecast", "Stocks would fall if inflation rose to 4%.", "Stocks", None),
        ("forecast", "Investors should expect stocks to rise 20%.", "stocks", 20),
    ],
)
def test_whose_figure_it_is(kind: Kind, text: str, words: str, expected: float | None) -> None:
    assert chosen(kind, text, words) == expected


def test_the_bare_change_of_a_yield_is_in_points() -> None:
    text = "10-year yield 4.21% -0.03"
    seen = view(text)
    assert units.with_unit("move", seen.quantities[1], subject(text, "10-year yield"), seen).unit == "pp"


@pytest.mark.parametrize(
    ("kind", "text", "words", "expected"),
    [
        ("policy", "Governor Ann Quill dissented.", "Governor Ann Quill", True),
        ("policy", "Governor Ann Quill, who preferred a cut, voted no.", "Governor Ann Quill", True),
        ("policy", "Most officials supported lowering rates by half a point.", "Most officials", True),
        ("policy", "Officials lowered rates by half a point.", "Officials", False),
        ("policy", "Ann Quill, who preferred to lower the target range, voted no.", "target range", True),
        ("policy", "Two of the nine members voted to cut rates.", "rates", True),
        ("policy", "With one dissent, the committee cut rates.", "rates", False),
        ("policy", "After its preferred gauge fell the bank cut rates.", "rates", False),
        ("policy", "It was less than officials wanted -- and the bank cut rates.", "rates", False),
        ("policy", "The bank supported lenders with cash.", "The bank", False),
        ("forecast", "Economists polled by Quill had expected 236,000.", "Economists", True),
        ("forecast", "Analysts had forecast 3.1%.", "Analysts", True),
        ("forecast", "Economists may cut their estimates.", "Economists", False),
        ("forecast", "Inflation is expected to slow.", "Inflation", False),
    ],
)
def test_who_holds_a_view_is_not_what_it_is_of(kind: Kind, text: str, words: str, expected: bool) -> None:
    told = subject(text, words)
    assert differences.is_of_views(kind, view(text), told.start, told.end) is expected


def test_a_condition_ends_at_its_comma() -> None:
    text = "If the index fell to 4,000, bonds would gain 5%."
    assert is_of_condition(view(text), text.index("4,000"), text.index("bonds"))
    assert not is_of_condition(view(text), text.index("4,000"), text.index("index"))
    assert not is_of_condition(view(text), text.index("5%"), text.index("bonds"))
    text = "The fund returned (without dividends, if any) 5%."
    assert not is_of_condition(view(text), text.index("5%"), text.index("fund"))


def test_what_a_target_was_is_no_figure_of_the_rating() -> None:
    text = "Zyxo was downgraded by Barwick, which cut its price target to $38 from $45."
    assert chosen("forecast", text, "price target") == 38
    was = next(quantity for quantity in view(text).quantities if quantity.value == 45)
    assert [differences.is_anothers(kind, view(text), was) for kind in ("fact", "move", "forecast")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Bonds did well, compared to a negative 11% return for the S&P 500.", "down"),
        ("The S&P 500 had a minus 3% return.", "down"),
        ("The S&P 500 suffered a 4% negative return.", "down"),
        ("Bonds did well, compared to an 11% return for the S&P 500.", "up"),
        ("After negative news, the S&P 500 posted a 3% gain.", "up"),
        ("The S&P 500 posted a 3% loss.", "down"),
    ],
)
def test_a_return_below_zero_is_a_loss(text: str, way: str) -> None:
    assert [claim.direction for claim in claims(text) if claim.kind == "move"][-1] == way
