"""Trading volume against its average, and money that went into or out of funds, with the units that this made.

"volume more than 36x above the daily average" · "the fund saw outflows of $3.2 billion" · "investors pulled $5 billion
from bond funds" · "an inflow of $2 million, a 0.4% increase week over week in units outstanding".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from aggregator.records import Direction
from aggregator.understand.drafts import Draft, figure
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.unreal import is_unreal
from aggregator.understand.view import View
from aggregator.understand.wordings import before_verbs

_VOLUME = re.compile(r"\b(?:trading\s)?volumes?\b")
_AVERAGE = re.compile(r"\b(?:average|normal|usual|typical)\b")
_ABOVE = re.compile(r"^[\s,]*(?:above|over|higher than|its|the|of|than|more than|as much as|as high as|times)\b")
_BELOW = re.compile(r"\s(?:below|under|lower)")
MULTIPLE_CHARS = 50
AVERAGE_CHARS = 60

_FLOW = re.compile(
    r"\b(?P<noun>(?:net\s|weekly\s|monthly\s)?(?:(?P<in>inflows?)|outflows?|withdrawals?|redemptions?))\b"
    r"(?P<led>\s(?:of|totaled|totaling|reached|worth|were|at)\s(?:a record\s|a net\s|just\s)*)?",
    re.IGNORECASE,
)
_FIGURE_FIRST = re.compile(r"\s(?:(?:in|of|worth of)\s)?(?:new\s|net\s|fresh\s)?")
# Whom the verb before a flow says to have it: "the fund saw outflows of".
_HAS = re.compile(
    r"(?<![\w'’-])(?:saw|seen|had|suffered|experienced|posted|recorded|registered|reported|logged|notched|enjoyed|drew|drawn|"
    r"attracted|lured|garnered|pulled\sin|took\sin|taken\sin|picked\sup|brought\sin|endured|faced)\s"
    r"(?:(?:an?|its|their|about|nearly|almost|roughly|just|over|more\sthan|some|around|estimated|approximate(?:ly)?|net|"
    r"weekly|monthly|quarterly|record|large|big|huge|heavy|strong|total|another)\s)*$"
)
_IN = (
    r"(?:attract(?:ed|ing)?|lured|drew|drawn|took\sin|taken\sin|pull(?:ed|ing)\sin|rak(?:ed|ing)\sin|"
    r"gather(?:ed|ing)|absorbed|garner(?:ed|ing)|haul(?:ed|ing)\sin|had\san\sintake\sof)"
)
_OUT = r"(?:lost|bled|shed|leaked|hemorrhaged)"
_NEW_MONEY = r"\s(?:in|of)\s(?:new\s|net\s|fresh\s)?(?:money|assets|cash|deposits|capital)\b"
# What a fund draws or loses, its figure right behind: "equity funds attracted $7.1 billion".
_DREW = re.compile(rf"(?<![\w'’-])(?:(?P<in>{_IN})|{_OUT})\s(?:a\s(?:net|record)\s|net\s|another\s)?$")
_OF_MONEY = re.compile(_NEW_MONEY)
_FUND = re.compile(r"\b(?:[Ff]unds?|ETFs?|ETPs?)\b")
# What investors do with the figure right behind: "investors pulled $3.3 billion from stock funds".
_PUT = re.compile(
    r"\b(?P<verb>(?P<in>pour(?:ed|ing)|plow(?:ed|ing)|plough(?:ed|ing)|funnel(?:l?ed|l?ing)|sunk|sank|shovel(?:l?ed|l?ing)|"
    r"pump(?:ed|ing)|parked)|"
    r"pull(?:ed|ing)|withdr(?:ew|awn|awing)|yank(?:ed|ing)|redeem(?:ed|ing)|drain(?:ed|ing))"
    r"\s(?:a\s(?:net|record|further)\s|another\s|a\sfurther\s)?$"
)
_PLACE = re.compile(
    r"\s(?:(?:of|in)\s(?:new\s|net\s)?(?:money|cash|capital)\s)?(?:(?P<into>into)|(?:out\sof|from))\s(?:the\s|its\s|their\s)?"
    r"(?P<what>(?:(?!and\s|or\s|in\s|on\s|at\s|for\s|as\s)[\w.&’'-]+\s){0,4}?"
    r"(?:funds?|ETFs?|stocks|equities|bonds|cash|gold|credit|shares|securities|Treasuries|assets))\b"
)
_NAMED_PLACE = re.compile(r"\s(?:(?P<into>into)|(?:out\sof|from))\s(?:the\s)?(?P<what>[A-Z][^;:()]*)")
_PUT_THERE = re.compile(
    r"\s(?:was|were|has\sbeen|have\sbeen)\s(?:net\s)?(?P<verb>(?P<in>poured|plowed|put)|pulled|withdrawn|taken)"
)
# How many units a fund has: "a 2.6% increase week over week in outstanding units (from 131,250,000 to 134,700,000)".
_UNITS = re.compile(r"\b(?:units|shares)\soutstanding\b|\boutstanding\s(?:units|shares)\b", re.IGNORECASE)
_CHANGE = re.compile(
    r"\s(?:(?P<up>increase|rise|gain)|decrease|drop|decline|fall|reduction)\b(?:\sweek\sover\sweek)?"
    r"(?!\s(?:in|of)\s(?!(?:the\s)?(?:number\sof\s)?(?:outstanding|units|shares\soutstanding)\b))"
)
_FROM = re.compile(r"[^;.()]{0,60}?\(from\s$")
_TO = re.compile(r"\sto\s")


def find(view: View, subjects: list[Subject], _: Sequence[View]) -> list[Draft]:
    """The volumes and flows of a sentence; none of a question."""
    if view.is_question:
        return []
    flows = [*_nouns(view, subjects), *_drawn(view, subjects), *_put(view, subjects)]
    return [*_multiples(view, subjects), *flows, *_units(view, flows)]


def _multiples(view: View, subjects: list[Subject]) -> Iterator[Draft]:
    for match in _VOLUME.finditer(view.text):
        reach = match.end() + MULTIPLE_CHARS
        near = (q for q in view.quantities if match.end() <= q.start <= reach and q.unit in {"x", "pct"})
        quantity = next(near, None)
        if quantity is None or not _AVERAGE.search(view.text[quantity.end : quantity.end + AVERAGE_CHARS]):
            continue
        if not _ABOVE.match(view.text[quantity.end :]) or is_unreal(view, match.start()):
            continue
        owner = next((s for s in reversed(subjects) if _is_priced(s, match.start()) and not s.pointing), None)
        entity = owner.entity if owner else None
        subject = Subject(*match.span(), match.group(), entity, "price", listed=True)
        way: Direction = "down" if _BELOW.match(view.text, quantity.end) else "up"
        yield _draft("volume.multiple", subject, (match.start(), quantity.end), way, quantity, priced=True)


def _is_priced(subject: Subject, at: int) -> bool:
    return subject.end <= at and subject.role == "price"


def _nouns(view: View, subjects: list[Subject]) -> Iterator[Draft]:
    """Flows with their sum; of whom a verb says to have one, else of themselves: "a $2 million inflow was seen"."""
    for match in _FLOW.finditer(view.text):
        quantity = _sum_of(view, match)
        if quantity is None or is_unreal(view, match.start()):
            continue
        first = min(match.start(), quantity.start)
        owner = next((s for s in reversed(subjects) if _is_priced(s, first)), None)
        has = _HAS.search(view.text[:first])
        subject = before_verbs.before(view, subjects, has.start()) if has else None
        entity = owner.entity if owner else None
        subject = subject or Subject(*match.span("noun"), match["noun"], entity, "other")
        at = max(match.end("noun"), quantity.end)
        yield _draft("volume.flow", subject, (first, at), "up" if match["in"] else "down", quantity)


def _sum_of(view: View, flow: re.Match[str]) -> Quantity | None:
    """How much flowed: "inflows of $2 million", "a $2 million inflow", "$2 million in inflows"."""
    for quantity in view.quantities:
        behind = flow["led"] is not None and flow.end() in {quantity.start, quantity.num_start}
        if quantity.unit in {"usd", "other"} and (
            behind or _FIGURE_FIRST.fullmatch(view.text, quantity.end, max(quantity.end, flow.start()))
        ):
            return quantity
    return None


def _drawn(view: View, subjects: list[Subject]) -> Iterator[Draft]:
    """What a fund drew or lost: "equity funds attracted $7.1 billion", "the bank lost $2 billion of deposits"."""
    for quantity in view.quantities:
        verb = _DREW.search(view.text[: quantity.start]) if quantity.unit in {"usd", "other"} else None
        if verb is None or _FLOW.match(view.text, quantity.end + len(" in ")):
            continue
        subject = before_verbs.before(view, subjects, verb.start())
        if subject is None or is_unreal(view, subject.start):
            continue
        of_fund = _FUND.search(subject.text) is not None or _is_fund(subject)
        if _OF_MONEY.match(view.text, quantity.end) or (of_fund and verb["in"]):
            yield _draft("volume.flow", subject, (verb.start(), quantity.end), "up" if verb["in"] else "down", quantity)


def _is_fund(subject: Subject) -> bool:
    return subject.entity is not None and subject.entity.id.startswith("fund:")


def _put(view: View, subjects: list[Subject]) -> Iterator[Draft]:
    """What investors put somewhere or took from there, said of that: "investors pulled $3 billion from stock funds"."""
    for quantity in view.quantities:
        if quantity.unit not in {"usd", "other"}:
            continue
        verb = _PUT.search(view.text[: quantity.start])
        start = verb.start() if verb else quantity.start
        verb = verb or _PUT_THERE.match(view.text, quantity.end)
        behind = max(verb.end(), quantity.end) if verb else 0
        place = (_PLACE.match(view.text, behind) or _into_fund(view, subjects, behind)) if verb else None
        if verb is None or place is None or bool(verb["in"]) is not bool(place["into"]) or is_unreal(view, start):
            continue
        known = next((s for s in subjects if s.start <= place.start("what") < s.end <= place.end("what") + 1), None)
        subject = known or Subject(*place.span("what"), place["what"], None, "price")
        yield _draft("volume.flow", subject, (start, place.end()), "up" if verb["in"] else "down", quantity)


def _into_fund(view: View, subjects: list[Subject], at: int) -> re.Match[str] | None:
    """The same with a fund's own name or code behind it: "yanked $2 billion from QQQ"."""
    place = _NAMED_PLACE.match(view.text, at)
    named = place is not None and any(s.start == place.start("what") and _is_fund(s) for s in subjects)
    return place if named else None


def _units(view: View, flows: Sequence[Draft]) -> Iterator[Draft]:
    """By how much a fund's units changed, and to how many, beside what flowed in or out."""
    flow = flows[-1] if flows else None
    for quantity in view.quantities:
        change = _CHANGE.match(view.text, quantity.end) if quantity.unit == "pct" else None
        if flow is None or change is None or quantity.start < flow.at:
            continue
        named = _UNITS.search(view.text, change.end()) or _UNITS.search(view.text)
        if named is None:
            return
        subject = Subject(*named.span(), named.group(), flow.subject.entity, "other")
        way: Direction = "up" if change["up"] else "down"
        yield _draft("volume.units", subject, (quantity.start, change.end()), way, quantity)
        told = [q for q in view.quantities if q.start >= change.end() and q.unit is None]
        if (
            len(told) > 1
            and _FROM.fullmatch(view.text, change.end(), told[0].start)
            and (_TO.fullmatch(view.text, told[0].end, told[1].start))
        ):
            yield _draft("volume.units", subject, (change.end(), told[1].end), way, told[1])
        return


def _draft(
    rule: str, subject: Subject, span: tuple[int, int], way: Direction, quantity: Quantity, *, priced: bool = False
) -> Draft:
    fields: dict[str, Any] = figure(quantity, "count")
    return Draft("volume", rule, subject, *span, direction=way, priced=priced, **fields)
