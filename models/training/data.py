"""All labelled sentences, with every leak dropped and the validation cut made by article.

Pure standard library: the tests import this module to hold the leak guard.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import annotations, claim_rows
from .examples import Example, Judged, Marked, disjoint, one_hot
from .files import read_lines
from .guard import GUARD_CHARS, LeakGuard, test_sentences
from .heads import BY_NAME, KINDS, SENTIMENTS, TOPICS

SINGLE_TOPIC_NEGATIVE = 0.3
"""``labels/sentiment`` names only the main topic, so its silence on others weighs less."""

VALIDATION_PERCENT = 8
WNUT_TYPES = {"person": "PER", "location": "LOC", "corporation": "ORG"}
WNUT_UNKNOWN = frozenset({"group"})
"""Groups are bands as well as teams and bodies: neither a name of ours nor surely none."""
_LETTERS = {"P": "positive", "N": "negative", "O": "neutral"}
_STANCES = {"D": "dovish", "N": "neutral", "H": "hawkish"}
_CLAIM_LETTERS = dict(zip("mlvcndpfok", KINDS, strict=True))
_NUMCLAIM = {"Y": "in-claim", "Z": "out-of-claim"}
_NOT_LETTER = re.compile(r"[^a-z]+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Corpus:
    """What training sees: both sides of the cut and what the guard dropped, per source."""

    train: tuple[Example, ...]
    validation: tuple[Example, ...]
    dropped: dict[str, int]


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
        judged = tuple(
            Judged(e["start"], e["end"], {"target_sentiment": one_hot(e["label"], SENTIMENTS)}) for e in row["entities"]
        )
        spans = disjoint(Marked(e["start"], e["end"], "target") for e in row["entities"])
        yield Example(
            row["text"],
            row["id"],
            path.name.split(".")[0],
            {"sentiment": target},
            tags={"targets": spans},
            judged=judged,
        )


def _label_rows(path: Path) -> Iterator[Example]:
    for row in read_lines(path):
        targets = {"sentiment": one_hot(row["label"], SENTIMENTS)}
        weights: dict[str, tuple[float, ...]] = {}
        if row.get("topic") in TOPICS:
            targets["topics"] = hot = one_hot(row["topic"], TOPICS)
            weights["topics"] = tuple(value or SINGLE_TOPIC_NEGATIVE for value in hot)
        yield Example(row["text"], row["doc"], "labels_sentiment", targets, weights)


def _stance_rows(path: Path) -> Iterator[Example]:
    for row in read_lines(path):
        targets = {"fed_stance": one_hot(row["label"], BY_NAME["fed_stance"].labels)}
        yield Example(row["text"], row["doc"], "labels_fed_stance", targets)


def _tweet_rows(path: Path) -> Iterator[Example]:
    for row in read_lines(path):
        known = [e for e in row["entities"] if e["label"] in WNUT_TYPES]
        marks = tuple(Marked(e["start"], e["end"], WNUT_TYPES[e["label"]]) for e in known)
        unknown = tuple((e["start"], e["end"]) for e in row["entities"] if e["label"] in WNUT_UNKNOWN)
        yield Example(row["text"], row["id"], "wnut17", tags={"mentions": disjoint(marks)}, unknown=unknown)


def _filing_rows(path: Path) -> Iterator[Example]:
    # Filings report what was: their figures are no forward-looking claims, save where they say so.
    for row in read_lines(path):
        if _DIGIT.search(row["text"]) and not re.search(
            r"\b(expect|anticipat|estimat|project|will)", row["text"], re.I
        ):
            targets = {"numclaim": one_hot("out-of-claim", BY_NAME["numclaim"].labels)}
            yield Example(row["text"], row["doc"], "kpi_edgar", targets)


def as_tweet(headline: str) -> str:
    """A quarter of the headlines, chosen by hash, as traders pass them on: with an invented cashtag or hashtag."""
    draw = int(hashlib.sha256(headline.encode()).hexdigest(), 16)
    symbol = "".join(chr(ord("A") + draw // 1000 // 26**i % 26) for i in range(2 + draw % 3))
    forms = (
        f"${symbol} - {headline}",
        f"{headline} ${symbol}",
        f"${symbol}: {headline}",
        f"{headline} #{symbol.lower()}",
    )
    return forms[draw // 16 % 4] if draw // 4 % 4 == 0 else headline


def _annotated_sentiment(shared: Path) -> Iterator[Example]:
    for row in annotations.read("headlines", shared):
        if row.labels in _LETTERS:
            target = {"sentiment": one_hot(_LETTERS[row.labels], SENTIMENTS)}
            yield Example(as_tweet(row.text), row.article, "own_headlines", target)
    for row in annotations.read("sentences", shared):
        feeling, kinds, forward = row.labels.split(" ")
        if feeling in _LETTERS:
            found = {_CLAIM_LETTERS[letter] for letter in kinds if letter in _CLAIM_LETTERS}
            targets = {
                "sentiment": one_hot(_LETTERS[feeling], SENTIMENTS),
                "kinds": tuple(float(kind in found) for kind in KINDS),
            }
            if _DIGIT.search(row.text):
                targets["numclaim"] = one_hot(_NUMCLAIM[forward], BY_NAME["numclaim"].labels)
            yield Example(row.text, row.article, "own_sentences", targets)


def _annotated_stance(shared: Path) -> Iterator[Example]:
    for row in annotations.read("fed", shared):
        if row.labels in _STANCES:
            target = {"fed_stance": one_hot(_STANCES[row.labels], BY_NAME["fed_stance"].labels)}
            yield Example(row.text, row.article, "own_fed", target)


def _annotated_mentions(shared: Path) -> Iterator[Example]:
    for row in annotations.read("mentions", shared):
        marks: list[Marked] = []
        judged: list[Judged] = []
        for part in [] if row.labels == "-" else row.labels.split(" "):
            start, end, label, feeling = part.split(":")
            marks.append(Marked(int(start), int(end), label))
            target = {"mention_sentiment": one_hot(_LETTERS[feeling], SENTIMENTS)}
            judged.append(Judged(int(start), int(end), target))
        yield Example(row.text, row.article, "own_mentions", tags={"mentions": disjoint(marks)}, judged=tuple(judged))


def _annotated_claims(shared: Path) -> Iterator[Example]:
    for row in annotations.read("claims", shared):
        claims = claim_rows.parse(row.text, row.labels)
        yield claim_rows.example(row.text, row.article, "own_claims", claims, {}, None, in_context=False)


def _annotated_articles(shared: Path) -> Iterator[Example]:
    for row in annotations.read("articles", shared):
        claims = claim_rows.parse(row.text, row.labels)
        yield claim_rows.example(row.text, row.article, "own_articles", claims, {}, None)


def _annotated_targets(shared: Path) -> Iterator[Example]:
    for row in annotations.read("targets", shared):
        parts = [] if row.labels == "-" else [part.split(":") for part in row.labels.split(" ")]
        judged = tuple(
            Judged(int(start), int(end), {"target_sentiment": one_hot(_LETTERS[letter], SENTIMENTS)})
            for start, end, letter in parts
        )
        spans = disjoint(Marked(place.start, place.end, "target") for place in judged)
        yield Example(row.text, row.article, "own_targets", tags={"targets": spans}, judged=judged)


def _annotated_topics(shared: Path) -> Iterator[Example]:
    for row in annotations.read("topics", shared):
        names, letter = row.labels.split(" ")
        if letter in _LETTERS:
            found = set(names.split(","))
            targets = {
                "topics": tuple(float(topic in found) for topic in TOPICS),
                "sentiment": one_hot(_LETTERS[letter], SENTIMENTS),
            }
            yield Example(row.text, row.article, "own_topics", targets)


def _written_posts() -> Iterator[Example]:
    for label, text in annotations.posts():
        yield Example(text, text, "own_posts", {"sentiment": one_hot(_LETTERS[label], SENTIMENTS)})


def read_all(shared: Path) -> list[Example]:
    """Every labelled sentence of the training files, before the guard."""
    data = shared / "data"
    rows = [
        *_entity_rows(data / "nlp/train/sentfin.jsonl.gz"),
        *_entity_rows(data / "nlp/train/finentity.jsonl.gz"),
        *_tweet_rows(data / "nlp/train/wnut17.jsonl.gz"),
        *_filing_rows(data / "nlp/train/kpi_edgar.jsonl.gz"),
        *_label_rows(data / "labels/sentiment.jsonl.gz"),
        *_stance_rows(data / "labels/fed_stance.jsonl.gz"),
        *claim_rows.articles(data / "claims/train.jsonl.gz"),
        *_annotated_sentiment(shared),
        *_annotated_stance(shared),
        *_annotated_mentions(shared),
        *_annotated_claims(shared),
        *_annotated_articles(shared),
        *_annotated_targets(shared),
        *_annotated_topics(shared),
        *_written_posts(),
    ]
    return [row for row in rows if row.text.strip()]


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


def load(shared: Path) -> Corpus:
    """Training and validation examples with every leak dropped and counted."""
    guard = LeakGuard(test_sentences(shared))
    dropped: Counter[str] = Counter()
    kept: list[Example] = []
    for example in read_all(shared):
        if guard.leaks(example.text):
            dropped[example.source] += 1
        else:
            kept.append(example)
    groups = _merge_groups(kept)
    validation = tuple(e for e in kept if is_validation(groups[e.group]))
    train = tuple(e for e in kept if not is_validation(groups[e.group]))
    return Corpus(train, validation, dict(dropped))
