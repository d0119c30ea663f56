"""The command that looks for look-ahead: plants what came later into a copy of the store."""

from __future__ import annotations

import json
import signal
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.collect import load_model
from aggregator.cli.context import Session, end_of, pass_session, reporter
from aggregator.cli.output import emit, plain, safe
from aggregator.errors import UsageError

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.leaks import Row
    from aggregator.store import Store
    from aggregator.understand.encoder.model import Encoder


@click.command()
@click.option(
    "--as-of",
    "times",
    multiple=True,
    metavar="T",
    help="Where to stand (may be given several times). Default: the closes of three sessions.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The seed of what is planted.")
@click.option("--sample", is_flag=True, help="Test on the bundled sample, even where there is a store.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@pass_session
def leaktest(session: Session, times: tuple[str, ...], seed: int, sample: bool, as_json: bool) -> None:
    """Prove that nothing of after T enters an answer as of T.

    Works on a temporary copy: of the store, or of the bundled sample where there is none. Takes every answer as of T,
    plants articles, revisions, prices, releases, verdicts and more that became known later, shifts dates and permutes
    labels of all that came later, runs the stages at a later clock, takes the answers again and compares them byte for
    byte. Exit code 1 when anything got through, with the lines that did. The store itself is never written.

    \b
    Examples:
      aggregator leaktest
      aggregator leaktest --as-of 2024-07-12 --as-of 2024-07-15T12:00Z --json
    """
    from aggregator import leaks, pipeline, understand

    asked = [end_of(text, flag="--as-of") for text in times]
    encoder = load_model(None)
    with (
        _ended_by_sigterm(),
        tempfile.TemporaryDirectory(prefix="aggregator-leaktest-") as folder,
        copied(session, encoder, Path(folder) / "copy.db", sample=sample) as (store, config, of),
    ):
        chosen = sorted(set(asked)) or leaks.default_times(store)
        bench = leaks.bench(config, encoder, understand.linker(pipeline.known_entities(store, config)))
        show, close = reporter(session)
        try:
            rows = list(leaks.run(store, chosen, bench, seed=seed, progress=show))
        finally:
            close()
    if as_json:
        click.echo(json.dumps(report(rows, of, seed), ensure_ascii=False, indent=2))
    else:
        table(rows)
    conclude(session, rows, of)


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """SIGTERM ends the command from inside, so that the copy of the store is removed."""

    def end(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def copied(session: Session, encoder: Encoder, target: Path, *, sample: bool) -> Iterator[tuple[Store, Config, str]]:
    """(a copy that may be changed, its configuration, what it is a copy of)."""
    from aggregator import playing
    from aggregator.store import db, open_store

    if session.path.exists() and not sample:
        db.copy(session.path, target)
        with open_store(target) as store:
            yield store, session.config(), str(session.path)
        return
    if (session.db or session.environ.get("AGGREGATOR_DB")) and not sample:
        raise UsageError(f"{session.path}: no such database", remedy="name one, or test on the sample with --sample")
    session.say("leaktest: no store yet, so the bundled sample is played first")
    config = playing.sample_config()
    with open_store(target) as store:
        for _, reports in playing.play(store, config, encoder):
            for _ in reports:
                pass
        yield store, config, "the bundled sample"


def report(rows: Sequence[Row], of: str, seed: int) -> Mapping[str, object]:
    """The whole report as JSON values."""
    return {
        "store": of,
        "seed": seed,
        "as_of": plain(sorted({row.as_of for row in rows})),
        "leaks": sum(len(row.leaks) for row in rows),
        "rows": plain(rows),
    }


def table(rows: Sequence[Row]) -> None:
    """One line per T and probe, then one per output: all pairs of the two were compared."""
    probes = [
        {
            "as_of": row.as_of,
            "probe": row.probe,
            "planted": row.planted,
            "seen": {True: "yes", False: "no", None: ""}[row.seen],
            "outputs": len(row.answered),
            "leaks": _leaks(leak.output for leak in row.leaks),
        }
        for row in rows
    ]
    outputs = [
        {
            "output": name,
            "probes": len(rows),
            "bytes": sum(row.answered[name] for row in rows),
            "leaks": _leaks(row.probe for row in rows for leak in row.leaks if leak.output == name),
        }
        for name in (rows[0].answered if rows else ())
    ]
    heads = {"as_of": "as of", "probe": "probe", "planted": "planted", "seen": "seen later", "outputs": "outputs"}
    emit(probes, {**heads, "leaks": "got through to"}, form="table", as_json=False)
    click.echo()
    heads = {"output": "output", "probes": "probes", "bytes": "bytes", "leaks": "got through from"}
    emit(outputs, heads, form="table", as_json=False)


def _leaks(names: Iterable[str]) -> str:
    found = ", ".join(dict.fromkeys(names))
    return f"LEAK: {found}" if found else "nothing"


def conclude(session: Session, rows: Sequence[Row], of: str) -> None:
    """What it comes to, on stderr; exit code 1 for any leak."""
    leaking = [row for row in rows if row.leaks]
    for row in leaking:
        for leak in row.leaks:
            where = f"LEAK {row.as_of:%Y-%m-%d %H:%MZ} {row.probe}: {leak.output} ({leak.form})"
            click.echo("\n    ".join([where, *map(safe, leak.lines)]), err=True)
    unseen = sorted({row.probe for row in rows if row.seen is False})
    if unseen:
        session.say(f"planted and not seen even later, so they prove nothing here: {', '.join(unseen)}")
    size = sum(sum(row.answered.values()) for row in rows)
    outcome = f"{sum(len(row.leaks) for row in leaking)} answers moved" if leaking else "nothing got through"
    session.say(f"leaktest of {of}: {len(rows)} probes, {size:,} bytes compared: {outcome}")
    if leaking:
        raise click.exceptions.Exit(1)
