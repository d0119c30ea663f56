"""The command that exports series and records."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal

import click

from aggregator.cli.context import Session, pass_session
from aggregator.cli.query import filters, query_of
from aggregator.errors import UsageError

MANY_ROWS = 10_000  # of a series, from which on it is said how many of them hold news


@click.command()
@click.argument(
    "what", type=click.Choice(("sentiment", "claims", "verdicts", "signals", "alignments", "mentions", "articles"))
)
@filters
@click.option(
    "--by",
    type=click.Choice(("entity", "topic", "source")),
    default="entity",
    show_default=True,
    help="What a sentiment series is of.",
)
@click.option(
    "--freq",
    type=click.Choice(("session", "day", "hour")),
    default="session",
    show_default=True,
    help="The step of a sentiment series.",
)
@click.option("--as-of", metavar="T", help="Only what was knowable at T.")
@click.option("--limit", type=click.IntRange(0), default=0, help="At most so many rows; 0: all.")
@click.option(
    "--format", "form", type=click.Choice(("csv", "parquet", "jsonl")), help="Default: by the ending of -o, else csv."
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
@pass_session
def export(
    session: Session,
    /,
    what: str,
    by: Literal["entity", "topic", "source"],
    freq: Literal["session", "day", "hour"],
    as_of: str | None,
    limit: int,
    form: str | None,
    output: Path | None,
    **given: Any,
) -> None:
    """Export series and records for pandas and backtests: byte-stable, sorted, with a versioned column contract.

    A sentiment series has a row for every period from a target's first news to its last, those without news too (counts
    0, averages null), so that steps are regular; --since and --until bound it.

    \b
    Examples:
      aggregator export sentiment --entity index:RUT -o rut.csv
      aggregator export sentiment --by topic --freq day --format jsonl
      aggregator export verdicts -o verdicts.parquet
    """
    from aggregator import export as exports

    endings = {".parquet": "parquet", ".jsonl": "jsonl", ".csv": "csv"}
    ending = output.suffix.lower() if output else ""
    if not form and ending and ending not in endings:
        raise UsageError(
            f"{output}: {ending} is no format that is written here",
            remedy=f"end it in {', '.join(endings)}, or say which with --format",
        )
    chosen = form or endings.get(ending, "csv")
    if chosen == "parquet" and output is None:
        raise UsageError("parquet is no text and cannot go to the terminal", remedy="add -o FILE.parquet")
    with session.store() as store:
        query = query_of((), limit, as_of, given)
        frame = exports.frame(store, what, query, by=by, freq=freq)
        imported, total = exports.imported(store, what, query, frame)
    if imported:
        session.say(f"{imported:,} of {total:,} articles were imported: they count as known at their publication time")
    if (
        what == "sentiment"
        and len(frame) > MANY_ROWS
        and (told := int((frame["n_stories"] > 0).sum())) < len(frame) / 10
    ):
        session.say(
            f"{told:,} of {len(frame):,} rows hold news, the others stand for periods without: bound with --since"
        )
    if frame.empty:
        session.say(f"no {what}: nothing in the store satisfies these filters")
    data = exports.encode(frame, chosen)
    if output is None:
        sys.stdout.buffer.write(data)
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{output}: {error.strerror}", remedy="name a file in a folder that you can write") from error
    session.say(f"wrote {len(frame):,} rows to {output}")
