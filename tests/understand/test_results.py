"""What companies report: whose figure it is, what changed and by how much, and what had been expected."""

from __future__ import annotations

import pytest

from aggregator.records import Claim
from tests.understand.samples import claims


def told(text: str) -> list[tuple[str, str | None, str | None, float | None, str | None, float | None]]:
    found: list[Claim] = [claim for claim in claims(text) if claim.kind in {"data", "move"}]
    return [(c.kind, c.entity_id, c.direction, c.value, c.unit, c.expected) for c in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Revenue at Apple Inc. (NASDAQ: AAPL) rose 12% in the second quarter.",
            [("data", "company:AAPL", "up", 12, "pct", None)],
        ),
        (
            "Revenue at Apple Inc. (NASDAQ: AAPL) rose 12% to $94.9 billion.",
            [("data", "company:AAPL", "up", 12, "pct", None), ("data", "company:AAPL", "up", 94.9e9, "usd", None)],
        ),
        ("Sales at Walmart (NYSE:WMT) fell 2%.", [("data", "company:WMT", "down", 2, "pct", None)]),
        ("Net income at Intel Corp. (INTC.O) dropped 8%.", [("data", "company:INTC", "down", 8, "pct", None)]),
        ("Sales of Microsoft Corp (MSFT) increased by 9%.", [("data", "company:MSFT", "up", 9, "pct", None)]),
        # A price is still a price.
        ("Shares of Apple Inc. (NASDAQ: AAPL) rose 12%.", [("move", "company:AAPL", "up", 12, "pct", None)]),
        ("Apple Inc. (NASDAQ: AAPL) rose 12%.", [("move", "company:AAPL", "up", 12, "pct", None)]),
        # What it came to and how far that was.
        (
            "Apple reported quarterly revenue of $94.9 billion, down 3% from a year ago.",
            [("data", "company:AAPL", "down", 94.9e9, "usd", None), ("data", "company:AAPL", "down", 3, "pct", None)],
        ),
        (
            "Apple posted revenue of $94.9 billion (up 6%).",
            [("data", "company:AAPL", None, 94.9e9, "usd", None), ("data", "company:AAPL", "up", 6, "pct", None)],
        ),
        (
            "Apple's revenue was $94.9 billion, an increase of 6%.",
            [("data", "company:AAPL", None, 94.9e9, "usd", None), ("data", "company:AAPL", "up", 6, "pct", None)],
        ),
        (
            "Apple reported revenue of $94.9 billion, with margins at 40%.",
            [("data", "company:AAPL", None, 94.9e9, "usd", None)],
        ),
        # Beside what was expected.
        (
            "Apple reported revenue of $835 million against estimates of $840 million.",
            [("data", "company:AAPL", None, 835e6, "usd", 840e6)],
        ),
    ],
)
def test_company_figures(
    text: str, expected: list[tuple[str, str | None, str | None, float | None, str | None, float | None]]
) -> None:
    assert told(text) == expected


def test_a_streak_is_told_once_and_its_rank_beside_it() -> None:
    found = claims("The S&P 500 fell for a fifth straight session.")
    assert [(c.kind, c.value) for c in found] == [("move", None), ("count", 5)]
    found = claims("The S&P 500 fell for a fifth straight session, its longest losing streak since October.")
    assert [(c.kind, c.value) for c in found] == [("move", None), ("count", 5), ("count", None)]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        # An expectation is none of the results, whatever its figure is called, and it is over once these are out.
        ("Apple earned 18 cents. The mean expectation was for earnings of 16 cents.", [(0.16, "past")]),
        ("Apple did well. Expectations had been for revenue of $4.0 billion.", [(4e9, "past")]),
        ("Apple did well. The whisper number was for earnings of $1.20 per share.", [(1.2, "past")]),
        ("Apple did well. The Street was at earnings of $1.20 per share.", [(1.2, "past")]),
        ("Apple did well. The consensus was for revenue of $4.0 billion.", [(4e9, "past")]),
        ("Apple reports on Friday. Expectations are for earnings of $1.10 per share.", [(1.1, "future")]),
        ("Apple reports on Friday. Analysts expect revenue of $4.0 billion.", [(4e9, "future")]),
        # What a result is held against stands beside it and is no claim of its own.
        ("Apple said revenue was $4.2 billion, against expectations for revenue of $4.0 billion.", []),
        ("Apple said revenue was $4.2 billion, versus analysts' average estimate of sales of $4.0 billion.", []),
        # Results that came out otherwise than expected are results.
        ("Defying expectations, Apple reported revenue of $4.2 billion.", []),
    ],
)
def test_what_was_expected_is_no_result(text: str, figures: list[tuple[float, str]]) -> None:
    found = [claim for claim in claims(text) if claim.rule_ids == ("forecast.company",)]
    assert [(claim.value, claim.tense) for claim in found] == figures
    told_of = {value for value, _ in figures} | {4.0e9}
    assert not told_of & {claim.value for claim in claims(text) if claim.kind == "data"}
