"""Releases told only by how they compare with what was expected: "hotter-than-expected PPI numbers"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.records import Direction
from aggregator.understand.drafts import Draft
from aggregator.understand.subjects import Subject
from aggregator.understand.unreal import is_unreal
from aggregator.understand.view import View

_SURPRISE = re.compile(
    r"\b(?P<up>hotter|higher|stronger|better|faster|bigger|larger|firmer|warmer|"
    r"greater)?(?P<down>cooler|softer|lower|weaker|worse|slower|smaller|milder)?"
    r"[\s-]than[\s-](?:expected|anticipated|forecast|estimated|feared)\b"
)


def find(view: View, subjects: list[Subject], _: Sequence[View]) -> list[Draft]:
    """The surprises of a sentence: comparator gt or lt, no value; the words are its value_text."""
    if view.is_question:
        return []
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
