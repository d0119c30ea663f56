"""A claim as a rule found it, in offsets of its sentence, before the fields that all claims share are filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aggregator.records import Certainty, Comparator, Direction, Kind, Tense, Unit
from aggregator.understand.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from aggregator.windows import Phrase


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule saw. `at` is where its cue ends: time spans and causes are looked for around it."""

    kind: Kind
    rule: str
    subject: Subject
    start: int
    at: int
    direction: Direction | None = None
    value: float | None = None
    value_high: float | None = None
    value_text: str | None = None
    unit: Unit | None = None
    comparator: Comparator | None = None
    expected: float | None = None
    tense: Tense = "past"
    certainty: Certainty = "asserted"
    stance: str | None = None
    speaker: str | None = None
    window: Phrase | None = None


def figure(quantity: Quantity | None, unit: Unit | None = None) -> dict[str, object]:
    """The value fields of a draft from a quantity; a bare number takes `unit`."""
    if quantity is None:
        return {}
    return {
        "value": quantity.value,
        "value_high": quantity.high,
        "value_text": quantity.text,
        "unit": quantity.unit or unit,
        "comparator": quantity.comparator,
    }


# What may stand between a subject and its verb. Anything else, "not" and "could" among it, breaks the link.
_GAP = re.compile(
    r"^(?:['’](?:s|re|ve)(?=\s))?(?:\s*\([^()]{0,80}\))?(?:\s?—[^—]{1,80}—)?(?:\s?\.[A-Z]{2,6})?(?:\s*,[^,;]{1,100},)?\s*(?:(?:which|that|who|also|have|has|had|been|was|were|is|are|being|"
    r"all|both|each|then|just|still|even|now|already|again|once|later|too|together|since|continued\sto|continues\sto|continue\sto|"
    r"managed\sto|went\son\sto|long|[a-z]+ly|collectively|each|did|finally|in\sturn|themselves|itself|[,–—])\s*)*$"
)
_IRREAL = re.compile(
    r"\b(?:if|unless|whether|suppose|assuming|should|hopes?|hoping|wants?|wish|until|imagine|what would|the last time|in case|"
    r"as though|would have|could have|were to|does not mean|doesn['’]t mean|every time|whenever|typically|historically|usually|often|"
    r"tends? to|on average)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:days?|times?|sessions?|weeks?|months?|years?|quarters?|instances?|occasions?|periods?|cycles?)\b[^.;]{0,40}"
    r"\b(?:when|where|that|in which|after which)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[;:]\s|\.\s|\bbut\b|—|–\s")


def adjoins(view: View, start: int, end: int) -> bool:
    """Whether a verb at `end` can belong to a subject that ends at `start`."""
    return end - start <= 160 and _GAP.match(view.without_phrases(start, end)) is not None


def is_unreal(view: View, start: int) -> bool:
    """Whether what starts here is a condition, a wish, a habit or one of the cases of a count, and so no claim."""
    before = view.text[max(0, start - 200) : start]
    cut = max((match.end() for match in _BREAK.finditer(before)), default=0)
    return bool(_IRREAL.search(before[cut:])) or bool(_COUNTED.search(before[cut:]))
