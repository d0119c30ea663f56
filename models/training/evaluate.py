"""Measure a model folder through the runtime that ships, beside the peers' published figures; then write the cards.

    python -m models.training.evaluate [--folder models/commentary] [--work DIR] [--shared ../shared]

Nothing is fitted here. Every figure comes from `aggregator.evaluation`, as `aggregator eval` gives it to a user;
intervals are 95 % bootstrap intervals over what the row names.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aggregator import evaluation
from aggregator.evaluation.results import Figure, Result
from aggregator.understand.encoder import model as runtime

from . import card
from .files import read_lines
from .prepare import DEFAULT_WORK

Row = dict[str, Any]


def _all(_: Row) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table: rows of a file, the task, the figure, what it is to reach and what others report."""

    name: str
    file: str
    task: str
    figure: str
    reach: float | None
    peers: str
    keep: Callable[[Row], bool] = _all
    predict_spans: bool = False


_BANK = "nlp/test/financial_phrasebank"
_FOMC = "nlp/test/fomc_stance"
_DEV = "claims/dev"
MEASURES = (
    Measure(
        "Financial PhraseBank, all", _BANK, "sentiment", "accuracy", 0.81, "FinBERT .86 trained on it; GPT-4 .833 not"
    ),
    Measure(
        "Financial PhraseBank, all annotators agree",
        _BANK,
        "sentiment",
        "accuracy",
        0.93,
        "",
        lambda row: bool(row["agreement"] == "all"),
    ),
    Measure("FiQA 2018, polar", "nlp/test/fiqa2018", "sentiment", "weighted_f1", 0.88, "FinBERT .596 (three classes)"),
    Measure(
        "Twitter Financial News",
        "nlp/test/twitter_financial_news",
        "sentiment",
        "weighted_f1",
        0.82,
        "FinBERT .733; GPT-4 .808; FinGPT 13B .903 trained on it",
    ),
    Measure(
        "FOMC stance, all",
        _FOMC,
        "stance",
        "weighted_f1",
        0.64,
        "BERT-base .631, RoBERTa-large .717, trained on it",
    ),
    Measure(
        "FOMC stance, official test split",
        _FOMC,
        "stance",
        "weighted_f1",
        None,
        "as above",
        lambda row: bool(row["split"] == "test"),
    ),
    Measure("NumClaim", "nlp/test/numclaim", "numclaim", "weighted_f1", 0.89, ".93 to .96, trained on it"),
    Measure("SEntFiN, sentiment of given entities", "nlp/test/sentfin", "target", "accuracy", 0.92, ".943, in-domain"),
    Measure(
        "FinEntity, spans with sentiment",
        "nlp/test/finentity",
        "target",
        "f1",
        0.82,
        ".85, in-domain",
        predict_spans=True,
    ),
    Measure(
        "FiNER-ORD, PER ORG LOC",
        "nlp/test/finer_ord",
        "mentions",
        "weighted_f1",
        0.68,
        "BERT-base .693, RoBERTa-large .765, trained on it",
    ),
    Measure("CoNLL 2003, PER ORG LOC", "nlp/test/conll2003", "mentions", "weighted_f1", None, "about .92, in-domain"),
    Measure("claims/dev, kinds of a sentence", _DEV, "claims", "sentences.kinds_f1", 0.70, ""),
    Measure("claims/dev, subject spans", _DEV, "claims", "sentences.subject_f1", 0.75, ""),
    Measure("claims/dev, value spans", _DEV, "claims", "sentences.value_f1", 0.75, ""),
    Measure("claims/dev, speaker spans", _DEV, "claims", "sentences.speaker_f1", 0.70, ""),
    Measure("claims/dev, sentiment", _DEV, "claims", "sentences.sentiment_accuracy", None, "second annotation .936"),
    Measure("claims/dev, topics", _DEV, "claims", "sentences.topics_f1", None, "second annotation .950"),
    Measure("claims/dev, mentions of 12 types", _DEV, "claims", "sentences.mentions_f1", None, ""),
)


def _figure(result: Result, name: str) -> tuple[int, Figure]:
    group, _, key = name.rpartition(".")
    if group == "sentences":
        share = result.sentences[key]
        return share.n, share.accuracy
    return result.n, result.figures[name]


def measure(encoder: runtime.Encoder, shared: Path) -> list[Row]:
    """Every line of the table, with the calibration error where the task has one."""
    results: dict[tuple[object, ...], Result] = {}
    found = []
    for row in MEASURES:
        key = (row.file, row.task, row.keep, row.predict_spans)
        if key not in results:
            rows: list[Mapping[str, object]] = [
                r for r in read_lines(shared / f"data/{row.file}.jsonl.gz") if row.keep(r)
            ]
            results[key] = evaluation.evaluate(rows, row.task, encoder, name=row.file, predict_spans=row.predict_spans)
        result = results[key]
        n, figure = _figure(result, row.figure)
        found.append(
            {
                "name": row.name,
                "metric": row.figure.rpartition(".")[2],
                "n": n,
                "value": figure.value,
                "low": figure.low,
                "high": figure.high,
                "unit": f"{result.units} {result.unit}",
                "ece": None if row.task == "claims" else result.ece,
                "reach": row.reach,
                "peers": row.peers,
            }
        )
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("models/commentary"))
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--work", type=Path, default=DEFAULT_WORK)
    args = parser.parse_args()
    encoder = runtime.load(args.folder)
    int8 = measure(encoder, args.shared)
    fp32 = measure(runtime.load(args.work / "fp32"), args.shared)
    results = [{**ours, "fp32": reference["value"]} for ours, reference in zip(int8, fp32, strict=True)]
    for line in card.table(results).splitlines():
        print(line)
    training = json.loads((args.work / "summary.json").read_text(encoding="utf-8"))
    validation = json.loads((args.work / "validation.json").read_text(encoding="utf-8"))
    record = {"model_id": encoder.model_id, "results": results, "validation": validation, "training": training}
    (args.folder / "results.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    card.write(args.folder, record)


if __name__ == "__main__":
    main()
