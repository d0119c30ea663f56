"""Which time expression of a sentence dates which claim, and the sessions that it means.

The nearest expression in the claim's own clause wins: behind its cue, within it, or opening the sentence. An
expression in the cause, in a comparison or in "Q4 earnings" dates something else. What daily closes cannot show, such
as a phase of the day ("opened lower but recovered"), keeps its words and gets no sessions.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from aggregator import windows
from aggregator.sessions import Calendar, new_york_date
from aggregator.understand.drafts import Draft
from aggregator.understand.fields import belonging, named_spans, own_periods, phases, reaches, senses
from aggregator.understand.fields.belonging import SUPERLATIVE, TIMED, belongs, is_of_relative, opens_next
from aggregator.understand.fields.own_periods import PERIOD
from aggregator.understand.view import View
from aggregator.windows import Phrase, Window

__all__ = ["TIMED", "Clock", "Placed", "Told", "place"]

OPENING_CHARS = 70
MOVED_BEFORE, EARLIER_CHARS = "move.earlier", 30
DAY = dt.timedelta(days=1)
_CAUSE = re.compile(
    r"\b(?:(?:even )?though|although|after|(?<!much )(?<!many )(?<!well )(?<!high )(?<!low )"
    r"as(?! (?:of|much|many|well|high|low|far|long)\b)|because|amid|following|ahead of|versus|compared|since|when|"
    r"until|before|on (?:concerns?|hopes|news|worries|fears|signs|expectations|bets|speculation|optimism))\b|"
    r",\s(?:bringing|taking|pushing|putting|leaving|extending|lifting|sending|trimming|paring|widening)\b"
)
_BASE = re.compile(
    r"\b(?:after|following|from|compared|versus|vs|accelerating|slowing|up from|down from|"
    r"(?<!more )(?<!less )(?<!fewer )(?<!-)than)\b"
)
# "Seen down 0.2%, compared with a 0.1% drop in April": what a forecast is held against.
_HELD_TO = re.compile(
    r"\bcompared (?:with|to)\b|\bversus\b|\bvs\b|,\s(?:following|after|up from|down from)\s(?:an?|no|the)\b"
)
_AND = re.compile(r"^(?:\s[a-z]+ly)?\s(?:and)\s(?:the\s)?$")
_PERFECT = re.compile(r"\b(?:have|has|had|['’]ve)\s(?:\w+\s)?$")
_SUBORDINATE = re.compile(
    r"\b(?:since|after|when|as(?! a result)|if|because|before|until|while|despite)\b", re.IGNORECASE
)
# "Down 70 basis points from October": where it is measured from, not when it happened.
_FROM = re.compile(
    r"from\s(?:late\s(?:on\s)?)?(?P<base>(?!(?:the\s)?(?:last|past|previous|prior|trailing)\b).+)", re.IGNORECASE
)
_RUNS_TO = re.compile(r"\s(?:to|through|until|till)\s", re.IGNORECASE)
_NAMELESS = re.compile(
    r"[^,;]{0,20}?\s(?:in|over|for|during)\s(?:the|that|this)\s(?:same\s)?(?:[a-z]+-(?:day|week|month|year)\s)?(?:period|span|stretch|run)\b|"
    r"[^,;]{0,20}?\s(?:in|over|during)\sthe\s\w+\s(?:that|which)\sfollowed\b|"
    r"[^,;]{0,20}?\s(?:in|over)\s(?:just\s|only\s|the\s)?(?:two|three|four|five|six|seven|\d+)\s(?:short\s)?(?:days|"
    r"weeks|months|years|sessions)\b"
)
_HAD = re.compile(r"\s(?:have|has|had)\s(?:\w+ly\s|now\s|also\s|already\s|since\s|so\sfar\s)?")
_CONCEDED = re.compile(r"\b(?:al)?though\b")
_RELATIVE = re.compile(r",\s(?:which|who|whose|that)\b[^,]*$")
_WITH = re.compile(r",\s(?:with|led by|including)\s(?:the\s)?")
_LEADS_IN = re.compile(r",?\s(?:the\s|its\s)?")
_SINCE = re.compile(r"(?:^|\s)(?P<words>[Ss]ince\s(?:[^,.;:]|\.(?=\s[a-z\d]|\d)){3,60})(?=[,.;:]|$)")
_BACK = re.compile(
    r"\b(?:since\s(?:(?!\b(?:that|when|which)\b)[^,;]){3,40}|in\s(?=[^,;]*(?:year|month|week|day|quarter|session|decade|"
    r"centur|histor|memory|record|generation|(?:19|20)\d\d))[^,;]{3,40})$"
)
_TELLING = re.compile(
    r"\b(?:data|figures|numbers|statistics|reports?(?:\sfrom\s[A-Z]\w+)?|surveys?|polls?|statement|minutes|release|said|says|told|showed|shows|"
    r"reported|wrote|announced|released|published|according to [^,;]{0,40})\s(?:(?:released|issued|out|late|"
    r"early|earlier|also)\s)?$",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\b(?:due|scheduled|slated|set)\s(?:(?:out|for\s(?:release|publication)|to\sbe\s(?:released|published))\s)?$"
)
_SAYS_NEXT = re.compile(
    r",\s(?:and|but|while)\s(?:[\w.’'-]+\s){1,6}?(?:said|says|told|warned|added|hinted|signal(?:l?ed|s))\b"
)
# "A year earlier, it had risen 27%": a day of another time than that of the sentence before.
_EARLIER = re.compile(
    r"\s?(?:just\s|only\s|about\s|but\s|and\s)?(?P<words>(?:(?:an?|one|two|three|four|five|six|ten|\d+)\s"
    r"(?:hour|day|week|month|quarter|year|decade)s?|the\s(?:week|month|quarter|year))\s(?:earlier|before|previously))"
    r"(?=\s?[,;.]|\s(?:the|it|they|its|that|this|he|she)\b|$)",
    re.IGNORECASE,
)
_ITS_FIGURE = re.compile(r"(?:\s(?:by|to|at|about|nearly|some|percent|points|[$€£]?\d[\d.,]*%?))*")
_HEADS = ("; ", ": ")
_CLAUSE_MARK = re.compile(r"[,;:](?!\d)|\b(?:and|but|while|as)\b")


class Clock(NamedTuple):
    """What words about time are read against. `published` is None where the date is too coarse."""

    published: dt.datetime | None
    calendar: Calendar


class Told(NamedTuple):
    """What stands before a sentence: the sessions that it was last told of, and the sentence itself."""

    window: Window | None
    view: View | None


class Placed(NamedTuple):
    """A draft with its time expression and the sessions that it means."""

    draft: Draft
    phrase: Phrase | None
    window: Window | None


def is_heading(view: View) -> bool:
    """Whether a line names the time of those below it: "For the trading day:"."""
    return bool(view.phrases) and view.text.rstrip().endswith(":")


def headed(view: View, clock: Clock) -> Window | None:
    """The sessions that a heading gives; None where it names several spans."""
    if clock.published is None or len(view.phrases) != 1:
        return None
    return windows.resolve(view.phrases[0].text, clock.published, clock.calendar)


def place(view: View, drafts: Sequence[Draft], clock: Clock, told: Told) -> list[Placed]:
    """The drafts of a sentence with their times."""
    out: list[Placed] = []
    ranks: list[Phrase | None] = []
    drafts = [senses.settled(draft, view) for draft in drafts]
    for n, draft in enumerate(drafts):
        # A claim that goes on with an earlier subject begins at its verb.
        same = (other for other in drafts[n + 1 :] if other.subject == draft.subject and other.kind != "count")
        begins = (max(other.subject.start, other.start) for other in same)
        others = (other.subject.start for other in drafts[n + 1 :])
        bounds = (*(start for start in begins if start > draft.at), *(start for start in others if start >= draft.at))
        until = min(bounds, default=len(view.text))
        phrase = draft.window or named_spans.of(view, draft) or own_periods.of(view, draft)
        phrase = phrase or _phrase_for(view, draft, until, first=n == 0 or not out)
        timed = draft.kind in TIMED and draft.rule != MOVED_BEFORE
        if phrase is None and timed:
            phrase = _cumulative(view, draft)
        if phrase is None and draft.kind == "count":
            phrase = _reach(view, draft)
        if phrase is None and timed:
            phrase = _earlier(view, draft)
        if phrase is None and timed and out and out[-1].draft.kind in TIMED and _goes_on(out[-1]):
            phrase = out[-1].phrase  # "has climbed 3.5% so far this year, while the S&P 500 is up 4.2%"
        if phrase is None and timed:
            phrase = _trailing(view, draft, drafts[-1])
        if phrase is not None and n and belonging.is_outlasted(view, draft, phrase, drafts[n - 1]):
            out.append(Placed(draft, None, None))
        else:
            out.append(Placed(draft, phrase, _window(view, draft, phrase, clock, told)))
        ranks.append(reaches.of(view, draft, until))
    placed = [
        each._replace(phrase=own_periods.of_change(view, each.draft, each.phrase) or each.phrase)
        for each in _shared_backwards(view, out)
    ]
    return [
        each._replace(phrase=rank) if reaches.instead(view, each.draft, rank, each.phrase) else each
        for each, rank in zip(placed, ranks, strict=True)
    ]


def _goes_on(told: Placed) -> bool:
    """Whether the time of the claim before holds on: not the base of a sum ("since the report, …")."""
    return told.phrase is None or not told.phrase.text.lower().startswith("since") or told.window is not None


def _window(view: View, draft: Draft, phrase: Phrase | None, clock: Clock, told: Told) -> Window | None:
    if clock.published is None or (draft.kind in TIMED and phases.is_one(view, draft)):
        return None
    if draft.kind in TIMED and _NAMELESS.match(view.text, draft.at):
        return None  # "fell 1.2% in the five-day period"
    if phrase is None:
        return told.window if _goes_on_from(view, draft, told.window, clock.published) else None
    if draft.kind == "move" and (base := _FROM.fullmatch(phrase.text)) is not None:
        return _since(base["base"], clock)
    if draft.kind in TIMED and _HOURS.search(phrase.text) and _is_closed(clock.published, clock.calendar):
        return None
    last = told.window
    anchor = last.start if last is not None and last.precision == "session" and "prior" in phrase.text else None
    words = named_spans.plainly(phrase, view, told.view) if draft.kind in TIMED else phrase.text
    words = named_spans.dated_week(phrase, view) or words
    words = named_spans.at_its_end(phrase, view, draft) or named_spans.closed(phrase, view) or words
    if draft.kind == "data" and draft.tense == "past" and _THE_QUARTER.fullmatch(words):
        words = "last quarter"  # figures of a quarter are told when it is over
    return windows.resolve(words, clock.published, clock.calendar, anchor=anchor, future=draft.tense == "future")


def _is_closed(published: dt.datetime, calendar: Calendar) -> bool:
    """Whether a text came out after the close: then prices "in midafternoon trading" are no longer those of the day."""
    return calendar.last_closed(published) == new_york_date(published)


_HOURS = re.compile(r"\b(?:mid-?)?(?:morning|afternoon|day)\s(?:trad|deal|action)\w*", re.IGNORECASE)
_THE_QUARTER = re.compile(r"(?:(?:in|for|during|over) )?the quarter", re.IGNORECASE)


def _goes_on_from(view: View, draft: Draft, last: Window | None, published: dt.datetime) -> bool:
    """Whether a claim without words about time is told of what the sentences before were told of."""
    if last is None or draft.kind not in TIMED or draft.tense == "future" or draft.rule == MOVED_BEFORE:
        return False
    if draft.tense == "present" and last.end < new_york_date(published):
        return False  # "is down by 0.4%" after a sentence about yesterday
    if last.start != last.end and named_spans.SETTLED.match(view.text, draft.start):
        return False  # "settled down 0.5%" after a sentence about the week
    return not _is_perfect(view, draft)


def _earlier(view: View, draft: Draft) -> Phrase | None:
    """The words that put a claim before what was told last, at the head of its clause or behind its figure."""
    told = _ITS_FIGURE.match(view.text, draft.at)
    head = max(
        (view.text.rfind(mark, 0, draft.subject.start) + len(mark) for mark in _HEADS if mark in view.text), default=0
    )
    tried = (_EARLIER.match(view.text, at) for at in (head, told.end() if told else draft.at))
    return next((Phrase(match.start("words"), match.end(), match["words"]) for match in tried if match), None)


def _is_perfect(view: View, draft: Draft) -> bool:
    """Whether a claim's verb looks back from where the text stands: "had risen 27%", "have now gained 12%"."""
    return any(_PERFECT.search(view.text[:at]) for at in (draft.start, _verb_at(view, draft)))


def _verb_at(view: View, draft: Draft) -> int:
    """Where the verb of a claim begins; the encoder marks its subject only."""
    had = _HAD.match(view.text, draft.subject.end)
    return had.end() if had else draft.start


def is_off_calendar(draft: Draft, phrase: Phrase | None, clock: Clock) -> bool:
    """Whether a move or level is told of a day that has no session here, such as one that has begun in Asia only."""
    if clock.published is None or phrase is None or draft.kind not in TIMED or draft.tense == "future":
        return False
    return belonging.A_DAY.search(phrase.text) is not None and (
        windows.resolve(phrase.text, clock.published, clock.calendar) is None
    )


def _since(base: str, clock: Clock) -> Window | None:
    """The span of a move that is measured "from Thursday": the sessions behind it; of a base that is no day none."""
    if clock.published is None or _RUNS_TO.search(base):
        return None
    day = windows.resolve(base, clock.published, clock.calendar)
    return windows.resolve(f"since {base}", clock.published, clock.calendar) if day and day.start == day.end else None


def _cumulative(view: View, draft: Draft) -> Phrase | None:
    """ "Since the report, the stock is up 21%": words that name no date, but a span all the same."""
    head = _SINCE.match(view.text[: draft.subject.start])
    match, origin = (head, 0) if head else (_SINCE.search(view.text[draft.at : draft.at + 90]), draft.at)
    if match is None or _CLAUSE_MARK.search(view.text, origin, origin + match.start()):
        return None
    start, end = origin + match.start("words"), origin + match.end("words")
    if SUPERLATIVE.search(view.text[min(draft.start, start) : start]):
        return None  # "for the worst week since January"
    return Phrase(start, end, view.text[start:end])


def _reach(view: View, draft: Draft) -> Phrase | None:
    """ "First weekly loss since January": how far back the count goes is all that dates it."""
    match = _BACK.search(view.text, draft.start, draft.at)
    return Phrase(*match.span(), match.group()) if match else None


def _shared_backwards(view: View, placed: list[Placed]) -> list[Placed]:
    """ "stocks rose and the dollar fell on Wednesday": the date holds for both."""
    for n in range(len(placed) - 2, -1, -1):
        draft, phrase, _ = placed[n]
        following, shared, window = placed[n + 1]
        if phrase is not None or shared is None or shared.start < following.at:
            continue
        if _is_apart(view, draft, following):
            continue
        if {draft.kind, following.kind} <= TIMED and _AND.match(view.text[draft.at : following.subject.start]):
            placed[n] = Placed(draft, shared, window)
    return placed


def _phrase_for(view: View, draft: Draft, until: int, *, first: bool) -> Phrase | None:
    """The time expression of a claim: of figures first a period, of all rather not the day on which it was told."""
    if draft.rule == "data.earlier":  # "up from 0.2% in April"
        return next((p for p in view.phrases if 0 <= p.start - draft.at <= 1), None)
    if draft.rule == MOVED_BEFORE:  # "rose 0.5% on Friday after a 2% drop on Thursday": never the day of the rise
        near = (p for p in view.phrases if draft.start <= p.start <= draft.at + 1 + EARLIER_CHARS)
        return next((p for p in near if not _CLAUSE_MARK.search(view.text, draft.at, max(draft.at, p.start))), None)
    if draft.kind == "forecast" and draft.tense == "future" and draft.value is None:
        due = (p for p in view.phrases if p.start >= draft.start and _DUE.search(view.text[: p.start]))
        if (day := next(due, None)) is not None:
            return day  # "figures for August, due on Thursday"
    own = [p for p in view.phrases if not _told_then(view, draft, p)]
    periods = [p for p in own if PERIOD.search(p.text)] if draft.kind == "data" else []
    tried = (_nearest(view, draft, until, phrases, first=first) for phrases in (periods, own, view.phrases))
    found = next((phrase for phrase in tried if phrase is not None), None)
    if draft.kind == "data" and (found is None or not PERIOD.search(found.text)):
        before = [p for p in periods if p.end <= draft.subject.start and belongs(view, draft, p)]
        found = before[-1] if before else found  # "rose in January as food rebounded, a report showed on Tuesday"
    return found or own_periods.of_event(view, draft) or _of_session(view, draft, until)


def _of_session(view: View, draft: Draft, until: int) -> Phrase | None:
    """ "New highs for the session": what the rank is of, where nothing else dates it."""
    if draft.kind != "level":
        return None
    behind = (
        p for p in view.phrases if draft.at - 1 <= p.start < until and p.text.endswith(("the session", "the day"))
    )
    return next(behind, None)


def _told_then(view: View, draft: Draft, phrase: Phrase) -> bool:
    """Whether something was said or shown then: "data on Monday", "he said late on Tuesday".

    What is expected to report, or will be released, on Monday is no such thing: there the verb is the claim's own.
    """
    telling = _TELLING.search(view.text[: phrase.start])
    if telling is None or draft.tense != "future":
        return telling is not None
    return not (draft.start <= telling.start() < draft.at or view.text[: telling.start()].endswith(" be "))


def _nearest(view: View, draft: Draft, until: int, phrases: Sequence[Phrase], *, first: bool) -> Phrase | None:
    """The nearest of some time expressions: behind a claim's cue, within it, or opening the sentence."""
    limit = min(until, _clause_end(view, draft))
    opening = [
        p
        for p in phrases
        if p.end <= draft.subject.start
        and p.start < OPENING_CHARS
        and belongs(view, draft, p)
        and not _SUBORDINATE.search(view.text[: p.start])
        and not _RELATIVE.search(view.text[: p.start])
    ]
    attached = [
        p
        for p in phrases
        if _WITH.fullmatch(view.text, p.end, draft.subject.start)
        and not _SUBORDINATE.search(view.text[: p.start].rpartition(",")[2])
    ]
    led = [p for p in phrases if opens_next(view, 0, p) and _LEADS_IN.fullmatch(view.text, p.end, draft.subject.start)]
    opening = led or attached or opening  # "all of them gained in July, with the S&P 500 up 1.3 percent"
    behind = [p for p in phrases if draft.at - 1 <= p.start < limit and belongs(view, draft, p)]
    within = [
        p
        for p in phrases
        if draft.subject.end <= p.start < draft.at
        and belongs(view, draft, p)
        and (not _RELATIVE.search(view.text[draft.subject.end : p.start]) or "," not in view.text[p.end : draft.at])
    ]
    apart = draft.kind in TIMED and within and "," in view.text[draft.at : behind[0].start] if behind else False
    if behind and not apart:  # not "closed up Wednesday at $21, now over its price at year-end"
        return behind[0]
    if within:
        return within[0]
    return opening[-1] if opening and (first or led or attached or opening[-1].start < 15) else None


def _clause_end(view: View, draft: Draft) -> int:
    """Where the cause of a move begins: time spans in it belong to the cause."""
    if draft.kind == "forecast":
        compared = _HELD_TO.search(view.text, draft.at)
        return compared.start() if compared else len(view.text)
    if draft.kind == "policy":  # "kept its rate at 5%, and its governor said that a cut in August is likely"
        said = _SAYS_NEXT.search(view.text, draft.at)
        return said.start() if said else len(view.text)
    if draft.kind not in TIMED and draft.kind != "data":
        return len(view.text)
    starts = {phrase.start for phrase in view.phrases}
    found = (_BASE if draft.kind == "data" else _CAUSE).finditer(view.text, draft.at)
    return next((match.start() for match in found if match.start() not in starts), len(view.text))


def _trailing(view: View, draft: Draft, last: Draft) -> Phrase | None:
    """A date at the very end of a sentence holds for all of it; that of what is yet to come only for that."""
    if (
        (last.tense == "future" and draft.tense != "future")
        or _is_apart(view, draft, last)
        or _CONCEDED.search(view.text, draft.at, last.start)
    ):
        return None
    behind = [
        p
        for p in view.phrases
        if last.at <= p.start < _clause_end(view, last)
        and belongs(view, last, p)
        and not is_of_relative(view, draft, p)
    ]
    return behind[-1] if behind and behind[-1].end > len(view.text) - 15 else None


def _is_apart(view: View, draft: Draft, last: Draft) -> bool:
    """Whether a later claim looks back over a span that is not this one's: "jumped 4% and has risen 12% this month"."""
    return draft.tense == "past" and _is_perfect(view, last) and not _is_perfect(view, draft)
