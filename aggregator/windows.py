"""Time spans in words -> trading sessions: "last week", "on Friday", "since July 18", "by the end of the year".

A window is a run of sessions, both ends included; a move over it is measured from the close of the session before
`start` to the close of `end`. All words are read from the instant of publication in New York. A span that cannot be
placed plainly gives None rather than a guess.

One table (`_RULES`) holds the phrases: a pattern and the function of `window_places`, `window_spans` or
`window_periods` that places it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from aggregator import window_datelines
from aggregator import window_periods as periods
from aggregator import window_places as places
from aggregator import window_spans as spans
from aggregator.errors import ItemError
from aggregator.window_places import DAY, Frame, Window
from aggregator.window_words import (
    DATE as _DATE,
)
from aggregator.window_words import (
    EXTENDED as _EXTENDED,
)
from aggregator.window_words import FISCAL, FROM_PART
from aggregator.window_words import (
    MON as _MON,
)
from aggregator.window_words import (
    OF_DAY as _OF_DAY,
)
from aggregator.window_words import (
    UNTIL as _UNTIL,
)
from aggregator.window_words import (
    UP_TO as _UP_TO,
)
from aggregator.window_words import (
    WD as _WD,
)
from aggregator.window_words import (
    WEEKDAY as _WEEKDAY,
)
from aggregator.window_words import (
    YEAR as _YEAR,
)
from aggregator.window_words import (
    N as _N,
)
from aggregator.window_words import (
    unnamed as _unnamed,
)

__all__ = ["Phrase", "Window", "due", "find", "resolve"]

if TYPE_CHECKING:
    from aggregator.sessions import Calendar


class Phrase(NamedTuple):
    """A time expression in a text: offsets and exact words."""

    start: int
    end: int
    text: str


def find(text: str) -> list[Phrase]:
    """The time expressions of a sentence in order, longest first where they overlap, with their preposition."""
    found: list[Phrase] = []
    at = 0
    while match := _ANY.search(text, at):
        start, end = _shortest(match)
        at = match.end()
        if window_datelines.is_one(text, match):
            continue  # when and where a report was sent
        if _OF_SESSION.match(text, at) and _HALF.search(match.group()):
            continue  # "in the second half of the session"
        if not (_EVENT_OF.fullmatch(match.group()) and _NOUN.match(text, at)):
            found.append(Phrase(start, end, text[start:end]))
    return found


def _shortest(match: re.Match[str]) -> tuple[int, int]:
    """The span without a possessive ending; the preposition of "by Thursday's slide" belongs to the slide."""
    owner = _POSSESSIVE.search(match.group())
    if owner is None:
        return match.span()
    leading = _LEADING.match(match.group())
    return match.start() + (leading.end() if leading else 0), match.start() + owner.start()


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
    frame = places.frame_of(published, sessions, anchor, future)
    if frame is None:
        return None
    whole = " ".join(text.split()).strip(" ,.")
    words = _LEADING.sub("", whole)
    for pattern, place in _COMPILED:
        match = pattern.fullmatch(words) or pattern.fullmatch(whole)
        if match:
            try:
                return place(match, frame)
            except (ItemError, ValueError, OverflowError):
                return None  # a date outside every calendar
    return None


def due(text: str, published: dt.datetime, sessions: Calendar) -> dt.date | None:
    """The last session by which a statement about "by the end of the year", "in July" or "next week" can be scored."""
    words = _DEADLINE.sub("", text.strip())
    window = resolve(words, published, sessions, future=True)
    if window is None or window.end < published.date() - 2 * DAY:
        return None
    early = _LEADING.sub("", words).lower().startswith("early ")
    return max(spans.early_end(window, sessions), sessions.on_or_after(published.date())) if early else window.end


_DEADLINE = re.compile(r"^(?:by|before|until|till|through|no later than|ahead of)\s+", re.IGNORECASE)


_VAGUELY = re.compile(r"(?:early|late|mid)\b|.*\b(?:morning|afternoon)$", re.IGNORECASE)


def _end_of(match: re.Match[str], frame: Frame) -> Window | None:
    """ "The end of August": its last session."""
    month = resolve(match["rest"], frame.published, frame.sessions, anchor=frame.anchor, future=frame.future)
    return None if month is None else Window(month.end, month.end, "session")


def _since(match: re.Match[str], frame: Frame) -> Window | None:
    if _VAGUELY.match(match["rest"]):
        return None  # "since late September", "since Friday morning"
    rest = _CLOSE_OF.sub("", match["rest"])  # "since the April 23 closing high": since that day
    inner = resolve(rest, frame.published, frame.sessions, anchor=frame.anchor)
    if inner is None or inner.start > frame.current:
        return None
    # Since a day: measured from its close. Since a month or year: from its first session.
    start = frame.sessions.next(inner.end) if inner.start == inner.end else inner.start
    return Window(start, frame.current, "range") if start <= frame.current else None


_WHICH_PAST = r"(?:the |this )?(?:last|past|previous|prior|preceding|trailing)"
_SPAN = r"(?P<unit>trading sessions?|trading days?|sessions?|days|weeks?|months?|quarters?|years?)"
_THIS = (
    r"(?:the (?:prior |previous |following |coming |current )?|(?:earlier |later |late |"
    r"early )?(?:this|last|next) (?:past )?|this (?:past|coming) )"
)


class _Rule(NamedTuple):
    """A phrase matched whole (without its preposition) and how to place it; `bare`: found without a preposition too."""

    pattern: str
    place: Callable[[re.Match[str], Frame], Window | None]
    bare: bool = True


# The first rule that fits decides.
_RULES = (
    _Rule(r"since (?:the )?(?:start of |beginning of |end of )?(?P<rest>.{3,60})", _since),
    _Rule(
        r"(?:earlier |later |so far )?today|(?:later |earlier )?this (?:morning|afternoon|evening)|tonight",
        places.today,
    ),
    _Rule(r"(?:earlier |late )?yesterday", places.yesterday),
    _Rule(r"tomorrow", places.tomorrow),
    _Rule(
        r"the (?:prior|previous|preceding) (?:(?:trading )?(?:day|session)(?:['’]s)?)|the day before|"
        r"a (?:day|session) earlier",
        places.prior_session,
    ),
    _Rule(rf"(?:{_WD},? )?{_MON}\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%])(?:,? {_YEAR})?", places.calendar_day),
    _Rule(rf"(?P<day>\d{{1,2}}) {_MON}\.?(?:,? {_YEAR})?", places.calendar_day),
    _Rule(rf"{_OF_DAY}{_WEEKDAY}", places.weekday, bare=False),
    _Rule(rf"between {_unnamed(_WD)} and {_unnamed(_WD)}", spans.nowhere),
    _Rule(rf"{_EXTENDED} (?:on )?{_WEEKDAY}", places.extended_weekday),
    _Rule(_WEEKDAY, places.weekday),
    _Rule(
        r"(?:earlier |later )?(?P<which>this|last|next|the coming|the following|the prior|the previous|"
        r"the past|this past|the last) week",
        places.week,
    ),
    _Rule(r"week[- ]to[- ]date|weekly", places.the_week),
    _Rule(rf"(?:the )?(?:trading )?week of (?:{_WD},? )?{_DATE}", spans.week_of),
    _Rule(rf"(?:the )?(?:trading )?week (?:that )?(?:just )?{_UP_TO} (?:on )?(?:{_WD},? )?{_DATE}", spans.week_to_date),
    _Rule(rf"(?:the )?(?:trading )?week (?:that )?(?:just )?{_UP_TO} (?:on |last )?{_WD}", spans.week_to_weekday),
    _Rule(
        rf"(?:the )?(?:{_N} )?(?P<unit>(?:week|month|quarter|year)s?) (?:that )?(?:just )?{_UP_TO} (?:on )?"
        rf"(?:{_WD},? )?{_DATE}",
        spans.span_to_date,
    ),
    _Rule(
        rf"(?:the )?(?:{_N} )?(?P<unit>months|quarters?|years?) (?:that )?(?:just )?{_UP_TO} (?:in )?{_MON}"
        rf"(?:,? {_YEAR})?(?!\.? \d)",
        periods.months_to,
        bare=False,
    ),
    _Rule(
        rf"(?:the )?(?:{_unnamed(_N)} )?(?:weeks?|month) (?:that )?{_UP_TO} {_unnamed(_MON)}(?:,? {_unnamed(_YEAR)})?"
        r"(?!\.? \d)",
        spans.nowhere,
        bare=False,
    ),
    _Rule(
        rf"(?:the |its |their )?(?:current |new )?fiscal(?: year)?(?: (?P<named>20\d\d))?,? (?:which |that )?"
        rf"(?:{_UP_TO}|ends?|runs? (?:to|through|until)) (?:in |on )?(?:the end of )?{_MON}\.?(?: \d{{1,2}})?"
        rf"(?:,? {_YEAR})?",
        periods.fiscal_year_to,
    ),
    _Rule(rf"(?:the )?(?P<ord>first|last|final) (?:full )?week of {_MON}(?:,? {_YEAR})?", spans.week_of_month),
    _Rule(
        r"(?:the|a|this) (?:(?P<short>(?:holiday[- ])?(?:shortened|abbreviated|short)(?: trading)?) |trading )?week",
        places.the_week,
        bare=False,
    ),
    _Rule(
        rf"(?:its|the|their) (?:next |upcoming )?{_MON} (?:\d{{1,2}}(?:[-–]\d{{1,2}})? )?(?:policy |"
        rf"monetary policy )?meeting",
        places.named_month,
        bare=False,
    ),
    _Rule(rf"the month of {_MON}(?:,? {_YEAR})?", places.named_month),
    _Rule(r"the month(?! low| high| of)", places.the_month),
    _Rule(
        r"the (?:current )?(?:trading )?(?:day|session)(?! (?:that|this|when|it|of|on which|before|after)\b)|"
        r"the close|the closing bell",
        places.current_session,
        bare=False,
    ),
    _Rule(
        r"(?:early |late |mid)?-?(?:morning|afternoon|midday|early|late|intraday|regular) (?:trad(?:e|es|"
        r"ing)|action|session|deals)"
        r"|(?:early|late) (?:morning|afternoon)|(?:the )?course of the (?:day|session|trading day)|"
        r"this hour|recent trading",
        places.current_session,
        bare=False,
    ),
    # Four o'clock is the close.
    _Rule(
        r"(?:as of )?4(?::0\d)? ?p\.?m\.?(?: in)?(?: New York(?: time)?| ET| EDT| EST| Eastern)", places.current_session
    ),
    _Rule(r"as of \d{1,2}(?::\d\d)? ?[ap]\.?m\.?(?: New York time| ET| Eastern)?", places.current_session),
    _Rule(r"(?:as of )?(?:[01]\d|2[0-3])[:.]?[0-5]\d GMT(?! [-–—])", places.intraday),
    _Rule(
        r"(?:the )?pre-?market(?: trad(?:e|ing)| hours)?|(?:the )?after[- ]?hours(?: trad(?:e|ing))?|extended trading"
        r"|the (?:opening |closing )?bell|postmarket"
        r"|\d{1,2}[:.]\d\d ?(?:a\.?m\.?|p\.?m\.?)(?: (?:ET|EDT|EST|Eastern))?",
        places.intraday,
    ),
    _Rule(
        r"overnight(?: trading)?(?! (?:interest |call |bank |lending |index |reverse )?(?:rates?|lending|repos?\b|"
        r"repurchas\w+|loans?|borrowing|deposits?|funds|funding|index|swaps?|facility|money|target|federal))",
        places.overnight,
    ),
    _Rule(rf"{_THIS}month(?! low| high)|month[- ]to[- ]date", places.relative_month),
    _Rule(FROM_PART, spans.nowhere, bare=False),
    _Rule(
        rf"(?:early |late |mid-?|(?P<gone>last ))?{_MON}(?:,? (?:of )?{_YEAR})?(?P<last> (?:of )?last year| a year "
        rf"(?:ago|earlier))?(?: this year)?",
        places.named_month,
        bare=False,
    ),
    _Rule(
        r"year[- ]to[- ]date|(?:so far )?this year(?: so far| to date)?|the year to date|YTD|"
        r"the year so far",
        places.ytd,
    ),
    _Rule(r"(?:(?:all of )?the|all of this) (?:full |whole |entire )?year(?! low| high)", places.the_year),
    _Rule(rf"(?:all of |full )?{_THIS}year(?! low| high)", places.relative_year),
    _Rule(r"(?:finished|ended|closed(?: out)?|capped) the year", spans.year_over),
    _Rule(
        rf"between {_unnamed(_DATE)} and (?:(?:{_unnamed(_MON)})\.? )?\d{{1,2}}(?:st|nd|rd|th)?(?:,? {_unnamed(_YEAR)}|"
        r" (?:of )?(?:last|this) year)?",
        spans.nowhere,
    ),
    _Rule(
        rf"between (?:early |late |mid-?)?{_unnamed(_MON)} and (?:early |late |mid-?)?{_unnamed(_MON)}"
        rf"(?:,? (?:of )?{_unnamed(_YEAR)}| (?:of )?(?:last|this) year)?(?! \d)",
        spans.nowhere,
    ),
    _Rule(rf"{_unnamed(_YEAR)} (?:to|until|till) {_unnamed(_YEAR)}", spans.nowhere, bare=False),
    _Rule(
        rf"between (?:{_unnamed(_MON)} )?{_unnamed(_YEAR)} and (?:{_unnamed(_MON)} )?{_unnamed(_YEAR)}", spans.nowhere
    ),
    _Rule(r"(?P<first>(?:19|20)\d\d) through (?P<last>(?:19|20)\d\d)", spans.years_through, bare=False),
    _Rule(r"(?:calendar(?: year)?|full-year) (?P<year>(?:19|20)\d\d)(?![\d.,%]\d|%)", places.named_year),
    _Rule(
        r"(?:all of |early |late )?(?P<year>(?:19|20)\d\d)(?![\d.,%]\d|%)",
        places.named_year,
        bare=False,
    ),
    _Rule(
        r"(?:(?:the )?(?:very )?end of (?:this |next |the |last )?(?P<unit>year|month|quarter|week|(?:19|20)\d\d)"
        r"|(?P<end>year|month|quarter)[- ]end)",
        places.period_end,
    ),
    _Rule(rf"(?:the )?(?:very )?end of (?P<rest>{_unnamed(_MON)}(?:,? (?:of )?{_unnamed(_YEAR)})?)", _end_of),
    _Rule(rf"mid-?(?:year|{_YEAR})|the middle of (?:the|this|next) year", places.mid_year, bare=False),
    *(_Rule(pattern, spans.nowhere) for pattern in FISCAL),
    _Rule(
        rf"(?:the )?(?P<half>first|second|1|2)(?: |-)half(?:(?: of)?(?: the year| this year| {_YEAR}|"
        rf"(?P<next> next year)))?",
        periods.half,
    ),
    _Rule(
        rf"(?:the )?(?:(?P<ord>{'|'.join(places.ORDINALS)})[- ]quarter|Q(?P<q>[1-4]))"
        rf"(?: (?:of )?(?:(?P<rel>next|last|this) year|{_YEAR}|the year))?",
        periods.quarter,
    ),
    _Rule(rf"(?:the )?{_MON}[- ]quarter(?:,? (?:of )?{_YEAR})?", periods.quarter_of_month),
    _Rule(
        r"(?:the )?(?:(?P<before>[1-4])Q|Q(?P<behind>[1-4])['’ ](?=\d))(?: ?['’]?(?:20)?(?P<short>\d\d))?(?!\d)",
        periods.short_quarter,
    ),
    _Rule(
        r"(?:the )?(?:(?P<before>[12])H|H(?P<behind>[12]))(?: ?['’]?(?:20)?(?P<short>\d\d))?(?!\d)", periods.short_half
    ),
    _Rule(r"the quarter(?! point| percent)", periods.the_quarter),
    _Rule(rf"{_THIS}quarter(?! point| percent)", periods.relative_quarter),
    _Rule(rf"{_WHICH_PAST} (?:{_N} )?{_SPAN}", places.past_n),
    _Rule(rf"(?:the )?(?:next|coming|following) (?:{_N} )?{_SPAN}", places.next_n),
    _Rule(rf"{_WHICH_PAST} {_unnamed(_N)} hours", spans.nowhere),
    _Rule(
        r"(?:the |these |this )?(?:last|past|previous|next|coming|following) (?:(?:several|few|couple|many|handful of)"
        r"(?: of)? )(?:trading )?(?:sessions|days|weeks|months|quarters|years|decades|hours)",
        spans.nowhere,
    ),
    _Rule(r"(?:the|this|last|next|the coming|this coming|this past|the past) weekend", spans.nowhere),
    _Rule(r"end[- ](?P<unit>(?:19|20)\d\d)(?P<end>(?!))?", places.period_end),
    _Rule(rf"{_N} (?P<unit>days?|weeks?|months?|years?) ago", places.ago),
    _Rule(rf"within (?:the next )?(?:{_N} )(?P<unit>days?|sessions?|weeks?|months?|quarters?|years?)", spans.within),
    _Rule(
        r"(?:the )?(?:same|year-ago|year-earlier|prior-year) (?:period|quarter|span|stretch)", spans.nowhere, bare=False
    ),
    _Rule(
        rf"(?:the )?{_MON}(?:[-–/]| to | through ){_UNTIL} (?:period|quarter|half|months)(?:,? (?:of )?{_YEAR})?",
        periods.months,
    ),
    _Rule(
        rf"(?:the )?(?:first|last|final) {_unnamed(_N)} (?:days|weeks|months|quarters) of (?:the year|this year|"
        rf"last year|"
        rf"{_unnamed(_YEAR)}|{_unnamed(_MON)})",
        spans.nowhere,
        bare=False,
    ),
    _Rule(r"recent (?:days|weeks|months|quarters|years|sessions)", spans.nowhere, bare=False),
    _Rule(
        r"(?:this |next )?(?P<feast>christmas|new year(?:['’]s)?|thanksgiving|labor day|memorial day|independence day|"
        r"the fourth of july)(?: (?:day|eve))?",
        spans.feast,
        bare=False,
    ),
)

_OF_SESSION = re.compile(r"\sof\s(?:the\s)?(?:trading\s)?(?:session|day|week|month)\b")
_HALF = re.compile(r"half$", re.IGNORECASE)
_PREPOSITION = (
    r"(?:on|in|during|over|for|at|by|as of|through|throughout|within|from|of|until|before|after|around|about|amid|"
    r"as (?:early|soon|late) as|no (?:later|earlier) than)"
)
# "since the Jan. opener": since something that happened in January, on a day that the words leave open.
_EVENT_OF = re.compile(rf"since the {_MON}\.?", re.IGNORECASE)
_NOUN = re.compile(r"\.?\s[a-z]")
_CLOSE_OF = re.compile(r"(?<=\d) (?:record )?clos(?:e|ing (?:high|low|record|level))\b.*$", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s$")
_LEADING = re.compile(rf"^{_PREPOSITION}\s+", re.IGNORECASE)
_COMPILED = tuple((re.compile(rule.pattern, re.IGNORECASE), rule.place) for rule in _RULES)


_SIMPLE = [(_unnamed(rule.pattern), rule.bare) for rule in _RULES[1:]]
_POINT = "|".join(pattern for pattern, _ in _SIMPLE)
_PREPOSED = (
    r"(?:on|in|during|over|for|at|by|as of|through|throughout|within|from|until|before|by the|ahead of|around|"
    rf"as (?:early|soon|late) as|no (?:later|earlier) than) (?:{_POINT})"
)
_BARE = "|".join(pattern for pattern, bare in _SIMPLE if bare)
_ANY = re.compile(
    rf"(?<![\w$.-])(?:since (?:the )?(?:start of |beginning of |end of )?(?:{_POINT})|{_PREPOSED}|"
    rf"{_BARE})(?![\w-]|[.,]\d| of (?:that|the same|the following) year| (?:that|which) followed)",
    re.IGNORECASE,
)
