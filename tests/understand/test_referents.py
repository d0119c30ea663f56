"""What plain words refer to: a case for each row of the table, and where there is no link."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from aggregator.records import Entity, Topic
from aggregator.understand.about import referents
from aggregator.understand.about.referent_rows import ROWS
from aggregator.understand.drafts import Draft
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.entities.linking import Link
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

ACME = Entity("company:ACME", "Acme", "ORG", "ACME")
EXAMPLES: tuple[tuple[str, Topic, str], ...] = (
    ("interest rates", "company", "rate:FFR"),
    ("low rates", "rates", "rate:FFR"),
    ("asset purchases", "company", "org:FED"),
    ("stimulative policy", "inflation", "org:FED"),
    ("monetary easing", "growth", "org:FED"),
    ("tightening", "inflation", "rate:FFR"),
    ("policy decision", "equities", "org:FED"),
    ("further policy easing", "fed", "org:FED"),
    ("primary discount rate", "fed", "rate:DISCOUNT_US"),
    ("hikes", "fed", "rate:FFR"),
    ("overnight interbank lending", "fed", "rate:FFR"),
    ("quarter-point cut", "equities", "rate:FFR"),
    ("borrowing costs", "fed", "rate:FFR"),
    ("hiking cycle", "inflation", "rate:FFR"),
    ("current range", "fed", "rate:FFR"),
    ("policymakers", "politics", "org:FED"),
    ("voters", "fed", "org:FED"),
    ("officials", "inflation", "org:FED"),
    ("balance sheet", "fed", "org:FED"),
    ("new bond-buying plan", "fed", "org:FED"),
    ("additional measures", "fed", "org:FED"),
    ("securities holdings", "fed", "org:FED"),
    ("central bank's mandate", "politics", "org:FED"),
    ("additional monetary stimulus", "growth", "org:FED"),
    ("mortgage-related debt", "credit", "org:FED"),
    ("they", "fed", "org:FED"),
    ("stocks", "company", "group:US_EQUITIES"),
    ("markets", "company", "group:US_EQUITIES"),
    ("investors", "equities", "group:US_EQUITIES"),
    ("market sentiment", "equities", "group:US_EQUITIES"),
    ("equity rally", "fed", "group:US_EQUITIES"),
    ("recent rebound in equities", "fed", "group:US_EQUITIES"),
    ("earnings season", "company", "group:US_EQUITIES"),
    ("bond market", "equities", "group:US_TREASURIES"),
    ("tempting rallies", "fed", "group:US_EQUITIES"),
    ("corporate earnings", "equities", "group:US_EQUITIES"),
    ("benchmark index", "equities", "index:SPX"),
    ("decliners", "other", "group:US_EQUITIES"),
    ("volume on U.S. exchanges", "company", "group:US_EQUITIES"),
    ("10-year", "rates", "rate:UST10Y"),
    ("two-year", "rates", "rate:UST2Y"),
    ("long bond", "rates", "rate:UST30Y"),
    ("benchmark yields", "rates", "rate:UST10Y"),
    ("longer-term rates", "rates", "group:US_TREASURIES"),
    ("recession", "company", "macro:GDP_US"),
    ("economic outlook", "growth", "macro:GDP_US"),
    ("recovery", "growth", "macro:GDP_US"),
    ("slower growth", "fed", "macro:GDP_US"),
    ("job gains", "company", "macro:NFP_US"),
    ("hiring", "labor", "macro:NFP_US"),
    ("unemployment data", "labor", "macro:UNRATE_US"),
    ("price pressures", "growth", "macro:INFLATION_US"),
    ("price hikes", "inflation", "macro:INFLATION_US"),
    ("consumer-price figures", "inflation", "macro:CPI_US"),
    ("producer prices", "inflation", "macro:PPI_US"),
    ("personal consumption expenditures", "inflation", "macro:PCE_US"),
    ("prices", "inflation", "macro:CPI_US"),
    ("monthly core reading", "inflation", "macro:CORE_CPI_US"),
    ("small caps", "small_caps", "group:SMALL_CAPS"),
    ("large caps", "equities", "group:LARGE_CAPS"),
    ("usd", "company", "fx:DXY"),
    ("dollar", "fx", "fx:DXY"),
)


def view(text: str, *links: Link, abroad: bool = False) -> View:
    return View(0, 0, text, links, (), (), (), {}, abroad=abroad)


def draft(text: str, words: str, **fields: object) -> Draft:
    start = text.index(words)
    subject = Subject(start, start + len(words), words, None, "other")
    return Draft("outlook", "model.outlook", subject, start, start + len(words), **fields)  # type: ignore[arg-type]


def meant(text: str, words: str, topic: Topic, *, title: str = "", abroad: bool = False) -> str | None:
    around = referents.Around(title, [], packaged_by_id(), abroad=abroad)
    found = referents.of(draft(text, words), topic, view(text), around)
    return found.id if found else None


def test_every_row_has_its_example() -> None:
    assert len(EXAMPLES) == len(ROWS)
    for (words, topic, entity_id), row in zip(EXAMPLES, ROWS, strict=True):
        assert (row.entity_id, topic in row.topics) == (entity_id, True)
        assert re.fullmatch(row.words, words, re.IGNORECASE), words


@pytest.mark.parametrize(("words", "topic", "entity_id"), EXAMPLES)
def test_each_row_links_its_words(words: str, topic: Topic, entity_id: str) -> None:
    assert meant(f"The Fed met on Tuesday and {words} may fall.", words, topic) == entity_id


@pytest.mark.parametrize(
    ("text", "words", "topic"),
    [
        ("German stocks and bonds may fall; stocks lead.", "stocks", "equities"),
        ("The ECB met and officials may wait.", "officials", "fed"),
        ("The mortgage rates may fall in the U.S.", "mortgage rates", "rates"),
        ("Global growth may slow in the U.S. too.", "Global growth", "growth"),
        ("The company is worth more.", "worth", "equities"),
        ("Worries about a global recession grew in the U.S.", "recession", "growth"),
        ("The Fed is watching the housing market.", "market", "growth"),
        ("The Fed says that price hikes may slow.", "price hikes", "rates"),
        ("Consumer prices rose, Eurostat said.", "Consumer prices", "inflation"),
        ("German two-year notes fell.", "two-year notes", "rates"),
    ],
)
def test_no_link_where_another_country_or_thing_is_meant(text: str, words: str, topic: Topic) -> None:
    assert meant(text, words, topic) is None


def test_plain_words_of_an_article_from_abroad_have_no_link() -> None:
    assert meant("Then stocks may fall.", "stocks", "equities") == "group:US_EQUITIES"
    assert meant("Then stocks may fall.", "stocks", "equities", abroad=True) is None


def test_a_firms_revenue_is_that_of_the_firm_named_last_or_of_the_title() -> None:
    text = "Acme said that revenue may rise."
    around = referents.Around("", [], packaged_by_id())
    linked = view(text, Link(0, 4, "ORG", ACME, "alias"))
    assert referents.of(draft(text, "revenue"), "company", linked, around) == ACME
    later = "Margins may rise."
    of_title = referents.Around("Acme's year", [], packaged_by_id(), ACME)
    assert referents.of(draft(later, "Margins"), "company", view(later), of_title) == ACME
    assert referents.of(draft(later, "Margins"), "company", view(later), around) is None


def test_another_firms_name_is_not_the_articles_firm() -> None:
    text = "Apex Widgets may rise."
    around = referents.Around("Acme's year", [], packaged_by_id(), ACME)
    assert referents.of(draft(text, "Apex Widgets"), "company", view(text), around) is None


CPI = packaged_by_id()["macro:CPI_US"]
SPX = packaged_by_id()["index:SPX"]
PPI = packaged_by_id()["macro:PPI_US"]


def pointed(text: str, words: str, topic: Topic, *, past: list[View], told: Entity | None = None) -> str | None:
    around = referents.Around("", past, packaged_by_id(), told=told)
    found = referents.of(draft(text, words), topic, view(text), around)
    return found.id if found else None


def test_the_change_of_a_measure_is_that_of_the_one_named_before() -> None:
    before = "The producer index rose."
    one = [view(before, Link(4, 18, "MACRO", PPI, "alias"))]
    text = "The year-over-year change was 3%."
    assert pointed(text, "year-over-year change", "inflation", past=one) == "macro:PPI_US"
    both = "Producer and consumer prices rose."
    two = [view(both, Link(0, 8, "MACRO", PPI, "alias"), Link(13, 28, "MACRO", CPI, "alias"))]
    assert pointed(text, "year-over-year change", "inflation", past=two) is None
    assert pointed(text, "year-over-year change", "inflation", past=[]) is None


@pytest.mark.parametrize(
    ("text", "words", "topic", "entity_id"),
    [
        ("It rose to 1,530 on Monday.", "It", "other", "index:SPX"),
        ("The index has some way to go.", "The index", "equities", "index:SPX"),
        ("It rose to 1,530 on Monday.", "It", "inflation", None),  # of another topic than the index is
        ("Buyers came back.", "Buyers", "other", None),
    ],
)
def test_what_only_points_means_what_the_sentence_before_was_about(
    text: str, words: str, topic: Topic, entity_id: str | None
) -> None:
    assert pointed(text, words, topic, past=[view("The S&P 500 rose.")], told=SPX) == entity_id


@pytest.mark.parametrize(
    ("text", "words", "topic", "entity_id"),
    [
        ("Of S&P 500 companies two thirds reported, with earnings up 12%.", "earnings", "company", "index:SPX"),
        ("In the case of the S&P 500, the RSI reading has hit 27.", "RSI reading", "other", "index:SPX"),
        ("The RSI reading for the S&P 500 is 35.", "RSI reading", "equities", "index:SPX"),
        ("The RSI reading for rivals is 35, the S&P 500 fell.", "RSI reading", "other", None),
        ("The S&P 500 rose on earnings hopes at Acme.", "hopes", "company", None),
    ],
)
def test_a_reading_is_that_of_the_index_named_with_it(
    text: str, words: str, topic: Topic, entity_id: str | None
) -> None:
    at = text.index("S&P 500")
    linked = view(text, Link(at, at + 7, "INDEX", SPX, "alias"))
    around = referents.Around("", [], packaged_by_id())
    found = referents.of(draft(text, words), topic, linked, around)
    assert (found.id if found else None) == entity_id


def test_turnover_on_an_exchange_is_no_firms() -> None:
    text = "Volume was light, with 7 billion shares traded on the New York Stock Exchange."
    around = referents.Around("Acme's year", [], packaged_by_id(), ACME)
    found = referents.of(draft(text, "Volume"), "company", view(text), around)
    assert found is not None
    assert found.id == "group:US_EQUITIES"


@pytest.mark.parametrize(
    ("text", "words", "topic", "entity_id"),
    [
        ("After strong United States jobs data it rose.", "United", "labor", "macro:NFP_US"),
        ("The Fed said downside risks to economic growth remained.", "downside risks", "fed", "macro:GDP_US"),
        ("The risks to global growth remained.", "risks", "growth", None),
        ("The Fed has now cut rates twice.", "now cut rates", "rates", "rate:FFR"),
        ("The move took benchmark overnight rates to 2%.", "took benchmark overnight rates", "rates", "rate:FFR"),
        ("The Fed bought more assets.", "assets", "fed", "org:FED"),
        ("Rising prices are a risk.", "Rising prices", "inflation", "macro:INFLATION_US"),
        ("U.S. equity index futures rose.", "U.S. equity index futures", "equities", "group:US_EQUITIES"),
        ("Gains for the super-strong dollar may end.", "super-strong", "fx", "fx:DXY"),
        ("The stock market's robust rally may end.", "The stock", "equities", "group:US_EQUITIES"),
        ("The Fed may try a third round of quantitative easing.", "third", "fed", "org:FED"),
        ("The super-strong case for it holds.", "super-strong", "fx", None),
        ("U.S. employers hired workers in May.", "U.S. employers hired workers", "labor", "macro:NFP_US"),
        ("It is a sign stocks may be cheap.", "sign stocks", "equities", "group:US_EQUITIES"),
        ("In the U.S. prices received by farms and factories fell.", "prices received", "inflation", "macro:PPI_US"),
        ("Prices received in shops fell.", "Prices received", "inflation", None),
        ("The Fed may raise its terminal rate.", "terminal", "fed", "rate:FFR"),
        ("Investors await a crucial jobs print.", "crucial jobs print", "company", "macro:NFP_US"),
        (
            "There are expectations of an interest rate cut.",
            "expectations of an interest rate cut",
            "rates",
            "rate:FFR",
        ),
        ("Traders await the pace of job losses.", "pace of job losses", "labor", "macro:NFP_US"),
    ],
)
def test_words_that_belong_to_a_subject_say_what_it_is(
    text: str, words: str, topic: Topic, entity_id: str | None
) -> None:
    assert meant(text, words, topic) == entity_id


def test_a_cause_abroad_leaves_an_american_article_american() -> None:
    after = "Growth would be the fastest since spring after the quake in Japan hit supply."
    assert meant(after, "Growth", "growth", title="U.S. growth seen brighter") == "macro:GDP_US"
    assert meant(after, "Growth", "growth", title="Growth seen brighter") is None
    of_japan = "In Japan growth would be the fastest since spring after the quake."
    assert meant(of_japan, "growth", "growth", title="U.S. growth seen brighter") is None


def test_a_claim_on_central_banking_is_the_feds_where_no_other_is_near() -> None:
    assert meant("Two more cuts may come.", "cuts", "fed") == "rate:FFR"
    assert meant("Two more cuts may come.", "cuts", "fed", title="ECB to wait") is None
    assert meant("Two more cuts may come.", "cuts", "rates") is None


def test_what_only_a_firm_has_is_the_firms_on_any_topic() -> None:
    around = referents.Around("Acme's year", [], packaged_by_id(), ACME)
    for text, words, topic, expected in (
        ("The results beat hopes.", "results", "credit", ACME),
        ("This firm lagged the yen.", "firm", "fx", ACME),
        ("This ETF lagged the yen.", "ETF", "fx", None),
        ("The exchange rate fell.", "exchange rate", "fx", None),
    ):
        assert referents.of(draft(text, words), topic, view(text), around) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "text", "words", "entity_id"),
    [
        ("Stocks wrap: a quiet day", "Earnings growth goes on.", "Earnings growth", "group:US_EQUITIES"),
        ("Stocks wrap: a quiet day", "In Germany earnings growth goes on.", "earnings growth", "company:ACME"),
        ("Acme's year", "Earnings growth goes on.", "Earnings growth", "company:ACME"),
        ("", "Volume was thin: shares traded on the NYSE fell.", "Volume", "group:US_EQUITIES"),
        ("", "Volume was thin.", "Volume", "company:ACME"),
    ],
)
def test_what_a_firm_was_only_lent_is_the_markets(title: str, text: str, words: str, entity_id: str) -> None:
    around = referents.Around(title, [], packaged_by_id())
    assert referents.instead(draft(text, words), ACME, view(text), around).id == entity_id


def test_a_record_of_an_index_that_stands_before_its_figure_is_the_indexs() -> None:
    text = "The S&P 500 is off its all-time closing high of 1,669."
    linked = view(text, Link(4, 11, "INDEX", SPX, "alias"))
    around = referents.Around("", [], packaged_by_id())
    assert referents.of(draft(text, "all-time closing"), "equities", linked, around) == SPX


def test_a_record_is_of_what_the_sentence_tells() -> None:
    text = "The S&P 500 fell 3%, its biggest daily drop since May."
    linked = view(text, Link(4, 11, "INDEX", SPX, "alias"))
    around = referents.Around("", [], packaged_by_id())
    ranked = replace(draft(text, "biggest daily drop"), kind="count")
    assert referents.of(ranked, "other", linked, around) == SPX
    assert referents.of(replace(ranked, kind="outlook"), "other", linked, around) is None
    later = "It was the biggest daily drop since May."
    pointing = replace(draft(later, "biggest daily drop"), kind="count")
    told = referents.Around("", [], packaged_by_id(), told=SPX)
    assert referents.of(pointing, "other", view(later), told) == SPX
    assert referents.of(pointing, "other", view(later), around) is None


def test_it_is_the_fed_on_other_topics_too_where_the_sentence_before_told_of_the_fed() -> None:
    fed, text = packaged_by_id()["org:FED"], "It bought bonds to push down costs."
    assert pointed(text, "It", "credit", past=[view("The Fed met.")], told=fed) == "org:FED"
    assert pointed(text, "It", "credit", past=[view("The S&P 500 fell.")], told=SPX) is None


def test_what_a_firm_has_as_well_as_the_market_is_the_firms_in_its_article() -> None:
    text = "A pullback may come."
    for firm, expected in ((None, "group:US_EQUITIES"), (ACME, "company:ACME")):
        around = referents.Around("A year", [], packaged_by_id(), firm)
        found = referents.of(draft(text, "A pullback"), "equities", view(text), around)
        assert (found.id if found else None) == expected


@pytest.mark.parametrize(
    ("text", "words", "topic", "of_article", "found"),
    [
        ("Volume was high for the $50 strike put option of Acme.", "strike put option", "equities", False, True),
        ("The put contract at $50 costs 15 cents at Acme.", "put contract", "other", False, True),
        ("Like-for-like sales rose 5%.", "Like-for-like sales", "growth", True, True),
        ("Like-for-like sales rose 5%.", "Like-for-like sales", "growth", False, False),
        ("At Acme that is an annual yield of 2%.", "annual yield", "rates", False, True),
        ("Oil prices rose.", "Oil prices", "company", True, False),
        ("Growth may slow.", "Growth", "growth", True, True),
        ("Growth may slow.", "Growth", "growth", False, False),
    ],
)
def test_a_firms_options_and_books_are_its_own_on_any_topic(
    text: str, words: str, topic: Topic, of_article: bool, found: bool
) -> None:
    at = text.find("Acme")
    here = view(text, Link(at, at + 4, "ORG", ACME, "alias")) if at >= 0 else view(text)
    around = referents.Around("A year", [], packaged_by_id(), ACME if of_article else None)
    assert (referents.of(draft(text, words), topic, here, around) == ACME) is found


def test_of_central_banks_the_one_named_last_decides() -> None:
    text, fed, boe = "More asset purchases may come.", view("The Fed met."), view("The Bank of England met.")
    assert pointed(text, "asset purchases", "growth", past=[boe, fed]) == "org:FED"
    assert pointed(text, "asset purchases", "growth", past=[fed, boe]) is None
    titled = referents.Around("Stocks fall, fed verdict in focus", [], packaged_by_id())
    found = referents.of(draft(text, "asset purchases"), "growth", view(text), titled)
    assert found is not None
    assert found.id == "org:FED"


def test_a_country_named_only_as_a_cause_leaves_wall_streets_stocks_american() -> None:
    text = "Stocks opened lower after tariffs on Mexico and Canada."
    past = [view("The S&P 500 had its best week.")]
    assert pointed(text, "Stocks", "equities", past=past) == "group:US_EQUITIES"
    assert pointed(text, "Stocks", "equities", past=[view("It had its best week.")]) is None


def test_the_groups_of_an_index_are_the_indexs() -> None:
    text = "The S&P 500 fell as all 11 major industry groups did."
    linked = view(text, Link(4, 11, "INDEX", SPX, "alias"))
    around = referents.Around("", [], packaged_by_id())
    assert referents.of(draft(text, "all 11 major industry groups"), "equities", linked, around) == SPX
    assert referents.of(draft(text, "all 11 major industry groups"), "equities", view(text), around) is None


def test_the_dollar_in_euros_is_no_news_from_abroad() -> None:
    text = "Stock prices were lower and the dollar lost value against the euro."
    assert meant(text, "Stock prices", "company") == "group:US_EQUITIES"
    assert meant("Stock prices were lower in the euro zone.", "Stock prices", "company") is None


@pytest.mark.parametrize(
    ("title", "text", "words", "entity_id"),
    [
        ("2-Year Treasury Yield Rises", "Highest yield since January.", "Highest yield", "rate:UST2Y"),
        ("10-year Treasury slips", "It is off its 52-week high.", "52-week high", "rate:UST10Y"),
        ("Treasury yields rise", "Highest yield since January.", "Highest yield", None),
        ("2-Year Treasury Yield Rises", "Dividends since January.", "Dividends", None),
    ],
)
def test_a_bare_yield_is_the_one_of_the_title(title: str, text: str, words: str, entity_id: str | None) -> None:
    assert meant(text, words, "other", title=title) == entity_id
