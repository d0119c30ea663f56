"""Figures that stand in words: "half of all revenue", "two dozen mills", "three banks", "a third straight week"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.records import Kind, Unit
from aggregator.understand.numbers import numerals
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

_COUNTING: frozenset[Kind] = frozenset({"data", "policy", "forecast", "fact"})
_COUNT: Unit = "count"
CARDINALS = {word: n for word, n in numerals.WORDS.items() if 2 <= n <= 12}
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
_SO_MANY = re.compile(
    rf"\b(?P<number>{'|'.join(CARDINALS)})\s(?:(?:more|other|further|additional|rate|interest)\s)?$", re.IGNORECASE
)
ORDINALS = {word: n for n, word in enumerate(_ORDINALS, start=2)}
_WORDED: tuple[tuple[str, float, Unit], ...] = (
    ("two[\\s-]thirds", 66.7, "pct"),
    ("(?:one|a)[\\s-]third|third of", 33.3, "pct"),
    ("three[\\s-](?:quarters|fourths)(?=\\sof\\b|\\s?[,.]|$)(?<!or three quarters)", 75.0, "pct"),
    ("(?:one|a)[\\s-]quarter of", 25.0, "pct"),
    ("(?:one|a)[\\s-]fourth", 25.0, "pct"),
    ("(?:one|a)[\\s-]fifth", 20.0, "pct"),
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
_SPAN_LONG = re.compile(r"-(?:day|week|month|quarter|year)\b")  # "the four-week average"
_RUN = re.compile(
    r"\b(?P<number>\w+)(?:[\s-](?:straight|consecutive|successive)\b|[\s-](?:day|week|month|quarter|session|year)s?"
    r"(?:\sin\sa\srow|\s(?:winning|losing|streak|run|rally|drop|slide|advance|gain|decline|rise|slump|sell-?off))|"
    r"(?<=second|.third|fourth|.fifth|.sixth)\stime\b|[\s-](?:record|best|worst|largest|biggest|highest|lowest)\b)",
    re.IGNORECASE,
)


def marked(view: View, figures: Sequence[Quantity]) -> list[Quantity]:
    """What the encoder marks in words beside the figures: "half of all revenue", "two dozen mills", "near zero"."""
    found = []
    for span in view.spans.get("value", ()):
        if any(q.start < span.end and span.start < q.end for q in figures):
            continue
        for pattern, value, unit in WORDED:
            match = pattern.search(view.text, span.start, span.end)
            if match is not None and not _SPAN_LONG.match(view.text, match.end()):
                found.append(Quantity(match.start(), match.end(), match.group(), value, unit, num_start=match.start()))
                break
    return found


def so_many(view: View, kind: Kind, subject: Subject) -> list[Quantity]:
    """How many a subject speaks of, in words: "three banks", "two rate cuts"."""
    first = subject.text.split(" ", 1)[0].lower()
    match = _SO_MANY.search(view.text[: subject.start])
    if kind not in _COUNTING or (first not in CARDINALS and match is None):
        return []
    start = subject.start if match is None else match.start("number")
    number = first if match is None else match["number"].lower()
    end = start + len(number)
    return [Quantity(start, end, view.text[start:end], float(CARDINALS[number]), _COUNT, num_start=start)]


def run_of(view: View) -> tuple[float, str] | None:
    """How long a run or which turn a sentence tells in words, with those words: "third straight week" -> 3."""
    for match in _RUN.finditer(view.text):
        number = match["number"].lower()
        ranked = re.search(r"(?:record|st)$", match.group(), re.IGNORECASE) is not None
        digits = re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)?", number)
        value = ORDINALS.get(number) or (float(digits[1]) if digits else None if ranked else CARDINALS.get(number))
        if value is not None:
            return float(value), match.group()
    return None
