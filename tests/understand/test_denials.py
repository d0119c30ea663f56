"""What a sentence denies, or says that nobody holds, is no claim; what stands beside it is one all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.records import Kind
from aggregator.understand.drafts import Draft
from aggregator.understand.fields.denials import covers
from aggregator.understand.fields.senses import settled
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from tests.understand.samples import claims

TOLD = {"move", "level", "data", "count", "forecast"}


def told(text: str) -> list[tuple[str, float | None]]:
    return [(claim.kind, claim.value) for claim in claims(text) if claim.kind in TOLD]


@pytest.mark.parametrize(
    "text",
    [
        "Neither the Dow nor the Russell 2000 fell on Friday.",
        "Neither the Dow nor the Russell 2000 fell 2% on Friday.",
        "Nobody believes that the Russell 2000 fell 5% on Friday.",
        "No one on the desk claimed that the Russell 2000 fell 5% on Friday.",
        "Hardly anyone thinks the Russell 2000 fell 5% on Friday.",
        "Karl Ostrow never said that the Russell 2000 fell 5% on Friday.",
        "It is wrong to say that the Russell 2000 fell 3% on Friday.",
        "It would be a mistake to claim that the Russell 2000 fell 3% on Friday.",
        "It is a myth that the Russell 2000 fell 3% on Friday.",
        "It is not the case that the Russell 2000 fell 3% on Friday.",
        "The Russell 2000 nearly rose 1% on Friday.",
        "Never before has the Russell 2000 fallen 10% in one day.",
        "The exchange denied a report that the Russell 2000 fell 3% on Friday.",
        "Officials rejected claims that consumer prices rose 0.5% in April.",
        "Contrary to reports that the Russell 2000 fell 3% on Friday, banks did well.",
        "There is no sign that inflation is accelerating.",
        "This is not creating a scenario where the Russell 2000 fell 5%.",
        "This isn't an environment in which the Russell 2000 fell 5%.",
        "It is no market that would have the Russell 2000 falling 5%.",
        "There is little evidence that inflation accelerated.",
        "There is no evidence that consumer prices rose 0.5% in April.",
        "We have not seen any evidence that consumer prices rose 0.5% in April.",
        "The Russell 2000 hasn't risen for five days in a row since December.",
        "The Russell 2000 has not fallen for a third straight session this year.",
    ],
)
def test_what_is_denied_did_not_happen(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Nobody expects the Russell 2000 to rise above 2,300 this week.",
        "None of the traders thinks the Russell 2000 will rise 5% this week.",
        "It is unlikely that the Russell 2000 will rise 20% this year.",
        "We do not think the Fed will cut in July.",
        "I don't believe that the Fed will cut rates in July.",
    ],
)
def test_what_nobody_expects_is_no_forecast_of_it(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Russell 2000 rose nearly 1% on Friday.", [("move", 1.0)]),
        ("The Russell 2000 fell 1% on Friday after nearly rising.", [("move", 1.0)]),
        ("Acme denied a report that it is for sale, and the Russell 2000 fell 5% on Friday.", [("move", 5.0)]),
        ("The Russell 2000 nearly rose on Thursday but fell 5% on Friday.", [("move", 5.0)]),
        ("No doubt the Russell 2000 fell 5% on Friday.", [("move", 5.0)]),
        ("Nobody on the desk was surprised that the Russell 2000 fell 5% on Friday.", [("move", 5.0)]),
        ("Few knew that the Russell 2000 fell 5% on Friday.", [("move", 5.0)]),
        ("Nobody said a word when the Russell 2000 fell 5% on Friday.", [("move", 5.0)]),
        ("There is no doubt that the Russell 2000 fell 5% on Friday.", [("move", 5.0)]),
        ("With no sign of relief, the Russell 2000 fell 5% on Friday.", [("move", 5.0)]),
        ("The company did not say why, but the Russell 2000 fell 5% on Friday.", [("move", 5.0)]),
        ("A few traders said that the Russell 2000 fell 5% on Friday.", [("move", 5.0)]),
        ("It is not only here that the Russell 2000 fell 5% on Friday.", [("move", 5.0)]),
        ("Few expect the Fed to act; the Russell 2000 fell 5% on Friday.", [("move", 5.0)]),
        ("The Russell 2000 fell 5% on Friday, and nobody expects a rebound.", [("move", 5.0)]),
        ("The Russell 2000 is likely to rise 5% this year.", [("forecast", 5.0)]),
        ("Consumer prices rose 0.5% in April, which is no sign of a boom.", [("data", 0.5)]),
        ("The Russell 2000 fell for a third straight session.", [("count", 3.0)]),
        ("The Dow did not move, but the Russell 2000 fell for a third straight session.", [("count", 3.0)]),
    ],
)
def test_what_stands_beside_a_denial_stays(text: str, expected: list[tuple[str, float | None]]) -> None:
    assert [each for each in told(text) if each in expected] == expected


def _marked(text: str, kind: Kind) -> tuple[View, Draft]:
    """A sentence with what the encoder may mark in it: its index, with a figure and a direction."""
    start = text.index("Russell 2000")
    subject = Subject(start, start + len("Russell 2000"), "Russell 2000", None, "price")
    draft = Draft(kind, f"model.{kind}", subject, start, len(text), direction="up", value=2.0, value_text="2%")
    return View(0, 0, text, (), (), (), (), {}), draft


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("move", "Nor did the Russell 2000 fall 2% on Friday."),
        ("move", "The Russell 2000 neither rose 2% nor fell 2% on Friday."),
        ("move", "It is simply not true that the Russell 2000 fell 3% on Friday."),
        ("move", "The Russell 2000 almost fell 2% on Friday."),
        ("move", "The Dow and the Russell 2000 very nearly fell 2% on Friday."),
        ("move", "The Russell 2000 failed to rise on Friday."),
        ("move", "The Russell 2000 came close to falling 2% on Friday."),
        ("forecast", "The Russell 2000 won't rise 10% this year."),
        ("forecast", "No strategist here expects the Russell 2000 to rise 5% this week."),
        ("forecast", "Not everyone expects the Russell 2000 to rise 5% this week."),
        ("forecast", "Few think the Russell 2000 will fall below 2,000 this week."),
        ("forecast", "Few analysts see the Russell 2000 falling 5% this year."),
        ("forecast", "The Russell 2000 is unlikely to rise above 2,300 this week, she said."),
        ("forecast", "The Russell 2000 is very unlikely to rise 20% this year."),
        ("forecast", "The Russell 2000 has no chance of rising 20% this year."),
        ("forecast", "We never said that the Russell 2000 would rise to 2,500."),
    ],
)
def test_what_the_encoder_marks_may_be_denied(kind: Kind, text: str) -> None:
    assert covers(*_marked(text, kind))


@pytest.mark.parametrize(
    ("words", "way"),
    [("is likely to fall", "down"), ("is unlikely to fall", None), ("will not fall", None), ("won’t fall", None)],
)
def test_a_view_of_what_will_not_be_takes_no_side(words: str, way: str | None) -> None:
    view, draft = _marked(f"The Russell 2000 {words} this year.", "outlook")
    assert settled(replace(draft, direction=None, value=None, value_text=None), view).direction == way


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("move", "The Russell 2000 fell 2% on Friday."),
        ("move", "Not only did the Russell 2000 fall 2% on Friday."),
        ("move", "A falling Russell 2000 won't be enough for the Fed."),
        ("move", "The Russell 2000 almost doubled this year."),
        ("forecast", "The Russell 2000 is very likely to rise 20% this year."),
        ("forecast", "A few analysts see the Russell 2000 rising 5% this year."),
        ("forecast", "The Russell 2000 won't stop rising this year."),
        ("outlook", "The Russell 2000 will rise this year."),
    ],
)
def test_what_the_encoder_marks_is_not_denied_by_words_that_only_look_so(kind: Kind, text: str) -> None:
    assert not covers(*_marked(text, kind))
