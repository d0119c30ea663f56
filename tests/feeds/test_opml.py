"""Lists of feeds: other readers' in, ours out and back."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import ParseError
from aggregator.feeds import CODES, opml
from aggregator.feeds.opml import Outline
from aggregator.records import Feed

NESTED = b"""<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE opml SYSTEM "http://reader.example/opml.dtd">
<opml version="1.1"><head><title>My feeds</title></head><body>
<outline text="Markets"><outline text="Small Caps">
  <outline text="Caf\xe9 Wire" type="rss" xmlUrl="https://wire.example/feed?a=1&amp;b=2" htmlUrl="https://wire.example/"/>
  <outline title="No text" type="atom" xmlurl="https://other.example/atom.xml" category="/News/Inflation,Fed"/>
</outline><outline text="Wire again" xmlUrl="https://wire.example/feed?a=1&amp;b=2"/></outline>
<outline text="An empty folder"/><outline text="A page" type="link" url="https://page.example/"/>
<outline text="bad" xmlUrl="javascript:alert(1)"/><outline text="bad" xmlUrl="file:///etc/hostname"/>
<outline xmlUrl="https://nameless.example/rss"/></body></opml>"""


def test_nested_folders_cases_and_encodings() -> None:
    wire, other, nameless = opml.read(NESTED, url="mine.opml")
    assert wire == Outline("https://wire.example/feed?a=1&b=2", "Caf\u00e9 Wire", ("Markets", "Small Caps"))
    assert (other.name, other.folders) == ("No text", ("Markets", "Small Caps"))
    assert opml.topics_of(wire) == ("small_caps",)
    assert opml.topics_of(other) == ("inflation", "fed", "small_caps")
    assert (nameless.name, nameless.folders) == ("", ())


def test_feed_is_another_name_for_http_and_what_is_left_out_is_said(caplog: pytest.LogCaptureFixture) -> None:
    rows = b"".join(
        b"<outline xmlUrl='%s'/>" % url
        for url in (
            b"feed://a.example/f",
            b"feed:https://b.example/f",
            b"FEED:http://c.example",
            b"pcast://d.example",
            b"",
        )
    )
    found = opml.read(b"<opml><body>" + rows + b"</body></opml>", url="x")
    assert [one.url for one in found] == ["http://a.example/f", "https://b.example/f", "http://c.example"]
    assert "left_out=1" in caplog.text
    assert "pcast://d.example" in caplog.text


def test_a_list_of_ours_comes_back_as_it_was() -> None:
    feeds = (
        Feed("A & <B>", "https://a.example/f?x=1&y=2", "a", ("fed", "rates"), every_s=5400),
        Feed('Quote " and \u00e9', "https://a.example/g", "a", adaptive=True, enabled=False),
        Feed("Alone", "https://b.example/f", "b", adaptive=True),
    )
    found = opml.read(opml.write(feeds, title="t & u").encode(), url="x")
    assert [(one.url, one.name, one.source, one.topics, one.every, one.enabled) for one in found] == [
        ("https://a.example/f?x=1&y=2", "A & <B>", "a", ("fed", "rates"), "5400s", True),
        ("https://a.example/g", 'Quote " and \u00e9', "a", (), None, False),
        ("https://b.example/f", "Alone", "b", (), None, True),
    ]
    assert [one.folders for one in found] == [("a",), ("a",), ()]


DEEP = b"<opml><body>" + b"<outline text='f'>" * 20_000 + b"<outline xmlUrl='https://a.example/f'/>"
BOMB = b"<!DOCTYPE opml [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><opml><body><outline text='&b;'/></body></opml>"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"<rss><channel/></rss>", "not_opml"),
        (b"just words", "not_opml"),
        (BOMB, "dangerous_xml"),
        (b"<!DOCTYPE o [<!entity x SYSTEM 'file:///etc/hostname'>]><opml>&x;</opml>", "dangerous_xml"),
        (b"<opml><body>" + b"<outline/>" * 400_001, "too_many"),
        (b"<opml>" + b" " * opml.MAX_BYTES, "too_large"),
    ],
)
def test_what_is_no_list_says_why(body: bytes, code: str) -> None:
    with pytest.raises(ParseError) as caught:
        opml.read(body, url="mine.opml")
    assert (caught.value.code, caught.value.item) == (code, "mine.opml")
    assert code in CODES


@pytest.mark.parametrize("body", [DEEP, b"<opml " + b"a='b' " * 50_000 + b"/>", b"<opml><!DOCTYPE" + b"[" * 500_000])
def test_hostile_lists_end_in_bounded_time(body: bytes) -> None:
    started = time.process_time()
    with contextlib.suppress(ParseError):
        opml.read(body, url="x")
    assert time.process_time() - started < 2


MARKUP = st.sampled_from(
    [
        *(b"<opml>", b"<body>", b"<outline ", b"text='", b"xmlUrl='https://a.example/f", b"'/>", b"'>", b"</outline>"),
        *(b"&amp;", b"&x;", b"&#0;", b"<!DOCTYPE a [", b"]>", b"<![CDATA[", b"]]>", b"<!--", b"category='fed,'"),
    ]
)


@settings(max_examples=150)
@given(st.lists(MARKUP | st.binary(max_size=9), max_size=30).map(b"".join))
def test_any_bytes_give_outlines_or_a_parse_error(body: bytes) -> None:
    with contextlib.suppress(ParseError):
        for outline in opml.read(body, url="x"):
            assert outline.url.startswith(("http://", "https://"))
            assert outline.name.isprintable()
            opml.topics_of(outline)


WORDS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=20)


@settings(max_examples=50)
@given(
    st.lists(
        st.builds(lambda name, path, source: (name, f"https://a.example/{path}", source), WORDS, st.integers(), WORDS),
        unique_by=lambda row: row[1],
    )
)
def test_names_and_addresses_survive_the_round_trip(rows: list[tuple[str, str, str]]) -> None:
    feeds = [Feed(name, url, source) for name, url, source in rows]
    found = {one.url: (one.name, one.source) for one in opml.read(opml.write(feeds, title="t").encode(), url="x")}
    assert found == {url: (name, source) for name, url, source in rows}
