"""Moves told as nouns: "posted a 3% gain", "a 2.3% drop in Apple shares", "bringing its gains this year to 54%"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from aggregator.records import Direction
from aggregator.understand import cues
from aggregator.understand.amounts import differences, sharing
from aggregator.understand.drafts import Draft, move_of, owners_of
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.unreal import is_unreal
from aggregator.understand.view import View
from aggregator.windows import Phrase

_NOMINAL_GAP = re.compile(r"^\s(?:(?:[a-z-]+|S&P|biggest|N)\s){0,4}$|^\s$")
_OF_FIGURE = re.compile(
    r"^\s(?:of|in excess of)\s(?:about\s|nearly\s|around\s|more than\s|over\s|at least\s|roughly\s|almost\s|up to\s)?$"
)
_OF_OTHER = re.compile(r"^\s(?:in|of|for)\s(?!\s)")
_EXPECTING = re.compile(
    r"\b(?:consensus|estimate\w*|expect\w*|forecast\w*|predict\w*|project\w*|polled|anticipat\w*|"
    r"looking for)\b"
)
_IN_SUBJECT = re.compile(r"^\s(?:in|for|by|on|of)\s(?:the\s)?$")
_TALLY = re.compile(
    r",?\s(?:bringing|taking|pushing|putting|lifting|extending|leaving|widening|trimming|paring|cutting)\s"
    r"(?:its|their|his|her|the(?:\s\w+['’]s)?)\s[^,.;]{0,30}?(?P<noun>gains?|advance|rally|rise|return|performance|"
    r"loss(?:es)?|declines?|drop|slide|fall)\b[^,.;$]{0,30}?"
    r"(?P<base>\bfrom\s[^,.;$]{3,40})?\sto\s(?:\w+\s)?$"
)
AFTER_TALLY = 20  # "to 54% this year"
_NEGATIVE = re.compile(r"\bnegative\s(?:[a-z-]+\s){0,2}$")
_LOSSES = re.compile(r"loss|decline|drop|slide|fall")


def find(view: View, subjects: list[Subject], found: list[Draft]) -> Iterator[Draft]:
    """The moves that nouns tell in a sentence whose verbs told `found`."""
    yield from _posted(view, subjects, found)
    yield from _tallies(view, found)


def _tallies(view: View, found: list[Draft]) -> Iterator[Draft]:
    """ "is up 21%, bringing its year-to-date gains to 54%": a second figure with its own time."""
    for quantity in view.quantities:
        told = next((d for d in reversed(found) if d.kind == "move" and d.at <= quantity.start), None)
        if told is None or quantity.unit != "pct":
            continue
        match = _TALLY.search(view.text, told.at, quantity.num_start)
        if match is None:
            continue
        base = [Phrase(*match.span("base"), match["base"])] if match["base"] else []
        spans = base or [p for p in view.phrases if match.start() <= p.start and p.end <= quantity.end + AFTER_TALLY]
        way: Direction = "down" if quantity.sign < 0 or _LOSSES.match(match["noun"]) else "up"
        for subject, figure in _shared(view, told, found, quantity):
            draft = move_of(subject, (match.start(), figure.end), way, figure, how="noun")
            yield replace(draft, window=spans[0] if spans else None)


def _shared(view: View, told: Draft, found: list[Draft], first: Quantity) -> list[tuple[Subject, Quantity]]:
    """Whose the figures of a tally are: of all that one verb moved, in their order; one for several is nobody's."""
    owners = [draft.subject for draft in found if draft.kind == "move" and draft.at == told.at]
    figures = [first, *sharing.in_a_row(view, first.unit, first.end)]
    if len(owners) == 1:
        return [(told.subject, first)]
    return list(zip(owners, figures, strict=True)) if len(owners) == len(figures) else []


def _posted(view: View, subjects: list[Subject], found: list[Draft]) -> Iterator[Draft]:
    """Moves as nouns: "posted a 3% gain", "a loss of 2%", "a 2.3% drop in Apple shares"."""
    for noun in cues.NOUN.finditer(view.text):
        quantity = _noun_figure(view, noun)
        if quantity is None or quantity.unit not in {"pct", "bps", "points"}:
            continue
        if any(draft.value_text == quantity.text and draft.value == quantity.value for draft in found):
            continue
        subject = _noun_subject(view, subjects, noun, quantity)
        if subject is None or subject.role not in {"price", "measure"}:
            continue
        told = view.text[max(0, quantity.start - 70) : quantity.start]
        if _EXPECTING.search(told) or is_unreal(view, min(subject.start, noun.start())):
            continue
        way: Direction = "up" if noun["up"] and not _is_below_zero(view, quantity, noun) else "down"
        yield move_of(subject, (quantity.start, max(noun.end(), quantity.end)), way, quantity, how="noun")


def _is_below_zero(view: View, quantity: Quantity, noun: re.Match[str]) -> bool:
    """ "A negative 15% return", "a 4% negative return"."""
    return differences.is_negative(view, quantity) or _NEGATIVE.search(view.text, 0, noun.start()) is not None


def _noun_figure(view: View, noun: re.Match[str]) -> Quantity | None:
    for quantity in view.quantities:
        share = view.text.startswith(" of ", quantity.end)  # "accounted for 15 percent of the drop"
        gap = view.without_phrases(quantity.end, noun.start())
        if quantity.end <= noun.start() and not share and _NOMINAL_GAP.match(gap):
            return quantity
        if quantity.start >= noun.end() and _OF_FIGURE.match(view.without_phrases(noun.end(), quantity.start)):
            return quantity
    return None


def _noun_subject(view: View, subjects: list[Subject], noun: re.Match[str], quantity: Quantity) -> Subject | None:
    end = max(noun.end(), quantity.end)
    for subject in subjects:
        if subject.start >= end and _IN_SUBJECT.match(view.text[end : subject.start]):
            return subject
    if _OF_OTHER.match(view.without_phrases(end, len(view.text))):
        return None  # "a 14% rise in sales": not of the subject
    first = min(noun.start(), quantity.start)
    gets = None
    for match in cues.GETS.finditer(view.text[:first]):
        gets = match
    if gets is None or first - gets.end() > 30:
        return None
    owners = owners_of(view, subjects, gets.start())
    return owners[-1] if len(owners) == 1 else None
