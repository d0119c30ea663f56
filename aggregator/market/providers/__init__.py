"""The table of price providers. Files from a folder are read by `files.read_dir`."""

from __future__ import annotations

from collections.abc import Mapping

from aggregator.market.providers.alphavantage import ALPHAVANTAGE
from aggregator.market.providers.base import CODES, PriceRecord, Provider
from aggregator.market.providers.fred import FRED
from aggregator.market.providers.stooq import STOOQ
from aggregator.market.providers.tiingo import TIINGO
from aggregator.market.providers.yahoo import YAHOO

# In the order in which they are asked: the first that covers a symbol serves it, the others stand in for it.
PROVIDERS: dict[str, Provider] = {provider.name: provider for provider in (FRED, STOOQ, YAHOO, TIINGO, ALPHAVANTAGE)}

__all__ = ["CODES", "PROVIDERS", "PriceRecord", "Provider", "providers_for"]


def providers_for(symbol: str, keys: Mapping[str, str]) -> list[Provider]:
    """The providers that cover `symbol` and can be asked with these `keys`, in the order of the table."""
    return [row for row in PROVIDERS.values() if row.covers(symbol) and row.lacks(keys) is None]
