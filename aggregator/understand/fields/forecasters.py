"""Whose forecast it is where nobody is said to say it: a firm's own guidance, analysts' price targets."""

from __future__ import annotations

import re

from aggregator.records import Entity
from aggregator.understand.drafts import Draft
from aggregator.understand.view import View

_ANALYSTS = re.compile(
    r"\b(?P<who>(?:analyst|economist)s?)(?:['’]s?)?\s(?:(?:12-month|forward|average|price|consensus|median|mean)\s){0,3}"
    r"(?:targets?|price targets?|target prices?|estimates?|forecasts?|projections?|predictions?)\b",
    re.IGNORECASE,
)
_EXPECTATIONS = re.compile(
    r"\b(?P<who>[Ee]conomists|[Aa]nalysts|[Ii]nvestors|Wall\sStreet)['’]s?\s(?:[a-z-]+\s){0,2}?"
    r"(?:expectations?|forecasts?|estimates?|predictions?|projections?)\b"
)
_OF_WHAT = re.compile(r"\s(?:for|of)\s(?:an?\s|the\s)?")
_AGAINST = re.compile(
    r"\b(?:exceed\w*|beat\w*|topp\w+|surpass\w*|miss\w*|above|below|than|ahead of|short of|in line with)\s"
    r"(?:[\w']+\s){0,3}$"
)
_REFERRED = re.compile(
    rf"{_AGAINST.pattern}|\b(?:upside|downside|room|relative|compared)\s(?:potential\s)?to\s(?:the|its|their)\s(?:\w+\s)?$"
)
"""What is held against targets is not in them: "three stocks with upside to their analyst targets"."""
_GUIDANCE = re.compile(
    r"\b(?:guidance|guides for|guided for|"
    r"(?:sales|revenue|profit|earnings|full-year|quarterly|annual|capital spending)\s(?:\w+\s)?"
    r"(?:forecast|outlook|projection)|(?:forecast|outlook) (?:from|for the (?:current|coming|next)))\b",
    re.IGNORECASE,
)
_OUTLOOK = re.compile(r"\b(?:guidance|forecasts?|outlook|projections?)\b", re.IGNORECASE)
_MOVED_BY = re.compile(
    r"\b(?:on|after|following|amid)\s(?:(?!(?:the|it|they|that|which|who|as|\w+ing)\b)(?:[a-z][\w'’-]*|[Qq]\d|\d[\w-]*)\s){0,8}$"
)
"""What a price moved on is told by the article: "Acme sank on a weak sales forecast"."""


def of(draft: Draft, entity: Entity | None, view: View) -> str | None:
    """Who made a forecast, in the text's own words; None where that is not plain."""
    if draft.kind != "forecast":
        return None
    expecting = _expecting(draft, view) or _expected(draft, view)
    if expecting is not None:
        return expecting
    targets = _ANALYSTS.search(view.text)
    if targets is not None and not _REFERRED.search(view.text[: targets.start()]):
        return targets["who"].lower().removesuffix("s") + "s"
    if entity is None or not entity.id.startswith("company:") or not _GUIDANCE.search(view.text):
        return None
    named = [link for link in view.links if link.entity == entity and link.type != "TICKER"]
    return view.text[named[0].start : named[0].end] if named else None


def is_moved_on(draft: Draft, view: View) -> bool:
    """Whether a forecast is what a price moved on."""
    subject = draft.subject
    named = draft.kind == "forecast" and _OUTLOOK.search(view.text, subject.start, subject.end) is not None
    return named and _MOVED_BY.search(view.text[: subject.start]) is not None


def _expected(draft: Draft, view: View) -> str | None:
    """Whose expectation the subject is: "below economists' expectations for a gain of 0.8%"."""
    subject = draft.subject
    for match in _EXPECTATIONS.finditer(view.text):
        within = match.start() < subject.end and subject.start < match.end()
        if within or _OF_WHAT.fullmatch(view.text, match.end(), subject.start):
            return match["who"]
    return None


def _expecting(draft: Draft, view: View) -> str | None:
    """Who expects the figure of a forecast behind its subject: "Prices are due, with economists expecting 2.9%"."""
    at = view.text.find(draft.value_text, draft.start) if draft.value_text else -1
    speech = view.said_at(at) if at >= 0 else None
    return speech.speaker if speech is not None and speech.expects else None
