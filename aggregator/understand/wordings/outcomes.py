"""What an expectation leads to, as far as all forecast rules share it: direction words, dates, the draft itself."""

from __future__ import annotations

import re
from typing import Any

from aggregator.records import Certainty, Direction, Unit
from aggregator.understand.amounts import units
from aggregator.understand.drafts import Draft, figure
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View

# "Push rates past 5%", "bring inflation below 3%".
_BRINGS = r"(?:push|take|lift|drive|bring|move|send|get|drag|pull)\s(?:[\w-]+\s){1,4}?"
RISE = re.compile(
    r"^(?:rise|climb|gain|increase|advance|rally|jump|grow|expand|accelerate|surge|rebound|recover|"
    r"edge up|tick up|improve|strengthen|hike|raise|reach|top|exceed|open higher|"
    r"move higher|go up|double|outperform|be up|hit)\b|^\w+ (?:up|higher)\b|"
    rf"^{_BRINGS}(?:up|higher|above|past|beyond|over)\b"
)
FALL = re.compile(
    r"^(?:fall|drop|decline|decrease|slide|slip|ease|cool|slow|moderate|cuts?|lower|reduce|shrink|"
    r"contract|weaken|dip|plunge|tumble|lose|come down|edge down|tick down|open lower|"
    r"move lower|go down|retreat|be down|sink|slump)\b|^\w+ (?:down|lower)\b|"
    rf"^{_BRINGS}(?:down|lower|below|under|beneath)\b"
)
CLAUSE_END = re.compile(
    r"[;]|,\s(?:and|but|while|with|which|as)\b|\b(?:after|while|but|compared|versus|because|as|from)\b"
)
THOUSANDS = 1000  # a bare figure from here on counts people or things


def draft_of(
    rule: str,
    subject: Subject,
    span: tuple[int, int],
    way: Direction | None = None,
    quantity: Quantity | None = None,
    *,
    certainty: Certainty = "hedged",
) -> Draft:
    """A forecast of `subject`, read from the words of `span`."""
    bare: Unit = "count" if quantity is not None and quantity.value >= THOUSANDS else "points"
    fields: dict[str, Any] = figure(quantity, "other" if units.is_rate_of_exchange(subject) else bare)
    at = max(span[1], quantity.end if quantity else 0)
    return Draft("forecast", rule, subject, span[0], at, direction=way, tense="future", certainty=certainty, **fields)


def has_date(view: View, at: int) -> bool:
    """Whether a time expression follows in the same clause."""
    return any(at <= p.start <= at + 110 and not CLAUSE_END.search(view.text[at : p.start]) for p in view.phrases)
