"""Whom an office means that stands without its holder: "the Fed chair", "the FM", "the ECB policymaker"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from aggregator.understand.lexicon import words
from aggregator.understand.speech import turns
from aggregator.understand.view import Speech

_OFFICER = re.compile(
    r"\b(?P<role>(?:Fed|Federal Reserve|ECB|Treasury|BOJ|BoJ|RBI)\s(?:Chair(?:man|woman)?|chair|[Cc]hief|"
    r"President|Governor|Secretary))\s(?P<who>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)?)"
)
_CHIEF_OF = re.compile(
    r"\bchief\s(?=(?:[\w.-]+\s){0,3}(?:economist|strategist|officer|analyst|dealer|trader|investment)\b)"
)
"""First of several, who heads nothing: "chief economist"."""
_BODY = re.compile(r"\b(?:[A-Z]{2,}|Fed|Federal Reserve|Bo[EJC]|European Central Bank|Bank of [A-Z]\w+|Treasury)\b")
_SHORT = {
    "Federal Reserve": "Fed",
    "European Central Bank": "ECB",
    "Bank of England": "BoE",
    "BOE": "BoE",
    "Bank of Japan": "BoJ",
    "BOJ": "BoJ",
    "Bank of Canada": "BoC",
}
"""One name for a body that has several."""
HEADED = {
    "Fed": words("Volcker Greenspan Bernanke Yellen Powell"),
    "ECB": words("Duisenberg Trichet Draghi Lagarde"),
    "BoE": words("Carney Bailey"),
    "BoJ": words("Shirakawa Kuroda Ueda"),
}
"""Who has led a central bank."""
HEADS = words("chair chairman chairwoman chief head boss")
"""Of one body."""
OF_A_BANK = words("policymaker policy-maker rate-setter official banker")
"""Any member of one."""
OFFICES = {"fm": words("finance minister"), "pm": words("prime minister")}
"""Short for the words of an office."""


def named(sentences: Sequence[str]) -> tuple[Speech, ...]:
    """Heads of public bodies whom an article names: "Fed Chair Jane Roe", and the one of a bank's heads."""
    found = (match for sentence in sentences for match in _OFFICER.finditer(sentence))
    titled = (Speech(re.sub(r"['’]s$", "", match["who"]), match["role"], False) for match in found)
    return (*titled, *_heads(sentences))


def _heads(sentences: Sequence[str]) -> Iterator[Speech]:
    """The head of a central bank, where an article names one of those who have led it."""
    told = {word for sentence in sentences for word in re.findall(r"[A-Z][a-z]+", sentence)}
    for bank, surnames in HEADED.items():
        if len(heads := told & surnames) == 1:
            yield Speech(next(iter(heads)), f"{bank} chair chief", False)


def is_plain(office: str) -> bool:
    """Whether an office tells neither of what body nor of which ministry: "the strategist"."""
    return re.search(r"[A-Z]", office[1:]) is None and _noun(office) not in OFFICES


def is_owned(office: str) -> bool:
    """Whether an office belongs to one named before it and may have many holders: "the bank's economist"."""
    sole = _noun(office) in HEADS and _BODY.search(office) is not None
    return re.search(r"['’]s\b", office) is not None and not sole


def holder(office: str, people: Iterable[Speech]) -> Speech | None:
    """The first of the people who holds an office, as far as the article tells theirs."""
    noun = _noun(office)
    plain = is_plain(office)
    bodies = [] if plain or noun in OFFICES else _BODY.findall(office)
    if noun in OF_A_BANK and bodies:
        return next((each for each in people if _BODY.search(each.role or "") and _is_of(each, bodies)), None)
    nouns = HEADS if noun in HEADS else {noun}
    holding = (each for each in people if _holds(each, nouns, OFFICES.get(noun)) or (plain and not _has_office(each)))
    return next((each for each in holding if _is_of(each, bodies)), None)


def _noun(office: str) -> str:
    return office.rsplit(maxsplit=1)[-1].lower()


def _holds(speech: Speech, nouns: Collection[str], whole: Collection[str] | None) -> bool:
    """Whether somebody's office is one of the nouns, or all of the words for which it is short."""
    office = set(_CHIEF_OF.sub("", (speech.role or "").lower()).split())
    return bool(office & set(nouns)) or (whole is not None and office >= set(whole))


def _is_of(speech: Speech, bodies: Sequence[str]) -> bool:
    """Whether somebody's office is known and of none but these bodies: an ECB president is no Fed president."""
    told = {_SHORT.get(body, body) for body in _BODY.findall(speech.role or "")}
    return not told or not bodies or bool(told & {_SHORT.get(body, body) for body in bodies})


def _has_office(speech: Speech) -> bool:
    return speech.role is not None and turns.is_office(speech.role)
