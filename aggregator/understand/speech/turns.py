"""Texts that give the word in blocks: "ROE: …", "JANE ROE, ECONOMIST, ACME: …", a signed column, a headed quotation."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from aggregator.understand.lexicon import words
from aggregator.understand.speech import namings, speakers
from aggregator.understand.speech.personal_names import Register, may_be_person
from aggregator.understand.speech.speakers import Who
from aggregator.understand.speech.speech_words import BODIES, COUNTS, GROUPS, NO_NAMES, ROLES, SPEAKS, STOPS
from aggregator.understand.view import Speech

Found = list[tuple[Speech, ...]]
"""The speech of each sentence."""
_SHOUTED = re.compile(
    r"(?<![\w.])(?P<who>[A-Z][A-Z.'’-]+(?:\s[A-Z][A-Z.'’-]*){1,3}),\s(?P<role>[A-Z][A-Z0-9,.&'’ /-]{4,120}?)"
    r"(?::|(?=\s[“\"]))"
)
_DATED = re.compile(
    r"(?<![\w.])(?P<role>(?:[A-Z]{2,}\s){0,4}(?:PRESIDENT|GOVERNOR|CHAIR(?:MAN|WOMAN)?|SECRETARY|MINISTER|CHIEF)\s)?"
    r"(?P<who>[A-Z][A-Z.'’-]+(?:\s[A-Z][A-Z.'’-]*){0,2}),\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.?\s\d{1,2}:?\s(?=[“\"])"
)
"""Of a list of comments by day: "FED GOVERNOR JANE ROE, May 24 “…”"."""
_INTRODUCED = re.compile(
    r"^[\W]{0,4}(?:(?:\w+\s){0,2}\w+['’]s\s)?(?P<who>[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){1,3})"
    r"(?:(?:,|\sof|\sat|\sfrom|\swith)\s(?P<role>[^.:;“”\"]{3,90}))?:\s[“\"]"
)
_LINE = re.compile(
    r"^[\W]{0,4}(?:(?:MR|MS|MRS|DR)\.\s|(?:[A-Z]+['’]S\s)|(?:CHAIR(?:MAN|WOMAN)?|PRESIDENT|GOVERNOR|VICE CHAIR)\s)?"
    r"(?P<who>[A-Z][A-Z'’-]{2,}(?:\s[A-Z][A-Z'’-]{2,})?)(?:\sON\s[A-Z\d\s.,'’/-]{2,60})?:\s"
    r"(?!(?:[A-Z’'-]{2,}\s){2}|[A-Z\d][\w.%-]*(?:\s\w+)?$)"
)
_LISTED_HOUSE = re.compile(
    r"^\s*[-•*]\s(?P<who>[A-Z][\w.&'’-]+(?:\s(?:[A-Z&][\w.&'’-]*|of)){0,4}):\s(?:Maintain|Rais|Lower|Reiterat|Reaffirm|Upgrad|Downgrad|"
    r"Initiat|Cut|Boost|Increas|Kept|Keep|Trim|Reduc|Affirm)"
)
"""Of a list of ratings: "- Acme Capital: Raised its price target"."""
_NOT_SPEAKERS = words(
    "UPDATE NOTE SOURCE SOURCES BREAKING MORE READ ALSO STOCKS BONDS FOREX WATCH TOP NEWS KEY CPI PPI GDP PCE FED "
    "DATA COMMENTS COMMENTARY CORRECTED ANALYSIS EXCLUSIVE NYSE NASDAQ SYMBOL TICKER PRICES MARKETS RATES INSTANT "
    "TODAY VIEW POLL REACTION POINTS TABLE GRAPHIC FACTBOX TIMELINE HIGHLIGHTS EMPIRE DISCLAIMER DISCLOSURE QUESTION "
    "ANSWER STORY VIDEO LIVE CHART PODCAST ETF DOLLAR EURO YEN STERLING POUND GOLD OIL CRUDE SILVER BITCOIN "
    "TREASURIES TREASURYS EQUITIES BOTTOM LINE TAKEAWAY TAKEAWAYS EARNINGS SNAPSHOT NEXT WHY "
    "WHAT WHO WHEN WHERE HOW ABOUT AHEAD SUMMARY OVERVIEW "
    "BACKGROUND OUTLOOK RECAP VERDICT CONCLUSION MATTERS HAPPENED PICTURE WRAP MARKET MOVERS CALENDAR EVENTS"
)
_HEADED = re.compile(
    r"^[\W]{0,4}(?P<owner>[\w ]{0,12}['’]s\s)?(?P<who>[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){0,3})"
    r"(?:(?:\sat|\sof|,)\s[^:]{2,80})?:$"
)
_HIGHLIGHTS = re.compile(
    r"\b(?:[Ff]ollowing|[Bb]elow)\s(?:is|are)\s(?:[^.]{0,60}\s)?(?:excerpts?|highlights|remarks|comments|quotes)\b"
)
_MAKERS = re.compile(r"\b(?:by|of|from)\s(?:the\s)?")
_MARKS = re.compile(r"[“”\"]")
_HEADING = re.compile(r"^\W*(?:[A-Z]{3,}\s){1,4}[A-Z]{3,}:\s(?!\")")
_ENDS = re.compile(r"^\W*(?:About\s[A-Z][^.]{2,60}$|Contacts?:?$|(?:Media|Investor)\s(?:Contacts?|Relations)\b)")
"""Where the words of one party end."""
_BULLET = re.compile(r"^[-•*]\s")
_MARKED = re.compile(r"^[\W]*>")
_QUOTED = re.compile(r"^[\W]*>|^\s*[“\"]")
_LISTED = re.compile(r"^[\W]*[-•>]|^\s*[“\"]|^(?:[A-Z][A-Z’',/-]*\s(?:[A-Z&][A-Z’',/-]*\s){0,7})[“\"]")
"""A point of a list or a quotation, under a heading or not: "POLICY OUTLOOK “We …”"."""
_SIGNED = re.compile(r"^[\W]*(?P<who>[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){1,3}),\s(?P<role>[A-Z][^.:;“”\"]{5,90})$")
_TITLE = re.compile(r"^(?:Mr|Ms|MR|MS|CHAIR(?:MAN|WOMAN)?|Chair(?:man|woman)?)\.?\s")
_TURN = re.compile(
    r"^[\W]{0,4}(?P<who>(?:(?:Mr|Ms|MR|MS|CHAIR(?:MAN|WOMAN)?|Chair(?:man|woman)?)\.?\s)?[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){0,3}):\s(?=[A-Z“\"])"
)
_CALLED = re.compile(
    r"^[\W]{0,4}(?P<who>[A-Z][A-Z.'’-]+(?:\s[A-Z][A-Z.'’-]+){1,2}),\s"
    r"(?P<role>[A-Z][A-Z0-9&.'’-]+(?:\s[A-Z&][A-Z0-9&.'’-]*){0,4})\s(?=[A-Z][a-z]|[AI]\s[a-z])"
)
_ASKS = re.compile(r"^\W{0,4}(?:Q|QUESTION|Question)[.:]\s")
"""A question in a transcript: who asks is not named."""
OPENING_SENTENCES = 4
TURNS = 2
"""Such lines make a talk or a round of comments."""
SHOUTED_CHARS, LINE_CHARS, TURN_CHARS, MAKER_CHARS = 300, 120, 80, 90


def line(sentence: str) -> Speech | None:
    """Who is named in capitals before a colon."""
    if (match := _SHOUTED.search(sentence[:SHOUTED_CHARS])) is not None:
        return Speech(match["who"].strip().title(), match["role"].strip().lower(), True, match.start(), len(sentence))
    if (match := _DATED.search(sentence[:SHOUTED_CHARS])) is not None:
        return Speech(match["who"].title(), (match["role"] or "").strip().lower() or None, True, 0, len(sentence))
    introduced = _INTRODUCED.match(sentence)
    if (match := introduced) is not None and not _is_clause(match) and not _is_headline(match, sentence):
        role = match["role"] if is_office(match["role"] or "") else None
        return Speech(match["who"], role, True, match.end(), len(sentence))
    if (match := _LISTED_HOUSE.match(sentence)) is not None:
        return Speech(match["who"], None, False, match.end("who"), len(sentence))
    if (match := _LINE.match(sentence[:LINE_CHARS])) is not None and not _is_headline(match, sentence):
        return Speech(match["who"].title(), None, True, 0, len(sentence))
    return None


def _is_headline(match: re.Match[str], sentence: str) -> bool:
    """Whether capitals before a colon head what follows: "KEY POINTS:", "HOUSING STARTS: Housing starts rose"."""
    again = match["who"].isupper() and match["who"].lower() in sentence[match.end("who") :].lower()
    return again or bool(_NOT_SPEAKERS & set(match["who"].split()))


def _is_clause(match: re.Match[str]) -> bool:
    """Whether a name with an aside before a colon is the head of a clause: "On Monday, after the vote, he said:"."""
    told = SPEAKS & set((match["role"] or "").lower().split())
    return match["who"].split()[0] in NO_NAMES or bool(told)


def head(found: Found, sentences: Sequence[str], paragraphs: Sequence[int]) -> None:
    """ "Jane Roe at Acme:" speaks the quotations that follow, "Acme's Roe:" the list too."""
    speaker: Speech | None = None
    marks = _QUOTED
    block: int | None = None  # the paragraph that a mark ">" opens
    for n, sentence in enumerate(sentences):
        if (match := _HEADED.match(sentence)) is not None and not _is_heading(match["who"]):
            person = speakers.before(match["who"], len(match["who"]))  # without an office: "Fed Chair Jane Roe:"
            named = person is not None and person.sort == "person"
            speaker = Speech(person.name if person is not None and named else match["who"], None, True)
            marks = _LISTED if match["owner"] else _QUOTED
            continue
        block = paragraphs[n] if _MARKED.match(sentence) else block
        if speaker is None or not (marks.match(sentence) or paragraphs[n] == block):
            speaker = None
        elif not found[n]:
            found[n] = (replace(speaker, end=len(sentence)),)
        elif paragraphs[n] != block:
            speaker = None  # a block of "> …" goes on behind what it tells of others, a list does not


def _is_heading(who: str) -> bool:
    """Whether capitals before a colon head a part of the text: "ON RATES:", "Why Acme Law:"."""
    return who.startswith("ON ") or namings.opens_clause(who)


def lists(found: Found, sentences: Sequence[str]) -> None:
    """A round of comments by name without a colon: "JANE ROE, ACME Rates are high."."""
    named = {n: match for n, sentence in enumerate(sentences) if (match := _CALLED.match(sentence)) is not None}
    if len(named) < TURNS:
        return
    said: Speech | None = None
    for n, sentence in enumerate(sentences):
        match = named.get(n)
        if match is not None:
            said = Speech(match["who"].title(), match["role"], True)
        if said is not None and not found[n]:
            found[n] = (replace(said, start=match.end() if match is not None else 0, end=len(sentence)),)


def spread(found: Found, sentences: Sequence[str], persons: Register) -> None:
    """What stands under "Jane Roe, Analyst, Acme", behind "Roe: …" in a talk or behind a shouted name is theirs."""
    rounds = sum(map(_opens_comment, sentences)) >= TURNS
    listed = {match["who"] for each in sentences if _BULLET.match(each) and (match := _TURN.match(each[:TURN_CHARS]))}
    talking = {
        who
        for who in _talking(sentences)
        if _TITLE.match(who) or (may_be_person(who) and who not in listed) or persons.knows(who)
    }
    lines = (_SIGNED.match(sentence) for sentence in sentences)
    signed_lines = sum(line is not None and is_office(line["role"]) for line in lines)  # one at the head is the author
    speaker = _answers(sentences, talking)
    for n, sentence in enumerate(sentences):
        turn = _TURN.match(sentence[:TURN_CHARS])
        signed = _SIGNED.match(sentence)
        if _HEADING.match(sentence) or _ENDS.match(sentence) or _ASKS.match(sentence):
            speaker = None
        if rounds and found[n] and _opens_comment(sentence):
            speaker = found[n][0]
        elif signed is not None and is_office(signed["role"]) and not (n == 0 and signed_lines == 1):
            speaker = Speech(signed["who"], signed["role"], True)
        elif turn is not None and turn["who"] in talking:
            name = _TITLE.sub("", turn["who"])
            speaker = Speech(name.title() if name.isupper() else name, None, True)
        if speaker is not None and (turn is None or turn["who"] not in talking) and _BULLET.match(sentence):
            speaker = None  # each line of a list stands for itself
        free = (
            not found[n] or (talking and all(map(_is_unnamed, found[n]))) or (rounds and _are_told(found[n], speaker))
        )
        if speaker is not None and free and not (signed is not None and is_office(signed["role"])):
            found[n] = (replace(speaker, start=0, end=len(sentence)),)


def _answers(sentences: Sequence[str], talking: Collection[str]) -> Speech | None:
    """Who speaks ahead of the first question of a transcript that begins amid an answer."""
    first = next((n for n, sentence in enumerate(sentences) if _ASKS.match(sentence)), 0)
    opened = any(match["who"] in talking for each in sentences[:first] if (match := _TURN.match(each[:TURN_CHARS])))
    name = _TITLE.sub("", next(iter(talking))) if len(talking) == 1 else ""
    return Speech(name.title() if name.isupper() else name, None, True) if name and first and not opened else None


def _are_told(speeches: Sequence[Speech], speaker: Speech | None) -> bool:
    """Whether a comment tells what others expect beside its own speaker's words: "the bank raised its forecast"."""
    return speaker is not None and all(speech.expects or speech.speaker == speaker.speaker for speech in speeches)


def _is_unnamed(speech: Speech) -> bool:
    """Whether those who are told to think so are nobody by name: "Others feel that it is close"."""
    return all(word in GROUPS | COUNTS | BODIES | STOPS for word in speech.speaker.lower().split())


def _opens_comment(sentence: str) -> bool:
    """Whether a sentence begins with somebody's name and office before their words."""
    return _SHOUTED.search(sentence[:SHOUTED_CHARS]) is not None or _INTRODUCED.match(sentence) is not None


def highlights(found: Found, sentences: Sequence[str]) -> None:
    """The quotations behind "Following are highlights of remarks by Jane Roe" are hers."""
    for n, sentence in enumerate(sentences[:OPENING_SENTENCES]):
        match = _HIGHLIGHTS.search(sentence)
        who = _maker(sentence, match.end()) if match is not None else None
        if who is not None:
            said = Speech(who.name, who.role, True)
            is_open = False
            for m in range(n + 1, len(sentences)):
                marks = len(_MARKS.findall(sentences[m]))
                if not found[m] and (is_open or _LISTED.match(sentences[m])):
                    found[m] = (replace(said, start=0, end=len(sentences[m])),)
                is_open = is_open != (marks % 2 == 1)  # a quotation that runs on
            return


def _maker(sentence: str, at: int) -> Who | None:
    """The person of whose words a line tells: "highlights of a conference by Jane Roe"."""
    found = (speakers.after(sentence, by.end()) for by in _MAKERS.finditer(sentence, at, at + MAKER_CHARS))
    return next((who for who in found if who is not None and (who.sort == "person" or may_be_person(who.name))), None)


def _talking(sentences: Sequence[str]) -> frozenset[str]:
    """Those who take the word before a colon, where more than one does: more than once, or named beside their turns;
    and whom a transcript calls "MR."."""
    turns = [match["who"] for sentence in sentences if (match := _TURN.match(sentence[:TURN_CHARS])) is not None]
    turns = [who for who in turns if not _NOT_SPEAKERS & set(who.upper().split()) and not namings.opens_clause(who)]
    titled = {who for who in turns if _TITLE.match(who)}
    often = {who for who in turns if turns.count(who) >= TURNS} if len(set(turns)) >= TURNS else set()
    return frozenset(titled | often | _introduced(set(turns), sentences))


def _introduced(turns: set[str], sentences: Sequence[str]) -> set[str]:
    """Those of the turns who are named together: "We asked Jane Roe and John Doe."."""
    together = [{who for who in turns if who in sentence} for sentence in sentences]
    return set().union(*(names for names in together if len(names) >= TURNS))


def is_office(role: str) -> bool:
    """Whether words name an office: "Technical Analyst"."""
    return any(word in ROLES for word in re.findall(r"[a-z-]+", role.lower()))
