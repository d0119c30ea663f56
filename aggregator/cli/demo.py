"""The demo: the bundled sample through every stage, offline."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Iterable
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
    from aggregator import digests, playing
    from aggregator.sessions import new_york_date
    from aggregator.store import open_store

    database = out / "demo.db"
    try:
        out.mkdir(parents=True, exist_ok=True)
        for leftover in (database, *out.glob("demo.db-*")):
            leftover.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{out}: {error.strerror}", remedy="name a folder that you can write: --out DIR") from error
    config = playing.sample_config()
    encoder = load_model(None)
    with open_store(database) as store:
        for now, reports in playing.play(store, config, encoder):
            session.say(f"run of {now:%Y-%m-%d %H:%MZ} (simulated clock)")
            told(session, store, now, reports)
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


def told(session: Session, store: Store, now: dt.datetime, reports: Iterable[StageReport]) -> None:
    """Go through one run, on record as every other command's."""
    from aggregator.store import health

    run = health.start_run(store, "demo", now, simulated=True)
    counts: dict[str, int] = {}
    for report in reports:
        counts |= {f"{report.stage}.{name}": value for name, value in report.counts.items()}
        shown = ", ".join(f"{value:,} {name}" for name, value in report.counts.items() if value)
        session.say(f"  {report.stage}: {shown or 'nothing to do'}")
    health.finish_run(store, run, now, counts)
