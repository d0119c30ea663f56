"""Histories: order, duplicates, look-ups and what was knowable."""

from __future__ import annotations

import datetime as dt
import math
import random

from aggregator.market.history import History
from aggregator.records import Bar

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
