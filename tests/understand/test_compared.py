"""One asset or group against another, read by rule: who is compared, and which way."""

from __future__ import annotations

import pytest

from tests.understand.samples import claims


def told(text: str) -> list[tuple[str, str | None, float | None]]:
    return [(c.subject, c.direction, c.value) for c in claims(text) if c.kind == "compare"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Value funds outperformed the index by 3 percentage points.", ("Value funds", "up", 3)),
        ("Growth shares have underperformed this year.", ("Growth shares", "down", None)),
        ("The fund trailed its benchmark last year.", ("The fund", "down", None)),
        ("Valuations of large firms have lagged.", ("Valuations of large firms", "down", None)),
        ("Quill Fund beat the market in May.", ("Quill Fund", "up", None)),
        ("Cheap shares have been shown to outperform.", ("Cheap shares", "up", None)),
        ("The airline has fallen behind its rivals.", ("airline", "down", None)),
        ("Quill Software is growing at a slower rate than its peers.", ("Quill Software", "down", None)),
        ("Bourses in the north fell more than those in the south.", ("Bourses in the north", "down", None)),
        ("Bourses in the north fell less than those in the south.", ("Bourses in the north", "up", None)),
        ("The Dow gained less than the Nasdaq.", ("The Dow", "down", None)),
        ("The Dow rose 0.5 percentage point less than the Nasdaq.", ("The Dow", "down", 0.5)),
        ("Quill Fund lost 2% more than its peers.", ("Quill Fund", "down", 2)),
        ("Decliners outnumbered advancers by a 3-to-1 ratio.", ("Decliners", "down", 3)),
        ("A 2-to-1 ratio favored advancing issues.", ("advancing issues", "up", 2)),
        ("Decliners outnumbered advancers by a ratio of almost 2 to 1.", ("Decliners", "down", 2)),
        ("Decliners outnumbered advancers, and 3-to-1 was the vote.", ("Decliners", "down", None)),
        ("Chipmakers led the gains.", ("Chipmakers", "up", None)),
        ("Chipmakers led the day's gains.", ("Chipmakers", "up", None)),
        ("Use of mills was above the 1980-2010 average of 81 percent.", ("Use of mills", "up", None)),
        ("Its multiple remains well below its long-run average.", ("multiple", "down", None)),
        ("Lenders led the losers.", ("Lenders", "down", None)),
        ("Miners were among the best performers.", ("Miners", "up", None)),
        ("Miners were the day's biggest losers.", ("Miners", "down", None)),
        ("The mine fell 6%, the worst performer on the exchange.", ("worst performer", "down", None)),
        ("The mine rose 6%, the top gainer on the exchange.", ("top gainer", "up", None)),
        ("Their fees are lower than those of the rivals.", ("fees", "down", None)),
        ("Its margins were higher than the industry average.", ("margins", "up", None)),
        ("The $40 strike represents a 4% premium to the current price.", ("$40 strike", "up", 4)),
        ("Small lenders bore the brunt.", ("Small lenders", "down", None)),
        ("The newsletter, Quill Advisor, has tripled the market.", ("Quill Advisor", "up", 3)),
    ],
)
def test_who_is_compared(text: str, expected: tuple[str, str | None, float | None]) -> None:
    assert told(text) == [expected]


def test_a_ratio_on_each_of_two_exchanges() -> None:
    text = "Advancers outnumbered decliners for a 3.1-to-1 ratio on the NYSE and {} 2-to-1 ratio on the Nasdaq."
    for words in ("for a", "a"):
        assert told(text.format(words)) == [("Advancers", "up", 3.1), ("Advancers", "up", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "It fell from its all-time high, which is lagging the index.",
        "Any sign that policy may be changing, has outperformed.",
        "The run in lofts, which tripled the index, is over.",
        "The index is above its 50-day average.",
        "The reading was higher than the preliminary one.",
        "The total was higher than the market estimate.",
    ],
)
def test_what_is_compared_with_nothing(text: str) -> None:
    assert not told(text)


@pytest.mark.parametrize(
    "text",
    [
        "The Dow gained 3% more than offsetting its losses.",
        "The Dow gained more than it did in May.",
        "Gold was higher than Thursday's close.",
        "Gains of the index were larger than that.",
    ],
)
def test_its_own_past_is_no_rival(text: str) -> None:
    assert not told(text)


def test_a_tally_is_three_comparisons() -> None:
    found = told("About 371 shares advanced, 3,215 shares declined and 59 shares were unchanged.")
    assert found == [("shares", "up", 371), ("shares", "down", 3215), ("shares", "flat", 59)]


@pytest.mark.parametrize(
    "text",
    [
        "Value funds could outperform.",
        "Analysts expect miners to outperform.",
        "The broker has an outperform rating.",
        "Revenue outpaced the $117.6 billion expected.",
        "Earnings topped the average analyst estimates.",
        "Sales were higher than expected.",
        "Sales were higher than a year ago.",
        "The portfolio copies managers who have outperformed the market.",
        "If value funds lagged the market, the case would be lost.",
        "Did the fund outperform its peers?",
    ],
)
def test_no_comparison(text: str) -> None:
    assert told(text) == []


def test_only_returns_are_held_against_prices() -> None:
    (ahead,) = [c for c in claims("The Russell 2000 outperformed the S&P 500 last week.") if c.kind == "compare"]
    (led,) = [c for c in claims("The Russell 2000 led the gains last week.") if c.kind == "compare"]
    assert (ahead.symbol, led.symbol) == ("^RUT", None)
