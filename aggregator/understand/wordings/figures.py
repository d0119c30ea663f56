"""Claims that are neither moves nor levels but cheap to see: volume multiples, flows and surprises.

"volume more than 36x above the daily average" · "saw outflows of $3.2 billion" · "hotter-than-expected PPI numbers".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from aggregator.records import Direction
from aggregator.understand.drafts import Draft, figure
from aggregator.understand.subjects import Subject
from aggregator.understand.unreal import is_unreal
from aggregator.understand.view import View

_VOLUME = re.compile(r"\b(?:trading\s)?volumes?\b")
_FLOW = re.compile(
    r"\b(?P<noun>(?:net\s|weekly\s|monthly\s)?(?:inflows?|outflows?|withdrawals?|redemptions?))(?:\s(?:of|totaled|"
    r"totaling|reached|worth|were|"
    r"at)\s(?:about\s|a record\s|nearly\s|a net\s)*)?|\b(?P<verb>attracted|drew|took in|pulled in|lost|bled|"
    r"shed)\s(?:a net\s|another\s|"
    r"about\s|nearly\s|some\s)?(?=[$€£¥][\d.,]+\s?(?:million|billion|m|bn)\s(?:in|of)\s(?:new\s|net\s|"
    r"fresh\s)?(?:money|assets|inflows|"
    r"outflows|cash|deposits))"
)
_OUT = re.compile(r"outflow|withdraw|redemption|lost|bled|shed")
_AVERAGE = re.compile(r"\b(?:average|normal|usual|typical)\b")
_ABOVE = re.compile(r"^[\s,]*(?:above|over|higher than|its|the|of|than|more than|as much as|as high as|times)\b")
_SURPRISE = re.compile(
    r"\b(?P<up>hotter|higher|stronger|better|faster|bigger|larger|firmer|warmer|"
    r"greater)?(?P<down>cooler|softer|lower|weaker|worse|slower|smaller|milder)?"
    r"[\s-]than[\s-](?:expected|anticipated|forecast|estimated|feared)\b"
)


def find(view: View, subjects: list[Subject], _: Sequence[View]) -> list[Draft]:
    """Volume, flow and surprise claims of a sentence."""
    if view.is_question:
        return []
    return [*_volumes(view, subjects), *_flows(view, subjects), *_surprises(view, subjects)]


def _volumes(view: View, subjects: list[Subject]) -> list[Draft]:
    drafts: list[Draft] = []
    for match in _VOLUME.finditer(view.text):
        quantity = next(
            (q for q in view.quantities if match.end() <= q.start <= match.end() + 50 and q.unit in {"x", "pct"}), None
        )
        if quantity is None or not _AVERAGE.search(view.text[quantity.end : quantity.end + 60]):
            continue
        if not _ABOVE.match(view.text[quantity.end :]) or is_unreal(view, match.start()):
            continue
        owner = next(
            (s for s in reversed(subjects) if s.end <= match.start() and s.role == "price" and not s.pointing), None
        )
        below = re.match(r"\s(?:below|under|lower)", view.text[quantity.end :]) is not None
        subject = Subject(
            match.start(), match.end(), match.group(), owner.entity if owner else None, "price", listed=True
        )
        fields: dict[str, Any] = figure(quantity)
        drafts.append(
            Draft(
                "volume",
                "volume.multiple",
                subject,
                match.start(),
                quantity.end,
                direction="down" if below else "up",
                **fields,
            )
        )
    return drafts


def _flows(view: View, subjects: list[Subject]) -> list[Draft]:
    """Money that went in or out: "saw outflows of $3.2 billion", "attracted $1.2 billion"; short interest."""
    drafts: list[Draft] = []
    for match in _FLOW.finditer(view.text):
        quantity = next((q for q in view.quantities if q.num_start == match.end()), None)
        if quantity is None:
            quantity = next((q for q in view.quantities if 0 <= match.start() - q.end <= 12 and match["noun"]), None)
        if quantity is None or quantity.unit not in {"usd", "other"} or is_unreal(view, match.start()):
            continue
        owner = next((s for s in reversed(subjects) if s.end <= match.start() and s.role == "price"), None)
        words = match["noun"] or match["verb"]
        start = match.start("noun" if match["noun"] else "verb")
        subject = owner if match["verb"] and owner else None
        subject = subject or Subject(start, start + len(words), words, owner.entity if owner else None, "other")
        fields: dict[str, Any] = figure(quantity)
        way: Direction = "down" if _OUT.search(words) else "up"
        at = max(match.end(), quantity.end)
        drafts.append(Draft("volume", "volume.flow", subject, match.start(), at, direction=way, **fields))
    return drafts


def _surprises(view: View, subjects: list[Subject]) -> list[Draft]:
    """A release above or below its consensus: comparator gt or lt, no value; the words are its value_text."""
    drafts: list[Draft] = []
    for match in _SURPRISE.finditer(view.text):
        subject = next(
            (s for s in subjects if s.role == "measure" and match.end() <= s.start <= match.end() + 40), None
        )
        if subject is None or not (match["up"] or match["down"]):
            continue
        between = view.text[match.end() : subject.start]
        if not re.fullmatch(r"\s(?:[\w.]+\s){0,3}", between) or re.search(
            r"\b(?:and|or|in|of|on|for|to|as)\b", between
        ):
            continue
        if is_unreal(view, match.start()):
            continue
        # "Better" and "worse" praise; whether the figure was higher depends on the measure.
        way: Direction = "up" if match["up"] else "down"
        drafts.append(
            Draft(
                "data",
                "data.surprise",
                subject,
                match.start(),
                subject.end,
                direction=way,
                value_text=match.group(),
                comparator="gt" if match["up"] else "lt",
                window=next((p for p in view.phrases if 0 <= match.start() - p.end <= 2), None),
            )
        )
    return drafts
