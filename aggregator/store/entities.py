"""Master data: what can be mentioned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import cast

from aggregator.records import Entity, MentionType
from aggregator.store.codec import dump, load, time_text
from aggregator.store.db import Store


def save(store: Store, items: Iterable[Entity], *, provider: str, at: dt.datetime) -> int:
    """Add or renew entities. Returns how many were given."""
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
        for item in items
    ]
    with store.write():
        store.utils.table("entities").upsert_all(rows, pk="id")
    return len(rows)


def read(store: Store) -> list[Entity]:
    """All loaded entities, by id."""
    return [
        Entity(
            id=row["id"],
            name=row["name"],
            type=cast(MentionType, row["type"]),
            symbol=row["symbol"],
            aliases=tuple(load(row["aliases"])),
            benchmark=row["benchmark"],
        )
        for row in store.rows("SELECT * FROM entities ORDER BY id")
    ]


def mentioned(store: Store, symbol: str) -> tuple[str, ...]:
    """Entity ids under which a symbol has been mentioned, most often first."""
    rows = store.rows(
        "SELECT entity_id FROM mentions WHERE symbol = ? AND entity_id IS NOT NULL "
        "GROUP BY entity_id ORDER BY COUNT(*) DESC, entity_id",
        (symbol,),
    )
    return tuple(row["entity_id"] for row in rows)
