"""The packaged encoder against a transformers pipeline on an encoder of the same shape, sentences a second.

    python benchmarks/encoder.py          (needs the extra: pip install 'aggregator[torch]')

Both score the same invented sentences in alternating rounds of one process. The pipeline gets a randomly initialised
classifier of the same size, since weights do not change the time, and answers one question where ours answers three.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from aggregator.understand import model

ROUNDS = 3
SUBJECTS = ("The Russell 2000", "Consumer prices", "The Federal Reserve", "Shares of regional banks", "Treasury yields")
VERBS = ("rose", "fell", "held steady", "slipped", "climbed")
CAUSES = ("after a cooler inflation report", "as traders weighed the outlook for rates", "on heavier volume", "")
SENTENCES = [
    f"{subject} {verb} {number / 10:.1f}% on {day} {cause}, the widest move in {number} sessions.".replace(" ,", ",")
    for number, (subject, verb, cause, day) in enumerate(
        ((s, v, c, d) for s in SUBJECTS for v in VERBS for c in CAUSES for d in ("Monday", "Friday")), 1
    )
]


def pipeline() -> Callable[[list[str]], object]:
    """A transformers text-classification pipeline of the same architecture."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast
    from transformers import pipeline as transformers_pipeline

    torch.manual_seed(0)
    folder = Path(model.__file__).resolve().parents[2] / "models" / "commentary"
    config = BertConfig(
        hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536, num_labels=3
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(folder / "tokenizer.json"),
        cls_token="[CLS]",
        sep_token="[SEP]",
        pad_token="[PAD]",
        unk_token="[UNK]",
        model_max_length=128,
    )
    with tempfile.TemporaryDirectory() as place:
        BertForSequenceClassification(config).save_pretrained(place)
        tokenizer.save_pretrained(place)
        run = transformers_pipeline("text-classification", model=place, tokenizer=place, device="cpu")
    return lambda texts: run(texts, batch_size=32)


def main() -> None:
    """Print medians and their ratio."""
    ours, theirs = model.load(), pipeline()
    rates: dict[str, list[float]] = {"packaged encoder": [], "transformers pipeline": []}
    runs = {"packaged encoder": ours.score, "transformers pipeline": theirs}
    for run in runs.values():
        run(SENTENCES[:16])
    for _ in range(ROUNDS):
        for name, run in runs.items():
            start = time.perf_counter()
            run(SENTENCES)
            rates[name].append(len(SENTENCES) / (time.perf_counter() - start))
    medians = {name: statistics.median(values) for name, values in rates.items()}
    print("| way | sentences a second |\n|---|---|")
    for name, value in medians.items():
        print(f"| {name} | {value:.0f} |")
    print(f"ratio {medians['packaged encoder'] / medians['transformers pipeline']:.1f}")


if __name__ == "__main__":
    main()
