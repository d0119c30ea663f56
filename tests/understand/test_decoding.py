"""Logits to records: probabilities, thresholds, undecided heads, spans of words and what is said of them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from aggregator.errors import ModelError
from aggregator.understand.encoder import decoding, passes
from aggregator.understand.encoder.decoding import Columns, Decoder, SentenceScores, Words
from aggregator.understand.encoder.folder import Head, ModelConfig
from aggregator.understand.encoder.model import OnnxEncoder

SENTIMENT = Head("sentiment", "softmax", ("negative", "neutral", "positive"), abstain=0.5)
TOPICS = Head("topics", "sigmoid", ("fed", "inflation"), thresholds=(0.5, 0.4))
MOOD = Head("mood", "softmax", ("calm", "tense"), temperature=2.0, abstain=0.6)
MENTIONS = Head("mentions", "tags", ("ORG", "LOC"), over="token")
TARGETS = Head("targets", "tags", ("target",), over="token")
FELT = Head("target_sentiment", "softmax", ("bad", "good"), over="mentions")
HEADS = (SENTIMENT, TOPICS, MOOD, MENTIONS, TARGETS, FELT)

PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "acme", "##corp", "new", "york", "rose", "fell", "and", ".", "zurich")
OUTSIDE, B_ORG, _, B_LOC, I_LOC = range(5)
TAGS = {"acme": B_ORG, "##corp": B_LOC, "new": B_LOC, "york": I_LOC, "zurich": I_LOC}
"""The likeliest tag of each piece; `##corp` must not count, being no first piece."""


def tokenizer() -> Any:
    made = Tokenizer(models.WordPiece({piece: i for i, piece in enumerate(PIECES)}, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


class Session:
    """Logits by piece, as a graph would give them; it records the batches it saw."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, int]] = []
        self.table = np.zeros((len(PIECES), 10), np.float32)
        for piece, name in enumerate(PIECES):
            self.table[piece, TAGS.get(name, OUTSIDE)] = 4.0
            self.table[piece, 5] = 2.0
            self.table[piece, 8] = piece / 10

    def run(self, outputs: Sequence[str], feeds: dict[str, Any]) -> list[Any]:
        ids = feeds["input_ids"]
        assert (ids[:, 0] == 2).all()
        assert (ids[:, -1] == 3).all()
        self.shapes.append(ids.shape)
        rose, fell, both = ((ids == PIECES.index(word)).any(1) for word in ("rose", "fell", "and"))
        zero = np.zeros(len(ids))
        sentence = np.stack([3 * fell, zero, 3 * rose, 2 * rose - 1, 2 * fell - 1, zero, 4 * both], axis=1)
        named = {"sentence": sentence.astype(np.float32), "tokens": self.table[ids]}
        return [named[name] for name in outputs]


def encoder(heads: Sequence[Head] = HEADS, max_tokens: int = 64, threads: int = 1) -> OnnxEncoder:
    return OnnxEncoder(ModelConfig("m", "1", max_tokens, "0" * 64, tuple(heads)), tokenizer(), Session(), threads)


def spans(scores: SentenceScores, head: str = "mentions") -> list[tuple[int, int, str]]:
    return [(span.start, span.end, span.label) for span in scores.spans[head]]


def test_probabilities_are_calibrated_by_head() -> None:
    columns = Columns([SENTIMENT, TOPICS, MOOD])
    [row] = columns.named(columns.probabilities(np.array([[0, 1, 2, 0, -100, 0, 2]], np.float32)))
    total = sum(math.exp(x) for x in range(3))
    assert row["sentiment"] == pytest.approx(
        {"negative": 1 / total, "neutral": math.e / total, "positive": math.e**2 / total}, abs=1e-6
    )
    assert row["topics"] == {"fed": 0.5, "inflation": 0.0}
    assert row["mood"]["tense"] == pytest.approx(1 / (1 + math.exp(-1)), abs=1e-6)


def test_large_logits_stay_finite() -> None:
    columns = Columns([SENTIMENT, TOPICS])
    [row] = columns.named(columns.probabilities(np.array([[1e4, -1e4, 0, 1e4, -1e4]], np.float32)))
    assert row == {"sentiment": {"negative": 1, "neutral": 0, "positive": 0}, "topics": {"fed": 1, "inflation": 0}}


def test_labels_are_those_over_their_threshold_likeliest_first() -> None:
    up, both = encoder().score(["acme rose", "acme rose and fell"])
    assert up.topics == {"fed": 0.731059, "inflation": 0.268941}
    assert up.topic_labels == up.labels["topics"] == ("fed",)
    assert both.topic_labels == ("fed", "inflation")


def test_undecided_heads_are_named() -> None:
    plain, mixed = encoder().score(["acme", "acme rose and fell"])
    assert plain.undecided == ("sentiment", "mood")
    assert mixed.undecided == ("sentiment",)
    assert mixed.heads["mood"]["tense"] == pytest.approx(1 / (1 + math.exp(-2)), abs=1e-6)


def test_spans_are_whole_words_in_characters_of_the_text() -> None:
    [scores] = encoder().score(["ACMEcorp rose, New York fell."])
    assert spans(scores) == [(0, 8, "ORG"), (15, 23, "LOC")]
    certain = 4 - math.log(math.exp(4) + 4)
    assert scores.spans["mentions"][0].probability == pytest.approx(math.exp(certain), abs=1e-6)
    assert scores.spans["targets"] == ()


def test_an_inside_without_its_begin_starts_a_span() -> None:
    [scores] = encoder().score(["rose zurich fell york zurich acme zurich"])
    assert spans(scores) == [(5, 11, "LOC"), (17, 28, "LOC"), (29, 33, "ORG"), (34, 40, "LOC")]


def test_a_begin_ends_the_span_before() -> None:
    [scores] = encoder().score(["acme acme new york new york"])
    assert spans(scores) == [(0, 4, "ORG"), (5, 9, "ORG"), (10, 18, "LOC"), (19, 27, "LOC")]


def test_spans_do_not_run_over_from_one_sentence_to_the_next() -> None:
    found = encoder().score(["rose new", "york rose", "zurich new"])
    assert [spans(scores) for scores in found] == [[(5, 8, "LOC")], [(0, 4, "LOC")], [(0, 6, "LOC"), (7, 10, "LOC")]]


@pytest.mark.parametrize(
    ("name", "lead", "marked"),
    [("targets", -0.5, True), ("targets", 0.5, False), ("subject", 0.7, True), ("subject", 0.9, False)],
)
def test_a_leaning_head_marks_what_is_a_little_likelier_outside(name: str, lead: float, marked: bool) -> None:
    head = Head(name, "tags", ("thing",), over="token", temperature=1.25)
    logits = np.array([[lead * head.temperature, 0.0, -20.0]], np.float32)
    found = decoding._marked(head, logits, Words.of([[0]]))
    assert (found is not None) is marked
    if found is not None:
        assert found.probability.tolist() == [pytest.approx(1 / (1 + math.exp(lead)), abs=1e-6)]


def test_what_is_said_of_a_span_is_the_mean_over_its_pieces() -> None:
    made = encoder()
    [scores] = made.score(["acmecorp"])
    [span] = scores.spans["mentions"]
    logits = (np.array([0.4, 0.0]) + np.array([0.5, 0.0])) / 2
    assert span.heads == {
        "target_sentiment": pytest.approx(
            {"bad": 1 / (1 + math.exp(-logits[0])), "good": 1 / (1 + math.exp(logits[0]))}, abs=1e-6
        )
    }
    assert made.judge("rose acmecorp", [(5, 13)]) == [span.heads["target_sentiment"]]


def test_only_the_spans_that_a_head_is_over_are_judged_by_it() -> None:
    made = encoder()
    made._session.table[PIECES.index("rose"), 6] = 9.0
    [scores] = made.score(["acme rose"])
    assert spans(scores, "targets") == [(5, 9, "target")]
    assert scores.spans["targets"][0].heads == {}


def test_judging_takes_any_span_and_says_nothing_of_nothing() -> None:
    made = encoder()
    inside, gap, beyond = made.judge("acme rose fell", [(6, 7), (4, 5), (90, 99)])
    assert inside == made.judge("rose", [(0, 4)])[0]
    assert gap == beyond == {"bad": 0.5, "good": 0.5}
    assert made.judge_many([("", [(0, 1)]), ("acme", []), ("rose", [(0, 4)])]) == [[gap], [], [inside]]


def test_judging_needs_a_head_over_spans() -> None:
    for name in ("mentions", "sentiment", "unknown"):
        with pytest.raises(ModelError, match=name):
            encoder().judge("acme", [(0, 4)], name)


def test_sentiment_alone_is_a_model() -> None:
    made = encoder([SENTIMENT])
    made._session.run = lambda outputs, feeds: [np.zeros((len(feeds["input_ids"]), 3), np.float32)]
    scores, nothing = made.score(["acme rose", ""])
    assert scores == SentenceScores(dict.fromkeys(SENTIMENT.labels, 0.333333), undecided=("sentiment",))
    assert nothing.sentiment["neutral"] == 1.0


def test_nothing_has_every_head() -> None:
    [scores] = encoder().score([" "])
    assert scores.heads == {"mood": {"calm": 0.5, "tense": 0.5}}
    assert scores.labels == {"topics": ()}
    assert scores.spans == {"mentions": (), "targets": ()}


# --- long texts and batches ---------------------------------------------------------------------------------------


def test_nothing_of_a_long_text_is_lost() -> None:
    made = encoder(max_tokens=16)
    words = ["acme", "rose", "new", "york", "fell", "and"] * 20
    [scores] = made.score([" ".join(words)])
    assert len(scores.spans["mentions"]) == 40
    assert [span.end - span.start for span in scores.spans["mentions"]] == [4, 8] * 20
    assert max(length for _, length in made._session.shapes) == 16
    assert scores.topic_labels == ("fed", "inflation")


def test_batches_hold_one_length_and_change_nothing() -> None:
    texts = ["acme rose", "new york fell", "zurich rose", "acme " * 40, "acmecorp", "fell and rose"] * 3
    texts = [f"{text} {'. ' * i}" for i, text in enumerate(texts)]
    alone = [encoder(max_tokens=16).score([text])[0] for text in texts]
    for threads in (1, 3):
        assert encoder(max_tokens=16, threads=threads).score(texts) == alone
        assert encoder(max_tokens=16, threads=threads).score(texts[::-1]) == alone[::-1]


def test_equally_long_texts_share_a_pass() -> None:
    made = encoder()
    made.score(["acme rose", "acme fell", "new york", "acme"])
    assert sorted(made._session.shapes) == [(1, 3), (3, 4)]


@given(st.integers(0, 2000), st.integers(8, 254))
def test_windows_cover_everything_and_overlap(count: int, size: int) -> None:
    places = passes.windows(count, size)
    assert places[0][0] == 0
    assert places[-1][1] == count
    assert {past - first for first, past in places} <= {min(size, count)}
    for (first, past), (following, _) in itertools.pairwise(places):
        assert first < following
        assert past - following >= size // 8


@given(st.integers(20, 500), st.integers(8, 64))
def test_each_token_is_read_where_it_stands_furthest_from_an_edge(count: int, size: int) -> None:
    places = passes.windows(count, size)
    rows = [np.array([[token, window] for token in range(*place)]) for window, place in enumerate(places)]
    joined = passes.stitch(rows, places)
    assert joined[:, 0].tolist() == list(range(count))
    for token, window in joined.tolist():
        room = [min(token - first, past - 1 - token) for first, past in places]
        assert room[window] == max(room)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=12))
def test_words_know_where_they_end(sizes: list[int]) -> None:
    ids = [word for word, size in enumerate(sizes) for _ in range(size)]
    words = Words.of([ids, [], ids])
    count, ends = len(ids), np.repeat(np.cumsum(sizes), sizes)
    assert words.begins.tolist() == [0, count, count]
    for text, part in ((0, slice(0, count)), (2, slice(count, None))):
        assert (words.text[part] == text).all()
        assert words.past[part].tolist() == (ends + words.begins[text]).tolist()
        assert words.first[part].sum() == len(sizes)
        assert np.diff(words.ordinal[part]).tolist() == np.diff(ids).tolist()
    assert words.ordinal[count] - words.ordinal[count - 1] > 1


@given(st.lists(st.integers(1, 40), max_size=30), st.integers(1, 90))
def test_groups_end_when_they_are_full(sizes: list[int], limit: int) -> None:
    batches = [[passes.Part(i, 0, size)] for i, size in enumerate(sizes)]
    found = passes.groups(batches, limit)
    assert [batch for group in found for batch in group] == batches
    totals = [[part.past for batch in group for part in batch] for group in found]
    assert all(sum(group) >= limit for group in totals[:-1])
    assert all(sum(group[:-1]) < limit for group in totals)


def test_texts_read_at_once_or_alone_get_the_same_records() -> None:
    texts = ["acme rose", "new york fell and zurich rose", "acmecorp", "", "rose new", "york fell"]
    many = [f"{text} {'and ' * n}" for n in range(60) for text in texts]
    made = encoder(threads=2)
    assert made.score(many) == [encoder().score([text])[0] for text in many]


def test_a_decoder_without_heads_over_tokens_reads_none() -> None:
    decoder = Decoder([SENTIMENT], [])
    [scores] = decoder.records([None], np.array([[0.1, 0.2, 0.7]]), np.empty((1, 4, 0)))
    assert scores.spans == {}
