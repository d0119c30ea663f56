"""What claims are judged with: few histories at a time, each loaded once for its claims, and all that stands beside."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from aggregator import aligning
from aggregator.records import Claim, Verdict
from aggregator.store import Store, market, open_store
from tests.builders import add, article, bars, claim, config, wavy

NAMES = ("AAA", "BBB", "CCC", "DDD")
NOW = dt.datetime(2024, 7, 15, 12, 0, tzinfo=dt.UTC)
FRIDAY = dt.date(2024, 7, 12)


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each history was read from the store, with room for two."""
    found: Counter[str] = Counter()
    read = market.bar_rows

    def counted(store: Store, symbol: str, *, as_of: dt.datetime) -> object:
        found[symbol] += 1
        return read(store, symbol, as_of=as_of)

    monkeypatch.setattr(market, "bar_rows", counted)
    monkeypatch.setattr(aligning, "MOST_HISTORIES", 2)
    return found


@pytest.fixture
def store() -> Store:
    opened = open_store(":memory:")
    for name in NAMES:
        bars(opened, name, wavy(5))
    return opened


def test_the_least_used_one_is_let_go(store: Store, loads: Counter[str]) -> None:
    histories = aligning.Histories(store, NOW)
    for name in ("AAA", "BBB", "AAA", "CCC", "AAA"):
        assert histories[name].symbol == name
    assert loads == {"AAA": 1, "BBB": 1, "CCC": 1}
    assert histories["BBB"].symbol == "BBB"
    assert loads["BBB"] == 2
    assert "EEE" not in histories
    assert (list(histories), len(histories)) == (list(NAMES), 4)


def test_claims_are_judged_symbol_by_symbol(store: Store, loads: Counter[str]) -> None:
    for n in range(12):
        made = claim(
            f"It rose 1.0% on day {n}.",
            symbol=NAMES[n % 4],
            direction="up",
            value=1.0,
            unit="pct",
            value_text="1.0%",
            window_text="Friday",
            window_start=FRIDAY,
            window_end=FRIDAY,
        )
        add(store, article(f"Note {n}", known=NOW - dt.timedelta(hours=n)), claims=[made])
    report = aligning.align(store, config(), now=NOW)
    assert report.counts["verdicts"] == 12
    # Twice: once for the verdicts, and once for the join of a batch with more symbols than there is room for.
    assert max(loads[name] for name in NAMES) == 2


def test_a_claim_that_is_judged_again_has_all_of_its_article_beside_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside: dict[str, list[str | None]] = {}
    judge = aligning.checks.verdict

    def watched(told: Claim, *given: Any, siblings: Sequence[Claim], **further: Any) -> Verdict:
        beside[str(told.symbol)] = [other.symbol for other in siblings]
        return judge(told, *given, siblings=siblings, **further)

    monkeypatch.setattr(aligning.checks, "verdict", watched)
    day = {"window_text": "Friday", "window_start": FRIDAY, "window_end": FRIDAY}
    made = [claim(f"{name} rose on Friday.", symbol=name, direction="up", **day) for name in ("BBB", "AAA")]
    add(store, article("Two", known=NOW), claims=made)
    aligning.align(store, config(), now=NOW)
    assert beside == {"AAA": ["BBB", "AAA"], "BBB": ["BBB", "AAA"]}
    beside.clear()
    later = NOW + dt.timedelta(days=1)
    revised = [replace(bar, close=bar.close * 1.1, fetched_at=later) for bar in market.bars(store, "AAA")]
    market.save_bars(store, "AAA", revised)
    aligning.align(store, config(), now=later)
    assert beside == {"AAA": ["BBB", "AAA"]}
