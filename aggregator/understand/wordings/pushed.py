"""Levels that a price was brought to, or that its yield has, and moves told behind a level.

"pushing the yield up to 3.45%" · "the note fell 14/32 in price to yield 3.01%" · "stood at 4.18%, down 5 basis points".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from aggregator.records import Comparator, Direction
from aggregator.understand import cues
from aggregator.understand.amounts.differences import is_distance
from aggregator.understand.drafts import LARGEST_PRICE, Draft, figure, move_of
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.unreal import is_unreal
from aggregator.understand.view import View

_PUSHES = re.compile(
    r"(?<![\w'’-])(?:(?P<up>push|lift|rais|boost|propel|catapult)|(?P<down>drag|pull|depress|weigh)|send|sent|driv|drove|"
    r"tak|took|bring|brought|forc|knock|keep|kept|leav|left|nudg|mov)g?(?:s|es|ed|ing|en|e)?\s(?:the\s|its\s|their\s)?$"
)
_WAY = (
    r"(?:(?P<rise>up|higher)|(?P<drop>down|lower)|back|further|briefly|sharply|slightly|a bit|as|close|to|trade|end|"
    r"high|low|just|well|about|around|nearly|a|an|the|key|record|intraday|session|of)"
)
_PREP = r"(?:to|at|(?P<over>above|over|past|beyond)|(?P<under>below|under|beneath))"
_THERE = re.compile(
    rf"\s(?:(?:on|in)\s[^,;]{{3,40}}\s)?(?:{_WAY}\s)*?{_PREP}\s(?:(?:a|an|the|key|just|about|around|nearly)\s)*$"
)
_YIELDING = re.compile(
    r"(?:\b(?:to\syield|yielding|yielded)|\bwith\sa\syield\sof)\s(?:about\s|around\s|nearly\s|just\s|as\s(?:low|high)\sas\s)*$"
)
_OTHER_CLAUSE = re.compile(r"[;]|\bwhile\b|\bwhereas\b|\bcompared\b|\bversus\b")
_BEHIND = re.compile(
    r"\s{0,30},\s(?:or\s)?(?P<way>up|down)\s(?:by\s|about\s|nearly\s|more\sthan\s|roughly\s|another\s)*$"
)
_PAIR = re.compile(r"[A-Z]{3}/[A-Z]{3}")
_RATES = ("rate:", "group:UST_YIELDS")


def find(view: View, subjects: list[Subject]) -> Iterator[Draft]:
    """The levels of both kinds; none where the words only suppose them."""
    for quantity in view.quantities:
        draft = _pushed(view, subjects, quantity) or _yielding(view, subjects, quantity)
        if draft is not None and not is_unreal(view, draft.subject.start) and not is_distance(view, quantity):
            yield draft


def moves(view: View, subjects: list[Subject], levels: list[Draft]) -> Iterator[Draft]:
    """ "Stood at 4.18% on Friday, down 5 basis points": by how much a subject moved to where it stands."""
    for level in levels:
        quantity = next((q for q in view.quantities if q.start >= level.at), None)
        if level.kind != "level" or quantity is None or quantity.unit not in {"pct", "bps", "pp", "points"}:
            continue
        match = _BEHIND.fullmatch(view.without_phrases(level.at, quantity.start))
        if match is None or any(level.at <= subject.start < quantity.start for subject in subjects):
            continue
        way: Direction = "up" if match["way"] == "up" else "down"
        span = (level.at + match.start("way"), quantity.end)
        yield move_of(level.subject, span, way, quantity, tense=level.tense, how="verb")


def _pushed(view: View, subjects: list[Subject], quantity: Quantity) -> Draft | None:
    """ "sending the Nasdaq below 12,000", "pulled gold prices lower to $1,900"."""
    subject = next((s for s in reversed(subjects) if s.end <= quantity.num_start), None)
    if subject is None or subject.role != "price" or not fits(subject, quantity):
        return None
    cause = _PUSHES.search(view.text, max(0, subject.start - 40), subject.start)
    there = _THERE.fullmatch(view.text, subject.end, quantity.num_start)
    if cause is None or there is None:
        return None
    comparator: Comparator | None = "gt" if there["over"] else "lt" if there["under"] else _plain(quantity)
    way: Direction | None = None
    if there["rise"] or there["over"] or cause["up"]:
        way = "up"
    elif there["drop"] or there["under"] or cause["down"]:
        way = "down"
    return _level(view, subject, quantity, (cause.start(), way), comparator)


def _yielding(view: View, subjects: list[Subject], quantity: Quantity) -> Draft | None:
    """ "The 10-year note fell 14/32 in price to yield 3.01%": what it yields moves against its price."""
    match = _YIELDING.search(view.text, max(0, quantity.num_start - 60), quantity.num_start)
    if match is None or quantity.unit != "pct":
        return None
    rates = (s for s in reversed(subjects) if s.end <= match.start() and _is_rate(s))
    subject = next(rates, None)
    if subject is None or _OTHER_CLAUSE.search(view.text, subject.end, match.start()):
        return None
    if "yield" in subject.text.lower():
        return None
    cue = cues.CUE.search(view.text, subject.end, match.start())
    of_price = cues.direction(cue) if cue else None
    way: Direction | None = "down" if of_price == "up" else "up" if of_price == "down" else None
    return _level(view, subject, quantity, (match.start(), way), _plain(quantity))


def _level(
    view: View,
    subject: Subject,
    quantity: Quantity,
    cue: tuple[int, Direction | None],
    comparator: Comparator | None,
) -> Draft:
    start, way = cue
    fields: dict[str, Any] = figure(quantity, "points")
    if comparator is None:  # of "up to 3.45%" the figure alone
        fields["value_text"] = view.text[quantity.num_start : quantity.end]
    fields["comparator"] = comparator
    return Draft("level", "level.reached", subject, start, quantity.end, direction=way, **fields)


def _plain(quantity: Quantity) -> Comparator | None:
    """The comparator of a figure's own words; none of "up to", which is where it went."""
    return None if quantity.text.lower().startswith("up to") else quantity.comparator


def _is_rate(subject: Subject) -> bool:
    return subject.entity is not None and subject.entity.id.startswith(_RATES)


def fits(subject: Subject, quantity: Quantity) -> bool:
    """Whether the figure can be a level of the subject: percent only of rates, a bare number only of indexes."""
    entity_id = subject.entity.id if subject.entity else ""
    is_rate = _is_rate(subject) or "yield" in subject.text.lower() or "rate" in subject.text.lower()
    if quantity.unit == "pct":
        return is_rate or subject.role == "measure"
    if quantity.unit is None:
        year = 1900 <= quantity.value <= 2100 and quantity.value == int(quantity.value) and "," not in quantity.text
        if _PAIR.search(subject.text):
            return True
        indexed = entity_id.startswith(("index:", "fx:", "crypto:")) or (
            subject.entity is None and "index" in subject.text.lower()
        )
        return indexed and not year and quantity.value >= 1
    return not is_rate and quantity.value < LARGEST_PRICE
