"""The digest for a terminal or a plain mail: at most 88 columns, readable without colour."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator

from aggregator.digests.document import Body, Digest, Line, Table
from aggregator.digests.text import day, moment

WIDTH = 88
# A figure stays with its unit and a command with its argument.
_UNBROKEN = re.compile(r"(?<=\d) (?=(?:%|bp|pp|bn|m|tn|sd|pts)\b|%)|(?<=\bshow) (?=[0-9a-f]{6})")
_LEFT = frozenset({"Close of", "5 days vs"})  # columns of words, besides the first and the charts


def text(digest: Digest) -> str:
    """The whole page."""
    title = f"MARKET COMMENTARY DIGEST · {day(digest.date, year=True)}"
    lines = [title, "=" * _width(title), span(digest), ""]
    for sentence in digest.headline:
        lines += _wrapped(sentence, "")
    for notice in digest.notices:
        lines += _wrapped(f"Note: {notice}", "")
    for section in digest.sections:
        lines += ["", section.title.upper(), "-" * _width(section.title)]
        lines += _body(section.body)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def span(digest: Digest) -> str:
    """What the digest covers, in words."""
    known = "" if digest.as_of == digest.end else f", with what was known at {moment(digest.as_of)}"
    return f"{moment(digest.start)} to {moment(digest.end)} New York{known}"


def _body(body: Body) -> Iterator[str]:
    if body.summary:
        yield from _wrapped(body.summary, "")
    if body.table:
        yield from _table(body.table)
    if body.empty:
        yield from _wrapped(body.empty, "")
    for group in body.groups:
        if group.title:
            yield from _wrapped(f"{group.title}:", "")
        for line in group.lines:
            yield from _line(line)


def _line(line: Line) -> Iterator[str]:
    yield from _wrapped(f"{line.text} — {line.result}" if line.result else line.text, "  ", first="* ")
    if line.quote:
        yield from _wrapped(f"“{line.quote}”", "    ")
    tail = " · ".join(part for part in (line.note, f"show {line.show}" if line.show else "") if part)
    if tail:
        yield from _wrapped(tail, "    ")
    if line.url:
        yield f"    {line.url}"  # never broken: a broken address leads nowhere


def _wrapped(words: str, indent: str, first: str | None = None) -> list[str]:
    columns = _width(words)
    lines = textwrap.wrap(
        _UNBROKEN.sub("\u00a0", words),
        WIDTH if columns <= len(words) else WIDTH * len(words) // columns,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )
    return [line.replace("\u00a0", " ") for line in lines]


def _table(table: Table) -> Iterator[str]:
    rows = [table.columns, *table.rows]
    widths = [max(_width(row[i]) for row in rows) for i in range(len(table.columns))]
    for row in rows:
        yield "  ".join(_padded(cell, widths[i], left=is_left(table, i)) for i, cell in enumerate(row))
    if table.note:
        yield from _wrapped(table.note, "")


def is_left(table: Table, column: int) -> bool:
    """Whether a column is aligned left: names, dates and charts, not figures."""
    name = table.columns[column]
    return column == 0 or name in _LEFT or name.endswith("sessions")


def _padded(cell: str, width: int, *, left: bool) -> str:
    space = " " * (width - _width(cell))
    return cell + space if left else space + cell


def _width(cell: Iterable[str]) -> int:
    """Columns on a terminal: wide East Asian characters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in {"W", "F"} else 1 for c in cell
    )
