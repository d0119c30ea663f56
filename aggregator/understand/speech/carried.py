"""What a sentence that names no speaker takes over from its neighbours."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from aggregator.understand.speech import quotations
from aggregator.understand.speech.personal_names import Register, may_be_person
from aggregator.understand.speech.quotations import Part, Quotation
from aggregator.understand.speech.speech_words import BODIES, GROUPS
from aggregator.understand.speech.turns import Found
from aggregator.understand.view import Speech

_EXPECTED = re.compile(
    r"\b(?:is|are|was|were|had\sbeen)\s(?:also\s|widely\s|then\s)?(?:expected|forecast|projected|seen|estimated|"
    r"anticipated)\s(?:to\b|at\b|rising\b|falling\b|unchanged\b|growing\b)"
)
_RELEASE = re.compile(
    r"^\W*(?:Excluding|Including|Stripping\sout|Core\b|[Ss]o-called\score|(?:Compared\swith|From)\sa\syear\s"
    r"(?:earlier|ago)|On\san?\s(?:year-over-year|year-on-year|annual|monthly|month-on-month|yearly)\sbasis|In\sthe\s(?:12|twelve)\smonths|"
    r"The\s(?:index|gauge|measure)\b)"
)
"""What goes on with the figures of a release."""
_STATISTICIANS = re.compile(
    r"\b(?:Department|Bureau|Statistics|Census|Statistical|BLS|BEA|Eurostat|Conference\sBoard|Ministry|EIA)\b"
)
_OF_POLL = re.compile(
    _EXPECTED.pattern
    + r"|\b(?:[Ff]orecasts?\s(?:for|of)|[Mm]edian\s(?:estimate|forecast)|(?:odds|probability|chances?|risk)\sof)\b"
    r"(?=[^.;“”\"]{0,90}\s(?:was|were|is|are|rose|fell|remained|stood)\b)"
)
_POLL = re.compile(r"\b(?P<who>[A-Z][\w&’'-]*(?:\s[A-Z][\w&’'-]*){0,2}\s(?:poll|survey))\b")
_CLOCK = re.compile(r"^\d{4}\s(?:GMT|ET|EST|EDT)\s[-–—]\s")
_MAY_COME = re.compile(r"\b(?:could|should|may|might|would|will|likely|suggests?|expected)\b")
_COUNTED = re.compile(
    r"^\W*(?P<who>(?:(?:[Oo]nly|[Aa]nother|[Jj]ust|[Ss]ome|[Aa]bout)\s)?(?:\d+(?:\.\d+)?(?:%|\spercent)?|one|two|three|four|five|six|seven|eight|nine|ten))\s"
    r"(?:said|expect(?:ed)?|see|saw|forecast|anticipate[d]?|predict(?:ed)?|did)\b",
    re.IGNORECASE,
)
_GROUP_COUNTED = re.compile(
    r"\b\d+\s(?:[a-z-]+\s)?(?P<who>economists|analysts|respondents|strategists|traders|dealers|forecasters)\b"
)
_MEDIAN = re.compile(r"\b[Tt]he\s(?:median|consensus)\s(?:estimate|forecast)\b")
_STATEMENT = re.compile(
    r"^\W*[“\"][Ii]nformation\sreceived\ssince\sthe\s(?:Federal\sOpen\sMarket\s)?Committee\s(?:last\s)?met\b"
)
_DECIDED = re.compile(r"^\W*The\sFederal\sOpen\sMarket\sCommittee\sdecided\b")
_BELIEVES = re.compile(r"^\W*The\sCommittee\s(?:continues\sto\s)?believes?\b")
"""In a text that opens with the decision, the reasons behind it are the committee's."""
_OF_MINUTES = re.compile(r"\bminutes\b", re.IGNORECASE)
_MEMBERS = re.compile(
    r"\b(?P<who>(?:(?:[Mm]ost|[Mm]any|[Ss]everal|[Ss]ome|[Aa]\sfew|[Oo]ther|[Aa]\snumber\sof|[Aa]\scouple\sof|[Aa]ll|[Tt]he)\s)?"
    r"(?:policy[-\s]?makers|[Pp]articipants|[Mm]embers|[Dd]irectors|[Oo]fficials)|[Oo]thers|[Mm]any|[Mm]ost|[Ss]ome|[Aa]\sfew|[Aa]\snumber)"
    r"\s(?:\([a-z]+\)\s)?(?:now\s|also\s|generally\s|still\s)?(?:believed?|view(?:ed)?|saw|see|noted|considered|judged|agreed|"
    r"expressed|thought|felt|expected|anticipated|pointed|indicated|suggested|worried|commented|observed|emphasized|stressed)\b"
)
"""Whose view it is that minutes tell of."""
_STAFF = re.compile(
    r"\b(?P<who>[Tt]he\sstaff)(?:['’]s?\s(?:[\w-]+\s){0,4}(?:forecasts?|projections?|outlook|estimates?)\b|\s(?:also\s)?(?:projected|"
    r"forecast|expected|estimated|anticipated|viewed|continued\sto\s(?:project|expect|view)))"
)
_BY_STAFF = re.compile(r"\b(?:forecasts?|projections?)\s(?:[\w-]+\s){0,2}by\s(?P<who>the\sstaff)\b")
"""A bank's staff project, its committee decides: "In the forecast prepared by the staff, growth was revised down"."""
COMMITTEE = "Federal Open Market Committee"
STATEMENT_SENTENCES = 20
_OFFICES = (
    r"(?:[\w.'’-]+\s){0,6}(?:official|policymaker|policy-maker|minister|governor|president|officer|executive|"
    r"chief|economist|strategist|analyst|banker|regulator|lawmaker|adviser)\b"
)
_ANYBODY = re.compile(rf"(?:[Aa]n?|[Oo]ne)\s{_OFFICES}")
_SOMEBODY = re.compile(rf"(?:[Aa]n?|[Oo]ne)\s(?=[^,]*[A-Z]){_OFFICES}")
OPENING_SENTENCES, NAMED_REACH = 3, 2
"""Sentences behind one that quotes somebody by office, within which the name comes."""
NOTE_SENTENCES = 8
REACH = 3
"""Sentences over which a quotation without a name goes on with the last speaker."""
EXPECTED_REACH = 2
VOICE_SENTENCES, VOICE_SHARE, VOICE_COVER = 4, 0.7, 0.35
"""Sentences of one party that make an article theirs: how many, of all that is said, and of all."""
POLL_SENTENCES = 3
"""At the head of an article on a poll, which one of them names."""


def offices(found: Found, persons: Register) -> None:
    """The "top Fed official" who says it is the person who speaks next."""
    for n, said in enumerate(found[:OPENING_SENTENCES]):
        named = _SOMEBODY if n else _ANYBODY
        if not any(named.match(speech.speaker) for speech in said):
            continue
        following = (speech for each in found[n + 1 : n + 1 + NAMED_REACH] for speech in each)
        person = next((speech for speech in following if persons.knows(speech.speaker)), None)
        if person is not None:
            found[n] = tuple(
                replace(speech, speaker=person.speaker, role=speech.speaker) if named.match(speech.speaker) else speech
                for speech in said
            )


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
        spoke = [said for said in found[n] if not (said.expects and _is_group(said))]
        if found[n]:
            last = (n, spoke[-1]) if spoke else last  # not what "economists expect" in between
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


def over_releases(found: Found, sentences: Sequence[str]) -> None:
    """The next figures of a release are the office's: "The Labor Department said …. Core prices …"."""
    last: tuple[int, Speech] | None = None
    for n, sentence in enumerate(sentences):
        office = next((said for said in found[n] if _STATISTICIANS.search(said.speaker)), None)
        if office is not None:
            last = (n, office)
        elif last is not None and n - last[0] <= REACH and not found[n] and _RELEASE.match(sentence):
            found[n] = (replace(last[1], direct=False, start=0, end=len(sentence), expects=False),)
            last = (n, last[1])


def over_single_voice(found: Found, sentences: Sequence[str], persons: Register) -> None:
    """What may come, in a note that tells what one house says, is the view of the house too."""
    voices = Counter(max(each, key=_reach).speaker for each in found if each and not _is_group(each[-1]))
    if not voices:
        return
    name, count = voices.most_common(1)[0]
    spoken = [n for n, each in enumerate(found) if each]
    if (
        persons.knows(name)
        or may_be_person(name)
        or count < VOICE_SENTENCES
        or count < VOICE_SHARE * len(spoken)
        or len(spoken) < VOICE_COVER * len(sentences)
    ):
        return
    said = next(said for each in found for said in each if said.speaker == name)
    for n in range(spoken[0], len(sentences)):
        if not found[n] and _MAY_COME.search(sentences[n]):
            found[n] = (replace(said, direct=False, start=0, end=len(sentences[n]), expects=False),)


def expectations(found: Found, sentences: Sequence[str], paragraphs: Sequence[int]) -> None:
    """What "was expected" just after "Economists had expected …" was expected by economists."""
    poll = next((said for each in found[:POLL_SENTENCES] for said in each if _POLL.search(said.speaker)), None)
    for n, sentence in enumerate(sentences):
        passive = _EXPECTED.search(sentence)
        if (
            passive is not None
            and len(found[n]) == 1
            and found[n][0].expects
            and passive.end() <= found[n][0].start
            and _is_group(found[n][0])
        ):
            found[n] = (replace(found[n][0], start=0),)  # "It is expected to stay low, but the Committee expects …"
        counted = _COUNTED.match(sentence) if not found[n] else None
        asked = _asked(found, sentences, n) if counted is not None else None
        if counted is not None and asked is not None:
            found[n] = (Speech(asked, None, False, counted.end("who"), len(sentence), expects=True),)
        median = _MEDIAN.search(sentence)
        if (
            poll is not None
            and found[n]
            and median is not None
            and all(median.start() < said.start for said in found[n])
        ):
            end = min(said.start for said in found[n])
            found[n] = (
                *found[n],
                replace(poll, speaker=_poll(poll.speaker), direct=False, start=0, end=end, expects=True),
            )
        if poll is not None and not found[n] and _OF_POLL.search(sentence):
            found[n] = (
                replace(poll, speaker=_poll(poll.speaker), direct=False, start=0, end=len(sentence), expects=True),
            )
        if found[n] or passive is None:
            continue
        for m in range(n - 1, max(-1, n - 1 - EXPECTED_REACH), -1):
            said = next((each for each in found[m] if each.expects and _is_group(each)), None)
            if said is not None and paragraphs[m] == paragraphs[n]:
                found[n] = (replace(said, start=0, end=len(sentence)),)
                break


def _asked(found: Found, sentences: Sequence[str], n: int) -> str | None:
    """Of whom "another 10" are some: the group that spoke or was counted just before."""
    for m in range(n - 1, max(-1, n - 1 - REACH), -1):
        group = next((said.speaker for said in found[m] if _is_group(said)), None)
        counted = _GROUP_COUNTED.search(sentences[m])
        if group is not None or counted is not None:
            return counted["who"] if counted is not None else group
    return None


def statements(found: Found, sentences: Sequence[str]) -> None:
    """The text of a rate decision is its committee's: "Information received since the Committee met in May …"."""
    decided = any(_DECIDED.match(sentence) for sentence in sentences[:OPENING_SENTENCES])
    believes = (n for n, sentence in enumerate(sentences[: OPENING_SENTENCES * 2]) if _BELIEVES.match(sentence))
    reasons = next(believes, None) if decided else None
    if reasons is not None:
        for n in range(reasons + 1, len(sentences)):
            if found[n]:
                break
            found[n] = (Speech(COMMITTEE, None, True, 0, len(sentences[n])),)
    first = next((n for n, sentence in enumerate(sentences) if _STATEMENT.search(sentence)), None)
    if first is None:
        return
    for n in range(first, min(first + STATEMENT_SENTENCES, len(sentences))):
        if not found[n]:
            found[n] = (Speech(COMMITTEE, None, True, 0, len(sentences[n])),)
        elif all(said.speaker.lower().removeprefix("the ") == "committee" for said in found[n]):
            found[n] = tuple(replace(said, start=0) for said in found[n])
        else:
            return


def of_minutes(found: Found, sentences: Sequence[str]) -> None:
    """What minutes say that members saw is the members' view: "“Several directors saw risks,” the minutes said"."""
    for n, said in enumerate(found):
        minutes = next((each for each in said if _OF_MINUTES.search(each.speaker)), None)
        if minutes is None:
            continue
        held = [
            replace(minutes, speaker=match["who"], role=None, start=match.start())
            for pattern in (_MEMBERS, _STAFF, _BY_STAFF)
            for match in pattern.finditer(sentences[n], minutes.start, min(minutes.end, len(sentences[n])))
        ]
        found[n] = (*said, *held)


def between(found: Sequence[Sequence[Speech]]) -> list[Speech | None]:
    """Of each sentence that names no speaker, who speaks in the one before and the one behind it, if that is one."""
    out: list[Speech | None] = [None] * len(found)
    for n in range(1, len(found) - 1):
        if found[n] or not found[n - 1]:
            continue
        last = found[n - 1][-1]
        if any(said.speaker == last.speaker for said in found[n + 1]) and not last.expects:
            out[n] = Speech(last.speaker, last.role, False)
    return out


def alone(found: Sequence[Sequence[Speech]]) -> list[Speech | None]:
    """Of each sentence, the named party that has spoken before it in the article, if that is one."""
    out: list[Speech | None] = []
    first: Speech | None = None
    parties: set[str] = set()
    for said in found:
        out.append(first if len(parties) == 1 else None)
        parties |= {each.speaker for each in said if not each.expects}
        named = (each for each in said if not each.expects and _is_named(each))
        first = first or next((replace(each, direct=False, start=0, end=0) for each in named), None)
    return out


def _is_named(speech: Speech) -> bool:
    """Whether a speaker has a name: no "the company", no "Economists"."""
    last = speech.speaker.split()[-1]
    return last[:1].isupper() and last.lower() not in GROUPS


def _reach(speech: Speech) -> int:
    return speech.end - speech.start


def _is_group(speech: Speech) -> bool:
    said = speech.speaker.lower().split()
    return any(word in GROUPS for word in said) or said[-1] in BODIES


def _poll(speaker: str) -> str:
    named = _POLL.search(speaker)
    return named["who"] if named is not None else speaker


def _of_part(speech: Speech, part: Part) -> Speech:
    return replace(speech, direct=True, start=part.start, end=part.end, expects=False)
