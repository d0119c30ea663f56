"""Claims of a state: what the encoder marks is told, though it has neither a figure nor a direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from aggregator import understand
from aggregator.records import Claim, Kind
from aggregator.understand.encoder.decoding import Span
from aggregator.understand.encoder.model import SentenceScores
from tests.understand.samples import CREATED, FakeEncoder, article, linker


class Marking(FakeEncoder):
    """Marks the first words of each sentence as the subject of one kind."""

    def __init__(self, words: str, kind: Kind) -> None:
        super().__init__()
        heads: dict[str, dict[str, float]] = {"claim_kinds": {kind: 0.9}, "claim_direction": {"none": 0.9, "up": 0.1}}
        self.subject = Span(0, len(words), "subject", 0.9, heads)

    def score(self, texts: Sequence[str]) -> list[SentenceScores]:
        return [replace(self._one(text), spans={"subject": (self.subject,)}) for text in texts]


def told(text: str, words: str, kind: Kind) -> list[Claim]:
    read = understand.understand(article(text), Marking(words, kind), linker(), created_at=CREATED)
    return [claim for claim in read.claims if claim.rule_ids == (f"model.{kind}",)]


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("The harbour trade remained lively.", "The harbour trade", "data"),
        ("Grain futures were choppy.", "Grain futures", "move"),
        ("Old ships stand in stark contrast to new ones.", "Old ships", "compare"),
    ],
)
def test_a_state_is_a_claim(text: str, words: str, kind: Kind) -> None:
    [claim] = told(text, words, kind)
    assert (claim.kind, claim.direction, claim.value, claim.value_text) == (kind, None, None, None)


def test_a_question_about_it_is_none() -> None:
    assert told("Harbour trade remains lively, does it?", "Harbour trade", "data") == []
