"""Who says it: “…,” Bespoke said · according to LSEG · Fed Chair Jerome Powell said that … · reported Reuters.

Works on the sentences of one article in order, because a quotation may span sentences and "he said" looks back. A name
is taken as the article writes it. No speaker rather than a guess: "he" binds only to the last person who spoke.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.understand.view import Speech

_SAY = (
    r"(?:said|says|told [A-Z]\w+|wrote|writes|noted|notes|added|adds|reported|reports|explained|explains|commented|"
    r"stated|argued|argues|warned|warns|cautioned|predicted|predicts|forecast|estimated|estimates|observed|concluded|"
    r"reiterated|stressed|continued|remarked|acknowledged|announced|suggested|suggests|reckons|thinks|believes)"
)
_NAME_WORD = r"[A-Z][\w.&'’+-]*"
_SAY_FIRST = (
    r"(?:said|says|told [A-Z]\w+|wrote|writes|argued|argues|warned that|warns that|explained|cautioned|"
    r"predicted|predicts|"
    r"reiterated|stressed|acknowledged|estimates|estimated that|reported that|announced that|"
    r"added that|noted that|believes|"
    r"thinks|reckons|suggested that|expects|forecast that|forecasts)"
)
_NAME = rf"{_NAME_WORD}(?:\s(?:{_NAME_WORD}|of|and|&|de|van|der|von|the(?=\s[A-Z]))){{0,7}}"
_GROUP = (
    r"(?:(?:[A-Za-z]+\s){0,2}(?:analysts?|economists?|strategists?|traders|investors|officials|policymakers|experts|"
    r"researchers)(?:\s(?:at|from|with)\s" + _NAME + r"|\spolled\sby\s" + _NAME + r")?)"
)
_WHO = (
    rf"(?P<who>(?:(?:the|an?)\s)?{_NAME}(?:\sofficials?)?|(?:the\s)?{_GROUP}|[Hh]e|[Ss]he|"
    rf"[Tt]he (?:bank|firm|company|central bank|Fed|report|brokerage|agency|newspaper))"
)
_ROLE_WORDS = (
    r"(?:chief|senior|head|director|manager|managing|strategist|economist|analyst|president|chair|chairman|chairwoman|"
    r"ceo|cfo|officer|partner|founder|co-founder|governor|secretary|minister|portfolio|vice|executive|professor|trader|"
    r"global|investment|market|lead|principal|adviser|advisor|specialist|fellow|researcher)"
)
_ROLE = rf"(?:,\s(?P<role>(?:an?\s|the\s|its\s)?(?:[\w.&'’/-]+\s){{0,4}}{_ROLE_WORDS}\b[^,;:“”\"]{{0,90}}))?"
_TAIL = r"(?:\s(?:on|in|at|during|to|by)\s[^,]{0,60})?[.”\"]*$"
_ACCORDING_TO = r"\b[Aa]ccording to (?:an? (?:report|survey|note|poll|analysis|study) (?:from|by|of) |data from |the )?"
_OPENING = r"^[\W]{0,3}(?:(?:But|And|However|Meanwhile|Still|Yet|Also|In a note|On \w+day),?\s)?"
# Pattern and whether it shows the speaker's own words. The first that names a speaker decides.
_PATTERNS = tuple(
    (re.compile(pattern), direct)
    for pattern, direct in (
        (rf"[,.?!]?[”\"]\s*{_SAY}\s{_WHO}{_ROLE}", True),
        (rf"[,.?!]?[”\"]\s*{_WHO}\s{_SAY}\b", True),
        (rf"[,.?!]?[”\"]\s*{_WHO}{_ROLE},?\s{_SAY}\b", True),
        (rf",\s{_SAY}\s{_WHO}{_ROLE}{_TAIL}", False),
        (rf",\s{_WHO}{_ROLE},?\s{_SAY}{_TAIL}", False),
        (rf"{_ACCORDING_TO}{_WHO}{_ROLE}", False),
        (rf"{_OPENING}{_WHO}{_ROLE},?\s(?:\w+ly\s|also\s|has\s|have\s|had\s|on\s\w+day\s){{0,2}}{_SAY_FIRST}\b", False),
        (
            r"\b(?:[Dd]ata|[Ff]igures|[Rr]eport|[Ss]urvey|[Nn]umbers)\sfrom\s(?:the\s)?(?P<who>"
            + _NAME
            + r")\s(?:showed|shows|indicated)\b",
            False,
        ),
        (r"(?:^|,\s)(?P<who>" + _NAME + r")\s(?:data|figures)\s(?:showed|shows)\b", False),
    )
)
_COLON = re.compile(r"^(?:COMMENTARY:\s)?(?P<who>[A-Z][A-Z.'’ -]{4,40}),\s(?P<role>[A-Z][A-Z,.&'’ /-]{4,90}):")
_TITLE = re.compile(
    r"^((?:(?:Former\s)?(?:U\.?S\.?\s)?(?:Federal Reserve|Fed|Treasury|President|Chairman|Chairwoman|"
    r"Chair|Governor|Secretary|CEO|"
    r"Chief Executive(?:\sOfficer)?|Vice\sChair(?:man)?|Vice|New York Fed|Atlanta Fed|Chicago Fed|"
    r"Minneapolis Fed|Cleveland Fed|"
    r"San Francisco Fed|St\. Louis Fed|Richmond Fed|Dallas Fed|Philadelphia Fed|Kansas City Fed|"
    r"Boston Fed|Prime Minister|"
    r"Federal Reserve Bank of (?:New York|St\. Louis|San Francisco|[A-Z]\w+(?:\sCity)?)|Mr\.|Ms\.|"
    r"Mrs\.|Dr\.|Sen\.|Rep\.)\s)+)"
)
_NOT_NAMES = re.compile(
    r"^(?:The|This|That|These|Those|It|They|We|I|You|There|But|And|In|On|At|As|For|If|Some|Many|Most|"
    r"One|While|What|Who|"
    r"Inflation|Stocks|Shares|Markets?|Data|Reports?|News|Yields|Prices|Today|Monday|Tuesday|Wednesday|Thursday|Friday|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|CPI|GDP|However|Such|Both)$"
)
_OPEN = "“"


def attribute(sentences: Sequence[str], paragraphs: Sequence[int]) -> list[Speech | None]:
    """The speech of each sentence, None where the article speaks for itself. `paragraphs` numbers their paragraphs."""
    found: list[Speech | None] = [None] * len(sentences)
    inside = _quoted(sentences, paragraphs)
    last_person: Speech | None = None
    for i, sentence in enumerate(sentences):
        speech = _said_in(sentence, last_person)
        if speech is not None:
            direct = speech.direct or (inside[i] and _mostly_quoted(sentence))
            speech = Speech(speech.speaker, speech.role, direct)
            found[i] = speech
            last_person = speech
    _spread(found, inside, paragraphs)
    return found


def _said_in(sentence: str, last: Speech | None) -> Speech | None:
    head = sentence[:1000]
    if (match := _COLON.match(head)) is not None:
        return Speech(match["who"].strip().title(), match["role"].strip().lower(), True)
    for pattern, direct in _PATTERNS:
        for match in pattern.finditer(head):
            speech = _speech(match, last, direct=direct)
            if speech is not None:
                return speech
    return None


def _speech(match: re.Match[str], last: Speech | None, *, direct: bool) -> Speech | None:
    who = match["who"].strip()
    role = (match.groupdict().get("role") or "").strip(" ,.") or None
    if who.lower() in {"he", "she"}:
        return None if last is None else Speech(last.speaker, last.role, direct)
    if who.lower().startswith("the ") and who.split()[1][:1].islower():
        return None
    title = _TITLE.match(who)
    if title and len(title.group()) < len(who):
        role = role or title.group().strip()
        who = who[title.end() :]
    who = re.sub(r"['’]s$", "", re.sub(r"^(?:[Tt]he|[Aa]n?)\s", "", who)).rstrip(" .,;")
    return None if not who or (_NOT_NAMES.match(who.split()[0]) and len(who.split()) < 2) else Speech(who, role, direct)


def _quoted(sentences: Sequence[str], paragraphs: Sequence[int]) -> list[bool]:
    """Which sentences lie (at least partly) between quotation marks of their paragraph."""
    out: list[bool] = []
    is_open = False
    paragraph = -1
    for sentence, number in zip(sentences, paragraphs, strict=True):
        if number != paragraph:
            is_open, paragraph = False, number
        started = is_open
        for mark in re.finditer(r"[“”\"]", sentence):
            is_open = mark.group() == _OPEN or (mark.group() == '"' and not is_open)
        out.append(started or _OPEN in sentence or '"' in sentence)
    return out


def _mostly_quoted(sentence: str) -> bool:
    spans = re.findall(r"[“\"][^“”\"]*[”\"]?", sentence)
    return sum(len(span) for span in spans) > len(sentence) / 2


def _spread(found: list[Speech | None], inside: list[bool], paragraphs: Sequence[int]) -> None:
    """A quotation that runs over several sentences of a paragraph has one speaker."""
    order = list(range(1, len(found))), list(range(len(found) - 2, -1, -1))
    for indexes, step in ((order[0], -1), (order[1], 1)):
        for i in indexes:
            other = found[i + step]
            together = inside[i] and inside[i + step] and paragraphs[i] == paragraphs[i + step]
            if found[i] is None and together and other is not None and other.direct:
                found[i] = other
