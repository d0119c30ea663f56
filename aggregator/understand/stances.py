"""Stance: hawkish or dovish for the Fed, hotter or cooler for inflation, else bullish or bearish for the subject.

Where the claim's direction settles it, it does; the encoder's probabilities then only soften it. Null for topics in
which "good for the subject" is ambiguous (rates, fx, commodities, crypto) and for the VIX.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from aggregator.records import STANCELESS_TOPICS, Topic
from aggregator.understand.drafts import Draft
from aggregator.understand.view import View

NEUTRAL = "neutral"
# What is said for or against a change of the rate: "the case for a cut has grown stronger".
_CASE = re.compile(
    r"\b(?:(?:case|arguments?|support|need|scope|room|reason|basis|grounds?|pressure|calls?|door)\s"
    r"(?:for|to|behind|in favou?r of)|(?:support|favou?r|back)(?:s|ed|ing)?)\s"
    r"(?:an?\s|the\s|another\s|further\s|more\s|any\s)?(?:[\w-]+\s){0,3}?"
    r"(?:(?P<cut>cut(?:s|ting)?|eas(?:e|ing)|lower(?:ing)?|reduc\w+)|"
    r"(?P<hike>hik(?:es?|ing)|rais(?:e|ing)|increases?|tighten(?:ing)?))\b(?P<rest>[^.;]{0,80})"
)
_WEAKER = re.compile(
    r"\b(?:weak\w*|wan\w+|fad\w+|diminish\w*|shr[aiu]nk|undercut\w*|eroded?|no longer|not|less|shut|closed)\b|n['’]t\b"
)
_NO_CASE = re.compile(
    r"\b(?:no|little|less|not|without|weak\w*|against|few\w*|shut|clos\w+)\s(?:\w+\s){0,2}$|n['’]t\s[^.;,]{0,25}$"
)
_MOVING = re.compile(
    r"\b(?:(?P<up>rising|accelerating|surging|soaring|climbing|mounting|hotter|higher)|falling|easing|slowing|cooling|declining|"
    r"receding|fading|moderating|cooler|softer|lower)\s(?:\w+\s)?$",
    re.IGNORECASE,
)
_DECIDED = 0.9  # weight of a stance that direction settles, against the encoder's own
_LABELS: dict[str, tuple[str, str, str]] = {  # (up, flat, down) by topic
    "fed": ("hawkish", "neutral", "dovish"),
    "inflation": ("hotter", "neutral", "cooler"),
}
_HEADS = {"fed": "fed_stance", "inflation": "inflation"}
_MARKET = ("bullish", "neutral", "bearish")
# Measures whose rise is bad news for their economy.
_BAD_WHEN_UP = frozenset({"macro:UNRATE_US", "macro:CLAIMS_US", "macro:TRADE_US"})


def of(draft: Draft, topic: Topic, view: View) -> tuple[str | None, Mapping[str, float] | None]:
    """The stance of a draft and the three probabilities behind it."""
    entity_id = draft.subject.entity.id if draft.subject.entity else ""
    if topic in STANCELESS_TOPICS or entity_id == "index:VIX":
        return None, None
    labels = _LABELS.get(topic, _MARKET)
    leaning = draft.leaning if labels is _MARKET else None
    encoded = {label: leaning[label] for label in labels} if leaning else _encoded(topic, labels, view)
    decided = draft.stance or (_by_case(view) if topic == "fed" else None)
    if topic == "inflation" and draft.kind == "data":
        decided = decided or _by_participle(draft, view)
    if decided is None and leaning is None:
        decided = _by_direction(draft, labels, entity_id)
    if decided is not None:
        mixed = {label: round(_DECIDED * (label == decided) + (1 - _DECIDED) * encoded[label], 6) for label in labels}
        return decided, mixed
    return max(labels, key=lambda label: encoded[label]), {label: round(encoded[label], 6) for label in labels}


def _by_case(view: View) -> str | None:
    """The stance of a sentence that argues for or against a cut or a hike; None of any other."""
    case = _CASE.search(view.text)
    if case is None:
        return None
    against = bool(_NO_CASE.search(view.text[: case.start()])) != bool(_WEAKER.search(case["rest"]))
    return "dovish" if bool(case["cut"]) != against else "hawkish"


def _by_participle(draft: Draft, view: View) -> str | None:
    """ "falling inflation" is cooler, whatever the sentence makes of it."""
    match = _MOVING.search(view.text[: draft.subject.start]) if draft.value is None else None
    return None if match is None else "hotter" if match["up"] else "cooler"


def _by_direction(draft: Draft, labels: tuple[str, str, str], entity_id: str) -> str | None:
    if draft.direction is None:
        return None
    up, flat, down = labels
    if entity_id in _BAD_WHEN_UP:
        up, down = down, up
    return {"up": up, "down": down, "flat": flat}[draft.direction]


def _encoded(topic: Topic, labels: tuple[str, str, str], view: View) -> dict[str, float]:
    head = view.heads.get(_HEADS.get(topic, "market"))
    if head is not None and set(labels) <= set(head):
        return {label: head[label] for label in labels}
    up, flat, down = labels
    good, bad = view.sentiment.get("positive", 0.0), view.sentiment.get("negative", 0.0)
    # Higher inflation and a more hawkish Fed read as bad news.
    rising, falling = (bad, good) if topic in _LABELS else (good, bad)
    return {up: rising, flat: view.sentiment.get("neutral", 0.0), down: falling}
