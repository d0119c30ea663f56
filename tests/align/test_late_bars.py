"""Bars that come late or are revised after T, any of them by any amount, change nothing that is answered as of T."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import aligning, export
from aggregator.records import Query
from aggregator.sessions import calendar
from aggregator.store import Store, market, open_store
from tests.builders import add, article, claim, config, wavy

from .making import D, bars

CAL = calendar()
SESSIONS = CAL.between(D(2024, 6, 3), D(2024, 7, 31))
SAID = (8, 12, 19, 20)  # sessions after whose close claims are made
T = CAL.close_time(SESSIONS[20]) + dt.timedelta(hours=2)
HOUR = dt.timedelta(hours=1)
KINDS: tuple[dict[str, object], ...] = (
    {"kind": "move", "direction": "up", "value": 1.0, "unit": "pct", "value_text": "1.0%"},
    {"kind": "level", "value": 101.0, "unit": "usd", "value_text": "$101"},
    {"kind": "forecast", "tense": "future", "direction": "up", "due": SESSIONS[16]},
    {"kind": "forecast", "tense": "future", "direction": "up", "due": SESSIONS[30]},
)


def filled(lost: set[int]) -> Store:
    """Two symbols whose bars of the days `lost` are missing, with claims of every kind, brought up to date at T."""
    store = open_store(":memory:")
    for symbol in ("IWM", "SPY"):
        rows = bars(symbol, wavy(21), SESSIONS[0], open=wavy(21), high=wavy(21), low=wavy(21))
        market.save_bars(store, symbol, [bar for n, bar in enumerate(rows) if n not in lost])
    for n in SAID:
        at = CAL.close_time(SESSIONS[n]) + HOUR
        made = [
            claim(
                f"It was so on day {n}, by kind {k}.",
                symbol="IWM",
                window_text="on the day",
                window_start=SESSIONS[n],
                window_end=SESSIONS[n],
                **fields,
            )
            for k, fields in enumerate(KINDS)
        ]
        add(store, article(f"Day {n}", known=at), claims=made)
    aligning.align(store, config(), now=T)
    return store


def answers(store: Store) -> dict[str, bytes]:
    tables = ("claims", "verdicts", "alignments", "signals")
    return {what: export.encode(export.frame(store, what, Query(as_of=T, limit=None)), "csv") for what in tables}


@settings(max_examples=25)
@given(
    lost=st.sets(st.integers(1, 20), max_size=4),
    late=st.lists(
        st.tuples(
            st.sampled_from(["IWM", "SPY"]),
            st.integers(0, 35),
            st.sampled_from([0.1, 0.5, 0.97, 1.003, 2.0]),
            st.integers(1, 200),
        ),
        min_size=1,
        max_size=12,
    ),
)
def test_late_and_revised_bars_change_no_answer_of_before(
    lost: set[int], late: list[tuple[str, int, float, int]]
) -> None:
    with filled(lost) as store:
        then = answers(store)
        assert all(text.count(b"\n") > 1 for text in then.values())
        for symbol, n, factor, hours in sorted(late, key=lambda item: item[3]):
            fetched = T + hours * HOUR
            known = max(CAL.close_time(SESSIONS[n]), fetched)  # what comes after T is known no earlier
            [bar] = bars(symbol, [100.0 * factor], SESSIONS[n])
            market.save_bars(store, symbol, [replace(bar, fetched_at=fetched, knowable_at=known)])
        aligning.align(store, config(), now=T + dt.timedelta(days=40))
        assert answers(store) == then
