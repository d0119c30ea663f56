"""The pairing is the best there is: compared with all pairings of small tables."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from aggregator.evaluation.matching import best_pairs


def total(weights: list[list[int]]) -> int:
    """The largest total by trying everything."""
    if not weights:
        return 0
    rows, columns = len(weights), len(weights[0])
    padded = [[*row, *[0] * rows] for row in weights]
    return max(sum(padded[i][j] for i, j in enumerate(chosen)) for chosen in permutations(range(columns + rows), rows))


tables = st.integers(0, 4).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 9), min_size=columns, max_size=columns), max_size=3)
)


@given(tables)
def test_no_pairing_weighs_more(weights: list[list[int]]) -> None:
    pairs = best_pairs(weights)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(weights[i][j] > 0 for i, j in pairs)
    assert sum(weights[i][j] for i, j in pairs) == total(weights)


def test_the_first_choice_gives_way_where_that_makes_a_pair_more() -> None:
    assert best_pairs([[5, 4], [5, 0]]) == [(0, 1), (1, 0)]
    assert best_pairs([[5, 4], [5, 0], [0, 0]]) == [(0, 1), (1, 0)]
    assert best_pairs([]) == best_pairs([[], []]) == []
