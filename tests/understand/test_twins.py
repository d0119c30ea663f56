"""Two claims of one subject with a figure each, and figures that a neighbour has."""

from __future__ import annotations

from typing import Any

import pytest

from aggregator.records import Kind
from aggregator.understand.amounts import choosing, measured, sharing
from aggregator.understand.drafts import Draft
from aggregator.understand.encoder.decoding import Span
from aggregator.understand.numbers import quantities
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View


def view(text: str, *marks: str) -> View:
    spans = tuple(Span(text.index(mark), text.index(mark) + len(mark), "value", 0.9) for mark in marks)
    return View(0, 0, text, (), tuple(quantities.find(text)), (), (), {}, spans={"value": spans})


def subject(text: str, words: str) -> Subject:
    start = text.index(words)
    return Subject(start, start + len(words), words, None, "other")


@pytest.mark.parametrize(
    ("text", "kinds", "kind", "value"),
    [
        ("Imports should jump 9.7% after adding 1.3% in May.", ("data", "forecast"), "data", 1.3),
        ("Imports should jump 9.7% after adding 1.3% in May.", ("data", "forecast"), "forecast", 9.7),
        ("Imports jumped 9.7% after adding 1.3% in May.", ("data",), "data", 9.7),
        ("The core rate is seen at 0.3%, slightly ahead of the 0.2% print for May.", ("data", "forecast"), "data", 0.2),
        ("Growth is put at 7.4%, down from June's 7.6%.", ("data", "forecast"), "data", 7.6),
        (
            "The cloud market was worth $4 billion and is expected to grow at a rate of 14%.",
            ("fact", "forecast"),
            "forecast",
            14.0,
        ),
        (
            "The cloud market was worth $4 billion and is expected to grow at a rate of 14%.",
            ("fact", "forecast"),
            "fact",
            4e9,
        ),
        ("Earnings growth hit 18.1%, surpassing the industry's modest 3% rise.", ("data", "compare"), "compare", 3.0),
        ("A multiple of 48.5x is just under the industry average of 49.9x.", ("fact", "compare"), "compare", 49.9),
        ("| Acme Mining | 2.7% | 30.4% | 43.9% |", ("fact", "data"), "data", 30.4),
        ("| Acme Mining | 2.7% | 30.4% | 43.9% |", ("fact", "data"), "fact", 2.7),
    ],
)
def test_each_of_two_claims_of_a_subject_has_its_own_figure(
    text: str, kinds: tuple[Kind, ...], kind: Kind, value: float
) -> None:
    seen = view(text)
    chosen = choosing.choose(kind, seen.quantities, seen, Subject(0, 3, text[:3], None, "measure"), kinds)
    assert chosen is not None
    assert chosen.value == value


@pytest.mark.parametrize(
    ("text", "marks", "words", "values"),
    [
        # Two joined subjects, two joined figures.
        (
            "The Acme index and the Apex index are down 8.6% and 6.7%.",
            ("8.6%", "6.7%"),
            ("Acme index", "Apex index"),
            (8.6, 6.7),
        ),
        (
            "Headline and core inflation are put at 2.8% and 3.1%, respectively, down from 2.9% and 3.2%.",
            ("2.8%", "3.1%", "2.9%", "3.2%"),
            ("Headline", "core"),
            (2.8, 3.1),
        ),
        # Nothing stands between a verb of motion and its figure.
        ("The Acme .AC225 fell 1.1 percent as the yen rose.", ("1.1 percent",), ("Acme", "yen"), (1.1, None)),
        # What is taken off or added is what the thing behind lost or got.
        ("A slide wiped $1.6 trillion off the value of the index.", ("$1.6",), ("slide", "index"), (None, 1.6e12)),
        # The figure stands first, behind another one's.
        ("A rise of 2.9% in prices, but 3.1% on the core rate.", ("2.9%", "3.1%"), ("prices", "core"), (2.9, 3.1)),
        ("Acme saw an inflow of $2 million, a 0.4% rise in units.", ("$2", "0.4%"), ("Acme", "units"), (2e6, 0.4)),
        # Who has the thing in whose phrase the verb stands.
        ("Acme's low in its 52 week range is $75.", ("$75",), ("low", "52 week"), (75.0, None)),
        ("Acme said it would pay $18 per share for Apex.", ("$18",), ("Acme", "Apex"), (18.0, None)),
        ("- ACME MAY FACE A 155% TARIFF", ("155%",), ("ACME", "TARIFF"), (None, 155.0)),
        ("- Dollar flat; gold, crude both up >1%", (">1%",), ("gold", "crude"), (1.0, 1.0)),
        ("It's still far above the bank's target rate of 2%.", ("2%",), ("It", "target rate"), (2.0, 2.0)),
    ],
)
def test_whose_figure_it_is(
    text: str, marks: tuple[str, ...], words: tuple[str, ...], values: tuple[float | None, ...]
) -> None:
    found = measured.by_subject(view(text, *marks), [subject(text, each) for each in words])
    assert tuple(found[n][0].value if n in found else None for n in range(len(words))) == values


@pytest.mark.parametrize(
    ("kind", "text", "who", "what", "value"),
    [
        ("forecast", "Acme could earn well over $500 million in interest this year.", "Acme", "interest", 5e8),
        ("forecast", "Acme is expected to generate annual sales of $20 billion.", "Acme", "annual sales", 2e10),
        ("data", "Output ended a weak run with a growth rate of just 0.7%.", "Output", "growth rate", 0.7),
        ("data", "Output fell, and a growth rate of 0.7% is no help.", "Output", "growth rate", None),
        ("compare", "Output beats a growth rate of 0.7%.", "Output", "growth rate", None),
    ],
)
def test_the_figure_of_a_property_is_its_owners_too(
    kind: Kind, text: str, who: str, what: str, value: float | None
) -> None:
    first, second = subject(text, who), subject(text, what)
    (figure,) = quantities.find(text)
    found = sharing.with_owners(view(text), [first, second], [{kind}, {kind}], {1: [figure]})
    assert (found[0][0].value if 0 in found else None) == value


def test_a_number_before_things_counts_them_without_a_mark() -> None:
    text = "The minutes showed a quarrel among the bank's 19 policymakers."
    found = measured.beside(view(text), "fact", subject(text, "policymakers"), [])
    assert [q.value for q in found] == [19.0]


@pytest.mark.parametrize(
    ("kind", "text", "words", "value"),
    [
        ("policy", "They will slow after raising rates by 75 basis points at 4 straight meetings.", "rates", 75.0),
        ("level", "It is down from a peak of $5.1 trillion, a loss of $1.2 trillion.", "peak", 5.1e12),
        ("move", "A slide wiped $1.6 trillion off the value of the index.", "index", 1.6e12),
    ],
)
def test_what_stands_behind_after_or_from_may_be_the_figure(kind: Kind, text: str, words: str, value: float) -> None:
    seen = view(text)
    chosen = choosing.choose(kind, seen.quantities, seen, subject(text, words))
    assert chosen is not None
    assert chosen.value == value


def test_the_figure_of_a_move_is_no_forecasts() -> None:
    text = "Reports that the bank may act soon had pushed stocks higher by 2% on Friday."
    start = text.index("stocks")
    stocks = Subject(start, start + len("stocks"), "stocks", None, "price")
    bank = Subject(text.index("the bank"), text.index(" may"), "the bank", None, "bank")
    figures: dict[str, Any] = {"value": 2.0, "value_text": "2%", "unit": "pct"}
    move = Draft("move", "move.verb", stocks, start, text.index(" on Friday"), **figures)
    forecast = Draft("forecast", "model.forecast", bank, bank.end, text.index(" on Friday"), **figures)
    told = sharing.without_others_figure(view(text), forecast, [move])
    assert (told.value, told.value_text, told.at) == (None, None, bank.end)
    assert sharing.without_others_figure(view(text), forecast, []) == forecast


def test_the_figure_behind_an_aside_is_of_what_stands_before_it() -> None:
    text = "The gauge, released as firms announced strong profits, hit 60.8 in May."
    place = text.index("The gauge"), text.index("profits")
    gauge = Subject(place[0], place[0] + 9, "The gauge", None, "measure")
    profits = Subject(place[1], place[1] + 7, "profits", None, "other")
    figures: dict[str, Any] = {"value": 60.8, "value_text": "60.8", "unit": "points"}
    ruled = Draft("data", "data.stands", gauge, text.index("hit"), text.index(" in May"), **figures)
    seen = Draft("data", "model.data", profits, profits.end, text.index(" in May"), **figures)
    assert sharing.without_others_figure(view(text), seen, [ruled]).value is None
