"""Who tells a story first: the story chains that two outlets or more told, as of a time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Telling:
    """An article as it counts for its outlet or author (`who`; None: nobody's).

    `told_at` is when it says that it was published, None where that is not known to the minute. `recent` is false for
    one from before the time asked for: it counts for nobody, and still began its chain.
    """

    who: str | None
    source: str
    article_id: str
    story_id: str
    told_at: dt.datetime | None
    imported: bool
    recent: bool = True


@dataclass(frozen=True, slots=True)
class Lead:
    """Of the `of` chains of all outlets, `chains` told, `first` of them before every other outlet.

    `median_min` is the median over these chains of the time to the first of the other outlets, in minutes, negative
    for one that comes later; None without a chain.
    """

    of: int = 0
    chains: int = 0
    first: int = 0
    median_min: float | None = None

    @property
    def coverage(self) -> float | None:
        """The share of the chains that was told at all."""
        return self.chains / self.of if self.of else None


def leads(tellings: Iterable[Telling]) -> dict[str, Lead]:
    """By name (in lower case), the lead over other outlets. Chains that began before the time asked for stay out.

    An outlet's own copies count once, by the first of them; two that publish within the same minute tell it together,
    and neither is first.
    """
    chains: defaultdict[str, list[Telling]] = defaultdict(list)
    for telling in tellings:
        chains[telling.story_id].append(telling)
    ahead: defaultdict[str, list[float]] = defaultdict(list)
    shared = 0
    for told in chains.values():
        begun = _first([(one.source.casefold(), one.told_at) for one in told])
        if len(begun) < 2 or not all(one.recent for one in told):
            continue
        shared += 1
        for key, minutes in _ahead(told, begun).items():
            ahead[key].append(minutes)
    return {
        key: Lead(shared, len(found), sum(minutes >= 1 for minutes in found), median(found))
        for key, found in ahead.items()
    } | {"": Lead(shared)}


def _first(times: Iterable[tuple[str, dt.datetime | None]]) -> dict[str, dt.datetime]:
    found: dict[str, dt.datetime] = {}
    for key, at in times:
        if at is not None:
            found[key] = min(at, found.get(key, at))
    return found


def _ahead(told: Iterable[Telling], begun: Mapping[str, dt.datetime]) -> dict[str, float]:
    """Minutes from each name's first telling to the first of an outlet that is not its own."""
    mine: defaultdict[str, dict[str, dt.datetime]] = defaultdict(dict)
    for one in told:
        if one.who is not None and one.told_at is not None:
            outlets = mine[one.who.casefold()]
            key = one.source.casefold()
            outlets[key] = min(one.told_at, outlets.get(key, one.told_at))
    found = {}
    for key, outlets in mine.items():
        at, outlet = min((at, outlet) for outlet, at in outlets.items())
        others = [other for name, other in begun.items() if name != outlet]
        found[key] = (min(others) - at) / MINUTE
    return found
