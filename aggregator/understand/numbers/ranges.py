"""Whether "A to B" is one range or two figures: "2% to 4%", "430,000 to 440,000 vehicles", but "rose 0.5% to 4.5%"."""

from __future__ import annotations

import re

from aggregator.understand.numbers.numerals import number

_MOVED_FROM = re.compile(
    r"\b(?:up|down|higher|lower|ris\w*|rose|fell|fall\w*|drop\w*|(?!rang)\w{3,}ed|grew|grow\w*|climb\w*|jump\w*|slip\w*|slid\w*|eas(?:ed|ing)|"
    r"increas\w*|decreas\w*|declin\w*|rais\w*|lower\w*|cut|lift\w*|improv\w*|slow\w*|accelerat\w*|went|mov\w*|revis\w*|narrow\w*|widen\w*|"
    r"reduc\w*|swell\w*|swollen|shr[aiu]nk\w*|expand\w*)\s(?:[\w’'-]+\s){0,4}from\s(?:\w+\s)?$"
)
# The same without "from", of yields: "fell 3 to 4.46%".
_MOVED = re.compile(
    r"\b(?:up|down|rose|fell|dropp?ed|climbed|jumped|slipped|slid|eased|declined|gained|lost|shed|added|tumbled|sank|"
    r"dipped|surged|plunged)\s(?:by\s|about\s|as much as\s)?$"
)
# Behind a verb of what was, "2% to 3%" may be how far and where to.
_TOLD = re.compile(
    r"\b(?:(?!expect|forecast|project|estimat|anticipat)\w{2,}ed|up|down|rose|fell|slid|lost|sank|shed|grew|is|are|was|were)\s(?:[\w-]+\s){0,2}$"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_GIVEN_AS = re.compile(r"\b(?:to|at|of|by|around|about|near)\s$")
# "Growth of 2% to 4%", "seen at 2% to 4%"; of "an increase of 2% to 4.1%" the second is where it led to.
_SPAN_OF = re.compile(
    r"\b(?!(?:increase|rise|gain|jump|climb|advance|hike|drop|decline|fall|decrease|dip|slide|slump|cut|reduction|change|move)s?\b)"
    r"\w+\sof\s$|\b(?:seen|expected|forecast\w*|projected|estimated|guided|pegged|put|inflation|growth|averag\w+)\s"
    r"(?:at|around|about|near)\s$",
    re.IGNORECASE,
)
SPREAD, WIDEST, SPANNED = 1.5, 2.0, 5.0
"""How many times the low end the high one may be at most: without a frame, of counted things, behind "growth of"."""
FINER = 2  # decimals: of a range both ends are written alike
_RANGE_FRAME = re.compile(r"\b(?:between|range|from|ranging|band|target)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s(?:about\s|roughly\s|around\s)?$", re.IGNORECASE)
_THINGS = re.compile(r"\s(?:[a-z-]+\s){0,2}?(?!points\b)[a-z]{3,}s\b")  # "440,000 new vehicles"
_SPANS = re.compile(
    r"\s(?:seconds|minutes|hours|days|weeks|months|quarters|years|barrels|tonnes|tons|ounces|people|times)\b"
)
_RANGE_BEHIND = re.compile(r"\s(?:range|zone|band|levels?|area|points)\b")  # "23250–23800 range"
LONG = 4  # digits
_PART_OF = re.compile(r"\s?(?:%|percent|per cent)\sof\s")


def is_range(text: str, match: re.Match[str]) -> bool:
    """Whether "A to B" is one range: "rose 0.5% to 4.5%" and "1% and 2%, respectively" are two figures."""
    at = first(match, ("sign", "money", "num"))
    if _MOVED_FROM.search(text[max(0, at - 40) : at]) or is_led_to(text, match) or is_year_to(match):
        return False  # "fell from 220K to 213K", "fell 3 to 4.46%"
    if match["unit1"] and match["unit2"] and _family(match["unit1"]) != _family(match["unit2"]):
        return False
    join = match["join"].strip().lower()
    if match["plain"] is not None and not _is_plain_range(text, match, at, join):
        return False
    framed = bool(_RANGE_FRAME.search(text[max(0, match.start() - 40) : match.start("num")]))
    if join == "and":
        return framed and number(match["num"]) < number(match["high"])
    return framed or join != "to" or not match["unit1"] or _is_given_as(text, match, at)


def is_year_to(match: re.Match[str]) -> bool:
    """Whether the first figure is a year: "from 2.4% in December 2009 to 3.7%"."""
    bare = match["unit2"] and not match["unit1"] and not match["money"]
    return bool(bare) and _YEAR.fullmatch(match["num"]) is not None


def _is_plain_range(text: str, match: re.Match[str], at: int, join: str) -> bool:
    """Whether two figures without a unit are a range: of money, in thousands, of things; "$2.15 to $2.25"."""
    low, high = number(match["num"]), number(match["high"])
    dashed = join not in {"to", "and"}
    if not low < high or (_YEAR.fullmatch(match["num"]) and _YEAR.fullmatch(match["high"])):
        return False
    if match["money"]:
        return high <= SPREAD * low and (match["money2"] is not None or dashed)
    before = text[max(0, at - 40) : at]
    between = _BETWEEN.search(before) is not None
    if _SPANS.match(text, match.end("high")):
        return join != "and" or between
    grouped = "," in match["num"] and "," in match["high"]
    if not dashed:
        things = join == "to" and _THINGS.match(text, match.end("high")) is not None and not _MOVED.search(before)
        return grouped and high <= WIDEST * low and (between or things)
    if match["fx"] or match["dollars"]:
        return high <= SPREAD * low  # "148-152 yen"
    long = len(match["num"]) >= LONG and _RANGE_BEHIND.match(text, match.end("high")) is not None
    return (grouped or long) and high <= SPREAD * low


def _is_given_as(text: str, match: re.Match[str], at: int) -> bool:
    """Whether "to 4.1% to 4.2%" names a span: behind a preposition or no verb, the second not far above the first."""
    low, high = number(match["num"]), number(match["high"])
    before = text[max(0, at - 40) : at]
    if _SPAN_OF.search(before):
        return low < high <= SPANNED * low
    if _GIVEN_AS.search(before):
        return low < high <= SPREAD * low
    alike = len(match["num"].partition(".")[2]) == len(match["high"].partition(".")[2])
    if alike and _PART_OF.match(text, match.end("high")):
        return low < high <= WIDEST * low  # "lost 20% to 30% of its value"
    return alike and low < high <= WIDEST * low and not _TOLD.search(before)


def is_led_to(text: str, match: re.Match[str]) -> bool:
    """Whether "fell 3 to 4.46%" says how far and where to: the second figure is finer or smaller than the first."""
    at = first(match, ("sign", "money", "num"))
    if match["join"].strip().lower() != "to" or not _MOVED.search(text[max(0, at - 40) : at]):
        return False
    low, high = match["num"], match["high"]
    finer = len(high.partition(".")[2]) - len(low.partition(".")[2]) >= FINER
    return finer or (low[0].isdigit() and number(low) > number(high))


def first(match: re.Match[str], groups: tuple[str, ...]) -> int:
    """Where the first of some groups that are there begins."""
    return min(match.start(group) for group in groups if match[group])


def _family(unit: str) -> str:
    return unit.lower().lstrip()[:1].replace("%", "p")
