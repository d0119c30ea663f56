"""The table of claim kinds: what shows one, which fields it must have, how it reads on one line.

To add a kind: one row here, one row per rule in `rules.RULES`. Kinds without a rule of their own yet are listed with
the cue that a reader would look for, so that records and outputs know them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from aggregator.records import Claim, Kind


class KindRow(NamedTuple):
    """One kind. `needs` are the fields without which a draft is dropped (one of a tuple is enough)."""

    cue: str
    needs: tuple[tuple[str, ...], ...]
    render: Callable[[Claim], str]


# Figures that bring their own side: "above $70".
_BOUND = re.compile(
    r"(?:just |well |slightly )?(?:above|below|under|over|past|near|nearly|around|about|almost|roughly|close|more|less|"
    r"at least|at most|up to|some)\b",
    re.IGNORECASE,
)


_TO = r"\bto\s(?:an?\s|the\s)?(?:(?:annual|new|seasonally\sadjusted|\w+ly)\s)?"


def describe(claim: Claim) -> str:
    """A claim on one line, in plain words: "Russell 2000 Index up 6.08% last week"."""
    text = " ".join(KINDS[claim.kind].render(claim).split())
    speaker = f"{claim.speaker}: " if claim.speaker and claim.quote != "none" else ""
    return f"{speaker}{text}"


def _parts(*words: str | None) -> str:
    return " ".join(word for word in words if word)


def _moved(claim: Claim) -> str:
    return _parts(claim.subject, claim.direction, claim.value_text, claim.window_text)


def _stands(claim: Claim) -> str:
    side = {"gt": "above", "lt": "below", "approx": "near"}.get(claim.comparator or "", "at")
    spelled = claim.value_text or "a mark"
    told = _BOUND.match(spelled) is not None
    return _parts(claim.subject, None if told else side, spelled, claim.window_text)


def _released(claim: Claim) -> str:
    expected = None if claim.expected is None else f"(expected {claim.expected:g})"
    to = "to" if is_reached(claim) else None
    return _parts(claim.subject, claim.direction, to, claim.value_text, expected, claim.window_text)


def is_reached(claim: Claim) -> bool:
    """Whether a figure is where the subject went: "rose to 2.2%" is not up 2.2%."""
    figure = claim.direction and claim.value_text
    return bool(figure) and re.search(_TO + re.escape(claim.value_text or ""), claim.evidence) is not None


def _ahead(claim: Claim) -> str:
    due = None if claim.due is None else f"(due {claim.due.isoformat()})"
    return _parts(claim.subject, claim.direction, claim.value_text, claim.window_text, due)


def _plain(claim: Claim) -> str:
    return _parts(claim.subject, claim.direction, claim.value_text, claim.window_text)


KINDS: dict[Kind, KindRow] = {
    "move": KindRow("a verb of motion or up/down beside a price", (("direction",),), _moved),
    "level": KindRow("at, above, below, a record or a high since", (("value", "value_text", "direction"),), _stands),
    "volume": KindRow("volume, short interest or flows with a figure", (("value", "direction"),), _plain),
    "compare": KindRow("outperformed, lagged, cheaper than", (("direction",),), _plain),
    "count": KindRow("the only other day since, a third straight gain", (("value",),), _plain),
    "data": KindRow(
        "a verb of motion or a surprise beside a measure", (("value", "value_text", "direction"),), _released
    ),
    "policy": KindRow("a decision verb of a central bank", (), _moved),
    "forecast": KindRow("expected to, pricing in, target, odds", (), _ahead),
    "outlook": KindRow("could, risk, attractive", (), _plain),
    "fact": KindRow("holds, yields, trades at a multiple of", (), _plain),
}
