"""Which claim of the model is which claim of the annotation: same sentence, overlapping subject words, best pairing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from aggregator.evaluation.annotated import GoldArticle, GoldClaim, GoldSentence
from aggregator.evaluation.matching import best_pairs
from aggregator.records import Claim
from aggregator.understand import code_of, entity_of, linker, packaged_entities
from aggregator.understand.entities.catalog import LISTED_CODES
from aggregator.understand.entities.tickers import EXCHANGES
from aggregator.understand.lexicon import words as listed

if TYPE_CHECKING:
    from aggregator.understand import Linker

_WORD = re.compile(r"\w+")
_FUNCTION_WORDS = listed(
    "a an the this that these those it its his her their our your my s t of in on at to for from by with as and or "
    "nor but than then into over under about after before since until during is are was were be been being"
)

# Of a pairing's weight: that there is a pair at all, its common words, and what tells equal subjects apart.
_PAIR, _WORDS, _VALUE, _NEAR = 10**15, 10**9, 100, 10

Pair = tuple[GoldClaim, Claim]


@dataclass(frozen=True, slots=True)
class Paired:
    """One article: its annotated claims, the model's, and who is who with the kind asked for and without."""

    gold: tuple[GoldClaim, ...]
    found: tuple[Claim, ...]
    by_kind: tuple[Pair, ...]
    by_subject: tuple[Pair, ...]


def words(text: str) -> frozenset[str]:
    """The content words of a phrase, case-folded; all its words where it has no other ("it")."""
    found = frozenset(_WORD.findall(text.casefold()))
    return found - _FUNCTION_WORDS or found


def overlap(one: str, other: str) -> float:
    """Common content words as a share of all."""
    a, b = words(one), words(other)
    return len(a & b) / len(a | b) if a and b else 0.0


def pair(article: GoldArticle, claims: Sequence[Claim]) -> Paired:
    """The best pairing within each sentence: most pairs first, then most words in common.

    Claims of one sentence may share kind and subject ("rose 1 % on Monday and 2 % on Tuesday"); between them equal
    values decide, then their order.
    """
    here: list[list[Claim]] = [[] for _ in article.sentences]
    for claim in claims:
        place = _home(claim, article.sentences)
        if place is not None:
            here[place].append(claim)
    by_kind: list[Pair] = []
    by_subject: list[Pair] = []
    for sentence, found in zip(article.sentences, here, strict=True):
        by_kind += _best(sentence.claims, found, same_kind=True)
        by_subject += _best(sentence.claims, found, same_kind=False)
    gold = tuple(claim for sentence in article.sentences for claim in sentence.claims)
    return Paired(gold, tuple(claims), tuple(by_kind), tuple(by_subject))


def _home(claim: Claim, sentences: Sequence[GoldSentence]) -> int | None:
    """The annotated sentence of a claim. Where its own lies across several: one with its subject, the most covered."""
    covered = [
        (claim.subject in sentence.text, min(claim.end, sentence.end) - max(claim.start, sentence.start), -i)
        for i, sentence in enumerate(sentences)
        if claim.start < sentence.end and sentence.start < claim.end
    ]
    return -max(covered)[2] if covered else None


def _best(gold: Sequence[GoldClaim], found: Sequence[Claim], *, same_kind: bool) -> list[Pair]:
    weights = [
        [
            0 if same_kind and one.kind != other.kind else _weight(one, other, abs(i - j))
            for j, other in enumerate(found)
        ]
        for i, one in enumerate(gold)
    ]
    return [(gold[i], found[j]) for i, j in best_pairs(weights)]


def _weight(gold: GoldClaim, claim: Claim, apart: int) -> int:
    common = overlap(gold.subject, claim.subject)
    if not common:
        return 0
    same_value = gold.value is not None and same_number(gold.value, claim.value)
    return _PAIR + round(common * 10**6) * (_WORDS // 10**6) + _VALUE * same_value + max(0, _NEAR - apart)


def same_number(gold: float, value: float | None) -> bool:
    """Whether two numbers are the same but for floating point."""
    return value is not None and math.isclose(gold, value, rel_tol=1e-6, abs_tol=1e-9)


def _value(gold: GoldClaim, claim: Claim) -> bool | None:
    if gold.value is None:
        return None
    high = gold.value_high is None or same_number(gold.value_high, claim.value_high)
    return same_number(gold.value, claim.value) and high and claim.unit == gold.unit


def _window(gold: GoldClaim, claim: Claim) -> bool | None:
    if gold.window is None or claim.window_text is None:
        return None
    return overlap(gold.window, claim.window_text) > 0


def _entity(gold: GoldClaim, claim: Claim) -> bool | None:
    if gold.entity is None:
        return None
    if entity_of(gold.entity) not in LISTED_CODES and not gold.entity.startswith("TICKER:"):
        return None
    return claim.entity_id is not None and _firm(code_of(claim.entity_id)) == _firm(gold.entity)


def _firm(code: str) -> str:
    """The code that stands for a firm whose listing a code is, without its exchange."""
    return _listing(code_of(entity_of(code)))


def _listing(code: str) -> str:
    """A code without its exchange, which annotators give only at times: `TICKER:HARL.TA` -> `TICKER:HARL`."""
    if not code.startswith("TICKER:"):
        return code
    symbol, dot, exchange = code.rpartition(".")
    return (symbol if dot + exchange in EXCHANGES else code).replace(".", "-")


COMMITTEE = "Federal Reserve"
"""Whom "the Committee" means in its own statements and minutes."""


def _speaker(gold: GoldClaim, claim: Claim) -> bool | None:
    said = claim.speaker if claim.quote != "none" else None  # the outlet's own voice is no speaker
    if gold.speaker is None and said is None:
        return None
    if gold.speaker is None or said is None:
        return False
    return overlap(gold.speaker, said) > 0 or _full_name(gold.speaker) == _full_name(said)


def _full_name(speaker: str) -> str:
    """The recorded name of whom an annotator wrote as the text does: "the Committee" is the Federal Reserve."""
    return (
        COMMITTEE if speaker.removeprefix("The ").removeprefix("the ") == "Committee" else _linker().full_name(speaker)
    )


@cache
def _linker() -> Linker:
    return linker(packaged_entities())


def _same(name: str) -> Callable[[GoldClaim, Claim], bool | None]:
    def check(gold: GoldClaim, claim: Claim) -> bool | None:
        wanted = getattr(gold, name)
        return None if wanted is None else bool(getattr(claim, name) == wanted)

    return check


ATTRIBUTES: dict[str, Callable[[GoldClaim, Claim], bool | None]] = {
    "value": _value,
    "unit": _same("unit"),
    "direction": _same("direction"),
    "window": _window,
    "entity": _entity,
    "speaker": _speaker,
    "tense": _same("tense"),
    "certainty": _same("certainty"),
    "topic": _same("topic"),
    "stance": _same("stance"),
}
"""Whether a field of a paired claim is right; None where the pair does not ask."""
