"""Which of two things named before words mean: "He bought Acme and Apex. The former is up, the latter fell"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from aggregator.records import Entity
from aggregator.understand.drafts import Draft
from aggregator.understand.entities.linking import Link
from aggregator.understand.view import View

_WHICH = re.compile(r"(?:the\s)?(?P<which>former|latter)", re.IGNORECASE)
_THE = re.compile(r"\b[Tt]he\s(?:former|latter)$", re.IGNORECASE)
_TWO = 2
_KINDS = ("company:", "fund:", "index:", "commodity:", "crypto:", "fx:", "rate:")


def meant(draft: Draft, view: View, past: Sequence[View]) -> Entity | None:
    """The first or second of the two that the words before name, or else the sentence before; None of more or less."""
    said, start = _WHICH.fullmatch(draft.subject.text), draft.subject.start
    if said is None or _THE.search(view.text, 0, draft.subject.end) is None:
        return None
    named = _named(link for link in view.links if link.end <= start)
    named = named or (_named(past[-1].links) if past else [])
    if len(named) != _TWO:
        return None
    return named[0] if said["which"].lower() == "former" else named[1]


def _named(links: Iterable[Link]) -> list[Entity]:
    found = {link.entity.id: link.entity for link in links if link.entity is not None}
    return [entity for key, entity in found.items() if key.startswith(_KINDS)]
