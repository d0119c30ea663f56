"""Levels that something led to, bond prices told by their yield, and moves told behind a level."""

from __future__ import annotations

import pytest

from tests.understand.samples import claims

NOTE = "The 10-year Treasury note"


def figures(text: str) -> list[tuple[str, str | None, str | None, float | None, str | None]]:
    return [(c.kind, c.direction, c.value_text, c.value, c.unit) for c in claims(text) if c.kind in {"move", "level"}]


@pytest.mark.parametrize(
    ("text", "way", "words", "comparator"),
    [
        ("The sell-off pushed the yield on the 10-year Treasury note up to 3.45 percent.", "up", "3.45 percent", None),
        ("Traders drove the 10-year Treasury yield below 2.0 percent.", "down", "below 2.0 percent", "lt"),
        ("The news sent the Nasdaq Composite above 12,000.", "up", "above 12,000", "gt"),
        ("The rout dragged the Nasdaq Composite to 11,800.", "down", "11,800", None),
        ("Rates rebounded, pulling gold prices lower to around $1,900 per ounce.", "down", "around $1,900", "approx"),
    ],
)
def test_what_a_price_was_brought_to(text: str, way: str, words: str, comparator: str | None) -> None:
    (level,) = (c for c in claims(text) if c.kind == "level")
    assert (level.direction, level.value_text, level.comparator) == (way, words, comparator)


def test_how_far_a_price_was_left_from_another_is_no_level() -> None:
    assert not [
        c for c in claims("The rally brought the Dow back to just 20 points below its record.") if c.value == 20
    ]


@pytest.mark.parametrize(
    ("text", "way"),
    [
        (f"{NOTE} fell 14/32 in price to yield 3.01 percent.", "up"),
        (f"{NOTE} was up 1-1/32 in price to yield 3.01 percent.", "down"),
        (f"{NOTE} yielded 3.01 percent.", None),
    ],
)
def test_a_yield_moves_against_its_price(text: str, way: str | None) -> None:
    assert figures(text) == [("level", way, "3.01 percent", 3.01, "pct")]


def test_a_yield_of_something_else_is_not_the_notes() -> None:
    text = f"{NOTE} fell while the Acme bond rose in price to yield 7 percent."
    assert not [row for row in figures(text) if row[3] == 7]


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("The S&P 500 closed at 5,487 on Friday, up 0.5%.", ("move", "up", "0.5%", 0.5, "pct")),
        (f"{NOTE} fell in price to yield 4.18%, up 5 basis points.", ("move", "up", "5 basis points", 5, "bps")),
    ],
)
def test_a_move_behind_a_level(text: str, move: tuple[str, str, str, float, str]) -> None:
    assert move in figures(text)


@pytest.mark.parametrize(
    "text", ["The 10-year Treasury yield dropped 3 to 4.46%.", "The 10-year yield fell 5 to 4.46%."]
)
def test_a_bare_number_before_a_yield_is_in_basis_points(text: str) -> None:
    move, level = figures(text)
    assert (move[0], move[4], level[3]) == ("move", "bps", 4.46)
    assert move[3] in (3, 5)


def test_less_than_a_basis_point_is_a_figure() -> None:
    move, level = figures("The 10-year yield edged down by less than a basis point to 3.916 percent.")
    assert move == ("move", "down", "less than a basis point", 1, "bps")
    assert level[3] == 3.916


@pytest.mark.parametrize("words", ["staggering", "mind-boggling", "mere", "respectable"])
def test_any_adjective_may_stand_before_a_figure(words: str) -> None:
    assert figures(f"The Russell 2000 lost a {words} 3.5%.") == [("move", "down", "3.5%", 3.5, "pct")]
