"""The crawl against a plain loop, on a hundred invented sites on loopback with a slow network: pages a second.

    pip install 'aggregator[benchmark]'      (requests)
    python benchmarks/crawl.py [--feeds 500] [--jobs 16] [--quick]

500 feeds name 5,000 pages on 127.0.0.2 to 127.0.0.101; every answer takes 50 ms. The same sites are read by

- the crawl of this package, with all its manners, into a new store: robots.txt first, two connections a site at most;
  the pause between requests to a site is none, because the sites' robots.txt asks for `Crawl-delay: 0`;
- (a) a loop: requests with a kept connection, feedparser, trafilatura's plain text, nothing stored, a sample of feeds;
- (b) the same in a pool of as many threads as the crawl has jobs;
- parsing alone: what the crawl does with the same bodies (feeds and whole articles), no network and no store, in
  as many new processes side by side as the crawl reads with: two that share caches each take longer than one alone.

Each way is a process of its own, one way after the other, beside the server's process. Processor time is of the way's
process and its children, from its first request to its last page.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache
from pathlib import Path

import loopback

from aggregator.readers import Readers

HERE = Path(__file__).resolve().parent
ROUNDS_OF_WARMING = 3


def addresses(feeds: range, hosts: int, port: int) -> list[str]:
    """The feeds' addresses, spread over the hosts."""
    return [f"http://127.0.0.{loopback.FIRST_HOST + number % hosts}:{port}/f/{number}" for number in feeds]


def crawl(urls: list[str], jobs: int) -> int:
    """This package."""
    import datetime as dt

    from aggregator import config as configuration
    from aggregator import crawling
    from aggregator.fetch.client import Fetcher
    from aggregator.pipeline import quiet
    from aggregator.store import articles, open_store

    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "feeds.yaml"
        rows = "".join(f"  - {{name: Feed {n}, url: '{url}', source: wire{n}}}\n" for n, url in enumerate(urls))
        hosts = sorted({url.split("/")[2] for url in urls})
        listed.write_text(f"allow_hosts: {json.dumps(hosts)}\nfeeds:\n{rows}", encoding="utf-8")
        config = configuration.load(listed, environ={})
        now = dt.datetime(2024, 7, 20, tzinfo=dt.UTC)
        with (
            open_store(Path(folder) / "store.db") as store,
            Fetcher(config.user_agent, jobs=jobs, allow_hosts=config.allow_hosts) as fetch,
        ):
            report = crawling.crawl(store, config, fetch, now=now, progress=quiet)
            assert report.counts["failed"] == 0, report.failures[:3]
            return articles.count(store)


def loop(urls: list[str], _jobs: int) -> int:
    """(a) One after the other."""
    import requests

    with requests.Session() as session:
        return sum(_page(session, url) for feed in urls for url in _links(session, feed))


def pool(urls: list[str], jobs: int) -> int:
    """(b) The same, with threads: all feeds, then all their pages."""
    import requests
    from requests.adapters import HTTPAdapter

    with requests.Session() as session, ThreadPoolExecutor(jobs) as threads:
        session.mount("http://", HTTPAdapter(pool_connections=100, pool_maxsize=jobs))
        pages = [url for links in threads.map(lambda feed: _links(session, feed), urls) for url in links]
        return sum(threads.map(lambda url: _page(session, url), pages))


def _links(session: object, url: str) -> list[str]:
    import feedparser

    return [entry.link for entry in feedparser.parse(session.get(url, timeout=15).content).entries]  # type: ignore[attr-defined]


def _page(session: object, url: str) -> int:
    import trafilatura

    text = trafilatura.extract(session.get(url, timeout=15).text)  # type: ignore[attr-defined]
    return int(len(text or "") > 1000)


def parsing(urls: list[str], _jobs: int) -> int:
    """What the crawl does with the bodies, one after the other, without network and store."""
    from aggregator import articles, feeds

    done = 0
    for url in urls:
        feed, pages = bodies(url)
        for entry, page in zip(feeds.parse(feed, url=url).entries, pages, strict=True):
            extract = articles.extract(page, url=entry.url, content_type="text/html; charset=utf-8")
            done += len(extract.text) > 1000
    return done


@cache
def bodies(url: str) -> tuple[bytes, list[bytes]]:
    """A feed and the pages that it names, as the server makes them."""
    base, _, number = url.partition("/f/")
    first = int(number) * loopback.ENTRIES
    return loopback.feed(int(number), base), [loopback.page(first + n) for n in range(loopback.ENTRIES)]


WAYS: dict[str, Callable[[list[str], int], int]] = {"crawl": crawl, "loop": loop, "pool": pool, "parsing": parsing}


def measured(way: str, urls: list[str], jobs: int) -> dict[str, float]:
    """Run one way in this process and say what it took."""
    if way != "parsing":  # libraries load, caches fill; the crawl's readers start cold, and so does what they do alone
        WAYS["parsing"](["http://127.0.0.2:1/f/99999"] * ROUNDS_OF_WARMING, jobs)
    else:
        for url in urls:  # making them is no parsing
            bodies(url)
    before, start = _cpu_s(), time.perf_counter()
    pages = WAYS[way](urls, jobs)
    wall_s, cpu_s = time.perf_counter() - start, _cpu_s() - before
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"pages": pages, "wall_s": wall_s, "cpu_s": cpu_s, "peak_mb": peak / 1024}


def _cpu_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def apart(way: str, urls: list[str], jobs: int, processes: int = 1) -> dict[str, float]:
    """`measured` in processes of their own, each with its share of the addresses, as one way."""
    paths = os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, __file__, "--way", way, "--jobs", str(jobs)]

    def run(share: list[str]) -> dict[str, float]:
        done = subprocess.run(
            command,
            input=json.dumps(share),
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": paths},
        )
        if done.returncode:
            raise SystemExit(f"{way} failed:\n{done.stderr[-2000:]}")
        found: dict[str, float] = json.loads(done.stdout)
        return found

    with ThreadPoolExecutor(processes) as threads:
        rows = list(threads.map(run, [urls[n::processes] for n in range(processes)]))
    total = {name: sum(row[name] for row in rows) for name in ("pages", "cpu_s", "peak_mb")}
    return {**total, "wall_s": max(row["wall_s"] for row in rows)}


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=500, help="each names ten pages")
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--latency-ms", type=float, default=50.0)
    parser.add_argument("--jobs", type=int, default=16, help="requests at once, of the crawl and of the pool")
    parser.add_argument("--sample", type=int, default=40, help="feeds that the loop reads")
    parser.add_argument("--quick", action="store_true", help="a tenth of it")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        print(json.dumps(measured(options.way, json.load(sys.stdin), options.jobs)))
        return
    count, sample = (options.feeds // 10, options.sample // 5) if options.quick else (options.feeds, options.sample)
    server = subprocess.Popen(
        [sys.executable, str(HERE / "loopback.py"), f"--hosts={options.hosts}", f"--latency-ms={options.latency_ms}"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    with closing(server.stdout):
        try:
            urls = addresses(range(count), options.hosts, int(server.stdout.readline()))
            found = {
                "crawl": apart("crawl", urls, options.jobs),
                "loop": apart("loop", urls[:sample], 1),
                "pool": apart("pool", urls, options.jobs),
                "parsing": apart("parsing", urls, 1, processes=max(1, Readers().count)),
            }
        finally:
            server.kill()
            server.wait()
    report(found)


def report(found: dict[str, dict[str, float]]) -> None:
    """Rates, and the ratios that machines do not change much."""
    rate = {way: row["pages"] / row["wall_s"] for way, row in found.items()}
    cost = {way: 1000 * row["cpu_s"] / row["pages"] for way, row in found.items()}
    names = {"crawl": "crawl", "loop": "(a) loop", "pool": "(b) threads", "parsing": "parsing alone"}
    print("| way | pages | seconds | pages/s | CPU ms/page | peak MB |\n|---|---|---|---|---|---|")
    for way, row in found.items():
        numbers = (
            f"{row['pages']:,.0f} | {row['wall_s']:.1f} | {rate[way]:.1f} | {cost[way]:.2f} | {row['peak_mb']:.0f}"
        )
        print(f"| {names[way]} | {numbers} |")
    print(f"\ncrawl: {rate['crawl'] / rate['loop']:.1f} times (a), {rate['crawl'] / rate['pool']:.1f} times (b);")
    print(f"CPU per page {cost['crawl'] / cost['parsing']:.2f} times that of parsing alone")


if __name__ == "__main__":
    main()
