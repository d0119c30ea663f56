"""How listings look: one decorator gives every listing the same flags, one function prints every format."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
FORMATS = ("table", "json", "jsonl", "csv")


def listing(limit: int = 20) -> Callable[[F], F]:
    """The flags that every listing command takes: --format, --json, --limit, --as-of."""

    def add(command: F) -> F:
        for option in (
            click.option("--as-of", metavar="T", help="Only what was knowable at T (a date: the end of it)."),
            click.option(
                "--limit", type=click.IntRange(0), default=limit, show_default=True, help="At most so many; 0: all."
            ),
            click.option("--json", "as_json", is_flag=True, help="The same as --format json."),
            click.option(
                "--format",
                "form",
                type=click.Choice(FORMATS),
                default="table",
                show_default=True,
                help="How rows look.",
            ),
        ):
            command = option(command)
        return command

    return add


def not_english(language: str | None) -> str | None:
    """A mark for a text in a language that is not understood, None for English and what is taken for it."""
    return f"not in English: {language}" if language and language[:2].lower() != "en" else None


def emit(
    rows: Sequence[Mapping[str, object]],
    columns: Mapping[str, str],
    *,
    form: str,
    as_json: bool,
    empty: str = "nothing found",
) -> None:
    """Print rows. `columns` maps the fields that a table shows to their headings; the other formats carry them all.

    An empty listing says why on stderr and prints an empty document.
    """
    form = "json" if as_json else form
    if not rows:
        click.echo(empty, err=True)
    if form == "json":
        click.echo(json.dumps([plain(row) for row in rows], ensure_ascii=False, indent=2))
    elif form == "jsonl":
        for row in rows:
            click.echo(json.dumps(plain(row), ensure_ascii=False))
    elif form == "csv":
        click.echo(_csv(rows), nl=False)
    elif rows:
        _table(rows, columns)


def plain(value: object) -> Any:
    """Records, times and dates as JSON values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _csv(rows: Sequence[Mapping[str, object]]) -> str:
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _cell(value) for key, value in row.items()})
    return out.getvalue()


def _cell(value: object) -> object:
    value = plain(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


def _table(rows: Sequence[Mapping[str, object]], columns: Mapping[str, str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, heading in columns.items():
        numeric = all(isinstance(row.get(name), (int, float, type(None))) for row in rows)
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(show(row.get(name))) for name in columns))
    Console().print(table)


def figure(value: float, *, signed: bool = False) -> str:
    """A number written out: four decimals up to a hundred, two up to a million, three digits of what is under 0.01."""
    size = abs(value)
    decimals = 0 if size >= 1e6 else 2 if size >= 100 else 4
    if 0 < size < 0.01:
        decimals = 2 - math.floor(math.log10(size))
    shown = f"{value:{'+' if signed else ''},.{decimals}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def show(value: object) -> str:
    """A value as a table shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return figure(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%MZ")
    if isinstance(value, (list, tuple)):
        return " ".join(show(item) for item in value)
    return safe(str(value))


_ONE = {nouns: nouns[:-1] for nouns in ("feeds", "pages", "articles", "sentences", "mentions", "claims", "verdicts",
                                        "signals", "symbols", "bars", "polls")} | {"entries": "entry"}  # fmt: skip


def counted(n: int, what: str) -> str:
    """`1 feed`, `2 feeds`, `1 failed`: a number with what it counts, given in the plural."""
    return f"{n:,} {_ONE.get(what, what) if n == 1 else what}"


def safe(text: str) -> str:
    """Text from outside without control characters, so that no feed can steer a terminal."""
    return "".join(
        c if c == "\n" or (c.isprintable() and c not in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068") else " "
        for c in text
    )
