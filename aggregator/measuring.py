"""Signals brought up to date with the prices: what changed is computed again, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import chain, groupby
from typing import TYPE_CHECKING

from aggregator.pipeline import Progress, instrument_symbols, quiet
from aggregator.records import SignalValue
from aggregator.sessions import calendar
from aggregator.store import Store, articles, entities, health, market

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.market.history import History


def update_signals(
    store: Store,
    config: Config,
    histories: Mapping[str, History],
    *,
    now: dt.datetime,
    progress: Progress = quiet,
) -> int:
    """Compute signals from the first session whose inputs changed since the last time. Returns how many were computed.

    Covered are the symbols of the configuration and the indexes whose members are known, from the session before the
    first article on: signals exist to be joined to articles, and decades without any would only fill the file. From
    there on they are complete, whether an article names the day or not, because studies need those days too.

    Symbol by symbol, each in a transaction; a run that is stopped computes them again and stores what it lacked.
    """
    first_article = articles.first_knowable(store)
    if first_article is None:
        return 0
    start = calendar().last_closed(first_article)
    before = health.mark(store, "signals_from")
    reaches_back = before is not None and first_article < before
    mark = None if reaches_back else health.mark(store, "signals")
    changed = market.changed_since(store, mark, now)
    found = chain(
        _prices(config, histories, changed, start, progress),
        _surprises(store, mark, start, now),
        _breadth(store, changed, mark, start, now),
    )
    computed = 0
    for _, group in groupby(found, key=lambda value: value.symbol):
        values = list(group)  # before the transaction: others may write while these are computed
        market.save_signals(store, values)
        computed += len(values)
    if not computed and not changed:
        return 0
    with store.write():
        health.set_mark(store, "signals", now)
        health.set_mark(store, "signals_from", first_article if reaches_back or before is None else before)
    return computed


def _prices(
    config: Config,
    histories: Mapping[str, History],
    changed: Mapping[str, dt.date],
    start: dt.date,
    progress: Progress,
) -> Iterator[SignalValue]:
    from aggregator.market import signals

    covered = {symbol for symbol in instrument_symbols(config) if symbol in histories}
    setup = signals.SignalConfig(benchmarks={row.symbol: row.benchmark for row in config.instruments if row.benchmark})
    inputs = {symbol: {symbol} | (signals.partners(symbol, setup) & covered) for symbol in covered}
    needed = sorted(set().union(*(names for names in inputs.values() if not names.isdisjoint(changed))))
    since = {symbol: max(start, changed[symbol]) for symbol in needed if symbol in changed}
    wanted = {symbol: histories[symbol] for symbol in needed}
    for done, symbol in enumerate(needed):
        progress("signals", done, len(needed))
        yield from signals.compute(wanted, setup, since, symbols=[symbol])
    progress("signals", len(needed), len(needed))


def _surprises(store: Store, mark: dt.datetime | None, start: dt.date, now: dt.datetime) -> Iterator[SignalValue]:
    """Of releases that came, or got their figure, since the last time."""
    from aggregator.market import signals

    fresh = [
        release
        for release in market.releases(store, as_of=now)
        if mark is None or release.fetched_at >= mark or release.knowable_at > mark
    ]
    return signals.surprises(fresh, start)


def _breadth(
    store: Store, changed: Mapping[str, dt.date], mark: dt.datetime | None, start: dt.date, now: dt.datetime
) -> Iterator[SignalValue]:
    rolls = entities.members(store)
    if not rolls:
        return
    from aggregator.market.signals import breadth

    days = calendar()
    for index_symbol, members in rolls.items():
        touched = [changed[symbol] for symbol in members if symbol in changed]
        loaded = entities.members_loaded_at(store, index_symbol)
        fresh = mark is None or (loaded is not None and loaded >= mark)
        if not touched and not fresh:
            continue
        since = start if fresh else max(start, min(touched))
        sessions = days.between(days.previous(days.on_or_after(since), breadth.LOOKBACK), days.last_closed(now))
        closes = {
            symbol: found for symbol in members if (found := market.closes(store, symbol, since=sessions[0], as_of=now))
        }
        yield from breadth.compute(index_symbol, sessions, members, closes, since)
