"""The table of claim rules: which function reads it, which kind it makes, how often it is right.

`precision` is the share of a rule's claims that the annotation of the training articles also has (same sentence, kind
and overlapping subject words), smoothed towards 0.5 by ten cases; it becomes the claim's confidence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from aggregator.records import Kind
from aggregator.understand import moves
from aggregator.understand.drafts import Draft
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

Reader = Callable[[View, list[Subject]], list[Draft]]


class Rule(NamedTuple):
    """One way to see a claim."""

    kind: Kind
    cue: str
    precision: float


RULES: dict[str, Rule] = {
    "move.verb": Rule("move", "the Dow fell 0.8%; stocks closed higher", 0.8),
    "move.list": Rule("move", ", the S&P 500 1.6% and the Nasdaq 2%", 0.8),
    "move.noun": Rule("move", "posted a 3% gain; a 2% drop in Apple shares", 0.7),
    "data.verb": Rule("data", "CPI rose 0.4% in May", 0.7),
    "data.list": Rule("data", ", core prices 0.3%", 0.7),
    "data.noun": Rule("data", "a 0.3% rise in consumer prices", 0.7),
    "level.reached": Rule("level", "rose 0.5% to 4,112", 0.7),
}
READERS: tuple[Reader, ...] = (moves.find,)
