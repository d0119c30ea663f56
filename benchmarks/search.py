"""Search by word and ticker: tokens in the full-text index against a join with an entity table.

    python benchmarks/search.py [--articles 20000]

Both run on the same store of generated articles, alternating, in one process.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import time
from collections.abc import Callable

from aggregator.records import Query
from aggregator.store import Store, articles, open_store, search
from aggregator.store.codec import time_text
from aggregator.store.tokens import entity_tokens

WORDS = [f"word{n}" for n in range(5_000)]
TICKERS = [f"T{n:03}" for n in range(500)]
START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def fill(store: Store, count: int) -> None:
    """Articles of 200 words, words and tickers by a power law, and the table that the join needs."""
    rng = random.Random(1)
    store.connection.execute("CREATE TABLE article_tickers (rev INTEGER, ticker TEXT)")
    with store.write():
        for number in range(1, count + 1):
            words = [WORDS[min(int(rng.paretovariate(0.6)), len(WORDS)) - 1] for _ in range(200)]
            tickers = {TICKERS[min(int(rng.paretovariate(0.8)), len(TICKERS)) - 1] for _ in range(3)}
            known = time_text(START + dt.timedelta(minutes=number))
            store.connection.execute(
                "INSERT INTO articles (id, source, first_seen_at, knowable_at, origin, tickers, story_id, story_rank,"
                " simulated) VALUES (?, 's', ?, ?, 'import', '[]', ?, 1, 0)",
                (str(number), known, known, str(number)),
            )
            store.connection.execute(
                "INSERT INTO revisions (rev, revision_id, article_id, revision, title, text, content_hash, partial,"
                " seen_at, knowable_at, tokens) VALUES (?, ?, ?, 1, ?, ?, '', 0, ?, ?, ?)",
                (
                    number,
                    str(number),
                    str(number),
                    " ".join(words[:8]),
                    " ".join(words),
                    known,
                    known,
                    entity_tokens(source="s", tickers=tickers),
                ),
            )
            store.connection.executemany("INSERT INTO article_tickers VALUES (?, ?)", [(number, t) for t in tickers])
        store.connection.execute("CREATE INDEX article_tickers_ticker ON article_tickers (ticker, rev)")


def joined(store: Store, word: str, ticker: str) -> int:
    """The same question with a join."""
    rows = store.rows(
        f"""SELECT r.rev FROM revisions_fts JOIN article_tickers t ON t.rev = revisions_fts.rowid AND t.ticker = ?
           JOIN revisions r ON r.rev = revisions_fts.rowid JOIN articles a ON a.id = r.article_id
           WHERE revisions_fts MATCH ? AND {articles.CURRENT}
           ORDER BY bm25(revisions_fts, 6.0, 1.0, 2.0), a.knowable_at DESC LIMIT 20""",
        (ticker, f'{{title text}} : "{word}"'),
    )
    return len(rows)


def median_ms(run: Callable[[], object]) -> float:
    """Median of nine."""
    times = []
    for _ in range(9):
        start = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    count = parser.parse_args().articles
    store = open_store(":memory:")
    fill(store, count)
    print(f"{count:,} articles\n| word | ticker | tokens, ms | join, ms | ratio |\n|---|---|---|---|---|")
    for word, ticker in (("word0", "T000"), ("word0", "T020"), ("word20", "T020"), ("word20", "T200")):
        tokens = median_ms(lambda w=word, t=ticker: search.find(store, Query(words=(w,), tickers=(t,))))  # type: ignore[misc]
        join = median_ms(lambda w=word, t=ticker: joined(store, w, t))  # type: ignore[misc]
        print(f"| {word} | {ticker} | {tokens:.1f} | {join:.1f} | {join / tokens:.1f} |")


if __name__ == "__main__":
    main()
