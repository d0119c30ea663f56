"""The stage of prices: bars, macro series and calendars from providers or folders into the store.

A symbol stays with the provider that its newest bar came from; the others of the table that cover it stand in when
that one fails. Whoever is new to a symbol is asked for its whole history, so that no series is pieced together from
two ways of adjusting. What differs from a stored bar is a new row of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aggregator.errors import ProviderError, UsageError
from aggregator.pipeline import Progress, instrument_symbols, quiet
from aggregator.records import Bar, Observation, PolicyDecision, Release, StageReport
from aggregator.sessions import calendar, new_york_date
from aggregator.store import Store, health, market

if TYPE_CHECKING:
    from pathlib import Path

    from aggregator.config import Config
    from aggregator.fetch import Fetch
    from aggregator.market.providers import PriceRecord, Provider

GIVE_UP_AFTER = 3  # symbols in a row that a provider could not be reached for, before it is left alone
OVERLAP = dt.timedelta(days=7)  # how far before the last bar a provider is asked, so that late corrections are seen
REBASED = 5e-4  # share by which a bar of a week ago has moved when splits or dividends were taken out of the past
LATE_SESSIONS = 3  # an instrument's bars may end this many sessions before the last one; yields come a day late
LATE_DAYS = 45  # the last figure of a release calendar may be so old: the figures checked come out every month
LATE_PERIOD_DAYS = 110  # so far back may the last month of a series begin: it is published in the course of the next
_RESTS = {"rate_limited", "blocked"}  # after one of these a provider is asked no more in this run


def from_network(
    store: Store,
    config: Config,
    fetch: Fetch,
    *,
    now: dt.datetime,
    symbols: Sequence[str] = (),
    provider: str | None = None,
    since: dt.date | None = None,
    progress: Progress = quiet,
) -> StageReport:
    """Bars and series of the named symbols, or of every instrument; one failing does not stop the others.

    Without `since` a symbol is asked from a week before its last stored bar; the whole history is asked for where the
    provider is new to it, or has adjusted the past. Symbols whose providers could not be
    reached are tried once more at the end. Raises UsageError for a provider that is not in the table, or that lacks
    its key or its library.
    """
    wanted = tuple(dict.fromkeys(symbols or (*instrument_symbols(config), *macro_series())))
    desk = _Desk(store, config.keys, fetch, now, _only(provider, config), since)
    counts = {"symbols": 0, "bars": 0, "failed": 0}
    failures: list[str] = []
    again: list[str] = []
    progress("prices", 0, len(wanted))

    def serve(symbol: str, *, last: bool) -> None:
        try:
            records = desk.ask(symbol)
        except ProviderError as error:
            if error.code == "network" and not last:
                again.append(symbol)
                return
            _record(store, error, now, counts, failures)
        else:
            counts["bars"] += save(store, symbol, records)
            counts["symbols"] += 1
            health.resolve(store, "prices", symbol, now)

    for done, symbol in enumerate(wanted, 1):
        serve(symbol, last=False)
        progress("prices", done, len(wanted))
    for symbol in again:
        serve(symbol, last=True)
    return StageReport("prices", counts, tuple(failures))


def macro_series() -> tuple[str, ...]:
    """The series that are no instruments and are used in checks."""
    from aggregator.align import SERIES

    return SERIES


def _only(name: str | None, config: Config) -> Provider | None:
    from aggregator.market.providers import PROVIDERS

    if name is None:
        return None
    if name not in PROVIDERS:
        raise UsageError(f"--provider: no provider {name!r}", remedy=f"one of {', '.join(PROVIDERS)}")
    lacking = PROVIDERS[name].lacks(config.keys)
    if lacking:
        raise UsageError(f"--provider: {name} cannot be asked yet", remedy=lacking)
    return PROVIDERS[name]


@dataclass(slots=True)
class _Desk:
    """Who is asked for a symbol, and who has had enough of being asked."""

    store: Store
    keys: Mapping[str, str]
    fetch: Fetch
    now: dt.datetime
    only: Provider | None
    since: dt.date | None
    _resting: dict[str, ProviderError] = field(default_factory=dict)
    _unreached: dict[str, int] = field(default_factory=dict)

    def ask(self, symbol: str) -> list[PriceRecord]:
        """The records of a symbol from the first provider that has them. `ProviderError` tells what each said."""
        last = market.last_bar(self.store, symbol, self.now)
        faults: list[tuple[str, ProviderError]] = []
        for source in self._candidates(symbol, last):
            try:
                found = self._ask(source, symbol, last)
            except ProviderError as error:
                faults.append((source.name, error))
            else:
                return found
        raise _joined(symbol, faults)

    def _candidates(self, symbol: str, last: tuple[dt.date, str] | None) -> list[Provider]:
        from aggregator.market.providers import providers_for

        if self.only is not None:
            return [self.only]
        found = providers_for(symbol, self.keys)
        return sorted(found, key=lambda source: last is None or source.name != last[1])

    def _ask(self, source: Provider, symbol: str, last: tuple[dt.date, str] | None) -> list[PriceRecord]:
        if source.name in self._resting:
            fault = self._resting[source.name]
            raise ProviderError(symbol, fault.reason, code=fault.code, remedy=fault.remedy)
        key = self.keys.get(source.key_variable or "", "")
        since = self.since
        if last is not None:
            since = (since or last[0] - OVERLAP) if last[1] == source.name else None
        try:
            found = source.fetch(symbol, since, fetch=self.fetch, now=self.now, key=key)
            if since is not None and self._rebased(symbol, since, found):
                found = source.fetch(symbol, None, fetch=self.fetch, now=self.now, key=key)
        except ProviderError as error:
            self._failed(source.name, error)
            raise
        self._unreached.pop(source.name, None)
        health.resolve(self.store, "prices", source.name, self.now)
        return found

    def _failed(self, name: str, error: ProviderError) -> None:
        """Leave a provider alone that refuses, or cannot be reached for one symbol after the other; tell `doctor`."""
        if error.code == "network":
            self._unreached[name] = self._unreached.get(name, 0) + 1
        if error.code in _RESTS or self._unreached.get(name, 0) >= GIVE_UP_AFTER:
            self._resting[name] = error
            health.record(
                self.store, "prices", ProviderError(name, error.reason, code=error.code, remedy=error.remedy), self.now
            )

    def _rebased(self, symbol: str, since: dt.date, found: Iterable[PriceRecord]) -> bool:
        """Whether the oldest bar that both have is another one now: the past was adjusted for a split or dividend."""
        stored = {bar.session: bar for bar in market.bars(self.store, symbol, as_of=self.now, since=since)}
        for bar in found:
            if isinstance(bar, Bar) and bar.session in stored:
                before = stored[bar.session]
                return _moved(before.close, bar.close) or _moved(before.adj_close, bar.adj_close)
        return False


def _moved(before: float | None, after: float | None) -> bool:
    return before is not None and after is not None and abs(after - before) > REBASED * abs(before)


def _joined(symbol: str, faults: Sequence[tuple[str, ProviderError]]) -> ProviderError:
    if not faults:
        remedy = "load a file with --dir, or add a provider: `aggregator doctor` lists them"
        return ProviderError(symbol, "no provider covers it", code="no_such_symbol", remedy=remedy)
    if len(faults) == 1:
        name, fault = faults[0]
        return ProviderError(symbol, f"{name}: {fault.reason}", code=fault.code, remedy=fault.remedy)
    # What may pass (no answer, too many questions) says more than that the others do not know the symbol.
    code = next((fault.code for _, fault in faults if fault.code != "no_such_symbol"), "no_such_symbol")
    return ProviderError(symbol, "; ".join(f"{name}: {fault.reason}" for name, fault in faults), code=code)


def from_folders(
    store: Store,
    folders: Sequence[Path],
    *,
    now: dt.datetime,
    symbols: Sequence[str] = (),
    since: dt.date | None = None,
    latest: dt.date | None = None,
    notice: Callable[[str], None],
    progress: Progress = quiet,
) -> StageReport:
    """Bars, series, release calendars and policy decisions from files; what is there already is not added again.

    Bars of days after `latest` cannot be; by default any may, because a folder may reach ahead of a simulated clock.
    """
    from aggregator.market.providers import files

    counts = {"symbols": 0, "bars": 0, "skipped": 0, "failed": 0}
    failures: list[str] = []
    loaded: dict[str, None] = {}
    failing: set[tuple[str, str]] = set()
    # If each symbol has a file; long tables have many.
    total = len(symbols) or sum(files.count(folder) for folder in folders)
    progress("prices", 0, total)
    for folder in folders:
        for item in files.read_dir(folder, now=now, symbols=symbols, latest=latest):
            if isinstance(item, files.Notice):
                counts["skipped"] += 1
                notice(f"prices: {item.file}: {item.message}")
            elif isinstance(item, ProviderError):
                _record(store, item, now, counts, failures)
                failing.add((item.item, item.code))
            elif not symbols or item.symbol in symbols:
                counts["bars"] += save(store, item.symbol, item.records, since)
                counts["symbols"] += 1
                loaded |= {item.file: None, item.symbol: None}
                progress("prices", counts["symbols"], max(total, counts["symbols"]))
    open_items = {failure.item for failure in health.failures(store) if failure.stage == "prices"}
    for name in loaded:
        if any(item == name or item.startswith(f"{name}:") for item in open_items):
            health.resolve_parts(store, "prices", name, now, still=failing)
    missing = [] if not symbols else sorted(set(symbols) - set(market.symbols(store)))
    for symbol in missing:
        error = ProviderError(symbol, "no such file", code="no_such_symbol", remedy="name files by their symbol")
        _record(store, error, now, counts, failures)
    return StageReport("prices", counts, tuple(failures))


def _record(store: Store, error: ProviderError, now: dt.datetime, counts: dict[str, int], failures: list[str]) -> None:
    health.record(store, "prices", error, now)
    counts["failed"] += 1
    failures.append(str(error))


def save(store: Store, symbol: str, records: Iterable[PriceRecord], since: dt.date | None = None) -> int:
    """Store what a provider gave. Bars that have adjusted closes alone never stand in for bars that have more."""
    from aggregator.market.providers.tables import ADJUSTED

    found = list(records)
    bars = [item for item in found if isinstance(item, Bar) and (since is None or item.session >= since)]
    with store.write():
        if bars and bars[0].provider == ADJUSTED:
            better = {bar.session for bar in market.bars(store, symbol) if bar.provider != ADJUSTED}
            bars = [bar for bar in bars if bar.session not in better]
        added = market.save_bars(store, symbol, bars) if bars else 0
        added += market.save_releases(store, [item for item in found if isinstance(item, Release)])
        added += market.save_observations(store, [item for item in found if isinstance(item, Observation)])
        added += market.save_decisions(store, [item for item in found if isinstance(item, PolicyDecision)])
    return added


def checks(store: Store, config: Config, now: dt.datetime) -> Iterator[tuple[str, str, str]]:
    """What `doctor` says of prices: who can be asked, what has old bars or none, and which figures are old."""
    from aggregator.market.providers import PROVIDERS

    for row in PROVIDERS.values():
        lacking = row.lacks(config.keys)
        yield f"provider {row.name}", "off" if lacking else "ok", lacking or row.about
    wanted = instrument_symbols(config)
    last = {symbol: market.last_session(store, symbol, now) for symbol in wanted}
    days = calendar()
    newest = days.last_closed(now)
    late = [
        f"{symbol} {session}"
        for symbol, session in last.items()
        if session is not None and days.count(session, newest) - 1 > LATE_SESSIONS
    ]
    missing = [symbol for symbol, session in last.items() if session is None]
    if late:
        detail = f"{len(late)} of {len(wanted)} instruments end more than {LATE_SESSIONS} sessions before {newest}: "
        yield "stale prices", "stale", detail + _some(late)
    if missing and len(missing) < len(wanted):
        yield "missing prices", "missing", f"{len(missing)} of {len(wanted)} instruments: {_some(missing)}"
    yield from _old_figures(store, now)


def _old_figures(store: Store, now: dt.datetime) -> Iterator[tuple[str, str, str]]:
    """Calendars and series that go unfed: without them claims about figures stay open, and nothing else tells."""
    today = new_york_date(now)
    released = market.last_release(store, now)
    if released is not None and (today - released).days > LATE_DAYS:
        detail = f"the last figure is of {released}; load a newer release calendar with --dir"
        yield "stale calendar", "stale", detail
    periods = {series: market.last_period(store, series) for series in macro_series()}
    old = [f"{name} {day}" for name, day in periods.items() if day and (today - day).days > LATE_PERIOD_DAYS]
    if old:
        yield "stale series", "stale", f"{len(old)} of {len(periods)} monthly series end long ago: {_some(old)}"


def _some(names: Sequence[str], most: int = 12) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
