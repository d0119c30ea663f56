"""Tense and direction as the words right behind a subject tell them, where the encoder only estimates them.

A claim's tense is when the thing claimed happens: "inflation remains high" is present, "the Fed will hold" future,
"had expected a rise" past. A claim's direction is its subject's: "is expected to slow" is down.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from aggregator.records import Direction, Kind, Tense
from aggregator.understand.drafts import Draft
from aggregator.understand.fields import denials, receding
from aggregator.understand.view import View

_STATES = (
    r"^\s(?:(?:now|currently|still)\s)?(?:is|are|remains?|continues?|appears?|seems?|looks?|shows?|stands?|sits?|trades?|"
    r"hovers?)\b"
)
_TELLS = re.compile(r"\b(?:said|says|believed|noted|judged|agreed|saw|viewed)\s(?:that\s)?[^,;]{0,30}$")


class _Timed(NamedTuple):
    """Words behind the subject of a claim of some kind, and when what they tell is."""

    kind: Kind
    words: re.Pattern[str]
    tense: Tense


_TENSES = (
    _Timed("data", re.compile(_STATES), "present"),
    _Timed("level", re.compile(_STATES), "present"),
    _Timed("policy", re.compile(r"^[^,;]{0,20}\swill\b"), "future"),
    _Timed("policy", re.compile(r"^\s(?:is|are|remains?|continues?|stands?)\b"), "present"),
    _Timed("outlook", re.compile(r"^[^,;]{0,25}\s(?:will|could|would)\s"), "future"),
    _Timed("fact", re.compile(r"^\s(?:was|were|had|did)\b"), "past"),
    _Timed("move", re.compile(r"^\s(?:is|are)\s(?:now\s|currently\s|still\s)?\w+ing\b"), "present"),
)
# Of a figure the words after the verb tell when it was: "is up 0.3%" on the month is of that month.
_WITHOUT_FIGURE: frozenset[Kind] = frozenset({"data"})
_REMAINED = re.compile(r"^,?\s(?:[^,;]{0,25},\s)?(?:remained|(?:was|were)\sstill)\b")
_EXPECTED_THEN = re.compile(
    r"\b(?:had|was|were|did)\b[^,;.]{0,30}(?:expect|forecast|predict|project|estimat|anticipat|look)|"
    r"\b(?:have|has)\s(?:\w+en|\w+ed)\b|\b(?:expectations|estimates?) of\b|\bforecasts? (?:of|for)\b"
)
_AROUND = 60

_TOWARDS = (
    r"^[^,;.]{0,30}?\s(?:to|will|would|could|may|might|should|can|likely|seen|expected|forecast)\s"
    r"(?:have\s|be\s|to\s|also\s|soon\s|further\s|even\s|\w+ly\s)*"
)
_HAVING = r"^\s(?:has\s|have\s|had\s|been\s|is\s|are\s|was\s|were\s|more\sthan\s|almost\s|\w+ly\s)*"


class _Directed(NamedTuple):
    """Verbs of a direction: as they stand behind "will" or "to", and as they tell what was."""

    way: Direction
    ahead: re.Pattern[str]
    told: re.Pattern[str]


_WAYS = (
    _Directed(
        "up",
        re.compile(
            _TOWARDS + r"(?:rise|risen|rising|climb\w*|grow\w*|gain\w*|increas\w+|jump\w*|advanc\w+|rall\w+|expand\w*|"
            r"accelerat\w+|rebound\w*|recover\w*|improv\w+|surge\w*|soar\w*|strengthen\w*|"
            r"(?:edge|tick|pick|move|go) up|(?:move |go |trend )?higher|outperform)\b"
        ),
        re.compile(
            _HAVING
            + r"(?:rose|risen|climbed|gained|increased|jumped|advanced|rallied|surged|soared|grew|grown|widened|"
            r"rebounded|improved|strengthened|accelerated|doubled|tripled|quadrupled|rising|growing|climbing|expanding|accelerating|improving|"
            r"strengthening|rebounding)\b"
        ),
    ),
    _Directed(
        "down",
        re.compile(
            _TOWARDS
            + r"(?:fall\w*|drop\w*|declin\w+|decreas\w+|slow\w*|eas(?:e|ed|ing)|decelerat\w+|weaken\w*|slip\w*|"
            r"slide|shr[iau]nk\w*|contract\w*|tumbl\w+|retreat\w*|cool\w*|moderat\w+|soften\w*|freeze up|"
            r"(?:edge|tick|come|go) down|(?:move |go |trend )?lower|underperform|suffer)\b"
        ),
        re.compile(
            _HAVING + r"(?:fell|fallen|dropped|declined|slid|slipped|eased|slowed|decreased|tumbled|shrank|narrowed|"
            r"weakened|plunged|moderated|receded|subsided|halved|falling|declining|slowing|contracting|shrinking|weakening|"
            r"deteriorating)\b"
        ),
    ),
    _Directed(
        "flat",
        re.compile(
            _TOWARDS + r"(?:(?:stay|remain|hold) (?:at|near|unchanged|flat|steady|stable|on hold|put)|stabili[sz]e)\b"
        ),
        re.compile(
            _HAVING + r"(?:steadied|unchanged|flat|little changed|stabili[sz]ed|held steady|"
            r"remained stable)\b"
        ),
    ),
)
_PARED = re.compile(
    r"^\s(?:has\s|have\s|\w+ly\s)*(?:par|trim|eras|recoup|revers)\w*\s(?:\w+\s){0,2}(?:(?P<up>losses|declines)|gains)\b"
)
# Verbs whose object the subject is: "dampen inflation", "lift demand for bonds".
_OBJECT = (
    r"(?:e|es|ed|s|ing)?\s(?:down\s|up\s)?"
    r"(?:the\s|its\s|their\s|demand\sfor\s|confidence\sin\s|economic\s|U\.S\.\s|on\s)*$"
)
_ACTED: tuple[tuple[Direction, re.Pattern[str]], ...] = (
    (
        "up",
        re.compile(
            r"\b(?:boost|lift|rais|support|fuel|spur|stok|bolster|encourag|push(?:es|ed|ing)? up|promot|stimulat|driv|"
            r"prop up|reviv|strengthen|increas|accelerat)" + _OBJECT
        ),
    ),
    (
        "down",
        re.compile(
            r"\b(?:dampen|dent|hit|hurt|undermin|curb|weigh(?:s|ed|ing)? on|threaten|reduc|depress|erod|crimp|damag|"
            r"hamper|stifl|derail|choke off|cool|tam|drag(?:ged|s|ging)? (?:down|on)|bring(?:ing)? down|lower|"
            r"slash|trimm?|cut)" + _OBJECT
        ),
    ),
)
# "Forecasts of a 0.4% drop", "growth of 2.9 percent": which way a figure that is only expected goes.
_GOES = re.compile(
    r"^[^;]{0,60}?\d\s?(?:percent|per cent|pct|%)\s(?:\w+\s)?"
    r"(?:(?P<up>increase|rise|gain|growth|advance|jump|expansion|pickup)|decline|drop|fall|decrease|contraction|dip)\b"
)
_COMPARES = re.compile(
    r"^[^;,]{0,60}(?:,\d{3}[^;,]{0,30})?,\s(?:(?P<up>up)|down)\s(?:from|by|over|about|nearly|more|some|roughly|\d)"
)
_TARGET = "forecast.target"
_EARLIER = "data.earlier"
# "Slowing from a 7.5 percent gain": which way the earlier figure went.
_WENT = re.compile(
    r"\s(?:(?P<up>gain|rise|increase|advance|jump|expansion|growth)|drop|decline|fall|decrease|contraction)\b"
)
_GROWS = re.compile(r"\b(?:growth|GDP|gross domestic product|revenues?|sales|earnings|profits?|output|production)\b")
_AHEAD: frozenset[Kind] = frozenset({"forecast", "outlook"})
_TOLD: frozenset[Kind] = frozenset({"move", "data"})


def settled(draft: Draft, view: View) -> Draft:
    """The draft with the tense and direction that its words give, where a rule has not read them."""
    behind, before = view.text[draft.subject.end :], view.text[: draft.subject.start]
    if draft.is_proposed:
        denied = draft.kind in _AHEAD and _is_sideless(draft, view)
        way = None if denied else _way(draft, before, behind)
        return replace(draft, tense=_tense(draft, before, behind), direction=way)
    if draft.kind == "forecast":
        unread = draft.direction is None and not _is_sideless(draft, view)
        return replace(draft, direction=_way(draft, before, behind) if unread else draft.direction)
    if draft.rule == _EARLIER and draft.direction is None and (went := _WENT.match(view.text, draft.at)) is not None:
        return replace(draft, direction="up" if went["up"] else "down")
    if draft.kind == "level" and draft.tense == "past" and re.match(_STATES, behind):
        return replace(draft, tense="present")
    return draft


def _is_sideless(draft: Draft, view: View) -> bool:
    """Whether a view takes no side, whatever verbs it has: it is denied, taken back, or of how fast only."""
    return denials.denies(view, draft) or receding.recedes(view, draft) or receding.is_of_pace(view, draft)


def _tense(draft: Draft, before: str, behind: str) -> Tense:
    if draft.kind == "forecast" and draft.tense == "past":
        around = f"{before[-_AROUND:]}{draft.subject.text}{behind[:_AROUND]}"
        return "past" if _EXPECTED_THEN.search(around) else "future"
    if draft.kind in _WITHOUT_FIGURE and draft.value is not None:
        return draft.tense
    if draft.kind == "data" and _REMAINED.match(behind) and _TELLS.search(before):
        return "present"  # "believed that growth was still strong"
    return next((row.tense for row in _TENSES if row.kind == draft.kind and row.words.match(behind)), draft.tense)


def _way(draft: Draft, before: str, behind: str) -> Direction | None:
    if draft.kind in _AHEAD:
        acted = next((way for way, words in _ACTED if words.search(before)), None)
        if acted is None or not (draft.is_proposed or draft.rule == _TARGET):  # other rules know their own verbs
            acted = draft.direction
        ahead = next((row.way for row in _WAYS if row.ahead.match(behind)), acted)
        return ahead or _from_now(behind) or _expected(draft, behind)
    if draft.kind in _TOLD and (pared := _PARED.match(behind)) is not None:
        return "up" if pared["up"] else "down"
    if draft.kind in _TOLD:
        return next((row.way for row in _WAYS if row.told.match(behind)), draft.direction)
    return draft.direction


def _from_now(behind: str) -> Direction | None:
    """ "Revenue of $9 billion, up 11% from last year": how an expected figure compares with the present one."""
    match = _COMPARES.match(behind)
    return None if match is None else "up" if match["up"] else "down"


def _expected(draft: Draft, behind: str) -> Direction | None:
    """Which way an expected figure goes that no verb tells: a percentage of growth is one of growth."""
    if draft.kind != "forecast" or draft.unit != "pct":
        return None
    goes = _GOES.match(behind)
    if goes is not None:
        return "up" if goes["up"] else "down"
    return "up" if _GROWS.search(draft.subject.text) else None
