"""What sites answered for their robots.txt, for the runs of the same day."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable

from aggregator.records import RobotsFile
from aggregator.store.codec import need_time, time_text
from aggregator.store.db import Store


def save(store: Store, files: Iterable[RobotsFile], now: dt.datetime) -> None:
    """Keep files that were asked for by the run of `now` while they are fresh, and drop those that no longer are."""
    with store.write():
        for file in files:
            row = {
                "origin": file.origin,
                "status": file.status,
                "fetched_at": time_text(now),
                "fresh_until": time_text(now + dt.timedelta(seconds=file.fresh_s)),
                "body": zlib.compress(file.body, 6),
            }
            store.upsert("robots", row, key=("origin",))
        store.connection.execute("DELETE FROM robots WHERE fresh_until <= ?", (time_text(now),))


def fresh(store: Store, now: dt.datetime) -> list[RobotsFile]:
    """The files that may be used at `now`. One from later than that, of a run with another clock, may not."""
    rows = store.rows(
        "SELECT * FROM robots WHERE fetched_at <= :now AND fresh_until > :now ORDER BY origin", {"now": time_text(now)}
    )
    return [
        RobotsFile(
            row["origin"],
            row["status"],
            zlib.decompress(row["body"]),
            (need_time(row["fresh_until"]) - now).total_seconds(),
        )
        for row in rows
    ]
