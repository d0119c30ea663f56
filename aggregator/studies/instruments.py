"""What is studied as what: an entity's own instrument and the market that it is measured against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aggregator.align.tables import is_rate
from aggregator.config import Config
from aggregator.errors import UsageError
from aggregator.pipeline import known_entities
from aggregator.records import TOPICS, Entity
from aggregator.store import Store, market
from aggregator.studies.records import Plan, Unit

MARKETS = ("^GSPC", "SPY")  # the market of an instrument that names none, the first that has bars
NO_MARKET = "none"


def units(store: Store, config: Config, plan: Plan) -> tuple[Unit, ...]:
    """The units of the plan, by key; without entities or a topic: every entity whose instrument has bars.

    UsageError where what was named has no instrument, no bars, no market, or shares its instrument with another.
    """
    known = {entity.id: entity for entity in known_entities(store, config, plan.as_of)}
    prices = _Prices(store, plan, config)
    if plan.topic is not None:
        return (_of_topic(config, prices, plan),)
    if plan.symbol and len(plan.entities) != 1:
        raise UsageError("--symbol goes with one --entity or --topic", remedy="say whose signal is studied")
    if not plan.entities:
        return tuple(_every(known.values(), prices))
    chosen: dict[str, Unit] = {}
    for key in sorted(set(plan.entities)):
        unit = _named(known, prices, plan, key)
        if unit.symbol in chosen:
            raise UsageError(
                f"--entity: {chosen[unit.symbol].key} and {key} are both held as {unit.symbol}",
                remedy="name one of them",
            )
        chosen[unit.symbol] = unit
    return tuple(chosen.values())


class _Prices:
    """Which symbols have bars that were knowable, and what each is measured against."""

    def __init__(self, store: Store, plan: Plan, config: Config) -> None:
        self._store, self._plan = store, plan
        self._found: dict[str, bool] = {}
        self._listed: dict[str, str | None] = {}
        for row in config.instruments:
            self._listed[row.symbol] = self._listed.get(row.symbol) or row.benchmark

    def has(self, symbol: str) -> bool:
        """Whether any bar was known."""
        if symbol not in self._found:
            self._found[symbol] = market.last_session(self._store, symbol, self._plan.as_of) is not None
        return self._found[symbol]

    def checked(self, symbol: str, flag: str) -> str:
        """The symbol, if returns can be made of it. UsageError that names the flag."""
        if is_rate(symbol):
            raise UsageError(f"{flag}: {symbol} is a yield and has no return", remedy="name a fund: --symbol TLT")
        if not self.has(symbol):
            raise UsageError(f"{flag}: no bars of {symbol} were known", remedy=f"aggregator prices {symbol}")
        return symbol

    def market(self, symbol: str) -> str | None:
        """What `symbol` is measured against; None where the plan wants nothing. UsageError where there is nothing.

        An instrument of the configuration that names no benchmark is a market itself, or of another kind.
        """
        if self._plan.benchmark == NO_MARKET:
            return None
        if self._plan.benchmark:
            chosen: str | None = self.checked(self._plan.benchmark, "--benchmark")
        else:
            stated = self._listed.get(symbol)
            is_market = symbol in MARKETS or (symbol in self._listed and not stated)
            others = () if is_market else (stated, *MARKETS)
            chosen = next((other for other in others if other and self.has(other)), None)
        if chosen is None or chosen == symbol:
            raise UsageError(
                f"{symbol} has no market to be measured against",
                remedy="name one: --benchmark SYMBOL, or --benchmark none for returns as they are",
            )
        return chosen


def _named(known: Mapping[str, Entity], prices: _Prices, plan: Plan, key: str) -> Unit:
    entity = known.get(key)
    if entity is None:
        raise UsageError(f"--entity: nobody knows {key!r}", remedy="use an id such as index:RUT or fund:IWM")
    symbol = plan.symbol or entity.symbol
    if symbol is None:
        raise UsageError(f"--entity: {key} has no instrument of its own", remedy="name one: --symbol IWM")
    prices.checked(symbol, "--symbol" if plan.symbol else "--entity")
    return Unit(key, symbol, prices.market(symbol), signal_of=_signal_of(entity, symbol))


def _signal_of(entity: Entity, symbol: str) -> str:
    return entity.id if entity.type == "MACRO" else entity.symbol or symbol


def _of_topic(config: Config, prices: _Prices, plan: Plan) -> Unit:
    topic = next((name for name in TOPICS if name == plan.topic), None)
    if topic is None:
        raise UsageError(f"--topic: {plan.topic!r} is no topic", remedy=f"use one of: {', '.join(TOPICS)}")
    if plan.entities:
        raise UsageError("--topic and --entity cannot be studied together", remedy="leave out one of them")
    proxies = (symbol for symbol in config.proxies.get(topic, ()) if not is_rate(symbol) and prices.has(symbol))
    symbol = plan.symbol or next(proxies, None)
    if symbol is None:
        raise UsageError(f"--topic: no instrument stands for {topic}", remedy="name one: --symbol IWM")
    prices.checked(symbol, "--symbol")
    return Unit(f"topic:{topic}", symbol, prices.market(symbol), signal_of=symbol)


def _every(known: Iterable[Entity], prices: _Prices) -> Iterator[Unit]:
    """One entity per instrument, an index before the group that it stands for; the markets themselves are left out."""
    taken: set[str] = set()
    for entity in sorted(known, key=lambda entity: (entity.id.startswith("group:"), entity.id)):
        symbol = entity.symbol
        if symbol is None or symbol in taken or is_rate(symbol) or not prices.has(symbol):
            continue
        try:
            market_of = prices.market(symbol)
        except UsageError:
            continue
        taken.add(symbol)
        yield Unit(entity.id, symbol, market_of, signal_of=_signal_of(entity, symbol))
