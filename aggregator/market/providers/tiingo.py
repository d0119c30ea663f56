"""Tiingo: daily bars of US shares and funds with splits and dividends, with a key of one's own.

One request per symbol: `https://api.tiingo.com/tiingo/daily/iwm/prices?startDate=2024-07-01&format=csv&token=...`
answers a table of prices as traded with `splitFactor`, and of prices adjusted for splits and dividends.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote, urlencode

from aggregator.fetch import Fetch
from aggregator.market.providers import splits
from aggregator.market.providers.base import Answers, PriceRecord, Provider, ask, is_us_ticker, refusal

URL = "https://api.tiingo.com/tiingo/daily"
FIRST = "1960-01-01"  # without a start the answer holds the last day alone
COLUMNS = splits.Columns(date="date", adj_close="adjclose", split="splitfactor")
_ANSWERS: Answers = (
    (("limit", "allocation"), "rate_limited", "try again in an hour, or tomorrow"),
    (("token", "authentication"), "blocked", "check TIINGO_API_KEY"),
    (("not found",), "no_such_symbol", None),
)


def fetch_bars(
    symbol: str, since: dt.date | None, *, fetch: Fetch, now: dt.datetime, key: str = ""
) -> list[PriceRecord]:
    """Daily bars of `symbol`. Besides the codes of `ask`: bad_file for a table that cannot be read."""
    query = {"startDate": since.isoformat() if since else FIRST, "format": "csv", "token": key}
    name = quote(symbol.lower().replace(".", "-"))
    text = ask(fetch, f"{URL}/{name}/prices?{urlencode(query)}", symbol=symbol, secret=key)
    if not text.lower().startswith("date,"):
        raise refusal(symbol, text, _ANSWERS)
    return splits.bars(symbol, text, COLUMNS, provider="tiingo", since=since, now=now)


TIINGO = Provider(
    "tiingo",
    "daily bars of US shares and funds from tiingo.com, with a key in TIINGO_API_KEY",
    is_us_ticker,
    fetch_bars,
    key_variable="TIINGO_API_KEY",
)
