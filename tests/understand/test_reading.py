from __future__ import annotations

import datetime as dt
import importlib
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import understand
from aggregator.errors import ItemError
from aggregator.records import Understanding
from aggregator.understand.reading import BATCH_SENTENCES
from tests.understand.samples import CREATED, FakeEncoder, article, linker, read

# Words that rules react to, so that random texts reach deep into them.
_WORDS = st.sampled_from(
    [
        "the",
        "The",
        "Dow",
        "Nasdaq",
        "S&P",
        "500",
        "Russell",
        "2000",
        "Fed",
        "Powell",
        "Apple",
        "(AAPL)",
        "IWM",
        "$TSLA",
        "QQQS",
        "stocks",
        "yields",
        "CPI",
        "PPI",
        "inflation",
        "rose",
        "fell",
        "gained",
        "lost",
        "up",
        "down",
        "higher",
        "lower",
        "was",
        "were",
        "is",
        "are",
        "to",
        "at",
        "above",
        "below",
        "record",
        "high",
        "low",
        "2%",
        "1.5%",
        "25",
        "basis",
        "points",
        "points",
        "$80",
        "4,112.5",
        "last",
        "week",
        "on",
        "Friday",
        "in",
        "July",
        "since",
        "1979",
        "this",
        "year",
        "after",
        "as",
        "because",
        "and",
        ",",
        ".",
        ";",
        "\n",
        "“",
        "”",
        "said",
        "according",
        "expected",
        "forecast",
        "pricing",
        "in",
        "rate",
        "cuts",
        "hikes",
        "raised",
        "kept",
        "rates",
        "if",
        "not",
        "could",
        "more",
        "than",
        "about",
        "respectively",
        "volume",
        "36x",
        "average",
        "for",
        "a",
        "third",
        "straight",
        "session",
        "hit",
        "another",
        "other",
        "day",
        "when",
        "(",
        ")",
        "-",
        "’s",
        "“The",
        "?",
        "!",
        "price",
        "target",
        "of",
    ]
)


def check(result: Understanding, text: str) -> None:
    for sentence in result.sentences:
        assert text[sentence.start : sentence.end] == sentence.text
    for mention in result.mentions:
        assert text[mention.start : mention.end] == mention.text
        sentence = result.sentences[mention.sentence]
        assert sentence.start <= mention.start < mention.end <= sentence.end
        assert 0 <= mention.relevance <= 1
    for claim in result.claims:
        assert text[claim.start : claim.end] == claim.evidence
        for words in (claim.subject, claim.value_text, claim.window_text, claim.driver):
            assert words is None or words in claim.evidence
        assert claim.value is None or claim.value >= 0
        assert (claim.window_start is None) == (claim.window_end is None)
        assert claim.window_start is None or claim.window_end is None or claim.window_start <= claim.window_end
        assert not result.sentences[[s.start for s in result.sentences].index(claim.start)].boilerplate
    assert len({claim.claim_id for claim in result.claims}) == len(result.claims)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    check(read(text, title=text[:50]), text)


@settings(max_examples=150)
@given(st.lists(_WORDS, max_size=60), st.sampled_from(["second", "day", "month"]))
def test_any_market_words_are_read(words: list[str], precision: str) -> None:
    text = " ".join(words)
    check(read(text, precision=precision), text)


@given(st.datetimes(timezones=st.just(dt.UTC)))
def test_any_publication_time_is_read(published: dt.datetime) -> None:
    text = "The Dow fell 2% last week. The Fed is expected to cut rates by 25 basis points by year-end."
    check(read(text, published=published), text)


@pytest.mark.parametrize(
    "text",
    [
        "The Dow fell 2% " * 3000,
        "the S&P 500 and " * 4000,
        "( " * 20000,
        "“" * 20000,
        "a" * 200000,
        "expected to " * 5000,
        ", which the Dow " * 3000,
        "gold " * 20000,
        "A. " * 20000,
        "pricing in a a a " * 3000,
    ],
)
def test_hostile_text_ends_soon(text: str) -> None:
    start = time.perf_counter()
    check(read(text), text)
    assert time.perf_counter() - start < 30


def test_empty_and_boilerplate_articles_ask_nothing_of_the_encoder() -> None:
    encoder = FakeEncoder()
    for text in ("", "  \n ", "Click here to subscribe."):
        result = understand.understand(article(text), encoder, linker(), created_at=CREATED)
        assert result.claims == () == result.mentions
    assert encoder.batches == []


def test_boilerplate_carries_no_topics_mentions_or_claims() -> None:
    result = read("Stocks rose 2% on Friday.\nClick here to see why the S&P 500 rose 10%.")
    assert [sentence.boilerplate for sentence in result.sentences] == [False, True]
    assert result.sentences[1].topics == ()
    assert {mention.sentence for mention in result.mentions} <= {0}


def test_mentions_take_the_sentiment_of_their_sentence() -> None:
    result = read("Good news for IWM. Bad news for Apple shares.")
    scores = {mention.entity_id: mention.sentiment for mention in result.mentions}
    assert scores["fund:IWM"] == pytest.approx(0.6)
    assert scores["company:AAPL"] == pytest.approx(-0.6)


def test_relevance_follows_title_position_and_share() -> None:
    text = "IWM rose. IWM is a fund. Apple fell in a later line."
    relevance = {m.entity_id: m.relevance for m in read(text, title="IWM in focus").mentions}
    assert relevance["fund:IWM"] == pytest.approx(0.4 + 0.3 * 1 + 0.3 * 2 / 3)
    assert relevance["company:AAPL"] == pytest.approx(0.3 * (1 - text.index("Apple") / len(text)) + 0.3 / 3)


def test_many_articles_keep_their_order_and_share_batches() -> None:
    texts = [f"Stocks rose {n}% on Friday. " * (1 + n % 7) for n in range(1, 200)]
    items = [article(text, article_id=f"a{n}") for n, text in enumerate(texts)]
    encoder = FakeEncoder()
    results = list(understand.understand_many(iter(items), encoder, linker(), CREATED))
    assert [result.article_id for result in results if isinstance(result, Understanding)] == [a.id for a in items]
    alone = understand.understand(items[5], FakeEncoder(), linker(), created_at=CREATED)
    assert results[5] == alone
    assert len(encoder.batches) < 10
    assert max(encoder.batches) < BATCH_SENTENCES + 50


@pytest.mark.parametrize("stage", ["aggregator.understand.sentences.split", "aggregator.understand.claims.find"])
def test_a_fault_in_one_article_is_named_and_stops_no_other(monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    module, _, name = stage.rpartition(".")
    whole = getattr(importlib.import_module(module), name)

    def broken(first: object, *rest: object) -> object:
        if "Oil" in str(first):
            raise IndexError("out of range")
        return whole(first, *rest)

    monkeypatch.setattr(stage, broken)
    items = [article(f"{name} rose 1% on Friday.", article_id=name) for name in ("Stocks", "Oil", "Gold")]
    before, fault, after = understand.understand_many(items, FakeEncoder(), linker(), CREATED)
    assert isinstance(before, Understanding)
    assert isinstance(after, Understanding)
    assert isinstance(fault, ItemError)
    assert (fault.item, fault.code) == ("Oil", "not_understood")
    assert "IndexError: out of range" in str(fault)
    assert "aggregator show Oil" in str(fault)
    assert len(after.sentences) == 1


def test_many_articles_are_read_lazily() -> None:
    def endless():  # type: ignore[no-untyped-def]
        n = 0
        while True:
            n += 1
            yield article("Stocks rose 1% on Friday. " * 40, article_id=f"a{n}")

    results = understand.understand_many(endless(), FakeEncoder(), linker(), CREATED)
    assert isinstance(next(results), Understanding)


def test_importing_the_package_loads_no_rules() -> None:
    code = (
        "import sys, aggregator.understand; print([m for m in sys.modules if m.startswith('aggregator.understand.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_founding_article(shared: Path) -> None:
    """The document that the project was created from: what must be found in it, and nothing else asserted."""
    title, _, text = (shared / "seed/article.txt").read_text().partition("\n")
    result = read(text.strip(), title=title, source="etftrends")
    check(result, text.strip())
    linked = {mention.entity_id for mention in result.mentions}
    assert {"index:RUT", "index:SPX", "fund:QQQS", "org:FED", "macro:CPI_US", "macro:PPI_US"} <= linked
    week, friday = (dt.date(2024, 7, 8), dt.date(2024, 7, 12)), (dt.date(2024, 7, 12),) * 2
    found = [(c.kind, c.entity_id, c.direction, c.value, c.unit) for c in result.claims]
    assert found == [
        ("move", "index:RUT", "up", 6.08, "pct"),
        ("move", "fund:QQQS", "up", 10.44, "pct"),
        ("count", "index:RUT", None, 1, "count"),
        ("count", "index:RUT", None, 16, "other"),
        ("move", "fund:QQQS", "up", 1.85, "pct"),
        ("volume", "fund:QQQS", "up", 36, "x"),
        ("forecast", "rate:FFR", "down", 2, "count"),
        ("data", "macro:PPI_US", "up", None, None),
        ("data", "macro:CPI_US", "down", None, None),
    ]
    by_value = {c.value: c for c in result.claims if c.value}
    assert (by_value[6.08].window_start, by_value[6.08].window_end) == week
    assert (by_value[10.44].window_start, by_value[10.44].window_end) == week
    assert (by_value[1.85].window_start, by_value[1.85].window_end) == friday
    assert by_value[36].comparator == "gt"
    assert (by_value[1].speaker, by_value[1].quote) == ("Bespoke Investment Group", "direct")
    assert by_value[1].window_start == dt.date(1979, 1, 2)
    forecast = by_value[2]
    assert (forecast.due, forecast.certainty, forecast.topic) == (dt.date(2024, 12, 31), "hedged", "fed")
    assert [c.speaker for c in result.claims if c.kind == "data"] == ["Reuters", "Reuters"]
    assert [c.stance for c in result.claims if c.kind == "data"] == ["hotter", "cooler"]
