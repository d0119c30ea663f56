"""The digest as a document: what every format renders. Texts are clean plain text, addresses http(s) only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

SCHEMA_VERSION = 1
Tone = Literal["good", "bad", "warn", "plain"]


@dataclass(frozen=True, slots=True)
class Line:
    """One statement. `result` is what the prices say of it, `quote` its evidence, `note` who made it and when.

    `url` and `show` lead to the evidence; `tone` colours the result.
    """

    text: str
    result: str = ""
    quote: str = ""
    note: str = ""
    url: str | None = None
    show: str | None = None
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Table:
    """Figures side by side. The first column names the row, the others are aligned right but for charts."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    tones: tuple[Tone, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a small heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """What a section's function makes: its summary in one sentence, then table and groups; or why it is empty."""

    summary: str = ""
    table: Table | None = None
    groups: tuple[Group, ...] = ()
    empty: str = ""
    facts: Mapping[str, float | int | str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the page."""

    key: str
    title: str
    body: Body


@dataclass(frozen=True, slots=True)
class Digest:
    """One day's digest. It covers what was knowable in (`start`, `end`], as it was known at `as_of`."""

    schema_version: int
    date: dt.date
    session: dt.date
    start: dt.datetime
    end: dt.datetime
    as_of: dt.datetime
    headline: tuple[str, ...]
    notices: tuple[str, ...]
    sections: tuple[Section, ...]


Renderer = Callable[[Digest], str]
