"""Whether a word behind a noun phrase is a verb that says something: no noun, no passive, no "added 3%"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aggregator.understand.lexicon import words
from aggregator.understand.speech import speakers
from aggregator.understand.speech import speech_words as known
from aggregator.understand.speech.speakers import Who
from aggregator.understand.speech.speech_words import CLAIMS, STATES, THINKS

DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_BE = re.compile(r"\b(?:is|are|was|were|be|been|remain(?:s|ed)?)\b")
_THAT = re.compile(
    r"\s?,?\s?(?:(?:\w+day|on \w+day|in [^,]{1,40}?|the [A-Z][\w ]{2,30}|to [a-z]+)\s)?(?:that\b|[“\"]|:|it\b|there\b|"
    r"they\b|he\b|(?:however|meanwhile|though|for\s(?:example|instance)),?\sthat\b|(?:[\w-]+\s){1,3}that\b|(?:[\w-]+\s){1,4}[“\"]|she\b|its\b|how\b|why\b)"
)
QUOTE_END = re.compile(r"(?:[,.?!]?\s?[”\"]|[,.?!][’'])\s*$")
_COMMA_END = re.compile(r",\s*(?:[Tt]he\s|an?\s|as\s)?$")
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
_HAVE = re.compile(r"\b(?:has|have|had)\b")
_WOULD = re.compile(r"\b(?:would|will|could|may|might)\b")
_NEEDED = (
    (
        words("guided guides guiding"),
        re.compile(r"\s(?:for\b|to\s(?:an?\s|[$\d])|(?:\w+\s){0,2}(?:revenues?|sales|earnings|profits?|margins?)\b)"),
    ),
    (words("points"), re.compile(r"\s(?:out|to)\b")),
    (words("committed"), re.compile(r"\s(?:to|that)\b")),
    (words("nervous wary leery"), re.compile(r"\s(?:about|that|of|over)\b")),
)
"""What must follow a verb or mood for it to be one of speech: "is nervous about"."""
_BARRED = (
    (words("declare declared declares"), re.compile(r"\s(?:[\w$.-]+\s){0,6}(?:dividend|distribution|state of)\b")),
    (words("contend contends contended"), re.compile(r"\swith\b")),
    (words("think"), re.compile(r"\stanks?\b")),
    (words("target targets targeted"), re.compile(r"\s(?:the\s)?[A-Z][a-z]")),
    (words("maintain maintains maintained"), re.compile(r"\s(?:its|their|his|her)\b")),
)
"""What must not: "declared a dividend"."""
_OFFICE = re.compile(r"\b(?:Department|Bureau|Institute|Office|Statistics|Association|Board|Census)\b|^BLS$")
"""What reports figures and no results of its own."""
_ADDS = words("added adds maintained maintain called calls continued")
"""What a document does with words only where a clause follows: "poor data added to fears"."""
_SINGULAR = re.compile(r"(?<!s)s$")
_WITH = re.compile(
    r"\b(?:[Ww]ith|including|by|from)\s(?:(?:the|at least|just|about|nearly|under|over|more than|as|\w+|of)\s){0,4}$"
)
_INDEFINITE = re.compile(r"(?:an?|the|one of)\s")
_THAN = re.compile(r"\bthan\s(?:the\s)?(?:most\s|many\s|some\s)?$")
_BETS = frozenset({"pricing", "betting", "bet", "bets", "wagering", "bracing", "guided", "guiding"})
"""What is followed by "in", "on" or "for" what is expected."""
_OF_POLLS = frozenset({"forecast", "forecasts", "predicted", "predicts", "projected", "projects", "estimated", "sees"})
"""What a poll does when it is spoken of as those who answered."""
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
        if (_TO_DO.match(self.tail) and not self.closes_quote) or self.verb in _BETS:
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
    return _is_followed(reading) and _is_verb(reading) and _says_words(reading) and _can_think(reading)


def _is_followed(reading: Reading) -> bool:
    """Whether what follows a verb lets it be one of speech."""
    needed = (pattern for verbs, pattern in _NEEDED if reading.verb in verbs)
    barred = (pattern for verbs, pattern in _BARRED if reading.verb in verbs)
    return all(each.match(reading.rest) for each in needed) and not any(each.match(reading.rest) for each in barred)


def _is_verb(reading: Reading) -> bool:
    """Whether the word is a verb of the phrase before it: no noun ("analysts forecasts"), no passive."""
    verb, who = reading.verb, reading.who
    if verb.endswith("ing") or verb in STATES:
        if verb == "seeing":
            return _WITH.search(reading.ahead) is not None
        worried = verb == "worried" and _HAVE.search(reading.skipped) is not None  # "officials have worried that"
        return who.sort == "document" if verb == "showing" else reading.goes_on or worried
    would_see = verb in {"see", "feel"} and _WOULD.search(reading.skipped)  # "a cut would see returns fall"
    if _BE.search(reading.skipped) or would_see or _is_expected_of(reading):
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
    if who.sort in {"name", "body"} and plain and " and " not in who.name:
        return True  # one body "reports": "a government report"
    if who.sort == "role" and ((plain and verb != "bet") or (verb in _OF_ANALYSTS and not _INDEFINITE.match(who.name))):
        return True  # "the average analyst target": one analyst targets
    if verb == "bet" and who.sort == "group":
        return False  # "traders bet on"
    return who.name.endswith("consensus") or (_NOUN_TAIL.match(reading.rest) is not None and not reading.is_behind)


def _says_words(reading: Reading) -> bool:
    """Whether a verb that also takes things takes words here."""
    verb = reading.verb
    if verb in known.AFTER_QUOTES:
        return reading.closes_quote
    if verb.startswith(("want", "target")) and reading.who.sort == "name":
        return False  # "Acme wants to sell its unit", "Drugex targets two proteins"
    if verb not in CLAIMS or (reading.who.sort == "document" and (verb not in _ADDS or reading.closes_quote)):
        return True
    if _tells_results(reading):
        return False
    figures = verb == "reported" and reading.who.sort == "name" and _OFFICE.search(reading.who.name)
    if figures or (verb in {"estimate", "estimates", "estimated"} and _SUM.match(reading.rest)):
        return True
    clause = _THAT.match(reading.text, reading.at) or (verb in known.REPORTS and _TELLS_CHANGE.match(reading.rest))
    return (
        bool(clause)
        or _is_loose(reading)
        or (reading.is_behind and (reading.ends or reading.rest.startswith(", ")))
        or reading.closes_quote
    )


def _tells_results(reading: Reading) -> bool:
    """ "reported third-quarter earnings", "announced plans that …"."""
    results = reading.verb.startswith("report") and _RESULTS.match(reading.rest)
    return bool(results) or _RESULTS_THAT.match(reading.rest) is not None


def _is_loose(reading: Reading) -> bool:
    """Whether such a speaker does this with words only: "Several districts noted falling prices"."""
    who, verb = reading.who, reading.verb
    if verb == "indicating":
        return who.sort in {"name", "person", "document"}
    if verb.startswith("call") and reading.rest.startswith(" for ") and who.sort != "document":
        return True
    if (verb in {"pointed", "pointing", "points"} and _OUT.match(reading.rest)) or (
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
    headline = reading.text[: reading.at].endswith("Saw")  # "Analysts Saw Acme 4Q EPS $1"
    if verb == "saw" and not headline and not _SEES_AHEAD.match(reading.rest):
        return False
    *named, last = who.name.split()
    house = last.istitle() and bool(named) and named[-1][:1].isupper()  # "Acme Capital Markets"
    if last.lower() in known.MARKETS and not house:
        return verb in known.OF_MARKETS
    if verb in THINKS and _THAN.search(reading.ahead):
        return False  # "slower than the bank expects": that is not what it expects
    if verb not in THINKS | STATES or who.sort in _MIND:
        return True
    if who.sort == "document":
        return verb in _OF_POLLS and who.name.split()[-1] in {"poll", "survey"}
    return who.sort == "name" and verb != "saw" and not speakers.is_priced(who)
