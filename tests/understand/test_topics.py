"""What a claim's subject is about, by its own words."""

from __future__ import annotations

import pytest

from aggregator.records import Kind, Topic
from aggregator.understand.drafts import Draft
from aggregator.understand.subjects import Subject
from aggregator.understand.topical import topics
from aggregator.understand.topical.surroundings import Around
from aggregator.understand.view import View


def topic(words: str, *, sentence: Topic = "other", kind: Kind = "fact", abroad: bool = False) -> Topic:
    view = View(0, 0, f"{words} changed.", (), (), (), (sentence,), {}, abroad=abroad)
    return topics.of(Draft(kind, f"model.{kind}", Subject(0, len(words), words, None, "other"), 0, len(words)), view)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("most stablecoins", "crypto"),
        ("its annual yield", "company"),
        ("core inflation", "inflation"),
        ("prices paid by mills", "inflation"),
        ("import prices", "inflation"),
        ("new jobless claims", "labor"),
        ("the labor market", "labor"),
        ("hourly earnings", "labor"),
        ("a third round of bond buying", "fed"),
        ("the discount rate", "fed"),
        ("reciprocal tariffs", "politics"),
        ("corporate bonds", "credit"),
        ("the banking crisis", "credit"),
        ("the central bank", "rates"),
        ("mortgage rates", "rates"),
        ("the yield curve", "rates"),
        ("Treasury notes", "rates"),
        ("the wider economy", "growth"),
        ("new home sales", "growth"),
        ("consumer confidence index", "growth"),
        ("factory orders", "growth"),
        ("the trade gap", "growth"),
        ("crude inventories", "commodities"),
        ("gold", "commodities"),
        ("iron ore", "commodities"),
        ("energy prices", "commodities"),
        ("other currencies", "fx"),
        ("the euro", "fx"),
        ("the budget", "politics"),
        ("regional banks", "credit"),
        ("public debt", "credit"),
        ("rates", "rates"),
        ("demand", "growth"),
        # Shares of a trade are shares, and a firm's name is no commodity.
        ("bank stocks", "equities"),
        ("small gold stocks", "small_caps"),
        ("the Acme index", "equities"),
        ("Nikkei", "equities"),
        ("China", "other"),
        ("the euro zone", "other"),
        ("Alien Metals", "other"),
        ("the lantern", "other"),
        # By size: what is partly of small firms is of small caps, coins are coins.
        ("small and midcaps", "small_caps"),
        ("small as well as midcap shares", "small_caps"),
        ("small- and mid-cap funds", "small_caps"),
        ("a small-cap plan", "small_caps"),
        ("micro caps", "small_caps"),
        ("mid-cap", "equities"),
        ("the large caps", "equities"),
        ("blue chips", "equities"),
        ("small-cap coins", "crypto"),
        ("a small cape", "other"),
        # Of a country's or a trade's firms, of a fund, of a market for goods.
        ("China shares", "equities"),
        ("the Canadian market", "equities"),
        ("European and U.S. futures", "equities"),
        ("world stock markets", "equities"),
        ("the ETF's price", "equities"),
        ("crude oil futures", "commodities"),
        ("the core index", "inflation"),
        ("unit labor costs", "inflation"),
        ("U.S. auto sales", "growth"),
        ("prices for government debt", "rates"),
    ],
)
def test_words_of_a_subject_tell_its_topic(words: str, expected: Topic) -> None:
    assert topic(words) == expected


@pytest.mark.parametrize(
    ("words", "kind", "entity_id", "expected"),
    [
        ("it", "fact", "fund:IJR", "company"),
        ("expense ratio", "fact", "fund:IJR", "company"),
        ("new put options", "fact", "fund:IJR", "small_caps"),
        ("its valuation", "fact", "fund:IVV", "equities"),
        ("it", "move", "fund:IJR", "small_caps"),
        ("outflow", "volume", "fund:IJR", "small_caps"),
        ("it", "fact", "index:RUT", "small_caps"),
        ("it", "move", "index:NIFTYSMALL", "small_caps"),
    ],
)
def test_what_a_fund_holds_and_costs_is_told_of_it_as_of_a_company(
    words: str, kind: Kind, entity_id: str, expected: Topic
) -> None:
    draft = Draft(kind, f"model.{kind}", Subject(0, len(words), words, None, "price"), 0, len(words))
    assert topics.of_told(draft, entity_id) == expected


def test_weak_words_give_way_to_a_company() -> None:
    assert topic("demand", sentence="company") == "company"
    assert topic("consumer spending", sentence="company") == "growth"


def test_what_the_fed_does_elsewhere_is_rates() -> None:
    assert topic("bond purchases") == "fed"
    assert topic("bond purchases", abroad=True) == "rates"


def test_an_index_that_is_released_is_no_markets() -> None:
    assert topic("the Acme index") == "equities"
    assert topic("the Acme index", kind="data") == "growth"


def test_plain_futures_are_those_of_stocks_where_stocks_are_told_of() -> None:
    words, draft = "Futures", Draft("move", "model.move", Subject(0, 7, "Futures", None, "price", listed=True), 0, 7)
    told = View(0, 0, f"{words} steadied after Wall Street rose.", (), (), (), (), {})
    assert topics.of(draft, told) == "equities"
    assert topics.of(draft, View(0, 0, f"{words} steadied.", (), (), (), (), {})) == "company"


@pytest.mark.parametrize(
    ("before", "words", "given", "expected"),
    [
        ("The Bank of England met.", "the hike", "fed", "rates"),
        ("The Fed met.", "the hike", "fed", "fed"),
        ("The Fed met.", "central banks", "rates", "fed"),
        ("The ECB met.", "central banks", "rates", "rates"),
        ("The Fed met.", "mortgage rates", "rates", "rates"),
        ("The ECB met.", "the economy", "growth", "growth"),
    ],
)
def test_a_central_banks_acts_are_the_feds_or_others(before: str, words: str, given: Topic, expected: Topic) -> None:
    past = View(0, 0, before, (), (), (), (), {})
    here = View(1, 0, f"{words} may come.", (), (), (), (), {})
    draft = Draft("outlook", "model.outlook", Subject(0, len(words), words, None, "other"), 0, len(words))
    around = Around("", [past], {})
    assert topics.of_bank(draft, given, here, around) == expected
