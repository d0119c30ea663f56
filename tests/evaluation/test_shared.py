"""The packaged model on a few real rows of each set that is there: formats read, figures in their range."""

from __future__ import annotations

import gzip
import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from aggregator.evaluation import annotated, evaluate, labelled, spans
from aggregator.evaluation.sentences import SENTIMENT_NAMES
from aggregator.understand.encoder import model


def first(path: Path, count: int | None) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in islice(lines, count)]


@pytest.mark.parametrize("name", ["financial_phrasebank", "fiqa2018", "twitter_financial_news"])
def test_public_sets_of_sentiment(shared: Path, name: str) -> None:
    rows = first(shared / f"data/nlp/test/{name}.jsonl.gz", 120)
    found = evaluate(rows, "sentiment", model.load())
    assert found.failures == ()
    assert found.n + found.counts["dropped"] == 120
    value, low, high = (getattr(found.figures["accuracy"], key) for key in ("value", "low", "high"))
    assert 0.5 < low < value < high < 1


@pytest.mark.parametrize("name", ["sentfin", "finentity"])
def test_targets_are_read(shared: Path, name: str) -> None:
    rows = first(shared / f"data/nlp/test/{name}.jsonl.gz", None)
    found = labelled.collect(rows, name, labelled.span_row(SENTIMENT_NAMES))
    assert not found.failures
    assert all(row.text[span.start : span.end].strip() for row in found.usable for span in row.spans)


@pytest.mark.parametrize("name", ["conll2003", "finer_ord"])
def test_tags_and_entities_of_one_file_agree(shared: Path, name: str) -> None:
    for row in first(shared / f"data/nlp/test/{name}.jsonl.gz", 200):
        (found,) = labelled.collect([row], name, labelled.token_row).usable
        assert found.text == row["text"]
        by_tags = [(found.tokens[s.start][0], found.tokens[s.end - 1][1], s.label) for s in found.entities]
        assert by_tags == [(each["start"], each["end"], each["label"]) for each in row["entities"]]
        assert {label for *_, label in by_tags} <= {*spans.COARSE, "MISC"}


@pytest.mark.parametrize("name", ["dev", "train"])
def test_annotated_articles_are_read(shared: Path, name: str) -> None:
    rows = first(shared / f"data/claims/{name}.jsonl.gz", None)
    found = labelled.collect(rows, name, annotated.article_row)
    assert not found.failures
    for row, article in zip(rows, found.usable, strict=True):
        for sentence in row["sentences"]:
            assert article.text[sentence["start"] : sentence["end"]] == sentence["text"]
