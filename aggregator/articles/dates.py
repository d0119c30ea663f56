"""Dates as pages and archives write them, to UTC with the precision that they really have.

Rules where the text is silent. A time without an offset is UTC, unless the page gives the same moment with an
offset somewhere (see :func:`settle`). Midnight without an offset or at +00:00 on a page is a date that some template
padded, so its precision is "day". A bare date is kept at 00:00 UTC of that date.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from aggregator.records import Precision, Stamp, StampSource

SAME_MOMENT = dt.timedelta(hours=36)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTHS = {name[:length]: number for number, name in enumerate(_MONTH_NAMES, 1) for length in (3, len(name))}
# US wires name the zone in letters; "ET" and the like are read with daylight saving by date.
_FIXED_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "bst": 60, "cet": 60, "cest": 120, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "jst": 540, "hkt": 480, "ist": 330,
}  # fmt: skip
_US_ZONES = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}
_ISO = re.compile(
    r"(?P<y>\d{4})-?(?P<m>\d{2})(?:-?(?P<d>\d{2})"
    r"(?:[T ,]+(?P<H>\d{2}):?(?P<M>\d{2})(?::?(?P<S>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>[A-Za-z]{1,4}|[+-]\d{2}:?\d{0,2})?)?)?(?!\d)"
)
_MONTHS["sept"] = 9
_NAME = "|".join([*_MONTH_NAMES, "sept", *(name[:3] for name in _MONTH_NAMES)])
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<y>\d{4})\b"
_CLOCK = (
    r"(?:[\s,|\-\u2013\u2022]*(?:at|@)?\s*(?P<H>\d{1,2})(?:[:.](?P<M>\d{2}))(?::(?P<S>\d{2}))?\s*"
    r"(?P<half>[ap]\.?m\.?)?\s*\(?(?P<zone>[+-]\d{2}:?\d{2}\b|[A-Z]{1,4}\b)?)?"
)
_WRITTEN = (
    re.compile(rf"\b(?P<mon>{_NAME})\.?\s+{_DAY},?\s+{_YEAR}{_CLOCK}", re.IGNORECASE),
    re.compile(rf"\b{_DAY}\.?[\s-]+(?P<mon>{_NAME})\.?,?[\s-]+{_YEAR}{_CLOCK}", re.IGNORECASE),
)
_SLASHED = re.compile(rf"\b(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})/(?P<y>\d{{4}})\b{_CLOCK}", re.IGNORECASE)
_CHANGED = re.compile(r"\b(?:updated|modified|edited|revised|corrected)\b[^.;|\n\d]{0,16}\Z", re.IGNORECASE)
_IN_URL = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})([/-]?)(?P<m>[01]\d)(?:\2(?P<d>[0-3]\d))?(?!\d)")
_MONTH_NAMED_URL = re.compile(rf"/(?P<y>(?:19|20)\d\d)/(?P<mon>{_NAME})/(?P<d>\d{{1,2}})/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """A parsed date: UTC time, precision, and whether the text itself named an offset."""

    at: dt.datetime
    precision: Precision
    zoned: bool

    def stamp(self, source: StampSource) -> Stamp:
        """As a record, with where it was found."""
        return Stamp(self.at, self.precision, source)


def parse(text: str, *, padded_midnight: bool = True) -> Moment | None:
    """The date that `text` starts with or is (ISO 8601, RFC 5322, epoch seconds, US and day-first written dates).

    `padded_midnight` False keeps 00:00 as a time of day where the text gives an offset. None when there is no date
    in 1990..2100.
    """
    text = " ".join(text[:200].split())
    if re.fullmatch(r"\d{10}(?:\d{3})?(?:\.\d+)?", text):
        return _epoch(float(text))
    if re.fullmatch(r"\d{4}", text):
        return _moment({"y": text}, padded_midnight)
    if match := _ISO.match(text):
        return _moment(match.groupdict(), padded_midnight)
    return written(text, padded_midnight=padded_midnight)


def written(text: str, *, padded_midnight: bool = True) -> Moment | None:
    """The first date written in words ("July 15, 2024 8:00 a.m. ET") or US slashes anywhere in `text`.

    One that is said to be of a change ("Updated July 16, 2024") counts only where no other follows.
    """
    for pattern in (*_WRITTEN, _SLASHED):
        matches = list(islice(pattern.finditer(text), 20))
        if matches:
            first = next((match for match in matches if not _CHANGED.search(text, 0, match.start())), matches[0])
            return _moment(first.groupdict(), padded_midnight)
    return None


def in_url(url: str) -> Moment | None:
    """The date in an address: /2024/07/15/, /2024-07-15-, /20240715, /2024/jul/15/; with year and month only, that."""
    path = url.split("?", 1)[0]
    if match := _MONTH_NAMED_URL.search(path):
        return _moment(match.groupdict(), padded_midnight=True)
    found = [match for match in _IN_URL.finditer(path) if match["d"] or match[2]]
    moments = [moment for match in found if (moment := _moment(match.groupdict(), padded_midnight=True))]
    return next((moment for moment in moments if moment.precision == "day"), moments[0] if moments else None)


def settle(candidates: Iterable[tuple[StampSource, Moment]]) -> Stamp | None:
    """One stamp from a page's candidates, best source first.

    The first candidate counts, but a later one about the same moment (within 36 hours) replaces it where that one is
    finer: a time of day beats a bare date, and an offset beats none.
    """
    ordered = list(candidates)
    if not ordered:
        return None
    source, best = ordered[0]
    for other_source, other in ordered[1:]:
        if abs(other.at - best.at) <= _span(best) and _rank(other) > _rank(best):
            source, best = other_source, other
    return best.stamp(source)


def _span(moment: Moment) -> dt.timedelta:
    return {"year": dt.timedelta(days=366), "month": dt.timedelta(days=31)}.get(moment.precision, SAME_MOMENT)


def _rank(moment: Moment) -> int:
    timed = {"year": 0, "month": 1, "day": 2, "minute": 3, "second": 3}[moment.precision]
    return 2 * timed + (timed == 3 and moment.zoned)


def _epoch(value: float) -> Moment | None:
    seconds = value / 1000 if value >= 1e12 else value
    at = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return Moment(at, "second", True) if _FIRST_YEAR <= at.year <= _LAST_YEAR else None


def _moment(found: dict[str, str | None], padded_midnight: bool) -> Moment | None:
    """A moment from named groups (y, m or mon, d, H, M, S, half, zone); None when they name no date."""
    month = _MONTHS[str(found["mon"]).lower()] if found.get("mon") else int(found.get("m") or 1)
    try:
        day = dt.datetime(int(found["y"] or 0), month, int(found.get("d") or 1), tzinfo=dt.UTC)
    except ValueError:
        return None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return None
    if not found.get("d"):
        return Moment(day, "month" if found.get("m") or found.get("mon") else "year", False)
    clock = _time_of_day(found)
    if clock is None:
        return Moment(day, "day", False)
    naive = dt.datetime.combine(day.date(), clock)
    offset = _zone(found.get("zone"), naive)
    if clock == dt.time(0) and padded_midnight and not offset:
        return Moment(day, "day", False)
    at = naive.replace(tzinfo=dt.timezone(offset or dt.timedelta(0))).astimezone(dt.UTC)
    return Moment(at, "second" if found.get("S") else "minute", offset is not None)


def _time_of_day(found: dict[str, str | None]) -> dt.time | None:
    if not found.get("H"):
        return None
    hour, half = int(found["H"] or 0), (found.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return dt.time(hour, int(found.get("M") or 0), min(int(found.get("S") or 0), 59))
    except ValueError:
        return None


def _zone(name: str | None, naive: dt.datetime) -> dt.timedelta | None:
    if not name:
        return None
    if name[0] in "+-":
        digits = name[1:].replace(":", "").ljust(4, "0")
        minutes = int(digits[:2]) * 60 + int(digits[2:4])
        return dt.timedelta(minutes=minutes if name[0] == "+" else -minutes) if minutes < 24 * 60 else None
    if name.lower() in _US_ZONES:
        from zoneinfo import ZoneInfo

        return naive.replace(tzinfo=ZoneInfo(_US_ZONES[name.lower()])).utcoffset()
    minutes_east = _FIXED_ZONES.get(name.lower())
    return None if minutes_east is None else dt.timedelta(minutes=minutes_east)
