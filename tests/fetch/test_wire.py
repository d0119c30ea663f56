import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpcore
import pytest

from aggregator.fetch import wire
from aggregator.fetch.wire import Budget, Connections, GuardedBackend

A, B = "https://a.example:443", "https://b.example:443"


class Answered(httpcore.HTTPConnection):
    """A connection that has answered what it was asked, as long as nobody says otherwise."""

    idle, gone, shut = True, False, False

    def __init__(self, origin: httpcore.Origin, rules: ssl.SSLContext | None, **others: Any) -> None:
        super().__init__(origin, rules, **others)
        self.rules = rules

    def is_idle(self) -> bool:
        return self.idle

    def has_expired(self) -> bool:
        return self.gone

    def is_closed(self) -> bool:
        return self.shut

    def close(self) -> None:
        self.shut = True


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> Connections:
    monkeypatch.setattr(httpcore, "HTTPConnection", Answered)
    return Connections(GuardedBackend(Budget(), frozenset()))


def test_the_next_request_to_an_origin_finds_its_connection(connections: Connections) -> None:
    with connections.to(A) as first:
        pass
    with connections.to(B) as other, connections.to(A) as again:
        assert again is first
        assert other is not first


def test_two_requests_at_once_have_a_connection_each_and_both_are_kept(connections: Connections) -> None:
    with connections.to(A) as one, connections.to(A) as other:
        assert one is not other
    with connections.to(A) as one_again, connections.to(A) as other_again:
        assert {one_again, other_again} == {one, other}


def test_one_that_its_server_ended_meanwhile_is_not_used_again(connections: Connections) -> None:
    with connections.to(A) as first:
        pass
    assert isinstance(first, Answered)
    first.gone = True
    with connections.to(A) as second:
        assert second is not first
    assert first.is_closed()


def test_one_that_broke_off_in_the_middle_is_closed(connections: Connections) -> None:
    with connections.to(A) as first:
        assert isinstance(first, Answered)
        first.idle = False
    assert first.is_closed()
    with connections.to(A) as second:
        assert second is not first


def test_of_many_origins_those_asked_last_are_kept_and_one_in_use_is_never_closed(connections: Connections) -> None:
    with ExitStack() as used:
        busy = used.enter_context(connections.to(A))
        with connections.to(B) as idle:
            pass
        for number in range(wire.KEPT_ORIGINS):
            with connections.to(f"https://{number}.example:443"):
                pass
        assert idle.is_closed()
        assert not busy.is_closed()
    with connections.to(A) as still:
        assert still is busy


def test_all_end_with_the_fetcher(connections: Connections) -> None:
    with connections.to(A) as one, connections.to(B) as other:
        pass
    connections.close()
    assert one.is_closed()
    assert other.is_closed()


def test_rules_for_tls_are_strict_and_made_once_for_each_thread(connections: Connections) -> None:
    def rules(origin: str) -> ssl.SSLContext | None:
        with connections.to(origin) as connection:
            assert isinstance(connection, Answered)
            return connection.rules

    ours = rules(A)
    assert ours is not None
    assert (ours.verify_mode, ours.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert rules(B) is ours
    assert rules("http://c.example:80") is None
    with ThreadPoolExecutor(1) as other:
        assert other.submit(rules, "https://d.example:443").result() not in (None, ours)
