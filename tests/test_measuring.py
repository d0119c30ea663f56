"""Signals brought up to date: once each, from the first change on, for prices, releases and members alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from aggregator import measuring
from aggregator.aligning import Histories
from aggregator.records import Release
from aggregator.sessions import calendar
from aggregator.store import Store, articles, entities, market, open_store
from tests.builders import NOW, article, bars, config, wavy

DAY = dt.timedelta(days=1)
FIRST = dt.datetime(2024, 7, 1, 12, 0, tzinfo=dt.UTC)  # of the oldest article
LAST = dt.date(2024, 7, 12)
SOON = NOW + dt.timedelta(minutes=1)  # what was fetched in the very second of a run may have come after it
SYMBOLS = [f"M{n:02}" for n in range(25)]


@pytest.fixture
def store() -> Store:
    opened = open_store(":memory:")
    articles.save(opened, article("The oldest", known=FIRST))
    bars(opened, "^RUT", wavy(80, 2000))
    return opened


def update(store: Store, now: dt.datetime = SOON) -> int:
    return measuring.update_signals(store, config(), Histories(store, now), now=now)


def names(store: Store, symbol: str) -> set[str]:
    return {value.name for value in market.signals(store, symbol=symbol)}


def test_what_did_not_change_is_not_computed_again(store: Store) -> None:
    assert update(store) > 0
    assert update(store, NOW + dt.timedelta(hours=1)) == 0


def test_a_new_day_costs_a_day(store: Store) -> None:
    update(store)
    later = NOW + DAY
    session = calendar().next(LAST)
    close = calendar().close_time(session)
    new = replace(market.bars(store, "^RUT")[-1], session=session, knowable_at=close, fetched_at=later)
    market.save_bars(store, "^RUT", [new])
    count = update(store, later)
    assert count == len({v.name for v in market.signals(store, symbol="^RUT", since=session)}) > 0


def test_a_symbol_that_did_not_change_is_not_computed_again_for_one_that_did(store: Store) -> None:
    bars(store, "^GSPC", wavy(80, 5000))
    bars(store, "IWM", wavy(80, 200))
    update(store)
    later = NOW + DAY
    old = market.bars(store, "^GSPC")[-5]
    market.save_bars(store, "^GSPC", [replace(old, close=old.close + 1, fetched_at=later)])
    since = market.signals(store, since=old.session)
    with_both = {"rel_ret_1d", "rel_ret_5d", "rel_ret_21d", "rel_ret_63d", "small_minus_large", "rotation_day"}
    due = [v for v in since if v.symbol == "^GSPC" or (v.symbol == "^RUT" and v.name in with_both)]
    assert update(store, later) == len(due) > 0
    fresh = {value.symbol for value in market.signals(store) if value.knowable_at == later}
    assert fresh == {"^GSPC", "^RUT"}


def test_bars_that_differ_in_their_dividends_alone_leave_the_signals(store: Store) -> None:
    update(store)
    before = market.signals(store)
    later = NOW + DAY
    market.save_bars(
        store,
        "^RUT",
        [replace(bar, adj_close=bar.close * 0.99, fetched_at=later) for bar in market.bars(store, "^RUT")],
    )
    update(store, later)
    assert market.signals(store) == before, "known when they were, and once"


def test_an_older_article_reaches_back(store: Store) -> None:
    update(store)
    articles.save(store, article("An older one", known=FIRST - 20 * DAY))
    assert update(store, NOW + dt.timedelta(hours=1)) > 0
    first = min(value.session for value in market.signals(store, symbol="^RUT"))
    assert first == calendar().last_closed(FIRST - 20 * DAY)
    assert update(store, NOW + dt.timedelta(hours=2)) == 0


def test_a_release_that_comes_after_the_bars_is_measured(store: Store) -> None:
    update(store)
    at = dt.datetime(2024, 7, 11, 12, 30, tzinfo=dt.UTC)
    later = NOW + dt.timedelta(hours=1)
    market.save_releases(store, [Release("CPI m/m", "USD", at, -0.1, 0.1, 0.0, "pct", "made", later, at)])
    assert update(store, later + dt.timedelta(hours=1)) == 1
    (surprise,) = market.signals(store, symbol="macro:CPI_US")
    assert (surprise.session, surprise.value) == (dt.date(2024, 7, 11), -0.2)


def test_breadth_comes_with_the_members_and_goes_on_with_their_bars(store: Store) -> None:
    for symbol in SYMBOLS:
        bars(store, symbol, wavy(80))
    update(store)
    assert not {name for name in names(store, "^RUT") if name.startswith("breadth")}
    later = NOW + dt.timedelta(hours=1)
    spells = [(symbol, (dt.date(2020, 1, 2), None)) for symbol in SYMBOLS]
    entities.save_members(store, "^RUT", spells, provider="made", at=later - DAY / 96)
    assert update(store, later) == 2 * len(calendar().between(dt.date(2024, 6, 28), LAST))
    assert {"breadth_above_50", "breadth_advancing"} <= names(store, "^RUT")
    advancing = market.signals(store, symbol="^RUT", name="breadth_advancing")
    assert {value.value for value in advancing} == {0.0, 100.0}, "all members move alike here"
    assert update(store, later + dt.timedelta(hours=1)) == 0
    fallen = market.bars(store, SYMBOLS[0])[-1]
    market.save_bars(store, SYMBOLS[0], [replace(fallen, close=1.0, fetched_at=later + 2 * DAY)])
    assert update(store, later + 2 * DAY) == 2
    newest = market.signals(store, symbol="^RUT", name="breadth_advancing")[-1]
    assert (newest.session, newest.value) == (LAST, 96.0)


def test_progress_is_told_symbol_by_symbol(store: Store) -> None:
    bars(store, "^GSPC", wavy(80, 5000))
    bars(store, "IWM", wavy(80, 200))
    told: list[tuple[str, int, int | None]] = []
    measuring.update_signals(
        store, config(), Histories(store, SOON), now=SOON, progress=lambda *step: told.append(step)
    )
    assert told == [("signals", done, 3) for done in range(4)]


def test_a_run_that_is_stopped_keeps_the_symbols_it_had_done(store: Store) -> None:
    bars(store, "^GSPC", wavy(80, 5000))
    bars(store, "IWM", wavy(80, 200))

    def stop(_stage: str, done: int, _total: int | None) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measuring.update_signals(store, config(), Histories(store, SOON), now=SOON, progress=stop)
    assert names(store, "IWM")
    assert not names(store, "^RUT")
    stored = market.signals(store)
    update(store)
    assert names(store, "^RUT")
    assert [value for value in market.signals(store) if value.symbol == "IWM"] == stored
