"""What is told of a central bank: itself, what is its own, or what it is expected to act on."""

from __future__ import annotations

import pytest

from aggregator.records import Kind
from aggregator.understand.bank_matters import told
from aggregator.understand.drafts import Draft
from aggregator.understand.encoder.decoding import Span
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from tests.understand.samples import claims

FED = packaged_by_id()["org:FED"]
BANK = "the Fed"


def subjects(
    text: str, kind: Kind, rule: str, *others: str, marks: dict[str, dict[str, float]] | None = None
) -> list[str]:
    """The subjects of a draft on "the Fed" and of drafts on other words, as they are told in the end."""
    spans = tuple(
        Span(text.index(words), text.index(words) + len(words), "subject", 0.9, {"claim_kinds": kinds})
        for words, kinds in (marks or {}).items()
    )
    view = View(0, 0, text, (), (), (), (), {}, spans={"subject": spans})
    places = [(words, FED if words == BANK else None) for words in (BANK, *others)]
    drafts = [
        Draft(kind, rule, Subject(text.index(words), text.index(words) + len(words), words, entity, "bank"), 0, 0)
        for words, entity in places
    ]
    return [draft.subject.text for draft in told(view, drafts)]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Traders guess at the Fed's next move.", "the Fed's next move"),
        (
            "Eyes are on the Fed’s first monetary policy decision of the year.",
            "the Fed’s first monetary policy decision",
        ),
        ("So the Fed's monthly purchases go on.", "the Fed's monthly purchases"),
        # What it thinks and feels is told of itself.
        ("Weak hiring will not end the Fed's worry over prices.", "the Fed"),
        ("Few doubt the Fed's resolve to cut inflation.", "the Fed"),
        ("Now the Fed can wait.", "the Fed"),
    ],
)
def test_what_a_bank_owns_is_told_whole(text: str, whole: str) -> None:
    assert subjects(text, "outlook", "model.outlook") == [whole]


def test_what_is_marked_besides_is_told_of_itself() -> None:
    text = "Much hangs on the Fed's next move."
    assert subjects(text, "outlook", "model.outlook", "next move") == [BANK, "next move"]


@pytest.mark.parametrize(
    ("marks", "subject"),
    [
        ({"benchmark rate": {"forecast": 0.9}}, "benchmark rate"),
        ({BANK: {"forecast": 0.9}, "benchmark rate": {"forecast": 0.9}}, BANK),
        ({"Bond prices": {"move": 0.9}}, BANK),
        ({"growth": {"outlook": 0.9}}, BANK),
        ({}, BANK),
    ],
)
def test_what_is_expected_of_a_bank_is_told_of_what_is_marked(marks: dict[str, dict[str, float]], subject: str) -> None:
    text = "Bond prices rose as dealers expect the Fed to lower its benchmark rate by May while growth slows."
    assert subjects(text, "forecast", "forecast.action", marks=marks) == [subject]


@pytest.mark.parametrize(
    ("mark", "entity"),
    [("policy rate", "rate:FFR"), ("lending costs", "rate:FFR"), ("accelerated purchases", "org:FED")],
)
def test_what_is_acted_on_is_the_rate_only_where_it_names_one(mark: str, entity: str) -> None:
    text = f"Dealers expect {BANK} to drop its {mark}."
    at, bank = text.index(mark), text.index(BANK)
    spans = {"subject": (Span(at, at + len(mark), "subject", 0.9, {"claim_kinds": {"forecast": 0.9}}),)}
    draft = Draft("forecast", "forecast.action", Subject(bank, bank + len(BANK), BANK, FED, "bank"), 0, 0)
    [found] = told(View(0, 0, text, (), (), (), (), {}, spans=spans), [draft])
    assert found.subject.text == mark
    assert found.subject.entity == packaged_by_id()[entity]


@pytest.mark.parametrize(
    ("rule", "kinds", "kept"),
    [
        ("policy.done", {"outlook": 0.9, "policy": 0.1}, False),
        ("policy.statement", {"outlook": 0.9, "policy": 0.1}, False),
        ("policy.statement", {"outlook": 0.9, "policy": 0.7}, True),
        ("policy.statement", {"policy": 0.7}, True),
        ("policy.decision", {"outlook": 0.9, "policy": 0.1}, True),
    ],
)
def test_a_sure_view_is_no_stance(rule: str, kinds: dict[str, float], kept: bool) -> None:
    text = "A pundit thinks the Fed is ready to act."
    assert bool(subjects(text, "policy", rule, marks={BANK: kinds})) is kept


def forecasts(text: str) -> list[tuple[str, str, str | None]]:
    return [(c.kind, c.subject, c.value_text) for c in claims(text) if c.kind in {"forecast", "outlook"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Where a rate stands is not where it goes.
        (
            "The Fed is expected to cut rates, now at 5 percent, by half a percentage point.",
            [("forecast", "The Fed", "half a percentage point")],
        ),
        # Who cuts stands before the words of expecting.
        ("The Fed is expected to cut rates by 25 basis points.", [("forecast", "The Fed", "25 basis points")]),
        # Without a figure or a date a bet is a view.
        ("The data stoked bets the Fed will have to cut rates.", [("outlook", "the Fed", None)]),
        ("The data stoked bets the Fed will have to cut rates in March.", [("forecast", "the Fed", None)]),
        # A meeting that is named dates it; one that is over does not.
        (
            "Little changed the bets on a big rate hike at the Fed's June gathering.",
            [("forecast", "rate hike", None)],
        ),
        ("Little changed the bets on a big rate hike after the Fed spoke.", [("outlook", "rate hike", None)]),
    ],
)
def test_what_is_expected_of_a_bank(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert forecasts(text) == expected


@pytest.mark.parametrize(
    ("text", "subject", "kind"),
    [
        ("Traders await the Fed's policy decision with calm.", "policy decision", "forecast"),
        ("She speaks two days before the Fed starts its April meeting.", "April meeting", "forecast"),
        ("Desks are thin in the run-up to the symposium.", "symposium", "forecast"),
        ("Dealers were calm ahead of the Fed statement.", "the Fed statement", "forecast"),
        # Not awaited: what it will be like, or what was said at one.
        ("A hawkish statement could hurt bonds.", "hawkish statement", "outlook"),
        ("Dealers were calm ahead of hard times.", "hard times", "outlook"),
    ],
)
def test_an_awaited_meeting_stands_on_the_calendar(text: str, subject: str, kind: Kind) -> None:
    marked = BANK if subject.startswith(BANK) else subject
    start = text.index(marked)
    entity = FED if marked == BANK else None
    draft = Draft("outlook", "model.outlook", Subject(start, start + len(marked), marked, entity, "bank"), start, start)
    (left,) = told(View(0, 0, text, (), (), (), (), {}), [draft])
    assert (left.subject.text, left.kind) == (subject, kind)
