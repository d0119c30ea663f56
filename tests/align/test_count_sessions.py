"""On which session a count is measured: on that of its article, and a streak is as long as it says or it is not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from aggregator.align import verdict
from aggregator.market.history import History
from aggregator.records import Claim, Verdict
from aggregator.sessions import calendar

from .making import D, claim, history

# Sessions from Friday 2023-12-29 on.
START = D(2023, 12, 29)
WEDNESDAY, THURSDAY = D(2024, 1, 3), D(2024, 1, 4)
WEDNESDAY_NIGHT = dt.datetime(2024, 1, 4, 4, 59, 59, tzinfo=dt.UTC)  # how a date without a time is known
THURSDAY_NIGHT = dt.datetime(2024, 1, 5, 4, 59, 59, tzinfo=dt.UTC)
LATER = dt.datetime(2024, 2, 1, tzinfo=dt.UTC)
BARS: dict[str, History] = {
    "^GSPC": history("^GSPC", [101, 100, 101, 102, 103, 104, 103], start=D(2023, 12, 27)),
    "^DJI": history("^DJI", [100, 102, 101, 104.03, 101], start=START),
    "^NDX": history("^NDX", [100, 103, 102, 106, 102], start=START),
}


def streak(words: str, number: float, **fields: object) -> Claim:
    told: dict[str, object] = {
        "value": number,
        "value_text": words,
        "unit": "count",
        "direction": "up",
        "entity_id": "index:SPX",
    }
    told |= {"evidence": f"The S&P 500 rose for a {words}.", "subject": "S&P 500"}
    return claim("count", "^GSPC", claim_id="count", **{**told, **fields})


def move(symbol: str, pct: float) -> Claim:
    way = "up" if pct > 0 else "down"
    return claim("move", symbol, claim_id=symbol, direction=way, value=abs(pct), value_text=f"{abs(pct)}%", unit="pct")


OF_THURSDAY = (move("^DJI", 3.0), move("^NDX", 3.92))


def judge(told: Claim, *others: Claim, at: dt.datetime = WEDNESDAY_NIGHT) -> Verdict:
    return verdict(told, BARS, knowable_at=at, now=LATER, calendar=calendar(), siblings=(told, *others))


@pytest.mark.parametrize("at", [WEDNESDAY_NIGHT, THURSDAY_NIGHT])
def test_a_streak_ends_on_the_session_that_the_articles_other_figures_tell(at: dt.datetime) -> None:
    found = judge(streak("third straight session", 3), *OF_THURSDAY, at=at)
    assert (found.verdict, found.measured, found.window_end) == ("contradicted", 4.0, THURSDAY)
    found = judge(streak("fourth straight day", 4), *OF_THURSDAY, at=at)
    assert (found.verdict, found.measured, found.window_end) == ("supported", 4.0, THURSDAY)
    assert "told by the article's other figures" in str(found.basis)


def test_a_streak_of_another_length_is_not_close_and_of_a_doubtful_session_left_open() -> None:
    found = judge(streak("fourth straight day", 4))
    assert (found.verdict, found.reason, found.measured) == ("unverifiable", "window_unresolved", 3.0)
    assert judge(streak("third straight day", 3)).verdict == "supported"
    named = {"window_text": "Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY}
    assert judge(streak("fourth straight day", 4, **named)).verdict == "contradicted"
    stocks = streak("fourth straight day", 4, entity_id="group:US_STOCKS", subject="US stocks", **named)
    assert judge(stocks).reason == "ambiguous"


def test_how_often_something_happened_is_counted_up_to_that_session() -> None:
    told = streak(
        "the second time", 2, evidence="For the second time this year the S&P 500 rose 0.9%.", value_text="second time"
    )
    found = judge(told, *OF_THURSDAY)
    assert (found.verdict, found.measured, found.window_end) == ("close", 3.0, THURSDAY)


def test_a_week_that_has_just_begun_is_not_held_against_the_one_before() -> None:
    falling = [100 - 0.1 * n for n in range(79)]  # from 60 sessions before December 4 on
    bars = {
        "^GSPC": history("^GSPC", [*falling, 93, 94, 95, 96, 97], start=calendar().previous(D(2023, 12, 4), 60)),
        "^DJI": history("^DJI", [*[100.0] * 22, 102.0, 105.06], start=D(2023, 12, 4)),
        "^NDX": history("^NDX", [*[100.0] * 22, 103.0, 107.07], start=D(2023, 12, 4)),
    }
    monday = D(2024, 1, 8)
    assert calendar().count(D(2023, 12, 4), monday) == 24
    told = streak(
        "best week", 0, value=None, value_text=None, evidence="The S&P 500 had its best week since October 2023."
    )
    others = (move("^DJI", 3.0), move("^NDX", 3.95))
    at = dt.datetime(2024, 1, 9, 4, 59, 59, tzinfo=dt.UTC)
    found = verdict(told, bars, knowable_at=at, now=LATER, calendar=calendar(), siblings=(told, *others))
    assert found.window_end is None
    assert (found.verdict, found.reason) == ("unverifiable", "window_unresolved")


@pytest.mark.parametrize("words", ["third day this week", "third day in four"])
def test_so_many_days_of_a_span_are_no_streak(words: str) -> None:
    named = {"window_text": "Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY}
    found = judge(streak(words, 3, value_text="third", **named))
    assert found.reason in ("ambiguous", "unsupported_kind")


@pytest.mark.parametrize(
    ("words", "expected"),
    [("this week", "supported"), ("so far this week", "supported"), ("last week", "contradicted")],
)
def test_a_span_up_to_now_ends_with_the_session_that_the_articles_other_figures_tell(words: str, expected: str) -> None:
    week = {"window_text": words, "window_start": D(2024, 1, 2), "window_end": WEDNESDAY}
    told = replace(move("^GSPC", 2.97), **week)  # 101 to 104
    found = judge(told, *OF_THURSDAY)
    assert found.verdict == expected
    assert judge(told).verdict == "contradicted", "without other figures it ends with the last close"


def test_comparisons_and_volumes_are_of_that_session_too() -> None:
    words = "The S&P 500 lagged the Dow."  # on Thursday; on Wednesday the Dow fell
    told = claim("compare", "^GSPC", evidence=words, subject="S&P 500", direction="down", claim_id="compare")
    others = (move("^NDX", 3.92), move("^DJI", 3.0), move("^DJI", 3.0))
    found = judge(told, *others)
    assert (found.verdict, found.window_end) == ("supported", THURSDAY)
    assert judge(replace(told, evidence="The S&P 500 outperformed the Dow.", direction="up"), *others).verdict == (
        "contradicted"
    )
    closes = [float(n) for n in range(100, 170)]
    traded = [100.0] * 69 + [300.0]
    bars = {**BARS, "IWM": history("IWM", closes, volume=traded, start=calendar().previous(THURSDAY, 69))}
    heavy = claim("volume", "IWM", value=3.0, unit="x", direction="up", value_text="3x", claim_id="volume")
    found = verdict(
        heavy, bars, knowable_at=WEDNESDAY_NIGHT, now=LATER, calendar=calendar(), siblings=(heavy, *OF_THURSDAY)
    )
    assert (found.verdict, found.window_end) == ("supported", THURSDAY)
