"""The further figure of one subject: what its change led to, the same sum by share, what a second verb says of it.

"Housing starts rose 4% to a pace of 1.37 million", "earned $1.2 billion, or $1.84 a share", "sales fell 2.6% last
week but were up 3.1% from a year ago".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from aggregator.records import Kind, Unit
from aggregator.understand import cues
from aggregator.understand.drafts import Draft, figure
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.view import View

NEAR_CHARS = 110
_CHANGES: frozenset[Unit | None] = frozenset({"pct", "bps", "pp"})
_TOLD: frozenset[Kind] = frozenset({"data", "move"})
# Between a change and what it led to; time spans are blanked out before.
_LED_TO = re.compile(
    r",?(?:\s(?:in|on|over|from)\b)?(?:\s+(?:an?|the)\s(?:[\w-]+\s){0,2}(?:month|quarter|year|week))?"
    r"(?:\s+(?:ago|earlier|before))?(?:,?\s+from\s(?:an?\s|the\s)?[$€£]?[\d.,]+(?:\s(?:million|billion|trillion))?)?"
    r"\s+to\s(?:(?:reach|hit|total|an?|the|about|around|nearly|almost|roughly|over|some|just|record|seasonally|adjusted|"
    r"annual|annualized|only)\s)*"
    r"(?:(?:[\w-]+\s){0,4}(?:rate|pace|clip|level|total|high|low|reading)\sof\s(?:about\s|nearly\s)?)?"
)
_OR = re.compile(r",?\sor\s(?:about\s|nearly\s)?")
_BY_SHARE = re.compile(r"\s(?:an?|per)\s(?:(?:diluted|common|ordinary)\s)?share\b")
# Before a verb that goes on with the subject of the one before: nothing but "but also was".
_GOES_ON = re.compile(
    r"[\s,](?:and|but|though|although|while)(?:\s(?:also|then|still|later|has|have|had|is|are|was|were))*\s$"
)
_BY = re.compile(
    r"\s(?:(?:by|about|nearly|roughly|around|more|than|over|an?|just|only|some|almost|another|as|much|further|[a-z]+ly)\s)*"
)


def find(view: View, drafts: Sequence[Draft]) -> list[Draft]:
    """The figures that no draft of the sentence holds yet, each with the subject of the one before it."""
    if view.is_question or len(view.quantities) < 2:
        return []
    told = {draft.value_text for draft in drafts if draft.kind != "count"}
    found: list[Draft] = []
    for draft in drafts:
        if draft.kind not in _TOLD or draft.value_text is None or draft.tense == "future":
            continue
        at = view.text.find(draft.value_text, draft.subject.start)
        end = at + len(draft.value_text)
        further = [q for q in view.quantities if at >= 0 and end <= q.start <= end + NEAR_CHARS]
        for told_of in (
            *_reached(view, draft, end, further),
            *_by_share(view, draft, end, further),
            *_also(view, draft, end, further),
        ):
            if told_of.value_text not in told:
                told.add(told_of.value_text)
                found.append(told_of)
    return found


def _reached(view: View, draft: Draft, end: int, further: Sequence[Quantity]) -> Iterator[Draft]:
    """ "Rose 4% to 1.37 million": where a measure stands after its change."""
    if draft.kind != "data" or draft.unit not in _CHANGES:
        return
    for quantity in further[:2]:
        if _LED_TO.fullmatch(view.without_phrases(end, quantity.num_start)) and quantity.unit not in {"pp", "bps", "x"}:
            if not _is_year(quantity) and (quantity.unit != "pct" or draft.unit != "pct"):
                yield _further(draft, "data.reached", quantity)
            return


def _is_year(quantity: Quantity) -> bool:
    return quantity.unit is None and 1900 <= quantity.value <= 2100 and quantity.text.isdigit()


def _by_share(view: View, draft: Draft, end: int, further: Sequence[Quantity]) -> Iterator[Draft]:
    """ "$1.2 billion, or $1.84 a share", and the other way round."""
    quantity = next(iter(further), None)
    if quantity is None or draft.kind != "data" or {draft.unit, quantity.unit} != {quantity.unit}:
        return
    between = view.text[end : quantity.num_start]
    behind = _BY_SHARE.match(between)
    if _OR.fullmatch(between[behind.end() if behind else 0 :]) and (behind or _BY_SHARE.match(view.text, quantity.end)):
        yield _further(draft, "data.share", quantity)


def _also(view: View, draft: Draft, end: int, further: Sequence[Quantity]) -> Iterator[Draft]:
    """ "Fell 2.6% last week but were up 3.1% from a year ago": a second verb without a subject of its own."""
    quantity = next(iter(further), None)
    if quantity is None or draft.unit != "pct" or quantity.unit != "pct":
        return
    cue = max(cues.CUE.finditer(view.text, end, quantity.num_start), key=lambda match: match.start(), default=None)
    if cue is None or not _GOES_ON.search(view.text, end, cue.start()) or ";" in view.text[end : cue.start()]:
        return
    if _BY.fullmatch(view.text, cue.end(), quantity.start):
        yield replace(_further(draft, f"{draft.kind}.also", quantity), direction=cues.direction(cue), at=quantity.end)


def _further(draft: Draft, rule: str, quantity: Quantity) -> Draft:
    fields: dict[str, Any] = figure(quantity, "count" if quantity.value >= 1000 else "points")
    return Draft(
        draft.kind,
        rule,
        draft.subject,
        quantity.start,
        quantity.end,
        direction=draft.direction,
        tense=draft.tense,
        priced=draft.priced,
        **fields,
    )
