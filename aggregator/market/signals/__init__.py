"""Price signals: `compute` evaluates the table of recipes over histories, a trailing window at a time.

A value is knowable when the last of its inputs was. `breadth.compute` does the same for shares of an index's members,
which need the closes of them all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aggregator.records import Release, SignalValue
from aggregator.sessions import calendar, new_york_date

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aggregator.market.history import History
    from aggregator.market.signals.recipes import Recipe

# Event of a release calendar (US) -> signal and the symbol that it is kept under.
SURPRISES: dict[str, tuple[str, str]] = {
    "CPI m/m": ("cpi_surprise", "macro:CPI_US"),
    "CPI y/y": ("cpi_yoy_surprise", "macro:CPI_US"),
    "Core CPI m/m": ("cpi_surprise", "macro:CORE_CPI_US"),
    "PPI m/m": ("ppi_surprise", "macro:PPI_US"),
    "Core PPI m/m": ("ppi_surprise", "macro:CORE_PPI_US"),
}
SURPRISE_FORMULA = "actual - forecast of the release, in its own unit, at the first session that ends after it"
SURPRISE_VERSION = 1
SURPRISE_INPUTS, SURPRISE_SOURCE = ("first print", "consensus"), "plain arithmetic"


@dataclass(frozen=True, slots=True)
class SignalConfig:
    """Who is measured against whom. Symbols without a history are passed over.

    `benchmarks` maps a symbol to its benchmark; `pairs` are (small-cap, large-cap) instruments; `yields` and
    `breakevens` are daily series in percent; `volatility` are volatility indexes.
    """

    benchmarks: Mapping[str, str] = field(default_factory=dict)
    pairs: Sequence[tuple[str, str]] = (("^RUT", "^GSPC"), ("IWM", "SPY"))
    yields: frozenset[str] = frozenset({"DGS2", "DGS10", "DGS30"})
    breakevens: frozenset[str] = frozenset({"T5YIE", "T10YIE"})
    volatility: frozenset[str] = frozenset({"^VIX", "VIXCLS"})


def lookback() -> int:
    """How many bars before `since` a history must hold for its values to come out the same as from all bars."""
    from aggregator.market.signals.recipes import LOOKBACK

    return LOOKBACK


def compute(
    histories: Mapping[str, History],
    config: SignalConfig,
    since: Mapping[str, dt.date] | None = None,
    *,
    symbols: Iterable[str] | None = None,
) -> Iterator[SignalValue]:
    """Signals of prices, of all or of some `symbols`, by symbol, recipe and session; undefined values are left out.

    `since` holds, of each symbol with new bars, the first such session: a signal is computed from the first one of its
    inputs on, and not at all where it holds none of them. Price recipes apply to histories that have an opening price
    somewhere (series without a range are no prices).
    """
    from aggregator.market.signals.recipes import RECIPES

    for symbol in sorted(histories if symbols is None else symbols):
        for recipe in RECIPES:
            for other in _others(recipe, symbol, histories, config):
                new = [since[name] for name in (symbol, other) if name in since] if since is not None else []
                if new or since is None:
                    yield from _values(recipe, histories[symbol], histories[other], min(new, default=None))


def partners(symbol: str, config: SignalConfig) -> set[str]:
    """The other symbols that signals of this one are computed from."""
    found = {large for small, large in config.pairs if small == symbol}
    return found | {config.benchmarks[symbol]} if symbol in config.benchmarks else found


def _others(recipe: Recipe, symbol: str, histories: Mapping[str, History], config: SignalConfig) -> list[str]:
    """The second input of each evaluation: the symbol itself where the recipe has only one."""
    match recipe.scope:
        case "price":
            return [symbol] if _has_range(histories[symbol]) else []
        case "benchmark":
            other = config.benchmarks.get(symbol)
            return [other] if other is not None and other in histories and other != symbol else []
        case "small_large":
            return [large for small, large in config.pairs if small == symbol and large in histories]
        case "yield":
            return [symbol] if symbol in config.yields else []
        case "breakeven":
            return [symbol] if symbol in config.breakevens else []
        case "volatility":
            return [symbol] if symbol in config.volatility else []


def _has_range(history: History) -> bool:
    import numpy as np

    return not bool(np.isnan(history.open).all())


def _values(recipe: Recipe, history: History, other: History, since: dt.date | None) -> Iterator[SignalValue]:
    import numpy as np

    if other is not history:
        common = np.intersect1d(history.sessions, other.sessions)
        history, other = history.on(common), other.on(common)
    start = 0 if since is None else int(np.searchsorted(history.sessions, np.datetime64(since)))
    skipped = max(0, start - recipe.lookback)
    same = other is history
    history = history.tail(skipped)
    other = history if same else other.tail(skipped)
    if len(history) == 0:
        return
    values = recipe.function(history, other)
    known = _known(np.maximum(history.knowable_at, other.knowable_at), recipe.lookback)
    for i in np.flatnonzero(~np.isnan(values)):
        if i >= start - skipped:
            knowable_at = known[i].item().replace(tzinfo=dt.UTC)
            session = history.session(int(i))
            yield SignalValue(history.symbol, session, recipe.name, recipe.version, float(values[i]), knowable_at)


def _known(times: NDArray[np.datetime64], lookback: int) -> NDArray[np.datetime64]:
    """The latest of the times of the day and the `lookback` bars before it."""
    import numpy as np
    from numpy.lib.stride_tricks import sliding_window_view

    if (times[1:] >= times[:-1]).all():
        return times
    ticks = times.astype(np.int64)
    padded = np.concatenate([np.full(lookback, ticks.min()), ticks])
    latest: NDArray[np.datetime64] = sliding_window_view(padded, lookback + 1).max(axis=1).astype("datetime64[us]")
    return latest


def surprises(releases: Iterable[Release], since: dt.date | None = None) -> Iterator[SignalValue]:
    """How far released figures lay from what was expected, at the first session that ends after each."""
    cal = calendar()
    for release in releases:
        row = SURPRISES.get(release.event) if release.currency == "USD" else None
        if row is None or release.actual is None or release.forecast is None:
            continue
        session = cal.on_or_after(new_york_date(release.at))
        if cal.close_time(session) <= release.at:
            session = cal.next(session)
        if since is None or session >= since:
            name, symbol = row
            value = round(release.actual - release.forecast, 9)
            yield SignalValue(symbol, session, name, SURPRISE_VERSION, value, release.knowable_at)
