"""Claims and histories written by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from aggregator.market.history import History
from aggregator.records import Bar, Claim
from aggregator.sessions import calendar

D = dt.date
START = D(2024, 1, 2)
LAST_WEEK = {"window_text": "last week", "window_start": D(2024, 7, 8), "window_end": D(2024, 7, 12)}
FRIDAY = {"window_text": "last Friday", "window_start": D(2024, 7, 12), "window_end": D(2024, 7, 12)}


def claim(kind: str = "move", symbol: str | None = "^RUT", **fields: Any) -> Claim:
    base: dict[str, Any] = {
        "claim_id": "c1",
        "article_id": "a1",
        "revision_id": "r1",
        "start": 0,
        "end": 1,
        "evidence": "",
        "topic": "equities",
        "subject": "it",
        "entity_id": None,
    }
    return Claim(**{**base, "kind": kind, "symbol": symbol, **fields})


def bars(symbol: str, closes: list[float], start: dt.date = START, **columns: Any) -> list[Bar]:
    """Backfilled bars on consecutive sessions; `columns` gives lists for open, high, low, volume, adj_close."""
    cal = calendar()
    made = []
    session = cal.on_or_after(start)
    for i, close in enumerate(closes):
        extra = {name: columns[name][i] if name in columns else None for name in ("open", "high", "low")}
        volume = columns["volume"][i] if "volume" in columns else None
        adj = columns["adj_close"][i] if "adj_close" in columns else None
        known = cal.close_time(session)
        made.append(
            Bar(
                symbol,
                session,
                close=close,
                volume=volume,
                adj_close=adj,
                provider="made",
                fetched_at=known,
                knowable_at=known,
                backfilled=True,
                **extra,
            )
        )
        session = cal.next(session)
    return made


def history(symbol: str, closes: list[float], start: dt.date = START, **columns: Any) -> History:
    return History.from_bars(symbol, bars(symbol, closes, start, **columns))
