"""The table of sections (its order is that of the page), and the digest built from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from aggregator.config import Config
from aggregator.digests import checks, disagreements, headline, health, market, searches, silence, topics
from aggregator.digests.context import Context, window
from aggregator.digests.document import SCHEMA_VERSION, Body, Digest, Section
from aggregator.digests.said import Shown
from aggregator.records import Entity
from aggregator.store import Store


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section: its key in JSON, its title, and the function that makes its body."""

    key: str
    title: str
    body: Callable[[Context, Shown], Body]


SECTIONS = (
    SectionRow("market", "Market", market.strip),
    SectionRow("changed", "What changed", topics.changed),
    SectionRow("small_caps", "Small caps", topics.topic("small_caps", "small caps")),
    SectionRow("inflation", "Inflation", topics.topic("inflation", "inflation")),
    SectionRow("fed", "Fed", topics.topic("fed", "the Fed")),
    SectionRow("contradicted", "Contradicted by prices", checks.contradicted),
    SectionRow("forecasts", "Forecasts", checks.forecasts),
    SectionRow("disagreements", "Sources that disagree", disagreements.section),
    SectionRow("silence", "Moves without news, news without moves", silence.section),
    SectionRow("watchlist", "Watchlist", market.watchlist),
    SectionRow("searches", "Saved searches", searches.section),
    SectionRow("health", "Feed health and what was left out", health.section),
)


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
    span = window(date, as_of)
    ctx = Context(store, config, span, watch=watch or config.watch, known=entities)
    shown = Shown()
    return Digest(
        schema_version=SCHEMA_VERSION,
        date=date,
        session=span.session,
        start=span.start,
        end=span.end,
        as_of=as_of,
        headline=headline.sentences(ctx),
        notices=health.notices(ctx),
        sections=tuple(Section(row.key, row.title, row.body(ctx, shown)) for row in SECTIONS),
    )
