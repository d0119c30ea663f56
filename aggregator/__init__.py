"""Local-first market-commentary intelligence: claims that can be checked, joined to prices, as they were known.

::

    import aggregator as ag

    store = ag.open("my.db")
    frame = ag.sentiment(store, entity="index:RUT", freq="session", as_of="2024-07-15")
    hits = ag.search(store, 'ticker:IWM kind:forecast "soft landing"')
    found = ag.extract("The Russell 2000 gained 6.08% last week.", published="2024-07-15T12:00Z")

Everything is imported on first use, so that `import aggregator` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aggregator.api import claims, digest, extract, open, search, sentiment, sources, study

__all__ = ["claims", "digest", "extract", "open", "search", "sentiment", "sources", "study"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from aggregator import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
