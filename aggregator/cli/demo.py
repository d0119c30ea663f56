"""The demo: the bundled sample through every stage, offline."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.collect import load_model
from aggregator.cli.context import Session, pass_session, program
from aggregator.cli.read import write_file
from aggregator.errors import UsageError
from aggregator.records import StageReport

if TYPE_CHECKING:
    from aggregator.store import Store


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-out"),
    show_default=True,
    help="The folder for the store and the digest.",
)
@pass_session
def demo(session: Session, out: Path) -> None:
    """Show everything on the bundled sample: offline, no arguments, ends with a digest.

    The sample's outlets, articles and prices are invented and marked as sample. The demo imports an archive, then plays
    two weeks day by day, as cron would have run them, and prints the digest of the last day.

    \b
    Example:
      aggregator demo --out /tmp/demo
    """
    from aggregator import config as configuration
    from aggregator import digests, pipeline, sample
    from aggregator.articles import importer
    from aggregator.sessions import new_york_date
    from aggregator.store import health, open_store
    from aggregator.understand import linker

    database = out / "demo.db"
    try:
        out.mkdir(parents=True, exist_ok=True)
        for leftover in (database, *out.glob("demo.db-*")):
            leftover.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{out}: {error.strerror}", remedy="name a folder that you can write: --out DIR") from error
    config = configuration.load(sample.feeds_path(), environ={})
    encoder = load_model(None)

    def told(store: Store, now: dt.datetime, work: Callable[[], Iterable[StageReport]]) -> None:
        """One run, on record as every other command's."""
        run = health.start_run(store, "demo", now, simulated=True)
        counts: dict[str, int] = {}
        for report in work():
            counts |= {f"{report.stage}.{name}": value for name, value in report.counts.items()}
            shown = ", ".join(f"{value:,} {name}" for name, value in report.counts.items() if value)
            session.say(f"  {report.stage}: {shown or 'nothing to do'}")
        health.finish_run(store, run, now, counts)

    with open_store(database) as store:
        names = linker(pipeline.known_entities(store, config))
        archive = importer.read(sample.archive_path(), source=None, first_seen_at=sample.CLOCKS[0], simulated=True)
        start = sample.CLOCKS[0]
        told(store, start, lambda: [pipeline.import_articles(store, archive, now=start)])
        for now in sample.CLOCKS:
            session.say(f"run of {now:%Y-%m-%d %H:%MZ} (simulated clock)")
            stages = partial(pipeline.run, store, config, sample.SampleFetcher(now), encoder, names)
            told(store, now, partial(stages, now=now, folders=(sample.prices_dir(),), simulated=True))
        now = sample.CLOCKS[-1]
        built = digests.build(store, config, date=new_york_date(now), as_of=now, watch=config.watch)
    page = out / "digest.html"
    again = f"{program()} --db {shlex.quote(str(database))}"
    write_file(page, digests.render(built, "html"))
    click.echo(digests.render(built, "text"))
    session.say(
        f"This is invented sample data. Store: {database}; the digest as a page: {page}\n"
        "Try next:\n"
        f"  {again} search IWM\n"
        f"  {again} claims --verdict contradicted\n"
        f"  {again} export sentiment --entity index:RUT\n"
        "Then, on real feeds:\n"
        f"  {program()} run && {program()} digest"
    )
