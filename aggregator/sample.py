"""The demo's sample: a small made-up internet, prices and an archive, all inside the package.

`SampleFetcher` is a door to that internet in the shape of `aggregator.fetch.Fetch`. It opens no connection, and shows
each feed as it would have stood at its clock: items dated later are not there yet.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Final

from aggregator.errors import FetchError
from aggregator.records import Request, Response, RobotsFile

# When the demo looks: each evening of two weeks (the 4th of July is a holiday), and on the morning of the digest day.
_EVENINGS: Final = tuple(dt.datetime(2024, 7, day, 22, 0, tzinfo=dt.UTC) for day in (1, 2, 3, 5, 8, 9, 10, 11, 12))
CLOCKS: Final = (*_EVENINGS[:-1], dt.datetime(2024, 7, 12, 13, 15, tzinfo=dt.UTC), _EVENINGS[-1])
_TYPES: Final = {".xml": "application/xml; charset=utf-8", ".html": "text/html; charset=utf-8"}
_ITEM = re.compile(rb"[ \t]*<(item|entry)>.*?</\1>\r?\n?", re.DOTALL)
_DATE = re.compile(rb"<(?:pubDate|published)>([^<]+)<")


def folder() -> Path:
    """Where the sample lies: `README.md` there says what it is."""
    return Path(__file__).resolve().parent / "_data" / "sample"


def feeds_path() -> Path:
    """The demo's feeds.yaml."""
    return folder() / "feeds.yaml"


def prices_dir() -> Path:
    """A folder of CSV files as `prices --dir` reads them."""
    return folder() / "prices"


def archive_path() -> Path:
    """JSON Lines as `import` reads them: the closing notes of the eight weeks before the crawl begins."""
    return folder() / "archive.jsonl"


@cache
def pages() -> Mapping[str, Path]:
    """Every address of the sample's internet and the file that it answers with."""
    root = folder() / "internet"
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {f"https://{PurePosixPath(path.relative_to(root).as_posix())}": path for path in files}


def feed_at(document: bytes, now: dt.datetime) -> bytes:
    """A feed document of the sample without the items that are dated after `now`; undated ones stay."""

    def keep(match: re.Match[bytes]) -> bytes:
        dated = _DATE.search(match[0])
        return match[0] if dated is None or _time(dated[1].decode()) <= now else b""

    return _ITEM.sub(keep, document)


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)


class SampleFetcher:
    """Answers from the sample as it stood at `now`, in order of submission. Knows nothing else: other pages are 404."""

    def __init__(self, now: dt.datetime) -> None:
        self._now = now
        self._queue: deque[Request] = deque()

    def __enter__(self) -> SampleFetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._queue.clear()

    def submit(self, request: Request) -> None:
        """Queue one request."""
        self._queue.append(request)

    def results(self) -> Iterator[tuple[Request, Response | FetchError]]:
        """Every queued request with its answer, until nothing is queued any more."""
        while self._queue:
            request = self._queue.popleft()
            try:
                yield request, self.get(request)
            except FetchError as error:
                yield request, error

    def remember(self, robots: Iterable[RobotsFile]) -> None:
        """No site is asked, so no rules are needed."""

    def learned(self) -> list[RobotsFile]:
        """None."""
        return []

    def get(self, request: Request) -> Response:
        """One answer now. Raises `FetchError` for an address that the sample does not have."""
        file = pages().get(request.url)
        if file is None:
            raise FetchError(request.url, "not in the sample", code="http_status", status=404)
        body = file.read_bytes()
        if request.kind == "feed":
            body = feed_at(body, self._now)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"content-type": _TYPES.get(file.suffix, "application/octet-stream"), "etag": etag}
        if request.etag == etag:
            return Response(request, request.url, 304, headers, b"")
        return Response(request, request.url, 200, headers, body)
