"""The command that asks whether a signal says anything about the returns that follow it."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from aggregator.cli.context import Session, end_of, pass_session, start_of
from aggregator.cli.output import emit, listing, plain
from aggregator.errors import UsageError
from aggregator.records import KINDS, TOPICS

if TYPE_CHECKING:
    from aggregator.studies import Cell, Study


@click.command()
@click.option(
    "--signal",
    metavar="S",
    help="A column of the sentiment export, `claims`, or a price signal. Default: sentiment_z; with --kind: claims.",
)
@click.option("--entity", multiple=True, metavar="ID", help="Whose signal: fund:IWM. Default: all that have prices.")
@click.option("--topic", type=click.Choice(TOPICS), help="A topic's signal, held as its first proxy that has prices.")
@click.option("--symbol", metavar="SYMBOL", help="The instrument to hold, instead of the entity's or topic's own.")
@click.option("--kind", multiple=True, type=click.Choice(KINDS), help="Claims of this kind.")
@click.option("--direction", type=click.Choice(("up", "down")), help="Only claims, or extremes, of one direction.")
@click.option("--source", multiple=True, metavar="NAME", help="The outlet.")
@click.option("--horizons", default="1,5,21", show_default=True, metavar="N,N", help="Sessions held.")
@click.option("--above", type=float, metavar="X", help="An event is a value of at least X. Default: by signal.")
@click.option("--below", type=float, metavar="X", help="An event is a value of at most X. Default: by signal.")
@click.option(
    "--entry",
    type=click.Choice(("open", "close")),
    default="open",
    show_default=True,
    help="Held from the open, or from the close, of the session that the value belongs to.",
)
@click.option("--benchmark", metavar="SYMBOL|none", help="The market. Default: each instrument's own, else ^GSPC, SPY.")
@click.option("--since", metavar="T", help="Signal known at T or after.")
@click.option("--until", metavar="T", help="Signal known at T or before.")
@click.option(
    "--effect", type=float, default=0.5, show_default=True, metavar="D", help="Standard deviations to be found."
)
@click.option("--draws", type=click.IntRange(99, 99_999), default=999, show_default=True, help="Placebo draws.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the placebo draws.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Write a picture to FILE.svg.")
@listing(0)
@pass_session
def study(
    session: Session,
    /,
    signal: str | None,
    entity: tuple[str, ...],
    topic: str | None,
    symbol: str | None,
    kind: tuple[str, ...],
    direction: str | None,
    source: tuple[str, ...],
    horizons: str,
    above: float | None,
    below: float | None,
    entry: Literal["open", "close"],
    benchmark: str | None,
    since: str | None,
    until: str | None,
    effect: float,
    draws: int,
    seed: int,
    plot: Path | None,
    form: str,
    as_json: bool,
    limit: int,
    as_of: str | None,
) -> None:
    """Study what followed: abnormal returns after extremes of a signal, and its information coefficient.

    A value counts for the first session that opens after it was known. Errors allow for windows that overlap and
    events that cluster; placebo dates are the same pattern of events on other sessions; p-values are corrected for
    the number of tests. Horizons with too few independent events are refused, with the number that is needed; where
    all are, the exit code is 2.

    \b
    Examples:
      aggregator study --signal sentiment_z --entity fund:IWM
      aggregator study --signal buzz --above 4 --horizons 1,5 --plot buzz.svg
      aggregator study --kind forecast --direction up --as-of 2024-07-15 --json
      aggregator study --topic inflation --signal stance_balance --symbol IWM
    """
    from aggregator import studies

    if plot is not None and plot.suffix.lower() != ".svg":
        raise UsageError(f"--plot: {plot}: pictures are SVG", remedy=f"--plot {plot.with_suffix('.svg')}")
    plan = studies.Plan(
        signal=signal or ("claims" if kind else "sentiment_z"),
        entities=entity,
        topic=topic,
        symbol=symbol,
        kinds=kind,
        direction=direction,
        sources=source,
        horizons=_numbers(horizons),
        above=above,
        below=below,
        entry=entry,
        benchmark=benchmark,
        since=start_of(since, flag="--since") if since else None,
        until=end_of(until, flag="--until") if until else None,
        as_of=session.as_of(as_of),
        effect=effect,
        draws=draws,
        seed=seed,
    )
    with session.store() as store:
        answer = studies.study(store, session.config(), plan)
    _show(session, answer, "json" if as_json else form, limit)
    if plot is not None:
        _draw(session, studies.chart(answer), plot)


def _numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f"--horizons: {text!r} is no list of numbers", remedy="--horizons 1,5,21") from None


def _draw(session: Session, picture: str, file: Path) -> None:
    try:
        file.write_text(picture, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", remedy="name a file in a folder that you can write") from error
    session.say(f"wrote {file}")


def _show(session: Session, answer: Study, form: str, limit: int) -> None:
    cells = answer.cells[: limit or None]
    if form == "json":
        click.echo(json.dumps({**plain(answer), "cells": plain(cells)}, ensure_ascii=False, indent=2))
    elif form == "table":
        _tables(answer, limit)
    else:
        emit([asdict(cell) for cell in cells], {}, form=form, as_json=False)
    for line in _notes(answer):
        session.say(line)


def _notes(answer: Study) -> list[str]:
    """What a reader of the figures must know, for stderr."""
    lines = [f"refused, {refusal}" for refusal in answer.refused]
    if answer.imported:
        lines.append(
            f"{answer.imported:,} of {answer.articles:,} articles were imported: "
            "they count as known at their publication time"
        )
    return [*lines, *answer.notes]


_TESTS = {"t": "t", "p": "p", "holm": "Holm", "bh": "BH"}
EVENT_COLUMNS = {
    "h": "h",
    "n": "n",
    "worth": "worth",
    "aar": "AAR %",
    "mean": "CAR %",
    "range": "95 %",
    "kp": "t (KP)",
    **_TESTS,
}
IC_COLUMNS = {"h": "h", "n": "n", "worth": "worth", "mean": "IC", "marginal": "marginal", "range": "95 %", **_TESTS}


def _tables(answer: Study, limit: int) -> None:
    """For people: what was studied, then one table for each group of events and model, then the coefficients."""
    names = [unit.key for unit in answer.units]
    shown = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    click.echo(f"{answer.signal} ({answer.about}) of {shown}")
    click.echo(
        f"{answer.first_session} to {answer.last_session}, held from the {answer.entry}; {len(answer.cells)} tests"
    )
    click.echo("worth: so many independent ones; p after events: by placebo dates, of standardised returns")
    titles = {"high": f"at least {answer.above}", "low": f"at most {answer.below}"}
    for (part, group, model), cells in groupby(answer.cells[: limit or None], key=lambda c: (c.part, c.group, c.model)):
        words = f"after {group} values ({titles[group]}), " if part == "event" else "information coefficient, "
        click.echo(f"\n{words}{(model if part == 'event' else group).replace('_', ' ')}")
        columns = EVENT_COLUMNS if part == "event" else IC_COLUMNS
        emit([_row(cell) for cell in cells], columns, form="table", as_json=False)


def _row(cell: Cell) -> dict[str, object]:
    digits = 2 if cell.part == "event" else 3

    def told(value: float | None, places: int) -> str:
        return "" if value is None else f"{value:.{places}f}"

    return {
        "h": cell.horizon,
        "n": cell.n,
        "worth": round(cell.independent),
        "aar": told(cell.aar, 2),
        "mean": told(cell.mean, digits),
        "marginal": told(cell.marginal, digits),
        "range": f"{told(cell.low, digits)}..{told(cell.high, digits)}",
        "kp": told(cell.t_kp, 2),
        "t": told(cell.t, 2),
        "p": told(cell.p, 4),
        "holm": told(cell.p_holm, 4),
        "bh": told(cell.p_bh, 4),
    }
