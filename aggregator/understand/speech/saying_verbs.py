"""Speakers beside a verb of speech: “…,” said Jane Roe · Economists expect … · A. Smith, who runs Acme, said that …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from aggregator.understand.speech import speakers, verb_subjects
from aggregator.understand.speech import speech_words as known
from aggregator.understand.speech.offices import office_behind
from aggregator.understand.speech.speakers import Saying, Who
from aggregator.understand.speech.speech_words import CLAIMS, SPEAKS, STATES, THINKS
from aggregator.understand.speech.verb_readings import DAY, QUOTE_END, TAIL_END, WHEN_WHERE, Reading, tells

_VERB = re.compile(
    r"(?<![\w’'-])(?P<verb>Says|Sees|Saw|Expects|Warns|"
    + "|".join(sorted(known.VERBS, key=len, reverse=True))
    + r")(?![\w-]|['’]s)"
)
# "“…,” Roe said of the index's fall": what words were about is the article's own, unless more words follow.
_SAID_OF = re.compile(r"\s(?:of|about)\s[^“\"]*$")
_ADVERBS = (
    r"(?:\s(?:continue[sd]?\sto|appear(?:s|ed)?\sto(?:\sbe)?|seem(?:s|ed)?\sto(?:\sbe)?|"
    r"went\son\sto|also|has|have|had|then|still|now|"
    r"again|further|later|since|recently|first|almost|itself|themselves|remain(?:s|ed)?|[a-z]+ly|nonetheless|nevertheless|however|reportedly|already|once|all|both|"
    rf"today|yesterday|is|are|was|were|been|would|will|(?:did|does|do)(?:\snot|n['’]t)?|(?:late\s|early\s|earlier\s)?(?:on\s)?{DAY}|"
    r"(?:earlier|late|later)?\s?(?:this|last)\s(?:week|month|year)|in\s(?:an?|the)\s(?:\w+\s)?(?:note|report|interview|"
    r"speech|statement|email|survey|testimony|(?:[a-z]+\s)?(?:filing|release|memo|letter|post|tweet|blog|briefing))(?:\s(?:on\s)?\w+day|\sto\sclients)?|in\srecent\s(?:days|weeks)|"
    r"on\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.?\s\d{1,2}|in\s(?:January|February|March|April|May|June|July|August|September|October|November|December)|"
    r"on\saverage|in\sa\snote\sto\s[\w\s]{1,20}))"
)
_THOUGH = (
    r"(?:(?:\s(?:has|have|had))?,\s(?:however|meanwhile|though|too|in\sturn|for\sexample|nonetheless|nevertheless),)"
)
_SKIP = re.compile(rf"(?P<skip>{_THOUGH}?{_ADVERBS}{{0,4}})\s*$")
_CLOSED = re.compile(r"[,.?!]?\s?[”\"’']\s*$|,\s*$|—\s*$|--\s*$")
_QUOTE = re.compile(r"[“”\"]")
_QUOTES_ON = re.compile(r"\s?,?\s?(?:that\s)?[:,]?\s?[“\"]")
_CLOSING = frozenset(
    {"pointed", "stated", "states", "noted", "notes", "added", "adds", "observed", "observes", "reported", "reports"}
)
"""Of the verbs that also take things, what closes a sentence: "…, added the bank."."""
_CLOSES_ALONE = frozenset({"said", "says", "say", "told", "tells"})
"""What closes a sentence without a comma before its speaker too."""
_SAYS_MORE = frozenset({"adding", "noting", "saying"})
_TAIL_COMMA = re.compile(rf"^{WHEN_WHERE}{{0,2}},\s")
_ENDS_OR_ASIDE = re.compile(TAIL_END.pattern + r"|^\s?,")
_AT_HOUSE = re.compile(r"^\s(?:at|of|with|from|in)\s[A-Z][^;:“”\"]{2,100}\.$")
"""Where who speaks works: "…” from low levels, said Jane Roe at Acme in Springfield, Ohio."."""
_EFFECT = re.compile(
    r",\s(?:sending|driving|pushing|lifting|dragging|helping|spurring|prompting|fuel+ing|boosting|hurting|dampening|"
    r"weighing|dimming|just as|raising (?:hopes|fears)|keeping alive|adding to|fanning|stoking|calming|reinforcing|"
    r"bolstering|extending|snapping|highlighting|fortifying|thwarting|underlining|underscoring|"
    r"(?:likely|probably|possibly|potentially)\s[a-z]+ing)\b|,\san?\s(?:[a-z]+\s){1,3}that\b|(?<!that),?\swhile\s(?=[A-Z])"
)
_EFFECT_OR_TURN = re.compile(
    _EFFECT.pattern
    + r"|(?:,|;|\s[-–—]+)\s(?:but|although|though|while|compared with|from|so|just as|which ha(?:s|ve|d))\b"
)
_TURN = re.compile(r",\s(?:and|while)\s(?:the\s)?(?=[A-Z])")
_LEAD_CLAUSE = re.compile(
    r"^\W*(?:(?:But|And|Yet),?\s)?(?:[Ww]hile|[Aa]lthough|[Tt]hough|[Ee]ven\s(?:though|as|if)|[Aa]s|[Ss]ince|[Bb]ecause|[Ww]ith|(?:[Aa]s|[Ss]o)\slong\sas|[Ii]f|[Uu]nless)\s[^,;“”\"]{20,}(?=,\s)"
)
"""Beyond the comma the article speaks: "While shares fell after Acme said it would hire less, bonds …"."""
_WHO_HOLDS = re.compile(
    r"(?:,\s[^;“”\"]{3,120})?,\swho\s(?:(?:is|was|had\sbeen|has\sbeen|also)\s)?(?:looking\sfor|recommends?|rates|has\san?\s[“\"])"
)
"""What goes on with the view of who speaks: "said Jane Roe, who was looking for earnings of $1"."""
_LEADS_IN = re.compile(r"^\W*(?:(?:While|After|By|Before|When|In addition to)\s)?(?:[A-Za-z]+ing|wage|Asked|asked)\s")
_BRACKETS = re.compile(r"\s?\([^()]{1,60}\)(?:\s?--[^-]{1,120}--)?,?$|\s--\s(?:[^-]|(?<=\w)-(?=\w)){1,160}\s--$")
_LAST_WORD = re.compile(r"([\w’']+)\s*$")
_NO_VERB_AFTER = frozenset({"than", "as", "the", "a", "an", "be", "been", "being", "of", "not"})
_GOING_ON = re.compile(r"\b(?:continue[sd]?|appear(?:s|ed)?|seem(?:s|ed)?|went on|goes on)\sto\s$")
_SEEMS = re.compile(r"\b(?:appear(?:s|ed)?|seem(?:s|ed)?)\sto\sbe\s$")
_DOES_NOT = re.compile(r"\b(?:do|does|did)\snot\s$")
_LEADING = re.compile(r"\b(?:lead|leads|led|leading|prompt\w*|spur\w*|caus\w+|push\w*)\s(?:the\s)?$")
EXPECTS = (THINKS | STATES) - known.OPINES - {"want", "wants", "wanted"}
"""Verbs of what is thought will be."""
AS_SAID = 12
"""Characters within which "As Jane Roe said, …" has its speaker."""
LEAST_SAID = 15  # characters before a speaker that can hold what is said
SKIP_CHARS = 80


def find(text: str) -> Iterator[Saying]:
    """The attributions of a sentence by a verb, in order of the verbs."""
    for match in _VERB.finditer(text):
        verb = match["verb"].lower()
        readings = (_inverted, _prefixed) if QUOTE_END.search(text[: match.start()]) else (_prefixed, _inverted)
        saying = readings[0](text, match, verb) or readings[1](text, match, verb)
        if saying is not None:
            yield saying


def _inverted(text: str, match: re.Match[str], verb: str) -> Saying | None:
    """ "…,” said Jane Roe, chief economist at Acme": verb first, behind a quotation or a comma."""
    head = text[: match.start()]
    quoted = QUOTE_END.search(head) is not None
    if (
        verb in THINKS | STATES
        or verb.endswith("ing")
        or not _CLOSED.search(head)
        or (verb in CLAIMS - _CLOSING and not quoted)
    ):
        return None
    at = match.end() + len(" out") * (verb == "pointed" and text.startswith(" out ", match.end()))
    who = speakers.after(text, at + 1) if text[at : at + 1] == " " else None
    if who is None or who.sort == "document":
        return None
    who = _after_office(text, who)
    if not quoted and (
        who.sort == "pronoun"
        or (verb in CLAIMS and text[who.end :].strip(" .") and not _is_somebody(who))
        or not (_ENDS_OR_ASIDE.match(text[who.end :]) or (_QUOTE.search(head) and _AT_HOUSE.match(text[who.end :])))
    ):
        return None
    end = len(text) if _QUOTE.search(text, who.end) or _WHO_HOLDS.match(text, who.end) else who.start
    return Saying(who, 0, end, quoted, office_behind(text, who.end) or who.role)


def _is_somebody(who: Who) -> bool:
    return who.sort in {"group", "person"} or who.name.split()[0].lower() in known.GROUPS


def _after_office(text: str, who: Who) -> Who:
    """The name behind an office and a comma: "said market veteran, Jane Roe."."""
    if who.name.split()[-1].lower() not in known.ROLES or not text.startswith(", ", who.end):
        return who
    named = speakers.after(text, who.end + 2)
    if named is None or named.sort not in {"name", "person"} or " " not in named.name:
        return who
    return replace(named, start=who.start, role=who.name)


def _prefixed(text: str, match: re.Match[str], verb: str) -> Saying | None:
    """ "Jane Roe, an economist at Acme, said that …", or the same at the end: "…, Jane Roe said on Friday." """
    head = text[: match.start()]
    last = _LAST_WORD.search(head)
    word = last.group(1).lower() if last is not None else ""
    if word == "to" and not _GOING_ON.search(head):
        return _led(text, head)
    allowed = (word == "been" and verb.endswith("ing")) or _SEEMS.search(head) or _DOES_NOT.search(head)
    if word in _NO_VERB_AFTER and not allowed:
        return None
    skip = _SKIP.search(head[-SKIP_CHARS:])
    skipped = skip["skip"].strip() if skip else ""
    front = head.rstrip()
    front = front[: len(front) - len(skipped)].rstrip() if skipped else front
    front = _BRACKETS.sub("", front)
    who, role = verb_subjects.find(front)
    if who is None:
        return None
    reading = Reading(text, verb, match.end(), who, skipped)
    return _scoped(reading, role, joined=verb_subjects.is_second(front)) if tells(reading) else None


def _scoped(reading: Reading, role: str | None, *, joined: bool) -> Saying:
    """The saying with the stretch of the sentence that it covers."""
    text, who, verb = reading.text, reading.who, reading.verb
    behind, quote = reading.is_behind, reading.closes_quote
    quoted = quote or _QUOTES_ON.match(text[reading.at :]) is not None
    if quote and behind and _SAID_OF.match(text, reading.at):
        return Saying(who, 0, reading.at, quoted, role)
    ends = reading.ending
    if ends is not None and (behind or verb in _CLOSES_ALONE) and who.start > LEAST_SAID:
        end = len(text) if ends["more"] in _SAYS_MORE else who.start
        return Saying(who, 0, end, quoted, role, expects=verb in EXPECTS)
    if behind and verb in SPEAKS | CLAIMS and _TAIL_COMMA.match(reading.tail):
        turn = None if quoted else _TURN.search(text, reading.at)
        return Saying(who, 0, turn.start() if turn else len(text), quoted, role)
    if behind and not quote and _LEADS_IN.match(text):
        return Saying(who, 0, len(text), quoted, role, expects=verb in EXPECTS)
    lead = None if quoted or who.start < AS_SAID else _LEAD_CLAUSE.match(text)
    if lead is not None and reading.at < lead.end():
        who, start = verb_subjects.subject_of(text, who), _article(text, who.start)
        return Saying(who, start, lead.end(), False, role, expects=verb in EXPECTS)
    closing = None if quoted else (_EFFECT_OR_TURN if verb in THINKS | STATES else _EFFECT).search(text, reading.at)
    end = closing.start() if closing else len(text)
    start = 0 if quoted and behind else reading.at if joined else _article(text, who.start)
    return Saying(verb_subjects.subject_of(text, who), start, end, quoted, role, expects=verb in EXPECTS)


def _article(text: str, start: int) -> int:
    """Where a phrase starts with the article before it: "the Fed said that the Fed may …"."""
    return start - 4 if text[max(0, start - 4) : start].lower() == "the " else start


def _led(text: str, head: str) -> Saying | None:
    """ "leads many analysts to believe", "spurred Acme to say": those who were led."""
    front = head.rstrip().removesuffix("to").rstrip()
    who = speakers.before(front, len(front))
    if who is None or not _LEADING.search(text[: who.start]):
        return None
    closing = _EFFECT.search(text, len(head))
    return Saying(who, who.start, closing.start() if closing else len(text), False, who.role)
