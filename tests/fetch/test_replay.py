"""Against the replay server with its misbehaving feeds, and on to what the feed reader makes of them."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator.errors import FetchError, ParseError
from aggregator.feeds import parse
from aggregator.fetch.client import Fetcher
from aggregator.fetch.guard import CAPS
from aggregator.records import Request, Response

ARTICLES = [
    {"title": f"Small caps rise, day {n}", "body": f"The index rose {n} percent.\nMore.", "source": "Desk", "url": "",
     "published": f"2024-07-{n:02d}T12:00:00Z"}
    for n in range(1, 9)
]  # fmt: skip


@pytest.fixture(scope="module")
def replay(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    articles = tmp_path_factory.mktemp("replay") / "articles.jsonl.gz"
    articles.write_bytes(gzip.compress("\n".join(map(json.dumps, ARTICLES)).encode()))
    command = [sys.executable, str(shared / "replay" / "serve.py"), str(articles), "--port", "0", "--hostile"]
    process = subprocess.Popen(
        [sys.executable, "-c", _ON_ANY_PORT, *command[1:]], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    process.kill()
    process.wait()
    process.stdout.close()


# The server prints the port that it was asked for; run it so that it prints the one that it got.
_ON_ANY_PORT = """
import http.server, runpy, sys
class Server(http.server.ThreadingHTTPServer):
    def serve_forever(self, *a):
        print(self.server_port, flush=True)
        super().serve_forever(*a)
http.server.ThreadingHTTPServer = Server
sys.argv = sys.argv[1:]
real, sys.stdout = sys.stdout, sys.stdout
import builtins
said = builtins.print
builtins.print = lambda *a, **k: said(*a, **k) if len(a) == 1 and isinstance(a[0], int) else None
runpy.run_path(sys.argv[0], run_name="__main__")
"""


NAMES = ("all", "gone", "moved", "limited", "bomb", "entities", "broken", "latin", "undated", "future", "twins")
LOOPBACK = frozenset({"127.0.0.1"})


@pytest.fixture(scope="module")
def answers(replay: str) -> dict[str, Response | FetchError]:
    found: dict[str, Response | FetchError] = {}
    with Fetcher("aggregator/0.1", allow_hosts=LOOPBACK) as door:
        for name in NAMES:
            door.submit(Request(f"{replay}/feeds/{name}.xml", "feed"))
        for path in ("a/1", "private/a"):
            door.submit(Request(f"{replay}/{path}", "page"))
        for request, answer in door.results():
            name = request.url.rpartition("/")[2].removesuffix(".xml")
            found[name if request.kind == "feed" else f"{name}-page"] = answer
    return found


def test_feed_that_never_ends(replay: str) -> None:
    caps = {**CAPS, "feed": replace(CAPS["feed"], total_s=1.5)}
    with Fetcher("aggregator/0.1", allow_hosts=LOOPBACK, caps=caps) as door, pytest.raises(FetchError) as caught:
        door.get(Request(f"{replay}/feeds/slow.xml", "feed"))
    assert caught.value.code == "timeout"


@pytest.mark.parametrize(
    ("name", "code", "status"),
    [
        ("gone", "http_status", 410),
        ("limited", "http_status", 429),
        ("bomb", "too_large", None),
        ("a-page", "robots", None),
    ],
)
def test_failures(answers: dict[str, Response | FetchError], name: str, code: str, status: int | None) -> None:
    answer = answers[name]
    assert isinstance(answer, FetchError)
    assert (answer.code, answer.status) == (code, status)
    if name == "limited":
        assert answer.retry_after_s == 3600


@pytest.mark.parametrize(
    ("name", "entries", "dated"),
    [("all", 8, 8), ("moved", 8, 8), ("latin", 5, 5), ("undated", 5, 0), ("future", 5, 5), ("twins", 15, 15)],
)
def test_documents(answers: dict[str, Response | FetchError], name: str, entries: int, dated: int) -> None:
    answer = answers[name]
    assert isinstance(answer, Response)
    document = parse(answer.body, url=answer.url, content_type=answer.headers["content-type"])
    assert len(document.entries) == entries
    assert sum(entry.published is not None for entry in document.entries) == dated
    assert (answer.permanent_url is not None) == (name == "moved")


def test_broken_and_dangerous_documents(answers: dict[str, Response | FetchError]) -> None:
    broken, bomb = answers["broken"], answers["entities"]
    assert isinstance(broken, Response)
    assert isinstance(bomb, Response)
    assert len(parse(broken.body, url=broken.url).entries) >= 3
    with pytest.raises(ParseError) as caught:
        parse(bomb.body, url=bomb.url)
    assert caught.value.code == "dangerous_xml"


def test_page(answers: dict[str, Response | FetchError]) -> None:
    page = answers["1-page"]
    assert isinstance(page, Response)
    assert b"The index rose 2 percent." in page.body
