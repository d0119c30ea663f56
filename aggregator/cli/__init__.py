"""The command line: one short function per command. Only this package prints."""

from __future__ import annotations

import errno
import logging
import os
import sys

import click

from aggregator.cli.collect import align, analyze, crawl, import_, prices, reextract, run
from aggregator.cli.context import Session, pass_session
from aggregator.cli.demo import demo
from aggregator.cli.evaluate import evaluate
from aggregator.cli.export import export
from aggregator.cli.feeds import feeds
from aggregator.cli.leaktest import leaktest
from aggregator.cli.opml import opml
from aggregator.cli.read import claims, digest, search, show
from aggregator.cli.sources import sources
from aggregator.cli.study import study
from aggregator.cli.text import article, extract
from aggregator.cli.upkeep import backup, completion, doctor, entities
from aggregator.errors import AggregatorError

# The order in which --help lists them: the way data takes.
COMMANDS: tuple[click.Command, ...] = (
    demo,
    run,
    crawl,
    prices,
    analyze,
    align,
    import_,
    reextract,
    digest,
    search,
    claims,
    show,
    export,
    sources,
    study,
    extract,
    article,
    evaluate,
    feeds,
    opml,
    entities,
    doctor,
    leaktest,
    backup,
    completion,
)

DISK_FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

__all__ = ["COMMANDS", "cli", "main", "pass_session"]


class InOrder(click.Group):
    """Lists commands in the order of COMMANDS."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (the signature is click's)
        """The names of COMMANDS."""
        return [command.name or "" for command in COMMANDS]

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a reader (head, less) that has had enough is no error, where click and rich exit with 1."""
        try:
            return super().invoke(ctx)
        except (BrokenPipeError, SystemExit) as stop:
            if not isinstance(stop, BrokenPipeError) and not isinstance(stop.__context__, BrokenPipeError):
                raise
            _discard_output()
            raise click.exceptions.Exit(0) from None


@click.group(
    cls=InOrder,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start here: aggregator demo",
)
@click.option("--db", type=click.Path(), help="The store. Default: AGGREGATOR_DB, else the user's data folder.")
@click.option(
    "--feeds", type=click.Path(), help="Default: AGGREGATOR_FEEDS, else feeds.yaml in the data folder, else ours."
)
@click.option("--now", metavar="T", help="Simulate the clock (or AGGREGATOR_NOW): 2024-07-15T12:00Z.")
@click.option("-v", "--verbose", count=True, help="Say more on stderr (-vv: everything).")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors on stderr.")
@click.version_option(package_name="aggregator")
@click.pass_context
def cli(ctx: click.Context, db: str | None, feeds: str | None, now: str | None, verbose: int, quiet: bool) -> None:
    """Local-first market-commentary intelligence: claims that can be checked, joined to prices.

    Feeds go in, claims come out, prices say what was true. One SQLite file, no key, no server.
    """
    level = logging.ERROR if quiet else {0: logging.WARNING, 1: logging.INFO}.get(verbose, logging.DEBUG)
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s", force=True)
    for chatty in ("httpx", "httpcore", "trafilatura", "htmldate", "charset_normalizer"):
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING if verbose < 2 else level))
    ctx.obj = Session(db=db, feeds=feeds, now=now, quiet=quiet, environ=dict(os.environ))


for _command in COMMANDS:
    cli.add_command(_command)


def main() -> None:
    """The entry point: runs the command and turns our errors into a message, a remedy and an exit code."""
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        code = 0
        _discard_output()
    except OSError as error:
        if error.errno not in DISK_FAULTS:
            raise
        click.echo(f"Error: output: {error.strerror}\n  remedy: free some space, or write elsewhere", err=True)
        code = 2
        _discard_output()
    sys.exit(code)


def _run() -> int:
    try:
        # Not standalone: click would turn an interrupt into a bare "Aborted!".
        code = cli.main(standalone_mode=False, prog_name="aggregator")
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.Abort:
        click.echo("stopped; what was stored stays, the same command goes on from there", err=True)
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except AggregatorError as error:
        click.echo(f"Error: {error}", err=True)
        code = 2
    return code if isinstance(code, int) else 0


def _discard_output() -> None:
    """What is still buffered goes nowhere: Python flushes it at exit, and would complain once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
