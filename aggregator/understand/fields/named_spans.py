"""Spans that a claim's own verb or rank names, and what a bare "for the month" means after "January's gains"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.understand.drafts import Draft
from aggregator.understand.view import View
from aggregator.windows import Phrase

# "The S&P 500 ended the week up 1.2%", "fell 2.7%, marking its worst week since December".
_OF_SPAN = re.compile(r"\b(?:end|finish|clos|conclud|start|beg[ia]n)\w*\s(?P<span>the\s(?:week|month|quarter|year))\b")
_AS_RANKED = re.compile(
    r"[^,;]{0,40},\s(?:(?!capping|sealing|closing|completing|ending|finishing|concluding|clinching|rounding|crowning)\w+ing\s|"
    r"for\s)?(?:its|the|their|a)\s(?:\w+est|best|worst|(?:first|second|third|fourth|fifth|sixth|\w+th)\s"
    r"(?:straight|consecutive|successive)|first)\s(?:(?:up|down|winning|losing|positive|negative)\s)?(?P<span>week|month)\b"
    r"(?!\sof\b)"
)
_DAY = re.compile(r"day\b|\b(?:session|close)\b", re.IGNORECASE)
# Verbs of the end of a day: a week that was told before is not what they speak of.
SETTLED = re.compile(
    r"(?:settl|clos|end|finish)\w*\s(?:the\s(?:day|session)\s|\w+ly\s)?(?:up|down|higher|lower|at|flat|unchanged)\b"
)
# "for the month": the month that the words before name, if they name one.
_VAGUE = re.compile(r"(?:for|in|over|during|throughout|on|of) the (?P<unit>year|month|quarter|week)$", re.IGNORECASE)
_OF_THE_WEEK = re.compile(r"(?:(?:for|in|over|during|on|of) )?(?:the )?week(?:ly)?", re.IGNORECASE)
_DATED_WEEK = re.compile(
    r"\bweek (?:of|(?:that )?(?:just )?(?:ended|ending|through|to|until|till|up to)) .*(?:\d|day\b)", re.IGNORECASE
)
_MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b(?! \d{1,2}\b)"
)
_ENDS = re.compile(r"\b(?:end|finish|clos)(?:e?s|e|ing)?\s(?:out\s|up\s|down\s)?$", re.IGNORECASE)
_ENDED = re.compile(r"(?:(?:in|for) )?(?P<span>(?:the|this|next) (?:year|month|quarter|week)|20\d\d)", re.IGNORECASE)
_CLOSED = re.compile(r"\b(?:finished|ended|closed(?: out)?) $", re.IGNORECASE)
_NAMES = {
    "week": re.compile(r"\b(?:last|this|the (?:past|prior|previous)) week\b", re.IGNORECASE),
    "month": re.compile(
        r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
        r"Nov(?:ember)?|Dec(?:ember)?)\b(?! \d{1,2}\b)|\blast month\b"
    ),
    "quarter": re.compile(r"\bquarter\b|\bQ[1-4]\b", re.IGNORECASE),
    "year": re.compile(r"^(?:\w+ ){0,2}(?:19|20)\d\d$|\blast year\b", re.IGNORECASE),
}


def of(view: View, draft: Draft) -> Phrase | None:
    """The span that stands in a move's own verb or in what it made of it: "ended the week up 1%", "its worst week"."""
    if draft.kind != "move":
        return None
    match = _OF_SPAN.match(view.text, draft.start) or _AS_RANKED.match(view.text, draft.at)
    if match is None or (match.re is _AS_RANKED and _is_of_a_day(view, draft, match.start("span"))):
        return None
    return Phrase(*match.span("span"), match["span"])


def _is_of_a_day(view: View, draft: Draft, end: int) -> bool:
    """Whether a move is a session's though its week is ranked behind it: "closed up 0.3%", "rose 0.3% on Friday"."""
    named = any(draft.start <= p.start and p.end <= end and _DAY.search(p.text) for p in view.phrases)
    return named or SETTLED.match(view.text, draft.start) is not None


def plainly(phrase: Phrase, here: View, before: View | None) -> str:
    """What "for the year" means after 2022, in its sentence or the one before, and "its worst week" after nothing."""
    if phrase.text in {"week", "month"}:
        return f"the {phrase.text}"
    vague = _VAGUE.match(phrase.text)
    if vague is None:
        return phrase.text
    unit = vague["unit"].lower()
    ahead = _named([p for p in here.phrases if p.end <= phrase.start], unit)
    if ahead or before is None:
        return ahead[-1].text if ahead else phrase.text  # "In 2022 … fell 33% throughout the year"
    named = _named(before.phrases, unit)
    last = list(_MONTH.finditer(before.text))[-1:] if unit == "month" else []
    if last and named and last[0].start() >= named[-1].end:  # "after January's gains they closed out a dull February"
        return f"in {last[0].group()}"
    return named[-1].text if named else phrase.text


def dated_week(phrase: Phrase, here: View) -> str | None:
    """The week that a sentence dates, where a claim of it has only "weekly" or "the week": "in the week to July 5"."""
    dated = [p for p in here.phrases if _DATED_WEEK.search(p.text)]
    return dated[0].text if len(dated) == 1 and _OF_THE_WEEK.fullmatch(phrase.text) else None


def at_its_end(phrase: Phrase, view: View, draft: Draft) -> str | None:
    """The day by which a figure is expected: "will end the year at 5,000" is the year's end, not any day of it."""
    if draft.kind not in {"forecast", "outlook"} or not _ENDS.search(view.text, 0, phrase.start):
        return None
    span = _ENDED.fullmatch(phrase.text)
    return f"end of {span['span']}" if span else None


def closed(phrase: Phrase, view: View) -> str | None:
    """The year that a verb says is over: "closed the year down 19%", which in winter is the one before."""
    verb = _CLOSED.search(view.text, 0, phrase.start) if phrase.text == "the year" else None
    return f"{verb.group()}{phrase.text}" if verb else None


def _named(phrases: Sequence[Phrase], unit: str) -> list[Phrase]:
    named = [p for p in phrases if _NAMES[unit].search(p.text) and not _VAGUE.match(p.text)]
    return [p for p in named if not p.text.lower().startswith("since")]
