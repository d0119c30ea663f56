"""Firms of two sizes that share a noun, each with its own figure: "small and midcap indexes fell 3% and 2%"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from aggregator.records import Entity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

_SIZE = r"(?:small|mid|large|mega|micro)"
_PAIR = re.compile(
    rf"\b(?P<one>{_SIZE}(?:-|[\s-]?caps?)?)\s(?:and|as\swell\sas)\s"
    rf"(?P<two>{_SIZE}[\s-]?caps?(?:\s(?:ind(?:ex|exes|ices)|stocks|shares|equities|funds|gauges|benchmarks))?)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\s(?:and|or)\s")
FIGURE_CHARS = 60


def apart(view: View, subjects: Sequence[Subject]) -> list[Subject]:
    """The subjects with those two that a phrase joins, in place of what covers both or the second alone."""
    pair = _PAIR.search(view.text)
    if pair is None or not _has_two_figures(view, pair.end()):
        return list(subjects)
    kept = [s for s in subjects if s.end <= pair.start() or pair.end() <= s.start]
    inside = [s for s in subjects if pair.start() < s.end and s.start < pair.end()]
    parts = [Subject(*pair.span(name), pair[name], None, "price") for name in ("one", "two")]
    named = [replace(part, entity=_named(part, inside)) for part in parts]
    return sorted([*kept, *named], key=lambda subject: subject.start)


def _has_two_figures(view: View, at: int) -> bool:
    behind = [q for q in view.quantities if q.start >= at][:2]
    if len(behind) < 2 or behind[0].start - at > FIGURE_CHARS or behind[0].unit != behind[1].unit:
        return False
    return behind[0].unit is not None and _AND.fullmatch(view.text, behind[0].end, behind[1].start) is not None


def _named(part: Subject, known: Sequence[Subject]) -> Entity | None:
    """What a name within one of the two sizes is of; a name over both is of neither."""
    return next((s.entity for s in known if part.start <= s.start and s.end <= part.end), None)
