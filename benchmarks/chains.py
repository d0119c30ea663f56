"""Story chains: how many copies are found, and how many different stories are joined, against MinHash alone.

    python benchmarks/chains.py --articles ARCHIVE... [--sample 4000] [--seed 1] [--json]

Articles with tickers are drawn from archives (JSON Lines as `aggregator import` reads it). Each fifth of them comes
once more, an hour to two days later, as an editor would run it: under another headline, with a dateline, cut short,
with a sentence of the outlet's own on top, some words replaced, or updated. A copy is found when it joins its
original's story. An article that joins the story of one about other securities (no ticker in common) is joined wrongly:
notes made from one template are alike and tell of different firms. Joins of two with a ticker in common are not judged.

MinHash alone is the usual way: 128 permutations over three-word shingles of the whole text, the most alike article of
the last seven days if its estimated Jaccard similarity reaches a threshold. Every threshold is shown.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from aggregator.articles import importer
from aggregator.articles.stories import WINDOW, StoryIndex, story_key
from aggregator.records import Article

PERMUTATIONS = 128
BANDS, ROWS = 32, 4  # candidates share four rows of one band: a similarity of .5 is missed one time in eight
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
PRIME = (1 << 61) - 1
SEEN = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)

Assign = Callable[[Article], str]
"""Places an article, which later ones may join: the id of its story's first telling."""


@dataclass(frozen=True, slots=True)
class Told:
    """An article as it comes in; a copy names what it copies and how it was changed."""

    article: Article
    copy_of: str | None = None
    change: str | None = None


# --- copies ----------------------------------------------------------------------------------------------------------


def _retitled(article: Article, rng: random.Random) -> Article:
    words = article.title.split()
    kept = words[rng.randrange(len(words) // 3 + 1) :]
    return replace(article, title=f"Update: {' '.join(kept)}")


def _datelined(article: Article, rng: random.Random) -> Article:
    return replace(article, text=f"{rng.choice(('NEW YORK', 'LONDON', 'CHICAGO'))}, May 3 (Wire) - {article.text}")


def _cut(article: Article, rng: random.Random) -> Article:
    sentences = _sentences(article.text)
    return replace(article, text=" ".join(sentences[: max(3, int(len(sentences) * rng.uniform(0.3, 0.7)))]))


def _headed(article: Article, rng: random.Random) -> Article:
    head = rng.choice((
        "Here is what our markets desk is reading this morning, with a note on why it matters to long-term holders.",
        "This report first appeared with one of our partners and is published here with permission.",
    ))  # fmt: skip
    return replace(article, text=f"{head}\n{article.text}")


def _reworded(article: Article, rng: random.Random) -> Article:
    words = article.text.split(" ")
    plain = [n for n, word in enumerate(words) if word.isalpha() and word.islower() and len(word) > 3]
    for n in rng.sample(plain, len(plain) // 12):
        words[n] = rng.choice(("notably", "broadly", "largely", "recently", "partly"))
    return replace(article, text=" ".join(words))


def _updated(article: Article, rng: random.Random) -> Article:
    sentences = _sentences(article.text)
    at = rng.randrange(1, max(2, len(sentences) // 2))
    more = "Analysts reached on the phone called the news in line with what they had looked for."
    return replace(article, title=f"UPDATE 1-{article.title}", text=" ".join([*sentences[:at], more, *sentences[at:]]))


CHANGES: dict[str, Callable[[Article, random.Random], Article]] = {
    "another headline": _retitled,
    "dateline": _datelined,
    "cut short": _cut,
    "own words on top": _headed,
    "a twelfth of plain words replaced": _reworded,
    "updated": _updated,
}


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def stream(paths: Sequence[Path], sample: int, seed: int) -> list[Told]:
    """Articles with tickers and their copies, in the order in which they become known."""
    rng = random.Random(seed)
    usable = [
        article
        for path in paths
        for article in importer.read(path, source=None, first_seen_at=SEEN)
        if isinstance(article, Article) and article.tickers and article.knowable_at and len(article.text) > 400
    ]
    drawn = rng.sample(usable, min(sample, len(usable)))
    told = [Told(article) for article in drawn]
    for number, article in enumerate(drawn[::5]):
        change = list(CHANGES)[number % len(CHANGES)]
        assert article.knowable_at is not None
        later = article.knowable_at + dt.timedelta(minutes=rng.randrange(60, 48 * 60))
        made = replace(CHANGES[change](article, rng), id=f"{article.id}-copy", knowable_at=later)
        told.append(Told(made, article.id, change))
    return sorted(told, key=lambda item: (item.article.knowable_at or SEEN, item.article.id))


# --- the two ways ----------------------------------------------------------------------------------------------------


def ours() -> Assign:
    """The package's index."""
    index = StoryIndex()

    def assign(article: Article) -> str:
        story, rank = index.assign(article)
        key = story_key(replace(article, story_id=story, story_rank=rank))
        assert key is not None
        index.add(key)
        return story

    return assign


def minhash(threshold: float) -> Assign:
    """MinHash (Broder 1997) with banding, and nothing else."""
    rng = np.random.default_rng(1)
    factors = rng.integers(1, 2**31, PERMUTATIONS, dtype=np.uint64)
    shifts = rng.integers(0, 2**31, PERMUTATIONS, dtype=np.uint64)
    rows: list[tuple[Article, str, np.ndarray]] = []
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)

    def assign(article: Article) -> str:
        words = re.findall(r"\w+", article.text.casefold())
        shingles = {zlib.crc32(" ".join(words[n : n + 3]).encode()) for n in range(max(1, len(words) - 2))}
        hashes = np.fromiter(shingles, np.uint64)
        sketch = ((hashes[:, None] * factors + shifts) % np.uint64(PRIME) & np.uint64(0xFFFFFFFF)).min(axis=0)
        keys = [(band, sketch[band * ROWS : (band + 1) * ROWS].tobytes()) for band in range(BANDS)]
        near = {number for key in keys for number in buckets[key]}
        known = article.knowable_at
        assert known is not None
        alike = [
            (float((rows[n][2] == sketch).mean()), -n)
            for n in near
            if known - (rows[n][0].knowable_at or known) <= WINDOW
        ]
        best = max(alike, default=(0.0, 0))
        story = rows[-best[1]][1] if best[0] >= threshold else article.id
        for key in keys:
            buckets[key].append(len(rows))
        rows.append((article, story, sketch))
        return story

    return assign


def measure(told: Sequence[Told], assign: Assign) -> dict[str, object]:
    """Copies found, overall and by change, and articles joined to a story about other securities."""
    story: dict[str, str] = {}
    tickers = {item.article.id: set(item.article.tickers) for item in told}
    found: dict[str, list[bool]] = defaultdict(list)
    wrong = unjudged = 0
    for item in told:
        story[item.article.id] = joined = assign(item.article)
        if item.copy_of is not None:
            found[item.change or ""].append(joined == story[item.copy_of])
        if joined != item.article.id and not tickers[joined] & tickers[item.article.id]:
            wrong += 1
        elif item.copy_of is None and joined != item.article.id:
            unjudged += 1
    hits, copies = sum(map(sum, found.values())), sum(map(len, found.values()))
    return {
        "copies": copies,
        "recall": hits / copies,
        "wrong": wrong,
        "precision": hits / (hits + wrong) if hits else 0.0,
        "unjudged": unjudged,
        "by_change": {change: sum(values) / len(values) for change, values in found.items()},
    }


def main() -> None:
    """Print both ways side by side."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", nargs="+", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    told = stream(options.articles, options.sample, options.seed)
    ways = {"story chains": ours(), **{f"MinHash alone, {t:.1f}": minhash(t) for t in THRESHOLDS}}
    results = {name: measure(told, assign) for name, assign in ways.items()}
    if options.json:
        print(json.dumps({"articles": len(told), "seed": options.seed, "ways": results}, indent=1))
        return
    print(f"{len(told)} articles, {results['story chains']['copies']} of them copies\n")
    print("| way | copies found | joined to another's story | precision |\n|---|---|---|---|")
    for name, result in results.items():
        print(f"| {name} | {result['recall']:.3f} | {result['wrong']} | {result['precision']:.3f} |")
    print("\n| change | " + " | ".join(results) + " |\n|---|" + "---|" * len(results))
    for change in CHANGES:
        shares = (result["by_change"].get(change, float("nan")) for result in results.values())  # type: ignore[attr-defined]
        print(f"| {change} | " + " | ".join(f"{share:.3f}" for share in shares) + " |")


if __name__ == "__main__":
    main()
