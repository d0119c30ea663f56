"""What a sentence names without saying that it happened."""

from __future__ import annotations

import pytest

from aggregator.understand.unreal import is_condition
from aggregator.understand.view import View
from tests.understand.samples import claims

REAL = {"move", "level"}


@pytest.mark.parametrize(
    "text",
    [
        "A Russell 2000 fall below 2,000 would be a warning.",
        "A fall of the Russell 2000 below 2,000 might scare them.",
        "A 5% drop in the Russell 2000 would be a warning.",
        "It takes a 5% drop in the Russell 2000 to scare them.",
        "It would take a 5% drop in the Russell 2000 to change that.",
        "If the Russell 2000 falls 5%, we will buy more.",
        "Should the Russell 2000 fall below 2,000, the Fed will act.",
        "The headline “Dow plunges 10%” was false.",
        "A false headline said that the S&P 500 rose 3%.",
        "The claim that the Russell 2000 rose 10% on Friday is wrong.",
        "Reports that the Dow fell 3% on Friday turned out to be fabricated.",
        "Traders were glad on views that the Russell 2000 fell and that it has lost 3%.",
        "Investors expect a drop, which would take the Russell 2000 to 2,000.",
        "The chart is likely to show the Dow fell 3% on Friday.",
        "In the eight weeks that the Dow fell 3% or more, bonds rose.",
        "There were four months in ten years when the Dow fell 3%.",
    ],
)
def test_what_is_only_thought_of_or_denied_did_not_happen(text: str) -> None:
    assert [c for c in claims(text) if c.kind in REAL] == []


@pytest.mark.parametrize(
    "text",
    [
        "The Russell 2000 fell 5% on Friday and would have lost more without banks.",
        "The headline was right: the Dow fell 3% on Friday.",
        "A report said that the Dow fell 3% on Friday.",
        "A report went on to show the Dow fell 3% on Friday.",
        "Bonds were calmer than a month ago, when the Dow fell 3%.",
        "Bonds are cheap at a time when the Dow fell 3% in a week.",
        "The exchange said this week that the Dow fell 3% on Friday.",
        "Bonds have historically earned little, while the Dow fell 3% on Friday.",
        "It took investors by surprise that the Dow fell 3% on Friday.",
    ],
)
def test_what_did_happen_stays(text: str) -> None:
    assert [c.value for c in claims(text) if c.kind in REAL] in ([5.0], [3.0])


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("If the index falls, we will buy.", "the index", True),
        ("If the index falls, we will buy bonds.", "bonds", False),
        ("Should inflation fall to 2%, the Fed will cut.", "inflation", True),
        ("Should inflation fall to 2%, the Fed will cut.", "the Fed", False),
        ("We think, and if the index falls we are sure, that rates go up.", "the index", True),
        ("The company provided upbeat guidance.", "guidance", False),
        ("If so - with another gain in store - the index will rise.", "the index", False),
    ],
)
def test_the_condition_is_not_what_is_forecast(text: str, words: str, expected: bool) -> None:
    view = View(0, 0, text, (), (), (), (), {})
    assert is_condition(view, text.index(words)) is expected
