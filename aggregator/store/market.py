"""Bars, releases, observations, policy decisions and signals, each read as it was knowable."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from aggregator.records import Bar, Observation, PolicyDecision, Release, SignalValue
from aggregator.store.codec import day_text, need_time, time_text
from aggregator.store.db import Store
from aggregator.store.where import Where

_BAR_VALUES = ("open", "high", "low", "close", "volume", "adj_close")


def save_bars(store: Store, symbol: str, bars: Iterable[Bar]) -> int:
    """Add the bars of one symbol that are new or differ from the newest stored one. Returns how many were added.

    A first bar of a session keeps its own `knowable_at`; a differing later one is a revision, knowable when it was
    fetched, so that what was known before stays what it was, and never before its session's close.
    """
    with store.write():
        stored = {
            row["session"]: row
            for row in store.connection.execute(
                f"SELECT session, knowable_at, {', '.join(_BAR_VALUES)} FROM bars WHERE symbol = ? "
                "ORDER BY session, knowable_at",
                (symbol,),
            )
        }
        rows = []
        for bar in bars:
            session = bar.session.isoformat()
            values = (bar.open, bar.high, bar.low, bar.close, bar.volume, bar.adj_close)
            known = stored.get(session)
            knowable_at = time_text(bar.knowable_at)
            if known is not None:
                if tuple(known[name] for name in _BAR_VALUES) == values:
                    continue
                knowable_at = time_text(max(bar.fetched_at, bar.knowable_at))
            rows.append(
                (symbol, session, knowable_at, *values, bar.provider, time_text(bar.fetched_at), bar.backfilled)
            )
        # OR REPLACE: a second revision within the same second supersedes the first.
        store.connection.executemany("INSERT OR REPLACE INTO bars VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", rows)
    return len(rows)


def bars(store: Store, symbol: str, *, as_of: dt.datetime | None = None, since: dt.date | None = None) -> list[Bar]:
    """The bars of a symbol in session order, each in the newest version that was knowable."""
    rows = store.connection.execute(
        """SELECT * FROM bars WHERE symbol = ? AND session >= ? AND knowable_at <= ? ORDER BY session, knowable_at""",
        (symbol, day_text(since) or "", time_text(as_of) or "9999"),
    )
    newest: dict[str, sqlite3.Row] = {row["session"]: row for row in rows}
    return [
        Bar(
            symbol=symbol,
            session=dt.date.fromisoformat(row["session"]),
            open=row["open"],
            high=row["high"],
            low=row["low"],
            close=row["close"],
            volume=row["volume"],
            adj_close=row["adj_close"],
            provider=row["provider"],
            fetched_at=need_time(row["fetched_at"]),
            knowable_at=need_time(row["knowable_at"]),
            backfilled=bool(row["backfilled"]),
        )
        for row in newest.values()
    ]


def bar_rows(store: Store, symbol: str, *, as_of: dt.datetime) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """As :func:`bars`, but plain tuples with times as text, for whole histories of many symbols.

    session, open, high, low, close, adj_close, volume, knowable_at, fetched_at, provider: of the newest version of each
    bar, and of its first one.
    """
    cursor = store.connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        """SELECT session, open, high, low, close, adj_close, volume, knowable_at, fetched_at, provider FROM bars
           WHERE symbol = ? AND knowable_at <= ? ORDER BY session, knowable_at""",
        (symbol, time_text(as_of)),
    ).fetchall()
    newest = {row[0]: row for row in rows}
    if len(newest) == len(rows):
        return rows, rows
    first = {row[0]: row for row in reversed(rows)}
    return list(newest.values()), [first[session] for session in newest]


def closes(
    store: Store, symbol: str, *, since: dt.date, as_of: dt.datetime
) -> list[tuple[dt.date, float, dt.datetime]]:
    """(session, close, when it was knowable) of a symbol from `since` on, each in the newest version knowable."""
    rows = store.connection.execute(
        """SELECT session, close, knowable_at FROM bars WHERE symbol = ? AND session >= ? AND knowable_at <= ?
           ORDER BY session, knowable_at""",
        (symbol, day_text(since), time_text(as_of)),
    )
    newest = {row["session"]: row for row in rows}
    return [(dt.date.fromisoformat(day), row["close"], need_time(row["knowable_at"])) for day, row in newest.items()]


def symbols(store: Store, as_of: dt.datetime | None = None) -> list[str]:
    """Symbols that have bars, of those that were knowable at `as_of`."""
    # A loose index scan: one seek per symbol instead of one step per bar.
    rows = store.rows(
        """WITH RECURSIVE s(symbol) AS (
               SELECT MIN(symbol) FROM bars
               UNION ALL SELECT (SELECT MIN(symbol) FROM bars WHERE symbol > s.symbol) FROM s WHERE s.symbol NOTNULL)
           SELECT symbol FROM s WHERE symbol NOTNULL AND (:as_of IS NULL OR EXISTS (
               SELECT 1 FROM bars b WHERE b.symbol = s.symbol AND b.knowable_at <= :as_of))""",
        {"as_of": time_text(as_of)},
    )
    return [row["symbol"] for row in rows]


def changed_since(store: Store, at: dt.datetime | None, now: dt.datetime) -> dict[str, dt.date]:
    """Symbols with bars that `now` knows and `at` did not, each with the first session among them.

    New is what was fetched since, and what was fetched before its session had closed (a folder of files may reach
    beyond a simulated clock).
    """
    rows = store.rows(
        """SELECT symbol, MIN(session) AS first FROM bars
           WHERE (fetched_at >= :at OR knowable_at > :at) AND knowable_at <= :now GROUP BY symbol ORDER BY symbol""",
        {"at": time_text(at) or "", "now": time_text(now)},
    )
    return {row["symbol"]: dt.date.fromisoformat(row["first"]) for row in rows}


def last_bar(store: Store, symbol: str, as_of: dt.datetime | None = None) -> tuple[dt.date, str] | None:
    """The newest session with a bar, and who provided the newest version of it."""
    row = store.connection.execute(
        """SELECT session, provider FROM bars WHERE symbol = ? AND knowable_at <= ?
           ORDER BY session DESC, knowable_at DESC LIMIT 1""",
        (symbol, time_text(as_of) or "9999"),
    ).fetchone()
    return None if row is None else (dt.date.fromisoformat(row["session"]), row["provider"])


def last_session(store: Store, symbol: str, as_of: dt.datetime | None = None) -> dt.date | None:
    """The newest session with a bar."""
    text = store.one(
        "SELECT MAX(session) FROM bars WHERE symbol = ? AND knowable_at <= ?", (symbol, time_text(as_of) or "9999")
    )
    return None if text is None else dt.date.fromisoformat(text)


def save_releases(store: Store, items: Iterable[Release]) -> int:
    """Add lines of a release calendar that are new or differ; a line that gains its actual value is a new row."""
    added = 0
    with store.write():
        for item in items:
            key = (item.event, item.currency, time_text(item.at))
            last = store.connection.execute(
                """SELECT actual, forecast, previous FROM releases WHERE event = ? AND currency = ? AND at = ?
                   ORDER BY knowable_at DESC LIMIT 1""",
                key,
            ).fetchone()
            if last is not None and tuple(last) == (item.actual, item.forecast, item.previous):
                continue
            known = item.knowable_at if last is None else max(item.fetched_at, item.knowable_at)
            store.connection.execute(
                "INSERT OR REPLACE INTO releases VALUES (?,?,?,?,?,?,?,?,?,?)",
                (
                    *key,
                    time_text(known),
                    item.actual,
                    item.forecast,
                    item.previous,
                    item.unit,
                    item.provider,
                    time_text(item.fetched_at),
                ),
            )
            added += 1
    return added


def releases(
    store: Store,
    *,
    as_of: dt.datetime | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> list[Release]:
    """Releases with `at` in [since, until], in order of time, each as it was first printed.

    A figure that a later row changes is a revision: the row stays in the table and is not what came out that day.
    Before there is a figure, the newest expectation that was knowable.
    """
    rows = store.connection.execute(
        "SELECT * FROM releases WHERE at >= ? AND at <= ? AND knowable_at <= ? ORDER BY at, event, knowable_at",
        (time_text(since) or "", time_text(until) or "9999", time_text(as_of) or "9999"),
    )
    shown: dict[tuple[str, str, str], sqlite3.Row] = {}
    for row in rows:
        before = shown.get((row["event"], row["currency"], row["at"]))
        if before is None or before["actual"] is None:
            shown[row["event"], row["currency"], row["at"]] = row
    return [
        Release(
            event=row["event"],
            currency=row["currency"],
            at=need_time(row["at"]),
            actual=row["actual"],
            forecast=row["forecast"],
            previous=row["previous"],
            unit=row["unit"],
            provider=row["provider"],
            fetched_at=need_time(row["fetched_at"]),
            knowable_at=need_time(row["knowable_at"]),
        )
        for row in shown.values()
    ]


def last_release(store: Store, as_of: dt.datetime) -> dt.date | None:
    """The day of the newest release whose figure was knowable."""
    text = store.one("SELECT MAX(at) FROM releases WHERE actual NOTNULL AND knowable_at <= ?", (time_text(as_of),))
    return None if text is None else need_time(text).date()


def last_period(store: Store, series: str) -> dt.date | None:
    """The newest period of a series that is not daily."""
    text = store.one("SELECT MAX(period) FROM observations WHERE series = ?", (series,))
    return None if text is None else dt.date.fromisoformat(text)


def save_observations(store: Store, items: Iterable[Observation]) -> int:
    """Add observations that are new or differ from the newest stored one."""
    added = 0
    with store.write():
        for item in items:
            key = (item.series, day_text(item.period))
            last = store.one(
                "SELECT value FROM observations WHERE series = ? AND period = ? ORDER BY knowable_at DESC LIMIT 1", key
            )
            if last == item.value:
                continue
            store.connection.execute(
                "INSERT OR REPLACE INTO observations VALUES (?,?,?,?,?,?)",
                (*key, time_text(item.knowable_at), item.value, item.provider, time_text(item.fetched_at)),
            )
            added += 1
    return added


def observations(store: Store, as_of: dt.datetime | None = None) -> dict[str, list[Observation]]:
    """Values of the series that are not daily, by series in order of period, each in the newest version knowable."""
    rows = store.connection.execute(
        "SELECT * FROM observations WHERE knowable_at <= ? ORDER BY series, period, knowable_at",
        (time_text(as_of) or "9999",),
    )
    newest = {(row["series"], row["period"]): row for row in rows}
    found: dict[str, list[Observation]] = {}
    for row in newest.values():
        found.setdefault(row["series"], []).append(
            Observation(
                series=row["series"],
                period=dt.date.fromisoformat(row["period"]),
                value=row["value"],
                provider=row["provider"],
                fetched_at=need_time(row["fetched_at"]),
                knowable_at=need_time(row["knowable_at"]),
            )
        )
    return found


def save_decisions(store: Store, items: Iterable[PolicyDecision]) -> int:
    """Add policy decisions that are new or differ."""
    added = 0
    with store.write():
        for item in items:
            key = (day_text(item.date),)
            last = store.connection.execute(
                """SELECT lower_after, upper_after, change_bp FROM policy_decisions WHERE date = ?
                   ORDER BY knowable_at DESC LIMIT 1""",
                key,
            ).fetchone()
            values = (item.lower_after, item.upper_after, item.change_bp)
            if last is not None and tuple(last) == values:
                continue
            known = item.knowable_at if last is None else max(item.fetched_at, item.knowable_at)
            store.connection.execute(
                "INSERT OR REPLACE INTO policy_decisions VALUES (?,?,?,?,?,?,?)",
                (*key, time_text(known), *values, item.provider, time_text(item.fetched_at)),
            )
            added += 1
    return added


def decisions(store: Store, as_of: dt.datetime | None = None) -> list[PolicyDecision]:
    """Policy decisions in order, each as it was knowable."""
    rows = store.connection.execute(
        "SELECT * FROM policy_decisions WHERE knowable_at <= ? ORDER BY date, knowable_at",
        (time_text(as_of) or "9999",),
    )
    newest = {row["date"]: row for row in rows}
    return [
        PolicyDecision(
            date=dt.date.fromisoformat(row["date"]),
            lower_after=row["lower_after"],
            upper_after=row["upper_after"],
            change_bp=row["change_bp"],
            provider=row["provider"],
            fetched_at=need_time(row["fetched_at"]),
            knowable_at=need_time(row["knowable_at"]),
        )
        for row in newest.values()
    ]


def save_signals(store: Store, values: Iterable[SignalValue]) -> None:
    """Add signal values that differ from what was known of them at their time: they were known before otherwise."""
    with store.write():
        for symbol, group in groupby(values, key=lambda value: value.symbol):
            rows = (
                (symbol, v.session.isoformat(), v.name, v.version, time_text(v.knowable_at), v.value) for v in group
            )
            # Of a new symbol there are a hundred thousand, and nothing to compare them with.
            new = store.one("SELECT 1 FROM signals WHERE symbol = ? LIMIT 1", (symbol,)) is None
            store.connection.executemany(_FIRST_SIGNALS if new else _CHANGED_SIGNALS, rows)


_FIRST_SIGNALS = "INSERT OR IGNORE INTO signals VALUES (?,?,?,?,?,?)"
_CHANGED_SIGNALS = """INSERT OR IGNORE INTO signals SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE ?6 IS NOT (
    SELECT value FROM signals WHERE symbol = ?1 AND session = ?2 AND name = ?3 AND version = ?4
    AND knowable_at <= ?5 ORDER BY knowable_at DESC LIMIT 1)"""


def signals(
    store: Store,
    *,
    symbol: str | None = None,
    name: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    as_of: dt.datetime | None = None,
    first_known: bool = False,
) -> list[SignalValue]:
    """Signal values in order of symbol, session and name, each in the newest version that was knowable.

    With `first_known` a value of the newest formula is the one that was known first, before any bar was revised.
    """
    where = Where()
    where.one_of("symbol", [] if symbol is None else [symbol])
    where.one_of("name", [] if name is None else [name])
    where.between("session", day_text(since), day_text(until))
    where.between("knowable_at", None, time_text(as_of))
    rows = store.connection.execute(
        f"SELECT * FROM signals {where.sql} ORDER BY symbol, session, name, version, knowable_at", where.parameters
    )
    found: dict[tuple[str, str, str], sqlite3.Row] = {}
    for row in rows:
        key = (row["symbol"], row["session"], row["name"])
        if not first_known or key not in found or row["version"] > found[key]["version"]:
            found[key] = row
    return [_signal(row) for row in found.values()]


def signal_versions(store: Store, symbol: str, session: dt.date) -> list[SignalValue]:
    """Every version of a symbol's signals at a session, older ones first."""
    rows = store.rows(
        "SELECT * FROM signals WHERE symbol = ? AND session = ? ORDER BY name, version, knowable_at",
        (symbol, session.isoformat()),
    )
    return [_signal(row) for row in rows]


def _signal(row: sqlite3.Row) -> SignalValue:
    return SignalValue(
        symbol=row["symbol"],
        session=dt.date.fromisoformat(row["session"]),
        name=row["name"],
        version=row["version"],
        value=row["value"],
        knowable_at=need_time(row["knowable_at"]),
    )
