"""Figures that are none of the measure's own: what it is to reach, what it is held against, how many were asked.

"Inflation is on its way to 2%", "above the Fed's 2% target", "the 50 mark that separates growth from contraction", "a
survey of 300 employers". Told to stand above or below a goal, a measure has a bound, though: more than 2%.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from aggregator.records import Comparator, Kind
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

_GOAL = r"(?:targets?|goals?|objectives?|aim|thresholds?|ceilings?|comfort[\s-](?:zones?|levels?)|tolerance)"
_BANK_RATE = r"(?!\s(?:rates?|ranges?|bands?|prices?|dates?)\b)"  # the target range of a bank is its rate
_WORD = r"(?!(?:price|and|or|in|on|of|to|at|by|for|from|as|with|than|above|below|a|an|the|while|but)\b)[\w’'-]+"
_NAMED_BEHIND = re.compile(
    rf"\s?[-–]?\s?(?:{_WORD}\s){{0,4}}(?:{_GOAL}\b{_BANK_RATE}|inflation[\s-]targets?\b)", re.IGNORECASE
)
_NAMED_BEFORE = re.compile(
    rf"(?<!price\s)(?<!rate\s)(?<!rates\s)(?<!funds\s)(?<!analyst\s)(?<!analysts['’]\s)(?<!average\s)\b(?:{_GOAL}{_BANK_RATE}|inflation\starget\s(?:range|band))(?:\s(?:rate|level))?"
    r"(?:,?\s(?:which|that))?\s(?:of|at|is|was|stands\sat|remains)\s(?:an?\s|the\s|its\s|about\s|around\s|just\s)*$",
    re.IGNORECASE,
)
# What is still under way: "on its way (back) to 2%", "progress toward 2%", "moving sustainably toward 2%".
_UNDER_WAY = re.compile(
    r"\b(?:way|path|road|journey|course|track|glide\s?path|progress|march)\s(?:(?:back|down|home|all\sthe\sway|return)\s)*"
    r"(?:to|towards?)\s$|\bsustainably\s(?:[\w-]+\s){0,2}(?:to|towards?|at)\s$|"
    r"\b(?:aim\w*|target\w*|shoot\w*|striv\w+)\s(?:for|at)\s(?:[\w’'-]+\s){0,4}(?:of|at)\s$",
    re.IGNORECASE,
)
# The same of what the central banks aim for: "heading back to 2%" is no figure, "heading to 4%" is one.
_HEADING = re.compile(
    r"\b(?:heading|headed|getting|get|bring(?:ing)?|brought|converg\w+|going|com(?:e|ing)|returning)\s"
    r"(?:[\w-]+\s){0,3}(?:to|towards?)\s(?:around\s|about\s)?$",
    re.IGNORECASE,
)
USUAL_GOAL = 2.0
_OF_PRICES = re.compile(r"\b(?:inflation|prices?|[CP]PI|PCE|deflator|it)\b", re.IGNORECASE)
OF_PRICES_CHARS = 70
# A goal that is set or stood by is a matter of policy.
_SET = re.compile(
    r"\b(?:has|have|had|set|sets|setting|adopt\w*|establish\w*|announc\w*|introduc\w*|reaffirm\w*|reiterat\w*|rais\w*|"
    r"lower\w*|chang\w*|abandon\w*|scrap\w*|with)\s(?:[\w’'-]+\s){0,4}$",
    re.IGNORECASE,
)
_DIVIDES = re.compile(
    r"(?:\.0)?(?:[\s-]points?)?[\s-]?(?:(?:mark|line|level|threshold|reading|boom[\s-]bust|break-?even|neutral|no-change)\s?)*"
    r"(?:,?\s?(?:that|which)\s)?\s?(?:separat|divid|indicat|signal|denot|mean|suggest|point(?:s|ing)\sto|represent|threshold|"
    r"break-?even|dividing)",
    re.IGNORECASE,
)
_MEANS = re.compile(r"(?:\.0)?\s(?:indicat|signal|denot|mean|suggest|point|represent|separat|divid)", re.IGNORECASE)
NEUTRAL = 50.0
"""Of diffusion indexes the reading between growth and contraction."""
_SAMPLE_BEFORE = re.compile(
    r"\b(?:surveys?|polls?|samples?|panels?|canvass|survey(?:ed|ing)|poll(?:ed|ing)|interview(?:s|ed)|question(?:ed|ing))"
    r"(?:\s(?:results|responses))?\s(?:(?:of|among|with|from|by)\s)?(?:its\s|the\s|just\s|some\s|\w+ly\s)*$",
    re.IGNORECASE,
)
_SAMPLE_BEHIND = re.compile(
    r"\s(?:[\w.&’'-]+\s){0,4}?(?:respondents|participants|(?:polled|surveyed|interviewed|canvassed|questioned)\b)",
    re.IGNORECASE,
)
_OF_SO_MANY = re.compile(r"\s(?:out\s)?of\s")
_RELATION = (
    r"\s(?:(?:the|its|their|an?|that|this|official|stated|medium-term|long(?:er)?-(?:run|term)|key|neutral|annual|"
    r"target|goal|objective|threshold|(?:(?:central\s)?bank|government|committee|[A-Z][\w.&]*(?:\s[A-Z][\w.&]*){0,3})['’]s?|of|inflation|desired|preferred)\s)*$"
)
_SIDES: tuple[tuple[Comparator | None, re.Pattern[str]], ...] = (
    (
        "gt",
        re.compile(
            rf"\b(?:above|over|exceed\w*|higher\sthan|more\sthan|in\sexcess\sof|topp\w+|surpass\w*|north\sof|overshoot\w*)"
            rf"{_RELATION}"
        ),
    ),
    (
        "lt",
        re.compile(rf"\b(?:below|under|beneath|short\sof|lower\sthan|less\sthan|undershoot\w*|south\sof){_RELATION}"),
    ),
    ("approx", re.compile(rf"\b(?:close\sto|near|around|not\sfar\sfrom){_RELATION}")),
    (None, re.compile(rf"\b(?:is|was|are|were|stands?|stood|now)\s(?:at|on){_RELATION}")),
)
_MADE_TO = re.compile(
    r"\b(?:keep|keeps|keeping|hold|holding|push|pushing|bring|bringing|drive|get|getting|allow\w*|let)\s(?:\w+\s){1,4}$"
)
_OWN = re.compile(rf"\b{_GOAL}\b", re.IGNORECASE)
_CHANCE = re.compile(r"[\s-](?:chance|probability|odds|likelihood)\b", re.IGNORECASE)
NEAR_CHARS = 140
STATED_KINDS: frozenset[Kind] = frozenset({"policy", "fact"})
BOUND_KINDS: frozenset[Kind] = frozenset({"data", "level", "forecast", "compare"})


def own(view: View, kind: Kind, figures: Sequence[Quantity], subject: Subject | None = None) -> list[Quantity]:
    """The figures that a claim may have for its own, and the bounds that it is told to be above or below of."""
    if subject is not None and _OWN.search(subject.text):
        return [q for q in figures if not is_sample(view, q)]  # "the growth target of 5%" is just that
    found = []
    for quantity in figures:
        if is_sample(view, quantity):
            continue
        stood_by = kind in STATED_KINDS and _SET.search(_before(view, quantity)) is not None
        if stood_by or not is_goal(view, quantity):
            found.append(quantity)
        elif kind in BOUND_KINDS and (bound := _bound(view, quantity)) is not None:
            found.append(bound)
    return found


def is_goal(view: View, quantity: Quantity) -> bool:
    """Whether a figure is what its measure is to reach or is held against."""
    before, behind = _before(view, quantity), view.text[quantity.end : quantity.end + NEAR_CHARS]
    if quantity.unit in {None, "points"} and quantity.value == NEUTRAL and _DIVIDES.match(behind):
        return True
    if quantity.unit not in {"pct", "pp", "points"} or _CHANCE.match(behind):
        return False
    if _NAMED_BEHIND.match(behind) is not None or _NAMED_BEFORE.search(before) is not None:
        return True
    if not _OF_PRICES.search(before[-OF_PRICES_CHARS:]):
        return False
    usual = quantity.value == USUAL_GOAL and _HEADING.search(before) is not None
    return usual or _UNDER_WAY.search(before) is not None


def is_sample(view: View, quantity: Quantity) -> bool:
    """Whether a figure says how many were asked."""
    if quantity.unit not in {None, "count"} or quantity.value % 1 or _OF_SO_MANY.match(view.text, quantity.end):
        return False
    before = _before(view, quantity)
    return _SAMPLE_BEFORE.search(before) is not None or (
        _SAMPLE_BEHIND.match(view.text, quantity.end) is not None and not before.endswith(" of ")
    )


def _before(view: View, quantity: Quantity) -> str:
    return view.text[max(0, quantity.num_start - NEAR_CHARS) : quantity.num_start]


def _bound(view: View, quantity: Quantity) -> Quantity | None:
    """A goal as the bound that its measure is told to be above or below of, near or at; None for a mere goal."""
    before = _before(view, quantity)
    if _MEANS.match(view.text, quantity.end):
        return None  # "a reading above 50 indicates growth"
    for side, pattern in _SIDES:
        match = pattern.search(before)
        if match is not None:
            made = _MADE_TO.search(before, 0, match.start()) is not None
            return None if made else replace(quantity, comparator=side)
    return None
