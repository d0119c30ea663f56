from contextlib import ExitStack

import httpcore
import pytest

from aggregator.fetch import wire
from aggregator.fetch.wire import Budget, GuardedBackend, Pools


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[httpcore.ConnectionPool]:
    """The pools that have been closed so far."""
    done: list[httpcore.ConnectionPool] = []

    def close(pool: httpcore.ConnectionPool) -> None:
        done.append(pool)

    monkeypatch.setattr(httpcore.ConnectionPool, "close", close)
    return done


@pytest.fixture
def pools() -> Pools:
    return Pools(GuardedBackend(Budget(), frozenset()))


def test_an_origin_keeps_its_pool_while_few_others_are_asked(
    pools: Pools, closed: list[httpcore.ConnectionPool]
) -> None:
    with pools.of("https://a.example:443") as first:
        pass
    for number in range(wire.KEPT_ORIGINS - 1):
        with pools.of(f"https://{number}.example:443"):
            pass
    with pools.of("https://a.example:443") as again:
        assert again is first
    assert closed == []


def test_the_least_recently_used_origin_is_let_go_but_never_one_in_use(
    pools: Pools, closed: list[httpcore.ConnectionPool]
) -> None:
    with ExitStack() as used:
        busy = used.enter_context(pools.of("https://busy.example:443"))
        with pools.of("https://idle.example:443") as idle:
            pass
        for number in range(2 * wire.KEPT_ORIGINS):
            with pools.of(f"https://{number}.example:443"):
                pass
        assert closed[0] is idle
        assert busy not in closed
        assert len(closed) == wire.KEPT_ORIGINS + 2  # of twice as many and the two before them
    with pools.of("https://busy.example:443") as still:
        assert still is busy


def test_all_end_with_the_fetcher(pools: Pools, closed: list[httpcore.ConnectionPool]) -> None:
    with pools.of("https://a.example:443") as one, pools.of("https://b.example:443") as other:
        pass
    pools.close()
    assert closed == [one, other]
