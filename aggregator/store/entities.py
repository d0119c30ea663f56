"""Master data: what can be mentioned, as it was known at a time, and which symbols an index had when."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast

from aggregator.records import Entity, MentionType
from aggregator.store.codec import day_of, day_text, dump, load, need_time, time_text
from aggregator.store.db import Store


def save(store: Store, items: Iterable[Entity], *, provider: str, at: dt.datetime) -> int:
    """Add entities that are new or differ from what is known of them. Returns how many were given."""
    given = list(items)
    with store.write():
        known = {item.id: item for item in read(store)}
        rows = [
            {
                "id": item.id,
                "name": item.name,
                "type": item.type,
                "symbol": item.symbol,
                "aliases": dump(item.aliases),
                "benchmark": item.benchmark,
                "provider": provider,
                "loaded_at": time_text(at),
            }
            for item in given
            if known.get(item.id) != replace(item, aliases=tuple(item.aliases))
        ]
        # OR REPLACE: a second version within the same second supersedes the first.
        store.utils.table("entities").insert_all(rows, pk=("id", "loaded_at"), replace=True)
    return len(given)


def read(store: Store, as_of: dt.datetime | None = None) -> list[Entity]:
    """All entities that were loaded by `as_of` (or by now), by id, each in the newest version of then."""
    rows = store.rows(
        "SELECT * FROM entities WHERE loaded_at <= ? ORDER BY id, loaded_at", (time_text(as_of) or "9999",)
    )
    newest = {row["id"]: row for row in rows}
    return [_entity(row) for row in newest.values()]


def _entity(row: sqlite3.Row) -> Entity:
    return Entity(
        id=row["id"],
        name=row["name"],
        type=cast(MentionType, row["type"]),
        symbol=row["symbol"],
        aliases=tuple(load(row["aliases"])),
        benchmark=row["benchmark"],
    )


Spell = tuple[dt.date, dt.date | None]
"""First day in an index, and the day on which it was left; None while it is not."""


def save_members(
    store: Store, index_symbol: str, spells: Iterable[tuple[str, Spell]], *, provider: str, at: dt.datetime
) -> int:
    """Keep which symbols belong to an index when; a spell that has ended since gets its end. Returns how many changed.

    When a spell was first loaded stays, and so does an end that is known.
    """
    changed = 0
    with store.write():
        for symbol, (since, until) in spells:
            cursor = store.connection.execute(
                """INSERT INTO members VALUES (?,?,?,?,?,?) ON CONFLICT DO UPDATE SET until = excluded.until
                   WHERE until IS NULL AND excluded.until IS NOT NULL""",
                (index_symbol, symbol, day_text(since), day_text(until), provider, time_text(at)),
            )
            changed += cursor.rowcount
    return changed


def members(store: Store) -> Mapping[str, Mapping[str, tuple[Spell, ...]]]:
    """By index, the spells in it of each symbol."""
    found: dict[str, dict[str, tuple[Spell, ...]]] = {}
    for row in store.rows("SELECT * FROM members ORDER BY index_symbol, symbol, since"):
        of_index = found.setdefault(row["index_symbol"], {})
        spell = (dt.date.fromisoformat(row["since"]), day_of(row["until"]))
        of_index[row["symbol"]] = (*of_index.get(row["symbol"], ()), spell)
    return found


def members_loaded_at(store: Store, index_symbol: str) -> dt.datetime | None:
    """When the newest spell of an index was loaded."""
    text = store.one("SELECT MAX(loaded_at) FROM members WHERE index_symbol = ?", (index_symbol,))
    return None if text is None else need_time(text)
