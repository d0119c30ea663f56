"""Price targets: "raised its price target for Apple to $250 from $230".

A target is the named firm's. Where that firm is unknown it is no instrument's, whatever else the sentence names; where
none is named it is the share's that was just spoken of, never an index's and not the house's that sets it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from aggregator.records import Direction, Entity
from aggregator.understand import cues
from aggregator.understand.about import ratings
from aggregator.understand.drafts import Draft
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from aggregator.understand.wordings import outcomes, results

_TARGET = re.compile(
    r"\b(?:price target|target price|price objective|12-month target|fair value estimate|average (?:analyst )?target)\b"
)
_TARGET_TO = re.compile(
    r"^(?:\s(?:of|to|at|is|was|on|for|from|the|its|stock|shares|stands|currently|by|raised|lowered|cut|"
    r"set|[A-Z][\w.&'’-]*)){0,8}\s$"
)
# "31% higher at $20", "which is 30% above its price": how far a target lies from the price.
_AWAY = re.compile(
    r"(?:/share|\sper share|\sa share|\s?\w{0,6})?(?:,\swhich)?\s(?:is|was|stands|represents|implies)\s(?:\w+\s){0,2}$"
)
_SIDE = re.compile(r"\s(?P<side>(?P<up>higher|above|upside)|lower|below|downside)\b(?P<at>\sat\s)?")
_REACH = re.compile(r"\sto\s(?:reach|hit|get to)\s(?:an?|its|their)\s$")
_FROM = re.compile(r"\bfrom\s$")
_FROM_TO = re.compile(r"\bfrom\s\S+\s(?:per share\s|a share\s)?to\s$")
_NAME = r"(?P<who>[A-Z][\w.&'’-]*(?:\s[A-Z&][\w.&'’-]*)*)"
# "Price target for Acme Inc", "of $85 on shares of Acme".
_ON = re.compile(rf"\s(?:per share\s|a share\s)?(?:for|on|of)\s(?:shares\sof\s|stock\sof\s|the\s)?{_NAME}")
_OWN = re.compile(r"(?P<who>[A-Z][\w.&-]*(?:\s[A-Z&][\w.&-]*)*)['’]s?\s(?:[\w-]+\s){0,3}$")
# A name that does what prices do: "while Acme jumped 7%".
_MOVES = re.compile(r"(?P<who>[A-Z][\w.&'’-]*)(?:\s(?:Inc|Corp|Co|Ltd|Group)\b\.?)?\s(?:shares\s|stock\s)?")
_SETS = re.compile(r"(?:rais|lift|cut|lower|boost|trim|hik|slash|increas|reduc|add|kept|keep)", re.IGNORECASE)
_HOUSE_ACTS = re.compile(
    r"(?:['’]s?)?\s(?:(?!(?:after|as|when|on)\b)[\w-]+\s){0,4}(?:its|their|a|the)\s(?:[\w-]+\s){0,3}$"
)
_POINTS = re.compile(r"\s(?:for|on|of)\s(?:the|its|their)\s(?:stock|shares|company)\b")
_FIRMS = ("company:", "fund:")


def find(view: View, subjects: Sequence[Subject], past: Sequence[View]) -> list[Draft]:
    """The price targets of a sentence that carry their figure; of "to $50 from $45" the new one."""
    drafts: list[Draft] = []
    for match in _TARGET.finditer(view.text):
        quantity = next(
            (q for q in view.quantities if match.end() <= q.start <= match.end() + 60 and q.unit in {"usd", "other"}),
            None,
        )
        quantity = quantity and _raised_to(view, quantity)
        apart = _apart(view, match.end())
        if quantity is None or not (
            _TARGET_TO.match(view.without_phrases(match.end(), quantity.start)) or _leads(apart, quantity)
        ):
            continue
        entity = _owner(view, subjects, past, (match.start(), match.end(), quantity.end))
        subject = Subject(match.start(), match.end(), match.group(), entity, "price", listed=True)
        subject = _reaching(view, subjects, match.start()) or subject
        start = apart[1].end() if apart is not None else match.start()
        drafts.append(outcomes.draft_of("forecast.target", subject, (start, quantity.end), None, quantity))
        apart = apart or _apart(view, quantity.end)
        if apart is not None:
            away, side = apart
            way: Direction = "up" if side["up"] else "down"
            told = outcomes.draft_of("forecast.target", subject, (away.start, side.end("side")), way, away)
            drafts.append(replace(told, priced=False))  # the target itself is what can be scored
    return drafts


def _apart(view: View, at: int) -> tuple[Quantity, re.Match[str]] | None:
    """By how much a target is above or below the price, where that follows on what ends at `at`."""
    away = next((q for q in view.quantities if q.start >= at), None)
    if away is None or away.unit != "pct" or not _AWAY.fullmatch(view.text, at, away.num_start):
        return None
    side = _SIDE.match(view.text, away.end)
    return None if side is None else (away, side)


def _leads(apart: tuple[Quantity, re.Match[str]] | None, quantity: Quantity) -> bool:
    """Whether the distance stands before the figure: "is 31% higher at $20"."""
    return apart is not None and apart[1]["at"] is not None and apart[1].end() == quantity.start


def _reaching(view: View, subjects: Sequence[Subject], at: int) -> Subject | None:
    """Of "expect Apple to reach a target price" it is Apple that is spoken of."""
    before = (s for s in subjects if s.entity is not None and s.entity.id.startswith(_FIRMS))
    return next((s for s in before if _REACH.fullmatch(view.text, s.end, at)), None)


def _raised_to(view: View, quantity: Quantity) -> Quantity:
    """Of "from $230 to $270" the second."""
    later = next((q for q in view.quantities if q.start >= quantity.end and q.unit == quantity.unit), None)
    if later is None or not _FROM.search(view.text[: quantity.num_start]):
        return quantity
    return later if _FROM_TO.search(view.text[: later.num_start]) else quantity


def _owner(view: View, subjects: Sequence[Subject], past: Sequence[View], place: tuple[int, int, int]) -> Entity | None:
    """What a target is of. `place`: where its words begin and end, and where its figure ends."""
    start, end, done = place
    named = _ON.match(view.text, end) or _ON.match(view.text, done) or _OWN.search(view.text[:start])
    if named is not None:
        inside = (link for link in view.links if link.start < named.end("who") and named.start("who") < link.end)
        return next((link.entity for link in inside if link.entity is not None), None)
    firms = [s for s in subjects if s.start < start and s.entity is not None and s.entity.id.startswith(_FIRMS)]
    firms = [s for s in firms if not _sets_it(view, s, start)]
    if firms:
        return None if _another_moves(view, firms[-1].end, start) else firms[-1].entity
    if _POINTS.match(view.text, end):
        return results.company_of(replace(view, text="", links=()), 0, past)
    others = (link for link in view.links if link.entity is None or link.entity.id not in ratings.HOUSES)
    return results.company_of(replace(view, links=tuple(others)), start, past)


def _sets_it(view: View, subject: Subject, at: int) -> bool:
    """Whether a firm is the house whose target it is: "Goldman Sachs cut its price target"."""
    house = subject.entity is not None and subject.entity.id in ratings.HOUSES
    if subject.entity is not None and ratings.is_rater(view.text, subject.end, subject.entity):
        return True
    return house and _HOUSE_ACTS.fullmatch(view.text, subject.end, at) is not None


def _another_moves(view: View, start: int, end: int) -> bool:
    """Whether a name that no list has rises or falls in between: the target may be that firm's."""
    known = [(link.start, link.end) for link in view.links if link.entity is not None]
    for match in _MOVES.finditer(view.text, start, end):
        cue = cues.CUE.match(view.text, match.end(), end)
        unknown = not any(a <= match.start("who") < b for a, b in known)
        if cue is not None and unknown and not _SETS.match(cue.group()):
            return True
    return False
