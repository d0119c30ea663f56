"""Shorter forms of a listed name: its distinctive words, and how a text that gave the name goes on to call it."""

from __future__ import annotations

import re

from aggregator.records import Entity
from aggregator.understand.entities import tickers as marks
from aggregator.understand.entities.namesakes import GIVEN_NAMES
from aggregator.understand.entities.phrases import tokens
from aggregator.understand.lexicon import ACRONYMS, COMMON_FIRST_WORDS, COMPANY_SUFFIXES, WORDY_TICKERS, words

_NO_NAMES = frozenset(
    {
        "ETF",
        "Fund",
        "Trust",
        "Index",
        "Stock",
        "Shares",
        "Free",
        "Portfolio",
        "Class",
        "Ticker",
        "CEO",
        "Earnings",
        "Inc",
        "Click",
        "Read",
        "Full",
        "Hong",
    }
)
_PAPERS = frozenset({"ETF", "Fund", "Trust", "ETN", "Shares"})
_KINDS = frozenset({"ETF", "Fund"})
_SUFFIXES = COMPANY_SUFFIXES | words("asa ab oyj spa kgaa gmbh bhd tbk pjsc")
_LEGAL = words("inc corp corporation co company ltd limited plc llc lp sa ag nv se")
_LEADS = frozenset({"&", "of", "The", "For", "In", "And", "But", "Shares", "While", "As", "Like", "With"})
_OF_PLACE = re.compile(
    r"(?:\w+-based|(?:Taiwan|Japan|China|Germany|France|Italy|Spain|Britain|India|Canada|Australia|Sweden|Denmark|Norway|"
    r"Finland|Switzerland|Korea|Singapore|Thailand|Brazil|Mexico|Turkey|Israel|Ireland|Belgium|Austria|Poland|America)['’]s)"
)
"""Before a name and no part of it: "Taiwan's Acme", "Berlin-based Acme"."""
_ASIDES = re.compile(r"(?:\s\((?:[^()]*[“\"'][^()]*|[A-Z]\w*(?:\s\w+)?\s?:\s?[\w.]+)\))+$")
"""Between a name and its ticker: 'Acme Inc. (the "Company") (NYSE: ACMX)'."""
SHORT_FORM_TOKENS = 3
OWN_WORD_CHARS = 5
_PLAIN_FIRST = words(
    "Abercrombie Advance Agricultural Airbus Alaska Ameri Anglo Arch Archer Array Aurora Avalon Avis Baker Barnes "
    "Becton "
    "Bloom Booz Boston Brown Burger Burlington Cameron Camden Canon Cardinal Carrier Cedar Celsius Charles Check "
    "Cheesecake Church "
    "Clear Coach Columbia Comfort Commonwealth Community Compass Constellation Continental Country Cracker Crown "
    "Custom "
    "Customers Darden Darling Delta Devon Diamond Dominion Dutch Eagle Eastman Edison Edwards Electronic Elevance "
    "Empire Encompass "
    "Essex Everest Exact Expand Extra Family Floor Foot Forest Franklin Freeport Frontier Galaxy Genuine Gilead Globe "
    "Grand "
    "Hanover Harley Hartford Hilton Honda Hudson Huntington Imperial Innovative Intact Interactive Intercontinental "
    "Intuitive "
    "Invitation Iron Jack Japan Johnson Kansas Kinder Knight Lamb Laboratory Lincoln Lions Lithium Live Lloyds Loews "
    "London Lucid Madison Magna Marathon Mobile Monster Moody Motor Murphy Newell Nippon Noble Norfolk Northern "
    "Northrop "
    "Northwest Occidental Office Orion Oscar Owens Pacific Palo Party Penn Permian Philip Phillips Pioneer Planet "
    "Plug Power Precision Prosperity Prudential Public Quest Range Raymond Reliance Research Restaurant Reynolds "
    "Robert "
    "Rocket Rolls Ross Sands Sears Shake Silicon Simon Skyward South Southern Spirit Square Stanley Starwood Steel "
    "Sterling Strategy Sunrise Swiss Taylor Tempus Tenet Texas Thermo Thomson Time Toll Trade Tractor Travelers "
    "Truist Trump "
    "Tyson Under Union United Universal Urban Verizon Viking Virgin Warner Waste Waters Weatherford Webster Wells "
    "Western "
    "Wheaton Whole Williams World Wynn Young Zimmer Hong Alphabet Reckitt Samsung Tokyo Mitsubishi Mitsui Sumitomo "
    "Nomura Tata Adani "
    "Bajaj Royal Toronto Hindustan Larsen Power Coal Asian Eicher Ultra Credit Deutsche Fresenius Munich Siemens Legal "
    "Standard British Danaher Schneider Anadarko"
)
"""First words of companies' names that mean other things as well."""


def core_name(name: str) -> list[str]:
    """The distinctive words of a listed name: "Agilent Technologies, Inc. Common Stock" -> ["Agilent"]."""
    found = name.replace(",", " ").split()
    while len(found) > 1 and found[-1].lower().strip(".&") in COMPANY_SUFFIXES | {"", "and"}:
        found.pop()
    return found


def name_before(text: str, start: int) -> list[str]:
    """The capitalised words before "(NYSE: XYZ)" or "(XYZ)"."""
    line = text[max(0, start - 120) : start].rsplit("\n", 1)[-1]
    before = _ASIDES.sub("", re.sub(r"[\s(\[]*(?:[A-Z]{1,5}(?:\.[A-Z]{1,2})?[,;]\s|[A-Za-z ]{2,12}:)?\s*$", "", line))
    found: list[str] = []
    for word in reversed(before.split()):
        bare = word.strip("“\"'[")
        if not bare[:1].isupper() and bare not in {"&", "of"} and bare[:2] != "iS" and not (found and bare.isdigit()):
            break
        legal = bool(found) and found[0].lower().strip(".,") in _SUFFIXES and bare.endswith(",")  # "Acme, Inc."
        if found and bare.endswith((".", ",")) and not legal and bare.strip(".,").lower() not in COMPANY_SUFFIXES:
            break
        found.insert(0, bare.rstrip(","))
        if bare != word or len(found) > 9:
            break
    while found and (found[0] in _LEADS or _OF_PLACE.fullmatch(found[0])):
        found.pop(0)
    return found


def is_full_name(words: list[str]) -> bool:
    """Whether words end as the full name of a fund or a company does: "Acme Growth ETF", "Acme Widgets Inc."."""
    last = words[-1].strip(".,") if words else ""
    return len(words) > 1 and (last in _PAPERS or last.lower() in _SUFFIXES)


def spells(name: list[str], symbol: str) -> bool:
    """Whether a name of one word is its own symbol: "Acme (ACME)"."""
    return len(name) == 1 and name[0].upper() == symbol and not name[0].isupper()


def is_given(name: list[str], symbol: str, title: str, *, usual: bool) -> bool:
    """Whether words are a name that brackets give the symbol of; `usual`: the text writes all its symbols so."""
    return is_full_name(name) or spells(name, symbol) or (len(name) > 1 and (usual or " ".join(name) in title))


def own_word(name: str) -> str | None:
    """The first word of a company's name of several, where that is no plain word or person's: "Millrose Properties"."""
    first, *rest = name.split()
    plain = first in COMMON_FIRST_WORDS or first in GIVEN_NAMES or first in _PLAIN_FIRST or len(first) < OWN_WORD_CHARS
    return first if rest and not plain and re.sub("['’]", "", first).isalpha() and first[1:].islower() else None


def introductions(title: str) -> list[tuple[str, str, list[str]]]:
    """Symbols that a title gives behind full names, the names, and what the text may call them: "Acme ASA (ACMX)"."""
    marked = [(ticker.symbol, name_before(title, ticker.start)) for ticker in marks.marked(title)]
    bracketed = ((ticker.symbol, name_before(title, ticker.start)) for ticker in marks.bracketed(title))
    given = [each for each in marked if each[1]] + [each for each in bracketed if is_full_name(each[1])]
    first = {" ".join(name): symbol for symbol, name in reversed(given)}  # a firm's other listings stand behind
    return [(symbol, " ".join(name), short_forms(name)) for symbol, name in given if first[" ".join(name)] == symbol]


def short_forms(name: list[str]) -> list[str]:
    """What a text may call a name that it gave in full, longest first."""
    if not name:
        return []
    core = list(name)
    while len(core) > 1 and core[-1].lower().strip(".") in _SUFFIXES:
        core.pop()
    forms = [" ".join(name)] if len(name) >= 2 else []
    if len(name) >= 2 and all(word.isupper() for word in name):  # "ACME WIDGETS INC" is Acme Widgets Inc. further on
        plain = [word.lower() for word in name]  # in small letters, which match "AcmeSoft Inc." as well
        forms += [" ".join(plain)] + ([" ".join(plain[: len(core)])] if len(core) > 1 else [])
    if len(core) >= 2:
        forms.append(" ".join(core[:SHORT_FORM_TOKENS]) if len(core) <= SHORT_FORM_TOKENS else " ".join(core))
    if len(name) > 2 and name[-1] in _KINDS:
        forms.append(" ".join(name[:-1]))
    first = core[0]
    if len(core) == 1 and first in _NO_NAMES:
        return []
    if (
        first not in COMMON_FIRST_WORDS | _NO_NAMES
        and len(first) > 2
        and first[0].isupper()
        and re.sub(r"\.com|[-&]", "", first).isalpha()
    ):
        forms.append(first)
    return forms + _initials(name)


def _initials(name: list[str]) -> list[str]:
    """What a text may call a name of three words or more: "Acme Properties Trust Inc." is APT further on."""
    said = [word for word in name if word.lower().strip(".,") not in _LEGAL and word.strip(".,").isalpha()]
    letters = "".join(word[0] for word in said if word[0].isupper())
    return [letters] if len(letters) > 2 and letters not in ACRONYMS | WORDY_TICKERS else []


def beside_name(text: str, start: int, entity: Entity) -> bool:
    """Whether the company's name stands right before a bare ticker: "Ford F"."""
    before = text[max(0, start - 30) : start].rstrip()
    return any(before.endswith(alias) for alias in (*entity.aliases, " ".join(core_name(entity.name))) if alias)


def shares_word(text: str, start: int, entity: Entity) -> bool:
    """Whether a word of the entity's name stands shortly before; a name that nobody recorded is taken on trust."""
    own = {token.lower for name in (entity.name, *entity.aliases) for token in tokens(name) if len(token.text) > 2}
    own -= COMPANY_SUFFIXES
    before = {token.lower for token in tokens(text[max(0, start - 60) : start])}
    return entity.name == entity.symbol or bool(own & before)
