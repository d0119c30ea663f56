"""When a claim about the future is due, and what is said of it then."""

from __future__ import annotations

import datetime as dt
import math
from itertools import pairwise
from typing import Any

import pytest

from aggregator.align import tables, verdict
from aggregator.market.history import History
from aggregator.records import Claim, PolicyDecision, Release, Verdict
from aggregator.sessions import calendar

from .making import D, bars, claim, history

CAL = calendar()
# 70 sessions to and fro by one per cent, then a year and more of rises by half a per cent.
TO_AND_FRO = [100.0 * (1.01 if i % 2 else 1.0) for i in range(71)]
RISING = [TO_AND_FRO[-1] * 1.005 ** (i + 1) for i in range(260)]
SESSIONS = CAL.between(D(2024, 1, 2), D(2025, 12, 31))
BASE = SESSIONS[70]  # the last close before the claims below
SAID = CAL.close_time(BASE) + dt.timedelta(hours=2)
PRICES = {
    "^RUT": history("^RUT", TO_AND_FRO + RISING),
    "^GSPC": history("^GSPC", [*TO_AND_FRO, *(TO_AND_FRO[-1] * 1.01 ** (i + 1) for i in range(260))]),
    "DGS10": history("DGS10", [4.0] * 71 + [4.0 - 0.01 * (i + 1) for i in range(260)]),
}
LONG_AFTER = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


def judge(told: Claim, now: dt.datetime = LONG_AFTER, histories: dict[str, History] = PRICES, **facts: Any) -> Verdict:
    return verdict(told, histories, knowable_at=SAID, now=now, calendar=CAL, **facts)


def ahead(kind: str = "forecast", **fields: Any) -> Claim:
    return claim(kind, **{"tense": "future", "direction": "up", **fields})


@pytest.mark.parametrize(
    ("told", "sessions"),
    [
        (ahead("volume"), 1),
        (ahead("move"), 5),
        (ahead("level"), 21),
        (ahead("forecast"), 21),
        (ahead("outlook"), 63),
        (claim("outlook", tense="present", stance="bullish"), 63),
        (ahead(value=350.0, unit="usd", evidence="a price target of $350"), 252),
    ],
)
def test_without_a_date_the_kind_says_when_it_is_due(told: Claim, sessions: int) -> None:
    due = SESSIONS[70 + sessions]
    eve, day = CAL.close_time(due) - dt.timedelta(seconds=1), CAL.close_time(due)
    before = judge(told, eve)
    assert (before.verdict, before.window_end) == ("pending", due)
    assert before.basis == f"due after {sessions} sessions, none stated"
    after = judge(told, day)
    assert (after.verdict, after.window_end, after.knowable_at) == ("came_true", due, day)
    assert str(after.basis).endswith(f", due after {sessions} sessions, none stated")


def test_a_stated_date_goes_before_the_horizon_of_the_kind() -> None:
    found = judge(ahead(due=SESSIONS[73]))
    assert (found.verdict, found.window_end, found.basis) == ("came_true", SESSIONS[73], "^RUT close to close")


def test_every_kind_that_can_speak_of_the_future_has_a_horizon() -> None:
    from aggregator.records import KINDS

    assert set(tables.HORIZONS) == set(KINDS) - {"fact"}
    assert set(tables.HORIZONS.values()) == {1, 5, 21, 63}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"direction": "up"}, "came_true"),
        ({"direction": "down"}, "did_not"),
        ({"direction": "down", "symbol": "DGS10"}, "came_true"),
        ({"direction": "up", "symbol": "DGS10"}, "did_not"),
    ],
)
def test_a_direction_is_right_or_wrong_at_the_due_close(fields: dict[str, Any], expected: str) -> None:
    found = judge(ahead(due=SESSIONS[80], **fields))
    assert found.verdict == expected
    rate = fields.get("symbol") == "DGS10"
    assert found.unit == ("pp" if rate else "pct")
    assert found.measured == pytest.approx(-0.1 if rate else 100 * (1.005**10 - 1))


@pytest.mark.parametrize(
    ("words", "way", "expected"),
    [
        ("The Russell 2000 will outperform the S&P 500.", "up", "did_not"),
        ("The Russell 2000 will lag the S&P 500.", "down", "came_true"),
        ("The Russell 2000 will beat its peers.", "up", "expired_unscorable"),
    ],
)
def test_who_is_to_do_better_is_held_against_the_other(words: str, way: str, expected: str) -> None:
    found = judge(ahead(due=SESSIONS[80], direction=way, evidence=words))
    assert found.verdict == expected
    if found.measured is not None:
        assert (found.basis, found.unit) == ("^RUT minus ^GSPC", "pp")
        assert found.measured == pytest.approx(100 * (1.005**10 - 1.01**10))
        assert [bar["symbol"] for bar in found.bars] == ["^RUT", "^GSPC"]


@pytest.mark.parametrize(
    ("words", "at_the_end"),
    [
        ("It will reach 108 this year.", False),
        ("The index will hit 108 by the end of the year.", False),
        ("She sees 108 before the year ends.", False),
        ("He expects the index to finish the year at 108.", True),
        ("The index will end 2024 at about 108.", True),
        ("It should close out the month at 108.", True),
        ("The house's year-end target for the index is 108.", True),
        ("She has a year-end price target of 108 on it.", True),
        ("It will stand at 108 at the end of the year.", True),
        ("It will be at 108 at year-end.", True),
    ],
)
def test_what_is_said_of_the_end_is_read_there_and_not_on_the_way(words: str, at_the_end: bool) -> None:
    closes = [*TO_AND_FRO, 103.0, 107.0, 110.0, 106.0, 105.0, 104.0]
    prices = {"^RUT": history("^RUT", closes)}
    told = ahead(value=108.0, unit="points", value_text="108", evidence=words, due=SESSIONS[76])
    on_the_way = judge(told, CAL.close_time(SESSIONS[74]), prices)
    assert on_the_way.verdict == ("pending" if at_the_end else "came_true")
    found = judge(told, histories=prices)
    expected = ("did_not", 104.0) if at_the_end else ("came_true", 110.0)
    assert (found.verdict, found.measured) == expected
    higher = judge(told, histories={"^RUT": history("^RUT", [*closes[:-1], 109.0])})
    assert (higher.verdict, higher.measured) == ("came_true", 109.0 if at_the_end else 110.0)
    assert [bar["sessions"].split("..")[0] for bar in higher.bars] == [BASE.isoformat()]


def test_an_outlook_may_be_told_by_its_stance() -> None:
    assert judge(claim("outlook", stance="bearish", due=SESSIONS[80])).verdict == "did_not"
    assert judge(claim("outlook", stance="hawkish", due=SESSIONS[80])).reason == "not_quantified"
    assert judge(claim("outlook", None, stance="bullish")).reason == "no_instrument"


def parts(found: Verdict) -> dict[str, float]:
    return {str(entry["part"]): entry["measured"] for entry in found.tried if "part" in entry}  # type: ignore[misc]


@pytest.mark.parametrize("fields", [{}, {"value": 5.0, "unit": "pct", "value_text": "5%"}])
def test_the_outcome_carries_its_size_and_the_move_against_the_benchmark(fields: dict[str, Any]) -> None:
    found = judge(ahead(due=SESSIONS[80], **fields), benchmarks={"^RUT": "^GSPC"})
    assert found.verdict == "came_true"
    measured = parts(found)
    move = 100 * (1.005**10 - 1)
    moves = [100 * (b / a - 1) for a, b in pairwise(TO_AND_FRO[7:71])]
    mean = sum(moves) / 63
    deviation = math.sqrt(sum((m - mean) ** 2 for m in moves) / 62)
    assert measured["size"] == pytest.approx(move / (deviation * math.sqrt(10)))
    assert measured["market_adjusted"] == pytest.approx(move - 100 * (1.01**10 - 1))


def test_without_a_benchmark_or_a_past_nothing_is_set_beside_the_outcome() -> None:
    told = ahead(due=SESSIONS[80])
    assert set(parts(judge(told))) == {"size"}
    assert set(parts(judge(ahead(due=SESSIONS[80], entity_id="company:X")))) == {"size", "market_adjusted"}
    short = {"^RUT": History.from_bars("^RUT", bars("^RUT", RISING, SESSIONS[60]))}
    assert not parts(judge(told, histories=short))


def test_a_benchmark_known_only_later_stays_out() -> None:
    from dataclasses import replace

    late = [replace(bar, knowable_at=LONG_AFTER) for bar in bars("^GSPC", TO_AND_FRO + RISING)]
    found = judge(
        ahead(due=SESSIONS[80]),
        histories=PRICES | {"^GSPC": History.from_bars("^GSPC", late)},
        benchmarks={"^RUT": "^GSPC"},
    )
    assert set(parts(found)) == {"size"}
    assert found.knowable_at == CAL.close_time(SESSIONS[80])


def test_prices_that_may_only_be_late_leave_it_pending() -> None:
    stopped = {"^RUT": history("^RUT", (TO_AND_FRO + RISING)[:78])}
    told = ahead(due=SESSIONS[80])
    end = CAL.close_time(SESSIONS[80])
    assert judge(told, end + dt.timedelta(days=9), stopped).verdict == "pending"
    gone = judge(told, end + dt.timedelta(days=40), stopped)
    assert (gone.verdict, gone.knowable_at) == ("expired_unscorable", end + dt.timedelta(days=10))


def decisions(*changes: tuple[int, float]) -> list[PolicyDecision]:
    made = []
    for i, change in changes:
        at = dt.datetime.combine(SESSIONS[70 + i], dt.time(18), dt.UTC)
        made.append(PolicyDecision(SESSIONS[70 + i], 5.25, 5.5, change, "made", LONG_AFTER, at))
    return made


@pytest.mark.parametrize(
    ("due", "changes", "expected", "known"),
    [
        (None, [(10, 0.0), (40, -25.0)], "came_true", 10),
        (None, [(10, -25.0), (40, 0.0)], "did_not", 10),
        (30, [(10, 0.0), (40, -25.0)], "came_true", 30),
        (50, [(10, 0.0), (40, -25.0)], "did_not", 40),
    ],
)
def test_a_hold_of_rates(due: int | None, changes: list[tuple[int, float]], expected: str, known: int) -> None:
    told = claim(
        "forecast",
        "DFEDTARU",
        entity_id="org:FED",
        evidence="The Fed will keep rates on hold after its cuts",
        tense="future",
        direction="flat",
        due=None if due is None else SESSIONS[70 + due],
    )
    found = judge(told, policy=decisions(*changes))
    assert found.verdict == expected
    assert found.knowable_at.date() == SESSIONS[70 + known]


def test_an_undated_figure_is_due_with_the_next_release() -> None:
    at = dt.datetime.combine(SESSIONS[100], dt.time(12, 30), dt.UTC)
    rows = [Release("Core CPI m/m", "USD", at, 0.3, 0.2, None, "pct", "made", LONG_AFTER, at)]
    told = ahead(symbol=None, entity_id="macro:CORE_CPI_US", value=0.3, unit="pct", value_text="0.3%", evidence="m/m")
    assert judge(told, at - dt.timedelta(hours=1), releases=rows).verdict == "pending"
    found = judge(told, releases=rows)
    assert (found.verdict, found.window_end, found.knowable_at) == ("came_true", SESSIONS[100], at)
