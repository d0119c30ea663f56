"""The table of claim kinds: what shows one.

To add a kind: one row here, one row per rule in `rules.RULES`. Kinds without a rule of their own yet are listed with
the cue that a reader would look for, so that records and outputs know them. No field is asked of all claims of a kind:
"the labor market remained tight" has neither figure nor direction, and "stocks were mixed" moved.
"""

from __future__ import annotations

from aggregator.records import Kind

KINDS: dict[Kind, str] = {
    "move": "a verb of motion or up/down beside a price",
    "level": "at, above, below, a record or a high since",
    "volume": "volume, short interest or flows with a figure",
    "compare": "outperformed, lagged, cheaper than",
    "count": "the only other day since, a third straight gain, the most since",
    "data": "a verb of motion or a surprise beside a measure",
    "policy": "a decision verb of a central bank",
    "forecast": "expected to, pricing in, target, odds",
    "outlook": "could, risk, attractive",
    "fact": "holds, yields, trades at a multiple of",
}
