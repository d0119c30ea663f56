"""Each format, read into the same entries."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from aggregator.errors import ParseError
from aggregator.feeds import describe, parse
from aggregator.records import Entry, Skips, Stamp

URL = "https://wire.example/feeds/markets.xml"

RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Market Wire</title><link>https://wire.example/</link><language>en-us</language><ttl>45</ttl>
<item>
  <title>S&amp;P 500 slips, &lt;b&gt;small caps&lt;/b&gt; jump</title>
  <link>/2024/07/small-caps?a=1&amp;b=2</link>
  <guid isPermaLink="false">wire-1</guid>
  <pubDate>Mon, 15 Jul 2024 08:30:00 -0400</pubDate>
  <dc:creator>Ada Quill</dc:creator>
  <description>Russell 2000 &lt;i&gt;up&lt;/i&gt; 3%</description>
  <content:encoded><![CDATA[<p>The Russell 2000 rose &amp; rose.</p>]]></content:encoded>
  <category domain="https://wire.example/ticker">IWM</category><category>Markets</category>
</item>
<item><title>No guid here</title><link>https://wire.example/two</link><pubDate>2024-07-14</pubDate></item>
</channel></rss>"""

RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://bank.example/"><title>Speeches</title><link>https://bank.example/</link></channel>
<item rdf:about="https://bank.example/s/1"><title>On prices</title><link>https://bank.example/s/1</link>
<dc:date>2024-07-11T10:00Z</dc:date></item></rdf:RDF>"""

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://notes.example/blog/" xml:lang="en">
<title type="text">Notes &amp; queries</title><author><name>B. Desk</name></author>
<entry><id>tag:notes.example,2024:1</id><title type="html">Rates &amp;lt; 5%? &lt;em&gt;Soon&lt;/em&gt;</title>
<link rel="enclosure" href="audio.mp3"/><link href="2024/rates"/><published>2024-07-15T12:00:00Z</published>
<updated>2024-07-16T00:00:00.5+02:00</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Rates <b>fell</b>.</p></div></content>
<summary>Yields &lt;dropped</summary></entry></feed>"""

JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Desk",
        "home_page_url": "https://desk.example/",
        "items": [
            {"id": 7, "url": "posts/7", "title": "CPI &amp; PPI", "content_text": "Cooler.\n\nMuch < cooler."},
            {"id": "8", "external_url": "https://other.example/8", "content_html": "<p>x</p>", "tags": ["NYSE: GS"]},
        ],
    }
).encode()

SITEMAP = b"""<?xml version='1.0'?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://paper.example/a</loc><n:news><n:publication>
<n:name>The Paper</n:name><n:language>en</n:language></n:publication>
<n:publication_date>2024-07-15T05:48:01.506Z</n:publication_date><n:title>Banks rally</n:title>
<n:stock_tickers>NYSE:JPM, LON:HSBA, US:GS</n:stock_tickers></n:news></url>
<url><loc>https://paper.example/about</loc></url></urlset>"""


def at(*numbers: int) -> dt.datetime:
    return dt.datetime(*numbers, tzinfo=dt.UTC)


def test_rss_item_with_everything() -> None:
    document = parse(RSS, url=URL)
    first = document.entries[0]
    assert (document.title, document.ttl_s) == ("Market Wire", 2700)
    assert first.title == "S&P 500 slips, small caps jump"
    assert first.url == "https://wire.example/2024/07/small-caps?a=1&b=2"
    assert (first.guid, first.author, first.language) == ("wire-1", "Ada Quill", "en-us")
    assert first.published == Stamp(at(2024, 7, 15, 12, 30), "second", "feed")
    assert first.summary_html == "Russell 2000 <i>up</i> 3%"
    assert first.content_html == "<p>The Russell 2000 rose &amp; rose.</p>"
    assert first.tickers == ("IWM",)


def test_missing_guid_falls_back_to_the_address_and_a_date_alone_has_day_precision() -> None:
    second = parse(RSS, url=URL).entries[1]
    assert second.guid == second.url == "https://wire.example/two"
    assert second.published == Stamp(at(2024, 7, 14), "day", "feed")


def test_missing_guid_and_address_fall_back_to_the_words() -> None:
    body = b"<rss><channel><item><title>One</title></item><item><title>Two</title></item></channel></rss>"
    guids = [entry.guid for entry in parse(body, url=URL).entries]
    assert len(set(guids)) == 2
    assert guids == [entry.guid for entry in parse(body, url="https://moved.example/").entries]


def test_rdf_takes_its_date_from_dublin_core() -> None:
    (entry,) = parse(RDF, url="https://bank.example/rss").entries
    assert (entry.url, entry.title) == ("https://bank.example/s/1", "On prices")
    assert entry.published == Stamp(at(2024, 7, 11, 10), "minute", "feed")


def test_atom_with_base_addresses_and_markup() -> None:
    (entry,) = parse(ATOM, url=URL).entries
    assert entry.url == "https://notes.example/blog/2024/rates"
    assert entry.title == "Rates < 5%? Soon"
    assert entry.content_html == "<p>Rates <b>fell</b>.</p>"
    assert entry.summary_html == "Yields &lt;dropped"
    assert (entry.author, entry.language) == ("B. Desk", "en")
    assert entry.published is not None
    assert entry.published.at == at(2024, 7, 15, 12)
    assert entry.updated == Stamp(at(2024, 7, 15, 22), "second", "feed")


def test_atom_03_dates_and_namespace() -> None:
    body = b"""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old</title><entry><title>A</title>
    <link rel="alternate" type="text/html" href="https://old.example/a"/><id>a</id>
    <issued>2004-05-06T07:08:09Z</issued><modified>2004-05-07T00:00:00Z</modified></entry></feed>"""
    (entry,) = parse(body, url=URL).entries
    assert entry.published is not None
    assert entry.published.at == at(2004, 5, 6, 7, 8, 9)
    assert entry.url == "https://old.example/a"


def test_entry_with_only_an_update_counts_as_published_then() -> None:
    body = ATOM.replace(b"<published>2024-07-15T12:00:00Z</published>", b"")
    (entry,) = parse(body, url=URL).entries
    assert entry.published == entry.updated


def test_json_feed() -> None:
    first, second = parse(JSON, url="https://desk.example/feed.json").entries
    assert (first.guid, first.url, first.title) == ("7", "https://desk.example/posts/7", "CPI & PPI")
    assert first.content_html == "<p>Cooler.</p><p>Much &lt; cooler.</p>"
    assert second.url == "https://other.example/8"
    assert second.tickers == ("GS",)


def test_news_sitemap_keeps_news_and_us_symbols_only() -> None:
    document = parse(SITEMAP, url="https://paper.example/news.xml")
    (entry,) = document.entries
    assert (document.title, entry.title, entry.language) == ("The Paper", "Banks rally", "en")
    assert entry.tickers == ("JPM", "GS")
    assert entry.published == Stamp(at(2024, 7, 15, 5, 48, 1), "second", "feed")


def test_original_address_behind_a_feed_proxy_wins() -> None:
    body = b"""<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item><title>t</title>
    <link>https://proxy.example/~r/1</link><feedburner:origLink>https://wire.example/1</feedburner:origLink>
    </item></channel></rss>"""
    assert parse(body, url=URL).entries[0].url == "https://wire.example/1"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "ftp://wire.example/a", "mailto:a@wire.example", "http://[bad"]
)
def test_only_web_addresses_are_kept(link: str) -> None:
    body = f"<rss><channel><item><title>t</title><link>{link}</link></item></channel></rss>".encode()
    assert parse(body, url=URL).entries[0].url is None


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("ada@wire.example (Ada Quill)", "Ada Quill"),
        ("Ada Quill &lt;ada@wire.example&gt;", "Ada Quill"),
        ("ada@wire.example", "ada@wire.example"),
        ("Ada Quill and Bo Reed", "Ada Quill and Bo Reed"),
    ],
)
def test_author_names(author: str, name: str) -> None:
    body = f"<rss><channel><item><author>{author}</author></item></channel></rss>".encode()
    assert parse(body, url=URL).entries[0].author == name


def test_symbols_need_a_scheme_or_an_exchange() -> None:
    body = b"""<rss><channel><item><category type="symbol">ORCL</category><category>FED</category>
    <category>Nasdaq: tech</category><category>(NASDAQ: BRK.B)</category></item></channel></rss>"""
    assert parse(body, url=URL).entries[0].tickers == ("ORCL", "BRK.B")


def test_rhythm_from_the_syndication_module() -> None:
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>t</title>
    <sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency></channel></rdf:RDF>"""
    assert parse(body, url=URL).ttl_s == 21600


def test_describe_gives_plain_data_and_never_raises() -> None:
    good = describe("markets.xml", RSS)
    assert good["error"] is None
    entries = json.loads(json.dumps(good))["entries"]
    assert entries[0]["id"] == "wire-1"
    assert entries[0]["summary"] == "Russell 2000 up 3%"
    assert entries[0]["published"] == "2024-07-15T12:30:00Z"
    assert entries[0]["url"].startswith("https://wire.example/2024/")
    bad = describe("page.html", b"<html><body>Hello</body></html>")
    assert bad == {
        "file": "page.html",
        "entries": [],
        "error": {"type": "not_a_feed", "message": bad["error"]["message"]},
    }  # type: ignore[index]


def test_web_page_that_mentions_a_feed_tag_is_no_feed() -> None:
    with pytest.raises(ParseError, match="no feed"):
        parse(b"<html><body><pre><channel></channel></pre></body></html>", url=URL)


def test_endless_guids_are_shortened_and_stay_distinct() -> None:
    items = "".join(f"<item><guid>{'g' * 20_000}{n}</guid></item>" for n in range(2))
    first, second = parse(f"<rss><channel>{items}</channel></rss>".encode(), url=URL).entries
    assert len(first.guid) < 100
    assert first.guid != second.guid


def item(inside: str, namespaces: str = "") -> Entry:
    (entry,) = parse(f"<rss {namespaces}><channel><item>{inside}</item></channel></rss>".encode(), url=URL).entries
    return entry


def test_addresses_are_completed_by_the_bases_around_them() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/a/"><entry xml:base="b/"><id>7</id>
    <link xml:base="c/" href="d"/></entry></feed>"""
    (entry,) = parse(body, url=URL).entries
    assert (entry.guid, entry.url) == ("7", "https://wire.example/a/b/c/d")


def test_a_permanent_link_stands_in_for_a_link_if_it_looks_like_one() -> None:
    assert item("<guid>https://wire.example/7</guid>").url == "https://wire.example/7"
    assert item("<guid>7</guid>").url is None
    assert item("<guid isPermaLink='false'>https://wire.example/7</guid>").url is None


def test_what_other_dialects_repeat_is_no_content() -> None:
    media = "xmlns:media='http://search.yahoo.com/mrss/'"
    echoed = item("<media:description>Photo</media:description><description>Text</description>", media)
    assert (echoed.summary_html, echoed.content_html) == ("Text", "")
    alone = item("<description/><media:description>Photo</media:description>", media)
    assert (alone.summary_html, alone.content_html) == ("Photo", "")


def test_markup_inside_an_element_is_its_html() -> None:
    entry = item("<title>Up <b>3%</b></title><description><p>One &amp; <br/>two</p></description>")
    assert (entry.title, entry.summary_html) == ("Up 3%", "<p>One &amp; <br>two</p>")


def test_several_people_and_their_addresses() -> None:
    entry = item(
        "<author>desk@wire.example</author><dc:creator>Ada Quill</dc:creator><dc:creator>Bo Reed</dc:creator>",
        "xmlns:dc='http://purl.org/dc/elements/1.1/'",
    )
    assert entry.author == "Ada Quill, Bo Reed"


@pytest.mark.parametrize("address", ["https://unheard.example/of", "http://backend.userland.com/rss2"])
def test_prefixes_stand_for_what_their_namespace_fails_to_name(address: str) -> None:
    items = "<rss:item><rss:title>t</rss:title></rss:item>"
    body = f"<rss:rss xmlns:rss='{address}'><rss:channel>{items}</rss:channel></rss:rss>"
    assert [entry.title for entry in parse(body.encode(), url=URL).entries] == ["t"]


def test_symbols_in_an_element_of_their_own() -> None:
    assert item("<q:tickers>AAPL, BRK.B</q:tickers>", "xmlns:q='https://q.example/'").tickers == ("AAPL", "BRK.B")


def test_a_heap_of_categories_leaves_room_for_the_text() -> None:
    categories = "".join(f"<category>c{n}</category>" for n in range(500))
    assert item(f"{categories}<description>Text</description>").summary_html == "Text"


def test_language_comes_from_the_item_or_its_feed() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">
    <entry xml:lang="fr"><title xml:lang="en">t</title></entry><entry><title>t</title></entry></feed>"""
    assert [entry.language for entry in parse(body, url=URL).entries] == ["fr", "de"]


def test_hours_and_days_to_skip() -> None:
    body = b"""<rss><channel><title>t</title><skipHours><hour>0</hour><hour>24</hour><hour>7</hour><hour>x</hour>
    </skipHours><skipDays><day>Saturday</day><day>SUNDAY</day><day>Someday</day></skipDays></channel></rss>"""
    assert parse(body, url=URL).skips == Skips((0, 7), (5, 6))
    everything = "".join(f"<hour>{hour}</hour>" for hour in range(24))
    assert parse(f"<rss><channel><title>t</title><skipHours>{everything}</skipHours></channel></rss>".encode(),
                 url=URL).skips == Skips()  # fmt: skip


def test_a_guid_that_stands_on_different_entries_is_none() -> None:
    items = (
        "<item><guid isPermaLink='false'>same</guid><title>One</title><link>https://a.example/1</link></item>"
        "<item><guid isPermaLink='false'>same</guid><title>Two</title><link>https://a.example/2</link></item>"
        "<item><guid isPermaLink='false'>same</guid><title>Three</title></item>"
        "<item><guid isPermaLink='false'>good</guid><title>Four</title><link>https://a.example/4</link></item>"
    )
    document = parse(f"<rss><channel><title>t</title>{items}</channel></rss>".encode(), url=URL)
    guids = [entry.guid for entry in document.entries]
    assert guids[:2] == ["https://a.example/1", "https://a.example/2"]
    assert guids[2].startswith("sha256:")
    assert guids[3] == "good"
    assert "1 guids stand on different entries" in document.warnings[0]


def test_a_guid_told_twice_of_one_entry_is_good() -> None:
    item = "<item><guid isPermaLink='false'>g</guid><title>One</title><link>https://a.example/1</link></item>"
    document = parse(f"<rss><channel><title>t</title>{item}{item}</channel></rss>".encode(), url=URL)
    assert [entry.guid for entry in document.entries] == ["g", "g"]
    assert document.warnings == ()
