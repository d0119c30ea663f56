"""Money that goes into and out of funds: whose it is, which way, how much."""

from __future__ import annotations

import pytest

from tests.understand.samples import claims


def flows(text: str) -> list[tuple[str, str | None, float | None]]:
    return [(c.subject, c.direction, c.value) for c in claims(text) if c.kind == "volume"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Of whom a verb says to have it.
        ("Emerging-market stock funds had $7 billion in outflows.", ("Emerging-market stock funds", "down", 7e9)),
        ("Quill ETF registered net inflows of just $9 million.", ("Quill ETF", "up", 9e6)),
        ("Junk-bond funds suffered $2 billion of redemptions.", ("Junk-bond funds", "down", 2e9)),
        # Else of itself.
        ("Outflows of $5 billion were the result.", ("Outflows", "down", 5e9)),
        ("There was a $5 million inflow.", ("inflow", "up", 5e6)),
        # What a fund draws, and money by its name.
        ("Equity funds lured $7.1 billion.", ("Equity funds", "up", 7.1e9)),
        ("The Quill ETF has taken in $1 billion.", ("Quill ETF", "up", 1e9)),
        ("Regional lenders bled $3 billion of deposits.", ("Regional lenders", "down", 3e9)),
        # What investors put somewhere or take from there.
        ("Investors pulled $3 billion from European equity funds.", ("European equity funds", "down", 3e9)),
        ("Clients poured a net $2 billion into cash.", ("cash", "up", 2e9)),
        ("And $4 billion was pulled out of gold.", ("gold", "down", 4e9)),
        ("Traders yanked $2 billion from IWM on Monday.", ("IWM", "down", 2e9)),
        ("Savers poured $2 billion into QQQ.", ("QQQ", "up", 2e9)),
    ],
)
def test_whose_flow_it_is(text: str, expected: tuple[str, str | None, float | None]) -> None:
    assert flows(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "What if the fund saw outflows of $3 billion?",
        "If the fund saw outflows of $3 billion, it would shut.",
        "The Quill fund lost $2 billion on its bets.",  # its own money
        "The miner drew $5 billion from its credit line.",
        "The printer withdrew $2 million from its account.",
        "The airline drew $5 million in fines.",
        "The bank pulled $2 billion from Russia.",
    ],
)
def test_what_is_no_flow(text: str) -> None:
    assert not flows(text)


def test_the_units_behind_a_flow() -> None:
    text = "Shares outstanding tell of a $4 million outflow in IWM, a 2% drop week over week (from 500,000 to 490,000)."
    assert flows(text) == [
        ("outflow", "down", 4e6),
        ("Shares outstanding", "down", 2),
        ("Shares outstanding", "down", 490_000),
    ]


def test_another_percentage_is_not_of_units() -> None:
    text = "With more units outstanding, IWM saw an inflow of $4 million, a 2% increase in its price (from 50 to 51)."
    assert flows(text) == [("IWM", "up", 4e6)]
