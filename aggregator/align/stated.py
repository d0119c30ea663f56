"""What a claim states, as numbers, and how a measured value grades against it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from aggregator.align.prices import UnverifiableError
from aggregator.records import Claim, Comparator

Grade = Literal["match", "near", "off"]
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
_SCALES = (1.0, 1e3, 1e6, 1e9, 1e12, 100.0, 0.01)
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Stated:
    """A stated magnitude (or range) with half a unit of its last digit and its tolerance, all in one unit."""

    low: float
    high: float
    half: float
    tolerance: float
    comparator: Comparator | None

    def grade(self, measured: float) -> Grade:
        """`match`: within the rounding or satisfying the comparator; `near`: within the tolerance; else `off`."""
        below, above = self.low - measured, measured - self.high
        if self.comparator == "gt":
            above = 0.0
        elif self.comparator == "lt":
            below = 0.0
        beyond = max(below, above, 0.0)
        slack = {"gt": 0.0, "lt": 0.0, "approx": max(self.half, self.tolerance), None: self.half}[self.comparator]
        if beyond <= slack + _EPSILON:
            return "match"
        return "near" if beyond <= self.tolerance + _EPSILON else "off"

    def error(self, measured: float) -> float:
        """Measured minus the nearest stated value."""
        return measured - min(max(measured, self.low), self.high)


def stated(claim: Claim, tolerance: float) -> Stated:
    """The magnitude that `claim` states; `UnverifiableError` when it states none."""
    if claim.value is None:
        raise UnverifiableError("not_quantified")
    high = claim.value if claim.value_high is None else max(claim.value, claim.value_high)
    return Stated(claim.value, high, half_unit(claim.value_text, claim.value), tolerance, claim.comparator)


def half_unit(text: str | None, value: float) -> float:
    """Half a unit of the last digit with which `text` writes `value`: "6.08%" 0.005, "$2.1bn" 50 million.

    0 when the text writes it in words ("a quarter point"): then only the tolerance applies.
    """
    for match in _NUMBER.finditer(text if text is not None else f"{value:.12g}"):
        digits = match[0].replace(",", "")
        decimals = len(digits.partition(".")[2])
        for scale in _SCALES:
            if abs(float(digits) * scale - value) <= 1e-9 * max(1.0, abs(value)):
                return float(0.5 * 10.0**-decimals * scale)
    return 0.0
