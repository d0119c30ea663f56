"""A folder of CSV and Parquet files as a price provider.

Files are told apart by their columns, not by their names:

=================================================  ==============================================================
`date,open,high,low,close,volume[,adj_close]`      daily bars; symbol = file stem, or a column `symbol`
`symbol,date,close[,...]`                          daily bars of many symbols that have closes alone
`symbol,date,adj_close`                            dividend-adjusted closes alone: for returns, not for levels
`date,value`                                       a macro series: bars when daily, else observations
`utc` (or `date_et`), `event`, `actual`, ...       a release calendar
`date,target_lower_after,target_upper_after,...`   policy decisions
=================================================  ==============================================================

Other files are skipped with a notice. A bad line, one whose bar cannot be (`plausible`) among them, is an error that
names file and line; the file's other lines count.
Bars are backfilled: knowable at their session's close, or at the end of the day where there was no session.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from aggregator.errors import ProviderError
from aggregator.market.providers import tables
from aggregator.market.providers.base import PriceRecord

_MOST_ERRORS = 20
Row = dict[str, str]
Lines = Sequence[tuple[int, Row]]
Reader = Callable[[str, Lines, dt.datetime, tables.Latest], "Iterator[PriceRecord | tables.BadLine]"]

# What a table is (a set of columns that it must have) and how it is read; first match wins. The readers of LONG see
# one symbol at a time where there is a column of symbols.
SHAPES: tuple[tuple[frozenset[str], Reader], ...] = (
    (frozenset({"date", "open", "high", "low", "close", "volume"}), tables.bars),
    (frozenset({"symbol", "date", "close"}), tables.bars),
    (frozenset({"symbol", "date", "adj_close"}), tables.adjusted_closes),
    (frozenset({"event", "actual", "forecast", "previous"}), tables.releases),
    (frozenset({"date", "target_lower_after", "target_upper_after"}), tables.decisions),
    (frozenset({"date", "value"}), tables.series),
)
LONG: tuple[Reader, ...] = (tables.bars, tables.adjusted_closes)


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of one file, or of one symbol of a long file. Calendars hold several events under the file's stem."""

    file: str
    symbol: str
    records: tuple[PriceRecord, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A file that holds no prices and was skipped."""

    file: str
    message: str


Item = Batch | ProviderError | Notice


def read_dir(
    path: Path, *, now: dt.datetime, symbols: Collection[str] = (), latest: tables.Latest = None
) -> Iterator[Item]:
    """All files of the folder `path` (not of its subfolders) by name, each as its batches followed by its errors.

    Of long files only the `symbols` are read, where there are any. Bars of days after `latest` are bad lines.
    """
    try:
        files = sorted(child for child in path.iterdir() if child.is_file())
    except OSError as error:
        yield ProviderError(str(path), f"cannot be read: {error.strerror}", code="bad_file", remedy="name a folder")
        return
    for file in files:
        yield from read_file(file, now=now, symbols=symbols, latest=latest)


def count(path: Path) -> int:
    """How many files of a folder may hold prices."""
    try:
        return sum(child.suffix.lower() in _OPENERS for child in path.iterdir())
    except OSError:
        return 0


def read_file(
    file: Path, *, now: dt.datetime, symbols: Collection[str] = (), latest: tables.Latest = None
) -> Iterator[Item]:
    """One file: its batches, an error per bad line (at most 20, then their number), or a notice."""
    opener = _OPENERS.get(file.suffix.lower())
    if opener is None:
        yield Notice(file.name, "skipped: neither CSV nor Parquet")
        return
    try:
        columns, lines = opener(file)
        reader = next((reader for needed, reader in SHAPES if needed <= columns), None)
        if reader is None:
            yield Notice(file.name, f"skipped: no known columns in {','.join(sorted(columns))[:80]!r}")
            return
        long = "symbol" in columns and reader in LONG
        groups = lines(frozenset(symbols)) if long else iter([(file.stem, _all(lines))])
        yield from _batches(file.name, groups, reader, now, latest)
    except (OSError, UnicodeDecodeError, csv.Error, _DamagedError) as error:
        kind = "Parquet" if opener is _parquet else "CSV"
        yield ProviderError(file.name, f"cannot be read as {kind}: {error}", code="bad_file")


Groups = Iterator[tuple[str, Lines]]
Grouper = Callable[[frozenset[str] | None], Groups]
"""The lines of a table by symbol, of those asked for (none: of all); with None instead of a set, all as one group."""


def _all(lines: Grouper) -> Lines:
    return next(lines(None))[1]


def _batches(file: str, groups: Groups, reader: Reader, now: dt.datetime, latest: tables.Latest) -> Iterator[Item]:
    bad: list[tables.BadLine] = []
    found = False
    for symbol, lines in groups:
        records: list[PriceRecord] = []
        unnamed = (tables.BadLine(number, "has no symbol") for number, _ in lines)
        for item in reader(symbol, lines, now, latest) if symbol else unnamed:
            if isinstance(item, tables.BadLine):
                bad.append(item)
            else:
                records.append(item)
        if records:
            found = True
            yield Batch(file, symbol, tuple(records))
    if not found and not bad:
        yield Notice(file, "skipped: no values")
    for item in islice(bad, _MOST_ERRORS):
        yield ProviderError(f"{file}:{item.line}", item.message, code="bad_line")
    if len(bad) > _MOST_ERRORS:
        yield ProviderError(file, f"{len(bad) - _MOST_ERRORS} more lines cannot be read", code="bad_file")


# --- CSV ----------------------------------------------------------------------------------------------------------


def _csv(file: Path) -> tuple[frozenset[str], Grouper]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, strict=True)
        names = [_name(name) for name in next(reader, [])]
        rows = [(reader.line_num, dict(zip(names, cells, strict=False))) for cells in reader if cells]

    def groups(symbols: frozenset[str] | None) -> Groups:
        if symbols is None:
            yield "", rows
            return
        by_symbol: dict[str, list[tuple[int, Row]]] = {}
        for number, row in rows:
            by_symbol.setdefault((row.get("symbol") or "").strip(), []).append((number, row))
        yield from ((name, by_symbol[name]) for name in sorted(by_symbol) if not symbols or name in symbols)

    return frozenset(names), groups


def _name(text: str) -> str:
    return text.strip().lower().replace(" ", "_")


# --- Parquet ------------------------------------------------------------------------------------------------------


class _DamagedError(Exception):
    """A file that pyarrow cannot read."""


def _parquet(file: Path) -> tuple[frozenset[str], Grouper]:
    """As `_csv`. Cells become text column by column, in the fewest digits that tell them apart, so that both kinds of
    file go through the same readers."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        names = [_name(name) for name in pq.read_schema(file).names]
    except (pa.ArrowException, OSError) as error:
        raise _DamagedError(str(error)[:200]) from error

    def groups(symbols: frozenset[str] | None) -> Groups:
        try:
            table = pq.read_table(file).rename_columns(names)
            yield from _grouped(table, symbols)
        except (pa.ArrowException, OSError) as error:
            raise _DamagedError(str(error)[:200]) from error

    return frozenset(names), groups


def _grouped(table: Any, symbols: frozenset[str] | None) -> Groups:
    import pyarrow as pa
    import pyarrow.compute as pc

    table = table.append_column("\0row", pa.array(range(1, len(table) + 1), pa.int64()))
    if symbols is None:
        yield "", _lines(table)
        return
    keys = pc.fill_null(pc.cast(table["symbol"], pa.string()), "")
    table = table.set_column(table.schema.get_field_index("symbol"), "symbol", keys)
    if symbols:
        table = table.filter(pc.is_in(table["symbol"], value_set=pa.array(sorted(symbols), pa.string())))
    table = table.take(pc.sort_indices(table, sort_keys=[("symbol", "ascending"), ("\0row", "ascending")]))
    start = 0
    for count in pc.value_counts(table["symbol"].combine_chunks()):
        size = count["counts"].as_py()
        yield count["values"].as_py().strip(), _lines(table.slice(start, size))
        start += size


def _lines(table: Any) -> Lines:
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = table["\0row"].to_pylist()
    names = [name for name in table.column_names if name != "\0row"]
    columns = [pc.fill_null(pc.cast(table[name], pa.string()), "").to_pylist() for name in names]
    return [(number, dict(zip(names, cells, strict=True))) for number, *cells in zip(numbers, *columns, strict=True)]


_OPENERS = {".csv": _csv, ".parquet": _parquet}
