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


def test_deep_fragments_end() -> None:
    started = time.perf_counter()
    assert articles.html_to_text("<div>" * 20_000 + "deep") == "deep"
    assert time.perf_counter() - started < 10
