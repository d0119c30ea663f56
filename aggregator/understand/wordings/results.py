"""What companies reported or expect: "revenue rose 8% to $2.1 billion", "earned $1.20 per share", "sees sales of $9bn".

The subject is the measure; its entity is the company that the sentence, or the ones just before, name without a doubt.
A figure that a company or its analysts only expect is a forecast.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from aggregator.records import Direction, Entity, Kind
from aggregator.understand import beside, cues
from aggregator.understand.drafts import Draft, figure
from aggregator.understand.lexicon import words
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.unreal import is_unreal
from aggregator.understand.view import View
from aggregator.understand.wordings import consensus

_MEASURE = re.compile(
    r"(?<![\w'’-])(?P<mod>(?:(?:[Aa]djusted|[Tt]otal|[Nn]et|GAAP|[Nn]on-GAAP|[Qq]uarterly|[Aa]nnual|[Ff]ull-year|"
    r"[Cc]omparable|[Ss]ame-store|[Oo]rganic|[Cc]ore|[Oo]perating|[Gg]ross|[Pp]re-?tax|[Dd]iluted|[Ff]ree|[Cc]ash|"
    r"[Cc]onsolidated|[Uu]nderlying|[Rr]ecurring|[Ii]nterest|[Ff]loat|[Ss]ubscription|[Cc]loud|[Aa]dvertising|"
    r"[Rr]evenue|[Pp]rofit|Q[1-4]|(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth)-quarter)\s){0,4})"
    r"(?P<noun>[Rr]evenues?|[Ss]ales|[Ee]arnings(?:\sper\sshare)?|EPS|[Ii]ncome|[Pp]rofits?|EBITDA|EBIT|FFO|AFFO|"
    r"(?:cash\s)?flow|[Ll]oss(?:es)?(?:\sper\sshare)?|margins?|[Bb]ookings|[Bb]illings|[Dd]eliveries|[Bb]acklog|ARR)"
    r"(?![\w-])"
)
_ECONOMY = re.compile(
    r"\b(?:[Rr]etail|[Hh]ome|[Hh]ousing|[Vv]ehicle|[Aa]uto|[Cc]ar|[Hh]ourly|[Pp]ersonal|[Ff]ixed|[Hh]ousehold|"
    r"[Cc]orporate|[Ss]hort|[Aa]sset|S&P 500(?:['’]s)?|[Mm]arket|[Bb]ond|[Ii]nsider|[Cc]hip|[Ww]holesale|[Ff]actory)\s$"
)
# What stands between a measure and a sum that it came to.
_AMOUNTS = re.compile(
    r"^(?:\s\([^()]{1,30}\))?(?:\s(?:for|in|during)\s(?:the\s|its\s)?[\w\s-]{0,30}?)?\s?(?:(?:also\s|just\s)?(?:was|"
    r"were|came\sin|"
    r"comes\sin|total(?:ed|led|ing)|reached|reaching|hit|stood|amounted|registered|reported|(?:is|"
    r"are)(?:\s(?:currently|now))?(?:\spegged)?|stands)(?:\sat|\sto|\sof)?|of|at|:|between|"
    r"around)\s(?:a\s|an\s|just\s|only\s|nearly\s|about\s|record\s|approximately\s|roughly\s)*$"
)
_IN_MEASURE = re.compile(r"^\s(?:in|of)\s(?:its\s|the\s|total\s|\w+\s){0,2}$")
_EARNED = re.compile(
    r"\b(?:earned|earning|made|lost|reported|posted|recorded|generated|delivered|booked|logged|brought in|pulled in)\s"
    r"(?:an?\s|adjusted\s|just\s|about\s|nearly\s|roughly\s|more than\s|over\s)*$"
)
_MOVED_TO = re.compile(
    r"^\s(?:(?:year[ -]over[ -]year|year[ -]on[ -]year|YoY|y/y|sequentially|"
    r"on an? \w+ basis)\s)?to\s(?:reach\s)?(?:a\s|an\s|about\s|nearly\s|record\s|roughly\s)*$"
)
_LEAD = re.compile(
    r"^(?:\s\([^()]{1,30}\))?(?:\s(?:for|in|during|from|at)\s[^,.;$%\d]{1,40}?)?(?:,[^,;]{1,60},)?\s?(?:(?:has|have|"
    r"had|also|was|"
    r"were|is|are|been|each|both|all|then|increased\sto\sby|[a-z]+ly)\s)*$"
)
_BY = re.compile(
    r"^\s?(?:(?:by|about|nearly|roughly|around|more than|over|an?|at|another|just|only|some|massive|impressive|"
    r"whopping|"
    r"stunning|solid|robust|strong|better-than-expected|higher|lower|up|down|[a-z]+ly)\s)*$"
)
_COMPARED = re.compile(
    r"\b(?:compared (?:to|with)|versus|vs\.?|than|from|against)\s(?:an?\s|the\s|its\s)?"
    r"(?:(?:[\w.'’-]+\s){0,4}(?:expectations?|estimates?|forecasts?|consensus|projections?)\s(?:for|of)\s(?:an?\s)?)?$"
)
_ESTIMATE = re.compile(r"\b(?:[Cc]onsensus|[Ee]stimates?)\s(?:[Ee]stimate\s)?(?:for|of|on)\b[^,;]*$")
_AT_OWNER = re.compile(
    r"\s(?:at|of|for)\s(?:the\s)?(?P<who>[A-Z][\w&’'-]*)(?:\s(?:[A-Z&][\w&.’'-]*|of|and(?=\s[A-Z])))*"
    r"(?:,?\s(?:Inc|Corp|Ltd|Co|PLC|plc|LLC|NV|SA|AG|SE)\b\.?)?(?:\s?\([^()]{1,40}\))*"
)
# "A net profit of Rs 40 crore, up 7.1% from a year earlier": the change of what was just told.
_AND_CHANGED = re.compile(
    r"(?:\s(?:in|for|during)\s[^,;.]{1,40})?(?:,\s|\s\(|\s[-–—]+\s|,\swhich\s(?:is|was)\s)(?P<way>up|down|higher|lower|"
    r"(?:an?\s)(?:increase|rise|jump|gain|growth|surge)\sof|an?\s(?:decrease|fall|drop|decline|slump)\sof|rising|climbing|"
    r"jumping|growing|gaining|increasing|falling|dropping|declining|sliding)\s(?:by\s|some\s|about\s|nearly\s|almost\s|"
    r"more\sthan\s|over\s|an?\s)?"
)
_DOWN = re.compile(r"down|lower|.*(?:decrease|fall|drop|declin|slid|slump)")
_HOLDS = re.compile(r"\b(?:sees?|expects?)\s(?:the\s|its\s)?$")
_WORDS = re.compile(r"[A-Za-z][\w'’-]*")
_OPENERS = words(
    "The Its It In For On And But Also Meanwhile Total Adjusted Net Operating Gross While As With During Still However "
    "Overall That This At By Despite After Their Our We They Quarterly Annual Full-year "
    "Analysts Expectations Consensus Estimates Management"
)
_DATED = words(
    "January February March April May June July August September October November December Monday Tuesday Wednesday "
    "Thursday Friday Q1 Q2 Q3 Q4 GAAP I Wall Street"
)
_AHEAD = re.compile(
    r"\b(?:expect(?:s|ed|ing)?|[Ee]xpectations?\s(?:(?:are|is|was|were|had\sbeen|have\sbeen)\s)?(?:for|of)|"
    r"[Ww]hisper\snumbers?|[Tt]he\sStreet\s(?:is|was|had|has)|forecast(?:s|ing|ed)?|guid(?:es|ed|ance|ing)|outlook|project(?:s|ed|ing)?|anticipat\w+|"
    r"sees?|target(?:s|ed|ing)?|consensus|estimate[sd]?|predict\w*|calls? for|pegged|will|would|likely to|call(?:s|"
    r"ing) for|"
    r"looking for|aims?|plans?|reaffirm\w*|reiterat\w+|peg)\b|\b(?:Guidance|Outlook|Consensus|Estimates?)\b",
)
# "The consensus was for revenue of $4bn": told once the figures are out.
_WAS_AHEAD = re.compile(
    r"\b(?:expectations?|consensus|estimates?|forecasts?|view|numbers?|Street|analysts)\s(?:was|were|had)\s(?:been\s)?"
    r"(?:(?:looking\s)?(?:for|of|at)|expect(?:ed|ing)|forecast|estimated|predicted)?\s?(?:an?\s|the\s)?$",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:beat\w*|topp\w+|miss\w*|exceed\w*|surpass\w*|above|below|ahead of|versus|vs\.?|than|lagg\w+)\s", re.I
)
_BEAT = re.compile(
    r"^[^.;]{0,50}\b(?:beat\w*|topp\w+|exceed\w*|surpass\w*|above|ahead of|outpac\w+|trounc\w+|crush\w+)\b"
)
_MISSED = re.compile(r"^[^.;]{0,50}\b(?:miss\w*|below|short of|lagg\w+|trail\w+)\b")
_CLAUSE = re.compile(r"[;:]\s|\.\s|\b(?:while|but|versus|than|given that|because|after)\b|,\sand\s")


def find(view: View, past: Sequence[View]) -> list[Draft]:
    """The company figures of a sentence; one with a verb of motion gives the change and what it came to."""
    if view.is_question or not view.quantities or view.is_foreign:
        return []
    found: list[Draft] = []
    for match in _MEASURE.finditer(view.text):
        subject = _subject(view, match, past)
        if subject is not None:
            found += _figures(view, subject, [d.at for d in found])
    return [consensus.beside(view, draft) for draft in found]


def _subject(view: View, match: re.Match[str], past: Sequence[View]) -> Subject | None:
    before = view.text[: match.start()]
    if (
        _ECONOMY.search(before)
        or _COMPARED.search(before)
        or (is_unreal(view, match.start()) and not _HOLDS.search(before))
    ):
        return None
    bare = not match["mod"] and match["noun"].lower() in {"flow", "income", "loss", "losses", "margin", "margins"}
    owner = _AT_OWNER.match(view.text, match.end())
    entity = company_of(view, match.start(), past)
    if owner is not None:  # "revenue at Apple"
        entity = next((n.entity for n in view.links if n.start <= owner.start("who") < n.end), None)
        entity = entity if _is_company(entity) else None
    return None if bare or entity is None else Subject(match.start(), match.end(), match.group(), entity, "other")


def company_of(view: View, at: int, past: Sequence[View]) -> Entity | None:
    """The company whose figure it is: the nearest one before it, else the only one of the sentences just before."""
    before = [link for link in view.links if link.end <= at and _is_company(link.entity)]
    if before:
        return before[-1].entity
    if _names_another(view, at):
        return None
    for links in (view.links, *(beside.others(other) for other in reversed(past[-4:]))):
        firms = {link.entity.id: link.entity for link in links if link.entity and _is_company(link.entity)}
        if firms:
            return next(iter(firms.values())) if len(firms) == 1 else None
    return None


def _names_another(view: View, at: int) -> bool:
    """Whether a capitalised name that no link explains stands before: the figure may be that company's."""
    found = _WORDS.findall(view.text[:at])
    return bool(found) and (found[0] not in _OPENERS or any(w[:1].isupper() and w not in _DATED for w in found[1:]))


def _is_company(entity: Entity | None) -> bool:
    return entity is not None and entity.id.startswith("company:")


def _figures(view: View, subject: Subject, taken: Sequence[int]) -> Iterator[Draft]:
    following = [q for q in view.quantities if q.start >= subject.end]
    first = following[0] if following else None
    owner = _AT_OWNER.match(view.text, subject.end)
    named = owner is not None and any(n.start <= owner.start("who") < n.end for n in view.links)
    end = owner.end() if owner is not None and named else subject.end
    cue = cues.CUE.search(view.text, end, first.num_start) if first else None
    if cue is not None and _LEAD.match(view.text[end : cue.start()]):
        yield from _changed(view, subject, cue, following)
    elif first is not None and _is_sum(first) and _AMOUNTS.match(view.without_phrases(end, first.num_start)):
        yield _draft(view, subject, (subject.start, first.end), _side(view, first), first)
        change = change_behind(view, first.end)
        if change is not None:
            yield _draft(view, subject, (first.end, change[0].end), change[1], change[0])
    elif not taken or taken[-1] < subject.start:
        yield from _earned(view, subject)


def _changed(view: View, subject: Subject, cue: re.Match[str], following: Sequence[Quantity]) -> Iterator[Draft]:
    first = following[0]
    if not _BY.match(view.without_phrases(cue.end(), first.num_start)):
        if _is_sum(first) and _MOVED_TO.match(" " + view.without_phrases(cue.end(), first.num_start).lstrip()):
            yield _draft(view, subject, (cue.start(), first.end), cues.direction(cue), first)
        return
    if first.unit not in {"pct", "bps", "pp"} or _ESTIMATE.search(view.text[: subject.start]):
        return  # an estimate that was revised by 3% is none of 3%
    way: Direction = "down" if first.sign < 0 else cues.direction(cue)
    yield _draft(view, subject, (cue.start(), first.end), way, first)
    second = following[1] if len(following) > 1 else None
    if second is not None and _is_sum(second) and _MOVED_TO.match(view.text[first.end : second.num_start]):
        yield _draft(view, subject, (cue.start(), second.end), way, second)


def change_behind(view: View, at: int) -> tuple[Quantity, Direction] | None:
    """The change that a sum is told with, from where the sum ends: ", up 7.1% from a year earlier"."""
    quantity = next((q for q in view.quantities if q.start >= at), None)
    match = _AND_CHANGED.fullmatch(view.text, at, quantity.start) if quantity is not None else None
    if quantity is None or match is None or quantity.unit not in {"pct", "bps", "pp"}:
        return None
    return quantity, "down" if _DOWN.match(match["way"]) else "up"


def _earned(view: View, subject: Subject) -> Iterator[Draft]:
    """ "brought in $28.9 million in revenue"."""
    quantity = next((q for q in reversed(view.quantities) if q.end <= subject.start), None)
    if quantity is None or not _is_sum(quantity) or not _IN_MEASURE.match(view.text[quantity.end : subject.start]):
        return
    if _EARNED.search(view.text[: quantity.start]):
        yield _draft(view, subject, (quantity.start, subject.end), None, quantity)


def _is_sum(quantity: Quantity) -> bool:
    return quantity.unit in {"usd", "other"}


def _side(view: View, quantity: Quantity) -> Direction | None:
    rest = view.text[quantity.end : quantity.end + 60]
    turn = re.match(r",?\s(?:\w+\s)?(?:up|down)\b", rest)
    if turn is not None:
        return "up" if turn.group().endswith("up") else "down"
    return "up" if _BEAT.match(rest) else "down" if _MISSED.match(rest) else None


def _draft(view: View, subject: Subject, span: tuple[int, int], way: Direction | None, quantity: Quantity) -> Draft:
    fields: dict[str, Any] = figure(quantity)
    ahead = _is_ahead(view, subject, span)
    kind: Kind = "forecast" if ahead else "data"
    draft = Draft(kind, f"{kind}.company", subject, *span, direction=way, **fields)
    if not ahead:
        return draft
    return replace(
        draft, tense="past" if _WAS_AHEAD.search(view.text[: subject.start]) else "future", certainty="hedged"
    )


def _is_ahead(view: View, subject: Subject, span: tuple[int, int]) -> bool:
    """Whether the clause speaks of what is expected rather than reported."""
    before = view.text[: subject.start]
    cut = max((m.end() for m in _CLAUSE.finditer(before)), default=0)
    clause = before[cut:] + view.text[subject.start : span[1]]
    found = _AHEAD.search(clause)
    return found is not None and not _TOLD.search(clause[: found.start()][-45:])
