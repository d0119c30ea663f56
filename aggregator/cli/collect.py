"""Commands that bring things in and work on them: run and its four stages, and import."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.context import Session, finish, pass_session, reporter, start_of
from aggregator.errors import UsageError

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.pipeline import Progress
    from aggregator.records import StageReport, Stamp
    from aggregator.store import Store
    from aggregator.understand.encoder.model import Encoder

_jobs = click.option(
    "--jobs", type=click.IntRange(1, 64), default=8, show_default=True, help="Fetches at the same time."
)
_model = click.option("--model", metavar="NAME|PATH", help="A model folder, or a Hugging Face text classifier.")
_keep_raw = click.option(
    "--keep-raw", is_flag=True, help="Keep each page as it came, compressed, for `aggregator reextract`."
)
_provider = click.option("--provider", metavar="NAME", help="Who gives prices; default: all who can be asked, in turn.")
_folders = click.option(
    "--dir",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Read the files of this folder instead (may be given several times).",
)


@dataclass(slots=True)
class Work:
    """What a collecting command works with; its stages append their reports."""

    store: Store
    progress: Progress
    now: dt.datetime
    simulated: bool
    reports: list[StageReport] = field(default_factory=list)


@contextmanager
def working(session: Session, command: str, *, create: bool = True) -> Iterator[Work]:
    """The open store with a row in its table of runs, and progress on stderr; the summary when all went well.

    Commands that bring nothing in do not `create` a store: a mistyped --db would look like one with nothing to do.
    """
    from aggregator.store import health

    now, simulated = session.clock()
    show, close = reporter(session)
    with session.store(create=create) as store:
        work = Work(store, show, now, simulated)
        run = health.start_run(store, command, now, simulated=simulated)
        try:
            yield work
        finally:
            close()
        counts = {f"{report.stage}.{name}": value for report in work.reports for name, value in report.counts.items()}
        health.finish_run(store, run, session.clock()[0], counts)
    finish(session, work.reports)


@click.command()
@click.argument("feeds", nargs=-1, metavar="[FEED ...]")
@_jobs
@click.option("--since", metavar="T", help="Skip entries published before T.")
@_keep_raw
@pass_session
def crawl(session: Session, feeds: tuple[str, ...], jobs: int, since: str | None, keep_raw: bool) -> None:
    """Fetch due feeds and their article pages.

    FEED is a name, an address or a source of feeds.yaml; named feeds are fetched whether due or not.

    \b
    Examples:
      aggregator crawl
      aggregator crawl "ETF Trends (VettaFi)" --since 2024-07-01
    """
    from aggregator import crawling

    config = _with_raw(session.config(), keep_raw)
    first = start_of(since, flag="--since") if since else None
    with session.fetcher(config, jobs) as fetch, working(session, "crawl") as work:
        work.reports.append(
            crawling.crawl(
                work.store,
                config,
                fetch,
                now=work.now,
                simulated=work.simulated,
                names=feeds,
                since=first,
                progress=work.progress,
            )
        )


def _with_raw(config: Config, keep_raw: bool) -> Config:
    """The flag and the key `keep_raw` of feeds.yaml mean the same."""
    return replace(config, keep_raw=True) if keep_raw else config


@click.command()
@click.argument("ids", nargs=-1, metavar="[ARTICLE ...]")
@pass_session
def reextract(session: Session, ids: tuple[str, ...]) -> None:
    """Read kept pages again, offline: all, or those of the articles named.

    A text that comes out differently is stored as a revision, knowable from now on. Pages are kept by --keep-raw of
    crawl and run, or by `keep_raw: true` in feeds.yaml.

    \b
    Example:
      aggregator reextract
    """
    from aggregator import reextracting

    config = session.config()
    with working(session, "reextract", create=False) as work:
        work.reports.append(
            reextracting.reextract(
                work.store, config, now=work.now, simulated=work.simulated, ids=ids, progress=work.progress
            )
        )


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", metavar="S", help="The outlet, where the file does not say.")
@click.option("--published", metavar="T", help="The date of pages and texts that carry none.")
@pass_session
def import_(session: Session, files: tuple[Path, ...], source: str | None, published: str | None) -> None:
    """Take in articles from files: JSON Lines (.jsonl, .jsonl.gz), saved pages (.html), text (.txt).

    A JSON line has title, body (plain text), published, source, url, tickers. Imported articles are flagged; they
    count as known from their publication time.

    \b
    Examples:
      aggregator import archive.jsonl.gz
      aggregator import note.txt --source desk --published 2024-07-15T12:00Z
    """
    from itertools import chain

    from aggregator import pipeline
    from aggregator.articles import importer

    stamp = _stamp(published) if published else None
    if not any(path.exists() and not path.is_dir() for path in files):
        what = "is a folder" if files[0].is_dir() else "no such file"
        raise UsageError(f"{files[0]}: {what}", remedy="name files: aggregator import archive.jsonl.gz")
    paths = [path.absolute() for path in files]  # so that a later import from elsewhere closes what failed
    with working(session, "import") as work:
        items = chain.from_iterable(
            importer.read(path, source=source, first_seen_at=work.now, published=stamp, simulated=work.simulated)
            for path in paths
        )
        work.reports.append(
            pipeline.import_articles(work.store, items, now=work.now, files=paths, progress=work.progress)
        )


def _stamp(text: str) -> Stamp:
    """The date of --published; a bare one is known as a day, and so is over at the end of that day in New York."""
    from aggregator.config import parse_time
    from aggregator.records import Stamp

    bare = len(text.strip()) == len("2024-07-15")
    return Stamp(parse_time(text, flag="--published"), "day" if bare else "second", "argument")


@click.command()
@click.option("--limit", type=click.IntRange(1), help="At most so many articles.")
@_model
@pass_session
def analyze(session: Session, limit: int | None, model: str | None) -> None:
    """Understand stored articles that this model has not seen: sentiment, topics, entities, claims.

    \b
    Examples:
      aggregator analyze
      aggregator analyze --model ProsusAI/finbert      (needs the extra: pip install 'aggregator[torch]')
    """
    from aggregator import pipeline
    from aggregator.understand import linker

    config = session.config()
    with working(session, "analyze", create=False) as work:
        encoder = load_model(model)
        names = linker(pipeline.known_entities(work.store, config))
        work.reports.append(
            pipeline.analyze(
                work.store,
                encoder,
                names,
                now=work.now,
                simulated=work.simulated,
                limit=limit,
                progress=work.progress,
            )
        )


def load_model(name: str | None) -> Encoder:
    """The packaged model, a model folder, or a foreign classifier."""
    from aggregator.understand.encoder import model

    return model.resolve(name)


@click.command()
@click.argument("symbols", nargs=-1, metavar="[SYMBOL ...]")
@_provider
@_folders
@click.option("--since", metavar="D", help="Bars from this date on; default: from the last stored one.")
@_jobs
@pass_session
def prices(
    session: Session,
    symbols: tuple[str, ...],
    provider: str | None,
    folders: tuple[Path, ...],
    since: str | None,
    jobs: int,
) -> None:
    """Load daily bars, macro series, release calendars and policy decisions into the store.

    Without SYMBOL: every instrument of feeds.yaml.

    \b
    --dir reads CSV and Parquet files named by symbol (date,open,high,low,close,volume[,adj_close] or date,value), long
    tables of many symbols (symbol,date,close or adj_close), release calendars (utc, event, actual, forecast, previous)
    and policy decisions; other files are skipped with a notice.

    \b
    Examples:
      aggregator prices
      aggregator prices IWM QQQS --since 2024-01-01
      aggregator prices --dir ~/bars
    """
    from aggregator import pricing

    config = session.config()
    first = start_of(since, flag="--since").date() if since else None
    if folders and provider:
        raise UsageError("--dir and --provider exclude each other", remedy="give one of them")
    with working(session, "prices") as work:
        if folders:
            report = pricing.from_folders(
                work.store,
                folders,
                now=work.now,
                symbols=symbols,
                since=first,
                latest=session.latest_day(),
                notice=session.say,
                progress=work.progress,
            )
        else:
            with session.fetcher(config, jobs) as fetch:
                report = pricing.from_network(
                    work.store,
                    config,
                    fetch,
                    now=work.now,
                    symbols=symbols,
                    provider=provider,
                    since=first,
                    progress=work.progress,
                )
        work.reports.append(report)


@click.command()
@pass_session
def align(session: Session) -> None:
    """Compute price signals, and judge every claim that has no final verdict yet.

    \b
    Example:
      aggregator align
    """
    from aggregator import aligning

    config = session.config()
    with working(session, "align", create=False) as work:
        work.reports.append(
            aligning.align(work.store, config, now=work.now, simulated=work.simulated, progress=work.progress)
        )


@click.command()
@_jobs
@_model
@_provider
@_folders
@click.option("--no-prices", is_flag=True, help="Leave prices as they are.")
@_keep_raw
@pass_session
def run(
    session: Session,
    jobs: int,
    model: str | None,
    provider: str | None,
    folders: tuple[Path, ...],
    no_prices: bool,
    keep_raw: bool,
) -> None:
    """Crawl, prices, analyze, align in one go: what cron calls.

    \b
    Examples:
      aggregator run
      aggregator run --dir ~/bars        (prices from files)
      crontab: 15 6,12,18 * * 1-5  aggregator -q run && aggregator digest -o ~/digest.html --format html
    """
    from aggregator import pipeline
    from aggregator.understand import linker

    config = _with_raw(session.config(), keep_raw)
    with session.fetcher(config, jobs) as fetch, working(session, "run") as work:
        encoder = load_model(model)
        stages = pipeline.run(
            work.store,
            config,
            fetch,
            encoder,
            linker(pipeline.known_entities(work.store, config)),
            now=work.now,
            simulated=work.simulated,
            provider=provider,
            folders=folders,
            latest=session.latest_day(),
            with_prices=not no_prices,
            notice=session.say,
            progress=work.progress,
        )
        for report in stages:
            work.reports.append(report)
