"""The fetcher against a real server on loopback."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from aggregator.errors import FetchError
from aggregator.fetch import CODES
from aggregator.fetch.client import Fetcher
from aggregator.fetch.guard import CAPS, Cap
from aggregator.records import Request, Response
from tests.fetch.conftest import Site

LOOPBACK = frozenset({"127.0.0.1"})
SMALL = {kind: Cap(wire_bytes=50_000, body_bytes=200_000, total_s=0.6, cut=kind == "robots") for kind in CAPS}
OK = (200, {"Content-Type": "text/html"}, b"<p>hello</p>")


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher("aggregator/0.1 (+test)", allow_hosts=LOOPBACK, delay_s=0.0, caps=SMALL) as door:
        yield door


def feed(site: Site, path: str, **validators: str) -> Request:
    return Request(site.url + path, "feed", **validators)  # type: ignore[arg-type]


def page(site: Site, path: str) -> Request:
    return Request(site.url + path, "page")


def failure(door: Fetcher, request: Request) -> FetchError:
    with pytest.raises(FetchError) as caught:
        door.get(request)
    assert caught.value.code in CODES
    assert caught.value.item == request.url
    return caught.value


# --- answers --------------------------------------------------------------------------------------------------


def test_body_headers_and_what_we_say_of_ourselves(site: Site, fetcher: Fetcher) -> None:
    site.routes["/f"] = (200, {"Content-Encoding": "gzip", "X-Twice": "a"}, gzip.compress(b"<rss/>"))
    answer = fetcher.get(feed(site, "/f"))
    assert (answer.status, answer.body, answer.headers["x-twice"]) == (200, b"<rss/>", "a")
    assert answer.permanent_url is None
    (_, _, sent) = site.seen[0]
    assert sent["user-agent"] == "aggregator/0.1 (+test)"
    assert "atom" in sent["accept"]
    assert "cookie" not in sent


def test_conditional_get(site: Site, fetcher: Fetcher) -> None:
    site.routes["/f"] = (200, {"ETag": '"v1"', "Set-Cookie": "a=b"}, b"<rss/>")
    etag = fetcher.get(feed(site, "/f")).headers["etag"]
    again = fetcher.get(feed(site, "/f", etag=etag, last_modified="Mon, 15 Jul 2024 00:00:00 GMT"))
    assert again.not_modified
    assert again.body == b""
    assert site.seen[1][2]["if-modified-since"] == "Mon, 15 Jul 2024 00:00:00 GMT"
    assert "cookie" not in site.seen[1][2]


def test_error_statuses_carry_status_and_retry_after(site: Site, fetcher: Fetcher) -> None:
    site.routes["/busy"] = (429, {"Retry-After": "3600"}, b"later")
    site.routes["/dated"] = (503, {"Retry-After": "Mon, 15 Jul 2124 00:00:00 GMT"}, b"")
    site.routes["/gone"] = (410, {}, b"")
    site.routes["/same"] = (304, {}, b"")
    assert (failure(fetcher, feed(site, "/busy")).status, failure(fetcher, feed(site, "/busy")).retry_after_s) == (
        429,
        3600,
    )
    assert (failure(fetcher, feed(site, "/dated")).retry_after_s or 0) > 1e9
    assert failure(fetcher, feed(site, "/gone")).status == 410
    assert failure(fetcher, feed(site, "/same")).code == "http_status"  # a 304 that nobody asked for


# --- redirects ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "permanent"),
    [([301], "/1"), ([308, 301], "/2"), ([302], None), ([301, 302, 301], "/1"), ([307, 301], None), ([303], None)],
)
def test_permanent_moves_count_up_to_the_first_temporary_one(
    site: Site, fetcher: Fetcher, statuses: list[int], permanent: str | None
) -> None:
    for n, status in enumerate(statuses):
        site.routes[f"/{n}"] = (status, {"Location": f"/{n + 1}"}, b"")
    site.routes[f"/{len(statuses)}"] = OK
    answer = fetcher.get(feed(site, "/0"))
    assert answer.url == f"{site.url}/{len(statuses)}"
    assert answer.permanent_url == (None if permanent is None else site.url + permanent)


def test_endless_redirects(site: Site, fetcher: Fetcher) -> None:
    site.routes["/loop"] = (302, {"Location": "/loop"}, b"")
    assert failure(fetcher, feed(site, "/loop")).code == "too_many_redirects"
    assert len(site.seen) == 6


@pytest.mark.parametrize(
    "location", ["http://10.0.0.1/", "http://169.254.169.254/", "http://[::1]/", "file:///etc/hostname"]
)
def test_redirect_to_a_private_address_is_refused(site: Site, fetcher: Fetcher, location: str) -> None:
    site.routes["/f"] = (302, {"Location": location}, b"")
    assert failure(fetcher, feed(site, "/f")).code in ("refused_address", "bad_url")


# --- addresses ------------------------------------------------------------------------------------------------


def test_loopback_is_refused_unless_allowed(site: Site) -> None:
    with Fetcher("aggregator/0.1", delay_s=0.0) as door:
        assert failure(door, feed(site, "/f")).code == "refused_address"
    assert site.seen == []


def test_a_name_is_resolved_once_and_every_address_of_it_is_checked(site: Site) -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["8.8.8.8", "127.0.0.1"] if len(asked) == 1 else ["127.0.0.1"]

    with Fetcher("aggregator/0.1", delay_s=0.0, resolver=rebinding) as door:
        assert failure(door, Request(f"http://wire.example:{site.port}/f", "feed")).code == "refused_address"
    assert asked == ["wire.example"]
    assert site.seen == []


def test_an_allowed_name_is_reached_at_its_checked_address(site: Site) -> None:
    site.routes["/f"] = OK
    with Fetcher(
        "aggregator/0.1", delay_s=0.0, allow_hosts=frozenset({"desk.internal"}), resolver=lambda *_: ["127.0.0.1"]
    ) as door:
        assert door.get(Request(f"http://desk.internal:{site.port}/f", "feed")).status == 200
    assert site.seen[0][2]["host"] == f"desk.internal:{site.port}"


def test_proxy_settings_of_the_environment_are_not_used(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    site.routes["/f"] = OK
    assert fetcher.get(feed(site, "/f")).status == 200


# --- sizes and times ------------------------------------------------------------------------------------------


def test_bombs_and_long_bodies(site: Site, fetcher: Fetcher) -> None:
    site.routes["/bomb"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b" " * 30_000_000))
    site.routes["/long"] = (200, {}, b"x" * 60_000)

    def unannounced(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(b"x" * 60_000)

    site.routes["/unannounced"] = unannounced
    site.routes["/headers"] = (200, {f"X-{n}": "y" * 1000 for n in range(90)}, b"")
    site.routes["/header"] = (200, {"X-Long": "y" * 200_000}, b"")
    for path in ("/bomb", "/long", "/unannounced", "/headers"):
        assert failure(fetcher, feed(site, path)).code == "too_large", path
    assert failure(fetcher, feed(site, "/header")).code in ("too_large", "protocol")


@pytest.mark.parametrize("part", ["headers", "body", "silence"])
def test_slow_servers_end_at_the_deadline(site: Site, fetcher: Fetcher, part: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        if part == "body":
            handler.send_response(200)
            handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"" if part == "silence" else b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    site.routes["/drip"] = drip
    started = time.monotonic()
    assert failure(fetcher, feed(site, "/drip")).code == "timeout"
    assert time.monotonic() - started < 3


def raw_server(reply: bytes) -> tuple[str, socket.socket, list[int]]:
    """A server that sends `reply` to every connection, whatever it is asked, and counts connections."""
    listener = socket.create_server(("127.0.0.1", 0))
    count: list[int] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                count.append(1)
                connection.recv(65536)
                connection.sendall(reply)

    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}/", listener, count


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (b"SSH-2.0-server\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", "protocol"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "protocol"),
        (b"", "connect"),
    ],
)
def test_answers_that_are_not_http(fetcher: Fetcher, reply: bytes, code: str) -> None:
    url, listener, count = raw_server(reply)
    with listener:
        assert failure(fetcher, Request(url, "feed")).code == code
    assert len(count) == 1  # feeds are not tried twice: they have their own schedule


def test_refused_connection_and_wrong_tls(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert failure(fetcher, Request(f"http://127.0.0.1:{port}/", "feed")).code == "connect"
    url, listener, _ = raw_server(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    with listener:
        assert failure(fetcher, Request(url.replace("http:", "https:"), "feed")).code == "tls"


def test_pages_are_tried_twice_when_the_connection_breaks(site: Site, fetcher: Fetcher) -> None:
    tries: list[int] = []

    def first_breaks(handler: BaseHTTPRequestHandler) -> None:
        tries.append(1)
        if len(tries) == 1:
            handler.close_connection = True
            return
        handler.send_response(200)
        handler.send_header("Content-Length", "2")
        handler.end_headers()
        handler.wfile.write(b"ok")

    site.routes["/a"] = first_breaks
    assert fetcher.get(page(site, "/a")).body == b"ok"
    assert len(tries) == 2


# --- robots.txt -----------------------------------------------------------------------------------------------


def test_pages_obey_robots_and_feeds_need_not(site: Site, fetcher: Fetcher) -> None:
    site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /private/\n")
    for path in ("/private/a", "/a", "/b"):
        site.routes[path] = OK
    assert fetcher.get(feed(site, "/private/a")).status == 200
    assert failure(fetcher, page(site, "/private/a")).code == "robots"
    assert fetcher.get(page(site, "/a")).status == fetcher.get(page(site, "/b")).status == 200
    assert site.paths() == ["/private/a", "/robots.txt", "/a", "/b"]


def test_failing_robots_forbid_and_missing_ones_allow(site: Site, other_site: Site, fetcher: Fetcher) -> None:
    site.routes["/robots.txt"] = (503, {}, b"")
    site.routes["/a"] = other_site.routes["/a"] = OK
    assert failure(fetcher, page(site, "/a")).code == "robots"
    assert fetcher.get(page(other_site, "/a")).status == 200
    assert site.paths() == ["/robots.txt"]


def test_redirected_pages_obey_the_robots_of_where_they_end(site: Site, other_site: Site, fetcher: Fetcher) -> None:
    site.routes["/a"] = (302, {"Location": f"{other_site.url}/b"}, b"")
    other_site.routes["/robots.txt"] = (200, {}, b"User-agent: aggregator\nDisallow: /\n")
    other_site.routes["/b"] = OK
    assert failure(fetcher, page(site, "/a")).code == "robots"
    assert other_site.paths() == ["/robots.txt"]


def test_long_robots_are_cut_not_refused(site: Site, fetcher: Fetcher) -> None:
    site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /x\n" + b"# filler\n" * 4_000)
    site.routes["/a"] = OK
    caps = {**SMALL, "robots": Cap(wire_bytes=50_000, body_bytes=100, total_s=1, cut=True)}
    with Fetcher("aggregator/0.1", allow_hosts=LOOPBACK, delay_s=0.0, caps=caps) as door:
        assert door.get(page(site, "/a")).status == 200
        assert failure(door, page(site, "/x/y")).code == "robots"


def test_a_later_run_uses_what_an_earlier_one_learned(site: Site, other_site: Site, fetcher: Fetcher) -> None:
    site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /x\nCrawl-delay: 0.5\n")
    site.routes["/a"] = other_site.routes["/a"] = OK
    for where in (site, other_site):
        assert fetcher.get(page(where, "/a")).status == 200
    learned = fetcher.learned()
    assert [(file.origin, file.status) for file in learned] == [(site.url, 200), (other_site.url, 404)]
    assert fetcher.learned() == []
    site.seen.clear()
    other_site.seen.clear()
    with Fetcher("aggregator/0.1", allow_hosts=LOOPBACK, delay_s=0.0, caps=SMALL) as door:
        door.remember(learned)
        assert failure(door, page(site, "/x")).code == "robots"
        assert door.get(page(other_site, "/a")).status == 200
        assert door.learned() == []
        door.submit(page(site, "/a"))
        started = time.monotonic()
        next(door.results())
        assert time.monotonic() - started > 0.4  # the Crawl-delay of the kept file holds
    assert (site.paths(), other_site.paths()) == (["/a"], ["/a"])


def test_failing_robots_are_not_learned(site: Site, fetcher: Fetcher) -> None:
    site.routes["/robots.txt"] = (503, {"Retry-After": "60"}, b"")
    error = failure(fetcher, page(site, "/a"))
    assert (error.status, error.retry_after_s) == (503, 60.0)
    assert fetcher.learned() == []


# --- many at once ---------------------------------------------------------------------------------------------


def slow_ok(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(0.03)
    handler.send_response(200)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def test_everything_submitted_is_answered_also_what_is_submitted_meanwhile(site: Site, fetcher: Fetcher) -> None:
    for n in range(4):
        site.routes[f"/f{n}"] = OK
        site.routes[f"/p{n}"] = OK
        fetcher.submit(feed(site, f"/f{n}"))
    fetcher.submit(Request("ftp://wire.example/", "feed"))
    answers: dict[str, Response | FetchError] = {}
    for request, answer in fetcher.results():
        answers[request.url] = answer
        if request.kind == "feed" and isinstance(answer, Response):
            fetcher.submit(page(site, request.url.rpartition("/f")[2].join(["/p", ""])))
    assert len(answers) == 9
    failed = [answer for answer in answers.values() if isinstance(answer, FetchError)]
    assert [error.code for error in failed] == ["bad_url"]
    assert list(fetcher.results()) == []


def test_a_reader_that_leaves_can_come_back(site: Site, fetcher: Fetcher) -> None:
    for n in range(6):
        site.routes[f"/{n}"] = OK
        fetcher.submit(feed(site, f"/{n}"))
    first, _ = next(fetcher.results())
    rest = [request for request, _ in fetcher.results()]
    assert sorted(request.url for request in [first, *rest]) == sorted(f"{site.url}/{n}" for n in range(6))


def test_few_answers_exist_at_a_time(site: Site) -> None:
    for n in range(20):
        site.routes[f"/{n}"] = OK
    with Fetcher("aggregator/0.1", allow_hosts=LOOPBACK, delay_s=0.0, jobs=3, per_site=9) as door:
        for n in range(20):
            door.submit(feed(site, f"/{n}"))
        results = door.results()
        next(results)
        time.sleep(0.2)
        assert len(site.seen) <= 1 + 3


def test_connections_to_one_site_are_few_and_start_apart(site: Site) -> None:
    for n in range(5):
        site.routes[f"/{n}"] = slow_ok
    with Fetcher("aggregator/0.1", allow_hosts=LOOPBACK, delay_s=0.08, per_site=1) as door:
        for n in range(5):
            door.submit(Request(f"{site.url}/{n}", "data"))
        assert len(list(door.results())) == 5
    starts = [at for at, _, _ in site.seen]
    assert site.most_at_once == 1
    assert starts[-1] - starts[0] > 0.2  # four pauses of 80 ms; without them the answers alone take 130 ms
    site.seen.clear()
    with Fetcher("aggregator/0.1", allow_hosts=LOOPBACK, delay_s=0.0, per_site=2) as door:
        for n in range(5):
            door.submit(Request(f"{site.url}/{n}", "data"))
        assert len(list(door.results())) == 5
    assert site.most_at_once == 2


def test_crawl_delay_zero_lifts_the_pause_for_feeds_of_one_site_too(site: Site) -> None:
    site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 0\n")
    for n in range(4):
        site.routes[f"/{n}"] = OK
    started = time.monotonic()
    with Fetcher("aggregator/0.1", allow_hosts=LOOPBACK, delay_s=5.0) as door:
        for n in range(4):
            door.submit(feed(site, f"/{n}"))
        assert all(isinstance(answer, Response) for _, answer in door.results())
    assert time.monotonic() - started < 4


def test_leaving_breaks_off_what_is_under_way(site: Site) -> None:
    def hang(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.flush()
        time.sleep(3)

    site.routes["/hang"] = hang
    site.routes["/ok"] = OK
    started = time.monotonic()
    with Fetcher("aggregator/0.1", allow_hosts=LOOPBACK, delay_s=0.0) as door:
        door.submit(feed(site, "/hang"))
        door.submit(feed(site, "/ok"))
        request, _ = next(door.results())
        assert request.url.endswith("/ok")
    assert time.monotonic() - started < 2.5


# --- the user's own network -----------------------------------------------------------------------------------


def test_what_a_stranger_names_does_not_lead_into_the_users_own_network(site: Site, other_site: Site) -> None:
    site.routes["/a"] = other_site.routes["/a"] = OK
    mine, admin = f"127.0.0.1:{site.port}", f"127.0.0.1:{other_site.port}"
    with Fetcher("aggregator/0.1", delay_s=0.0, allow_hosts=frozenset({mine}), caps=SMALL) as door:
        # The user's own feed, and the pages that it names on its own host and port.
        assert door.get(Request(f"http://{mine}/a", "page", named_by=f"http://{mine}/feed")).status == 200
        # The same page, named by a feed from outside; and another port, named by whomever.
        assert failure(door, Request(f"http://{mine}/a", "page", named_by="https://evil.example/feed")).code == (
            "refused_address"
        )
        for named_by in (None, f"http://{mine}/feed", "https://evil.example/feed"):
            assert failure(door, Request(f"http://{admin}/a", "page", named_by=named_by)).code == "refused_address"
    assert other_site.seen == []
    assert site.paths() == ["/robots.txt", "/a"]


@pytest.mark.parametrize("kind", ["feed", "page"])
def test_a_name_of_the_users_network_is_refused_to_strangers_also_while_a_connection_is_open(
    site: Site, kind: str
) -> None:
    site.routes["/a"] = OK
    url = f"http://desk.internal:{site.port}/a"
    with Fetcher(
        "aggregator/0.1", delay_s=0.0, allow_hosts=frozenset({"desk.internal"}), resolver=lambda *_: ["127.0.0.1"]
    ) as door:
        assert door.get(Request(url, "feed")).status == 200
        assert failure(door, Request(url, kind, named_by="https://evil.example/f")).code == "refused_address"  # type: ignore[arg-type]
    assert site.paths() == ["/a"]


def test_a_public_feed_cannot_redirect_into_the_users_network(site: Site, other_site: Site) -> None:
    other_site.routes["/secret"] = OK
    site.routes["/f"] = (301, {"Location": f"http://127.0.0.1:{other_site.port}/secret"}, b"")
    # wire.example stands for a host outside: reachable here only because its address is let through.
    allowed = frozenset({f"127.0.0.1:{site.port}", f"127.0.0.1:{other_site.port}"})
    with Fetcher("aggregator/0.1", delay_s=0.0, allow_hosts=allowed, resolver=lambda *_: ["127.0.0.1"]) as door:
        assert failure(door, Request(f"http://wire.example:{site.port}/f", "feed")).code == "refused_address"
        assert door.get(Request(f"http://127.0.0.1:{site.port}/f", "feed")).status == 200
    assert other_site.paths() == ["/secret"]


# --- sites in trouble -----------------------------------------------------------------------------------------


def test_a_site_that_is_overloaded_at_several_addresses_is_left_alone(site: Site, other_site: Site) -> None:
    for n in range(8):
        site.routes[f"/p{n}"] = (429, {"Retry-After": "7200"}, b"")
        other_site.routes[f"/p{n}"] = OK
    with Fetcher("aggregator/0.1", allow_hosts=LOOPBACK, delay_s=0.0, per_site=1, caps=SMALL) as door:
        for n in range(8):
            door.submit(feed(site, f"/p{n}"))
            door.submit(feed(other_site, f"/p{n}"))
        answers = dict(door.results())
        codes = [getattr(answers[feed(site, f"/p{n}")], "code", None) for n in range(8)]
        assert codes == ["http_status"] * 3 + ["resting"] * 5
        left = answers[feed(site, "/p7")]
        assert isinstance(left, FetchError)
        assert left.retry_after_s == pytest.approx(7200, abs=10)
        assert failure(door, feed(site, "/p7")).code == "resting"
    assert len(site.seen) == 3
    assert all(isinstance(answers[feed(other_site, f"/p{n}")], Response) for n in range(8))


def test_one_address_in_trouble_is_its_own_affair(site: Site, fetcher: Fetcher) -> None:
    site.routes["/busy"] = (503, {"Retry-After": "7200"}, b"")
    site.routes["/a"] = OK
    for path in ("/busy", "/busy", "/busy", "/busy", "/a", "/none", "/busy", "/a"):
        fetcher.submit(feed(site, path))
    answers = list(fetcher.results())
    assert [getattr(answer, "code", "ok") for _, answer in answers].count("resting") == 0
