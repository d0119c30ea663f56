from __future__ import annotations

import time

import pytest

from aggregator.understand.attribution import attribute


def said(*sentences: str) -> list[tuple[str, str | None, bool] | None]:
    found = attribute(sentences, [0] * len(sentences))
    return [(each[-1].speaker, each[-1].role, each[-1].direct) if each else None for each in found]


@pytest.mark.parametrize(
    ("sentence", "speaker", "role", "direct"),
    [
        ("“Rates will come down,” Jane Roe said.", "Jane Roe", None, True),
        (
            "“Rates will come down,” said Jane Roe, chief economist at Acme Bank.",
            "Jane Roe",
            "chief economist at Acme Bank",
            True,
        ),
        ("Stocks fell 2%, according to Acme Research.", "Acme Research", None, False),
        ("Fed Chair Jerome Powell said that policy is tight.", "Jerome Powell", "Fed Chair", False),
        ("The index rose 0.3% in May, the Labor Department said on Thursday.", "Labor Department", None, False),
        ("Data from the Labor Department showed prices rose.", "Labor Department", None, False),
        ("“Prices are cooling,” reported Newswire.", "Newswire", None, True),
    ],
)
def test_who_says_it(sentence: str, speaker: str, role: str | None, direct: bool) -> None:
    assert said(sentence) == [(speaker, role, direct)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Stocks rose 2% on Friday.",
        "Acme Metals added 3 percent.",
        "“Soft landing” is the phrase of the day.",
        "“It will fall,” he said.",  # nobody has spoken yet
    ],
)
def test_nobody_rather_than_a_guess(sentence: str) -> None:
    assert said(sentence) == [None]


def test_he_is_the_last_who_spoke() -> None:
    assert said("Jane Roe said rates are high.", "“They will fall,” she said.")[1] == ("Jane Roe", None, True)


def test_a_quotation_over_sentences_has_one_speaker() -> None:
    found = said("“Growth is slowing.", "Jobs are next,” said Jane Roe.", "Stocks fell.")
    assert found == [("Jane Roe", None, True), ("Jane Roe", None, True), None]


def test_a_quotation_ends_with_its_paragraph() -> None:
    assert attribute(["“Growth is slowing.", "“Jobs are next,” said Jane Roe."], [0, 1])[0] == ()


@pytest.mark.parametrize("text", ["“ said " * 4000, "A b " * 6000, "according to " * 4000, "Aa, Bb " * 4000])
def test_hostile_text_ends_soon(text: str) -> None:
    start = time.perf_counter()
    said(text)
    assert time.perf_counter() - start < 5
