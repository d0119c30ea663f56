"""Lines that say whose the words beside them are: a signature, "Jane Roe writes:", "Jane Roe said on Monday."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from aggregator.understand.speech import speakers, verb_subjects
from aggregator.understand.speech.personal_names import Register, may_be_person
from aggregator.understand.speech.quotations import Part, Quotation, is_mostly_quoted
from aggregator.understand.speech.turns import Found
from aggregator.understand.speech.verb_readings import TAIL_END
from aggregator.understand.view import Speech

_COLON = re.compile(r":\s*$")
_SIGNED = re.compile(
    r"^\s*[-–—]+\s*(?P<who>[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){1,3})(?:,\s(?P<role>[^.“”\"]{3,120}))?[.]?$"
)
_TOLD = re.compile(
    r"^\W*(?P<who>[^,;:“”\"]{2,60}?)(?:,\s(?P<role>[^;:“”\"]{3,120}),)?\s(?:also\s|later\s)?"
    r"(?:said|says|wrote|writes|added|told\s(?:reporters|clients|lawmakers|\w+)|posted|tweeted)(?P<tail>.*)$"
)
"""What says whose the quotation before it is: "“Rates are high.” Jane Roe wrote in a post on Monday."."""
_GOES_ON = re.compile(r"^[a-z]+\s")
REACH = 8
"""Sentences back to whom "she" means."""


def signatures(found: Found, sentences: Sequence[str], quotes: Sequence[Quotation]) -> None:
    """A quotation over a line "— Jane Roe, economist at Acme" is hers."""
    for quote in quotes:
        behind = quote[-1].sentence + 1
        signed = _SIGNED.match(sentences[behind]) if behind < len(sentences) else None
        if signed is None:
            continue
        said = Speech(signed["who"], signed["role"], True)
        for part in quote:
            found[part.sentence] = (_of_part(said, part),)


def over_colons(found: Found, sentences: Sequence[str], paragraphs: Sequence[int], persons: Register) -> None:
    """The paragraph behind "Jane Roe pointed out:" is hers, and that behind her name and "put it like this:"."""
    for n in range(len(sentences) - 1):
        if not _COLON.search(sentences[n]):
            continue
        said = found[n][-1] if found[n] else _alone(sentences, n, persons) or _opener(found, sentences, n, persons)
        if said is None or said.end < len(sentences[n]):
            continue
        for m in range(n + 1, len(sentences)):
            if paragraphs[m] != paragraphs[n + 1] or found[m]:
                break
            quoted = said.direct or (persons.knows(said.speaker) and not said.expects)
            found[m] = (replace(said, direct=quoted, start=0, end=len(sentences[m]), expects=False),)


def _alone(sentences: Sequence[str], n: int, persons: Register) -> Speech | None:
    """Whose name stands alone on the line before one that goes on with it."""
    before = sentences[n - 1] if n else ""
    named = before[-1:].isalnum() and may_be_person(before) and persons.knows(before)
    return Speech(before, None, True) if named and _GOES_ON.match(sentences[n]) else None


def _opener(found: Found, sentences: Sequence[str], n: int, persons: Register) -> Speech | None:
    """The person of whose manner a line tells: "She sounds calm about the deficit:"."""
    who = verb_subjects.opening(sentences[n])
    if who is None or (who.name not in {"he", "she"} and not persons.knows(who.name)):
        return None
    if who.sort != "pronoun":
        return Speech(persons.full(who.name), who.role, False, 0, len(sentences[n]))
    near = (said for each in reversed(found[max(0, n - REACH) : n]) for said in reversed(each))
    said = next((said for said in near if persons.knows(said.speaker)), None)
    return replace(said, start=0, end=len(sentences[n])) if said is not None else None


def over_tails(found: Found, sentences: Sequence[str], parts: Sequence[Sequence[Part]]) -> None:
    """A quotation that names nobody is whose the next sentence tells that it is."""
    for n in range(len(sentences) - 1):
        told = _TOLD.match(sentences[n + 1])
        if found[n] or told is None or parts[n + 1] or not is_mostly_quoted(sentences[n], parts[n]):
            continue
        who = speakers.before(told["who"], len(told["who"])) if TAIL_END.match(told["tail"]) else None
        if who is None or who.sort not in {"name", "person"} or told.start("who") != who.start:
            continue
        for m in range(n, -1, -1):
            if found[m] or not is_mostly_quoted(sentences[m], parts[m]):
                break
            found[m] = (Speech(who.name, told["role"] or who.role, True, 0, len(sentences[m])),)


def _of_part(speech: Speech, part: Part) -> Speech:
    return replace(speech, direct=True, start=part.start, end=part.end, expects=False)
