"""A folder of files: what each shape becomes, and that bad input is an error value that names file and line."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.errors import ProviderError
from aggregator.market.providers.files import Batch, Notice, read_dir, read_file
from aggregator.records import Bar, Observation, PolicyDecision, Release

NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def batch(path: Path, now: dt.datetime = NOW) -> tuple[object, ...]:
    [only] = list(read_file(path, now=now))
    assert isinstance(only, Batch)
    assert only.symbol == path.stem
    return only.records


def test_bars_are_knowable_at_their_sessions_close(tmp_path: Path) -> None:
    text = (
        "date,open,high,low,close,volume,adj_close\n"
        "2024-07-03,1,3,0.5,2,100,1.9\n2024-07-05,,,,2.5,,\n2024-07-06,1,1,1,1,1,1\n2024-07-08,1,1,1,,5,\n"
    )
    half_day, friday, saturday = batch(write(tmp_path, "BTC-USD.csv", text))
    assert half_day == Bar(
        "BTC-USD", dt.date(2024, 7, 3), 1, 3, 0.5, 2, 100, 1.9, "files", NOW, utc("2024-07-03T17:00"), True
    )
    assert isinstance(friday, Bar)
    assert (friday.open, friday.volume, friday.adj_close) == (None, None, None)
    assert isinstance(saturday, Bar)
    assert saturday.knowable_at == utc("2024-07-07T03:59:59")


def test_a_daily_series_is_bars_and_a_slower_one_observations(tmp_path: Path) -> None:
    daily = batch(write(tmp_path, "DGS10.csv", "date,value\n2024-07-01,4.48\n2024-07-02,.\n2024-07-03,4.36\n"))
    assert [(type(x), x.close, x.open) for x in daily if isinstance(x, Bar)] == [(Bar, 4.48, None), (Bar, 4.36, None)]
    monthly = batch(
        write(tmp_path, "CPIAUCSL.csv", "date,value\n2024-05-01,313.2\n2024-06-01,313.0\n2024-07-01,313.5\n")
    )
    assert all(isinstance(x, Observation) and x.knowable_at == NOW for x in monthly)


def test_under_a_simulated_clock_no_observation_is_known_before_its_period_is_over(tmp_path: Path) -> None:
    months = "".join(f"2024-0{month}-01,31{month}.2\n" for month in range(3, 10))
    path = write(tmp_path, "CPIAUCSL.csv", f"date,value\n{months}")
    now = utc("2024-07-15T12:00")
    _, _, may, june, _, _, september = (x for x in batch(path, now) if isinstance(x, Observation))
    assert may.knowable_at == now
    assert june.knowable_at > utc("2024-07-30T00:00")
    assert september.knowable_at > utc("2024-10-30T00:00")


def test_releases_scale_their_figures(tmp_path: Path) -> None:
    text = (
        "date_et,time_et,utc,currency,event,actual,forecast,previous,surprise\n"
        "2024-07-11,08:30,2024-07-11T12:30:00Z,USD,CPI m/m,-0.1%,0.1%,0.0%,-0.2\n"
        "2024-07-05,08:30,2024-07-05T12:30:00Z,USD,Non-Farm Employment Change,206K,191K,218K,15000\n"
        "2024-07-30,10:00,2024-07-30T14:00:00Z,USD,JOLTS Job Openings,8.18M,8.02M,8.23M,\n"
        "2024-07-09,10:00,2024-07-09T14:00:00Z,USD,Fed Chair Powell Testifies,,,,\n"
        "2024-07-17,,,USD,Retail Sales m/m,,0.3%,,\n"
        "2024-08-01,07:00,2024-08-01T11:00:00Z,GBP,MPC Official Bank Rate Votes,0-5-4,0-5-4,0-2-7,\n"
        "2024-07-10,13:00,2024-07-10T17:00:00Z,USD,10-y Bond Auction,4.28|2.6,,4.44|2.7,\n"
    )
    found = [x for x in batch(write(tmp_path, "calendar.csv", text)) if isinstance(x, Release)]
    assert [(x.event, x.actual, x.forecast, x.previous, x.unit) for x in found] == [
        ("CPI m/m", -0.1, 0.1, 0.0, "pct"),
        ("Non-Farm Employment Change", 206_000, 191_000, 218_000, "count"),
        ("JOLTS Job Openings", 8_180_000, 8_020_000, 8_230_000, "count"),
        ("Retail Sales m/m", None, 0.3, None, "pct"),
        ("10-y Bond Auction", 4.28, None, 4.44, ""),
    ]
    assert found[0].at == found[0].knowable_at == utc("2024-07-11T12:30")
    assert found[3].at == utc("2024-07-18T03:59:59")


def test_policy_decisions_are_known_at_two_in_new_york(tmp_path: Path) -> None:
    text = (
        "date,target_lower_before,target_upper_before,target_lower_after,target_upper_after,change_bp\n"
        "2024-09-18,5.25,5.5,4.75,5.0,-50.0\n2024-12-18,4.5,4.75,4.25,4.5,\n2026-12-09,,,,,\n"
    )
    september, december = (x for x in batch(write(tmp_path, "fomc.csv", text)) if isinstance(x, PolicyDecision))
    assert (september.change_bp, september.knowable_at) == (-50.0, utc("2024-09-18T18:00"))
    assert (december.change_bp, december.upper_after, december.knowable_at) == (-25.0, 4.5, utc("2024-12-18T19:00"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2024-13-01,1,1,1,1,1", "month must be in 1..12"),
        ("2024-07-01,1,1,1,2,1", "stands in the file twice"),
        ("2024-07-02,1,1,1,one,1", "could not convert"),
        ("2024-07-02,1,1,1,inf,1", "not finite"),
        ("0001-01-01,1,1,1,1,1", "out of range"),
        ("2024-07-02", "has no close"),
    ],
)
def test_a_bad_line_is_an_error_and_the_others_count(tmp_path: Path, line: str, message: str) -> None:
    good = "2024-07-01,1,1,1,1,1\n"
    path = write(tmp_path, "IWM.csv", f"date,open,high,low,close,volume\n{good}{line}\n2024-07-03,1,1,1,1,1\n")
    kept, error = list(read_file(path, now=NOW))
    assert isinstance(kept, Batch)
    assert len(kept.records) == 2
    assert isinstance(error, ProviderError)
    assert error.item == "IWM.csv:3"
    assert message in error.reason


def test_many_bad_lines_are_summed_up(tmp_path: Path) -> None:
    path = write(tmp_path, "IWM.csv", "date,value\n" + "x,1\n" * 100)
    found = list(read_file(path, now=NOW))
    assert len(found) == 21
    assert str(found[-1]) == "IWM.csv: 80 more lines cannot be read"


def test_other_files_are_notices_and_a_missing_folder_an_error(tmp_path: Path) -> None:
    write(tmp_path, "notes.txt", "hello")
    write(tmp_path, "other.csv", "a,b\n1,2\n")
    write(tmp_path, "empty.csv", "")
    write(tmp_path, "header.csv", "date,value\n")
    (tmp_path / "latin.csv").write_bytes(b"date,value\n2024-01-02,\xff\n")
    (tmp_path / "sub.csv").mkdir()
    found = {getattr(x, "file", None) or getattr(x, "item", None): type(x) for x in read_dir(tmp_path, now=NOW)}
    assert found == {
        "notes.txt": Notice,
        "other.csv": Notice,
        "empty.csv": Notice,
        "header.csv": Notice,
        "latin.csv": ProviderError,
    }
    [error] = read_dir(tmp_path / "nowhere", now=NOW)
    assert isinstance(error, ProviderError)


cells = st.text(st.sampled_from('0123456789-.,%KM|"\n\rx\0 '), max_size=40).map(str.encode)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=st.sampled_from(
        [b"date,value\n", b"date,open,high,low,close,volume\n", b"event,utc,actual,forecast,previous\n", b""]
    ),
    body=st.one_of(st.binary(max_size=200), st.lists(cells, max_size=8).map(b"\n".join)),
)
def test_no_bytes_raise(tmp_path: Path, header: bytes, body: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(header + body)
    assert all(isinstance(x, Batch | Notice | ProviderError) for x in read_file(path, now=NOW))


def test_the_real_folder_loads_fast_and_whole(shared: Path) -> None:
    started = time.perf_counter()
    found = [
        x
        for name in ("IWM", "^RUT", "DX-Y.NYB", "GC=F", "^TNX")
        for x in read_file(shared / f"data/prices/{name}.csv", now=NOW)
    ]
    spent = time.perf_counter() - started
    assert not [x for x in found if not isinstance(x, Batch)]
    rows = sum(len(x.records) for x in found if isinstance(x, Batch))
    assert rows > 45_000
    assert spent < 10, f"{rows / spent:.0f} bars a second"
