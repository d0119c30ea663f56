"""Claims from what the encoder marks: subjects in whole words, the figure that is theirs, and rules that come first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aggregator.records import KINDS, Entity
from aggregator.understand import claims, proposals, quantities
from aggregator.understand.decoding import Span
from aggregator.understand.drafts import Draft
from aggregator.understand.linking import Link
from aggregator.understand.rules import RULES
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

ACME = Entity("company:ACME", "Acme", "ORG", "ACME")
RUT = Entity("index:RUT", "Russell 2000", "INDEX", "^RUT")


def marked(text: str, words: str, probability: float = 0.9, **heads: dict[str, float]) -> Span:
    start = text.index(words)
    return Span(start, start + len(words), "subject", probability, heads)


def view(text: str, *subjects: Span, links: Sequence[Link] = ()) -> View:
    found = tuple(quantities.find(text))
    values = tuple(Span(q.start, q.end, "value", 0.9) for q in found)
    return View(0, 0, text, tuple(links), found, (), (), {}, spans={"subject": subjects, "value": values})


def link(text: str, words: str, entity: Entity) -> Link:
    start = text.index(words)
    return Link(start, start + len(words), entity.type, entity, "name")


def only(found: Sequence[Draft]) -> Draft:
    [draft] = found
    return draft


def test_a_marked_subject_becomes_a_claim_with_its_figure_and_senses() -> None:
    text = "Acme guided for margins of 12% next year."
    says = {
        "claim_kinds": {"forecast": 0.8, "data": 0.1},
        "claim_direction": {"up": 0.2, "none": 0.8},
        "claim_tense": {"past": 0.1, "future": 0.9},
        "claim_certainty": {"asserted": 0.3, "hedged": 0.7},
        "claim_stance": {"bearish": 0.1, "neutral": 0.2, "bullish": 0.7},
    }
    draft = only(proposals.find(view(text, marked(text, "margins", **says)), [], []))
    assert (draft.kind, draft.rule, draft.subject.text) == ("forecast", "model.forecast", "margins")
    assert (draft.value, draft.unit, draft.tense, draft.certainty) == (12.0, "pct", "future", "hedged")
    assert draft.direction is None
    assert draft.confidence == pytest.approx(0.72)
    assert draft.leaning == says["claim_stance"]


def test_a_firms_figure_belongs_to_the_one_firm_of_the_sentence_but_is_no_price_of_it() -> None:
    text = "Acme said revenue rose."
    span = marked(text, "revenue", claim_kinds={"data": 0.9})
    draft = only(proposals.find(view(text, span, links=[link(text, "Acme", ACME)]), [], []))
    assert draft.subject.entity == ACME
    assert not draft.priced


def test_a_reading_of_an_index_is_not_the_index() -> None:
    text = "The RSI reading for the Russell 2000 is 35.2."
    span = marked(text, "RSI reading for the Russell 2000", claim_kinds={"level": 0.9})
    start = text.index("Russell")
    known = Subject(start, start + len("Russell 2000"), "Russell 2000", RUT, "price")
    draft = only(proposals.find(view(text, span), [known], []))
    assert draft.subject.entity == RUT
    assert not draft.priced
    whole = marked(text, "Russell 2000", claim_kinds={"level": 0.9})
    assert only(proposals.find(view(text, whole), [known], [])).priced


@pytest.mark.parametrize(
    ("words", "whole"),
    [("-to-trough", "peak-to-trough"), ("longer-", "longer-term"), ("of returns", "returns"), ("returns,", "returns")],
)
def test_fragments_are_completed(words: str, whole: str) -> None:
    text = "A peak-to-trough view of returns, longer-term ones too, helps."
    assert (
        only(proposals.find(view(text, marked(text, words, claim_kinds={"fact": 0.9})), [], [])).subject.text == whole
    )


@pytest.mark.parametrize("words", ["of", "the", "and the"])
def test_function_words_alone_are_no_subject(words: str) -> None:
    text = "It is of the essence and the end."
    assert proposals.find(view(text, marked(text, words, claim_kinds={"fact": 0.9})), [], []) == []


def test_questions_and_unlikely_spans_propose_nothing() -> None:
    text = "Will returns rise?"
    assert proposals.find(view(text, marked(text, "returns", claim_kinds={"outlook": 0.9})), [], []) == []
    text = "Returns rose."
    assert proposals.find(view(text, marked(text, "Returns", 0.5, claim_kinds={"move": 0.5})), [], []) == []


def test_a_level_takes_the_level_and_a_move_the_change() -> None:
    text = "Gold rose 0.5% to 2,412."
    span = marked(text, "Gold", claim_kinds={"move": 0.9, "level": 0.8})
    found = {draft.kind: draft for draft in proposals.find(view(text, span), [], [])}
    assert (found["move"].value, found["move"].unit) == (0.5, "pct")
    assert (found["level"].value, found["level"].unit) == (2412.0, "points")


def test_a_rule_comes_before_what_the_encoder_marks() -> None:
    gold = Subject(0, 4, "Gold", None, "price")
    ruled = Draft("move", "move.verb", gold, 5, 14, direction="up", value_text="0.5%")
    same = Draft("move", "model.move", gold, 5, 14, value_text="0.5%", confidence=0.9)
    other = Draft("outlook", "model.outlook", Subject(30, 36, "silver", None, "other"), 36, 36, confidence=0.9)
    assert claims._without_doubles([ruled, same, other]) == [ruled, other]


def test_every_kind_may_be_proposed() -> None:
    assert {name for name in RULES if name.startswith("model.")} == {f"model.{kind}" for kind in KINDS}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The S&P 500 never fell below 5,000 last week.", "S&P 500"),
        ("The Russell 2000 did not rise on Friday.", "Russell 2000"),
        ("Analysts do not expect the S&P 500 to rise to 6,000.", "S&P 500"),
        ("Unless the Fed cuts, the Nasdaq 100 will fall.", "Nasdaq 100"),
        ("Nobody at the firm thinks that the Russell 2000 will fall below 1,900.", "Russell 2000"),
        ("No analyst expects a recession.", "recession"),
        ("I doubt that the Fed will cut this year.", "Fed"),
        ("It would be a mistake to expect the S&P 500 to rise another 10%.", "S&P 500"),
        ("The Russell 2000 would have gained 2% on Friday without the banks.", "Russell 2000"),
    ],
)
def test_what_is_denied_is_not_proposed(text: str, words: str) -> None:
    span = marked(text, words, claim_kinds={"outlook": 0.9, "move": 0.9})
    assert proposals.find(view(text, span), [], []) == []
