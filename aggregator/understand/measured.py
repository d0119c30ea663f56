"""Which figure of a sentence is whose, and in what unit: for the subjects that the encoder marks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aggregator.records import Kind, Unit
from aggregator.understand.drafts import LARGEST_PRICE
from aggregator.understand.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

_FITTING: Mapping[Kind, frozenset[Unit | None]] = {
    "move": frozenset({"pct", "bps", "pp", "points", "x", "usd", "other"}),
    "level": frozenset({None, "points", "usd", "pct", "other", "x"}),
}
_UNMARKED: frozenset[Kind] = frozenset({"move", "level", "data", "policy", "forecast"})
"""Kinds whose figure is taken from beside the subject where the encoder marks none."""
_NEAR_CHARS = 90
_LEADS = re.compile(r"^[^,;]*\b(?:of|in|as|for)\b[^,;]*$")
_CLAUSE_END = re.compile(r"[;:]|,\s(?:and|but|while|which|as|after|with)\b|\b(?:while|whereas|but|after|because)\b")
_RESPECTIVELY = re.compile(r"\brespectively\b")
_ARRIVES = re.compile(
    r"\b(?:at|to|above|below|near|around|past|through|hit|topped|reached|stood|stands|breached)\s(?:\w+\s){0,2}$"
)
_FROM = re.compile(r"\b(?:from|versus|compared with|against|after)\s(?:\w+\s){0,3}$")
_TO_ONE = re.compile(r"\s?-?\s?(?:to|for)[\s-]?(?:1|one|every)\b")
_ODDS = re.compile(r"\b(?:chance|odds|probability|likelihood|probabilities|bets)\b", re.IGNORECASE)
_RATIO_LEVEL = re.compile(r"\b(?:RSI|relative strength|ratio|USD/|/USD|yen|yuan|rupee|dollar|won|exchange rate)\b")
_COUNTED = re.compile(
    r"\b(?:claims|payrolls?|jobs|employers|openings|starts|sales of|customers|users|subscribers|deliveries|listings|"
    r"offerings|stores|layoffs|units|vehicles|homes|economy)\b",
    re.IGNORECASE,
)
_COUNT: Unit = "count"
_CARDINALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = (
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
CARDINALS = {word: n for n, word in enumerate(_CARDINALS, start=2)}
ORDINALS = {word: n for n, word in enumerate(_ORDINALS, start=2)}
_LINKS = re.compile(
    r"\s(?:is|are|was|were|at|of|came in at|stood at|stands at|totaled|totalled|reached|hit)\s(?:\w+\s)?$"
)
_WORDED: tuple[tuple[str, float, Unit], ...] = (
    ("two[\\s-]thirds", 66.7, "pct"),
    ("(?:one|a)[\\s-]third|third of", 33.3, "pct"),
    ("three[\\s-](?:quarters|fourths)", 75.0, "pct"),
    ("(?:one|a)[\\s-]quarter of", 25.0, "pct"),
    ("half", 50.0, "pct"),
    ("double digits", 10.0, "pct"),
    ("zero|flat", 0.0, "pct"),
    ("three dozen", 36.0, "count"),
    ("two dozen", 24.0, "count"),
    ("(?:a )?dozen", 12.0, "count"),
    *((word, float(value), _COUNT) for word, value in CARDINALS.items()),
)
WORDED: tuple[tuple[re.Pattern[str], float, Unit], ...] = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), value, unit) for words, value, unit in _WORDED
)
"""Figures in words that count only where the encoder marks one: the words, the value, the unit."""
_MULTIPLE = re.compile(r"\b(?:ratio|multiple|price-to-\w+|P/E|P/S)\b")
_BARE: Mapping[Kind, Unit] = {
    "level": "points",
    "volume": "count",
    "count": "count",
    "fact": "count",
    "compare": "count",
}
MOST_BESIDE = 3
ODDS_CHARS = 50
_RUN = re.compile(
    r"\b(?P<number>\w+)(?:[\s-](?:straight|consecutive|successive)\b|[\s-](?:day|week|month|quarter|session|year)s?"
    r"(?:\sin\sa\srow|\s(?:winning|losing|streak|run)))",
    re.IGNORECASE,
)


def by_subject(view: View, subjects: Sequence[Subject]) -> dict[int, list[Quantity]]:
    """By subject: the marked figures that follow it before the next subject, or stand before the first."""
    marked = view.spans.get("value", ())
    figures = [q for q in view.quantities if any(q.start < span.end and span.start < q.end for span in marked)]
    figures = sorted([*figures, *_worded(view)], key=lambda q: q.start)
    found: dict[int, list[Quantity]] = _in_turn(view, subjects, figures)
    for quantity in figures:
        if any(quantity in own for own in found.values()):
            continue
        inside = [n for n, s in enumerate(subjects) if s.start <= quantity.start and quantity.end <= s.end]
        if inside:  # "25% tariffs"
            found.setdefault(inside[0], []).append(quantity)
            continue
        before = [n for n, subject in enumerate(subjects) if subject.end <= quantity.start]
        after = [n for n, subject in enumerate(subjects) if subject.start >= quantity.end]
        # "a 0.3% rise in consumer prices": the figure stands first.
        owner = before[-1] if before else after[0] if after else None
        if before and after and _leads(view, quantity, subjects[before[-1]], subjects[after[0]]):
            owner = after[0]
        if owner is not None:
            found.setdefault(owner, []).append(quantity)
    return found


def _worded(view: View) -> list[Quantity]:
    """The figures that the encoder marks in words: "half of all revenue", "two dozen mills", "near zero"."""
    found = []
    for span in view.spans.get("value", ()):
        if any(q.start < span.end and span.start < q.end for q in view.quantities):
            continue
        for pattern, value, unit in WORDED:
            match = pattern.search(view.text, span.start, span.end)
            if match is not None:
                found.append(Quantity(match.start(), match.end(), match.group(), value, unit, num_start=match.start()))
                break
    return found


def _in_turn(view: View, subjects: Sequence[Subject], figures: Sequence[Quantity]) -> dict[int, list[Quantity]]:
    """ "Acme and Apex dropped 1.5% and 1.1%, respectively": the last so many figures, one for each subject."""
    told = _RESPECTIVELY.search(view.text)
    if told is None:
        return {}
    before = [q for q in figures if q.end <= told.start()]
    owners = [n for n, subject in enumerate(subjects) if before and subject.end <= before[-1].start]
    count = min(len(owners), len(before))
    return {n: [q] for n, q in zip(owners[-count:], before[-count:], strict=True)} if count > 1 else {}


def _leads(view: View, quantity: Quantity, before: Subject, after: Subject) -> bool:
    """Whether a figure belongs to the subject behind it: close by, with no comma between, and the other is farther."""
    gap = view.text[quantity.end : after.start]
    return _LEADS.search(gap) is not None and len(gap) < quantity.start - before.end and len(gap) < _NEAR_CHARS


def beside(view: View, kind: Kind, subject: Subject, taken: Sequence[Quantity]) -> list[Quantity]:
    """The first figure with a unit behind a subject in its clause, where the encoder marked none."""
    if kind not in _UNMARKED:
        return []
    end = _CLAUSE_END.search(view.text, subject.end)
    stop = end.start() if end else len(view.text)
    fits = _FITTING.get(kind, frozenset({"pct", "bps", "pp", "usd", "points", "x"})) - {None}
    near = [
        q
        for q in view.quantities
        if subject.end <= q.start < stop
        and q not in taken
        and (q.unit in fits or _LINKS.match(view.text[subject.end : q.num_start]))
        and q.start - subject.end < _NEAR_CHARS
    ]
    return near[:MOST_BESIDE]


def choose(kind: Kind, figures: Sequence[Quantity], view: View) -> Quantity | None:
    """The figure of a claim of some kind among those of its subject."""
    wanted = _FITTING.get(kind)
    fitting = [q for q in figures if wanted is None or q.unit in wanted]
    if kind == "move":  # a sum of money that flowed is no move of a price
        fitting = [q for q in fitting if q.unit != "usd" or q.value < LARGEST_PRICE]
    if kind == "level":  # "rose 0.5% to 4,112"
        fitting.sort(key=lambda q: (not _ARRIVES.search(_before(view, q)), q.unit == "pct"))
    elif kind == "move":  # "49.18 points or 3.13 percent"
        fitting.sort(key=lambda q: (_ARRIVES.search(_before(view, q)) is not None, q.unit == "points"))
    elif kind == "data":  # "from 16.9% to just 3.1%"
        fitting.sort(key=lambda q: _FROM.search(_before(view, q)) is not None)
    return fitting[0] if fitting else None


def _before(view: View, quantity: Quantity) -> str:
    return view.text[max(0, quantity.num_start - 30) : quantity.num_start]


def with_unit(kind: Kind, quantity: Quantity, subject: Subject, view: View) -> Quantity:
    """A bare number with the unit that its kind and surroundings give it; a share told as odds with theirs."""
    around = view.text[max(0, quantity.start - ODDS_CHARS) : quantity.end + ODDS_CHARS]
    if quantity.unit == "pct" and kind == "forecast" and _ODDS.search(around):
        return replace(quantity, unit="prob_pct")
    if quantity.unit is not None:
        return quantity
    unit = _BARE.get(kind)
    if kind == "level" and _RATIO_LEVEL.search(view.text[max(0, subject.start - 12) : subject.end + 12]):
        unit = "other"
    elif (kind == "compare" and _TO_ONE.match(view.text, quantity.end)) or (
        kind == "fact" and _MULTIPLE.search(subject.text)
    ):
        unit = "x"
    elif kind in {"data", "forecast"}:
        large = kind == "data" and quantity.value >= 10_000 and quantity.value % 1 == 0
        unit = "count" if large or _COUNTED.search(subject.text) else "points"
    elif kind == "move" and any(other.unit == "pct" for other in view.quantities):
        unit = "pct"
    return replace(quantity, unit=unit)


def run_of(view: View) -> tuple[float, str] | None:
    """How long a run or which turn a sentence tells in words, with those words: "third straight week" -> 3."""
    for match in _RUN.finditer(view.text):
        number = match["number"].lower()
        value = ORDINALS.get(number) or CARDINALS.get(number) or (float(number) if number.isdigit() else None)
        if value is not None:
            return float(value), match.group()
    return None
