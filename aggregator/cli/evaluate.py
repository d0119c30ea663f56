"""The command that measures the model on a labelled file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.collect import load_model
from aggregator.cli.context import Session, pass_session, reporter
from aggregator.cli.output import emit, safe
from aggregator.evaluation import TASKS

if TYPE_CHECKING:
    from aggregator.evaluation.results import Confusion, Figure, Found, Result

MOST_FAILURES = 10  # that are shown one by one


@click.command(name="eval")
@click.argument("file", metavar="FILE|-")
@click.option("--task", type=click.Choice(tuple(TASKS)), required=True, help="What the file's labels say.")
@click.option("--predict-spans", is_flag=True, help="With target: the model finds the spans too.")
@click.option("--model", metavar="NAME|PATH", help="A model folder, or a Hugging Face text classifier.")
@click.option(
    "--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True, help="How it looks."
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@pass_session
def evaluate(
    session: Session, file: str, task: str, predict_spans: bool, model: str | None, form: str, as_json: bool
) -> None:
    """Score the model on a labelled file: accuracy, F1 with 95 % intervals, calibration error, confusion matrix.

    FILE is JSON Lines, plain or packed with gzip. What a row holds for each task stands in docs/tables.md; the
    shortest: {"text": ..., "label": ...} for sentiment, stance and numclaim. Intervals are bootstrapped over rows, or
    over documents where rows name theirs (doc, article). Rows that cannot be used are named; the others are scored.

    \b
    Examples:
      aggregator eval headlines.jsonl.gz --task sentiment
      aggregator eval names.jsonl --task mentions --json
      aggregator eval - --task target --predict-spans < entities.jsonl
    """
    from aggregator import evaluation, pipeline, understand

    source = sys.stdin.buffer.read() if file == "-" else Path(file)
    encoder = load_model(model)
    names = understand.linker(pipeline.known_entities(None, session.config())) if task == "claims" else None
    progress, close = reporter(session)
    try:
        result = evaluation.evaluate(
            source, task, encoder, predict_spans=predict_spans, linker=names, progress=progress
        )
    finally:
        close()
    if as_json or form == "json":
        click.echo(json.dumps(result.to_dict(), ensure_ascii=False, indent=2))
    else:
        _tables(result)
    for failure in result.failures[:MOST_FAILURES]:
        session.say("  failed: " + safe(str(failure)).replace("\n", "\n    "))
    if len(result.failures) > MOST_FAILURES:
        session.say(f"  and {len(result.failures) - MOST_FAILURES:,} more rows failed")
    if result.failures:
        raise click.exceptions.Exit(1)


def _tables(result: Result) -> None:
    """For people: the figures, then the confusion matrix, then each group."""
    counts = ", ".join(f"{key} {value:,}" for key, value in {"n": result.n, **result.counts}.items())
    click.echo(f"{result.task}: {counts}; model {result.model_id}; intervals over {result.units:,} {result.unit}\n")
    columns = {"name": "", "value": "value", "low": "low", "high": "high"}
    figures = [_figure(name, figure) for name, figure in result.figures.items()]
    emit([*figures, {"name": "ece", "value": result.ece}], columns, form="table", as_json=False)
    if any(map(any, result.confusion.counts)):
        click.echo("\nanswers (columns) by label\n" + _matrix(result.confusion))
    for title, group in result.groups.items():
        click.echo(f"\n{title}")
        emit(list(_found(group)), _FOUND, form="table", as_json=False)
    shares = {**result.shares, **{f"sentences.{name}": share for name, share in result.sentences.items()}}
    if shares:
        click.echo("\nfields")
        named = [{**_figure(name, share.accuracy), "n": share.n} for name, share in shares.items()]
        emit(named, {"name": "", "n": "n", "value": "right", "low": "low", "high": "high"}, form="table", as_json=False)


def _matrix(confusion: Confusion) -> str:
    """Counts under their labels, without the labels that occur on neither side."""
    used = [i for i, row in enumerate(confusion.counts) if any(row) or any(other[i] for other in confusion.counts)]
    labels = [confusion.labels[i] for i in used]
    rows = [[f"{confusion.counts[i][j]:,}" for j in used] for i in used]
    widths = [max(len(label), *(len(row[j]) for row in rows)) for j, label in enumerate(labels)]
    first = max(map(len, labels))
    lines = [
        "  ".join([name.ljust(first), *(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))])
        for name, cells in zip(["", *labels], [labels, *rows], strict=True)
    ]
    return "\n".join(lines)


_FOUND = {
    "name": "",
    "n": "n",
    "n_predicted": "predicted",
    "precision": "precision",
    "recall": "recall",
    "value": "F1",
    "low": "low",
    "high": "high",
}


def _figure(name: str, figure: Figure) -> dict[str, object]:
    return {"name": name, "value": figure.value, "low": figure.low, "high": figure.high}


def _found(group: Mapping[str, Found]) -> Iterator[dict[str, object]]:
    for name, row in group.items():
        if row.n or row.n_predicted:
            counts = {"n": row.n, "n_predicted": row.n_predicted, "precision": row.precision, "recall": row.recall}
            yield {**counts, **_figure(name, row.f1)}
