"""The task of claims: the product's own reading of annotated articles, claim by claim and sentence by sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from aggregator import pipeline, understand
from aggregator.errors import ItemError, UsageError
from aggregator.evaluation import labelled, metrics, sentence_level
from aggregator.evaluation.annotated import GoldArticle, GoldClaim, article_row
from aggregator.evaluation.pairing import ATTRIBUTES, Paired, pair
from aggregator.evaluation.results import Figure, Found, Result, Share
from aggregator.records import KINDS, TOPICS, Article, Claim

if TYPE_CHECKING:
    from aggregator.evaluation import Job


def measure(job: Job) -> Result:
    """Claims against the annotation; intervals over articles."""
    rows = labelled.collect(job.lines, job.name, article_row)
    linker = job.linker or understand.linker(understand.packaged_entities())
    read: list[GoldArticle] = []
    paired: list[Paired] = []
    failures = list(rows.failures)
    for row in rows.usable:
        try:
            found = understand.understand(_article(row), job.encoder, linker, created_at=row.published.at)
        except ItemError as error:
            failures.append(ItemError(row.item, error.reason, code=error.code))
            continue
        read.append(row)
        paired.append(pair(row, found.claims))
        job.progress("eval", len(read), len(rows.usable))
    if not read:
        raise UsageError(f"{job.name}: no article could be read ({failures[0]})", remedy="see the errors of its rows")
    return Result(
        task=job.task,
        model_id=job.encoder.model_id,
        n=len(read),
        unit="articles",
        units=len(read),
        figures=_figures(paired),
        ece=_calibration_error(paired),
        confusion=metrics.confusion(KINDS, _kinds(paired).sum(0)),
        counts={
            "n_gold": sum(len(each.gold) for each in paired),
            "n_predicted": sum(len(each.found) for each in paired),
        },
        groups={
            "by_kind": _grouped(paired, _kind, KINDS),
            "by_topic": _grouped(paired, _topic, TOPICS),
        },
        shares={name: _attribute(paired, name) for name in ATTRIBUTES},
        sentences=sentence_level.measure(job, read),
        failures=tuple(failures),
    )


def _article(row: GoldArticle) -> Article:
    article = pipeline.text_article(row.text, title=row.title, source=row.source, published=row.published.at)
    return replace(article, published=row.published, tickers=row.tickers)


def _figures(paired: Sequence[Paired]) -> dict[str, Figure]:
    by_kind = _array([(len(each.by_kind), len(each.gold), len(each.found)) for each in paired])
    by_subject = _array([(len(each.by_subject), len(each.gold), len(each.found)) for each in paired])
    kinds = np.stack([_counts(paired, _kind, kind) for kind in KINDS], axis=1)[..., [0, 1, 3]]
    return {
        "f1": metrics.figure(by_kind, metrics.f1),
        "precision": metrics.figure(by_kind, metrics.precision),
        "recall": metrics.figure(by_kind, metrics.recall),
        "subject_f1": metrics.figure(by_subject, metrics.f1),
        "accuracy": metrics.figure(_kinds(paired), metrics.accuracy),
        "macro_f1": metrics.figure(kinds, metrics.types_macro_f1),
        "weighted_f1": metrics.figure(kinds, metrics.types_weighted_f1),
    }


def _kind(claim: GoldClaim | Claim) -> str:
    return claim.kind


def _topic(claim: GoldClaim | Claim) -> str | None:
    return claim.topic


def _counts(paired: Sequence[Paired], of: Callable[[GoldClaim | Claim], str | None], group: str) -> metrics.Array:
    """(gold found, gold, predicted right, predicted) of one group, by article: each side by its own word for it."""
    return _array(
        [
            (
                sum(of(gold) == group for gold, _ in each.by_kind),
                sum(of(gold) == group for gold in each.gold),
                sum(of(claim) == group for _, claim in each.by_kind),
                sum(of(claim) == group for claim in each.found),
            )
            for each in paired
        ]
    )


def _grouped(
    paired: Sequence[Paired], of: Callable[[GoldClaim | Claim], str | None], groups: Sequence[str]
) -> dict[str, Found]:
    return {group: metrics.found(_counts(paired, of, group)) for group in groups}


def _kinds(paired: Sequence[Paired]) -> metrics.Array:
    """Kinds of the pairs with one subject, by article."""
    pairs = [[(gold.kind, claim.kind) for gold, claim in each.by_subject] for each in paired]
    return np.stack([metrics.matrices(KINDS, each).sum(0) for each in pairs])


def _attribute(paired: Sequence[Paired], name: str) -> Share:
    answers = [[ATTRIBUTES[name](gold, claim) for gold, claim in each.by_kind] for each in paired]
    return metrics.shared(_array([(each.count(True), len(each) - each.count(None)) for each in answers]))


def _calibration_error(paired: Sequence[Paired]) -> float | None:
    """Of the claims' confidence, held against whether kind and subject were right."""
    confidences, right = [], []
    for each in paired:
        hits = {id(claim) for _, claim in each.by_kind}
        confidences += [claim.confidence for claim in each.found]
        right += [id(claim) in hits for claim in each.found]
    return metrics.calibration_error(confidences, right)


def _array(rows: Sequence[tuple[int, ...]]) -> metrics.Array:
    return np.array(rows, dtype=np.float64)
