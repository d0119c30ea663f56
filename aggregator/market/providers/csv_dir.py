"""A folder of CSV files as a price provider.

Files are told apart by their columns, not by their names:

=================================================  ==============================================================
`date,open,high,low,close,volume[,adj_close]`      daily bars, symbol = file stem
`date,value`                                       a macro series: bars when daily, else observations
`utc` (or `date_et`), `event`, `actual`, ...       a release calendar
`date,target_lower_after,target_upper_after,...`   policy decisions
=================================================  ==============================================================

Other files are skipped with a notice. A bad line is an error that names file and line; the file's other lines count.
Bars are backfilled: knowable at their session's close, or at the end of the day where there was no session.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from aggregator.errors import ProviderError
from aggregator.market.providers import tables
from aggregator.market.providers.base import PriceRecord

_MOST_ERRORS = 20
Row = dict[str, str]
Reader = Callable[[str, "Sequence[tuple[int, Row]]", dt.datetime], "Iterator[PriceRecord | tables.BadLine]"]

# What a table is (a set of columns that it must have) and how it is read; first match wins.
SHAPES: tuple[tuple[frozenset[str], Reader], ...] = (
    (frozenset({"date", "open", "high", "low", "close", "volume"}), tables.bars),
    (frozenset({"event", "actual", "forecast", "previous"}), tables.releases),
    (frozenset({"date", "target_lower_after", "target_upper_after"}), tables.decisions),
    (frozenset({"date", "value"}), tables.series),
)


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of one file. `symbol` is the file's stem; calendars hold several events under it."""

    file: str
    symbol: str
    records: tuple[PriceRecord, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A file that holds no prices and was skipped."""

    file: str
    message: str


def read_dir(path: Path, *, now: dt.datetime) -> Iterator[Batch | ProviderError | Notice]:
    """All files of the folder `path` (not of its subfolders) by name, each as a batch followed by its errors."""
    try:
        files = sorted(child for child in path.iterdir() if child.is_file())
    except OSError as error:
        yield ProviderError(str(path), f"cannot be read: {error.strerror}", code="bad_file", remedy="name a folder")
        return
    for file in files:
        yield from read_file(file, now=now)


def read_file(file: Path, *, now: dt.datetime) -> Iterator[Batch | ProviderError | Notice]:
    """One file: a batch if there are records, an error per bad line (at most 20, then their number), or a notice."""
    if file.suffix.lower() != ".csv":
        yield Notice(file.name, "skipped: no CSV file")
        return
    try:
        columns, rows = _table(file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        yield ProviderError(file.name, f"cannot be read as CSV: {error}", code="bad_file")
        return
    reader = next((reader for needed, reader in SHAPES if needed <= columns), None)
    if reader is None:
        yield Notice(file.name, f"skipped: no known columns in {','.join(sorted(columns))[:80]!r}")
        return
    records: list[PriceRecord] = []
    bad: list[tables.BadLine] = []
    for item in reader(file.stem, rows, now):
        if isinstance(item, tables.BadLine):
            bad.append(item)
        else:
            records.append(item)
    if records:
        yield Batch(file.name, file.stem, tuple(records))
    elif not bad:
        yield Notice(file.name, "skipped: no values")
    yield from _errors(file.name, bad)


def _table(file: Path) -> tuple[frozenset[str], list[tuple[int, Row]]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, strict=True)
        names = [name.strip().lower() for name in next(reader, [])]
        rows = [(reader.line_num, dict(zip(names, cells, strict=False))) for cells in reader if cells]
    return frozenset(names), rows


def _errors(file: str, bad: list[tables.BadLine]) -> Iterator[ProviderError]:
    for item in islice(bad, _MOST_ERRORS):
        yield ProviderError(f"{file}:{item.line}", item.message, code="bad_line")
    if len(bad) > _MOST_ERRORS:
        yield ProviderError(file, f"{len(bad) - _MOST_ERRORS} more lines cannot be read", code="bad_file")
