"""The windows that a move or a level may mean, and the one that settles it.

A window that the claim's own words name is the only one. A claim without such words speaks of the session that the
other figures of its article fit (`aggregator.align.own`). Where they do not tell, guesses are tried in turn: the span
that the sentences before were told of, the session of publication if it had closed on the same day in New York, for
levels the last close. Guesses can confirm a claim, and never contradict it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from aggregator.align import hours, own, tables
from aggregator.align.context import Context, Finding, unverifiable
from aggregator.align.prices import UnverifiableError
from aggregator.align.windows import LAST_CLOSE, Window, refuse_unseen, resolve, unseen
from aggregator.records import Claim
from aggregator.sessions import Calendar, new_york_date

# Words of a span that is no single session.
_LONGER = re.compile(
    r"(?<!-)\b(?:weeks?|weekly|months?|monthly|quarters?|years?|annual\w*|since|period|so far|has|have|had|run|streak|"
    r"days|sessions|decades?|19\d\d|20[012]\d)\b",
    re.I,
)
# "Over the past year": counted back from a day that the words leave open.
_ROLLING = re.compile(
    r"\b(?:past|last|trailing|previous|prior)\s(?:[\w-]+\s)?(?:weeks|months|years|days)\b"
    r"|\bpast (?:month|year|quarter)\b",
    re.I,
)
# "One day in October": of which month it is told, of which day it is not.
_SOME_DAY = re.compile(r"\b(?:one|a single|some) day (?:in|of|last|this|during)\b", re.I)
_ONE_DAY = re.compile(r"\b(?:in|within|over) (?:just |only )?(?:one|a|a single) (?:trading )?(?:day|session)\b", re.I)
# "Its biggest drop since March": how far back a rank reaches is no span that the figure was measured over.
_RANK = re.compile(
    r"\b(?:[a-z]+est|best|worst|most|record|first)\b[^,;.]{0,60}?\b(?:since|in|of|for)\b[^,;.]{0,40}"
    r"|\b(?:\d+|one|two|three|four|five|six)[- ](?:week|month|year)[- ](?:closing )?(?:high|low)\b",
    re.I,
)
_LAST = re.compile(r"\b(?:last|previous|prior|a week)\b|\d", re.I)
# Words that end a span, or count it back.
_BOUNDED = re.compile(
    r"\b(?:last|previous|prior|past|trailing|ended|ending|through|until|till|to|ago|from|between)\b(?!\sdate)", re.I
)
WEEK = dt.timedelta(days=7)
WEEK_SESSIONS = 5
SETTLED_SESSIONS = 5  # "so far this year" ends where the writer last looked: within a week of the publication
RUNNING = "session that ran when it was told"
TOLD = "session told by the article's other figures"


def settle(claim: Claim, context: Context, measure: Callable[[Window], Finding], *, standing: bool = False) -> Finding:
    """What `measure` finds over the first window that confirms the claim, else over its likeliest one.

    `UnverifiableError` where no window can be measured.
    """
    first: Finding | None = None
    fault: UnverifiableError | None = None
    for window in readings(claim, context, standing=standing):
        try:
            found = measure(window)
        except UnverifiableError as error:
            missed = window.guess is not None and claim.symbol in context.histories
            fault = fault or (UnverifiableError("window_unresolved") if missed else error)
            continue
        if window.strict and _is_coarse(claim):
            found = unverifiable("window_unresolved")
        if found.verdict in ("close", "contradicted") and unseen(claim.evidence):
            raise UnverifiableError("no_prices")  # which of its figures is of the regular session?
        if found.verdict in ("supported", "close"):
            return found
        if found.verdict == "contradicted" and (
            (window.told and _is_far(claim, found)) or (not standing and _held_before(window, context, measure))
        ):
            found = unverifiable("window_unresolved")
        first = first or found
    if first is None:
        raise fault or UnverifiableError("window_unresolved")
    return first


def _held_before(window: Window, context: Context, measure: Callable[[Window], Finding]) -> bool:
    """Whether a figure of a long span up to now held on one of the sessions before.

    Nothing in "has gained 60 % this year" says on which day the writer looked, and a text may be older than its date.
    """
    calendar = context.calendar
    last = calendar.last_closed(context.knowable_at)
    if window.end < last or calendar.count(window.start, window.end) <= 2 * SETTLED_SESSIONS:
        return False
    for back in range(1, SETTLED_SESSIONS + 1):
        earlier = replace(window, end=calendar.previous(last, back), running=False)
        try:
            if measure(earlier).verdict in ("supported", "close"):
                return True
        except UnverifiableError:
            continue
    return False


def _is_coarse(claim: Claim) -> bool:
    """Whether a move has a single digit ("2%"): it fits many a session by chance."""
    return claim.kind == "move" and sum(map(str.isdigit, claim.value_text or "")) == 1


def _is_far(claim: Claim, found: Finding) -> bool:
    """Whether a figure is so far off that it was hardly told of this session."""
    if claim.value is None or found.error is None:
        return False
    if claim.kind == "level":
        return abs(found.error) > tables.FAR_SHARE * claim.value
    return claim.unit in ("pct", "pp") and abs(found.error) > tables.FAR_PP


def readings(claim: Claim, context: Context, *, standing: bool = False) -> Sequence[Window]:
    """The windows that a claim may mean, likeliest first; `UnverifiableError` where it speaks of none we can see."""
    found = _readings(claim, context, standing)
    if hours.is_of_the_night(claim):
        raise UnverifiableError("not_knowable")  # it belongs to the session after the one that was told of
    if hours.STILL_TRADING.search(claim.evidence):
        found = [replace(window, running=True) for window in found if window.guess != LAST_CLOSE]
        if not found:
            raise UnverifiableError("not_knowable")
    return found


def _readings(claim: Claim, context: Context, standing: bool) -> Sequence[Window]:
    if claim.window_text and not own.AT_THE_CLOSE.match(claim.window_text):
        return (_dated(claim, context, standing),)
    refuse_unseen(claim)
    guesses = tuple(_guesses(claim, context.knowable_at, context.calendar, standing))
    longer = claim.kind != "count" and _LONGER.search(_RANK.sub("", claim.evidence)) is not None
    day = None if longer else own.session_of(claim, context)
    if day is not None:
        told = _own(day, context)
        if claim.window_start == claim.window_end:
            return (told,)
        return (*guesses, replace(told, guess=TOLD, told=None, strict=True))  # a week may still be spoken of
    running = None if longer else own.is_running(claim, context)
    if running is not None:
        return (*guesses, Window(running, running, running=True, guess=RUNNING))
    if not guesses and not longer:
        guesses = tuple(_last_session(claim, context.knowable_at, context.calendar))
    if not guesses:
        raise UnverifiableError("window_unresolved")
    return guesses


def _dated(claim: Claim, context: Context, standing: bool) -> Window:
    """The window that the words name: of a text that is younger than its date, "Tuesday" is the day after it."""
    ahead = context.calendar.next(context.calendar.last_closed(context.knowable_at))
    if claim.window_start is None and _names(claim, ahead) and own.session_of(claim, context) == ahead:
        refuse_unseen(claim)
        return _own(ahead, context)
    stated = resolve(claim, context.knowable_at, context.calendar, standing=standing)
    one_day = stated.start != stated.end and _ONE_DAY.search(claim.evidence)
    if one_day or _SOME_DAY.search(claim.evidence):
        raise UnverifiableError("window_unresolved")
    if stated.start == stated.end and hours.PHASE.search(claim.window_text or ""):
        raise UnverifiableError("not_knowable")  # how the day began does not show in its bar
    if _ROLLING.search(claim.window_text or ""):
        return replace(stated, guess="counted back from the last close")
    if hours.OF_AN_HOUR.search(claim.window_text or ""):
        return replace(stated, running=True)
    return _settled(claim, stated, ahead, context)


def _settled(claim: Claim, stated: Window, ahead: dt.date, context: Context) -> Window:
    """A stated window, or the session after the text's date where its words and its other figures tell that one."""
    if _runs_on(claim, stated, ahead, context) and own.session_of(claim, context) == ahead:
        return replace(_own(ahead, context), start=stated.start)
    if not stated.start == stated.end == ahead - WEEK or _LAST.search(claim.window_text or ""):
        return stated
    if own.session_of(claim, context) == ahead:
        return _own(ahead, context)
    return replace(stated, guess="six days before", strict=True)


def _runs_on(claim: Claim, stated: Window, ahead: dt.date, context: Context) -> bool:
    """Whether a span up to the last close goes on with the session after it: "so far this year", "this week"."""
    if stated.end != context.calendar.last_closed(context.knowable_at) or _BOUNDED.search(claim.window_text or ""):
        return False
    sessions = context.calendar.count(stated.start, stated.end)
    same_week = ahead.isocalendar()[:2] == stated.end.isocalendar()[:2]
    return sessions > 1 and (same_week if sessions <= WEEK_SESSIONS else ahead.month == stated.end.month)


def _names(claim: Claim, day: dt.date) -> bool:
    """Whether the words that no session fits are those of that weekday, told on the evening before."""
    phrase = claim.window_text or ""
    return re.search(rf"\b{day:%A}\b", phrase, re.I) is not None and not _LAST.search(phrase)


def _own(day: dt.date, context: Context) -> Window:
    """The session of the article's own figures. A text that tells of a later one than its date had seen its close."""
    opened = context.calendar.previous(context.calendar.first_open_after(context.knowable_at))
    running = day == opened and context.calendar.close_time(day) > context.knowable_at
    return Window(day, day, running=running, told=TOLD if day <= opened else f"{TOLD}, after its date")


def _guesses(claim: Claim, knowable_at: dt.datetime, calendar: Calendar, standing: bool) -> Iterator[Window]:
    """What a claim without words about time may mean, each span once."""
    seen = set()
    last = calendar.last_closed(knowable_at)
    if claim.window_start is not None:
        before = _before(claim, knowable_at, calendar)
        if before is not None:
            seen.add((before.start, before.end))
            likely = before.start == before.end == last and claim.window_text is None  # the last session besides
            yield replace(before, guess="as told before", strict=not likely)
    on_the_day = new_york_date(knowable_at) == last
    closed = calendar.previous(calendar.first_open_after(knowable_at)) == last  # no session is running
    if (last, last) not in seen and (on_the_day or (standing and closed)):
        yield Window(last, last, running=False, guess="session of publication" if on_the_day else LAST_CLOSE)


def _last_session(claim: Claim, knowable_at: dt.datetime, calendar: Calendar) -> Iterator[Window]:
    """Of a text from a weekend or a holiday the session that had closed last."""
    last = calendar.last_closed(knowable_at)
    if claim.tense == "past" and not calendar.is_session(new_york_date(knowable_at)):
        yield Window(last, last, running=False, guess="last session", strict=True)


def _before(claim: Claim, knowable_at: dt.datetime, calendar: Calendar) -> Window | None:
    """The span that the sentences before were told of; None where it was still to come."""
    try:
        return resolve(claim, knowable_at, calendar)
    except UnverifiableError:
        return None
