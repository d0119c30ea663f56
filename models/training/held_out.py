"""The annotated articles that training never saw, as files for ``aggregator eval FILE --task claims``.

An article's own hash does not tell: articles that share a sentence's opening are one group of the cut (`data.py`), and
an article is held out when its whole group is. ``shared.jsonl`` holds those of the shared annotation as they are,
``own.jsonl`` those of ours; ours names no entities, topics, sentiment or units, and no speaker whom another sentence
names, so that its figures on speakers say nothing.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from pathlib import Path
from typing import Any

from . import annotations
from .annotations import Placed
from .claim_rows import Claimed, parse
from .data import Corpus, load
from .files import read_lines


def names(corpus: Corpus) -> frozenset[str]:
    """The articles of the validation cut: none of their sentences, and no near copy of one, is learnt from."""
    return frozenset(example.group for example in corpus.validation)


def shared_articles(shared: Path, held: frozenset[str]) -> Iterator[Mapping[str, Any]]:
    """Those of the shared annotation, unchanged."""
    for row in read_lines(shared / "data/claims/train.jsonl.gz"):
        if row["id"].rsplit("/", 1)[-1] in held:
            yield row


def own_articles(shared: Path, held: frozenset[str]) -> Iterator[Mapping[str, Any]]:
    """Those of our own annotation whose sentences were all read, in the form of the shared one."""
    sentences: dict[tuple[str, str], list[Placed]] = defaultdict(list)
    for row in annotations.placed("articles"):
        if row.article in held and row.field == "body":
            sentences[row.set_name, row.article].append(row)
    for set_name in sorted({name for name, _ in sentences}):
        for article in read_lines(shared / f"data/articles/{set_name}.jsonl.gz"):
            if rows := sentences.get((set_name, article["id"])):
                yield _article(set_name, article, rows)


def _article(set_name: str, article: Mapping[str, Any], rows: Iterable[Placed]) -> Mapping[str, Any]:
    told = []
    for row in sorted(rows, key=attrgetter("start")):
        text = article["body"][row.start : row.end]
        claims = [_claim(claim) for claim in parse(text, row.labels)]
        told.append({"start": row.start, "end": row.end, "text": text, "claims": claims})
    return {
        "id": f"{set_name}/{article['id']}",
        "title": article["title"],
        "published": article["published"],
        "source": article.get("source") or "",
        "tickers": article.get("tickers") or [],
        "sentences": told,
    }


def _claim(claim: Claimed) -> Mapping[str, Any]:
    named = {
        "kind": claim.kind,
        "subject": claim.subject,
        "direction": "" if claim.direction == "none" else claim.direction,
        "value_text": claim.value,
        "window": claim.window,
        "tense": claim.tense,
        "certainty": claim.certainty,
        "stance": claim.stance,
        "speaker": claim.speaker,
    }
    return {name: value for name, value in named.items() if value}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, required=True, help="folder for shared.jsonl and own.jsonl")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    held = names(load(args.shared))
    for name, find in {"shared": shared_articles, "own": own_articles}.items():
        rows = list(find(args.shared, held))
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (args.out / f"{name}.jsonl").write_text(lines, encoding="utf-8")
        claims = sum(len(sentence["claims"]) for row in rows for sentence in row["sentences"])
        print(f"{name}.jsonl: {len(rows)} articles, {claims:,} claims")


if __name__ == "__main__":
    main()
