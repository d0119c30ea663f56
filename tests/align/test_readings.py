"""Which session a claim without a date is measured on, and what a guess may say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from aggregator.align import tables, verdict
from aggregator.market.history import History
from aggregator.records import Claim, Verdict
from aggregator.sessions import calendar

from .making import D, claim, history

# Sessions from Friday 2023-12-29 on; the first close is the base, Wednesday the third.
START = D(2023, 12, 29)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = D(2024, 1, 2), D(2024, 1, 3), D(2024, 1, 4), D(2024, 1, 5)
WEDNESDAY_NIGHT = dt.datetime(2024, 1, 4, 4, 59, 59, tzinfo=dt.UTC)  # how a date without a time is known
THURSDAY_MORNING = dt.datetime(2024, 1, 4, 12, tzinfo=dt.UTC)
THURSDAY_NOON = dt.datetime(2024, 1, 4, 17, tzinfo=dt.UTC)
LATER = dt.datetime(2024, 2, 1, tzinfo=dt.UTC)

BARS = {
    "^GSPC": history("^GSPC", [100, 101, 99, 103], start=START),
    "^DJI": history("^DJI", [100, 102, 101, 104.03], start=START),
    "^NDX": history("^NDX", [100, 103, 102, 106], start=START),
    "^RUT": history("^RUT", [100, 104, 103, 107], start=START),
    "DGS10": history("DGS10", [4.0, 4.1, 4.2, 4.0], start=START),
    "GC=F": history("GC=F", [2000, 2010, 2020, 2030], start=START),
}


def move(symbol: str, pct: float, **fields: Any) -> Claim:
    told = {"direction": "up" if pct > 0 else "down", "value": abs(pct), "value_text": f"{abs(pct)}%", "unit": "pct"}
    return claim("move", symbol, claim_id=f"{symbol}{pct}", subject=symbol, **{**told, **fields})


def judge(told: Claim, *others: Claim, at: dt.datetime = WEDNESDAY_NIGHT, bars: dict[str, History] = BARS) -> Verdict:
    return verdict(told, bars, knowable_at=at, now=LATER, calendar=calendar(), siblings=(told, *others))


# 4 January as told by three indexes; the text may be dated that day or, by mistake, the day before.
OF_THURSDAY = (move("^DJI", 3.0), move("^NDX", 3.92), move("^RUT", 3.88))


@pytest.mark.parametrize("at", [WEDNESDAY_NIGHT, dt.datetime(2024, 1, 4, 23, tzinfo=dt.UTC)])
def test_an_articles_other_figures_tell_its_session(at: dt.datetime) -> None:
    found = judge(move("^GSPC", 4.04), *OF_THURSDAY, at=at)
    assert (found.verdict, found.window_start, found.window_end) == ("supported", THURSDAY, THURSDAY)
    assert "session told by the article's other figures" in str(found.basis)
    assert ("after its date" in str(found.basis)) == (at == WEDNESDAY_NIGHT)
    assert judge(move("^GSPC", 2.5), *OF_THURSDAY, at=at).verdict == "contradicted"


def test_a_claims_own_figure_is_no_evidence_of_its_session() -> None:
    found = judge(move("^GSPC", 4.04), move("^GSPC", 4.04), move("^DJI", 3.0))
    assert (found.verdict, found.reason) == ("unverifiable", "window_unresolved")


def test_a_longer_span_is_not_held_against_the_articles_session() -> None:
    year = move("^GSPC", 2.5, evidence="The index has gained 2.5% since its last report.")
    assert judge(year, *OF_THURSDAY).reason == "window_unresolved"


def test_a_figure_far_off_was_not_told_of_that_session() -> None:
    found = judge(move("^GSPC", 45.0), *OF_THURSDAY)
    assert (found.verdict, found.reason) == ("unverifiable", "window_unresolved")


def test_a_weekday_six_days_back_is_the_day_after_a_text_that_is_younger_than_its_date() -> None:
    thursday_before = {"window_text": "Thursday", "window_start": D(2023, 12, 28), "window_end": D(2023, 12, 28)}
    bars = {**BARS, "^GSPC": history("^GSPC", [90, 91, 100, 101, 99, 103], start=D(2023, 12, 27))}
    found = judge(move("^GSPC", 4.04, **thursday_before), *OF_THURSDAY, bars=bars)
    assert (found.verdict, found.window_start) == ("supported", THURSDAY)
    alone = judge(move("^GSPC", 4.04, **thursday_before), bars=bars)
    assert (alone.verdict, alone.reason) == ("unverifiable", "window_unresolved")
    last = judge(move("^GSPC", 4.04, **{**thursday_before, "window_text": "last Thursday"}), bars=bars)
    assert last.verdict == "contradicted"


def test_a_weekday_that_no_session_fits_yet_is_the_day_after_where_the_other_figures_tell_it() -> None:
    told = move("^GSPC", 4.04, window_text="on Thursday")
    found = judge(told, *OF_THURSDAY)
    assert (found.verdict, found.window_start) == ("supported", THURSDAY)
    assert judge(told).reason == "window_unresolved"
    assert judge(replace(told, window_text="on Friday"), *OF_THURSDAY).reason == "window_unresolved"
    futures = replace(told, subject="S&P 500 futures")
    assert judge(futures, *OF_THURSDAY).reason == "no_prices"


@pytest.mark.parametrize(
    ("pct", "expected"),
    [(1.0, "supported"), (1.1, "unverifiable"), (-1.98, "supported"), (5.0, "unverifiable")],
)
def test_an_inherited_span_and_the_day_of_publication_can_only_confirm(pct: float, expected: str) -> None:
    inherited = {"window_start": WEDNESDAY, "window_end": WEDNESDAY}
    told = move("^GSPC", pct, **inherited)
    bars = {"^GSPC": history("^GSPC", [100, 101, 99], start=TUESDAY)}
    found = judge(told, at=dt.datetime(2024, 1, 4, 23, tzinfo=dt.UTC), bars=bars)
    assert found.verdict == expected
    if pct == 1.0:
        assert "as told before" in str(found.basis)


def test_a_price_of_a_running_session_is_held_against_its_range() -> None:
    today = {"window_text": "Thursday", "window_start": THURSDAY, "window_end": THURSDAY}
    ranged = {
        "^GSPC": history("^GSPC", [100, 101, 99, 103], high=[100, 101, 101, 104], low=[99, 99, 98, 98], start=START)
    }
    found = judge(move("^GSPC", 4.1, **today), at=THURSDAY_NOON, bars=ranged)
    assert (found.verdict, found.measured, found.basis) == ("close", None, "^GSPC intraday range of -1.01 to +5.05 pct")
    assert found.knowable_at >= dt.datetime(2024, 1, 4, 21, tzinfo=dt.UTC), "the range is known when the day is over"
    assert judge(move("^GSPC", 4.1, **today), at=THURSDAY_NOON).reason == "not_knowable", "no range is known"
    level = claim("level", "^GSPC", value=100.5, value_text="100.5", unit="points", claim_id="l", **today)
    found = judge(level, at=THURSDAY_NOON, bars=ranged)
    assert (found.verdict, found.measured, found.basis) == ("close", None, "^GSPC intraday range of 98 to 104")
    assert judge(replace(level, value=97.0), at=THURSDAY_NOON, bars=ranged).verdict == "contradicted"
    assert judge(move("^GSPC", 4.04, **today), at=THURSDAY_NOON, bars=ranged).verdict == "supported"
    assert judge(move("^GSPC", 9.0, **today), at=THURSDAY_NOON, bars=ranged).verdict == "contradicted"
    early = {**today, "window_text": "in early trading Thursday"}
    assert judge(move("^GSPC", 4.04, **early), at=LATER, bars=ranged).reason == "not_knowable"


def test_a_text_without_a_date_tells_of_the_running_session_where_the_days_ranges_hold_its_figures() -> None:
    def ranged(symbol: str, closes: list[float]) -> History:
        return history(symbol, closes, high=[c * 1.03 for c in closes], low=[c * 0.97 for c in closes], start=START)

    bars = {symbol: ranged(symbol, [100, 101, 99, 103]) for symbol in ("^GSPC", "^DJI", "^NDX", "^RUT")}
    others = (move("^DJI", 2.2), move("^NDX", 3.1), move("^RUT", 4.4))
    found = judge(move("^GSPC", 5.1), *others, at=THURSDAY_NOON, bars=bars)
    assert (found.verdict, found.window_start) == ("close", THURSDAY)
    assert found.basis == "^GSPC intraday range of +0.92 to +7.16 pct, session that ran when it was told"
    assert judge(move("^GSPC", 9.1), *others, at=THURSDAY_NOON, bars=bars).reason == "window_unresolved"
    assert judge(move("^GSPC", 5.1), others[0], at=THURSDAY_NOON, bars=bars).reason == "window_unresolved"
    off = (move("^NDX", -3.1), move("^RUT", -4.4), others[0])
    assert judge(move("^GSPC", 5.1), *off, at=THURSDAY_NOON, bars=bars).reason == "window_unresolved"


def test_how_far_a_price_went_is_measured_at_its_extreme() -> None:
    day = {"window_text": "Thursday", "window_start": THURSDAY, "window_end": THURSDAY}
    told = move("^GSPC", 5.1, **{**day, "value_text": "as much as 5.1%", "comparator": "lt"})
    ranged = {
        "^GSPC": history("^GSPC", [100, 101, 99, 103], high=[100, 101, 101, 104], low=[99, 99, 98, 98], start=START)
    }
    at = dt.datetime(2024, 1, 5, 3, tzinfo=dt.UTC)
    assert judge(told, at=at, bars=ranged).basis == "^GSPC intraday high"
    assert judge(told, at=at, bars=ranged).verdict == "supported"
    assert judge(told, at=at).reason == "no_prices", "closes alone cannot tell"


def test_a_coarse_figure_says_nothing_of_a_span_that_was_only_told_before() -> None:
    inherited = {"window_start": TUESDAY, "window_end": TUESDAY}
    bars = {"^GSPC": history("^GSPC", [100, 102.04, 99, 103], start=START)}
    at = dt.datetime(2024, 1, 5, 14, tzinfo=dt.UTC)
    fine = move("^GSPC", 2.04, **inherited)
    assert judge(fine, at=at, bars=bars).verdict == "supported"
    coarse = move("^GSPC", 2.0, **{**inherited, "value_text": "2%"})
    assert judge(coarse, at=at, bars=bars).reason == "window_unresolved"


def test_a_quote_of_the_hour_of_writing_is_not_the_close_before() -> None:
    told = claim("level", "DGS10", value=4.2, value_text="4.2%", unit="pct", evidence="The yield was at 4.2%.")
    assert judge(told, at=THURSDAY_MORNING).verdict == "supported"
    of_now = replace(told, evidence="The yield was floating near 4.2% as of writing.")
    assert judge(of_now, at=THURSDAY_MORNING).reason == "not_knowable"


def test_a_price_from_before_a_split_is_not_denied_where_the_sentence_speaks_of_it() -> None:
    day = {"window_text": "Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY}
    told = claim("level", "GC=F", value=37000.0, value_text="$37,000", unit="usd", claim_id="s", **day)
    assert judge(told).verdict == "contradicted"
    spoken = replace(told, evidence="It reached $37,000, which, adjusted for the split, would be $1,850.")
    assert judge(spoken).reason == "ambiguous"


def test_a_mark_of_charts_that_the_encoder_takes_for_a_level_is_left_open() -> None:
    text = "The S&P 500's moving average held, making 99 a key technical support."
    told = claim("level", "^GSPC", value=99.0, value_text="99", unit="points", evidence=text, rule_ids=("model.level",))
    assert judge(told).reason == "ambiguous"
    assert judge(replace(told, rule_ids=("level.stands",))).verdict == "supported"


def test_how_far_it_had_gone_when_told_is_not_denied_by_how_far_it_went() -> None:
    day = {"window_text": "Thursday", "window_start": THURSDAY, "window_end": THURSDAY}
    extremes = {"high": [2001, 2012, 2025, 2060], "low": [1990, 2000, 2010, 2020]}
    ranged = {"GC=F": history("GC=F", [2000, 2010, 2020, 2030], **extremes, start=START)}
    at = dt.datetime(2024, 1, 4, 22, tzinfo=dt.UTC)
    stopped = move("GC=F", 0.5, **{**day, "value_text": "as much as 0.5%", "comparator": "lt"})
    assert judge(stopped, at=at, bars=ranged).reason == "not_knowable"
    beyond = move("GC=F", 4.0, **{**day, "value_text": "as much as 4.0%", "comparator": "lt"})
    assert judge(beyond, at=at, bars=ranged).verdict == "contradicted"


@pytest.mark.parametrize("words", ["was recently trading at 3.9%", "was last seen at 3.9%"])
def test_a_yield_of_some_hour_is_not_denied_by_its_fixing(words: str) -> None:
    since = {"window_text": "since Tuesday", "window_start": WEDNESDAY, "window_end": THURSDAY}
    told = claim("level", "DGS10", value=3.9, value_text="3.9%", unit="pct", evidence=f"The yield {words}.", **since)
    assert judge(told, at=THURSDAY_NOON).reason == "not_knowable"


def test_a_quote_of_what_never_closes_is_not_denied_by_its_close() -> None:
    day = {"window_text": "Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY, "kind": "level"}
    spot = {"direction": "up", "unit": "usd", "claim_id": "g"}
    near = claim(symbol="GC=F", value=2024.0, value_text="$2,024", **day, **spot)
    far = claim(symbol="GC=F", value=2500.0, value_text="$2,500", **day, **spot)
    assert judge(near).reason == "not_knowable"
    assert judge(far).verdict == "contradicted"


def test_a_price_touched_in_the_day_is_not_denied_by_the_close_alone() -> None:
    day = {"window_text": "Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY}
    told = {"symbol": "^DJI", "value": 105.0, "value_text": "105", "unit": "points", **day}
    touched = claim("level", evidence="The Dow hit 105.", rule_ids=("level.crossed",), **told)
    closed = claim("level", evidence="The Dow closed at 105.", rule_ids=("level.stands",), **told)
    assert judge(touched).reason == "no_prices"
    assert judge(closed).verdict == "contradicted"
    # What it settled at is another figure, and to lie near that is chance.
    yields = {"DGS10": history("DGS10", [4.0, 4.05, 4.08, 4.1], start=START)}
    words = "It hit a four-month high of 4.091%, before settling at 4.064%."
    told = {"symbol": "DGS10", "value": 4.091, "value_text": "4.091%", "unit": "pct", **day}
    high = claim("level", evidence=words, rule_ids=("level.mark",), **told)
    assert judge(high, bars=yields).reason == "no_prices"


def test_which_stocks_a_group_means_is_not_said_exactly_enough_to_deny_a_figure() -> None:
    day = {"window_text": "Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY}
    assert judge(move("^GSPC", 7.0, entity_id="group:US_EQUITIES", **day)).reason == "ambiguous"
    assert judge(move("^GSPC", -1.98, entity_id="group:US_EQUITIES", **day)).verdict == "supported"


def test_an_index_with_its_dividends_is_not_held_against_its_price() -> None:
    day = {"window_text": "Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY, "entity_id": "index:SPX"}
    assert judge(move("^GSPC", 7.0, evidence="It gained 7% on Wednesday.", **day)).verdict == "contradicted"
    assert judge(move("^GSPC", 7.0, evidence="Including dividends, it gained 7%.", **day)).reason == "ambiguous"


def test_since_a_month_is_from_some_day_of_it() -> None:
    bars = {"KO": history("KO", [100.0] * 25 + [90.0] * 5 + [100.0] * 30, start=dt.date(2024, 1, 2))}
    told = {"window_text": "since February", "window_start": dt.date(2024, 2, 1), "window_end": dt.date(2024, 3, 20)}
    at = dt.datetime(2024, 3, 20, 22, tzinfo=dt.UTC)
    later = dt.datetime(2024, 4, 1, tzinfo=dt.UTC)
    found = [
        verdict(move("KO", pct, **told), bars, knowable_at=at, now=later, calendar=calendar()) for pct in (10.0, 20.0)
    ]
    assert [(each.verdict, each.reason) for each in found] == [("unverifiable", "ambiguous"), ("contradicted", None)]


def test_a_spot_price_is_not_that_of_the_future() -> None:
    day = {"window_text": "Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY}
    bars = {"GC=F": BARS["^GSPC"]}
    assert judge(move("GC=F", 7.0, evidence="Gold futures rose 7%.", **day), bars=bars).verdict == "contradicted"
    assert judge(move("GC=F", 7.0, evidence="Spot gold rose 7%.", **day), bars=bars).reason == "ambiguous"


@pytest.mark.parametrize(
    ("pct", "comparator", "expected"),
    [
        (-1.98, None, "supported"),
        (-1.9, None, "unverifiable"),
        (-1.0, "gt", "unverifiable"),
        (4.0, None, "unverifiable"),
    ],
)
def test_what_only_the_encoder_marked_is_borne_out_or_left_open(
    pct: float, comparator: str | None, expected: str
) -> None:
    day = {"window_text": "Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY}
    told = move("^GSPC", pct, comparator=comparator, rule_ids=("model.move",), **day)
    assert judge(told).verdict == expected


def test_a_figure_behind_an_average_is_where_the_average_stands() -> None:
    closes = [100.0] * 60
    bars = {"^GSPC": history("^GSPC", [*closes, 98.0], start=calendar().previous(WEDNESDAY, 60))}
    words = "The index ended below its 50-day moving average of 99.96."
    told = claim(
        "level", "^GSPC", value=99.96, value_text="99.96", unit="points", direction="down", comparator="lt",
        evidence=words, window_text="Wednesday", window_start=WEDNESDAY, window_end=WEDNESDAY,
    )  # fmt: skip
    found = judge(told, bars=bars)
    assert found.verdict == "supported"
    assert "50-day average" in str(found.basis)


def test_a_price_of_late_trading_is_not_denied_by_the_close() -> None:
    told = {"window_text": "Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY}
    settled = move("^GSPC", -1.5, evidence="The index fell 1.5% on Wednesday.", **told)
    quoted = move("^GSPC", -1.5, evidence="The index was down 1.5% late in Wednesday trading.", **told)
    assert judge(settled).verdict == "contradicted"
    assert judge(quoted).verdict == "unverifiable"


def test_one_day_of_a_month_is_no_day_that_can_be_looked_up() -> None:
    told = {"window_text": "in January", "window_start": TUESDAY, "window_end": D(2024, 1, 31)}
    found = judge(move("^GSPC", -33, evidence="Its shares tumbled 33% one day in January.", **told), at=LATER)
    assert (found.verdict, found.reason) == ("unverifiable", "window_unresolved")


def test_one_day_of_a_year_is_not_the_year() -> None:
    told = {"window_text": "In 2023", "window_start": D(2023, 1, 3), "window_end": D(2023, 12, 29)}
    found = judge(move("^GSPC", -22.6, evidence="In 2023 the index fell 22.6% in a single day.", **told))
    assert (found.verdict, found.reason) == ("unverifiable", "window_unresolved")


@pytest.mark.parametrize(
    "words",
    [
        "The index rose 1.0% a year on average.",
        "The index gained 1.0% annually.",
        "It had a 1.0% average return on the index.",
        "The index posted an annualized 1.0%.",
        "The index had an average annual gain of 1.0%.",
    ],
)
def test_so_much_a_year_is_no_move_of_a_span(words: str) -> None:
    day = {"window_text": "Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY}
    assert judge(move("^GSPC", 1.0, evidence=words, **day)).reason == "ambiguous"
    plain = "The Dow Jones industrial average fell by 1.0% on Wednesday."
    assert judge(move("^DJI", -1.0, evidence=plain, **day)).verdict == "supported"


def test_what_a_move_ranks_among_is_no_span_of_it() -> None:
    ranked = move("^GSPC", 4.04, evidence="The index rose 4.04% for its best day since at least 2003.")
    longer = move("^GSPC", 2.5, evidence="The index has risen 2.5% since at least 2003.")
    assert judge(ranked, *OF_THURSDAY).verdict == "supported"
    assert judge(longer, *OF_THURSDAY).reason == "window_unresolved"


@pytest.mark.parametrize(
    ("at", "pct", "expected"),
    [
        (dt.datetime(2024, 1, 6, 15, tzinfo=dt.UTC), 4.04, "supported"),  # Saturday
        (dt.datetime(2024, 1, 6, 15, tzinfo=dt.UTC), 4.2, "unverifiable"),  # near is not enough for a guess
        (dt.datetime(2024, 1, 5, 12, tzinfo=dt.UTC), 4.04, "unverifiable"),  # before the open: a premarket move, say
    ],
)
def test_a_text_of_a_weekend_may_be_of_the_last_session(at: dt.datetime, pct: float, expected: str) -> None:
    bars = {"^GSPC": history("^GSPC", [99, 103], start=THURSDAY if at.weekday() == 5 else WEDNESDAY)}
    assert judge(move("^GSPC", pct, evidence="The index rose."), at=at, bars=bars).verdict == expected


def test_a_span_up_to_now_may_end_where_the_writer_last_looked() -> None:
    closes = [100.0 + n for n in range(20)]
    bars = {"^GSPC": history("^GSPC", closes, start=START)}
    at = dt.datetime(2024, 1, 27, 15, tzinfo=dt.UTC)
    span = {"window_text": "year to date", "window_start": TUESDAY, "window_end": D(2024, 1, 26)}
    assert judge(move("^GSPC", 18.0, **span), at=at, bars=bars).verdict == "supported"
    older = judge(move("^GSPC", 16.0, **span), at=at, bars=bars)
    assert (older.verdict, older.reason) == ("unverifiable", "window_unresolved")
    assert judge(move("^GSPC", 9.0, **span), at=at, bars=bars).verdict == "contradicted"


@pytest.mark.parametrize("symbol", tables.HOME_ABROAD.pattern.split("|"))
def test_every_receipt_may_be_told_of_at_home(symbol: str) -> None:
    day = {"window_text": "Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY}
    bars = {symbol: history(symbol, [100, 101, 99, 103], start=START)}
    assert judge(move(symbol, -0.57, evidence="Its shares fell.", **day), bars=bars).reason == "ambiguous"


def test_a_yield_in_whole_percent_is_not_read_half_a_percent_wide() -> None:
    day = {"window_text": "Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY}
    fields = {"unit": "pct", "evidence": "The yield ended at it.", **day}
    exact = claim("level", "DGS10", value=4.2, value_text="4.2%", **fields)
    coarse = claim("level", "DGS10", value=4.0, value_text="4%", **fields)
    assert judge(exact).verdict == "supported"
    assert judge(coarse).verdict == "contradicted"


def test_a_group_of_stocks_has_no_level_that_could_be_denied() -> None:
    day = {"window_text": "Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY}
    told = claim("level", "^GSPC", value=266.9, value_text="266.90", unit="points", entity_id="group:US_TECH", **day)
    assert judge(told).reason == "ambiguous"
    assert judge(replace(told, entity_id="index:SPX")).verdict == "contradicted"


def test_a_level_that_was_touched_lies_in_the_range_of_the_day() -> None:
    day = {"window_text": "Thursday", "window_start": THURSDAY, "window_end": THURSDAY}
    told = {"symbol": "^GSPC", "value": 101.5, "value_text": "101.5", "unit": "points", **day}
    bars = {
        "^GSPC": history("^GSPC", [100, 101, 99, 103], high=[100, 101, 101, 104], low=[99, 99, 98, 98], start=START)
    }
    touched = claim("level", evidence="The index fell as low as 101.5.", rule_ids=("level.crossed",), **told)
    closed = claim("level", evidence="The index closed at 101.5.", rule_ids=("level.stands",), **told)
    found = judge(touched, at=LATER, bars=bars)
    assert (found.verdict, found.basis) == ("supported", "^GSPC intraday range of 98 to 104")
    assert judge(closed, at=LATER, bars=bars).verdict == "contradicted"
    outside = claim("level", **{**told, "value": 108.0, "value_text": "108"}, rule_ids=("level.crossed",))
    assert judge(outside, at=LATER, bars=bars).verdict == "contradicted"


@pytest.mark.parametrize(
    ("symbol", "fields", "expected"),
    [
        ("TSM", {"evidence": "TSMC shed 0.57% in Taipei."}, "ambiguous"),
        ("TSM", {"evidence": "The New York-listed shares of TSMC shed 0.57%."}, None),
        ("ACME", {"entity_id": "company:ACME", "window_text": "in Q4"}, "ambiguous"),
        ("ACME", {"entity_id": "company:ACME"}, None),
    ],
)
def test_a_figure_that_may_be_of_something_else_contradicts_nothing(
    symbol: str, fields: dict[str, str], expected: str | None
) -> None:
    day = {"window_text": "Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY}
    bars = {symbol: history(symbol, [100, 101, 99, 103], start=START)}
    found = judge(move(symbol, -0.57, **{**day, **fields}), bars=bars)
    assert found.reason == expected
    assert (found.verdict == "contradicted") == (expected is None)
