"""Words that are also companies or tickers: one case per row of the tables, and the gate on tests/data/linking.

`ambiguous.tsv` holds sentences of our own in both senses ("-": names nothing that the linker knows; `|` between
answers that are right alike). They were written before the rules and split by a hash; the rules were worked out on the
development half.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import pytest

from aggregator import master, understand
from aggregator.understand.entities import namesakes
from aggregator.understand.entities.linking import CONFIDENCE, Link, Linker

DATA = Path(__file__).resolve().parents[1] / "data" / "linking"
ROWS_SHA256 = "d79697471dcf907df7a35613b6b60a8152a96646642840da8e93ec865e97c7de"
PRECISION, RECALL = 0.97, 0.90


class Row(NamedTuple):
    """A sentence, the span asked about and the ids that are right for it."""

    text: str
    start: int
    end: int
    right: frozenset[str]

    @property
    def half(self) -> Literal["dev", "held"]:
        return "held" if hashlib.sha256(self.text.encode()).digest()[0] % 2 else "dev"


@cache
def rows() -> tuple[Row, ...]:
    found = []
    for line in (DATA / "ambiguous.tsv").read_text(encoding="utf-8").splitlines():
        right, marked = line.split("\t")
        start, end = marked.index("«"), marked.index("»") - 1
        found.append(Row(marked.replace("«", "").replace("»", ""), start, end, frozenset(right.split("|"))))
    return tuple(found)


@cache
def linker() -> Linker:
    """The packaged entities and a small directory, as after `entities update`."""
    directory = master.parse(master.DIRECTORIES[0], (DATA / "directory.csv").read_text(encoding="utf-8"))
    packaged = {entity.id: entity for entity in understand.packaged_entities()}
    return understand.linker({**{entity.id: entity for entity in directory.entities}, **packaged}.values())


def at_span(row: Row) -> list[Link]:
    return [link for link in linker().link(row.text) if link.entity and link.start < row.end and row.start < link.end]


def score(half: str) -> tuple[float, float, list[str]]:
    """Precision of the links on the spans, recall over the spans that name something, and what went wrong."""
    made = right = wanted = found = 0
    wrong = []
    for row in rows():
        if row.half != half:
            continue
        ids = {link.entity.id for link in at_span(row) if link.entity}
        good = ids & row.right
        made, right = made + len(ids), right + len(good)
        if "-" not in row.right:
            wanted, found = wanted + 1, found + bool(good)
        if ids - row.right or (not ids and "-" not in row.right):
            wrong.append(f"{row.text!r}: {sorted(ids)}, not {sorted(row.right)}")
    return right / made, found / wanted, wrong


def test_the_set_is_pinned_and_has_both_senses() -> None:
    assert hashlib.sha256((DATA / "ambiguous.tsv").read_bytes()).hexdigest() == ROWS_SHA256
    assert len(rows()) == 320
    assert sum(row.right == {"-"} for row in rows()) > 140 < sum("-" not in row.right for row in rows())
    assert sum(row.half == "held" for row in rows()) == 172


@pytest.mark.parametrize("half", ["dev", "held"])
def test_gate(half: str) -> None:
    precision, recall, wrong = score(half)
    assert precision >= PRECISION, wrong
    assert recall >= RECALL, wrong


def test_each_link_keeps_a_cue_with_a_confidence() -> None:
    assert {link.cue for row in rows() for link in at_span(row)} <= set(CONFIDENCE)


COMPANY_CASES = {
    "shares_word": ("Shares of Gap rose.", "Shell shares rose."),
    "role_word": ("Sales at the app maker Snap doubled.",),
    "company_act": ("Unity said it would pay less.", "Block will lay off its staff."),
    "company_books": ("TARGET CUTS ITS PROFIT FORECAST", "Match trimmed its forecast."),
    "company_office": ("Target's chief executive left.", "Zoom executives left."),
    "company_move": ("Snap tumbled as much as 12% on Friday.",),
    "company_form": ("Root, Inc. grew.",),
    "company_list": ("Walmart and Target were weak.", "Lockdown winners like Zoom and Roku were weak."),
}
NO_COMPANY_CASES = (
    "The Target said little.",
    "A price Target said to be high.",
    "Gap between rich and poor widens 3%.",
    "block trades rose 3%.",
    "Henry Ford and Aaron Block said so.",
    "Match point.",
)


@pytest.mark.parametrize(("cue", "text"), [(cue, text) for cue, texts in COMPANY_CASES.items() for text in texts])
def test_each_cue_makes_a_word_a_company(cue: str, text: str) -> None:
    names = ("Gap", "Shell", "Snap", "Unity", "Block", "Target", "TARGET", "Match", "Zoom", "Root")
    name = next(name for name in names if name in text)
    start = text.index(name)
    company = text.find("Walmart")
    assert (
        namesakes.company_cue(text, start, start + len(name), [(company, company + 7)] if company >= 0 else []) == cue
    )


def test_every_cue_has_a_case() -> None:
    assert {*namesakes._AFTER, *namesakes._BEFORE, *namesakes._INDEX_AFTER, "company_list"} == set(COMPANY_CASES)


@pytest.mark.parametrize("text", NO_COMPANY_CASES)
def test_a_plain_word_stays_one(text: str) -> None:
    assert [link for link in linker().link(text) if link.entity and link.entity.id.startswith("company:")] == []


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Gap was founded in 1969. Shares of Gap rose.", 2),
        ("They like Gap's clothes. Shares of Gap rose.", 2),
        ("Clothes made by Gap sell. Shares of Gap rose.", 2),
        ("Shares of Gap rose. The Gap between them is wide.", 1),
        ("Shares of Gap rose. Gap Year Tours fell.", 1),
        ("Gap was founded in 1969.", 0),
        ("MIND THE GAP. Shares of Gap rose.", 1),
    ],
)
def test_a_word_that_a_cue_made_a_company_is_it_elsewhere_too(text: str, times: int) -> None:
    assert [link.entity.id for link in linker().link(text) if link.entity].count("company:GAP") == times


def test_what_an_index_is_called_stays_the_indexs() -> None:
    links = [link.entity.id for link in linker().link("Dow Inc. grew. The Dow was up.") if link.entity]
    assert links.count("company:DOW") == 1


INDEX_CASES = {
    "company_act": "Nasdaq said it would charge less.",
    "company_books": "Dow cut its dividend.",
    "company_office": "Nasdaq chief executive Ann Example said so.",
    "company_form": "Dow Inc. closed two plants.",
}


@pytest.mark.parametrize(("cue", "text"), INDEX_CASES.items())
def test_firms_named_like_an_index(cue: str, text: str) -> None:
    end = text.index(" ")
    assert namesakes.company_cue(text, 0, end, [], index_too=True) == cue


@pytest.mark.parametrize(
    "text",
    ["Dow falls 2%", "Nasdaq posts its biggest gain of the year", "Dow trims losses", "Nasdaq reported a record close"],
)
def test_what_an_index_does_is_no_cue(text: str) -> None:
    assert namesakes.company_cue(text, 0, text.index(" "), [], index_too=True) is None


def test_every_row_against_plain_words_has_a_case() -> None:
    cases = {
        "company:V": "Visa applications fell.",
        "company:AAPL": "Apple growers were glad.",
        "company:UBER": "Uber rich savers.",
        "company:META": "Meta trend; Grupo Meta said.",
        "company:GOOGL": "Alphabet soup.",
        "company:SHEL": "Shell companies.",
        "company:F": "the Eagle Ford shale",
        "commodity:GOLD": "She won gold in the 200 metres.",
    }
    assert {*namesakes._PLAIN_AFTER, *namesakes._PLAIN_BEFORE_NAME} == set(cases)
    for entity_id, text in cases.items():
        assert entity_id not in {link.entity.id for link in linker().link(text) if link.entity}, text


@pytest.mark.parametrize(
    ("text", "symbol", "known", "cue"),
    [
        ("Lenders fell, and KEY stock dropped 9% by noon.", "KEY", False, "shares_word"),
        ("Traders sold shares of CAT after the report.", "CAT", False, "shares_word"),
        ("By the close KEY had lost ground.", "KEY", True, "name+ticker"),
        ("I still own T for the dividend.", "T", True, "name+ticker"),
        ("The house sells IT shares that gained 2%.", "IT", False, None),
        ("They sell AI products to banks.", "AI", True, None),
        ("Holders of class C shares voted.", "C", False, None),
        ("Series F preferred stock", "F", False, None),
        ("SALES ON SHARES OF BANKS", "ON", False, None),
        ("Shares of BayWa AG shares rose.", "AG", False, None),
        ("By the close KEY had lost ground.", "KEY", False, None),
    ],
)
def test_wordy_tickers(text: str, symbol: str, known: bool, cue: str | None) -> None:
    start = text.index(f" {symbol} ") + 1 if f" {symbol} " in text else 0
    assert namesakes.ticker_cue(text, start, start + len(symbol), known=known) == cue


@pytest.mark.parametrize(
    "text", ["Dina Powell joined.", "Powell Industries rose.", "Bertrand Russell wrote.", "Gerald Ford asked."]
)
def test_namesakes_of_known_people_and_firms(text: str) -> None:
    assert {link.entity.id for link in linker().link(text) if link.entity} <= {"company:POWL"}


def test_the_persons_own_first_name_is_no_other_bearer() -> None:
    assert [link.entity.id for link in linker().link("Jerome Powell spoke.") if link.entity] == ["person:POWELL"]
