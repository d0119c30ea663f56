"""The daily digest: `build` makes it from the store, `render` gives it as text, Markdown, HTML or JSON.

Deterministic and offline: the same store, date and `as_of` give the same bytes, and data that become known after
`as_of` change nothing. The sections stand in one table, :data:`aggregator.digests.sections.SECTIONS`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from aggregator.digests.document import Digest

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.records import Entity
    from aggregator.store import Store

__all__ = ["FORMATS", "Digest", "build", "render"]

FORMATS = ("text", "md", "html", "json")


def build(
    store: Store,
    config: Config,
    *,
    date: dt.date,
    as_of: dt.datetime,
    watch: tuple[str, ...] = (),
    entities: Iterable[Entity] = (),
) -> Digest:
    """The digest of one day as it was known at `as_of`. `watch` replaces the configuration's list.

    Raises UsageError when `as_of` lies before the day's window begins.
    """
    from aggregator.digests import sections

    return sections.build(store, config, date=date, as_of=as_of, watch=watch, entities=entities)


def render(digest: Digest, form: str) -> str:
    """The digest in one of `FORMATS`. UsageError for another."""
    from aggregator.digests import formats

    return formats.render(digest, form)
