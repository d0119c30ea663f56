"""Parquet files, and tables that hold many symbols."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from aggregator.errors import ProviderError
from aggregator.market.providers import tables
from aggregator.market.providers.files import Batch, Notice, read_dir, read_file
from aggregator.records import Bar, Observation, Release

NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)


def parquet(path: Path, columns: dict[str, object]) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(columns), path)
    return path


def days(*texts: str) -> list[dt.date]:
    return [dt.date.fromisoformat(text) for text in texts]


def test_bars_are_the_same_from_parquet_and_csv(tmp_path: Path) -> None:
    csv = tmp_path / "IWM.csv"
    csv.write_text("date,open,high,low,close,volume,adj_close\n2024-07-11,1,3,0.5,2,100,1.9\n2024-07-12,,,,2.5,,\n")
    columns = {
        "Date": days("2024-07-11", "2024-07-12"),
        "Open": [1.0, None],
        "High": [3.0, float("nan")],
        "Low": [0.5, None],
        "Close": [2.0, 2.5],
        "Volume": [100, None],
        "Adj Close": [1.9, None],
    }
    assert [*read_file(parquet(tmp_path / "IWM.parquet", columns), now=NOW)] == [
        Batch("IWM.parquet", "IWM", batch.records)  # type: ignore[union-attr]
        for batch in read_file(csv, now=NOW)
    ]


def test_a_long_table_gives_one_batch_a_symbol(tmp_path: Path) -> None:
    import pyarrow as pa

    columns = {
        "symbol": pa.array(["B", "A", "B", "A"]).dictionary_encode(),
        "date": days("2024-07-11", "2024-07-11", "2024-07-12", "2024-07-12"),
        "adj_close": pa.array([136.4, 10.0, 128.67, None], pa.float32()),
    }
    a, b = read_file(parquet(tmp_path / "many.parquet", columns), now=NOW)
    assert isinstance(a, Batch)
    assert isinstance(b, Batch)
    assert [(batch.symbol, len(batch.records)) for batch in (a, b)] == [("A", 1), ("B", 2)]
    bar = b.records[1]
    assert bar == Bar(
        "B", dt.date(2024, 7, 12), None, None, None, 128.67, None, 128.67, tables.ADJUSTED, NOW,
        dt.datetime(2024, 7, 12, 20, tzinfo=dt.UTC), True,
    )  # fmt: skip


def test_of_a_long_table_only_the_symbols_asked_for_are_read(tmp_path: Path) -> None:
    (tmp_path / "many.csv").write_text("symbol,date,close\nB,2024-07-11,2\nA,2024-07-11,1\nC,2024-07-11,3\n")
    columns = {"symbol": ["B", "A", "D"], "date": days(*["2024-07-12"] * 3), "close": [2.0, 1.0, 4.0]}
    parquet(tmp_path / "more.parquet", columns)
    found = [item for item in read_dir(tmp_path, now=NOW, symbols=["A", "D"]) if isinstance(item, Batch)]
    assert [(item.file, item.symbol) for item in found] == [
        ("many.csv", "A"),
        ("more.parquet", "A"),
        ("more.parquet", "D"),
    ]


def test_a_bad_row_of_a_long_table_is_an_error_with_its_number(tmp_path: Path) -> None:
    columns = {
        "symbol": ["A", "A", None, "A"],
        "date": ["2024-07-11", "soon", "2024-07-12", "2024-07-11"],
        "close": [1.0, 2.0, 3.0, 4.0],
    }
    errors = [e for e in read_file(parquet(tmp_path / "m.parquet", columns), now=NOW) if isinstance(e, ProviderError)]
    assert sorted((e.item, e.code) for e in errors) == [
        ("m.parquet:2", "bad_line"),
        ("m.parquet:3", "bad_line"),
        ("m.parquet:4", "bad_line"),
    ]


def test_series_and_calendars_come_from_parquet_too(tmp_path: Path) -> None:
    months = days("2024-04-01", "2024-05-01", "2024-06-01")
    (series,) = read_file(
        parquet(tmp_path / "CPIAUCSL.parquet", {"date": months, "value": [313.2, None, 313.0]}), now=NOW
    )
    assert isinstance(series, Batch)
    assert [type(x) for x in series.records] == [Observation, Observation]
    rows = {
        "utc": [dt.datetime(2024, 7, 11, 12, 30, tzinfo=dt.UTC)],
        "event": ["CPI m/m"],
        "actual": ["-0.1%"],
        "forecast": ["0.1%"],
        "previous": ["0.0%"],
    }
    (calendar,) = read_file(parquet(tmp_path / "calendar.parquet", rows), now=NOW)
    assert isinstance(calendar, Batch)
    (release,) = calendar.records
    assert isinstance(release, Release)
    assert (release.at, release.actual) == (dt.datetime(2024, 7, 11, 12, 30, tzinfo=dt.UTC), -0.1)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\xff" * 200 + b"PAR1", b"no parquet " * 50])
def test_a_damaged_file_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.parquet").write_bytes(content)
    (error,) = read_file(tmp_path / "x.parquet", now=NOW)
    assert isinstance(error, ProviderError)
    assert error.code == "bad_file"


def test_other_tables_are_notices(tmp_path: Path) -> None:
    (notice,) = read_file(parquet(tmp_path / "x.parquet", {"a": [1]}), now=NOW)
    assert isinstance(notice, Notice)
    (empty,) = read_file(parquet(tmp_path / "y.parquet", {"date": [], "value": []}), now=NOW)
    assert isinstance(empty, Notice)


def test_the_real_long_table(shared: Path) -> None:
    found = list(read_file(shared / "data/prices_wide_adjclose.parquet", now=NOW, symbols=["IWM", "AAPL"]))
    assert [(item.symbol, len(item.records) > 280) for item in found if isinstance(item, Batch)] == [
        ("AAPL", True),
        ("IWM", True),
    ]
