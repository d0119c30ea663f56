"""A firm's own forecast behind its price, names that look like owners, outlets that tell what others say."""

from __future__ import annotations

import pytest

from aggregator.understand.speech import namings, sayings
from aggregator.understand.speech.attribution import attribute
from aggregator.understand.speech.carried import between
from aggregator.understand.view import Speech


def last(*lines: str, words: str) -> str | None:
    """Who says the words of the last line."""
    at = lines[-1].index(words)
    said = attribute(lines, [0] * len(lines))[-1]
    return next((each.speaker for each in reversed(said) if each.start <= at < each.end), None)


@pytest.mark.parametrize(
    ("sentence", "words", "speaker"),
    [
        # What a share fell on is its firm's own forecast.
        ("On the flip side, Acme lost 3% after forecasting a drop in sales.", "a drop", "Acme"),
        (
            "Acme fell 3% after forecasting weak sales, while hat maker Beta Co lost 9% after forecasting a loss.",
            "a loss",
            "Beta Co",
        ),
        ("Further on the list, chipmaker Acme Corp fell after forecasting low sales.", "low sales", "Acme Corp"),
        ("Acme tumbled 9% after the cosmetics company cut its sales and profit forecasts.", "profit", "Acme"),
        ("Acme (NYSE:ACM) stock fell 2% after the web major forecast sales of $5 billion.", "sales of", "Acme"),
        ("With the company guiding for growth of 18% this year, it is on track.", "growth", "the company"),
        # Names that end like owners.
        ("Moody's said rates may rise.", "rates", "Moody's"),
        ("Acme will replace Beta in the index next week, Standard & Poor's said.", "Beta", "Standard & Poor's"),
        # Asides with a code before them.
        (
            "Acme Stores ( ACM.X ) , the second retailer after Beta, also on Thursday said its sales fell.",
            "sales",
            "Acme Stores",
        ),
        # Who tells it and who reports that.
        ("Acme is open to deals, John Doe said, according to Reuters.", "deals", "John Doe"),
        (
            "Prices rose 0.9% in May, the Acme Bureau said Tuesday, the Beta News Agency reported.",
            "Prices",
            "Acme Bureau",
        ),
        # Contracts, headlines, lists of ratings.
        ("Fed funds futures saw a 70% chance of a cut.", "chance", "Fed funds futures"),
        ("Analysts Saw Acme 4Q Profit $7 Million", "Profit", "Analysts"),
        ("- Acme Capital: Raised its price target to $50.", "price target", "Acme Capital"),
        # No words of theirs.
        ("Prices may stay low for longer than the Acme Bank expects and hurt banks.", "hurt", None),
        ("Time will tell whether sales rise.", "sales", None),
        ("Acme said it bought Beta, highlighting the risks of debt.", "risks", None),
    ],
)
def test_whose_words(sentence: str, words: str, speaker: str | None) -> None:
    assert last(sentence, words=words) == speaker


def test_an_unnamed_source_stays_unnamed() -> None:
    first = "A plan by Senator John Doe looks doomed, said a source familiar with the talks."
    assert last(first, "Banks will be moved to an agency, the source said.", words="agency") == "the source"


def test_the_group_is_the_body_that_spoke() -> None:
    told = ("The Acme Institute said rates may rise.", "The group said prices fell.", "It said wages may rise.")
    assert last(*told, words="wages") == "Acme Institute"


def test_the_author_at_the_head_of_a_column_speaks_in_no_quotation() -> None:
    told = attribute(["Jane Roe, President, Acme Consulting", "Costs may rise.", "Payers will wait."], [0, 1, 1])
    assert not told[1]
    assert not told[2]


def test_between_two_sentences_of_one_speaker() -> None:
    acme, other = Speech("Acme", None, False), Speech("Beta", None, False)
    assert between([(acme,), (), (acme,)])[1] == Speech("Acme", None, False)
    assert between([(acme,), (), (other,)]) == [None, None, None]
    assert between([(), (), (acme,)]) == [None, None, None]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("national", False),
        ("Time", False),
        ("management", True),
        ("Acme", True),
        ("swaps", True),
        ("money market", True),
    ],
)
def test_words_that_can_name(words: str, names: bool) -> None:
    assert namings.can_name(words) == names


def test_a_heading_is_no_part_of_a_name() -> None:
    assert namings.without_heading("RATES IN DOUBT The Acme Bank") == "Acme Bank"
    assert namings.without_heading("ACME BETA Group") == "ACME BETA Group"


def test_an_owner_says_nothing() -> None:
    assert not sayings.find("Acme's expects sales to fall.")
