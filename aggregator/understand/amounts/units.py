"""In what unit a bare number counts: points of an index, jobs, dollars, one to another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from aggregator.records import Kind, Unit
from aggregator.understand.drafts import LARGEST_PRICE
from aggregator.understand.numbers.quantities import STEPS, Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

_TO_ONE = re.compile(r"\s?-?\s?(?:to|for)[\s-]?(?:1|one|every)\b")
_ODDS = re.compile(r"\b(?:chances?|odds|probability|likelihood|probabilities|bets|risk of)\b", re.IGNORECASE)
_RATIO_LEVEL = re.compile(r"\b(?:RSI|relative strength|ratio|exchange rate)\b")
_COUNTED = re.compile(
    r"\b(?:claims|payrolls?|NFP|jobs|employers|openings|starts|sales of|"
    r"customers|users|subscribers|deliveries|"
    r"listings|offerings|stores|layoffs|units|vehicles|homes|economy)\b",
    re.IGNORECASE,
)
# What a bare number is followed by where it counts something: "another 10,000 jobs".
COUNTS = re.compile(
    r"\s(?:new\s|open\s|additional\s|common\s)?(?:jobs|workers|employees|people|positions|staff|shares|homes|units|vehicles|cars|"
    r"stores|customers|users|subscribers|share|contracts|banks|companies|firms|countries|members)\b",
    re.IGNORECASE,
)
_STAFF = re.compile(r"\b(?:employment|hiring|headcount|workforce)\b", re.IGNORECASE)
LEAST_STAFF = 100  # below it a number may be an index of employment
_OUT_OF = re.compile(r"\s(?:out\s)?of\s(?:(?:the|its|all)\s)?\d")  # "28 of the 48"
_EVEN_ODDS = re.compile(r"[-–/]50\s(?:chances?|odds|probability|shot|likelihood|proposition)\b")
_AT_PRICE = re.compile(r"\s(?:at|to)\s\$")
_WORTH = re.compile(r"\b(?:market cap\w*|market value|revenues?|sales|valuation|cash|debt)\b", re.IGNORECASE)
_CURRENCY = re.compile(
    r"\b(?:yen|yuan|euro|rupee|won|pound|sterling|franc|dollar|greenback|aussie|loonie|kiwi)\b|\b[A-Z]{3}/[A-Z]{3}\b"
)
_AMOUNTS = re.compile(r"[\s-](?:barrels?|tonnes?|tons|bpd|ounces?|bushels?|days|weeks|months|years|hours)\b")
_MULTIPLE = re.compile(r"\b(?:ratio|multiple|price-to-\w+|P/E|P/S)\b")
# "Trades at a price-to-sales ratio of 0.07", "a P/E of 14".
_OF_EARNINGS = re.compile(
    r"\b(?:price[\s-]to[\s-][\w-]+|price[/-]earnings|(?:EV|P)/[A-Z]\w*|earnings\smultiple)\s(?:\([\w/]+\)\s)?(?:(?:ratio|multiple)\s)?"
    r"(?:of|at|is|was)\s(?:(?:only|just|about|around|nearly)\s)*$",
    re.IGNORECASE,
)
_BETA = re.compile(r"\bbeta\s(?:of|is|was)\s$", re.IGNORECASE)
_BARE: Mapping[Kind, Unit] = {
    "level": "points",
    "volume": "count",
    "count": "count",
    "fact": "count",
    "compare": "count",
}
LARGE_COUNT = 10_000
_OF_RATES: frozenset[Kind] = frozenset({"policy", "forecast", "outlook"})
_STEP = re.compile(r"(?:an?\s)?(?:25|50|75|100)(?:\sor\s(?:an?\s)?(?:25|50|75|100))?")
_THINGS = re.compile(
    r"\s(?:(?!(?:and|or|of|in|on|to|from|for|by|at|basis|percentage)\b)[a-z-]+\s){0,2}(?!points\b)[a-z-]{3,}s\b"
)
_OF_ODDS: frozenset[Kind] = frozenset({"forecast", "fact", "outlook"})
ODDS_CHARS = 80


def with_unit(kind: Kind, quantity: Quantity, subject: Subject, view: View) -> Quantity:
    """A bare number with the unit that its kind and surroundings give it; a share told as odds with theirs."""
    around = view.text[max(0, quantity.start - ODDS_CHARS) : quantity.end + ODDS_CHARS]
    even = quantity.unit is None and _EVEN_ODDS.match(view.text, quantity.end) is not None
    if kind in _OF_ODDS and (even or (quantity.unit == "pct" and _ODDS.search(around))):
        return replace(quantity, unit="prob_pct")
    if kind in _OF_RATES and quantity.unit is None and quantity.value in STEPS and _STEP.fullmatch(subject.text):
        return replace(quantity, unit="bps")  # "75 is on the table"
    if quantity.unit == "points" and kind == "move" and _is_yield(subject):
        return replace(quantity, unit="bps" if quantity.value >= 1 else "pp")  # "the yield was down 7.2 points"
    if quantity.unit == "count" and kind != "count" and _AMOUNTS.match(view.text, quantity.end):
        return replace(quantity, unit="other")  # "three days", where the number is a word
    if quantity.unit is not None:
        return quantity
    return replace(quantity, unit=_counted(view, quantity) or _of_kind(kind, quantity, subject, view))


def _counted(view: View, quantity: Quantity) -> Unit | None:
    """The unit that the words behind a number give it: "10,000 jobs", "28 of the 48", "60 days"."""
    before = view.text[max(0, quantity.num_start - ODDS_CHARS) : quantity.num_start]
    if _OF_EARNINGS.search(before):
        return "x"
    if before.endswith("#") or _BETA.search(before):
        return "other"
    if COUNTS.match(view.text, quantity.end) or _OUT_OF.match(view.text, quantity.end):
        return "count"
    return "other" if _AMOUNTS.match(view.text, quantity.end) else None


def _of_kind(kind: Kind, quantity: Quantity, subject: Subject, view: View) -> Unit | None:
    unit = _BARE.get(kind)
    if kind == "policy" and quantity.value % 1 == 0 and _THINGS.match(view.text, quantity.end):
        return "count"  # "a list of 32 additional benchmarks"
    if kind in {"level", "forecast"} and is_rate_of_exchange(subject):
        return "other"
    if kind == "level" and _RATIO_LEVEL.search(view.text[max(0, subject.start - 12) : subject.end + 12]):
        unit = "other"
    elif (kind == "compare" and _TO_ONE.match(view.text, quantity.end)) or (
        kind == "fact" and _MULTIPLE.search(subject.text)
    ):
        unit = "x"
    elif quantity.value >= LARGEST_PRICE and _WORTH.search(subject.text):
        unit = "usd"  # "a market cap of roughly 18.9 billion"
    elif kind in {"data", "forecast"}:
        large = kind == "data" and quantity.value >= LARGE_COUNT and quantity.value % 1 == 0
        staff = _STAFF.search(subject.text) and "." not in quantity.text and quantity.value >= LEAST_STAFF
        scaled = kind == "forecast" and quantity.value >= LARGEST_PRICE  # "37 million phones"
        unit = "count" if large or staff or scaled or _COUNTED.search(subject.text) else "points"
    elif kind == "move" and quantity.sign and _AT_PRICE.match(view.text, quantity.end):
        unit = "usd"
    elif kind == "move" and any(other.unit == "pct" for other in view.quantities):
        yielded: Unit = "bps" if quantity.value >= 1 else "pp"
        unit = yielded if _is_yield(subject) else "pct"
    return unit


def _is_yield(subject: Subject) -> bool:
    return (subject.entity is not None and subject.entity.id.startswith("rate:")) or "yield" in subject.text.lower()


def is_rate_of_exchange(subject: Subject) -> bool:
    """Whether a subject's bare level is a rate of exchange; of a currency index it counts points."""
    entity_id = subject.entity.id if subject.entity is not None else ""
    known = entity_id.startswith("fx:") or _CURRENCY.search(subject.text) is not None
    return known and "index" not in subject.text.lower() and "DXY" not in subject.text
