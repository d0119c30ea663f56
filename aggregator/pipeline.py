"""The straight line: crawl, prices, analyze, align. Each stage asks the store what is pending, so a run stops anywhere.

The doors (store, fetch, encoder, clock) are arguments: tests and production differ only in what is passed. A failed
item is recorded and the others go on; only a fault of the store or the model ends a run.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.chains import Stories
from aggregator.errors import ItemError
from aggregator.records import (
    Article,
    Entity,
    MentionType,
    StageReport,
    Stamp,
    Understanding,
)
from aggregator.store import Store, analyses, articles, entities, health

if TYPE_CHECKING:
    from pathlib import Path

    from aggregator.config import Config
    from aggregator.fetch import Fetch
    from aggregator.understand import Linker
    from aggregator.understand.encoder.model import Encoder

log = logging.getLogger(__name__)

# (stage, items done, items in all or None while unknown)
Progress = Callable[[str, int, int | None], None]
PORTION_CHARS = 16_000
"""Text that is analysed and stored at a time: a second, and enough to fill most of the model's batches."""
LONG_CHARS = 100_000
"""Texts from here on take longer than a portion each, and are read after the others."""
MOST_SENTENCES = 5_000
"""Of one text that are understood: three times the longest earnings call, a minute on a slow machine."""
IMPORT_BATCH = 2_000  # articles to a transaction
MOST_BAD_LINES = 20  # of one file that are recorded; the others are counted


def quiet(stage: str, done: int, total: int | None) -> None:
    """No progress is shown."""


def known_entities(store: Store | None, config: Config, as_of: dt.datetime | None = None) -> tuple[Entity, ...]:
    """What can be mentioned: master data loaded by `as_of` (with a store), packaged entities, the user's instruments.

    Later ones win; an instrument adds its aliases to those that its entity has already.
    """
    from aggregator import understand

    loaded = entities.read(store, as_of) if store is not None else []
    found = {item.id: item for item in (*loaded, *understand.packaged_entities())}
    for row in config.instruments:
        base = found.get(row.entity_id)
        if base is None:
            name = row.name or row.symbol
            base = Entity(row.entity_id, name, _mention_type(row.entity_id), row.symbol)
        aliases = tuple(dict.fromkeys((*base.aliases, *row.aliases)))
        found[row.entity_id] = replace(
            base, symbol=row.symbol, aliases=aliases, benchmark=row.benchmark or base.benchmark
        )
    return tuple(found[key] for key in sorted(found))


_TYPES: dict[str, MentionType] = {
    "index": "INDEX",
    "fund": "FUND",
    "company": "ORG",
    "macro": "MACRO",
    "rate": "RATE",
    "org": "GOV",
    "person": "PER",
    "commodity": "CMDTY",
    "fx": "CCY",
    "crypto": "CRYPTO",
}


def _mention_type(entity_id: str) -> MentionType:
    return _TYPES.get(entity_id.split(":", 1)[0], "ORG")


def text_article(text: str, *, title: str, source: str, published: dt.datetime) -> Article:
    """A record for a text that is not stored; its id is made from the text alone."""
    content = hashlib.sha256(f"{title}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()
    return Article(
        id=content[:16],
        revision_id=content[:16],
        revision=1,
        url=None,
        source=source,
        feed_url=None,
        guid=None,
        title=title,
        text=text,
        author=None,
        language=None,
        published=Stamp(published, "second", "argument"),
        updated_at=None,
        first_seen_at=published,
        knowable_at=published,
        excluded=None,
        origin="import",
        partial=False,
        tickers=(),
        content_hash=content,
        story_id=content[:16],
    )


def analyze(
    store: Store,
    encoder: Encoder,
    linker: Linker,
    *,
    now: dt.datetime,
    simulated: bool = False,
    limit: int | None = None,
    progress: Progress = quiet,
) -> StageReport:
    """Understand the stored revisions that this model has not seen. Re-analysis by a new model only adds rows."""
    from aggregator import understand
    from aggregator.series import rollup

    total = articles.count_pending(store, encoder.model_id)
    total = total if limit is None else min(total, limit)
    counts = {"articles": 0, "sentences": 0, "mentions": 0, "claims": 0, "failed": 0}
    failures: list[str] = []
    failed_before = {failure.item for failure in health.failures(store) if failure.stage == "analyze"}
    done = 0
    progress("analyze", 0, total)
    for portion in _portions(articles.pending(store, encoder.model_id, limit)):
        found: list[tuple[Article, Understanding]] = []
        still: set[tuple[str, str]] = set()
        results = understand.understand_many([article for article, _ in portion], encoder, linker, created_at=now)
        for (article, cut), result in zip(portion, results, strict=True):
            fault = result if isinstance(result, ItemError) else cut
            if fault is not None:
                still.add((fault.item, fault.code))
                health.record(store, "analyze", fault, now)
                failures.append(str(fault))
            if not isinstance(result, ItemError):
                found.append((article, replace(result, scores=rollup(result, article))))
        with store.write():
            # One by one, to count what is new: another process may have been faster.
            new = [pair[1] for pair in found if analyses.save(store, [pair], scored_at=now, simulated=simulated)]
            for article, _ in found:
                if article.id in failed_before:
                    health.resolve_parts(store, "analyze", article.id, now, still=still)
        counts["articles"] += len(new)
        counts["failed"] += len(portion) - len(found)
        counts["sentences"] += sum(len(item.sentences) for item in new)
        counts["mentions"] += sum(len(item.mentions) for item in new)
        counts["claims"] += sum(len(item.claims) for item in new)
        done += len(portion)
        progress("analyze", done, total)
    log.info("analyze model=%s %s", encoder.model_id, " ".join(f"{k}={v}" for k, v in counts.items()))
    return StageReport("analyze", counts, tuple(failures))


Portion = list[tuple[Article, ItemError | None]]


def _portions(found: Iterable[Article]) -> Iterator[Portion]:
    """Articles in portions of about PORTION_CHARS, the long ones last and each with what is said of its being cut."""
    portion: Portion = []
    size = 0
    for article, fault in _long_last(found):
        if portion and size + len(article.text) > PORTION_CHARS:
            yield portion
            portion, size = [], 0
        portion.append((article, fault))
        size += len(article.text) + len(article.title)
    if portion:
        yield portion


def _long_last(found: Iterable[Article]) -> Iterator[tuple[Article, ItemError | None]]:
    long: Portion = []
    for article in found:
        bounded = _bounded(article)
        if len(article.text) > LONG_CHARS:
            long.append(bounded)
        else:
            yield bounded
    yield from long


def _bounded(article: Article) -> tuple[Article, ItemError | None]:
    """An article with the sentences of its text that are understood, and what is to be said where those are not all."""
    from aggregator.understand import sentences

    if len(article.text) < 2 * MOST_SENTENCES:  # a sentence has a character, and one that parts it from the next
        return article, None
    spans = sentences.split(article.text)
    if len(spans) <= MOST_SENTENCES:
        return article, None
    fault = ItemError(
        article.id,
        f"has {len(spans):,} sentences; the first {MOST_SENTENCES:,} were understood",
        code="too_long",
        remedy="import the rest in parts, each as a text of its own",
    )
    return replace(article, text=article.text[: spans[MOST_SENTENCES - 1].end]), fault


def import_articles(
    store: Store,
    items: Iterable[Article | ItemError],
    *,
    now: dt.datetime,
    files: Sequence[Path] = (),
    progress: Progress = quiet,
) -> StageReport:
    """Store articles read from files, joining near-copies into stories. A second import adds nothing.

    Of each file the first bad lines are recorded and the others counted. What had failed in `files` before, and does
    not fail again, is closed when all are read.
    """
    counts = {"new": 0, "revised": 0, "same": 0, "excluded": 0, "failed": 0}
    bad = _BadLines(store, now)
    stories = Stories.of(store, None)
    batch: list[Article] = []

    def flush() -> None:
        # Earlier tellings first, so that the first to tell is the head of its story whatever the file's order.
        batch.sort(key=lambda a: (a.knowable_at is None, a.knowable_at or now, a.id))
        with store.write():
            for article in batch:
                placed, signature = stories.place(article)
                counts[articles.save(store, placed, signature)] += 1
                counts["excluded"] += placed.excluded is not None
        batch.clear()

    for done, item in enumerate(items, 1):
        if isinstance(item, ItemError):
            counts["failed"] += 1
            bad.add(item)
        else:
            batch.append(item)
        if len(batch) >= IMPORT_BATCH:
            flush()
        progress("import", done, None)
    flush()
    bad.close(files)
    return StageReport("import", counts, tuple(bad.told))


class _BadLines:
    """The failures of one import: so many of each file, then their number."""

    def __init__(self, store: Store, now: dt.datetime) -> None:
        self.store, self.now, self.told = store, now, list[str]()
        self._lines, self._failing = Counter[str](), set[tuple[str, str]]()

    def add(self, error: ItemError) -> None:
        file, _, line = error.item.rpartition(":")
        if line.isdigit():
            self._lines[file] += 1
        if not line.isdigit() or self._lines[file] <= MOST_BAD_LINES:
            self._record(error)

    def close(self, files: Sequence[Path]) -> None:
        for file, count in self._lines.items():
            if count > MOST_BAD_LINES:
                self._record(ItemError(file, f"{count - MOST_BAD_LINES:,} more bad lines", code="bad_lines"))
        for path in files:
            health.resolve_parts(self.store, "import", str(path), self.now, still=self._failing)

    def _record(self, error: ItemError) -> None:
        health.record(self.store, "import", error, self.now)
        self._failing.add((error.item, error.code))
        self.told.append(str(error))


def instrument_symbols(config: Config) -> tuple[str, ...]:
    """Every symbol that the configuration names: instruments, their funds, benchmarks and histories, proxies, watch."""
    extra = (symbol for row in config.instruments for symbol in (row.benchmark, *row.funds, row.history) if symbol)
    proxies = (symbol for symbols in config.proxies.values() for symbol in symbols)
    return tuple(dict.fromkeys((*(row.symbol for row in config.instruments), *extra, *proxies, *config.watch)))


# --- all of it ------------------------------------------------------------------------------------------------


def run(
    store: Store,
    config: Config,
    fetch: Fetch,
    encoder: Encoder,
    linker: Linker,
    *,
    now: dt.datetime,
    simulated: bool = False,
    provider: str | None = None,
    folders: Sequence[Path] = (),
    latest: dt.date | None = None,
    with_prices: bool = True,
    notice: Callable[[str], None] = log.info,
    progress: Progress = quiet,
) -> Iterator[StageReport]:
    """The straight line. Each stage's report comes as soon as the stage is done.

    Of files in `folders` bars of days after `latest` are refused: `now` may be simulated.
    """
    from aggregator import pricing
    from aggregator.aligning import align
    from aggregator.crawling import crawl

    yield crawl(store, config, fetch, now=now, simulated=simulated, progress=progress)
    if with_prices and folders:
        yield pricing.from_folders(store, folders, now=now, latest=latest, notice=notice, progress=progress)
    elif with_prices:
        yield pricing.from_network(store, config, fetch, now=now, provider=provider, progress=progress)
    yield analyze(store, encoder, linker, now=now, simulated=simulated, progress=progress)
    yield align(store, config, now=now, simulated=simulated, progress=progress)
