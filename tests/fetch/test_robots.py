"""robots.txt as answered: allowed, forbidden, failing."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import FetchError
from aggregator.fetch.robots import MAX_AGE_S, Rules, product_token, rules, rules_of, to_keep
from aggregator.records import Request, Response

ORIGIN = "https://wire.example"
FILE = b"""\xef\xbb\xbfUser-agent: *
Disallow: /private/
Allow: /private/open
Crawl-delay: 2.5

User-agent: desk
Disallow: /
"""


def answer(body: bytes, status: int = 200, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(Request(f"{ORIGIN}/robots.txt", "robots"), ORIGIN, status, named, body)


def read(body: bytes, agent: str = "aggregator") -> Rules:
    return rules(answer(body), agent)


def refused(found: Rules, path: str, agent: str = "aggregator") -> str | None:
    try:
        found.check(ORIGIN + path, agent)
    except FetchError as error:
        return error.code
    return None


def failure(code: str, status: int | None = None, retry: float | None = None) -> Rules:
    return rules(FetchError(ORIGIN, "no", code=code, status=status, retry_after_s=retry), "aggregator")


def test_rules_of_the_file() -> None:
    found = read(FILE)
    assert refused(found, "/private/x") == "robots"
    assert refused(found, "/private/open/x") is None
    assert refused(found, "/a") is None
    assert found.crawl_delay_s == 2.5
    assert refused(read(FILE, "desk"), "/a", "desk") == "robots"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429])
def test_a_missing_file_allows_everything(status: int) -> None:
    assert refused(rules(answer(b"Disallow: /", status), "aggregator"), "/private/x") is None


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_failing_server_forbids_everything(status: int) -> None:
    assert refused(failure("http_status", status), "/a") == "robots"


def test_an_unreachable_server_forbids_everything_and_says_why() -> None:
    assert refused(failure("timeout"), "/a") == "timeout"
    with pytest.raises(FetchError) as caught:
        failure("http_status", 503, retry=60.0).check(ORIGIN + "/a", "aggregator")
    assert (caught.value.status, caught.value.retry_after_s) == (503, 60.0)
    assert caught.value.item == ORIGIN + "/a"


@pytest.mark.parametrize(
    "body", [b"", b"<html>not found</html>", b"\xff\xfe\x00", b"Disallow: /\n", b"User-agent: *\nDisallow:\n"]
)
def test_what_is_no_rule_forbids_nothing(body: bytes) -> None:
    assert refused(read(body), "/a") is None


@pytest.mark.parametrize("delay", [b"0", b"-3", b"soon"])
def test_odd_crawl_delays(delay: bytes) -> None:
    found = read(b"User-agent: *\nCrawl-delay: " + delay + b"\n")
    assert found.crawl_delay_s in (None, 0.0)


@pytest.mark.parametrize(
    ("agent", "token"),
    [
        ("aggregator/0.1 (+https://desk.example)", "aggregator"),
        ("Mozilla/5.0 (compatible; desk-reader/1.0; +https://desk.example)", "desk-reader"),
        ("42", "*"),
    ],
)
def test_product_token(agent: str, token: str) -> None:
    assert product_token(agent) == token


# --- what is kept ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "headers", "kept_s"),
    [
        (200, {}, MAX_AGE_S),
        (404, {}, MAX_AGE_S),
        (403, {"cache_control": "public, max-age=300"}, 300.0),
        (200, {"cache_control": "max-age=3600", "age": "600"}, 3000.0),
        (200, {"cache_control": "max-age=999999"}, MAX_AGE_S),
        (200, {"expires": "Mon, 15 Jul 2024 13:00:00 GMT", "date": "Mon, 15 Jul 2024 12:00:00 GMT"}, 3600.0),
        (200, {"expires": "0"}, None),
        (200, {"cache_control": "no-cache"}, None),
        (200, {"cache_control": "max-age=0, must-revalidate"}, None),
        (429, {}, None),
    ],
)
def test_an_answer_is_kept_for_a_day_or_shorter_if_the_server_says_so(
    status: int, headers: dict[str, str], kept_s: float | None
) -> None:
    kept = to_keep(ORIGIN, answer(b"" if status > 400 else FILE, status, **headers))
    assert (kept and kept.fresh_s) == kept_s
    if kept is not None:
        assert (refused(rules_of(kept, "aggregator"), "/private/x") is None) is (status > 400)


@pytest.mark.parametrize(("code", "status"), [("http_status", 503), ("timeout", None), ("dns", None)])
def test_what_passes_is_not_kept(code: str, status: int | None) -> None:
    assert to_keep(ORIGIN, FetchError(ORIGIN, "no", code=code, status=status)) is None


# --- the examples of RFC 9309 ---------------------------------------------------------------------------------

SIMPLE = b"""User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot

"""
LONGEST = b"User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n"
MERGED = b"user-agent: ExampleBot\ndisallow: /foo\ndisallow: /bar\n\nuser-agent: ExampleBot\ndisallow: /baz\n"


@pytest.mark.parametrize(
    ("body", "agent", "path", "allowed"),
    [
        # 5.1: one group for everybody else, one for foobot, one for two agents, one without rules.
        (SIMPLE, "otherbot", "/example/page.html", False),
        (SIMPLE, "otherbot", "/a/picture.gif", False),
        (SIMPLE, "otherbot", "/a/picture.gif?x", True),
        (SIMPLE, "otherbot", "/publications/a.html", True),
        (SIMPLE, "otherbot", "/elsewhere", True),
        (SIMPLE, "foobot", "/example/page.html", True),
        (SIMPLE, "foobot", "/example/allowed.gif", True),
        (SIMPLE, "foobot", "/publications/", False),
        (SIMPLE, "barbot", "/example/page.html", False),
        (SIMPLE, "bazbot", "/example/page.html", False),
        (SIMPLE, "bazbot", "/a/picture.gif", True),
        (SIMPLE, "quxbot", "/example/page.html", True),
        # 2.2.1: the whole token names us, not its beginning; what follows the token is no part of it.
        (b"User-agent: agg\nDisallow: /\n", "aggregator", "/a", True),
        (b"User-agent: aggregator-news\nDisallow: /\n", "aggregator", "/a", True),
        (b"User-agent: Aggregator/1.0 # us\nDisallow: /\n", "aggregator", "/a", False),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: agg\nAllow: /\n", "aggregator", "/a", False),
        (b"user-agent: a\ruser-agent:aggregator\rdisallow: /\r", "aggregator", "/a", False),
        (b"User-agent: *\t# all\nDisallow: /\n", "aggregator", "/a", False),
        (b"User-agent: *bot\nDisallow: /\n", "aggregator", "/a", True),
        # 5.2: the most specific rule, wherever it stands.
        (LONGEST, "foobot", "/example/page/disallowed.gif", False),
        (LONGEST, "foobot", "/example/page/other.gif", True),
        # 2.2.1: names without regard to case, groups of one name merged.
        (MERGED, "examplebot", "/foo", False),
        (MERGED, "ExampleBot", "/bar/x", False),
        (MERGED, "ExampleBot", "/baz", False),
        (MERGED, "ExampleBot", "/qux", True),
        # 2.2.2: octets are compared after decoding what need not be encoded; equal rules: allow wins.
        (b"User-agent: *\nDisallow: /foo/bar?baz=quz\n", "x", "/foo/bar?baz=quz", False),
        (
            b"User-agent: *\nDisallow: /foo/bar?baz=https%3A%2F%2Ffoo.bar\n",
            "x",
            "/foo/bar?baz=https%3A%2F%2Ffoo.bar",
            False,
        ),
        ("User-agent: *\nDisallow: /foo/bar/\u30c4\n".encode(), "x", "/foo/bar/%E3%83%84", False),
        (b"User-agent: *\nDisallow: /foo/bar/%E3%83%84\n", "x", "/foo/bar/%E3%83%84", False),
        (b"User-agent: *\nDisallow: /foo/bar/%62%61%7A\n", "x", "/foo/bar/baz", False),
        (b"User-agent: *\nDisallow: /page\nAllow: /page\n", "x", "/page", True),
        # 2.2.3: the special characters, and how to write them as themselves.
        (b"User-agent: *\nDisallow: /\nAllow: /this/path/exactly$ # a comment\n", "x", "/this/path/exactly", True),
        (b"User-agent: *\nDisallow: /\nAllow: /this/path/exactly$\n", "x", "/this/path/exactly/not", False),
        (b"User-agent: *\nDisallow: /\nAllow: /this/*/exactly\n", "x", "/this/and/that/exactly", True),
        (b"User-agent: *\nDisallow: /path/file-with-a-%2A.html\n", "x", "/path/file-with-a-*.html", False),
        (b"User-agent: *\nDisallow: /path/file-with-a-%2A.html\n", "x", "/path/file-with-a-z.html", True),
        (b"User-agent: *\nDisallow: /path/foo-%24\n", "x", "/path/foo-$", False),
        (b"User-agent: *\nDisallow: /path/foo-%24\n", "x", "/path/foo-", True),
        # 2.2.4: other records end no group; rules before any group belong to none.
        (b"Disallow: /\nUser-agent: x\nSitemap: https://a.example/s\nDisallow: /a\n", "x", "/a", False),
        (b"Disallow: /\nUser-agent: x\nSitemap: https://a.example/s\nDisallow: /a\n", "x", "/b", True),
        # 2.2.2: robots.txt itself may always be read.
        (b"User-agent: *\nDisallow: /\n", "x", "/robots.txt", True),
    ],
)
def test_the_standards_examples(body: bytes, agent: str, path: str, allowed: bool) -> None:
    assert (refused(read(body, agent), path, agent) is None) is allowed


def test_what_lies_beyond_500_kib_is_not_read_and_need_not_be() -> None:
    from aggregator.fetch.guard import CAPS

    assert CAPS["robots"].body_bytes == 500 * 1024
    assert CAPS["robots"].cut


PIECES = st.sampled_from(
    [
        *(b"User-agent: *\n", b"user-agent : x\r", b"Disallow: /", b"Allow: *", b"$", b"%", b"%zz", b"%E3", b"#"),
        *(b"Crawl-delay: ", b"9e999", b"nan", b"\xff\xfe", b"\n", b"a" * 3000, b"*" * 50, b"Sitemap: x\n", b"\x00"),
    ]
)


@settings(max_examples=150)
@given(st.lists(PIECES | st.binary(max_size=9), max_size=25).map(b"".join), st.text(max_size=20))
def test_any_file_allows_or_refuses_in_bounded_time(body: bytes, path: str) -> None:
    started = time.process_time()
    found = read(body)
    assert refused(found, "/" + path) in (None, "robots")
    assert found.crawl_delay_s is None or 0 <= found.crawl_delay_s < math.inf
    assert time.process_time() - started < 1


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "body",
    [
        b"User-agent: *\n" + b"Disallow: /" + b"*a" * 200_000 + b"$\n",
        b"User-agent: *\n" + b"Disallow: /a*b*c*d*e*f*g*h*i*$\n" * 15_000,
        b"User-agent: *\nDisallow: /x\n" * 18_000,
        b"User-agent: a\n" * 36_000,
    ],
    ids=["stars", "many-stars", "groups", "agents"],
)
def test_a_hostile_file_costs_little(body: bytes) -> None:
    started = time.process_time()
    refused(read(body[: 500 * 1024]), "/" + "abcdefgh" * 250)
    assert time.process_time() - started < 2
