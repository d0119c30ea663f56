"""Judging one text as of a time: bars that came later change neither verdict nor reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from aggregator import aligning
from aggregator.records import Verdict
from aggregator.store import market, open_store
from tests.builders import at, bars, claim, config

T = at("2024-07-09T12:00")
MONDAY = {"window_text": "on Monday", "window_start": dt.date(2024, 7, 8), "window_end": dt.date(2024, 7, 8)}
SAID = (
    claim("The Russell 2000 rose 2.4% on Monday.", value=2.4, unit="pct", direction="up", **MONDAY),
    claim("The volume of QQQS was 36x its average on Monday.", kind="volume", symbol="QQQS", entity_id="fund:QQQS",
          value=36.0, unit="x", **MONDAY),
    claim("IWM beat SPY on Monday.", kind="compare", symbol="IWM", entity_id="fund:IWM", direction="up", **MONDAY),
)  # fmt: skip


def judged(*later: str) -> list[Verdict]:
    with open_store(":memory:") as store:
        for symbol in later:
            bars(store, symbol, [100.0, 103.0], last=dt.date(2024, 7, 12))
        assert market.symbols(store) == sorted(later)
        assert market.symbols(store, T) == []
        found = aligning.judge(store, config(), SAID, knowable_at=T, now=T)
        return [replace(verdict, decided_at=T) for verdict in found]


def test_later_bars_change_no_reason() -> None:
    assert judged("^RUT", "IWM", "SPY", "QQQS", "^GSPC") == judged()
