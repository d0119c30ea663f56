"""Whose price target or rating is told: "Goldman cut its target on Tesla" is about Tesla, not about Goldman."""

from __future__ import annotations

import re

from aggregator.records import Entity
from aggregator.understand.lexicon import words
from aggregator.understand.view import View

_TARGET = r"(?:price[\s-]targets?|target[\s-]prices?|price objectives?|targets?)"
_RATING = r"(?:(?:buy|sell|hold|neutral|outperform|underperform|overweight|underweight|stock)[\s-])?ratings?"
_ACT = re.compile(
    r"\b(?:rais|cut|lower|lift|boost|trim|hik|slash|increas|reduc|maintain|reiterat|keep|kept|set|assign|rate|rating|"
    r"has|"
    r"have|affirm|bump|mov)\w*\s(?:[\w.,$&'’-]+\s){0,7}?"
    rf"(?:{_TARGET}|{_RATING}|to (?:buy|sell|hold|neutral|outperform|underperform|overweight|underweight|equal))\b"
    r"|\b(?:up|down)grad\w+|\b(?:initiat|start|resum|assum|launch)\w*\s(?:\w+\s){0,3}?(?:coverage|at (?:buy|sell|hold|"
    r"neutral))",
    re.IGNORECASE,
)
"""What a house does to a share."""
_SUBJECT = re.compile(rf"\b(?:{_TARGET}|{_RATING})\b", re.IGNORECASE)
_ON = re.compile(
    rf"\b(?:{_TARGET}|{_RATING}|coverage)\s(?:on|for|of)\s(?:shares of\s|the\s)?(?:[a-z-]+\s){{0,3}}$", re.IGNORECASE
)
_GRADED = re.compile(
    r"\b(?:(?:up|down)grad(?:ed|es|ing|e)|cuts?|cutting|rais(?:ed|es)|lower(?:ed|s)|rates|rated|started|initiated|"
    r"moved)\s"
    r"(?:shares of\s|the\s)?(?:[a-z-]+\s){0,3}$",
    re.IGNORECASE,
)
_OWN = re.compile(rf"^(?:['’]s?)\s(?:[\w-]+\s){{0,3}}?(?:{_TARGET}|{_RATING})\b", re.IGNORECASE)
_WAS_GRADED = re.compile(
    r"^(?:['’]s (?:shares|stock))?\s(?:shares\s|stock\s)?(?:was|were|got|gets|is|has been|"
    r"had been)\s(?:\w+ly\s)?(?:up|down)grad"
)
_GRADE = r"(?:buy|sell|hold|neutral|out-?perform|under-?perform|over-?weight|under-?weight|equal[\s-]weight)"
_GRADES = re.compile(
    r"(?:['’]s?)?\s(?:(?:analysts?|strategists?|has|had|have|also|on|late|earlier|\w+day)\s)*"
    r"(?:(?P<alone>(?:down|up)grad(?:ed|es|ing)|initiat(?:ed|es|ing)|reiterat(?:ed|es|ing)|resum(?:ed|es|ing)|"
    r"assum(?:ed|es|ing))|(?:rais|cut|lower|lift|mov|maintain|affirm|reaffirm|rat|keep|kept)\w*)"
    rf"\s(?P<done>(?:(?!after\b|as\b|while\b|but\b)[^.;\s]+\s){{0,10}}?(?:(?:to|from|at|a|an|its|of)\s)[“\"]?{_GRADE}\b)?",
    re.IGNORECASE,
)
"""What only houses do, behind their name: "Acme downgraded Apex to neutral from buy"."""
_SETS_TARGET = re.compile(
    rf"(?:['’]s?)?\s(?:(?!(?:after|as|when|on|and|but|while)\b)[\w-]+\s){{0,4}}?(?:its|their|a|the)\s(?:[\w-]+\s){{0,3}}?{_TARGET}\b",
    re.IGNORECASE,
)
_LISTED = ("company:", "fund:")
HOUSES = frozenset(
    f"company:{symbol}"
    for symbol in words(
        "GS MS JPM BAC C UBS DB BCS WFC RY TD BMO BNS CM HSBC NMR MUFG SMFG MFG CS JEF PIPR RJF EVR SF LAZ USB PNC "
        "TFC KEY CFG SCHW MCO SPGI CMA LEH BSC MER ING SAN BBVA"
    )
)
"""Banks and brokers whose analysts rate other companies."""


def rated(view: View, subject: tuple[int, int], entity: Entity | None) -> Entity | None:
    """The company whose rating the claim on `subject` (a span) and its entity is about; None where no other's."""
    start, end = subject
    own = _SUBJECT.search(view.text[start:end]) is not None
    house = entity is not None and entity.id in HOUSES
    act = _ACT.search(view.text) if own or house else None
    if act is None:
        return None
    house = house and (own or _acts(view.text, end, act.start()))
    if not house and not own:
        return None
    found = [
        link.entity
        for link in view.links
        if link.entity is not None and link.entity.id.startswith(_LISTED) and _is_rated(view.text, link.start, link.end)
    ]
    others = {other.id: other for other in found if other != entity or not house}
    if not others and house:  # "raised its target on the stock"
        others = {
            link.entity.id: link.entity
            for link in view.links
            if link.entity is not None and link.entity != entity and link.entity.id.startswith(_LISTED)
        }
    return next(iter(others.values())) if len(others) == 1 else None


def is_rater(text: str, end: int, entity: Entity) -> bool:
    """Whether the firm whose name ends there rates another one in what follows: "Acme cut its price target"."""
    house = entity.id in HOUSES
    grades = _GRADES.match(text, end)
    if grades is not None and (grades["done"] or (house and grades["alone"])):
        return True
    return house and _SETS_TARGET.match(text, end) is not None


def _acts(text: str, end: int, act: int) -> bool:
    """Whether what ends at `end` does what begins at `act`: "Goldman Sachs analysts on Monday cut"."""
    return 0 <= act - end <= 60 and not re.search(
        r"[.;]\s|,\s(?!which|who)|\b(?:after|as|but|that|said|says|sees)\b", text[end:act]
    )


def _is_rated(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 60) : start], text[end:]
    return any(pattern.search(before) for pattern in (_ON, _GRADED)) or any(
        pattern.match(after) for pattern in (_OWN, _WAS_GRADED)
    )
