"""Stooq: daily bars of US shares, funds, indexes and futures, adjusted for splits at the source.

One request per symbol: `https://stooq.com/q/d/l/?s=iwm.us&i=d&o=0100000&d1=20240701` answers
`Date,Open,High,Low,Close,Volume`. Each digit of `o` leaves one kind of adjusting away: the second one is for dividends,
which are in the closes otherwise. Errors come as plain text with status 200. It asks some addresses for a key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from aggregator.errors import ProviderError
from aggregator.fetch import Fetch
from aggregator.market.providers.base import (
    Answers,
    PriceRecord,
    Provider,
    ask,
    day,
    fetched_knowable,
    is_us_ticker,
    number,
    refusal,
    rows,
)
from aggregator.records import Bar

URL = "https://stooq.com/q/d/l/"
WITH_DIVIDENDS = "0100000"
SYMBOLS = {
    "^GSPC": "^spx",
    "^NDX": "^ndx",
    "^IXIC": "^ndq",
    "^DJI": "^dji",
    "^RUT": "^rut",
    "^VIX": "^vix",
    "^TNX": "10yusy.b",
    "DX-Y.NYB": "dx.f",
    "GC=F": "gc.f",
    "CL=F": "cl.f",
}
_ANSWERS: Answers = (
    (("daily hits limit",), "rate_limited", "try again tomorrow, or load files with --dir"),
    (("apikey",), "blocked", "get a key there and set STOOQ_API_KEY in the environment, or load files with --dir"),
    (("no data",), "no_such_symbol", None),
)


def covers(symbol: str) -> bool:
    """Mapped indexes and futures, and anything that looks like a US ticker."""
    return symbol in SYMBOLS or is_us_ticker(symbol)


def fetch_bars(
    symbol: str,
    since: dt.date | None,
    *,
    fetch: Fetch,
    now: dt.datetime,
    key: str = "",
) -> list[PriceRecord]:
    """Daily bars of `symbol`. Besides the codes of `ask`: bad_file for a table that cannot be read."""
    if not covers(symbol):
        raise ProviderError(symbol, "has no Stooq name", code="no_such_symbol")
    query = {"s": SYMBOLS.get(symbol) or f"{symbol.lower().replace('.', '-')}.us", "i": "d", "o": WITH_DIVIDENDS}
    if since is not None:
        query["d1"] = since.strftime("%Y%m%d")
        query["d2"] = now.strftime("%Y%m%d")
    if key:
        query["apikey"] = key
    text = ask(fetch, f"{URL}?{urlencode(query, safe='^')}", symbol=symbol, secret=key)
    if not text.lower().startswith("date,"):
        raise refusal(symbol, text, _ANSWERS)
    return list(_bars(symbol, text, since, now))


def _bars(symbol: str, text: str, since: dt.date | None, now: dt.datetime) -> Iterator[PriceRecord]:
    for line, cells in rows(text, symbol=symbol):
        try:
            session = day(cells["date"])
            close = number(cells["close"])
            open_, high, low, volume = (number(cells.get(name)) for name in ("open", "high", "low", "volume"))
        except (KeyError, ValueError) as error:
            raise ProviderError(symbol, f"line {line} cannot be read: {error}", code="bad_file") from error
        known = fetched_knowable(session, now)
        if close is None or known is None or (since is not None and session < since):
            continue
        yield Bar(symbol, session, open_, high, low, close, volume, None, "stooq", now, *known)


STOOQ = Provider(
    "stooq",
    "daily bars of US shares, funds and indexes from stooq.com, without a key where that is let (else STOOQ_API_KEY)",
    covers,
    fetch_bars,
    key_variable="STOOQ_API_KEY",
    keyless=True,
)
