"""How many claims about the past get a verdict, and why the others get none, on a seeded sample of archives.

    python benchmarks/verdicts.py --articles ARCHIVE... --prices FOLDER... [--sample 1500] [--seed 1] [--json]
    python benchmarks/verdicts.py ... --draw 100      (verdicts at random with sentence and bars, to be read)

An archive is JSON Lines as `aggregator import` reads it, or annotated articles. `--sample` articles are drawn from all
of them together, each with the same chance. Counted are `move` and `level` claims of the past with a figure, about an
instrument that has bars before and after the day of publication.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from aggregator import align, config, pipeline, understand
from aggregator.aligning import said_at
from aggregator.articles import importer
from aggregator.evaluation import annotated, claims, labelled
from aggregator.market.history import History
from aggregator.market.providers import files
from aggregator.records import Article, Claim, Observation, PolicyDecision, Release, Understanding, Verdict
from aggregator.sessions import calendar, new_york_date
from aggregator.understand.encoder import model

KINDS = ("move", "level")
SEEN = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)  # when the archives were first seen: imports are dated by themselves
JUDGED = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)  # the clock that verdicts are given by: all bars are known


class Judged(NamedTuple):
    """A claim with its article and its verdict."""

    article: Article
    claim: Claim
    verdict: Verdict
    archive: str


# --- articles --------------------------------------------------------------------------------------------------------


def sampled(paths: Sequence[Path], size: int, seed: int) -> list[tuple[str, Article]]:
    """At most `size` dated articles of the archives with the archive's name, the same ones for the same seed."""
    rows = [(path.name, article) for path in paths for article in _read(path) if article.knowable_at is not None]
    chosen = random.Random(seed).sample(range(len(rows)), min(size, len(rows)))
    return [rows[n] for n in sorted(chosen)]


def _read(path: Path) -> Iterator[Article]:
    lines = labelled.lines(labelled.content(path), path.name)
    if b'"sentences"' in next(iter(lines), b""):
        found = labelled.collect(lines, path.name, annotated.article_row)
        yield from (claims._article(row) for row in found.usable)
        return
    for item in importer.read(path, source=None, first_seen_at=SEEN):
        if isinstance(item, Article):
            yield item


# --- what verdicts are given by --------------------------------------------------------------------------------------


class Data(NamedTuple):
    """Prices, calendars and series of the folders."""

    histories: Mapping[str, History]
    releases: Sequence[Release]
    policy: Sequence[PolicyDecision]
    observations: Mapping[str, Sequence[Observation]]

    @classmethod
    def read(cls, folders: Sequence[Path]) -> Data:
        """Everything in the folders; files that hold nothing of the kind are passed over."""
        found: dict[str, tuple[Any, ...]] = {}
        for folder in folders:
            for item in files.read_dir(folder, now=JUDGED):
                if isinstance(item, files.Batch):
                    found[item.symbol] = (*found.get(item.symbol, ()), *item.records)
        records = [record for batch in found.values() for record in batch]
        return cls(
            {name: History.from_bars(name, rows) for name, rows in found.items() if hasattr(rows[0], "close")},
            [record for record in records if isinstance(record, Release)],
            [record for record in records if isinstance(record, PolicyDecision)],
            {name: rows for name, rows in found.items() if isinstance(rows[0], Observation)},
        )

    def has(self, symbol: str | None, day: dt.date) -> bool:
        """Whether the symbol has bars before and after the day."""
        held = self.histories.get(symbol or "")
        return held is not None and held.session(0) <= day <= held.session(len(held) - 1)


def judged(understood: Sequence[tuple[str, Article, Understanding]], data: Data) -> Iterator[Judged]:
    """The verdict of every claim of the articles."""
    setting = config.load(None, environ=os.environ)
    aliases = dict(align.NEIGHBOURS)
    aliases |= {
        row.symbol: tuple((fund, "listed fund") for fund in row.funds) for row in setting.instruments if row.funds
    }
    for archive, article, found in understood:
        told = said_at(_reference(article))
        for claim in found.claims:
            verdict = align.verdict(
                claim,
                data.histories,
                knowable_at=told or JUDGED,
                now=JUDGED,
                calendar=calendar(),
                releases=data.releases,
                policy=data.policy,
                aliases=aliases,
                observations=data.observations,
                siblings=found.claims,
            )
            yield Judged(article, claim, verdict, archive)


def _reference(article: Article) -> Any:
    """As `aligning.said_at` reads it."""
    stamp = article.published
    return argparse.Namespace(
        published_at=None if stamp is None else stamp.at, published_precision=None if stamp is None else stamp.precision
    )


def counted(row: Judged, data: Data) -> bool:
    """Whether a claim belongs to those that the share is of."""
    claim = row.claim
    quantified = claim.kind in KINDS and claim.tense == "past" and claim.value is not None
    known = row.article.knowable_at
    return quantified and known is not None and data.has(claim.symbol, new_york_date(known))


# --- report ----------------------------------------------------------------------------------------------------------


def summary(rows: Sequence[Judged]) -> dict[str, Any]:
    """Counts by kind, archive, verdict and reason."""
    given = [row for row in rows if row.verdict.verdict != "unverifiable"]

    def shares(of: Any) -> dict[str, Any]:
        every, some = Counter(of(row) for row in rows), Counter(of(row) for row in given)
        return {
            name: {"n": n, "with_verdict": some[name], "share": round(some[name] / n, 3)} for name, n in every.items()
        }

    return {
        "n": len(rows),
        "with_verdict": len(given),
        "share": round(len(given) / len(rows), 3) if rows else None,
        "verdicts": dict(Counter(row.verdict.verdict for row in rows).most_common()),
        "reasons": dict(Counter(row.verdict.reason for row in rows if row.verdict.reason).most_common()),
        "by_kind": shares(lambda row: row.claim.kind),
        "by_reader": shares(lambda row: "encoder" if row.claim.rule_ids[0].startswith("model.") else "rules"),
        "by_archive": shares(lambda row: row.archive),
    }


def told(row: Judged) -> dict[str, Any]:
    """One verdict as a person needs it to judge whether it is right."""
    claim, verdict = row.claim, row.verdict
    return {
        "article": row.article.id,
        "title": row.article.title,
        "published": row.article.published.at.isoformat() if row.article.published else None,
        "evidence": claim.evidence,
        "claim": f"{claim.kind} {claim.subject!r} {claim.symbol} {claim.direction} {claim.comparator or ''} "
        f"{claim.value_text!r} {claim.unit} [{claim.window_text}] {','.join(claim.rule_ids)}",
        "window": f"{verdict.window_start}..{verdict.window_end}",
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "basis": verdict.basis,
        "measured": verdict.measured,
        "error": verdict.error,
        "tried": [f"{t['basis']}: {t['measured']}" for t in verdict.tried],
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=Path, nargs="+", required=True, help="archives of articles")
    parser.add_argument("--prices", type=Path, nargs="+", required=True, help="folders of prices and macro series")
    parser.add_argument("--sample", type=int, default=1500, help="articles of all archives together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", type=Path, help="a model folder")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--draw", type=int, help="print that many verdicts at random, to be read one by one")
    args = parser.parse_args()

    data = Data.read(args.prices)
    drawn = sampled(args.articles, args.sample, args.seed)
    names = understand.linker(pipeline.known_entities(None, config.load(None, environ=os.environ)))
    found = understand.understand_many([article for _, article in drawn], model.load(args.model), names, JUDGED)
    pairs = zip(drawn, found, strict=True)
    understood = [(archive, article, each) for (archive, article), each in pairs if isinstance(each, Understanding)]
    rows = [row for row in judged(understood, data) if counted(row, data)]
    if args.draw:
        given = [row for row in rows if row.verdict.verdict != "unverifiable"]
        for row in random.Random(args.seed).sample(given, min(args.draw, len(given))):
            print(json.dumps(told(row), ensure_ascii=False))
        return
    result = {"articles": len(understood), "sample": args.sample, "seed": args.seed, **summary(rows)}
    if args.json:
        print(json.dumps(result, indent=1))
        return
    report(result)


def report(result: Mapping[str, Any]) -> None:
    """Print the tables."""
    print(f"{result['articles']} articles (seed {result['seed']}), {result['n']} past claims with a figure and prices")
    print("\n| | claims | with a verdict | share |\n|---|---|---|---|")
    groups = {"all": {"n": result["n"], "with_verdict": result["with_verdict"], "share": result["share"]}}
    for name in ("by_kind", "by_reader", "by_archive"):
        groups |= result[name]
    for name, row in groups.items():
        print(f"| {name} | {row['n']} | {row['with_verdict']} | {row['share']:.0%} |")
    for title in ("verdicts", "reasons"):
        print(f"\n| {title} | claims |\n|---|---|")
        for name, n in result[title].items():
            print(f"| {name} | {n} |")


if __name__ == "__main__":
    main()
