"""What every price provider takes and gives."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from aggregator.errors import FetchError, ProviderError
from aggregator.fetch import Fetch
from aggregator.records import Bar, Observation, PolicyDecision, Release, Request
from aggregator.sessions import calendar, new_york_date

PriceRecord = Bar | Observation | Release | PolicyDecision
GAPS = frozenset({"", ".", "nan", "NaN", "null", "None", "N/D", "N/A"})
_STATUS_CODES = {401: "blocked", 403: "blocked", 404: "no_such_symbol", 429: "rate_limited", 503: "rate_limited"}
CODES = (
    "rate_limited",  # the provider wants to be asked later; the rest of a run asks others
    "network",  # no answer, or a fault at the other end
    "blocked",  # the provider refuses: a key is missing or wrong, or it asks for a person
    "no_such_symbol",
    "bad_file",  # an answer or a file that is no table
    "bad_line",  # one line of a file
)
"""Every `code` that a `ProviderError` can carry."""
_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_US_TICKER = re.compile(r"[A-Z]{1,5}([-.][A-Z])?")
Answers = Sequence[tuple[tuple[str, ...], str, str | None]]
"""What the answers mean that are no table: words of which it holds one, code, remedy; first match wins."""


class FetchSymbol(Protocol):
    """A provider's one function."""

    def __call__(
        self, symbol: str, since: dt.date | None, *, fetch: Fetch, now: dt.datetime, key: str
    ) -> list[PriceRecord]:
        """Records of `symbol` from `since` on, ascending; `ProviderError` when there are none to be had.

        `key` is the user's key for the provider, empty where it needs none.
        """
        ...


@dataclass(frozen=True, slots=True)
class Provider:
    """A row of the provider table. `covers` says whether a symbol may be asked for at all.

    `key_variable` names the environment variable that holds the user's key, `keyless` says that it may be asked
    without one too. `library` is what it needs beyond the program's own dependencies; the extra that installs it has
    the provider's name.
    """

    name: str
    about: str
    covers: Callable[[str], bool]
    fetch: FetchSymbol
    key_variable: str | None = None
    keyless: bool = False
    library: str | None = None

    def lacks(self, keys: Mapping[str, str]) -> str | None:
        """What has to be done before the provider can be asked; None when it can."""
        if self.key_variable is not None and not self.keyless and not keys.get(self.key_variable):
            return f"set {self.key_variable} in the environment"
        if self.library is not None and importlib.util.find_spec(self.library) is None:
            return f"pip install 'aggregator[{self.name}]'"
        return None


def ask(fetch: Fetch, url: str, *, symbol: str, secret: str = "") -> str:
    """The text that `url` answers, without the `secret` that it may echo. Codes: all of `CODES` but bad_line."""
    try:
        response = fetch.get(Request(url=url, kind="data"))
    except FetchError as error:
        code = _STATUS_CODES.get(error.status or 0, "network")
        raise ProviderError(symbol, hidden(error.reason, secret), code=code) from None
    if response.status != 200:
        code = _STATUS_CODES.get(response.status, "network")
        raise ProviderError(symbol, f"answer {response.status}", code=code)
    text = hidden(response.body.decode("utf-8-sig", "replace").strip(), secret)
    if text[:200].lstrip().lower().startswith(("<!doctype", "<html", "<?xml")):
        raise ProviderError(symbol, "answered a web page, not a table", code="blocked", remedy="use --dir with files")
    if not text:
        raise ProviderError(symbol, "answered nothing", code="no_such_symbol")
    return text


def refusal(symbol: str, text: str, answers: Answers) -> ProviderError:
    """What an answer that is no table means; `bad_file` where no row of `answers` knows it."""
    low = text.lower()
    for words, code, remedy in answers:
        if any(word in low for word in words):
            return ProviderError(symbol, " ".join(text.split())[:120], code=code, remedy=remedy)
    return ProviderError(symbol, f"answered no table: {text[:80]!r}", code="bad_file")


def is_us_ticker(symbol: str) -> bool:
    """Whether it looks like the ticker of a US share or fund."""
    return _US_TICKER.fullmatch(symbol) is not None


def hidden(text: str, secret: str) -> str:
    """The text without the user's key, which must stand in no log, store or message."""
    return text.replace(secret, "***") if secret else text


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
