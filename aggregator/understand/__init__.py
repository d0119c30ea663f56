"""Understanding: one article in, sentences with scores, mentions and claims out.

Everything here is a function of the text, the encoder and the known entities; nothing reads a clock, a store or a
network. The modules are imported on first use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from aggregator.errors import ItemError
from aggregator.records import Article, Entity, Understanding

if TYPE_CHECKING:
    from aggregator.understand.encoder.model import Encoder
    from aggregator.understand.entities.linking import Linker as Linker


def understand(article: Article, encoder: Encoder, linker: Linker, *, created_at: dt.datetime) -> Understanding:
    """The whole pass over one article. `created_at` is stamped on its claims."""
    from aggregator.understand.reading import read

    return read(article, encoder, linker, created_at=created_at)


def understand_many(
    articles: Iterable[Article], encoder: Encoder, linker: Linker, created_at: dt.datetime
) -> Iterator[Understanding | ItemError]:
    """One result per article, in order. Sentences are scored in batches across articles; memory stays bounded."""
    from aggregator.understand.reading import read_many

    return read_many(articles, encoder, linker, created_at=created_at)


def linker(entities: Iterable[Entity]) -> Linker:
    """A linker over these entities, immutable and reusable. Of two entities with one id or name, both are kept."""
    from aggregator.understand.entities.linking import Linker as Built

    return Built(entities)


def packaged_entities() -> tuple[Entity, ...]:
    """The entities that ship with the package: indexes, measures, rates, people, funds, companies."""
    from aggregator.understand.entities import catalog

    return catalog.packaged_entities()


def code_of(entity_id: str) -> str:
    """The annotation code of an entity id: `index:RUT` -> `RUT`, `fund:IWM` -> `TICKER:IWM`."""
    from aggregator.understand.entities import catalog

    return catalog.code_of(entity_id)


def entity_of(code: str) -> str:
    """The entity id of an annotation code: `RUT` -> `index:RUT`, `TICKER:AAPL` -> `company:AAPL`."""
    from aggregator.understand.entities import catalog

    return catalog.entity_of(code)
