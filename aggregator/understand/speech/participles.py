"""Speakers of a participle: "Jane Roe laid out her case, noting that …", "Acme fell after warning that …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.understand.speech import speakers
from aggregator.understand.speech.speakers import Saying, Who
from aggregator.understand.speech.speech_words import BODIES

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
    r"(?:On|In|At|Among|Elsewhere|Further|Over|Also|Separately|Earlier|For)\b(?:\s[\w'’-]+){0,7},\s)?(?:[Tt]he\s)?(?:U\.S\.\s)?"
)
_CLAUSE = re.compile(r",\s(?:while|and|but)\s(?=[A-Za-z]+\s[A-Z])|,\swhile\s|;\s")
_AFTER_FORECAST = re.compile(
    r"\s(?:after|on|following)\s(?:(?:giving|issuing|providing|posting)\s)?(?:an?|its|their)\s(?:[a-z][\w-]*\s){0,3}?(?:downbeat|upbeat|weak|"
    r"weaker|strong|stronger|gloomy|rosy|bleak|dismal|disappointing|cautious|dour|soft|light|tepid|poor|robust|bullish)"
    r"(?:-than-expected)?\s(?=(?:[\w-]+\s){0,4}(?:forecasts?|outlook|guidance)\b)"
)
"""A firm's own: "Acme fell 10% after a downbeat forecast"."""
_DESCRIBED = re.compile(r"(?:[a-z][\w-]*\s){0,3}(?P<noun>[a-z][\w-]*)\s(?=[A-Z])")
_BEHIND_NAME = re.compile(r"^(?:\s?\([^()]{1,30}\))?,?\s")


def find(text: str) -> Iterator[Saying]:
    """What a participle says, by the one person named before it or by whom the sentence opens with."""
    for match in _OF_PERSONS.finditer(text):
        who = _one(text, match.start())
        if who is not None:
            yield Saying(who, match.end(), len(text), False, who.role)
            return
    told = sorted((*_OF_ALL.finditer(text), *_AFTER_FORECAST.finditer(text)), key=lambda match: match.start())
    last: Saying | None = None
    for match in told:
        who = _first(text, match.start()) or _one(text, match.start())
        if who is None or (last is not None and who.start < last.start):
            continue
        closing = _CLAUSE.search(text, match.end())
        last = Saying(who, match.end(), closing.start() if closing else len(text), False, who.role)
        yield last


def _one(text: str, end: int) -> Who | None:
    """The one person whom a sentence names ahead of a place."""
    named = [speakers.before(text, name.end()) for name in _FULL_NAME.finditer(text, 0, end)]
    people = [who for who in named if who is not None and who.sort == "person"]
    return people[0] if len(people) == 1 else None


def _first(text: str, end: int) -> Who | None:
    """The firm, body, group or person that a sentence opens with."""
    start = max((match.end() for match in _CLAUSE.finditer(text, 0, end)), default=0)
    opening = _OPENING.match(text[start:])
    at = start + (opening.end() if opening else 0)
    described = _DESCRIBED.match(text, at)
    at = described.end() if described and described["noun"] in BODIES else at
    who = speakers.after(text, at)
    if who is None or who.end > end or not _BEHIND_NAME.match(text[who.end :]):
        return None
    return who if who.sort in {"name", "person", "body", "group"} and not speakers.is_priced(who) else None
