"""Where a price stands: at, above or below a figure; a record, a 52-week mark, the highest since.

The level that a move led to ("rose 0.5% to 4,112") is read with the move, in `moves`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from aggregator.records import Comparator, Direction, Kind, Tense, Unit
from aggregator.understand.amounts import differences, units
from aggregator.understand.cues import CUE, direction
from aggregator.understand.drafts import Draft, figure, is_inside, owner_of, with_partners
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.unreal import is_supposed, is_unreal
from aggregator.understand.view import View
from aggregator.understand.wordings import pushed

_STANDS = re.compile(
    r"(?<![\w'’-])(?P<verb>closed|closes|closing|ended|ends|ending|finish(?:ed|es|ing)|settled|settles|"
    r"settling|stood|stands|sits|sat|hover(?:s|ed|ing)|"
    r"trad(?:es|ed|ing)|remain(?:s|ed)|rests?|was|were|is|are|opened|chang(?:ed|es|ing) hands|fetched|quoted|"
    r"last)(?:\s(?:the\s|\w+day['’]s\s)?(?:day|session|week|month|year|trading))?"
    r"(?:\s(?:last|trading|currently|now|still|just|well|hovering|\w+ly|up|down))?(?:\s(?:quoted|seen|"
    r"trading|hovering|changing hands))?\s"
    r"(?P<prep>at|around|near|close to|above|below|under|over|just above|just below|just over|"
    r"just under|north of|south of)\s(?:a\s|the\s|about\s|around\s|roughly\s|session\s)?$"
)
_YIELDS = re.compile(
    r"(?<![\w'’-])(?P<verb>was|were|is|are|yields|yielded|yielding)\s(?:last\s|now\s|currently\s|"
    r"about\s|around\s)?(?P<prep>)$"
)
_WHEN = re.compile(r"\b(?:[Ww]hen|where)\s(?:the\s)?$")
_CROSSED = re.compile(
    r"(?<![\w'’-])(?:(?P<over>topped|tops|topping|surpass(?:ed|es|ing)|cross(?:ed|es|ing)|exceed(?:ed|"
    r"s|ing)|(?:\w+(?:ed|s|ing)|rose|broke|fell|slid|sank|shot|held|went|"
    r"got|climb|rise|fall|drop|break)\s(?:back\s|further\s|briefly\s|well\s|just\s)?(?:above|past|over|"
    r"through|beyond))|"
    r"(?P<under>(?:\w+(?:ed|s|ing)|fell|slid|sank|broke|went|fall|drop|dip|held)\s(?:back\s|further\s|"
    r"briefly\s|well\s|just\s)?(?:below|under|beneath))|"
    r"(?P<at>hit|hits|hitting|reach(?:ed|es|ing)|touch(?:ed|es|ing)|test(?:ed|s|ing)|(?:\w+ing hands|\w+(?:ed|ing)|"
    r"rose|fell|shot|got|went|slid|sank)\sas\s(?:high|low)\sas))\s"
    r"(?:the\s|its\s|a\s|psychological\s|key\s|closely watched\s|high of\s|low of\s|record\s|fresh\s|"
    r"new\s|about\s|around\s|nearly\s){0,3}$"
)
_SPAN = (
    r"(?:(?:nearly|more than|over|at least)[ -])?(?:(?:\d+(?:-1/2|½)?|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|eleven|twelve|multi)[ -](?:\w+[ -])?"
    r"(?:year|month|week|decade|day)|52[- ]week)"
)
_MARK = re.compile(
    rf"(?:(?:fresh|new|another|its|their|a|an|the|yet)[\s-])*(?:(?P<strong>all[- ]time|record|lifetime|"
    rf"intraday|session|closing|fresh|new|{_SPAN})[\s-])+"
    r"(?:(?:intraday|closing|trading)\s)?(?P<end>highs?|lows?|peaks?|troughs?)\b|(?:fresh |new |"
    r"all-time |its |a |another )record(?: territory)?\b(?!\s\w*(?:profit|sale|revenue|quarter|earning|"
    r"year))|"
    r"(?:its |the |their )?(?P<super>highest|lowest|strongest|weakest)(?:\s(?:closing|"
    r"intraday))?(?:\s(?:level|levels|close|point|finish|mark|value|reading|price|settlement|rate|in|"
    r"since))"
    r"(?:\s(?:in|since|of the|on record)\b)?|\b(?:a|an|session|intraday)\s(?P<plain>high|low)(?=\sof\s[$€£]?\d)"
)
_AVERAGE = re.compile(
    r"(?<![\w'’-])(?P<verb>(?:is|are|was|were|remains?|remained|sits?|trad(?:es|ed|ing)|clos(?:ed|es|ing)|end(?:ed|"
    r"ing)|"
    r"finish(?:ed|ing)|held|fell|broke|slid|sank|rose|cross(?:ed|es|ing)|dipp?(?:ed|s)|dropp?(?:ed|s)|slipp?(?:ed|"
    r"s)|mov(?:ed|es)|"
    r"climb(?:ed|s)|jump(?:ed|s)|stayed|bounc(?:ed|es)|tumbl(?:ed|es)|weaken(?:ed|s)|strengthen(?:ed|s)|"
    r"rall(?:ied|ies)|retreat(?:ed|s)|plung(?:ed|es)|push(?:ed|es)|surg(?:ed|es))"
    r"(?:\s(?:trading|back|well|just|now|still|decisively|out))*)\s"
    r"(?:(?P<over>above|over)|(?P<under>below|under|beneath)|(?P<near>to|at|near|toward))\s"
    r"(?:(?:its|their|the|both its)\s)?(?:key\s|closely watched\s|widely followed\s)?"
    r"(?P<average>\d{2,3}[- ]?(?:(?<=[- ])(?:day|week)\s(?:simple\s|exponential\s)?(?:moving\s)?average|"
    r"(?:[dse]ma|[DSE]MA)\b|(?<=-)(?:day|week)(?=[.,;)]|$|\s(?:and|on|for|this|last|but|while|after)\b)))"
)
_REACH = re.compile(
    r"\b(?:hit|hits|hitting|reach(?:ed|es|ing)?|set|sets|setting|notch(?:ed|es|ing)?|touch(?:ed|es|"
    r"ing)?|clos(?:ed|es|ing)?(?:\sat)?|end(?:ed|s|ing)?(?:\sat)?|"
    r"finish(?:ed|es|ing)?(?:\sat)?|post(?:ed|s|ing)?|record(?:ed|ing)|scal(?:ed|ing)|mark(?:ed|ing|"
    r"s)?|at|to|near|scor(?:ed|ing)|was|were|is|"
    r"mak(?:es|ing)|made|settled at|its|their)\s(?:a\s|an\s|its\s|the\s|their\s|yet\s|"
    r"just\s|near\s|what\s)?$"
)
_MISSED = re.compile(
    r"\b(?:unable|fail\w*|not|below|under|off|from|short of|shy of|away|would|could|may|might|to get|"
    r"recover)\b|n['’]t\b"
)
_BREAK = re.compile(r";|\bwhile\b|\bbut\b|\bas\b|\bafter\b|\bbecause\b|\bwith\b|\bwhere\b")
_OF = re.compile(r"^\s(?:of|at)\s(?:about\s)?$")
_NOT_LEVEL_UNIT = frozenset({"bps", "pp", "x", "count", "prob_pct"})


def find(view: View, subjects: list[Subject]) -> list[Draft]:
    """The levels of a sentence that need no move to be seen."""
    if view.is_question:
        return []
    drafts = [draft for quantity in view.quantities if (draft := _at_figure(view, subjects, quantity)) is not None]
    drafts += pushed.find(view, subjects)
    drafts += pushed.moves(view, subjects, drafts)
    found = [*drafts, *_marks(view, subjects), *_averages(view, subjects)]
    return [draft for draft in found if not is_supposed(view, draft.at)]


def _at_figure(view: View, subjects: list[Subject], quantity: Quantity) -> Draft | None:
    if quantity.unit in _NOT_LEVEL_UNIT or differences.is_negative(view, quantity):
        return None
    # The comparator may be part of the figure ("above $70"); the verb's own words end before the number.
    window = view.text[max(0, quantity.num_start - 90) : quantity.num_start]
    origin = max(0, quantity.num_start - 90)
    match = (
        _CROSSED.search(window)
        or _STANDS.search(window)
        or (_YIELDS.search(window) if quantity.unit == "pct" else None)
    )
    if match is None:
        return None
    start = origin + match.start()
    subject = owner_of(view, subjects, start)
    if (
        subject is None
        or subject.role != "price"
        or is_unreal(view, subject.start)
        or not pushed.fits(subject, quantity)
    ):
        return None
    if _WHEN.search(view.text[: subject.start]) or (quantity.unit == "points" and "over" in match.group()):
        return None
    subject = _pair(view, subject, quantity)
    groups = match.groupdict()
    comparator: Comparator | None = quantity.comparator
    way: Direction | None = None
    if groups.get("over"):
        comparator, way = "gt", "down" if match.group().startswith(("fell", "slid", "sank", "dropped")) else "up"
    elif groups.get("under"):
        comparator, way = "lt", "down"
    elif groups.get("prep") is not None:
        word = groups["prep"].rsplit(" ", 1)[-1]
        comparator = {
            "above": "gt",
            "over": "gt",
            "below": "lt",
            "under": "lt",
            "near": "approx",
            "around": "approx",
            "to": "approx",
        }.get(word, comparator)  # type: ignore[assignment]
    elif "as high as" in match.group():
        way = "up"
    elif "as low as" in match.group():
        way = "down"
    tense: Tense = (
        "present" if groups.get("verb") in {"is", "are", "trades", "sits", "stands", "hovers", "remains"} else "past"
    )
    fields: dict[str, Any] = {**figure(quantity, _unit(subject)), "comparator": comparator}
    rule = "level.crossed" if "prep" not in groups else "level.stands"
    return Draft("level", rule, subject, start, quantity.end, direction=way, tense=tense, **fields)


def _unit(subject: Subject) -> Unit:
    return "other" if units.is_rate_of_exchange(subject) else "points"


def _pair(view: View, subject: Subject, quantity: Quantity) -> Subject:
    """ "The dollar is trading at 136 yen" is of that pair, not of the dollar index."""
    if subject.entity is None or subject.entity.id != "fx:DXY" or quantity.unit not in {"usd", "other"}:
        return subject
    code = "fx:USDJPY" if "yen" in quantity.text else "fx:EURUSD" if "euro" in view.text else ""
    return replace(subject, entity=packaged_by_id().get(code))


def _marks(view: View, subjects: list[Subject]) -> list[Draft]:
    drafts: list[Draft] = []
    for mark in _MARK.finditer(view.text):
        before = view.text[max(0, mark.start() - 40) : mark.start()]
        appositive = re.search(r"[,–—]\s(?:its\s|the\s|their\s|a\s)?$", before) is not None or bool(mark["super"])
        if _REACH.search(before) is None and not appositive:
            continue
        subject = _before(view, subjects, mark.start())
        if subject is None or is_unreal(view, subject.start):
            continue
        if _MISSED.search(view.text[subject.end : mark.start()]):
            continue
        quantity = next(
            (q for q in view.quantities if q.start >= mark.end() and _OF.match(view.text[mark.end() : q.start])), None
        )
        low = (
            "low" in (mark["end"] or mark["super"] or mark["plain"] or "")
            or (mark["end"] or "").startswith("trough")
            or mark["super"] == "weakest"
        )
        fields: dict[str, Any] = (
            figure(quantity, _unit(subject)) if quantity is not None and pushed.fits(subject, quantity) else {}
        )
        end = quantity.end if fields and quantity is not None else mark.end()
        drafts += [
            Draft(*_kind(owner, fields), owner, mark.start(), end, direction="down" if low else "up", **fields)
            for owner in (with_partners(view, subjects, subject) if not fields else [subject])
        ]
    return drafts


def _kind(subject: Subject, fields: dict[str, Any]) -> tuple[Kind, str]:
    """ "Inflation cooled to a five-month low of 4.3%" is a released figure."""
    return ("data", "data.stands") if subject.role == "measure" and fields else ("level", "level.mark")


def _averages(view: View, subjects: list[Subject]) -> Iterator[Draft]:
    """ "crossed below its 200-day moving average"; "rose to its 50-day average" stands near it."""
    for match in _AVERAGE.finditer(view.text):
        subject = owner_of(view, subjects, match.start())
        if subject is None or subject.role != "price" or is_unreal(view, subject.start):
            continue
        cue = CUE.match(view.text, match.start())
        near = direction(cue) if cue else None
        way: Direction | None = "up" if match["over"] else "down" if match["under"] else near
        tense: Tense = "present" if match["verb"].split()[0] in {"is", "are", "trades", "sits", "remains"} else "past"
        comparator: Comparator = "gt" if match["over"] else "lt" if match["under"] else "approx"
        yield Draft(
            "level",
            "level.average",
            subject,
            *match.span(),
            direction=way,
            tense=tense,
            value_text=match["average"],
            comparator=comparator,
        )


def _before(view: View, subjects: list[Subject], at: int) -> Subject | None:
    """What reached the mark: the nearest subject before it that is no part of another phrase."""
    clause = max((m.end() for m in _BREAK.finditer(view.text[:at])), default=0)
    for subject in reversed(subjects):
        if clause <= subject.start and subject.end <= at and at - subject.end <= 150 and not is_inside(view, subject):
            return subject if subject.role in {"price", "measure"} else None
    return None
