"""The figure that a release was held against: "added 311,000 jobs, above the 205,000 expected", "(forecast 216K)"."""

from __future__ import annotations

import re
from dataclasses import replace

from aggregator.understand.amounts import goals
from aggregator.understand.drafts import Draft
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.view import View

NEAR_CHARS = 130
AFTER_CHARS = 60
_EXPECTING = (
    r"(?:expect\w*|forecasts?|consensus|estimate[sd]?|est\.|anticipat\w+|predict\w*|project\w*|polled|economists|"
    r"analysts|Wall Street|the Street|looking for|looked for)"
)
# "than the 0.3% that economists expected": what stands before the figure, and what behind it.
_BEFORE = re.compile(rf"\b{_EXPECTING}(?:['’]s?)?(?:[\s:(]+(?!from|after)[\w$.'’-]+){{0,7}}[\s:(]*$", re.IGNORECASE)
_BEHIND = re.compile(
    rf"^[,)]?\s?(?:(?!from\b|after\b|in the (?:prior|previous)|a year|in [A-Z])[\w.'’-]+\s){{0,6}}{_EXPECTING}",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:above|below|beat\w*|topp\w+|exceed\w*|miss\w*|surpass\w*|outpac\w+|trounc\w+|ahead|short|than|versus|"
    r"vs|against|compared|over|under|better|worse|instead|from|for|missing|besting)\b",
    re.IGNORECASE,
)
# "To a slower-than-expected 4.8 million", "to 18.5% from 19.2%, missing forecasts": the figure itself, the one before.
_NO_CONSENSUS = re.compile(
    r"-than-(?:expected|forecast|estimated|anticipated)\s(?:[\w$-]+\s){0,3}$|\bfrom\s(?:an?\s|the\s)?[$€£]?$",
    re.IGNORECASE,
)
_OTHER_CLAUSE = re.compile(r";|\bwhile\b|\bwhereas\b|,\s(?:and|but)\s")
_EARLIER = re.compile(
    r"\b(?:previous|prior|revised|earlier|ago|last (?:year|month|week|quarter)|reported in|from (?:an?|"
    r"the)\s(?:year|month)"
    r"|year-ago)\b",
    re.IGNORECASE,
)


def beside(view: View, draft: Draft) -> Draft:
    """A data draft with the expectation that its own sentence gives, if one does."""
    if draft.kind != "data" or draft.value is None or draft.expected is not None:
        return draft
    for quantity in view.quantities:
        if quantity.start >= draft.at + NEAR_CHARS:
            break
        if quantity.start >= draft.at and _is_expected(view, draft, quantity):
            return replace(draft, expected=quantity.value)
    return draft


def _is_expected(view: View, draft: Draft, quantity: Quantity) -> bool:
    unit = "count" if quantity.unit is None and draft.unit == "count" else quantity.unit
    if unit != draft.unit and not (unit is None and draft.unit in {"points", "pct"}):
        return False
    between = view.text[draft.at : quantity.num_start]
    behind = view.text[quantity.end : quantity.end + AFTER_CHARS].split(";")[0]
    if _NO_CONSENSUS.search(between):
        return False
    if goals.is_goal(view, quantity) or (draft.is_proposed and _OTHER_CLAUSE.search(between)):
        return False
    named = _BEFORE.search(between)
    bracketed = re.search(r"\(\w+\s$", between) is not None  # "(forecast 0.3%)"
    if named is not None and draft.is_proposed and not (bracketed or _AGAINST.search(between)):
        named = None  # "with unemployment at 9% and core prices expected to rise 1.7%"
    if named is not None and not _EARLIER.search(between, named.start()):
        return True
    held = _AGAINST.search(between) is not None or between.rstrip().endswith(("(", ","))
    return held and not _EARLIER.search(between[-25:]) and _BEHIND.match(behind) is not None
