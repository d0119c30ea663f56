"""Which crude plain "oil" is: the one sort that the article names."""

from __future__ import annotations

import pytest

from tests.understand.samples import claims


@pytest.mark.parametrize(
    ("text", "entity_id"),
    [
        ("Oil fell 2% on Friday. U.S. crude settled at $70 a barrel.", "commodity:WTI"),
        ("Oil fell 2% on Friday. Light, sweet crude settled at $70 a barrel.", "commodity:WTI"),
        ("Oil fell 2% on Friday. Brent crude settled at $70 a barrel.", "commodity:BRENT"),
        ("Oil fell 2% on Friday. U.S. crude settled at $70, Brent crude at $74.", "commodity:OIL"),
        ("Oil fell 2% on Friday. U.S. crude stockpiles rose last week.", "commodity:OIL"),
        ("Oil fell 2% on Friday. Gold settled at $2,400.", "commodity:OIL"),
    ],
)
def test_oil_is_the_one_sort_that_the_article_names(text: str, entity_id: str) -> None:
    assert claims(text)[0].entity_id == entity_id
