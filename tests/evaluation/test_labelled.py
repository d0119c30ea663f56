"""Every format that rows may have, and what is said of a row that has none of them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import UsageError
from aggregator.evaluation import TASKS, annotated, evaluate, labelled
from aggregator.evaluation.labelled import Span, Text
from aggregator.evaluation.sentences import SENTIMENT_NAMES
from tests.evaluation.fakes import FakeEncoder

sentiment = labelled.text_row(SENTIMENT_NAMES, scores=True)
spans = labelled.span_row(SENTIMENT_NAMES)


def one(row: Mapping[str, Any], parse: Any = sentiment) -> Any:
    (found,) = labelled.collect([row], "f", parse).usable
    return found


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("positive", "positive"),
        ("Bullish", "positive"),
        (" neu ", "neutral"),
        ("bearish", "negative"),
        ("NEG", "negative"),
    ],
)
def test_labels_by_any_of_their_names(label: str, expected: str) -> None:
    assert one({"text": "x", "label": label}) == Text("f:1", "x", expected)


@pytest.mark.parametrize(("label", "expected"), [(0.1, "positive"), (-1, "negative"), (-0.11, "negative")])
def test_a_score_is_a_side(label: float, expected: str) -> None:
    assert one({"text": "x", "label": label}) == Text("f:1", "x", expected, polar=True)


def test_scores_near_zero_are_left_out_and_counted() -> None:
    rows = [{"text": "x", "label": value} for value in (0.5, 0.09, -0.0999, 0)]
    found = labelled.collect(rows, "f", sentiment)
    assert (len(found.usable), found.dropped, found.failures) == (1, 3, ())


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (b"{", "no JSON"),
        (b"\xff\xfe{}", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[1]", "no JSON object"),
        (b"{}", "text is missing"),
        ({"text": " ", "label": "neutral"}, "text is no text"),
        ({"text": 5, "label": "neutral"}, "text is no text"),
        ({"text": "\ud83d", "label": "neutral"}, "half a character"),
        ({"text": "x"}, "label is missing"),
        ({"text": "x", "label": "great"}, "'great' is none of negative, neutral, positive"),
        ({"text": "x", "label": True}, "True is none of"),
        ({"text": "x", "label": 2}, "no score from -1 to 1"),
        ({"text": "x", "label": float("nan")}, "no score from -1 to 1"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_read(row: Any, words: str) -> None:
    found = labelled.collect([{"text": "x", "label": 1}, row], "a.jsonl", sentiment)
    assert len(found.usable) == 1
    (failure,) = found.failures
    assert failure.item == "a.jsonl:2"
    assert words in str(failure)


def test_no_usable_row_is_the_callers_mistake() -> None:
    with pytest.raises(UsageError, match="f: no usable row \\(it is empty\\)"):
        labelled.collect([b"", b" "], "f", sentiment)
    with pytest.raises(UsageError, match="label is missing"):
        labelled.collect([{"text": "x"}], "f", sentiment)
    with pytest.raises(UsageError, match="all 1 were left out"):
        labelled.collect([{"text": "x", "label": 0.0}], "f", sentiment)


def test_lines_are_counted_as_an_editor_does() -> None:
    data = b'\xef\xbb\xbf{"text": "x", "label": "pos"}\r\n\n{"text": "\xe2\x80\xa8y", "label": "pos"}\n{'
    found = labelled.collect(labelled.lines(data, "f"), "f", sentiment)
    assert [row.unit for row in found.usable] == ["f:1", "f:3"]
    assert found.failures[0].item == "f:4"


def test_packed_files_are_known_by_their_content(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(gzip.compress(b'{"text": "x", "label": "pos"}'))
    assert evaluate(path, "sentiment", FakeEncoder()).n == 1
    path.write_bytes(gzip.compress(b"x" * 99)[:-9])
    with pytest.raises(UsageError, match="damaged gzip"):
        evaluate(path, "sentiment", FakeEncoder())
    with pytest.raises(UsageError, match=r"none\.jsonl"):
        evaluate(tmp_path / "none.jsonl", "sentiment", FakeEncoder())


def test_documents_are_the_units_where_rows_name_them() -> None:
    assert one({"text": "x", "label": 1, "doc": "d7"}).unit == "doc:d7"
    assert one({"text": "x", "label": 1, "article": 4}).unit == "article:4"


def test_labelled_spans() -> None:
    row = {"text": "Acme rose", "entities": [{"start": 0, "end": 4, "label": "bullish"}]}
    assert one(row, spans).spans == (Span(0, 4, "positive"),)
    for start, end, words in (
        (0, 10, "behind the text"),
        (4, 4, "no stretch"),
        (-1, 4, "no stretch"),
        ("0", 4, "no str"),
    ):
        bad = {"text": "Acme rose", "entities": [{"start": start, "end": end, "label": "positive"}]}
        (failure,) = labelled.collect([row, bad], "f", spans).failures
        assert "entities[0]: " in str(failure)
        assert words in str(failure)


def test_tokens_stand_in_their_text_where_it_holds_them() -> None:
    row = {"tokens": ["Acme", "'s", "U.S.", "arm"], "tags": ["B-ORG", "O", "B-LOC", "O"]}
    given_text = one({**row, "text": "Acme's  U.S. arm"}, labelled.token_row)
    assert given_text.tokens == ((0, 4), (4, 6), (8, 12), (13, 16))
    other_text = one({**row, "text": "Acme’s U.S. arm"}, labelled.token_row)
    without = one(row, labelled.token_row)
    assert other_text == without
    assert without.text == "Acme 's U.S. arm"
    assert without.tokens == ((0, 4), (5, 7), (8, 12), (13, 16))
    assert given_text.entities == without.entities == (Span(0, 1, "ORG"), Span(2, 3, "LOC"))


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("B-PER I-PER O", [(0, 2, "PER")]),
        ("B-PER B-PER O", [(0, 1, "PER"), (1, 2, "PER")]),
        ("O I-ORG I-LOC", [(1, 2, "ORG"), (2, 3, "LOC")]),
        ("O O B-person", [(2, 3, "PERSON")]),
    ],
)
def test_tags_are_read_as_conll_reads_them(tags: str, expected: list[tuple[int, int, str]]) -> None:
    found = one({"tokens": ["a", "b", "c"], "tags": tags.split()}, labelled.token_row)
    assert found.entities == tuple(Span(*each) for each in expected)


def test_entities_cover_words_and_marks() -> None:
    row = {"text": "Acme Inc. rose", "entities": [{"start": 0, "end": 9, "label": "org"}]}
    found = one(row, labelled.token_row)
    assert found.tokens == ((0, 4), (5, 8), (8, 9), (10, 14))
    assert found.entities == (Span(0, 3, "ORG"),)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"tokens": ["a"], "tags": ["B-PER", "O"]}, "1 tokens and 2 tags"),
        ({"tokens": [], "tags": []}, "0 tokens"),
        ({"tokens": ["a"], "tags": ["S-PER"]}, "'S-PER' is neither"),
        ({"tokens": ["a"], "tags": ["B"]}, "'B' is neither"),
        ({"tokens": ["a"], "tags": ["O-PER"]}, "'O-PER' is neither"),
        ({"tokens": [1], "tags": ["O"]}, "tokens is no list of strings"),
        ({"text": "a  b", "entities": [{"start": 1, "end": 3, "label": "PER"}]}, "white space"),
        ({"text": "a"}, "entities is missing"),
        ({"text": "a", "entities": [5]}, "no object"),
    ],
)
def test_bad_mentions(row: dict[str, Any], words: str) -> None:
    good = {"tokens": ["a"], "tags": ["O"]}
    (failure,) = labelled.collect([good, row], "f", labelled.token_row).failures
    assert words in str(failure)


ARTICLE = {
    "title": "A title",
    "published": "2024-07-15T08:00:00-04:00",
    "source": "desk",
    "sentences": [
        {"start": 0, "end": 11, "text": "Stocks fell", "claims": []},
        {
            "start": 12,
            "end": 25,
            "text": "It rose 1.5%.",
            "claims": [{"kind": "move", "topic": "small_caps", "subject": "It", "entity": "RUT", "value": 1.5}],
            "topics": ["small_caps"],
            "sentiment": "positive",
            "mentions": [],
        },
        {"start": 27, "end": 29, "text": "So", "claims": []},
    ],
}


def test_an_annotated_article_is_put_together_from_its_sentences() -> None:
    found = one(ARTICLE, annotated.article_row)
    assert found.text == "Stocks fell\nIt rose 1.5%.\n\nSo"
    assert (found.published.at.hour, found.published.precision) == (12, "second")
    assert found.sentences[0].topics is found.sentences[0].sentiment is found.sentences[0].mentions is None
    (claim,) = found.sentences[1].claims
    assert (claim.topic, claim.value, claim.window, claim.speaker) == ("small_caps", 1.5, None, None)


def changed(path: str, value: object) -> dict[str, Any]:
    """ARTICLE with one field of it changed; None takes it out."""
    row = json.loads(json.dumps(ARTICLE))
    at: Any = row
    *way, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    for key in way:
        at = at[key]
    at[last] = value
    if value is None:
        del at[last]
    return row


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("published", None, "published is missing"),
        ("published", "soon", "'soon' is no date"),
        ("sentences", None, "sentences is missing"),
        ("sentences.1.start", 11, "are not the 13 characters"),
        ("sentences.2.start", 10**9, "no stretch of text"),
        ("sentences.2", {"start": 3, "end": 5, "text": "So", "claims": []}, "before the one before it ends"),
        ("sentences.2", {"start": 10**9, "end": 10**9 + 2, "text": "So", "claims": []}, "behind the text"),
        ("sentences.0.claims", None, "sentences[0]: claims is missing"),
        ("sentences.1.claims.0.kind", "rumour", "claims[0]: kind 'rumour' is none of move"),
        ("sentences.1.claims.0.subject", None, "sentences[1]: claims[0]: subject is missing"),
        ("sentences.1.claims.0.value", "1.5", "value is no number"),
        ("sentences.1.claims.0.value", 10**400, "value is no number"),
        ("sentences.1.claims.0.value", float("inf"), "value is no number"),
        ("sentences.1.sentiment", "great", "'great' is none of"),
        ("tickers", "IWM", "tickers is no list"),
    ],
)
def test_bad_articles(path: str, value: object, words: str) -> None:
    (failure,) = labelled.collect([ARTICLE, changed(path, value)], "f", annotated.article_row).failures
    assert words in str(failure)


KEYS = ["text", "label", "entities", "tokens", "tags", "start", "end", "published", "sentences", "claims", "doc"]
ANY_GOOD: dict[Any, dict[str, Any]] = {
    sentiment: {"text": "x", "label": 1},
    spans: {"text": "x", "entities": []},
    labelled.token_row: {"tokens": ["x"], "tags": ["O"]},
    annotated.article_row: ARTICLE,
}
anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers(-3, 30) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(KEYS), anything, max_size=6))
@pytest.mark.parametrize("parse", ANY_GOOD)
def test_a_row_of_anything_is_read_or_refused(parse: Any, row: dict[str, Any]) -> None:
    found = labelled.collect([ANY_GOOD[parse], row], "f", parse)
    assert len(found.usable) + found.dropped + len(found.failures) == 2


@given(st.binary(max_size=200))
@pytest.mark.parametrize("task", TASKS)
def test_a_file_of_anything_is_refused_as_a_file(task: str, data: bytes) -> None:
    with pytest.raises(UsageError):
        evaluate(data, task, FakeEncoder())
