"""Offices beside a name: titles before it, "senior economist Jane Roe", "Jane Roe, chief economist at Acme"."""

from __future__ import annotations

import re

from aggregator.understand.speech import speech_words as known
from aggregator.understand.speech.personal_names import BODY_WORDS

_TITLES = (
    r"(?:Former\s|Acting\s|Outgoing\s|then-)?(?:U\.?S\.?\s)?(?:Federal\sReserve|Fed|Treasury|President(?:-elect)?|"
    r"Chairman|Chairwoman|Chair|Governor|Secretary|CEO|CFO|Chief\sExecutive(?:\sOfficer)?|Vice\sChair(?:man)?|Vice|"
    r"(?:New\sYork|Atlanta|Chicago|Minneapolis|Cleveland|San\sFrancisco|St\.?\sLouis|Richmond|Dallas|Philadelphia|"
    r"Kansas\sCity|Boston)\s(?:Federal\sReserve(?:\sBank)?|Fed)|Prime\sMinister|Finance\sMinister|Senator|"
    r"(?:Federal\sReserve|Fed)\sBank\sof\s(?:New\sYork|St\.?\sLouis|San\sFrancisco|Kansas\sCity|[A-Z]\w+)|"
    r"Bank\sof\s[A-Z]\w+\s(?=Governor|Deputy|President)|Deputy|Mr\.?|Ms\.?|Mrs\.?|Dr\.?|Sen\.?|Rep\.?|White\sHouse|"
    r"Economic\sAdviser|MR\.|MS\.|CHAIR|CHAIRMAN|PRESIDENT|Market\sVeteran|Fund\sManager|Analyst|Strategist|Economist|"
    r"Managing\sDirector|Chief\s(?:Economist|Strategist|Investment\sOfficer))\b"
)
_TITLE = re.compile(rf"^(?:(?:{_TITLES}),?\s)+(?=[A-Z])")
_OFFICE_ASIDE = re.compile(r",\s(?P<role>[^,;:“”\"]{3,90})")
OFFICE_WORDS = 8


def titled(phrase: str) -> tuple[str | None, str]:
    """The titles that a name begins with, and the rest: "Fed Chair Jane Roe"."""
    title = _TITLE.match(phrase)
    if title is None or phrase[title.end() :].split(maxsplit=1)[0].strip(".,") in BODY_WORDS:
        return None, phrase  # "Treasury Department"
    return title.group().strip(), phrase[title.end() :]


def inner(phrase: str) -> tuple[str | None, str]:
    """The office and the name of "FXTM senior research analyst Lukman Otunuga"."""
    found = phrase.split(" ")
    for n in range(len(found) - 2, -1, -1):
        if found[n].rstrip(",").lower() in known.ROLES and found[n + 1][:1].isupper() and _is_name(found[n + 1 :]):
            return " ".join(found[: n + 1]), " ".join(found[n + 1 :])
    return None, phrase


def office_behind(text: str, at: int) -> str | None:
    """The office that follows a name behind a comma: "Jane Roe, chief economist at Acme"."""
    aside = _OFFICE_ASIDE.match(text[at:])
    if aside is None or not is_office(aside["role"], known.ROLES):
        return None
    return aside["role"].strip(" .")


def is_office(aside: str, nouns: frozenset[str]) -> bool:
    """Whether the first words of an aside hold one of the nouns."""
    return any(word in nouns for word in re.findall(r"[a-z-]+", aside.lower())[:OFFICE_WORDS])


def _is_name(found: list[str]) -> bool:
    """Whether the words behind an office name its holder: no "President Day", no second office."""
    return found[-1].rstrip(",.").lower() not in known.ROLES | known.NO_HOLDERS
