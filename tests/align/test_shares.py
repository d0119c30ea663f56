"""Intervals and shrinkage against published and worked figures."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.align.shares import LEAST_WEIGHT, MOST_WEIGHT, WEIGHT, Prior, prior_of, share, wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    # R. G. Newcombe, Statistics in Medicine 17 (1998), 857, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_score_interval_is_the_published_one(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


def test_a_sure_thing_ends_at_one() -> None:
    assert wilson(9, 9)[1] == 1.0
    assert wilson(9, 9)[0] == pytest.approx(1 - wilson(0, 9)[1])


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share(case: tuple[int, int]) -> None:
    hits, n = case
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1


def test_the_weight_is_that_of_the_beta_that_the_peers_came_from() -> None:
    rng = random.Random(5)
    for a, b in ((8.0, 2.0), (30.0, 30.0)):
        peers = []
        for _ in range(3000):
            p, n = rng.betavariate(a, b), rng.randint(3, 60)
            peers.append((sum(rng.random() < p for _ in range(n)), n))
        found = prior_of(peers)
        assert found is not None
        assert found.mean == pytest.approx(a / (a + b), abs=0.01)
        assert found.weight == pytest.approx(a + b, rel=0.15)


def test_the_weight_by_hand() -> None:
    # mean 1/2, S = 20 (0.3)^2 2 = 3.6, S / m(1-m) = 14.4, room 20 - 1: r = 13.4 / 19, a weight of 0.4.
    assert prior_of([(16, 20), (4, 20)]) == Prior(0.5, LEAST_WEIGHT)
    # S = 100 (0.1)^2 2 = 2, S / m(1-m) = 8, room 100 - 1: r = 7 / 99.
    found = prior_of([(60, 100), (40, 100)])
    assert found is not None
    assert found.weight == pytest.approx(99 / 7 - 1)


def test_where_peers_cannot_be_told_apart_all_go_to_the_mean() -> None:
    assert prior_of([(5, 10), (5, 10), (5, 10)]) == Prior(0.5, MOST_WEIGHT)
    assert prior_of([(3, 3)]) == Prior(1.0, WEIGHT)
    assert prior_of([(1, 1), (0, 1)]) == Prior(0.5, WEIGHT)
    assert prior_of([(0, 0)]) is None
    assert prior_of([]) is None


def test_little_goes_far_towards_the_mean_and_much_hardly_moves() -> None:
    prior = Prior(0.6, 20.0)
    few, many = share(2, 2, prior), share(2000, 2000, prior)
    assert few.shrunk == pytest.approx((2 + 12) / 22)
    assert many.shrunk == pytest.approx((2000 + 12) / 2020)
    assert (few.value, few.n, few.hits) == (1.0, 2, 2)


def test_nothing_tried_is_null_and_not_zero() -> None:
    empty = share(0, 0, Prior(0.5, 10))
    assert (empty.n, empty.value, empty.low, empty.high, empty.shrunk) == (0, None, None, None, None)


@given(st.lists(st.integers(0, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=12))
def test_a_shrunk_share_lies_between_its_own_and_the_mean(peers: list[tuple[int, int]]) -> None:
    prior = prior_of(peers)
    for hits, n in peers:
        found = share(hits, n, prior)
        if found.value is None or found.shrunk is None:
            assert n == 0
            continue
        assert prior is not None
        low, high = sorted((found.value, prior.mean))
        assert low - 1e-12 <= found.shrunk <= high + 1e-12
        assert math.isfinite(found.shrunk)
