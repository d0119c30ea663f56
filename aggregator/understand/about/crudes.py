"""Which sort of crude oil plain "oil" and "crude" are in an article: the one that it names, if it names only one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aggregator.understand.view import View

PLAIN = "commodity:OIL"
_SORTS = frozenset({"commodity:WTI", "commodity:BRENT"})
_US_CRUDE = re.compile(
    r"\b(?:U\.?S\.? (?:\w+ )?crude|U\.?S\.? (?:[A-Z]\w+ )?oil|crude (?:oil )?futures|light,? sweet crude|"
    r"crude (?:oil )?for \w+ delivery|NYMEX crude|West Texas|\w+-dated crude)",
    re.IGNORECASE,
)
_STOCKPILES = re.compile(
    r"\s(?:oil\s)?(?:inventor|stockpile|stocks|supplies|output|production|producers?|exports?|imports?|reserves)"
)
"""Behind a sort's name: a country's barrels and no price."""


def told(view: View, start: int, end: int) -> str | None:
    """The id of the sort that the words beside "crude" show."""
    return "commodity:WTI" if _US_CRUDE.search(view.text[max(0, start - 16) : end + 20]) else None


def named(views: Iterable[View]) -> str | None:
    """The id of the one sort whose price an article tells."""
    found: set[str | None] = set()
    for view in views:
        for link in view.links:
            if link.entity is None or _STOCKPILES.match(view.text, link.end):
                continue
            if link.entity.id in _SORTS:
                found.add(link.entity.id)
            elif link.entity.id == PLAIN:
                found.add(told(view, link.start, link.end))
    found.discard(None)
    return found.pop() if len(found) == 1 else None
