"""Classifiers of the transformers library behind the encoder's contract."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from aggregator.errors import ModelError
from aggregator.understand.encoder import foreign, model

needs_torch = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="torch is not installed")


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["positive", "negative", "neutral"], ["positive", "negative", "neutral"]),
        (["Bearish", "Neutral", "Bullish"], ["negative", "neutral", "positive"]),
        (["NEG", "POS"], ["negative", "positive"]),
    ],
)
def test_labels_are_mapped_by_name(labels: list[str], expected: list[str]) -> None:
    assert foreign.map_labels(dict(enumerate(labels)), "m") == expected


@pytest.mark.parametrize(
    ("labels", "word"),
    [
        (["LABEL_0", "LABEL_1", "LABEL_2"], "LABEL_1"),
        (["joy", "negative", "positive"], "joy"),
        (["positive", "bullish"], "bullish"),
        (["neutral", "positive"], "neutral"),
    ],
)
def test_other_labels_are_refused_by_name(labels: list[str], word: str) -> None:
    with pytest.raises(ModelError, match=word) as caught:
        foreign.map_labels(dict(enumerate(labels)), "m")
    assert caught.value.remedy


@pytest.mark.skipif(importlib.util.find_spec("torch") is not None, reason="torch is installed")
def test_without_torch_the_remedy_is_named() -> None:
    with pytest.raises(ModelError) as caught:
        model.resolve("some/model")
    assert caught.value.remedy == "pip install 'aggregator[torch]'"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small random BERT classifier as transformers saves it."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("tiny")
    config = BertConfig(
        vocab_size=30522,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=32,
        id2label={0: "positive", 1: "negative", 2: "neutral"},
        label2id={"positive": 0, "negative": 1, "neutral": 2},
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(model.default_path() / "tokenizer.json"),
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        pad_token="[PAD]",
        mask_token="[MASK]",
    )
    tokenizer.save_pretrained(folder)
    return folder


TEXTS = ("Stocks rose.", "Bonds fell sharply on Friday.", "", "word " * 200, "Oil was flat.")


@needs_torch
@pytest.mark.filterwarnings("ignore")
def test_a_classifier_scores_like_an_encoder(tiny: Path) -> None:
    encoder = model.resolve(str(tiny))
    scores = encoder.score(TEXTS)
    for each in scores:
        assert set(each.sentiment) == set(model.SENTIMENTS)
        assert sum(each.sentiment.values()) == pytest.approx(1, abs=1e-5)
        assert each.topics == {}
    assert scores[2].sentiment["neutral"] == 1
    alone = [encoder.score([text])[0] for text in TEXTS]
    for one, many in zip(alone, scores, strict=True):
        assert one.sentiment == pytest.approx(many.sentiment, abs=5e-5)


@needs_torch
@pytest.mark.filterwarnings("ignore")
def test_the_probabilities_are_the_models_own(tiny: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(tiny)
    reference: Any = AutoModelForSequenceClassification.from_pretrained(tiny).eval()
    inputs = tokenizer(TEXTS[0], return_tensors="pt")
    with torch.no_grad():
        expected = reference(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits.softmax(-1)
    [scores] = model.resolve(str(tiny)).score([TEXTS[0]])
    found = [scores.sentiment[label] for label in ("positive", "negative", "neutral")]
    assert found == pytest.approx(expected[0].tolist(), abs=1e-5)


@needs_torch
@pytest.mark.filterwarnings("ignore")
def test_the_id_changes_with_the_weights(tiny: Path, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification

    other: Any = AutoModelForSequenceClassification.from_pretrained(tiny)
    with torch.no_grad():
        other.classifier.bias += 1
    other.save_pretrained(tmp_path)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).write_bytes((tiny / name).read_bytes())
    assert model.resolve(str(tiny)).model_id == model.resolve(str(tiny)).model_id
    assert model.resolve(str(tmp_path)).model_id.split("+")[1] != model.resolve(str(tiny)).model_id.split("+")[1]


@needs_torch
@pytest.mark.filterwarnings("ignore")
def test_pickled_weights_and_absent_models_are_refused(tiny: Path, tmp_path: Path) -> None:
    import torch

    for file in tiny.iterdir():
        if file.suffix == ".json":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    torch.save({}, tmp_path / "pytorch_model.bin")
    for name in (str(tmp_path), "nobody/has-this-model"):
        with pytest.raises(ModelError) as caught:
            model.resolve(name)
        assert caught.value.remedy
