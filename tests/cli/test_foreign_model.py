"""Any text classifier of the Hugging Face format can read the store instead; its scores stand beside ours."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aggregator.store import open_store
from tests.cli.conftest import Run

pytest.importorskip("torch", reason="torch is not installed")


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny classifier with random weights and FinBERT's labels."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    torch.manual_seed(0)
    labels = {0: "positive", 1: "negative", 2: "neutral"}
    config = BertConfig(
        vocab_size=30522,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        id2label=labels,
        label2id={name: number for number, name in labels.items()},
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    ours = Path(__file__).resolve().parents[2] / "models" / "commentary" / "tokenizer.json"
    PreTrainedTokenizerFast(
        tokenizer_file=str(ours), cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]", unk_token="[UNK]"
    ).save_pretrained(folder)
    return folder


def test_a_foreign_model_analyses_the_store_and_is_the_one_that_is_read(
    db: Path, run: Run, classifier: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(db, copy)
    done = run("--db", copy, "analyze", "--model", classifier)
    assert done.code == 0, done.err
    with open_store(copy) as store:
        models = {
            row["model_id"]: row["n"] for row in store.rows("SELECT model_id, COUNT(*) n FROM analyses GROUP BY 1")
        }
        active = {row["model_id"] for row in store.rows("SELECT DISTINCT model_id FROM analyses WHERE active")}
    assert len(models) == 2
    assert len(active) == 1
    assert not next(iter(active)).startswith("commentary-")
    assert run("--db", copy, "analyze", "--model", classifier).err.strip().endswith("nothing to do")
