"""Prices: revisions are new rows, and every read is as of a time."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.records import PolicyDecision, Release, SignalValue
from aggregator.store import Store, market, open_store
from tests.store.made import T0, bar

DAY = dt.timedelta(days=1)


@pytest.fixture
def store() -> Store:
    return open_store(":memory:")


def test_bars_come_back_in_order_and_are_added_once(store: Store) -> None:
    bars = [bar("2024-07-12", 213.0), bar("2024-07-11", 210.0)]
    assert market.save_bars(store, "IWM", bars) == 2
    assert market.save_bars(store, "IWM", bars) == 0
    assert market.bars(store, "IWM") == sorted(bars, key=lambda item: item.session)
    assert market.symbols(store) == ["IWM"]
    assert market.last_session(store, "IWM") == dt.date(2024, 7, 12)


def test_a_different_value_is_a_revision_known_when_it_was_fetched(store: Store) -> None:
    market.save_bars(store, "IWM", [bar("2024-07-12", 213.0)])
    assert market.save_bars(store, "IWM", [bar("2024-07-12", 214.0, fetched=T0 + DAY)]) == 1
    assert market.bars(store, "IWM", as_of=T0)[0].close == 213.0
    assert market.bars(store, "IWM", as_of=T0 + DAY)[0].close == 214.0
    assert market.save_bars(store, "IWM", [bar("2024-07-12", 214.0, fetched=T0 + 2 * DAY)]) == 0


def test_a_bar_is_not_known_before_its_session_closed(store: Store) -> None:
    market.save_bars(store, "IWM", [bar("2024-07-12", 213.0)])
    assert market.bars(store, "IWM", as_of=dt.datetime(2024, 7, 12, 19, 59, tzinfo=dt.UTC)) == []


@given(
    st.lists(st.tuples(st.integers(8, 12), st.floats(1, 500), st.integers(0, 9)), max_size=12),
    st.tuples(st.integers(8, 12), st.floats(1, 500), st.integers(1, 9)),
)
def test_what_is_fetched_later_changes_no_earlier_answer(
    history: list[tuple[int, float, int]], later: tuple[int, float, int]
) -> None:
    store = open_store(":memory:")
    moment = T0 + 10 * DAY
    for day, close, hours in history:
        fetched = T0 + dt.timedelta(hours=hours)
        market.save_bars(store, "IWM", [bar(f"2024-07-{day:02}", close, fetched=fetched)])
    before = market.bars(store, "IWM", as_of=moment)
    day, close, days = later
    known = {item.session for item in before}
    if dt.date(2024, 7, day) in known:
        market.save_bars(store, "IWM", [bar(f"2024-07-{day:02}", close, fetched=moment + days * DAY)])
    assert market.bars(store, "IWM", as_of=moment) == before
    store.close()


def release(actual: float | None, *, fetched: dt.datetime = T0) -> Release:
    at = dt.datetime(2024, 7, 11, 12, 30, tzinfo=dt.UTC)
    return Release("CPI m/m", "USD", at, actual, 0.1, 0.0, "pct", "test", fetched, at)


def decision(upper: float, *, fetched: dt.datetime) -> PolicyDecision:
    at = dt.datetime(2024, 7, 11, 18, 0, tzinfo=dt.UTC)
    return PolicyDecision(at.date(), upper - 0.25, upper, 0.0, "test", fetched, at)


def test_a_scheduled_release_gains_its_figure_as_a_new_row(store: Store) -> None:
    assert market.save_releases(store, [release(None, fetched=T0 - 6 * DAY)]) == 1
    assert market.save_releases(store, [release(-0.1)]) == 1
    assert market.save_releases(store, [release(-0.1)]) == 0
    assert [item.actual for item in market.releases(store, as_of=T0 - DAY)] == [None]
    assert [item.actual for item in market.releases(store)] == [-0.1]


def test_what_is_corrected_ahead_of_its_time_is_not_known_before_it(store: Store) -> None:
    # A file may reach beyond a simulated clock, and be another one the next time it is loaded.
    early, later = T0 - 9 * DAY, T0 - 8 * DAY
    market.save_bars(store, "IWM", [bar("2024-07-12", 213.0, fetched=early)])
    market.save_bars(store, "IWM", [bar("2024-07-12", 214.0, fetched=later)])
    market.save_releases(store, [release(0.1, fetched=early)])
    market.save_releases(store, [release(-0.1, fetched=later)])
    market.save_decisions(store, [decision(5.5, fetched=early)])
    market.save_decisions(store, [decision(5.25, fetched=later)])
    assert market.bars(store, "IWM", as_of=T0 - 5 * DAY) == []
    assert market.releases(store, as_of=T0 - 5 * DAY) == []
    assert market.decisions(store, as_of=T0 - 5 * DAY) == []
    assert [item.close for item in market.bars(store, "IWM", as_of=T0)] == [214.0]
    assert [item.actual for item in market.releases(store, as_of=T0)] == [-0.1]
    assert [item.upper_after for item in market.decisions(store, as_of=T0)] == [5.25]


def test_signals_are_read_as_of(store: Store) -> None:
    session = dt.date(2024, 7, 12)
    first = SignalValue("IWM", session, "ret_1d", 1, 1.0, T0)
    market.save_signals(store, [first, SignalValue("IWM", session, "ret_1d", 1, 2.0, T0 + DAY)])
    assert market.signals(store, symbol="IWM", as_of=T0) == [first]
    assert [item.value for item in market.signals(store, name="ret_1d")] == [2.0]
    assert [item.value for item in market.signal_versions(store, "IWM", session)] == [1.0, 2.0]


def test_a_value_that_a_revision_leaves_as_it_was_is_kept_once(store: Store) -> None:
    def value(number: float, days: int, version: int = 1) -> SignalValue:
        return SignalValue("IWM", dt.date(2024, 7, 12), "ret_1d", version, number, T0 + days * DAY)

    for told in (value(1.0, 0), value(1.0, 1), value(2.0, 2), value(2.0, 3), value(1.0, 4), value(1.0, 5, version=2)):
        market.save_signals(store, [told])
    kept = [(item.value, item.version) for item in market.signal_versions(store, "IWM", dt.date(2024, 7, 12))]
    assert kept == [(1.0, 1), (2.0, 1), (1.0, 1), (1.0, 2)]
    market.save_signals(store, [value(7.0, 1)])
    assert [item.value for item in market.signals(store, as_of=T0 + DAY)] == [7.0], "what was known between two"


def test_signals_of_a_symbol_are_looked_up_not_looked_for(store: Store) -> None:
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    market.signals(store, symbol="IWM", name="ret_1d", as_of=T0)
    store.connection.set_trace_callback(None)
    plan = [row["detail"] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {asked[-1]}")]
    assert plan[0].startswith("SEARCH signals USING PRIMARY KEY (symbol=?")


def test_what_changed_is_told_by_when_it_was_fetched_and_known(store: Store) -> None:
    market.save_bars(store, "IWM", [bar("2024-07-11", 210.0), bar("2024-07-12", 213.0)])
    market.save_bars(store, "IWM", [bar("2024-07-12", 214.0, fetched=T0 + DAY)])
    end = T0 + 9 * DAY
    assert market.changed_since(store, None, end) == {"IWM": dt.date(2024, 7, 11)}
    assert market.changed_since(store, T0 + DAY, end) == {"IWM": dt.date(2024, 7, 12)}
    assert market.changed_since(store, T0 + 2 * DAY, end) == {}


def test_a_bar_that_was_fetched_before_its_session_closed_changes_when_it_is_known(store: Store) -> None:
    early, later = dt.datetime(2024, 7, 11, 12, tzinfo=dt.UTC), dt.datetime(2024, 7, 12, 21, tzinfo=dt.UTC)
    market.save_bars(store, "IWM", [bar("2024-07-12", 213.0, fetched=early)])
    assert market.changed_since(store, None, early) == {}
    assert market.changed_since(store, early, later) == {"IWM": dt.date(2024, 7, 12)}
