"""Archives to articles: JSON Lines, saved pages, plain text. Each bad line is a value, never the end of the file."""

from __future__ import annotations

import codecs
import datetime as dt
import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, cast
from urllib.parse import urlsplit

from aggregator.articles import dates, identity
from aggregator.articles.knowable import knowable_at
from aggregator.articles.language import language
from aggregator.articles.text import clean, clean_line
from aggregator.errors import ExtractError, ItemError
from aggregator.records import Article, Extract, Stamp

MAX_LINE_BYTES = 4_000_000
MAX_FILE_BYTES = 10_000_000
MAX_TITLE_CHARS = 200
MAX_BAD_LINES = 50  # at the start of a file without a good one: then it is no archive, whatever its name says
MAX_UNPRINTABLE = 0.05  # of the characters of a text

_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")


def read(
    path: Path,
    *,
    source: str | None,
    first_seen_at: dt.datetime,
    published: dt.datetime | Stamp | None = None,
    simulated: bool = False,
) -> Iterator[Article | ItemError]:
    """The articles of one file, in file order and streamed, with an ItemError in the place of each bad line.

    .jsonl and .jsonl.gz hold one object a line: `title` and `body` (one of them must be there), `published` ("2023",
    "2023-03", "2023-03-02", or ISO 8601; without offset: UTC), `source`, `url`, `id`, `author`, `language`,
    `tickers`. .html and .htm are saved pages; .txt and .md are a title line, then text. `source` beats the file's own;
    without either it is the address's host, else the file's name. `published` dates pages and texts that it is given
    for; a page else dates itself, a text else is undated. All are flagged `origin="import"`. A file whose first 50
    lines are all bad is not read further.
    """
    context = _Context(source, first_seen_at, simulated, path)
    name = path.name.lower()
    try:
        if name.endswith((".jsonl", ".jsonl.gz")):
            yield from _lines(path, context)
        elif name.endswith((".html", ".htm")):
            yield context.page(_whole(path), published)
        elif name.endswith((".txt", ".md")):
            yield context.text(_whole(path), published)
        else:
            yield ItemError(
                str(path), "is of no kind that can be imported", code="bad_file",
                remedy="give .jsonl, .jsonl.gz, .html or .txt",
            )  # fmt: skip
    except ItemError as error:
        yield error
    except (OSError, EOFError, zlib.error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        yield ItemError(str(path), f"cannot be read ({reason})", code="bad_file")


class _Context:
    """What all articles of one file share."""

    def __init__(self, source: str | None, first_seen_at: dt.datetime, simulated: bool, path: Path) -> None:
        self.source, self.first_seen_at, self.simulated, self.path = source, first_seen_at, simulated, path

    def row(self, row: object, item: str) -> Article:
        if not isinstance(row, Mapping):
            raise ItemError(item, "is no JSON object", code="bad_row")
        title, body = clean_line(_string(row, "title", item)), clean(_string(row, "body", item))
        if not (title or body):
            raise ItemError(item, "has neither title nor body", code="empty")
        url = _string(row, "url", item).strip()
        extract = Extract(
            title=title,
            text=body,
            published=_date(row.get("published"), item),
            author=clean_line(_string(row, "author", item)) or None,
            language=language(_string(row, "language", item) or None, body or title),
            tickers=_tickers(row.get("tickers"), item),
        )
        address = url if url.lower().startswith(("http://", "https://")) else None
        return self.article(extract, address, _string(row, "source", item), _string(row, "id", item) or None)

    def page(self, html: bytes, published: dt.datetime | Stamp | None) -> Article:
        from aggregator.articles import page

        refuse_binary_page(str(self.path), html)
        try:
            found = page.extract(html, url=None, content_type=None, selectors={})
        except ExtractError as error:
            raise ExtractError(str(self.path), error.reason, code=error.code) from error
        return self.article(found, found.canonical_url, "", None, published)

    def text(self, data: bytes, published: dt.datetime | Stamp | None) -> Article:
        decoded = data.decode("utf-8-sig", "replace")
        refuse_binary(str(self.path), decoded)
        lines = clean(decoded).split("\n")
        titled = len(lines) > 1 and len(lines[0]) <= MAX_TITLE_CHARS
        title = lines[0].strip("#| ") if titled else clean_line(self.path.stem)
        text = "\n".join(lines[1:] if titled else lines)
        if not text:
            raise ItemError(str(self.path), "is empty", code="empty")
        return self.article(Extract(title=title, text=text, language=language(None, text)), None, "", None, published)

    def article(
        self, found: Extract, url: str | None, source: str, guid: str | None,
        published: dt.datetime | Stamp | None = None,
    ) -> Article:  # fmt: skip
        """An item with a title and no body is kept with the title as its text, marked partial."""
        text, title = found.text or found.title, found.title or clean_line(found.text)[:120]
        given = Stamp(published, "second", "argument") if isinstance(published, dt.datetime) else published
        stamp = given or found.published
        source = self.source or clean_line(source) or _host(url) or self.path.name.split(".")[0]
        knowable, excluded = knowable_at(stamp, self.first_seen_at, "import")
        content = identity.content_hash(title, text)
        article = identity.article_id(url=url, source=source, guid=guid, content=content)
        return Article(
            id=article,
            revision_id=identity.revision_id(article, content),
            revision=1,
            url=url,
            source=source,
            feed_url=None,
            guid=guid,
            title=title,
            text=text,
            author=found.author,
            language=found.language,
            published=stamp,
            updated_at=found.updated.at if found.updated else None,
            first_seen_at=self.first_seen_at,
            knowable_at=knowable,
            excluded=excluded,
            origin="import",
            partial=found.partial or not found.text,
            tickers=found.tickers,
            content_hash=content,
            story_id=article,
            simulated=self.simulated,
        )


def _lines(path: Path, context: _Context) -> Iterator[Article | ItemError]:
    opener = gzip.open if path.name.lower().endswith(".gz") else open
    good = bad = 0
    with cast("IO[bytes]", opener(path, "rb")) as file:
        for number, line in _capped_lines(file):
            item = f"{path}:{number}"
            try:
                if line is None:
                    raise ItemError(item, f"is longer than {MAX_LINE_BYTES} bytes", code="too_large")
                if line.strip():
                    yield context.row(json.loads(line.decode("utf-8-sig")), item)
                    good += 1
            except ItemError as error:
                bad += 1
                yield error
            except (ValueError, RecursionError) as error:
                bad += 1
                yield ItemError(item, f"is no JSON ({error})", code="bad_json")
            if bad >= MAX_BAD_LINES and not good:
                raise ItemError(str(path), f"was not read further: {bad} bad lines and no good one", code="bad_file")


def _capped_lines(file: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None for a line over the cap, which is read past and never held."""
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        oversized = len(line) > MAX_LINE_BYTES
        while oversized and line and not line.endswith(b"\n"):
            line = file.readline(MAX_LINE_BYTES)
        yield number, None if oversized else line


def _whole(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise ItemError(str(path), f"is larger than {MAX_FILE_BYTES} bytes", code="too_large")
    return data


def refuse_binary_page(item: str, html: bytes) -> None:
    """ItemError for bytes that are no page."""
    if not html.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # As Latin-1 every byte is a character, whatever the page's encoding: this counts its control characters.
        refuse_binary(item, html.decode("latin-1"))


def refuse_binary(item: str, text: str) -> None:
    """ItemError for a text, decoded with replacement characters, that is none."""
    if "\x00" in text or len(_UNPRINTABLE.findall(text)) > MAX_UNPRINTABLE * len(text):
        raise ItemError(item, "is no text", code="binary", remedy="save it as UTF-8 text or HTML")


def _string(row: Mapping[str, object], key: str, item: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if isinstance(value, (str, int)):
        return str(value)
    raise ItemError(item, f"{key} is no text", code="bad_row")


def _date(value: object, item: str) -> Stamp | None:
    if value is None or value == "":
        return None
    moment = dates.parse(value, padded_midnight=False) if isinstance(value, str) else None
    if moment is None:
        raise ItemError(
            item, f"published {value!r} is no date", code="bad_date", remedy="write 2023-03-02T09:30:00-05:00"
        )
    return moment.stamp("import")


def _tickers(value: object, item: str) -> tuple[str, ...]:
    if value is None:
        return ()
    parts = value.replace(";", ",").split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise ItemError(item, "tickers is no list of texts", code="bad_row")
    return tuple(dict.fromkeys(part.strip().upper() for part in parts if part.strip()))


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
