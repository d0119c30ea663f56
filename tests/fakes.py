"""Doors for tests: a fake internet."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from aggregator.errors import FetchError
from aggregator.records import Request, Response, RobotsFile

Page = tuple[int, Mapping[str, str], bytes] | FetchError


class FakeFetcher:
    """An internet in memory: `pages` maps each URL to (status, headers, body) or the error that fetching it gives.

    Records every request in `requests`. Answers 304 where the request names the page's ETag, turns error statuses
    into `FetchError`s like the real one, and answers 404 for what it does not know. Answers come in order of
    submission. `pages` may be changed between polls. Of robots.txt files it only takes and gives what it is given:
    `remembered` and `fresh`.
    """

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self.pages = dict(pages)
        self.requests: list[Request] = []
        self.remembered: list[RobotsFile] = []
        self.fresh: list[RobotsFile] = []
        self._queue: deque[Request] = deque()

    def __enter__(self) -> FakeFetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._queue.clear()

    def submit(self, request: Request) -> None:
        self._queue.append(request)

    def results(self) -> Iterator[tuple[Request, Response | FetchError]]:
        while self._queue:
            request = self._queue.popleft()
            try:
                yield request, self.get(request)
            except FetchError as error:
                yield request, error

    def remember(self, robots: Iterable[RobotsFile]) -> None:
        self.remembered = list(robots)

    def learned(self) -> list[RobotsFile]:
        fresh, self.fresh = self.fresh, []
        return fresh

    def get(self, request: Request) -> Response:
        self.requests.append(request)
        page = self.pages.get(request.url, (404, {}, b""))
        if isinstance(page, FetchError):
            raise page
        status, headers, body = page
        headers = {name.lower(): value for name, value in headers.items()}
        if status == 200 and request.etag and request.etag == headers.get("etag"):
            return Response(request, request.url, 304, headers, b"")
        if not 200 <= status < 300:
            retry = headers.get("retry-after")
            raise FetchError(
                request.url,
                f"the server answered with status {status}",
                code="http_status",
                status=status,
                retry_after_s=float(retry) if retry else None,
            )
        return Response(request, request.url, status, headers, body)
