"""Figures of two that share a noun or a verb: which is whose, and that no one gets another's."""

from __future__ import annotations

import pytest

from tests.understand.samples import claims


def moves(text: str) -> list[tuple[str, float | None, str]]:
    return [(c.subject, c.value, c.topic) for c in claims(text) if c.kind == "move"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The small and midcap indexes tumbled 3% and 2% each.", [("small", 3), ("midcap indexes", 2)]),
        ("The small- and mid-cap indexes fell 2% and 3%.", [("small-", 2), ("mid-cap indexes", 3)]),
        ("Large and small caps gained 2% and 3%, respectively.", [("Large", 2), ("small caps", 3)]),
        ("Mid-cap as well as small-cap shares fell 2% and 3%.", [("Mid-cap", 2), ("small-cap shares", 3)]),
        # One figure is no cause to part them.
        ("Large and small caps gained 2%.", [("small caps", 2)]),
    ],
)
def test_two_sizes_of_firms(text: str, expected: list[tuple[str, float]]) -> None:
    found = moves(text)
    assert [(words, value) for words, value, _ in found] == expected
    if len(found) > 1:
        assert [topic for *_, topic in found] == ["small_caps" if "small" in w else "equities" for w, *_ in found]


def test_a_name_that_covers_both_names_neither() -> None:
    first, second = claims("Large and small caps gained 2% and 3%.")
    assert (first.entity_id, second.entity_id) == (None, "group:SMALL_CAPS")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The Dow and the Nasdaq fell 3% and 2%, taking their losses to 18% and 16%, respectively.",
            [("The Dow", 3), ("the Nasdaq", 2), ("The Dow", 18), ("the Nasdaq", 16)],
        ),
        (
            "The Dow and the Nasdaq fell 3% and 2%, taking their losses from a target to 18% and 16%.",
            [("The Dow", 3), ("the Nasdaq", 2), ("The Dow", 18), ("the Nasdaq", 16)],
        ),
        ("The Dow fell 3%, taking its losses to 18%.", [("The Dow", 3), ("The Dow", 18)]),
        # Whose it is of two is not said.
        ("The Dow and the Nasdaq fell 3%, taking their losses to 18%.", [("The Dow", 3), ("the Nasdaq", 3)]),
    ],
)
def test_a_tally_of_several(text: str, expected: list[tuple[str, float]]) -> None:
    assert [(words, value) for words, value, _ in moves(text)] == expected


def test_a_tally_from_a_mark_is_not_of_the_day() -> None:
    text = "The Dow and the Nasdaq fell 3% and 2% on Friday, taking the drop from their highs to 18% and 16%."
    assert [c.window_text for c in claims(text)] == ["on Friday", "on Friday", "from their highs", "from their highs"]
    assert [c.window_start is None for c in claims(text)] == [False, False, True, True]
