"""Verdicts and alignments. Verdicts are appended: a row is never changed or removed."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Sequence
from typing import cast

from aggregator.records import Alignment, Reason, Unit, Verdict, VerdictName
from aggregator.store.codec import day_of, day_text, dump, load, need_time, time_text
from aggregator.store.db import Store


def append(store: Store, items: Iterable[tuple[Verdict, str]]) -> int:
    """Add verdicts (with the model whose claim they judge) that say something new. Returns how many did."""
    added = 0
    with store.write():
        for verdict, model_id in items:
            row = _row(verdict, model_id)
            last = store.connection.execute(
                """SELECT * FROM verdicts WHERE claim_id = ? AND model_id = ? AND knowable_at <= ?
                   ORDER BY knowable_at DESC, id DESC LIMIT 1""",
                (verdict.claim_id, model_id, row["knowable_at"]),
            ).fetchone()
            if last is not None and all(last[name] == row[name] for name in row if name not in _CLOCKS):
                continue
            store.connection.execute(_INSERT, row)
            added += 1
    return added


# A verdict that differs from the one before only in when it was made says nothing new.
_CLOCKS = {"decided_at", "knowable_at", "simulated"}
_INSERT = """INSERT INTO verdicts (claim_id, model_id, verdict, reason, measured, unit, error, basis, window_start,
    window_end, bars, tried, rule, decided_at, knowable_at, simulated) VALUES (:claim_id, :model_id, :verdict, :reason,
    :measured, :unit, :error, :basis, :window_start, :window_end, :bars, :tried, :rule, :decided_at, :knowable_at,
    :simulated)"""


def _row(verdict: Verdict, model_id: str) -> dict[str, object]:
    return {
        "claim_id": verdict.claim_id,
        "model_id": model_id,
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "measured": verdict.measured,
        "unit": verdict.unit,
        "error": verdict.error,
        "basis": verdict.basis,
        "window_start": day_text(verdict.window_start),
        "window_end": day_text(verdict.window_end),
        "bars": dump([dict(bar) for bar in verdict.bars]),
        "tried": dump([dict(basis) for basis in verdict.tried]),
        "rule": verdict.rule,
        "decided_at": time_text(verdict.decided_at),
        "knowable_at": time_text(verdict.knowable_at),
        "simulated": int(verdict.simulated),
    }


def by_row(store: Store, ids: Sequence[int]) -> dict[int, Verdict]:
    """Verdicts by row number."""
    found: dict[int, Verdict] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        marks = ", ".join("?" * len(part))
        for row in store.rows(f"SELECT * FROM verdicts WHERE id IN ({marks})", part):
            found[row["id"]] = verdict_of(row)
    return found


def history(store: Store, claim_id: str, as_of: dt.datetime | None = None) -> list[Verdict]:
    """Every verdict on a claim, oldest first."""
    rows = store.rows(
        "SELECT * FROM verdicts WHERE claim_id = ? AND (? IS NULL OR knowable_at <= ?) ORDER BY knowable_at, id",
        (claim_id, time_text(as_of), time_text(as_of)),
    )
    return [verdict_of(row) for row in rows]


def every(store: Store, as_of: dt.datetime | None = None) -> list[tuple[Verdict, str]]:
    """All verdicts that were knowable, with the model whose claim they judge, by claim, oldest first."""
    rows = store.rows(
        "SELECT * FROM verdicts WHERE ? IS NULL OR knowable_at <= ? ORDER BY claim_id, model_id, knowable_at, id",
        (time_text(as_of), time_text(as_of)),
    )
    return [(verdict_of(row), row["model_id"]) for row in rows]


def counts(store: Store) -> dict[str, int]:
    """How many claims stand at each verdict now."""
    rows = store.rows(
        """SELECT verdict, COUNT(*) AS n FROM (
               SELECT v.verdict, ROW_NUMBER() OVER (
                   PARTITION BY v.claim_id, v.model_id ORDER BY v.knowable_at DESC, v.id DESC) AS k
               FROM verdicts v) WHERE k = 1 GROUP BY verdict ORDER BY verdict"""
    )
    return {row["verdict"]: row["n"] for row in rows}


def save_alignments(store: Store, items: Iterable[tuple[Alignment, str]]) -> None:
    """Keep what was knowable of prices when each claim was made; the first join stands."""
    with store.write():
        store.insert_new(
            "alignments",
            [
                {
                    "claim_id": item.claim_id,
                    "model_id": model_id,
                    "symbol": item.symbol,
                    "session": day_text(item.session),
                    "signal_session": day_text(item.signal_session),
                    "signals": dump({name: round(value, 8) for name, value in item.signals.items()}),
                    "knowable_at": time_text(item.knowable_at),
                }
                for item, model_id in items
            ],
        )


def alignments(store: Store, as_of: dt.datetime | None = None) -> list[tuple[Alignment, str]]:
    """All alignments that were knowable, with the model whose claim they join."""
    rows = store.rows(
        "SELECT * FROM alignments WHERE ? IS NULL OR knowable_at <= ? ORDER BY session, symbol, claim_id, model_id",
        (time_text(as_of), time_text(as_of)),
    )
    return [(_alignment(row), row["model_id"]) for row in rows]


def aligned(store: Store) -> set[tuple[str, str]]:
    """(claim id, model id) of every claim that was joined."""
    return {(row["claim_id"], row["model_id"]) for row in store.rows("SELECT claim_id, model_id FROM alignments")}


def alignment(store: Store, claim_id: str, as_of: dt.datetime | None = None) -> Alignment | None:
    """How one claim was joined, where that was knowable."""
    rows = store.rows(
        """SELECT * FROM alignments WHERE claim_id = ? AND (? IS NULL OR knowable_at <= ?)
           ORDER BY rowid DESC LIMIT 1""",
        (claim_id, time_text(as_of), time_text(as_of)),
    )
    return _alignment(rows[0]) if rows else None


def _alignment(row: sqlite3.Row) -> Alignment:
    return Alignment(
        claim_id=row["claim_id"],
        symbol=row["symbol"],
        session=dt.date.fromisoformat(row["session"]),
        signal_session=dt.date.fromisoformat(row["signal_session"]),
        signals=load(row["signals"]),
        knowable_at=need_time(row["knowable_at"]),
    )


def verdict_of(row: sqlite3.Row) -> Verdict:
    """A row of verdicts as a record."""
    return Verdict(
        claim_id=row["claim_id"],
        verdict=cast(VerdictName, row["verdict"]),
        reason=cast("Reason | None", row["reason"]),
        measured=row["measured"],
        unit=cast("Unit | None", row["unit"]),
        error=row["error"],
        basis=row["basis"],
        window_start=day_of(row["window_start"]),
        window_end=day_of(row["window_end"]),
        bars=tuple(load(row["bars"])),
        tried=tuple(load(row["tried"])),
        rule=row["rule"],
        decided_at=need_time(row["decided_at"]),
        knowable_at=need_time(row["knowable_at"]),
        simulated=bool(row["simulated"]),
    )
