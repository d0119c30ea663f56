"""Commands around the line: entities, doctor, backup, shell completion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.context import Session, pass_session
from aggregator.cli.output import emit, listing
from aggregator.errors import ItemError, ModelError, StoreError, UsageError

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.store import Store

MOST_FAILURES = 50  # that doctor lists


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

    --dir reads them from files: nasdaq_listed.csv, other_listed.csv; and who belongs to an index, for breadth:
    sp500_history_start_end.csv (ticker, start_date, end_date), russell2000_iwm_holdings_2025-12.csv (Ticker).

    \b
    Example:
      aggregator entities update --dir ~/master
    """
    from aggregator import master
    from aggregator.sessions import new_york_date
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
        for members in master.read_members(folder, new_york_date(now)) if folder is not None else ():
            if isinstance(members, ItemError):
                failures.append(members)
                continue
            count = stored.save_members(store, members.index_symbol, members.spells, provider=members.name, at=now)
            session.say(f"{members.name}: {count:,} spells in {members.index_symbol}")
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
    from aggregator.understand.encoder import model

    config = session.config()
    enabled = sum(feed.enabled for feed in config.feeds)
    yield "feeds.yaml", "ok", f"{config.path}: {enabled} of {len(config.feeds)} feeds enabled"
    try:
        yield "model", "ok", model.load().model_id
    except ModelError as error:
        yield "model", "bad", str(error)
    try:
        with session.store() as store:
            yield from _store_checks(store, config, session.clock()[0])
    except StoreError as error:
        if not session.path.exists():
            raise
        yield "store", "bad", str(error)


def _store_checks(store: Store, config: Config, now: dt.datetime) -> Iterator[tuple[str, str, str]]:
    from aggregator import pricing
    from aggregator.store import articles, claims, health, market, verdicts

    damage = store.one("PRAGMA quick_check")
    if damage != "ok":
        yield "store", "bad", f"{store.path}: {damage}\n  remedy: restore a backup"
        return
    yield "store", "ok", store.path
    excluded = articles.excluded_counts(store, None)
    left_out = ", ".join(f"{count:,} {name}" for name, count in excluded.items())
    yield "articles", "ok", f"{articles.count(store):,}" + (f", in no as-of answer: {left_out}" if left_out else "")
    if foreign := articles.languages(store):
        named = ", ".join(f"{name} {n:,}" for name, n in foreign.items())
        yield "language", "note", f"not in English, the one language that is understood: {named}"
    yield "claims", "ok", f"{claims.count(store):,}"
    yield "verdicts", "ok", ", ".join(f"{name} {count:,}" for name, count in verdicts.counts(store).items()) or "none"
    symbols = market.symbols(store)
    newest = max((day for day in (market.last_session(store, symbol, now) for symbol in symbols) if day), default=None)
    yield "prices", "ok" if symbols else "empty", f"{len(symbols)} symbols, newest session {newest or 'none'}"
    yield from pricing.checks(store, config, now)
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
    """Copy the store to FILE while it may be in use. Of a damaged store nothing is written.

    \b
    Example:
      aggregator backup ~/aggregator-2024-07-15.db
    """
    from aggregator.store import db

    if file.exists():
        raise UsageError(f"{file}: exists already", remedy="name a new file; a backup overwrites nothing")
    with session.store() as store:
        db.checked_backup(store, file)
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
