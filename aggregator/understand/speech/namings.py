"""Words for a speaker without what only begins their sentence or heading: "Why Acme Law", "Both Roe", "Traders"."""

from __future__ import annotations

import re

from aggregator.understand.lexicon import COMPANY_SUFFIXES
from aggregator.understand.speech import speech_words as known

ARTICLE = re.compile(r"^(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Tt]hat|[Tt]his)\s")
HEADING = re.compile(
    r"^(?:[A-Z’']{3,}(?:-[A-Z]{3,})?\s(?:[A-Z’']{2,}(?:-[A-Z]{2,})?\s)+|[A-Z]{8,}\s(?!Corp|Inc|Group|Ltd))(?=[A-Z][a-z])"
)
_JOINING = re.compile(r"^(?:on|for|and|of)\s(?=[A-Z])")
_PARTIES = frozenset({"republicans", "democrats"})
_ADJECTIVE = re.compile(r"(?!Federal|National|Atlantic|Pacific)[A-Z][a-z]{3,}(?:ic|al|ive|ary|ous)")


def is_plain(phrase: str) -> bool:
    """Whether the capital of a paper's name is only its sentence's: "Clinical research"."""
    first, rest = phrase.partition(" ")[::2]
    return _ADJECTIVE.fullmatch(first) is not None and re.search(r"[A-Z]", rest) is None


def spelled(name: str) -> str:
    """A group without its sentence's capital, so that it has one spelling: "Traders", "Most analysts at Acme"."""
    first, _, rest = name.partition(" ")
    common = first.istitle() and first.lower() in known.COUNTS | known.GROUPS - _PARTIES
    return name[:1].lower() + name[1:] if common and not rest[:1].isupper() else name


def without_opening(phrase: str) -> str:
    """A phrase without the words that begin its sentence: "Meanwhile Jane Roe"; "" where nothing else is left."""
    while phrase.split(" ", 1)[0].rstrip(",") in known.NO_NAMES:
        _, _, rest = phrase.partition(" ")
        if rest.split(" ", 1)[0].lower().strip(".,") in COMPANY_SUFFIXES:
            return phrase  # "Next plc"
        rest = _JOINING.sub("", rest)  # "But on Thursday Jane Roe"
        if not rest[:1].isupper() and not ARTICLE.match(rest):
            return ""
        phrase = rest
    return phrase


def without_heading(phrase: str) -> str:
    """A phrase without the heading in capitals that runs into it: "RATES IN DOUBT The bank"."""
    rest = HEADING.sub("", phrase)
    return ARTICLE.sub("", rest) if ARTICLE.match(rest) else phrase


def opens_clause(name: str) -> bool:
    """Whether words begin like a heading or sentence, not like a name: "Why Acme Law", "About Acme"."""
    return name.split(" ", 1)[0].rstrip(",.:") in known.NO_NAMES


def can_name(word: str) -> bool:
    """Whether marked words may name somebody: no lone adjective ("national"), no word that opens a sentence."""
    if not word or word.rpartition(" ")[2] in known.NO_SPEAKERS:
        return False
    if " " in word:
        return True
    opens = word in known.NO_NAMES and word.lower() not in known.SPEAKERS | known.COUNTS
    return not opens and (not word.islower() or word in known.SPEAKERS or word.endswith("s"))


def name_of(words: str) -> str | None:
    """Whom marked words name, None where they name nobody: "Roe" of "Both Roe", none of "Why"."""
    name = without_heading(words)
    first, _, rest = name.partition(" ")
    if rest and opens_clause(name) and (first.lower() not in known.COUNTS | known.SPEAKERS or rest.istitle()):
        name = without_opening(name)
    return name if can_name(name) else None
