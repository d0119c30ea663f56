"""Which figure is a chance: "a 62% chance of a cut", "the odds of a quarter-point cut fell to 40%"."""

from __future__ import annotations

import re

from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

_CHANCE = r"(?:chances?|probabilit(?:y|ies)|odds|likelihood|possibility)"
ACT = re.compile(
    r"\b(?:cuts?|hikes?|increases?|reductions?|moves?|easing|tightening|rises?|pauses?|recession|odds|chances?|probabilit\w+|"
    r"likelihood)\b",
    re.IGNORECASE,
)
"""What has a chance, as a subject names it."""
_OF = re.compile(
    rf"[\s-](?:\w+\s)?{_CHANCE}\s(?:of|for|that)\s(?:(?:an?|the|another|at\sleast|one|\w+[\s-]point|more)[\s-])*(?:[\w’'-]+\s){{0,4}}",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"\b{_CHANCE}\s(?:of|for|that|on)\s(?:(?:an?|the|another|such)\s)?(?:[\w’'.-]+\s){{0,5}}$|^{_CHANCE}\b",
    re.IGNORECASE,
)
_STANDS = re.compile(
    r"[^.;]{0,80}?\b(?:at|to|was|is|are|were|above|below|reached|hit|exceed\w*|topp\w+)\s"
    r"(?:(?:only|just|about|around|nearly|over|more\sthan|less\sthan|some|roughly|as\smuch\sas)\s)*",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom\s(?:\w+\s)?$")
NEAR_CHARS = 110


def of(view: View, subject: Subject) -> Quantity | None:
    """The chance that a sentence gives to what a subject names, if it names something that has one."""
    if not ACT.search(subject.text):
        return None
    shares = [q for q in view.quantities if q.unit == "pct"]
    for quantity in reversed([q for q in shares if q.end <= subject.start]):
        if _OF.fullmatch(view.text, quantity.end, subject.start):
            return quantity
    before = view.text[: subject.start]
    if _LEAD.search(before) is None and not re.match(_CHANCE, subject.text, re.IGNORECASE):
        return None
    for quantity in shares:
        if subject.end <= quantity.start <= subject.end + NEAR_CHARS and _STANDS.fullmatch(
            view.text, subject.end, quantity.num_start
        ):
            return None if _FROM.search(view.text[: quantity.num_start]) else quantity
    return None
