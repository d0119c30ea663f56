"""Tiingo: daily bars of US shares and funds with splits and dividends, with a key of one's own.

One request per symbol: `https://api.tiingo.com/tiingo/daily/iwm/prices?startDate=2024-07-01&format=csv&token=...`
answers a table of prices as traded with `splitFactor`, and of prices adjusted for splits and dividends.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

from aggregator.errors import ProviderError
from aggregator.fetch import Fetch
from aggregator.market.providers import splits
from aggregator.market.providers.base import PriceRecord, Provider, ask, day, number, rows

URL = "https://api.tiingo.com/tiingo/daily"
FIRST = "1960-01-01"  # without a start the answer holds the last day alone
_US_TICKER = re.compile(r"[A-Z]{1,5}([-.][A-Z])?")


def covers(symbol: str) -> bool:
    """Anything that looks like a US ticker."""
    return _US_TICKER.fullmatch(symbol) is not None


def fetch_bars(
    symbol: str, since: dt.date | None, *, fetch: Fetch, now: dt.datetime, key: str = ""
) -> list[PriceRecord]:
    """Daily bars of `symbol`. Besides the codes of `ask`: bad_file for a table that cannot be read."""
    query = {"startDate": since.isoformat() if since else FIRST, "format": "csv", "token": key}
    name = quote(symbol.lower().replace(".", "-"))
    text = ask(fetch, f"{URL}/{name}/prices?{urlencode(query)}", symbol=symbol, secret=key)
    if not text.lower().startswith("date,"):
        raise _refusal(symbol, text)
    found = splits.adjusted(list(_traded(symbol, text, since)))
    return [bar for row in found if (bar := splits.bar(symbol, row, "tiingo", now)) is not None]


def _refusal(symbol: str, text: str) -> ProviderError:
    low = text.lower()
    if "limit" in low or "allocation" in low:
        return ProviderError(symbol, text[:120], code="rate_limited", remedy="try again in an hour, or tomorrow")
    if "token" in low or "authentication" in low:
        return ProviderError(symbol, text[:120], code="blocked", remedy="check TIINGO_API_KEY")
    if "not found" in low:
        return ProviderError(symbol, "not found", code="no_such_symbol")
    return ProviderError(symbol, f"answered no table: {text[:80]!r}", code="bad_file")


def _traded(symbol: str, text: str, since: dt.date | None) -> Iterator[splits.Traded]:
    for line, cells in rows(text, symbol=symbol):
        try:
            session, close = day(cells["date"]), number(cells["close"])
            open_, high, low, volume = (number(cells.get(name)) for name in ("open", "high", "low", "volume"))
            adj_close, split = number(cells.get("adjclose")), number(cells.get("splitfactor"))
        except (KeyError, ValueError) as error:
            raise ProviderError(symbol, f"line {line} cannot be read: {error}", code="bad_file") from error
        if close is not None and (since is None or session >= since):
            yield splits.Traded(session, open_, high, low, close, volume, adj_close, split or 1.0)


TIINGO = Provider(
    "tiingo",
    "daily bars of US shares and funds from tiingo.com, with a key in TIINGO_API_KEY",
    covers,
    fetch_bars,
    key_variable="TIINGO_API_KEY",
)
