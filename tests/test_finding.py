"""From an address that somebody knows to a feed that answers."""

from __future__ import annotations

import datetime as dt

import pytest

from aggregator.errors import FetchError, ItemError
from aggregator.fetch import CODES
from aggregator.finding import REMEDIES, Found, default_source, find, may_be_plain, meant
from tests.fakes import FakeFetcher, Page

SITE = "https://site.example/"
FEED: Page = (
    200,
    {"Content-Type": "application/rss+xml"},
    b"<rss><channel><title>The Wire</title><item><guid>1</guid><title>t</title>"
    b"<pubDate>Mon, 15 Jul 2024 10:00:00 GMT</pubDate></item></channel></rss>",
)
EMPTY: Page = (200, {}, b"<rss><channel><title>New</title></channel></rss>")
LOGIN: Page = (200, {"Content-Type": "text/html"}, b"<html><title>Log in</title><body>Log in</body></html>")


def home(*links: str) -> Page:
    rows = "".join(f"<link rel=alternate type=application/rss+xml href='{link}'>" for link in links)
    return 200, {"Content-Type": "text/html"}, f"<html><head>{rows}</head><body>hello</body></html>".encode()


def urls(pages: dict[str, Page], url: str = SITE) -> list[str]:
    return [found.url for found in find(url, FakeFetcher(pages))]


def test_a_feeds_own_address() -> None:
    assert find(f"{SITE}f", FakeFetcher({f"{SITE}f": FEED})) == (
        Found(f"{SITE}f", "The Wire", 1, dt.datetime(2024, 7, 15, 10, tzinfo=dt.UTC)),
    )


def test_what_a_page_announces_is_fetched_before_it_counts() -> None:
    pages = {SITE: home("/old.xml", "/login", "/b", "/a"), f"{SITE}login": LOGIN, f"{SITE}b": FEED, f"{SITE}a": EMPTY}
    assert urls(pages) == [f"{SITE}b", f"{SITE}a"]


def test_the_usual_places_are_tried_when_nothing_is_announced_or_nothing_answers() -> None:
    assert urls({SITE: home(), f"{SITE}rss.xml": FEED, f"{SITE}atom.xml": FEED}) == [f"{SITE}rss.xml"]
    assert urls({f"{SITE}blog": home("/gone"), f"{SITE}blog/feed": FEED}, f"{SITE}blog") == [f"{SITE}blog/feed"]


def test_no_feed_is_a_clear_failure() -> None:
    fetch = FakeFetcher({SITE: home("/x")})
    with pytest.raises(ItemError) as caught:
        find(SITE, fetch)
    assert (caught.value.code, caught.value.item) == ("no_feed", SITE)
    assert caught.value.remedy
    assert len(fetch.requests) < 30
    with pytest.raises(FetchError, match="front page") as refused:
        find("https://nothing.example/", fetch)
    assert refused.value.status == 404


@pytest.mark.parametrize("code", sorted(set(CODES) - {"robots", "resting", "http_status"}))
def test_every_way_to_fail_has_its_remedy(code: str) -> None:
    with pytest.raises(FetchError) as caught:
        find(SITE, FakeFetcher({SITE: FetchError(SITE, "no", code=code)}))
    assert caught.value.remedy == REMEDIES[code]


@pytest.mark.parametrize(("status", "words"), [(403, "refuses"), (429, "later"), (500, "later"), (410, "ended")])
def test_so_has_every_status(status: int, words: str) -> None:
    with pytest.raises(FetchError) as caught:
        find(SITE, FakeFetcher({SITE: (status, {}, b"")}))
    assert words in (caught.value.remedy or "")


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("https://a.example/f", ["https://a.example/f"]),
        (" a.example/f ", ["https://a.example/f", "http://a.example/f"]),
        ("feed://a.example/f", ["https://a.example/f", "http://a.example/f"]),
        ("feed:http://a.example/f", ["http://a.example/f"]),
        ("ftp://a.example", ["ftp://a.example"]),
    ],
)
def test_the_addresses_that_may_be_meant(text: str, addresses: list[str]) -> None:
    assert list(meant(text)) == addresses


@pytest.mark.parametrize(
    ("code", "reason", "plain"),
    [("connect", "refused", True), ("tls", "WRONG_VERSION_NUMBER", True), ("tls", "CERTIFICATE_VERIFY_FAILED", False),
     ("dns", "no such host", False), ("refused_address", "private", False)],
)  # fmt: skip
def test_only_a_site_that_speaks_no_tls_is_asked_without_it(code: str, reason: str, plain: bool) -> None:
    assert may_be_plain(FetchError(SITE, reason, code=code)) is plain


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://feeds.reuters.com/x", "reuters"),
        ("https://www.bbc.co.uk/news", "bbc"),
        ("https://libertystreeteconomics.newyorkfed.org/feed/", "newyorkfed"),
        ("http://127.0.0.1:8799/feeds/x.xml", "127.0.0.1:8799"),
    ],
)
def test_the_outlets_short_name(url: str, source: str) -> None:
    assert default_source(url) == source
