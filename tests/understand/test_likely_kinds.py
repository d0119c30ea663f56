"""Which kinds of claim a marked subject makes, by what the encoder holds and the words around it."""

from __future__ import annotations

import pytest

from aggregator.records import Kind
from aggregator.understand.encoder.decoding import Span
from aggregator.understand.numbers import quantities
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from aggregator.understand.wordings import likely_kinds


def kinds(text: str, words: str, **scores: float) -> list[Kind]:
    start = text.index(words)
    view = View(0, 0, text, (), tuple(quantities.find(text)), (), (), {})
    span = Span(start, start + len(words), "subject", 0.9, {"claim_kinds": scores})
    found = likely_kinds.of(view, span, Subject(start, start + len(words), words, None, "other"))
    return [kind for kind, _ in found]


@pytest.mark.parametrize(
    ("text", "words", "held", "told"),
    [
        ("Oil prices eased again.", "Oil prices", "data", "move"),
        ("Food prices eased again.", "Food prices", "data", "data"),
        ("Revenue at Acme rose.", "Acme", "move", "data"),
        ("The minister said revenue rose and Acme rose.", "Acme", "move", "move"),
        # What will be done is no act.
        ("The central bank would step in.", "The central bank", "policy", "outlook"),
        ("Ostland's central bank, he said, still has plenty of room.", "Ostland's central bank", "policy", "outlook"),
        ("The council is in no hurry to change course.", "The council", "policy", "outlook"),
        ("The central bank bought bonds and would sell none.", "The central bank", "policy", "policy"),
        ("The central bank has raised its main rate.", "The central bank", "policy", "policy"),
        ("Acme will keep all the staff of Brox.", "Acme", "fact", "forecast"),
        ("By June Acme will have moved its seat.", "Acme", "fact", "fact"),
        # Guidance by its range, shares of those asked, money put into funds.
        ("Acme put revenue at $2 billion at the midpoint.", "revenue", "data", "forecast"),
        ("Acme put out revenue of $2 billion.", "revenue", "data", "data"),
        ("Some 61% of respondents plan to save more.", "respondents", "data", "fact"),
        ("A third of younger voters own shares.", "voters", "data", "fact"),
        ("Employers laid off 4% of staff.", "staff", "data", "data"),
        ("Inflows rose for a third month.", "Inflows", "data", "volume"),
        ("Cash inflows rose at the firm.", "Cash inflows", "data", "data"),
        ("Short interest in Acme is 4% of its stock.", "Short interest in Acme", "fact", "volume"),
        ("Interest in Acme is low.", "Interest in Acme", "fact", "fact"),
        # Where something stands is no move of a day.
        ("Acme trades about 30% below its peak.", "Acme", "move", "level"),
        ("The benchmarks are trading 12% lower from their record highs.", "benchmarks", "move", "level"),
        ("Acme has fallen 30% from its peak.", "Acme", "move", "move"),
        ("Acme traded 3% lower from its open.", "Acme", "move", "move"),
        ("Acme is the second of its group to pay out.", "Acme", "fact", "count"),
        ("Acme is the owner of the second mine.", "Acme", "fact", "fact"),
    ],
)
def test_words_by_which_one_kind_is_told_as_another(text: str, words: str, held: str, told: str) -> None:
    assert kinds(text, words, **{held: 0.8}) == [told]


@pytest.mark.parametrize(
    ("text", "words", "held", "p", "told"),
    [
        ("Sentiment was not helped by the news.", "Sentiment", "data", 0.5, False),
        ("Sentiment was at 61.5 points.", "Sentiment", "data", 0.5, True),
        ("Sentiment rose again.", "Sentiment", "data", 0.7, True),
        ("Few savers worry over inflation.", "inflation", "outlook", 0.3, True),
        ("Few savers worry over jobs.", "jobs", "outlook", 0.3, False),
        ("Both mines have a rail link.", "Both mines", "fact", 0.3, True),
        ("Both mines gained a rail link.", "Both mines", "fact", 0.3, False),
    ],
)
def test_how_likely_a_kind_is_by_its_words(text: str, words: str, held: str, p: float, told: bool) -> None:
    assert kinds(text, words, **{held: p}) == ([held] if told else [])


def test_what_can_be_done_with_a_thing_is_no_fact_about_it() -> None:
    assert kinds("Such notes can be redeemed at any branch.", "Such notes", fact=0.8) == []
    assert kinds("Such notes can be risky.", "Such notes", fact=0.8) == ["fact"]
    assert kinds("Such notes were redeemed in March.", "Such notes", fact=0.8) == ["fact"]
    assert kinds("Such notes can be used as a hedge.", "Such notes", outlook=0.8) == ["outlook"]


def test_a_second_kind_of_one_subject_must_be_likely() -> None:
    text = "Acme rose 4% to 61.20 on Friday."
    assert kinds(text, "Acme", move=0.9, level=0.45) == ["move", "level"]
    assert kinds(text, "Acme", move=0.9, level=0.35) == ["move"]
