"""Yahoo: daily bars of shares, funds, indexes, futures and currencies through yfinance, without a key.

The one provider that does not go through our door to the network: the library keeps its own sessions and opens its own
connections. It is an extra, and imported only when Yahoo is asked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from aggregator.errors import ProviderError
from aggregator.fetch import Fetch
from aggregator.market.providers.base import PriceRecord, Provider, fetched_knowable
from aggregator.records import Bar

FIRST = dt.date(1927, 1, 1)
_SYMBOL = re.compile(r"\^[A-Z0-9]{1,8}|[A-Z]{1,5}([-.][A-Z])?|[A-Z]{1,4}=[FX]|[A-Z]{3,5}-USD|DX-Y\.NYB")
_OURS = frozenset({"^RUT_LONG"})
_TIMEOUT_S = 15


def covers(symbol: str) -> bool:
    """Symbols spelled as Yahoo does, which is how this program spells them."""
    return _SYMBOL.fullmatch(symbol) is not None and symbol not in _OURS


def fetch_bars(
    symbol: str,
    since: dt.date | None,
    *,
    fetch: Fetch,  # noqa: ARG001 (the library has its own)
    now: dt.datetime,
    key: str = "",  # noqa: ARG001 (none needed)
) -> list[PriceRecord]:
    """Daily bars of `symbol`, closes split-adjusted, `adj_close` dividend-adjusted too. Codes as those of `ask`."""
    frame = _history(symbol, since or FIRST)
    try:
        return list(_bars(symbol, frame, since, now))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProviderError(symbol, f"answered no table: {error}", code="bad_file") from error


def _history(symbol: str, start: dt.date) -> Any:
    """What the library answers: a DataFrame by day. It raises whatever its HTTP library does."""
    import yfinance
    from yfinance import exceptions

    yfinance.config.debug.hide_exceptions = False  # else a refusal looks like a symbol without prices
    name = symbol.replace(".", "-") if re.fullmatch(r"[A-Z]{1,5}\.[A-Z]", symbol) else symbol
    try:
        frame = yfinance.Ticker(name).history(
            start=start.isoformat(),
            interval="1d",
            auto_adjust=False,
            actions=False,
            timeout=_TIMEOUT_S,
        )
    except exceptions.YFRateLimitError as error:
        raise ProviderError(symbol, "too many requests", code="rate_limited", remedy="try again later") from error
    except exceptions.YFTickerMissingError as error:
        raise ProviderError(symbol, "Yahoo knows no prices of it", code="no_such_symbol") from error
    except Exception as error:  # the library names none of the others
        raise ProviderError(symbol, f"Yahoo: {str(error)[:120]}", code="network") from error
    if frame is None or len(frame) == 0:
        raise ProviderError(symbol, "answered nothing", code="no_such_symbol")
    return frame


def _bars(symbol: str, frame: Any, since: dt.date | None, now: dt.datetime) -> Iterator[PriceRecord]:
    names = ("Open", "High", "Low", "Close", "Volume", "Adj Close")
    columns = [frame[name].tolist() if name in frame else [None] * len(frame) for name in names]
    if "Close" not in frame:
        raise KeyError("Close")
    for stamp, *cells in zip(frame.index, *columns, strict=True):
        session = stamp.date()  # of the exchange's own midnight
        open_, high, low, close, volume, adj_close = (_number(cell) for cell in cells)
        known = fetched_knowable(session, now)
        if close is None or known is None or (since is not None and session < since):
            continue
        yield Bar(symbol, session, open_, high, low, close, volume, adj_close, "yahoo", now, *known)


def _number(cell: object) -> float | None:
    value = None if cell is None else float(cell)  # type: ignore[arg-type]
    return None if value is None or value != value or value in (float("inf"), float("-inf")) else value  # noqa: PLR0124


YAHOO = Provider(
    "yahoo",
    "daily bars of shares, funds, indexes, futures and currencies from Yahoo through yfinance (an extra), no key",
    covers,
    fetch_bars,
    library="yfinance",
)
