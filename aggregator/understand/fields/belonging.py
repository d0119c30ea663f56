"""Whether a time expression dates a claim, or its cause, its base, another verb, or what it is ranked among."""

from __future__ import annotations

import re

from aggregator.understand.drafts import Draft
from aggregator.understand.view import View
from aggregator.windows import Phrase

TIMED = frozenset({"move", "level", "volume"})
RANKS = frozenset({"count"})
"""Kinds that are told of how far back something goes."""
AHEAD = frozenset({"forecast", "outlook"})
NEAR_CHARS = 40
_YEAR_BEFORE = re.compile(
    r"^(?:from |than )?(?:a|one) (?:year|month|quarter|week) (?:ago|earlier|before)$|^on the (?:year|month|"
    r"quarter)$|^from (?:19|20)\d\d$|"
    r"^from (?:the )?(?:same|prior|previous|last|a)\b",
    re.IGNORECASE,
)
_NOT_A_SPAN = re.compile(
    r"(?:for|from) (?:early |late )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE
)
_REPORT = re.compile(
    r"(?:['’]s)?[ -](?:(?!(?:after|as|to|on|at|for|with|while|and|but|ahead|amid|despite|before|from|in|when|because|"
    r"following|that|which|by|of)\b)\w+[ -]){0,2}(?:earnings|results?|profits?|revenues?|sales|guidance|report|miss|"
    r"beat|sales|numbers|data|inflation|payrolls?|outlook|election|"
    r"low|lows|high|highs|peak|nadir|close|closing)\b"
)
# "to 4.48 percent from 4.39 percent late on Tuesday": the day of the base.
_FROM_FIGURE = re.compile(
    r"\bfrom\s(?:(?:about|around|over|above|below|under|nearly|just|more\sthan|less\sthan|a\sclose\sof)\s){0,2}[$€£]?\d"
    r"[\d.,]*\s?(?:percent|%|points)?\s(?:late\s|early\s)?$|\bfrom\s(?:late|early)\s$|"
    r"\bfrom\s(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s$"
)
# "Coming into Wednesday, the stock had lost 16%": what happened before that day.
_UP_TO_THEN = re.compile(
    r"\b(?:com(?:ing|es)|enter(?:ing|ed)|head(?:ing|ed)|go(?:ing|es)|went|leading)\s(?:into\s|up\sto\s)?$",
    re.IGNORECASE,
)
_COMING = re.compile(r"\b(?:tomorrow|next|coming|upcoming|following)\b|\blater\s(?:this|in|on)\b", re.IGNORECASE)
_TOLD = re.compile(r"\b(?:said|says|told|wrote|writes|noted|added|argued|warned)\s(?:\w+\s){0,3}$")
_OTHER_MOVE = re.compile(r",\s(?:but\s|and\s)?(?:is\s|was\s)?(?:up|down)\s|\band\s(?:has|have|had|is|was|were|now)\b")
_SEEN = re.compile(
    r"(?<!\bbe )\b(?:seen|posted|made|set|reported|agreed|proposed|approved|unveiled|launched|"
    r"introduced|signed|passed|begun|released|recorded|hit|reached|suffered|announced|touched|"
    r"(?:from|off)\s(?:(?:its|their|the|a)\s)?(?:[\w-]+\s){0,3}(?:peak|highs?|lows?|record|top)(?:\s(?:set|hit|"
    r"reached))?)\s$"
)
# "Rebounded from a sell-off on Wednesday", "raised rates for the ninth time since March".
_OF_THE_BASE = re.compile(
    r"\b(?:from|after|despite)\s(?:an?|the|its|their)\s(?:[\w-]+\s){0,2}(?:sell-?offs?|routs?|slides?|drops?|falls?|rall(?:y|ies)|"
    r"gains?|loss(?:es)?|plunges?|tumbles?|slumps?|surges?|declines?|rises?|rebounds?|jumps?|advances?)\s$|"
    r"\bfor\s(?:the|an?)\s(?:first|second|third|fourth|fifth|\w+th)\s(?:straight\s|consecutive\s)?time\s$"
)
_HITTING = re.compile(r"\b(?:hitting|touching|reaching)\b")
_PLAN = re.compile(
    r"(?<![\w-])(?:may|might|could|will|would|figures?|expected|tipped|likely|looking|poised|set|due|called|predicted|"
    r"anticipated|"
    r"overdue|forecast|bracing|await\w*|ahead)\b"
)
_WHICH = re.compile(r",\s(?:(?:which|who|whose)\b|(?:an?|the)\s(?:[\w-]+\s){1,2}that\s)[^,;]*$")
_WHICH_DID = re.compile(
    r",\s(?:which|who)\s(?:was|were|has|have|had|(?!(?:is|are|will|may|might|could|can)\b)\w+(?<!s))\b"
)
_OPENS_NEXT = re.compile(r"(?:[;:]|,\s(?:and|but|then))\s(?:and\s|but\s|then\s)?$")
_OTHER_CLAUSE = re.compile(r"\b(?:while|whereas)\b")
_COMPARED = re.compile(r"\b(?:compared (?:to|with)|than|versus|vs\.?)\s$")
SUPERLATIVE = re.compile(
    r"\b(?:(?:highest|lowest|best|worst|biggest|largest|smallest|steepest|strongest|weakest|longest|"
    r"fastest|slowest|most|record|streak|(?:more|less) than any)\b|first (?!quarter|half|month|week|day|of\b))"
)
# "one of the widest gaps of the year", "its best week this year": how far back the comparison goes.
_RANKED = re.compile(
    r"\b(?:highs?|lows?|peaks?|troughs?)\s(?:of\s)?$|"
    r"\b(?:\w+est|best|worst|record|most)\s(?:[\w-]+\s){0,4}of\s$|"
    r"\b(?:\w+est|best|worst|record)\s(?:[\w-]+\s){0,2}(?:days?|weeks?|months?|quarters?|sessions?|gains?|loss(?:es)?|"
    r"drops?|declines?|gaps?|moves?|rise|rally|advance|jump|fall|slide|stretch|run|showing|close|sell-?off)\s$"
)
_RANKED_SPAN = re.compile(
    r"(?:(?:of|for) )?the (?:year|month|quarter|week|decade|session|day)|(?:of )?(?:19|20)\d\d|"
    r"(?:so far )?this (?:year|month|quarter)",
    re.IGNORECASE,
)

# "One of this year's best-performing assets".
_RANKS_AHEAD = re.compile(
    r"(?:['’]s?)?\s(?:(?:top|hot|best|worst|most|least|\w+est)\b|\w+-performing\b)", re.IGNORECASE
)


# "…, and the prior two months were revised": the span itself is what the next clause tells of.
_ACTS = re.compile(r"\s(?:was|were|is|are|has|have|had|will|saw|brought|marked|looks?)\b")
# What is yet to come is dated by no past time, nor by that of what it follows, awaits or starts from.
_GONE = re.compile(r"\b(?:last|past|previous|prior|preceding|yesterday|ago|recent)\b", re.IGNORECASE)
_FOLLOWS = re.compile(r"\b(?:after|following|since|in the wake of|on the heels of)\s(?:\w+\s){0,2}$", re.IGNORECASE)
_STARTS_FROM = re.compile(r"(?:from|since|after|following)\s", re.IGNORECASE)
_AWAITS = re.compile(
    r"\b(?:ahead of|before|await\w*|in anticipation of|look(?:s|ed|ing)? (?:ahead|forward) to|braced? for|bracing for|"
    r"in the run-up to)\b",
    re.IGNORECASE,
)
# "Down 0.5% over the previous 24 hours at $96": no level is of a span.
_SPAN = re.compile(r"(?:over|in|during) (?:the |this )?(?:last|past|previous|prior|trailing)\b", re.IGNORECASE)
# "Down this week …, 3.3% as of Friday": up to then, since the span began.
_LONGER = re.compile(r"\b(?:week|month|quarter|year)\b|\bYTD\b", re.IGNORECASE)
_RISEN = re.compile(r"\b(?:up|down|gain\w*|rose|fell|climb\w*|lost|rall\w+|jump\w*|drop\w*)\b[^,;]{0,30}$")
A_DAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri)day\b", re.IGNORECASE)
# "Slid into a slump in May, and the index eventually fell 25%": over longer than what the month is told of.
_AT_LAST = re.compile(r"\s(?:had\s|has\s|would\s)?(?:eventually|ultimately)\b")


def belongs(view: View, draft: Draft, phrase: Phrase) -> bool:
    """Whether a time span dates the claim, unlike "Q4 earnings", "futures for April", "the biggest drop since 2020"."""
    before = view.text[: phrase.start]
    bases = (_FROM_FIGURE, _COMPARED) if draft.kind in RANKS else (_FROM_FIGURE, _COMPARED, _OF_THE_BASE)
    if (
        any(base.search(before) for base in bases)
        or _is_rank(view, phrase)
        or _is_anothers(view, draft, phrase)
        or _is_ill_timed(view, draft, phrase)
        or ((draft.kind in TIMED or _ACTS.match(view.text, phrase.end)) and opens_next(view, draft.at, phrase))
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
        if phrase.text.lower().startswith(("since", "in")) and SUPERLATIVE.search(between):
            return False
    return _OTHER_MOVE.search(view.text[draft.at : phrase.start]) is None and not _REPORT.match(view.text, phrase.end)


def _is_ill_timed(view: View, draft: Draft, phrase: Phrase) -> bool:
    """Whether a span cannot be that of such a claim: one to come of what was, a past one of what is to come."""
    if draft.kind == "move" and phrase.text.lower().startswith("as of "):
        return any(_LONGER.search(other.text) for other in view.phrases if other.end <= draft.start)
    if draft.kind in TIMED:
        spanned = draft.kind == "level" and _SPAN.match(phrase.text) and _RISEN.search(view.text[: phrase.start])
        return bool(spanned) or (draft.tense != "future" and _COMING.search(phrase.text) is not None)
    if draft.tense == "future" and draft.kind in AHEAD and _is_before(view, draft, phrase):
        return True
    near = view.text[max(0, phrase.start - NEAR_CHARS) : phrase.start]
    # "Cut rates to 2 percent, the lowest since 2004".
    ranked = draft.kind not in RANKS and phrase.text.lower().startswith("since") and SUPERLATIVE.search(near)
    return bool(ranked)


def _is_before(view: View, draft: Draft, phrase: Phrase) -> bool:
    """Whether a span lies before what is expected: "a push that began last month", "after Friday's losses"."""
    if _GONE.search(phrase.text) or _STARTS_FROM.match(phrase.text) or _FOLLOWS.search(view.text[: phrase.start]):
        return True
    return _AWAITS.search(view.text, phrase.end, max(phrase.end, draft.subject.start)) is not None


def _is_rank(view: View, phrase: Phrase) -> bool:
    """Whether a span says among what something is the largest: it dates no move."""
    before = view.text[: phrase.start]
    if before.lower().endswith("one of ") and _RANKS_AHEAD.match(view.text, phrase.end):
        return True
    return _RANKED_SPAN.fullmatch(phrase.text) is not None and _RANKED.search(before) is not None


def _is_anothers(view: View, draft: Draft, phrase: Phrase) -> bool:
    """Whether another verb than the claim's stands right before a time span, or a plan or a clause in between."""
    seen = _SEEN.search(view.text[: phrase.start])
    if seen is not None and not draft.start <= seen.start() < draft.at:
        return True  # "renewed the sell-off seen on Tuesday"
    if draft.tense != "future" and _PLAN.search(view.text, draft.at, phrase.start):
        return True  # "rests below 3,200 and is tipped to open lower on Friday"
    if draft.kind == "count" and phrase.text == "weekly":
        return True
    before = view.text[: phrase.start]
    if _UP_TO_THEN.search(before) if draft.kind in TIMED else draft.kind in AHEAD and _TOLD.search(before):
        return True  # what happened before that day; when it was said
    if _HITTING.search(view.text, draft.at, phrase.start) or is_of_relative(view, draft, phrase):
        return True
    return draft.kind not in TIMED and _OTHER_CLAUSE.search(view.text, draft.at, phrase.start) is not None


def opens_next(view: View, since: int, phrase: Phrase) -> bool:
    """Whether a time span opens another clause behind `since`: "…; on Friday they gained", "…, and on Friday it"."""
    return _OPENS_NEXT.search(view.text, since, phrase.start) is not None


def is_of_relative(view: View, draft: Draft, phrase: Phrase) -> bool:
    """Whether a time span stands in a relative clause that opens behind a claim, or tells what came before a plan.

    "Held its rate, and Apex, which cut in June, …" was no decision of June; nor is "Apex, which cut in June, will
    cut" a plan for June, as "Apex, which meets in June, will cut" is.
    """
    clause = _WHICH.search(view.text, draft.at, phrase.start)
    if clause is None:
        return False
    if draft.at > draft.subject.end:
        return True
    gone = _WHICH_DID.match(clause.group()) and _PLAN.search(clause.group()) is None
    return draft.tense == "future" and draft.kind in AHEAD and bool(gone)


def is_outlasted(view: View, draft: Draft, phrase: Phrase, before: Draft) -> bool:
    """Whether a claim tells how what began in the month or year of the claim before it came out."""
    of_before = before.subject.start <= phrase.start and phrase.end <= draft.subject.start
    return of_before and _AT_LAST.match(view.text, draft.subject.end) is not None and not A_DAY.search(phrase.text)
