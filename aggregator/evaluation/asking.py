"""Asking the encoder: in batches, and with a clear error for a question that it has no head for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from aggregator.errors import ModelError

if TYPE_CHECKING:
    from aggregator.evaluation import Job
    from aggregator.understand.encoder.model import SentenceScores, Span

BATCH = 256
Place = tuple[int, int]


def scores(
    job: Job, texts: Sequence[str], needs: Callable[[Job, SentenceScores, str], object] | None = None, head: str = ""
) -> list[SentenceScores]:
    """What the encoder says of each text, in order. What it `needs` to have said is asked after the first batch."""
    found: list[SentenceScores] = []
    for start in range(0, len(texts), BATCH):
        found += job.encoder.score(texts[start : start + BATCH])
        if needs is not None and start == 0:
            needs(job, found[0], head)
        job.progress("eval", len(found), len(texts))
    return found


def judged(job: Job, rows: Sequence[tuple[str, Sequence[Place]]]) -> list[list[dict[str, float]]]:
    """The sentiment towards each given span of each text, in order."""
    judge: Callable[..., list[list[dict[str, float]]]] | None = getattr(job.encoder, "judge_many", None)
    if judge is None:
        raise _lacks(job, "target_sentiment")
    found: list[list[dict[str, float]]] = []
    for start in range(0, len(rows), BATCH):
        found += judge(rows[start : start + BATCH], head="target_sentiment")
        job.progress("eval", len(found), len(rows))
    return found


def answer(job: Job, said: SentenceScores, head: str) -> dict[str, float]:
    """Probabilities of a head over the sentence."""
    if head == "sentiment":
        return said.sentiment
    if head not in said.heads:
        raise _lacks(job, head)
    return said.heads[head]


def spans(job: Job, said: SentenceScores, head: str) -> tuple[Span, ...]:
    """The spans that a tags head marks."""
    if head not in said.spans:
        raise _lacks(job, head)
    return said.spans[head]


def about(job: Job, span: Span, head: str) -> dict[str, float]:
    """Probabilities of a head over one span."""
    if head not in span.heads:
        raise _lacks(job, head)
    return span.heads[head]


def best(probabilities: Mapping[str, float]) -> tuple[str, float]:
    """The likeliest label and its probability; of equals the first."""
    return max(probabilities.items(), key=lambda pair: pair[1])


def _lacks(job: Job, head: str) -> ModelError:
    return ModelError(
        f"{job.encoder.model_id}: this model has no head {head}, which task {job.task} asks",
        remedy="use the packaged model (leave out --model), or name a model folder that has this head",
    )
