"""What a sentence that names no speaker takes over from its neighbours."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from aggregator.understand import quotations
from aggregator.understand.quotations import Part, Quotation
from aggregator.understand.speech_words import GROUPS
from aggregator.understand.turns import Found
from aggregator.understand.view import Speech

_COLON = re.compile(r":\s*$")
_EXPECTED = re.compile(
    r"\b(?:is|are|was|were|had\sbeen)\s(?:also\s|widely\s|then\s)?(?:expected|forecast|projected|seen|estimated)\s"
    r"(?:to\b|at\b|rising\b|falling\b)"
)
_SIGNED = re.compile(
    r"^\s*[-–—]+\s*(?P<who>[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){1,3})(?:,\s(?P<role>[^.“”\"]{3,120}))?[.]?$"
)
_CLOCK = re.compile(r"^\d{4}\s(?:GMT|ET|EST|EDT)\s[-–—]\s")
_MAY_COME = re.compile(r"\b(?:could|should|may|might|would|will|likely|suggests?|expected)\b")
NOTE_SENTENCES = 8
REACH = 3
"""Sentences over which a quotation without a name goes on with the last speaker."""
EXPECTED_REACH = 2


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


def over_colons(found: Found, sentences: Sequence[str], paragraphs: Sequence[int]) -> None:
    """The paragraph behind "Jane Roe pointed out:" is hers."""
    for n in range(len(sentences) - 1):
        if not found[n] or not _COLON.search(sentences[n]) or found[n][-1].end < len(sentences[n]):
            continue
        said = found[n][-1]
        for m in range(n + 1, len(sentences)):
            if paragraphs[m] != paragraphs[n + 1] or found[m]:
                break
            found[m] = (replace(said, start=0, end=len(sentences[m]), expects=False),)


def over_quotations(found: Found, quotes: Sequence[Quotation]) -> None:
    """A quotation that runs over several sentences has one speaker: who is named where it ends, or where it begins."""
    for quote in quotes:
        speaker = next((said for part in (quote[-1], quote[0]) for said in found[part.sentence] if said.direct), None)
        if speaker is None:
            continue
        for part in quote:
            if not found[part.sentence]:
                found[part.sentence] = (_of_part(speaker, part),)


def to_quotations(found: Found, parts: Sequence[Sequence[Part]], sentences: Sequence[str]) -> None:
    """A quotation that names nobody goes on with the speaker of the quotation or the words just before."""
    last: tuple[int, Speech] | None = None
    for n, sentence in enumerate(sentences):
        if found[n]:
            last = (n, found[n][-1])
        elif last is not None and n - last[0] <= REACH and quotations.is_mostly_quoted(sentence, parts[n]):
            found[n] = (replace(last[1], direct=True, start=0, end=len(sentence), expects=False),)
            last = (n, last[1])


def over_notes(found: Found, sentences: Sequence[str]) -> None:
    """What may come, in a short note under a clock time, is the view of who speaks in it: "0803 GMT - …"."""
    starts = [n for n, sentence in enumerate(sentences) if _CLOCK.match(sentence)]
    for start, end in itertools.pairwise([*starts, len(sentences)]):
        said = next((max(each, key=_reach) for each in found[start:end] if each), None)
        for n in range(start, min(end, start + NOTE_SENTENCES)):
            if said is not None and not found[n] and _MAY_COME.search(sentences[n]):
                found[n] = (replace(said, direct=False, start=0, end=len(sentences[n]), expects=False),)


def expectations(found: Found, sentences: Sequence[str], paragraphs: Sequence[int]) -> None:
    """What "was expected" just after "Economists had expected …" was expected by economists."""
    for n, sentence in enumerate(sentences):
        if found[n] or not _EXPECTED.search(sentence):
            continue
        for m in range(n - 1, max(-1, n - 1 - EXPECTED_REACH), -1):
            said = next((each for each in found[m] if each.expects and _is_group(each)), None)
            if said is not None and paragraphs[m] == paragraphs[n]:
                found[n] = (replace(said, start=0, end=len(sentence)),)
                break


def _reach(speech: Speech) -> int:
    return speech.end - speech.start


def _is_group(speech: Speech) -> bool:
    return any(word in GROUPS for word in speech.speaker.lower().split())


def _of_part(speech: Speech, part: Part) -> Speech:
    return replace(speech, direct=True, start=part.start, end=part.end, expects=False)
