"""Stooq: keyless daily bars of US shares, funds, indexes and futures, split- and dividend-adjusted at the source.

One request per symbol: `https://stooq.com/q/d/l/?s=iwm.us&i=d&d1=20240701` answers
`Date,Open,High,Low,Close,Volume`. Errors come as plain text with status 200.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import urlencode

from aggregator.errors import ProviderError
from aggregator.fetch import Fetch
from aggregator.market.providers.base import PriceRecord, Provider, ask, day, fetched_knowable, number, rows
from aggregator.records import Bar

URL = "https://stooq.com/q/d/l/"
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
_US_TICKER = re.compile(r"[A-Z]{1,5}([-.][A-Z])?")
# What the plain-text answers mean, first match wins.
_ANSWERS = (
    ("daily hits limit", "rate_limited", "try again tomorrow, or load files with --dir"),
    ("apikey", "blocked", "Stooq asks this address for a key; load files with --dir"),
    ("no data", "no_such_symbol", None),
)


def covers(symbol: str) -> bool:
    """Mapped indexes and futures, and anything that looks like a US ticker."""
    return symbol in SYMBOLS or _US_TICKER.fullmatch(symbol) is not None


def fetch_bars(
    symbol: str,
    since: dt.date | None,
    *,
    fetch: Fetch,
    now: dt.datetime,
    key: str = "",  # noqa: ARG001 (none needed)
) -> list[PriceRecord]:
    """Daily bars of `symbol`. Besides the codes of `ask`: bad_file for a table that cannot be read."""
    if not covers(symbol):
        raise ProviderError(symbol, "has no Stooq name", code="no_such_symbol")
    query = {"s": SYMBOLS.get(symbol) or f"{symbol.lower().replace('.', '-')}.us", "i": "d"}
    if since is not None:
        query["d1"] = since.strftime("%Y%m%d")
        query["d2"] = now.strftime("%Y%m%d")
    text = ask(fetch, f"{URL}?{urlencode(query, safe='^')}", symbol=symbol)
    if not text.lower().startswith("date,"):
        raise _refusal(symbol, text)
    return list(_bars(symbol, text, since, now))


def _refusal(symbol: str, text: str) -> ProviderError:
    for words, code, remedy in _ANSWERS:
        if words in text.lower():
            return ProviderError(symbol, text.splitlines()[0][:120], code=code, remedy=remedy)
    return ProviderError(symbol, f"answered no table: {text[:80]!r}", code="bad_file")


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


STOOQ = Provider("stooq", "daily bars of US shares, funds and indexes from stooq.com, no key", covers, fetch_bars)
