"""An answer is taken over only where every query behind it returns what it did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

import pytest

from aggregator import playing
from aggregator.leaks.asking import Answered, answer, is_untouched
from aggregator.leaks.outputs import View
from aggregator.store import Store, health, open_store

T = dt.datetime(2024, 7, 3, 17, 0, tzinfo=dt.UTC)
Ask = Callable[[View], Mapping[str, bytes]]


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        opened.connection.executemany(
            "INSERT INTO signals VALUES (?, '2024-07-03', ?, 1, '2024-07-03T17:00:00Z', ?)",
            [("A", "close", 1.0), ("B", "close", 2.0), ("C", "open", 0.5)],
        )
        yield opened


def made(store: Store, ask: Ask) -> Answered:
    return answer(ask, View(store, playing.sample_config(), T, T))


def by_rows(view: View) -> Mapping[str, bytes]:
    rows = view.store.rows("SELECT symbol, value FROM signals WHERE name = ? ORDER BY value", ("close",))
    return {"rows": repr([tuple(row) for row in rows]).encode()}


def by_name(view: View) -> Mapping[str, bytes]:
    rows = view.store.rows("SELECT symbol, value FROM signals WHERE name = :name ORDER BY value", {"name": "close"})
    return {"rows": repr([tuple(row) for row in rows]).encode()}


def by_cursor(view: View) -> Mapping[str, bytes]:
    cursor = view.store.connection.cursor()
    cursor.row_factory = None
    return {"rows": repr(list(cursor.execute("SELECT * FROM signals WHERE name = 'close' ORDER BY value"))).encode()}


@pytest.mark.parametrize("ask", [by_rows, by_name, by_cursor])
@pytest.mark.parametrize(
    ("change", "same"),
    [
        ("UPDATE signals SET value = 9.0 WHERE symbol = 'C'", True),
        ("UPDATE signals SET value = value WHERE symbol = 'A'", True),
        ("UPDATE signals SET value = 1.5 WHERE symbol = 'A'", False),
        ("UPDATE signals SET value = 2.5 WHERE symbol = 'A'", False),
        ("DELETE FROM signals WHERE symbol = 'B'", False),
        ("INSERT INTO signals SELECT 'D', session, name, version, knowable_at, 3.0 FROM signals LIMIT 1", False),
    ],
)
def test_only_rows_that_the_answer_read_count(store: Store, ask: Ask, change: str, same: bool) -> None:
    before = made(store, ask)
    assert before.answers["rows"].count(b"(") == 2
    assert is_untouched(store, before, {})
    store.connection.execute(change)
    assert is_untouched(store, before, {}) is same
    assert (made(store, ask).answers == before.answers) is same


def test_other_rows_that_make_the_same_answer_are_compared_and_not_taken_over(store: Store) -> None:
    def count(view: View) -> Mapping[str, bytes]:
        return {"n": str(len(view.store.rows("SELECT symbol, value FROM signals"))).encode()}

    before = made(store, count)
    store.connection.execute("UPDATE signals SET value = 7.0 WHERE symbol = 'A'")
    assert not is_untouched(store, before, {})
    assert made(store, count) != before
    assert made(store, count).answers == before.answers


@pytest.mark.parametrize(
    "ask",
    [
        lambda view: {"changes": str(view.store.connection.total_changes).encode()},
        lambda view: {"version": str(view.store.one("PRAGMA user_version")).encode()},
        lambda view: {"mark": repr(health.set_mark(view.store, "seen", T)).encode()},
    ],
    ids=["asks the connection itself", "asks for more than rows", "writes"],
)
def test_what_does_more_than_read_is_always_made_anew(store: Store, ask: Ask) -> None:
    assert not is_untouched(store, made(store, ask), {})


def test_a_query_asked_twice_for_two_outputs_runs_once(store: Store) -> None:
    first, second = made(store, by_rows), made(store, by_rows)
    ran: list[str] = []
    store.connection.set_trace_callback(ran.append)
    known: dict[object, bytes] = {}
    assert is_untouched(store, first, known)  # type: ignore[arg-type]
    assert is_untouched(store, second, known)  # type: ignore[arg-type]
    store.connection.set_trace_callback(None)
    assert len(ran) == 1
