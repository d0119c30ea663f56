"""Histories: order, duplicates, look-ups and what was knowable."""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import replace

import numpy as np

from aggregator.market.history import History
from aggregator.records import Bar
from aggregator.store import market, open_store

D = dt.date


def bar(day: int, close: float, known_day: int | None = None) -> Bar:
    known = dt.datetime(2024, 7, known_day or day, 20, tzinfo=dt.UTC)
    return Bar("IWM", D(2024, 7, day), None, None, None, close, None, None, "made", known, known, True)


def test_bars_are_sorted_and_the_later_known_of_two_counts() -> None:
    rows = [bar(1, 1.0), bar(2, 2.0), bar(2, 2.5, 9), bar(5, 5.0)]
    random.Random(3).shuffle(rows)
    history = History.from_bars("IWM", rows)
    assert history.close.tolist() == [1.0, 2.5, 5.0]
    assert math.isnan(history.volume[0])
    assert [history.session(i) for i in range(len(history))] == [D(2024, 7, 1), D(2024, 7, 2), D(2024, 7, 5)]


def test_look_ups() -> None:
    history = History.from_bars("IWM", [bar(2, 2.0), bar(5, 5.0)])
    assert [history.last_index(D(2024, 7, d)) for d in (1, 2, 3, 5, 6)] == [None, 0, 0, 1, 1]


def test_known_gives_only_what_was_knowable() -> None:
    history = History.from_bars("IWM", [bar(1, 1.0), bar(2, 2.0, 8), bar(3, 3.0)])
    assert history.known(dt.datetime(2024, 7, 3, 20, tzinfo=dt.UTC)).close.tolist() == [1.0, 3.0]
    assert history.known(dt.datetime(2024, 7, 9, tzinfo=dt.UTC)) is history
    assert len(History.from_bars("IWM", [])) == 0


def test_rows_of_the_store_make_the_same_history_as_records() -> None:
    with open_store(":memory:") as store:
        rows = [bar(1, 1.0), bar(2, 2.0), bar(5, 5.0)]
        later = dt.datetime(2024, 7, 9, 12, 30, 15, tzinfo=dt.UTC)
        market.save_bars(store, "IWM", rows)
        market.save_bars(store, "IWM", [replace(rows[1], close=2.5, fetched_at=later)])
        for as_of in (later - dt.timedelta(seconds=1), later):
            records = History.from_bars("IWM", market.bars(store, "IWM", as_of=as_of))
            stored = History.from_stored("IWM", *market.bar_rows(store, "IWM", as_of=as_of))
            for name in (
                "sessions",
                "open",
                "high",
                "low",
                "close",
                "adj_close",
                "volume",
                "knowable_at",
                "fetched_at",
            ):
                np.testing.assert_array_equal(getattr(stored, name), getattr(records, name))
            assert stored.providers == records.providers
            assert stored.first_close.tolist() == [1.0, 2.0, 5.0]
            assert stored.first_known[1].item() == dt.datetime(2024, 7, 2, 20)
            assert stored.was_rescaled == (as_of == later)
        assert len(History.from_stored("NONE", *market.bar_rows(store, "NONE", as_of=later))) == 0


def test_in_shares_of_before_a_split() -> None:
    one = bar(1, 8.0)
    whole = History.from_bars("IWM", [replace(one, open=7.0, high=9.0, low=6.0, adj_close=4.0, volume=100.0)])
    half = whole.scaled(0.5)
    assert [float(getattr(half, name)[0]) for name in ("open", "high", "low", "close", "adj_close", "volume")] == [
        3.5, 4.5, 3.0, 4.0, 2.0, 200.0
    ]  # fmt: skip
