"""Claims against the annotated development articles: precision, recall and F1 by kind, with 95 % intervals.

    python benchmarks/claims.py [--shared ../shared] [--set dev]

A claim matches an annotated one of the same sentence and kind whose subject shares a word; each is used once, the best
pairs first. Intervals are bootstrapped over articles. The development set only measures: no rule was made on it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

from aggregator import config as configuration
from aggregator import pipeline, understand
from aggregator.records import Article, Claim
from aggregator.understand import model

ROUNDS = 1000
WORD = re.compile(r"\w+")
STOP = {"the", "a", "an", "of", "in", "on"}


def article_of(row: dict[str, Any]) -> Article:
    """The annotated article, its sentences where the annotation has them."""
    text = ""
    for sentence in row["sentences"]:
        text = text.ljust(sentence["start"], "\n" if text and text[-1] in ".!?" else " ")[: sentence["start"]]
        text += sentence["text"]
    at = dt.datetime.fromisoformat(row["published"])
    at = at if at.tzinfo else at.replace(hour=20, tzinfo=dt.UTC)
    return pipeline.text_article(text, title=row.get("title") or "", source=row.get("source") or "", published=at)


def overlap(one: str, other: str) -> float:
    """Share of common words of two subjects."""
    a, b = (set(WORD.findall(text.lower())) - STOP for text in (one, other))
    return len(a & b) / max(1, len(a | b))


def score(row: dict[str, Any], found: tuple[Claim, ...]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """(annotated, found, matched) by kind in one article."""
    gold, ours, hits = Counter[str](), Counter[str](), Counter[str]()
    for claim in found:
        ours[claim.kind] += 1
    for sentence in row["sentences"]:
        wanted = list(sentence["claims"])
        gold.update(claim["kind"] for claim in wanted)
        here = [c for c in found if c.start < sentence["end"] and sentence["start"] < c.end]
        pairs = sorted(
            (
                (overlap(w["subject"], c.subject), i, j)
                for i, w in enumerate(wanted)
                for j, c in enumerate(here)
                if w["kind"] == c.kind
            ),
            reverse=True,
        )
        used_i, used_j = set[int](), set[int]()
        for share, i, j in pairs:
            if share > 0 and i not in used_i and j not in used_j:
                used_i.add(i)
                used_j.add(j)
                hits[wanted[i]["kind"]] += 1
    return gold, ours, hits


def f1(gold: int, ours: int, hits: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * hits / (gold + ours) if gold + ours else 0.0


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--set", choices=("dev", "train"), default="dev")
    options = parser.parse_args()
    path = options.shared / "data" / "claims" / f"{options.set}.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    config = configuration.load(None, environ={})
    names = understand.linker(pipeline.known_entities(None, config))
    encoder, now = model.load(), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    scored = []
    for row in rows:
        result = understand.understand(article_of(row), encoder, names, created_at=now)
        scored.append(score(row, result.claims))
    rng = random.Random(0)
    samples = [[rng.randrange(len(scored)) for _ in scored] for _ in range(ROUNDS)]
    kinds = sorted({kind for gold, ours, _ in scored for kind in (*gold, *ours)})
    print("| kind | annotated | found | precision | recall | F1 | 95 % interval |\n|---|---|---|---|---|---|---|")
    for kind in [*kinds, ""]:

        def total(part: int, picked: list[int], kind: str = kind) -> int:
            return sum(scored[n][part][kind] if kind else scored[n][part].total() for n in picked)

        everything = list(range(len(scored)))
        gold, ours, hits = (total(part, everything) for part in range(3))
        spread = sorted(f1(*(total(part, picked) for part in range(3))) for picked in samples)
        low, high = spread[int(0.025 * ROUNDS)], spread[int(0.975 * ROUNDS)]
        precision = f"{hits / ours:.3f}" if ours else "–"
        print(
            f"| {kind or 'all kinds'} | {gold:,} | {ours:,} | {precision} | {hits / gold if gold else 0:.3f} "
            f"| {f1(gold, ours, hits):.3f} | {low:.3f} to {high:.3f} |"
        )


if __name__ == "__main__":
    main()
