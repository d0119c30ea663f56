"""Measure a model folder on the public test sets through the runtime that ships, then write its cards.

    python -m models.training.evaluate [--folder models/commentary] [--work DIR] [--shared ../shared]

Nothing is fitted here. Intervals are 95 % bootstrap intervals: over sentences, or over articles where the
sentences of a set come from few articles.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from aggregator.understand import model as runtime

from . import card
from .data import STANCES, read_lines
from .train import DEFAULT_WORK

RESAMPLES = 2000
FIQA_DEAD_ZONE = 0.1
"""FiQA scores within this of 0 count as undecided and are left out."""
TWITTER_LABELS = {"bearish": "negative", "neutral": "neutral", "bullish": "positive"}


@dataclass(frozen=True, slots=True)
class Result:
    """One measured figure. `unit` says what was resampled for the interval."""

    name: str
    metric: str
    n: int
    value: float
    low: float
    high: float
    unit: str = "sentences"


def accuracy(matrix: np.ndarray) -> float:
    """Share on the diagonal of a confusion matrix (rows gold, columns predicted)."""
    return float(np.trace(matrix) / max(1, matrix.sum()))


def weighted_f1(matrix: np.ndarray) -> float:
    """F1 per label, weighted by the gold counts."""
    hits = np.diag(matrix)
    gold, guessed = matrix.sum(1), matrix.sum(0)
    f1 = 2 * hits / np.maximum(1, gold + guessed)
    return float((f1 * gold).sum() / max(1, gold.sum()))


def micro_f1(counts: np.ndarray) -> float:
    """F1 from (hits, gold, guessed)."""
    hits, gold, guessed = counts
    return float(2 * hits / max(1, gold + guessed))


def _interval(per_unit: np.ndarray, metric: Callable[[np.ndarray], float]) -> tuple[float, float, float]:
    """Value and interval of a metric over counts that add up over units."""
    rng = np.random.default_rng(0)
    drawn = rng.multinomial(len(per_unit), np.full(len(per_unit), 1 / len(per_unit)), RESAMPLES)
    flat = per_unit.reshape(len(per_unit), -1)
    sums = (drawn @ flat).reshape(RESAMPLES, *per_unit.shape[1:])
    low, high = np.percentile([metric(each) for each in sums], (2.5, 97.5))
    return metric(per_unit.sum(0)), float(low), float(high)


def _confusions(gold: Sequence[str], guess: Sequence[str], labels: Sequence[str]) -> np.ndarray:
    matrices = np.zeros((len(gold), len(labels), len(labels)))
    for matrix, truth, said in zip(matrices, gold, guess, strict=True):
        matrix[labels.index(truth), labels.index(said)] = 1
    return matrices


def _best(scores: dict[str, float]) -> str:
    return max(scores, key=lambda label: scores[label])


def _classified(
    name: str,
    metric: Callable[[np.ndarray], float],
    rows: Sequence[tuple[str, str]],
    labels: Sequence[str],
) -> Result:
    gold, guess = zip(*rows, strict=True)
    value, low, high = _interval(_confusions(gold, guess, labels), metric)
    return Result(name, metric.__name__, len(rows), value, low, high)


def public_sets(encoder: runtime.Encoder, shared: Path) -> Iterator[Result]:
    """The public sentence sets."""
    sentiments = runtime.SENTIMENTS

    def scored(name: str) -> list[tuple[dict[str, object], runtime.SentenceScores]]:
        rows = list(read_lines(shared / f"data/nlp/test/{name}.jsonl.gz"))
        return list(zip(rows, encoder.score([row["text"] for row in rows]), strict=True))

    bank = [(str(row["label"]), _best(s.sentiment), row["agreement"]) for row, s in scored("financial_phrasebank")]
    yield _classified("Financial PhraseBank, all", accuracy, [(g, p) for g, p, _ in bank], sentiments)
    agreed = [(g, p) for g, p, agreement in bank if agreement == "all"]
    yield _classified("Financial PhraseBank, all annotators agree", accuracy, agreed, sentiments)
    fiqa = []
    for row, scores in scored("fiqa2018"):
        label = float(str(row["label"]))
        if abs(label) >= FIQA_DEAD_ZONE:
            polar = {key: scores.sentiment[key] for key in ("negative", "positive")}
            fiqa.append(("positive" if label > 0 else "negative", _best(polar)))
    yield _classified("FiQA 2018, polar", weighted_f1, fiqa, ("negative", "positive"))
    tweets = [(TWITTER_LABELS[str(row["label"])], _best(s.sentiment)) for row, s in scored("twitter_financial_news")]
    yield _classified("Twitter Financial News", weighted_f1, tweets, sentiments)
    fomc = [(str(row["label"]), _best(s.heads["fed_stance"]), row["split"]) for row, s in scored("fomc_stance")]
    yield _classified("FOMC stance, all", weighted_f1, [(g, p) for g, p, _ in fomc], STANCES)
    official = [(g, p) for g, p, split in fomc if split == "test"]
    yield _classified("FOMC stance, official test split", weighted_f1, official, STANCES)


def claims_dev(encoder: runtime.Encoder, shared: Path) -> Iterator[Result]:
    """Sentences of our own annotated development articles, resampled by article."""
    sentiment, topics, n = [], [], 0
    for article in read_lines(shared / "data/claims/dev.jsonl.gz"):
        sentences = article["sentences"]
        scores = encoder.score([sentence["text"] for sentence in sentences])
        gold = [sentence["sentiment"] for sentence in sentences]
        guess = [_best(each.sentiment) for each in scores]
        sentiment.append(_confusions(gold, guess, runtime.SENTIMENTS).sum(0))
        sets = [(set(s["topics"]), set(each.topic_labels)) for s, each in zip(sentences, scores, strict=True)]
        topics.append(np.array([(len(g & p), len(g), len(p)) for g, p in sets]).sum(0))
        n += len(sentences)
    unit = f"{len(topics)} articles"
    yield Result("claims/dev sentence sentiment", "accuracy", n, *_interval(np.array(sentiment), accuracy), unit)
    yield Result("claims/dev sentence topics", "micro_f1", n, *_interval(np.array(topics), micro_f1), unit)


def measure(encoder: runtime.Encoder, shared: Path) -> list[Result]:
    """Every figure of the card."""
    return [*public_sets(encoder, shared), *claims_dev(encoder, shared)]


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
    results = [{**asdict(ours), "fp32_value": reference.value} for ours, reference in zip(int8, fp32, strict=True)]
    for row in results:
        print(json.dumps(row))
    training = json.loads((args.work / "summary.json").read_text(encoding="utf-8"))
    record = {"model_id": encoder.model_id, "results": results, "training": training}
    (args.folder / "results.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    card.write(args.folder, record)


if __name__ == "__main__":
    main()
