"""Pages read in other processes: the same extracts and errors, and a reader that dies costs its page only."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from concurrent.futures import Future

import pytest

from aggregator import articles, readers
from aggregator.errors import ExtractError
from aggregator.frames import Page, Read
from aggregator.readers import Readers

BODY = "The Russell 2000 gained on Friday as yields fell and investors moved money into smaller companies. " * 4
MANY = readers.WORTH_IT


def page(number: int, html: bytes | None = None) -> Page:
    head = f"<head><title>Story {number}</title></head>"
    body = f"<html lang='en'>{head}<body><article><h1>Story {number}</h1><p>{BODY}{number}</p></article></body></html>"
    return Page(html if html is not None else body.encode(), f"https://a.example/{number}", "text/html", {})


def pids(work: Readers) -> list[int]:
    return [reader.process.pid for reader in work._started]


def test_readers_find_what_the_crawl_itself_would() -> None:
    pages = [page(n) for n in range(20)]
    with Readers(2) as work:
        found = [future.result() for future in [work.submit(one, MANY) for one in pages]]
        assert len(pids(work)) in (1, 2)
        assert os.getpid() not in pids(work)
    assert found == [articles.extract(one.body, url=one.url, content_type="text/html") for one in pages]


def test_errors_come_back_whole() -> None:
    bad = Page(b"<html><p>x</p></html>", "https://a.example/1", "text/html", {"headline": "h1"})
    with Readers(2) as work:
        here, there = readers.read(bad), work.submit(bad, MANY).result()
    assert isinstance(here, ExtractError)
    assert isinstance(there, ExtractError)
    assert (here.item, here.code, here.reason, here.remedy) == (there.item, there.code, there.reason, there.remedy)


def test_few_pages_and_a_single_processor_start_no_reader() -> None:
    with Readers(2) as few, Readers(1) as single:
        assert few.submit(page(1), MANY - 1).done()
        assert single.submit(page(1), MANY).done()
        assert pids(few) == pids(single) == []


def test_a_reader_that_dies_costs_its_page_and_no_other() -> None:
    with Readers(2) as work:
        for future in [work.submit(page(n), MANY) for n in range(8)]:
            future.result()
        for pid in pids(work):
            os.kill(pid, signal.SIGKILL)
        after: list[Future[Read]] = [work.submit(page(n), MANY) for n in range(12)]
        results = [future.result() for future in after]
    lost = [result for result in results if isinstance(result, ExtractError)]
    assert 1 <= len(lost) <= 2
    assert {error.code for error in lost} == {"unreadable"}


def test_leaving_stops_the_readers_in_the_middle_of_their_work() -> None:
    deep = b"<div>" * 100 + b"<p>word </p>" * 20_000
    start = time.monotonic()
    with Readers(2) as work:
        waiting = [work.submit(page(n, deep), MANY) for n in range(100)]
        waiting[0].result()
        started = pids(work)
    assert time.monotonic() - start < 30
    for pid in started:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert any(future.cancelled() for future in waiting)


def test_a_page_that_never_ends_costs_itself_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    with Readers(2) as work:
        for future in [work.submit(page(n), MANY) for n in range(8)]:
            future.result()
        for pid in pids(work):
            os.kill(pid, signal.SIGSTOP)
        with monkeypatch.context() as hurried:
            hurried.setattr(readers, "PATIENCE_S", 0.2)
            lost = work.submit(page(8), MANY).result()
        assert isinstance(lost, ExtractError)
        assert (lost.code, lost.reason) == ("unreadable", "takes too long to read")
        for pid in pids(work):
            with contextlib.suppress(ProcessLookupError):  # the one that was given up
                os.kill(pid, signal.SIGCONT)
        after = [future.result() for future in [work.submit(page(n), MANY) for n in range(6)]]
    assert not any(isinstance(found, ExtractError) for found in after)
