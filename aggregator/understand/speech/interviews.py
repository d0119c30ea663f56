"""Who only asks in a transcript: the turns of reporters between those of "CHAIR ROE: ".

What leads up to a question ("You expect rates to stay at zero. Does that …?") is the view of whoever is asked, as the
asker has it: it makes no claim.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.understand.lexicon import words

_TURN = re.compile(
    r"^\W{0,4}(?P<title>(?:VICE\s)?CHAIR(?:MAN|WOMAN)?\s|PRESIDENT\s|GOVERNOR\s|SECRETARY\s|(?:Vice\s)?(?:Chair(?:man|woman)?|Governor)\s)?"
    r"(?P<who>[A-Z][A-Z.'’-]+(?:\s[A-Z][A-Z.'’-]*){0,3}|[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){0,3})(?:[:.](?:\s|$))"
)
_NO_ASKERS = words("Q A QUESTION ANSWER")


def asked(sentences: Sequence[str]) -> tuple[bool, ...]:
    """Of each sentence whether somebody without an office says it who asks, in a transcript of who has one."""
    turns = [_turn(sentence) for sentence in sentences]
    holders = {who for who, title in filter(None, turns) if title}
    if not holders:
        return (False,) * len(sentences)
    blocks: list[tuple[str | None, list[int]]] = []
    for n, turn in enumerate(turns):
        who = turn[0] if turn is not None else None
        if not blocks or (who is not None and who != blocks[-1][0]):
            blocks.append((who, []))
        blocks[-1][1].append(n)
    found: set[int] = set()
    for who, places in blocks:
        asks = any(sentences[n].rstrip('"”’) ').endswith("?") for n in places)
        if who is not None and who not in holders and asks:
            found.update(places)
    return tuple(n in found for n in range(len(sentences)))


def _turn(sentence: str) -> tuple[str, bool] | None:
    """Who takes the word at the head of a sentence, in capitals or with an office, and whether with an office."""
    match = _TURN.match(sentence)
    if match is None or match["who"] in _NO_ASKERS:
        return None
    titled = match["title"] is not None
    return (match["who"].split()[-1], titled) if titled or match["who"].isupper() else None
