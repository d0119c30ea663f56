"""Which measure, rate or body a looser name means in its surroundings: a case for each pattern."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.records import Kind, Topic
from aggregator.understand.about import referents
from aggregator.understand.drafts import Draft
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View


def view(text: str) -> View:
    return View(0, 0, text, (), (), (), (), {})


def draft(text: str, words: str) -> Draft:
    start = text.index(words)
    subject = Subject(start, start + len(words), words, None, "other")
    return Draft("outlook", "model.outlook", subject, start, start + len(words))


def meant(text: str, words: str, topic: Topic) -> str | None:
    found = referents.of(draft(text, words), topic, view(text), referents.Around("", [], packaged_by_id()))
    return found.id if found else None


@pytest.mark.parametrize(
    ("text", "words", "linked", "entity_id"),
    [
        ("The PCE report showed core inflation slowed.", "core inflation", "macro:INFLATION_US", "macro:CORE_PCE_US"),
        ("The CPI showed core inflation slowed.", "core inflation", "macro:INFLATION_US", "macro:CORE_CPI_US"),
        ("The CPI put the inflation rate at 3%.", "inflation rate", "macro:INFLATION_US", "macro:CPI_US"),
        ("Against the yen, the dollar fell.", "dollar", "fx:DXY", "fx:USDJPY"),
        ("The price of crude for April delivery fell.", "crude", "commodity:OIL", "commodity:WTI"),
        ("Inflation is high.", "Inflation", "macro:INFLATION_US", "macro:INFLATION_US"),
        ("Investors await inflation data.", "inflation data", "macro:INFLATION_US", "macro:INFLATION_US"),
        ("After the CPI came the inflation data.", "inflation data", "macro:INFLATION_US", "macro:CPI_US"),
        ("An inflation report is due.", "inflation report", "macro:INFLATION_US", "macro:CPI_US"),
        ("The U.S. economy added 200,000 jobs.", "U.S. economy", "macro:GDP_US", "macro:NFP_US"),
        ("The U.S. economy added to its gains.", "U.S. economy", "macro:GDP_US", "macro:GDP_US"),
        ("Core consumer prices rose.", "consumer prices", "macro:CPI_US", "macro:CORE_CPI_US"),
        ("Consumer prices, excluding food and energy, rose.", "Consumer prices", "macro:CPI_US", "macro:CORE_CPI_US"),
        ("Excluding food and fuel, the PCE index rose.", "PCE index", "macro:PCE_US", "macro:CORE_PCE_US"),
        ("The PCE index rose with food and energy.", "PCE index", "macro:PCE_US", "macro:PCE_US"),
        ("The rise of the core (CPI) slowed.", "CPI", "macro:CPI_US", "macro:CORE_CPI_US"),
        ("The Fed may go on buying Treasuries.", "Treasuries", "group:US_TREASURIES", "org:FED"),
        ("The Fed saw purchases of long-term Treasuries.", "Treasuries", "group:US_TREASURIES", "org:FED"),
        ("Investors are buying Treasuries on the Fed.", "Treasuries", "group:US_TREASURIES", "group:US_TREASURIES"),
        ("The Fed may begin quantitative easing.", "easing", "rate:FFR", "org:FED"),
        ("The Fed may begin easing.", "easing", "rate:FFR", "rate:FFR"),
        ("The Fed may raise rates in June.", "The Fed", "org:FED", "rate:FFR"),
        ("The Fed is likely to stay on hold.", "The Fed", "org:FED", "org:FED"),
        ("The Fed may say more on bond purchases and rate cuts.", "The Fed", "org:FED", "org:FED"),
        ("The Fed may tighten monetary policy in May.", "The Fed", "org:FED", "org:FED"),
        ("The Fed may stop raising rates in June.", "The Fed", "org:FED", "org:FED"),
        ("The Fed's fight against inflation may last.", "fight against inflation", "macro:INFLATION_US", "org:FED"),
        (
            "The fight against inflation may last.",
            "fight against inflation",
            "macro:INFLATION_US",
            "macro:INFLATION_US",
        ),
        ("The Fed may end its belt-tightening.", "The Fed", "org:FED", "org:FED"),
        ("The Fed may talk about lower rates.", "The Fed", "org:FED", "org:FED"),
        ("The Fed may lose its independence.", "The Fed", "org:FED", "org:FED"),
        ("Hopes of Fed rate cuts may fade.", "Fed rate", "org:FED", "rate:FFR"),
        ("Swaps show where the Fed terminal rate may be.", "the Fed", "org:FED", "rate:FFR"),
        ("Long rates fell early in a Fed tightening cycle.", "Fed", "org:FED", "rate:FFR"),
        ("It may end the Fed's rate-hiking campaign.", "the Fed", "org:FED", "rate:FFR"),
        ("It may mean more Fed tightening.", "more Fed tightening", "org:FED", "rate:FFR"),
        ("It may mean more Fed quantitative tightening.", "Fed", "org:FED", "org:FED"),
        ("The Fed may begin cutting its purchases.", "The Fed", "org:FED", "org:FED"),
        ("The Fed says that the inflation fight goes on.", "the inflation", "macro:INFLATION_US", "org:FED"),
        (
            "The Fed says that the inflation figures are low.",
            "the inflation",
            "macro:INFLATION_US",
            "macro:INFLATION_US",
        ),
        ("Nasdaq futures fell.", "Nasdaq futures", "index:COMP", "index:NDX"),
        ("The Nasdaq fell.", "Nasdaq", "index:COMP", "index:COMP"),
        ("The 10-year bond yields fell.", "bond yields", "group:UST_YIELDS", "rate:UST10Y"),
        ("The two-year Treasury yields fell.", "Treasury yields", "group:UST_YIELDS", "rate:UST2Y"),
        ("Both headline and core CPI rose.", "headline and core CPI", "macro:CPI_US", "macro:CPI_US"),
        ("The pace of consumer price growth eased.", "consumer price growth", "macro:INFLATION_US", "macro:CPI_US"),
        ("Headline inflation eased.", "Headline inflation", "macro:INFLATION_US", "macro:CPI_US"),
        ("The PCE is due; U.S. consumer prices rose.", "consumer prices", "macro:CPI_US", "macro:CPI_US"),
        ("The dollar index, against the yen and others, fell.", "dollar index", "fx:DXY", "fx:DXY"),
        ("The dollar rose against the euro and slipped against the yen.", "dollar", "fx:DXY", "fx:DXY"),
        ("The Fed may set an inflation target.", "inflation target", "macro:INFLATION_US", "org:FED"),
        ("Inflation targets differ.", "Inflation targets", "macro:INFLATION_US", "macro:INFLATION_US"),
        ("Consumer prices outside food and energy rose.", "Consumer prices", "macro:CPI_US", "macro:CORE_CPI_US"),
        ("April-dated crude rose.", "crude", "commodity:OIL", "commodity:WTI"),
        ("The Fed may buy $40 billion in mortgage-backed securities.", "securities", "group:US_TREASURIES", "org:FED"),
        ("Benchmark Treasury yields may rise.", "Treasury yields", "group:UST_YIELDS", "rate:UST10Y"),
        ("Short-dated Treasury yields may rise.", "Treasury yields", "group:UST_YIELDS", "group:UST_YIELDS"),
    ],
)
def test_what_a_looser_name_means_here(text: str, words: str, linked: str, entity_id: str) -> None:
    around = referents.Around("", [], packaged_by_id())
    assert referents.instead(draft(text, words), packaged_by_id()[linked], view(text), around).id == entity_id


@pytest.mark.parametrize(
    ("kind", "text", "value", "entity_id"),
    [
        ("level", "The yen hit a high at 137.90 to the greenback.", 137.9, "fx:USDJPY"),
        ("level", "The yen hit 98 against its peers.", 98.0, "fx:JPY"),
        ("move", "The yen rose 2 to the dollar.", 2.0, "fx:JPY"),
    ],
)
def test_a_level_of_the_yen_in_dollars_is_the_pairs(kind: Kind, text: str, value: float, entity_id: str) -> None:
    told = replace(draft(text, "yen"), kind=kind, value=value)
    around = referents.Around("", [], packaged_by_id())
    assert referents.instead(told, packaged_by_id()["fx:JPY"], view(text), around).id == entity_id


def test_a_report_of_the_labor_department_that_is_to_come_is_the_payrolls() -> None:
    office, text = packaged_by_id()["org:LABOR_US"], "The Labor Department's employment report is due."
    lookup = packaged_by_id()
    awaited = replace(draft(text, "Labor Department's employment report"), kind="forecast")
    around = referents.Around("", [], lookup)
    assert referents.instead(awaited, office, view(text), around).id == "macro:NFP_US"
    assert referents.instead(replace(awaited, kind="fact"), office, view(text), around).id == "org:LABOR_US"


@pytest.mark.parametrize(
    ("kind", "text", "entity_id"),
    [
        ("policy", "The Fed raised rates in June.", "rate:FFR"),
        ("policy", "The Fed left its benchmark rate at 2%.", "rate:FFR"),
        ("policy", "The Fed is intent on raising interest rates.", "org:FED"),
        ("policy", "The Fed wants to lower the unemployment rate.", "org:FED"),
        ("policy", "The Fed kept interest rates steady.", "org:FED"),
        ("forecast", "The Fed may stay on hold in June.", "rate:FFR"),
    ],
)
def test_what_was_decided_is_the_rates_where_it_moved(kind: Kind, text: str, entity_id: str) -> None:
    told, around = replace(draft(text, "The Fed"), kind=kind), referents.Around("", [], packaged_by_id())
    assert referents.instead(told, packaged_by_id()["org:FED"], view(text), around).id == entity_id


def test_consumer_prices_of_the_commerce_department_are_of_spending() -> None:
    lookup, text = packaged_by_id(), "Core consumer prices rose 0.6%."
    office = "The Commerce Department gave its report."
    for before, measure in ((office, "PCE"), ("The Labor Department gave its report.", "CPI")):
        around = referents.Around("", [view(before)], lookup)
        found = referents.instead(draft(text, "Core consumer prices"), lookup["macro:CPI_US"], view(text), around)
        assert found.id == f"macro:CORE_{measure}_US"
    named, around = "The core CPI rose 0.6%.", referents.Around("", [view(office)], lookup)
    assert referents.instead(draft(named, "core CPI"), lookup["macro:CPI_US"], view(named), around).id == (
        "macro:CORE_CPI_US"
    )


@pytest.mark.parametrize(
    ("kind", "text", "words", "entity_id"),
    [
        ("forecast", "Traders await Friday's inflation data.", "inflation data", "macro:CPI_US"),
        ("forecast", "Traders await inflation data due later today.", "inflation data", "macro:CPI_US"),
        ("forecast", "Traders await inflation data due this month.", "inflation data", "macro:INFLATION_US"),
        ("data", "Stocks fell on Friday's inflation data.", "inflation data", "macro:INFLATION_US"),
        ("forecast", "Traders await Friday's PCE inflation data.", "inflation data", "macro:PCE_US"),
    ],
)
def test_the_inflation_data_of_one_day_are_the_consumer_prices(
    kind: Kind, text: str, words: str, entity_id: str
) -> None:
    told, around = replace(draft(text, words), kind=kind), referents.Around("", [], packaged_by_id())
    assert referents.instead(told, packaged_by_id()["macro:INFLATION_US"], view(text), around).id == entity_id


def test_consumer_inflation_by_any_name_is_of_spending_where_the_commerce_department_counts_it() -> None:
    text, office = "Consumer price growth sped up.", "The Commerce Department gave its report."
    around = referents.Around("", [view(office)], packaged_by_id())
    told = draft(text, "Consumer price growth")
    assert referents.instead(told, packaged_by_id()["macro:INFLATION_US"], view(text), around).id == "macro:PCE_US"


def test_what_the_fed_buys_is_its_act_by_any_name() -> None:
    assert (
        meant("The Fed may buy $40 billion in mortgage-backed bonds.", "mortgage-backed bonds", "credit") == "org:FED"
    )
    assert meant("On the Fed's word funds buy mortgage-backed bonds.", "mortgage-backed bonds", "credit") is None


@pytest.mark.parametrize(
    ("text", "words", "linked", "entity_id"),
    [
        ("Consumer prices outside food and energy rose 0.9%.", "Consumer prices", "macro:CPI_US", "macro:CORE_CPI_US"),
        ("Outside volatile energy, inflation was tame.", "inflation", "macro:INFLATION_US", "macro:CORE_CPI_US"),
        ("The PCE index (PCE), excluding food, rose.", "PCE index", "macro:PCE_US", "macro:CORE_PCE_US"),
        ("Headline inflation cooled while core inflation held.", "inflation", "macro:INFLATION_US", "macro:CPI_US"),
        (
            "Overall inflation cooled, though core inflation did not.",
            "inflation",
            "macro:INFLATION_US",
            "macro:INFLATION_US",
        ),
        ("Stocks rose. Inflation bites.", "Inflation", "macro:INFLATION_US", "macro:INFLATION_US"),
    ],
)
def test_core_and_headline_are_told_apart(text: str, words: str, linked: str, entity_id: str) -> None:
    around = referents.Around("", [], packaged_by_id())
    assert referents.instead(draft(text, words), packaged_by_id()[linked], view(text), around).id == entity_id


@pytest.mark.parametrize(
    ("kind", "text", "value", "entity_id"),
    [
        ("data", "The CPI report showed that inflation sped up.", None, "macro:CPI_US"),
        ("outlook", "The CPI report shows that inflation may speed up.", None, "macro:INFLATION_US"),
        ("data", "Inflation came to 3%, the CPI shows.", 3.0, "macro:CPI_US"),
        ("forecast", "Inflation is seen at 3%, whatever the CPI shows.", 3.0, "macro:INFLATION_US"),
    ],
)
def test_inflation_is_the_index_that_a_release_gives(
    kind: Kind, text: str, value: float | None, entity_id: str
) -> None:
    words = "inflation" if "inflation" in text else "Inflation"
    told = replace(draft(text, words), kind=kind, value=value)
    around = referents.Around("", [], packaged_by_id())
    assert referents.instead(told, packaged_by_id()["macro:INFLATION_US"], view(text), around).id == entity_id


@pytest.mark.parametrize(
    ("text", "words", "linked", "entity_id"),
    [
        ("The Fed cut its discount rate by half a point.", "discount rate", "rate:FFR", "rate:DISCOUNT_US"),
        ("The Fed cut its key rate by half a point.", "key rate", "rate:FFR", "rate:FFR"),
        ("Futures up: Dow 0.1%, Nasdaq 0.9%", "Nasdaq", "index:COMP", "index:NDX"),
        ("Shares up: Dow 0.1%, Nasdaq 0.9%", "Nasdaq", "index:COMP", "index:COMP"),
        ("U.S. October oil fell $1.26.", "oil", "commodity:OIL", "commodity:WTI"),
        ("In October oil fell $1.26.", "oil", "commodity:OIL", "commodity:OIL"),
    ],
)
def test_words_beside_a_name_make_it_another(text: str, words: str, linked: str, entity_id: str) -> None:
    around = referents.Around("", [], packaged_by_id())
    assert referents.instead(draft(text, words), packaged_by_id()[linked], view(text), around).id == entity_id
