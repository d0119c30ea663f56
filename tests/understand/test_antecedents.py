"""What "it", "the index", "the central bank" point back at: passages of our own in `antecedents.tsv`.

Three parts, written one after the other: the rules were worked out on the first, measured on the second, mended, and
measured on the third. "-" is where the text leaves a doubt: no link is the right answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator.records import Entity
from aggregator.understand import sentences, subjects
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.view import View
from tests.understand.samples import linker

FILE = Path(__file__).resolve().parents[1] / "data" / "linking" / "antecedents.tsv"
FILE_SHA256 = "6d92c670cbe433a1b8f0aa12ff08e3332d44e0b1b7f690141b1125fec6aadf08"
PRECISION, RECALL = 0.95, 0.90
LOOKUP = {key: entity for key, entity in packaged_by_id().items() if key.startswith("group:")}


def views(text: str) -> list[View]:
    links = linker().link(text)
    return [
        View(
            n,
            span.start,
            text[span.start : span.end],
            tuple(
                replace(link, start=link.start - span.start, end=link.end - span.start)
                for link in links
                if span.start <= link.start < span.end
            ),
            (),
            (),
            (),
            {},
        )
        for n, span in enumerate(sentences.split(text))
    ]


def antecedent(marked: str) -> str | None:
    """The entity that the words between the marks point at."""
    start, end = marked.index("«"), marked.index("»") - 1
    told = views(marked.replace("«", "").replace("»", ""))
    n = max(n for n, view in enumerate(told) if view.start <= start)
    entities: Iterator[Entity | None] = (
        subject.entity
        for subject in subjects.find(told[n], told[:n], LOOKUP)
        if subject.start + told[n].start < end and start < subject.end + told[n].start
    )
    found = next(entities, None)
    return found.id if found else None


def rows(part: str) -> list[tuple[str, str]]:
    lines = (line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines())
    return [(right, text) for name, right, text in lines if name == part]


def test_the_set_is_pinned() -> None:
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == FILE_SHA256
    assert [len(rows(part)) for part in ("first", "second", "third")] == [64, 38, 40]


@pytest.mark.parametrize("part", ["first", "second", "third"])
def test_gate(part: str) -> None:
    made = [(right, antecedent(text), text) for right, text in rows(part)]
    wrong = [item for item in made if item[1] != (None if item[0] == "-" else item[0])]
    linked = [right == found for right, found, _ in made if found is not None]
    wanted = [right == found for right, found, _ in made if right != "-"]
    assert sum(linked) / len(linked) >= PRECISION, wrong
    assert sum(wanted) / len(wanted) >= RECALL, wrong


def test_the_treasury_market_is_that_of_bonds() -> None:
    (view,) = views("The Treasury market fell on Wall Street.")
    named = [s.entity.id for s in subjects.find(view, [], LOOKUP) if s.entity is not None]
    assert named[0] == "group:US_TREASURIES"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ford Motor Co. slid 4% and Tesla Inc. had its worst week.", ["Ford Motor Co.", "Tesla Inc."]),
        ("It fell with Tesla Inc. Intel rose.", ["Tesla Inc", "Intel"]),  # the stop may end the sentence
    ],
)
def test_a_stop_that_shortens_a_word_is_part_of_the_name(text: str, expected: list[str]) -> None:
    found = [subject for view in views(text) for subject in subjects.find(view, [], LOOKUP)]
    assert [subject.text for subject in found if subject.entity and subject.entity.type == "ORG"] == expected


@pytest.mark.parametrize(
    ("text", "entity_id"),
    [
        ("The S&P 500 fell, and the Nasdaq 100 lost the gain that had put «the tech-heavy gauge» ahead.", "index:NDX"),
        ("The S&P 500 fell, and the Nasdaq 100 lost the gain that had put «the gauge» ahead.", None),
        ("The Dow and the Nasdaq rose. «The tech-heavy index» led.", "index:COMP"),
    ],
)
def test_a_word_beside_the_index_tells_which(text: str, entity_id: str | None) -> None:
    assert antecedent(text) == entity_id
