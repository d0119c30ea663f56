"""Items that failed, and the runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from aggregator.errors import ItemError
from aggregator.records import Failure
from aggregator.store.codec import dump, need_time, time_text
from aggregator.store.db import Store


def record(store: Store, stage: str, error: ItemError, at: dt.datetime) -> None:
    """Keep a failure; the same failure of the same item is counted, not repeated."""
    with store.write():
        open_since = store.one(
            "SELECT first_at FROM failures WHERE stage = ? AND item = ? AND code = ? AND resolved_at IS NULL",
            (stage, error.item, error.code),
        )
        if open_since is None:
            store.upsert(
                "failures",
                {
                    "stage": stage,
                    "item": error.item,
                    "code": error.code,
                    "message": error.reason,
                    "first_at": time_text(at),
                    "last_at": time_text(at),
                    "count": 1,
                    "resolved_at": None,
                },
                key=("stage", "item", "code", "first_at"),
            )
        else:
            store.connection.execute(
                """UPDATE failures SET last_at = ?, message = ?, count = count + 1
                   WHERE stage = ? AND item = ? AND code = ? AND first_at = ?""",
                (time_text(at), error.reason, stage, error.item, error.code, open_since),
            )


def resolve(store: Store, stage: str, item: str, at: dt.datetime) -> None:
    """The item succeeded: its open failures are closed, and stay readable."""
    with store.write():
        store.connection.execute(
            "UPDATE failures SET resolved_at = ? WHERE stage = ? AND item = ? AND resolved_at IS NULL",
            (time_text(at), stage, item),
        )


def resolve_parts(
    store: Store, stage: str, item: str, at: dt.datetime, *, still: Collection[tuple[str, str]] = ()
) -> None:
    """An item was gone through whole: open failures of it and of its parts ("item:12") are closed.

    `still` holds the (item, code) of those that failed again; they stay open.
    """
    with store.write():
        found = store.rows(
            """SELECT item, code FROM failures WHERE stage = :stage AND resolved_at IS NULL
               AND (item = :item OR substr(item, 1, length(:item) + 1) = :item || ':')""",
            {"stage": stage, "item": item},
        )
        for row in found:
            if tuple(row) not in still:
                store.connection.execute(
                    """UPDATE failures SET resolved_at = ?
                       WHERE stage = ? AND item = ? AND code = ? AND resolved_at IS NULL""",
                    (time_text(at), stage, *row),
                )


def failures(store: Store, as_of: dt.datetime | None = None) -> list[Failure]:
    """Failures that stood open at `as_of` (or now), worst first. Counts are those of today."""
    moment = time_text(as_of) or "9999"
    rows = store.rows(
        """SELECT * FROM failures
           WHERE first_at <= ? AND (resolved_at IS NULL OR resolved_at > ?) ORDER BY stage, count DESC, item, code""",
        (moment, moment),
    )
    return [
        Failure(
            stage=row["stage"],
            item=row["item"],
            code=row["code"],
            message=row["message"],
            first_at=need_time(row["first_at"]),
            last_at=need_time(row["last_at"]),
            count=row["count"],
        )
        for row in rows
    ]


def start_run(store: Store, command: str, at: dt.datetime, *, simulated: bool) -> int:
    """Open a row for a run; returns its number."""
    with store.write():
        cursor = store.connection.execute(
            "INSERT INTO runs (command, started_at, simulated) VALUES (?, ?, ?)",
            (command, time_text(at), int(simulated)),
        )
        return int(cursor.lastrowid or 0)


def finish_run(store: Store, run: int, at: dt.datetime, counts: Mapping[str, int]) -> None:
    """Close the row of a run with what it counted."""
    with store.write():
        store.connection.execute(
            "UPDATE runs SET finished_at = ?, counts = ? WHERE id = ?", (time_text(at), dump(dict(counts)), run)
        )


def last_crawl(store: Store, as_of: dt.datetime) -> dt.datetime | None:
    """When the newest crawl that had ended at `as_of` ended."""
    text = store.one(
        "SELECT MAX(finished_at) FROM runs WHERE command IN ('crawl', 'run') AND finished_at <= ?", (time_text(as_of),)
    )
    return None if text is None else need_time(text)


def last_run(store: Store) -> dt.datetime | None:
    """When the newest finished run ended."""
    text = store.one("SELECT MAX(finished_at) FROM runs")
    return None if text is None else need_time(text)


def mark(store: Store, name: str) -> dt.datetime | None:
    """How far a stage has come."""
    text = store.one("SELECT at FROM marks WHERE name = ?", (name,))
    return None if text is None else need_time(text)


def set_mark(store: Store, name: str, at: dt.datetime) -> None:
    """Move a mark; call it in the transaction that stores what the mark stands for."""
    with store.write():
        store.upsert("marks", {"name": name, "at": time_text(at)}, key=("name",))
