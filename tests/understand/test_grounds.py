"""The product's own topics need a ground in the text."""

from __future__ import annotations

import datetime as dt

import pytest

from aggregator import understand
from aggregator.understand.encoder.model import SentenceScores
from tests.store.made import article
from tests.understand.samples import linker


class Everything:
    """An encoder that sees every topic in every sentence."""

    model_id = "everything-1"

    def score(self, texts: list[str]) -> list[SentenceScores]:
        labels = ("small_caps", "inflation", "fed", "equities")
        feeling = {"negative": 0.2, "neutral": 0.6, "positive": 0.2}
        return [SentenceScores(feeling, dict.fromkeys(labels, 0.9), labels, {}) for _ in texts]


def topics(text: str, title: str = "A note") -> list[set[str]]:
    item = article(title=title, text=text)
    now = dt.datetime(2024, 7, 15, tzinfo=dt.UTC)
    found = understand.understand(item, Everything(), linker(), created_at=now)  # type: ignore[arg-type]
    return [set(sentence.topics) for sentence in found.sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Russell 2000 rose.", {"small_caps", "equities"}),
        ("IWM gained 2% on Friday.", {"small_caps", "equities"}),
        ("Smaller companies led the market.", {"small_caps", "equities"}),
        ("Consumer prices rose 0.3% in June.", {"inflation", "equities"}),
        ("Policymakers left borrowing costs alone.", {"fed", "equities"}),
        ("The put contract at the $85 strike has a bid of $4.", {"equities"}),
    ],
)
def test_a_topic_stands_on_a_name_or_a_word(text: str, expected: set[str]) -> None:
    assert topics(text) == [expected]


def test_a_ground_reaches_a_few_sentences_on_and_from_the_title_everywhere() -> None:
    plain = "It gained again. " * 6
    found = topics("Small caps rallied. " + plain)
    assert ["small_caps" in item for item in found] == [True, True, True, True, False, False, False]
    assert all("small_caps" in item for item in topics(plain, title="Why small-cap stocks rallied"))
