"""Two claims of one subject, each with its own figure: what is expected, and what was.

"Imports are expected to jump 9.7% after adding 1.3% in January" is a forecast of the first figure and a datum of the
second; "growth hit 18%, surpassing the industry's 3%" is a datum of the first and a comparison with the second.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from aggregator.records import Kind
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.view import View

BASE = re.compile(
    r"\b(?:from|versus|vs\.?|compared (?:with|to)|against|after|than|following|(?:ahead|short|shy) of|above|below)\s"
    r"(?:(?!to\b)[\w’'-]+\s){0,4}$"
)
"""Before a figure: it is what another is held against."""
_HELD_AGAINST = re.compile(
    r"\b(?:above|below|under|over|than|versus|vs\.?|compared (?:with|to)|against|"
    r"(?:surpass|beat|exceed|topp|outpac|outperform|doubl|tripl|trail|lagg)\w*)\s(?:(?!(?:and|but|to)\b)[\w&.’'-]+\s){1,6}$",
    re.IGNORECASE,
)
_EXPECTED = re.compile(
    r"\b(?:expected|projected|forecast(?:ed)?|estimated|predicted|anticipated|likely|set|poised|slated|seen)\s"
    r"(?:to\b|at\b|[a-z]+ing\b)|\bwill\b|\bexpects?\b"
)
_PRESENT: frozenset[Kind] = frozenset({"data", "fact"})
_HELD_FROM: frozenset[Kind] = frozenset({"data", "fact"})
NEAR_CHARS = 60
_ROW = re.compile(r"\s\|\s")


def own(view: View, kind: Kind, kinds: Collection[Kind], figures: Sequence[Quantity]) -> Sequence[Quantity]:
    """The figures of a subject that a claim of one of its kinds can have; all of them where none is told apart."""
    others = set(kinds) - {kind}
    if len(figures) < 2 or not others:
        return figures
    if kind in _PRESENT and "forecast" in others:
        return _so_far(view, figures) or figures
    if kind == "forecast" and others & _PRESENT:
        return _ahead(view, figures) or figures
    if kind == "compare" and others & _HELD_FROM:
        return [q for q in figures[1:] if _HELD_AGAINST.search(_before(view, q))] or figures
    if kind == "data" and "fact" in others and len(_ROW.findall(view.text)) > 1:
        return figures[1:]  # a row of a table: what it has, then how that changed
    return figures


def _so_far(view: View, figures: Sequence[Quantity]) -> list[Quantity]:
    """What was, beside what is expected: the base, or what stands before the expectation."""
    expected = _between(view, figures)
    if expected is not None:
        return [q for q in figures if q.end <= expected]
    return [q for q in figures[1:] if q.unit == figures[0].unit and BASE.search(_before(view, q))]


def _ahead(view: View, figures: Sequence[Quantity]) -> list[Quantity]:
    """What is expected, where that is said between the figures."""
    expected = _between(view, figures)
    return [] if expected is None else [q for q in figures if q.start >= expected]


def _between(view: View, figures: Sequence[Quantity]) -> int | None:
    match = _EXPECTED.search(view.text, figures[0].end, figures[-1].start)
    return None if match is None else match.start()


def _before(view: View, quantity: Quantity) -> str:
    return view.text[max(0, quantity.num_start - NEAR_CHARS) : quantity.num_start]
