"""Real histories of the worked example, and a way to write claims by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from aggregator.market.history import History
from aggregator.market.providers.files import Batch, read_file
from aggregator.records import PolicyDecision, Release

LOADED = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
PUBLISHED = dt.datetime(2024, 7, 15, 12, 0, tzinfo=dt.UTC)


def records(file: Path) -> tuple[object, ...]:
    [batch] = [item for item in read_file(file, now=LOADED) if isinstance(item, Batch)]
    return batch.records


@pytest.fixture(scope="session")
def histories(shared: Path) -> dict[str, History]:
    names = {
        "prices": ("IWM", "QQQS", "SPY", "^RUT", "^RUT_LONG", "^GSPC"),
        "macro": ("DGS2", "DGS10", "DFEDTARU"),
    }
    return {
        symbol: History.from_bars(symbol, records(shared / f"data/{folder}/{symbol}.csv"))  # type: ignore[arg-type]
        for folder, symbols in names.items()
        for symbol in symbols
    }


@pytest.fixture(scope="session")
def releases(shared: Path) -> list[Release]:
    rows = [
        *records(shared / "data/macro/us_cpi_releases.csv"),
        *records(shared / "data/macro/us_ppi_releases.csv"),
        *records(shared / "data/macro/us_jobs_releases.csv"),
    ]
    return [row for row in rows if isinstance(row, Release)]


@pytest.fixture(scope="session")
def policy(shared: Path) -> list[PolicyDecision]:
    return [row for row in records(shared / "data/macro/fomc_decisions.csv") if isinstance(row, PolicyDecision)]
