"""Logits of a batch -> probabilities, labels and spans of its sentences.

All arithmetic runs over the whole batch at once; Python visits only the tokens that some head marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aggregator.understand.folder import Head

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.floating[Any]]
    Ints = npt.NDArray[np.int64]

DECIMALS = 6
"""Probabilities are rounded here, once: what is stored and exported is what was computed."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words that a tags head marks: `start` and `end` in characters of the sentence, the label and its probability.

    `probability` is the mean over the words of that of the tag chosen for each. `heads` holds what the heads over
    these spans say, by name: the probability of each of their labels.
    """

    start: int
    end: int
    label: str
    probability: float
    heads: dict[str, dict[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """What the encoder says about one sentence; every label of a head is present, by name.

    `topics` holds all probabilities and `topic_labels` those over their calibrated thresholds, likeliest first; both
    are empty when the model has no topics head. `heads` holds the further heads over the sentence by name, `labels`
    the labels over their thresholds, likeliest first, of each head that may choose several, `spans` the marked spans in
    order by tags head. `undecided` names the heads whose likeliest choice is less likely than they ask for.
    """

    sentiment: dict[str, float]
    topics: dict[str, float] = field(default_factory=dict)
    topic_labels: tuple[str, ...] = ()
    heads: dict[str, dict[str, float]] = field(default_factory=dict)
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    spans: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    undecided: tuple[str, ...] = ()


class Columns:
    """Heads side by side in one array of logits."""

    def __init__(self, heads: Sequence[Head]) -> None:
        import numpy as np

        self.heads = tuple(heads)
        self.slices: dict[str, slice] = {}
        at = 0
        for head in heads:
            self.slices[head.name] = slice(at, at + head.width)
            at += head.width
        self.width = at
        self._widths = np.array([head.width for head in heads], np.int64)
        self._starts = np.cumsum(self._widths) - self._widths
        self._temperatures = np.repeat([head.temperature for head in heads], self._widths)
        self._sigmoid = np.repeat(np.array([head.kind == "sigmoid" for head in heads], np.bool_), self._widths)

    def probabilities(self, logits: Floats) -> Floats:
        """Calibrated probabilities of logits [rows, width]."""
        import numpy as np

        scaled: Floats = logits.astype(np.float64) / self._temperatures
        if not scaled.size:
            return scaled
        tops = np.repeat(np.maximum.reduceat(scaled, self._starts, axis=1), self._widths, axis=1)
        powers = np.exp(scaled - tops)
        totals = np.repeat(np.add.reduceat(powers, self._starts, axis=1), self._widths, axis=1)
        # The clip keeps the exponential finite; beyond it a probability is 0 or 1 to six decimals.
        found: Floats = np.where(self._sigmoid, 1 / (1 + np.exp(-np.clip(scaled, -60, 60))), powers / totals)
        return found

    def pool(self, windows: Sequence[Floats], sizes: Sequence[int]) -> Floats:
        """Probabilities of a sentence's windows as one row: the mean by size of a choice, the maximum of a presence."""
        import numpy as np

        pooled: Floats = np.where(self._sigmoid, np.max(windows, 0), np.average(windows, 0, sizes))
        return pooled[None]

    def named(self, probabilities: Floats) -> list[dict[str, dict[str, float]]]:
        """Each row as head -> label -> probability, rounded."""
        import numpy as np

        parts = [(head.name, head.labels, self.slices[head.name]) for head in self.heads]
        return [
            {name: dict(zip(labels, row[place], strict=True)) for name, labels, place in parts}
            for row in np.round(probabilities, DECIMALS).tolist()
        ]


@dataclass(frozen=True, slots=True)
class Words:
    """Where the words of equally long token rows begin and end, [rows, tokens]."""

    first: npt.NDArray[np.bool_]
    ordinal: Ints
    past: Ints
    """One past the last token of the word that the token belongs to."""

    @classmethod
    def of(cls, word_ids: Sequence[Sequence[int | None]]) -> Words:
        """From the tokenizer's word of each token."""
        import numpy as np

        words = np.array(word_ids, np.int64)
        size = words.shape[1]
        first = np.ones(words.shape, np.bool_)
        first[:, 1:] = words[:, 1:] != words[:, :-1]
        begins = np.where(first, np.arange(size), size)
        past = np.full(words.shape, size, np.int64)
        past[:, :-1] = np.minimum.accumulate(begins[:, :0:-1], axis=1)[:, ::-1]
        return cls(first, np.cumsum(first, axis=1), past)


@dataclass(slots=True)
class _Found:
    """A span in tokens, while words may still join it."""

    row: int
    first: int
    past: int
    label: int
    word: int
    probabilities: list[float]


def _marked(head: Head, logits: Floats, words: Words) -> list[_Found]:
    """Spans of one tags head, logits [rows, tokens, width], by row and place.

    Each word has the tag that is likeliest at its first token. A tag `inside` continues a span of its label that ends
    at the word before, and else starts one.
    """
    import numpy as np

    tags = logits.argmax(-1)
    rows, places = np.nonzero((tags > 0) & words.first)
    if not rows.size:
        return []
    scaled = logits[rows, places].astype(np.float64) / head.temperature
    chosen = tags[rows, places]
    certain = 1 / np.exp(scaled - scaled.max(1, keepdims=True)).sum(1)
    columns = (rows, places, words.past[rows, places], words.ordinal[rows, places], chosen, certain)
    found: list[_Found] = []
    for row, place, past, word, tag, probability in zip(*(column.tolist() for column in columns), strict=True):
        label, inside = (tag - 1) // 2, tag % 2 == 0
        last = found[-1] if found else None
        if inside and last and (last.row, last.word, last.label) == (row, word - 1, label):
            last.past, last.word = past, word
            last.probabilities.append(probability)
        else:
            found.append(_Found(row, place, past, label, word, [probability]))
    return found


def _means(logits: Floats, spans: Sequence[_Found]) -> Floats:
    """Mean of the token logits [rows, tokens, width] over each span."""
    import numpy as np

    sums = np.zeros((logits.shape[0], logits.shape[1] + 1, logits.shape[2]))
    np.cumsum(logits, axis=1, out=sums[:, 1:])
    row, first, past = np.array([(each.row, each.first, each.past) for each in spans]).T
    means: Floats = (sums[row, past] - sums[row, first]) / (past - first)[:, None]
    return means


class Decoder:
    """Records from the two outputs of a model with these heads."""

    def __init__(self, sentence: Sequence[Head], token: Sequence[Head]) -> None:
        self.sentence = Columns(sentence)
        self.token = Columns(token)
        self._tags = [head for head in token if head.kind == "tags"]
        self._judges = {tags.name: self._judging(tags, token) for tags in self._tags}

    def _judging(self, tags: Head, token: Sequence[Head]) -> tuple[Columns, list[int]]:
        """The heads over the spans of a tags head, and where their logits stand."""
        heads = [head for head in token if head.over == tags.name]
        places = [self.token.slices[head.name] for head in heads]
        return Columns(heads), [column for place in places for column in range(place.start, place.stop)]

    def records(self, codes: Sequence[Any], probabilities: Floats, tokens: Floats) -> list[SentenceScores]:
        """One record per row: the tokenizer's encodings, sentence probabilities and token logits of a batch."""
        named = self.sentence.named(probabilities)
        if not self._tags:
            return [self._record(answers, {}) for answers in named]
        return [self._record(*pair) for pair in zip(named, self._spans(codes, tokens), strict=True)]

    def of_nothing(self) -> SentenceScores:
        """The record of a text without a token."""
        return self._record(
            {head.name: head.of_nothing() for head in self.sentence.heads}, {head.name: () for head in self._tags}
        )

    def judge(self, head: Head, tokens: Floats, places: Sequence[tuple[int, int] | None]) -> list[dict[str, float]]:
        """What a head over spans says of spans (first token, one past the last) of one sentence's logits."""
        import numpy as np

        only = Columns([head])
        logits = tokens[:, self.token.slices[head.name]]
        means = np.array([logits[slice(*place)].mean(0) for place in places if place])
        answers = iter(only.named(only.probabilities(means.reshape(-1, head.width))))
        return [next(answers)[head.name] if place else head.of_nothing() for place in places]

    def _spans(self, codes: Sequence[Any], tokens: Floats) -> list[dict[str, tuple[Span, ...]]]:
        words = Words.of([code.word_ids for code in codes])
        rows: list[dict[str, tuple[Span, ...]]] = [{head.name: () for head in self._tags} for _ in codes]
        for head in self._tags:
            found = _marked(head, tokens[:, :, self.token.slices[head.name]], words)
            judges, columns = self._judges[head.name]
            judged = bool(found and columns)
            said = (
                judges.named(judges.probabilities(_means(tokens[:, :, columns], found)))
                if judged
                else [{}] * len(found)
            )
            for each, answers in zip(found, said, strict=True):
                code = codes[each.row]
                probability = round(sum(each.probabilities) / len(each.probabilities), DECIMALS)
                start, end = code.token_to_chars(each.first)[0], code.token_to_chars(each.past - 1)[1]
                rows[each.row][head.name] += (Span(start, end, head.labels[each.label], probability, answers),)
        return rows

    def _record(self, answers: dict[str, dict[str, float]], spans: dict[str, tuple[Span, ...]]) -> SentenceScores:
        labels = {}
        undecided = []
        for head in self.sentence.heads:
            said = answers[head.name]
            if head.kind == "sigmoid":
                over = [label for label, cut in zip(head.labels, head.thresholds, strict=True) if said[label] >= cut]
                labels[head.name] = tuple(sorted(over, key=lambda label: (-said[label], label)))
            elif max(said.values()) < head.abstain:
                undecided.append(head.name)
        return SentenceScores(
            sentiment=answers.pop("sentiment"),
            topics=answers.pop("topics", {}),
            topic_labels=labels.get("topics", ()),
            heads=answers,
            labels=labels,
            spans=spans,
            undecided=tuple(undecided),
        )
