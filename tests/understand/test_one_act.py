"""A central bank's act, plan or expectation is one claim, whether the bank, the thing done or both are marked."""

from __future__ import annotations

import pytest

from aggregator.records import Kind
from aggregator.understand.drafts import Draft
from aggregator.understand.one_act import told_once
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

Marked = tuple[str, Kind, str, float | None]


def kept(text: str, *marked: Marked) -> list[str]:
    drafts = []
    for words, kind, rule, confidence in marked:
        start = text.index(words)
        subject = Subject(start, start + len(words), words, None, "other")
        drafts.append(Draft(kind, rule, subject, start, start, confidence=confidence))
    return [draft.subject.text for draft in told_once(View(0, 0, text, (), (), (), (), {}), drafts)]


@pytest.mark.parametrize(
    ("text", "actor", "thing", "left"),
    [
        # What is done is told of, not who does it.
        ("The Fed bought mortgage bonds.", ("policy.done", None), ("model.policy", 0.9), ["mortgage bonds"]),
        ("The Fed bought mortgage bonds.", ("policy.done", None), ("model.policy", 0.5), ["The Fed"]),
        (
            "The Fed decided to buy mortgage bonds.",
            ("policy.statement", None),
            ("model.policy", 0.9),
            ["mortgage bonds"],
        ),
        ("The Fed sold mortgage bonds.", ("model.policy", 0.8), ("model.policy", 0.5), ["The Fed"]),
        ("The Fed sold mortgage bonds.", ("model.policy", 0.5), ("model.policy", 0.8), ["mortgage bonds"]),
        (
            "The Fed kept its stance and bought mortgage bonds.",
            ("policy.done", None),
            ("model.policy", 0.9),
            ["mortgage bonds"],
        ),
        # A rule that only guesses what is spoken of gives way to a surer mark.
        ("The Fed dropped mortgage bonds.", ("model.policy", 0.9), ("policy.statement", None), ["The Fed"]),
        ("The Fed dropped mortgage bonds.", ("model.policy", 0.5), ("policy.statement", None), ["mortgage bonds"]),
        # Another verb or clause: two acts.
        (
            "The Fed met and will buy mortgage bonds.",
            ("policy.done", None),
            ("model.policy", 0.5),
            ["The Fed", "mortgage bonds"],
        ),
        (
            "The Fed acted while it held mortgage bonds.",
            ("policy.done", None),
            ("model.policy", 0.5),
            ["The Fed", "mortgage bonds"],
        ),
        # A decision that a rule sees stays.
        (
            "The Fed cut rates on mortgage bonds.",
            ("policy.decision", None),
            ("model.policy", 0.9),
            ["The Fed", "mortgage bonds"],
        ),
    ],
)
def test_an_act_is_told_once(
    text: str, actor: tuple[str, float | None], thing: tuple[str, float | None], left: list[str]
) -> None:
    assert kept(text, ("The Fed", "policy", *actor), ("mortgage bonds", "policy", *thing)) == left


@pytest.mark.parametrize(
    ("text", "bank", "thing", "left"),
    [
        ("The Fed is likely to raise its target rate.", 0.8, 0.6, ["The Fed"]),
        ("The Fed is likely to raise its target rate.", 0.5, 0.6, ["target rate"]),
        ("The Fed meets in May, and economists see its target rate at 3%.", 0.5, 0.6, ["The Fed", "target rate"]),
    ],
)
def test_a_view_is_of_what_is_surer(text: str, bank: float, thing: float, left: list[str]) -> None:
    forecast: Kind = "forecast"
    assert (
        kept(text, ("The Fed", forecast, "model.forecast", bank), ("target rate", forecast, "model.forecast", thing))
        == left
    )


@pytest.mark.parametrize(
    ("verb", "left"),
    [("kept", ["target rate"]), ("bought", ["The Fed", "target rate"])],
)
def test_a_second_act_is_another(verb: str, left: list[str]) -> None:
    text = "The Fed kept its target rate and bought bonds."
    drafts = [
        Draft("policy", rule, Subject(text.index(words), text.index(words) + len(words), words, None, "other"), at, at)
        for words, rule, at in (
            ("The Fed", "policy.done", text.index(verb)),
            ("target rate", "policy.decision", text.index("kept")),
        )
    ]
    assert [draft.subject.text for draft in told_once(View(0, 0, text, (), (), (), (), {}), drafts)] == left


@pytest.mark.parametrize(
    ("text", "thing", "left"),
    [
        ("The Fed bought funds at its target rate.", "target rate", ["target rate"]),
        ("The Fed tried to sway the mortgage rate.", "mortgage rate", ["The Fed"]),
    ],
)
def test_only_its_own_rates_stand_for_a_bank(text: str, thing: str, left: list[str]) -> None:
    assert kept(text, ("The Fed", "policy", "policy.done", None), (thing, "policy", "model.policy", 0.5)) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("quashed bets that cuts are near.", ["quashed bets"]),
        ("cast doubt on hopes for cuts.", ["cast doubt"]),
        ("pushed back on talk of a pause, but cuts are near.", ["pushed back", "cuts"]),
        ("left the door open to cuts.", ["left the door", "cuts"]),
    ],
)
def test_what_an_act_is_against_is_no_view_besides(text: str, left: list[str]) -> None:
    text = f"The Fed {text}"
    verb, *_ = left
    act = Draft("policy", "policy.done", Subject(0, 7, "The Fed", None, "bank"), text.index(verb), text.index(verb))
    at = text.index("cuts")
    view = Draft("outlook", "model.outlook", Subject(at, at + 4, "cuts", None, "other"), at, at, confidence=0.5)
    found = told_once(View(0, 0, text, (), (), (), (), {}), [act, view])
    assert [draft.subject.text for draft in found] == ["The Fed", *left[1:]]


def test_others_than_banks_and_other_kinds_are_left_alone() -> None:
    text = "Acme bought bonds that the Fed sold."
    assert kept(text, ("Acme", "policy", "model.policy", 0.5), ("bonds", "policy", "model.policy", 0.6)) == [
        "Acme",
        "bonds",
    ]
    text = "The Fed bought bonds."
    assert kept(text, ("The Fed", "policy", "model.policy", 0.5), ("bonds", "move", "model.move", 0.6)) == [
        "The Fed",
        "bonds",
    ]
