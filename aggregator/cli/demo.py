"""The demo: the bundled sample through every stage, offline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from aggregator.cli.collect import load_model
from aggregator.cli.context import Session, pass_session
from aggregator.cli.read import write_file
from aggregator.errors import UsageError
from aggregator.records import StageReport

SAMPLE = "Sample: outlets, articles, people and prices on this page are invented."


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
    from aggregator.store import open_store
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

    def told(report: StageReport) -> None:
        counts = ", ".join(f"{value:,} {name}" for name, value in report.counts.items() if value)
        session.say(f"  {report.stage}: {counts or 'nothing to do'}")

    with open_store(database) as store:
        names = linker(pipeline.known_entities(store, config))
        archive = importer.read(sample.archive_path(), source=None, first_seen_at=sample.CLOCKS[0], simulated=True)
        told(pipeline.import_articles(store, archive, now=sample.CLOCKS[0]))
        for now in sample.CLOCKS:
            fetch = sample.SampleFetcher(now)
            session.say(f"run of {now:%Y-%m-%d %H:%MZ} (simulated clock)")
            stages = pipeline.run(
                store,
                config,
                fetch,
                encoder,
                names,
                now=now,
                folders=(sample.prices_dir(),),
                simulated=True,
            )
            for report in stages:
                told(report)
        now = sample.CLOCKS[-1]
        built = digests.build(store, config, date=new_york_date(now), as_of=now, watch=config.watch)
        built = replace(built, notices=(SAMPLE, *built.notices))
    page = out / "digest.html"
    write_file(page, digests.render(built, "html"))
    click.echo(digests.render(built, "text"))
    session.say(
        f"This is invented sample data. Store: {database}; the digest as a page: {page}\n"
        "Try next:\n"
        f"  aggregator --db {database} search IWM\n"
        f"  aggregator --db {database} claims --verdict contradicted\n"
        f"  aggregator --db {database} export sentiment --entity index:RUT\n"
        "Then, on real feeds:\n"
        "  aggregator run && aggregator digest"
    )
