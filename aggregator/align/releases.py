"""Checks of `data` claims against a release calendar: first prints, and whether they beat the consensus."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from aggregator.align.context import Context, Finding, Graded, Measure, against, decide, unverifiable
from aggregator.align.prices import UnverifiableError
from aggregator.align.stated import stated
from aggregator.align.windows import Window
from aggregator.records import Claim, Release, Unit
from aggregator.sessions import new_york_date

# Entity -> events of the US calendar in the order in which they are tried.
EVENTS: dict[str, tuple[str, ...]] = {
    "macro:CPI_US": ("CPI m/m", "CPI y/y"),
    "macro:CORE_CPI_US": ("Core CPI m/m",),
    "macro:PPI_US": ("PPI m/m",),
    "macro:CORE_PPI_US": ("Core PPI m/m",),
    "macro:CORE_PCE_US": ("Core PCE Price Index m/m",),
    "macro:NFP_US": ("Non-Farm Employment Change",),
    "macro:ADP_US": ("ADP Non-Farm Employment Change",),
    "macro:UNRATE_US": ("Unemployment Rate",),
    "macro:WAGES_US": ("Average Hourly Earnings m/m",),
    "macro:CLAIMS_US": ("Unemployment Claims",),
    "macro:JOLTS_US": ("JOLTS Job Openings",),
    "macro:GDP_US": ("Advance GDP q/q", "Prelim GDP q/q", "Final GDP q/q"),
    "macro:RETAIL_US": ("Retail Sales m/m",),
    "macro:ISM_MFG_US": ("ISM Manufacturing PMI",),
    "macro:ISM_SVC_US": ("ISM Services PMI",),
}
_FRESH = dt.timedelta(days=45)  # a figure is news until the next one is due
_YEARLY = re.compile(
    r"year[- ]over[- ]year|y/y|\byoy\b|on the year|annual|from a year|12 months|year (earlier|ago)", re.I
)
_MONTHLY = re.compile(r"\bmonth|m/m|\bmom\b", re.I)
_EXPECTED = re.compile(
    r"than[- ](\w+[- ])?(expected|forecast|anticipated|estimated)|expectations|estimates|consensus", re.I
)
_HIGHER = re.compile(r"\b(hotter|higher|stronger|more|above|beat|topped|exceed\w*|faster|bigger|better)\b", re.I)
_LOWER = re.compile(r"\b(cooler|lower|softer|weaker|less|below|miss\w*|slower|smaller|fewer|worse)\b", re.I)


def check_data(claim: Claim, context: Context) -> Finding:
    """The first print, or the surprise when the claim gives no figure but says "than expected"."""
    events = EVENTS.get(claim.entity_id or "")
    if events is None:
        return unverifiable("unsupported_kind")
    if claim.value is not None:
        return _check_value(claim, context, _narrowed(events, claim))
    if not _EXPECTED.search(claim.evidence):
        return unverifiable("not_quantified")
    side = _side(claim)
    if side is None:
        return unverifiable("ambiguous")
    releases = [r for r in _choose(claim, context, events) if r.forecast is not None]
    graded = []
    for release in releases:
        surprise = round((release.actual or 0.0) - (release.forecast or 0.0), 9)
        measure = Measure(f"{release.event} actual minus forecast", surprise, ())
        graded.append(Graded(measure, "match" if side * surprise > 0 else "off", None))
    return _finding(graded, releases, _unit(releases))


def _check_value(claim: Claim, context: Context, events: tuple[str, ...]) -> Finding:
    if claim.unit not in ("pct", "count", "points", None):
        return unverifiable("not_quantified")
    releases = _choose(claim, context, events)
    figure = stated(claim, 0.0)
    figure = replace(figure, tolerance=2 * figure.half)
    graded = []
    for release in releases:
        measure = Measure(release.event, release.actual or 0.0, ())
        graded += against(figure, [measure], _sign(claim, release))
    named = _YEARLY.search(claim.evidence) or _MONTHLY.search(claim.evidence)
    if not named and any(_period(r.event) == "m/m" for r in releases) and all(g.grade == "off" for g in graded):
        return unverifiable("ambiguous")  # perhaps a change over another period is meant
    return _finding(graded, releases, claim.unit)


def _narrowed(events: tuple[str, ...], claim: Claim) -> tuple[str, ...]:
    yearly, monthly = bool(_YEARLY.search(claim.evidence)), bool(_MONTHLY.search(claim.evidence))
    if yearly == monthly:
        return events
    kept = tuple(event for event in events if (_period(event) == "y/y") == yearly)
    if not kept:
        raise UnverifiableError("no_prices")  # the calendar does not carry that change
    return kept


def _choose(claim: Claim, context: Context, events: tuple[str, ...]) -> list[Release]:
    """Per event the release that the claim speaks of: inside its window, else the first after it, else the newest."""
    found = []
    for event in events:
        known = [
            r
            for r in context.published()
            if r.event == event and r.currency == "USD" and r.actual is not None and r.at <= context.knowable_at
        ]
        release = _of_window(known, claim) if claim.window_end is not None else known[-1] if known else None
        if release is not None and (claim.window_end is not None or release.at > context.knowable_at - _FRESH):
            found.append(release)
    if not found:
        raise UnverifiableError("not_knowable")
    newest = max(release.at for release in found)
    return [release for release in found if release.at > newest - dt.timedelta(days=20)]


def _of_window(known: list[Release], claim: Claim) -> Release | None:
    start, end = claim.window_start or claim.window_end, claim.window_end
    if start is None or end is None:
        return None
    inside = [r for r in known if start <= new_york_date(r.at) <= end]
    after = [r for r in known if end < new_york_date(r.at) <= end + _FRESH]
    return inside[-1] if inside else after[0] if after else None


def _sign(claim: Claim, release: Release) -> float:
    """-1 for "fell 0.1%"; +1 for "fell to 3.0%" and for figures that are no changes."""
    if claim.direction != "down" or _period(release.event) is None or claim.value_text is None:
        return 1.0
    level = re.search(rf"\b(to|at|of|was|is)\s+(\w+\s+)?{re.escape(claim.value_text)}", claim.evidence)
    return 1.0 if level else -1.0


def _side(claim: Claim) -> float | None:
    if claim.stance in ("hotter", "cooler"):
        return 1.0 if claim.stance == "hotter" else -1.0
    higher, lower = bool(_HIGHER.search(claim.evidence)), bool(_LOWER.search(claim.evidence))
    if higher != lower:
        return 1.0 if higher else -1.0
    return {"up": 1.0, "down": -1.0}.get(claim.direction or "")


def _period(event: str) -> str | None:
    tail = event.rpartition(" ")[2]
    return tail if tail in ("m/m", "q/q", "y/y") else None


def _unit(releases: list[Release]) -> Unit | None:
    return {"pct": "pp", "count": "count", "": "points"}.get(releases[0].unit if releases else "")  # type: ignore[return-value]


def _finding(graded: list[Graded], releases: list[Release], unit: Unit | None) -> Finding:
    if not graded:
        raise UnverifiableError("not_knowable")
    days = [new_york_date(release.at) for release in releases]
    finding = decide(graded, Window(min(days), max(days), running=False), unit=unit)
    bars = tuple(
        {
            "symbol": release.event,
            "sessions": new_york_date(release.at).isoformat(),
            "provider": release.provider,
            "fetched_at": release.fetched_at.isoformat(),
        }
        for release in releases
    )
    return replace(finding, bars=bars, knowable_at=max(release.knowable_at for release in releases))
