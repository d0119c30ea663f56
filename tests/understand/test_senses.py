"""Tense and direction that the words behind and before a subject tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.records import Direction, Kind, Tense, Unit
from aggregator.understand.drafts import Draft
from aggregator.understand.fields import senses
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View


def draft(
    kind: Kind,
    text: str,
    words: str,
    *,
    rule: str = "",
    tense: Tense = "past",
    direction: Direction | None = None,
    figure: tuple[float, Unit] | None = None,
) -> Draft:
    start = text.index(words)
    subject = Subject(start, start + len(words), words, None, "other")
    value, unit = figure or (None, None)
    return Draft(
        kind,
        rule or f"model.{kind}",
        subject,
        subject.end,
        len(text),
        tense=tense,
        direction=direction,
        value=value,
        unit=unit,
    )


def settled(seen: Draft, text: str) -> Draft:
    return senses.settled(seen, View(0, 0, text, (), (), (), (), {}))


@pytest.mark.parametrize(
    ("kind", "text", "words", "guessed", "tense"),
    [
        ("data", "Core inflation remains high.", "inflation", "past", "present"),
        ("data", "Core inflation fell.", "inflation", "past", "past"),
        ("data", "They noted that growth, though slow, was still solid.", "growth", "past", "present"),
        ("level", "The index now sits under a plateau.", "The index", "past", "present"),
        ("policy", "It said it will keep rates low.", "it", "past", "future"),
        ("policy", "The Fed is committed to its goal.", "The Fed", "past", "present"),
        ("outlook", "Stocks could suffer.", "Stocks", "present", "future"),
        ("fact", "The firm was founded in May.", "The firm", "present", "past"),
        ("move", "Shares are now trading down 2%.", "Shares", "past", "present"),
        ("forecast", "For the year, growth is seen at 2.1 percent.", "growth", "past", "future"),
        ("forecast", "Economists had expected prices to rise 0.3%.", "prices", "past", "past"),
        ("forecast", "Profits are expected to have risen 8%.", "Profits", "past", "past"),
    ],
)
def test_each_tense_that_the_words_give(kind: Kind, text: str, words: str, guessed: Tense, tense: Tense) -> None:
    assert settled(draft(kind, text, words, tense=guessed), text).tense == tense


def test_a_figure_that_is_up_was_so_in_its_month() -> None:
    text = "Core inflation is up 0.3% on the month."
    assert settled(draft("data", text, "inflation", figure=(0.3, "pct")), text).tense == "past"


def test_a_level_of_a_rule_stands_where_it_is_said_to_stand() -> None:
    text = "The index now sits just under 19,250."
    assert settled(draft("level", text, "The index", rule="level.crossed"), text).tense == "present"


@pytest.mark.parametrize(
    ("kind", "text", "words", "guessed", "direction"),
    [
        ("forecast", "Growth is expected to decelerate sharply.", "Growth", None, "down"),
        ("forecast", "Exports will likely rise.", "Exports", "down", "up"),
        ("forecast", "The spread is seen to stay near 200bps.", "The spread", None, "flat"),
        ("outlook", "Credit lines may freeze up.", "Credit lines", None, "down"),
        ("outlook", "A strong currency would dampen inflation.", "inflation", "up", "down"),
        ("outlook", "Cheap loans should boost demand for bonds.", "bonds", None, "up"),
        ("move", "Futures pare losses.", "Futures", "down", "up"),
        ("move", "Bond prices trimmed gains.", "Bond prices", "up", "down"),
        ("move", "Oil steadied.", "Oil", "down", "flat"),
        ("data", "Sales grew at a slow pace.", "Sales", "down", "up"),
        ("data", "The gap has narrowed.", "The gap", "up", "down"),
        ("fact", "The firm grew.", "The firm", None, None),
    ],
)
def test_each_direction_that_the_words_give(
    kind: Kind, text: str, words: str, guessed: Direction | None, direction: Direction | None
) -> None:
    assert settled(draft(kind, text, words, direction=guessed), text).direction == direction


@pytest.mark.parametrize(
    ("text", "words", "direction"),
    [
        ("That beat forecasts of a 0.4% increase.", "forecasts", "up"),
        ("That beat forecasts of a 0.4% drop.", "forecasts", "down"),
        ("Its growth is put at 2.1%.", "growth", "up"),
        ("The rate is put at 2.1%.", "rate", None),
    ],
)
def test_which_way_an_expected_figure_goes(text: str, words: str, direction: Direction | None) -> None:
    assert settled(draft("forecast", text, words, figure=(0.4, "pct")), text).direction == direction


def test_what_a_rule_has_read_stays() -> None:
    text = "The dollar fell and will rise."
    seen = draft("move", text, "The dollar", rule="move.verb", direction="up")
    assert settled(seen, text) == seen
    target = "It raised its price target."
    assert settled(draft("forecast", target, "price target", rule="forecast.holder"), target).direction is None


@pytest.mark.parametrize(
    ("rule", "text", "words", "way"),
    [
        ("forecast.target", "It raised its price target.", "price target", "up"),
        ("forecast.target", "It lowered its price target.", "price target", "down"),
        ("forecast.company", "It sees sales of $9 billion, up 11% from last year.", "sales", "up"),
        ("forecast.company", "It sees sales of $9,100 million, down from $9,900 million.", "sales", "down"),
        ("forecast.company", "It sees sales of $9 billion, more than last year.", "sales", None),
        ("model.forecast", "Rates will stay on hold.", "Rates", "flat"),
    ],
)
def test_which_way_a_rule_expects_its_figure_to_go(rule: str, text: str, words: str, way: Direction | None) -> None:
    assert settled(draft("forecast", text, words, rule=rule), text).direction == way


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("The economy is contracting fast.", "down"),
        ("The economy has been steadily growing.", "up"),
        ("The economy was flat.", "flat"),
        ("The economy has more than doubled.", "up"),
        ("The economy nearly halved.", "down"),
    ],
)
def test_which_way_what_goes_on_goes(text: str, way: Direction) -> None:
    assert settled(draft("data", text, "The economy"), text).direction == way


@pytest.mark.parametrize(("noun", "way"), [("gain", "up"), ("drop", "down"), ("pace", None)])
def test_which_way_an_earlier_figure_went(noun: str, way: Direction | None) -> None:
    text = f"Debt rose 6%, slowing from a 7% {noun} in May."
    earlier = replace(draft("data", text, "Debt", rule="data.earlier"), at=text.index(" " + noun))
    assert settled(earlier, text).direction == way
