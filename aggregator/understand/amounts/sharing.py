"""Figures that more than one subject is told of: joined by "and", items of a list, who has and what is had."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from aggregator.records import Kind
from aggregator.understand.drafts import Draft
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

CODE = (
    r"(?:\.[A-Z]{1,4}\b|\s[A-Z]{0,6}\.[A-Z][A-Z\d]{0,8}\b|\s[A-Z][A-Z\d]{2,6}=(?:[A-Z]{1,3}\b)?)?\s?"
    r"(?:\([^()]{1,20}\)\s?)?"
)
"""Behind a name, the code that it trades under: ".SPX", "ACM.N", "(ACM)"."""
_NAME = r"[A-Z][\w&.’'-]*(?:\s(?:[A-Z&][\w&.’'-]*|of|and(?=\s[A-Z]\w+\s(?:Co|Inc|Corp)\b)))*"
_NAMES = rf"(?:,\s(?:the\s)?{_NAME}{CODE})"
# Between two subjects that share what is told of the second: "Acme (ACM) and the French Apex each rose 7%".
_TOGETHER = re.compile(
    rf"{CODE}(?:,?\s?(?:and|or|as well as)\s(?:the\s|its\s)?(?:[A-Z]\w+\s|[a-z]+-[a-z]+\s)?|in\s|"
    r"(?:to|at|of)\san?\s(?=.*\b(?:rate|pace)\b)|to\s(?:reach|hit|test|top)\san?\s(?:\w+\s)?)"
)
# The same over names of the list that nobody marks: "Acme, Apex, Atom and Axle each rose 7%".
_OVER_NAMES = re.compile(rf"{CODE}(?:{_NAMES}+?,?\s(?:and|or)\s(?:the\s)?|{_NAMES}{{2,}}?,?\s(?:and\s)?)(?:{_NAME}\s)?")
_STANDS_ABOVE = re.compile(
    r"(?:['’]s|\s(?:is|are|was|were|remains?|remained|stays?|stayed|stands?|stood|ran|runs?|rose|fell))\s(?:(?:still|well|far|just|now|also|"
    r"slightly|firmly|\w+ly)\s)*(?:above|below|over|under)\s(?:the\s|its\s|their\s)?(?:[\w&.’'-]+\s){0,5}"
)
_BOTH = re.compile(rf"{CODE}\s?(?:both|each|all)\s")
_LISTED = re.compile(rf"{CODE}{_NAMES}*?,\s(?:the\s)?(?:[A-Z][\w&.’'-]*\s){{0,3}}")
# Who has, pays or sells what the figure counts: "Acme will pay a quarterly dividend of $0.36".
_VERBS = (
    r"(?:owns?|owned|holds?|held|has|have|had|pays?|paid|saw|sees?|posts?|posted|reports?|reported|adds?|added|los[et]s?|"
    r"shed|cuts?|sells?|sold|rais(?:ed?|es)|record(?:ed|s)|generat(?:ed?|es)|earn(?:ed|s)|ma[dk]es?|spen[dt]s?|"
    r"invest(?:ed|s)?|deliver(?:ed|s)?|achiev(?:ed?|es)|reach(?:ed|es)?|charg(?:ed?|es)|employ(?:ed|s)?|operat(?:ed?|es)|manag(?:ed?|es)|guarantee[sd]?|receiv(?:ed?|es)|attract(?:ed|s)?|"
    r"drew|borrow(?:ed|s)?|issu(?:ed?|es)|repaid|carr(?:y|ies|ied)|swung to|swings to|moved to)"
)
_HAS = re.compile(
    rf"{CODE}\s?(?:(?:has|have|had|will|would|could|can|may|might|should|also|now|currently|still|to|plans|expects|expected|"
    rf"projected|likely|able|on\strack|on\sa\spath|be|agreed|is|are|was|were|set|going|[a-z]+ly)\s){{0,5}}{_VERBS}(?:\sor\s{_VERBS})?\s"
    r"(?:(?:an?|the|its|their|his|total|record|net|quarterly|annual|monthly|regular|special|options|further|more than|"
    r"at least|well over|\w+est|about|nearly|over|some|around|[a-z]+ly)\s){0,4}"
)
_OF_PARTS: frozenset[Kind] = frozenset({"data", "forecast", "volume"})
_APART = re.compile(
    r"[;:(]|,\s(?!\d)|\b(?:and|or|but|while|whereas|after|because|as|if|when|that|which|who|than|from|despite|following|amid|vs|versus)\b"
)
"""What ends a clause, or holds one thing against another."""
_FIGURE_AND = re.compile(r",\s(?:and\s)?|\sand\s")
CLAUSE_CHARS = 90
_LENT: frozenset[Kind] = frozenset({"data", "volume", "forecast", "move"})
"""Kinds of what one does or does with it; of a fact ("it has a beta of 1.07") what is had is the subject."""


def in_a_row(view: View, unit: str | None, at: int) -> list[Quantity]:
    """Figures that follow each other with nothing but commas and "and" between: " and 2%", ", 2% and 3%"."""
    found: list[Quantity] = []
    for quantity in view.quantities:
        if quantity.start >= at and quantity.unit == unit and _FIGURE_AND.fullmatch(view.text, at, quantity.start):
            found.append(quantity)
            at = quantity.end
    return found


def joined(view: View, subjects: Sequence[Subject], found: dict[int, list[Quantity]]) -> dict[int, list[Quantity]]:
    """The figures with those of the next subject for one that is joined to it and has none of its own."""
    lent: set[int] = set()
    for n in range(len(subjects) - 2, -1, -1):
        subject, other = subjects[n], subjects[n + 1]
        behind = [q for q in found.get(n + 1, ()) if q.start >= other.end]
        shared = _is_joined(view.text, subject, other, listed=n + 1 in lent) or _is_held_to(view.text, subject, other)
        if n not in found and behind and shared:
            found[n] = behind[:1]
            lent.add(n)
    return found


def _is_held_to(text: str, subject: Subject, other: Subject) -> bool:
    """Whether what a subject stands above has the figure: "it is still far above the bank's target rate of 2%"."""
    return subject.role != "price" and _STANDS_ABOVE.fullmatch(text, subject.end, other.start) is not None


def _is_joined(text: str, subject: Subject, other: Subject, *, listed: bool) -> bool:
    """Whether one subject shares what is told of the next; `listed` where that one shares it itself."""
    together = _TOGETHER.match(text, subject.end, other.end)
    if together is None and listed:
        together = _LISTED.match(text, subject.end, other.end)
    if together is not None and together.end() >= other.start:
        return True
    gap = (subject.end, other.start)
    if _BOTH.match(text, other.end) and text[slice(*gap)].strip() == ",":
        return True  # "gold, crude both up 1%"
    return _OVER_NAMES.fullmatch(text, *gap) is not None or (listed and _LISTED.fullmatch(text, *gap) is not None)


def with_owners(
    view: View,
    subjects: Sequence[Subject],
    kinds: Sequence[Collection[Kind]],
    found: dict[int, list[Quantity]],
) -> dict[int, list[Quantity]]:
    """The figures with those of what a subject has for that subject, where both are told as the same kind."""
    for n in range(len(subjects) - 1):
        subject, had = subjects[n], subjects[n + 1]
        alike = set(kinds[n]) & set(kinds[n + 1])
        if n in found or not alike or n + 1 not in found:
            continue
        first = found[n + 1][0]
        has = _LENT & alike and _HAS.fullmatch(view.text, subject.end, min(had.start, first.start))
        if has or (_OF_PARTS & alike and _is_its_own(view.text, subject, had, first)):
            found[n] = [first]
    return found


def _is_its_own(text: str, subject: Subject, had: Subject, first: Quantity) -> bool:
    """Whether a figure is of some property of a subject in one clause with it: "GDP ended with a growth rate of 2%"."""
    start, end = subject.end, max(had.start, first.start)
    firm = subject.entity is not None and subject.entity.id.startswith(("company:", "fund:"))  # whose books these are
    property_of = had.text[:1].islower() and subject.end <= min(had.start, first.start) and not firm
    return property_of and end - start <= CLAUSE_CHARS and not _APART.search(text, start, end)


def without_others_figure(view: View, draft: Draft, ruled: Sequence[Draft]) -> Draft:
    """A proposed claim without a figure that a rule read as another's.

    "Reports that the bank may act had pushed stocks higher by 2%": the 2% are those of stocks, and no forecast's. "The
    index, released as firms announced strong profits, hit 60.8": the figure is the index's.
    """
    if not draft.is_proposed or draft.value_text is None or view.text.count(draft.value_text) > 1:
        return draft
    same = [other for other in ruled if other.value_text == draft.value_text]
    if not any(_is_moves(draft, other) or _is_around(draft, other) for other in same):
        return draft
    bare: dict[str, Any] = dict.fromkeys(("value", "value_high", "value_text", "unit", "comparator"))
    return replace(draft, **bare, at=draft.subject.end)


def _is_moves(draft: Draft, other: Draft) -> bool:
    """Whether a forecast's figure is the move of what stands between the two."""
    return draft.kind == "forecast" and other.kind == "move" and draft.subject.end <= other.subject.start < draft.at


def _is_around(draft: Draft, other: Draft) -> bool:
    """Whether a claim's subject stands in an aside between another's subject and its verb."""
    return other.subject.end <= draft.subject.start and draft.subject.end <= other.start
