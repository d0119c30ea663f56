"""Bars that cannot be are bad lines with file and line; what is odd and true is taken."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from aggregator.errors import ProviderError
from aggregator.market.providers.files import Batch, read_dir, read_file

NOW = dt.datetime(2024, 7, 15, 22, tzinfo=dt.UTC)
TODAY = dt.date(2024, 7, 15)
HEAD = "date,open,high,low,close,volume\n"
GOOD = "2024-07-11,211,214,210,213,100\n2024-07-12,213,215,212,214,100\n"


def read(folder: Path, name: str, text: str) -> tuple[list[str], dict[str, str]]:
    """(days taken, item -> what is wrong)."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    items = list(read_file(path, now=NOW, latest=TODAY))
    days = [bar.session.isoformat() for item in items if isinstance(item, Batch) for bar in item.records]  # type: ignore[union-attr]
    return days, {item.item: item.reason for item in items if isinstance(item, ProviderError)}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2024-07-10,1,2,-6,-5,9", "below zero"),
        ("2024-07-10,211,214,210,240,9", "outside low 210 and high 214"),
        ("2024-07-10,211,214,210,180,9", "outside low 210 and high 214"),
        ("2024-07-10,211,210,214,212,9", "above high"),
        ("2024-07-06,211,214,210,213,9", "Saturday"),
        ("2024-07-07,211,214,210,213,9", "Sunday"),
        ("2099-01-05,211,214,210,213,9", "not come"),
    ],
)
def test_a_bar_that_cannot_be_is_one_bad_line(tmp_path: Path, line: str, words: str) -> None:
    days, bad = read(tmp_path, "IWM.csv", f"{HEAD}{GOOD}{line}\n")
    assert days == ["2024-07-11", "2024-07-12"]
    assert list(bad) == ["IWM.csv:4"]
    assert words in bad["IWM.csv:4"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("CL=F.csv", "2020-04-20,17.73,17.85,-40.32,-37.63,9"),  # oil below zero
        ("^IRX.csv", "2020-03-25,-0.01,0.01,-0.11,-0.105,"),  # a yield below zero
        ("IWM.csv", "2024-07-10,211,214.37,210,214.3701,9"),  # rounded one by one
        ("^VIX.csv", "2006-02-08,41.6,13.61,12.76,12.83,"),  # an open from elsewhere
        ("^XYZ.csv", "2024-07-10,0,0,0,5021.2,"),  # nobody keeps its range
        ("^XYZ.csv", "2024-07-10,,,,5021.2,"),
        ("BTC-USD.csv", "2024-07-06,57000,58500,56000,58300,9"),
        ("EURUSD=X.csv", "2024-07-07,1.08,1.09,1.07,1.08,"),
        ("ABCD.NS.csv", "2024-03-02,100,104,99,102,9"),  # a special session in Mumbai
        ("^GSPC.csv", "1950-03-04,17.3,17.4,17.2,17.3,"),  # New York traded on Saturdays
        ("IWM.csv", "2024-07-15,211,214,210,213,9"),  # today
    ],
)
def test_what_is_odd_and_true_is_taken(tmp_path: Path, name: str, lines: str) -> None:
    days, bad = read(tmp_path, name, f"{HEAD}{lines}\n")
    assert len(days) == 1
    assert not bad


def test_a_coin_under_a_plain_name_trades_all_week(tmp_path: Path) -> None:
    rows = "".join(f"2024-07-{day:02},100,104,99,102,9\n" for day in range(1, 15))
    days, bad = read(tmp_path, "COIN.csv", HEAD + rows)
    assert len(days) == 14
    assert not bad


def test_long_tables_and_series_are_looked_at_too(tmp_path: Path) -> None:
    days, bad = read(tmp_path, "many.csv", "symbol,date,close\nAAA,2024-07-11,5\nAAA,2024-07-13,5\nBBB,2024-07-12,-3\n")
    assert days == ["2024-07-11"]
    assert sorted(bad) == ["many.csv:3", "many.csv:4"]
    days, bad = read(tmp_path, "adjusted.csv", "symbol,date,adj_close\nAAA,2024-07-11,5\nAAA,2099-07-13,5\n")
    assert days == ["2024-07-11"]
    assert list(bad) == ["adjusted.csv:3"]
    values = "".join(f"2024-07-{day:02},-0.1\n" for day in range(8, 13))
    days, bad = read(tmp_path, "DGS10.csv", f"date,value\n{values}2099-01-05,4.1\n")
    assert len(days) == 5
    assert list(bad) == ["DGS10.csv:7"]


def test_real_prices_are_all_taken(shared: Path) -> None:
    folder = shared / "data/prices"
    names = ("^VIX", "^GSPC", "^RUT", "GC=F", "DX-Y.NYB", "RU2000PR", "IWM", "BRK-B")
    found = [item for name in names for item in read_file(folder / f"{name}.csv", now=NOW)]
    assert [item for item in found if isinstance(item, ProviderError)] == []
    assert len(found) == len(names)


def test_without_a_latest_day_a_folder_may_reach_ahead(tmp_path: Path) -> None:
    (tmp_path / "IWM.csv").write_text(f"{HEAD}2030-07-11,211,214,210,213,100\n")
    [batch] = read_dir(tmp_path, now=NOW)
    assert isinstance(batch, Batch)
