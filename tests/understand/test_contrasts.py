"""Figures and names that stand close and belong to something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from aggregator import understand
from aggregator.understand.encoder.decoding import Span
from aggregator.understand.encoder.model import SentenceScores
from tests.understand.samples import CREATED, FakeEncoder, article, claims, linker

TUESDAY = dt.datetime(2023, 2, 28, 22, 0, tzinfo=dt.UTC)


class Marking(FakeEncoder):
    """Marks gold prices as the subject of a move and every percentage as a figure."""

    def score(self, texts: Sequence[str]) -> list[SentenceScores]:
        return [self._marked(text) for text in texts]

    def _marked(self, text: str) -> SentenceScores:
        subject = Span(0, len("Gold prices"), "subject", 0.9, {"claim_kinds": {"move": 0.9}})
        start = text.index("5.6%")
        return replace(self._one(text), spans={"subject": (subject,), "value": (Span(start, start + 4, "value", 0.9),)})


def told(text: str) -> list[tuple[str, float | None]]:
    read = article(text, published=TUESDAY)
    found = understand.understand(read, Marking(), linker(), created_at=CREATED)
    return [(claim.rule_ids[0], claim.value) for claim in found.claims if claim.subject.startswith("Gold")]


def test_a_figure_behind_a_contrast_is_not_that_of_the_verb_before_it() -> None:
    assert ("move.verb", 5.6) not in told("Gold prices rose Tuesday, but still posted a 5.6% monthly loss.")
    assert ("move.verb", 5.6) in told("Gold prices rose Tuesday to end the day 5.6% up.")


@pytest.mark.parametrize(
    "text",
    [
        "Home sales fell 2.2% in January to a slower-than-expected 4.8 million units.",
        "The jobless rate fell to 18.5% in January from 19.2%, missing forecasts.",
    ],
)
def test_neither_the_figure_itself_nor_the_one_before_was_expected(text: str) -> None:
    assert [claim.expected for claim in claims(text, published=TUESDAY) if claim.expected is not None] == []


def test_what_is_unlikely_is_not_said_to_be() -> None:
    text = "It is unlikely that the S&P 500 hit a record high."
    assert [claim.rule_ids for claim in claims(text, published=TUESDAY) if claim.kind == "level"] == []
    assert [claim.kind for claim in claims("The S&P 500 hit a record high.", published=TUESDAY)] == ["level"]


def test_what_something_is_measured_against_is_not_meant_by_it() -> None:
    text = "It also led the peso to firm by 1 percent against the dollar, after it surged nearly 7 percent in 2012."
    assert "fx:DXY" not in {claim.entity_id for claim in claims(text, published=TUESDAY)}
