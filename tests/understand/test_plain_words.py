"""What plain words of a claim mean by what stands around them: stocks, a coin, the economy, a firm's goods."""

from __future__ import annotations

import pytest

from aggregator.records import Entity, Topic
from aggregator.understand.about import referents
from aggregator.understand.drafts import Draft
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

ACME = Entity("company:ACME", "Acme", "ORG", "ACME")


def view(text: str) -> View:
    return View(0, 0, text, (), (), (), (), {})


def draft(text: str, words: str) -> Draft:
    start = text.index(words)
    subject = Subject(start, start + len(words), words, None, "other")
    return Draft("outlook", "model.outlook", subject, start, start + len(words))


def meant(text: str, words: str, topic: Topic, *, title: str = "") -> str | None:
    found = referents.of(draft(text, words), topic, view(text), referents.Around(title, [], packaged_by_id()))
    return found.id if found else None


@pytest.mark.parametrize(
    ("title", "text", "words", "topic", "entity_id"),
    [
        ("", "Stocks fell early, but shares rallied.", "shares", "company", "group:US_EQUITIES"),
        ("", "Its shares rallied.", "shares", "company", None),
        ("Bitcoin to reach a peak", "The halving may come in April.", "halving", "crypto", "crypto:BTC"),
        ("Ether and bitcoin fall", "The halving may come in April.", "halving", "crypto", None),
        ("Bitcoin to reach a peak", "Other coins may fall.", "Other coins", "crypto", None),
        (
            "Bank of England meets",
            "In London too U.S. interest rates may fall.",
            "U.S. interest rates",
            "rates",
            "rate:FFR",
        ),
        ("Bank of England meets", "In London too interest rates may fall.", "interest rates", "rates", None),
        ("", "Growth may stall, and the economy with it.", "Growth", "company", "macro:GDP_US"),
        ("", "The Fed met: MBS may be next.", "MBS", "fed", "org:FED"),
        (
            "",
            "The Fed met: auctions of short-term funding may grow.",
            "auctions of short-term funding",
            "fed",
            "org:FED",
        ),
        ("", "The Fed met: auctions of ten-year notes may fail.", "auctions of ten-year notes", "rates", "rate:UST10Y"),
        ("", "iPhone sales may fall.", "iPhone sales", "company", "company:AAPL"),
    ],
)
def test_plain_words_go_by_what_stands_around_them(
    title: str, text: str, words: str, topic: Topic, entity_id: str | None
) -> None:
    assert meant(text, words, topic, title=title) == entity_id


def test_the_profit_of_some_firm_is_not_the_markets() -> None:
    lookup = packaged_by_id()
    around = referents.Around("Wall Street ends flat", [], lookup)
    for text, expected in (
        ("Quarterly profit rose.", "group:US_EQUITIES"),
        ("The watchmaker's profit rose.", "company:ACME"),
    ):
        words = "Quarterly profit" if text.startswith("Q") else "profit"
        assert referents.instead(draft(text, words), ACME, view(text), around).id == expected


def test_sentiment_of_shoppers_is_not_the_markets() -> None:
    assert meant("Sentiment may fall.", "Sentiment", "inflation") == "group:US_EQUITIES"
    assert meant("The Michigan survey is due: sentiment may fall.", "sentiment", "inflation") is None
