"""What happens to a listed thing, one case each, from bars in a store to verdicts: delisted, renamed, split, missing
bars, half days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from aggregator import aligning, understand
from aggregator.records import Bar, Claim, ClaimView, Query, Verdict
from aggregator.sessions import calendar
from aggregator.store import Store, claims, market, open_store, verdicts
from aggregator.understand.encoder.model import SentenceScores
from tests.builders import add, article, claim, config

from .making import D, bars

CAL = calendar()
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        yield opened


def evening(session: dt.date) -> dt.datetime:
    return CAL.close_time(session) + HOUR


def told(store: Store, at: dt.datetime, session: dt.date | None, symbol: str, **fields: object) -> Claim:
    """Store an article with one claim about a session."""
    words = None if session is None else "on the day"
    made = claim(
        "So it was on the day.", symbol=symbol, window_text=words, window_start=session, window_end=session, **fields
    )
    item = add(store, article(f"{symbol} {at} {fields}", known=at), claims=[made])
    [view] = claims.of_revision(store, item.revision_id)
    return view.claim


def up(pct: float) -> dict[str, object]:
    return {"direction": "up", "value": pct, "unit": "pct", "value_text": f"{pct}%"}


def at_price(dollars: float) -> dict[str, object]:
    return {"kind": "level", "value": dollars, "unit": "usd", "value_text": f"${dollars:,.2f}"}


def judged(store: Store, made: Claim, now: dt.datetime) -> Verdict:
    aligning.align(store, config(), now=now)
    view = claims.get(store, made.claim_id)
    assert view is not None
    assert view.verdict is not None
    return view.verdict


def fetched(rows: Sequence[Bar], at: dt.datetime) -> list[Bar]:
    return [replace(bar, fetched_at=at) for bar in rows]


# --- delisted ---------------------------------------------------------------------------------------------------------

LAST_DAY = D(2024, 7, 10)
GONE = bars("GONE", [10.0, 9.0, 8.1], D(2024, 7, 8))


def test_delisted_what_was_said_while_it_traded_is_still_judged(store: Store) -> None:
    market.save_bars(store, "GONE", GONE)
    made = told(store, evening(LAST_DAY), LAST_DAY, "GONE", direction="down", value=10.0, unit="pct", value_text="10%")
    found = judged(store, made, evening(D(2026, 1, 5)))
    assert (found.verdict, found.measured) == ("supported", pytest.approx(-10.0))
    assert found.bars[0]["sessions"] == "2024-07-09..2024-07-10"


def test_delisted_a_move_of_later_has_no_prices_and_takes_none_of_before(store: Store) -> None:
    market.save_bars(store, "GONE", GONE)
    day = D(2024, 7, 12)
    made = told(store, evening(day), day, "GONE", **up(2.0))
    soon = judged(store, made, evening(day))
    assert (soon.verdict, soon.reason) == ("unverifiable", "not_knowable"), "at first its bar may only be late"
    late = judged(store, made, evening(D(2024, 8, 1)))
    assert (late.verdict, late.reason, late.measured) == ("unverifiable", "no_prices", None)


def test_delisted_a_forecast_beyond_the_last_bar_is_not_scored_by_it(store: Store) -> None:
    market.save_bars(store, "GONE", GONE)
    due = D(2024, 7, 31)
    made = told(
        store, evening(LAST_DAY), None, "GONE", **{**up(0.0), "value": None}, kind="forecast", tense="future", due=due
    )
    assert judged(store, made, evening(D(2024, 7, 15))).verdict == "pending"
    assert judged(store, made, evening(D(2024, 12, 31))).verdict == "expired_unscorable"


# --- renamed ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (D(2018, 7, 26), "Facebook Inc. (NASDAQ: FB) shares fell 10.0% on Thursday."),
        (D(2022, 10, 27), "Meta Platforms (NASDAQ: META) shares fell 10.0% on Thursday."),
    ],
    ids=["by the old name and symbol", "by the new ones"],
)
def test_renamed_old_and_new_names_are_judged_by_the_one_history(store: Store, at: dt.date, words: str) -> None:
    market.save_bars(store, "META", bars("META", [100.0, 90.0], CAL.previous(at)))
    said = article("Shares fall", words, known=evening(at))
    [result] = understand.understand_many(
        [said], Silent(), understand.linker(understand.packaged_entities()), created_at=evening(at)
    )
    assert not isinstance(result, Exception)
    [made] = [item for item in result.claims if item.kind == "move"]
    assert (made.entity_id, made.symbol) == ("company:META", "META")
    [found] = aligning.judge(store, config(), [made], knowable_at=evening(at), now=evening(D(2024, 1, 5)))
    assert (found.verdict, found.measured) == ("supported", pytest.approx(-10.0))
    assert found.bars[0]["symbol"] == "META"


def test_renamed_whoever_took_the_old_symbol_lends_it_no_prices(store: Store) -> None:
    """In 2020 GOLD was Barrick, which is B today; bars of today's GOLD are another company's."""
    day = D(2020, 7, 22)
    market.save_bars(store, "GOLD", bars("GOLD", [100.0, 103.0], CAL.previous(day)))
    said = article("Miners", "Barrick (NYSE: GOLD) shares rose 3.0% on Wednesday.", known=evening(day))
    [result] = understand.understand_many(
        [said], Silent(), understand.linker(understand.packaged_entities()), created_at=evening(day)
    )
    assert not isinstance(result, Exception)
    [made] = [item for item in result.claims if item.kind == "move"]
    assert made.symbol == "B"
    [found] = aligning.judge(store, config(), [made], knowable_at=evening(day), now=evening(D(2024, 1, 5)))
    assert (found.verdict, found.reason) == ("unverifiable", "no_prices")


class Silent:
    """An encoder that marks nothing: the rules alone speak."""

    model_id = "silent-1"

    def score(self, texts: Sequence[str]) -> list[SentenceScores]:
        return [
            SentenceScores({"negative": 0.0, "neutral": 1.0, "positive": 0.0}, {"other": 1.0}, ("other",), {})
            for _ in texts
        ]


# --- split ------------------------------------------------------------------------------------------------------------

BEFORE = [1164.37, 1224.40, 1209.98]  # from Tuesday to Thursday
SAID, LOADED = D(2024, 6, 6), D(2024, 6, 11)
AFTER = [1208.88, 1217.9, 1209.1]  # from Friday to Tuesday, as if nothing had been split


def held_before(store: Store) -> None:
    rows = bars("NVDA", BEFORE, D(2024, 6, 4), volume=[4e7] * 3)
    market.save_bars(store, "NVDA", rows)


def split(store: Store, shares: float = 10.0) -> dt.datetime:
    """All bars are loaded anew in shares of after the split."""
    at = evening(LOADED)
    closes = [round(price / shares, 4) for price in (*BEFORE, *AFTER)]
    market.save_bars(store, "NVDA", fetched(bars("NVDA", closes, D(2024, 6, 4), volume=[4e7 * shares] * 6), at))
    return at


def test_split_a_price_that_was_right_stays_right(store: Store) -> None:
    held_before(store)
    made = told(store, evening(SAID), SAID, "NVDA", **at_price(1209.98))
    assert judged(store, made, evening(SAID)).verdict == "supported"
    later = split(store)
    found = judged(store, made, later)
    assert (found.verdict, found.measured) == ("supported", pytest.approx(1209.98))


def test_split_a_price_that_was_wrong_stays_wrong(store: Store) -> None:
    held_before(store)
    made = told(store, evening(SAID), SAID, "NVDA", **at_price(1290.0))
    assert judged(store, made, evening(SAID)).verdict == "contradicted"
    assert judged(store, made, split(store)).verdict == "contradicted"


@pytest.mark.parametrize("shares", [10.0, 1.5, 0.1], ids=["ten for one", "three for two", "reverse"])
def test_split_moves_in_percent_and_in_dollars_are_those_of_the_day(store: Store, shares: float) -> None:
    held_before(store)
    percent = told(store, evening(SAID), SAID, "NVDA", direction="down", value=1.2, unit="pct", value_text="1.2%")
    dollars = told(store, evening(SAID), SAID, "NVDA", direction="down", value=14.42, unit="usd", value_text="$14.42")
    later = split(store, shares)
    assert judged(store, percent, later).verdict == "supported"
    found = judged(store, dollars, later)
    assert (found.verdict, found.measured) == ("supported", pytest.approx(-14.42, abs=0.02))


def test_split_a_target_of_before_is_scored_in_shares_of_before(store: Store) -> None:
    held_before(store)
    made = told(
        store,
        evening(SAID),
        None,
        "NVDA",
        kind="forecast",
        direction="up",
        tense="future",
        due=D(2024, 6, 11),
        value=1215.0,
        unit="usd",
        value_text="$1,215",
    )
    assert judged(store, made, evening(SAID)).verdict == "pending"
    found = judged(store, made, split(store))
    assert (found.verdict, found.measured) == ("came_true", pytest.approx(1217.9, rel=1e-4))


def test_split_a_price_of_after_is_one_of_after(store: Store) -> None:
    held_before(store)
    later = split(store)
    made = told(store, later, LOADED, "NVDA", **at_price(120.91))
    assert judged(store, made, later).verdict == "supported"


def test_split_that_the_store_never_saw_contradicts_nothing(store: Store) -> None:
    """Bars that were loaded after the split only: the stated price is ten times theirs, and no lie."""
    split(store)
    made = told(store, evening(SAID), SAID, "NVDA", **at_price(1209.98))
    other = told(store, evening(SAID), SAID, "NVDA", **at_price(150.0))
    later = evening(LOADED)
    found = judged(store, made, later)
    assert (found.verdict, found.reason) == ("unverifiable", "ambiguous")
    assert judged(store, other, later).verdict == "contradicted", "no split makes 150 of 121"


def test_split_leaves_answers_of_before_it_as_they_were(store: Store) -> None:
    held_before(store)
    for fields in (at_price(1209.98), at_price(1290.0), up(1.0)):
        told(store, evening(SAID), SAID, "NVDA", **fields)
    aligning.align(store, config(), now=evening(SAID))
    then = standing(store, evening(SAID))
    aligning.align(store, config(), now=split(store))
    assert standing(store, evening(SAID)) == then


def standing(store: Store, as_of: dt.datetime) -> tuple[list[ClaimView], list[tuple[Verdict, str]]]:
    return claims.find(store, Query(as_of=as_of, limit=None)), verdicts.every(store, as_of)


# --- missing bars -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["the session itself", "the session before"])
def test_missing_a_gap_is_not_bridged(store: Store, lost: str) -> None:
    rows = bars("HOLE", [10.0, 11.0, 12.1, 13.31], D(2024, 7, 8))
    day = D(2024, 7, 10)
    gap = day if lost == "the session itself" else D(2024, 7, 9)
    market.save_bars(store, "HOLE", [bar for bar in rows if bar.session != gap])
    made = told(store, evening(day), day, "HOLE", **up(10.0))
    found = judged(store, made, evening(D(2024, 7, 12)))
    assert (found.verdict, found.reason, found.measured) == ("unverifiable", "no_prices", None)
    market.save_bars(store, "HOLE", [replace(bar, fetched_at=evening(D(2024, 7, 15))) for bar in rows])
    filled = judged(store, made, evening(D(2024, 7, 15)))
    assert (filled.verdict, filled.measured) == ("supported", pytest.approx(10.0)), "once the bar has come"


def test_missing_a_gap_inside_the_window_does_not_matter(store: Store) -> None:
    rows = bars("HOLE", [10.0, 11.0, 12.1, 13.31], D(2024, 7, 8))
    market.save_bars(store, "HOLE", [bar for bar in rows if bar.session != D(2024, 7, 10)])
    at = evening(D(2024, 7, 11))
    made = replace(told(store, at, D(2024, 7, 11), "HOLE", **up(33.1)), window_start=D(2024, 7, 9))
    [found] = aligning.judge(store, config(), [made], knowable_at=at, now=at)
    assert (found.verdict, found.measured) == ("supported", pytest.approx(33.1))


def test_missing_numbers_of_a_bar_leave_out_what_needs_them(store: Store) -> None:
    """A bar that is a close alone: no open, range or volume to fall back on."""
    market.save_bars(store, "BARE", bars("BARE", [10.0, 11.0], D(2024, 7, 8)))
    at = evening(D(2024, 7, 9))
    move = told(store, at, D(2024, 7, 9), "BARE", **up(10.0))
    volume = told(store, at, D(2024, 7, 9), "BARE", kind="volume", value=2.0, unit="x", value_text="2x")
    found = judged(store, move, at)
    assert [str(basis["basis"]) for basis in found.tried] == ["BARE close to close"]
    assert judged(store, volume, at).reason == "no_prices"


# --- half days --------------------------------------------------------------------------------------------------------

HALF = D(2024, 11, 29)  # the day after Thanksgiving: the close is at 13:00 New York, 18:00 UTC
WEDNESDAY, MONDAY = D(2024, 11, 27), D(2024, 12, 2)


def test_half_day_its_move_is_known_at_one_in_new_york(store: Store) -> None:
    market.save_bars(store, "^RUT", bars("^RUT", [100.0, 101.0, 103.0], WEDNESDAY))
    close = dt.datetime(2024, 11, 29, 18, 0, tzinfo=dt.UTC)
    made = told(store, close, HALF, "^RUT", **up(1.0))
    found = judged(store, made, close)
    assert (found.verdict, found.knowable_at) == ("supported", close)
    assert (found.bars[0]["sessions"]) == "2024-11-27..2024-11-29", "the holiday is no session"


def test_half_day_before_its_close_the_session_is_still_running(store: Store) -> None:
    market.save_bars(store, "^RUT", bars("^RUT", [100.0, 101.0, 103.0], WEDNESDAY))
    before = dt.datetime(2024, 11, 29, 17, 59, 59, tzinfo=dt.UTC)
    made = told(store, before, HALF, "^RUT", **up(2.0))
    assert judged(store, made, before).reason == "not_knowable"
    found = judged(store, made, evening(HALF))
    assert (found.verdict, found.reason) == ("unverifiable", "not_knowable"), "no range says that 2% was out of reach"


@pytest.mark.parametrize(
    ("clock", "session", "signals_of"),
    [
        (dt.time(14, 29), HALF, WEDNESDAY),
        (dt.time(17, 59), MONDAY, WEDNESDAY),
        (dt.time(18, 0), MONDAY, HALF),
        (dt.time(20, 59), MONDAY, HALF),
    ],
    ids=["before the open", "running", "at the early close", "before the usual close"],
)
def test_half_day_claims_belong_to_the_next_session_from_its_open_on(
    store: Store, clock: dt.time, session: dt.date, signals_of: dt.date
) -> None:
    market.save_bars(store, "^RUT", bars("^RUT", [100.0 + n for n in range(90)], D(2024, 7, 29), open=[100.0] * 90))
    at = dt.datetime.combine(HALF, clock, dt.UTC)
    made = told(store, at, WEDNESDAY, "^RUT", **up(1.0))
    aligning.align(store, config(), now=evening(MONDAY))
    joined = verdicts.alignment(store, made.claim_id)
    assert joined is not None
    assert (joined.session, joined.signal_session) == (session, signals_of)
