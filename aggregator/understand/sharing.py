"""Figures that more than one subject is told of: joined by "and", items of a list, who has and what is had."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from aggregator.records import Kind
from aggregator.understand.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

CODE = r"(?:\.[A-Z]{1,4}\b|\s[A-Z]{0,6}\.[A-Z]{1,6}\b)?\s?(?:\([^()]{1,20}\)\s?)?"
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
_LISTED = re.compile(rf"{CODE}{_NAMES}*?,\s(?:the\s)?(?:[A-Z][\w&.’'-]*\s){{0,3}}")
# Who has, pays or sells what the figure counts: "Acme will pay a quarterly dividend of $0.36".
_VERBS = (
    r"(?:owns?|owned|holds?|held|has|have|had|pays?|paid|saw|sees?|posts?|posted|reports?|reported|adds?|added|los[et]s?|"
    r"shed|cuts?|sells?|sold|rais(?:ed?|es)|record(?:ed|s)|generat(?:ed?|es)|earn(?:ed|s)|ma[dk]es?|spen[dt]s?|"
    r"invest(?:ed|s)?|employ(?:ed|s)?|operat(?:ed?|es)|manag(?:ed?|es)|guarantee[sd]?|receiv(?:ed?|es)|attract(?:ed|s)?|"
    r"drew|borrow(?:ed|s)?|issu(?:ed?|es)|repaid|carr(?:y|ies|ied)|swung to|swings to|moved to)"
)
_HAS = re.compile(
    rf"{CODE}\s?(?:(?:has|have|had|will|would|also|now|currently|still|to|plans|expects|agreed|is|are|was|were|set|"
    rf"going|[a-z]+ly)\s){{0,3}}{_VERBS}(?:\sor\s{_VERBS})?\s"
    r"(?:(?:an?|the|its|their|his|total|record|net|quarterly|annual|monthly|regular|special|options|further|more than|"
    r"about|nearly|over|some|around|[a-z]+ly)\s){0,4}"
)
_LENT: frozenset[Kind] = frozenset({"data", "volume", "forecast", "move"})
"""Kinds of what one does or does with it; of a fact ("it has a beta of 1.07") what is had is the subject."""


def joined(view: View, subjects: Sequence[Subject], found: dict[int, list[Quantity]]) -> dict[int, list[Quantity]]:
    """The figures with those of the next subject for one that is joined to it and has none of its own."""
    lent: set[int] = set()
    for n in range(len(subjects) - 2, -1, -1):
        subject, other = subjects[n], subjects[n + 1]
        behind = [q for q in found.get(n + 1, ()) if q.start >= other.end]
        if n not in found and behind and _is_joined(view.text, subject, other, listed=n + 1 in lent):
            found[n] = behind[:1]
            lent.add(n)
    return found


def _is_joined(text: str, subject: Subject, other: Subject, *, listed: bool) -> bool:
    """Whether one subject shares what is told of the next; `listed` where that one shares it itself."""
    together = _TOGETHER.match(text, subject.end, other.end)
    if together is None and listed:
        together = _LISTED.match(text, subject.end, other.end)
    if together is not None and together.end() >= other.start:
        return True
    gap = (subject.end, other.start)
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
        alike = _LENT.intersection(kinds[n]) & set(kinds[n + 1])
        if n in found or not alike or n + 1 not in found:
            continue
        first = found[n + 1][0]
        if _HAS.fullmatch(view.text, subject.end, min(had.start, first.start)):
            found[n] = [first]
    return found
