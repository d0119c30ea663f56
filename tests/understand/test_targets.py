"""Whose price target a sentence tells: the named firm's, and no instrument's where that one is unknown."""

from __future__ import annotations

import pytest

from tests.understand.samples import claims

MARKET = "The S&P 500 rose 0.3 percent and the Nasdaq added 1 percent. "


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        # The firm that the words name, behind the target or behind its figure.
        ("Barwick raised its price target for Tesla to $45.", "company:TSLA", 45),
        ("Barwick raised its price target on shares of Tesla to $45.", "company:TSLA", 45),
        ("The S&P 500 rose 0.3%, with a price target of $85 for Tesla from Barwick.", "company:TSLA", 85),
        ("The S&P 500 rose 0.3%, with a price target of $85 on Tesla stock.", "company:TSLA", 85),
        ("Barwick kept Tesla's price target of $45.", "company:TSLA", 45),
        ("Barwick kept Tesla's 12-month price target of $45.", "company:TSLA", 45),
        # One that no list has is no instrument, whatever else the sentence names.
        ("The S&P 500 rose 0.3%, with a price target of $85 for Delmore Inc from Barwick.", None, 85),
        ("Apple rose 0.3% and Barwick raised its price target for Delmore Inc to $45.", None, 45),
        ("Apple rose 0.3% and Barwick kept Delmore's price target of $45.", None, 45),
        ("Apple rose 1% while Delmore jumped 7% after a price target of $85 was set.", None, 85),
        # An index has no price target in dollars.
        ("The S&P 500 rose 0.3% as Delmore jumped 7% after a price target of $85 was set.", None, 85),
        ("The Dow rose 50 points after Barwick lifted its price target to $85.", None, 85),
        # Without a name: the share that was just spoken of, and not the house that sets it.
        ("Apple gained 2% after Barwick lifted its price target to $200.", "company:AAPL", 200),
        ("Apple slid. Goldman Sachs cut its price target on the stock to $200.", "company:AAPL", 200),
        ("Goldman Sachs cut its price target to $200.", None, 200),
        ("UBS downgraded Delmore to neutral from buy and cut its price target to $38 from $45.", None, 38),
        ("Delmore fell after UBS downgraded the retailer and cut its price target to $38 from $45.", None, 38),
        ("Goldman Sachs was downgraded by Barwick, which cut its price target to $500.", "company:GS", 500),
        ("Goldman Sachs shares rose after Barwick raised its price target to $500.", "company:GS", 500),
    ],
)
def test_the_target_is_the_named_firm_s(text: str, entity: str | None, value: float) -> None:
    [found] = [claim for claim in claims(text) if claim.rule_ids == ("forecast.target",)]
    assert (found.entity_id, found.value) == (entity, value)
    assert found.symbol == (None if entity is None else found.symbol)


@pytest.mark.parametrize(
    "sentence",
    [
        "Barwick raised its price target for Delmore Inc to $45.",
        "The broker cut its price target to $30 from $35.",
        "Delmore's price target was cut to $30.",
    ],
)
def test_an_article_on_the_market_gives_a_target_no_index(sentence: str) -> None:
    [found] = [claim for claim in claims(MARKET + sentence) if claim.rule_ids == ("forecast.target",)]
    assert (found.entity_id, found.symbol) == (None, None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Apple trades at $15.69, and the average analyst target is 31.71% higher at $20.67/share.",
            [("average analyst target", 31.71, "pct", "up"), ("average analyst target", 20.67, "usd", None)],
        ),
        (
            "Analysts are expecting Apple to reach a target price of $335.00/share, which is 30.09% above its price.",
            [("Apple", 335, "usd", "up"), ("Apple", 30.09, "pct", "up")],
        ),
        (
            "Apple's 12-month price target of $21.80 is 42% lower than its current price.",
            [("price target", 21.8, "usd", None), ("price target", 42, "pct", "down")],
        ),
        ("Apple fell 3%; its price target of $21.80 is unchanged.", [("price target", 21.8, "usd", None)]),
    ],
)
def test_how_far_a_target_lies_from_the_price(text: str, told: list[tuple[str, float, str, str | None]]) -> None:
    found = [claim for claim in claims(text) if claim.kind == "forecast"]
    assert [(c.subject, c.value, c.unit, c.direction) for c in found] == told
    assert {c.entity_id for c in found} == {"company:AAPL"}
    assert {c.symbol for c in found if c.unit == "pct"} <= {None}
