"""Where a time expression lies on the trading calendar: one function per kind of phrase of `windows`.

Each takes the match of its phrase and the frame that it is read against. A past reading never reaches beyond the
session that is open or was the last to close; a date without a session gives None.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from aggregator.errors import ItemError

if TYPE_CHECKING:
    from aggregator.sessions import Calendar

Granularity = Literal["intraday", "session", "week", "month", "quarter", "year", "range"]
DAY = dt.timedelta(days=1)
WEEK_SESSIONS = 5
CALENDAR_DAYS = 25  # "the last three days" are sessions, "the last 90 days" are not
NEW_MONTH_SESSIONS = 5  # up to here "for the month" looks back on the month before, and "for the quarter" too
NEW_YEAR_SESSIONS = 2
NEXT_DAY_HOUR = 17  # in New York: currencies turn to the next day, and the first markets of Asia open soon after
DECEMBER = 12
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
COUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "couple of": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "eighteen": 18,
    "twenty": 20,
}
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "final": 4}


class Window(NamedTuple):
    """Trading sessions, both inclusive, and how finely the words fixed them."""

    start: dt.date
    end: dt.date
    precision: Granularity


@dataclass(frozen=True, slots=True)
class Frame:
    """What the words are read against. `today` is the date in New York; `current` the session that is open or last."""

    published: dt.datetime
    today: dt.date
    current: dt.date
    closed: dt.date
    sessions: Calendar
    anchor: dt.date | None
    future: bool


def frame_of(published: dt.datetime, sessions: Calendar, anchor: dt.date | None, future: bool) -> Frame | None:
    """The frame of a text published at this instant; None outside every calendar."""
    from aggregator.sessions import new_york_date

    try:
        today = new_york_date(published)
        closed = sessions.last_closed(published)
        opened = sessions.is_session(today) and sessions.open_time(today) < published
    except (ItemError, OverflowError, ValueError):
        return None
    return Frame(published, today, today if opened else closed, closed, sessions, anchor, future)


def _session(d: dt.date, frame: Frame, precision: Granularity = "session") -> Window | None:
    return Window(d, d, precision) if frame.sessions.is_session(d) else None


def between(first: dt.date, last: dt.date, frame: Frame, precision: Granularity) -> Window | None:
    """The sessions of a calendar span; a past reading stops at the last session that has closed."""
    if not frame.future:
        last = min(last, max(frame.closed, frame.current))
    days = frame.sessions.between(first, last)
    return Window(days[0], days[-1], precision) if days else None


def today(_: re.Match[str], frame: Frame) -> Window | None:
    """ "today": the session of the day, the nearest one on a day without."""
    d = frame.sessions.on_or_after(frame.today) if frame.future else frame.sessions.on_or_before(frame.today)
    return Window(d, d, "session")


def current_session(_: re.Match[str], frame: Frame) -> Window | None:
    """ "on the day": the session that is open, else the last that closed."""
    d = frame.anchor or frame.current
    return _session(d, frame)


def intraday(_: re.Match[str], frame: Frame) -> Window | None:
    """ "premarket", "after hours": the day, though no close-to-close move."""
    d = frame.today if frame.sessions.is_session(frame.today) else frame.current
    return Window(d, d, "intraday")


def overnight(_: re.Match[str], frame: Frame) -> Window | None:
    """ "overnight": told elsewhere of the last American session, or of trading between two sessions."""
    return Window(frame.current, frame.current, "session")


def yesterday(_: re.Match[str], frame: Frame) -> Window | None:
    """ "yesterday": the session of the day before, or the last one before it."""
    d = frame.sessions.on_or_before(frame.today - DAY)
    return Window(d, d, "session")


def tomorrow(_: re.Match[str], frame: Frame) -> Window | None:
    """ "tomorrow": the next day with a session."""
    d = frame.sessions.on_or_after(frame.today + DAY)
    return Window(d, d, "session")


def prior_session(_: re.Match[str], frame: Frame) -> Window | None:
    """ "the prior day": the session before the anchor."""
    d = frame.sessions.previous(frame.anchor or frame.current)
    return Window(d, d, "session")


def weekday(match: re.Match[str], frame: Frame) -> Window | None:
    """ "on Friday", "last Friday", "next Friday": the nearest such day in the direction that the words give."""
    word = (match["which"] or "").lower()
    back = (frame.today.weekday() - WEEKDAYS.index(match["wd"].lower())) % 7
    d = frame.today - back * DAY
    if word in {"last", "this past"} and back == 0:
        d -= 7 * DAY
    elif word == "next":
        d += 7 * DAY
    elif word in {"this", "this coming"}:
        d = frame.today + (-back if back <= frame.today.weekday() else 7 - back) * DAY
    elif frame.future and back:
        d += 7 * DAY
    elif not word and is_next_day(frame.today - (back - 7) * DAY, frame):
        return None  # "down 0.2% as of 0210 GMT on Tuesday", told on Monday night in New York
    return _session(d, frame)


def extended_weekday(match: re.Match[str], frame: Frame) -> Window | None:
    """ "in after-hours trading on Friday": that day, though no close-to-close move."""
    day = weekday(match, frame)
    return day and day._replace(precision="intraday")


def is_next_day(day: dt.date, frame: Frame) -> bool:
    """Whether a day is tomorrow in New York and has begun elsewhere: no session of this calendar is told of by it."""
    from aggregator.sessions import NEW_YORK

    return day == frame.today + DAY and frame.published.astimezone(NEW_YORK).hour >= NEXT_DAY_HOUR


def _week_start(frame: Frame) -> dt.date:
    """The Monday of the week in which the text was published; a weekend still belongs to the week just ended."""
    return frame.today - frame.today.weekday() * DAY


def week(match: re.Match[str], frame: Frame) -> Window | None:
    """ "last week", "this week": Monday to Friday; a weekend still belongs to the week just ended.

    "This past week" is over with its last close already.
    """
    which = match["which"].lower()
    monday = _week_start(frame)
    weekend = frame.today.weekday() >= 5
    over = weekend or ("past" in which and frame.sessions.next(frame.closed) > monday + 6 * DAY)
    if which in {"last", "the prior", "the previous", "the past", "the last", "this past", "past"}:
        return between(monday if over else monday - 7 * DAY, monday + (6 if over else -1) * DAY, frame, "week")
    if which in {"next", "the coming", "the following"}:
        frame = forward(frame)
        return between(monday + 7 * DAY, monday + 13 * DAY, frame, "week")
    if frame.future and weekend:
        monday += 7 * DAY
    return between(monday, monday + 6 * DAY, frame, "week")


def the_week(match: re.Match[str], frame: Frame) -> Window | None:
    """ "for the week": that of the last session, of its first the one before; a "shortened" one lacks a session."""
    monday = frame.current - frame.current.weekday() * DAY
    short = match.groupdict().get("short")
    full = frame.sessions.count(monday, monday + 4 * DAY) == WEEK_SESSIONS
    begun = not frame.future and frame.sessions.previous(frame.current) < monday
    if full if short else begun:
        monday -= 7 * DAY
    return between(monday, monday + 6 * DAY, frame, "week")


def _month_of(year: int, month: int, frame: Frame) -> Window | None:
    return between(dt.date(year, month, 1), month_end(year, month), frame, "month")


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year + month // 12, month % 12 + 1, 1) - DAY


def relative_month(match: re.Match[str], frame: Frame) -> Window | None:
    """ "last month", "this month"."""
    shift = shift_of(match.group())
    months = frame.today.year * 12 + frame.today.month - 1 + shift
    return _month_of(months // 12, months % 12 + 1, forward(frame) if shift > 0 else frame)


def the_month(_: re.Match[str], frame: Frame) -> Window | None:
    """ "for the month": the month of the last session; in the first days of a month the one just ended."""
    d = frame.current
    if not frame.future and len(frame.sessions.between(d.replace(day=1), d)) <= NEW_MONTH_SESSIONS:
        d = d.replace(day=1) - DAY
    return _month_of(d.year, d.month, frame)


def named_month(match: re.Match[str], frame: Frame) -> Window | None:
    """ "in July", "in July 2023": the last such month, the next one when read forward."""
    month = month_of_name(match["mon"])
    if match["mon"] == "may":
        return None  # the verb
    named = match.groupdict().get("year")
    return _month_of(int(named) if named else year_of(month, match, frame), month, frame)


def year_of(month: int, match: re.Match[str], frame: Frame) -> int:
    """The year of a month that is named without one."""
    groups = match.groupdict()
    year = frame.today.year
    if groups.get("last"):
        return year - 1
    if groups.get("gone"):
        return year if month < frame.today.month else year - 1  # "last March" is over
    if frame.future:
        return year if month >= frame.today.month else year + 1
    return year if month <= frame.today.month else year - 1


def calendar_day(match: re.Match[str], frame: Frame) -> Window | None:
    """ "July 11", "July 11, 2024"."""
    return _session(calendar_date(match, frame), frame)


def calendar_date(match: re.Match[str], frame: Frame) -> dt.date:
    """The day that `mon`, `day` and `year` name, the year told by the frame where they leave it out."""
    month, day = month_of_name(match["mon"]), int(match["day"])
    if match["year"]:
        return dt.date(int(match["year"]), month, day)
    d = dt.date(frame.today.year, month, day)
    if frame.future:
        return d if d >= frame.today else dt.date(frame.today.year + 1, month, day)
    if is_next_day(d, frame):
        raise ValueError(f"{d} has begun elsewhere only")
    return d if d <= frame.today else dt.date(frame.today.year - 1, month, day)


def relative_year(match: re.Match[str], frame: Frame) -> Window | None:
    """ "last year", "this year"."""
    shift = shift_of(match.group())
    return _year(frame.today.year + shift, forward(frame) if shift > 0 else frame)


def the_year(match: re.Match[str], frame: Frame) -> Window | None:
    """ "for the year": in its first two sessions the one just ended; "for all of the year" once it is over."""
    if frame.future:
        return _year(frame.today.year, frame)
    whole = re.search(r"\b(?:all|full|whole|entire)\b", match.group(), re.IGNORECASE) is not None
    begun = frame.today.month != DECEMBER if whole else frame.sessions.count(*_new_year(frame)) <= NEW_YEAR_SESSIONS
    return _year(frame.today.year - begun, frame)


def _new_year(frame: Frame) -> tuple[dt.date, dt.date]:
    first = frame.sessions.on_or_after(dt.date(frame.today.year, 1, 1))
    return first, max(first, frame.current)


def ytd(_: re.Match[str], frame: Frame) -> Window | None:
    """ "year to date"."""
    return _year(frame.today.year, frame)


def _year(year: int, frame: Frame) -> Window | None:
    return between(dt.date(year, 1, 1), dt.date(year, 12, 31), frame, "year")


def named_year(match: re.Match[str], frame: Frame) -> Window | None:
    """ "in 2023"."""
    return _year(int(match["year"]), frame)


def period_end(match: re.Match[str], frame: Frame) -> Window | None:
    """ "the end of the year", "year-end": the last session of the period."""
    unit = (match["unit"] or match["end"]).lower()
    shift = shift_of(match.group())
    if unit == "year" or unit.isdigit():
        last = dt.date(int(unit) if unit.isdigit() else frame.today.year + shift, 12, 31)
    elif unit == "month":
        months = frame.today.year * 12 + frame.today.month - 1 + shift
        last = month_end(months // 12, months % 12 + 1)
    elif unit == "quarter":
        last = quarter_end(frame.today.year * 4 + (frame.today.month - 1) // 3 + shift)
    else:
        last = _week_start(frame) + (6 + 7 * shift) * DAY
    d = frame.sessions.on_or_before(last)
    return Window(d, d, "session")


def mid_year(match: re.Match[str], frame: Frame) -> Window | None:
    """ "mid-2025"."""
    year = int(match["year"]) if match["year"] else frame.today.year + shift_of(match.group())
    d = frame.sessions.on_or_before(dt.date(year, 6, 30))
    return Window(d, d, "session")


def quarter_end(index: int) -> dt.date:
    """The last day of a quarter: year x 4 + its number from 0."""
    return month_end(index // 4, index % 4 * 3 + 3)


def past_n(match: re.Match[str], frame: Frame) -> Window | None:
    """ "the past three sessions", "the last 12 months": back from the current session."""
    n = count(match["n"]) if match["n"] else 1
    unit, words = match["unit"].lower().rstrip("s"), match.group().lower()
    end = frame.current
    if unit in {"session", "trading session", "trading day"} and re.search(r"\b(?:prior|previous|preceding)\b", words):
        end = frame.sessions.previous(frame.anchor or end)  # before the one that is told of
    if unit == "day" and n >= CALENDAR_DAYS:
        return Window(frame.sessions.next(frame.today - n * DAY), end, "range")
    if unit in {"session", "trading session", "trading day", "day"}:
        return Window(frame.sessions.previous(end, n - 1) if n > 1 else end, end, "range")
    return Window(frame.sessions.next(back(end, n, unit)), end, "range")


def next_n(match: re.Match[str], frame: Frame) -> Window | None:
    """ "the next 12 months": on from the day."""
    n = count(match["n"]) if match["n"] else 1
    unit = match["unit"].lower().rstrip("s")
    start = frame.sessions.next(frame.today)
    if unit in {"session", "trading session", "trading day", "day"}:
        return Window(start, frame.sessions.next(frame.today, n), "range")
    return Window(start, frame.sessions.on_or_before(back(frame.today, -n, unit)), "range")


def ago(match: re.Match[str], frame: Frame) -> Window | None:
    """ "two weeks ago"."""
    n, unit = count(match["n"]), match["unit"].lower().rstrip("s")
    if unit == "day":
        d = frame.sessions.on_or_before(frame.today - n * DAY)
        return Window(d, d, "session")
    d = back(frame.today, n, unit)
    if unit == "week":
        monday = d - d.weekday() * DAY
        return between(monday, monday + 6 * DAY, frame, "week")
    if unit == "month":
        return _month_of(d.year, d.month, frame)
    return _year(d.year, frame)


def back(d: dt.date, n: int, unit: str) -> dt.date:
    """The day that lies `n` weeks, months, quarters or years before another; after it where `n` is negative."""
    if unit == "week":
        return d - 7 * n * DAY
    months = d.year * 12 + d.month - 1 - n * (12 if unit == "year" else 3 if unit == "quarter" else 1)
    year, month = months // 12, months % 12 + 1
    return dt.date(year, month, min(d.day, month_end(year, month).day))


def shift_of(word: str | None) -> int:
    """Whether words point back (-1), on (1) or to where we are (0): "last", "next", "this"."""
    low = (word or "").lower()
    if "last" in low or "prior" in low or "previous" in low or "past" in low:
        return -1
    return 1 if "next" in low or "following" in low or "coming" in low else 0


def forward(frame: Frame) -> Frame:
    """The same frame read forward."""
    return Frame(frame.published, frame.today, frame.current, frame.closed, frame.sessions, frame.anchor, True)


def count(words: str) -> int:
    """ "three" or "3" -> 3."""
    return int(words) if words.isdigit() else COUNTS[words.lower()]


def month_of_name(word: str) -> int:
    """ "Sept." -> 9."""
    return MONTHS.index(word.lower()[:3]) + 1
