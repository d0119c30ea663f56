"""A crawl that is killed at random moments and run again ends in the store of one that was left alone.

Each round crawls a small web into a new store, is killed (SIGKILL) some times on the way, then left to finish. Eight
kills always run; AGGREGATOR_KILLS=200 sets another number.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

KILLS = int(os.environ.get("AGGREGATOR_KILLS", "8"))
A_ROUND = 4  # kills before a crawl is left to finish
FEEDS, ENTRIES = 12, 10
ROOT = Path(__file__).resolve().parents[1]
WORDS = [
    f"{a}{b}" for a in ("bal", "cor", "den", "fir", "gram", "hol", "ist", "jun") for b in ("ar", "en", "is", "ot", "um")
]


def words(seed: int, count: int) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=count)).capitalize()


def title(number: int) -> str:
    return f"Acme{number} buys Zenith{number} for {number} million dollars"


def page(number: int) -> bytes:
    told = 50 if number == 51 else number  # one article is a copy of another, at an address of its own
    body = "".join(f"<p>{title(told)}: {words(100 * told + n, 40)} {told}.{n} percent.</p>" for n in range(6))
    return f"<html lang='en'><head><title>{title(told)}</title></head><body><article>{body}".encode()


def entries(feed: int) -> list[int]:
    """Articles of a feed; two neighbours share one."""
    return [*range(feed * ENTRIES, (feed + 1) * ENTRIES), (feed * ENTRIES + ENTRIES) % (FEEDS * ENTRIES)]


def rss(feed: int) -> bytes:
    items = "".join(
        f"<item><guid isPermaLink='false'>{n}</guid><title>{title(50 if n == 51 else n)}</title><link>/p/{n}</link>"
        f"<pubDate>Mon, {1 + n % 14:02} Jul 2024 10:{n % 60:02}:00 GMT</pubDate></item>"
        for n in entries(feed)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{feed}</title>{items}</channel></rss>".encode()


class Web:
    """The small web, and when it was first asked for anything."""

    def __init__(self) -> None:
        self.asked_at: float | None = None
        self.readers_killed = 0
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                web.asked_at = web.asked_at or time.monotonic()
                status, headers, body = web.answer(self.path)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who is killed hangs up
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        time.sleep(0.01)
        _, kind, number = f"{path}//".split("/")[:3]
        if path == "/robots.txt":
            return 200, {}, b"User-agent: *\nCrawl-delay: 0\nDisallow: /p/33\n"
        if kind == "moved":
            return 301, {"Location": "/f/3"}, b""
        if kind == "f":
            return 200, {"ETag": f'"{number}"', "Content-Type": "application/rss+xml"}, rss(int(number))
        if number in ("17", "58"):
            return (404 if number == "17" else 503), {}, b""
        return 200, {"Content-Type": "text/html"}, page(int(number))

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def web() -> Iterator[Web]:
    server = Web()
    yield server
    server.close()


class Crawl:
    """`aggregator crawl` in a process of its own."""

    def __init__(self, web: Web, folder: Path, store: Path) -> None:
        web.asked_at = None
        listed = folder / "feeds.yaml"
        base = f"http://127.0.0.1:{web.server.server_port}"
        # Feeds that share an article are of one outlet, so that it does not matter which is first.
        rows = [f"  - {{name: Feed {n}, url: '{base}/f/{n}', source: wire}}" for n in range(FEEDS) if n != 3]
        rows += [f"  - {{name: Moved, url: '{base}/moved/3', source: wire}}"]
        listed.write_text("allow_hosts: [127.0.0.1]\nfeeds:\n" + "\n".join(rows), encoding="utf-8")
        self.web = web
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from aggregator.cli import main; main()", "--db", str(store), "--feeds",
             str(listed), "--now", "2024-07-15T12:00Z", "-q", "crawl", "--jobs", "16"],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip

    def finish(self) -> float:
        """Let it end; the seconds from its first request on."""
        _, errors = self.process.communicate(timeout=100)
        # Three pages fail by design; a crawl that finds them noted has nothing that fails.
        assert self.process.returncode in (0, 1), errors.decode()
        assert b"Traceback" not in errors, errors.decode()
        return time.monotonic() - (self.web.asked_at or time.monotonic())

    def kill(self, after_s: float, *, from_start: bool) -> None:
        """Kill it so long after its start or its first request, and see that its readers end with it."""
        while not from_start and self.web.asked_at is None and self.process.poll() is None:
            time.sleep(0.005)
        time.sleep(after_s)
        readers = children(self.process.pid)
        self.web.readers_killed += len(readers)
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()
        patience = time.monotonic() + 10
        while any(running(pid) for pid in readers):
            assert time.monotonic() < patience, "a reader outlives its crawl"
            time.sleep(0.01)


def children(pid: int) -> list[int]:
    """Linux only; elsewhere none are found."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in task.read_text().split()]
    return found


def running(pid: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


# What depends on which of two equal feeds or copies came first, and on how often a run began.
LEFT_OUT = {"articles": {"feed_url", "guid", "story_id", "story_rank", "story_signature"}, "revisions": {"rev"}}
TABLES = (
    "articles",
    "revisions",
    "deliveries",
    "feed_states",
    "feed_moves",
    "site_rests",
    "robots",
    "failures",
    "pages",
)


def content(path: Path) -> dict[str, Any]:
    """What the store holds, after SQLite has found it whole."""
    with sqlite3.connect(path) as store:
        store.row_factory = sqlite3.Row
        assert store.execute("PRAGMA integrity_check").fetchall()[0][0] == "ok"
        assert store.execute("PRAGMA foreign_key_check").fetchall() == []
        store.execute("INSERT INTO revisions_fts (revisions_fts, rank) VALUES ('integrity-check', 1)")
        found: dict[str, Any] = {}
        for table in TABLES:
            rows = [dict(row) for row in store.execute(f"SELECT * FROM {table}")]
            kept = [{k: v for k, v in row.items() if k not in LEFT_OUT.get(table, set())} for row in rows]
            found[table] = sorted(map(repr, kept))
        stories = defaultdict(list)
        for row in store.execute("SELECT id, story_id FROM articles ORDER BY id"):
            stories[row["story_id"]].append(row["id"])
        found["stories"] = sorted(stories.values())
    store.close()
    return found


@pytest.mark.timeout(60 + 20 * KILLS)
def test_a_crawl_that_is_killed_at_random_moments_is_finished_by_the_next(web: Web, tmp_path: Path) -> None:
    Crawl(web, tmp_path, tmp_path / "whole.db").finish()
    whole_s = Crawl(web, tmp_path, tmp_path / "again.db").finish()
    expected = content(tmp_path / "whole.db")
    assert content(tmp_path / "again.db") == expected
    assert len(expected["articles"]) == FEEDS * ENTRIES
    assert max(map(len, expected["stories"])) == 2
    moments = random.Random(os.environ.get("AGGREGATOR_SEED", "1"))
    left = KILLS
    while left > 0:
        store = tmp_path / "killed.db"
        for leftover in tmp_path.glob("killed.db*"):
            leftover.unlink()
        for _ in range(min(left, A_ROUND)):
            from_start = moments.random() < 0.2  # while the program starts and makes the store
            Crawl(web, tmp_path, store).kill(moments.uniform(0, 1.5 if from_start else whole_s), from_start=from_start)
        left -= A_ROUND
        Crawl(web, tmp_path, store).finish()
        found = content(store)
        for name in expected:
            assert found[name] == expected[name], name
    assert web.readers_killed > 0 or not sys.platform.startswith("linux")
