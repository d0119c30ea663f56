"""One thing held against another: whose figure is a difference, and what is higher without having risen."""

from __future__ import annotations

import re

from aggregator.records import Kind
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.view import View

THOUGHT = (
    r"(?:(?:analysts?['’]?|economists['’]?|the|Wall\sStreet['’]?s?|consensus|our|market|its\sown|their\sown|my|street|"
    r"average|mean|median)\s){0,3}"
)
"""Whose expectations something is held against."""
THAN = (
    r"\sthan\s(?!(?:expected|anticipated|forecast|feared|estimated|ever|usual|normal|before|it\s(?:was|had|has|used|did)|"
    r"they\s(?:were|had|used|did)|"
    r"a\s(?:year|month|week|quarter)|in\s|last\s|previously|previous|prior|initially|originally|average\b|the\s[$\d](?!\d*-year\s)|analysts|economists|half\b|not\b|"
    r"the\s(?:previous|prior|preliminary|year|month|week|consensus|forecast|expected|median|market\s(?:estimate|forecast|consensus))|consensus|we\s|I\s|that[\s,;.](?!of\b)|"
    rf"{THOUGHT}(?:expectations|estimates|forecasts)|(?:about\s|just\s)?[$\d]))"
)
"""Held against another thing, not against what it was or was thought to be."""
NOT_ITS_PAST = (
    r"(?!(?:(?:on|at|since|during|yesterday|today|where|when|what|those\sof\sa)\b|"
    r"(?:the|its|their)\s(?:[\w-]+\s){0,2}(?:close|session|day|low|high|peak|trough|level|record)\b|(?:its|their)\s(?:[\w-]+\s){0,2}average\b|"
    r"(?:late\s|early\s)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b))"
)
_OTHER = re.compile(THAN + NOT_ITS_PAST)
_IS = re.compile(r"(?:is|are|was|were|been|being|remain(?:s|ed)|stood|stayed)\b")
NO_COUNT = (
    r"(?!(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|half|\d[\d.,]*|doubl\w+|tripl\w+|halv\w+|offset\w*|"
    r"enough|ever)\b)"
)
"""Behind "more than": no number, no verb of how much more."""
_BY_SO_MUCH = re.compile(rf"\s(?:more|less|faster|slower|better|worse)\sthan\s{NO_COUNT}")

GAP = re.compile(r"\b(?:spreads?|gaps?|differences?|differentials?)\s(?:between|of)\b", re.IGNORECASE)
"""What two share is neither of them."""
_CHANGES = frozenset({"move", "data", "level"})
_STEPS = frozenset({"bps", "pp", "points"})
_AWAY = re.compile(
    r"\s(?:higher\sthan|lower\sthan|above|below|under|over|off|away\sfrom|short\sof|shy\sof|beneath|from)\s(?!\d)"
)
_NEGATIVE = re.compile(r"\b(?:minus|negative)\s$", re.IGNORECASE)
# "40 basis points below its April peak of 4.70%": what the distance is from.
_FAR_FROM = re.compile(
    r"\d\s?(?:%|percent|(?:basis\s|percentage\s)?points?)\s(?:above|below|under|over|off|(?:away\s)?from|short\sof|shy\sof)\s"
    r"(?:its|their|the|an?)\s(?:[\w-]+\s){0,3}?(?:peaks?|highs?|lows?|troughs?|records?|averages?|close)\s(?:of|at)\s"
    r"(?:about\s|around\s|nearly\s)?$"
)
# "Cut its price target to $38 from $45": what the target was.
_TARGET_WAS = re.compile(r"\b(?:price\s(?:target|objective)|target\sprice)\b[^.;]{0,60}\sfrom\s[A-Z$€£]{0,3}\s?$")
_VOTED = re.compile(
    r"\bdissent\w*\b[^.;,]*$|"
    r"(?<!most\s)(?<!the\s)(?<!its\s)(?<!their\s)(?<!['’]s\s)(?<!s['’]\s)\b(?:favou?r(?:ed|ing|s)|prefer(?:red|ring|s)?|wanted|"
    r"argu(?:ed|ing)\sfor|push(?:ed|ing)\sfor|oppos(?:ed|ing))\s(?:(?![-–—]{1,2}\s)[^.;,])*$",
    re.IGNORECASE,
)
# "Two of the nine members voted to cut rates": fewer than it takes.
_FEW_VOTED = re.compile(
    r"\b(?:one|two|three|four|some|several|an?|a\sfew|a\sminority\sof|other)\s(?:of\s)?(?:the\s|its\s|their\s)?(?:[\w-]+\s){0,3}?"
    r"(?:members?|governors?|policy-?makers?|officials?|presidents?|dissenters?)\s(?:had\s|have\s|also\s|instead\s)*"
    r"vot(?:ed|ing)\s(?:to|for|against|in\sfavou?r\sof)\s[^.;,]*",
    re.IGNORECASE,
)

_CHANGE_OF_RATES = (
    r"(?:(?!(?:and|but|while)\b)[\w-]+\s){0,4}?(?:cut|cuts|cutting|hikes?|hiking|rais(?:e|ing)|lower(?:ing)?|reduc(?:e|ing|tions?)|"
    r"hold(?:ing)?|keep(?:ing)?|leav(?:e|ing)|increas(?:es?|ing)|eas(?:e|ing)|tighten(?:ing)?|paus(?:e|ing)|moves?|slow(?:ing)?)\b"
)
_LIKES = re.compile(
    r"(?:,\s[^,;]{1,60},|,(?=\swho\s))?\s(?:(?:has|have|had|was|were|is|are|who|also|would|still|[a-z]+ly)\s)*(?:dissent\w*\b|voted\sagainst\b|"
    r"(?:in\sfavou?r\sof|favou?r(?:ed|ing|s)?|support(?:ed|ing|s)?|back(?:ed|ing|s)?|prefer(?:red|ring|s)?|wanted|"
    rf"pushed\sfor|argued\sfor|opposed)\s{_CHANGE_OF_RATES})",
    re.IGNORECASE,
)
_FORECASTERS = re.compile(
    r"(?:(?:the|most|many|some|several|wall\sstreet|market|street)\s)*(?:economists|analysts|strategists|forecasters)"
    r"(?:\s(?:polled|surveyed)\sby\s.*)?",
    re.IGNORECASE,
)
_EXPECTED = re.compile(
    r"(?:\s(?:polled|surveyed)\sby\s[^,;.]{2,50}?)?\s(?:(?:had|have|were|are|on\saverage|also|now|still)\s)*"
    r"(?:expect(?:ed|ing)?|forecast(?:ed|ing)?|predict(?:ed|ing)?|project(?:ed|ing)?|anticipat(?:e|ed|ing)|estimated?|"
    r"penciled\sin|looking\sfor|seeing|see|saw)\b",
)


def is_difference(view: View, quantity: Quantity) -> bool:
    """Whether a figure tells how much farther one went than another: "rose 2 points less than its peers"."""
    return _BY_SO_MUCH.match(view.text, quantity.end) is not None


def is_standing(view: View, cue: re.Match[str]) -> bool:
    """Whether a cue only says which of two is the higher: "the bond's yield is higher than the note's"."""
    told = cue["su"] or cue["sd"]
    return bool(told) and _IS.match(cue.group()) is not None and _OTHER.match(view.text, cue.end()) is not None


def is_distance(view: View, quantity: Quantity) -> bool:
    """Whether a figure is how far from something a level is, or what it is that far from."""
    far = quantity.unit in _STEPS and _AWAY.match(view.text, quantity.end) is not None
    return far or _FAR_FROM.search(view.text, 0, quantity.num_start) is not None


def is_negative(view: View, quantity: Quantity) -> bool:
    """Whether a number stands below zero, by its sign or in words: "minus 32 basis points"."""
    return quantity.sign < 0 or _NEGATIVE.search(view.text, 0, quantity.num_start) is not None


def is_anothers(kind: Kind, view: View, quantity: Quantity) -> bool:
    """Whether a figure is none of a claim's own: a difference, a level beside its change, what a dissenter wanted.

    Nor is a level below zero.
    """
    if kind == "level" and is_negative(view, quantity):
        return True  # which a value without a sign would turn round
    if kind == "policy":
        return is_preferred(view, quantity.num_start)
    if kind != "forecast" and _TARGET_WAS.search(view.text, 0, quantity.num_start):
        return True
    if kind == "move" and not quantity.sign and _then_signed(view, quantity):
        return True
    return kind in _CHANGES and is_difference(view, quantity)


def is_preferred(view: View, at: int) -> bool:
    """Whether what stands here is what somebody voted for or would like, not what was done."""
    few = any(match.start() <= at < match.end() for match in _FEW_VOTED.finditer(view.text))
    return few or _VOTED.search(view.text, 0, at) is not None


def _then_signed(view: View, quantity: Quantity) -> bool:
    """ "Yield 4.29% -0.01": where it stands, and then its change."""
    behind = next((other for other in view.quantities if other.start >= quantity.end), None)
    return behind is not None and behind.sign != 0 and not view.text[quantity.end : behind.start].strip(" (")


def is_of_views(kind: Kind, view: View, start: int, end: int) -> bool:
    """Whether a phrase is only whoever held a view: "officials favored a cut" is no cut of theirs.

    Of "economists had expected 236,000" the figure is of what was released, not of economists.
    """
    if kind == "policy":
        return is_preferred(view, start) or _LIKES.match(view.text, end) is not None
    if kind not in {"forecast", "data", "level", "outlook"} or not _FORECASTERS.fullmatch(view.text, start, end):
        return False
    return _EXPECTED.match(view.text, end) is not None
