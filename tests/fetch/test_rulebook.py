"""Which robots.txt rules hold, and when a file is asked for again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from aggregator.errors import FetchError
from aggregator.fetch import rulebook
from aggregator.fetch.robots import FAILED_AGE_S, MAX_AGE_S
from aggregator.fetch.rulebook import Rulebook
from aggregator.records import Request, Response, RobotsFile

ORIGIN = "https://wire.example:443"
CLOSED = b"User-agent: *\nDisallow: /\n"


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.at = 1000.0

    def monotonic(self) -> float:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(rulebook, "time", clock)
    return clock


class Server:
    """Answers for robots.txt with `answer`, and counts how often it was asked."""

    def __init__(self, answer: bytes | FetchError = b"") -> None:
        self.answer, self.asked = answer, 0

    def __call__(self) -> Response | FetchError:
        self.asked += 1
        if isinstance(self.answer, FetchError):
            return self.answer
        return Response(Request(f"{ORIGIN}/robots.txt", "robots"), ORIGIN, 200, {}, self.answer)


def is_open(book: Rulebook, server: Server) -> bool:
    try:
        book.of(ORIGIN, server).check(f"{ORIGIN}/a", "aggregator")
    except FetchError:
        return False
    return True


def test_a_file_is_asked_for_once_a_day(clock: Clock) -> None:
    book, server = Rulebook("aggregator"), Server()
    assert is_open(book, server)
    server.answer = CLOSED
    clock.at += MAX_AGE_S - 1
    assert is_open(book, server)
    assert server.asked == 1
    clock.at += 1
    assert not is_open(book, server)
    assert server.asked == 2
    assert [(file.origin, file.body, file.fresh_s) for file in book.learned()] == [
        (ORIGIN, b"", MAX_AGE_S), (ORIGIN, CLOSED, MAX_AGE_S)]  # fmt: skip


def test_what_is_handed_in_holds_while_it_is_fresh(clock: Clock) -> None:
    book, server = Rulebook("aggregator"), Server()
    book.remember([RobotsFile(ORIGIN, 200, CLOSED, 60.0)])
    clock.at += 59
    assert not is_open(book, server)
    assert not is_open(book, server)
    assert server.asked == 0
    clock.at += 1
    assert is_open(book, server)
    assert server.asked == 1
    book.remember([RobotsFile("https://late.example:443", 200, CLOSED, 60.0)])
    clock.at += 60
    assert book.of("https://late.example:443", server).blocked is None  # not met before it was stale
    assert server.asked == 2


def test_what_is_handed_in_is_read_for_the_name_that_we_have_now() -> None:
    file = RobotsFile(ORIGIN, 200, b"User-agent: desk\nDisallow: /\n", 60.0)
    for agent, allowed in (("aggregator", True), ("desk", False)):
        book = Rulebook(agent)
        book.remember([file])
        rules = book.of(ORIGIN, Server())
        assert rules.parser.can_fetch(f"{ORIGIN}/a", agent) is allowed


@pytest.mark.parametrize(("code", "status"), [("http_status", 503), ("connect", None)])
def test_a_server_that_fails_is_asked_again_soon_and_forgotten_after_the_run(
    clock: Clock, code: str, status: int | None
) -> None:
    book, server = Rulebook("aggregator"), Server(FetchError(ORIGIN, "no", code=code, status=status))
    assert not is_open(book, server)
    clock.at += FAILED_AGE_S - 1
    assert not is_open(book, server)
    assert server.asked == 1
    server.answer = b""
    clock.at += 1
    assert is_open(book, server)
    assert [file.body for file in book.learned()] == [b""]


def test_threads_wait_for_one_answer() -> None:
    book, server, together = Rulebook("aggregator"), Server(CLOSED), threading.Barrier(4)

    def ask(_: int) -> bool:
        together.wait()
        return is_open(book, server)

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(4))) == [False] * 4
    assert server.asked == 1
