"""Dates as feeds write them, with how exactly they were written."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from aggregator.records import Precision, Stamp

YEARS = range(1980, 2100)
"""Dates outside are mistakes (epoch zero, a missing digit), not dates."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OFFSETS_H = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9,
              "AKDT": -8, "HST": -10, "BST": 1, "CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "EET": 2, "EEST": 3,
              "MSK": 3, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13}  # fmt: skip
_ZONES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}

_ZONE = r"(?P<zone>Z|UTC|UT|(?:GMT|UTC)?[+-]\d{1,2}:?(?:\d{2})?|[A-Z]{1,5})?(?:\s*\([A-Z]+\))?"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[AP]\.?M\.?)?\s*" + _ZONE
_WEEKDAY = r"(?:[A-Z]{2,9}\.?,?\s+)?"
_PATTERNS = tuple(
    re.compile(pattern + r"\s*\Z", re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})",
        r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2})(?:(?:T|\s+)" + _CLOCK + r")?)?",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        _WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?P<name>[A-Z]{3,9})\.?,?[\s-]+(?P<year>\d{4}|\d{2})"
        r"(?:,?\s+(?:at\s+)?" + _CLOCK + r")?",
        _WEEKDAY + r"(?P<name>[A-Z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"
        r"(?:,?\s+(?:at\s+)?" + _CLOCK + r")?",
        _WEEKDAY + r"(?P<name>[A-Z]{3,9})\s+(?P<day>\d{1,2})\s+" + _CLOCK + r"\s+(?P<year>\d{4})",
        r"(?P<name>[A-Z]{3,9})\.?,?\s+(?P<year>\d{4})",
    )
)


def stamp(text: str) -> Stamp | None:
    """The date that `text` writes, in UTC; None when it is none or absurd.

    A time without a zone, or with one that we do not know, is taken as UTC; a date without a time stands at midnight
    UTC with precision `day`.
    """
    text = " ".join(text.split())[:100]
    match = next((match for pattern in _PATTERNS if (match := pattern.match(text))), None)
    return None if match is None else _from_match(match)


def _from_match(match: re.Match[str]) -> Stamp | None:
    found = match.groupdict()
    month = _month(found)
    hour, zone = _hour(found), _zone(found.get("zone"))
    if month is None or hour is None or zone is None:
        return None
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 2000 if year < 70 else 1900
    numbers = (year, month, int(found.get("day") or 1), hour, int(found.get("minute") or 0))
    return _checked((*numbers, min(int(found.get("second") or 0), 59)), zone, _precision(found))


def _checked(numbers: tuple[int, ...], zone: dt.tzinfo, precision: Precision) -> Stamp | None:
    try:
        year, month, day, hour, minute, second = numbers
        at = dt.datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
    return Stamp(at, precision, "feed") if at.year in YEARS else None


def _precision(found: dict[str, str | None]) -> Precision:
    for part, precision in (("second", "second"), ("hour", "minute"), ("day", "day")):
        if found.get(part):
            return precision  # type: ignore[return-value]
    return "month" if found.get("month") or found.get("name") else "year"


def _month(found: dict[str, str | None]) -> int | None:
    name = found.get("name")
    if name is None:
        return int(found.get("month") or 1)
    short = name[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else None


def _hour(found: dict[str, str | None]) -> int | None:
    hour = int(found.get("hour") or 0)
    half = (found.get("half") or "").replace(".", "").upper()
    if half and not 1 <= hour <= 12:
        return None
    return hour if not half else hour % 12 + (12 if half == "PM" else 0)


def _zone(name: str | None) -> dt.tzinfo | None:
    name = (name or "").upper()
    if name in _ZONES:
        return ZoneInfo(_ZONES[name])
    match = re.match(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?\Z", name)
    if not match:
        return dt.timezone(dt.timedelta(hours=_OFFSETS_H.get(name, 0)))
    offset = dt.timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if offset >= dt.timedelta(hours=24):
        return None
    return dt.timezone(offset if match[1] == "+" else -offset)
