"""FRED: Treasury yields, breakevens, the policy rate and other US macro series, no key.

One request per series: `https://fred.stlouisfed.org/graph/fredgraph.csv?id=DGS10&cosd=2024-07-01` answers
`observation_date,DGS10` with `.` or nothing for a gap. Daily series become bars, others observations.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import urlencode

from aggregator.errors import ProviderError
from aggregator.fetch import Fetch
from aggregator.market.providers.base import PriceRecord, Provider, ask, day, fetched_knowable, number, rows
from aggregator.market.providers.series import is_daily, observations
from aggregator.records import Bar

URL = "https://fred.stlouisfed.org/graph/fredgraph.csv"
# Stock tickers and FRED ids look alike, so only the series that the product uses are routed here.
SERIES = re.compile(
    r"DGS(1|2|3|5|7|10|20|30|1MO|3MO|6MO)|DFII\d+|T(5|10)YIE|T5YIFR|T10Y(2Y|3M)|DFEDTAR[LU]|DFF|IORB|SOFR|VIXCLS|"
    r"DTWEXBGS|BAMLH0A0HYM2|BAMLC0A0CM|CPIAUC[NS][SL]|CPILFESL|CUUR0000SA0L1E|PPIFIS|PPICOR|PCEPI|PCEPILFE|PAYEMS|UNRATE|ICSA|GDPC1|"
    r"UMCSENT|RETAILSMNSA|JTSJOL|WALCL|FEDFUNDS"
)


def covers(symbol: str) -> bool:
    """The macro series of the product."""
    return SERIES.fullmatch(symbol) is not None


def fetch_series(
    symbol: str,
    since: dt.date | None,
    *,
    fetch: Fetch,
    now: dt.datetime,
    key: str = "",  # noqa: ARG001 (none needed)
) -> list[PriceRecord]:
    """The series `symbol`. Besides the codes of `ask`: bad_file for a table that cannot be read."""
    query = {"id": symbol}
    if since is not None:
        query["cosd"] = since.isoformat()
    text = ask(fetch, f"{URL}?{urlencode(query)}", symbol=symbol)
    first_line = text.splitlines()[0].lower()
    if "date," not in first_line or symbol.lower() not in first_line:
        raise ProviderError(symbol, f"answered no table: {text[:80]!r}", code="bad_file")
    points = [point for point in _points(symbol, text) if since is None or point[0] >= since]
    if is_daily(symbol, [d for d, _ in points]):
        return [bar for d, value in points if (bar := _bar(symbol, d, value, now)) is not None]
    return list(observations(symbol, points, provider="fred", now=now))


def _points(symbol: str, text: str) -> Iterator[tuple[dt.date, float]]:
    for line, cells in rows(text, symbol=symbol):
        try:
            period = day(cells.get("observation_date") or cells["date"])
            value = number(cells[symbol.lower()])
        except (KeyError, ValueError) as error:
            raise ProviderError(symbol, f"line {line} cannot be read: {error}", code="bad_file") from error
        if value is not None:
            yield period, value


def _bar(symbol: str, session: dt.date, value: float, now: dt.datetime) -> PriceRecord | None:
    known = fetched_knowable(session, now)
    return known and Bar(symbol, session, None, None, None, value, None, None, "fred", now, *known)


FRED = Provider("fred", "yields, breakevens, policy rate and macro series from FRED, no key", covers, fetch_series)
