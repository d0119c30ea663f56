"""Readers of the table shapes: rows of cells to records, a `BadLine` for each row that cannot be read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aggregator.market.providers import plausible
from aggregator.market.providers.base import GAPS, PriceRecord, day, number
from aggregator.market.providers.series import is_daily, observations
from aggregator.records import Bar, PolicyDecision, Release
from aggregator.sessions import NEW_YORK, calendar, day_end

PROVIDER = "files"
ADJUSTED = "files, dividends taken out"
"""The provider of bars whose close is the dividend-adjusted one, because their file holds no other."""
_ANNOUNCED = dt.time(14, 0)
_SCALES = {"": 1.0, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
_FIGURE = re.compile(r"<?(-?\d+(?:\.\d+)?)([%KMBT]?)(?:\|.*)?", re.IGNORECASE)
_VOTES = re.compile(r"\d+(-\d+)+")
Rows = Sequence[tuple[int, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class BadLine:
    """A row that cannot be read, and why."""

    line: int
    message: str


Latest = dt.date | None
"""The newest day that can have come, whatever clock is simulated; None: any may."""


def bars(symbol: str, rows: Rows, now: dt.datetime, latest: Latest) -> Iterator[PriceRecord | BadLine]:
    """Daily bars; rows without a close are gaps and skipped."""
    check = _check(symbol, rows, latest)
    bar_time = calendar().bar_time
    seen: set[dt.date] = set()
    for line, row in rows:
        try:
            session = _new_day(row["date"], seen)
            close = number(row["close"])
            if close is None:
                continue
            open_, high, low = (number(row.get(name)) for name in ("open", "high", "low"))
            volume, adj_close = (number(row.get(name)) for name in ("volume", "adj_close"))
            check.day(session)
            check.prices(low, high, close)
        except (KeyError, ValueError) as error:
            yield BadLine(line, _why(error))
            continue
        yield Bar(symbol, session, open_, high, low, close, volume, adj_close, PROVIDER, now, bar_time(session), True)


def adjusted_closes(symbol: str, rows: Rows, now: dt.datetime, latest: Latest) -> Iterator[PriceRecord | BadLine]:
    """Bars that have a dividend-adjusted close alone, which stands for the close: right for returns, not for levels."""
    check = _check(symbol, rows, latest)
    bar_time = calendar().bar_time
    seen: set[dt.date] = set()
    for line, row in rows:
        try:
            session, close = _new_day(row["date"], seen), number(row["adj_close"])
            check.day(session)
        except (KeyError, ValueError) as error:
            yield BadLine(line, _why(error))
            continue
        if close is not None:
            yield Bar(symbol, session, None, None, None, close, None, close, ADJUSTED, now, bar_time(session), True)


def series(symbol: str, rows: Rows, now: dt.datetime, latest: Latest) -> Iterator[PriceRecord | BadLine]:
    """A macro series: bars whose only price is the close when it is daily, observations otherwise.

    Slower series may reach ahead: there are projections among them.
    """
    seen: set[dt.date] = set()
    points: list[tuple[dt.date, float]] = []
    lines: dict[dt.date, int] = {}
    for line, row in rows:
        try:
            period, value = _new_day(row["date"], seen), number(row["value"])
        except (KeyError, ValueError) as error:
            yield BadLine(line, _why(error))
            continue
        if value is not None:
            points.append((period, value))
            lines[period] = line
    points.sort()
    if not is_daily(symbol, [period for period, _ in points]):
        yield from observations(symbol, points, provider=PROVIDER, now=now)
        return
    bar_time = calendar().bar_time
    for d, value in points:
        if latest is not None and d > latest:
            yield BadLine(lines[d], f"{d} has not come yet")
            continue
        yield Bar(symbol, d, None, None, None, value, None, None, PROVIDER, now, bar_time(d), True)


def releases(_stem: str, rows: Rows, now: dt.datetime, _latest: Latest) -> Iterator[PriceRecord | BadLine]:
    """A release calendar. Rows without any figure (speeches, holidays) are skipped; "145K" becomes 145000.

    A release is knowable at its time; without one (`utc` empty, `date_et` given) at the end of its day in New York.
    """
    for line, row in rows:
        try:
            figures = [_figure(row.get(name) or "") for name in ("actual", "forecast", "previous")]
            if all(value is None for value, _ in figures):
                continue
            at = _release_time(row)
        except (KeyError, ValueError) as error:
            yield BadLine(line, _why(error))
            continue
        actual, forecast, previous = (value for value, _ in figures)
        unit = next((unit for value, unit in figures if value is not None), "")
        event, currency = row["event"].strip(), (row.get("currency") or "USD").strip().upper()
        yield Release(event, currency, at, actual, forecast, previous, unit, PROVIDER, now, at)


def decisions(_stem: str, rows: Rows, now: dt.datetime, _latest: Latest) -> Iterator[PriceRecord | BadLine]:
    """Decisions on the policy rate, knowable at `utc` or at 14:00 New York of their date; those to come are skipped."""
    for line, row in rows:
        try:
            date = day(row["date"])
            lower, upper = number(row["target_lower_after"]), number(row["target_upper_after"])
            if lower is None or upper is None:
                continue
            change = number(row.get("change_bp"))
            if change is None:
                before = number(row.get("target_upper_before"))
                change = 0.0 if before is None else (upper - before) * 100
            at = _utc(row["utc"]) if row.get("utc") else dt.datetime.combine(date, _ANNOUNCED, NEW_YORK)
        except (KeyError, ValueError) as error:
            yield BadLine(line, _why(error))
            continue
        yield PolicyDecision(date, lower, upper, change, PROVIDER, now, at.astimezone(dt.UTC))


def _check(symbol: str, rows: Rows, latest: Latest) -> plausible.Check:
    return plausible.Check(symbol, (row.get("date") or "" for _, row in rows), latest)


def _new_day(cell: str, seen: set[dt.date]) -> dt.date:
    value = day(cell)
    if value in seen:
        raise ValueError(f"{cell} stands in the file twice")
    seen.add(value)
    return value


def _release_time(row: dict[str, str]) -> dt.datetime:
    return _utc(row["utc"]) if row.get("utc") else day_end(day(row["date_et"]))


def _utc(cell: str) -> dt.datetime:
    day(cell)
    at = dt.datetime.fromisoformat(cell)
    return at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)


def _figure(cell: str) -> tuple[float | None, str]:
    """A figure as a calendar prints it and its unit: pct, count, or nothing for an index; votes ("7-0-2") are none."""
    cell = cell.strip().replace(",", "")
    if cell in GAPS or _VOTES.fullmatch(cell):
        return None, ""
    match = _FIGURE.fullmatch(cell)
    if match is None:
        raise ValueError(f"{cell!r} is no figure")
    suffix = match[2].upper()
    if suffix == "%":
        return float(match[1]), "pct"
    return round(float(match[1]) * _SCALES[suffix], 6), "count" if suffix else ""


def _why(error: Exception) -> str:
    return f"has no {error.args[0]}" if isinstance(error, KeyError) else str(error)
