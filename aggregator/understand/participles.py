"""Speakers of a participle: "Jane Roe laid out her case, noting that …", "Acme fell after warning that …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.understand import speakers
from aggregator.understand.speakers import Saying, Who

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
    r"^(?:[\W\d]*)(?:(?:But|And|Meanwhile|However|Still|Also|Earlier),?\s)?(?:[Tt]he\s)?(?:U\.S\.\s)?"
)
_CLAUSE = re.compile(r",\swhile\s|;\s")
_BEHIND_NAME = re.compile(r"^(?:\s?\([^()]{1,30}\))?,?\s")


def find(text: str) -> Iterator[Saying]:
    """What a participle says, by the one person named before it or by whom the sentence opens with."""
    for match in _OF_PERSONS.finditer(text):
        who = _one(text, match.start())
        if who is not None:
            yield Saying(who, match.end(), len(text), False, who.role)
            return
    for match in _OF_ALL.finditer(text):
        who = _first(text, match.start()) or _one(text, match.start())
        if who is not None:
            yield Saying(who, match.end(), len(text), False, who.role)
            return


def _one(text: str, end: int) -> Who | None:
    """The one person whom a sentence names ahead of a place."""
    named = [speakers.before(text, name.end()) for name in _FULL_NAME.finditer(text, 0, end)]
    people = [who for who in named if who is not None and who.sort == "person"]
    return people[0] if len(people) == 1 else None


def _first(text: str, end: int) -> Who | None:
    """The firm, body, group or person that a sentence opens with."""
    start = max((match.end() for match in _CLAUSE.finditer(text, 0, end)), default=0)
    opening = _OPENING.match(text[start:])
    who = speakers.after(text, start + (opening.end() if opening else 0))
    if who is None or who.end > end or not _BEHIND_NAME.match(text[who.end :]):
        return None
    return who if who.sort in {"name", "person", "body", "group"} and not speakers.is_priced(who) else None
