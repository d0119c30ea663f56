"""Invented prices and claims on them, always the same: daily bars of many symbols, each made when it is asked for."""

from __future__ import annotations

import datetime as dt
import random
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregator.aligning import MOST_HISTORIES
from aggregator.market.history import History
from aggregator.records import Claim
from aggregator.sessions import calendar

END = dt.date(2023, 12, 29)
SEED = 7
HOUR = np.timedelta64(3600, "s")
KINDS = ("move",) * 6 + ("level",) * 3 + ("volume",)


class Prices(Mapping[str, History]):
    """The history of each symbol, made from its name when it is asked for; as many are kept as the product keeps."""

    def __init__(self, symbols: int, years: int) -> None:
        cal = calendar()
        self.sessions = cal.between(END.replace(year=END.year - years), END)
        self.days = np.array(self.sessions, dtype="datetime64[D]")
        closes = [cal.close_time(day).replace(tzinfo=None) for day in self.sessions]
        self.closes = np.array(closes, dtype="datetime64[us]")
        self._names = {f"S{n:04}": n for n in range(symbols)}
        self._kept: OrderedDict[str, History] = OrderedDict()

    def __getitem__(self, symbol: str) -> History:
        if symbol not in self._kept:
            self._kept[symbol] = self._made(symbol, self._names[symbol])
            if len(self._kept) > MOST_HISTORIES:
                self._kept.popitem(last=False)
        return self._kept[symbol]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _made(self, symbol: str, number: int) -> History:
        rng = np.random.default_rng((SEED, number))
        size = len(self.sessions)
        first = int(rng.integers(0, size // 2)) if number % 10 == 1 else 0  # listed late
        last = int(rng.integers(size // 2, size)) if number % 10 == 2 else size  # delisted
        held = np.flatnonzero(rng.random(last - first) > 0.002) + first  # a session in 500 is missing
        close = np.round(50 * np.exp(np.cumsum(rng.normal(0, 0.02, len(held)))), 2) + 1
        wide = 1 + np.abs(rng.normal(0, 0.01, len(held)))
        known = self.closes[held] + np.where(rng.random(len(held)) < 0.01, 2 * HOUR, 0 * HOUR)  # some come late
        return History(
            symbol=symbol,
            sessions=self.days[held],
            open=np.round(close / wide, 2),
            high=close * wide,
            low=close / wide,
            close=close,
            adj_close=close * 0.98,
            volume=rng.integers(100_000, 900_000, len(held)).astype(float),
            knowable_at=known,
            fetched_at=known,
            providers=("invented",) * len(held),
            first_known=known,
            first_close=close,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """Claims as arrays, in order of time: the symbol's number and when each was knowable."""

    rows: NDArray[np.int64]
    times: NDArray[np.datetime64]


def asked(prices: Prices, count: int) -> Asked:
    """Claims on all symbols, some on many, at any second of the years."""
    rng = np.random.default_rng(SEED)
    rows = (len(prices) * rng.random(count) ** 2).astype(np.int64)
    first, last = prices.closes[min(300, len(prices.closes) // 2)], prices.closes[-1]
    span = int((last - first).astype("timedelta64[s]").astype(np.int64))
    times = np.sort(first + rng.integers(1, span, count).astype("timedelta64[s]"))
    return Asked(rows, times.astype("datetime64[us]"))


def claim_of(number: int, prices: Prices, symbol: str, at: dt.datetime) -> Claim:
    """A claim on the last session that had closed: in four of five cases what the bars say, else a third too much."""
    rng, history = random.Random(number), prices[symbol]
    session = calendar().last_closed(at)
    i = history.last_index(session) or 0
    wrong = 1.37 if rng.random() < 0.2 else 1.0
    kind = KINDS[rng.randrange(len(KINDS))]
    move = 100 * (history.close[i] / history.close[i - 1] - 1) if i else 1.0
    figure, unit, text, direction = {
        "move": (round(abs(move) * wrong, 2), "pct", f"{abs(move) * wrong:.2f}%", "up" if move > 0 else "down"),
        "level": (round(float(history.close[i]) * wrong, 2), "usd", f"${history.close[i] * wrong:.2f}", None),
        "volume": (1.0, "x", "1x", "up"),
    }[kind]
    return Claim(
        claim_id=f"{number:08}",
        article_id="a",
        revision_id="r",
        start=0,
        end=60,
        evidence=f"Shares of the company stood {text} apart in the session, traders said.",
        kind=kind,  # type: ignore[arg-type]
        topic="company",
        subject="Shares of the company",
        entity_id=f"company:{symbol}",
        symbol=symbol,
        direction=direction,  # type: ignore[arg-type]
        value=figure,
        unit=unit,  # type: ignore[arg-type]
        value_text=text,
        comparator="gt" if kind == "volume" else None,
        window_text="in the session",
        window_start=session,
        window_end=session,
        model_id="m",
    )
