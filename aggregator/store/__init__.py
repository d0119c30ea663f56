"""All SQL of the project: one SQLite file, one module per concern.

`open_store` gives a :class:`Store`; the modules' functions take it as their first argument and read as phrases:
`articles.save(store, ...)`, `claims.find(store, query)`.
"""

from aggregator.store.db import Store, open_store

__all__ = ["Store", "open_store"]
