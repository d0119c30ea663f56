"""Which figure of its subject a claim of some kind takes: a move the change, a level where it stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from aggregator.records import Kind, Unit
from aggregator.understand.amounts import chances, differences, goals, in_words, twins, units
from aggregator.understand.drafts import LARGEST_PRICE
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.unreal import is_of_condition
from aggregator.understand.view import View

FITTING: Mapping[Kind, frozenset[Unit | None]] = {
    "move": frozenset({"pct", "bps", "pp", "points", "x", "usd", "other"}),
    "level": frozenset({None, "points", "usd", "pct", "bps", "other", "x"}),
    "volume": frozenset({None, "usd", "other", "x", "count", "pct"}),
    "count": frozenset({None, "count", "x", "pct", "pp", "bps", "points", "other"}),  # a second week, of $3 billion
}
_ARRIVES = re.compile(
    r"\b(?:at|to|above|below|near|around|past|through|hit|topped|reached|stood|stands|breached)\s(?:\w+\s){0,2}$"
)
_STANDS_AT = re.compile(
    r"\b(?:at|to|above|below|past|near|through)\s(?:(?:an?|the|about|around|nearly|just|close|record)\s)*$"
)  # "with oil at $67"
# "The bond, at 4.75%, yields more than the note": where one stands is not by how much it is ahead.
_IS_AT, _ALONE = re.compile(r"\bat\s(?:(?:about|around|nearly)\s)?$"), re.compile(r"\s?(?:[,.;)]|$)")
_FROM = re.compile(r"\b(?:from|versus|compared (?:with|to)|against|after|than)\s(?:(?!to\b)[\w’'-]+\s){0,4}$")
# "See one cut, down from three in March": what was seen before.
_DOWN_FROM = re.compile(r"\b(?:up|down)\sfrom\s(?:(?:an?|the|about|around|nearly|just)\s)*$")
# "After raising rates by 75 basis points": what was done, no base.
_STEP = re.compile(r"\bafter\s(?:\w+ly\s)?\w+ing\s(?:[\w’'-]+\s){0,3}by\s$")
_NOW = re.compile(r"\b(?:currently|now|presently)\s(?:at\s|around\s|about\s|near\s)*$")
# "Has traded at a recent price of $84.27": where it stands is no forecast.
_RECENT = re.compile(
    r"\b(?:recent|current|last|latest|present|closing|Monday|Tuesday|Wednesday|Thursday|Friday)(?:['’]s)?\s"
    r"(?:(?:share|stock|closing|trading|market|spot)\s)?(?:price|close|level|quote)\s(?:of|at)\s(?:about\s|around\s)?$",
    re.IGNORECASE,
)
# "After losing nearly 5% at first, shares closed 6% higher": what came before.
_BEFOREHAND = re.compile(
    r"(?:[“\"'(]\s?)?(?:Even\s)?(?:After|Despite|Following|Having|Although|Though|While)\s[^;.]*?,\s"
)
_CLAUSE_ASIDE = re.compile(r"\s(?:--|–|—)\s.*?\s(?:--|–|—)\s|,\s(?:which|who|whose)\b[^;]*?,\s(?!(?:or|and)\b)")
_BRACKETS = re.compile(r"\([^()]*\)")
# "Above the Fed's 4.2% long-run estimate": what something is held against, not how far it went.
_BESIDE = re.compile(
    r"\b(?:above|below|over|under|beneath|exceed\w*|topp\w+|beat\w*|than|near|to|toward|towards|from|versus)\s"
    r"(?:(?:the|its|their|an?|[A-Z][\w&.]*(?:\s[A-Z][\w&.]*){0,2}['’]s?|[a-z]+(?:['’]s|s['’]))\s)+$"
)
_STANDARD = re.compile(
    r"\s(?:(?!(?:and|or|in|on|of|to|at|by|for|from|rise|drop|gain|fall)\b)[\w-]+\s){0,3}?"
    r"(?:estimates?|forecasts?|projections?|averages?|norm|mean|median|trend|consensus)\b"
)
# "The RSI of 27.1", "an RSI reading of 27.1": a gauge of 0 to 100.
_OSCILLATOR = re.compile(r"\b(?:RSI|[Rr]elative [Ss]trength [Ii]ndex|MACD|[Ss]tochastics?)\b[^,;.%$]{0,30}$")
_OSCILLATOR_BEHIND = re.compile(r"\s(?:RSI\b|relative strength\b)")
_NO_MOVE: frozenset[Kind] = frozenset({"move", "forecast", "volume"})
_UNDERLYING = re.compile(r"\sunderlying\s")  # shares that options stand for
_SPAN_OF_TIME = re.compile(
    r"[\s-](?:straight\s|consecutive\s|more\s|full\s)?(?:years?|months?|weeks?|days?|quarters?|decades?|hours?|minutes?|sessions?)\b"
)
_TIMELESS: frozenset[Kind] = frozenset({"data", "move", "level", "compare", "volume"})
"""Kinds whose figure is never how long something took."""
_AWAY = re.compile(r"\s(?:above|below|under|off|away from|from|short of)\s(?:its|their|the|an?)\s")
_OF_WORTH = re.compile(
    r"\s(?:in|of|off|from)\s(?:(?:the|its|their|combined|stock)\s)*(?:market[\s-](?:value|cap)|value\sof\b)"
)
_PRICE_TARGET = re.compile(
    r"\b(?:price|analysts?['’]?s?|average|consensus|12-month|mean|median)\s(?:price\s)?targets?\b"
)
TARGET_CHARS = 25
BASE_CHARS = 30
_OF_IT = re.compile(r"\sof\s(?:(?:the|its|their)\s)?")  # "57.9% of the average volume": of what it is a share
_SPREAD = re.compile(r"\b(?:spreads?|gaps?|premiums?|difference)\b", re.IGNORECASE)
# A percent sign may be lost: "the index fell 3.8 and the other dropped 3.4 percent".
_JUST_MOVED = re.compile(
    r"\b(?:rose|fell|gained|lost|added|shed|dropped|climbed|slid|slipped|sank|jumped|tumbled|up|down|higher|lower)\s(?:by\s)?$"
)
MOST_BARE = 20
_STRIKE = re.compile(r"\sstrike\b")  # what an option is for, not what it costs
_CHANGES: frozenset[Unit | None] = frozenset({"pct", "bps", "pp", "x"})
_WHOLE: frozenset[Unit | None] = frozenset({None, "count"})
_NUMBERS: frozenset[Unit | None] = frozenset({None, "count", "x"})


def choose(
    kind: Kind,
    figures: Sequence[Quantity],
    view: View,
    subject: Subject | None = None,
    kinds: Collection[Kind] = (),
) -> Quantity | None:
    """The figure of a claim of some kind among those of its subject, which is told as `kinds`."""
    figures = twins.own(view, kind, kinds, figures)
    if kind == "forecast" and subject is not None and (chance := chances.of(view, subject)) is not None:
        return chance
    supposed = [q for q in figures if subject is not None and is_of_condition(view, q.num_start, subject.start)]
    own = [q for q in figures if q not in supposed]
    fitting = _fitting(kind, goals.own(view, kind, own, subject), view, subject)
    if not fitting:
        return None

    def rank(q: Quantity) -> tuple[bool, ...]:
        return _is_apart(q, view, subject), *_rank(kind, q, view, subject), _is_in(_BRACKETS, q, view)

    return min(fitting, key=rank)


def _fitting(kind: Kind, figures: Sequence[Quantity], view: View, subject: Subject | None) -> list[Quantity]:
    """The figures that a claim of some kind can have."""
    units_of = FITTING.get(kind)
    found = [q for q in figures if (units_of is None or q.unit in units_of) and not _STRIKE.match(view.text, q.end)]
    found = [q for q in found if not differences.is_anothers(kind, view, q)]
    if kind == "compare":
        found = [q for q in found if not _IS_AT.search(_before(view, q)) or not _ALONE.match(view.text, q.end)]
    if kind == "level" and not (subject is not None and _SPREAD.search(subject.text)):
        found = [q for q in found if not differences.is_distance(view, q)]
    if kind in _TIMELESS:
        found = [q for q in found if q.unit not in _WHOLE or not _SPAN_OF_TIME.match(view.text, q.end)]
    if kind in _NO_MOVE:
        found = [q for q in found if q.unit is not None or not _is_oscillator(view, q)]
    if kind in {"move", "level"}:  # "more than 1.3 million contracts"
        found = [q for q in found if q.unit is not None or not units.COUNTS.match(view.text, q.end)]
    if kind == "move":
        found = [q for q in found if not _is_standard(view, q)]
    if kind == "forecast":
        found = [q for q in found if not (_RECENT.search(_before(view, q)) or _DOWN_FROM.search(_before(view, q)))]
    if kind == "move":  # a sum of money that flowed is no move of a price, nor is where it stands
        found = [q for q in found if q.unit != "usd" or q.value < LARGEST_PRICE or _OF_WORTH.match(view.text, q.end)]
        found = [q for q in found if q.unit in _CHANGES or not _STANDS_AT.search(_before(view, q))]
        return found or [q for q in figures if q.unit is None and _is_bare_change(view, q)]
    if kind == "count" and (in_words.run_of(view) is not None or any(q.unit in _WHOLE for q in found)):
        return [q for q in found if q.unit in _WHOLE]  # "fell 0.1 percent, a third straight drop"
    return found


def _is_apart(quantity: Quantity, view: View, subject: Subject | None) -> bool:
    """Whether a figure is told on the way to what is said of a subject: in an aside, of what came before."""
    if subject is None:
        return False
    told_before = _BEFOREHAND.match(view.text, 0, subject.start)
    earlier = told_before is not None and quantity.end <= told_before.end() <= subject.start
    return earlier or any(
        subject.end <= match.start() <= quantity.start and quantity.end <= match.end()
        for match in _CLAUSE_ASIDE.finditer(view.text)
    )


def _is_oscillator(view: View, quantity: Quantity) -> bool:
    """Whether a bare number is the reading of a gauge of speed: "its RSI of 27.1", "a 27.1 RSI reading"."""
    behind = _OSCILLATOR_BEHIND.match(view.text, quantity.end) is not None
    return behind or _OSCILLATOR.search(view.text[max(0, quantity.num_start - 60) : quantity.num_start]) is not None


def _is_standard(view: View, quantity: Quantity) -> bool:
    """Whether a figure is the estimate or average that something rose above."""
    held = _BESIDE.search(view.text[max(0, quantity.num_start - 60) : quantity.num_start]) is not None
    return held and _STANDARD.match(view.text, quantity.end) is not None


def _is_in(pattern: re.Pattern[str], quantity: Quantity, view: View) -> bool:
    return any(m.start() <= quantity.start and quantity.end <= m.end() for m in pattern.finditer(view.text))


def _rank(kind: Kind, quantity: Quantity, view: View, subject: Subject | None) -> tuple[bool, ...]:
    """What makes a figure less likely to be that of a claim; of equals the first one is it."""
    before, base = _before(view, quantity), _is_base(view, quantity, subject)
    if kind == "level":  # "rose 0.5% to 4,112"
        arrives = _ARRIVES.search(before) or (quantity.unit == "pct" and _AWAY.match(view.text, quantity.end))
        changed = quantity.unit in {"bps", "pp"} and not (subject is not None and _SPREAD.search(subject.text))
        return base, changed, not arrives, quantity.unit == "pct"
    if kind == "move":  # "49.18 points or 3.13 percent"
        return _ARRIVES.search(before) is not None, quantity.unit not in _CHANGES
    if kind == "forecast":  # "three further 25 basis-point cuts", "the average target is 72% higher at $149"
        aimed = subject is not None and _PRICE_TARGET.search(view.text, subject.start, subject.end + TARGET_CHARS)
        priced = quantity.unit in {"usd", "other"}
        return base or bool(_NOW.search(before)), bool(aimed) and not priced, quantity.unit == "count"
    if kind == "policy":  # "by 75 basis points at four meetings"
        return base and not _STEP.search(before), quantity.unit in _NUMBERS
    if kind == "volume":  # "10,409 contracts, or about 1.0 million underlying shares"
        share = subject is not None and _OF_IT.fullmatch(view.text, quantity.end, max(quantity.end, subject.start))
        return base, bool(share), _UNDERLYING.match(view.text, quantity.end) is not None
    return (base and kind != "compare",)  # "from 16.9% to just 3.1%"


def arrives(view: View, quantity: Quantity) -> bool:
    """Whether a figure is where something stands or was led to."""
    return _ARRIVES.search(_before(view, quantity)) is not None


def _is_base(view: View, quantity: Quantity, subject: Subject | None) -> bool:
    """Whether a figure is what another is held against; of "down from a peak of $5" it is the peak's own."""
    match = _FROM.search(_before(view, quantity))
    if match is None:
        return False
    at = max(0, quantity.num_start - BASE_CHARS) + match.start()
    return subject is None or not at < subject.start < quantity.start


def _before(view: View, quantity: Quantity) -> str:
    return view.text[max(0, quantity.num_start - BASE_CHARS) : quantity.num_start]


def _is_bare_change(view: View, quantity: Quantity) -> bool:
    """Whether a number without a unit is a change: "is -0.03 at $33.58", "rose 1.8, the S&P gained 2 percent"."""
    percents = any(q.unit == "pct" for q in view.quantities)
    small = "." in quantity.text and quantity.value < MOST_BARE and percents
    return bool(quantity.sign) or (small and _JUST_MOVED.search(_before(view, quantity)) is not None)
