"""Commands around the line: feeds, entities, doctor, backup, shell completion."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.context import Session, pass_session
from aggregator.cli.output import emit, listing
from aggregator.errors import ItemError, StoreError, UsageError

if TYPE_CHECKING:
    from aggregator.records import Feed, FeedState
    from aggregator.store import Store

MOST_FAILURES = 50  # that doctor lists


@click.group()
def feeds() -> None:
    """The feed list: what is polled, how it fares, and what a feed document says."""


@feeds.command(name="list")
@listing(0)
@pass_session
def feeds_list(session: Session, form: str, as_json: bool, limit: int, as_of: str | None) -> None:
    """The feeds of feeds.yaml.

    \b
    Example:
      aggregator feeds list --format csv
    """
    if as_of is not None:
        raise UsageError("feeds list has no history", remedy="leave out --as-of")
    rows: list[dict[str, object]] = [
        {
            "name": feed.name,
            "source": feed.source,
            "topics": feed.topics,
            "every_s": feed.every_s,
            "enabled": feed.enabled,
            "url": feed.url,
        }
        for feed in session.config().feeds
    ]
    columns = {"name": "name", "source": "source", "topics": "topics", "enabled": "enabled", "url": "address"}
    emit(rows[: limit or None], columns, form=form, as_json=as_json, empty="feeds.yaml names no feeds")


@feeds.command()
@listing(0)
@pass_session
def health(session: Session, form: str, as_json: bool, limit: int, as_of: str | None) -> None:
    """How each feed fares: last success, errors in a row, newest entry, next poll.

    \b
    Example:
      aggregator feeds health
    """
    from aggregator.store import feeds as stored

    if as_of is not None:
        raise UsageError("feeds health shows the present only", remedy="leave out --as-of; the digest has history")
    config = session.config()
    with session.store() as store:
        states = stored.states(store)
    rows: list[dict[str, object]] = []
    for feed in config.feeds:
        state = states.get(feed.url)
        rows.append(
            {
                "name": feed.name,
                "status": _status(feed, state),
                "errors": state.error_streak if state else 0,
                "last_success_at": state.last_success_at if state else None,
                "newest_entry_at": state.newest_entry_at if state else None,
                "next_due_at": state.next_due_at if state else None,
                "last_error": state.last_error if state else None,
                "url": feed.url,
            }
        )
    columns = {
        "name": "name",
        "status": "status",
        "errors": "errors",
        "last_success_at": "last success",
        "newest_entry_at": "newest entry",
        "next_due_at": "next poll",
        "last_error": "last error",
    }
    emit(rows[: limit or None], columns, form=form, as_json=as_json, empty="feeds.yaml names no feeds")


def _status(feed: Feed, state: FeedState | None) -> str:
    if state is not None and state.gone:
        return "gone"
    if not feed.enabled:
        return "off"
    if state is None:
        return "not polled yet"
    return "failing" if state.last_error else "ok"


@feeds.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE ...")
def parse(files: tuple[str, ...]) -> None:
    """The entries of local feed documents, one JSON line per file. Never stops at a bad file.

    \b
    Example:
      aggregator feeds parse saved/*.xml
    """
    from aggregator import feeds as parsing

    failed = False
    for name in files:
        try:
            body = Path(name).read_bytes()
        except OSError as error:
            row: dict[str, object] = {
                "file": name,
                "entries": [],
                "error": {"type": "unreadable", "message": str(error.strerror)},
            }
        else:
            row = parsing.describe(name, body)
        failed |= row["error"] is not None
        click.echo(json.dumps(row, ensure_ascii=False))
    if failed:
        raise click.exceptions.Exit(1)


@click.group()
def entities() -> None:
    """Master data: the companies, funds and symbols that can be recognised."""


@entities.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Read files, not the network.",
)
@pass_session
def update(session: Session, folder: Path | None) -> None:
    """Load the public symbol directories (Nasdaq-listed, other listed, SEC company list).

    --dir reads them from files: nasdaq_listed.csv, other_listed.csv, sec_company_tickers.csv.

    \b
    Example:
      aggregator entities update --dir ~/master
    """
    from aggregator import master
    from aggregator.store import entities as stored

    now, _ = session.clock()
    config = session.config()
    failures: list[ItemError] = []
    with session.store(create=True) as store:
        if folder is not None:
            found = list(master.read_dir(folder))
        else:
            with session.fetcher(config, jobs=2) as fetch:
                found = list(master.fetch_all(fetch))
        for item in found:
            if isinstance(item, ItemError):
                failures.append(item)
                continue
            count = stored.save(store, item.entities, provider=item.name, at=now)
            session.say(f"{item.name}: {count:,} entities")
    for failure in failures:
        session.say(f"  failed: {failure}")
    if failures:
        raise click.exceptions.Exit(1)


@click.command()
@listing(0)
@pass_session
def doctor(session: Session, form: str, as_json: bool, limit: int, as_of: str | None) -> None:
    """Check the store, the model and the configuration, and list what failed and still fails.

    \b
    Example:
      aggregator doctor
    """
    if as_of is not None:
        raise UsageError("doctor looks at the present only", remedy="leave out --as-of")
    rows = [{"check": name, "state": state, "detail": detail} for name, state, detail in _checks(session)]
    columns = {"check": "check", "state": "state", "detail": "detail"}
    emit(rows[: limit or None], columns, form=form, as_json=as_json)
    if any(row["state"] == "bad" for row in rows):
        raise click.exceptions.Exit(1)


def _checks(session: Session) -> Iterator[tuple[str, str, str]]:
    from aggregator.understand import model

    config = session.config()
    enabled = sum(feed.enabled for feed in config.feeds)
    yield "feeds.yaml", "ok", f"{config.path}: {enabled} of {len(config.feeds)} feeds enabled"
    encoder = model.load()
    yield "model", "ok", encoder.model_id
    try:
        with session.store() as store:
            yield from _store_checks(store)
    except StoreError as error:
        if not session.path.exists():
            raise
        yield "store", "bad", str(error)


def _store_checks(store: Store) -> Iterator[tuple[str, str, str]]:
    from aggregator.store import articles, claims, health, market, verdicts

    damage = store.one("PRAGMA quick_check")
    if damage != "ok":
        yield "store", "bad", f"{store.path}: {damage}\n  remedy: restore a backup"
        return
    yield "store", "ok", store.path
    excluded = articles.excluded_counts(store, None)
    left_out = ", ".join(f"{count:,} {name}" for name, count in excluded.items())
    yield "articles", "ok", f"{articles.count(store):,}" + (f", in no as-of answer: {left_out}" if left_out else "")
    yield "claims", "ok", f"{claims.count(store):,}"
    yield "verdicts", "ok", ", ".join(f"{name} {count:,}" for name, count in verdicts.counts(store).items()) or "none"
    symbols = market.symbols(store)
    newest = max((day for day in (market.last_session(store, symbol) for symbol in symbols) if day), default=None)
    yield "prices", "ok" if symbols else "empty", f"{len(symbols)} symbols, newest session {newest or 'none'}"
    last = health.last_run(store)
    yield "last run", "ok" if last else "none", f"{last:%Y-%m-%d %H:%MZ}" if last else "nothing has run yet"
    failures = health.failures(store)
    for failure in failures[:MOST_FAILURES]:
        yield (
            f"{failure.stage}: {failure.item}",
            "failing",
            f"{failure.code}: {failure.message} ({failure.count}x since {failure.first_at:%Y-%m-%d %H:%MZ})",
        )
    if len(failures) > MOST_FAILURES:
        yield "failures", "failing", f"and {len(failures) - MOST_FAILURES:,} more"


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_session
def backup(session: Session, file: Path) -> None:
    """Copy the store to FILE while it may be in use.

    \b
    Example:
      aggregator backup ~/aggregator-2024-07-15.db
    """
    from aggregator.store import db

    if file.exists():
        raise UsageError(f"{file}: exists already", remedy="name a new file; a backup overwrites nothing")
    with session.store() as store:
        db.backup(store, file)
    session.say(f"wrote {file}")


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print the script that completes commands and flags with the tab key.

    \b
    Example:
      aggregator completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    from aggregator.cli import cli

    kind = get_completion_class(shell)
    if kind is None:  # pragma: no cover (the choices are click's own)
        raise UsageError(f"{shell}: no completion")
    click.echo(kind(cli, {}, "aggregator", "_AGGREGATOR_COMPLETE").source())
