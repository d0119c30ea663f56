"""What plain words refer to: a case for each row of the table, and where there is no link."""

from __future__ import annotations

import re

import pytest

from aggregator.records import Entity, Topic
from aggregator.understand import referents
from aggregator.understand.catalog import packaged_by_id
from aggregator.understand.drafts import Draft
from aggregator.understand.linking import Link
from aggregator.understand.referent_rows import ROWS
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

ACME = Entity("company:ACME", "Acme", "ORG", "ACME")
EXAMPLES: tuple[tuple[str, Topic, str], ...] = (
    ("interest rates", "fed", "rate:FFR"),
    ("rates", "rates", "rate:FFR"),
    ("hikes", "fed", "rate:FFR"),
    ("borrowing costs", "fed", "rate:FFR"),
    ("policymakers", "fed", "org:FED"),
    ("officials", "fed", "org:FED"),
    ("balance sheet", "fed", "org:FED"),
    ("they", "fed", "org:FED"),
    ("stocks", "growth", "group:US_EQUITIES"),
    ("rally", "equities", "group:US_EQUITIES"),
    ("bonds", "rates", "group:US_TREASURIES"),
    ("longer-term rates", "rates", "group:US_TREASURIES"),
    ("economy", "growth", "macro:GDP_US"),
    ("growth", "growth", "macro:GDP_US"),
    ("job gains", "labor", "macro:NFP_US"),
    ("hiring", "labor", "macro:NFP_US"),
    ("unemployment", "labor", "macro:UNRATE_US"),
    ("price pressures", "inflation", "macro:INFLATION_US"),
    ("price growth", "inflation", "macro:INFLATION_US"),
    ("prices", "inflation", "macro:CPI_US"),
    ("core prices", "inflation", "macro:CORE_CPI_US"),
    ("small caps", "small_caps", "group:SMALL_CAPS"),
    ("large caps", "equities", "group:LARGE_CAPS"),
    ("usd", "fx", "fx:DXY"),
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


@pytest.mark.parametrize(
    ("text", "words", "linked", "entity_id"),
    [
        ("The PCE report showed core inflation slowed.", "core inflation", "macro:INFLATION_US", "macro:CORE_PCE_US"),
        ("The CPI showed core inflation slowed.", "core inflation", "macro:INFLATION_US", "macro:CORE_CPI_US"),
        ("The CPI put the inflation rate at 3%.", "inflation rate", "macro:INFLATION_US", "macro:CPI_US"),
        ("Against the yen, the dollar fell.", "dollar", "fx:DXY", "fx:USDJPY"),
        ("The price of crude for April delivery fell.", "crude", "commodity:OIL", "commodity:WTI"),
        ("Inflation is high.", "Inflation", "macro:INFLATION_US", "macro:INFLATION_US"),
    ],
)
def test_what_a_looser_name_means_here(text: str, words: str, linked: str, entity_id: str) -> None:
    around = referents.Around("", [], packaged_by_id())
    assert referents.instead(draft(text, words), packaged_by_id()[linked], view(text), around).id == entity_id
