"""No training sentence shows a test sentence, and validation shares no article with training."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from aggregator.records import TOPICS

FILE = Path(__file__).resolve().parents[2] / "models" / "training" / "data.py"


@pytest.fixture(scope="module")
def data() -> ModuleType:
    """The training reader, by its file: the training folder is no installed package."""
    spec = importlib.util.spec_from_file_location("training_data", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["training_data"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def corpus(data: Any, shared: Path) -> Any:
    return data.load(shared, TOPICS)


TEST = "Operating profit rose to EUR 13.1 mn from EUR 8.7 mn a year earlier."


@pytest.mark.parametrize(
    ("text", "leaks"),
    [
        (TEST, True),
        ("Operating profit rose to EUR 13.1 mn, from EUR 8.7 mn a year earlier", True),
        (f"(Wire) {TEST} Shares gained.", True),
        ("profit rose to EUR 13.1 mn from EUR 8.7 mn", True),
        ("Operating profit rose to EUR 14.2 mn from EUR 8.7 mn a year earlier.", False),
        ("Sales rose.", False),
    ],
)
def test_the_guard(data: Any, text: str, leaks: bool) -> None:
    assert data.LeakGuard([TEST, "Sales rose."]).leaks(text) is leaks


def test_no_kept_sentence_equals_or_contains_a_test_sentence(data: Any, corpus: Any, shared: Path) -> None:
    # Written another way than the guard itself: plain search in one long text.
    kept = "\n".join(data.normalise(example.text) for example in (*corpus.train, *corpus.validation))
    tests = {data.normalise(text) for text in data.test_sentences(shared)}
    found = [text for text in tests if len(text) > data.GUARD_CHARS and text in kept]
    assert found == []


def test_the_guard_dropped_what_the_card_says(corpus: Any) -> None:
    import json

    from aggregator.understand import model

    results = json.loads((model.default_path() / "results.json").read_text(encoding="utf-8"))
    assert corpus.dropped == results["training"]["dropped"]
    assert len(corpus.train) == results["training"]["train_rows"]


def test_validation_shares_no_article_with_training(corpus: Any) -> None:
    train = {example.group for example in corpus.train}
    assert not train & {example.group for example in corpus.validation}


def test_each_target_fits_its_head(corpus: Any) -> None:
    widths = {"sentiment": 3, "topics": len(TOPICS), "fed_stance": 3}
    for example in corpus.train:
        assert example.targets
        for name, values in example.targets.items():
            assert len(values) == widths[name]
            if name != "topics":
                assert abs(sum(values) - 1) < 1e-9
