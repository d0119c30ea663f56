"""Whose side a claim takes: by its direction, by its words, by the encoder where nothing else tells."""

from __future__ import annotations

import pytest

from aggregator.records import Direction, Kind, Topic
from aggregator.understand.drafts import Draft
from aggregator.understand.fields import stances
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

_SURE = {"fed_stance": {"dovish": 0.2, "neutral": 0.55, "hawkish": 0.25}}
_LEANS = {"bearish": 0.5, "neutral": 0.3, "bullish": 0.2}


def stance(kind: Kind, topic: Topic, text: str, words: str, direction: Direction | None = None) -> str | None:
    start = text.index(words)
    subject = Subject(start, start + len(words), words, None, "other")
    draft = Draft(kind, f"model.{kind}", subject, subject.end, len(text), direction=direction, leaning=_LEANS)
    view = View(0, 0, text, (), (), (), (topic,), {"neutral": 0.6, "positive": 0.2, "negative": 0.2}, heads=_SURE)
    return stances.of(draft, topic, view)[0]


@pytest.mark.parametrize(
    ("kind", "text", "words", "side"),
    [
        ("policy", "The bank has said it will keep rates at ultra-low levels.", "rates", "dovish"),
        ("policy", "The panel kept its target near zero.", "target", "dovish"),
        ("policy", "The Fed has now cut its key rate.", "The Fed", "dovish"),
        ("outlook", "It could resume buying these notes.", "It", "dovish"),
        ("policy", "It has stopped purchases.", "It", "hawkish"),
        ("policy", "It is letting the portfolio shrink.", "It", "hawkish"),
        ("forecast", "The Fed should raise rates in June.", "The Fed", "hawkish"),
        ("policy", "It will not raise rates.", "It", "dovish"),
        ("outlook", "The Fed is in no rush to cut rates.", "The Fed", "hawkish"),
        ("outlook", "The slump could delay it.", "it", "hawkish"),
        ("outlook", "The Fed meets in a calm town.", "The Fed", "hawkish"),
        ("fact", "The Fed meets in a calm town.", "The Fed", "neutral"),
        ("policy", "The Fed is buying $85 billion a month in bonds.", "The Fed", "dovish"),
        ("policy", "The Fed pumped $24 billion into the banking system.", "The Fed", "dovish"),
        ("outlook", "The Fed may slow its stimulus.", "The Fed", "hawkish"),
        ("outlook", "The Fed is done raising rates.", "The Fed", "dovish"),
        ("forecast", "The Fed will stop cutting rates.", "The Fed", "hawkish"),
        ("outlook", "The panel backed smaller rate hikes.", "smaller rate hikes", "dovish"),
        ("forecast", "Economists see no rate hikes this year.", "rate hikes", "dovish"),
        ("outlook", "The data tempered expectations of a rate cut.", "rate cut", "hawkish"),
        ("forecast", "The chances of a rate cut fell.", "rate cut", "hawkish"),
        ("outlook", "Traders pared bets on a hike.", "hike", "dovish"),
        ("outlook", "The bar for further easing is high.", "easing", "hawkish"),
        ("outlook", "The data raised expectations of a rate cut.", "rate cut", "hawkish"),  # the encoder's
    ],
)
def test_the_side_of_the_fed_that_words_take(kind: Kind, text: str, words: str, side: str) -> None:
    assert stance(kind, "fed", text, words) == side


@pytest.mark.parametrize(
    ("kind", "topic", "text", "words", "direction", "side"),
    [
        ("move", "company", "Acme jumped.", "Acme", "up", "bullish"),
        ("forecast", "equities", "Stocks are seen higher.", "Stocks", "up", "bullish"),
        ("fact", "company", "Acme jumped.", "Acme", "up", "bearish"),
        ("data", "company", "Its net loss shrank.", "net loss", "down", "bullish"),
        ("data", "labor", "The jobless rate rose.", "jobless rate", "up", "bearish"),
        ("data", "labor", "Labor slack diminished.", "slack", "down", "bullish"),
        ("data", "credit", "Loan defaults fell.", "defaults", "down", "bullish"),
        ("forecast", "inflation", "The risk of deflation receded.", "risk of deflation", "down", "hotter"),
        ("data", "inflation", "The gauge rose just 1.2%, down from 1.3%.", "gauge", "up", "cooler"),
        ("data", "inflation", "The gauge rose 1.4%, up from 1.3%.", "gauge", "up", "hotter"),
        ("data", "inflation", "The gauge rose just 0.1%.", "gauge", "up", "cooler"),
        ("data", "inflation", "The gauge edged up 0.1%.", "gauge", "up", "cooler"),
        ("data", "inflation", "The gauge was flat.", "gauge", "flat", "cooler"),
        ("data", "inflation", "Annual inflation was steady.", "inflation", "flat", "neutral"),
        ("data", "inflation", "Inflation stayed benign.", "Inflation", "flat", "cooler"),
        ("data", "inflation", "The gauge rose 1.8%, as expected.", "gauge", "up", "neutral"),
        ("data", "inflation", "The gauge rose twice as much as forecast.", "gauge", "up", "hotter"),
        ("data", "inflation", "The gauge rose more slowly.", "gauge", "up", "cooler"),
        ("forecast", "inflation", "The gauge is seen up 4%, down from 5%.", "gauge", "up", "cooler"),
        ("outlook", "inflation", "Deflation looms.", "Deflation", "down", "cooler"),
        ("data", "labor", "The job losses were broad.", "job losses", "down", "bearish"),
        ("data", "labor", "The job losses are shrinking.", "job losses", "down", "bullish"),
        ("data", "growth", "The trade deficit fell.", "trade deficit", "down", "bullish"),
        ("outlook", "growth", "Risks to growth have waned.", "Risks to growth", "down", "bullish"),
        ("outlook", "growth", "Risks to growth remain.", "Risks to growth", "down", "bearish"),
        ("policy", "fed", "Its asset purchases grew.", "asset purchases", "up", "dovish"),
        ("policy", "fed", "Its holdings grew.", "holdings", "up", "hawkish"),
        ("count", "equities", "Acme rose, snapping a three-day losing run.", "Acme", "down", "bullish"),
        ("count", "equities", "Acme fell, ending its longest winning streak.", "Acme", "up", "bearish"),
        ("count", "equities", "Acme fell for a third day.", "Acme", "down", "bearish"),
    ],
)
def test_the_side_that_a_direction_takes(
    kind: Kind, topic: Topic, text: str, words: str, direction: Direction, side: str
) -> None:
    assert stance(kind, topic, text, words, direction) == side


def test_what_a_figure_was_before_takes_no_side() -> None:
    text = "The gauge fell to 1% from 2%."
    before = Draft("data", "data.earlier", Subject(4, 9, "gauge", None, "measure"), 9, len(text))
    view = View(0, 0, text, (), (), (), ("growth",), {"neutral": 0.1, "positive": 0.2, "negative": 0.7})
    assert stances.of(before, "growth", view)[0] == "neutral"
    assert stances.of(before, "company", view)[0] == "bearish"
