"""What every price provider takes and gives."""

from __future__ import annotations

import csv
import datetime as dt
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from aggregator.errors import FetchError, ProviderError
from aggregator.fetch import Fetch
from aggregator.records import Bar, Observation, PolicyDecision, Release, Request
from aggregator.sessions import calendar, new_york_date

PriceRecord = Bar | Observation | Release | PolicyDecision
GAPS = frozenset({"", ".", "nan", "NaN", "null", "None", "N/D", "N/A"})
_STATUS_CODES = {404: "no_such_symbol", 429: "rate_limited", 503: "rate_limited"}
_FIRST_YEAR, _LAST_YEAR = 1800, 2199


class FetchSymbol(Protocol):
    """A provider's one function."""

    def __call__(self, symbol: str, since: dt.date | None, *, fetch: Fetch, now: dt.datetime) -> list[PriceRecord]:
        """Records of `symbol` from `since` on, ascending; `ProviderError` when there are none to be had."""
        ...


@dataclass(frozen=True, slots=True)
class Provider:
    """A row of the provider table. `covers` says whether a symbol may be asked for at all."""

    name: str
    about: str
    covers: Callable[[str], bool]
    fetch: FetchSymbol


def ask(fetch: Fetch, url: str, *, symbol: str) -> str:
    """The text that `url` answers. Codes: rate_limited, no_such_symbol, blocked, network, bad_file."""
    try:
        response = fetch.get(Request(url=url, kind="data"))
    except FetchError as error:
        raise ProviderError(symbol, error.reason, code=_STATUS_CODES.get(error.status or 0, "network")) from error
    if response.status != 200:
        code = _STATUS_CODES.get(response.status, "network")
        raise ProviderError(symbol, f"answer {response.status}", code=code)
    text = response.body.decode("utf-8-sig", "replace").strip()
    if text[:200].lstrip().lower().startswith(("<!doctype", "<html", "<?xml")):
        raise ProviderError(symbol, "answered a web page, not a table", code="blocked", remedy="use --dir with files")
    if not text:
        raise ProviderError(symbol, "answered nothing", code="no_such_symbol")
    return text


def rows(text: str, *, symbol: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells by lower-case column name. Never raises other than `ProviderError`."""
    try:
        reader = csv.reader(text.splitlines(), strict=True)
        names = [name.strip().lower() for name in next(reader, [])]
        for cells in reader:
            if cells:
                yield reader.line_num, dict(zip(names, (cell.strip() for cell in cells), strict=False))
    except csv.Error as error:
        raise ProviderError(symbol, f"is no CSV table: {error}", code="bad_file") from error


def number(cell: str | None) -> float | None:
    """A finite number, None for a gap; `ValueError` for anything else."""
    if cell is None or cell in GAPS:
        return None
    value = float(cell)
    if not math.isfinite(value):
        raise ValueError(f"{cell!r} is not finite")
    return value


def day(cell: str) -> dt.date:
    """A date as YYYY-MM-DD, a time after it ignored; `ValueError` for anything else."""
    value = dt.date.fromisoformat(cell[:10])
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise ValueError(f"{cell!r} is out of range")
    return value


def fetched_knowable(session: dt.date, now: dt.datetime) -> tuple[dt.datetime, bool] | None:
    """When a bar fetched at `now` was knowable and whether it is backfilled; None while its session is not over.

    A session before the fetch day is backfilled: knowable at its close. The fetch day's own bar is known since `now`.
    """
    close = calendar().bar_time(session)
    if close > now:
        return None
    backfilled = session < new_york_date(now)
    return (close if backfilled else now), backfilled
