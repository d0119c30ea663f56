"""Master data: public symbol directories as entities, and who belonged to an index when.

Each directory is a row of DIRECTORIES. Files and network answers hold the same columns, comma- or bar-separated.
A listed fund becomes `fund:X`, anything else `company:X`; test issues, warrants, rights and units are left out.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from aggregator.errors import FetchError, ItemError, ProviderError
from aggregator.fetch import Fetch
from aggregator.records import Entity, Request

_SYMBOL = re.compile(r"[A-Z][A-Z0-9]{0,5}([.-][A-Z])?")
# What a listing adds to a company's name: the kind of paper, then the legal form.
_PAPER = re.compile(
    r"\s*(?:-\s|\b(?:class [a-z]\b|common (?:stock|shares?)|ordinary shares?|american depositary\b|depositary shares?"
    r"|capital stock|shares of beneficial\b|each representing\b|par value\b)).*$",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"[,.]?\s+(?:incorporated|inc|corporation|corp|company|co|limited|ltd|plc|llc|l\.?p|n\.?v|s\.?a|ag|se|holdings?"
    r"|group|trust|the)\.?$",
    re.IGNORECASE,
)
_OTHER_PAPER = re.compile(r"\b(?:warrants?|rights?|units?|preferred|notes? due|debentures?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """One public directory: its file name, its address, and which columns hold what."""

    name: str
    file: str
    url: str
    symbol: str
    title: str
    etf: str | None
    test: str | None


DIRECTORIES: tuple[Source, ...] = (
    Source(
        "nasdaq-listed",
        "nasdaq_listed.csv",
        "https://www.nasdaqtrader.com/dynamic/SymDir/nasdaqlisted.txt",
        "Symbol",
        "Security Name",
        "ETF",
        "Test Issue",
    ),
    Source(
        "other-listed",
        "other_listed.csv",
        "https://www.nasdaqtrader.com/dynamic/SymDir/otherlisted.txt",
        "ACT Symbol",
        "Security Name",
        "ETF",
        "Test Issue",
    ),
)


@dataclass(frozen=True, slots=True)
class Roll:
    """A file that says who belongs to an index: its name's pattern, and which columns hold what.

    Without a column of first days it is a list of one day, which its name may carry (a month means its last day); its
    members count from that day on, for nobody knows since when they have been in.
    """

    name: str
    files: str
    index_symbol: str
    symbol: str
    since: str | None = None
    until: str | None = None


ROLLS: tuple[Roll, ...] = (
    Roll("sp500-history", "sp500_history_start_end.csv", "^GSPC", "ticker", "start_date", "end_date"),
    Roll("iwm-holdings", "russell2000_iwm_holdings*.csv", "^RUT", "Ticker"),
)
_FILE_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Members:
    """The spells of one index: symbol, first day in it, and the day on which it was left."""

    name: str
    index_symbol: str
    spells: tuple[tuple[str, tuple[dt.date, dt.date | None]], ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """The entities of one directory."""

    name: str
    entities: tuple[Entity, ...]


def read_dir(folder: Path) -> Iterator[Directory | ItemError]:
    """The directories that lie in a folder; ItemError for one that is missing or cannot be read."""
    for source in DIRECTORIES:
        path = folder / source.file
        try:
            yield parse(source, path.read_text(encoding="utf-8-sig", errors="replace"))
        except OSError as error:
            remedy = f"save {source.url} there, or leave out --dir to fetch it"
            yield ProviderError(str(path), str(error.strerror), code="no_such_file", remedy=remedy)
        except ItemError as error:
            yield error


def fetch_all(fetch: Fetch) -> Iterator[Directory | ItemError]:
    """The directories from their public addresses."""
    for source in DIRECTORIES:
        try:
            yield parse(source, fetch.get(Request(source.url, "data")).body.decode("utf-8", "replace"))
        except (FetchError, ProviderError) as error:
            yield error


def read_members(folder: Path, today: dt.date) -> Iterator[Members | ItemError]:
    """The rolls that lie in a folder, which need not hold any; of several lists of one index each counts."""
    for roll in ROLLS:
        for path in sorted(folder.glob(roll.files)):
            try:
                yield parse_members(roll, path.read_text(encoding="utf-8-sig", errors="replace"), path.name, today)
            except OSError as error:
                yield ProviderError(str(path), str(error.strerror), code="bad_file")
            except ItemError as error:
                yield error


def parse_members(roll: Roll, text: str, file: str, today: dt.date) -> Members:
    """The spells in a roll's text. ProviderError when its columns are not there or a date is none."""
    rows = csv.DictReader(text.splitlines())
    if roll.symbol not in (rows.fieldnames or ()):
        raise ProviderError(file, f"has no column {roll.symbol!r}", code="bad_file")
    listed = _listed_on(file, today)
    found = []
    for row in rows:
        symbol = (row.get(roll.symbol) or "").strip().replace(".", "-")
        if not _SYMBOL.fullmatch(symbol):
            continue
        try:
            since = dt.date.fromisoformat(row[roll.since]) if roll.since else listed
            until = dt.date.fromisoformat(row[roll.until]) if roll.until and row[roll.until] else None
        except (KeyError, TypeError, ValueError) as error:
            raise ProviderError(f"{file}:{rows.line_num}", f"cannot be read: {error}", code="bad_line") from error
        found.append((symbol, (since, until)))
    return Members(roll.name, roll.index_symbol, tuple(found))


def _listed_on(file: str, today: dt.date) -> dt.date:
    match = _FILE_DAY.search(file)
    if match is None:
        return today
    try:
        year, month = int(match[1]), int(match[2])
        if match[3]:
            return dt.date(year, month, int(match[3]))
        return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    except ValueError:
        return today


def parse(source: Source, text: str) -> Directory:
    """The entities of a directory's text. ProviderError when its columns are not there."""
    lines = text.splitlines()
    if not lines or source.symbol not in lines[0]:
        raise ProviderError(source.name, f"has no column {source.symbol!r}", code="bad_file")
    delimiter = "|" if lines[0].count("|") > lines[0].count(",") else ","
    found: dict[str, Entity] = {}
    for row in csv.DictReader(lines, delimiter=delimiter):
        entity = _entity(source, row)
        if entity is not None:
            found.setdefault(entity.id, entity)
    return Directory(source.name, tuple(found[key] for key in sorted(found)))


def _entity(source: Source, row: Mapping[str, str | None]) -> Entity | None:
    symbol, title = (row.get(source.symbol) or "").strip(), (row.get(source.title) or "").strip()
    if not _SYMBOL.fullmatch(symbol) or not title or (source.test and row.get(source.test) == "Y"):
        return None
    if source.etf and row.get(source.etf) == "Y":
        name = re.sub(r"\s+", " ", title)
        return Entity(f"fund:{symbol}", name, "FUND", symbol, aliases=(name,))
    if _OTHER_PAPER.search(title):
        return None
    name = _PAPER.sub("", title).strip(" ,-") or title
    return Entity(f"company:{symbol}", name, "ORG", symbol, aliases=_aliases(name))


def _aliases(name: str) -> tuple[str, ...]:
    """The full name, and the name without its legal form where two words remain: one alone is often a plain word."""
    short, before = name, None
    while short != before:
        before, short = short, _LEGAL.sub("", short).strip(" ,")
    return (name, short) if short != name and len(short.split()) > 1 else (name,)
