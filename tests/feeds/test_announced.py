"""Which feeds a page names."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.feeds.announced import announced, usual

URL = "https://site.example/blog/"


def test_announced_feeds_come_first_and_those_for_comments_last() -> None:
    page = b"""<html><head><base href="/base/"><title>x</title>
    <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
    <link rel="Alternate" type="Application/Atom+XML; charset=utf-8" href="main.atom">
    <link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
    <link rel="alternate" type="application/feed+json" href="feed.json">
    <link rel="alternate" hreflang="de" href="/de/"><link rel="stylesheet" type="text/xml" href="x.xsl">
    <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
    </head><body><a href="/rss.xml">RSS</a> <a href="https://feeds.example/x?format=rss">x</a>
    <a href="/feedback">Feedback</a> <a href="/about">About</a></body></html>"""
    assert announced(page, url=URL) == (
        "https://site.example/base/main.atom",
        "https://site.example/base/feed.json",
        "https://site.example/comments/feed/",
        "https://site.example/rss.xml",
        "https://feeds.example/x?format=rss",
    )


def test_usual_places_lie_below_the_address_and_below_the_front_page() -> None:
    places = usual(URL + "?x=1")
    assert places[0] == "https://site.example/blog/feed"
    assert "https://site.example/feed" in places
    assert "https://site.example/?feed=rss2" in places
    assert len(set(places)) == len(places)
    assert usual("https://site.example")[0] == "https://site.example/feed"


@pytest.mark.parametrize(
    "page",
    [b"", b"\x00\xff", b"<link " * 200_000, b"<a href='" + b"a" * 3_000_000, b"<a><link rel=alternate>" * 50_000],
)
def test_hostile_pages_end_in_bounded_time(page: bytes) -> None:
    started = time.process_time()
    assert announced(page, url=URL) == ()
    assert time.process_time() - started < 2


PIECES = st.sampled_from(
    [b"<link ", b"rel=alternate ", b"type='application/rss+xml' ", b"href='", b"//[x", b"feed'", b">",
     b"<base href='a'>", b"<a ", b"href=/rss ", b"\xff", b"<!--"]
)  # fmt: skip


@settings(max_examples=100)
@given(st.lists(PIECES | st.binary(max_size=6), max_size=25).map(b"".join), st.sampled_from([URL, "", "http://[bad"]))
def test_any_bytes_give_web_addresses(page: bytes, url: str) -> None:
    assert all(address.startswith(("http://", "https://")) for address in announced(page, url=url))
