"""No training sentence shows a test sentence, and validation shares no article with training."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from aggregator.evaluation import labelled
from aggregator.evaluation.annotated import article_row
from aggregator.understand.encoder import model
from models.training import annotations, data, guard, held_out
from models.training.heads import BY_NAME


@pytest.fixture(scope="module")
def corpus(shared: Path) -> data.Corpus:
    return data.load(shared)


TEST = "Operating profit rose to EUR 13.1 mn from EUR 8.7 mn a year earlier."


@pytest.mark.parametrize(
    ("text", "leaks"),
    [
        (TEST, True),
        ("Operating profit rose to EUR 13.1 mn, from EUR 8.7 mn a year earlier", True),
        (f"(Wire) {TEST} Shares gained.", True),
        ("profit rose to EUR 13.1 mn from EUR 8.7 mn", True),
        ("Operating profit rose to EUR 14.2 mn from EUR 8.7 mn a year earlier.", False),
        ("Sales rose.", False),
    ],
)
def test_the_guard(text: str, leaks: bool) -> None:
    assert guard.LeakGuard([TEST, "Sales rose."]).leaks(text) is leaks


def test_no_kept_sentence_equals_or_contains_a_test_sentence(corpus: data.Corpus, shared: Path) -> None:
    # Written another way than the guard itself: plain search among the sentences that share a test's first words.
    by_word: dict[str, set[str]] = defaultdict(set)
    for example in (*corpus.train, *corpus.validation):
        text = guard.normalise(example.text)
        for word in set(text.split()):
            by_word[word].add(text)
    found = []
    for test in {guard.normalise(text) for text in guard.test_sentences(shared)}:
        # A test sentence may begin or end inside a word of a longer one; its inner words stand whole.
        if len(test) > guard.GUARD_CHARS and (inner := test.split()[1:-1]):
            rarest = min((by_word.get(word, set()) for word in inner), key=len)
            found += [test for text in rarest if test in text]
    assert found == []


def test_the_guard_dropped_what_the_card_says(corpus: data.Corpus) -> None:
    results = json.loads((model.default_path() / "results.json").read_text(encoding="utf-8"))
    assert corpus.dropped == results["training"]["dropped"]
    assert len(corpus.train) == results["training"]["train_rows"]


def test_validation_shares_no_article_with_training(corpus: data.Corpus) -> None:
    train = {example.group for example in corpus.train}
    assert not train & {example.group for example in corpus.validation}


@pytest.mark.parametrize("find", [held_out.shared_articles, held_out.own_articles])
def test_articles_held_out_for_claims_are_not_learnt_from(
    find: Callable[[Path, frozenset[str]], Iterator[Mapping[str, Any]]], corpus: data.Corpus, shared: Path
) -> None:
    learnt = {example.text for example in corpus.train if len(example.text) > guard.GUARD_CHARS}
    rows = list(find(shared, held_out.names(corpus)))
    read = labelled.collect(rows, find.__name__, article_row).usable
    assert len(read) == len(rows) >= 20
    told = [sentence.text for row in read for sentence in row.sentences if sentence.claims]
    assert len(told) > 150
    assert not [text for text in told if text in learnt]


def test_each_target_fits_its_head(corpus: data.Corpus) -> None:
    for example in corpus.train:
        assert example.targets or example.tags, example
        asked = [example.targets, *(judged.targets for judged in example.judged)]
        for name, values in ((name, values) for targets in asked for name, values in targets.items()):
            assert len(values) == BY_NAME[name].width
            if BY_NAME[name].kind == "softmax":
                assert abs(sum(values) - 1) < 1e-9
        for name, spans in example.tags.items():
            assert all(0 <= s.start < s.end <= len(example.text) and s.label in BY_NAME[name].labels for s in spans)


@pytest.mark.parametrize("name", ["headlines", "sentences", "fed", "mentions", "claims"])
def test_annotations_name_places_and_hold_no_text(name: str) -> None:
    lines = (annotations.FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 1000
    for line in lines:
        set_name, article, field, start, end, labels = line.split("\t")
        assert set_name.replace("_", "").isalnum()
        assert article
        assert field in {"title", "body"}
        assert 0 <= int(start) < int(end)
        # Codes, letters and offsets: no word of the texts.
        assert all(len(word) <= 6 for word in re.findall(r"[A-Za-z]+", labels))


def test_annotated_stretches_are_found_again(shared: Path) -> None:
    rows = list(annotations.read("mentions", shared))
    lines = (annotations.FOLDER / "mentions.tsv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == len(lines)
    named = [
        row.text[int(start) : int(end)]
        for row in rows
        if row.labels != "-"
        for start, end, *_ in (part.split(":") for part in row.labels.split(" "))
    ]
    assert {"Reuters", "Apple", "China"} <= set(named)
