"""A claim as a rule found it, in offsets of its sentence, before the fields that all claims share are filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aggregator.records import Certainty, Comparator, Direction, Kind, Tense, Unit
from aggregator.understand.cues import CUE
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from aggregator.windows import Phrase

PROPOSED = "model."


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
    leaning: Mapping[str, float] | None = None  # bearish, neutral, bullish, as the encoder reads this subject
    priced: bool = True  # the words are the instrument itself, not a reading or a part of it
    confidence: float | None = None  # where the rule's own precision is not what is known

    @property
    def is_proposed(self) -> bool:
        """Whether only the encoder marked it."""
        return self.rule.startswith(PROPOSED)


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


_CODE = re.compile(r"\s\.[A-Z]{2,8}\b")


def with_code(view: View, draft: Draft) -> Draft:
    """A draft whose subject takes in the code that a news agency prints behind a name: "the banking index .ABX"."""
    code = _CODE.match(view.text, draft.subject.end)
    if code is None:
        return draft
    subject = draft.subject
    return replace(draft, subject=replace(subject, end=code.end(), text=view.text[subject.start : code.end()]))


_CHAIN = re.compile(
    r"^(?:\s*\([^()]{0,40}\))?(?:\s?\.[A-Z]{2,6})?\s*,?\s*(?:(?P<and>and|or|as well as|along with)|"
    r",)\s*(?:the\s|both\s|[A-Z]\w+['’]s\s)?"
    r"(?:[a-z]+-[a-z]+\s|benchmark\s|broader\s)?$"
)
# What may stand between a subject and its verb. Anything else, "not" and "could" among it, breaks the link.
_GAP = re.compile(
    r"^(?:['’](?:s|re|ve)(?=\s(?:up|down|been|now|also|off|flat|higher|"
    r"lower)\b))?(?:\s*\([^()]{0,80}\))?(?:\s?—[^—]{1,80}—)?(?:\s?\.[A-Z]{2,6}|\s[A-Z]{1,5}\.[A-Z]{1,2})?(?:\s*,[^,;]{1,100},|"
    r"\s?,\s(?:which|whose)\s[^;.]{1,120},)?\s*(?:(?:which|that|who|also|have|has|had|been|was|were|is|"
    r"are|being|"
    r"all|both|each|then|just|still|even|now|already|again|once|later|too|together|since|continued\sto|"
    r"continues\sto|continue\sto|"
    r"managed\sto|went\son\sto|long|[a-z]+ly|collectively|each|did|finally|in\sturn|themselves|itself|[–—])\s*)*$"
)
_UNSURE = re.compile(r"\b(?:probably|likely|supposedly|presumably)\b")


def adjoins(view: View, start: int, end: int) -> bool:
    """Whether a verb at `end` can belong to a subject that ends at `start`."""
    unsure = _UNSURE.search(view.text, start, end) is not None
    return end - start <= 160 and not unsure and _GAP.match(view.without_phrases(start, end)) is not None


_INSIDE = re.compile(
    r"\b(?:for|in|of|on|at|from|to|between|among|across|by|than|versus|over|about|against|behind|into|"
    r"outside)\s(?:the\s)?"
    r"(?:[a-z]+-[a-z]+\s|[a-z]+-?\sand\s)?$",
    re.IGNORECASE,
)
# What a stock is held against: "couldn't keep pace with the broader market".
_HELD_AGAINST = re.compile(
    r"\b(?:(?:pace|compared|along|line|together|contrast|up|lockstep)\s(?:with|to)|unlike|lagg\w+|trail\w+|outpac\w+|"
    r"outperform\w+|underperform\w+|beat\w*|track\w+|mirror\w+)\s(?:the\s)?$",
    re.IGNORECASE,
)
_ENDING = re.compile(r"(?:end|clos|finish|settl)ing\b")
_SECOND_INSIDE = re.compile(
    r"\b(?:on|in|of|for|across|between|including)\s(?:both\s)?(?:the\s)?(?:[\w&.'’-]+\s){1,5}and\s(?:the\s)?$"
)
ASIDE_SUBJECTS = 4
LARGEST_PRICE = 1e6  # what costs more is no share, index or coin but a sum of money
OPENING_CHARS = 20
_OF = re.compile(r"^\s(?:of|for|on|in)\s(?:the\s)?$")


def is_inside(view: View, subject: Subject) -> bool:
    """Whether a subject hangs on a preposition, and so owns no verb. Of "rose on Monday and Nvidia" it does not."""
    before = view.without_phrases(0, subject.start)
    return (
        _INSIDE.search(before) is not None
        or _SECOND_INSIDE.search(before) is not None
        or is_held_against(view, subject)
    )


def is_held_against(view: View, subject: Subject) -> bool:
    """Whether a subject is only what another is compared with."""
    before = view.text[: subject.start][-40:]
    return _HELD_AGAINST.search(before) is not None


def _opening(found: Sequence[Subject], other: Subject) -> Subject | None:
    """The subject that opens a sentence, unless it is this one."""
    first = found[0]
    return first if first.start < OPENING_CHARS and first != other else None


# "The volatility index, India VIX, fell": a name between commas behind what it is.
_DESCRIBED = re.compile(r"\b(?:index|gauge|benchmark|barometer|average|measure),\s(?:the\s)?$")
_CLOSING = re.compile(r"\s?,")


def _owns(view: View, subject: Subject, at: int) -> bool:
    """Whether a verb at `at` can be a subject's, right behind it or behind the comma that closes an apposition."""
    if adjoins(view, subject.end, at):
        return True
    closing = _CLOSING.match(view.text, subject.end) if _DESCRIBED.search(view.text[: subject.start]) else None
    return closing is not None and adjoins(view, closing.end(), at)


def owner_of(view: View, found: Sequence[Subject], at: int) -> Subject | None:
    """The subject right before a verb at `at`.

    Of "the Russell 2000 index of smaller stocks fell" that is the index; of "earnings for large caps fell" it is none,
    because the head noun is no subject that we know.
    """
    # Farther back than the nearest only over an aside: "the VIX, Wall Street's favorite gauge, rose".
    before = [subject for subject in found if subject.end <= at][-ASIDE_SUBJECTS:]
    nearest = next((subject for subject in reversed(before) if _owns(view, subject, at)), None)
    if nearest is None or (nearest is not before[-1] and CUE.search(view.text[nearest.end : at])):
        return None  # what looks like an aside has a verb of its own
    if is_held_against(view, nearest) and _ENDING.match(view.text, at):
        return _opening(found, nearest)
    if not is_inside(view, nearest):
        return nearest
    return next(
        (s for s in reversed(before) if s.end < nearest.start and _OF.match(view.text[s.end : nearest.start])), None
    )


def owners_of(view: View, subjects: Sequence[Subject], at: int) -> list[Subject]:
    """The subjects of a verb: the nearest one before it, and those joined to that by commas and "and"."""
    nearest = owner_of(view, subjects, at)
    if nearest is None:
        return []
    return with_partners(view, subjects, nearest)


def with_partners(view: View, subjects: Sequence[Subject], nearest: Subject) -> list[Subject]:
    """A subject with those joined to it before: "the Dow and the S&P 500"."""
    owners = [nearest]
    for subject in reversed([s for s in subjects if s.end <= nearest.start]):
        joint = _CHAIN.match(view.text[subject.end : owners[0].start])
        # The last joint must say "and": a bare comma may set off "In the futures, the S&P 500 fell".
        if joint is None or subject.role != owners[0].role or (len(owners) == 1 and not joint["and"]):
            break
        owners.insert(0, subject)
    return owners


def move_of(
    subject: Subject,
    span: tuple[int, int],
    way: Direction,
    quantity: Quantity | None,
    *,
    tense: Tense = "past",
    how: str,
) -> Draft:
    """A move of a price, or the same words about a measure, which are data."""
    kind: Kind = "data" if subject.role == "measure" else "move"
    fields: dict[str, Any] = figure(quantity)
    if quantity is not None and quantity.sign < 0 and way == "up":
        way = "down"
    if quantity is not None and quantity.unit == "points" and quantity.value >= 1 and "yield" in subject.text.lower():
        fields["unit"] = "bps"  # "the yield was down 7.2 points to 4.56%"
    return Draft(kind, f"{kind}.{how}", subject, *span, direction=way, tense=tense, **fields)
