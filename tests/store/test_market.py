"""Prices: revisions are new rows, and every read is as of a time."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.records import Release, SignalValue
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


def test_a_scheduled_release_gains_its_figure_as_a_new_row(store: Store) -> None:
    assert market.save_releases(store, [release(None, fetched=T0 - 6 * DAY)]) == 1
    assert market.save_releases(store, [release(-0.1)]) == 1
    assert market.save_releases(store, [release(-0.1)]) == 0
    assert [item.actual for item in market.releases(store, as_of=T0 - DAY)] == [None]
    assert [item.actual for item in market.releases(store)] == [-0.1]


def test_signals_are_read_as_of(store: Store) -> None:
    session = dt.date(2024, 7, 12)
    first = SignalValue("IWM", session, "ret_1d", 1, 1.0, T0)
    market.save_signals(store, [first, SignalValue("IWM", session, "ret_1d", 1, 2.0, T0 + DAY)])
    assert market.signals(store, symbol="IWM", as_of=T0) == [first]
    assert [item.value for item in market.signals(store, name="ret_1d")] == [2.0]
    assert [item.value for item in market.signal_versions(store, "IWM", session)] == [1.0, 2.0]


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
