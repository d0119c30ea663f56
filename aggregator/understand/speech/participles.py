"""Speakers of a participle: "Jane Roe laid out her case, noting that …", "Acme fell after warning that …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from aggregator.understand.speech import speakers, verb_subjects
from aggregator.understand.speech.speakers import Saying, Who

_FULL_NAME = re.compile(r"[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]*[.]?)*\s[A-Z][\w'’-]+")
_OF_PERSONS = re.compile(
    r",\s(?:and\s)?(?:noting|saying|adding|warning|arguing|stating|predicting|suggesting|stressing|urging|projecting|indicating)\s"
    r"(?:that\s)?"
)
_OF_ALL = re.compile(
    r"(?:,\s|\s(?:after|by|while|in)\s)(?:also\s)?(?:saying|warning|arguing|projecting|forecasting|predicting|announcing\sthat|guiding\s"
    r"for|cautioning|acknowledging|crediting|telling\s[^,;“”\"]{1,90}?\sthat|indicating|signal+ing|"
    r"expressing\s(?:concerns?|confidence|worr(?:y|ies)|optimism|doubts?)\s(?:about|over|that|in)|"
    r"(?:raising|cutting|lowering|slashing|trimming|boosting|upgrading|giving|issuing|providing)(?=\s[^,;]{0,60}\b(?:forecasts?|outlook|"
    r"guidance|expectations)\b))\s(?:that\s|of\s)?"
)
_OPENING = re.compile(
    r"^(?:[\W\d]*)(?:(?:But|And|Meanwhile|However|Still|Also|Earlier),?\s|"
    r"(?:On|In|At|Among|Elsewhere|Further|Over|Also|Separately|Earlier|For)\b(?:\s[\w'’-]+){0,7},\s|"
    r"[A-Z][a-z]+ing\s[a-z][^,]{0,100},\s)?(?:[Tt]he\s)?(?:U\.S\.\s)?"
)
_CLAUSE = re.compile(r",\s(?:while|and|but)\s(?=[A-Za-z]+\s[A-Z])|,\swhile\s|;\s")
_SUBCLAUSE = re.compile(r"\s(?:as|after|while|when)\s(?:the\s)?")
_PLACED = re.compile(r"\b(?:at|in)\s(?:the\s)?$")
"""Before where somebody spoke: "at Norland's Universidade Alta"."""
_ACTS = re.compile(r"\s(?:[a-z]+ly\s|also\s|has\s|had\s)?[a-z]+(?:ed|s|d|t|ew|ok|ave)\s")
_BEHIND_NAME = re.compile(r"^(?:\s?\([^()]{1,30}\))?,?\s")


def find(text: str) -> Iterator[Saying]:
    """What a participle says, by the one person named before it or by whom the sentence opens with."""
    for match in _OF_PERSONS.finditer(text):
        who = _one(text, match.start())
        if who is not None:
            yield Saying(who, match.end(), len(text), False, who.role)
            return
    last: Saying | None = None
    for match in _OF_ALL.finditer(text):
        who = _of_clause(text, match.start()) or _first(text, match.start()) or _one(text, match.start())
        if who is None or (last is not None and who.start < last.start):
            continue
        closing = _CLAUSE.search(text, match.end())
        last = Saying(who, match.end(), closing.start() if closing else len(text), False, who.role)
        yield last


def _of_clause(text: str, end: int) -> Who | None:
    """The person of whom the clause before a comma tells: "Bonds fell as the Fed's boss held firm, saying …"."""
    clause = next(iter([*_SUBCLAUSE.finditer(text, 0, end)][-1:]), None)
    who = speakers.after(text, clause.end()) if clause is not None and text[end : end + 1] == "," else None
    if who is None or who.sort not in {"person", "role"} or not _ACTS.match(text, who.end, end):
        return None
    return replace(who, start=who.start - 4, name=f"the {who.name}") if text.startswith("the ", who.start - 4) else who


def _one(text: str, end: int) -> Who | None:
    """The one person whom a sentence names ahead of a place."""
    named = [speakers.before(text, name.end()) for name in _FULL_NAME.finditer(text, 0, end)]
    people = [
        who for who in named if who is not None and who.sort == "person" and not _PLACED.search(text[: who.start])
    ]
    return people[0] if len(people) == 1 else None


def _first(text: str, end: int) -> Who | None:
    """The firm, body, group or person that a sentence opens with."""
    start = max((match.end() for match in _CLAUSE.finditer(text, 0, end)), default=0)
    opening = _OPENING.match(text[start:])
    at = verb_subjects.over_description(text, start + (opening.end() if opening else 0))
    who = speakers.after(text, at)
    if who is None or who.end > end or not _BEHIND_NAME.match(text[who.end :]):
        return None
    return who if who.sort in {"name", "person", "body", "group"} and not speakers.is_priced(who) else None
