"""A teacher's answers as soft targets, for sentences that nobody labelled and, for sentiment, beside the labels.

A run of several passes learns its rarer heads, but by then it repeats the noise in its sentiment labels. Its weights
after one pass have seen no label twice. Of sentences from the shared articles that nobody labelled the student is told
the mean of both; of labelled ones it is told the label, softened by the early answer.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.torch
from tokenizers import Tokenizer
from transformers import BertConfig

from aggregator.understand import sentences

from .batches import tokenise
from .calibrate import sigmoid, softmax
from .data import Corpus
from .examples import Example
from .files import read_lines
from .guard import LeakGuard, normalise, test_sentences
from .heads import SENTENCE
from .model import CommentaryModel
from .validation import SENTENCE_COLUMNS, Predictions

SEED = 20
SOFTENED = 0.4
"""Share of the early teacher in a labelled sentence's sentiment."""
SKIPPED_SOURCES = frozenset({"Validea", "BNK Invest"})
"""Texts from a form: thousands of sentences that differ in a name and a number."""
FEW_OF_A_KIND = 6
_NOT_LETTER = re.compile(r"[^a-z]+")


@dataclass(frozen=True, slots=True)
class Pool:
    """So many stretches of one set's articles: titles, or up to `each` sentences of a body; and the heads to ask."""

    name: str
    field: str
    count: int
    each: int
    heads: frozenset[str]


_HEADLINE = frozenset({"sentiment", "topics"})
_BODY = frozenset(head.name for head in SENTENCE) - {"fed_stance"}
_FED = frozenset({"sentiment", "topics", "fed_stance", "inflation"})
POOLS = (
    Pool("headlines_2017_2020_reuters_cnbc_guardian", "title", 11_000, 1, _HEADLINE),
    Pool("benzinga_analyst_headlines_sample", "title", 1_500, 1, _HEADLINE),
    Pool("nasdaq_com_2023", "title", 2_500, 1, _HEADLINE),
    Pool("bulwark_2025_tradingview", "title", 3_500, 1, _HEADLINE),
    Pool("bulwark_2025_other", "title", 1_500, 1, _HEADLINE),
    Pool("reuters_2006_2013_macro", "title", 2_500, 1, _HEADLINE),
    Pool("bulwark_2025_tradingview", "body", 9_000, 3, _BODY),
    Pool("bulwark_2025_other", "body", 3_500, 3, _BODY),
    Pool("nasdaq_com_2023", "body", 6_000, 2, _BODY),
    Pool("reuters_2006_2013_macro", "body", 5_000, 2, _BODY),
    Pool("fnspid_sample", "body", 1_500, 2, _BODY),
    Pool("focus", "body", 3_000, 2, _BODY),
    Pool("fed_fomc_minutes_1996_2022", "body", 2_000, 40, _FED),
    Pool("fed_press_conferences_2011_2022", "body", 1_200, 80, _FED),
)


def _stretches(row: dict[str, Any], pool: Pool, rng: random.Random) -> Iterator[str]:
    if pool.field == "title":
        yield row["title"]
        return
    body = row.get("body") or ""
    spans = [body[s.start : s.end] for s in sentences.split(body[:8000])]
    kept = [
        text for text in spans if 40 <= len(text) <= 320 and "\n" not in text and not sentences.is_boilerplate(text)
    ]
    rng.shuffle(kept)
    yield from kept[: pool.each]


def unlabelled(shared: Path, corpus: Corpus) -> list[tuple[Example, frozenset[str]]]:
    """Sentences of the shared articles that are in no labelled file and no test set, with the heads to ask of each."""
    rng = random.Random(SEED)
    guard = LeakGuard(test_sentences(shared))
    seen = {normalise(example.text) for example in (*corpus.train, *corpus.validation)}
    held_out = {example.group for example in corpus.validation}
    openings: dict[str, int] = {}
    found = []
    for pool in POOLS:
        rows = [row for row in read_lines(shared / f"data/articles/{pool.name}.jsonl.gz") if _usable(row, held_out)]
        rng.shuffle(rows)
        left = pool.count
        for text in (text for row in rows for text in _stretches(row, pool, rng)):
            key = normalise(text)
            opening = " ".join(_NOT_LETTER.sub(" ", text.lower()).split()[:4])
            if left == 0:
                break
            if len(text) < 20 or key in seen or openings.get(opening, 0) >= FEW_OF_A_KIND or guard.leaks(text):
                continue
            seen.add(key)
            openings[opening] = openings.get(opening, 0) + 1
            left -= 1
            found.append((Example(text, "", f"unlabelled_{pool.field}"), pool.heads))
    rng.shuffle(found)
    return found


def _usable(row: dict[str, Any], held_out: set[str]) -> bool:
    return row["id"] not in held_out and row["source"] not in SKIPPED_SOURCES


def _teacher(weights: Path) -> CommentaryModel:
    """Encoder and sentence heads of a run; the rest is not asked."""
    state = safetensors.torch.load_file(weights)
    model = CommentaryModel(BertConfig(attn_implementation="eager", **_shape(weights)))
    model.load_state_dict({k: v for k, v in state.items() if not k.startswith("token.")}, strict=False)
    return model.eval()


def _shape(weights: Path) -> dict[str, Any]:
    import json

    shape: dict[str, Any] = json.loads((weights.parent / "encoder.json").read_text(encoding="utf-8"))
    return {key: value for key, value in shape.items() if key != "attn_implementation"}


Predict = Callable[[CommentaryModel, Sequence[Any]], Predictions]


def _answers(
    weights: Path, tokenizer: Tokenizer, examples: Sequence[Example], predict: Predict
) -> dict[str, np.ndarray]:
    found = predict(_teacher(weights), tokenise(tokenizer, examples)).sentence
    return {
        head.name: (softmax if head.kind == "softmax" else sigmoid)(found[:, SENTENCE_COLUMNS[head.name]])
        for head in SENTENCE
    }


def teach(
    corpus: Corpus, shared: Path, teacher: Path, tokenizer: Tokenizer, predict: Predict
) -> tuple[Corpus, list[Example]]:
    """The corpus with softened sentiment, and the unlabelled sentences with the teachers' answers."""
    extra = unlabelled(shared, corpus)
    asked = [example for example, _ in extra]
    felt = [i for i, example in enumerate(corpus.train) if "sentiment" in example.targets]
    early = teacher / "first.safetensors"
    first = _answers(early, tokenizer, [*asked, *(corpus.train[i] for i in felt)], predict)["sentiment"]
    best = _answers(teacher / "best.safetensors", tokenizer, asked, predict)
    soft = best | {"sentiment": (first[: len(asked)] + best["sentiment"]) / 2}
    train = list(corpus.train)
    for i, answer in zip(felt, first[len(asked) :], strict=True):
        train[i] = _softened(train[i], answer)
    told = [
        replace(example, targets={name: tuple(soft[name][i].tolist()) for name in sorted(heads)})
        for i, (example, heads) in enumerate(extra)
    ]
    return Corpus(tuple(train), corpus.validation, corpus.dropped), told


def _softened(example: Example, soft: np.ndarray) -> Example:
    gold = example.targets["sentiment"]
    mixed = tuple((1 - SOFTENED) * g + SOFTENED * float(s) for g, s in zip(gold, soft, strict=True))
    return replace(example, targets={**example.targets, "sentiment": mixed})
