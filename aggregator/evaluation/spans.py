"""Tasks about stretches of text: the sentiment towards targets, and mentions of names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from aggregator.errors import ItemError, UsageError
from aggregator.evaluation import asking, labelled, metrics
from aggregator.evaluation.labelled import SpanText, TokenText
from aggregator.evaluation.results import Result
from aggregator.evaluation.sentences import QUESTIONS, SENTIMENT_NAMES, Answer, classified, unit_name
from aggregator.records import MentionType

if TYPE_CHECKING:
    from aggregator.evaluation import Job
    from aggregator.understand.encoder.model import SentenceScores

TYPES: tuple[str, ...] = get_args(MentionType)
COARSE = ("PER", "ORG", "LOC")
"""Where the gold has no other types of ours, bodies of government are organisations and the rest is not annotated."""
GOLD_NAMES = {"PERSON": "PER", "ORGANIZATION": "ORG", "ORGANISATION": "ORG", "LOCATION": "LOC"}

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """One text: its gold labels and the answers with their probabilities, by place."""

    unit: str
    gold: Mapping[Place, str]
    found: Mapping[Place, tuple[str, float]]

    def counts(self, label: str) -> tuple[int, int, int, int]:
        """(gold found, gold, predicted right, predicted) of one label; place and label must agree."""
        gold = {place for place, name in self.gold.items() if name == label}
        found = {place for place, (name, _) in self.found.items() if name == label}
        hits = len(gold & found)
        return hits, len(gold), hits, len(found)

    @property
    def placed(self) -> tuple[int, int, int]:
        """(common places, places in the gold, places predicted)."""
        return len(self.gold.keys() & self.found.keys()), len(self.gold), len(self.found)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """(gold label, answer) of each common place."""
        return [(label, self.found[place][0]) for place, label in self.gold.items() if place in self.found]


def measure_targets(job: Job) -> Result:
    """The sentiment towards given spans, or (predict_spans) of the spans that the model finds."""
    rows = labelled.collect(job.lines, job.name, labelled.span_row(SENTIMENT_NAMES))
    if job.predict_spans:
        said = asking.scores(job, [row.text for row in rows.usable], asking.spans, "targets")
        marked = [_targets(job, row, each) for row, each in zip(rows.usable, said, strict=True)]
        return marking(job, marked, QUESTIONS["sentiment"].labels, group="by_label", counts={}, failures=rows.failures)
    named = [row for row in rows.usable if row.spans]
    if not named:
        raise UsageError(f"{job.name}: no row has an entity", remedy="give rows with entities: start, end, label")
    judged = asking.judged(job, [(row.text, [(span.start, span.end) for span in row.spans]) for row in named])
    answers = [
        Answer(row.unit, span.label, *asking.best(probabilities))
        for row, each in zip(named, judged, strict=True)
        for span, probabilities in zip(row.spans, each, strict=True)
    ]
    return classified(job, answers, QUESTIONS["sentiment"].labels, {"n_rows": len(rows.usable)}, rows.failures)


def _targets(job: Job, row: SpanText, said: SentenceScores) -> Marked:
    found = {}
    for span in asking.spans(job, said, "targets"):
        label, probability = asking.best(asking.about(job, span, "target_sentiment"))
        found[span.start, span.end] = (label, probability * span.probability)
    return Marked(row.unit, {(span.start, span.end): span.label for span in row.spans}, found)


def measure_mentions(job: Job) -> Result:
    """Names by type, exact in tokens."""
    rows = labelled.collect(job.lines, job.name, labelled.token_row)
    seen = Counter(_type(span.label) for row in rows.usable for span in row.entities)
    gold_types = {label for label in seen if label in TYPES}
    labels = COARSE if gold_types and gold_types <= set(COARSE) else TYPES
    said = asking.scores(job, [row.text for row in rows.usable], asking.spans, "mentions")
    marked = [_mentions(job, row, each, labels) for row, each in zip(rows.usable, said, strict=True)]
    left_out = sum(count for label, count in seen.items() if label not in TYPES)
    return marking(job, marked, labels, group="by_type", counts={"n_gold_left_out": left_out}, failures=rows.failures)


def _type(label: str) -> str:
    return GOLD_NAMES.get(label, label)


def _mentions(job: Job, row: TokenText, said: SentenceScores, labels: Sequence[str]) -> Marked:
    found: dict[Place, tuple[str, float]] = {}
    for span in asking.spans(job, said, "mentions"):
        label = "ORG" if span.label == "GOV" and "GOV" not in labels else span.label
        place = labelled.over(row.tokens, span.start, span.end)
        if place is not None and label in labels:
            found.setdefault(place, (label, span.probability))
    gold = {(span.start, span.end): _type(span.label) for span in row.entities if _type(span.label) in labels}
    return Marked(row.unit, gold, found)


def marking(
    job: Job,
    rows: Sequence[Marked],
    labels: Sequence[str],
    *,
    group: str,
    counts: Mapping[str, int],
    failures: tuple[ItemError, ...],
) -> Result:
    """The result of a task where the model finds the places too.

    A hit agrees in place and label. `span_f1` asks for the place alone; `accuracy` and the confusion matrix are of the
    labels where the place agrees, `ece` of all that was predicted.
    """
    units = [row.unit for row in rows]
    by_label = metrics.by_unit(units, [[row.counts(label) for label in labels] for row in rows])
    joint = by_label[..., [0, 1, 3]]
    placed = metrics.by_unit(units, [row.placed for row in rows])
    matrix = metrics.by_unit(units, [metrics.matrices(labels, row.pairs).sum(0) for row in rows])
    predicted = [(score, row.gold.get(place) == label) for row in rows for place, (label, score) in row.found.items()]
    return Result(
        task=job.task,
        model_id=job.encoder.model_id,
        n=len(rows),
        unit=unit_name(units),
        units=len(matrix),
        figures={
            "f1": metrics.figure(joint.sum(1), metrics.f1),
            "precision": metrics.figure(joint.sum(1), metrics.precision),
            "recall": metrics.figure(joint.sum(1), metrics.recall),
            "span_f1": metrics.figure(placed, metrics.f1),
            "accuracy": metrics.figure(matrix, metrics.accuracy),
            "macro_f1": metrics.figure(joint, metrics.types_macro_f1),
            "weighted_f1": metrics.figure(joint, metrics.types_weighted_f1),
        },
        ece=metrics.calibration_error([score for score, _ in predicted], [right for _, right in predicted]),
        confusion=metrics.confusion(labels, matrix.sum(0)),
        counts={"n_gold": int(placed[:, 1].sum()), "n_predicted": int(placed[:, 2].sum()), **counts},
        groups={group: {label: metrics.found(by_label[:, i]) for i, label in enumerate(labels)}},
        failures=failures,
    )
