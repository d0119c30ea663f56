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


@dataclass(frozen=True, slots=True)
class Placed:
    """A row of an annotation file: `start` and `end` in a field (title or body) of an article of a set."""

    set_name: str
    article: str
    field: str
    start: int
    end: int
    labels: str


def placed(name: str) -> list[Placed]:
    """The rows of one annotation file, in its order."""
    rows = (line.split("\t") for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines())
    return [Placed(s, article, field, int(start), int(end), labels) for s, article, field, start, end, labels in rows]


def read(name: str, shared: Path) -> Iterator[Annotated]:
    """The rows of one annotation file with their texts, in the order of the file."""
    rows = placed(name)
    wanted: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for row in rows:
        wanted[row.set_name][row.article] = {}
    for set_name, articles in wanted.items():
        for found in read_lines(shared / f"data/articles/{set_name}.jsonl.gz"):
            if found["id"] in articles:
                articles[found["id"]] = {"title": found["title"], "body": found.get("body") or ""}
    for row in rows:
        text = wanted[row.set_name][row.article].get(row.field, "")[row.start : row.end]
        if text.strip():
            yield Annotated(text, row.article, row.labels)
