"""Rarity from the words of an article to its verdict: the claims that are read, and what real prices say to them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from aggregator.align import verdict
from aggregator.market.history import History
from aggregator.sessions import calendar
from tests.align.conftest import LOADED, records
from tests.understand.samples import claims

CASES = [
    (
        "The S&P 500 lost 2.3% on Friday. It was the biggest one-day drop since December 2022.",
        ("It", "index:SPX", "down", None, "biggest one-day drop since December 2022"),
    ),
    (
        "The Russell 2000 posted its first weekly loss since March.",
        ("The Russell 2000", "index:RUT", "down", None, "first weekly loss since March"),
    ),
    (
        "The S&P 500 rose 1% last week, its fifth straight weekly gain.",
        ("The S&P 500", "index:SPX", "up", 5, "fifth straight weekly gain"),
    ),
    (
        "It was the fifth record close of the year for the S&P 500.",
        ("the S&P 500", "index:SPX", "up", 5, "fifth record close of the year"),
    ),
    (
        "The Dow is on its longest winning streak since 1987.",
        ("The Dow", "index:DJI", "up", None, "longest winning streak since 1987"),
    ),
    (
        "It was only the second time this year that the S&P 500 fell 2% or more.",
        ("the S&P 500", "index:SPX", "down", 2, "second time this year"),
    ),
    (
        "The S&P 500 has fallen 2% or more just three times this year.",
        ("The S&P 500", "index:SPX", "down", 3, "just three times this year"),
    ),
    (
        "The Russell 2000 has gained more than 6% in a week only twice since 2000.",
        ("The Russell 2000", "index:RUT", "up", 2, "only twice since 2000"),
    ),
    ("The report is expected to show that the S&P 500 fell for a third straight month.", None),
    ("Ford posted its first quarterly loss since 2020.", None),  # of its books
    ("The S&P 500 did not post its biggest drop since March.", None),
    ("Was it the biggest drop since March for the S&P 500?", None),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_is_read(text: str, expected: tuple[object, ...] | None) -> None:
    found = [c for c in claims(text) if c.kind == "count"]
    told = [(c.subject, c.entity_id, c.direction, c.value, c.value_text) for c in found]
    assert told == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The S&P 500 has fallen 2% or more just three times this year.", ["count"]),
        ("The Dow has closed below its 200-day moving average only once since November.", ["count"]),
        ("Only twice since 1990 has the S&P 500 fallen 5% in a day.", []),
        ("Just three times this year has the Dow gained 2%.", []),
        ("Only the S&P 500 has fallen 2% since Monday.", ["move"]),
        ("The S&P 500 fell 2% on Wednesday, just three days after its record.", ["move"]),
    ],
)
def test_what_is_only_counted_did_not_just_happen(text: str, kinds: list[str]) -> None:
    assert [claim.kind for claim in claims(text)] == kinds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The S&P 500 fell on Wednesday, its worst day since December 2022.", "supported"),
        ("The S&P 500 fell on Wednesday, its worst day since October 2022.", "contradicted"),
        ("The S&P 500 fell on Wednesday, a sixth straight loss.", "contradicted"),
        ("The Nasdaq Composite fell on Wednesday, its biggest drop in nearly two years.", "supported"),
        ("The Nasdaq Composite fell on Wednesday, its worst day of the year.", "supported"),
        ("The S&P 500 has fallen 2% or more just once this year.", "supported"),
        ("The S&P 500 has fallen 2% or more just five times this year.", "contradicted"),
    ],
)
def test_what_prices_say(shared: Path, text: str, expected: str) -> None:
    evening = dt.datetime(2024, 7, 24, 22, tzinfo=dt.UTC)
    (told,) = [claim for claim in claims(text, published=evening) if claim.kind == "count"]
    symbol = str(told.symbol)
    prices = {symbol: History.from_bars(symbol, records(shared / f"data/prices/{symbol}.csv"))}  # type: ignore[arg-type]
    assert verdict(told, prices, knowable_at=evening, now=LOADED, calendar=calendar()).verdict == expected
