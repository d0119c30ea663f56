"""Expectations that recede, are fought or only possible are no forecasts of what they are on."""

from __future__ import annotations

import pytest

from aggregator.records import Claim
from aggregator.understand.drafts import Draft
from aggregator.understand.fields import housekeeping, receding
from aggregator.understand.fields.senses import settled
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from tests.understand.samples import claims


def view(text: str) -> View:
    return View(0, 0, text, (), (), (), (), {})


def draft(text: str, words: str) -> Draft:
    start = text.index(words)
    subject = Subject(start, start + len(words), words, None, "other")
    return Draft("forecast", "model.forecast", subject, start, start + len(words), direction="down", tense="future")


def told(text: str, words: str = "") -> Draft | None:
    return receding.told(view(text), draft(text, words or _act(text)))


def _act(text: str) -> str:
    return "rate cuts" if "rate cuts" in text else "rate cut"


def forecasts(text: str) -> list[Claim]:
    return [claim for claim in claims(text) if claim.kind == "forecast"]


@pytest.mark.parametrize(
    "text",
    [
        "Desks are seeing lower chances of rate cuts in 2031.",
        "Desks made fewer bets on rate cuts.",
        "Bonds fell on waning hopes for early rate cuts.",
        "Karl Ostrow will push back on market bets on early rate cuts.",
        "She pushed back against expectations of rate cuts by the bank.",
        "He poured cold water on hopes for rate cuts in March.",
        "The report quashed speculation about rate cuts.",
        "Desks pared their bets on rate cuts.",
        "Expectations have faded for rate cuts in March.",
        "Hopes were dashed for a rate cut.",
        "Bets on rate cuts this year have faded.",
        "Bets on rate cuts were pared after strong data.",
        "Chances of a rate cut in June have diminished.",
        "Markets have priced out rate cuts this year.",
        "A weak result could drive markets to price in deeper rate cuts.",
        "The data may lead desks to raise bets on rate cuts.",
        "Desks expect fewer rate cuts this year.",
    ],
)
def test_what_recedes_is_a_view_without_a_side(text: str) -> None:
    found = told(text)
    assert found is not None
    assert (found.kind, found.direction) == ("outlook", None)
    assert settled(found, view(text)).direction is None


@pytest.mark.parametrize(
    "text",
    [
        "Desks raised bets on rate cuts.",
        "Odds of a rate cut rose after the data.",
        "Desks pared bets on hikes and now expect two rate cuts.",
        "Desks expect fewer than three rate cuts.",
        "Hopes of a rally faded, but markets price in a rate cut in June.",
        "Lower inflation means rate cuts this year.",
        "The target cut reflects a rising probability of a rate cut.",
        "Stocks rose on bets that a rate cut will lead to a softening of credit.",
    ],
)
def test_what_is_expected_all_the_same_stays(text: str) -> None:
    assert told(text) == draft(text, _act(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Stocks rose on hopes that inflation has eased.", "inflation"),
        ("Bonds rose on expectations that yields fell.", "yields"),
        ("They expect slower growth this year.", "growth"),
        ("There are hopes for yields to fall.", "yields"),
        ("The odds of inflation easing are high.", "inflation"),
    ],
)
def test_a_hoped_for_fall_is_no_fallen_hope(text: str, words: str) -> None:
    assert told(text, words) == draft(text, words)


def test_whom_receding_bets_favour_is_the_other_side() -> None:
    [claim] = claims("Hopes that the Fed will cut rates in March dimmed.")
    assert (claim.kind, claim.rule_ids, claim.direction) == ("outlook", ("outlook.odds",), None)
    assert claim.stance == "hawkish"


def test_odds_that_fell_to_a_figure_are_odds() -> None:
    [claim] = forecasts("The odds of a Fed rate cut in March fell to 30% from 60% a week ago.")
    assert (claim.value, claim.unit) == (30.0, "prob_pct")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The gap to the T-Note is pricing how fast they cut.", "T-Note"),
        ("It could push rates markets to price in more.", "rates"),
        ("Weak Ruritanian CPI increased the probability of a cut.", "Ruritanian CPI"),
    ],
)
def test_who_prices_is_not_what_is_priced(text: str, words: str) -> None:
    assert told(text, words) is None


def test_how_fast_is_neither_up_nor_down() -> None:
    assert forecasts("The spread is pricing HOW FAST the Fed is going to cut or hike this year.") == []
    for text in (
        "The Fed is expected to reduce the size of its rate hikes in December.",
        "The Fed is expected to slow the pace of rate hikes in December.",
    ):
        assert [claim.direction for claim in forecasts(text)] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "There can't be anyone left who believes the Fed can raise rates by anything less than 75 bps.",
        "There is hardly a trader who still thinks the Fed will raise rates by 25 bps in July.",
        "There is no one who expects the Fed to raise rates by 25 bps in July.",
    ],
)
def test_what_nobody_is_left_to_believe_is_no_forecast(text: str) -> None:
    assert forecasts(text) == []


def test_somebody_who_believes_it_forecasts_it() -> None:
    text = "There is one trader who expects the Fed to raise rates by 25 bps in July."
    assert [claim.value for claim in forecasts(text)] == [25.0]


def test_a_level_to_pass_is_kept_with_its_side() -> None:
    [claim] = forecasts("Traders expect the Fed to push rates past 4.85% next year.")
    assert (claim.direction, claim.value, claim.unit, claim.comparator) == ("up", 4.85, "pct", "gt")


def test_a_level_that_cuts_lead_to_is_kept() -> None:
    [claim] = forecasts("The Fed is expected to cut rates to 3% by the end of 2025.")
    assert (claim.direction, claim.value, claim.unit) == ("down", 3.0, "pct")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The company will hold a conference call at 5:00 pm ET.", "conference call"),
        ("The company will hold a conference call at 5:00 pm ET.", "The company"),
        ("Acme (ACM) management will host a live webcast on Thursday.", "Acme"),
        ("A replay of the webcast will be available on Friday.", "replay of the webcast"),
    ],
)
def test_a_companys_call_is_no_claim(text: str, words: str) -> None:
    assert housekeeping.covers(view(text), draft(text, words))


def test_what_is_said_on_a_call_is_one() -> None:
    text = "On the conference call Acme said that revenue will rise and it will report on Friday."
    assert not any(housekeeping.covers(view(text), draft(text, words)) for words in ("Acme", "revenue"))


def test_what_is_over_takes_no_direction() -> None:
    for text, direction in (("The Fed is done raising rates.", None), ("The Fed is cutting rates.", "down")):
        found = told(text, "The Fed")
        assert found is not None
        assert found.direction == direction
