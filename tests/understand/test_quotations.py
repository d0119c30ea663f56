"""Stretches between quotation marks."""

from __future__ import annotations

import pytest

from aggregator.understand.speech import quotations


def quoted(sentences: list[str], paragraphs: list[int] | None = None) -> list[list[str]]:
    found = quotations.find(sentences, paragraphs or [0] * len(sentences))
    return [[sentences[part.sentence][part.start : part.end] for part in quote] for quote in found]


@pytest.mark.parametrize(
    ("sentences", "paragraphs", "parts"),
    [
        (["“Up,” she said."], [0], [["Up,"]]),
        (['"Up," she said. "Down."'], [0], [["Up,"], ["Down."]]),
        (["“Up.", "Down,” she said."], [0, 0], [["Up.", "Down,"]]),
        (["“Up.", "“Down,” she said."], [0, 1], [["Up.", "Down,"]]),  # taken up again in the next paragraph
        (["“Up.", "Down.", "“So,” she said."], [0, 1, 1], [["Up."], ["So,"]]),  # ended by its paragraph
        (["It fell."], [0], []),
        (["“Up” and “down”."], [0], [["Up"], ["down"]]),
        (["It is “up."], [0], [["up."]]),
    ],
)
def test_what_stands_between_marks(sentences: list[str], paragraphs: list[int], parts: list[list[str]]) -> None:
    assert quoted(sentences, paragraphs) == parts


def test_a_text_that_quotes_in_single_marks() -> None:
    assert quoted(["'Rates are high.", "They bite,' said Roe."], [0, 0]) == [["Rates are high.", "They bite,"]]


@pytest.mark.parametrize("opens", ["“", '"'])
@pytest.mark.parametrize("closes", ["'", "’"])
def test_a_quotation_that_a_single_mark_closes_ends_there(opens: str, closes: str) -> None:
    text = [f"{opens}Rates are high.", f"They bite,{closes} said Roe.", "Stocks fell.", f"{opens}Up,” said Doe."]
    assert quoted(text, [0] * 4) == [["Rates are high.", "They bite,"], ["Up,"]]


def test_marks_far_apart_are_no_pair() -> None:
    assert quoted(["“Up.", *["It fell."] * quotations.MOST_SENTENCES, "Down.”"]) == []


def test_what_is_mostly_quoted() -> None:
    sentences = ["“Rates are high,” she said.", "It spoke of “mixed” signals and “slow” growth."]
    parts = quotations.by_sentence(quotations.find(sentences, [0, 0]), 2)
    assert [quotations.is_mostly_quoted(sentence, part) for sentence, part in zip(sentences, parts, strict=True)] == [
        True,
        False,
    ]
