"""Checks of `data` claims against a release calendar: first prints, and whether they beat the consensus."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from aggregator.align import observed
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
_NAMES_DAYS = 7  # a window up to this long names when the figure came out, a longer one what it is about
_YEARLY = re.compile(
    r"year[- ]o(ver|n)[- ]year|y/y|\byoy\b|on[- ](the )?year|annual|a year|(12|twelve)[- ]month|year (earlier|ago)",
    re.I,
)
_MONTHLY = re.compile(r"\bmonth|m/m|\bmom\b", re.I)
_BASE = re.compile(r"^(from|than|versus|vs|compared)\b|\b(earlier|ago|before)$", re.I)
_CUMULATIVE = re.compile(r"^since\b|^(the )?(previous|prior|preceding)\b|^for the (previous|prior)\b", re.I)
_EXPECTED = re.compile(
    r"than[- ](\w+[- ])?(expected|forecast|anticipated|estimated)|expectations|estimates|consensus", re.I
)
_BREAK = re.compile(r";|,?\s\b(?:and|while|but|whereas|although|though)\b\s")
_A_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_REVISED = re.compile(r"\brevis", re.I)
_IN_LINE = re.compile(r"\bin line with|\bmatch(ed|es|ing)?\b|\bmet (expectations|estimates)|\bas expected", re.I)
_HIGHER = re.compile(r"\b(hotter|higher|more|above|topped|exceed\w*|faster|bigger)\b", re.I)
_LOWER = re.compile(r"\b(cooler|lower|softer|less|below|slower|smaller|fewer)\b", re.I)
_BETTER = re.compile(r"\b(stronger|better|beat)\b", re.I)
_WORSE = re.compile(r"\b(weaker|worse|miss\w*)\b", re.I)
_INVERSE = frozenset({"macro:UNRATE_US", "macro:CLAIMS_US"})  # the better, the lower
UNITS: dict[str, tuple[Unit | None, ...]] = {"pct": ("pct", "pp", None), "count": ("count", None), "": ("points", None)}
_DIFFERENCE_UNITS: dict[str, Unit] = {"pct": "pp", "count": "count", "": "points"}


def check_data(claim: Claim, context: Context) -> Finding:
    """The first print; without a figure the surprise that the claim's own words tell, else whether it stood still.

    A figure that the calendar does not carry is looked up in the monthly series.
    """
    try:
        found = _check_calendar(claim, context)
    except UnverifiableError as error:
        found = unverifiable(error.reason)
    if found.verdict != "unverifiable" or claim.value is None:
        return found
    month = observed.spoken_of(claim, _released(claim, context))
    return found if month is None else observed.check(claim, context, period_of(claim), month) or found


def _released(claim: Claim, context: Context) -> dt.date | None:
    """The day of the release that the claim speaks of, by any event of its entity."""
    try:
        releases = _choose(claim, context, EVENTS.get(claim.entity_id or "", ()))
    except UnverifiableError:
        return None
    return max(new_york_date(release.at) for release in releases)


def awaited(claim: Claim, context: Context) -> tuple[dt.date, dt.date] | None:
    """The days between which the figure comes out whose month a forecast names; None where it names no month.

    "October payrolls" are on November 2 those of the October just over, as long as its figure has not come out: a month
    that is named without its year is the one whose release comes next.
    """
    month = observed.spoken_of(claim, None) if claim.entity_id in EVENTS else None
    if month is None:
        return None
    made = new_york_date(context.knowable_at)
    if not _A_YEAR.search(claim.window_text or ""):
        begins, ends = _out(month.replace(year=month.year - 1))
        known = context.published(EVENTS[claim.entity_id or ""])
        is_out = any(r.at <= context.knowable_at and begins <= new_york_date(r.at) <= ends for r in known)
        if begins <= made <= ends and not is_out:
            return begins, ends
    return _out(month)


def _out(month: dt.date) -> tuple[dt.date, dt.date]:
    begins = (month + dt.timedelta(days=31)).replace(day=1)
    return begins, begins + _FRESH


def _check_calendar(claim: Claim, context: Context) -> Finding:
    events = EVENTS.get(claim.entity_id or "")
    if events is None:
        return unverifiable("unsupported_kind")
    if claim.value is not None:
        return _check_value(claim, context, events)
    words = _own_words(claim)
    if claim.direction == "flat":
        return _check_unchanged(claim, context, events, words)
    if not _EXPECTED.search(words):
        return unverifiable("not_quantified")
    side = _side(claim, words)
    if side is None:
        return unverifiable("ambiguous")
    releases = [r for r in _choose(claim, context, events) if r.forecast is not None]
    graded = []
    for release in releases:
        surprise = round((release.actual or 0.0) - (release.forecast or 0.0), 9)
        right = surprise == 0 if side == 0 else side * surprise > 0
        measure = Measure(f"{release.event} actual minus forecast", surprise, ())
        graded.append(Graded(measure, "match" if right else "off", None))
    return _finding(graded, releases, _DIFFERENCE_UNITS.get(releases[0].unit) if releases else None)


def _own_words(claim: Claim) -> str:
    """The part of the evidence that speaks of the claim's subject: "unchanged" of "unchanged, and core rose more"."""
    start = claim.evidence.find(claim.subject)
    if start < 0:
        return claim.evidence
    end = start + len(claim.subject)
    first = max((match.end() for match in _BREAK.finditer(claim.evidence, 0, start)), default=0)
    # Right behind the subject "and" joins another one to it, which the same verb serves.
    last = next((m.start() for m in _BREAK.finditer(claim.evidence, end) if m.start() > end), len(claim.evidence))
    return claim.evidence[first:last]


def _check_unchanged(claim: Claim, context: Context, events: tuple[str, ...], told: str) -> Finding:
    """ "Prices were unchanged": the change from the period before, to the digit that the calendar prints."""
    period = "y/y" if _YEARLY.search(told) else "m/m"
    releases = [r for r in _choose(claim, context, events) if _period(r.event) == period]
    graded = []
    for release in releases:
        actual = release.actual or 0.0
        graded.append(Graded(Measure(release.event, actual, ()), "match" if actual == 0 else "off", actual))
    return _finding(graded, releases, "pct") if graded else unverifiable("not_quantified")


def period_of(claim: Claim) -> str | None:
    """Whether the words speak of a yearly ("y/y") or a monthly ("m/m") change; None when of neither or of both."""
    yearly, monthly = bool(_YEARLY.search(claim.evidence)), bool(_MONTHLY.search(claim.evidence))
    return None if yearly == monthly else "y/y" if yearly else "m/m"


def _check_value(claim: Claim, context: Context, events: tuple[str, ...]) -> Finding:
    """The named change first, then the other one: a sentence often gives both, and the words stand with one.

    A figure that fits neither contradicts only where the words name one change and the calendar carries it.
    """
    period = period_of(claim)
    changes = any(_period(event) == "m/m" for event in events)
    carried = not changes or any(_period(event) == period for event in events)
    events = tuple(sorted(events, key=lambda event: _period(event) != period)) if period else events
    releases = [r for r in _choose(claim, context, events) if claim.unit in UNITS.get(r.unit, ())]
    if not releases:
        return unverifiable("not_quantified")
    figure = stated(claim, 0.0)
    figure = replace(figure, tolerance=2 * figure.half)
    graded: list[Graded] = []
    for release in releases:
        measure = Measure(release.event, release.actual or 0.0, ())
        graded += against(figure, [measure], _sign(claim, release))
    if all(g.grade == "off" for g in graded):
        if not carried:
            return unverifiable("no_prices" if period else "ambiguous")
        if _REVISED.search(claim.evidence):
            return unverifiable("ambiguous")  # the calendar has first prints
    return _finding(graded, releases, claim.unit)


def _choose(claim: Claim, context: Context, events: tuple[str, ...]) -> list[Release]:
    """Per event the release that the claim speaks of, of those out when it was made."""
    found = []
    for event in events:
        known = [r for r in context.published((event,)) if r.actual is not None and r.at <= context.knowable_at]
        release = _spoken_of(known, claim, context.knowable_at)
        if release is not None:
            found.append(release)
    if not found:
        raise UnverifiableError("not_knowable")
    newest = max(release.at for release in found)
    return [release for release in found if release.at > newest - dt.timedelta(days=20)]


def _spoken_of(known: list[Release], claim: Claim, knowable_at: dt.datetime) -> Release | None:
    """The release on the days of a short window ("Thursday's CPI"), the first one after a long window, which names
    the period that the figure is about ("CPI in June"), and the newest one without a window."""
    words = claim.window_text or ""
    start, end = claim.window_start or claim.window_end, claim.window_end
    if _CUMULATIVE.search(words) or (words and end is None and not _BASE.search(words)):
        raise UnverifiableError("window_unresolved")
    if start is None or end is None or _BASE.search(words):
        return known[-1] if known and known[-1].at > knowable_at - _FRESH else None
    if (end - start).days <= _NAMES_DAYS:
        inside = [r for r in known if start <= new_york_date(r.at) <= end]
        return inside[-1] if inside else None
    return next((r for r in known if end < new_york_date(r.at) <= end + _FRESH), None)


def _sign(claim: Claim, release: Release) -> float:
    """-1 for "fell 0.1%"; +1 for "fell to 3.0%" and for figures that are no changes."""
    if claim.direction != "down" or _period(release.event) is None or (release.actual or 0.0) > 0:
        return 1.0
    return -1.0


def _side(claim: Claim, told: str) -> float | None:
    """Above (+1), below (-1) or in line with (0) the forecast, by the claim's own words (`told`)."""
    if claim.stance in ("hotter", "cooler"):
        return 1.0 if claim.stance == "hotter" else -1.0
    if _IN_LINE.search(told):
        return 0.0
    good = -1.0 if claim.entity_id in _INVERSE else 1.0
    words = ((_HIGHER, 1.0), (_LOWER, -1.0), (_BETTER, good), (_WORSE, -good))
    sides = {side for pattern, side in words if pattern.search(told)}
    if len(sides) == 1:
        return sides.pop()
    return {"up": 1.0, "down": -1.0}.get(claim.direction or "")


def _period(event: str) -> str | None:
    tail = event.rpartition(" ")[2]
    return tail if tail in ("m/m", "q/q", "y/y") else None


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
