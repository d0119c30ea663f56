"""Who says what in one sentence: “…,” said Jane Roe · according to LSEG · Economists expect … · A. Smith, who said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from aggregator.understand import speakers
from aggregator.understand import speech_words as known
from aggregator.understand.speakers import Who
from aggregator.understand.speech_words import CLAIMS, SPEAKS, STATES, THINKS

_VERB = re.compile(
    r"(?<![\w’'-])(?P<verb>Says|" + "|".join(sorted(known.VERBS, key=len, reverse=True)) + r")(?![\w-]|['’]s)"
)
_WORKS = r"(?:[Ff]igures|[Nn]umbers|[Ss]urvey|[Rr]eport|[Ss]tudy|[Rr]esearch|[Aa]nalysis|[Pp]oll|[Dd]ata|minutes)"
_MADE = r"(?:released|published|issued|posted|compiled|out|analy[sz]ed|provided|collected|tracked|reviewed)"
_ACCORDING = re.compile(
    r"\b(?:[Aa]ccording to|[Aa]s (?:reported|told|noted) by|[Cc]iting|in the (?:view|opinion) of|reported by|polled by|"
    rf"{_WORKS} (?:{_MADE}\s)?(?:\w+day\s)?(?:from|by))\s"
)
_SOURCE = re.compile(
    r"(?:(?:an?|the|some|new|latest|recent|preliminary)\s){0,2}(?:[a-z-]+\s){0,2}(?:report|survey|note|poll|analysis|"
    r"study|data|figures|estimates|research|statement|numbers|minutes|article)\s"
    rf"(?:{_MADE}\s(?:\w+day\s)?)?(?:from|by|of|at|in)\s(?:the\s)?"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_BE = re.compile(r"\b(?:is|are|was|were)\b")
_ADVERBS = (
    r"(?:\s(?:continue[sd]?\sto|appear(?:s|ed)?\sto|seem(?:s|ed)?\sto|went\son\sto|also|has|have|had|then|still|now|"
    r"again|further|later|since|recently|widely|previously|\w+ly|nonetheless|however|reportedly|already|once|all|both|"
    rf"today|yesterday|is|are|was|were|would|will|did|does|do|(?:late\s|early\s|earlier\s)?(?:on\s)?{_DAY}|"
    r"(?:earlier|late|later)?\s?(?:this|last)\s(?:week|month|year)|in\s(?:an?|the)\s(?:\w+\s)?(?:note|report|interview|"
    r"speech|statement|email|survey|testimony)(?:\s(?:on\s)?\w+day|\sto\sclients)?|in\srecent\s(?:days|weeks)|"
    r"on\saverage|in\sa\snote\sto\s[\w\s]{1,20}))"
)
_SKIP = re.compile(rf"(?P<skip>{_ADVERBS}{{0,4}})\s*$")
_THAT = re.compile(
    r"\s?,?\s?(?:(?:\w+day|on \w+day|in [^,]{1,40}?|the [A-Z][\w ]{2,30}|to [a-z]+)\s)?(?:that\b|[“\"]|:|it\b|there\b|"
    r"they\b|he\b|(?:[\w-]+\s){1,3}that\b|(?:[\w-]+\s){1,4}[“\"]|she\b|its\b|how\b|why\b)"
)
_CLOSED = re.compile(r"[,.?!]?\s?[”\"’']\s*$|,\s*$|—\s*$|--\s*$")
_QUOTE_END = re.compile(r"[,.?!]?\s?[”\"]\s*$")
_QUOTE = re.compile(r"[“”\"]")
_QUOTES_ON = re.compile(r"\s?,?\s?(?:that\s)?[:,]?\s?[“\"]")
_COMMA_END = re.compile(r",\s*(?:the\s|an?\s|as\s)?$")
_WHEN_WHERE = (
    rf"(?:\s(?:(?:late|early|earlier)\s)?(?:on\s)?{_DAY}(?:\s(?:morning|afternoon|night|evening))?|"
    r"\s(?:here|today|yesterday|(?:last|this|earlier this)\s(?:week|month|year))|"
    r"\s(?:in|at|during|to|by|on|after|of|following)\s(?:(?!\b(?:is|are|was|were|will|would|could|has|have|had|may|"
    r"might|should|rose|fell|that)\b)[^,;“”\"]){1,70})"
)
_TAIL_END = re.compile(rf"^{_WHEN_WHERE}{{0,2}}(?:,?\s(?:adding|noting|citing|referring)\b.*)?\s*[.,”\"’)]*\s*$")
_TAIL_COMMA = re.compile(rf"^{_WHEN_WHERE}{{0,2}},\s")
_ENDS_OR_ASIDE = re.compile(_TAIL_END.pattern + r"|^\s?,")
_TOLD = re.compile(r"(?:\s(?!that\b|he\b|she\b|it\b|they\b|in\b|on\b|there\b)[\w.&'’]+){0,6}")
_EFFECT = re.compile(
    r",\s(?:sending|driving|pushing|lifting|dragging|helping|spurring|prompting|fuel+ing|boosting|hurting|dampening|"
    r"weighing|dimming|raising (?:hopes|fears))\b"
)
_EFFECT_OR_TURN = re.compile(_EFFECT.pattern + r"|,\s(?:but|although|though|compared with|from)\b")
_LAST_WORD = re.compile(r"([\w’']+)\s*$")
_NO_VERB_AFTER = frozenset({"than", "as", "the", "a", "an", "be", "been", "being", "of", "not"})
_SINGULAR = re.compile(r"(?<!s)s$")
_GOING_ON = re.compile(r"\b(?:continue[sd]?|appear(?:s|ed)?|seem(?:s|ed)?|went on|goes on)\sto\s$")
_WITH = re.compile(r"\b(?:with|including)\s(?:the\s)?$")
_LEADING = re.compile(r"\b(?:lead|leads|led|leading|prompt\w*|spur\w*|caus\w+|push\w*)\s(?:the\s)?$")
_LOOSE_ASIDE = re.compile(
    r"(?:including|in (?:separate|written|prepared|a|an|his|her)|speaking|led by|many of|some of)\s"
)
_HOWEVER = re.compile(
    r",\s(?:however|meanwhile|though|too|for example|for instance|in turn|also|for (?:his|her|its) part),$"
)
_HANGS = re.compile(r"\b(?:at|of|in|for|with|from|by|and)\s(?:the\s)?$")
_AT = re.compile(r"\s(?:at|of|from|with|for)\s(?:the\s)?$")
_AND = re.compile(r"\b(?:and|but),?$")
_RELATIVE = re.compile(r"(?:who|whose|which)\b")
_INDEFINITE = re.compile(r"(?:an?|the|one of)\s")
_OPENING = re.compile(r"(?:[\W]*(?:But|And|Meanwhile|However|Still|Also)?,?\s?)?(?:The\s)?")
_NAMED_ASIDE = re.compile(r",\s(?P<name>[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){0,2}),")
_TELLS = re.compile(r"(?:,[^,]{1,80},)?\s(?:\w+\s)?\w+(?:ed|s|id|aid)\b")
_OFFICE_ASIDE = re.compile(r",\s(?P<role>[^,;:“”\"]{3,90})")
_PARTICIPLE = re.compile(
    r",\s(?:noting|saying|adding|warning|arguing|stating|predicting|suggesting|stressing)\s(?:that\s)?"
)
_FULL_NAME = re.compile(r"[A-Z][\w'’-]+(?:\s[A-Z][\w.'’-]*)+")
_PRICED = re.compile(r"\b(?:shares|stock|index|futures)\b", re.IGNORECASE)
LEAST_SAID = 15  # characters before a speaker that can hold what is said
WINDOW_CHARS = 1500
SKIP_CHARS = 80
MOST_COMMAS = 4
OFFICE_WORDS = 8
OPENING_WORDS = 4
OPENING_CHARS = 5


@dataclass(frozen=True, slots=True)
class Saying:
    """A speaker in a sentence, from where to where they are said to say it, and whether in their own words."""

    who: Who
    start: int
    end: int
    direct: bool
    role: str | None = None


def find(text: str) -> list[Saying]:
    """The attributions of a sentence in order of place."""
    text = text[:WINDOW_CHARS]
    found = [*_verbs(text), *_according(text)] or list(_participles(text))
    kept: list[Saying] = []
    for saying in sorted(found, key=lambda s: (s.who.start, -s.who.end)):
        if not any(other.who.start < saying.who.end and saying.who.start < other.who.end for other in kept):
            kept.append(saying)
    return kept


def _verbs(text: str) -> Iterator[Saying]:
    for match in _VERB.finditer(text):
        verb = match["verb"].lower()
        readings = (_inverted, _prefixed) if _QUOTE_END.search(text[: match.start()]) else (_prefixed, _inverted)
        saying = readings[0](text, match, verb) or readings[1](text, match, verb)
        if saying is not None:
            yield saying


def _inverted(text: str, match: re.Match[str], verb: str) -> Saying | None:
    """ "…,” said Jane Roe, chief economist at Acme": verb first, behind a quotation or a comma."""
    head = text[: match.start()]
    quoted = _QUOTE_END.search(head) is not None
    if verb in THINKS | STATES or verb.endswith("ing") or not _CLOSED.search(head) or (verb in CLAIMS and not quoted):
        return None
    who = speakers.after(text, match.end() + 1) if text[match.end() : match.end() + 1] == " " else None
    if who is None or who.sort == "document":
        return None
    if not quoted and (who.sort == "pronoun" or not _ENDS_OR_ASIDE.match(text[who.end :])):
        return None
    end = len(text) if _QUOTE.search(text, who.end) else who.start
    return Saying(who, 0, end, quoted, _office_behind(text, who.end) or who.role)


def _office_behind(text: str, at: int) -> str | None:
    aside = _OFFICE_ASIDE.match(text[at:])
    if aside is None or not _is_office(aside["role"], known.ROLES):
        return None
    return aside["role"].strip(" .")


def _is_office(aside: str, nouns: frozenset[str]) -> bool:
    return any(word in nouns for word in re.findall(r"[a-z-]+", aside.lower())[:OFFICE_WORDS])


@dataclass(frozen=True, slots=True)
class _Reading:
    """A noun phrase before a verb of speech, and how the two stand in their sentence."""

    text: str
    verb: str
    at: int  # where the verb ends
    who: Who
    skipped: str  # adverbs between the two

    @property
    def ahead(self) -> str:
        return self.text[: self.who.start]

    @property
    def closes_quote(self) -> bool:
        """Whether a quotation ends right before the speaker."""
        return _QUOTE_END.search(self.ahead) is not None

    @property
    def is_behind(self) -> bool:
        """Whether the speaker stands behind what is said: after a quotation or a comma."""
        return self.closes_quote or _COMMA_END.search(self.ahead) is not None

    @property
    def tail(self) -> str:
        rest = self.text[self.at :]
        told = _TOLD.match(rest) if self.verb in {"told", "tells"} else None
        return rest[told.end() :] if told is not None else rest

    @property
    def ends(self) -> bool:
        """Whether nothing but a time or a place follows the verb."""
        return _TAIL_END.match(self.tail) is not None

    @property
    def goes_on(self) -> bool:
        """Whether "is" or "with" makes a participle tell: "is warning", "with analysts expecting"."""
        return _BE.search(self.skipped) is not None or _WITH.search(self.ahead) is not None


def _prefixed(text: str, match: re.Match[str], verb: str) -> Saying | None:
    """ "Jane Roe, an economist at Acme, said that …", or the same at the end: "…, Jane Roe said on Friday." """
    head = text[: match.start()]
    last = _LAST_WORD.search(head)
    word = last.group(1).lower() if last is not None else ""
    if word == "to" and not _GOING_ON.search(head):
        return _led(text, head)
    if word in _NO_VERB_AFTER:
        return None
    skip = _SKIP.search(head[-SKIP_CHARS:])
    skipped = skip["skip"].strip() if skip else ""
    front = head.rstrip()
    front = front[: len(front) - len(skipped)].rstrip() if skipped else front
    who, role = _subject(front)
    if who is None:
        return None
    reading = _Reading(text, verb, match.end(), who, skipped)
    if not _is_verb(reading) or not (_says_words(reading) and _can_think(reading)):
        return None
    joined = _AND.search(_HOWEVER.sub("", front)) is not None
    return _scoped(reading, role, joined=joined)


def _is_verb(reading: _Reading) -> bool:
    """Whether the word is a verb of the phrase before it: no noun ("analysts forecasts"), no passive."""
    verb = reading.verb
    participle = verb.endswith("ing") or verb in STATES
    if _BE.search(reading.skipped) and not participle:
        return False
    if verb == "showing":
        return reading.who.sort == "document"
    if participle and not reading.goes_on:
        return False
    passive = verb in {"expected", "projected", "forecast"} and reading.text[reading.at :].startswith(" to ")
    if passive and "had" not in reading.skipped:
        return False  # "the Fed, expected to cut"
    if (
        reading.who.sort == "role"
        and verb in {"forecasts", "estimates", "projects"}
        and not _INDEFINITE.match(reading.who.name)
    ):
        return False  # "beat analyst estimates"
    return not (reading.who.sort == "group" and _SINGULAR.search(verb))


def _says_words(reading: _Reading) -> bool:
    """Whether a verb that also takes things takes words here."""
    who, verb = reading.who, reading.verb
    if verb in known.AFTER_QUOTES:
        return reading.closes_quote
    if verb not in CLAIMS or who.sort == "document" or _THAT.match(reading.text, reading.at):
        return True
    person = who.sort in {"group", "person", "role"} or (who.sort == "pronoun" and who.name in {"he", "she"})
    return (verb in known.LOOSE and person) or (reading.ends and reading.is_behind) or reading.closes_quote


def _can_think(reading: _Reading) -> bool:
    """Whether the phrase before a verb of expectation can have one: no instrument, no document."""
    who = reading.who
    if reading.verb not in THINKS | STATES or who.sort in {"group", "person", "role", "pronoun", "body"}:
        return True
    return who.sort == "name" and reading.verb != "saw" and not _PRICED.search(who.name)


def _scoped(reading: _Reading, role: str | None, *, joined: bool) -> Saying:
    """The saying with the stretch of the sentence that it covers."""
    text, who, verb = reading.text, reading.who, reading.verb
    behind, quote = reading.is_behind, reading.closes_quote
    quoted = quote or _QUOTES_ON.match(text[reading.at :]) is not None
    if reading.ends and (behind or verb in SPEAKS) and who.start > LEAST_SAID:
        return Saying(who, 0, who.start, quoted, role)
    if behind and verb in SPEAKS and _TAIL_COMMA.match(reading.tail):
        return Saying(who, 0, len(text), quoted, role)
    closing = None if quoted else (_EFFECT_OR_TURN if verb in THINKS else _EFFECT).search(text, reading.at)
    end = closing.start() if closing else len(text)
    start = 0 if quoted and behind else reading.at if joined else who.start
    return Saying(_subject_of(text, who), start, end, quoted, role)


def _subject_of(text: str, who: Who) -> Who:
    """The firm or group that the sentence opens with and that "it" or "they" goes on with; others as they are."""
    wanted = {"it": {"name", "body"}, "they": {"group"}}.get(who.name) if who.sort == "pronoun" else None
    first = _opening(text[: who.start], told=False) if wanted is not None else None
    if wanted is None or first is None or first.sort not in wanted:
        return who
    return replace(first, start=who.start, end=who.end)


def _led(text: str, head: str) -> Saying | None:
    """ "leads many analysts to believe", "spurred Acme to say": those who were led."""
    front = head.rstrip().removesuffix("to").rstrip()
    who = speakers.before(front, len(front))
    if who is None or not _LEADING.search(text[: who.start]):
        return None
    return Saying(who, who.start, len(text), False, who.role)


def _subject(front: str) -> tuple[Who | None, str | None]:
    """The noun phrase at the end of `front` with its office, over "who", "and" and an aside between commas."""
    front = _HOWEVER.sub("", front)
    if _AND.search(front):
        return _opening(front), None
    if front.endswith((" who", " which")):
        front = front.rsplit(" ", 1)[0].rstrip(" ,")
        return speakers.before(front, len(front)), None
    if front.endswith(","):
        return _over_comma(front[:-1])
    who = speakers.before(front, len(front))
    if who is not None and who.sort == "name" and _HANGS.search(front[: who.start]):
        person, role = _over_comma(front)  # "Jane Roe, head of rates at Acme told a channel"
        if person is not None and person.sort in {"name", "person"}:
            return person, role
    who = _holder(front)
    return who, who.role if who else None


def _holder(front: str) -> Who | None:
    """The noun phrase at the end of `front`; of "a spokesman for Acme" the spokesman."""
    who = speakers.before(front, len(front))
    hangs = _AT.search(front[: who.start]) if who is not None else None
    if who is None or hangs is None:
        return who
    owner = speakers.before(front, hangs.start())
    holds = owner is not None and (owner.sort in {"person", "role", "group"} or " " in owner.name)
    return replace(owner, end=who.end) if owner is not None and holds else who


def _over_comma(inner: str) -> tuple[Who | None, str | None]:
    """The noun phrase before an aside that ends `inner`, and the office that the aside names."""
    commas = [match.start() for match in re.finditer(",", inner)][-MOST_COMMAS:]
    for comma in reversed(commas):
        who = _holder(inner[:comma])
        if who is None or who.sort == "document" or _HANGS.search(inner[: who.start]):
            continue
        found = _with_aside(who, inner[comma + 1 :].strip(), inner[: who.start], comma)
        if found is not None:
            return found
    return None, None


def _with_aside(who: Who, aside: str, ahead: str, comma: int) -> tuple[Who, str | None] | None:
    """A phrase and what an aside says of it: an office, a name ("his colleague, Jane Roe,"), something that passes."""
    if _LOOSE_ASIDE.match(aside):
        return who, who.role
    if who.sort not in {"name", "person", "body", "role"}:
        return None
    named = speakers.after(aside, 0) if who.sort == "role" else None
    if named is not None and named.end == len(aside) and named.sort in {"name", "person"}:
        return replace(named, start=who.start, end=comma), who.name
    if _RELATIVE.match(aside):
        return who, None
    opens = who.sort == "name" and len(re.findall(r"\w+", ahead)) < OPENING_WORDS
    if (opens and _INDEFINITE.match(aside)) or _is_office(aside, known.ROLES | known.BODIES):
        return who, aside
    return None


def _opening(front: str, *, told: bool = True) -> Who | None:
    """The subject that a sentence opens with, of which a second verb tells: "The Committee decided … and expects"."""
    start = _OPENING.match(front)
    who = speakers.after(front, start.end() if start else 0)
    if who is None or who.sort == "document":
        return None
    aside = _NAMED_ASIDE.match(front[who.end :])
    if aside is not None and who.sort == "role":
        return Who(who.start, who.end + aside.end("name"), aside["name"], "person", who.name)
    return who if not told or _TELLS.match(front[who.end :]) else None


def _according(text: str) -> Iterator[Saying]:
    """ "according to a survey by Acme", "citing data from Acme"."""
    for match in _ACCORDING.finditer(text):
        source = _SOURCE.match(text, match.end())
        places = (source.end(), match.end()) if source else (match.end(),)
        found = (speakers.after(text, at + 4 if text.startswith("the ", at) else at) for at in places)
        who = next((each for each in found if each is not None and each.sort != "pronoun"), None)
        if who is not None:
            start, end = (who.end, len(text)) if match.start() < OPENING_CHARS else (0, match.start())
            yield Saying(who, start, end, False, _office_behind(text, who.end))


def _participles(text: str) -> Iterator[Saying]:
    """ "Jane Roe laid out her case, noting that …": the one person named before."""
    for match in _PARTICIPLE.finditer(text):
        found = [speakers.before(text, name.end()) for name in _FULL_NAME.finditer(text, 0, match.start())]
        people = [who for who in found if who is not None and who.sort == "person"]
        if len(people) == 1:
            yield Saying(people[0], match.end(), len(text), False, people[0].role)
