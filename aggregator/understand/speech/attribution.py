"""Who says each sentence of an article, in order: quotations may span sentences, and "he said" looks back.

A person has one name in an article, the fullest that stands there. No speaker rather than a guess: "he" binds to who
spoke in the sentence before, else to the one person whom it names, else to the last who spoke; "the bank" to the body
that spoke last; and what no word attributes is the article's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from aggregator.understand.lexicon import words
from aggregator.understand.speech import (
    bylines,
    carried,
    documents,
    officers,
    quotations,
    sayings,
    speakers,
    turns,
    verb_subjects,
)
from aggregator.understand.speech.personal_names import BODY_WORDS, Register, may_be_person
from aggregator.understand.speech.quotations import Part
from aggregator.understand.speech.speakers import Saying, Who
from aggregator.understand.speech.speech_words import VERBS
from aggregator.understand.speech.turns import Found
from aggregator.understand.view import Speech

_DASHED = re.compile(r"[”\"]\s*[-–—]+\s*(?P<who>[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){1,3})(?:,\s(?P<role>[^.]{3,120}))?")
_SIGNED = re.compile(
    r"[,”\"][”\"]?\s(?P<who>[A-Z][\w.'’-]+\s[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+)?),\s(?P<role>[a-z](?:[^.;“”\"]|(?<=[A-Z])\.){3,120})\.?$"
)
_MARKED = re.compile(r"^\W*>|^\s*[“\"]")
_DEFINITE = re.compile(r"(?:the|this|that)\s", re.IGNORECASE)
_GOES_ON = re.compile(r"^(?:[a-z]+ly\s|also\s|has\s|have\s)?(?P<verb>[a-z]+)\b")
_FIRM = re.compile(r"(?:[A-Z][\w&'’.-]*\s){1,4}(?:Inc|Corp|Co|Ltd)\.$")
_IN_BRACKETS = re.compile(r"^\(\s?[A-Z0-9.]{1,8}\s?\)")
_OTHERS = re.compile(r"\b(?:whereas|while|with)\b|;")
"""Beyond it others have the word: "Roe said that rates are high, while markets expect a cut"."""
_JOINED = re.compile(rf"{_OTHERS.pattern}|\b(?:and|but|although|though)\b")
RESOLVED = words(
    "group organization organisation institute bank lender firm brokerage house agency study report paper survey note "
    "data figures numbers"
)
"""Common nouns for the body or document that spoke last."""
OWN_VOICES = words("minutes filing statement letter lawsuit suit complaint petition document communique memo")
"""Documents that are cited without their maker's name."""
ANYONE = words(
    "investors traders market markets people consumers respondents bulls bears participants observers some many most "
    "others experts anybody businesses households voters borrowers savers retailers employers street"
)
"""Whose expectations are told by others."""
DETERMINERS = words(
    "the of most many some other several all few money bond stock financial futures equity retail currency wall lot a "
    "number and large"
)
PAPERS = words("minutes report statement data figures numbers auction")
"""What tells of the expectations of others and has none."""
POLLS = words("poll survey")
"""Those that speak where nobody is told to have made them: "the poll", "a survey of purchasing managers"."""
BARE_WORDS = 2
"""Of "the bank", which means one told of before."""
SPLIT_WORDS = 6
"""Of a line that a link cut off: "Jane Roe" / "pointed out that …"."""


@dataclass(slots=True)
class _Known:
    """Who has spoken so far, and the one person whom the sentence before names."""

    register: Register
    marked: bool  # whether the text comes with its persons marked
    named: Speech | None = None
    met: Speech | None = None  # whom the article named last
    alone: Speech | None = None  # whom it has named, if that is one person
    last: Speech | None = None  # the person who spoke in the sentence before
    here: Speech | None = None  # and in this one
    about: str | None = None  # the first person whom this one names ahead of a speaker
    people: list[Speech] = field(default_factory=list)
    officers: tuple[Speech, ...] = ()  # whom the article names with an office at any place
    group: Speech | None = None
    body: Speech | None = None
    paper: Speech | None = None  # who made the report that was told of last
    spoken: bool = False  # whether a body has spoken in this sentence
    opener: Speech | None = None  # of what body or firm the sentence before tells

    def turn(self, before: str, named: Sequence[str]) -> None:
        """Go on to the next sentence; `named` are the persons whom the one before names."""
        self.last, self.here = self.here, None
        who = verb_subjects.opening(before)
        is_body = who is not None and who.sort == "name" and not self.is_person(who) and not _is_priced(who)
        self.opener = Speech(who.name, None, False) if who is not None and is_body and not self.spoken else None
        self.spoken = False
        names = list(dict.fromkeys(self.register.full(name) for name in named if name))
        self.named = Speech(names[0], None, False) if len(names) == 1 else None
        if names and self.met is None:
            self.alone = self.named
        elif any(self.alone is not None and name != self.alone.speaker for name in names):
            self.alone = None
        self.met = Speech(names[-1], None, False) if names else self.met

    @property
    def latest(self) -> Speech | None:
        """The person who spoke last."""
        return self.people[-1] if self.people else None

    def is_person(self, who: Who) -> bool:
        """Whether a speaker is somebody rather than a body."""
        if who.sort in {"person", "role"}:
            return True
        return who.sort == "name" and (self.register.knows(who.name) or (not self.marked and may_be_person(who.name)))

    def add(self, who: Who, speech: Speech) -> None:
        """Remember a speaker as what a later pronoun or common noun may mean."""
        if who.sort == "group" or " and " in who.name:
            self.group = speech
        elif self.is_person(who):
            self.person(speech)
        elif who.sort in {"name", "body", "document"}:
            self.body = self.paper = speech
            self.spoken = True

    def person(self, speech: Speech) -> None:
        """Remember a person."""
        self.here = speech
        self.people.append(speech)


def _is_priced(who: Who) -> bool:
    """Whether a name is an index's, and of no firm that bears its name: "Acme Nasdaq Group"."""
    return speakers.is_priced(who) and not BODY_WORDS & set(who.name.split())


def attribute(
    sentences: Sequence[str], paragraphs: Sequence[int], people: Sequence[Sequence[str]] = ()
) -> list[tuple[Speech, ...]]:
    """The speech of each sentence, none where the article speaks for itself; where two overlap the nearer comes last.

    `paragraphs` numbers their paragraphs; `people` are the persons whom each sentence names, where they are known.
    """
    told = _told(sentences, paragraphs)
    register = _register(told, people)
    known = _Known(register, any(people), officers=officers.named(sentences))
    quotes = quotations.find(sentences, paragraphs)
    parts = quotations.by_sentence(quotes, len(sentences))
    found: Found = []
    quoted: Found = []  # what is said within quotations
    for n, sentence in enumerate(sentences):
        known.turn(sentences[n - 1] if n else "", people[n - 1] if n and people else ())
        names = people[n] if people else ()
        outside, within = _in_sentence(sentence, told[n], known, parts[n], names)
        found.append(outside)
        quoted.append(within)
    for n, sentence in enumerate(sentences):
        if found[n] and _MARKED.match(sentence) and all(speech.expects for speech in found[n]):
            found[n], quoted[n] = (), found[n]  # what others expect, as told by whom the line quotes
    turns.head(found, sentences, paragraphs)
    turns.lists(found, sentences)
    turns.spread(found, sentences, register)
    turns.highlights(found, sentences)
    documents.spread(found, sentences)
    found = [tuple(_named(speech, register) for speech in speeches) for speeches in found]
    carried.offices(found, register)
    bylines.signatures(found, sentences, quotes)
    bylines.over_colons(found, sentences, paragraphs, register)
    carried.over_quotations(found, quotes)
    bylines.over_tails(found, sentences, parts)
    carried.to_quotations(found, parts, sentences)
    carried.over_notes(found, sentences)
    carried.over_releases(found, sentences)
    carried.statements(found, sentences)
    carried.over_single_voice(found, sentences, register)
    carried.expectations(found, sentences, paragraphs)
    carried.of_minutes(found, sentences)
    for n, speeches in enumerate(quoted):
        found[n] = (*found[n], *_held(speeches, found[n])) if found[n] else speeches
    return [tuple(_named(speech, register) for speech in speeches) for speeches in found]


def _told(sentences: Sequence[str], paragraphs: Sequence[int]) -> list[list[Saying]]:
    """The attributions that each sentence holds, with those whose speaker stands alone on the line before."""
    found = [sayings.find(sentence) for sentence in sentences]
    for n in range(1, len(sentences)):
        before = sentences[n - 1]
        goes_on = _GOES_ON.match(sentences[n])
        cut = paragraphs[n] != paragraphs[n - 1] and goes_on and before[-1:].isalnum()
        firm = _FIRM.search(before) if _IN_BRACKETS.match(sentences[n]) and paragraphs[n] == paragraphs[n - 1] else None
        before = firm.group() if firm is not None else before
        told = found[n] and not (goes_on and goes_on["verb"] in VERBS)
        if told or not (cut or firm) or len(before.split()) > SPLIT_WORDS:
            continue
        shift = len(before) + 1
        joined = sayings.find(f"{before} {sentences[n]}")
        found[n] = [
            replace(each, start=max(0, each.start - shift), end=each.end - shift)
            for each in joined
            if each.end > shift and each.who.start < shift
        ]
    return found


def _register(told: Sequence[Sequence[Saying]], people: Sequence[Sequence[str]]) -> Register:
    """The persons of an article: those whom it names and those who speak."""
    marked = any(people)
    speakers = [saying.who for sayings_here in told for saying in sayings_here]
    speaking = [
        who.name
        for who in speakers
        if who.sort == "person" or (who.sort == "name" and not marked and may_be_person(who.name))
    ]
    return Register([*(name for names in people for name in names), *speaking])


def _named(speech: Speech, register: Register) -> Speech:
    """A speech under the one name of its speaker."""
    return replace(speech, speaker=register.full(speech.speaker)) if register.knows(speech.speaker) else speech


def _in_sentence(
    sentence: str, told: Sequence[Saying], known: _Known, parts: Sequence[Part], names: Sequence[str]
) -> tuple[tuple[Speech, ...], tuple[Speech, ...]]:
    """Who says it as a sentence itself tells, outside of quotations and within them."""
    alone = turns.line(sentence)
    if alone is None and (dashed := _DASHED.search(sentence)) is not None:
        alone = Speech(dashed["who"], dashed["role"], True, 0, len(sentence))
    signed = None if alone is not None or told else _SIGNED.search(sentence)
    if signed is not None and turns.is_office(signed["role"]):
        alone = Speech(signed["who"], signed["role"], True, 0, signed.start())
    if alone is not None:
        known.person(alone)
        return (alone,), ()
    mostly = quotations.is_mostly_quoted(sentence, parts)
    outside: list[Speech] = []
    within: list[Speech] = []
    tellers: list[tuple[Saying, Speech]] = []
    for saying in told:
        ahead = _outside(sentence[: saying.who.start], parts)
        known.about = next((known.register.full(name) for name in names if name in ahead), None)
        inside = any(part.start <= saying.who.start < part.end for part in parts)
        speech = _speech(saying, known, remembered=not inside and not saying.cited)
        if speech is not None:
            speech = replace(speech, direct=speech.direct or (mostly and not inside))
            if not inside:
                outside.append(speech)
                tellers.append((saying, speech))
            elif not _is_pronoun(saying, sentence):  # "it raised its forecast" is told by who is quoted
                within.append(speech)
    holders = {
        (saying.start, saying.end)
        for saying in told
        if saying.expects and saying.start >= saying.who.start - len("the ")
    }
    embedded = [speech for saying, speech in tellers if _is_embedded(saying, speech, sentence, tellers, known)]
    kept = [speech for speech in outside if speech not in embedded and not _told_of(speech, outside)]
    return tuple(sorted(kept, key=lambda speech: _nearness(speech, holders))), tuple(within)


def _outside(text: str, parts: Sequence[Part]) -> str:
    """A text with blanks for what it quotes."""
    for part in parts:
        text = text[: part.start] + " " * len(text[part.start : part.end]) + text[part.end :]
    return text


def _held(quoted: Sequence[Speech], tellers: Sequence[Speech]) -> Iterator[Speech]:
    """The expectations within a quotation that are not the view of who is quoted: none of "investors fear a cut"."""
    paper = all(_is_paper(teller.speaker) for teller in tellers)  # minutes tell who saw what
    return (speech for speech in quoted if speech.expects and (paper or not _is_anyone(speech.speaker)))


def _is_pronoun(saying: Saying, sentence: str) -> bool:
    """Whether it is a pronoun that says it, whoever is meant by it."""
    return sentence[saying.who.start : saying.who.end].lower() in {"he", "she", "it", "they"}


def _is_embedded(
    saying: Saying, speech: Speech, sentence: str, tellers: Sequence[tuple[Saying, Speech]], known: _Known
) -> bool:
    """Whether an expectation is told by who says the sentence: "Roe said that officials expect a cut" is her word.

    Of two persons each has their own view, and what a paper or a poll tells of is the view of those whom it asked.
    """
    if not speech.expects or _is_pronoun(saying, sentence) or known.is_person(saying.who):
        return False
    for teller, told in tellers:
        nobody = teller.who.sort == "document" or teller.who.name in {"it", "they"} or _is_paper(told.speaker)
        if nobody or told.expects or told.speaker == speech.speaker:
            continue
        between = sentence[teller.who.end : saying.who.start]
        behind = teller.who.start > saying.who.start
        person = known.register.knows(told.speaker)
        if behind and person and told.start <= speech.start and speech.end <= teller.who.end:
            return True
        ahead = not behind and told.start <= speech.start < told.end
        if ahead and not (_OTHERS if person else _JOINED).search(between):
            return True
    return False


def _told_of(speech: Speech, others: Sequence[Speech]) -> bool:
    """Whether somebody says behind it what people at large expect: "Investors fear a cut, Jane Roe said"."""
    tellers = (each for each in others if not each.expects and not _is_anyone(each.speaker))
    behind = any(
        each.start == 0 and speech.start < each.end < speech.end and not _is_paper(each.speaker) for each in tellers
    )
    return speech.expects and _is_anyone(speech.speaker) and behind


def _is_anyone(speaker: str) -> bool:
    return set(speaker.lower().split()) <= ANYONE | DETERMINERS


def _is_paper(speaker: str) -> bool:
    return speaker.lower().split()[-1] in PAPERS


def _nearness(speech: Speech, holders: Collection[tuple[int, int]]) -> tuple[bool, bool, bool, int]:
    """In order: an outlet that tells what others say, whom an expectation is ascribed to behind it, who says it behind
    their words, who says it before them or holds the expectation itself (`holders`, by their stretches)."""
    holds = speech.expects and (speech.start, speech.end) in holders
    return (
        not speakers.is_outlet(speech.speaker),
        holds or not speech.expects,
        holds or speech.start > 0,
        speech.start - speech.end,
    )


def _speech(saying: Saying, known: _Known, *, remembered: bool) -> Speech | None:
    who = saying.who
    place = Speech("", None, saying.direct, saying.start, saying.end, saying.expects)
    if _points_back(who):
        before = _meant(who, known, behind=saying.end <= who.start)
        if before is not None:
            speech = replace(place, speaker=before.speaker, role=before.role)
            if remembered and before in (known.last, known.named, *known.people):
                known.person(speech)
            return speech
        poll = who.definite and who.name.split()[-1] in POLLS
        if who.sort == "pronoun" or (who.sort == "document" and not poll):
            return None
    speech = replace(place, speaker=who.name, role=saying.role or who.role)
    if remembered:
        known.add(who, speech)
    elif saying.cited and who.sort in {"name", "body"} and not known.is_person(who):
        known.paper = speech
    return speech


def _points_back(who: Who) -> bool:
    """Whether a phrase means someone told of before: "she", "the strategist", "the bank", "the report"."""
    noun = who.name.split()[-1]
    plain = not re.search(r"[A-Z]", _DEFINITE.sub("", who.name))
    if who.sort == "role" and noun != "source":  # who remains unnamed
        return _DEFINITE.match(who.name) is not None and not officers.is_owned(who.name)
    if who.sort == "document":
        asked = noun in POLLS and len(who.name.split()) > BARE_WORDS  # "survey of purchasing managers"
        return plain and noun not in OWN_VOICES and not asked and "bank" not in who.name
    if who.sort == "group":
        return who.definite
    bare = len(who.name.split()) <= BARE_WORDS  # "the diversified industrial firm" says who it is
    return who.sort == "pronoun" or (who.sort == "body" and plain and bare and noun in RESOLVED)


def _meant(who: Who, known: _Known, *, behind: bool) -> Speech | None:
    """Whom a phrase means. `behind` what it says, "he" is not who the sentence is about."""
    noun = who.name.split()[-1].lower()
    if who.name in {"he", "she"}:
        earlier = [each for each in known.people if each is not known.here or not behind]
        about = Speech(known.about, None, False) if known.about is not None else None
        here = None if behind else known.here or about
        return here or known.last or known.named or (earlier[-1] if earlier else known.alone)
    if who.sort == "group" or who.name == "they":
        alike = who.name == "they" or (known.group is not None and noun in known.group.speaker.lower())
        return known.group if alike else None
    if who.sort == "role":
        holder = officers.holder(who.name, (*reversed(known.people), *known.officers))
        if not officers.is_plain(who.name):
            return holder
        return known.here or known.last or holder or known.latest or known.named or known.met
    if who.sort in {"pronoun", "body"}:
        return (known.opener if who.name == "it" and not behind else None) or known.body
    named = known.paper is not None and re.search(r"[A-Z]", known.paper.speaker) is not None
    return known.paper if named and noun in RESOLVED and who.definite else None
