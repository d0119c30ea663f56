"""Tasks with one label for a sentence: sentiment, stance, numclaim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.errors import ItemError
from aggregator.evaluation import asking, labelled, metrics
from aggregator.evaluation.labelled import Text
from aggregator.evaluation.results import Figure, Result

if TYPE_CHECKING:
    from aggregator.evaluation import Job
    from aggregator.understand.encoder.model import SentenceScores

SENTIMENT_NAMES = {
    "negative": "negative",
    "neg": "negative",
    "bearish": "negative",
    "neutral": "neutral",
    "neu": "neutral",
    "positive": "positive",
    "pos": "positive",
    "bullish": "positive",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One head, and the names under which files know its labels."""

    head: str
    names: Mapping[str, str]
    scores: bool = False
    without_digit: str | None = None
    """The answer to a text without a digit, which is certain."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Its labels, in the order of the confusion matrix."""
        return tuple(dict.fromkeys(self.names.values()))


QUESTIONS = {
    "sentiment": Question("sentiment", SENTIMENT_NAMES, scores=True),
    "stance": Question("fed_stance", {"dovish": "dovish", "neutral": "neutral", "hawkish": "hawkish"}),
    "numclaim": Question(
        "numclaim",
        {
            "out-of-claim": "out-of-claim",
            "outofclaim": "out-of-claim",
            "in-claim": "in-claim",
            "inclaim": "in-claim",
        },
        without_digit="out-of-claim",
    ),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One labelled thing and what the model says of it."""

    unit: str
    gold: str
    label: str
    confidence: float


def measure(job: Job) -> Result:
    """The task of the job."""
    question = QUESTIONS[job.task]
    rows = labelled.collect(job.lines, job.name, labelled.text_row(question.names, scores=question.scores))
    said = asking.scores(job, [row.text for row in rows.usable], asking.answer, question.head)
    answers = [_answer(job, question, row, each) for row, each in zip(rows.usable, said, strict=True)]
    counts = {"dropped": rows.dropped} if question.scores else {}
    return classified(job, answers, question.labels, counts, rows.failures)


def _answer(job: Job, question: Question, row: Text, said: SentenceScores) -> Answer:
    probabilities = asking.answer(job, said, question.head)
    if question.without_digit is not None and not any(char.isdigit() for char in row.text):
        return Answer(row.unit, row.label, question.without_digit, 1.0)
    if not row.polar:
        return Answer(row.unit, row.label, *asking.best(probabilities))
    label, probability = asking.best({key: probabilities[key] for key in ("negative", "positive")})
    both = probabilities["negative"] + probabilities["positive"]
    return Answer(row.unit, row.label, label, probability / both if both else 0.5)


def classified(
    job: Job,
    answers: Sequence[Answer],
    labels: Sequence[str],
    counts: Mapping[str, int],
    failures: tuple[ItemError, ...],
) -> Result:
    """The result of a task with one label for each thing."""
    units = [answer.unit for answer in answers]
    matrix = metrics.by_unit(units, metrics.matrices(labels, [(a.gold, a.label) for a in answers]))
    figures: dict[str, Figure] = {
        "accuracy": metrics.figure(matrix, metrics.accuracy),
        "macro_f1": metrics.figure(matrix, metrics.macro_f1),
        "weighted_f1": metrics.figure(matrix, metrics.weighted_f1),
    }
    return Result(
        task=job.task,
        model_id=job.encoder.model_id,
        n=len(answers),
        unit=unit_name(units),
        units=len(matrix),
        figures=figures,
        ece=metrics.calibration_error([a.confidence for a in answers], [a.gold == a.label for a in answers]),
        confusion=metrics.confusion(labels, matrix.sum(0)),
        counts=counts,
        failures=failures,
    )


def unit_name(units: Sequence[str]) -> str:
    """What is drawn again for intervals, in words."""
    return "documents" if any(unit.startswith(("doc:", "article:")) for unit in units) else "rows"
