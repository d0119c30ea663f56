"""robots.txt as answered: allowed, forbidden, failing."""

from __future__ import annotations

import pytest

from aggregator.errors import FetchError
from aggregator.fetch.robots import Rules, product_token, rules
from aggregator.records import Request, Response

ORIGIN = "https://wire.example"
FILE = b"""\xef\xbb\xbfUser-agent: *
Disallow: /private/
Allow: /private/open
Crawl-delay: 2.5

User-agent: desk
Disallow: /
"""


def read(body: bytes, agent: str = "aggregator") -> Rules:
    return rules(Response(Request(f"{ORIGIN}/robots.txt", "robots"), ORIGIN, 200, {}, body), agent)


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
    assert refused(failure("http_status", status), "/private/x") is None


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_failing_server_forbids_everything(status: int) -> None:
    assert refused(failure("http_status", status), "/a") == "robots"


def test_an_unreachable_server_forbids_everything_and_says_why() -> None:
    assert refused(failure("timeout"), "/a") == "timeout"
    with pytest.raises(FetchError) as caught:
        failure("http_status", 503, retry=60.0).check(ORIGIN + "/a", "aggregator")
    assert caught.value.retry_after_s == 60.0
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
