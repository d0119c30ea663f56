"""Claims against prices: joined and verified as `aggregator align` does it, and the join against two other ways.

    python benchmarks/align.py [--claims 1000000] [--symbols 3000] [--years 20] [--stored 300] [--quick]

Prices are invented (seeded): daily bars with gaps, late arrivals and symbols that begin late or end early. Four parts,
one process, in this order:

1. all claims joined and judged by the two calls of `aggregator align`, a symbol's history at a time; peak memory;
2. the join alone, all claims at once, on the same claims and bars: the product's, `pandas.merge_asof`, and SQLite's two
   ways. All must find the same bars;
3. the wait of a day: 2,000 new articles with 6,000 claims, brought up to date in a store by `aggregator align` itself;
4. what limits the first two.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from invented import END, SEED, Asked, Prices, asked, claim_of
from numpy.typing import NDArray

from aggregator import align as checks
from aggregator import config as configuration
from aggregator.align.join import Places
from aggregator.aligning import BATCH, MOST_HISTORIES, Bench, align
from aggregator.market.history import History
from aggregator.records import Article, Stamp, Understanding
from aggregator.sessions import calendar
from aggregator.store import Store, analyses, articles, open_store
from aggregator.store.codec import time_text

NOW = dt.datetime(2024, 1, 5, tzinfo=dt.UTC)
ROUNDS = 5  # of each way to join; the median counts


# --- 1: joined and judged ---------------------------------------------------------------------------------------------


def judged(prices: Prices, claims: Asked) -> dict[str, float | Counter[str]]:
    """Every claim through the product's join and rules, by symbol, in its batches. Only counts are kept."""
    bench = Bench(prices, NOW, False, calendar(), checks.NEIGHBOURS, {}, (), (), {})  # type: ignore[arg-type]
    order = np.argsort(claims.rows, kind="stable")
    names, verdicts, joined = list(prices), Counter[str](), 0
    spent = {"made": 0.0, "joined": 0.0, "judged": 0.0}
    for start in range(0, len(order), BATCH):
        clock = time.process_time()
        part = order[start : start + BATCH]
        moments = [at.replace(tzinfo=dt.UTC) for at in claims.times[part].tolist()]
        batch = [
            (claim_of(int(n), prices, names[row], at), at)
            for n, row, at in zip(part, claims.rows[part].tolist(), moments, strict=True)
        ]
        clock = _spend(spent, "made", clock)
        joined += sum(found is not None for found in checks.join(batch, prices, _no_signals, calendar=bench.calendar))
        clock = _spend(spent, "joined", clock)
        for claim, at in batch:
            [verdict] = bench.verdicts(claim, at, at, ())
            verdicts[verdict.verdict if verdict.reason is None else f"{verdict.verdict}: {verdict.reason}"] += 1
        _spend(spent, "judged", clock)
    return {**spent, "with_bars": joined, "verdicts": verdicts}


def _no_signals(_symbol: str, _session: dt.date, _at: dt.datetime) -> Mapping[str, float]:
    return {}


def _spend(spent: dict[str, float], name: str, since: float) -> float:
    now = time.process_time()
    spent[name] += now - since
    return now


# --- 2: the join alone ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bars:
    """All bars of all symbols, one symbol after the other: symbol's number, when known, close."""

    rows: NDArray[np.int64]
    known: NDArray[np.datetime64]
    close: NDArray[np.float64]


def all_bars(prices: Prices) -> Bars:
    """What the other ways are given."""
    parts = [(n, prices[name].first_known, prices[name].close) for n, name in enumerate(prices)]
    rows = np.repeat(np.arange(len(parts)), [len(known) for _, known, _ in parts])
    return Bars(rows, np.concatenate([k for _, k, _ in parts]), np.concatenate([c for _, _, c in parts]))


def median_s(run: Callable[[], object]) -> float:
    """Median of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return statistics.median(times)


def ours(prices: Prices, claims: Asked, bars: Bars) -> tuple[float, float, NDArray[np.float64]]:
    """(seconds to lay out the bars, seconds to join, closes found)."""
    start = time.process_time()
    moments = [at.replace(tzinfo=dt.UTC) for at in claims.times[[0, -1]].tolist()]
    places = Places.of((prices[name] for name in prices), calendar(), *moments)
    laid_out = time.process_time() - start

    def run() -> NDArray[np.float64]:
        at = places.newest(claims.rows, claims.times)
        found = bars.close[places.starts[claims.rows] + at]
        return np.where(at >= 0, found, np.nan)

    return laid_out, median_s(run), run()


def pandas_way(claims: Asked, bars: Bars) -> tuple[float, float, NDArray[np.float64]]:
    """`merge_asof` by the symbol's number, both sides sorted beforehand as it demands."""
    start = time.process_time()
    right = pd.DataFrame({"at": bars.known, "symbol": bars.rows, "close": bars.close}).sort_values("at")
    left = pd.DataFrame({"at": claims.times, "symbol": claims.rows})
    sorted_s = time.process_time() - start

    def run() -> pd.DataFrame:
        return pd.merge_asof(left, right, on="at", by="symbol")

    return sorted_s, median_s(run), run()["close"].to_numpy()


SQL = {
    "SQLite, newest row by index": """SELECT (SELECT b.close FROM bars b WHERE b.symbol = c.symbol AND b.at <= c.at
        ORDER BY b.at DESC LIMIT 1) AS close FROM claims c""",
    "SQLite, self-join on MAX": """SELECT b.close FROM claims c LEFT JOIN bars b ON b.symbol = c.symbol
        AND b.at = (SELECT MAX(e.at) FROM bars e WHERE e.symbol = c.symbol AND e.at <= c.at)""",
}


def sql_ways(claims: Asked, bars: Bars) -> tuple[float, dict[str, float], dict[str, tuple[int, float]]]:
    """(seconds to fill an indexed table in memory, seconds by way, (rows, sum of closes) by way)."""
    start = time.process_time()
    with sqlite3.connect(":memory:") as base:
        base.execute("CREATE TABLE bars (symbol INT, at INT, close REAL, PRIMARY KEY (symbol, at)) WITHOUT ROWID")
        base.execute("CREATE TABLE claims (symbol INT, at INT)")
        seconds = bars.known.astype("datetime64[s]").astype(np.int64)
        for first in range(0, len(seconds), 500_000):
            part = slice(first, first + 500_000)
            rows = zip(bars.rows[part].tolist(), seconds[part].tolist(), bars.close[part].tolist(), strict=True)
            base.executemany("INSERT INTO bars VALUES (?, ?, ?)", rows)
        times = claims.times.astype("datetime64[s]").astype(np.int64).tolist()
        base.executemany("INSERT INTO claims VALUES (?, ?)", zip(claims.rows.tolist(), times, strict=True))
    filled = time.process_time() - start
    spent, found = {}, {}
    for name, query in SQL.items():
        summed = f"SELECT COUNT(close), TOTAL(close) FROM ({query})"
        spent[name] = median_s(lambda summed=summed: base.execute(summed).fetchone())
        found[name] = base.execute(summed).fetchone()
    base.close()
    return filled, spent, found


# --- 3: a day ---------------------------------------------------------------------------------------------------------


def day(prices: Prices, stored: int, count: int) -> tuple[float, Mapping[str, int], int]:
    """(seconds of `align`, its counts, bars in the store) for `count` new articles of three claims each."""
    held = list(prices)[:stored]
    evening = calendar().close_time(END) + dt.timedelta(hours=2)
    packaged = configuration.load(None, environ={})
    rows = [replace(row, symbol=name) for row, name in zip(packaged.instruments, held, strict=False)]
    config = replace(packaged, instruments=tuple(rows), watch=())
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "day.db") as store:
        total = sum(_save_bars(store, prices[name].known(evening - dt.timedelta(hours=3))) for name in held)
        _publish(store, prices, held, evening - dt.timedelta(days=30), 1)
        align(store, config, now=evening - dt.timedelta(hours=3))
        total += sum(_save_bars(store, prices[name].tail(len(prices[name]) - 1)) for name in held)
        _publish(store, prices, held, evening, count)
        start = time.process_time()
        report = align(store, config, now=evening + dt.timedelta(hours=1))
        return time.process_time() - start, report.counts, total


def _save_bars(store: Store, history: History) -> int:
    columns = (history.open, history.high, history.low, history.close, history.volume, history.adj_close)
    times = [f"{at}Z" for at in np.datetime_as_string(history.knowable_at, "s")]
    days = np.datetime_as_string(history.sessions).tolist()
    rows = zip(days, times, *(column.tolist() for column in columns), strict=True)
    with store.write():
        return store.connection.executemany(
            "INSERT OR IGNORE INTO bars VALUES (?,?,?,?,?,?,?,?,?,?,?,1)",
            ((history.symbol, *row, "invented", row[1]) for row in rows),
        ).rowcount


def _publish(store: Store, prices: Prices, symbols: Sequence[str], at: dt.datetime, count: int) -> None:
    rng = random.Random(SEED)
    with store.write():
        for n in range(count):
            name = f"{time_text(at)}-{n:05}"
            article = Article(
                id=name,
                revision_id=name,
                revision=1,
                url=None,
                source=f"outlet {n % 50}",
                feed_url=None,
                guid=name,
                title=f"Note {n}",
                text=f"Note {n} on three companies.",
                author=None,
                language="en",
                published=Stamp(at, "second", "feed"),
                updated_at=None,
                first_seen_at=at,
                knowable_at=at,
                excluded=None,
                origin="crawl",
                partial=False,
                tickers=(),
                content_hash=name,
                story_id=name,
            )
            articles.save(store, article)
            claims = tuple(
                replace(
                    claim_of(3 * n + k, prices, rng.choice(symbols), at),
                    claim_id=f"{name}-{k}",
                    article_id=name,
                    revision_id=name,
                )
                for k in range(3)
            )
            found = Understanding(name, name, "m", (), (), claims)
            analyses.save(store, [(article, found)], scored_at=at, simulated=False)


# --- the report -------------------------------------------------------------------------------------------------------


def peak_mb() -> float:
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def show_judged(prices: Prices, claims: Asked) -> tuple[float, float]:
    """Part 1. Returns the seconds to join and to judge."""
    found = judged(prices, claims)
    count = len(claims.rows)
    print(f"\n1. {count:,} claims against {len(prices):,} symbols x {len(prices.sessions):,} sessions")
    for name, words in (("joined", "joined (records in, records out)"), ("judged", "judged by the rules")):
        print(f"   {words:<36} {found[name]:8.1f} s   {1e6 * found[name] / count:6.1f} us a claim")
    print(f"   {'making the claims (not the product)':<36} {found['made']:8.1f} s")
    print(f"   with a bar that was known: {found['with_bars']:,}")
    print("   " + ", ".join(f"{name} {n:,}" for name, n in sorted(found["verdicts"].items())))
    print(f"   peak memory {peak_mb():,.0f} MB: at most {MOST_HISTORIES} histories at a time")
    return found["joined"], found["judged"]  # type: ignore[return-value]


def show_join(prices: Prices, claims: Asked) -> tuple[float, float]:
    """Part 2. Returns the seconds of the product's join, and how many times as long the best of the others takes."""
    bars = all_bars(prices)
    laid_out, mine, closes = ours(prices, claims, bars)
    sorted_s, pandas_s, merged = pandas_way(claims, bars)
    np.testing.assert_array_equal(closes, merged)
    filled, spent, summed = sql_ways(claims, bars)
    for rows, total in summed.values():
        assert rows == np.isfinite(closes).sum()
        np.testing.assert_allclose(total, np.nansum(closes), rtol=1e-9)
    print(f"\n2. the join alone, {len(claims.rows):,} claims at once against {len(bars.close):,} bars in memory")
    print(f"   {'':<36} {'join':>8}    ratio   before it")
    others = {"pandas.merge_asof": pandas_s, **spent}
    best = min(others.values())
    notes = {
        "pandas.merge_asof": f"{sorted_s:.1f} s to sort",
        **dict.fromkeys(spent, f"{filled:.1f} s to fill a table"),
    }
    print(f"   {'aggregator.align.join':<36} {mine:8.3f} s     1.0   {laid_out:.1f} s to make and lay out the bars")
    for name, seconds in others.items():
        print(f"   {name:<36} {seconds:8.3f} s {seconds / mine:7.1f}   {notes[name]}")
    same = np.isfinite(closes).sum()
    print(f"   all found the same {same:,} bars; {best / mine:.1f} times as fast as the best of the others")
    return mine, best / mine


def show_day(prices: Prices, stored: int, count: int) -> None:
    """Part 3."""
    seconds, counts, total = day(prices, stored, count)
    words = ", ".join(f"{name} {n:,}" for name, n in counts.items())
    print(f"\n3. a day in a store of {total:,} bars of {stored:,} symbols: {seconds:.1f} s ({words})")


LIMITS = """
4. what limits it: the join alone waits for memory (a look-up in a table of sessions by symbols and one for the bar),
   not for arithmetic. From records to records it takes {records:,.0f} times as long, and the rules take
   {rules:,.0f} times as long, because a verdict keeps its evidence: every basis tried, the bars and their providers, as
   Python objects on one core. A day waits for SQLite: most of it is the reading of whole histories."""


def main(argv: Sequence[str] | None = None) -> float:
    """Print the parts; returns the ratio of part 2."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--symbols", type=int, default=3_000)
    parser.add_argument("--years", type=int, default=20)
    parser.add_argument("--stored", type=int, default=300, help="symbols in the store of part 3")
    parser.add_argument("--quick", action="store_true", help="3,000 claims, 40 symbols, 3 years, 60 articles")
    given = parser.parse_args(argv)
    sizes = (3_000, 40, 3, 20, 60) if given.quick else (given.claims, given.symbols, given.years, given.stored, 2_000)
    count, symbols, years, stored, published = sizes
    prices = Prices(symbols, years)
    claims = asked(prices, count)
    print(f"python {sys.version.split()[0]}, pandas {pd.__version__}, SQLite {sqlite3.sqlite_version}")
    joined, judged_s = show_judged(prices, claims)
    mine, ratio = show_join(prices, claims)
    show_day(prices, stored, published)
    print(LIMITS.format(records=joined / mine, rules=judged_s / mine))
    return ratio


if __name__ == "__main__":
    main()
