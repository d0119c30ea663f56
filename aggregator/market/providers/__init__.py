"""The table of price providers. Files from a folder are read by `csv_dir.read_dir`."""

from __future__ import annotations

from aggregator.errors import ProviderError
from aggregator.market.providers.base import PriceRecord, Provider
from aggregator.market.providers.fred import FRED
from aggregator.market.providers.stooq import STOOQ

# In the order in which they are asked: the first that covers a symbol serves it.
PROVIDERS: dict[str, Provider] = {provider.name: provider for provider in (FRED, STOOQ)}

__all__ = ["PROVIDERS", "PriceRecord", "Provider", "provider_for"]


def provider_for(symbol: str) -> Provider:
    """The first provider that covers `symbol`; `ProviderError` (no_such_symbol) when none does."""
    for provider in PROVIDERS.values():
        if provider.covers(symbol):
            return provider
    raise ProviderError(symbol, "no provider covers it", code="no_such_symbol", remedy="load a file with --dir")
