"""Claims that the encoder sees and no rule does: its subjects with their kinds, figures and senses.

The rules stay first where they speak: they know exactly which verb and figure belong to which subject. What the
encoder adds is recall, on wordings that nobody wrote a rule for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from aggregator.records import Certainty, Direction, Entity, Kind, Tense, Unit
from aggregator.understand.decoding import Span
from aggregator.understand.drafts import Draft, figure, is_unreal
from aggregator.understand.lexicon import words
from aggregator.understand.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

LEAST = 0.35
"""Probability of the span times that of its likeliest kind, under which nothing is proposed."""
FURTHER = 0.5
"""A second kind of the same subject must be at least this likely."""
_EMPTY = words(
    "the a an of and or for in on at to from by with its their his her this that these those as but than no any some "
    "we you i our your my which who what there one"
)
_EDGE = re.compile(r"^(?:(?:the|a|an|of|and|or|for|in|on|at|to|from|by|with|as|but)\b\s*|[\W_]+)+", re.IGNORECASE)
_COMPOUND = re.compile(r"\w+(?:[-/&]\w+)+")
_FIGURED: Mapping[Kind, frozenset[Unit | None]] = {
    "move": frozenset({"pct", "bps", "pp", "points", "x", "usd", "other"}),
    "level": frozenset({None, "points", "usd", "pct", "other", "x"}),
}
_NEAR_CHARS = 90
REAL: frozenset[Kind] = frozenset({"move", "level", "volume", "compare", "count", "data"})
"""Kinds of what happened: under "if", "when" or among the cases of a count nothing of the kind is said."""
_NEGATED = re.compile(
    r"['’]?s?\s(?:\w+ly\s)?(?:never|not\b|no longer|hardly|"
    r"(?:did|does|do|has|have|had|was|were|is|are|will|would|could|can|should)(?:\snot\b|n['’]t\b|\snever\b))",
    re.IGNORECASE,
)
_NOT_EXPECTED = re.compile(
    r"(?:\bnot|n['’]t|\bnever|\bnobody|\bno one)\s(?:\w+ly\s)?"
    r"(?:expect|see|think|believe|anticipate|forecast|predict)\w*\s(?:that\s)?(?:the\s)?$|\bunless\b[^;]*$",
    re.IGNORECASE,
)
WHOLE = 0.8
"""Share of a marked subject that a known name must cover to be what is measured: "the S&P 500's RSI" is no price."""
OWNER_SENTENCES = 3
_FIRM_WORDS = re.compile(
    r"\b(?:revenues?|sales|profits?|earnings|income|EPS|EBITDA|margins?|guidance|dividends?|results|shares?|stock|"
    r"company|firm|business|segment|division|backlog|bookings|buybacks?|free cash flow|cash flow|loss(?:es)?|RSI|"
    r"trade|volume|outlook|deliveries|orders|subscribers|users|valuation|multiple|price target|low point|high point)\b",
    re.IGNORECASE,
)
_LEADS = re.compile(r"^[^,;]*\b(?:of|in|as|for)\b[^,;]*$")


@dataclass(frozen=True, slots=True)
class _Told:
    """A subject of the encoder with the figures that stand nearest to it."""

    span: Span
    subject: Subject
    priced: bool
    figures: tuple[Quantity, ...]


def find(view: View, candidates: Sequence[Subject], past: Sequence[View]) -> list[Draft]:
    """A draft for each kind of each subject that the encoder marks; none of a question."""
    if view.is_question:
        return []
    marked = [(span, place) for span in view.spans.get("subject", ()) if (place := whole_words(view.text, span))]
    subjects = [_subject(view, place, candidates) for _, place in marked]
    figures = _figures(view, subjects)
    owner = _owner(view, past)
    found = []
    for n, ((span, place), subject) in enumerate(zip(marked, subjects, strict=True)):
        whole = subject.end - subject.start >= WHOLE * (place[1] - place[0])
        told = _Told(span, _owned(subject, owner), whole and subject.entity is not None, tuple(figures.get(n, ())))
        if _NEGATED.match(view.text, subject.end) or _NOT_EXPECTED.search(view.text[: subject.start]):
            continue
        unreal = is_unreal(view, subject.start)
        found += [_draft(kind, p, told) for kind, p in _kinds(span) if not (unreal and kind in REAL)]
    return found


def _owner(view: View, past: Sequence[View]) -> Entity | None:
    """The one company or fund of the nearest sentence that names any, at most three back: whose "revenue" it is."""
    for seen in (view, *reversed(past[-OWNER_SENTENCES:])):
        firms = {
            link.entity.id: link.entity
            for link in seen.links
            if link.entity is not None and link.entity.id.startswith(("company:", "fund:"))
        }
        if firms:
            return next(iter(firms.values())) if len(firms) == 1 else None
    return None


def _owned(subject: Subject, owner: Entity | None) -> Subject:
    """A subject that only a firm can have, with that firm."""
    if subject.entity is not None or owner is None or not _FIRM_WORDS.search(subject.text):
        return subject
    return replace(subject, entity=owner)


def whole_words(text: str, span: Span) -> tuple[int, int] | None:
    """A span in whole words, hyphens and all, without what leads up to it; None where no word of substance is left."""
    start, end = span.start, span.end
    for compound in _COMPOUND.finditer(text):
        if compound.start() < end and start < compound.end():
            start, end = min(start, compound.start()), max(end, compound.end())
    edge = _EDGE.match(text[start:end])
    start += edge.end() if edge else 0
    kept = text[start:end].rstrip(" ,;:-–—")
    if not {word.lower() for word in kept.split()} - _EMPTY:
        return None
    return start, start + len(kept)


def _kinds(span: Span) -> list[tuple[Kind, float]]:
    ranked = sorted(span.heads.get("claim_kinds", {}).items(), key=lambda item: -item[1])
    kept = [
        (kind, p) for n, (kind, p) in enumerate(ranked) if (p >= FURTHER or n == 0) and p * span.probability >= LEAST
    ]
    return cast("list[tuple[Kind, float]]", kept)


def _subject(view: View, place: tuple[int, int], candidates: Sequence[Subject]) -> Subject:
    """The known subject that shares most characters with a place, else its words themselves."""
    start, end = place
    shared = [(min(end, s.end) - max(start, s.start), s) for s in candidates]
    best = max(shared, key=lambda item: item[0], default=(0, None))
    if best[1] is not None and best[0] > 0:
        return best[1]
    return Subject(start, end, view.text[start:end], None, "other")


def _figures(view: View, subjects: Sequence[Subject]) -> dict[int, list[Quantity]]:
    """By subject: the marked figures that follow it before the next subject, or stand before the first."""
    marked = view.spans.get("value", ())
    found: dict[int, list[Quantity]] = {}
    for quantity in view.quantities:
        if not any(quantity.start < span.end and span.start < quantity.end for span in marked):
            continue
        before = [n for n, subject in enumerate(subjects) if subject.end <= quantity.start]
        after = [n for n, subject in enumerate(subjects) if subject.start >= quantity.end]
        # "a 0.3% rise in consumer prices": the figure stands first.
        owner = before[-1] if before else after[0] if after else None
        if before and after and _leads(view, quantity, subjects[before[-1]], subjects[after[0]]):
            owner = after[0]
        if owner is not None:
            found.setdefault(owner, []).append(quantity)
    return found


def _leads(view: View, quantity: Quantity, before: Subject, after: Subject) -> bool:
    """Whether a figure belongs to the subject behind it: close by, with no comma between, and the other is farther."""
    gap = view.text[quantity.end : after.start]
    return _LEADS.search(gap) is not None and len(gap) < quantity.start - before.end and len(gap) < _NEAR_CHARS


def _choose(kind: Kind, figures: Sequence[Quantity]) -> Quantity | None:
    wanted = _FIGURED.get(kind)
    fitting = [q for q in figures if wanted is None or q.unit in wanted]
    if kind == "level":  # "rose 0.5% to 4,112"
        fitting.sort(key=lambda q: q.unit == "pct")
    return fitting[0] if fitting else None


def _best(scores: Mapping[str, float]) -> str | None:
    return max(scores, key=lambda label: scores[label]) if scores else None


def _draft(kind: Kind, likely: float, told: _Told) -> Draft:
    heads = told.span.heads
    direction = _best(heads.get("claim_direction", {}))
    quantity = _choose(kind, told.figures)
    fields: dict[str, Any] = figure(quantity, "points" if kind == "level" else None)
    at = max(told.subject.end, quantity.end if quantity is not None else 0)
    return Draft(
        kind,
        f"model.{kind}",
        told.subject,
        told.subject.end,
        at,
        direction=None if direction in (None, "none") else cast("Direction", direction),
        tense=cast("Tense", _best(heads.get("claim_tense", {})) or "past"),
        certainty=cast("Certainty", _best(heads.get("claim_certainty", {})) or "asserted"),
        leaning=heads.get("claim_stance"),
        priced=told.priced,
        confidence=round(told.span.probability * likely, 6),
        **fields,
    )
