"""The event study: mean abnormal returns after a group of events, with errors that allow for overlap and clustering."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from aggregator.studies import abnormal, statistics
from aggregator.studies.abnormal import Model
from aggregator.studies.panel import Panel
from aggregator.studies.records import Cell, Group, Path, Plan, Refusal
from aggregator.studies.statistics import Floats, Ints

LONGEST_PATH = 63  # sessions that the plot draws


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Where the events of one group lie in a panel: rows (sessions) and columns (units), and the studied rows.

    Placebo dates come from the rows `first` to `last`, those over which there is a signal.
    """

    group: Group
    at: Ints
    column: Ints
    first: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The events of a group that can be measured over one horizon, by every model alike."""

    events: Events
    horizon: int
    at: Ints
    column: Ints

    def of(self, values: Floats) -> Floats:
        """The values (sessions x units) at the events."""
        picked: Floats = values[self.at, self.column]
        return picked


def cells(panel: Panel, groups: Sequence[Events], plan: Plan) -> Iterator[Cell | Refusal]:
    """One cell per group, model and horizon, or one refusal per group and horizon."""
    models = abnormal.models(panel)
    needed = statistics.events_needed(plan.effect)
    for events in groups:
        enough = []
        for horizon in plan.horizons:
            sample = sample_of(panel, models, events, horizon)
            worth = min(independent(panel, model, sample) for model in models)
            if worth < needed:
                yield Refusal("event", events.group, horizon, len(sample.at), worth, needed)
            else:
                enough.append(sample)
        for model in models:
            for sample in enough:
                yield _cell(panel, model, sample, plan)


def sample_of(panel: Panel, models: Sequence[Model], events: Events, horizon: int) -> Sample:
    """The events with prices over the whole horizon and a full enough estimation window."""
    usable = np.ones(len(events.at), dtype=bool)
    for model in models:
        values = abnormal.car(panel, model, horizon) / abnormal.deviation(model, horizon)
        usable &= np.isfinite(values[events.at, events.column])
    return Sample(events, horizon, events.at[usable], events.column[usable])


def correlations(panel: Panel, model: Model, sample: Sample) -> float:
    """The sum of the correlations of all pairs of a sample's windows."""
    held = np.unique(sample.column)
    between = statistics.mean_correlation(abnormal.daily(panel, model)[:, held])
    return statistics.overlap(sample.at, sample.column, panel.rest.shape, sample.horizon, between)


def independent(panel: Panel, model: Model, sample: Sample) -> float:
    """How many independent events a sample is worth: N^2 over the sum of its correlations (Kish's design effect)."""
    n = len(sample.at)
    return n * n / correlations(panel, model, sample) if n else 0.0


def _cell(panel: Panel, model: Model, sample: Sample, plan: Plan) -> Cell:
    horizon, n, worth = sample.horizon, len(sample.at), independent(panel, model, sample)
    returns = abnormal.car(panel, model, horizon)
    spread = abnormal.deviation(model, horizon)
    values, standardised = sample.of(returns), sample.of(returns / spread)
    mean, error, low, high = _interval(values, sample, worth)
    t = mean / error if error > 0 else None
    t_kp = statistics.kolari_pynnonen(standardised, n * n / worth)
    cell = Cell(
        part="event",
        group=sample.events.group,
        model=model.name,
        horizon=horizon,
        n=n,
        n_sessions=len(np.unique(sample.at)),
        n_instruments=len(np.unique(sample.column)),
        independent=worth,
        needed=statistics.events_needed(plan.effect),
        mean=mean,
        se=error,
        low=low,
        high=high,
        t=t,
        p_t=None if t is None else statistics.t_p_value(t, worth - 1),
        se_plain=statistics.plain_error(values),
        p=math.nan,
        detectable=statistics.detectable(float(np.median(sample.of(spread))), worth),
        aar=float(sample.of(abnormal.last_ar(panel, model, horizon)).mean()),
        positive=float((values > 0).mean()),
        before=_mean(sample.of(abnormal.before(panel, model))),
        t_kp=None if math.isnan(t_kp) else t_kp,
        p_kp=None if math.isnan(t_kp) else statistics.t_p_value(t_kp, worth - 1),
    )
    return _with_placebo(cell, returns, returns / spread, sample, plan)


def _interval(values: Floats, sample: Sample, worth: float) -> tuple[float, float, float, float]:
    """Mean, its standard error and its 95 % interval by Student's t with as many degrees as independent events - 1."""
    mean = float(values.mean())
    error = statistics.hac_error(values, sample.at, statistics.hac_lag(sample.horizon))
    reach = statistics.t_quantile(1 - statistics.ALPHA / 2, worth - 1) * error
    return mean, error, mean - reach, mean + reach


def _with_placebo(cell: Cell, returns: Floats, standardised: Floats, sample: Sample, plan: Plan) -> Cell:
    """The cell with what the same pattern of events gives when it is moved to other sessions of the same units.

    The p-value compares standardised CARs, because events may fall into restless times; the shown range is of CARs.
    """
    first = sample.events.first
    known = np.flatnonzero(np.isfinite(standardised).any(axis=1))
    end = min(sample.events.last, int(known[-1])) + 1
    shifts = statistics.rotations(end - first, plan.draws, plan.seed)
    at = sample.at - first
    placebo = statistics.placebo_means(returns[first:end], at, sample.column, shifts)
    measured = statistics.placebo_means(standardised[first:end], at, sample.column, shifts)
    low, high = np.quantile(placebo, [0.025, 0.975]) if len(placebo) else (math.nan, math.nan)
    return replace(
        cell,
        p=statistics.permutation_p(float(sample.of(standardised).mean()), measured),
        placebo_mean=_mean(placebo),
        placebo_low=float(low),
        placebo_high=float(high),
        n_placebo=len(measured),
    )


def _mean(values: Floats) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else None


def paths(panel: Panel, groups: Sequence[Events], plan: Plan) -> Iterator[Path]:
    """Mean CAR by session since the entry, over the events that can be measured to the longest horizon drawn."""
    models = abnormal.models(panel)
    longest = min(max(plan.horizons), LONGEST_PATH)
    for events in groups:
        sample = sample_of(panel, models, events, longest)
        if len(sample.at) < 2:
            continue
        for model in models:
            rows = []
            for horizon in range(1, longest + 1):
                part = replace(sample, horizon=horizon)
                values = part.of(abnormal.car(panel, model, horizon))
                worth = max(2.0, independent(panel, model, part))  # early sessions of few events need an interval too
                mean, _, low, high = _interval(values, part, worth)
                rows.append((mean, low, high))
            means, lows, highs = zip(*rows, strict=True)
            yield Path(events.group, model.name, means, lows, highs)
