"""The signals that can be studied, and their values as they were known before each session's open.

A value belongs to the first session whose open is strictly after it was knowable: the row of a sentiment series
already does, a price signal is known at its session's close and therefore belongs to the next one, a claim belongs
where its article does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aggregator import series
from aggregator.errors import UsageError
from aggregator.records import ClaimView, Query, SignalValue
from aggregator.series.origins import origins
from aggregator.sessions import calendar
from aggregator.store import Store, claims, market
from aggregator.studies.records import Plan, Unit

CLAIMS: Final = "claims"


@dataclass(frozen=True, slots=True)
class Signal:
    """What a signal says, and from which values on (None: none agreed on) a session counts as an event."""

    name: str
    about: str
    below: float | None = None
    above: float | None = None


SIGNALS: Final[tuple[Signal, ...]] = (
    Signal("sentiment_z", "sentiment against its own 63 sessions before", -2.0, 2.0),
    Signal("sentiment_mean", "mean sentiment of the session's stories", -0.5, 0.5),
    Signal("sentiment_weighted", "the same, weighted", -0.5, 0.5),
    Signal("stance_balance", "mean signed stance", -0.5, 0.5),
    Signal("buzz", "stories over their trailing mean", None, 3.0),
    Signal("pos_share", "share of positive stories", None, 0.75),
    Signal("neg_share", "share of negative stories", None, 0.75),
    Signal("sentiment_std", "disagreement between stories"),
    Signal("n_stories", "number of stories"),
    Signal("n_articles", "number of articles"),
    Signal("n_sources", "number of outlets"),
    Signal(CLAIMS, "claims of up less claims of down, each story once (--kind, --direction)", -1.0, 1.0),
)
# Price signals (docs/tables.md has them all) whose extremes are agreed on; the others need --above or --below.
EXTREMES: Final[Mapping[str, tuple[float | None, float | None]]] = {
    "ret_z": (-2.0, 2.0),
    "volume_x20": (None, 3.0),
    "volume_x63": (None, 3.0),
    "rsi_14": (30.0, 70.0),
    "rotation_day": (None, 1.0),
    "golden_cross": (None, 1.0),
    "death_cross": (None, 1.0),
}


@dataclass(frozen=True, slots=True)
class Readings:
    """Values by unit and session, and the number of articles behind them, of which `imported` were imported."""

    values: Mapping[str, Mapping[dt.date, float]]
    articles: int = 0
    imported: int = 0


def named(name: str) -> Signal:
    """The signal of this name. UsageError lists them all for another."""
    from aggregator.market.signals import SURPRISES
    from aggregator.market.signals.recipes import RECIPES

    known = {signal.name: signal for signal in SIGNALS}
    prices = {recipe.name: recipe.formula for recipe in RECIPES}
    prices |= {signal: "actual less forecast of the release" for signal, _ in SURPRISES.values()}
    known |= {key: Signal(key, about, *EXTREMES.get(key, (None, None))) for key, about in prices.items()}
    if name not in known:
        raise UsageError(f"--signal: {name!r} is none of its values", remedy=f"use one of: {', '.join(known)}")
    return known[name]


def read(store: Store, plan: Plan, units: Sequence[Unit]) -> Readings:
    """The plan's signal for each unit, between its bounds, as known at its time."""
    if plan.signal == CLAIMS:
        return _claims(store, plan, units)
    if plan.signal in {signal.name for signal in SIGNALS}:
        return _sentiment(store, plan, units)
    return _prices(store, plan, units)


def _sentiment(store: Store, plan: Plan, units: Sequence[Unit]) -> Readings:
    import pandas as pd

    values: dict[str, Mapping[dt.date, float]] = {}
    spans = []
    for unit in units:
        table = series.sentiment(
            store,
            entity=None if plan.topic else unit.key,
            topic=plan.topic,
            since=plan.since,
            until=plan.until,
            as_of=plan.as_of,
            sources=plan.sources,
        )
        told = table.loc[table["n_stories"] > 0, ["session", plan.signal]].dropna()
        values[unit.key] = {day.date(): float(value) for day, value in zip(*(told[c] for c in told), strict=True)}
        if len(told):
            spans.append(table[["first_knowable_at", "last_knowable_at"]])
    if not spans:
        return Readings(values)
    behind = origins(
        store,
        pd.concat(spans),
        entities=() if plan.topic else tuple(key for key, told in values.items() if told),
        topics=(plan.topic,) if plan.topic else (),
        sources=plan.sources,
        as_of=plan.as_of,
    )
    return Readings(values, len(behind), list(behind.values()).count("import"))


def _prices(store: Store, plan: Plan, units: Sequence[Unit]) -> Readings:
    """Each value as it was first computed: what a revised bar would have made of it was not known at the time."""
    values: dict[str, Mapping[dt.date, float]] = {}
    for unit in units:
        found = market.signals(store, symbol=unit.signal_of, name=plan.signal, as_of=plan.as_of, first_known=True)
        values[unit.key] = dict(_placed(found, plan))
    return Readings(values)


def _placed(found: Sequence[SignalValue], plan: Plan) -> Iterator[tuple[dt.date, float]]:
    for item in found:
        session = calendar().first_open_after(item.knowable_at)
        opened = calendar().open_time(session)
        if (plan.since is None or opened >= plan.since) and (plan.until is None or opened <= plan.until):
            yield session, item.value


def _claims(store: Store, plan: Plan, units: Sequence[Unit]) -> Readings:
    entities = () if plan.topic else tuple(unit.key for unit in units)
    query = Query(
        entities=entities,
        topics=(plan.topic,) if plan.topic else (),
        kinds=plan.kinds,
        sources=plan.sources,
        since=plan.since,
        until=plan.until,
        as_of=plan.as_of,
        limit=None,
    )
    values: dict[str, dict[dt.date, float]] = {unit.key: {} for unit in units}
    behind: dict[str, str] = {}
    for key, view in _first_tellings(claims.find(store, query), plan):
        known, claim = view.article.knowable_at, view.claim
        if known is not None:
            session = calendar().first_open_after(known)
            day = values[key]
            day[session] = day.get(session, 0.0) + (1.0 if claim.direction == "up" else -1.0)
            behind[view.article.id] = view.article.origin
    return Readings(values, len(behind), list(behind.values()).count("import"))


def _first_tellings(views: Sequence[ClaimView], plan: Plan) -> Iterator[tuple[str, ClaimView]]:
    """(unit, claim): of one story's claims of one direction about one unit the one that was known first."""
    wanted = (plan.direction,) if plan.direction else ("up", "down")
    seen: set[tuple[str, str, str | None]] = set()
    dated = [view for view in views if view.article.knowable_at is not None and view.claim.direction in wanted]
    for view in sorted(dated, key=lambda v: (v.article.knowable_at, v.article.id, v.claim.claim_id)):
        key = f"topic:{plan.topic}" if plan.topic else view.claim.entity_id or ""
        told = (key, view.article.story_id, view.claim.direction)
        if told not in seen:
            seen.add(told)
            yield key, view
