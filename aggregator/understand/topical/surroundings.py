"""What the text around a sentence is about: America or another country, the Fed or another central bank."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aggregator.records import Entity
from aggregator.understand.entities.context import speaks_of_elsewhere
from aggregator.understand.lexicon import DOMESTIC, FOREIGN
from aggregator.understand.topical.bank_rows import Need
from aggregator.understand.view import View

_FED_WORDS = re.compile(r"\b(?:Fed|Federal Reserve|FOMC|Powell|Yellen|Bernanke|Greenspan|Committee)\b|\bFed['’]s\b")
_FED_IN_TITLE = re.compile(
    r"\bfed\s(?:rates?|policy|meeting|decision|verdict|chair|cuts?|hikes?|officials?|in focus)\b"
)
_OTHER_BANK = re.compile(
    r"\b(?:ECB|BOE|BoE|BOJ|BoJ|RBA|RBI|RBNZ|PBOC|SNB|MPC|"
    r"Bank of (?:England|Japan|Canada|Korea)|European Central Bank)\b"
)
_WORDS = re.compile(r"[a-z]+(?:\.[a-z])?")
_EURO = re.compile(r"\b(?:the )?euro\b(?![\s-]?(?:zone|area))")  # a currency, no country
FED_SENTENCES = 6


@dataclass(frozen=True, slots=True)
class Around:
    """What the text around a sentence is about: its title and the sentences before, newest last."""

    title: str
    past: Sequence[View]
    lookup: Mapping[str, Entity]
    firm: Entity | None = None  # the one company or fund that the article is about
    abroad: bool = False  # the whole article is about another country
    told: Entity | None = None  # what the last claim of the sentence before is about
    crude: str | None = None  # the id of the one sort of crude oil that the article names


def is_of_the_fed(view: View, around: Around) -> bool:
    """Whether a claim on central banking can only mean the Fed: no other bank or country is near."""
    texts = (view.text, *(other.text for other in around.past[-FED_SENTENCES:]), around.title)
    return speaks_of_us(view, around) and not any(_OTHER_BANK.search(text) for text in texts)


def speaks_of(need: Need, view: View, around: Around) -> bool:
    """Whether the text speaks of what a row needs; of central banks the one named last decides."""
    if need == "nothing":
        return True
    if need == "us":
        return speaks_of_us(view, around)
    for text in (view.text, *(other.text for other in reversed(around.past[-FED_SENTENCES:])), around.title):
        if _FED_WORDS.search(text):
            return True
        if _OTHER_BANK.search(text):
            return False
    return _FED_IN_TITLE.search(around.title) is not None


_CAUSE = re.compile(
    r"\b(?:after|before|since|in the wake of|because|amid|despite|due to|as|following|"
    r"on (?:the\s)?(?:\w+\s)?(?:fears|worries|concerns?|hopes|bets|news|reports?)|"
    r"(?:buoyed|lifted|boosted|supported|helped|hurt|hit|pressured|rattled|spooked|unsettled|weighed down|"
    r"dragged (?:down|lower)) by)\b"
)


_MARKETS = re.compile(
    r"\b(?:Wall Street|S&P 500|Dow|Nasdaq|Fed|Federal Reserve|Fedspeak|Powell|Trump|Treasur(?:y|ies))\b"
)


_AFFECTED = re.compile(
    r"\b(?:buoy|lift|boost|weigh(?:s|ed|ing)? on|hurt|hit|sour|dent|dampen|rattl|spook|worr|support|drag(?:ged|ging)?|"
    r"spark|trigger|fuel|unsettl|roil|sap|crimp|help)(?:e?[sd]|ing)?\s(?:down\s|on\s|the\s|a\s|another\s|broader\s|overall\s)*$"
)
"""Before what another country only moves: "tensions over Taiwan weigh on sentiment"."""
_SAID_BY = re.compile(
    r",?[”\"]?\s(?:said|says|wrote|noted|added)\s[A-Z][^”\"]*$|,?\saccording to [^,”\"]*$|"
    r",\s(?:\w+\s){0,4}(?:strategist|economist|analyst|manager|trader)s?\s(?:at|for|with)\s[^,”\"]*,\s(?:said|says|wrote)\b"
)
"""Who says a sentence and where he sits, which is not what it is about: "said Jane Roe of Acme Europe in London"."""


def _texts(past: Sequence[View]) -> list[str]:
    return [other.text for other in past[-4:]]


def is_cause_abroad(view: View, around: Around, at: int) -> bool:
    """Whether an article with an American title names another country only as the cause of what begins at `at`."""
    told = DOMESTIC.intersection(_WORDS.findall(around.title.lower())) or (
        not view.abroad and any(_MARKETS.search(text) for text in (around.title, view.text, *_texts(around.past)))
    )
    if not told or around.abroad:
        return False
    if _AFFECTED.search(view.text[:at]):
        return True
    cause = _CAUSE.search(view.text, at)
    if cause is None:
        return False
    return not FOREIGN.intersection(_WORDS.findall(view.text[: cause.start()].lower()))


def speaks_of_us(view: View, around: Around) -> bool:
    """Whether nothing says that another country is meant: the sentence, else the title, else the sentences before."""
    of_fed = _FED_WORDS.search(view.text) is not None
    elsewhere = speaks_of_elsewhere(_EURO.sub("", _SAID_BY.sub("", view.text)))
    if (elsewhere or around.abroad) and not of_fed:
        return False
    if view.names_us or of_fed:
        return True
    if view.abroad:
        return False
    recent = around.past[-4:]
    return not recent or sum(other.is_foreign for other in recent) * 2 < len(recent)
