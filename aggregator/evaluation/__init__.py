"""The model against labelled files: what it says beside what people said, with intervals.

Everything here is a function of the rows, the encoder and the known entities; nothing reads a clock or a store. The
modules behind the table, and numpy with them, are imported on first use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.errors import UsageError

if TYPE_CHECKING:
    from aggregator.evaluation.results import Result
    from aggregator.understand import Linker
    from aggregator.understand.encoder.model import Encoder

# (stage, items done, items in all or None while unknown)
Progress = Callable[[str, int, int | None], None]


def _quiet(stage: str, done: int, total: int | None) -> None:
    """No progress is shown."""


@dataclass(frozen=True, slots=True)
class Job:
    """One measurement: the rows as they came, the name that errors call them by, and what answers."""

    task: str
    lines: Iterable[bytes | Mapping[str, object]]
    name: str
    encoder: Encoder
    linker: Linker | None
    progress: Progress
    predict_spans: bool


def _sentences(job: Job) -> Result:
    from aggregator.evaluation import sentences

    return sentences.measure(job)


def _targets(job: Job) -> Result:
    from aggregator.evaluation import spans

    return spans.measure_targets(job)


def _mentions(job: Job) -> Result:
    from aggregator.evaluation import spans

    return spans.measure_mentions(job)


def _claims(job: Job) -> Result:
    from aggregator.evaluation import claims

    return claims.measure(job)


@dataclass(frozen=True, slots=True)
class Task:
    """What a labelled file can ask: what a row holds, what `n` counts, and what measures it."""

    row: str
    counted: str
    run: Callable[[Job], Result]


TASKS: dict[str, Task] = {
    "sentiment": Task(
        "text, label: positive, neutral, negative (or bullish, bearish), or a score from -1 to 1: scores within 0.1 "
        "of 0 are left out, and the answer is the likelier of positive and negative",
        "texts",
        _sentences,
    ),
    "stance": Task("text, label: hawkish, neutral, dovish", "texts", _sentences),
    "numclaim": Task(
        "text, label: in-claim, out-of-claim; a text without a digit is answered out-of-claim", "texts", _sentences
    ),
    "target": Task(
        "text, entities: start, end, label as for sentiment; with --predict-spans the model finds the spans too",
        "entities; with --predict-spans texts",
        _targets,
    ),
    "mentions": Task(
        "tokens, tags (BIO), or text, entities: start, end, label; types that are not ours are left out, and in a "
        "file of PER, ORG and LOC alone GOV counts as ORG and our other types are left out",
        "texts",
        _mentions,
    ),
    "claims": Task(
        "title, published, source, sentences: start, end, text, claims, and where known topics, sentiment, mentions",
        "articles",
        _claims,
    ),
}
"""Every task by name."""


def evaluate(
    source: Path | bytes | Iterable[Mapping[str, object]],
    task: str,
    encoder: Encoder,
    *,
    name: str | None = None,
    predict_spans: bool = False,
    linker: Linker | None = None,
    progress: Progress = _quiet,
) -> Result:
    """Score `encoder` on labelled rows: a file, the bytes of one, or rows that were read already.

    Rows that cannot be used are in the result as failures, under `name` and their line; the others are scored.
    `linker` (default: the packaged entities) only matters for claims. UsageError for an unknown task, an unreadable
    file or one without a usable row; ModelError for an encoder that does not answer what the task asks.
    """
    from aggregator.evaluation import labelled

    if task not in TASKS:
        raise UsageError(f"{task}: no such task", remedy=f"choose one of {', '.join(TASKS)}")
    if predict_spans and task != "target":
        raise UsageError(f"{task}: its spans are not given to the model anyway", remedy="leave out --predict-spans")
    if isinstance(source, Path):
        name = name or str(source)
        source = labelled.content(source)
    name = name or ("-" if isinstance(source, bytes) else "rows")
    lines = labelled.lines(source, name) if isinstance(source, bytes) else source
    return TASKS[task].run(Job(task, lines, name, encoder, linker, progress, predict_spans))
