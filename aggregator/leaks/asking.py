"""Answers with the questions that they were made of, so that the same answer need not be made twice.

What an output answers depends on the rows that its queries return and on nothing else that changes during a test. Where
each of its queries, asked again after a planting, returns the same rows in the same order, the answer is the same to
the byte: the program that makes it would take the same steps. Where one row differs the answer is made anew and
compared; most of the time of a test would otherwise be spent on making answers that nothing has touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aggregator.store.listening import Question, listened, returned

if TYPE_CHECKING:
    from aggregator.leaks.outputs import Answers, View
    from aggregator.store import Store


@dataclass(frozen=True, slots=True)
class Answered:
    """What an output answered, and what every query behind it returned. None: it did more than read."""

    answers: Answers
    returned: Mapping[Question, bytes] | None


def answer(ask: Callable[[View], Answers], view: View) -> Answered:
    """Make an answer and note what its queries return."""
    store, listener = listened(view.store)
    answers = ask(replace(view, store=store))
    if not listener.reads_only:
        return Answered(answers, None)
    return Answered(answers, {question: returned(view.store, question) for question in listener.asked})


def is_untouched(store: Store, before: Answered, known: dict[Question, bytes]) -> bool:
    """Whether all queries behind an answer return what they did. `known` keeps what they return now, for the others."""
    return before.returned is not None and all(
        _now(store, question, known) == rows for question, rows in before.returned.items()
    )


def _now(store: Store, question: Question, known: dict[Question, bytes]) -> bytes:
    if question not in known:
        known[question] = returned(store, question)
    return known[question]
