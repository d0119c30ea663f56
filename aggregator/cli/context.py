"""What every command shares: the store, the configuration and the clock, each opened when first asked for."""

from __future__ import annotations

import datetime as dt
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator import config as configuration
from aggregator.config import end_of as end_of  # noqa: PLC0414 (every command takes its times from here)
from aggregator.config import start_of as start_of  # noqa: PLC0414
from aggregator.errors import UsageError
from aggregator.records import StageReport

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.fetch.client import Fetcher
    from aggregator.store import Store


@dataclass(frozen=True)
class Session:
    """The global options of one invocation."""

    db: str | None
    feeds: str | None
    now: str | None
    quiet: bool
    environ: Mapping[str, str]

    @property
    def path(self) -> Path:
        """The database file."""
        return Path(self.db).expanduser() if self.db else configuration.default_db(self.environ)

    def store(self, *, create: bool = False) -> Store:
        """The database; `create` makes it when it is not there."""
        from aggregator.store import open_store

        if create and (self.db or self.environ.get("AGGREGATOR_DB")):
            self._check_folder()
        return open_store(self.path, create=create)

    def _check_folder(self) -> None:
        """One new folder may be meant; several on the way to a named file are a slip of the pen."""
        folder = self.path.absolute().parent
        if not folder.parent.is_dir():
            raise UsageError(
                f"{folder}: no such folder",
                remedy=f"make it: mkdir -p {shlex.quote(str(folder))}, or name another: --db",
            )
        if not folder.exists():
            self.say(f"makes the folder {folder}")

    def config(self, *, missing_ok: bool = False) -> Config:
        """feeds.yaml, checked; `missing_ok` takes the packaged defaults without feeds for a file that is not there or
        says nothing yet.
        """
        if missing_ok and self._is_blank(self.feed_list()):
            return replace(configuration.load(configuration.packaged_feeds(), environ={}), feeds=())
        return configuration.load(Path(self.feeds).expanduser() if self.feeds else None, environ=self.environ)

    def _is_blank(self, path: Path) -> bool:
        from aggregator import feedlist

        if path.is_file():
            return not feedlist.is_begun(feedlist.read(path))
        return not path.exists() and bool(self.feeds or self.environ.get("AGGREGATOR_FEEDS"))

    def feed_list(self) -> Path:
        """The file that edits of the feed list go to; it need not be there yet."""
        return Path(self.feeds).expanduser() if self.feeds else configuration.own_feeds(self.environ)

    def latest_day(self) -> dt.date:
        """The newest day that can have begun anywhere by the true clock, or by a simulated one that is ahead of it."""
        return max(dt.datetime.now(dt.UTC), self.clock()[0]).date() + dt.timedelta(days=1)

    def clock(self) -> tuple[dt.datetime, bool]:
        """Now, and whether it is simulated."""
        if self.now:
            return configuration.parse_time(self.now, flag="--now"), True
        simulated = configuration.simulated_now(self.environ)
        if simulated is not None:
            return simulated, True
        return dt.datetime.now(dt.UTC).replace(microsecond=0), False

    def as_of(self, text: str | None) -> dt.datetime | None:
        """The time of an --as-of option; a bare date means the end of that day in New York."""
        if text is None:
            return None
        return end_of(text, flag="--as-of")

    def fetcher(self, config: Config, jobs: int) -> Fetcher:
        """The real door to the network."""
        from aggregator.fetch.client import Fetcher

        return Fetcher(config.user_agent, jobs=jobs, allow_hosts=config.allow_hosts)

    def say(self, text: str) -> None:
        """A line for people, on stderr."""
        if not self.quiet:
            click.echo(text, err=True)


pass_session = click.make_pass_decorator(Session)


def program() -> str:
    """How to call this program again: by its name where the shell finds it, else by its path as it was called."""
    called = Path(sys.argv[0])
    if called.name in ("-c", "-m", "__main__.py"):  # run by python itself
        return "aggregator"
    return called.name if shutil.which(called.name) else shlex.quote(str(called))


def finish(session: Session, reports: Sequence[StageReport]) -> None:
    """Print one line per stage and the first failures; exit code 1 when any item failed."""
    from aggregator.cli.output import counted

    for report in reports:
        counts = ", ".join(counted(value, name.replace("_", " ")) for name, value in report.counts.items() if value)
        session.say(f"{report.stage}: {counts or 'nothing to do'}")
    failures = [failure for report in reports for failure in report.failures]
    for failure in failures[:10]:
        session.say("  failed: " + failure.replace("\n", "\n    "))
    if len(failures) > 10:
        session.say(f"  and {len(failures) - 10} more: `aggregator doctor` lists them")
    if failures:
        raise click.exceptions.Exit(1)


def reporter(session: Session) -> tuple[Callable[[str, int, int | None], None], Callable[[], None]]:
    """(progress callback, closing call): a bar on a terminal, a line every tenth of the way otherwise."""
    if session.quiet:
        from aggregator.pipeline import quiet

        return quiet, lambda: None
    if sys.stderr.isatty():
        return _bars()
    return _lines(), lambda: None


def _bars() -> tuple[Callable[[str, int, int | None], None], Callable[[], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    bars = Progress(
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    tasks: dict[str, TaskID] = {}

    def show(stage: str, done: int, total: int | None) -> None:
        if stage not in tasks:
            if not tasks:
                bars.start()
            tasks[stage] = bars.add_task(stage, total=total)
        bars.update(tasks[stage], completed=done, total=total)

    return show, bars.stop


def _lines() -> Callable[[str, int, int | None], None]:
    shown: dict[str, int] = {}

    def show(stage: str, done: int, total: int | None) -> None:
        step = done * 10 // total if total else done // 1000
        if step > shown.get(stage, 0):
            shown[stage] = step
            click.echo(f"{stage}: {done:,}" + (f" of {total:,}" if total else ""), err=True)

    return show
