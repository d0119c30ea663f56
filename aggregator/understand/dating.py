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
from aggregator.understand.view import View
from aggregator.windows import Phrase, Window

TIMED = frozenset({"move", "level", "volume"})
OPENING_CHARS = 70
PHASE_CHARS = 70
NEAR_CHARS = 40
DAY = dt.timedelta(days=1)
FIGURE_LAG = dt.timedelta(days=32)  # from a period to its figures: over a month in length
_CAUSE = re.compile(
    r"\b(?:after|(?<!much )(?<!many )(?<!well )(?<!high )(?<!low )as(?! (?:of|much|many|well|high|low|"
    r"far|long)\b)|because|amid|following|ahead of|versus|compared|since|when|until|before|on (?:concerns?|"
    r"hopes|news|worries|fears|"
    r"signs|expectations|bets|speculation|optimism))\b|,\s(?:bringing|taking|pushing|putting|leaving|extending|"
    r"lifting|sending|trimming|paring|widening)\b"
)
_BASE = re.compile(
    r"\b(?:after|following|from|compared|versus|slower|faster|accelerating|slowing|up from|down from|than)\b"
)
_YEAR_BEFORE = re.compile(
    r"^(?:from |than )?(?:a|one) (?:year|month|quarter|week) (?:ago|earlier|before)$|^on the (?:year|month|"
    r"quarter)$|^from (?:19|20)\d\d$|"
    r"^from (?:the )?(?:same|prior|previous|last|a)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"^(?:\s[a-z]+ly)?\s(?:and)\s(?:the\s)?$")
_NOT_A_SPAN = re.compile(
    r"(?:for|from) (?:early |late )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE
)
_REPORT = re.compile(
    r"(?:['’]s)?[ -](?:\w+[ -]){0,2}(?:earnings|results?|profits?|revenues?|sales|guidance|report|miss|"
    r"beat|sales|numbers|data|inflation|payrolls?|outlook|election|"
    r"low|lows|high|highs|peak|nadir|close|closing)\b"
)
_PERFECT = re.compile(r"\b(?:have|has|had|['’]ve)\s(?:\w+\s)?$")
_SUBORDINATE = re.compile(
    r"\b(?:since|after|when|as(?! a result)|if|because|before|until|while|despite)\b", re.IGNORECASE
)
# "to 4.48 percent from 4.39 percent late on Tuesday": the day of the base.
_FROM_FIGURE = re.compile(r"\bfrom\s(?:about\s)?[$€£]?\d[\d.,]*\s?(?:percent|%|points)?\s(?:late\s|early\s)?$")
_NAMELESS = re.compile(
    r"[^,;]{0,20}?\s(?:in|over|for|during)\s(?:the|that|this)\s(?:same\s)?(?:[a-z]+-(?:day|week|month|year)\s)?(?:period|span|stretch|run)\b|"
    r"[^,;]{0,20}?\s(?:in|over|during)\sthe\s\w+\s(?:that|which)\sfollowed\b|"
    r"[^,;]{0,20}?\s(?:in|over)\s(?:just\s|only\s|the\s)?(?:two|three|four|five|six|seven|\d+)\s(?:short\s)?(?:days|"
    r"weeks|months|years|sessions)\b"
)
_RELATIVE = re.compile(r",\s(?:which|who|whose|that)\b[^,]*$")
_WITH = re.compile(r",\s(?:with|led by|including)\s(?:the\s)?")
_OTHER_MOVE = re.compile(r",\s(?:but\s|and\s)?(?:is\s|was\s)?(?:up|down)\s|\band\s(?:has|have|had|is|was|were|now)\b")
_SEEN = re.compile(
    r"\b(?:seen|posted|made|set|reported|released|recorded|hit|reached|suffered|announced|touched|"
    r"(?:from|off)\s(?:(?:its|their|the|a)\s)?(?:[\w-]+\s){0,3}(?:peak|highs?|lows?|record|top)(?:\s(?:set|hit|"
    r"reached))?)\s$"
)
_HITTING = re.compile(r"\b(?:hitting|touching|reaching)\b")
_PLAN = re.compile(
    r"\b(?:may|might|could|will|would|figures?|expected|tipped|likely|looking|poised|set|due|called|predicted|"
    r"anticipated|"
    r"overdue|forecast|bracing|await\w*|ahead)\b"
)
_OTHER_CLAUSE = re.compile(r"\b(?:while|whereas)\b")
_COMPARED = re.compile(r"\b(?:compared (?:to|with)|than|versus|vs\.?)\s$")
_SUPERLATIVE = re.compile(
    r"\b(?:(?:highest|lowest|best|worst|biggest|largest|steepest|strongest|weakest|longest|"
    r"fastest|slowest|most|record|streak|(?:more|less) than any)\b|first (?!quarter|half|month|week|day|of\b))"
)
# "one of the widest gaps of the year", "its best week this year": how far back the comparison goes.
_RANKED = re.compile(
    r"\b(?:\w+est|best|worst|record|most)\s(?:[\w-]+\s){0,4}of\s$|"
    r"\b(?:\w+est|best|worst|record)\s(?:[\w-]+\s){0,2}(?:days?|weeks?|months?|quarters?|sessions?|gains?|loss(?:es)?|"
    r"drops?|declines?|gaps?|moves?|rise|rally|advance|jump|fall|slide|stretch|run|showing|close|sell-?off)\s$"
)
_RANKED_SPAN = re.compile(
    r"(?:of )?the (?:year|month|quarter|week|decade)|(?:of )?(?:19|20)\d\d|(?:so far )?this (?:year|month|quarter)",
    re.IGNORECASE,
)
# "for the month": the month that the words before name, if they name one.
_VAGUE = re.compile(r"(?:for|in|over|during|throughout|on|of) the (?P<unit>year|month|quarter|week)$", re.IGNORECASE)
_NAMES = {
    "week": re.compile(r"\b(?:last|this|the (?:past|prior|previous)) week\b", re.IGNORECASE),
    "month": re.compile(
        r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
        r"Nov(?:ember)?|Dec(?:ember)?)\b(?! \d{1,2}\b)|\blast month\b"
    ),
    "quarter": re.compile(r"\bquarter\b|\bQ[1-4]\b", re.IGNORECASE),
    "year": re.compile(r"^(?:\w+ ){0,2}(?:19|20)\d\d$|\blast year\b", re.IGNORECASE),
}
_SINCE = re.compile(r"(?:^|\s)(?P<words>[Ss]ince\s(?:[^,.;:]|\.(?=\s[a-z\d])){3,60})(?=[,.;:]|$)")
_CLAUSE_MARK = re.compile(r"[,;:](?!\d)|\b(?:and|but|while|as)\b")
# Phases of a day, which its close says nothing about.
_OPENED = re.compile(r"open(?:ed|s|ing)?\b|start(?:ed|s|ing)?\b")
_OF_THE_SESSION = re.compile(r"\bintraday\b|\bsession (?:high|low)s?\b")
_EARLY = re.compile(
    r"\b(?:initially|briefly|intraday|at one (?:point|time)|at (?:the|its|their) (?:open(?:ing)?|lows?|highs?|worst|"
    r"best|peak)|"
    r"early (?:trad\w+|deals|action|on|going|afternoon|morning|\w+day)|(?:\w+day )?morning|pre-?market|midday|"
    r"earlier in (?:the|its) (?:day|session))\b",
    re.IGNORECASE,
)
_OFF_EXTREMES = re.compile(
    r"^[^.;,]{0,20}\b(?:off|from)\s(?:(?:its|their|the)\s)?(?:\w+\s){0,2}(?:worst|best|early|earlier|session|intraday|"
    r"highs?|lows?)\b"
)
_THEN_TURNED = re.compile(
    r"^[^.;]{0,40}?(?:\b(?:before|only to|and then|then)\s|\bbut\s(?=(?:\w+ly|then|later|soon|still|have|has)\s|"
    r"(?:turn|clos|end|finish|par|revers|eras|settl|recover|pull|trim)\w*))(?:(?:\w+ly|then|later|soon|still|since|"
    r"have|has)\s)*(?:turn|clos|end|finish|par|revers|eras|recover|rebound|giv|gave|settl|retreat|pull|trim|los|"
    r"bounc|rall|fall|fell|ris|rose|slip|sank|sink|climb|com|cut)\w*"
)


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


def place(view: View, drafts: Sequence[Draft], clock: Clock, told: Told) -> list[Placed]:
    """The drafts of a sentence with their times."""
    out: list[Placed] = []
    for n, draft in enumerate(drafts):
        # A claim that goes on with an earlier subject begins at its verb.
        begins = (max(other.subject.start, other.start) for other in drafts[n + 1 :] if other.subject == draft.subject)
        others = (other.subject.start for other in drafts[n + 1 :])
        until = min((start for start in (*begins, *others) if start >= draft.at), default=len(view.text))
        phrase = draft.window or _phrase_for(view, draft, until, first=n == 0 or not out)
        if phrase is None and draft.kind in TIMED:
            phrase = _cumulative(view, draft)
        if phrase is None and draft.kind in TIMED and out and out[-1].draft.kind in TIMED and _goes_on(out[-1]):
            phrase = out[-1].phrase  # "has climbed 3.5% so far this year, while the S&P 500 is up 4.2%"
        if phrase is None and draft.kind in TIMED:
            phrase = _trailing(view, drafts[-1])
        out.append(Placed(draft, phrase, _window(view, draft, phrase, clock, told)))
    return _shared_backwards(view, out)


def _goes_on(told: Placed) -> bool:
    """Whether the time of the claim before holds on: not the base of a sum ("since the report, …")."""
    return told.phrase is None or not told.phrase.text.lower().startswith("since") or told.window is not None


def _window(view: View, draft: Draft, phrase: Phrase | None, clock: Clock, told: Told) -> Window | None:
    if clock.published is None or (draft.kind in TIMED and _is_phase(view, draft)):
        return None
    if draft.kind in TIMED and _NAMELESS.match(view.text, draft.at):
        return None  # "fell 1.2% in the five-day period"
    last = told.window
    if phrase is not None:
        anchor = last.start if last is not None and last.precision == "session" and "prior" in phrase.text else None
        words = _plainly(phrase, told.view) if draft.kind in TIMED else phrase.text
        future = draft.tense == "future"
        return windows.resolve(words, clock.published, clock.calendar, anchor=anchor, future=future)
    timed = draft.kind in TIMED and draft.tense != "future"
    if last is not None and draft.tense == "present" and last.end < new_york_date(clock.published):
        return None  # "is down by 0.4%" after a sentence about yesterday
    return last if timed and not _PERFECT.search(view.text[: draft.start]) else None


def _plainly(phrase: Phrase, before: View | None) -> str:
    """What "for the year" means after a sentence about 2022."""
    vague = _VAGUE.match(phrase.text)
    if vague is None or before is None:
        return phrase.text
    named = _named(before.phrases, vague["unit"].lower())
    return named[-1].text if named else phrase.text


def _named(phrases: Sequence[Phrase], unit: str) -> list[Phrase]:
    named = [p for p in phrases if _NAMES[unit].search(p.text) and not _VAGUE.match(p.text)]
    return [p for p in named if not p.text.lower().startswith("since")]


def _is_phase(view: View, draft: Draft) -> bool:
    """Whether a move or level is one of a part of the day only."""
    cue, rest = view.text[draft.start : draft.at], view.text[draft.at :]
    if _OPENED.match(cue) or _OF_THE_SESSION.search(cue) or _OFF_EXTREMES.match(rest[:PHASE_CHARS]):
        return True
    clause = view.text[max(0, draft.subject.start - 45) : draft.at] + rest[:25].split(",")[0]
    start = max(clause.rfind(mark) for mark in (";", " but ", " while ", "—"))
    return bool(_EARLY.search(clause[start + 1 :])) or bool(_THEN_TURNED.match(rest[: 2 * PHASE_CHARS]))


def _cumulative(view: View, draft: Draft) -> Phrase | None:
    """ "Since the report, the stock is up 21%": words that name no date, but a span all the same."""
    head = _SINCE.match(view.text[: draft.subject.start])
    match, origin = (head, 0) if head else (_SINCE.search(view.text[draft.at : draft.at + 90]), draft.at)
    if match is None or _CLAUSE_MARK.search(view.text, origin, origin + match.start()):
        return None
    start, end = origin + match.start("words"), origin + match.end("words")
    if _SUPERLATIVE.search(view.text[min(draft.start, start) : start]):
        return None  # "for the worst week since January"
    return Phrase(start, end, view.text[start:end])


def _shared_backwards(view: View, placed: list[Placed]) -> list[Placed]:
    """ "stocks rose and the dollar fell on Wednesday": the date holds for both."""
    for n in range(len(placed) - 2, -1, -1):
        draft, phrase, _ = placed[n]
        following, shared, window = placed[n + 1]
        if phrase is not None or shared is None or shared.start < following.at:
            continue
        if {draft.kind, following.kind} <= TIMED and _AND.match(view.text[draft.at : following.subject.start]):
            placed[n] = Placed(draft, shared, window)
    return placed


def _phrase_for(view: View, draft: Draft, until: int, *, first: bool) -> Phrase | None:
    """The time expression nearest to a claim: behind its cue, within it, or opening the sentence."""
    limit = min(until, _clause_end(view, draft))
    opening = [
        p
        for p in view.phrases
        if p.end <= draft.subject.start
        and p.start < OPENING_CHARS
        and _belongs(view, draft, p)
        and not _SUBORDINATE.search(view.text[: p.start])
        and not _RELATIVE.search(view.text[: p.start])
    ]
    attached = [
        p
        for p in view.phrases
        if _WITH.fullmatch(view.text, p.end, draft.subject.start)
        and not _SUBORDINATE.search(view.text[: p.start].rpartition(",")[2])
    ]
    opening = attached or opening  # "all of them gained in July, with the S&P 500 up 1.3 percent"
    behind = [p for p in view.phrases if draft.at - 1 <= p.start < limit and _belongs(view, draft, p)]
    if behind and (vague := _VAGUE.match(behind[0].text)) is not None:
        named = _named([p for p in view.phrases if p.end <= behind[0].start], vague["unit"].lower())
        return named[-1] if named else behind[0]  # "In 2022 … fell 33% throughout the year"
    if behind:
        return behind[0]
    within = [
        p
        for p in view.phrases
        if draft.subject.end <= p.start < draft.at
        and _belongs(view, draft, p)
        and not _RELATIVE.search(view.text[draft.subject.end : p.start])
    ]
    if within:
        return within[0]
    return opening[-1] if opening and (first or attached or opening[-1].start < 15) else None


def _clause_end(view: View, draft: Draft) -> int:
    """Where the cause of a move begins: time spans in it belong to the cause."""
    if draft.kind not in TIMED and draft.kind != "data":
        return len(view.text)
    starts = {phrase.start for phrase in view.phrases}
    found = (_BASE if draft.kind == "data" else _CAUSE).finditer(view.text, draft.at)
    return next((match.start() for match in found if match.start() not in starts), len(view.text))


def _belongs(view: View, draft: Draft, phrase: Phrase) -> bool:
    """Whether a time span dates the claim, unlike "Q4 earnings", "futures for April", "the biggest drop since 2020"."""
    compared = _COMPARED.search(view.text[: phrase.start]) is not None
    if (
        _FROM_FIGURE.search(view.text[: phrase.start])
        or compared
        or _is_rank(view, phrase)
        or _is_anothers(view, draft, phrase)
    ):
        return False
    if draft.kind == "data":
        return not _YEAR_BEFORE.match(phrase.text)
    if draft.kind in {"move", "level", "volume", "count"}:
        if _NOT_A_SPAN.match(phrase.text) and (
            draft.kind != "move" or _REPORT.match(view.text, phrase.end) or phrase.text.startswith("for ")
        ):
            return False
        since = draft.start if draft.start <= phrase.start else max(0, phrase.start - NEAR_CHARS)
        between = view.text[since : phrase.start]
        if phrase.text.lower().startswith(("since", "in")) and _SUPERLATIVE.search(between):
            return False
    return _OTHER_MOVE.search(view.text[draft.at : phrase.start]) is None and not _REPORT.match(view.text, phrase.end)


def _is_rank(view: View, phrase: Phrase) -> bool:
    """Whether a span says among what something is the largest: it dates no move."""
    spans = _RANKED_SPAN.fullmatch(phrase.text) is not None
    return spans and _RANKED.search(view.text[: phrase.start]) is not None


def _is_anothers(view: View, draft: Draft, phrase: Phrase) -> bool:
    """Whether another verb than the claim's stands right before a time span, or a plan or a clause in between."""
    seen = _SEEN.search(view.text[: phrase.start])
    if seen is not None and not draft.start <= seen.start() < draft.at:
        return True  # "renewed the sell-off seen on Tuesday"
    if draft.tense != "future" and _PLAN.search(view.text, draft.at, phrase.start):
        return True  # "rests below 3,200 and is tipped to open lower on Friday"
    if draft.kind == "count" and phrase.text == "weekly" and phrase.start >= draft.at:
        return True
    if _HITTING.search(view.text, draft.at, phrase.start):
        return True
    return draft.kind not in TIMED and _OTHER_CLAUSE.search(view.text, draft.at, phrase.start) is not None


def _trailing(view: View, last: Draft) -> Phrase | None:
    """A date at the very end of a sentence holds for all of it."""
    behind = [p for p in view.phrases if last.at <= p.start < _clause_end(view, last) and _belongs(view, last, p)]
    return behind[-1] if behind and behind[-1].end > len(view.text) - 15 else None


def released(
    phrase: Phrase, window: Window | None, due: dt.date | None, clock: Clock
) -> tuple[Window | None, dt.date | None]:
    """When a figure is expected "in February": in early March that month is over and its figure yet to come.

    Figures of a month come out in the next one, so that is when they are due.
    """
    if clock.published is None:
        return window, due
    past = windows.resolve(phrase.text, clock.published, clock.calendar)
    if past is None or past.precision != "month" or clock.published.date() - past.end > FIGURE_LAG:
        return window, due
    return past, clock.calendar.on_or_before((past.end.replace(day=1) + 2 * FIGURE_LAG).replace(day=1) - DAY)
