"""Where longer spans and feasts lie on the trading calendar: "the week to July 5", "by Christmas", "within a month".

Like `window_places`, which holds the plainer phrases: each function takes the match of its phrase and its frame.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from aggregator.window_places import (
    DAY,
    ORDINALS,
    WEEKDAYS,
    Frame,
    Window,
    back,
    between,
    calendar_date,
    count,
    is_next_day,
    month_end,
    month_of_name,
    next_n,
    year_of,
)

if TYPE_CHECKING:
    from aggregator.sessions import Calendar

WEEK = 7 * DAY
FRIDAY = 4
DECEMBER, WINTER_MONTHS = 12, 3
EARLY_DAYS = 10


def week_of(match: re.Match[str], frame: Frame) -> Window | None:
    """ "the week of March 4": the sessions of the week that holds the date."""
    monday = _monday(calendar_date(match, frame))
    return between(monday, monday + WEEK - DAY, frame, "week")


def week_to_date(match: re.Match[str], frame: Frame) -> Window | None:
    """ "the week to July 5", "ended March 4": the seven days that end there; to a Friday these are Monday to Friday."""
    return _week_to(calendar_date(match, frame), frame)


def span_to_date(match: re.Match[str], frame: Frame) -> Window | None:
    """ "the six weeks to July 5", "the year ended June 30": so many weeks, months or years that end there."""
    end = frame.sessions.on_or_before(calendar_date(match, frame))
    n = count(match["n"]) if match["n"] else 1
    start = frame.sessions.next(back(end, n, match["unit"].lower().rstrip("s")))
    return between(start, end, frame, "range")


def week_to_weekday(match: re.Match[str], frame: Frame) -> Window | None:
    """ "the week to Wednesday": the seven days that end on the last such day."""
    back = (frame.today.weekday() - WEEKDAYS.index(match["wd"].lower())) % 7
    if is_next_day(frame.today - (back - 7) * DAY, frame):
        return None
    return _week_to(frame.today - back * DAY, frame)


def _week_to(day: dt.date, frame: Frame) -> Window | None:
    if day.weekday() >= FRIDAY:
        return between(_monday(day), day, frame, "week")
    return between(day - WEEK + DAY, day, frame, "week")


def week_of_month(match: re.Match[str], frame: Frame) -> Window | None:
    """ "the first week of September", where the month plainly has one: it begins or ends with a week of sessions."""
    month = month_of_name(match["mon"])
    year = int(match["year"]) if match["year"] else year_of(month, match, frame)
    first, last = dt.date(year, month, 1), month_end(year, month)
    if ORDINALS.get(match["ord"].lower()) == 1:
        monday = _monday(frame.sessions.on_or_after(first))
        whole = frame.sessions.on_or_after(monday) >= first
    else:
        monday = _monday(frame.sessions.on_or_before(last))
        whole = frame.sessions.on_or_before(monday + FRIDAY * DAY) <= last
    return between(monday, monday + FRIDAY * DAY, frame, "week") if whole else None


def year_over(_: re.Match[str], frame: Frame) -> Window | None:
    """ "finished the year": in winter the one just over, in December this one; else it may be a fiscal one."""
    today = frame.today
    year = today.year if today.month == DECEMBER else today.year - 1 if today.month <= WINTER_MONTHS else None
    return None if year is None else between(dt.date(year, 1, 1), dt.date(year, 12, 31), frame, "year")


def early_end(window: Window, sessions: Calendar) -> dt.date:
    """By when "early 2026" or "early September" is over: after the first quarter of a year, the tenth of a month."""
    last = {"year": month_end(window.start.year, 3), "month": window.start.replace(day=EARLY_DAYS)}
    return min(window.end, sessions.on_or_before(last.get(window.precision, window.end)))


def nowhere(_match: re.Match[str], _frame: Frame) -> Window | None:
    """ "between 1995 and 1999": a span, but from which day to which the words do not say."""
    return None


def years_through(match: re.Match[str], frame: Frame) -> Window | None:
    """ "from 1995 through 1999": both years whole."""
    return between(dt.date(int(match["first"]), 1, 1), dt.date(int(match["last"]), 12, 31), frame, "range")


def within(match: re.Match[str], frame: Frame) -> Window | None:
    """ "within six weeks": of the future the days from now; of the past the words do not say which weeks."""
    return next_n(match, frame) if frame.future else None


def feast(match: re.Match[str], frame: Frame) -> Window | None:
    """ "by Christmas", "before Thanksgiving": the last session before the day that comes next; none of one gone by."""
    if not frame.future:
        return None
    name = match["feast"].lower().split("'")[0].split("’")[0]
    day = next(day for year in (frame.today.year, frame.today.year + 1) if (day := _feast(name, year)) > frame.today)
    session = frame.sessions.on_or_before(day - DAY)
    return Window(session, session, "session")


def _feast(name: str, year: int) -> dt.date:
    if name in FIXED_FEASTS:
        return dt.date(year, *FIXED_FEASTS[name])
    month, weekday, number = MOVING_FEASTS[name]
    if number < 0:
        last = month_end(year, month)
        return last - (last.weekday() - weekday) % 7 * DAY
    first = dt.date(year, month, 1)
    return first + (weekday - first.weekday()) % 7 * DAY + (number - 1) * WEEK


# All are days without a session.
FIXED_FEASTS = {"christmas": (12, 25), "new year": (1, 1), "independence day": (7, 4), "the fourth of july": (7, 4)}
MOVING_FEASTS = {"thanksgiving": (11, 3, 4), "labor day": (9, 0, 1), "memorial day": (5, 0, -1)}  # -1: the last


def _monday(day: dt.date) -> dt.date:
    return day - day.weekday() * DAY
