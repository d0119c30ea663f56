"""Those who put money or numbers on what will be: "Traders priced in a cut", "A Newswire poll put the odds at 60%"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.understand.speech import speakers, verb_subjects
from aggregator.understand.speech.speakers import Saying, Who

_PUTS = re.compile(
    r"\s(?:puts?|putting|sees?|saw|estimates?|estimated|(?:has|have|had)\sput|assigns?|assigned)\s(?:an?\s[\w.-]+(?:\spercent)?\s|the\s|their\s)?"
    r"(?:chances?|odds|probability|likelihood|risk)\b"
)
_BETS = re.compile(
    r"\s(?:(?:boost|rais|increas|add|trimm|par|scal|dial|ramp|reduc|slash|lower|pull|push|shift|repric|discard|abandon|firm|lift|recalibrat)"
    r"(?:e[sd]?|ed|ing|s)|cuts?|cutting|trims?|builds?|built|building|unwinds?|unwound|stuck\sto)\s(?:(?:back|up|down|to|on)\s)?"
    r"(?:(?:their|its)\s)?(?:bets|wagers|expectations)\b"
)
_IMPLIED = re.compile(
    r"\b(?P<who>(?:(?:(?:[Ii]nterest[\s-])?[Rr]ates?|[Ff]ed\s[Ff]unds?|[Ss]hort-term|[Bb]ond|U\.S\.|[Mm]oney|interest-rate)\s){1,4}"
    r"(?:futures|swaps|options|contracts)(?:\s(?:prices|markets?|contracts|trading))?)\s(?:(?:now|also|currently)\s)?"
    r"(?:show(?:s|ed)?|suggest(?:s|ed)?|impl(?:y|ies|ied)|indicate[sd]?|point(?:s|ed)?\sto|price[ds]?(?:\sin)?|saw|put|"
    r"(?:are\s(?:leaning\stoward\s)?)?pricing(?:\sin)?|signal(?:s|ed)?)\s(?!traders|investors)"
)
"""Contracts that imply what will be: "Rate futures suggest a 50% chance"."""
_PRICED_IN = re.compile(
    r"\s(?:(?:have|has|had|is|are|was|were)\s(?:[a-z]+ly\s)?)(?:[\w.$%-]+\s){0,9}?(?:priced|pricing)\sin\b"
)
_HELD = re.compile(
    r"\b(?P<who>[Aa]nalysts?|[Ee]conomists?|[Ii]nvestors?|[Tt]raders?|[Mm]arkets?|Wall\sStreet)(?:['’]s?)?\s(?:[a-z]+\s)?"
    r"(?:expectations|forecasts?|hopes|fears|bets|wagers|predictions|projections|speculation)\s(?:that|for|of|on)\s"
)
_CLOSING = re.compile(r"[,;]|\s--\s|\s(?:as|after|while|but)\s")
_AGAINST = re.compile(
    r"\b(?:exceed\w*|beat\w*|topp\w+|surpass\w*|miss\w*|above|below|than|ahead of|short of|in line with|"
    r"shy of|lagg\w+|despite)\s(?:[\w']+\s){0,3}$"
)
_LOOKS = re.compile(
    r"\s(?:looks?|looked|(?:is|are|was|were)\s(?:now\s|also\s)?looking)\sfor\s(?=(?:[\w.,'’-]+\s){1,12}?to\s(?:rise|fall|peak|grow|"
    r"slow|reach|lower|raise|cut|hit|stay|remain|decline|increase|drop|ease|climb|average|hold)\b|(?:an?\s|the\s)?(?:[\w-]+\s){0,3}(?:of\s)?[$€£]?\d)"
)
"""Who reckons with something: "They look for the rate to peak", "Economists are looking for a rise of 0.2%"."""
_ADVERBS = re.compile(
    r"(?:\s(?:[a-z]+ly|also|is|are|was|were|now|still|has|have|had|then|again|since|on\s\w+day|last\s\w+|this\s\w+))+$"
)
_TURN = re.compile(r",\s(?:but|although|though|while|sending|driving|pushing|as)\b|;")
_BETTORS = frozenset({"group", "person", "role"})


def find(text: str) -> Iterator[Saying]:
    """The expectations that a sentence tells of, with whose they are."""
    for match in _IMPLIED.finditer(text):
        traded = Who(match.start("who"), match.end("who"), match["who"], "group")
        yield Saying(traded, match.end(), len(text), False, expects=True)
    for pattern in (_PUTS, _BETS, _PRICED_IN, _LOOKS):
        for match in pattern.finditer(text):
            who, role = verb_subjects.find(_ADVERBS.sub("", text[: match.start()]))
            if who is not None and (
                who.sort in _BETTORS or _is_poll(who) or (pattern in {_PUTS, _LOOKS} and _is_reckoning(who))
            ):
                end = _until(_TURN, text, match.end())
                yield Saying(who, who.start, end, False, role or who.role, expects=True)
    for match in _HELD.finditer(text):
        if _AGAINST.search(text[: match.start()]) is None:
            holders = Who(match.start("who"), match.end("who"), match["who"], "group")
            yield Saying(holders, match.end(), _until(_CLOSING, text, match.end()), False, cited=True, expects=True)


def _is_reckoning(who: Who) -> bool:
    """Whether it may be a house that reckons: "Acme put the odds at 60%", "the firm is looking for sales to fall"."""
    return who.sort in {"name", "body", "pronoun"} and not speakers.is_priced(who)


def _is_poll(who: Who) -> bool:
    return who.sort == "document" and who.name.split()[-1] in {"poll", "survey"}


def _until(pattern: re.Pattern[str], text: str, at: int) -> int:
    closing = pattern.search(text, at)
    return closing.start() if closing is not None else len(text)
