"""Broken, misdeclared and malicious documents."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import ParseError
from aggregator.feeds import CODES, document, parse, xmltree
from aggregator.feeds.entries import MAX_ITEMS
from aggregator.records import Entry

URL = "https://wire.example/feed"


def channel(inside: str | bytes, prolog: str = "") -> bytes:
    inside = inside.encode() if isinstance(inside, str) else inside
    return prolog.encode() + b"<rss version='2.0'><channel><title>t</title>" + inside + b"</channel></rss>"


def titles(body: bytes, content_type: str | None = None) -> list[str]:
    return [entry.title for entry in parse(body, url=URL, content_type=content_type).entries]


def read(body: bytes, content_type: str | None = None) -> tuple[Entry, ...]:
    """The entries, none for a ParseError; anything else escapes and fails the test."""
    with contextlib.suppress(ParseError):
        return parse(body, url=URL, content_type=content_type).entries
    return ()


# --- entities -------------------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "prolog",
    [
        f'<!DOCTYPE r [<!ENTITY e0 "ha">{LAUGHS}]>',
        '<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "&a;">]>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE r [<!ENTITY % x SYSTEM "https://evil.example/x.dtd"> %x;]>',
        "<!DOCTYPE r [" + "".join(f"<!ENTITY a{n} '&a{n + 1};'>" for n in range(5000)) + "]>",
    ],
    ids=["laughs", "cycle", "external", "external-parameter", "chain"],
)
def test_dangerous_entities_are_refused(prolog: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(channel("<item><title>&e9;&a;&x;</title></item>", prolog), url=URL)
    assert caught.value.code == "dangerous_xml"


def test_quadratic_entities_are_refused() -> None:
    prolog = f'<!DOCTYPE r [<!ENTITY a "{"x" * 10_000}">]>'
    with pytest.raises(ParseError) as caught:
        parse(channel(f"<item><title>{'&a;' * 1000}</title></item>", prolog), url=URL)
    assert caught.value.code == "dangerous_xml"


def test_plain_entities_are_no_danger() -> None:
    prolog = '<!DOCTYPE rss [<!ENTITY co "Acme &amp; Sons"><!ENTITY rise "up <b>3%</b>">]>'
    assert (
        titles(channel("<item><title>&co; &rise; &mdash; &#8364;5</title></item>" * 500, prolog))
        == ["Acme & Sons up 3% — €5"] * 500
    )


def test_external_doctype_is_ignored() -> None:
    prolog = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.example/rss-0.91.dtd">'
    assert titles(channel("<item><title>a</title></item>", prolog)) == ["a"]


# --- damage ---------------------------------------------------------------------------------------------------


def test_bare_ampersands_are_text_but_cdata_is_left_alone() -> None:
    body = channel(
        "<item><title>AT&T, S&P 500 &amp; R&D</title><link><![CDATA[https://a.example/?x=1&lt=2]]></link></item>"
    )
    (entry,) = parse(body, url=URL).entries
    assert entry.title == "AT&T, S&P 500 & R&D"
    assert entry.url == "https://a.example/?x=1&lt=2"


def test_truncated_document_keeps_the_whole_items() -> None:
    body = channel("".join(f"<item><title>n{n}</title><link>https://a.example/{n}</link></item>" for n in range(9)))
    assert titles(body[: len(body) * 2 // 3])[:5] == ["n0", "n1", "n2", "n3", "n4"]


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        (channel("<item><title>a</title></item>"), False),
        (channel("<item><title>a</title></item>") + b"<!-- cached -->\n", False),
        (b"<rss/>", False),
        (b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:title>t</a:title></a:feed >", False),
        (channel("<item><title>a</title></item><item><title>b")[:-18], True),
        (b"<rss><channel><title>t</title><item><title>a</title></item>", True),
    ],
)
def test_a_document_that_breaks_off_says_so(body: bytes, cut: bool) -> None:
    assert any("breaks off" in warning for warning in parse(body, url=URL).warnings) is cut


@pytest.mark.parametrize(
    ("declared", "header", "said"),
    [("iso-8859-1", None, "iso-8859-1"), ("utf-8", "a/b; charset=us-ascii", None), ("no-such", None, None)],
)
def test_a_wrong_declaration_is_told(declared: str, header: str | None, said: str | None) -> None:
    body = f"<?xml version='1.0' encoding='{declared}'?>".encode() + channel("<item><title>Caf\u00e9</title></item>")
    found = [warning for warning in parse(body, url=URL, content_type=header).warnings if "says that" in warning]
    assert (found[0].split()[5].rstrip(",") if found else None) == said


def test_junk_before_the_document_and_forgotten_namespaces() -> None:
    body = b"\n Warning: cache miss\n" + channel("<item><title>a</title><dc:creator>Ada</dc:creator></item>")
    assert parse(body, url=URL).entries[0].author == "Ada"


def test_control_characters_and_lone_surrogates_are_dropped() -> None:
    assert titles(channel(b"<item><title>a\x00\x0bb&#0;&#xD800;c</title></item>"))[0].replace("\ufffd", "") == "abc"
    body = b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "a\\ud800b"}]}'
    assert titles(body) == ["ab"]


@pytest.mark.parametrize(
    ("declared", "encoded", "content_type"),
    [
        ("utf-8", "utf-8", None),
        ("iso-8859-1", "utf-8", "text/xml; charset=us-ascii"),  # both declarations wrong
        ("iso-8859-1", "cp1252", None),  # Latin-1 means Windows on the web
        ("utf-16", "utf-16", None),
        ("windows-1252", "cp1252", "text/xml; charset=utf-8"),
        ("no-such-code", "cp1252", None),
        ("zlib", "cp1252", "text/xml; charset=windows-1252"),
    ],
)
def test_encodings(declared: str, encoded: str, content_type: str | None) -> None:
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>'
        + channel("<item><title>Caf\u00e9 \u2019s</title></item>").decode()
    )
    assert titles(text.encode(encoded), content_type) == ["Caf\u00e9 \u2019s"]


def test_other_alphabets_by_declaration_and_text_encoded_twice() -> None:
    text = '<?xml version="1.0" encoding="shift_jis"?>' + channel("<item><title>株価</title></item>").decode()
    assert titles(text.encode("shift_jis")) == ["株価"]
    twice = "America\u2019s economy".encode().decode("latin-1").encode()
    assert titles(channel(b"<item><title>" + twice + b"</title></item>")) == ["America\u2019s economy"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<html><head></head><body><p>hello</p></body></html>", "not_a_feed"),
        (b"just words", "not_a_feed"),
        (b'{"a": 1}', "not_a_feed"),
        (b"[1, 2]", "not_a_feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "broken"),
        (b"[" * 100_000, "broken"),
        (b"<urlset><url><loc>https://a.example/</loc></url></urlset>", "not_a_feed"),
        (b"<rss>" + b"<a/>" * 400_001, "too_many"),
        (b"<rss>" + b"<item/>" * (MAX_ITEMS + 1), "too_many"),
        (b"<rss>" + b"&a" * 1_600_000, "too_many"),
        (b"<rss>" + b" " * document.MAX_BYTES, "too_large"),
    ],
)
def test_what_is_no_feed_says_why(body: bytes, code: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(body, url=URL)
    assert caught.value.code == code
    assert code in CODES
    assert caught.value.item == URL


# --- dates and numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "date", ["yesterday", "0001-01-01", "2024-02-31", "15 Juli x", "99999-01-01", "2024-07-15T25:00Z"]
)
def test_unreadable_and_absurd_dates_are_none_with_a_warning(date: str) -> None:
    found = parse(channel(f"<item><guid>g1</guid><pubDate>{date}</pubDate></item>"), url=URL)
    assert found.entries[0].published is None
    assert len(found.warnings) == 1
    assert "g1" in found.warnings[0]


def test_dates_ahead_are_kept_for_others_to_judge() -> None:
    found = parse(channel("<item><pubDate>Mon, 15 Jul 2044 12:00:00 GMT</pubDate></item>"), url=URL)
    assert found.entries[0].published is not None


def test_of_too_many_items_the_newest_are_kept() -> None:
    items = "".join(f"<item><guid>{n}</guid><pubDate>{1990 + n % 30}-01-01</pubDate></item>" for n in range(1500))
    found = parse(channel(items), url=URL)
    assert len(found.entries) == 1000
    assert "1500" in found.warnings[0]
    years = [entry.published.at.year for entry in found.entries if entry.published]
    assert min(years) == 2000
    assert [int(entry.guid) for entry in found.entries] == sorted(int(entry.guid) for entry in found.entries)


# --- time -----------------------------------------------------------------------------------------------------

N = 100_000
BOMBS = {
    # These keep feedparser alone busy for ten seconds, for minutes, or for good.
    "author": channel("<item><author>" + "a." * (N // 2) + "</author></item>"),
    "link-attributes": channel("<item><link " + " ".join(f"a{n}='x'" for n in range(N)) + "/></item>"),
    "nested-bases": channel(
        "<item xml:base='http://x.example/'>" + ("<a xml:base='" + "b/" * 20 + "'>") * 5000 + "</a>" * 5000 + "</item>"
    ),
    "ten-thousand-namespaces": channel(
        "<item "
        + " ".join(f"xmlns:a{n}='http://x/{n}'" for n in range(10_000))
        + ">"
        + "<a9999:b/>" * 30_000
        + "</item>"
    ),
    # These are aimed at what stands before it.
    "authors": channel(("<item>" + ("<author>" + "a." * 100 + "</author>") * 30 + "</item>") * 1000),
    "categories": channel("<item>" + "".join(f"<category>c{n}</category>" for n in range(N)) + "</item>"),
    "elements": channel(("<item>" + "<title>x &amp;lt;b</title><pubDate>x</pubDate>" * 30 + "</item>") * 1000),
    "lines": channel("<item><description>" + "\n" * 80 * N + "</description></item>"),
    "brackets": channel("<item><description>" + "]&lt;" * 14 * N + "</description></item>"),
    "inline": channel("<item><description>" + "<b/>" * (xmltree.MAX_TAGS - 100) + "</description></item>"),
    "inline-namespaces": channel(
        "<item><description>"
        + "".join(f"<a:b xmlns:a='http://x/{n}'/>" for n in range(20_000))
        + "</description></item>"
    ),
    "inherited-namespaces": channel(
        ("<item " + " ".join(f"xmlns:a{n}='x'" for n in range(20)) + ">" + "<summary><b/></summary>" * 60 + "</item>")
        * 1000
    ),
    "nested-items": channel("<item><description>" * 110 + "x" * N * 10),
    "references": channel("<item>" + "".join(f"&#{n};" for n in range(1000, 61_000)) * 20),
    "open-brackets": channel("<" * N * 10),
    "open-tags": channel("<a " * N * 10),
    "open-cdata": channel("<![CDATA[" * N),
    "open-comments": channel("<!--" * N * 10),
    "deep": channel("<a>" * N),
    "deep-items": channel("<item><description>" * 9_000),
    "attributes": channel("<item " + " ".join(f"a{n}='x'" for n in range(N)) + "/>"),
    "namespaces": channel("".join(f"<a{n}:b xmlns:a{n}='http://x/{n}'/>" for n in range(N))),
    "bases": channel(("<item xml:base='" + "b/" * 500 + "'><link>a</link>") * 2000),
    "dates": channel("<item><pubDate>" + "1 " * N * 10 + "</pubDate></item>"),
    "escaped": channel("<item><title>" + "&lt;a " * N * 5 + "</title></item>"),
    "newlines": b"\n" * 8_000_000 + channel(""),
    "doctype": b"<!DOCTYPE r [" + b'<!ENTITY a "' * N + b"]>" + channel(""),
    "root": b"<a:" * 3_000_000,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", BOMBS)
def test_every_document_ends_in_bounded_time(name: str) -> None:
    started = time.process_time()
    read(BOMBS[name])
    assert time.process_time() - started < 2


MARKUP = st.sampled_from(
    [
        *(b"<rss>", b"<channel>", b"<item>", b"</item>", b"<title>", b"<pubDate>", b"2024-07-15", b"<![CDATA[", b"]]>"),
        *(
            b"<feed xmlns='http://www.w3.org/2005/Atom'>",
            b"<entry>",
            b"<link href='",
            b"'/>",
            b"<content type='xhtml'>",
        ),
        *(b"<!DOCTYPE a [", b"<!ENTITY x '", b"'>", b"]>", b"&amp;", b"&x;", b"<div>", b"<urlset>", b"<url>"),
        *(b'{"version":"1.1","items":[', b"{}", b"]}", b"<?xml version='1.0' encoding='", b"utf-16", b"\xff\xfe"),
    ]
)


def test_feedparser_gets_well_formed_xml_and_never_needs_its_slow_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    import feedparser.api

    needed: list[object] = []
    monkeypatch.setattr(feedparser.api.LooseFeedParser, "feed", lambda *_: needed.append(_))
    for body in (
        channel("<item><foo:bar y:z='1'>x</foo:bar><dc:creator>c</dc:creator><title a:b='c'>t</title></item>"),
        channel("<item><\u2c00tit>x</\u2c00tit><title \u2c00='1'>t</title></item>"),
        b"<x:rss xmlns='a b c' xmlns:x='d e'><channel><item><title>t</title></item></channel></x:rss>",
        b"<rss><item><title><![CDATA[t\x01\xef\xbf\xbe\xef\xbf\xbf]]></title>",
    ):
        assert titles(body) == ["t"]
    assert not needed


def test_a_document_that_breaks_feedparser_is_a_parse_error(monkeypatch: pytest.MonkeyPatch) -> None:
    import feedparser

    def fail(*_: object, **__: object) -> None:
        raise KeyError("tags")

    monkeypatch.setattr(feedparser, "parse", fail)
    with pytest.raises(ParseError, match="KeyError"):
        parse(channel("<item/>"), url=URL)


@settings(max_examples=150)
@given(st.lists(MARKUP | st.binary(max_size=12), max_size=30).map(b"".join), st.sampled_from([None, "a/b; charset=hz"]))
def test_any_bytes_give_entries_or_a_parse_error(body: bytes, content_type: str | None) -> None:
    for entry in read(body, content_type):
        assert entry.guid
        str(entry).encode()  # nothing that a database would refuse
        assert entry.url is None or entry.url.startswith(("http://", "https://"))
