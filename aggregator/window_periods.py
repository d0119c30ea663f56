"""Where the periods of company and government figures lie: "the March quarter", "April-June", "2Q25", "fiscal 2025".

A quarter that is named by its months is plain. A company's fiscal year is not, unless the text says when it ends: then
"fiscal 2025" is no span of the calendar, and no date is better than that of another year.
"""

from __future__ import annotations

import datetime as dt
import re

from aggregator.window_places import (
    NEW_MONTH_SESSIONS,
    ORDINALS,
    Frame,
    Granularity,
    Window,
    between,
    count,
    forward,
    month_end,
    month_of_name,
    quarter_end,
    shift_of,
)

QUARTER_MONTHS, YEAR_MONTHS = 3, 12
CENTURY = 2000


def quarter_of_month(match: re.Match[str], frame: Frame) -> Window | None:
    """ "the March quarter": the three months that end with the one named."""
    return _months_to(match["mon"], match["year"], QUARTER_MONTHS, frame)


def months(match: re.Match[str], frame: Frame) -> Window | None:
    """ "the April-June quarter", "the July to September period"."""
    n = (month_of_name(match["until"]) - month_of_name(match["mon"])) % YEAR_MONTHS + 1
    return _months_to(match["until"], match["year"], n, frame)


def months_to(match: re.Match[str], frame: Frame) -> Window | None:
    """ "the three months to December", "the year to March", "the quarter ended in June"."""
    size = {"month": 1, "quarter": QUARTER_MONTHS, "year": YEAR_MONTHS}[match["unit"].lower().rstrip("s")]
    n = size * (count(match["n"]) if match["n"] else 1)
    return _months_to(match["mon"], match["year"], n, frame)


def fiscal_year_to(match: re.Match[str], frame: Frame) -> Window | None:
    """ "the fiscal year ended March 31", "fiscal 2025, which ends in June": the text says when."""
    return _months_to(match["mon"], match["year"] or match["named"], YEAR_MONTHS, frame)


def short_quarter(match: re.Match[str], frame: Frame) -> Window | None:
    """ "2Q", "4Q24", "Q2'25": a quarter of the calendar, which they mostly mean where no fiscal year is told."""
    return _part(int(match["before"] or match["behind"]), QUARTER_MONTHS, match["short"], frame)


def short_half(match: re.Match[str], frame: Frame) -> Window | None:
    """ "1H25", "H2": half a year of the calendar."""
    return _part(int(match["before"] or match["behind"]), YEAR_MONTHS // 2, match["short"], frame)


def _part(number: int, n: int, year: str | None, frame: Frame) -> Window | None:
    month, this = number * n, frame.today.year
    if year is not None:
        return _span(int(year) % CENTURY + CENTURY, month, n, frame)
    over = month < frame.today.month if frame.future else month - n >= frame.today.month
    return _span(this + (1 if frame.future else -1) * over, month, n, frame)


def _months_to(name: str, year: str | None, n: int, frame: Frame) -> Window | None:
    """So many months up to a named one: those that were over last; read forward, those that end next."""
    month, this = month_of_name(name), frame.today.year
    if year is not None:
        return _span(int(year), month, n, frame)
    if frame.future:
        return _span(this if month >= frame.today.month else this + 1, month, n, frame)
    return _span(this if month_end(this, month) < frame.today else this - 1, month, n, frame)


def _span(year: int, month: int, n: int, frame: Frame) -> Window | None:
    first = year * YEAR_MONTHS + month - n
    precision: Granularity = "quarter" if n == QUARTER_MONTHS and month % QUARTER_MONTHS == 0 else "range"
    start = dt.date(first // YEAR_MONTHS, first % YEAR_MONTHS + 1, 1)
    return between(start, month_end(year, month), frame, precision)


def half(match: re.Match[str], frame: Frame) -> Window | None:
    """ "the second half"."""
    year = int(match["year"]) if match["year"] else frame.today.year + (1 if match["next"] else 0)
    first, last = (1, 6) if match["half"].lower() in {"first", "1"} else (7, 12)
    return between(dt.date(year, first, 1), month_end(year, last), frame, "range")


def _quarter_window(index: int, frame: Frame) -> Window | None:
    return between(dt.date(index // 4, index % 4 * 3 + 1, 1), quarter_end(index), frame, "quarter")


def quarter(match: re.Match[str], frame: Frame) -> Window | None:
    """ "the first quarter", "Q2 2024"."""
    number = ORDINALS[match["ord"].lower()] if match["ord"] else int(match["q"])
    now = frame.today.year * 4 + (frame.today.month - 1) // 3
    if match["year"]:
        return _quarter_window(int(match["year"]) * 4 + number - 1, frame)
    if match["rel"]:
        return _quarter_window((frame.today.year + shift_of(match["rel"])) * 4 + number - 1, forward(frame))
    index = frame.today.year * 4 + number - 1
    if frame.future and index < now:
        index += 4
    elif not frame.future and index > now:
        index -= 4
    return _quarter_window(index, frame)


def the_quarter(_: re.Match[str], frame: Frame) -> Window | None:
    """ "for the quarter": that of the last session; in the first days of a quarter the one just ended."""
    index = frame.current.year * 4 + (frame.current.month - 1) // 3
    first = dt.date(index // 4, index % 4 * 3 + 1, 1)
    if not frame.future and len(frame.sessions.between(first, frame.current)) <= NEW_MONTH_SESSIONS:
        index -= 1
    return _quarter_window(index, frame)


def relative_quarter(match: re.Match[str], frame: Frame) -> Window | None:
    """ "last quarter", "this quarter"."""
    shift = shift_of(match.group())
    index = frame.today.year * 4 + (frame.today.month - 1) // 3 + shift
    return _quarter_window(index, forward(frame) if shift > 0 else frame)
