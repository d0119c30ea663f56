"""Sentiment, stance and numclaim, with every figure worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from aggregator.errors import ModelError
from aggregator.evaluation import evaluate
from tests.evaluation.fakes import FakeEncoder, Plain, Scores, feels, sure_of


def test_sentiment_by_hand() -> None:
    said = {"a": feels("positive"), "b": feels("positive"), "c": feels("negative"), "d": feels("neutral")}
    rows = [
        {"text": "a", "label": "positive"},
        {"text": "b", "label": "bearish"},
        {"text": "c", "label": "negative"},
        {"text": "d", "label": "neutral"},
    ]
    found = evaluate(rows, "sentiment", FakeEncoder(said)).to_dict()
    assert (found["task"], found["model_id"], found["n"]) == ("sentiment", FakeEncoder.model_id, 4)
    assert found["resampled"] == {"unit": "rows", "n": 4}
    assert found["accuracy"] == 0.75
    assert found["macro_f1"] == pytest.approx((2 / 3 + 1 + 2 / 3) / 3, abs=1e-6)
    assert found["weighted_f1"] == pytest.approx((2 * 2 / 3 + 1 + 2 / 3) / 4, abs=1e-6)
    assert found["ece"] == pytest.approx((0.2 + 0.8 + 0.2 + 0.2) / 4, abs=1e-6)
    assert found["confusion"] == {
        "labels": ["negative", "neutral", "positive"],
        "counts": [[1, 0, 1], [0, 1, 0], [0, 0, 1]],
    }
    low, high = found["intervals"]["accuracy"]  # type: ignore[index]
    assert 0 <= low < 0.75 < high <= 1


def test_of_scores_the_larger_side_is_the_answer() -> None:
    leaning = Scores(sentiment={"negative": 0.1, "neutral": 0.6, "positive": 0.3})
    found = evaluate(
        [{"text": "a", "label": 0.4}, {"text": "a", "label": 0.05}], "sentiment", FakeEncoder({"a": leaning})
    )
    assert (found.n, found.counts["dropped"]) == (1, 1)
    assert found.figures["accuracy"].value == 1.0
    assert found.ece == pytest.approx(0.25)  # 1 - 0.3 / (0.1 + 0.3)


def test_stance() -> None:
    labels = ("dovish", "neutral", "hawkish")
    encoder = FakeEncoder({"a": Scores(heads={"fed_stance": sure_of("hawkish", labels)})})
    found = evaluate([{"text": "a", "label": "hawkish"}, {"text": "a", "label": "dovish"}], "stance", encoder)
    assert found.confusion.labels == labels
    assert found.confusion.counts == ((0, 0, 1), (0, 0, 0), (0, 0, 1))


def test_a_text_without_a_digit_is_out_of_claim() -> None:
    eager = FakeEncoder(heads={"numclaim": sure_of("in-claim", ("out-of-claim", "in-claim"))})
    rows = [
        {"text": "Sales may reach 5 million.", "label": "in-claim"},
        {"text": "Sales may rise.", "label": "OUTOFCLAIM"},
    ]
    found = evaluate(rows, "numclaim", eager)
    assert found.figures["accuracy"].value == 1.0
    assert found.ece == pytest.approx((0.2 + 0.0) / 2)


def test_documents_are_drawn_as_a_whole() -> None:
    rows = [{"text": "a", "label": label, "doc": doc} for doc in "xy" for label in ["neutral"] * 5]
    rows += [{"text": "a", "label": "positive", "doc": "z"}]
    found = evaluate(rows, "sentiment", FakeEncoder())
    assert (found.n, found.units, found.unit) == (11, 3, "documents")


@pytest.mark.parametrize("task", ["stance", "numclaim", "target", "mentions"])
def test_a_model_without_the_head_is_named(task: str) -> None:
    rows: dict[str, dict[str, Any]] = {
        "stance": {"text": "5", "label": "neutral"},
        "numclaim": {"text": "5", "label": "in-claim"},
        "target": {"text": "5", "entities": [{"start": 0, "end": 1, "label": "neutral"}]},
        "mentions": {"tokens": ["5"], "tags": ["O"]},
    }

    class Without(Plain):
        def score(self, texts: Any) -> list[Any]:
            return [Scores() for _ in texts]

    with pytest.raises(ModelError, match=f"plain: this model has no head .* task {task}"):
        evaluate([rows[task]], task, Without())


def test_a_missing_head_is_noticed_before_all_is_scored() -> None:
    encoder = FakeEncoder()
    with pytest.raises(ModelError):
        evaluate([{"text": "5", "label": "neutral"}] * 1000, "stance", encoder)
    assert encoder.asked < 1000


def test_a_foreign_classifier_can_be_measured() -> None:
    assert evaluate([{"text": "a", "label": "positive"}], "sentiment", Plain()).figures["accuracy"].value == 1.0
