"""Sentences a second: the package's runtime beside a transformers pipeline on the same encoder.

    python -m models.training.speed [--folder models/commentary] [--work DIR] [--shared ../shared]

Medians over alternating rounds in one process, on the sentences of the development articles. The pipeline gets the
same encoder in fp32 with one classification head, so it has less to do.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from transformers import BertForSequenceClassification, PreTrainedTokenizerFast, pipeline

from aggregator.understand import model as runtime

from .data import read_lines
from .model import load_trained
from .train import DEFAULT_WORK

ROUNDS = 3


def classifier(work: Path, tokenizer: Path) -> Any:
    """The trained encoder as a transformers text-classification pipeline."""
    trained = load_trained(work)
    plain = BertForSequenceClassification(trained.config)
    plain.bert.load_state_dict(trained.bert.state_dict(), strict=False)
    marks = {"cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]", "unk_token": "[UNK]"}
    fast = PreTrainedTokenizerFast(tokenizer_file=str(tokenizer), model_max_length=128, **marks)
    with tempfile.TemporaryDirectory() as folder:
        plain.save_pretrained(folder)
        fast.save_pretrained(folder)
        return pipeline("text-classification", model=folder, tokenizer=folder, device="cpu")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("models/commentary"))
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--work", type=Path, default=DEFAULT_WORK)
    args = parser.parse_args()
    articles = read_lines(args.shared / "data/claims/dev.jsonl.gz")
    texts = [sentence["text"] for article in articles for sentence in article["sentences"]]
    encoder = runtime.load(args.folder)
    pipe = classifier(args.work, args.folder / "tokenizer.json")
    by_length = sorted(texts, key=len)
    ways: dict[str, Callable[[Sequence[str]], object]] = {
        "aggregator, one call": encoder.score,
        "aggregator, sentence by sentence": lambda rows: [encoder.score([text]) for text in rows],
        "transformers pipeline, sentence by sentence": lambda rows: [pipe(text, truncation=True) for text in rows],
        "transformers pipeline, batches of 32": lambda rows: pipe(list(rows), batch_size=32, truncation=True),
        "transformers pipeline, batches of 32 sorted by length": lambda rows: pipe(
            by_length[: len(rows)], batch_size=32, truncation=True
        ),
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            started = time.perf_counter()
            way(texts)
            rates[name].append(len(texts) / (time.perf_counter() - started))
    for name, values in rates.items():
        print(f"{name}: {statistics.median(values):.0f} sentences/s ({min(values):.0f} to {max(values):.0f})")


if __name__ == "__main__":
    main()
