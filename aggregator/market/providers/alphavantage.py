"""Alpha Vantage: daily bars of US shares and funds with splits and dividends, with a key of one's own.

One request per symbol: `https://www.alphavantage.co/query?function=TIME_SERIES_DAILY_ADJUSTED&symbol=IWM&...` answers
`timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient`, newest first, as traded. Every
refusal is JSON with status 200. Some keys have no right to this function; without splits the closes would be wrong.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import urlencode

from aggregator.errors import ProviderError
from aggregator.fetch import Fetch
from aggregator.market.providers import splits
from aggregator.market.providers.base import PriceRecord, Provider, ask, day, number, rows
from aggregator.sessions import new_york_date

URL = "https://www.alphavantage.co/query"
COMPACT_DAYS = 130  # "compact" holds the last 100 sessions
_US_TICKER = re.compile(r"[A-Z]{1,5}([-.][A-Z])?")
# What the JSON answers mean, first match wins.
_ANSWERS = (
    (("premium",), "blocked", "this key has no right to adjusted prices; use another provider"),
    (("rate limit", "per day", "per minute", "call frequency", "per second"), "rate_limited", "try again tomorrow"),
    (("invalid api call",), "no_such_symbol", None),
    (("apikey", "api key"), "blocked", "check ALPHAVANTAGE_API_KEY"),
)


def covers(symbol: str) -> bool:
    """Anything that looks like a US ticker."""
    return _US_TICKER.fullmatch(symbol) is not None


def fetch_bars(
    symbol: str, since: dt.date | None, *, fetch: Fetch, now: dt.datetime, key: str = ""
) -> list[PriceRecord]:
    """Daily bars of `symbol`. Besides the codes of `ask`: bad_file for a table that cannot be read."""
    recent = since is not None and (new_york_date(now) - since).days < COMPACT_DAYS
    query = {
        "function": "TIME_SERIES_DAILY_ADJUSTED",
        "symbol": symbol,
        "outputsize": "compact" if recent else "full",
        "datatype": "csv",
        "apikey": key,
    }
    text = ask(fetch, f"{URL}?{urlencode(query)}", symbol=symbol, secret=key)
    if not text.lower().startswith("timestamp,"):
        raise _refusal(symbol, text)
    found = splits.adjusted(list(_traded(symbol, text)))
    bars = (splits.bar(symbol, row, "alphavantage", now) for row in found if since is None or row.session >= since)
    return [bar for bar in bars if bar is not None]


def _refusal(symbol: str, text: str) -> ProviderError:
    low = text.lower()
    for words, code, remedy in _ANSWERS:
        if any(word in low for word in words):
            return ProviderError(symbol, " ".join(text.split())[:160], code=code, remedy=remedy)
    return ProviderError(symbol, f"answered no table: {text[:80]!r}", code="bad_file")


def _traded(symbol: str, text: str) -> Iterator[splits.Traded]:
    for line, cells in rows(text, symbol=symbol):
        try:
            session, close = day(cells["timestamp"]), number(cells["close"])
            open_, high, low, volume = (number(cells.get(name)) for name in ("open", "high", "low", "volume"))
            adj_close, split = number(cells["adjusted_close"]), number(cells["split_coefficient"])
        except (KeyError, ValueError) as error:
            raise ProviderError(symbol, f"line {line} cannot be read: {error}", code="bad_file") from error
        if close is not None:
            yield splits.Traded(session, open_, high, low, close, volume, adj_close, split or 1.0)


ALPHAVANTAGE = Provider(
    "alphavantage",
    "daily bars of US shares and funds from alphavantage.co, with a key in ALPHAVANTAGE_API_KEY",
    covers,
    fetch_bars,
    key_variable="ALPHAVANTAGE_API_KEY",
)
