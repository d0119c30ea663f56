"""Whether a word behind a noun phrase is a verb that says something: no noun, no passive, no "added 3%"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aggregator.understand import speakers
from aggregator.understand import speech_words as known
from aggregator.understand.speakers import Who
from aggregator.understand.speech_words import CLAIMS, STATES, THINKS

DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_BE = re.compile(r"\b(?:is|are|was|were|be|been)\b")
_THAT = re.compile(
    r"\s?,?\s?(?:(?:\w+day|on \w+day|in [^,]{1,40}?|the [A-Z][\w ]{2,30}|to [a-z]+)\s)?(?:that\b|[“\"]|:|it\b|there\b|"
    r"they\b|he\b|(?:[\w-]+\s){1,3}that\b|(?:[\w-]+\s){1,4}[“\"]|she\b|its\b|how\b|why\b)"
)
QUOTE_END = re.compile(r"(?:[,.?!]?\s?[”\"]|[,.?!][’'])\s*$")
_COMMA_END = re.compile(r",\s*(?:the\s|an?\s|as\s)?$")
WHEN_WHERE = (
    rf"(?:\s(?:(?:late|early|earlier)\s)?(?:on\s)?{DAY}(?:\s(?:morning|afternoon|night|evening))?|"
    r"\s(?:here|today|yesterday|(?:last|this|earlier this)\s(?:week|month|year))|"
    rf"\s(?:in|at|during|to|by|on|after|of|following)\s(?!{DAY}\s(?:an?|the|its?|there)\b)(?:(?!\b(?:is|are|was|were|will|would|could|has|have|had|may|"
    r"might|should|rose|fell|that|it|they|he|she|there|we)\b)[^,;“”\"]){1,70})"
)
TAIL_END = re.compile(
    rf"^{WHEN_WHERE}{{0,2}}(?:,?\s(?P<more>adding|noting|saying|citing|referring)\b.*)?\s*[.,”\"’)]*\s*"
    r"(?:[(\[][^()\[\]]{0,80}[)\]][.,]?\s*)?$"
)
_TOLD = re.compile(r"(?:\s(?!that\b|he\b|she\b|it\b|they\b|in\b|on\b|there\b)[\w.&'’]+){0,6}")
_NUMBER = re.compile(r"^\s(?:an?\s|more\sthan\s|about\s)?[$€£]?\d")
_SUM = re.compile(r"^\s(?:an?\s|about\s)?[$€£]\d")
_TO_DO = re.compile(r"^\sto\s(?!(?:clients|investors|reporters|lawmakers|journalists|analysts|the|an?)\b|[A-Z])")
_OUT = re.compile(r"^\s(?:out\b|to\s[^,;“”\"]{3,90}\sas\b)")
_NOUN_TAIL = re.compile(r"^(?:[,.;”\"]|\s(?:of|for|by|and|or|on|in|from|among)\b(?!\s\w+day)|$)")
_SEES_AHEAD = re.compile(
    r"^\s(?:an?\s|the\s|little\s|no\s|more\s|some\s)?(?:\w+\s)?(?:(?:chances?|risks?|odds|prob|room|upside|that)\b|"
    r"(?:[\w.]+\s){1,5}as\s)"
)
_RESULTS_THAT = re.compile(
    r"^\s(?:\S+\s){0,3}?(?:results|earnings|revenues?|sales|profits?|numbers|figures|data|guidance|plans?|forecasts?|"
    r"outlook|program|deal)\s(?:on\s\w+day\s)?that\s"
)
_RESULTS = re.compile(
    r"^\s(?:[\w-]+\s){0,3}(?:results|earnings|revenues?|sales|profits?|losses|income)\b(?!\s(?:rose|fell|were|was))"
)
_TELLS_CHANGE = re.compile(
    r"^\s(?!results\b|earnings\b|revenue|profit|sales\b|net\b|adjusted\b)(?:(?!\b(?:that|which|who|as|after|while|but|and(?!\s[A-Z]))\b)"
    r"(?:U\.S\.|[^.;“”\"])){3,110}?\s(?:rose|fell|"
    r"increased|decreased|climbed|declined|dropped|grew|jumped|slipped|gained|stood|came|remained|weakened|strengthened|"
    r"edged|advanced|slowed|accelerated|surged|plunged|tumbled|eased|was|were|is|are|will|would)\b"
)
_SINGULAR = re.compile(r"(?<!s)s$")
_WITH = re.compile(
    r"\b(?:with|including|by|from)\s(?:(?:the|at least|just|about|nearly|under|over|more than|as|\w+|of)\s){0,4}$"
)
_INDEFINITE = re.compile(r"(?:an?|the|one of)\s")
_OF_ANALYSTS = frozenset({"forecasts", "estimates", "projects"})
_MIND = frozenset({"group", "person", "role", "pronoun", "body"})
"""Sorts of phrases that can expect something."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A noun phrase before a verb of speech, and how the two stand in their sentence."""

    text: str
    verb: str
    at: int  # where the verb ends
    who: Who
    skipped: str  # adverbs between the two

    @property
    def ahead(self) -> str:
        """What stands before the speaker."""
        return self.text[: self.who.start]

    @property
    def closes_quote(self) -> bool:
        """Whether a quotation ends right before the speaker."""
        return QUOTE_END.search(self.ahead) is not None

    @property
    def is_behind(self) -> bool:
        """Whether the speaker stands behind what is said: after a quotation or a comma."""
        return self.closes_quote or _COMMA_END.search(self.ahead) is not None

    @property
    def tail(self) -> str:
        """What follows the verb and those who are told."""
        told = _TOLD.match(self.rest) if self.verb in {"told", "tells"} else None
        return self.rest[told.end() :] if told is not None else self.rest

    @property
    def ends(self) -> bool:
        """Whether nothing but a time or a place follows the verb."""
        return self.ending is not None

    @property
    def ending(self) -> re.Match[str] | None:
        """The time or place behind the verb where nothing else follows; "expects to rise" goes on."""
        if _TO_DO.match(self.tail) and not self.closes_quote:
            return None
        return TAIL_END.match(self.tail)

    @property
    def rest(self) -> str:
        """What follows the verb."""
        return self.text[self.at :]

    @property
    def goes_on(self) -> bool:
        """Whether "is" or "with" makes a participle tell: "is warning", "with analysts expecting"."""
        return _BE.search(self.skipped) is not None or _WITH.search(self.ahead) is not None


def tells(reading: Reading) -> bool:
    """Whether the phrase says something with the verb."""
    return _is_verb(reading) and _says_words(reading) and _can_think(reading)


def _is_verb(reading: Reading) -> bool:
    """Whether the word is a verb of the phrase before it: no noun ("analysts forecasts"), no passive."""
    verb, who = reading.verb, reading.who
    if verb.endswith("ing") or verb in STATES:
        return who.sort == "document" if verb == "showing" else reading.goes_on
    if _BE.search(reading.skipped) or _is_expected_of(reading):
        return False
    if verb in known.NOUNS_TOO and _is_noun(reading):
        return False
    alone = who.name.lower().endswith("market")
    return not (who.sort == "group" and not alone and _SINGULAR.search(verb))


def _is_expected_of(reading: Reading) -> bool:
    """ "the Fed, expected to cut"."""
    passive = reading.verb in {"expected", "projected", "forecast"} and reading.rest.startswith(" to ")
    return passive and "had" not in reading.skipped


def _is_noun(reading: Reading) -> bool:
    """Whether a word that is a noun too says nothing: "Street estimates,", "consensus estimate", "Acme project"."""
    who, verb = reading.who, reading.verb
    plain = not _SINGULAR.search(verb) and verb != "forecast"  # which is a past tense too
    if who.sort == "name" and plain and " and " not in who.name:
        return True
    if who.sort == "role" and verb in _OF_ANALYSTS and not _INDEFINITE.match(who.name):
        return True
    return who.name.endswith("consensus") or (_NOUN_TAIL.match(reading.rest) is not None and not reading.is_behind)


def _says_words(reading: Reading) -> bool:
    """Whether a verb that also takes things takes words here."""
    verb = reading.verb
    if verb in known.AFTER_QUOTES:
        return reading.closes_quote
    if verb.startswith("want") and reading.who.sort == "name":
        return False  # "Acme wants to sell its unit"
    if verb not in CLAIMS or reading.who.sort == "document":
        return True
    if _tells_results(reading):
        return False
    if verb in {"estimate", "estimates", "estimated"} and _SUM.match(reading.rest):
        return True
    clause = _THAT.match(reading.text, reading.at) or (verb in known.REPORTS and _TELLS_CHANGE.match(reading.rest))
    return bool(clause) or _is_loose(reading) or (reading.ends and reading.is_behind) or reading.closes_quote


def _tells_results(reading: Reading) -> bool:
    """ "reported third-quarter earnings", "announced plans that …"."""
    results = reading.verb.startswith("report") and _RESULTS.match(reading.rest)
    return bool(results) or _RESULTS_THAT.match(reading.rest) is not None


def _is_loose(reading: Reading) -> bool:
    """Whether such a speaker does this with words only: "Several districts noted falling prices"."""
    who, verb = reading.who, reading.verb
    if verb == "indicating":
        return who.sort in {"name", "person", "document"}
    if (verb in {"pointed", "pointing"} and _OUT.match(reading.rest)) or (
        verb.startswith("claim") and _TO_DO.match(reading.rest)
    ):
        return True
    if who.sort == "name" and not speakers.is_priced(who) and not _NUMBER.match(reading.rest):
        return verb in known.LOOSE_OF_NAMES
    person = who.sort in {"group", "person", "role"} or (who.sort == "pronoun" and who.name in {"he", "she"})
    return verb in known.LOOSE and person


def _can_think(reading: Reading) -> bool:
    """Whether the phrase before a verb of expectation can have one: no instrument, no document."""
    who, verb = reading.who, reading.verb
    if verb == "saw" and not _SEES_AHEAD.match(reading.rest):
        return False
    if who.name.split()[-1].lower() in known.MARKETS:
        return verb in known.OF_MARKETS
    if verb not in THINKS | STATES or who.sort in _MIND:
        return True
    return who.sort == "name" and verb != "saw" and not speakers.is_priced(who)
