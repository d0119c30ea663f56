"""robots.txt files between the runs of a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator.records import RobotsFile
from aggregator.store import Store, open_store, robots
from tests.store.made import T0

HOUR = dt.timedelta(hours=1)
FILE = RobotsFile("https://wire.example:443", 200, b"User-agent: *\nDisallow: /x\n", 24 * 3600.0)
MISSING = RobotsFile("https://desk.example:443", 404, b"", 1800.0)


@pytest.fixture
def store() -> Store:
    return open_store(":memory:")


def test_files_come_back_with_the_time_that_is_left_to_them(store: Store) -> None:
    robots.save(store, [FILE, MISSING], T0)
    assert robots.fresh(store, T0) == [MISSING, FILE]
    assert robots.fresh(store, T0 + HOUR) == [replace(FILE, fresh_s=23 * 3600.0)]
    assert robots.fresh(store, T0 + 24 * HOUR) == []


def test_a_clock_that_was_turned_back_sees_no_file_of_its_future(store: Store) -> None:
    robots.save(store, [FILE], T0)
    assert robots.fresh(store, T0 - HOUR) == []


def test_the_newest_answer_counts_and_what_is_stale_goes(store: Store) -> None:
    robots.save(store, [FILE, MISSING], T0)
    changed = replace(FILE, body=b"User-agent: *\nDisallow:\n")
    robots.save(store, [changed], T0 + HOUR)
    assert robots.fresh(store, T0 + HOUR) == [changed]
    assert store.one("SELECT COUNT(*) FROM robots") == 1


def test_two_runs_at_once_may_learn_the_same(tmp_path: Path) -> None:
    with open_store(tmp_path / "x.db") as one, open_store(tmp_path / "x.db") as other:
        robots.save(one, [FILE], T0)
        robots.save(other, [FILE, MISSING], T0)
        assert robots.fresh(one, T0) == robots.fresh(other, T0) == [MISSING, FILE]
