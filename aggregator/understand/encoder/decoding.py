"""Logits of a batch -> probabilities, labels and spans of its sentences.

All arithmetic runs over the whole batch at once; Python visits only the spans that some head marks.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from aggregator.understand.encoder.folder import Head

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.floating[Any]]
    Ints = npt.NDArray[np.int64]

_Value = TypeVar("_Value")
LEANS = {"subject": 0.8}
"""By tags head: how much likelier, in log odds, a word's tag may be thought outside and still be marked.

Claims weigh a subject by its probability once more, together with its kinds; what is left out here nobody can take up.
"""
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

        rounded = np.round(probabilities, DECIMALS)
        answers = [_dicts(head.labels, rounded[:, self.slices[head.name]].tolist()) for head in self.heads]
        return _dicts([head.name for head in self.heads], zip(*answers, strict=True))


def _dicts(keys: Sequence[str], rows: Iterable[Iterable[_Value]]) -> list[dict[str, _Value]]:
    """A dict of each row with these keys; there are dozens to a sentence, so that no Python runs for each."""
    return list(map(dict, map(zip, itertools.repeat(keys), rows)))


@dataclass(frozen=True, slots=True)
class Words:
    """Where words begin and end among the tokens of some texts, one text after the other; all but `begins` by token."""

    begins: Ints
    """The first token of each text."""
    text: Ints
    first: npt.NDArray[np.bool_]
    """Whether the token is its word's first."""
    ordinal: Ints
    """The word's number; from one text to the next a number is left out."""
    past: Ints
    """One past the last token of the word that the token belongs to."""

    @classmethod
    def of(cls, word_ids: Sequence[Sequence[int | None]]) -> Words:
        """From the tokenizer's word of each token of each text."""
        import numpy as np

        sizes = np.array([len(words) for words in word_ids], np.int64)
        text = np.repeat(np.arange(sizes.size), sizes)
        words = np.array(list(itertools.chain.from_iterable(word_ids)), np.int64)
        first = np.ones(words.size, np.bool_)
        first[1:] = (words[1:] != words[:-1]) | (text[1:] != text[:-1])
        word = np.cumsum(first)
        past = np.append(np.flatnonzero(first), words.size)[word]
        return cls(np.cumsum(sizes) - sizes, text, first, word + text, past)


@dataclass(frozen=True, slots=True)
class _Spans:
    """The spans of one tags head, in columns: `first` and `past` among the tokens of all texts."""

    text: Ints
    first: Ints
    past: Ints
    label: Ints
    probability: Floats


def _marked(head: Head, logits: Floats, words: Words) -> _Spans | None:
    """Spans of one tags head, logits [tokens, width], in order; None where it marks nothing.

    Each word has the tag that is likeliest at its first token, outside only where that leads by the head's lean. A tag
    `inside` continues a span of its label that ends at the word before, and else starts one.
    """
    import numpy as np

    # Most tokens are outside: only of the others it matters which tag is the likeliest.
    lean = LEANS.get(head.name, 0.0)
    at = np.flatnonzero((logits[:, 1:].max(-1) > logits[:, 0] - lean * head.temperature) & words.first)
    if not at.size:
        return None
    scaled = np.ascontiguousarray(logits[at], np.float64) / head.temperature
    tags = scaled[:, 1:].argmax(1) + 1
    powers = np.exp(scaled - scaled.max(1, keepdims=True))
    certain = powers[np.arange(at.size), tags] / powers.sum(1)
    word, label = words.ordinal[at], (tags - 1) // 2
    starts = np.ones(at.size, np.bool_)
    starts[1:] = (tags[1:] % 2 == 1) | (word[1:] != word[:-1] + 1) | (label[1:] != label[:-1])
    begins = np.flatnonzero(starts)
    size = np.diff(begins, append=at.size)
    first = at[begins]
    past = words.past[at[begins + size - 1]]
    probability = np.round(np.add.reduceat(certain, begins) / size, DECIMALS)
    return _Spans(words.text[first], first, past, label[begins], probability)


def _means(logits: Floats, spans: _Spans) -> Floats:
    """Mean of the token logits [tokens, width] over each span."""
    import numpy as np

    size = spans.past - spans.first
    ends = np.cumsum(size)
    inside = logits[np.arange(ends[-1]) + np.repeat(spans.past - ends, size)].astype(np.float64)
    means: Floats = np.add.reduceat(inside, ends - size) / size[:, None]
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

    def _said(self, head: Head, spans: _Spans, tokens: Floats) -> list[dict[str, dict[str, float]]]:
        """What the heads over the spans of a tags head say of each."""
        judges, columns = self._judges[head.name]
        if not columns:
            return [{} for _ in spans.text]
        return judges.named(judges.probabilities(_means(tokens, spans)[:, columns]))

    def records(self, codes: Sequence[Any], probabilities: Floats, tokens: Sequence[Floats]) -> list[SentenceScores]:
        """A record of each text from its encoding by the tokenizer, sentence probabilities and token logits."""
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

    def _spans(self, codes: Sequence[Any], tokens: Sequence[Floats]) -> list[dict[str, tuple[Span, ...]]]:
        import numpy as np

        words = Words.of([code.word_ids for code in codes])
        logits = np.concatenate(tokens)
        columns = np.asfortranarray(logits)  # the highest of each row is found faster where columns lie together
        found: list[dict[str, tuple[Span, ...]]] = [dict.fromkeys(self._judges, ()) for _ in codes]
        for head in self._tags:
            spans = _marked(head, columns[:, self.token.slices[head.name]], words)
            if spans is None:
                continue
            begins = words.begins[spans.text]
            fields = (spans.text, spans.first - begins, spans.past - begins, spans.label, spans.probability)
            listed = zip(*(each.tolist() for each in fields), self._said(head, spans, logits), strict=True)
            for text, mine in itertools.groupby(listed, key=itemgetter(0)):
                chars = codes[text].token_to_chars
                found[text][head.name] = tuple(
                    Span(chars(first)[0], chars(past - 1)[1], head.labels[label], probability, said)
                    for _, first, past, label, probability, said in mine
                )
        return found

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
