"""Which verdicts stand on claims that only the encoder marked.

It says what a sentence claims of what, not closely enough which words are the figure and which the instrument: read one
by one, none of 17 contradictions of such claims was real. They are supported where the bars show their very figure. A
forecast is scored where it names its day and its figure can be its subject's: of 60 outcomes that were read without
these conditions more than a third were of somebody else's figure, of a mere possibility or of no date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.align import policy, rate_forecasts, tables
from aggregator.align.context import Finding
from aggregator.align.releases import EVENTS
from aggregator.records import Claim

PROPOSED = "model."
"""How the rules of such claims begin."""
# What may come, what others bet on, and how much more or less they do: no forecast that could be wrong.
_POSSIBLE = re.compile(
    r"\b(?:may|might|could|can|possib\w+|risks?|chances?|odds|probabilit\w+|wagers?|bets?|options?|whether|unless|if|"
    r"scenarios?|dark horse|so-called|rul\w+ out|pressure on)\b"
)
# Things that a figure between the words of the policy rate and itself may be of.
_OTHER = re.compile(
    r"\b(?:stocks?|shares?|equit\w+|index\w*|indices|S&P|Nasdaq|Dow|Russell|dollar|gold|oil|crude|bitcoin|bonds?|yields?|"
    r"Treasur\w+|inflation|prices?|unemployment|jobless|payrolls?|GDP|growth|economy|spending|respondents|econom\w+ists|"
    r"participants|probability)\b",
    re.IGNORECASE,
)
_MOST_RATE = 25.0  # per cent: no yield or policy rate of ours was higher


def is_one(claim: Claim) -> bool:
    """Whether only the encoder marked it."""
    return bool(claim.rule_ids) and all(name.startswith(PROPOSED) for name in claim.rule_ids)


def stands(claim: Claim, found: Finding, siblings: Sequence[Claim]) -> bool:
    """Whether what only the encoder marked holds: a forecast that can be scored, or the very figure of the bars."""
    near = claim.kind == "level" and found.verdict == "close" and claim.unit in ("points", "usd")  # 0.1 % is no chance
    borne_out = near or (claim.kind in ("move", "level") and found.verdict == "supported")
    exact = claim.value is not None and claim.comparator in (None, "approx")
    return (claim.kind == "forecast" and _is_scored(claim, siblings)) or (exact and borne_out)


def _is_scored(claim: Claim, siblings: Sequence[Claim]) -> bool:
    """Whether a forecast names a day, is no mere possibility, and has a figure that can be its subject's."""
    if claim.value is None or claim.due is None or _POSSIBLE.search(claim.evidence):
        return False
    return _is_in_its_unit(claim) and not _is_of_another(claim, siblings)


def _is_in_its_unit(claim: Claim) -> bool:
    """Whether the subject is told in the figure's unit: rates in points and levels, prices in money and per cent."""
    value = claim.value or 0.0
    if claim.entity_id in policy.ENTITIES:
        if claim.unit == "pct":
            return value <= _MOST_RATE and rate_forecasts.is_told_as_level(claim)
        return claim.unit in ("bps", "pp", "count") and rate_forecasts.agrees(claim)
    if claim.entity_id in EVENTS:
        return True  # which units its figures have says the calendar
    if tables.is_rate(claim.symbol or ""):
        return claim.unit == "pct" and value <= _MOST_RATE
    return claim.unit in ("usd", "points", "pct")


def _is_of_another(claim: Claim, siblings: Sequence[Claim]) -> bool:
    """Whether something else stands between the subject and the figure, whose figure it then may be."""
    subject, figure = claim.evidence.find(claim.subject), claim.evidence.find(claim.value_text or claim.subject)
    if subject < 0 or figure < 0:
        return True
    begins, ends = (subject + len(claim.subject), figure) if subject < figure else (figure, subject)
    between = claim.evidence[begins:ends]
    if claim.entity_id in policy.ENTITIES and _OTHER.search(between):
        return True
    told = (s for s in siblings if s.evidence == claim.evidence and s.entity_id != claim.entity_id)
    return any(re.search(rf"\b{re.escape(other.subject)}\b", between) for other in told if other.subject)
