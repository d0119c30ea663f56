"""Firms that stand beside the one spoken of: whose "the stock" and "the company" the next sentence means."""

from __future__ import annotations

import pytest

from tests.understand.samples import claims

TESLA = "Tesla rose 2%. "


@pytest.mark.parametrize(
    ("text", "words", "entity_id"),
    [
        (TESLA + "Its rival Ford lost 1%. The stock is now up 5%.", "The stock", "company:TSLA"),
        (TESLA + "Rival Ford lost 1%. The stock is now up 5%.", "The stock", "company:TSLA"),
        (TESLA + "Ford, a rival, lost 1%. The stock is now up 5%.", "The stock", "company:TSLA"),
        (TESLA + "Its supplier, Micron, lost 1%. The company rose 8%.", "The company", "company:TSLA"),
        (TESLA + "Its rivals Ford and Apple lost 1%. The company's deliveries rose 8%.", "deliveries", "company:TSLA"),
        (TESLA + "Its rival Ford lost 1%. The company's deliveries rose 8%.", "deliveries", "company:TSLA"),
        # One that is no rival of the one before, or tells of itself, is what the next sentence goes on with.
        (TESLA + "Ford lost 1%. The stock is now up 5%.", "The stock", "company:F"),
        (TESLA + "Rival Ford reported a loss. The company's deliveries rose 8%.", "deliveries", "company:F"),
    ],
)
def test_a_rival_is_not_what_the_next_sentence_is_about(text: str, words: str, entity_id: str | None) -> None:
    assert [claim.entity_id for claim in claims(text) if claim.subject == words] == [entity_id]


@pytest.mark.parametrize(
    ("text", "subject", "entity_id"),
    [
        (TESLA + "Shares of rival Ford gained 1.2%.", "Shares of rival Ford", "company:F"),
        (TESLA + "Shares of chipmaker Intel gained 1.2%.", "Shares of chipmaker Intel", "company:INTC"),
    ],
)
def test_shares_of_a_rival_are_the_rivals(text: str, subject: str, entity_id: str) -> None:
    found = [(claim.subject, claim.entity_id) for claim in claims(text) if claim.value == 1.2]
    assert found == [(subject, entity_id)]
