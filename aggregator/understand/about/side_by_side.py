"""Which of two names of one kind is claimed of where a place holds both: "Acme Corp and Apex Industries"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

_SIDE_BY_SIDE = re.compile(r"\s(?:and|or|&)\s(?:the\s)?")


def first_of(view: View, place: tuple[int, int], last: Subject, candidates: Sequence[Subject]) -> Subject | None:
    """The first of two names of a kind that one place holds side by side: "Acme Corp and Apex Industries"."""
    before = [s for s in candidates if place[0] <= s.start and s.end <= last.start and s.entity is not None]
    if not before or before[-1].role != last.role:
        return None
    return before[-1] if _SIDE_BY_SIDE.fullmatch(view.text[before[-1].end : last.start]) else None
