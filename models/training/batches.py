"""Examples -> token ids and targets -> padded tensors."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from .examples import Example
from .heads import SENTENCE, TOKEN, Head

MAX_TOKENS = 128
NOT_ASKED = -100
OURS = frozenset({"own_sentences", "own_claims", "own_articles"})
"""Sources whose annotators mark claims by our own convention, which is more generous than that of the rest."""
TAGS = tuple(head for head in TOKEN if head.kind == "tags")
OVER_SPANS = tuple(head for head in TOKEN if head.kind != "tags")
TAGS_WIDTH = sum(head.width for head in TAGS)


@dataclass(frozen=True, slots=True)
class SpanRow:
    """A judged span in pieces (first, one past the last) with its targets by head."""

    first: int
    last: int
    targets: dict[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """A tokenised example: ids, a label for each piece and tags head that was asked, judged spans.

    `firsts` are the pieces that begin a word: a word's label is that of its first piece. `soft` holds, where a teacher
    answered, the distributions of all tags heads side by side on every piece, nothing on pieces that do not count.
    """

    ids: list[int]
    example: Example
    tags: dict[str, list[int]]
    spans: tuple[SpanRow, ...]
    firsts: tuple[int, ...] = ()
    soft: np.ndarray | None = None

    @property
    def ours(self) -> bool:
        """Whether its claims were marked by our own convention."""
        return self.example.source in OURS


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded tensors of some rows. Span tensors run over all judged spans of the batch.

    `tags` are distributions over a head's labels times their weight, all zero on pieces that were not asked.
    """

    ids: Tensor
    mask: Tensor
    ours: Tensor
    targets: dict[str, Tensor]
    weights: dict[str, Tensor]
    tags: dict[str, Tensor]
    span_row: Tensor
    span_first: Tensor
    span_last: Tensor
    span_targets: dict[str, Tensor]
    span_asked: dict[str, Tensor]

    def to(self, device: str) -> Batch:
        """The same on another device."""
        moved = {
            field.name: {k: v.to(device) for k, v in value.items()} if isinstance(value, dict) else value.to(device)
            for field in fields(self)
            for value in [getattr(self, field.name)]
        }
        return Batch(**moved)


def word_places(code: Encoding) -> list[tuple[int, int, int]]:
    """Each word as (its first piece, start, end), start and end in characters."""
    found: list[tuple[int, int, int]] = []
    last = None
    for piece, (word, (start, end)) in enumerate(zip(code.word_ids, code.offsets, strict=True)):
        if word is None:
            continue
        if word == last:
            first, begun, _ = found[-1]
            found[-1] = (first, begun, end)
        else:
            found.append((piece, start, end))
        last = word
    return found


def bio(head: Head, code: Encoding, example: Example) -> list[int]:
    """BIO labels of the first piece of each word: 0 outside, 1 + 2k first and 2 + 2k further word of label k."""
    labels = [NOT_ASKED] * len(code.ids)
    for piece, start, end in word_places(code):
        if any(start < stop and begin < end for begin, stop in example.unknown):
            continue
        labels[piece] = 0
        for span in example.tags[head.name]:
            if start < span.end and span.start < end:
                labels[piece] = 1 + 2 * head.labels.index(span.label) + (start > span.start)
    return labels


def _pieces(code: Encoding, start: int, end: int) -> tuple[int, int] | None:
    inside = [
        i
        for i, (word, (begin, stop)) in enumerate(zip(code.word_ids, code.offsets, strict=True))
        if word is not None and begin < end and start < stop
    ]
    return (inside[0], inside[-1] + 1) if inside else None


def tokenise(tokenizer: Tokenizer, examples: Sequence[Example]) -> list[Row]:
    """Ids and targets of each example, cut at the model's window."""
    tokenizer.enable_truncation(MAX_TOKENS)
    codes = tokenizer.encode_batch([example.text for example in examples])
    tokenizer.no_truncation()
    rows = []
    for code, example in zip(codes, examples, strict=True):
        tags = {head.name: bio(head, code, example) for head in TAGS if head.name in example.tags}
        spans = [
            SpanRow(*place, judged.targets)
            for judged in example.judged
            if (place := _pieces(code, judged.start, judged.end))
        ]
        firsts = tuple(piece for piece, _, _ in word_places(code))
        rows.append(Row(code.ids, example, tags, tuple(spans), firsts))
    return rows


def shuffled(rows: Sequence[Row], size: int, rng: random.Random) -> Iterator[list[Row]]:
    """Random batches of rows of like length: little padding, still well mixed."""
    order = list(rows)
    rng.shuffle(order)
    pool = size * 40
    found: list[list[Row]] = []
    for start in range(0, len(order), pool):
        chunk = sorted(order[start : start + pool], key=lambda row: len(row.ids))
        found += [chunk[i : i + size] for i in range(0, len(chunk), size)]
    rng.shuffle(found)
    yield from found


def _sentence_targets(rows: Sequence[Row], smoothing: float) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    targets: dict[str, Tensor] = {}
    weights: dict[str, Tensor] = {}
    for head in SENTENCE:
        blank = (0.0,) * head.width
        full = (1.0,) * head.width
        asked = [head.name in row.example.targets for row in rows]
        target = torch.tensor([row.example.targets.get(head.name, blank) for row in rows])
        if head.kind == "softmax":
            target = target * (1 - smoothing) + smoothing / head.width
        targets[head.name] = target
        weights[head.name] = torch.tensor(
            [
                row.example.label_weights.get(head.name, full) if ok else blank
                for row, ok in zip(rows, asked, strict=True)
            ]
        )
    return targets, weights


def _tag_targets(rows: Sequence[Row], width: int) -> dict[str, Tensor]:
    found = np.zeros((len(rows), width, TAGS_WIDTH), np.float32)
    for i, row in enumerate(rows):
        if row.soft is not None:
            found[i, : len(row.ids)] = row.soft
            continue
        at = 0
        for head in TAGS:
            labels = np.array(row.tags.get(head.name, ()), dtype=int)
            asked = np.flatnonzero(labels != NOT_ASKED)
            found[i, asked, at + labels[asked]] = 1
            at += head.width
    cut = torch.from_numpy(found).split([head.width for head in TAGS], -1)
    return {head.name: part for head, part in zip(TAGS, cut, strict=True)}


def collate(rows: Sequence[Row], smoothing: float = 0.0) -> Batch:
    """The rows as one padded batch."""
    # A multiple of eight: few widths, whose kernels the library makes once.
    width = -(-max(len(row.ids) for row in rows) // 8) * 8
    ids = torch.tensor([row.ids + [0] * (width - len(row.ids)) for row in rows])
    mask = torch.tensor([[1] * len(row.ids) + [0] * (width - len(row.ids)) for row in rows])
    targets, weights = _sentence_targets(rows, smoothing)
    tags = _tag_targets(rows, width)
    spans = [(i, span) for i, row in enumerate(rows) for span in row.spans]
    span_targets: dict[str, Tensor] = {}
    span_asked: dict[str, Tensor] = {}
    for head in OVER_SPANS:
        blank = (0.0,) * head.width
        span_targets[head.name] = torch.tensor([s.targets.get(head.name, blank) for _, s in spans]).view(-1, head.width)
        span_asked[head.name] = torch.tensor([float(head.name in s.targets) for _, s in spans])
    return Batch(
        ids,
        mask,
        torch.tensor([float(row.ours) for row in rows]),
        targets,
        weights,
        tags,
        torch.tensor([i for i, _ in spans], dtype=torch.long),
        torch.tensor([s.first for _, s in spans], dtype=torch.long),
        torch.tensor([s.last for _, s in spans], dtype=torch.long),
        span_targets,
        span_asked,
    )
