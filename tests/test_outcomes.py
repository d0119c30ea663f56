"""Forecasts in a store: pending until due, scored by the run after it, and never known earlier than they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from aggregator import aligning
from aggregator.records import PolicyDecision, Query
from aggregator.sessions import calendar
from aggregator.store import Store, claims, market, open_store, verdicts
from tests import builders
from tests.builders import NOW, add, article, claim

CAL = calendar()
DUE = CAL.next(dt.date(2024, 7, 12), 63)
AFTER = CAL.close_time(DUE) + dt.timedelta(hours=2)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        yield opened


def stands(store: Store, as_of: dt.datetime) -> str | None:
    [view] = claims.find(store, Query(as_of=as_of, limit=None))
    return view.verdict.verdict if view.verdict else None


def align(store: Store, now: dt.datetime) -> None:
    aligning.align(store, builders.config(), now=now)


def test_an_outlook_without_a_date_is_scored_when_its_quarter_is_over(store: Store) -> None:
    view = claim("Small caps look set for more upside.", kind="outlook", tense="present", stance="bullish")
    add(store, article("Upside ahead"), claims=[view])
    builders.bars(store, "^RUT", builders.wavy(80, 2000))
    align(store, NOW)
    assert stands(store, NOW) == "pending"
    builders.bars(store, "^RUT", builders.wavy(63, 2000, 2500), last=DUE)
    builders.bars(store, "^GSPC", [5000.0] * 143, last=DUE)
    align(store, AFTER)
    align(store, AFTER)
    assert stands(store, AFTER) == "came_true"
    assert stands(store, CAL.close_time(DUE)) == "came_true"
    assert stands(store, CAL.close_time(DUE) - dt.timedelta(seconds=1)) == "pending"
    [told, done] = [verdict for verdict, _ in verdicts.every(store)]
    assert (told.window_end, done.window_end, done.rule) == (DUE, DUE, "outlook/3")
    assert [(entry["part"], entry["right"]) for entry in done.tried[1:]] == [("size", True), ("market_adjusted", True)]


def test_decisions_that_come_long_after_correct_what_was_said_until_then_from_now_on(store: Store) -> None:
    words = "The Fed will cut rates by the end of July."
    due = dt.date(2024, 7, 31)
    told = claim(words, kind="forecast", tense="future", entity_id="org:FED", symbol=None, direction="down", due=due)
    add(store, article("A cut is near"), claims=[told])
    late, later = dt.datetime(2024, 9, 1, tzinfo=dt.UTC), dt.datetime(2024, 10, 1, tzinfo=dt.UTC)
    align(store, late)
    assert stands(store, late) == "expired_unscorable"
    known = dt.datetime(2024, 7, 31, 18, tzinfo=dt.UTC)
    market.save_decisions(store, [PolicyDecision(due, 5.0, 5.25, -25.0, "made", later, known)])
    align(store, later)
    assert stands(store, later) == "came_true"
    assert stands(store, dt.datetime(2024, 8, 5, tzinfo=dt.UTC)) == "pending"


def test_a_date_that_has_passed_is_not_the_forecasts(store: Store) -> None:
    told = claim("It will rise by Friday.", kind="forecast", tense="future", direction="up", due=dt.date(2024, 7, 12))
    add(store, article("Too late"), claims=[told])
    align(store, AFTER)
    assert stands(store, AFTER) == "unverifiable"
