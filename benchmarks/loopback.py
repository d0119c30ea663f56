"""A hundred invented sites on loopback: what `crawl.py` crawls. Started by it as a process of its own.

Feeds lie at /f/NUMBER, their articles at /p/NUMBER. Each answer comes after a fixed pause, like that of a distant
server, and costs little to make, so that the crawler and not the server is measured. robots.txt asks for no pause.
"""

from __future__ import annotations

import argparse
import asyncio
import random
from functools import partial

FIRST_HOST = 2  # 127.0.0.2
ENTRIES = 10  # of each feed
PARAGRAPHS = 18
# What stands around the text, so that a page is as heavy as news pages are in the middle: links, teasers, kilobytes.
MENU, TEASERS, SCRIPT = 60, 60, 180
_SYLLABLES = ("ba", "cor", "den", "fi", "gra", "hol", "ist", "jun", "ka", "lor", "men", "nu", "or", "pal", "qui", "ras",
              "sol", "ti", "ur", "ven")  # fmt: skip
_VOCABULARY = [a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in ("", "s", "ing", "ed", "ly", "er")]
_MENU = "".join(f'<li class="menu-item"><a href="/section/{n}">Section number {n}</a></li>' for n in range(MENU))
_TEASERS = "".join(
    f'<div class="teaser card"><a href="/p/{n}"><img src="/img/{n}.jpg" alt="Picture {n}" width="320"></a>'
    f'<h3><a href="/p/{n}">Another story that readers liked, number {n}</a></h3><p>Two lines of it, no more.</p></div>'
    for n in range(TEASERS)
)
_METAS = "".join(
    f'<meta name="site-setting-{n}" content="value {n} of a setting that nobody reads">' for n in range(20)
)
_SCRIPT = "<script>" + "window.dataLayer=window.dataLayer||[];function track(a,b){return a+b}" * SCRIPT + "</script>"
_FOOT = (
    f"</article></main><aside>{_TEASERS}</aside><footer><ul>{_MENU}</ul><p>Copyright. All rights reserved.</p>"
    f"</footer>{_SCRIPT}{_SCRIPT}</body></html>"
)


def title(number: int) -> str:
    """The headline of an article."""
    words = random.Random(-number - 1).choices(_VOCABULARY, k=7)
    return f"{' '.join(words).capitalize()} {number}"


def published(number: int) -> str:
    """Its time, in an ISO form that both the page and the feed state."""
    return f"2024-07-{1 + number % 12:02}T{number % 24:02}:{number % 60:02}:00+00:00"


def page(number: int) -> bytes:
    """The page of an article: some 68 kB, of which 8 are its text."""
    rng = random.Random(number)
    sizes = rng.choices(range(30, 70), k=PARAGRAPHS)
    paragraphs = "".join(f"<p>{' '.join(rng.choices(_VOCABULARY, k=size)).capitalize()}.</p>" for size in sizes)
    head, date = title(number), published(number)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{head} | Invented Wire</title>{_METAS}'
        f'<meta property="article:published_time" content="{date}"><meta name="author" content="Ann Example">'
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{head}", "datePublished": "{date}",'
        f'"author": {{"@type": "Person", "name": "Ann Example"}}}}</script>{_SCRIPT}</head><body><header><nav>'
        f"<ul>{_MENU}</ul></nav></header><main><article><h1>{head}</h1><time datetime='{date}'>{date}</time>"
        f"{paragraphs}{_FOOT}"
    ).encode()


def feed(number: int, base: str) -> bytes:
    """A feed and its newest articles."""
    items = "".join(
        f"<item><title>{title(n)}</title><link>{base}/p/{n}</link><guid>{base}/p/{n}</guid>"
        f"<dc:date>{published(n)}</dc:date><description>{title(n)}: what it says in a line or two.</description></item>"
        for n in range(number * ENTRIES, (number + 1) * ENTRIES)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>Feed {number}</title><link>{base}/</link><description>invented</description>{items}</channel></rss>"
    ).encode()


class Answers(asyncio.Protocol):
    """One connection; requests are answered one after the other, each after the pause."""

    def __init__(self, latency_s: float) -> None:
        self.latency_s = latency_s
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode("latin-1")
            asyncio.get_running_loop().call_later(self.latency_s, self.answer, path)

    def answer(self, path: str) -> None:
        kind, _, number = path.removeprefix("/").partition("/")
        host, port = self.transport.get_extra_info("sockname")[:2]
        if path == "/robots.txt":
            body, content = b"User-agent: *\nCrawl-delay: 0\nDisallow: /private/\n", "text/plain"
        elif kind == "f":
            body, content = feed(int(number), f"http://{host}:{port}"), "application/rss+xml"
        else:
            body, content = page(int(number)), "text/html; charset=utf-8"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {content}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.transport.write(head.encode() + body)


async def serve(hosts: int, latency_s: float) -> None:
    """Listen on the port that the first host got, on every host, and print it."""
    loop = asyncio.get_running_loop()
    make, port = partial(Answers, latency_s), 0
    for host in range(FIRST_HOST, FIRST_HOST + hosts):
        server = await loop.create_server(make, f"127.0.0.{host}", port, backlog=512)
        port = port or server.sockets[0].getsockname()[1]
    print(port, flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--latency-ms", type=float, default=50.0)
    options = parser.parse_args()
    asyncio.run(serve(options.hosts, options.latency_ms / 1000))


if __name__ == "__main__":
    main()
