"""Our own annotations of the shared articles: labels by place, never the text.

Each row of ``annotations/<name>.tsv`` names an article set, an article, a field (title or body), a start and an end in
it, and the labels. The texts belong to their publishers and stay where they are; without them the rows say nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .files import read_lines

FOLDER = Path(__file__).parent / "annotations"


def posts() -> Iterator[tuple[str, str]]:
    """Short market posts of our own invention: (letter of the sentiment, text)."""
    for line in (FOLDER / "posts.tsv").read_text(encoding="utf-8").splitlines():
        letter, _, text = line.partition("\t")
        yield letter, text


@dataclass(frozen=True, slots=True)
class Annotated:
    """One annotated stretch of an article's text: `labels` as the file's column spells them."""

    text: str
    article: str
    labels: str


def read(name: str, shared: Path) -> Iterator[Annotated]:
    """The rows of one annotation file with their texts, in the order of the file."""
    rows = [line.split("\t") for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()]
    wanted: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for set_name, article, *_ in rows:
        wanted[set_name][article] = {}
    for set_name, articles in wanted.items():
        for row in read_lines(shared / f"data/articles/{set_name}.jsonl.gz"):
            if row["id"] in articles:
                articles[row["id"]] = {"title": row["title"], "body": row.get("body") or ""}
    for set_name, article, field, start, end, labels in rows:
        text = wanted[set_name][article].get(field, "")[int(start) : int(end)]
        if text.strip():
            yield Annotated(text, article, labels)
