"""A compact signature of an article's opening: enough to find and verify near-copies without its text.

Bottom-k sketches (Broder 1997: the k smallest hashes of a set are a uniform sample of it, and two sketches estimate
how much of one set lies in the other) over three things: three-word shingles, which say that the wording is shared;
figures and names, which say that it is about the same facts; and the subject, the names and figures that title and
opening have in common. Notes written from one template share the first and not the others.
"""

from __future__ import annotations

import base64
import re
import sys
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

LEAD_WORDS = 160
SHINGLE_WORDS = 3
SHINGLES = 64
FACTS = 48
SUBJECTS = 12
NAME, FIGURE, SYMBOL = 0, 1, 2
_LEAD_CHARS = LEAD_WORDS * 9
_VERSION = "1"
_WORD = re.compile(r"[^\W_]+(?:[.,:/][0-9]+)*")
_FIGURE = re.compile(r"[0-9]+(?:[.,:/-][0-9]+)*")
# The capital stands first, and what must not stand before it behind it: the search then runs from capital to capital.
_NAME = re.compile(r"[A-Z](?<!\w[A-Z])[\w&]*")
# How wires name a security: (NYSE: AMT), (Symbol: IWM), (OMI), $GME, <AAPL.O>.
_SYMBOL = re.compile(
    r"[(;,]\s?(?:[A-Za-z ]{2,14}:\s?)?([A-Z]{1,5}(?:[.-][A-Z]{1,2})?)\s?(?=[);,])|\$([A-Z]{1,5})\b|<([A-Z.]{1,7})>"
)
# A capital at the start of a sentence says nothing; in a lead it only counts as a name when the title has it too.
_INNER_NAME = re.compile(r"[A-Z](?<![.!?:\u201c\"]\s[A-Z])(?<!^[A-Z])(?<!\w[A-Z])[\w&]*", re.MULTILINE)
_COMMON = frozenset((
    "A", "After", "All", "An", "And", "As", "At", "Before", "But", "By", "For", "From", "Here", "How", "If", "In", "Is",
    "It", "Its", "More", "New", "No", "Not", "Of", "On", "Or", "Over", "So", "Stock", "Stocks", "That", "The", "These",
    "They", "This", "To", "Was", "We", "What", "When", "Where", "Why", "Will", "With", "You", "Your",
))  # fmt: skip
_UPDATE = re.compile(r"^(?:(?:UPDATE|WRAPUP|REFILE|CORRECTED|RPT)\s*\d*\s*[-:]\s*)+")


@dataclass(frozen=True, slots=True)
class Signature:
    """Sorted 32-bit hashes, at most 64, 48 and 12; `title_only` when the article has no other text than its title.

    In facts and subject the two lowest bits say what was hashed: NAME, FIGURE or SYMBOL.
    """

    shingles: array[int]
    facts: array[int]
    subject: array[int]
    title_only: bool


@lru_cache(maxsize=512)
def signature(title: str, text: str) -> str:
    """The signature of an article as a string of at most 670 characters, fit to be stored beside it."""
    lead = text[:_LEAD_CHARS]
    words = [word.encode() for word in _WORD.findall(lead.casefold())[:LEAD_WORDS]]
    runs = [words] if len(words) < SHINGLE_WORDS else zip(*(words[i:] for i in range(SHINGLE_WORDS)), strict=False)
    shingles = set(map(zlib.crc32, map(b" ".join, runs)))
    figures = _figures(lead)
    symbols = {_hash("".join(found)) & ~3 | SYMBOL for found in _SYMBOL.findall(lead)}
    facts = figures | symbols | _names(_INNER_NAME.findall(lead))
    subject = title_hashes(title) & (figures | _names(_NAME.findall(lead)))
    parts = (_packed(shingles, SHINGLES), _packed(facts, FACTS), _packed(subject, SUBJECTS))
    return f"{_VERSION}{'t' if text == title else 'b'}{'.'.join(parts)}"


def parse(stored: str) -> Signature | None:
    """The signature of a stored string; None for one of another version, whose article then has no near-copies."""
    if stored[:1] != _VERSION:
        return None
    shingles, facts, subject = map(_unpacked, stored[2:].split("."))
    return Signature(shingles, facts, subject, stored[1] == "t")


@lru_cache(maxsize=1024)
def title_hashes(title: str) -> frozenset[int]:
    """Hashes of the figures and capitalised words of a title, comparable with facts and subjects."""
    title = _UPDATE.sub("", title)
    return frozenset(_figures(title) | _names(_NAME.findall(title)))


def containment(one: array[int], other: array[int], size: int) -> tuple[float, int]:
    """Estimated share of the smaller set that lies in the larger one, and the number of elements it rests on."""
    if not one or not other:
        return 0.0, 0
    highest = min(limit(one, size), limit(other, size))
    ours, theirs = ({value for value in hashes if value <= highest} for hashes in (one, other))
    least = min(len(ours), len(theirs))
    return (len(ours & theirs) / least if least else 0.0), least


def limit(hashes: array[int], size: int) -> int:
    """Up to which hash a sketch of at most `size` is complete: a shorter one is its whole set."""
    return hashes[-1] if len(hashes) >= size else 2**32


def _figures(text: str) -> set[int]:
    return {_hash(figure.replace(",", "")) & ~3 | FIGURE for figure in _FIGURE.findall(text)}


def _names(names: Iterable[str]) -> set[int]:
    return {_hash(name.casefold()) & ~3 | NAME for name in names if name not in _COMMON}


def _hash(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "replace"))


def _packed(hashes: Iterable[int], size: int) -> str:
    values = array("I", sorted(hashes)[:size])
    if sys.byteorder == "big":
        values.byteswap()
    return base64.b64encode(values.tobytes()).decode("ascii")


def _unpacked(packed: str) -> array[int]:
    values = array("I", base64.b64decode(packed))
    if sys.byteorder == "big":
        values.byteswap()
    return values
