"""How the crawl and its readers talk: pages one way, extracts or errors the other, as frames.

A frame is two sizes, a header in JSON and the raw bytes of a page, if any. A reader has worked on what strangers wrote
before it answers, so its answer is data, checked field by field: nothing in it can name code.
"""

from __future__ import annotations

import datetime as dt
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, cast, get_args

from aggregator.errors import ExtractError
from aggregator.records import Extract, Precision, Stamp, StampSource

MOST_BYTES = 128 * 1024 * 1024
"""Of a header or a body: no page and no text comes near."""
_SIZES = struct.Struct("!II")
_TEXTS = ("title", "text")
_MAYBE_TEXTS = ("author", "language", "canonical_url")


@dataclass(frozen=True, slots=True)
class Page:
    """What `articles.extract` needs."""

    body: bytes
    url: str
    content_type: str | None
    selectors: Mapping[str, str]


Read = Extract | ExtractError
"""What became of a page."""


def send_page(stream: IO[bytes], page: Page) -> None:
    """Write a page, and let it go out."""
    header = {"url": page.url, "content_type": page.content_type, "selectors": dict(page.selectors)}
    _send(stream, header, page.body)


def receive_page(stream: IO[bytes]) -> Page:
    """The next page. Raises EOFError where there is none, ValueError for what is none."""
    header, body = _receive(stream)
    url, kind, selectors = header.get("url"), header.get("content_type"), header.get("selectors")
    if not isinstance(url, str) or not isinstance(kind, str | None) or not isinstance(selectors, dict):
        raise ValueError("no page")
    return Page(body, url, kind, selectors)


def send_found(stream: IO[bytes], found: Read) -> None:
    """Write what became of a page, and let it go out."""
    if isinstance(found, ExtractError):
        _send(stream, {"item": found.item, "reason": found.reason, "code": found.code, "remedy": found.remedy})
        return
    header = {name: getattr(found, name) for name in (*_TEXTS, *_MAYBE_TEXTS, "partial", "tickers")}
    _send(stream, {**header, "published": _stamp(found.published), "updated": _stamp(found.updated)})


def receive_found(stream: IO[bytes]) -> Read:
    """What became of the page. Raises EOFError where the answer ends early, ValueError for what is none."""
    header, _ = _receive(stream)
    if "code" in header:
        item, reason, code = (_text(header.get(name)) for name in ("item", "reason", "code"))
        return ExtractError(item, reason, code=code, remedy=_maybe_text(header.get("remedy")))
    partial, tickers = header.get("partial"), header.get("tickers")
    if not isinstance(partial, bool) or not isinstance(tickers, list):
        raise ValueError("no extract")
    title, text = (_text(header.get(name)) for name in _TEXTS)
    author, language, canonical_url = (_maybe_text(header.get(name)) for name in _MAYBE_TEXTS)
    return Extract(
        title=title,
        text=text,
        published=_stamp_of(header.get("published")),
        updated=_stamp_of(header.get("updated")),
        author=author,
        language=language,
        canonical_url=canonical_url,
        partial=partial,
        tickers=tuple(_text(ticker) for ticker in tickers),
    )


def _send(stream: IO[bytes], header: Mapping[str, object], body: bytes = b"") -> None:
    # As ASCII, lone surrogates are escapes and come back as they were.
    words = json.dumps(header, separators=(",", ":")).encode("ascii")
    stream.write(_SIZES.pack(len(words), len(body)) + words)
    stream.write(body)
    stream.flush()


def _receive(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    words, body = _SIZES.unpack(_exactly(stream, _SIZES.size))
    if max(words, body) > MOST_BYTES:
        raise ValueError("a frame larger than any")
    try:
        header = json.loads(_exactly(stream, words))
    except RecursionError:
        raise ValueError("a frame nested deeper than any") from None
    if not isinstance(header, dict):
        raise ValueError("a frame without a header")
    return header, _exactly(stream, body)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    found = stream.read(size)
    if len(found) < size:
        raise EOFError
    return found


def _stamp(stamp: Stamp | None) -> list[str] | None:
    return None if stamp is None else [stamp.at.isoformat(), stamp.precision, stamp.source]


def _stamp_of(value: object) -> Stamp | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 3:
        raise ValueError("no stamp")
    at, precision, source = (_text(part) for part in value)
    if precision not in get_args(Precision) or source not in get_args(StampSource):
        raise ValueError("no stamp")
    return Stamp(dt.datetime.fromisoformat(at), cast("Precision", precision), cast("StampSource", source))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")
    return value


def _maybe_text(value: object) -> str | None:
    return None if value is None else _text(value)
