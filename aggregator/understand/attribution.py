"""Who says each sentence of an article, in order: quotations may span sentences, and "he said" looks back.

A name is given in its fullest form so far. No speaker rather than a guess: "he" binds to the one person of the sentence
before or to the last who spoke, "the bank" to the body that spoke last, and what no word attributes is the article's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from aggregator.understand import sayings, turns
from aggregator.understand.lexicon import words
from aggregator.understand.sayings import Saying
from aggregator.understand.speakers import Who
from aggregator.understand.turns import Found
from aggregator.understand.view import Speech

_DASHED = re.compile(r"[”\"]\s*[-–—]+\s*(?P<who>[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){1,3})(?:,\s(?P<role>[^.]{3,120}))?")
_SIGNED = re.compile(
    r"[,”\"][”\"]?\s(?P<who>[A-Z][\w.'’-]+\s[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+)?),\s(?P<role>[a-z][^.;“”\"]{3,90})\.?$"
)
_SAYS = re.compile(r"\b(?:says?|writes?|notes|adds)\b")
_DEFINITE = re.compile(r"(?:the|this|that)\s", re.IGNORECASE)
_OPEN = "“"
_QUOTE = re.compile(r"[“”\"]")
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]?")
RESOLVED = words("bank lender firm brokerage house agency study report paper survey note")
"""Common nouns for the body or document that spoke last."""
OWN_VOICES = words("minutes filing statement")
"""Documents that are cited without their maker's name."""
REACH = 3
"""Sentences over which a quotation without a name goes on with the last speaker."""


@dataclass(slots=True)
class _Known:
    """Who has spoken so far, and the one person whom the sentence before names."""

    full: dict[str, str] = field(default_factory=dict)  # by surname
    named: Speech | None = None
    person: Speech | None = None
    group: Speech | None = None
    body: Speech | None = None

    def meet(self, people: Sequence[str]) -> None:
        """Remember the full names of a sentence."""
        for name in people:
            if " " in name:
                self.full.setdefault(name.split()[-1], name)

    def add(self, who: Who, speech: Speech) -> None:
        """Remember a speaker as what a later pronoun or common noun may mean."""
        if who.sort == "group" or " and " in who.name:
            self.group = speech
        if who.sort in {"person", "name", "role"}:
            self.person = speech
        if who.sort in {"name", "body", "document"}:
            self.body = speech


def attribute(
    sentences: Sequence[str], paragraphs: Sequence[int], people: Sequence[Sequence[str]] = ()
) -> list[tuple[Speech, ...]]:
    """The speech of each sentence, none where the article speaks for itself.

    `paragraphs` numbers their paragraphs; `people` are the persons whom each sentence names, where they are known.
    """
    known = _Known()
    inside = _quoted(sentences, paragraphs)
    found: Found = []
    for n, sentence in enumerate(sentences):
        known.named = _only(people[n - 1]) if n and people else None
        known.meet(people[n] if people else ())
        found.append(tuple(_in_sentence(sentence, known, quoted=inside[n] and _mostly_quoted(sentence))))
    turns.head(found, sentences, paragraphs)
    turns.spread(found, sentences)
    _between(found, paragraphs, sentences)
    _over_quotations(found, inside, paragraphs, sentences)
    _carry(found, inside, sentences)
    return found


def _only(people: Sequence[str]) -> Speech | None:
    names = {name.split()[-1]: name for name in people if name}
    return Speech(next(iter(names.values())), None, False) if len(names) == 1 else None


def _in_sentence(sentence: str, known: _Known, *, quoted: bool) -> list[Speech]:
    """The speakers that a sentence itself names."""
    alone = turns.line(sentence)
    if alone is None and (dashed := _DASHED.search(sentence)) is not None:
        alone = Speech(dashed["who"], dashed["role"], True, 0, len(sentence))
    if alone is None:
        said = (_speech(saying, known) for saying in sayings.find(sentence))
        found = [replace(speech, direct=speech.direct or quoted) for speech in said if speech is not None]
        signed = None if found else _SIGNED.search(sentence)
        if signed is None or not turns.is_office(signed["role"]):
            return found
        alone = Speech(signed["who"], signed["role"], True, 0, signed.start())
    known.person = alone
    return [alone]


def _speech(saying: Saying, known: _Known) -> Speech | None:
    who = saying.who
    if _points_back(who):
        before = _meant(who, known)
        if before is not None:
            return replace(before, direct=saying.direct, start=saying.start, end=saying.end)
        if who.sort in {"pronoun", "document"}:
            return None
    surname = who.name.split()[-1]
    if " " in who.name and who.sort in {"person", "name"}:
        known.full.setdefault(surname, who.name)
    name = who.name if " " in who.name else known.full.get(surname, who.name)
    speech = Speech(name, saying.role or who.role, saying.direct, saying.start, saying.end)
    known.add(who, speech)
    return speech


def _points_back(who: Who) -> bool:
    """Whether a phrase means someone told of before: "she", "the strategist", "the bank", "the report"."""
    noun = who.name.split()[-1]
    plain = not re.search(r"[A-Z]", who.name)
    if who.sort == "role":
        return _DEFINITE.match(who.name) is not None and not re.search(r"['’]s\b", who.name)
    if who.sort == "document":
        return plain and noun not in OWN_VOICES
    return who.sort == "pronoun" or (who.sort == "body" and plain and noun in RESOLVED)


def _meant(who: Who, known: _Known) -> Speech | None:
    if who.name in {"he", "she"}:
        return known.named or known.person
    if who.name == "they":
        return known.group
    if who.sort == "role":
        return known.person
    return known.body if who.sort in {"pronoun", "body"} or who.name.split()[-1] in RESOLVED else None


def _quoted(sentences: Sequence[str], paragraphs: Sequence[int]) -> list[bool]:
    """Which sentences lie (at least partly) between quotation marks of their paragraph."""
    out: list[bool] = []
    is_open = False
    paragraph = -1
    for sentence, number in zip(sentences, paragraphs, strict=True):
        if number != paragraph:
            is_open, paragraph = False, number
        started = is_open
        for mark in _QUOTE.finditer(sentence):
            is_open = mark.group() == _OPEN or (mark.group() == '"' and not is_open)
        out.append(started or _OPEN in sentence or '"' in sentence)
    return out


def _mostly_quoted(sentence: str) -> bool:
    return sum(len(span) for span in _QUOTED.findall(sentence)) > len(sentence) / 2


def _between(found: Found, paragraphs: Sequence[int], sentences: Sequence[str]) -> None:
    """What stands in one paragraph between two reports of a speaker in the present tense is said by the same."""
    for n in range(1, len(found) - 1):
        before, behind = found[n - 1], found[n + 1]
        if found[n] or not before or not behind or len({paragraphs[n - 1], paragraphs[n], paragraphs[n + 1]}) > 1:
            continue
        if before[-1].speaker == behind[0].speaker and _SAYS.search(sentences[n - 1]):
            found[n] = (replace(before[-1], direct=False, start=0, end=len(sentences[n])),)


def _over_quotations(found: Found, inside: Sequence[bool], paragraphs: Sequence[int], sentences: Sequence[str]) -> None:
    """A quotation that runs over several sentences of a paragraph has one speaker."""
    order = list(range(1, len(found))), list(range(len(found) - 2, -1, -1))
    for indexes, step in ((order[0], -1), (order[1], 1)):
        for i in indexes:
            other = next((speech for speech in found[i + step] if speech.direct), None)
            together = inside[i] and inside[i + step] and paragraphs[i] == paragraphs[i + step]
            if not found[i] and together and other is not None:
                found[i] = (replace(other, start=0, end=len(sentences[i])),)


def _carry(found: Found, inside: Sequence[bool], sentences: Sequence[str]) -> None:
    """A quotation that names nobody goes on with the speaker of the quotation or the words just before."""
    last: tuple[int, Speech] | None = None
    for n, sentence in enumerate(sentences):
        if found[n]:
            last = (n, found[n][-1])
        elif last is not None and n - last[0] <= REACH and inside[n] and _mostly_quoted(sentence):
            found[n] = (replace(last[1], direct=True, start=0, end=len(sentence)),)
            last = (n, last[1])
