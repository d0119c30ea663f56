"""Words beside a name that give it another sense, and the stance of what falls."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.records import Direction
from aggregator.understand.drafts import Draft
from aggregator.understand.entities import context
from aggregator.understand.entities.phrases import tokens
from aggregator.understand.fields import stances
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from tests.understand.samples import claims, linker


@pytest.mark.parametrize(
    ("title", "abroad"),
    [
        ("Stocks slip as China woes grow", False),
        ("Stocks Fall After ECB Decision", False),
        ("China's stocks slip as woes grow", True),
        ("Wall St edges up; Brazil vote eyed", False),
        ("Nasdaq jumps and Europe follows", False),
        ("Europe follows as the Nasdaq jumps", True),
        ("Stocks in London jump", True),
        ("French stocks jump", True),
    ],
)
def test_a_title_is_abroad_where_another_country_is_what_it_is_about(title: str, abroad: bool) -> None:
    assert context.is_title_abroad(title) is abroad


@pytest.mark.parametrize(
    "words",
    [
        "technology", "information technology", "energy", "financial", "healthcare", "industrials", "materials",
        "utilities", "communications services", "telecommunications", "consumer staples", "real estate",
        "homebuilding", "retail", "banking", "biotech", "semiconductor", "transport", "small-cap", "mid-cap",
    ],
)  # fmt: skip
def test_a_sector_of_the_index_is_not_the_index(words: str) -> None:
    for text in (f"The S&P {words} index rose 2% on Friday.", f"The S&P 500's {words} sector rose 2% on Friday."):
        assert {c.symbol for c in claims(text)} <= {None}, text


def test_the_index_itself_stays() -> None:
    texts = ("The S&P 500 index rose 2% on Friday.", "The Nasdaq-100 rose 2% on Friday.")
    assert [c.symbol for text in texts for c in claims(text)] == ["^GSPC", "^NDX"]
    assert [c.symbol for c in claims("Small-cap stocks rose 2% on Friday.")] == ["^RUT"]


@pytest.mark.parametrize("words", ["S&P", "S&P 600", "MSCI", "FTSE", "STOXX", "Canadian"])
def test_small_caps_of_another_index_are_not_the_russell(words: str) -> None:
    assert {c.symbol for c in claims(f"The {words} small-cap index rose 2% on Friday.")} <= {None}


@pytest.mark.parametrize(
    ("text", "direction", "stance"),
    [
        ("Consumer prices fell.", "down", "cooler"),
        ("Consumer prices rose.", "up", "hotter"),
        ("Falling inflation is on the rise of the agenda.", "up", "cooler"),
        ("Easing US inflation helped stocks rise.", "up", "cooler"),
        ("Rising inflation slowed demand.", "down", "hotter"),
        ("Inflation helped stocks.", "up", "hotter"),
    ],
)
def test_falling_inflation_is_cooler_whatever_it_brings(text: str, direction: Direction, stance: str) -> None:
    words = "Consumer prices" if text.startswith("Consumer") else "inflation" if "inflation" in text else "Inflation"
    start = text.index(words)
    draft = Draft("data", "model.data", Subject(start, start + len(words), words, None, "measure"), start, len(text))
    view = View(0, 0, text, (), (), (), ("inflation",), {"positive": 0.2, "neutral": 0.6, "negative": 0.2})
    assert stances.of(replace(draft, direction=direction), "inflation", view)[0] == stance


@pytest.mark.parametrize(
    ("text", "abroad"),
    [
        ("Small caps fell; SIPs grew to Rs 200 crore, and large caps held.", True),
        ("Small caps fell; SIPs grew, and large caps held.", False),
        ("The Nifty and the Sensex fell Rs 20 as Wall Street, the Dow and the Nasdaq did.", False),
        ("Small caps fell on Wall Street, and large caps held.", False),
    ],
)
def test_texts_on_indian_markets_need_no_country_to_be_from_abroad(text: str, abroad: bool) -> None:
    assert context.is_abroad(tokens(text)) is abroad


def test_small_caps_of_an_article_titled_abroad_are_not_americas() -> None:
    for title, expected in (("Nifty ends lower", []), ("Russell 2000 ends lower", ["group:SMALL_CAPS"])):
        found = linker().link("Then small-cap stocks fell.", title=title)
        assert [link.entity.id for link in found if link.entity] == expected
