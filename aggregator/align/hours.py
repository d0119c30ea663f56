"""Words that make a price one of some hour, and no close: "in early trading", "as of 2 p.m.", "by 0232 GMT"."""

from __future__ import annotations

import re

from aggregator.align import tables
from aggregator.records import Claim

PHASE = re.compile(r"\b(?:early|morning|mid-?day|noon|at the open)\b", re.I)
"""How a day began."""
OF_AN_HOUR = re.compile(r"\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b", re.I)
STILL_TRADING = re.compile(
    r"\blate in (?:\w+(?:'s)? )?trading\b|\bin (?:late|afternoon|midday|morning|early) (?:\w+ )?trad(?:e|ing)\b"
    r"|\b(?:as of (?:this )?writing|at the time of writing|as of press time)\b"
    r"|\b\d{2}:?\d{2} GMT\b|\b(?:recently|last|currently) (?:trading|traded|quoted|seen|paying|yielding)\b"
    r"|\b(?:just|right|shortly|immediately|moments|minutes|seconds) (?:before|ahead of|prior to)\b[^,;.]{0,40}"
    r"\b(?:data|reports?|release|figures|numbers|decision|statement|announcement|minutes|speech|meeting)\b",
    re.I,
)
"""The same anywhere in a sentence: what it tells had not been settled yet, or was quoted right before a release."""
_GMT = re.compile(r"\b(?P<hour>\d{2}):?\d{2} GMT\b")
_NIGHT = frozenset({22, 23, *range(13)})
"""Hours of GMT between the end of the American day and its next beginning, in summer and in winter."""


def is_of_the_night(claim: Claim) -> bool:
    """Whether a figure of what never closes was quoted in Asia's or Europe's morning.

    Its bar is that of the next American session, whatever day the sentence names beside it. Of several times the one
    that stands nearest to the figure is the figure's.
    """
    if not tables.never_closes(claim.symbol or "") or claim.value_text is None:
        return False
    at = claim.evidence.find(claim.value_text)
    quoted = min(_GMT.finditer(claim.evidence), key=lambda match: abs(match.start() - at), default=None)
    if at < 0 or quoted is None or int(quoted["hour"]) not in _NIGHT:
        return False
    day = claim.evidence.find(claim.window_text, at) if claim.window_text else -1
    return day < 0 or abs(quoted.start() - at) <= day - at
