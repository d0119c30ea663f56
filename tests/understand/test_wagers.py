"""Those who put money or numbers on what will be."""

from __future__ import annotations

import pytest

from aggregator.understand.speech import sayings


@pytest.mark.parametrize(
    ("sentence", "holder"),
    [
        ("A Newswire poll put the chances of a cut at 60 percent.", "Newswire poll"),
        ("Traders see a 44% probability of a rise in March.", "Traders"),
        ("Swaps traders boosted wagers on a rise in June.", "Swaps traders"),
        ("Traders are dialing back bets on a rise in June.", "Traders"),
        ("Markets have 30 basis points of cuts priced in for this year.", "Markets"),
        ("Rate futures suggest a 50% chance of a cut by June.", "Rate futures"),
        (
            "By Monday, interest-rate futures prices implied a rise in the second quarter.",
            "interest-rate futures prices",
        ),
        ("Fed funds futures are pricing in a cut in June.", "Fed funds futures"),
        ("The words bolstered analysts' expectations that rates will stay low.", "analysts"),
        ("Strong hiring reinforced trader bets on a tight policy.", "trader"),
        ("Traders bet on a cut in June.", "Traders"),
        ("Analysts now put the odds of a slump at one in three.", "Analysts"),
        ("Traders have now recalibrated expectations for the bank.", "Traders"),
        ("Investors stuck to bets on large cuts.", "Investors"),
        ("Fed fund futures are leaning toward pricing a large rise.", "Fed fund futures"),
    ],
)
def test_whose_expectation_it_is(sentence: str, holder: str) -> None:
    (saying,) = sayings.find(sentence)
    assert (saying.who.name, saying.expects) == (holder, True)


@pytest.mark.parametrize(
    "sentence",
    [
        "Sales rose 3%, above analysts' forecasts for a gain of 2%.",
        "Rate futures show traders sold on Friday.",
        "Futures suggest a higher open.",  # which ones is not said
    ],
)
def test_what_is_nobodys_expectation(sentence: str) -> None:
    assert not sayings.find(sentence)


def test_where_an_expectation_ends() -> None:
    text = "With market expectations that the bank will tighten policy, the gap could widen."
    (saying,) = sayings.find(text)
    assert saying.end <= text.index("the gap")
