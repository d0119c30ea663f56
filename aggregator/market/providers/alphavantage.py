"""Alpha Vantage: daily bars of US shares and funds with splits and dividends, with a key of one's own.

One request per symbol: `https://www.alphavantage.co/query?function=TIME_SERIES_DAILY_ADJUSTED&symbol=IWM&...` answers
`timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient`, newest first, as traded. Every
refusal is JSON with status 200. Some keys have no right to this function; without splits the closes would be wrong.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from aggregator.fetch import Fetch
from aggregator.market.providers import splits
from aggregator.market.providers.base import Answers, PriceRecord, Provider, ask, is_us_ticker, refusal
from aggregator.sessions import new_york_date

URL = "https://www.alphavantage.co/query"
COMPACT_DAYS = 130  # "compact" holds the last 100 sessions
COLUMNS = splits.Columns(date="timestamp", adj_close="adjusted_close", split="split_coefficient")
_ANSWERS: Answers = (
    (("premium",), "blocked", "this key has no right to adjusted prices; use another provider"),
    (("rate limit", "per day", "per minute", "call frequency", "per second"), "rate_limited", "try again tomorrow"),
    (("invalid api call",), "no_such_symbol", None),
    (("apikey", "api key"), "blocked", "check ALPHAVANTAGE_API_KEY"),
)


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
        raise refusal(symbol, text, _ANSWERS)
    return splits.bars(symbol, text, COLUMNS, provider="alphavantage", since=since, now=now)


ALPHAVANTAGE = Provider(
    "alphavantage",
    "daily bars of US shares and funds from alphavantage.co, with a key in ALPHAVANTAGE_API_KEY",
    is_us_ticker,
    fetch_bars,
    key_variable="ALPHAVANTAGE_API_KEY",
)
