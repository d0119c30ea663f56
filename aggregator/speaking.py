"""Who a speaker is: one record for each name, however it is spelled, and none for words that name nobody."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.understand.lexicon import words

if TYPE_CHECKING:
    from aggregator.store.tracks import ClaimRow

# Words that begin what is said of somebody or other: "a Fed official", "several districts", "60 economists".
_ANYBODY = words(
    "a an one two three four five six seven eight nine ten dozens some many most several few all both no other others "
    "another various numerous nearly half more these those its his her their our"
)
_NUMBER = re.compile(r"[\d.,]+")
_INITIAL = re.compile(r"[^\W\d]\.?")
_PARTICLES = words("de del della der den di du la le van von bin al el")
_NAME_WORDS = 4


def attributed(rows: Iterable[ClaimRow]) -> tuple[list[ClaimRow], int]:
    """The claims under the one name of whoever made them, and how many were made by nobody in particular."""
    found = list(rows)
    known = {_key(row.who) for row in found if _is_name(row)}
    named = [row for row in found if _key(row.who) in known]
    names = _names(named)
    return [replace(row, who=names[row.who]) for row in named], len(found) - len(named)


def _is_name(row: ClaimRow) -> bool:
    first = row.who.split()[0].casefold()
    return row.known_as is not None and first not in _ANYBODY and _NUMBER.fullmatch(first) is None


def _names(rows: Sequence[ClaimRow]) -> Mapping[str, str]:
    """Spelling -> name: the first of its spellings that is not all capitals.

    Case and initials tell nobody apart. A family name alone is that of the one person known by then who bears it;
    where there are two, or where it is not a person's, it stays what it is.
    """
    spellings: dict[str, list[str]] = {}
    bearers: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        key = _key(row.who)
        spellings.setdefault(key, []).append(row.who)
        if _is_full_name(row.who):
            bearers[key.split()[-1]].add(key)
    surnames = {row.who.casefold() for row in rows if row.known_as == "person" and " " not in row.who}
    found: dict[str, str] = {}
    for key, spelled in spellings.items():
        whole = bearers.get(key, set()) if key in surnames else set()
        name = next(iter(whole)) if len(whole) == 1 else key
        best = next((text for text in spellings[name] if not text.isupper()), spellings[name][0])
        found |= dict.fromkeys(spelled, best)
    return found


def _key(name: str) -> str:
    parts = name.casefold().split()
    whole = [part for part in parts if _INITIAL.fullmatch(part) is None]
    return " ".join(whole if len(whole) > 1 else parts)


def _is_full_name(name: str) -> bool:
    parts = name.split()
    return 2 <= len(parts) <= _NAME_WORDS and all(part[0].isupper() or part in _PARTICLES for part in parts)
