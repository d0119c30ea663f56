"""Verdicts and joins never see what was not knowable, and what comes later never changes them."""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.align import join, verdict
from aggregator.align.prices import UnverifiableError, position
from aggregator.market.history import History
from aggregator.records import Bar, Claim
from aggregator.sessions import calendar

from .making import D, bars, claim

SIZE = 90
SESSIONS = calendar().between(D(2024, 1, 2), D(2024, 12, 31))[:SIZE]
KINDS = st.sampled_from(["move", "level", "volume", "count", "forecast"])


def path(seed: int, symbol: str) -> list[Bar]:
    rng = random.Random(f"{seed}{symbol}")
    closes = [100.0]
    while len(closes) < SIZE:
        closes.append(closes[-1] * math.exp(rng.gauss(0, 0.02)))
    return bars(
        symbol,
        closes,
        open=closes,
        high=[c * 1.01 for c in closes],
        low=[c * 0.99 for c in closes],
        volume=[rng.uniform(1, 9) for _ in closes],
        adj_close=[c * 0.98 for c in closes],
    )


def told(kind: str, symbol: str, start: int, end: int, value: float) -> Claim:
    units = {"move": "pct", "level": "points", "volume": "x", "count": "count", "forecast": "points"}
    window = {"window_text": "then", "window_start": SESSIONS[start], "window_end": SESSIONS[end]}
    return claim(
        kind,
        symbol,
        direction="up",
        value=value,
        unit=units[kind],
        value_text=f"{value:.1f}",
        subject="volume",
        evidence="rose for days in a row",
        due=SESSIONS[end] if kind == "forecast" else None,
        **window,
    )


@settings(max_examples=60)
@given(
    seed=st.integers(0, 999),
    kind=KINDS,
    start=st.integers(1, 80),
    length=st.integers(0, 9),
    value=st.floats(0, 120),
    cut=st.integers(1, SIZE - 1),
    noise=st.floats(0.1, 9),
)
def test_later_bars_never_change_an_earlier_verdict(
    seed: int, kind: str, start: int, length: int, value: float, cut: int, noise: float
) -> None:
    end = min(start + length, SIZE - 1)
    cal = calendar()
    published = cal.close_time(SESSIONS[start if kind == "forecast" else end]) + dt.timedelta(hours=1)
    now = max(published, cal.close_time(SESSIONS[cut]))
    rows = {symbol: path(seed, symbol) for symbol in ("^RUT", "IWM")}
    cases = {
        "all": rows,
        "cut": {s: [b for b in r if b.knowable_at <= now] for s, r in rows.items()},
        "changed": {
            s: [b if b.knowable_at <= now else replace(b, close=b.close * noise, volume=noise, high=1e6) for b in r]
            for s, r in rows.items()
        },
    }
    symbol = "IWM" if kind == "volume" else "^RUT"
    found = {
        name: verdict(
            told(kind, symbol, start, end, value),
            {s: History.from_bars(s, r) for s, r in case.items()},
            knowable_at=published,
            now=now,
            calendar=cal,
        )
        for name, case in cases.items()
    }
    assert found["all"] == found["cut"] == found["changed"]
    assert found["all"].knowable_at <= now
    for bar in found["all"].bars:
        assert D.fromisoformat(bar["sessions"][-10:]) <= cal.last_closed(now)


def test_a_bar_that_is_not_knowable_is_not_used() -> None:
    rows = bars("^RUT", [100, 101])
    late = dt.datetime(2024, 1, 9, tzinfo=dt.UTC)
    rows[1] = replace(rows[1], knowable_at=late, backfilled=False)
    histories = {"^RUT": History.from_bars("^RUT", rows)}
    window = {"window_text": "Wednesday", "window_start": D(2024, 1, 3), "window_end": D(2024, 1, 3)}
    rose = claim(direction="up", value=1.0, unit="pct", value_text="1.0%", **window)
    at = dt.datetime(2024, 1, 3, 22, tzinfo=dt.UTC)
    early = verdict(rose, histories, knowable_at=at, now=late - dt.timedelta(seconds=1), calendar=calendar())
    assert early.reason == "not_knowable"
    found = verdict(rose, histories, knowable_at=at, now=late, calendar=calendar(), simulated=True)
    assert (found.verdict, found.knowable_at, found.decided_at, found.simulated) == ("supported", late, late, True)


def test_a_bond_holiday_takes_the_day_before_but_a_late_bar_does_not() -> None:
    cal, now = calendar(), dt.datetime(2024, 10, 16, tzinfo=dt.UTC)
    rows = [b for b in bars("DGS10", [4.0, 4.1, 9.9, 4.2], D(2024, 10, 10)) if b.session != D(2024, 10, 14)]
    whole = History.from_bars("DGS10", rows)
    assert whole.session(position(whole, D(2024, 10, 14), calendar=cal, now=now, holidays=True)) == D(2024, 10, 11)
    short = History.from_bars("DGS10", rows[:2])
    for history, holidays, reason in ((whole, False, "no_prices"), (short, True, "not_knowable")):
        with pytest.raises(UnverifiableError, match=reason):
            position(history, D(2024, 10, 14), calendar=cal, now=now, holidays=holidays)


@pytest.mark.parametrize(
    ("at", "session", "signal_session"),
    [
        ("2024-07-15T12:00:00", D(2024, 7, 15), D(2024, 7, 12)),
        ("2024-07-15T13:30:00", D(2024, 7, 16), D(2024, 7, 12)),
        ("2024-07-15T20:00:00", D(2024, 7, 16), D(2024, 7, 15)),
        ("2024-07-03T17:00:00", D(2024, 7, 5), D(2024, 7, 3)),
    ],
)
def test_a_claim_is_joined_to_signals_of_before(at: str, session: dt.date, signal_session: dt.date) -> None:
    known = dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC)
    asked = []

    def signals(symbol: str, day: dt.date, when: dt.datetime) -> dict[str, float]:
        asked.append((symbol, day, when))
        return {"ret_1d": 1.5}

    rut = bars("^RUT", [100.0 + n for n in range(20)], D(2024, 7, 1))
    histories = {"^RUT": History.from_bars("^RUT", rut)}
    found, nothing = join([(claim(), known), (claim(symbol=None), known)], histories, signals, calendar=calendar())
    assert found is not None
    assert (found.session, found.signal_session, found.signals) == (session, signal_session, {"ret_1d": 1.5})
    assert asked == [("^RUT", signal_session, known)]
    assert nothing is None
