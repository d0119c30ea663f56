"""Every recipe against plain Python written from its formula, and that no signal sees a later bar."""

from __future__ import annotations

import datetime as dt
import math
import random
import statistics
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.market import signals
from aggregator.market.history import History
from aggregator.market.providers.files import Batch, read_file
from aggregator.market.signals.recipes import LOOKBACK, RECIPES, Recipe
from aggregator.records import Bar, Release
from aggregator.sessions import calendar

NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
CONFIG = signals.SignalConfig(benchmarks={"IWM": "SPY"})
Bars = list[Bar]


def pct(b: Bars, t: int, k: int) -> float:
    return 100 * (b[t].close / b[t - k].close - 1)


def rsi(b: Bars, t: int) -> float:
    changes = [y.close - x.close for x, y in pairwise(b)][max(0, t - 252) : t]
    gain = statistics.fmean(max(c, 0) for c in changes[:14])
    loss = statistics.fmean(max(-c, 0) for c in changes[:14])
    for c in changes[14:]:
        gain, loss = (13 * gain + max(c, 0)) / 14, (13 * loss + max(-c, 0)) / 14
    return 100 - 100 / (1 + gain / loss)


def ma(b: Bars, t: int, n: int) -> float:
    return statistics.fmean(x.close for x in b[t - n + 1 : t + 1])


def crossed(b: Bars, t: int) -> float:
    return ma(b, t, 50) - ma(b, t, 200)


def logs(b: Bars, t: int) -> list[float]:
    return [math.log(b[i].close / b[i - 1].close) for i in range(t - 20, t + 1)]


# name -> value at t from the bars of the symbol and of the other one, or None where there is none
PLAIN: dict[str, Callable[[Bars, Bars, int], float | None]] = {
    **{f"ret_{k}d": (lambda b, o, t, k=k: pct(b, t, k)) for k in (1, 5, 21, 63)},
    **{f"rel_ret_{k}d": (lambda b, o, t, k=k: pct(b, t, k) - pct(o, t, k)) for k in (1, 5, 21, 63)},
    "ret_z": lambda b, o, t: pct(b, t, 1) / statistics.stdev(pct(b, i, 1) for i in range(t - 63, t)),
    "volume_x20": lambda b, o, t: b[t].volume / statistics.fmean(x.volume for x in b[t - 20 : t]),
    "volume_x63": lambda b, o, t: b[t].volume / statistics.fmean(x.volume for x in b[t - 63 : t]),
    "gap": lambda b, o, t: 100 * (b[t].open / b[t - 1].close - 1),
    "dist_52w_high": lambda b, o, t: 100 * (b[t].close / max(x.high for x in b[t - 251 : t + 1]) - 1),
    "dist_52w_low": lambda b, o, t: 100 * (b[t].close / min(x.low for x in b[t - 251 : t + 1]) - 1),
    "ma_50": lambda b, o, t: ma(b, t, 50),
    "ma_200": lambda b, o, t: ma(b, t, 200),
    "golden_cross": lambda b, o, t: 1.0 if crossed(b, t - 1) <= 0 < crossed(b, t) else None,
    "death_cross": lambda b, o, t: 1.0 if crossed(b, t - 1) >= 0 > crossed(b, t) else None,
    "rsi_14": lambda b, o, t: rsi(b, t),
    "realized_vol_21": lambda b, o, t: 100 * math.sqrt(252) * statistics.stdev(logs(b, t)),
    "drawdown": lambda b, o, t: 100 * (b[t].close / max(x.close for x in b[max(0, t - 1259) : t + 1]) - 1),
    "small_minus_large": lambda b, o, t: pct(b, t, 1) - pct(o, t, 1),
    "rotation_day": lambda b, o, t: float(b[t].close > b[t - 1].close and o[t].close < o[t - 1].close),
    "yield_change_bp": lambda b, o, t: 100 * (b[t].close - b[t - 1].close),
    "breakeven_change_bp": lambda b, o, t: 100 * (b[t].close - b[t - 1].close),
    "vix_change": lambda b, o, t: b[t].close - b[t - 1].close,
}


@pytest.fixture(scope="module")
def bars(shared: Path) -> dict[str, Bars]:
    files = {"IWM": "prices", "SPY": "prices", "^VIX": "prices", "DGS10": "macro", "T10YIE": "macro"}
    found = {}
    for symbol, folder in files.items():
        [batch] = [x for x in read_file(shared / f"data/{folder}/{symbol}.csv", now=NOW) if isinstance(x, Batch)]
        found[symbol] = [b for b in batch.records if isinstance(b, Bar) and dt.date(2016, 1, 1) <= b.session]
    return found


@pytest.fixture(scope="module")
def computed(bars: dict[str, Bars]) -> dict[tuple[str, str, dt.date], float]:
    histories = {symbol: History.from_bars(symbol, b) for symbol, b in bars.items()}
    return {(v.symbol, v.name, v.session): v.value for v in signals.compute(histories, CONFIG)}


def test_every_recipe_has_a_plain_twin_and_a_formula() -> None:
    assert {recipe.name for recipe in RECIPES} == set(PLAIN)
    assert all(recipe.formula and recipe.version and recipe.lookback <= LOOKBACK for recipe in RECIPES)
    for recipe in RECIPES:
        pair = recipe.scope in ("benchmark", "small_large")
        assert recipe.source
        assert recipe.inputs
        assert pair == any(name.startswith("other ") for name in recipe.inputs)
        assert {name.removeprefix("other ") for name in recipe.inputs} <= {"open", "high", "low", "close", "volume"}


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_recipe_reads_no_more_than_its_inputs(recipe: Recipe) -> None:
    rng = random.Random(3)
    rows = made([100.0 + 5 * math.sin(i / 40) + rng.random() for i in range(420)])
    whole = History.from_bars("IWM", rows)
    blank = np.full(len(whole), np.nan)

    def cut(prefix: str) -> History:
        fields = ("open", "high", "low", "close", "adj_close", "volume")
        return replace(whole, **{name: blank for name in fields if prefix + name not in recipe.inputs})

    full = recipe.function(whole, whole)
    assert np.isfinite(full).any()
    if recipe.name.startswith("dist_52w"):  # closes stand in for extremes that are missing
        assert np.isfinite(recipe.function(cut(""), cut("other "))).any()
    else:
        np.testing.assert_array_equal(recipe.function(cut(""), cut("other ")), full)
    assert signals.lookback() == LOOKBACK


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_agrees_with_plain_python(name: str, bars: dict[str, Bars], computed: dict) -> None:
    symbol = {"yield_change_bp": "DGS10", "breakeven_change_bp": "T10YIE", "vix_change": "^VIX"}.get(name, "IWM")
    mine, other = bars[symbol], bars["SPY"]
    if symbol == "IWM":
        assert [x.session for x in mine] == [x.session for x in other if x.session <= mine[-1].session]
    rng = random.Random(7)
    checked = [*range(252, 300), *rng.sample(range(300, len(mine)), 60)]
    if name.endswith("_cross"):
        checked = list(range(252, len(mine)))
    for t in checked:
        expected = PLAIN[name](mine, other, t)
        got = computed.get((symbol, name, mine[t].session))
        assert (got is None) == (expected is None), mine[t].session
        if expected is not None:
            assert got == pytest.approx(expected, rel=1e-9, abs=1e-9), mine[t].session
    if name.endswith("_cross"):
        assert sum((symbol, name, x.session) in computed for x in mine) >= 3


def test_a_new_day_gives_the_same_values_as_all_days(bars: dict[str, Bars], computed: dict) -> None:
    since = dt.date(2024, 7, 11)
    tails = {s: History.from_bars(s, b).tail(0) for s, b in bars.items()}
    short = {s: h.tail((h.last_index(since) or 0) - LOOKBACK) for s, h in tails.items()}
    found = list(signals.compute(short, CONFIG, dict.fromkeys(short, since)))
    assert len(found) > 5_000
    assert min(v.session for v in found) == since
    assert all(computed[(v.symbol, v.name, v.session)] == v.value for v in found), "bit for bit"
    assert len(found) == sum(session >= since for _, _, session in computed)


def made(closes: list[float]) -> Bars:
    cal = calendar()
    sessions = cal.between(dt.date(2015, 1, 2), dt.date(2022, 12, 31))[: len(closes)]
    return [
        Bar("IWM", s, c * 0.99, c * 1.02, c * 0.98, c, 1e6 + 1e4 * c, None, "made", NOW, cal.close_time(s), True)
        for s, c in zip(sessions, closes, strict=True)
    ]


@settings(max_examples=12)
@given(st.integers(0, 10_000), st.integers(1, 399), st.floats(0.2, 5))
def test_later_bars_never_change_a_signal(seed: int, cut: int, factor: float) -> None:
    rng = random.Random(seed)
    closes = [100.0]
    while len(closes) < 400:
        closes.append(closes[-1] * math.exp(rng.gauss(0, 0.02)))
    before = made(closes)
    after = [
        replace(b, open=1.0, high=b.high * factor, low=b.low * factor, close=b.close * factor, volume=7.0)
        if i > cut
        else b
        for i, b in enumerate(before)
    ]
    last = before[cut].session
    runs = []
    for rows in (before, after, before[: cut + 1]):
        histories = {"IWM": History.from_bars("IWM", rows), "SPY": History.from_bars("SPY", rows[::-1])}
        runs.append([v for v in signals.compute(histories, CONFIG) if v.session <= last])
    assert runs[0] == runs[1] == runs[2]


def test_a_value_is_knowable_with_its_latest_input() -> None:
    rows = made([100.0 + i % 7 for i in range(300)])
    revised = NOW - dt.timedelta(days=3)
    rows[250] = replace(rows[250], close=103.5, knowable_at=revised, backfilled=False)
    found = signals.compute({"IWM": History.from_bars("IWM", rows)}, CONFIG)
    known = {(v.name, v.session): v.knowable_at for v in found}
    assert known[("ret_1d", rows[249].session)] == rows[249].knowable_at
    for name, reach in (("ret_1d", 1), ("ret_21d", 21), ("ret_z", 64), ("ma_50", 49), ("volume_x20", 20)):
        within, beyond = rows[min(299, 250 + reach)], rows[250 + reach + 1] if 251 + reach < 300 else None
        assert known[(name, within.session)] == revised, name
        if beyond is not None:
            assert known[(name, beyond.session)] == beyond.knowable_at, name


def test_rates_are_no_prices() -> None:
    rows = [replace(b, symbol="DGS10", open=None, high=None, low=None, volume=None) for b in made([4.0] * 300)]
    found = {v.name for v in signals.compute({"DGS10": History.from_bars("DGS10", rows)}, CONFIG)}
    assert found == {"yield_change_bp"}


@pytest.mark.parametrize("size", [0, 1, 2, 14, 15, 63])
def test_short_histories_give_what_they_can(size: int) -> None:
    rows = made([100.0 + i for i in range(size)])
    found = {v.name for v in signals.compute({"IWM": History.from_bars("IWM", rows)}, CONFIG)}
    assert ("ret_1d" in found) == (size > 1)
    assert ("rsi_14" in found) == (size > 14)
    assert "ma_200" not in found


def test_surprises_belong_to_the_session_that_ends_after_them() -> None:
    def release(event: str, at: str, actual: float | None, forecast: float | None, currency: str = "USD") -> Release:
        t = dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC)
        return Release(event, currency, t, actual, forecast, None, "pct", "made", NOW, t)

    rows = [
        release("CPI m/m", "2024-07-11T12:30", -0.1, 0.1),
        release("CPI y/y", "2024-07-11T12:30", 3.0, 3.1),
        release("PPI m/m", "2024-07-12T21:00", 0.2, 0.1),
        release("CPI m/m", "2024-07-11T12:30", 0.5, 0.1, "EUR"),
        release("Core CPI m/m", "2024-07-11T12:30", None, 0.2),
        release("Core PPI m/m", "2024-06-11T12:30", 0.2, 0.2),
    ]
    found = list(signals.surprises(rows, dt.date(2024, 7, 1)))
    assert [(v.symbol, v.name, v.session.day, v.value) for v in found] == [
        ("macro:CPI_US", "cpi_surprise", 11, -0.2),
        ("macro:CPI_US", "cpi_yoy_surprise", 11, -0.1),
        ("macro:PPI_US", "ppi_surprise", 15, 0.1),
    ]
    assert found[0].knowable_at == rows[0].knowable_at


@pytest.mark.parametrize("bars", [15, 16, 252, 253, 254, 255])
def test_the_rsi_of_a_day_is_the_same_to_the_last_bit_when_more_bars_come(bars: int) -> None:
    from aggregator.market.signals.formulas import wilder_rsi

    closes = 100 * np.exp(np.cumsum(np.random.default_rng(1).normal(0, 0.01, 400)))
    assert wilder_rsi(closes[:bars])[-1] == wilder_rsi(closes)[bars - 1]
