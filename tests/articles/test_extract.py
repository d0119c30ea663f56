"""A page in, an Extract out: text, metadata, refusals."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from aggregator import articles
from aggregator.errors import ExtractError
from aggregator.records import Stamp

PARAGRAPHS = (
    "Shares of smaller companies rose for a third session on Monday as traders bet on lower borrowing costs.",
    "The gauge of smaller companies added two percent, its best day since spring, while larger peers slipped.",
    "Analysts said the turn would last only if the next inflation report came in as cool as the previous one.",
)
URL = "https://news.example.com/markets/2024/07/15/small-companies-rise"


def page(head: str = "", body: str | None = None, *, attributes: str = ' lang="en-US"') -> bytes:
    inner = body if body is not None else "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    return (
        f"<!doctype html><html{attributes}><head><meta charset='utf-8'>{head}</head><body>"
        "<nav><a href='/a'>Home</a></nav>"
        f"<main><article><h1>Small companies rise</h1>{inner}</article></main>"
        "<footer>All rights reserved.</footer></body></html>"
    ).encode()


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_text_has_one_line_per_paragraph_and_no_furniture() -> None:
    found = articles.extract(page(), url=URL)
    assert found.text == "\n".join(PARAGRAPHS)
    assert found.title == "Small companies rise"
    assert found.language == "en"
    assert not found.partial


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Small companies rise | Example News</title>", "Small companies rise"),
        ('<title>x</title><meta property="og:title" content="Rates &amp; stocks">', "Rates & stocks"),
        (
            '<meta property="og:title" content="Bonds fall - Example"><meta property="og:site_name" content="Example">',
            "Bonds fall",
        ),
        (linked(headline="From the data – Example", publisher={"name": "Example"}), "From the data"),
        ("<title>Stocks fall - bonds rise</title>", "Stocks fall - bonds rise"),
        ("<title> | Example News</title>", ""),
    ],
)
def test_title_has_no_site_suffix(head: str, title: str) -> None:
    assert articles.extract(page(head), url=URL).title == title


@pytest.mark.parametrize(
    ("head", "stamp"),
    [
        (
            linked(datePublished="2024-07-15T08:00:00-04:00"),
            Stamp(utc(2024, 7, 15, 12), "second", "json-ld"),
        ),
        (
            '<meta property="article:published_time" content="2024-07-15T12:30Z">',
            Stamp(utc(2024, 7, 15, 12, 30), "minute", "meta"),
        ),
        # No offset: UTC, unless the page states the same moment with an offset elsewhere.
        ('<meta name="date" content="2024-07-15 08:00:00">', Stamp(utc(2024, 7, 15, 8), "second", "meta")),
        (
            linked(datePublished="2024-07-15T08:00:00")
            + '<meta property="article:published_time" content="2024-07-15T08:00:00-04:00">',
            Stamp(utc(2024, 7, 15, 12), "second", "meta"),
        ),
        (
            linked(datePublished="2024-07-15") + '<meta name="pubdate" content="Mon, 15 Jul 2024 08:00:00 EDT">',
            Stamp(utc(2024, 7, 15, 12), "second", "meta"),
        ),
        # Midnight that no offset backs is a padded date.
        (linked(datePublished="2024-07-15T00:00:00"), Stamp(utc(2024, 7, 15), "day", "json-ld")),
        ("", Stamp(utc(2024, 7, 15), "day", "url")),
    ],
)
def test_published(head: str, stamp: Stamp) -> None:
    assert articles.extract(page(head), url=URL).published == stamp


def test_written_byline_date_gives_the_time() -> None:
    body = '<div class="byline-date">Published July 15, 2024 9:45 a.m. ET</div>' + "".join(
        f"<p>{text}</p>" for text in PARAGRAPHS
    )
    found = articles.extract(page(body=body), url="https://example.com/story")
    assert found.published == Stamp(utc(2024, 7, 15, 13, 45), "minute", "text")


def test_no_date_is_none() -> None:
    assert articles.extract(page(), url="https://example.com/story").published is None


def test_metadata() -> None:
    head = (
        linked(author=[{"name": "By Jane Roe"}, {"name": "John Doe"}], dateModified="2024-07-15T13:00:00Z")
        + f'<link rel="canonical" href="{URL}?id=7">'
        + '<meta name="news_keywords" content="stocks, NASDAQ: AAPL, NYSE:BRK.B">'
    )
    found = articles.extract(page(head), url=URL + "?utm_source=x")
    assert found.author == "Jane Roe, John Doe"
    assert found.updated == Stamp(utc(2024, 7, 15, 13), "second", "json-ld")
    assert found.canonical_url == URL + "?id=7"
    assert found.tickers == ("AAPL", "BRK.B")


@pytest.mark.parametrize(
    "href", ["https://evil.test/markets/x", "javascript:alert(1)", "https://news.example.com/", "http://[bad", ""]
)
def test_canonical_elsewhere_is_ignored(href: str) -> None:
    assert articles.extract(page(f'<link rel="canonical" href="{href}">'), url=URL).canonical_url is None


def test_quote_links_in_the_article_name_tickers_and_those_in_menus_do_not() -> None:
    body = "".join(f"<p>{text} <a href='/quote/IWM?p=1'>fund</a></p>" for text in PARAGRAPHS)
    body += "<aside><a href='/quote/TSLA'>most read</a></aside>"
    assert articles.extract(page(body=body), url=URL).tickers == ("IWM",)


def test_language_is_detected_where_none_is_declared() -> None:
    body = (
        "<p>Die Aktien kleinerer Unternehmen stiegen am Montag deutlich, weil Anleger auf sinkende Zinsen hoffen.</p>"
        * 3
    )
    assert articles.extract(page(body=body, attributes=""), url=None).language == "de"


def test_paywall_stub_is_partial() -> None:
    body = f"<p>{PARAGRAPHS[0]}</p><p>Subscribe to continue reading this story.</p>"
    assert articles.extract(page(body=body), url=URL).partial
    assert articles.extract(page(linked(isAccessibleForFree="False")), url=URL).partial


def test_headline_repeated_above_the_text_is_dropped() -> None:
    body = "<p>Small companies rise</p>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    assert articles.extract(page(body=body), url=URL).text.startswith("Shares of smaller")


@pytest.mark.parametrize(
    ("html", "content_type", "code"),
    [
        (b"", None, "empty"),
        (b" \n\x00", None, "empty"),
        (b"%PDF-1.7 ...", None, "not_html"),
        (b"<html><p>x</p></html>", "application/pdf", "not_html"),
        (b'{"a": 1}', "text/html", "not_html"),
        (page(body="<p>Too little.</p>"), None, "too_short"),
        (b"<html><body>" + b"<div>" * 400 + b"x" * 500, None, "too_deep"),
        (b"<html><body>" + b"<p>word</p>" * 40_000, None, "too_large"),
        (b"<html><body>" + b"<ul><li>word</ul>" * 8_000, None, "too_large"),
        (b"<html><body><table><tr>" + b"<td>word " * 20_000, None, "too_large"),
        (b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(3_000)) + b">x", None, "too_large"),
        (
            page("<title>Before you continue</title>", "<p>We value your privacy. Before you continue, accept all "
                 "cookies or reject all. Cookie settings can be changed at any time.</p>"),
            None,
            "consent_wall",
        ),
        (
            b"<html><head><title>Just a moment...</title></head><body><p>Enable JavaScript and cookies to continue. "
            b"We are checking your browser before access is granted.</p></body></html>",
            None,
            "bot_wall",
        ),
    ],
)  # fmt: skip
def test_refusals_name_the_page_and_the_reason(html: bytes, content_type: str | None, code: str) -> None:
    with pytest.raises(ExtractError) as caught:
        articles.extract(html, url=URL, content_type=content_type)
    assert (caught.value.code, caught.value.item) == (code, URL)


@pytest.mark.parametrize(
    ("encoding", "content_type", "declared"),
    [
        ("utf-8", None, None),
        ("utf-8", "text/html; charset=iso-8859-1", None),
        ("cp1252", "text/html; charset=iso-8859-1", None),
        ("cp1252", None, "windows-1252"),
        ("cp1252", None, None),
        ("utf-16", None, None),
        ("shift_jis", None, "Shift_JIS"),
    ],
)
def test_encodings(encoding: str, content_type: str | None, declared: str | None) -> None:
    word = "ビール" if encoding == "shift_jis" else "café"
    meta = f"<meta charset={declared}>" if declared else ""
    html = (
        f"<html><head>{meta}<title>x</title></head><body><article><p>{word} {PARAGRAPHS[0]}</p></article></body></html>"
    )
    assert articles.extract(html.encode(encoding), url=None, content_type=content_type).text.startswith(word)


def test_selectors_beat_the_heuristics() -> None:
    body = f'<div class="kicker">Ad: buy now</div><div class="story"><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p></div>'
    body += '<b class="who">Ann Poe</b><i class="when">15 July 2024 10:00 GMT</i>'
    rules = {"body": ".story", "author": ".who", "published": ".when", "title": ".kicker"}
    found = articles.extract(page(body=body), url="https://example.com/x", selectors=rules)
    assert (found.title, found.author, found.text) == ("Ad: buy now", "Ann Poe", "\n".join(PARAGRAPHS[:2]))
    assert found.published == Stamp(utc(2024, 7, 15, 10), "minute", "text")


def test_remove_rule_drops_before_the_text_is_sought() -> None:
    body = (
        "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
        + f"<div class='promo'><p>{'Buy our course now. ' * 9}</p></div>"
    )
    assert "course" in articles.extract(page(body=body), url=URL).text
    assert "course" not in articles.extract(page(body=body), url=URL, selectors={"remove": ".promo"}).text


@pytest.mark.parametrize("rules", [{"body": "p[["}, {"text": "p"}])
def test_bad_selectors(rules: dict[str, str]) -> None:
    with pytest.raises(ExtractError) as caught:
        articles.extract(page(), url=URL, selectors=rules)
    assert caught.value.code == "bad_selector"
