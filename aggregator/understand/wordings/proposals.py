"""Claims that the encoder sees and no rule does: its subjects with their kinds, figures and senses.

The rules stay first where they speak: they know exactly which verb and figure belong to which subject. What the
encoder adds is recall, on wordings that nobody wrote a rule for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from aggregator.records import Certainty, Direction, Entity, Kind, Tense
from aggregator.understand.about import firms
from aggregator.understand.about.side_by_side import first_of
from aggregator.understand.about.unlisted import is_anothers, opens_with_one
from aggregator.understand.amounts import choosing, differences, in_words, measured, sharing, units
from aggregator.understand.drafts import Draft, figure, is_held_against
from aggregator.understand.encoder.decoding import Span
from aggregator.understand.lexicon import words
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject, role_of
from aggregator.understand.unreal import is_condition, is_unreal
from aggregator.understand.view import View
from aggregator.understand.wordings import consensus, likely_kinds, results

OVERLAP = 0.5
"""Log odds by which a marked subject is likelier to share words with a claim's than to be it exactly."""
_EMPTY = words(
    "the a an of and or for in on at to from by with its their his her these those as but than no any some "
    "we you i our your my which who what there one s t u january february march april june july august september "
    "october november december monday tuesday wednesday thursday friday multiple several many few both each fresh "
    "further additional"
)
_EDGE = re.compile(r"^(?:(?:the|a|an|of|and|or|for|in|on|at|to|from|by|with|as|but)\b\s*|[\W_]+)+", re.IGNORECASE)
_JOINT = re.compile(r"\s?(?:['’]s?\s?|-|\s?(?:of|in|for|on)\s(?:the\s|an?\s)?)?\s?")
_TRAIL = re.compile(
    r"(?:\s(?:of|and|or|for|in|on|at|to|from|by|with|as|but|the|an?|that|who|which|is|are))+$", re.IGNORECASE
)
_COMPOUND = re.compile(r"\w+(?:[-/&]\w+)+")
REAL: frozenset[Kind] = frozenset({"move", "level", "volume", "compare", "count", "data"})
"""Kinds of what happened: under "if", "when" or among the cases of a count nothing of the kind is said."""
_NEGATED = re.compile(
    r"['’]?s?\s(?:\w+ly\s)?(?:never|not\b|no longer|hardly|"
    r"(?:did|does|do|has|have|had|was|were|is|are|will|would|could|can|should)(?:\snot\b|n['’]t\b|\snever\b)|"
    r"(?:is|are|was|were|looks?|seems?|appears?|remains?)\s(?:\w+ly\s|very\s)?unlikely\b)",
    re.IGNORECASE,
)
OPEN: frozenset[Kind] = frozenset({"outlook", "policy", "fact"})
"""Kinds that may be told by denying something: "the economy will not slip back", "the Fed did not act"."""
_NOT_THOUGHT = re.compile(
    r"(?:\bnot|n['’]t|\bnever)\s(?:\w+ly\s)?"
    r"(?:expect|see|think|believe|anticipate|forecast|predict)\w*\s(?:that\s)?(?:the\s)?$",
    re.IGNORECASE,
)
"""Before a subject: whose view this is has one, though it takes no side: "I do not expect inflation to last"."""
_NOT_EXPECTED = re.compile(
    r"\b(?:nobody|no one|(?:no|few) (?:analysts?|economists?|investors?|strategists?|traders?))\s[^;.]{0,60}?"
    r"(?:expect|see|think|believe|anticipate|forecast|predict)\w*\s(?:that\s)?(?:an?\s|the\s)?$|"
    r"(?<!no\s)(?<!little\s)\bdoubt\w*\s(?:that|whether|if)?\s?(?:the\s)?$|"
    r"\b(?:mistake|wrong|foolish|too early) to (?:expect|think|believe|predict|bet)\s(?:that\s|on\s)?(?:the\s|an?\s)?$|"
    r"\bunless\b[^;]*$",
    re.IGNORECASE,
)
_NOT_REAL = re.compile(
    r"^[^,;.]{0,12}\b(?:would|could|might|should) have\b"
    r"(?!\s(?:to|an?|the|its|their|no|any|some|little|more|less|enough)\b)",
    re.IGNORECASE,
)
"""Behind a subject: "the index would have gained 2%", but not "it would have an effect"."""
# Behind a subject: "could hurt demand" is a view of demand.
_ACTS_ON = re.compile(
    r"^[^,;]{0,30}?\b(?:could|would|might|may|will|should|can|likely to|going to)\s(?:\w+ly\s|also\s|further\s|help\s)*"
    r"(?:hurt|help|dampen|boost|depress|ease|spur|curb|hinder|undermine|cap|correct|temper|limit|support|drag|lift|"
    r"weigh on|keep|encourage|harm|hit|fuel|push|drive|raise|reduce|lower|increase)\b",
    re.IGNORECASE,
)
OBJECT_CHARS = 90
AHEAD: frozenset[Kind] = frozenset({"outlook", "forecast"})
_DEFINITION = re.compile(
    r"^[^,;.]{0,40}\b(?:typically|usually|generally|normally)\s(?:indicates?|means?|suggests?|refers?|signals?)\b|"
    # "A small-cap company has a market value between".
    r"^(?:An?\s)?(?:small|mid|large|micro|mega)[\s-]?caps?(?:\s(?:compan(?:y|ies)|stocks?|firms?))?\s(?:has|have|is|are)\s"
    r"(?:[\w-]+\s){0,6}?market\s(?:cap|capitalization|value)s?\s(?:of\s)?(?:between|from|under|over|above|below|less|more|"
    r"up\sto|at\sleast)\b",
    re.IGNORECASE,
)
WHOLE = 0.8
"""Share of a marked subject that a known name must cover to be what is measured: "the S&P 500's RSI" is no price."""
OWNER_SENTENCES = 3
# "A third straight rise, the best run since": the run has no length of its own.
_BEST = re.compile(r"\b(?:longest|best|worst|biggest|largest)\s(?:[\w-]+\s){0,2}$", re.IGNORECASE)
_FIRM_WORDS = re.compile(
    r"\b(?:revenues?|sales|profits?|earnings|income|EPS|EBITDA|margins?|guidance|dividends?|results|shares?|stock|"
    r"company|firm|business(?!\s(?:confidence|sentiment|activity|investment|spending|climate|conditions|surveys?)\b)|"
    r"segment|division|backlog|bookings|buybacks?|free cash flow|cash flow|loss(?:es)?|RSI|"
    r"last trade|volume|deliveries|orders|subscribers|users|valuation|multiple|price target|low point|high point)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Told:
    """A subject of the encoder with the figures that stand nearest to it."""

    span: Span
    subject: Subject
    priced: bool
    figures: tuple[Quantity, ...]
    kinds: tuple[Kind, ...]


def find(view: View, candidates: Sequence[Subject], past: Sequence[View]) -> list[Draft]:
    """A draft for each kind of each subject that the encoder marks; none of a question or a definition."""
    if view.is_question or _DEFINITION.match(view.text):
        return []
    marks = _joined(view)
    marked = [(span, place) for span in marks if (place := whole_words(view.text, span))]
    placed = [(span, _subject(view, place, candidates)) for span, place in marked]
    judged = [(span, subject, likely_kinds.of(view, span, subject)) for span, subject in placed]
    told = [each for each in judged if each[2]]
    figures, lost = _figures(view, judged)
    owner = _owner(view, past)
    found = []
    for n, (span, subject, kinds) in enumerate(told):
        whole = any(s.start == subject.start and s.end == subject.end for s in candidates)
        own = None if is_anothers(view, subject.start) or opens_with_one(view, subject.start) else owner
        named, all_kinds = whole and subject.entity is not None, tuple(kind for kind, _ in kinds)
        mine = _Told(span, _owned(subject, own), named, tuple(figures.get(n, ())), all_kinds)
        after, before = view.text[subject.end :], view.text[: subject.start]
        if _NOT_REAL.match(after) or _NOT_EXPECTED.search(before):
            continue
        thought = _NOT_THOUGHT.search(before) is None
        denied = _NEGATED.match(after) is not None
        told_by_it = OPEN if thought else AHEAD
        unreal = is_unreal(view, subject.start)
        supposed = is_condition(view, subject.start)
        taken = [each for own in figures.values() for each in own]
        taken += [each for each, _ in lost if _is_lost(each, dict(kinds), lost)]
        drafts = [
            _draft(view, kind, p, mine, taken)
            for kind, p in kinds
            if not ((unreal and kind in REAL) or (supposed and kind == "forecast"))
            and (kind in told_by_it or (thought and not denied))
        ]
        found += drafts if thought and not denied else [_without_side(draft) for draft in drafts]
    found += [change for draft in found if (change := _change(view, draft)) is not None]
    kept = (draft for draft in found if not _is_cause(view, draft, found) and not _is_other_side(view, draft, found))
    return [consensus.beside(view, draft) for draft in kept if not _is_of_another(view, draft)]


_Judged = tuple[Span, Subject, list[tuple[Kind, float]]]
_Lost = list[tuple[Quantity, str | None]]
"""Figures of what makes no claim, with the kind that it is likeliest told as."""
_OF_PRICES: frozenset[str | None] = frozenset({"move", "level"})


def _figures(view: View, judged: Sequence[_Judged]) -> tuple[dict[int, list[Quantity]], _Lost]:
    """By claim the figures of its subject, shared out among all that is marked; and those of what makes no claim.

    What makes no claim takes its figures with it, unless it is told as the same kind as the claim beside it: of "Acme
    sets its wage at $15" the wage, too weak for a claim of its own, is what Acme's says.
    """
    told = [each for each in judged if each[2]]
    subjects, kinds_of = [subject for _, subject, _ in told], [dict(kinds) for _, _, kinds in told]
    found, lost = measured.by_subject(view, subjects), []
    if len(told) < len(judged):
        among = measured.by_subject(view, [subject for _, subject, _ in judged])
        weak = [(_best(span.heads.get("claim_kinds", {})), n) for n, (span, _, kinds) in enumerate(judged) if not kinds]
        lost = [(quantity, kind) for kind, n in weak for quantity in among.get(n, ())]
    kept = {n: [q for q in own if not _is_lost(q, kinds_of[n], lost)] for n, own in found.items()}
    return sharing.with_owners(view, subjects, kinds_of, {n: own for n, own in kept.items() if own}), lost


def _is_lost(quantity: Quantity, kinds: Collection[Kind], lost: _Lost) -> bool:
    """Whether a figure is of something that makes no claim and is told as another kind."""
    alike = set(kinds) | (_OF_PRICES if _OF_PRICES & set(kinds) else set())
    return any(quantity == other and kind not in alike for other, kind in lost)


def _without_side(draft: Draft) -> Draft:
    """What is denied, without the way and the figure that it did not take."""
    return replace(
        draft, direction=None, value=None, value_high=None, value_text=None, unit=None, comparator=None, at=draft.start
    )


def _change(view: View, draft: Draft) -> Draft | None:
    """By how much a sum changed, where that is told beside it: "a net profit of Rs 40 crore, up 7.1%"."""
    if draft.kind != "data" or draft.unit not in {"usd", "other"}:
        return None
    told = results.change_behind(view, draft.at)
    if told is None:
        return None
    quantity, way = told
    fields: dict[str, Any] = figure(quantity)
    return replace(draft, start=draft.at, at=quantity.end, direction=way, **fields)


def _is_of_another(view: View, draft: Draft) -> bool:
    """Whether a claim is of who only held a view, or a level without figure that is told by its distance."""
    place = draft.subject.start, draft.subject.end
    if differences.is_of_views(draft.kind, view, *place):
        return True
    behind = [q for q in view.quantities if q.start >= draft.subject.end]
    distant = draft.kind == "level" and draft.value is None and bool(behind)
    return distant and differences.is_distance(view, behind[0])


def _is_other_side(view: View, draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether a claim without a figure is of what another is held against: "outperformed the S&P 500"."""
    if draft.kind not in {"compare", "move"} or draft.value is not None or not is_held_against(view, draft.subject):
        return False
    return any(other.kind == "compare" and other.subject.end <= draft.subject.start for other in drafts)


def _is_cause(view: View, draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether a view is of what a subject may do to another one: "a strong dollar would dampen inflation"."""
    if draft.kind not in AHEAD or not _ACTS_ON.match(view.text[draft.subject.end :]):
        return False
    behind = (other.subject.start - draft.subject.end for other in drafts if other.kind in AHEAD)
    return any(0 < chars < OBJECT_CHARS for chars in behind)


def _joined(view: View) -> list[Span]:
    """The marked subjects; pieces of one phrase ("November" "'s" "real sales", "growth in" "spending") put together."""
    found: list[Span] = []
    for span in view.spans.get("subject", ()):
        last = found[-1] if found else None
        if last is None or not _JOINT.fullmatch(view.text[last.end : span.start]):
            found.append(span)
            continue
        surer = max(last, span, key=lambda each: each.probability)
        found[-1] = replace(surer, start=last.start, end=span.end)
    return found


def _owner(view: View, past: Sequence[View]) -> Entity | None:
    """The one company or fund of the nearest sentence that names any, at most three back: whose "revenue" it is."""
    for seen in (view, *reversed(past[-OWNER_SENTENCES:])):
        told = firms.named(seen) if seen is view else firms.goes_on_with(seen)
        if told or (seen is view and firms.speaks(view)):
            return next(iter(told.values())) if len(told) == 1 else None
    return None


def _owned(subject: Subject, owner: Entity | None) -> Subject:
    """A subject that only a firm can have, with that firm."""
    if subject.entity is not None or owner is None or not _FIRM_WORDS.search(subject.text):
        return subject
    if firms.is_of_economy(subject.text) or not firms.can_be_of(subject.text, owner):
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
    kept = _TRAIL.sub("", text[start:end].rstrip(" ,;:-–—"))
    if not {word.lower() for word in kept.split()} - _EMPTY:
        return None
    return start, start + len(kept)


def _subject(view: View, place: tuple[int, int], candidates: Sequence[Subject]) -> Subject:
    """The known subject that shares most characters with a place, else its words themselves."""
    start, end = place
    shared = [(min(end, s.end) - max(start, s.start), s) for s in candidates]
    best = max(shared, key=lambda item: item[0], default=(0, None))
    if best[1] is not None and (first := first_of(view, place, best[1], candidates)) is not None:
        best = (1, first)
    if best[1] is not None and best[0] > 0:
        return _widened(view, best[1], start, end)
    link = next((n for n in view.links if n.start < end and start < n.end and n.entity is not None), None)
    if link is not None:  # "Acme (ACM)" marked at its ticker
        same = next((s for s in candidates if s.entity == link.entity), None)
        return same or Subject(
            link.start, link.end, view.text[link.start : link.end], link.entity, role_of(link.entity)
        )
    return Subject(start, end, view.text[start:end], None, "other")


def _widened(view: View, known: Subject, start: int, end: int) -> Subject:
    """A known name with the words of the phrase that it is only a part of: "the RSI reading for the S&P 500"."""
    if known.end - known.start >= WHOLE * (end - start) or not (start <= known.start and known.end <= end):
        return known
    entity = None if differences.GAP.search(view.text, start, end) else known.entity
    return replace(known, start=start, end=end, text=view.text[start:end], entity=entity)


def _best(scores: Mapping[str, float]) -> str | None:
    return max(scores, key=lambda label: scores[label]) if scores else None


def _surer(probability: float) -> float:
    """The share of spans of this probability that the annotation has words of, where it need not have their edges."""
    odds = math.exp(OVERLAP) * probability
    return odds / (odds + 1 - probability)


def _draft(view: View, kind: Kind, likely: float, told: _Told, taken: Sequence[Quantity]) -> Draft:
    heads = told.span.heads
    direction = _best(heads.get("claim_direction", {}))
    figures = told.figures or measured.beside(view, kind, told.subject, taken)
    quantity = choosing.choose(kind, figures, view, told.subject, told.kinds)
    if quantity is not None:
        quantity = units.with_unit(kind, quantity, told.subject, view)
    fields: dict[str, Any] = figure(quantity)
    run = in_words.run_of(view) if quantity is None and kind == "count" else None
    if run is not None and not _BEST.search(view.text[: told.subject.start]):
        fields = {"value": run[0], "value_text": run[1], "unit": "count"}
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
        confidence=round(_surer(told.span.probability) * likely, 6),
        **fields,
    )
