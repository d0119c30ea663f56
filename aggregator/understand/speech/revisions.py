"""Those who make or change a forecast or a rating: "Economists raised their forecasts", "upgraded by Acme"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.understand.speech import speakers, verb_subjects
from aggregator.understand.speech.speakers import Saying, Who

_CHANGED = (
    r"(?:rais|increas|decreas|hik|slash|boost|trimm?|lift|lower|reduc|upgrad|downgrad|revis|nudg|bump|upp?|maintain|reaffirm|"
    r"reiterat|issu|provid|offer)(?:e[sd]?|ed|ing|s)?|cuts?|kept|keeps|sets?|gave|gives"
)
_VIEW = (
    r"(?:forecasts?|projections?|estimates?|outlook|guidance|price\s(?:targets?|objectives?)|target\sprices?|"
    r"expectations|predictions?|(?:\d{4}|year-end|12-month)\stargets?)\b"
)
_OWN = r"(?:its|their|his|her)"
_WORDS = (
    r"(?:(?!(?:and(?!\s(?:profits?|earnings|sales|revenues?|net|full-year|annual|margins?|volumes?)\b)|"
    r"or|but|as|after|that|which|to|for|from|by|than)\b)[\w$€£.’'&%/-]+\s){0,6}?"
)
_REVISES = re.compile(
    rf"\s(?P<verb>(?:{_CHANGED})(?:\s(?:up|down))?\s(?:{_OWN}\s)?|(?:has|have|had)\san?\s)(?P<what>{_WORDS}{_VIEW})"
)
_RATES = re.compile(
    r"\s(?<!most\s)(?:upgraded|downgraded|upgrades|downgrades|initiated\scoverage|(?:has|have)\san?\s(?:[\w-]+\s)?rating|"
    r"(?:cuts?|lowered|raised|affirmed|assigned|withdrew|downgraded|upgraded)\s(?:its|the|their|an?)\s(?:[\w“”\"+'-]+\s){0,4}ratings?|"
    r"(?:reiterated|maintained|reaffirmed)\s(?:its|their|his|an?)\s(?:[\w“”\"-]+\s){1,2}(?:rating|stance|view))\b(?!\sby\b)"
)
_RATED_BY = re.compile(
    r"\b(?:upgraded|downgraded|upgrade|downgrade|(?:rating|ratings)\scut|initiated)\s(?:by|from|at)\s(?=[A-Z])"
)
_DECIDES = re.compile(
    rf"(?P<who>{speakers.NAME})['’]s?\s(?:decision|move)\sto\s(?:{_CHANGED})\s(?:{_OWN}\s)?{_WORDS}{_VIEW}"
)
_OWN_VIEW = re.compile(
    rf"(?P<who>{speakers.NAME})['’]s?\s(?:[\w-]+\s){{0,3}}?(?:(?:base\scase|price\stargets?|forecasts?|projections?|estimates?)\b"
    r"[^,;:“”\"]{0,50}?\s(?:is|are|was|were|calls?|called|shows?|showed|implies|implied|points?)\b|"
    r"(?:outlook|guidance)\s(?:calls?|called)\sfor\b)"
)
_PERSONS_VIEW = re.compile(
    r"\b(?P<who>[Hh]is|[Hh]er)\s(?:[\w-]+\s){0,2}?(?:base\scase|targets?|forecasts?|projections?|estimates?)\s(?:[\w-]+\s){0,3}?"
    r"(?:is|was|calls?|called|implies|implied|suggests?|suggested|points?)\b"
)
"""Of who was told of before: "Her target implies a gain of 30%"."""
_TO_REVISE = re.compile(
    rf"\b(?:lead|leads|led|leading|prompt\w*|spur\w*|caus\w+|push\w*|forc\w+)\s(?:the\s)?(?P<who>[^,;:“”\"]{{3,80}}?)\sto\s"
    rf"(?:{_CHANGED})\s(?:{_OWN}\s)?{_WORDS}{_VIEW}"
)
_ADVERBS = re.compile(
    r"(?:\s(?:[a-z]+ly|also|already|has|have|had|then|again|since|both|on\s\w+day|last\s\w+|this\s\w+))+$"
)
_THINKERS = frozenset({"group", "person", "role"})
_REVISERS = _THINKERS | {"body", "pronoun"}
"""Who gives guidance too: "the company raised its outlook"."""
_HOLDS = frozenset(f"{verb} {article}" for verb in ("has", "have", "had") for article in ("a", "an"))
_CLOSES = re.compile(r",\s(?:but|although|though|while|sending|driving|pushing|as)\b|;")


def find(text: str) -> Iterator[Saying]:
    """Those who make or change a forecast, with the words behind them."""
    for match in _TO_REVISE.finditer(text):
        led = speakers.after(text, match.start("who"))
        if led is not None and led.sort in {"group", "name", "person", "body"}:
            yield Saying(led, led.start, _end(text, match.end()), False, led.role, expects=True)
    for match in _RATES.finditer(text):
        rater, role = verb_subjects.find(_ADVERBS.sub("", text[: match.start()]))
        if rater is not None and rater.sort in {"name", "group", "person"} and not speakers.is_priced(rater):
            yield Saying(rater, rater.start, len(text), False, role or rater.role)
    for match in _RATED_BY.finditer(text):
        by = speakers.after(text, match.end())
        if by is not None and by.sort in {"name", "group"} and not speakers.is_priced(by):
            yield Saying(by, match.start(), len(text), False)
    for match in _PERSONS_VIEW.finditer(text):
        person = "he" if match["who"].lower() == "his" else "she"
        holder = Who(match.start("who"), match.end("who"), person, "pronoun")
        yield Saying(holder, holder.start, len(text), False, expects=True)
    for match in (*_DECIDES.finditer(text), *_OWN_VIEW.finditer(text)):
        owner = speakers.before(text, match.end("who"))
        if owner is not None and owner.sort in {"name", "person"}:
            yield Saying(owner, match.end("who"), len(text), False, owner.role, expects=True)
    for match in _REVISES.finditer(text):
        who, role = verb_subjects.find(_ADVERBS.sub("", text[: match.start()]))
        if who is not None and (who.sort in _REVISERS or (who.sort == "name" and not speakers.is_priced(who))):
            end = _end(text, match.end()) if match["verb"].strip() not in _HOLDS else _comma(text, match.end())
            who = verb_subjects.subject_of(text, who)
            yield Saying(who, who.start, end, False, role or who.role, expects=True)


def _comma(text: str, at: int) -> int:
    comma = text.find(",", at)
    return comma if comma >= 0 else len(text)


def _end(text: str, at: int) -> int:
    closing = _CLOSES.search(text, at)
    return closing.start() if closing is not None else len(text)
