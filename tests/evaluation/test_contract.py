"""What holds for every task: the keys that scripts rely on, determinism, and the row formats of the docs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aggregator.errors import UsageError
from aggregator.evaluation import TASKS, evaluate
from tests.evaluation.fakes import FakeEncoder, Marked, sure_of
from tests.evaluation.test_claims import annotated

EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "sentiment": [{"text": "a", "label": "positive"}, {"text": "b", "label": -0.3}],
    "stance": [{"text": "a", "label": "dovish"}],
    "numclaim": [{"text": "a 5", "label": "in-claim"}],
    "target": [{"text": "Acme", "entities": [{"start": 0, "end": 4, "label": "positive"}]}],
    "mentions": [{"tokens": ["Acme"], "tags": ["B-ORG"]}, {"text": "Acme", "entities": []}],
    "claims": [annotated()],
}


def encoder() -> FakeEncoder:
    return FakeEncoder(
        judged={"Acme": "positive"},
        heads={
            "fed_stance": sure_of("dovish", ("dovish", "neutral", "hawkish")),
            "numclaim": sure_of("in-claim", ("out-of-claim", "in-claim")),
        },
        spans={
            "mentions": (Marked(0, 4, "ORG"),),
            "targets": (Marked(0, 4, "target", 0.9, {"target_sentiment": sure_of("positive")}),),
        },
    )


CASES = [(task, False) for task in TASKS] + [("target", True)]


@pytest.mark.parametrize(("task", "predict_spans"), CASES)
def test_every_result_has_what_scripts_rely_on(task: str, predict_spans: bool) -> None:
    found = evaluate(EXAMPLES[task], task, encoder(), predict_spans=predict_spans).to_dict()
    keys = {"task", "model_id", "n", "accuracy", "macro_f1", "weighted_f1", "ece", "intervals", "confusion"}
    assert keys <= set(found)
    intervals: Any = found["intervals"]
    assert {"accuracy", "macro_f1", "weighted_f1"} <= set(intervals)
    for name, (low, high) in intervals.items():
        assert 0 <= low <= high <= 1, name
    matrix: Any = found["confusion"]
    assert len(matrix["counts"]) == len(matrix["labels"]) == len(matrix["counts"][0])
    if task in {"mentions", "claims"} or predict_spans:
        assert {"n_gold", "n_predicted", "f1"} <= set(found)
    if task == "claims":
        assert {"subject_f1", "by_kind", "by_topic"} <= set(found)
        for name in ("value", "direction", "window", "entity", "speaker", "tense", "certainty", "topic", "stance"):
            assert set(found[name]) == {"n", "accuracy"}  # type: ignore[call-overload]


@pytest.mark.parametrize(("task", "predict_spans"), CASES)
def test_the_same_rows_give_the_same_bytes(task: str, predict_spans: bool) -> None:
    lines = "\n".join(map(json.dumps, EXAMPLES[task])).encode()
    one, again, rows = (
        json.dumps(evaluate(source, task, encoder(), predict_spans=predict_spans, name="f").to_dict())
        for source in (lines, lines, EXAMPLES[task])
    )
    assert one == again == rows


@pytest.mark.parametrize("task", TASKS)
def test_bad_rows_are_counted_and_shown_up_to_a_number(task: str) -> None:
    found = evaluate([*EXAMPLES[task], *[{}] * 60], task, encoder(), name="f.jsonl")
    assert len(found.failures) == 60
    document = found.to_dict()
    assert document["n_failed"] == 60
    assert len(document["failures"]) == 50  # type: ignore[arg-type]
    assert str(document["failures"][0]).startswith(f"f.jsonl:{len(EXAMPLES[task]) + 1}: ")  # type: ignore[index]


def test_an_unknown_task_is_the_callers_mistake() -> None:
    with pytest.raises(UsageError, match="sentiment, stance"):
        evaluate([], "mood", encoder())
