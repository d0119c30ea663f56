"""Whose target and rating a sentence tells: the company's, not the bank's that sets it."""

from __future__ import annotations

import pytest

from aggregator.understand.about import ratings
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.view import View
from tests.understand.samples import claims, linker


@pytest.mark.parametrize(
    ("text", "words", "bearer", "expected"),
    [
        ("Goldman Sachs cut its price target on Tesla to $200.", "Goldman Sachs", "GS", "TSLA"),
        ("Goldman Sachs cut its price target on Tesla to $200.", "price target", "GS", "TSLA"),
        ("Morgan Stanley raised its target for shares of Nvidia.", "Morgan Stanley", "MS", "NVDA"),
        ("Shares of Netflix rose after UBS lifted its price target to $700.", "price target", "UBS", "NFLX"),
        ("Netflix rose after UBS raised its rating on the stock.", "UBS", "UBS", "NFLX"),
        ("Barclays downgraded Apple to underweight.", "Barclays", "BCS", "AAPL"),
        ("Goldman Sachs initiated coverage of Tesla with a buy rating.", "Goldman Sachs", "GS", "TSLA"),
        ("Goldman Sachs raised Tesla's price target.", "price target", None, "TSLA"),
        ("Goldman Sachs rose 2% and Tesla fell 3%.", "Goldman Sachs", "GS", None),
        ("Tesla raised its delivery target while Ford fell 2%.", "Tesla", "TSLA", None),
        ("Goldman Sachs said that Tesla cut its delivery target.", "Goldman Sachs", "GS", None),
        ("Goldman Sachs was downgraded after Tesla fell.", "Tesla", "TSLA", None),
    ],
)
def test_the_rated_company(text: str, words: str, bearer: str | None, expected: str | None) -> None:
    view = View(0, 0, text, tuple(linker().link(text)), (), (), (), {})
    start = text.index(words)
    entity = packaged_by_id()[f"company:{bearer}"] if bearer else None
    found = ratings.rated(view, (start, start + len(words)), entity)
    assert (found.id if found else None) == (f"company:{expected}" if expected else None)


def test_every_house_is_a_known_company() -> None:
    assert set(packaged_by_id()) >= ratings.HOUSES


def test_a_price_target_is_a_claim_on_the_share() -> None:
    [found] = [
        claim
        for claim in claims("Goldman Sachs cut its price target on Tesla to $200 from $250.")
        if claim.kind == "forecast"
    ]
    assert (found.entity_id, found.symbol, found.value) == ("company:TSLA", "TSLA", 200.0)
