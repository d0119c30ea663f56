"""Whatever the bytes: an Extract or an ExtractError, clean text, aware times."""

from __future__ import annotations

import datetime as dt
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import articles
from aggregator.errors import ExtractError

TAGS = st.sampled_from(
    (
        *("p", "div", "span", "article", "main", "table", "tr", "td", "ul", "li", "a", "b", "meta", "script", "style"),
        *("title", "h1", "time", "link", "blockquote", "br", "br/", "/p", "/div", "/article", "/table", "html", "body"),
        *("head", "/head", "!--", "![CDATA[", "svg", "iframe"),
    )
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        ' class="date"',
        ' property="article:published_time" content="2024-07-15"',
        ' type="application/ld+json"',
        ' rel="canonical" href="http://[x"',
        ' datetime="99999"',
        ' name="author" content="&#0;\ud7ff"',
        " href='/quote/A'",
        ' lang="en',
    ]
)
WORDS = st.text(max_size=30) | st.sampled_from(
    ['{"@type":"NewsArticle","datePublished":[[1]],"author":{"name":{"name":null}}}', "July 45, 2024", "word " * 40]
)
PIECE = st.one_of(st.builds(lambda tag, attribute: f"<{tag}{attribute}>", TAGS, ATTRIBUTES), WORDS)
MARKUP = st.lists(PIECE, max_size=40).map("".join)
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def check(html: bytes, url: str | None) -> None:
    try:
        found = articles.extract(html, url=url)
    except ExtractError:
        return
    assert found.text
    assert not CONTROL.search(found.text + found.title)
    for stamp in (found.published, found.updated):
        assert stamp is None or stamp.at.utcoffset() == dt.timedelta(0)


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    check(data, "https://example.com/a")


@settings(max_examples=150)
@given(MARKUP, st.sampled_from([None, "https://example.com/2024/07/a", "http://[bad", "notaurl"]))
def test_any_markup(markup: str, url: str | None) -> None:
    check(f"<html><body>{markup}{'<p>some plain words</p>' * 5}".encode("utf-8", "surrogatepass"), url)


@settings(max_examples=150)
@given(MARKUP)
def test_any_fragment(markup: str) -> None:
    text = articles.html_to_text(markup)
    assert not CONTROL.search(text)
    assert text == "\n".join(line.strip() for line in text.split("\n") if line.strip())
