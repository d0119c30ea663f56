"""Released figures worked out from monthly series, where the release calendar does not carry them.

A calendar holds what came out that day. A series holds what is known today, which for seasonally adjusted figures is
something else: such a series can agree with a claim, and never contradicts one. Unadjusted consumer prices are not
revised, so they can do both.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from aggregator.align.context import Context, Finding, Measure, against, decide
from aggregator.align.stated import stated
from aggregator.align.windows import Window
from aggregator.records import Claim, Observation

DECIMALS = 1  # to which all of these figures are published


@dataclass(frozen=True, slots=True)
class Figure:
    """A series, over how many months its change is the figure (0: the value itself), and whether it is revised."""

    series: str
    months: int
    revised: bool


# What a claim about an entity speaks of, by the change that its words name ("" where there is only one).
FIGURES: dict[tuple[str, str], Figure] = {
    ("macro:CPI_US", "y/y"): Figure("CPIAUCNS", 12, revised=False),
    ("macro:CPI_US", "m/m"): Figure("CPIAUCSL", 1, revised=True),
    ("macro:CORE_CPI_US", "y/y"): Figure("CUUR0000SA0L1E", 12, revised=False),
    ("macro:CORE_CPI_US", "m/m"): Figure("CPILFESL", 1, revised=True),
    ("macro:PCE_US", "y/y"): Figure("PCEPI", 12, revised=True),
    ("macro:PCE_US", "m/m"): Figure("PCEPI", 1, revised=True),
    ("macro:CORE_PCE_US", "y/y"): Figure("PCEPILFE", 12, revised=True),
    ("macro:CORE_PCE_US", "m/m"): Figure("PCEPILFE", 1, revised=True),
    ("macro:UNRATE_US", ""): Figure("UNRATE", 0, revised=True),
}
SERIES: tuple[str, ...] = tuple(dict.fromkeys(figure.series for figure in FIGURES.values()))


def check(claim: Claim, context: Context, change: str | None, month: dt.date) -> Finding | None:
    """The figure of the month that begins on `month` against the claim's; None where no series can tell."""
    figure = FIGURES.get((claim.entity_id or "", "")) or FIGURES.get((claim.entity_id or "", change or ""))
    if figure is None or claim.value is None or claim.unit not in ("pct", "pp"):
        return None
    values = {o.period: o for o in context.observations.get(figure.series, ()) if o.knowable_at <= context.now}
    used = [values.get(_before(month, figure.months)), values.get(month)]
    if used[0] is None or used[1] is None:
        return None
    first, last = used[0], used[1]
    exact = last.value if not figure.months else 100.0 * (last.value / first.value - 1.0)
    value = round(exact, DECIMALS)
    over = f" over {figure.months} month{'s' * (figure.months > 1)}" if figure.months else ""
    measure = Measure(f"{figure.series}{over}{', as revised since' if figure.revised else ''}", value, ())
    sign = -1.0 if figure.months and claim.direction == "down" and value <= 0 else 1.0
    told = stated(claim, 0.0)
    graded = against(replace(told, tolerance=2 * told.half), [measure], sign)
    finding = decide(graded, Window(month, month, running=False), unit=claim.unit)
    if finding.verdict == "contradicted" and figure.revised:
        return None
    known = max(first.knowable_at, last.knowable_at)
    return replace(finding, bars=(_described(first, last),), knowable_at=known)


def _before(month: dt.date, months: int) -> dt.date:
    count = month.year * 12 + month.month - 1 - months
    return dt.date(count // 12, count % 12 + 1, 1)


def spoken_of(claim: Claim, released: dt.date | None) -> dt.date | None:
    """The first day of the month that a figure is about: the one before its release, else the one the words name."""
    if released is not None:
        return _before(released.replace(day=1), 1)
    start, end = claim.window_start, claim.window_end
    if start is None or end is None or (start.year, start.month) != (end.year, end.month) or (end - start).days < 20:
        return None
    return start.replace(day=1)


def _described(first: Observation, last: Observation) -> dict[str, str]:
    same = first.period == last.period
    return {
        "symbol": last.series,
        "sessions": last.period.isoformat() if same else f"{first.period}..{last.period}",
        "provider": last.provider,
        "fetched_at": max(first.fetched_at, last.fetched_at).isoformat(),
    }
