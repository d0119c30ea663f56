"""Time spans in words -> trading sessions: "last week", "on Friday", "since July 18", "by the end of the year".

A window is a run of sessions, both ends included; a move over it is measured from the close of the session before
`start` to the close of `end`. All words are read from the instant of publication in New York. A span that cannot be
placed plainly gives None rather than a guess.

One table (`_RULES`) holds the phrases: a pattern and the function that places it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from aggregator.errors import ItemError

if TYPE_CHECKING:
    from aggregator.sessions import Calendar

Granularity = Literal["intraday", "session", "week", "month", "quarter", "year", "range"]
DAY = dt.timedelta(days=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_COUNTS = {
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
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "final": 4}


class Window(NamedTuple):
    """Trading sessions, both inclusive, and how finely the words fixed them."""

    start: dt.date
    end: dt.date
    precision: Granularity


class Phrase(NamedTuple):
    """A time expression in a text: offsets and exact words."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the words are read against. `today` is the date in New York; `current` the session that is open or last."""

    published: dt.datetime
    today: dt.date
    current: dt.date
    closed: dt.date
    sessions: Calendar
    anchor: dt.date | None
    future: bool


_Place = Callable[[re.Match[str], _Frame], Window | None]

_N = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
_WD = rf"(?P<wd>{'|'.join(WEEKDAYS)})"
_MON = (
    r"(?P<mon>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|"
    r"\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_PART = r"(?:(?:early|late|mid|morning|afternoon|midday|intraday|overnight|premarket|pre-market)[ -])?"


def find(text: str) -> list[Phrase]:
    """The time expressions of a sentence in order, longest first where they overlap, with their preposition."""
    found: list[Phrase] = []
    at = 0
    while match := _ANY.search(text, at):
        found.append(Phrase(match.start(), match.end(), match.group()))
        at = match.end()
    return found


def resolve(
    text: str,
    published: dt.datetime,
    sessions: Calendar,
    *,
    anchor: dt.date | None = None,
    future: bool = False,
) -> Window | None:
    """The sessions that `text` names, or None when it names none plainly.

    `anchor` is the day that "the prior day" is prior to; `future` reads "this week", "Friday" or "in July" forward.
    """
    frame = _frame(published, sessions, anchor, future)
    if frame is None:
        return None
    words = _LEADING.sub("", " ".join(text.split()).strip(" ,."))
    for pattern, place in _COMPILED:
        match = pattern.fullmatch(words)
        if match:
            try:
                return place(match, frame)
            except (ItemError, ValueError, OverflowError):
                return None  # a date outside every calendar
    return None


def due(text: str, published: dt.datetime, sessions: Calendar) -> dt.date | None:
    """The last session by which a statement about "by the end of the year", "in July" or "next week" can be scored."""
    window = resolve(_DEADLINE.sub("", text.strip()), published, sessions, future=True)
    if window is None or window.end < published.date() - 2 * DAY:
        return None
    return window.end


_DEADLINE = re.compile(r"^(?:by|before|until|till|through|no later than|ahead of)\s+", re.IGNORECASE)


def _frame(published: dt.datetime, sessions: Calendar, anchor: dt.date | None, future: bool) -> _Frame | None:
    from aggregator.sessions import new_york_date

    try:
        today = new_york_date(published)
        closed = sessions.last_closed(published)
        opened = sessions.is_session(today) and sessions.open_time(today) <= published
    except (ItemError, OverflowError, ValueError):
        return None
    return _Frame(published, today, today if opened else closed, closed, sessions, anchor, future)


# --- placing --------------------------------------------------------------------------------------------------------


def _session(d: dt.date, frame: _Frame, precision: Granularity = "session") -> Window | None:
    return Window(d, d, precision) if frame.sessions.is_session(d) else None


def _between(first: dt.date, last: dt.date, frame: _Frame, precision: Granularity) -> Window | None:
    """The sessions of a calendar span; a past reading stops at the last session that has closed."""
    if not frame.future:
        last = min(last, max(frame.closed, frame.current))
    days = frame.sessions.between(first, last)
    return Window(days[0], days[-1], precision) if days else None


def _today(_: re.Match[str], frame: _Frame) -> Window | None:
    d = frame.sessions.on_or_after(frame.today) if frame.future else frame.sessions.on_or_before(frame.today)
    return Window(d, d, "session")


def _current(_: re.Match[str], frame: _Frame) -> Window | None:
    d = frame.anchor or frame.current
    return _session(d, frame)


def _intraday(_: re.Match[str], frame: _Frame) -> Window | None:
    d = frame.today if frame.sessions.is_session(frame.today) else frame.current
    return Window(d, d, "intraday")


def _yesterday(_: re.Match[str], frame: _Frame) -> Window | None:
    d = frame.sessions.on_or_before(frame.today - DAY)
    return Window(d, d, "session")


def _tomorrow(_: re.Match[str], frame: _Frame) -> Window | None:
    d = frame.sessions.on_or_after(frame.today + DAY)
    return Window(d, d, "session")


def _prior(_: re.Match[str], frame: _Frame) -> Window | None:
    d = frame.sessions.previous(frame.anchor or frame.current)
    return Window(d, d, "session")


def _weekday(match: re.Match[str], frame: _Frame) -> Window | None:
    word = (match["which"] or "").lower()
    back = (frame.today.weekday() - WEEKDAYS.index(match["wd"].lower())) % 7
    d = frame.today - back * DAY
    if word in {"last", "this past"} and back == 0:
        d -= 7 * DAY
    elif word == "next":
        d += 7 * DAY if back else 7 * DAY
    elif word in {"this", "this coming"}:
        d = frame.today + (-back if back <= frame.today.weekday() else 7 - back) * DAY
    elif frame.future and back:
        d += 7 * DAY
    return _session(d, frame)


def _week_start(frame: _Frame) -> dt.date:
    """The Monday of the week in which the text was published; a weekend still belongs to the week just ended."""
    return frame.today - frame.today.weekday() * DAY


def _week(match: re.Match[str], frame: _Frame) -> Window | None:
    which = match["which"].lower()
    monday = _week_start(frame)
    weekend = frame.today.weekday() >= 5
    if which in {"last", "the prior", "the previous", "the past", "the last", "this past", "past"}:
        return _between(monday if weekend else monday - 7 * DAY, monday + (6 if weekend else -1) * DAY, frame, "week")
    if which in {"next", "the coming", "the following"}:
        frame = _forward(frame)
        return _between(monday + 7 * DAY, monday + 13 * DAY, frame, "week")
    if frame.future and weekend:
        monday += 7 * DAY
    return _between(monday, monday + 6 * DAY, frame, "week")


def _the_week(_: re.Match[str], frame: _Frame) -> Window | None:
    """ "for the week": the week of the session that is open or was the last to close."""
    monday = frame.current - frame.current.weekday() * DAY
    return _between(monday, monday + 6 * DAY, frame, "week")


def _month_of(year: int, month: int, frame: _Frame) -> Window | None:
    return _between(dt.date(year, month, 1), _month_end(year, month), frame, "month")


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year + month // 12, month % 12 + 1, 1) - DAY


def _relative_month(match: re.Match[str], frame: _Frame) -> Window | None:
    shift = _shift(match.group())
    months = frame.today.year * 12 + frame.today.month - 1 + shift
    return _month_of(months // 12, months % 12 + 1, _forward(frame) if shift > 0 else frame)


def _named_month(match: re.Match[str], frame: _Frame) -> Window | None:
    month = _month(match["mon"])
    if match["mon"] == "may":
        return None  # the verb
    year = int(match["year"]) if match["year"] else _year_of(month, match, frame)
    return _month_of(year, month, frame)


def _year_of(month: int, match: re.Match[str], frame: _Frame) -> int:
    said = (match.groupdict().get("last") or "").lower()
    year = frame.today.year
    if said:
        return year - 1
    if frame.future:
        return year if month >= frame.today.month else year + 1
    return year if month <= frame.today.month else year - 1


def _date(match: re.Match[str], frame: _Frame) -> Window | None:
    d = _calendar_date(match, frame)
    return None if d is None else _session(d, frame)


def _calendar_date(match: re.Match[str], frame: _Frame) -> dt.date | None:
    month, day = _month(match["mon"]), int(match["day"])
    if match["year"]:
        return dt.date(int(match["year"]), month, day)
    d = dt.date(frame.today.year, month, day)
    if frame.future:
        return d if d >= frame.today else dt.date(frame.today.year + 1, month, day)
    return d if d <= frame.today else dt.date(frame.today.year - 1, month, day)


def _relative_year(match: re.Match[str], frame: _Frame) -> Window | None:
    shift = _shift(match.group())
    return _year(frame.today.year + shift, _forward(frame) if shift > 0 else frame)


def _ytd(_: re.Match[str], frame: _Frame) -> Window | None:
    return _year(frame.today.year, frame)


def _year(year: int, frame: _Frame) -> Window | None:
    return _between(dt.date(year, 1, 1), dt.date(year, 12, 31), frame, "year")


def _named_year(match: re.Match[str], frame: _Frame) -> Window | None:
    return _year(int(match["year"]), frame)


def _period_end(match: re.Match[str], frame: _Frame) -> Window | None:
    """ "the end of the year", "year-end": the last session of the period."""
    unit = (match["unit"] or match["end"]).lower()
    shift = _shift(match.group())
    if unit == "year" or unit.isdigit():
        last = dt.date(int(unit) if unit.isdigit() else frame.today.year + shift, 12, 31)
    elif unit == "month":
        months = frame.today.year * 12 + frame.today.month - 1 + shift
        last = _month_end(months // 12, months % 12 + 1)
    elif unit == "quarter":
        last = _quarter_end(frame.today.year * 4 + (frame.today.month - 1) // 3 + shift)
    else:
        last = _week_start(frame) + (6 + 7 * shift) * DAY
    d = frame.sessions.on_or_before(last)
    return Window(d, d, "session")


def _half(match: re.Match[str], frame: _Frame) -> Window | None:
    year = int(match["year"]) if match["year"] else frame.today.year + (1 if match["next"] else 0)
    first, last = (1, 6) if match["half"].lower() in {"first", "1"} else (7, 12)
    return _between(dt.date(year, first, 1), _month_end(year, last), frame, "range")


def _mid_year(match: re.Match[str], frame: _Frame) -> Window | None:
    year = int(match["year"]) if match["year"] else frame.today.year + _shift(match.group())
    d = frame.sessions.on_or_before(dt.date(year, 6, 30))
    return Window(d, d, "session")


def _quarter_end(index: int) -> dt.date:
    return _month_end(index // 4, index % 4 * 3 + 3)


def _quarter_window(index: int, frame: _Frame) -> Window | None:
    return _between(dt.date(index // 4, index % 4 * 3 + 1, 1), _quarter_end(index), frame, "quarter")


def _quarter(match: re.Match[str], frame: _Frame) -> Window | None:
    number = _ORDINALS[match["ord"].lower()] if match["ord"] else int(match["q"])
    now = frame.today.year * 4 + (frame.today.month - 1) // 3
    if match["year"]:
        return _quarter_window(int(match["year"]) * 4 + number - 1, frame)
    if match["rel"]:
        return _quarter_window((frame.today.year + _shift(match["rel"])) * 4 + number - 1, _forward(frame))
    index = frame.today.year * 4 + number - 1
    if frame.future and index < now:
        index += 4
    elif not frame.future and index > now:
        index -= 4
    return _quarter_window(index, frame)


def _relative_quarter(match: re.Match[str], frame: _Frame) -> Window | None:
    shift = _shift(match.group())
    index = frame.today.year * 4 + (frame.today.month - 1) // 3 + shift
    return _quarter_window(index, _forward(frame) if shift > 0 else frame)


def _past_n(match: re.Match[str], frame: _Frame) -> Window | None:
    n = _count(match["n"]) if match["n"] else 1
    unit = match["unit"].lower().rstrip("s")
    end = frame.current
    if unit in {"session", "trading session", "trading day", "day"}:
        return Window(frame.sessions.previous(end, n - 1) if n > 1 else end, end, "range")
    return Window(frame.sessions.next(_back(end, n, unit)), end, "range")


def _next_n(match: re.Match[str], frame: _Frame) -> Window | None:
    n = _count(match["n"]) if match["n"] else 1
    unit = match["unit"].lower().rstrip("s")
    start = frame.sessions.next(frame.today)
    if unit in {"session", "trading session", "trading day", "day"}:
        return Window(start, frame.sessions.next(frame.today, n), "range")
    return Window(start, frame.sessions.on_or_before(_back(frame.today, -n, unit)), "range")


def _ago(match: re.Match[str], frame: _Frame) -> Window | None:
    n, unit = _count(match["n"]), match["unit"].lower().rstrip("s")
    if unit == "day":
        d = frame.sessions.on_or_before(frame.today - n * DAY)
        return Window(d, d, "session")
    d = _back(frame.today, n, unit)
    if unit == "week":
        monday = d - d.weekday() * DAY
        return _between(monday, monday + 6 * DAY, frame, "week")
    if unit == "month":
        return _month_of(d.year, d.month, frame)
    return _year(d.year, frame)


def _since(match: re.Match[str], frame: _Frame) -> Window | None:
    inner = resolve(match["rest"], frame.published, frame.sessions, anchor=frame.anchor)
    if inner is None or inner.start > frame.current:
        return None
    # Since a day: measured from its close. Since a month or year: from its first session.
    start = frame.sessions.next(inner.end) if inner.start == inner.end else inner.start
    return Window(start, frame.current, "range") if start <= frame.current else None


def _back(d: dt.date, n: int, unit: str) -> dt.date:
    if unit == "week":
        return d - 7 * n * DAY
    months = d.year * 12 + d.month - 1 - n * (12 if unit == "year" else 3 if unit == "quarter" else 1)
    year, month = months // 12, months % 12 + 1
    return dt.date(year, month, min(d.day, _month_end(year, month).day))


def _shift(word: str | None) -> int:
    low = (word or "").lower()
    if "last" in low or "prior" in low or "previous" in low or "past" in low:
        return -1
    return 1 if "next" in low or "following" in low or "coming" in low else 0


def _forward(frame: _Frame) -> _Frame:
    return _Frame(frame.published, frame.today, frame.current, frame.closed, frame.sessions, frame.anchor, True)


def _count(words: str) -> int:
    return int(words) if words.isdigit() else _COUNTS[words.lower()]


def _month(word: str) -> int:
    return next(i for i, name in enumerate(MONTHS, 1) if name.startswith(word.lower().strip(".")[:3]))


_WHICH_PAST = r"(?:the |this )?(?:last|past|previous|prior|preceding)"
_SPAN = r"(?P<unit>trading sessions?|trading days?|sessions?|days|weeks?|months?|quarters?|years?)"
_THIS = (
    r"(?:the (?:prior |previous |following |coming |current )?|(?:earlier |later |late |"
    r"early )?(?:this|last|next) (?:past )?|this (?:past|coming) )"
)


class _Rule(NamedTuple):
    """A phrase matched whole (without its preposition) and how to place it; `bare`: found without a preposition too."""

    pattern: str
    place: _Place
    bare: bool = True


# The first rule that fits decides.
_RULES = (
    _Rule(r"since (?:the )?(?:start of |beginning of |end of )?(?P<rest>.{3,40})", _since),
    _Rule(r"(?:earlier |later |so far )?today|(?:later |earlier )?this (?:morning|afternoon|evening)|tonight", _today),
    _Rule(r"(?:earlier |late )?yesterday", _yesterday),
    _Rule(r"tomorrow", _tomorrow),
    _Rule(
        r"the (?:prior|previous|preceding) (?:(?:trading )?(?:day|session)(?:['’]s)?)|the day before|"
        r"a (?:day|session) earlier",
        _prior,
    ),
    _Rule(rf"(?:{_WD},? )?{_MON}\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%])(?:,? {_YEAR})?", _date),
    _Rule(rf"(?P<day>\d{{1,2}}) {_MON}\.?(?:,? {_YEAR})?", _date),
    _Rule(
        rf"(?:(?:earlier|late|early) )?(?:(?P<which>last|this past|next|this coming|this) )?{_PART}{_WD}(?:['’]s)?"
        r"(?: (?:morning|afternoon|evening|night))?(?:['’]s)?(?: (?:close|session|trading))?",
        _weekday,
    ),
    _Rule(
        r"(?:earlier |later )?(?P<which>this|last|next|the coming|the following|the prior|the previous|"
        r"the past|this past|the last) week",
        _week,
    ),
    _Rule(r"week[- ]to[- ]date|weekly", _the_week),
    _Rule(r"the (?:trading )?week", _the_week, bare=False),
    _Rule(r"the (?:current )?(?:trading )?(?:day|session)|the close|the closing bell", _current, bare=False),
    _Rule(
        r"(?:early |late |mid)?-?(?:morning|afternoon|midday|early|late|intraday|regular) (?:trad(?:e|es|"
        r"ing)|action|session|deals)"
        r"|(?:early|late) (?:morning|afternoon)|(?:the )?course of the (?:day|session|trading day)|"
        r"this hour|recent trading",
        _current,
        bare=False,
    ),
    _Rule(
        r"(?:the )?pre-?market(?: trad(?:e|ing)| hours)?|(?:the )?after[- ]?hours(?: trad(?:e|ing))?|extended trading"
        r"|the (?:opening |closing )?bell|postmarket|overnight(?: trading)?"
        r"|\d{1,2}[:.]\d\d ?(?:a\.?m\.?|p\.?m\.?)(?: (?:ET|EDT|EST|Eastern))?",
        _intraday,
    ),
    _Rule(rf"{_THIS}month(?! low| high)|month[- ]to[- ]date", _relative_month),
    _Rule(
        rf"(?:early |late |mid-?)?{_MON}(?:,? (?:of )?{_YEAR})?(?P<last> (?:of )?last year| a year (?:ago|"
        rf"earlier))?(?: this year)?",
        _named_month,
        bare=False,
    ),
    _Rule(r"year[- ]to[- ]date|(?:so far )?this year(?: so far| to date)?|the year to date|YTD|the year so far", _ytd),
    _Rule(rf"(?:all of |full )?{_THIS}year(?! low| high)", _relative_year),
    _Rule(
        r"(?:calendar |fiscal |all of |early |late |full-year )?(?P<year>(?:19|20)\d\d)(?![\d.,%]\d|%)",
        _named_year,
        bare=False,
    ),
    _Rule(
        r"(?:(?:the )?(?:very )?end of (?:this |next |the |last )?(?P<unit>year|month|quarter|week|(?:19|20)\d\d)"
        r"|(?P<end>year|month|quarter)[- ]end)",
        _period_end,
    ),
    _Rule(rf"mid-?(?:year|{_YEAR})|the middle of (?:the|this|next) year", _mid_year, bare=False),
    _Rule(
        rf"(?:the )?(?P<half>first|second|1|2)(?: |-)half(?:(?: of)?(?: the year| this year| {_YEAR}|"
        rf"(?P<next> next year)))?",
        _half,
    ),
    _Rule(
        rf"(?:the )?(?:(?P<ord>{'|'.join(_ORDINALS)})[- ]quarter|Q(?P<q>[1-4]))"
        rf"(?: (?:of )?(?:(?P<rel>next|last|this) year|{_YEAR}|the year))?",
        _quarter,
    ),
    _Rule(rf"{_THIS}quarter(?! point| percent)", _relative_quarter),
    _Rule(rf"{_WHICH_PAST} (?:{_N} )?{_SPAN}", _past_n),
    _Rule(rf"(?:the )?(?:next|coming|following) (?:{_N} )?{_SPAN}", _next_n),
    _Rule(rf"{_N} (?P<unit>days?|weeks?|months?|years?) ago", _ago),
)

_PREPOSITION = (
    r"(?:on|in|during|over|for|at|by|as of|through|throughout|within|from|of|until|before|after|around|about|amid)"
)
_LEADING = re.compile(rf"^{_PREPOSITION}\s+", re.IGNORECASE)
_COMPILED = tuple((re.compile(rule.pattern, re.IGNORECASE), rule.place) for rule in _RULES)


def _unnamed(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


_SIMPLE = [(_unnamed(rule.pattern), rule.bare) for rule in _RULES[1:]]
_POINT = "|".join(pattern for pattern, _ in _SIMPLE)
_PREPOSED = (
    rf"(?:on|in|during|over|for|at|by|as of|through|throughout|within|from|until|before|by the|ahead of) (?:{_POINT})"
)
_BARE = "|".join(pattern for pattern, bare in _SIMPLE if bare)
_ANY = re.compile(
    rf"(?<![\w$.-])(?:since (?:the )?(?:start of |beginning of |end of )?(?:{_POINT})|{_PREPOSED}|"
    rf"{_BARE})(?![\w-]|[.,]\d)",
    re.IGNORECASE,
)
