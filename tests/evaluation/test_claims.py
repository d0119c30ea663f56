"""Claims: who is paired with whom, what is asked of a pair, and the figures of a small annotation."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Any

import pytest

from aggregator.evaluation import evaluate
from aggregator.evaluation.annotated import GoldArticle, GoldClaim, GoldSentence
from aggregator.evaluation.pairing import ATTRIBUTES, pair, words
from aggregator.records import Claim, Stamp
from tests.evaluation.fakes import FakeEncoder, Marked, Scores, sure_of


def gold(subject: str, kind: str = "move", **given: Any) -> GoldClaim:
    empty = dict.fromkeys((field.name for field in fields(GoldClaim)), None)
    basic = {"kind": kind, "topic": "equities", "subject": subject, "entity": "SPX"}
    return GoldClaim(**{**empty, **basic, **given})  # type: ignore[arg-type]


def claim(subject: str, kind: Any = "move", at: int = 0, **given: Any) -> Claim:
    basic = {"claim_id": "", "article_id": "", "revision_id": "", "evidence": "", "topic": "equities"}
    place = {"start": at, "end": at + 10, "entity_id": None, "symbol": None}
    return Claim(**{**basic, **place, "kind": kind, "subject": subject, **given})


def article(*sentences: tuple[GoldClaim, ...], texts: tuple[str, ...] = ()) -> GoldArticle:
    """Sentences of ten characters, eleven apart."""
    parts = [
        GoldSentence(11 * i, 11 * i + 10, (texts or ("x" * 10,) * 9)[i], claims, None, None, None)
        for i, claims in enumerate(sentences)
    ]
    stamp = Stamp(dt.datetime(2024, 7, 15, tzinfo=dt.UTC), "day", "import")
    return GoldArticle("f:1", "", "", stamp, (), "", tuple(parts))


def test_content_words() -> None:
    assert words("The shares of the S&P 500's members") == {"shares", "p", "500", "members"}
    assert words("It") == {"it"}
    assert words("?!") == frozenset()


def test_a_pair_is_of_one_sentence_with_a_common_word() -> None:
    row = article((gold("S&P 500"), gold("shares of Acme")), (gold("Dow"),))
    found = [claim("the S&P 500"), claim("shares of Bolt"), claim("Dow"), claim("of")]
    paired = pair(row, found)
    assert [(one.subject, other.subject) for one, other in paired.by_kind] == [
        ("S&P 500", "the S&P 500"),
        ("shares of Acme", "shares of Bolt"),
    ]


def test_the_pairing_is_the_largest_not_the_first() -> None:
    row = article((gold("small stocks"), gold("small banks and stocks")))
    found = [claim("small banks"), claim("banks")]
    paired = pair(row, found)
    assert {(one.subject, other.subject) for one, other in paired.by_kind} == {
        ("small stocks", "small banks"),
        ("small banks and stocks", "banks"),
    }


def test_the_kind_is_asked_for_in_one_pairing_and_not_in_the_other() -> None:
    row = article((gold("Dow", "level"), gold("Dow", "move")))
    paired = pair(row, [claim("Dow", "count"), claim("Dow", "move")])
    assert [(one.kind, other.kind) for one, other in paired.by_kind] == [("move", "move")]
    assert len(paired.by_subject) == 2


def test_between_equal_subjects_values_decide_then_order() -> None:
    row = article((gold("Dow", value=1.0), gold("Dow", value=2.0), gold("Dow")))
    second = pair(row, [claim("Dow", value=2.0)])
    assert [one.value for one, _ in second.by_kind] == [2.0]
    in_order = pair(article((gold("Dow", window="a"), gold("Dow", window="b"))), [claim("Dow", value=5.0)])
    assert [one.window for one, _ in in_order.by_kind] == ["a"]


def test_a_claim_over_two_sentences_belongs_to_the_one_with_its_subject() -> None:
    row = article((gold("Dow"),), (gold("Dow"),), texts=("Nasdaq ros", "the Dow ro"))
    paired = pair(row, [claim("Dow", start=0, end=19)])
    assert paired.by_kind[0][0] is row.sentences[1].claims[0]


@pytest.mark.parametrize(
    ("name", "wanted", "said", "right"),
    [
        ("value", {"value": 6.08, "unit": "pct"}, {"value": 6.08, "unit": "pct"}, True),
        ("value", {"value": 2.1e9, "unit": "usd"}, {"value": 2100000000.0000001, "unit": "usd"}, True),
        ("value", {"value": 0.25, "unit": "pp"}, {"value": 25.0, "unit": "bps"}, False),
        ("value", {"value": 1.0, "unit": "pct"}, {}, False),
        ("value", {"value": 1.0, "value_high": 2.0, "unit": "pct"}, {"value": 1.0, "unit": "pct"}, False),
        ("value", {}, {"value": 1.0}, None),
        ("unit", {"unit": "pct"}, {"unit": "pct"}, True),
        ("direction", {"direction": "up"}, {"direction": None}, False),
        ("direction", {}, {"direction": "up"}, None),
        ("window", {"window": "on Friday"}, {"window_text": "Friday"}, True),
        ("window", {"window": "on Friday"}, {"window_text": "on Monday"}, False),
        ("window", {"window": "on Friday"}, {}, None),
        ("window", {}, {"window_text": "Friday"}, None),
        ("entity", {"entity": "RUT"}, {"entity_id": "index:RUT"}, True),
        ("entity", {"entity": "RUT"}, {"entity_id": None}, False),
        ("entity", {"entity": "TICKER:IWM"}, {"entity_id": "fund:IWM"}, True),
        ("entity", {"entity": "TICKER:ZZZZ"}, {"entity_id": "company:ZZZZ"}, True),
        ("entity", {"entity": "US_TREASURIES"}, {"entity_id": "group:UST_YIELDS"}, True),
        ("entity", {"entity": "GROUP:banks"}, {"entity_id": "group:BANKS"}, None),
        ("entity", {"entity": None}, {"entity_id": "index:RUT"}, None),
        ("speaker", {"speaker": "Fed Chair Powell"}, {"speaker": "Jerome Powell", "quote": "direct"}, True),
        ("speaker", {"speaker": "Powell"}, {"speaker": "desk"}, False),
        ("speaker", {"speaker": "FOMC"}, {"speaker": "Federal Reserve", "quote": "indirect"}, True),
        ("speaker", {"speaker": "The Committee"}, {"speaker": "Federal Reserve", "quote": "direct"}, True),
        ("speaker", {"speaker": "the Committee"}, {"speaker": "Jerome Powell", "quote": "direct"}, False),
        ("speaker", {"speaker": "FOMC"}, {"speaker": "Bank of Japan", "quote": "indirect"}, False),
        ("entity", {"entity": "TICKER:HARL"}, {"entity_id": "company:HARL.TA"}, True),
        ("entity", {"entity": "TICKER:HARL"}, {"entity_id": "company:HAR.TA"}, False),
        ("entity", {"entity": "TICKER:HARL"}, {"entity_id": "company:HARL.BK"}, True),
        ("entity", {"entity": "TICKER:4321"}, {"entity_id": "company:4321.TWO"}, True),
        ("entity", {"entity": "TICKER:HARL.B"}, {"entity_id": "company:HARL-B"}, True),
        ("entity", {"entity": "TICKER:HARL"}, {"entity_id": "company:HARL.QQ"}, False),
        ("speaker", {}, {"speaker": "Powell", "quote": "indirect"}, False),
        ("speaker", {}, {"speaker": "desk", "quote": "none"}, None),
        ("tense", {"tense": "past"}, {"tense": "future"}, False),
        ("certainty", {"certainty": "hedged"}, {"certainty": "hedged"}, True),
        ("topic", {"topic": "fed"}, {"topic": "rates"}, False),
        ("topic", {"topic": None}, {"topic": "rates"}, None),
        ("stance", {"stance": "bullish"}, {"stance": None}, False),
        ("stance", {}, {"stance": "bullish"}, None),
    ],
)
def test_what_is_asked_of_a_pair(name: str, wanted: dict[str, Any], said: dict[str, Any], right: bool | None) -> None:
    assert ATTRIBUTES[name](gold("Dow", **wanted), claim("Dow", **said)) is right


FIRST = "The Russell 2000 gained 6.08% last week."
SECOND = "Its managers expect more, said Acme Research."
RUT = {
    "kind": "move",
    "topic": "small_caps",
    "subject": "Russell 2000",
    "entity": "RUT",
    "direction": "up",
    "value": 6.08,
    "unit": "pct",
    "value_text": "6.08%",
    "window": "last week",
    "tense": "past",
    "certainty": "asserted",
    "stance": "bullish",
}
VIEW = {
    "kind": "outlook",
    "topic": "small_caps",
    "subject": "managers",
    "entity": "OTHER:managers",
    "speaker": "Acme Research",
}


def annotated(**sentence: Any) -> dict[str, Any]:
    """An article of two sentences with a claim each."""
    second = {"start": 41, "end": 41 + len(SECOND), "text": SECOND, "claims": [VIEW], **sentence}
    return {
        "title": "Small caps",
        "published": "2024-07-15T12:00:00Z",
        "source": "desk",
        "sentences": [{"start": 0, "end": 40, "text": FIRST, "claims": [RUT]}, second],
    }


def test_the_products_own_claims_are_measured() -> None:
    found = evaluate([annotated(), annotated()], "claims", FakeEncoder()).to_dict()
    assert (found["n"], found["n_gold"], found["n_predicted"]) == (2, 4, 2)
    assert found["resampled"] == {"unit": "articles", "n": 2}
    assert found["f1"] == found["subject_f1"] == pytest.approx(2 * 2 / 6, abs=1e-6)
    assert found["precision"] == 1.0
    assert found["by_kind"]["move"] == {  # type: ignore[index]
        "n": 2,
        "n_predicted": 2,
        "precision": 1.0,
        "recall": 1.0,
        "f1": 1.0,
    }
    assert found["by_kind"]["outlook"]["f1"] == 0.0  # type: ignore[index]
    assert found["by_topic"]["small_caps"]["recall"] == 0.5  # type: ignore[index]
    for name in ("value", "direction", "window", "entity", "tense", "certainty", "topic"):
        assert found[name] == {"n": 2, "accuracy": 1.0}, name
    assert found["speaker"] == {"n": 0, "accuracy": None}
    assert "speaker" not in found["intervals"]  # type: ignore[operator]
    assert found["intervals"]["f1"] == [pytest.approx(2 / 3, abs=1e-6)] * 2  # type: ignore[index]
    assert "sentences" not in found  # neither side speaks of them


def test_sentences_are_measured_where_the_annotation_and_the_model_speak() -> None:
    mentions = [{"start": 31, "end": 44, "text": "Acme Research", "type": "ORG"}]
    row = annotated(topics=["small_caps", "equities"], sentiment="positive", mentions=mentions)
    answered = Scores(
        sentiment=sure_of("positive"),
        topics={"small_caps": 0.9, "equities": 0.1},
        topic_labels=("small_caps",),
        labels={"kinds": ("outlook", "forecast")},
        spans={
            "mentions": (Marked(31, 44, "ORG"), Marked(0, 3, "PER")),
            "subject": (Marked(0, 12, "subject"), Marked(20, 24, "subject")),
            "speaker": (Marked(36, 44, "speaker"),),
            "value": (),
        },
    )
    silent = Scores(labels={"kinds": ()}, spans=dict.fromkeys(("mentions", "subject", "speaker", "value"), ()))
    found = evaluate([row], "claims", FakeEncoder({SECOND: answered}, labels=silent.labels, spans=silent.spans))
    values = {name: (share.n, share.accuracy.value) for name, share in found.sentences.items()}
    assert values == {
        "sentiment_accuracy": (1, 1.0),
        "topics_f1": (2, pytest.approx(2 * 1 / 3)),
        "kinds_f1": (2, pytest.approx(2 * 1 / 4)),
        "mentions_f1": (1, pytest.approx(2 * 1 / 3)),
        "subject_f1": (2, pytest.approx(0.5)),  # one of two found, one of two predicted right
        "value_f1": (1, 0.0),
        "speaker_f1": (1, 1.0),
    }
