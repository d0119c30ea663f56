"""What the leak test does to a copy of a store: how far its clocks have come, and changes to all that came after T.

Nothing here is for a store that anybody uses: rows are changed in place.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from aggregator.store.codec import need_time, time_text
from aggregator.store.db import Store

# Every clock that says when something came into the store.
_CLOCKS = (
    "SELECT MAX(seen_at) FROM revisions",
    "SELECT MAX(scored_at) FROM analyses",
    "SELECT MAX(fetched_at) FROM bars",
    "SELECT MAX(fetched_at) FROM releases",
    "SELECT MAX(fetched_at) FROM observations",
    "SELECT MAX(fetched_at) FROM policy_decisions",
    "SELECT MAX(decided_at) FROM verdicts",
    "SELECT MAX(finished_at) FROM runs",
)
# Of each table, the dates that may be wrong without anybody having known the row any earlier.
_DATES = {
    "articles": ("published_at",),
    "revisions": ("updated_at",),
    "bars": ("session",),
    "signals": ("session",),
    "verdicts": ("window_start", "window_end"),
    "alignments": ("session", "signal_session"),
    "releases": ("at",),
    "observations": ("period",),
    "policy_decisions": ("date",),
}
_LATER = "knowable_at > :at"
_OF_LATER_REVISIONS = "revision_id IN (SELECT revision_id FROM revisions WHERE knowable_at > :at)"
# What a row says (columns that are exchanged among the rows as one), and which rows came after T.
_LABELS = (
    ("sentences", ("neg", "neu", "pos"), _OF_LATER_REVISIONS),
    ("sentences", ("topics",), _OF_LATER_REVISIONS),
    ("mentions", ("sentiment", "relevance"), _OF_LATER_REVISIONS),
    ("scores", ("sentiment", "stance", "confidence"), _OF_LATER_REVISIONS),
    ("claims", ("kind", "direction", "stance"), _OF_LATER_REVISIONS),
    ("verdicts", ("verdict", "measured", "error"), _LATER),
)


def newest_clock(store: Store) -> dt.datetime | None:
    """When something last came in, by any clock; None for an empty store."""
    found = [text for text in (store.one(sql) for sql in _CLOCKS) if text is not None]
    return need_time(max(found)) if found else None


def known_times(store: Store) -> list[dt.datetime]:
    """When each dated article was knowable, ascending."""
    rows = store.rows("SELECT knowable_at FROM articles WHERE knowable_at IS NOT NULL ORDER BY knowable_at")
    return [need_time(row["knowable_at"]) for row in rows]


def newest_ids(store: Store, at: dt.datetime, most: int) -> list[str]:
    """The ids of articles and of their claims: of the `most` newest revisions that were known at `at`, and of the
    `most` stored last of those that were not, without the articles that were known by an earlier one.
    """
    found: dict[str, None] = {}
    for newest, is_asked in ((_NEWEST_KNOWN, "TRUE"), (_NEWEST_LATER, "COALESCE(a.knowable_at > :at, TRUE)")):
        rows = store.rows(
            f"""WITH newest AS ({newest} LIMIT :most)
                SELECT CASE WHEN {is_asked} THEN a.id END AS article_id, c.claim_id
                FROM newest n CROSS JOIN revisions r ON r.rev = n.rev JOIN articles a ON a.id = r.article_id
                LEFT JOIN claims c ON c.revision_id = r.revision_id ORDER BY n.rev DESC, c.start, c.claim_id""",
            {"at": time_text(at), "most": most},
        )
        found |= {row[name]: None for name in ("article_id", "claim_id") for row in rows if row[name] is not None}
    return list(found)


_NEWEST_KNOWN = "SELECT rev FROM revisions WHERE knowable_at <= :at ORDER BY knowable_at DESC, rev DESC"
# Two searches of the index: one with OR would go through the texts.
_NEWEST_LATER = """SELECT rev FROM revisions WHERE knowable_at > :at
    UNION ALL SELECT rev FROM revisions WHERE knowable_at IS NULL ORDER BY rev DESC"""


def shift_dates(store: Store, after: dt.datetime, rng: random.Random) -> int:
    """Move the dates that rows known after `after` carry (not when they were known) back by 1 to 90 days.

    Rows that would take the place of others stay. Returns how many tables' rows were gone through.
    """
    changed = 0
    with store.write():
        for table, columns in _DATES.items():
            back = f"-{rng.randint(1, 90)} days"
            moves = ", ".join(
                f"{name} = CASE WHEN length({name}) = 10 THEN date({name}, '{back}') "
                f"ELSE strftime('%Y-%m-%dT%H:%M:%SZ', {name}, '{back}') END"
                for name in columns
            )
            sql = f"UPDATE OR IGNORE {table} SET {moves} WHERE {_LATER}"
            changed += store.connection.execute(sql, {"at": time_text(after)}).rowcount
    return changed


def permute_labels(store: Store, after: dt.datetime, rng: random.Random) -> int:
    """Deal out anew, among the rows known after `after`, what the rows say. Returns how many were dealt."""
    changed = 0
    with store.write():
        for table, columns, later in _LABELS:
            names = ", ".join(columns)
            rows = store.rows(f"SELECT rowid AS row, {names} FROM {table} WHERE {later}", {"at": time_text(after)})
            changed += len(rows)
            keys = [row["row"] for row in rows]
            rng.shuffle(keys)
            _set(store, table, columns, [(*tuple(row)[1:], key) for row, key in zip(rows, keys, strict=True)])
    return changed


def _set(store: Store, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    changes = ", ".join(f"{name} = ?" for name in columns)
    store.connection.executemany(f"UPDATE {table} SET {changes} WHERE rowid = ?", rows)


def undo(store: Store) -> None:
    """Take back everything since :func:`begin`."""
    store.connection.rollback()


def begin(store: Store) -> None:
    """Open the transaction that every later write joins, until :func:`undo`."""
    store.connection.execute("BEGIN IMMEDIATE")
