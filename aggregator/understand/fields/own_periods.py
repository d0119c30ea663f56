"""The period that a claim's subject names: "fourth-quarter earnings", "December's reading", "last week's losses".

It comes before any other words of time in the sentence: those date what the figure is held against, or its telling.
"""

from __future__ import annotations

import re

from aggregator.understand.drafts import Draft
from aggregator.understand.view import View
from aggregator.windows import Phrase

PERIOD = re.compile(
    r"\b(?:months?|quarters?|half|Q[1-4]|years?|fiscal|FY|period|decades?|(?:last|the|latest) week|"
    r"week (?:ended|to))\b|^(?:\w+ ){0,2}(?:19|20)\d\d$|"
    r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|"
    r"Dec(?:ember)?)\b(?!\.? \d{1,2}\b)",
)
"""A span that figures are of; a day is that of their release."""
_MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)(?=['’]s\b|\s(?!\d))"
)
_YEAR = re.compile(r"(?:[Tt]he\s|[Ii]ts\s|[Tt]heir\s)?(?P<year>(?:fiscal\s|full-year\s)?20\d\d)(?=['’]s\b|\s)")
# "December's", "last week's" and "fourth-quarter" before a subject.
_OWNS = re.compile(r"['’]s?\s(?:[\w-]+\s){0,2}")
_QUALIFIES = re.compile(r"[\s-](?:(?:net|adjusted|operating|gross|total|core|headline|organic|consumer|producer)\s)?")
_PREPOSED = re.compile(r"^(?:from|after|by|of|on|with|following|for|in|at|ahead of|before|despite)\s+(?:the\s)?", re.I)
_CHANGE = re.compile(
    r"(?:gains?|loss(?:es)?|rall(?:y|ies)|declines?|drops?|falls?|slides?|sell-?offs?|advances?|rises?|rebounds?|slumps?|"
    r"surges?|plunges?|routs?|jumps?|bounces?|pullbacks?|losers|gainers|losing streak)$",
    re.IGNORECASE,
)
_PER = r"(?P<over>{0}[-\s](?:over|on)[-\s]{0}{1})"
_WEEKLY = re.compile(_PER.format("week", ""), re.IGNORECASE)
_OVER = re.compile(
    r",?\s(?:(?:increase|decrease|rise|drop|gain|growth|decline|jump)\s(?:in\s)?)?"
    + _PER.format("(?:year|quarter|month|week)", r"|YoY\b|y/y|on[-\s](?:year|month)\b"),
    re.IGNORECASE,
)
_FIGURES = frozenset({"data", "fact", "outlook", "compare", "policy", "count"})


def of(view: View, draft: Draft) -> Phrase | None:
    """The words for the time of a claim that stand in or right before its subject; None where that names none.

    Of prices only what is itself a change has a time of its own ("Friday's rally"); of forecasts only those with a
    figure, since the results "for the fourth quarter" are awaited on another day.
    """
    if draft.kind in {"move", "level", "volume"}:
        return (_inside(view, draft) or _owner(view, draft)) if _CHANGE.search(draft.subject.text) else None
    if draft.kind == "forecast" and draft.value is None:
        return None
    found = _inside(view, draft) or _owner(view, draft)
    if found is not None or draft.kind not in {"data", "forecast"}:
        return found
    return _qualifier(view, draft) or _named(view, draft)


def of_event(view: View, draft: Draft) -> Phrase | None:
    """The period of what is only awaited, for want of its day."""
    return _inside(view, draft) if draft.kind == "forecast" else None


def of_change(view: View, draft: Draft, found: Phrase | None) -> Phrase | None:
    """Over what a figure changed, where nothing dates it better: "earnings jumped 13% year over year"."""
    if draft.kind not in {"data", "volume"} or draft.value is None:
        return None
    if found is not None and (found.end > draft.subject.start or PERIOD.search(found.text)):
        return None
    match = _OVER.match(view.text, draft.at) or (_WEEKLY.search(view.text) if draft.kind == "volume" else None)
    return None if match is None else Phrase(*match.span("over"), match["over"])


def _inside(view: View, draft: Draft) -> Phrase | None:
    start, end = draft.subject.start, draft.subject.end
    inside = (p for p in view.phrases if start - len("the ") <= p.start and start < p.end <= end)
    found = next(inside, None)
    if found is None or found.start >= start:
        return found
    return Phrase(start, found.end, view.text[start : found.end])


def _owner(view: View, draft: Draft) -> Phrase | None:
    """ "Last year's loss": what the possessive before a subject names."""
    start = draft.subject.start
    for phrase in view.phrases:
        period = PERIOD.search(phrase.text) is not None or draft.kind not in {"data", "forecast"}
        if period and phrase.end <= start and _OWNS.fullmatch(view.text, phrase.end, start):
            lead = _PREPOSED.match(phrase.text)
            at = phrase.start + (lead.end() if lead else 0)
            return Phrase(at, phrase.end, view.text[at : phrase.end])
    return None


def _qualifier(view: View, draft: Draft) -> Phrase | None:
    """ "Lower-than-expected first-quarter revenue": a period right before its figure's name."""
    start = draft.subject.start
    periods = (p for p in view.phrases if p.end <= start and PERIOD.search(p.text))
    return next((p for p in periods if _QUALIFIES.fullmatch(view.text, p.end, start)), None)


def _named(view: View, draft: Draft) -> Phrase | None:
    """A month or year as the subject has it: "the January CPI", "December's upwardly revised 307,000"."""
    start, end = draft.subject.start, draft.subject.end
    year = _YEAR.match(view.text, start, end)
    if year is not None:
        return Phrase(*year.span("year"), year["year"])
    before = _MONTH.search(view.text, max(0, start - 14), start)
    month = _MONTH.search(view.text, start, end)
    if month is None and before is not None and re.fullmatch(r"(?:['’]s)?\s", view.text[before.end() : start]):
        month = before
    return Phrase(*month.span(), month.group()) if month is not None else None
