"""One article, up to five statements of its date: feed, JSON-LD, meta, address, text. Which one counts, and why.

The cases are invented after what sites do. Each names the date that a careful reader would write down.
"""

from __future__ import annotations

import datetime as dt

import pytest

from aggregator import articles
from aggregator.feeds.dates import stamp
from aggregator.records import Entry, Feed

FEED = Feed("Wire", "https://wire.example/f", "wire")
NOW = dt.datetime(2024, 7, 20, 12, tzinfo=dt.UTC)
BODY = "Shares of smaller companies rose on Friday as yields fell and investors sold the largest names. " * 4

# (why, feed, JSON-LD, meta, address, byline) -> (date or None, precision, source)
CASES: dict[str, tuple[tuple[str, str, str, str, str], tuple[str | None, str, str]]] = {
    "all agree": (
        ("Mon, 15 Jul 2024 12:00:00 GMT", "2024-07-15T12:00:00Z", "2024-07-15T12:00:00Z", "/2024/07/15/a",
         "July 15, 2024"),
        ("2024-07-15T12:00:00", "second", "feed"),
    ),
    "the feed is some minutes late: it is still the feed's own word": (
        ("Mon, 15 Jul 2024 12:09:00 GMT", "2024-07-15T12:00:00Z", "", "/a", ""),
        ("2024-07-15T12:09:00", "second", "feed"),
    ),
    "the feed re-dates what was edited a week later": (
        ("Fri, 19 Jul 2024 09:00:00 GMT", "2024-07-12T08:00:00-04:00", "", "/a", ""),
        ("2024-07-12T12:00:00", "second", "json-ld"),
    ),
    "the feed re-dates, only a meta knows": (
        ("Fri, 19 Jul 2024 09:00:00 GMT", "", "2024-07-12T08:00:00-04:00", "/a", ""),
        ("2024-07-12T12:00:00", "second", "meta"),
    ),
    "the feed dates years ahead": (
        ("Mon, 15 Jul 2044 12:00:00 GMT", "", "2024-07-15T12:00:00+00:00", "/a", ""),
        ("2024-07-15T12:00:00", "second", "meta"),
    ),
    "the feed has no date, the page has all": (
        ("", "2024-07-15T12:00:00Z", "2024-07-15T13:30:00Z", "/2024/07/14/a", "July 14, 2024"),
        ("2024-07-15T12:00:00", "second", "json-ld"),
    ),
    "no feed date and no JSON-LD": (
        ("", "", "2024-07-15T12:00:00Z", "/2024/07/14/a", ""),
        ("2024-07-15T12:00:00", "second", "meta"),
    ),
    "only the byline": (
        ("", "", "", "/a", "By Ada Quill | July 15, 2024 8:00 a.m. ET"),
        ("2024-07-15T12:00:00", "minute", "text"),
    ),
    "only the address": (("", "", "", "/2024/07/15/small-caps", ""), ("2024-07-15T00:00:00", "day", "url")),
    "an address of a month is no day": (
        ("", "", "", "/2024/07/small-caps", ""),
        ("2024-07-01T00:00:00", "month", "url"),
    ),
    "nothing says anything": (("", "", "", "/small-caps", ""), (None, "", "")),
    "a padded midnight in the meta, the time in the byline": (
        ("", "", "2024-07-15T00:00:00Z", "/a", "Jul 15, 2024, 9:30 AM EDT"),
        ("2024-07-15T13:30:00", "minute", "text"),
    ),
    "a bare date in JSON-LD, the time in the meta": (
        ("", "2024-07-15", "2024-07-15T16:45:00-04:00", "/a", ""),
        ("2024-07-15T20:45:00", "second", "meta"),
    ),
    "a feed date without a time yields to the page's time": (
        ("2024-07-15", "2024-07-15T20:45:00Z", "", "/a", ""),
        ("2024-07-15T20:45:00", "second", "json-ld"),
    ),
    "a feed date without a time, and no better one": (
        ("2024-07-15", "", "", "/2024/07/15/a", ""),
        ("2024-07-15T00:00:00", "day", "feed"),
    ),
    "an address of another day never overrules the feed": (
        ("Mon, 15 Jul 2024 12:00:00 GMT", "", "", "/2019/01/02/evergreen", ""),
        ("2024-07-15T12:00:00", "second", "feed"),
    ),
    "a date in the text never overrules the feed": (
        ("Mon, 15 Jul 2024 12:00:00 GMT", "", "", "/a", "Updated June 3, 2021 9:00 am ET"),
        ("2024-07-15T12:00:00", "second", "feed"),
    ),
    "a month in JSON-LD never overrules the feed": (
        ("Mon, 15 Jul 2024 12:00:00 GMT", "2024-05", "", "/a", ""),
        ("2024-07-15T12:00:00", "second", "feed"),
    ),
    "JSON-LD without a zone, meta with one": (
        ("", "2024-07-15T08:00:00", "2024-07-15T08:00:00-04:00", "/a", ""),
        ("2024-07-15T12:00:00", "second", "meta"),
    ),
    "a wrong zone name in the feed is UTC, the page knows better by a few hours only": (
        ("Mon, 15 Jul 2024 08:00:00 XYZ", "2024-07-15T12:00:00Z", "", "/a", ""),
        ("2024-07-15T08:00:00", "second", "feed"),
    ),
    "garbage everywhere but in the meta": (
        ("yesterday", "soon", "2024-07-15T12:00:00Z", "/2024/13/45/a", "July 45, 2024"),
        ("2024-07-15T12:00:00", "second", "meta"),
    ),
    "epoch zero in the feed": (
        ("Thu, 01 Jan 1970 00:00:00 GMT", "2024-07-15T12:00:00Z", "", "/a", ""),
        ("2024-07-15T12:00:00", "second", "json-ld"),
    ),
    "a month in the address is less than a day in the byline": (
        ("", "", "", "/2024/07/a", "15 July 2024"),
        ("2024-07-15T00:00:00", "day", "text"),
    ),
}  # fmt: skip


def dated(feed: str, linked: str, meta: str, path: str, byline: str) -> articles.Extract:
    script = f'<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"{linked}"}}</script>'
    head = (script if linked else "") + (f'<meta property="article:published_time" content="{meta}">' if meta else "")
    line = f'<p class="byline-date">{byline}</p>' if byline else ""
    html = f"<html><head><title>t</title>{head}</head><body><article><h1>Small caps rally</h1>{line}<p>{BODY}</p>"
    return articles.extract(html.encode(), url=f"https://wire.example{path}")


@pytest.mark.parametrize("why", CASES)
def test_the_date_that_a_careful_reader_would_write_down(why: str) -> None:
    (feed, linked, meta, path, byline), (at, precision, source) = CASES[why]
    entry = Entry("g", f"https://wire.example{path}", "Small caps rally", published=stamp(feed))
    extract = dated(feed, linked, meta, path, byline)
    published = articles.build(entry, extract, feed=FEED, first_seen_at=NOW, simulated=False).published
    if at is None:
        assert published is None
        return
    assert published is not None
    assert (published.at.replace(tzinfo=None).isoformat(), published.precision, published.source) == (
        at,
        precision,
        source,
    )
