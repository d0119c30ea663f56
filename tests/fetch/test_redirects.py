"""Redirects from site to site: each site on the way sets its own pace, and one way has one budget."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.server import BaseHTTPRequestHandler
from itertools import pairwise

import pytest

from aggregator.errors import FetchError
from aggregator.fetch.client import Fetcher
from aggregator.fetch.guard import CAPS, Cap
from aggregator.records import Request, Response
from tests.fetch.conftest import Site

LOOPBACK = frozenset({"127.0.0.1"})  # where each port is a site of its own
OK = (200, {"Content-Type": "text/html"}, b"<p>hello</p>")


def to(site: Site, path: str, status: int = 302) -> tuple[int, dict[str, str], bytes]:
    return status, {"Location": f"{site.url}{path}"}, b""


def slowly(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(0.05)
    handler.send_response(200)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def door(delay_s: float = 0.0, per_site: int = 2, caps: dict[str, Cap] | None = None) -> Fetcher:
    return Fetcher("aggregator/0.1", allow_hosts=LOOPBACK, delay_s=delay_s, per_site=per_site, caps=caps or CAPS)


def everything(fetcher: Fetcher, urls: list[str]) -> dict[str, Response | FetchError]:
    with fetcher:
        for url in urls:
            fetcher.submit(Request(url, "page"))
        return {request.url: answer for request, answer in fetcher.results()}


@pytest.fixture
def shorteners() -> Iterator[list[Site]]:
    with ExitStack() as stack:
        yield [stack.enter_context(closing(Site())) for _ in range(4)]


def test_a_target_is_asked_as_slowly_as_it_wants(site: Site, other_site: Site) -> None:
    site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 0\n")
    other_site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 0.2\n")
    for n in range(4):
        site.routes[f"/{n}"], other_site.routes[f"/{n}"] = to(other_site, f"/{n}"), OK
    answers = everything(door(delay_s=0.1), [f"{site.url}/{n}" for n in range(4)])
    assert {answer.url for answer in answers.values() if isinstance(answer, Response)} == {
        f"{other_site.url}/{n}" for n in range(4)
    }
    starts = [at for at, path, _ in other_site.seen if path != "/robots.txt"]
    assert len(starts) == 4
    assert all(later - earlier > 0.15 for earlier, later in pairwise(starts[1:]))  # known after the first request
    quick = [at for at, path, _ in site.seen if path != "/robots.txt"]
    assert quick[-1] - quick[0] < starts[-1] - starts[0]


def test_a_target_of_many_sites_keeps_its_limit_of_connections(site: Site, shorteners: list[Site]) -> None:
    for n, shortener in enumerate(shorteners):
        shortener.routes["/a"], site.routes[f"/{n}"] = to(site, f"/{n}"), slowly
    answers = everything(door(per_site=1), [f"{shortener.url}/a" for shortener in shorteners])
    assert all(isinstance(answer, Response) for answer in answers.values())
    assert site.most_at_once == 1


def test_sites_that_redirect_to_each_other_do_not_wait_for_each_other(site: Site, other_site: Site) -> None:
    for n in range(6):
        site.routes[f"/r{n}"], other_site.routes[f"/r{n}"] = to(other_site, f"/p{n}"), to(site, f"/p{n}")
        site.routes[f"/p{n}"] = other_site.routes[f"/p{n}"] = OK
    urls = [f"{where.url}/r{n}" for n in range(6) for where in (site, other_site)]
    answers = everything(door(per_site=1), urls)
    assert [getattr(answers[url], "status", None) for url in urls] == [200] * 12


def test_a_redirect_within_a_site_is_followed_at_once(site: Site) -> None:
    site.routes["/a"], site.routes["/b"] = to(site, "/b"), OK
    started = time.monotonic()
    with door(delay_s=5.0) as fetcher:
        assert fetcher.get(Request(f"{site.url}/a", "feed")).status == 200
    assert time.monotonic() - started < 4


@pytest.mark.parametrize(
    ("statuses", "permanent"), [((301, 308), 2), ((302, 301), None), ((301, 302), 1), ((301, 302, 301), 1)]
)
def test_permanent_moves_are_counted_across_sites(
    site: Site, other_site: Site, statuses: tuple[int, ...], permanent: int | None
) -> None:
    sites = (site, other_site)
    for n, status in enumerate(statuses):
        sites[n % 2].routes[f"/{n}"] = to(sites[(n + 1) % 2], f"/{n + 1}", status)
    sites[len(statuses) % 2].routes[f"/{len(statuses)}"] = OK
    expected = None if permanent is None else f"{sites[permanent % 2].url}/{permanent}"
    with door() as fetcher:
        assert fetcher.get(Request(f"{site.url}/0", "feed")).permanent_url == expected
    (answer,) = everything(door(), [f"{site.url}/0"]).values()
    assert isinstance(answer, Response)
    assert answer.permanent_url == expected


def test_a_circle_of_sites_ends_after_as_many_redirects_as_any(site: Site, other_site: Site) -> None:
    site.routes["/a"], other_site.routes["/a"] = to(other_site, "/a"), to(site, "/a")
    with door() as fetcher, pytest.raises(FetchError) as caught:
        fetcher.get(Request(f"{site.url}/a", "feed"))
    assert (caught.value.code, caught.value.item) == ("too_many_redirects", f"{site.url}/a")
    assert len(site.seen) + len(other_site.seen) == 6


def test_the_whole_way_has_one_allowance_of_time(site: Site, other_site: Site) -> None:
    def slow(target: Site) -> object:
        def redirect(handler: BaseHTTPRequestHandler) -> None:
            time.sleep(0.2)
            handler.send_response(302)
            handler.send_header("Location", f"{target.url}/a")
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        return redirect

    site.routes["/a"], other_site.routes["/a"] = slow(other_site), slow(site)  # type: ignore[assignment]
    caps = {**CAPS, "feed": Cap(wire_bytes=50_000, body_bytes=50_000, total_s=0.5)}
    with door(caps=caps) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.get(Request(f"{site.url}/a", "feed"))
    assert caught.value.code == "timeout"
    assert len(site.seen) + len(other_site.seen) <= 3


def test_a_target_in_trouble_is_left_alone_and_who_redirects_there_is_not(site: Site, other_site: Site) -> None:
    for n in range(6):
        site.routes[f"/{n}"] = to(other_site, f"/{n}")
        other_site.routes[f"/{n}"] = (503, {"Retry-After": "7200"}, b"")
    site.routes["/ok"] = OK
    paths = [*map(str, range(6)), "ok"]
    answers = everything(door(per_site=1), [f"{site.url}/{path}" for path in paths])
    codes = [getattr(answers[f"{site.url}/{path}"], "code", "ok") for path in paths]
    assert codes == ["http_status"] * 3 + ["target_resting"] * 3 + ["ok"]
    left = answers[f"{site.url}/5"]
    assert isinstance(left, FetchError)
    assert left.retry_after_s == pytest.approx(7200, abs=10)
    assert [path for path in other_site.paths() if path != "/robots.txt"] == ["/0", "/1", "/2"]


def test_robots_files_are_read_wherever_they_lie(site: Site, other_site: Site) -> None:
    site.routes["/robots.txt"] = to(other_site, "/rules")
    other_site.routes["/rules"] = (200, {}, b"User-agent: *\nDisallow: /x\n")
    site.routes["/a"] = OK
    answers = everything(door(), [f"{site.url}/a", f"{site.url}/x"])
    assert getattr(answers[f"{site.url}/x"], "code", None) == "robots"
    assert getattr(answers[f"{site.url}/a"], "status", None) == 200
    assert other_site.paths() == ["/rules"]
