"""Fragments to text, and what stored text may hold."""

from __future__ import annotations

import time

import pytest

from aggregator import articles
from aggregator.articles.text import clean


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain words", "plain words"),
        ("Q&amp;A &lt;b&gt;", "Q&A <b>"),
        ("<p>One\ntwo</p><p>three</p>", "One two\nthree"),
        ("a<br>b<br/><br/>c", "a\nb\nc"),
        ("<ul><li>x</li><li>y</li></ul>", "x\ny"),
        ("in<b>li</b>ne", "inline"),
        ("<td>1</td><td>2</td>", "1 2"),
        ("<p>keep</p><script>drop()</script><style>p{}</style><!-- no -->", "keep"),
        ("<p>broken <b>markup", "broken markup"),
        ("http://example.com/only", "http://example.com/only"),
    ],
)
def test_html_to_text(html: str, text: str) -> None:
    assert articles.html_to_text(html) == text


def test_clean() -> None:
    assert clean(" a\u00a0\t b\r\n\r\n\x00c\u200bd\ufeff \ud800\n") == "a b\ncd"
    assert clean("e\u0301") == "\u00e9"


N = 200_000
BOMBS = {
    "deep": "<div>" * N,
    "deep-inline": "<b>" * N,
    "tables": "<table><tr><td>" * N,
    "misnested": "<font><p>" * N,
    "easy": "<div>" * 999,
    "flat": "<p>x</p>" * N,
    "attributes": "<a " + " ".join(f"a{n}=1" for n in range(N)) + ">x</a>" + "<p>x" * 1000,
    "open": "<a " * N,
    "brackets": "<" * 5 * N,
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", BOMBS)
def test_no_fragment_takes_long(name: str) -> None:
    """Feeds carry fragments of megabytes, and the crawl reads them itself."""
    started = time.process_time()
    assert articles.html_to_text(BOMBS[name] + " deep").endswith("deep")
    assert time.process_time() - started < 2


def test_of_markup_beyond_all_bounds_the_words_are_kept() -> None:
    html = "<p>One &amp; <b>two</b></p>" + "<div>" * 5_000 + "<i>three</i>"
    assert articles.html_to_text(html) == "One & two three"
