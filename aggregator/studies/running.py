"""From a plan to a study: units, signal, prices, tests, corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from aggregator.config import Config
from aggregator.errors import UsageError
from aggregator.sessions import calendar
from aggregator.store import Store
from aggregator.studies import abnormal, coefficient, events, instruments, panel, signals, statistics
from aggregator.studies.events import Events
from aggregator.studies.panel import Panel
from aggregator.studies.records import Cell, Plan, Refusal, Study, Unit
from aggregator.studies.signals import Readings, Signal
from aggregator.studies.statistics import Floats

LONGEST = 252
DECIMALS = 6
EFFECTS = (0.05, 2.0)


def run(store: Store, config: Config, plan: Plan) -> Study:
    """Carry out the plan. UsageError for a plan that cannot be, or for which there is too little evidence."""
    signal = signals.named(plan.signal)
    plan = _settled(plan, signal)
    asked = instruments.units(store, config, plan)
    readings = signals.read(store, plan, asked)
    units = [unit for unit in asked if readings.values.get(unit.key)]
    if not units:
        raise _too_little(_nothing(plan), plan)
    table, values = _table(store, plan, units, readings)
    groups = _groups(values, plan)
    answers = [*events.cells(table, groups, plan), *coefficient.cells(table, values, plan)]
    cells = [answer for answer in answers if isinstance(answer, Cell)]
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    if not cells:
        raise _too_little(refused, plan)
    rows = np.flatnonzero(np.isfinite(values).any(axis=1))
    tested = {cell.group for cell in cells if cell.part == "event"}
    return Study(
        signal=signal.name,
        about=signal.about,
        above=plan.above,
        below=plan.below,
        entry=plan.entry,
        horizons=plan.horizons,
        as_of=plan.as_of,
        seed=plan.seed,
        effect=plan.effect,
        units=tuple(units),
        first_session=table.sessions[int(rows[0])],
        last_session=table.sessions[int(rows[-1])],
        found={group.group: len(group.at) for group in groups},
        articles=readings.articles,
        imported=readings.imported,
        cells=tuple(_rounded(cell) for cell in _corrected(cells)),
        refused=tuple(replace(refusal, independent=round(refusal.independent, 2)) for refusal in refused),
        paths=tuple(events.paths(table, [group for group in groups if group.group in tested], plan)),
        notes=_notes(plan),
    )


def _settled(plan: Plan, signal: Signal) -> Plan:
    """The plan with its thresholds and horizons in order. UsageError for what cannot be."""
    horizons = tuple(sorted(set(plan.horizons)))
    if not horizons or horizons[0] < 1 or horizons[-1] > LONGEST:
        raise UsageError(f"--horizons: between 1 and {LONGEST} sessions each", remedy="--horizons 1,5,21")
    if not EFFECTS[0] <= plan.effect <= EFFECTS[1]:
        raise UsageError(f"--effect: between {EFFECTS[0]} and {EFFECTS[1]} standard deviations", remedy="--effect 0.5")
    if plan.since and plan.until and plan.since > plan.until:
        raise UsageError("--since is later than --until", remedy="swap them")
    if plan.kinds and signal.name != signals.CLAIMS:
        raise UsageError("--kind chooses claims", remedy=f"leave out --signal {signal.name}, or --kind")
    given = plan.above is not None or plan.below is not None
    above, below = (plan.above, plan.below) if given else (signal.above, signal.below)
    if plan.direction:
        above, below = (above, None) if plan.direction == "up" else (None, below)
    if above is not None and below is not None and below >= above:
        raise UsageError("--below must be less than --above", remedy="swap them")
    return replace(plan, horizons=horizons, above=above, below=below)


def _notes(plan: Plan) -> tuple[str, ...]:
    if plan.above is not None or plan.below is not None:
        return ()
    return (f"no event study: say with --above or --below what an extreme {plan.signal} is",)


def _nothing(plan: Plan) -> list[Refusal]:
    """What is said where no unit has the signal at all."""
    events_needed = statistics.events_needed(plan.effect)
    groups = [name for name, bound in (("high", plan.above), ("low", plan.below)) if bound is not None]
    refused = [Refusal("event", group, horizon, 0, 0.0, events_needed) for group in groups for horizon in plan.horizons]
    pairs_needed = statistics.pairs_needed(statistics.as_correlation(plan.effect))
    return [*refused, *(Refusal("ic", "time_series", horizon, 0, 0.0, pairs_needed) for horizon in plan.horizons)]


def _too_little(refused: Sequence[Refusal], plan: Plan) -> UsageError:
    lines = "".join(f"\n  {line}" for line in (*map(str, refused), *_notes(plan)))
    return UsageError(
        f"too little to study; what is there, and what it takes to find a mean of {plan.effect:g} standard deviations "
        f"with {statistics.POWER:.0%} power at the {statistics.ALPHA:.0%} level (two-sided):{lines}",
        remedy="more entities or dates, wider thresholds (--above, --below), shorter --horizons or a larger --effect",
    )


def _table(store: Store, plan: Plan, units: Sequence[Unit], readings: Readings) -> tuple[Panel, Floats]:
    """The returns around the signal, and the signal on the same sessions and units."""
    days = [day for unit in units for day in readings.values[unit.key]]
    lead = abnormal.WINDOW + abnormal.GAP + 2
    since, until = calendar().previous(min(days), lead), calendar().next(max(days), plan.horizons[-1] + 1)
    table = panel.load(store, units, since, until, entry=plan.entry, as_of=plan.as_of)
    return table, _aligned(table.sessions, units, readings.values)


def _aligned(
    sessions: Sequence[dt.date], units: Sequence[Unit], values: Mapping[str, Mapping[dt.date, float]]
) -> Floats:
    rows = {day: row for row, day in enumerate(sessions)}
    out = np.full((len(sessions), len(units)), np.nan)
    for column, unit in enumerate(units):
        for day, value in values[unit.key].items():
            out[rows[day], column] = value
    return out


def _groups(values: Floats, plan: Plan) -> list[Events]:
    """The extreme sessions of each unit, high and low."""
    rows = np.flatnonzero(np.isfinite(values).any(axis=1))
    first, last = int(rows[0]), int(rows[-1])
    found = []
    if plan.above is not None:
        at, column = np.nonzero(values >= plan.above)
        found.append(Events("high", at, column, first, last))
    if plan.below is not None:
        at, column = np.nonzero(values <= plan.below)
        found.append(Events("low", at, column, first, last))
    return found


def _corrected(cells: Sequence[Cell]) -> list[Cell]:
    """The cells with their p-values corrected for how many there are."""
    p_values = [cell.p for cell in cells]
    holm, bh = statistics.holm(p_values), statistics.benjamini_hochberg(p_values)
    return [replace(cell, p_holm=a, p_bh=b) for cell, a, b in zip(cells, holm, bh, strict=True)]


def _rounded(cell: Cell) -> Cell:
    """Figures of fixed rounding, so that equal stores give equal bytes; adding zero rids of negative zeros."""
    figures: dict[str, Any] = {field.name: getattr(cell, field.name) for field in fields(cell)}
    rounded = {name: round(value, DECIMALS) + 0.0 for name, value in figures.items() if isinstance(value, float)}
    return Cell(**{**figures, **rounded})
