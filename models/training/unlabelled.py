"""Sentences of the shared articles that nobody labelled, for a teacher to answer."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aggregator.understand import sentences

from .data import Corpus, as_tweet
from .examples import Example
from .files import read_lines
from .guard import LeakGuard, normalise, test_sentences

SEED = 20
SKIPPED_SOURCES = frozenset({"Validea", "BNK Invest"})
"""Texts from a form: thousands of sentences that differ in a name and a number."""
FEW_OF_A_KIND = 6
_NOT_LETTER = re.compile(r"[^a-z]+")


@dataclass(frozen=True, slots=True)
class Pool:
    """So many stretches of one set's articles: titles, or up to `each` sentences of a body."""

    name: str
    field: str
    count: int
    each: int = 1


POOLS = (
    Pool("headlines_2017_2020_reuters_cnbc_guardian", "title", 11_000),
    Pool("benzinga_analyst_headlines_sample", "title", 1_500),
    Pool("nasdaq_com_2023", "title", 2_500),
    Pool("bulwark_2025_tradingview", "title", 3_500),
    Pool("bulwark_2025_other", "title", 1_500),
    Pool("reuters_2006_2013_macro", "title", 2_500),
    Pool("bulwark_2025_tradingview", "body", 9_000, 3),
    Pool("bulwark_2025_other", "body", 3_500, 3),
    Pool("nasdaq_com_2023", "body", 6_000, 2),
    Pool("reuters_2006_2013_macro", "body", 5_000, 2),
    Pool("fnspid_sample", "body", 1_500, 2),
    Pool("focus", "body", 3_000, 2),
    Pool("bloomberg_wrap_2022", "body", 500, 4),
    Pool("fed_fomc_minutes_1996_2022", "body", 2_000, 40),
    Pool("fed_press_conferences_2011_2022", "body", 1_200, 80),
)
"""What about 50,000 sentences are drawn from; `unlabelled` takes a multiple of each."""


def _stretches(row: dict[str, Any], pool: Pool, each: int, rng: random.Random) -> Iterator[str]:
    if pool.field == "title":
        yield row["title"]
        return
    body = row.get("body") or ""
    spans = [body[s.start : s.end] for s in sentences.split(body[:20_000])]
    kept = [
        text for text in spans if 40 <= len(text) <= 320 and "\n" not in text and not sentences.is_boilerplate(text)
    ]
    rng.shuffle(kept)
    yield from kept[:each]


def unlabelled(shared: Path, corpus: Corpus, times: float = 1) -> list[Example]:
    """Sentences of the shared articles that are in no labelled file and no test set, `times` the pools' counts."""
    rng = random.Random(SEED)
    guard = LeakGuard(test_sentences(shared))
    seen = {normalise(example.text) for example in (*corpus.train, *corpus.validation)}
    held_out = {example.group for example in corpus.validation}
    openings: dict[str, int] = {}
    found = []
    for pool in POOLS:
        rows = [row for row in read_lines(shared / f"data/articles/{pool.name}.jsonl.gz") if _usable(row, held_out)]
        rng.shuffle(rows)
        left, each = round(pool.count * times), max(1, round(pool.each * times))
        for text in (text for row in rows for text in _stretches(row, pool, each, rng)):
            key = normalise(text)
            opening = " ".join(_NOT_LETTER.sub(" ", text.lower()).split()[:4])
            if left == 0:
                break
            if len(text) < 20 or key in seen or openings.get(opening, 0) >= FEW_OF_A_KIND or guard.leaks(text):
                continue
            seen.add(key)
            openings[opening] = openings.get(opening, 0) + 1
            left -= 1
            shown = as_tweet(text) if pool.field == "title" else text
            found.append(Example(shown, "", f"unlabelled_{pool.field}"))
    rng.shuffle(found)
    return found


def _usable(row: dict[str, Any], held_out: set[str]) -> bool:
    return row["id"] not in held_out and row["source"] not in SKIPPED_SOURCES
