"""Targets and mentions: exact places, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from aggregator.errors import ModelError, UsageError
from aggregator.evaluation import evaluate
from tests.evaluation.fakes import FakeEncoder, Marked, Scores, sure_of

TEXT = "Acme rose while Bolt fell"
ROW = {
    "text": TEXT,
    "entities": [{"start": 0, "end": 4, "label": "positive"}, {"start": 16, "end": 20, "label": "negative"}],
}


def test_targets_with_given_spans() -> None:
    encoder = FakeEncoder(judged={"Acme": "positive", "Bolt": "neutral"})
    found = evaluate([ROW, {"text": "Nothing here", "entities": []}], "target", encoder)
    assert (found.n, found.counts["n_rows"], found.units) == (2, 2, 1)
    assert found.figures["accuracy"].value == 0.5
    assert found.confusion.counts == ((0, 1, 0), (0, 0, 0), (0, 0, 1))
    with pytest.raises(UsageError, match="no row has an entity"):
        evaluate([{"text": "Nothing here", "entities": []}], "target", encoder)


def target(start: int, end: int, label: str) -> Marked:
    return Marked(start, end, "target", 0.5, {"target_sentiment": sure_of(label)})


def test_targets_with_predicted_spans() -> None:
    # Acme right, Bolt's sentiment wrong, one span too many, one span of another row missed.
    spans = (target(0, 4, "positive"), target(16, 20, "positive"), target(5, 9, "neutral"))
    encoder = FakeEncoder({TEXT: Scores(spans={"targets": spans})}, spans={"targets": ()})
    missed = {"text": "Cord rose", "entities": [{"start": 0, "end": 4, "label": "positive"}]}
    found = evaluate([ROW, missed], "target", encoder, predict_spans=True).to_dict()
    assert (found["n"], found["n_gold"], found["n_predicted"]) == (2, 3, 3)
    assert found["f1"] == pytest.approx(2 * 1 / 6, abs=1e-6)
    assert found["span_f1"] == pytest.approx(2 * 2 / 6, abs=1e-6)
    assert found["accuracy"] == 0.5  # of the two places that agree
    assert found["weighted_f1"] == pytest.approx((2 * 2 * 1 / 4 + 1 * 0) / 3, abs=1e-6)
    assert found["macro_f1"] == pytest.approx((2 * 1 / 4 + 0 + 0) / 3, abs=1e-6)
    assert found["ece"] == pytest.approx((abs(0.4 - 1) + 0.4 + 0.4) / 3, abs=1e-6)
    assert found["by_label"]["positive"] == {  # type: ignore[index]
        "n": 2,
        "n_predicted": 2,
        "precision": 0.5,
        "recall": 0.5,
        "f1": 0.5,
    }


def test_spans_without_their_sentiment_are_a_model_that_cannot_be_measured() -> None:
    bare = FakeEncoder(spans={"targets": (Marked(0, 4, "target"),)})
    with pytest.raises(ModelError, match="no head target_sentiment"):
        evaluate([ROW], "target", bare, predict_spans=True)


def test_spans_are_predicted_for_targets_only() -> None:
    with pytest.raises(UsageError, match="--predict-spans"):
        evaluate([ROW], "mentions", FakeEncoder(), predict_spans=True)


def mentions(text: str, *found: tuple[str, str]) -> FakeEncoder:
    marked = tuple(Marked(text.index(words), text.index(words) + len(words), label) for words, label in found)
    return FakeEncoder({text: Scores(spans={"mentions": marked})}, spans={"mentions": ()})


def tagged(**tags: str) -> dict[str, Any]:
    """A row of these tokens with their tags."""
    return {"tokens": list(tags), "tags": [tag.replace("_", "-") for tag in tags.values()]}


def test_a_set_of_persons_organisations_and_places() -> None:
    row = tagged(Ann="B_PER", Lee="I_PER", of="O", Congress="B_ORG", bought="O", Acme="B_ORG", CPI="O", Cup="B_MISC")
    text = "Ann Lee of Congress bought Acme CPI Cup"
    encoder = mentions(text, ("Ann Lee", "PER"), ("Congress", "GOV"), ("Acme", "TICKER"), ("CPI", "MACRO"))
    found = evaluate([row], "mentions", encoder).to_dict()
    # GOV is ORG here, TICKER and MACRO are left out, and so is MISC in the gold; Acme is missed.
    assert (found["n_gold"], found["n_predicted"], found["n_gold_left_out"]) == (3, 2, 1)
    assert found["f1"] == pytest.approx(2 * 2 / 5, abs=1e-6)
    assert found["weighted_f1"] == pytest.approx((1 * 1 + 2 * (2 / 3)) / 3, abs=1e-6)
    assert found["confusion"]["labels"] == ["PER", "ORG", "LOC"]  # type: ignore[index]
    assert set(found["by_type"]) == {"PER", "ORG", "LOC"}  # type: ignore[call-overload]


def test_a_set_with_our_types_keeps_them() -> None:
    row = tagged(Congress="B_GOV", bought="O", Acme="B_ORG")
    encoder = mentions("Congress bought Acme", ("Congress", "ORG"), ("Acme", "ORG"))
    found = evaluate([row], "mentions", encoder)
    assert found.figures["f1"].value == pytest.approx(2 * 1 / 4)
    assert found.figures["span_f1"].value == 1.0
    assert found.figures["accuracy"].value == 0.5
    gov = found.confusion.labels.index("GOV")
    assert found.confusion.counts[gov][found.confusion.labels.index("ORG")] == 1


def test_a_predicted_span_is_the_tokens_that_it_touches_and_must_be_exact() -> None:
    text = "The Acme Corp.'s board met Bolt"
    row = {
        "text": text,
        "tokens": ["The", "Acme", "Corp.", "'s", "board", "met", "Bolt"],
        "tags": ["O", "B-ORG", "I-ORG", "O", "O", "O", "B-ORG"],
    }
    for words, hits in (("Acme Corp.", 1), ("Acme Corp", 1), ("Acme Corp.'s", 0), ("The Acme Corp.", 0), ("Acme", 0)):
        found = evaluate([row], "mentions", mentions(text, (words, "ORG")))
        assert found.figures["f1"].value == pytest.approx(2 * hits / 3), words


def test_entities_by_characters_give_what_tags_give() -> None:
    text = "Ann Lee runs Acme"
    by_characters = {
        "text": text,
        "entities": [{"start": 0, "end": 7, "label": "person"}, {"start": 13, "end": 17, "label": "ORG"}],
    }
    by_tags = tagged(Ann="B_PER", Lee="I_PER", runs="O", Acme="B_ORG")
    encoder = mentions(text, ("Ann Lee", "PER"), ("Acme", "LOC"))
    one, other = (evaluate([row], "mentions", encoder) for row in (by_characters, by_tags))
    assert one == other
    assert one.figures["f1"].value == 0.5
