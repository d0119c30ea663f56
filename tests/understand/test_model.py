"""The encoder's contract: every label by name, the same scores in any company, damaged folders named."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import ModelError
from aggregator.records import TOPICS
from aggregator.understand.encoder import model

SENTENCES = (
    "Stocks rallied after a cooler inflation report lifted hopes of rate cuts.",
    "The Russell 2000 gained 6.08% last week.",
    "The company said its annual meeting will be held on Tuesday.",
    "Regional banks tumbled as deposits fled and two lenders failed.",
    "The Committee decided to raise the target range and anticipates that ongoing increases will be appropriate.",
    "Oil fell.",
)


@pytest.fixture(scope="module")
def encoder() -> model.Encoder:
    return model.load()


def best(scores: dict[str, float]) -> str:
    return max(scores, key=lambda label: scores[label])


CONFIG = model.read_config(model.default_path())
HEADS = {head.name: head for head in CONFIG.heads}


def test_every_head_answers_with_every_label(encoder: model.Encoder) -> None:
    for scores in encoder.score(SENTENCES):
        answers = {"sentiment": scores.sentiment, "topics": scores.topics, **scores.heads}
        assert list(answers) == [head.name for head in CONFIG.sentence]
        for name, said in answers.items():
            assert tuple(said) == HEADS[name].labels
            assert all(0 <= p <= 1 for p in said.values())
            if HEADS[name].kind == "softmax":
                assert math.isclose(sum(said.values()), 1, abs_tol=1e-5)
        assert tuple(scores.topics) == TOPICS
        assert set(scores.labels) == {head.name for head in CONFIG.sentence if head.kind == "sigmoid"}
        assert set(scores.spans) == {head.name for head in CONFIG.token if head.kind == "tags"}


def test_spans_lie_in_order_inside_the_sentence(encoder: model.Encoder) -> None:
    for text, scores in zip(SENTENCES, encoder.score(SENTENCES), strict=True):
        for name, spans in scores.spans.items():
            ends = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
            assert ends == sorted(ends)
            assert all(span.label in HEADS[name].labels and 0 < span.probability <= 1 for span in spans)
            assert all(text[span.start : span.end].strip() for span in spans)


def test_plain_cases(encoder: model.Encoder) -> None:
    rally, russell, meeting, banks, hike, _ = encoder.score(SENTENCES)
    assert best(rally.sentiment) == "positive"
    assert "inflation" in rally.topic_labels
    assert best(russell.sentiment) == "positive"
    assert best(meeting.sentiment) == "neutral"
    assert best(banks.sentiment) == "negative"
    assert best(hike.heads["fed_stance"]) == "hawkish"
    assert "fed" in hike.topic_labels


def test_topic_labels_are_those_over_their_threshold_likeliest_first(encoder: model.Encoder) -> None:
    cuts = HEADS["topics"]
    for scores in encoder.score(SENTENCES):
        over = {label for label, cut in zip(cuts.labels, cuts.thresholds, strict=True) if scores.topics[label] >= cut}
        assert set(scores.topic_labels) == over
        assert list(scores.topic_labels) == sorted(over, key=lambda label: -scores.topics[label])


def test_a_sentence_scores_the_same_in_any_company(encoder: model.Encoder) -> None:
    alone = [encoder.score([text])[0] for text in SENTENCES]
    together = encoder.score(SENTENCES)
    backwards = encoder.score(SENTENCES[::-1])[::-1]
    crowd = encoder.score([*SENTENCES, "x " * 300, *SENTENCES])
    assert alone == together == backwards == crowd[: len(SENTENCES)] == crowd[-len(SENTENCES) :]
    assert model.load(threads=1).score(SENTENCES) == together


def test_model_id_names_the_weights(encoder: model.Encoder) -> None:
    config = model.read_config(model.default_path())
    assert encoder.model_id == f"{config.name}-{config.version}+{config.sha256[:12]}"


@pytest.mark.parametrize("text", ["", " \n\t", "https://example.com/a"])
def test_nothing_to_read_is_neutral_without_topics(encoder: model.Encoder, text: str) -> None:
    [scores] = encoder.score([text])
    assert scores.sentiment == {"negative": 0.0, "neutral": 1.0, "positive": 0.0}
    assert scores.topic_labels == ()


def test_no_texts_no_scores(encoder: model.Encoder) -> None:
    assert encoder.score([]) == []


@settings(max_examples=40)
@given(st.text(max_size=300))
def test_any_text_gets_probabilities(text: str) -> None:
    [scores] = ANY.score([text])
    assert math.isclose(sum(scores.sentiment.values()), 1, abs_tol=1e-5)


ANY = model.load(threads=1)


def test_half_a_character_is_read_over(encoder: model.Encoder) -> None:
    text = "\ud800\udc00 The Dow rose 1% \udc00\ud800."
    [scores] = encoder.score([text])
    assert [text[span.start : span.end] for span in scores.spans["subject"]] == ["Dow"]
    assert encoder.judge(text, [(7, 10)]) != []


def test_the_end_of_a_long_sentence_counts(encoder: model.Encoder) -> None:
    opening = "The company, which was founded in 1901 and has offices in many cities, " * 12
    ending = opening + "said profit collapsed, cut its dividend and warned of bankruptcy."
    [calm], [alarmed] = encoder.score([opening]), encoder.score([ending])
    assert alarmed.sentiment["negative"] > calm.sentiment["negative"] + 0.05


# --- folders ------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged folder whose config may be changed; the weights are linked, not copied."""
    for file in ("model.onnx", "tokenizer.json"):
        (tmp_path / file).symlink_to(model.default_path() / file)
    (tmp_path / "config.json").write_text((model.default_path() / "config.json").read_text())
    return tmp_path


def change(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    config = json.loads((folder / "config.json").read_text())
    edit(config)
    (folder / "config.json").write_text(json.dumps(config))


class Probed:
    """A session whose processor clips sums unless it is told to be exact."""

    made: ClassVar[list[bool]] = []

    def __init__(self, content: bytes, options: Any, providers: list[str]) -> None:
        try:
            self.exact = options.get_session_config_entry("session.x64quantprecision") == "1"
        except RuntimeError:
            self.exact = False
        self.made.append(self.exact)

    def get_outputs(self) -> list[Any]:
        return [SimpleNamespace(name="probe")]

    def run(self, outputs: list[str], feeds: dict[str, Any]) -> list[int]:
        return [model.PROBE if self.exact else 32767]


def test_a_processor_that_clips_sums_gets_exact_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    import onnxruntime

    monkeypatch.setattr(onnxruntime, "InferenceSession", Probed)
    assert model._session(b"").exact
    assert Probed.made == [False, True]


def test_this_processor_sums_exactly(encoder: model.Encoder) -> None:
    assert isinstance(encoder, model.OnnxEncoder)
    [probe] = encoder._session.run(["probe"], {"input_ids": np.zeros((1, 1), np.int64)})
    assert probe == model.PROBE


def test_resolve_finds_own_folders(folder: Path) -> None:
    assert model.resolve(str(folder)).model_id == model.resolve().model_id


def test_resolve_names_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such folder"):
        model.resolve(str(tmp_path / "gone"))


def of_head(head_name: str, **values: object) -> Callable[[dict[str, Any]], object]:
    def edit(config: dict[str, Any]) -> None:
        next(head for head in config["heads"] if head["name"] == head_name).update(values)

    return edit


DAMAGE: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "no heads key": (lambda c: c.pop("heads"), "heads"),
    "no version": (lambda c: c.pop("version"), "version"),
    "other weights": (lambda c: c.update(sha256="0" * 64), "sha256"),
    "no sentiment": (lambda c: c.update(heads=c["heads"][1:]), "sentiment"),
    "foreign sentiment": (of_head("sentiment", labels=["bad", "neutral", "good"]), "sentiment"),
    "label too few": (of_head("fed_stance", labels=["dovish", "hawkish"]), "fed_stance"),
    "over nothing": (of_head("fed_stance", over="pages"), "pages"),
    "over a head that marks nothing": (of_head("fed_stance", over="sentiment"), "fed_stance"),
    "tags of a sentence": (of_head("fed_stance", kind="tags", over="sentence"), "fed_stance"),
    "sentiment of something else": (lambda c: c["heads"][0].update(over="mentions"), "sentiment"),
    "repeated label": (of_head("fed_stance", labels=["dovish", "dovish", "hawkish"]), "fed_stance"),
    "unknown kind": (of_head("fed_stance", kind="linear"), "linear"),
    "no temperature": (of_head("sentiment", temperature=0), "temperature"),
    "threshold missing": (of_head("topics", thresholds={"fed": 0.5}), "thresholds"),
    "two of a name": (lambda c: c["heads"].append(c["heads"][0]), "same name"),
    "tiny window": (lambda c: c.update(max_tokens=2), "max_tokens"),
    "heads of text": (lambda c: c.update(heads="sentiment"), "config.json"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_wrong_config_is_named_with_a_remedy(folder: Path, name: str) -> None:
    edit, word = DAMAGE[name]
    change(folder, edit)
    with pytest.raises(ModelError) as caught:
        model.load(folder)
    assert str(folder) in caught.value.message
    assert word in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize("file", ["config.json", "model.onnx", "tokenizer.json"])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(ModelError, match=file):
        model.load(folder)


@pytest.mark.parametrize("file", ["config.json", "model.onnx", "tokenizer.json"])
def test_a_damaged_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    (folder / file).write_bytes(b"not this")
    if file == "model.onnx":
        import hashlib

        change(folder, lambda config: config.update(sha256=hashlib.sha256(b"not this").hexdigest()))
    with pytest.raises(ModelError, match=file):
        model.load(folder)


def test_nothing_heavy_is_imported_before_load() -> None:
    code = (
        "import sys; import aggregator.understand.encoder.model, aggregator.understand.encoder.foreign; "
        "print([m for m in ('onnxruntime', 'tokenizers', 'transformers', 'torch', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_scoring_needs_neither_torch_nor_transformers() -> None:
    code = (
        "import sys; from aggregator.understand.encoder import model; model.load().score(['Stocks rose.']); "
        "print([m for m in ('transformers', 'torch') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
