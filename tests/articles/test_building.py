"""Which title, text, date and name an article gets, and when it could be known."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import articles
from aggregator.articles import identity
from aggregator.records import Article, Entry, Extract, Feed, Origin, Precision, Stamp, StampSource

FEED = Feed(name="Example", url="https://example.com/feed.xml", source="example")
SEEN = dt.datetime(2024, 7, 15, 12, tzinfo=dt.UTC)
BODY = "Traders bought smaller companies again on Monday. " * 10


def stamp(text: str, precision: Precision = "second", source: StampSource = "feed") -> Stamp:
    return Stamp(dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC), precision, source)


ENTRY = Entry(guid="g1", url="https://example.com/a", title="Stocks rise", published=stamp("2024-07-15T11:00"))
PAGE = Extract(title="Stocks rise", text=BODY, published=stamp("2024-07-15T10:59", source="json-ld"))


def build(entry: Entry = ENTRY, page: Extract | None = PAGE, seen: dt.datetime = SEEN) -> Article:
    return articles.build(entry, page, feed=FEED, first_seen_at=seen, simulated=False)


@pytest.mark.parametrize(
    ("feed_title", "page_title", "chosen"),
    [
        ("Stocks rise", "Stocks rise sharply today", "Stocks rise"),
        ("Stocks rise as…", "Stocks rise as traders buy", "Stocks rise as traders buy"),
        ("Stocks rise as traders buy - Example News", "Stocks rise as traders buy", "Stocks rise as traders buy"),
        ("", "Page title", "Page title"),
        ("Stocks  rise\n", "", "Stocks rise"),
    ],
)
def test_title(feed_title: str, page_title: str, chosen: str) -> None:
    entry = dataclasses.replace(ENTRY, title=feed_title)
    assert build(entry, dataclasses.replace(PAGE, title=page_title)).title == chosen


@pytest.mark.parametrize(
    ("page", "content", "summary", "text", "partial"),
    [
        (PAGE, "", "<p>short</p>", BODY, False),
        (None, f"<p>{BODY}</p>", "short", BODY.strip(), False),
        (None, "", "<p>A short summary</p>", "A short summary", True),
        (None, f"<p>{BODY}…</p>", "short", f"{BODY.strip()} …", True),
        (dataclasses.replace(PAGE, text="Stub of it.", partial=True), f"<p>{BODY}</p>", "", BODY.strip(), False),
        (dataclasses.replace(PAGE, text="Stub of the text.", partial=True), "", "short", "Stub of the text.", True),
        (dataclasses.replace(PAGE, text="Wrong box."), f"<p>{BODY}</p>", "", BODY.strip(), False),
        (None, "", "", "Stocks rise", True),
    ],
    ids=["page", "content", "summary", "cut-content", "stub-and-content", "stub", "poor-page", "headline-only"],
)
def test_text(page: Extract | None, content: str, summary: str, text: str, partial: bool) -> None:
    article = build(dataclasses.replace(ENTRY, content_html=content, summary_html=summary), page)
    assert (article.text, article.partial) == (text, partial)


FEED_TIME = stamp("2024-07-15T11:00")
FEED_DAY = stamp("2024-07-15", "day")


@pytest.mark.parametrize(
    ("feed", "page", "chosen"),
    [
        (FEED_TIME, stamp("2024-07-15T10:00", source="json-ld"), "feed"),
        (FEED_TIME, stamp("2024-07-10T10:00", source="json-ld"), "page"),
        (FEED_TIME, stamp("2024-07-10", "day", "url"), "feed"),
        (FEED_TIME, stamp("2024-06-01", "month", "meta"), "feed"),
        (FEED_DAY, stamp("2024-07-15T10:00", source="meta"), "page"),
        (FEED_DAY, stamp("2024-07-15", "day", "meta"), "feed"),
        (None, stamp("2024-07-15", "day", "url"), "page"),
        (FEED_DAY, None, "feed"),
        (None, None, "none"),
    ],
)
def test_date(feed: Stamp | None, page: Stamp | None, chosen: str) -> None:
    article = build(dataclasses.replace(ENTRY, published=feed), dataclasses.replace(PAGE, published=page))
    assert article.published == {"feed": feed, "page": page, "none": None}[chosen]


def test_update_time_is_the_last_resort_and_kept_when_later() -> None:
    later = stamp("2024-07-15T11:30")
    undated = dataclasses.replace(ENTRY, published=None, updated=later)
    assert build(undated, None).published == later
    assert build(dataclasses.replace(ENTRY, updated=later)).updated_at == later.at
    assert build(dataclasses.replace(ENTRY, updated=stamp("2024-07-15T10:00"))).updated_at is None


def test_identity_is_the_address_and_survives_revisions() -> None:
    tracked = dataclasses.replace(ENTRY, url="HTTP://Example.com:80/a/?utm_source=rss&fbclid=1#top", guid="other")
    one, other = build(), build(tracked, dataclasses.replace(PAGE, text=BODY + "One more sentence."))
    assert one.id == other.id == one.story_id
    assert one.revision_id != other.revision_id
    assert len(one.id) == len(one.revision_id) == 16
    assert build(dataclasses.replace(ENTRY, url=None)).id != build(dataclasses.replace(ENTRY, url=None, guid="g2")).id
    assert build(page=dataclasses.replace(PAGE, canonical_url="https://example.com/b")).url == "https://example.com/b"


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTPS://Example.COM/A/b/", "https://example.com/A/b"),
        ("https://x.com/a?b=2&a=1&utm_medium=y&gclid=z#f", "https://x.com/a?a=1&b=2"),
        ("https://x.com:443/", "https://x.com"),
        ("http://127.0.0.1:8799/a/5", "http://127.0.0.1:8799/a/5"),
        ("https://x.com/a?q=", "https://x.com/a?q="),
        ("http://[broken", "http://[broken"),
        ("https://x.com/a /#top", "https://x.com/a"),
    ],
)
def test_normal_url(url: str, normal: str) -> None:
    assert identity.normal_url(url) == normal


@given(st.text(max_size=60))
def test_normal_url_is_idempotent(url: str) -> None:
    once = identity.normal_url(url)
    assert identity.normal_url(once) == once


def test_content_hash_ignores_case_and_spacing_only() -> None:
    assert identity.content_hash("A b", "C\nd") == identity.content_hash("a  B", "c d")
    assert identity.content_hash("a", "b") != identity.content_hash("a", "b.")


@pytest.mark.parametrize(
    ("published", "origin", "known", "excluded"),
    [
        (stamp("2024-07-15T11:00"), "crawl", "2024-07-15T12:00", None),
        (stamp("2024-07-15T20:00"), "crawl", "2024-07-15T20:00", None),
        (stamp("2024-07-16T12:01"), "crawl", None, "future"),
        (stamp("2024-07-15", "day"), "crawl", "2024-07-16T03:59:59", None),
        (stamp("2024-07-01", "day"), "crawl", "2024-07-15T12:00", None),
        (stamp("2024-07-01", "month"), "crawl", None, "doubtful"),
        (stamp("2024-01-01", "year"), "import", None, "doubtful"),
        (None, "crawl", None, "undated"),
        (None, "import", None, "undated"),
        (stamp("2023-03-02T14:30"), "import", "2023-03-02T14:30", None),
        (stamp("2024-07-16T12:01"), "import", None, "future"),
        (stamp("2024-07-16T11:59"), "import", "2024-07-16T11:59", None),
        (stamp("2031-01-01", "day"), "import", None, "future"),
        (stamp("2024-07-16T12:01"), "sample", None, "future"),
        (stamp("2023-03-02", "day"), "import", "2023-03-03T04:59:59", None),
        (stamp("2023-07-03", "day"), "sample", "2023-07-04T03:59:59", None),
    ],
)
def test_knowable_at(published: Stamp | None, origin: Origin, known: str | None, excluded: str | None) -> None:
    at, why = articles.knowable_at(published, SEEN, origin)
    assert at == (dt.datetime.fromisoformat(known).replace(tzinfo=dt.UTC) if known else None)
    assert why == excluded


@given(
    st.datetimes(min_value=dt.datetime(2000, 1, 1), max_value=dt.datetime(2030, 1, 1), timezones=st.just(dt.UTC)),
    st.sampled_from(["second", "minute", "day", "month", "year"]),
    st.sampled_from(["crawl", "import", "sample"]),
)
def test_never_knowable_before_published_or_seen(at: dt.datetime, precision: Precision, origin: Origin) -> None:
    known, why = articles.knowable_at(Stamp(at, precision, "feed"), SEEN, origin)
    assert (known is None) == (why is not None)
    assert known is None or known >= at or precision == "day"
    assert known is None or origin != "crawl" or known >= SEEN


def test_diff_shows_changed_lines_and_is_short() -> None:
    old = dataclasses.replace(build(), text="one\ntwo\nthree")
    new = dataclasses.replace(old, text="one\n2\nthree", revision=2)
    shown = articles.diff(old, new)
    assert "-two" in shown
    assert "+2" in shown
    assert "three" not in shown
    assert articles.diff(old, old) == ""
    long = dataclasses.replace(old, text="\n".join(str(n) for n in range(500)))
    assert len(articles.diff(old, long).split("\n")) == 41
