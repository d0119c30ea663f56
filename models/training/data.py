"""Labelled sentences for the heads, with the leak guard and the validation cut.

Pure standard library: the tests import this module to hold the leak guard.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SENTIMENTS = ("negative", "neutral", "positive")
STANCES = ("dovish", "neutral", "hawkish")
GUARD_CHARS = 30
"""Shorter sentences ("Sales rose.") recur by chance and say nothing about a test."""

SINGLE_TOPIC_NEGATIVE = 0.3
"""``labels/sentiment`` names only the main topic, so its silence on others weighs less."""

VALIDATION_PERCENT = 8

_NOT_WORD = re.compile(r"[\W_]+")
_NOT_LETTER = re.compile(r"[^a-z]+")


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with a target (and a weight per label) for each head it has labels for."""

    text: str
    group: str
    source: str
    targets: dict[str, tuple[float, ...]]
    label_weights: dict[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Corpus:
    """What training sees: both sides of the cut and what the guard dropped, per source."""

    train: tuple[Example, ...]
    validation: tuple[Example, ...]
    dropped: dict[str, int]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def normalise(text: str) -> str:
    """Lower case, with each run of anything but letters and digits as one space.

    PhraseBank spaces its punctuation out ("20 %"); this form is blind to that.
    """
    return _NOT_WORD.sub(" ", text.lower()).strip()


def _one_hot(label: str, labels: tuple[str, ...]) -> tuple[float, ...]:
    return tuple(float(name == label) for name in labels)


def _entity_rows(path: Path) -> Iterator[Example]:
    # A headline's `label` is its entities' common label, or "mixed". A mixed one
    # gets the distribution over its entities as a soft target: good news for one
    # and nothing for another reads as mild good news, and a clash as neither.
    for row in read_lines(path):
        labels = [entity["label"] for entity in row["entities"]] or [row["label"]]
        counts = Counter(labels)
        if counts["positive"] and counts["negative"]:
            clash = min(counts["positive"], counts["negative"])
            counts.subtract({"positive": clash, "negative": clash})
            counts["neutral"] += 2 * clash
        total = sum(counts.values())
        target = tuple(counts[name] / total for name in SENTIMENTS)
        yield Example(row["text"], row["id"], path.name.split(".")[0], {"sentiment": target})


def _label_rows(path: Path, topics: tuple[str, ...]) -> Iterator[Example]:
    for row in read_lines(path):
        targets = {"sentiment": _one_hot(row["label"], SENTIMENTS)}
        weights: dict[str, tuple[float, ...]] = {}
        if row.get("topic") in topics:
            targets["topics"] = hot = _one_hot(row["topic"], topics)
            weights["topics"] = tuple(value or SINGLE_TOPIC_NEGATIVE for value in hot)
        yield Example(row["text"], row["doc"], "labels_sentiment", targets, weights)


def _stance_rows(path: Path) -> Iterator[Example]:
    for row in read_lines(path):
        target = _one_hot(row["label"], STANCES)
        yield Example(row["text"], row["doc"], "labels_fed_stance", {"fed_stance": target})


def _claim_rows(path: Path, topics: tuple[str, ...]) -> Iterator[Example]:
    for article in read_lines(path):
        for sentence in article["sentences"]:
            targets = {
                "sentiment": _one_hot(sentence["sentiment"], SENTIMENTS),
                "topics": tuple(float(name in sentence["topics"]) for name in topics),
            }
            stances = {c.get("stance") for c in sentence["claims"] if c.get("topic") == "fed"}
            if len(stances) == 1 and (stance := stances.pop()) in STANCES:
                targets["fed_stance"] = _one_hot(stance, STANCES)
            group = article["id"].rsplit("/", 1)[-1]
            yield Example(sentence["text"], group, "claims", targets)


def test_sentences(shared: Path) -> Iterator[str]:
    """Every sentence that must stay unseen: all test files and the claims' dev articles."""
    for path in sorted((shared / "data/nlp/test").glob("*.jsonl.gz")):
        for row in read_lines(path):
            yield row["text"]
    for article in read_lines(shared / "data/claims/dev.jsonl.gz"):
        for sentence in article["sentences"]:
            yield sentence["text"]


class LeakGuard:
    """Knows the test sentences and finds those that a training sentence equals or contains.

    It is stricter than needed in one way: a long training sentence that stands
    inside a test sentence is a leak too.
    """

    def __init__(self, tests: Iterable[str]) -> None:
        self._tests = {normalise(text) for text in tests} - {""}
        width = GUARD_CHARS + 1
        # Looking up each window of 31 characters is linear in the text, where
        # trying each of 10,000 test sentences on each training sentence is not.
        self._by_start: dict[str, list[str]] = defaultdict(list)
        self._windows: set[str] = set()
        for test in self._tests:
            if len(test) >= width:
                self._by_start[test[:width]].append(test)
                self._windows.update(test[i : i + width] for i in range(len(test) - width + 1))
        self._joined = "\n".join(sorted(t for t in self._tests if len(t) >= width))

    def leaks(self, text: str) -> bool:
        """Whether training on this sentence would show a test sentence."""
        norm = normalise(text)
        width = GUARD_CHARS + 1
        if len(norm) < width:
            return False
        for start in range(len(norm) - width + 1):
            candidates = self._by_start.get(norm[start : start + width], ())
            if any(norm.startswith(test, start) for test in candidates):
                return True
        # The cheap window test spares the scan of all test text in nearly all cases.
        return norm[:width] in self._windows and norm in self._joined


def _skeleton(text: str) -> str:
    """Letters of the opening: near copies differ in figures, dates and endings."""
    return _NOT_LETTER.sub(" ", text.lower()).strip()[:60]


def _merge_groups(examples: list[Example]) -> dict[str, str]:
    """Group -> representative, where groups that share a near copy are one."""
    parent: dict[str, str] = {}

    def find(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    seen: dict[str, str] = {}
    for example in examples:
        skeleton = _skeleton(example.text)
        group = find(example.group)
        if len(skeleton) > GUARD_CHARS and skeleton in seen:
            parent[group] = find(seen[skeleton])
        seen.setdefault(skeleton, example.group)
    return {example.group: find(example.group) for example in examples}


def is_validation(group: str) -> bool:
    """The cut: a fixed share of groups, by hash, so that it never moves."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % 100 < VALIDATION_PERCENT


def read_all(shared: Path, topics: tuple[str, ...]) -> list[Example]:
    """Every labelled sentence of the training files, before the guard."""
    data = shared / "data"
    rows = [
        *_entity_rows(data / "nlp/train/sentfin.jsonl.gz"),
        *_entity_rows(data / "nlp/train/finentity.jsonl.gz"),
        *_label_rows(data / "labels/sentiment.jsonl.gz", topics),
        *_stance_rows(data / "labels/fed_stance.jsonl.gz"),
        *_claim_rows(data / "claims/train.jsonl.gz", topics),
    ]
    return [row for row in rows if row.text.strip()]


def load(shared: Path, topics: tuple[str, ...]) -> Corpus:
    """Training and validation examples with every leak dropped and counted."""
    guard = LeakGuard(test_sentences(shared))
    dropped: Counter[str] = Counter()
    kept: list[Example] = []
    for example in read_all(shared, topics):
        if guard.leaks(example.text):
            dropped[example.source] += 1
        else:
            kept.append(example)
    groups = _merge_groups(kept)
    validation = tuple(e for e in kept if is_validation(groups[e.group]))
    train = tuple(e for e in kept if not is_validation(groups[e.group]))
    return Corpus(train, validation, dict(dropped))
