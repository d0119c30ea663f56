"""What the words of a query can name: entities by symbol, alias and id."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aggregator import config
from aggregator.errors import UsageError
from aggregator.records import Entity

_OTHER = re.compile(r"[^a-z0-9]+")


class Names:
    """What words can name: entities by symbol, alias and id."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.by_id: dict[str, Entity] = {}
        self._by_alias: dict[str, list[tuple[str, Entity]]] = {}
        self.symbols: dict[str, str] = {}
        for entity in entities:
            self.by_id[entity.id] = entity
            for alias in {entity.name, *entity.aliases}:
                self._by_alias.setdefault(folded(alias), []).append((alias, entity))
            if entity.symbol and entity.id.split(":")[0] in {"index", "fund", "company", "rate", "fx", "commodity"}:
                self.symbols.setdefault(squeezed(entity.symbol), entity.symbol)

    def named(self, text: str) -> tuple[Entity, ...]:
        """Entities that go by this name. Short names and single words must have their letters' case right."""
        strict = " " not in text
        return tuple(
            {
                entity.id: entity
                for alias, entity in self._by_alias.get(folded(text), ())
                if not strict or alias == text or (len(text) > 6 and "-" in text)
            }.values()
        )

    def symbol(self, text: str) -> str:
        """The instrument that a ticker stands for: as known, by its alias, else as written."""
        known = self.symbols.get(squeezed(text))
        if known:
            return known
        aliased = [entity.symbol for entity in self.named(text.upper()) if entity.symbol]
        return aliased[0] if aliased else text.upper()

    def entity(self, text: str) -> str:
        """The entity id that a filter value stands for. UsageError where it names none."""
        if config.ENTITY_ID.fullmatch(text) or not self.by_id:
            return text
        by_end = [id_ for id_ in self.by_id if id_.split(":", 1)[1].lower() == text.lower()]
        found = by_end or [entity.id for entity in self.named(text)] or [e.id for e in self.named(text.upper())]
        if not found:
            raise UsageError(
                f"entity:{text}: no entity is called so", remedy="write type:NAME, such as index:RUT or company:AAPL"
            )
        return found[0]


def folded(name: str) -> str:
    """A name without regard to case, hyphens and spacing."""
    return " ".join(name.lower().replace("-", " ").split())


def squeezed(symbol: str) -> str:
    """The letters and digits of a symbol: ^RUT and RUT are the same."""
    return _OTHER.sub("", symbol.lower())
