"""The command `sources`, from a store to every format."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator import tracking
from aggregator.align.track import SORTS
from aggregator.cli import sources
from aggregator.store import open_store
from tests.builders import NOW, add, article, claim, fill, judge
from tests.cli.conftest import Run

AS_OF = ("--as-of", "2024-07-15T12:00Z")


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "x.db"
    with open_store(path) as store:
        fill(store)
    return path


def test_every_format_tells_the_same(run: Run, filled: Path) -> None:
    rows = json.loads(run("--db", filled, "sources", *AS_OF, "--json").out)
    assert list(rows[0]) == list(tracking.COLUMNS)
    assert {row["name"] for row in rows} == {"reuters", "cnbc", "etftrends", "blog"}
    lines = run("--db", filled, "sources", *AS_OF, "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == rows
    table = list(csv.DictReader(io.StringIO(run("--db", filled, "sources", *AS_OF, "--format", "csv").out)))
    assert [row["name"] for row in table] == [row["name"] for row in rows]
    shown = run("--db", filled, "sources", *AS_OF, environ={"COLUMNS": "120"})
    assert all(row["name"] in shown.out for row in rows)
    assert "1 item without a usable date is in no record" in shown.err
    assert "as of 2024-07-15 12:00Z" in shown.err


def test_what_comes_later_leaves_the_bytes_of_then(run: Run, filled: Path) -> None:
    asked = [
        ("sources", *AS_OF, *flags, "--format", form)
        for flags in ((), ("--by", "speaker"), ("--by", "author"), ("--kind", "forecast", "--sort", "hits"))
        for form in ("table", "json", "csv")
    ]
    then = [run("--db", filled, *arguments).out for arguments in asked]
    with open_store(filled) as store:
        late = NOW + dt.timedelta(seconds=1)
        told = article("Small caps again", known=late, source="reuters", story="small-week", rank=4, author="Ann Lee")
        add(store, told)
        for row in store.rows("SELECT DISTINCT article_id FROM claims"):
            item = replace(article("any"), id=row["article_id"])
            judge(store, item, "contradicted", knowable_at=late, decided_at=late, measured=99.0)
    assert [run("--db", filled, *arguments).out for arguments in asked] == then
    now = run("--db", filled, "sources", "--as-of", "2024-07-16", "--json").out
    assert now != run("--db", filled, "sources", *AS_OF, "--json").out


def test_the_flags_choose(run: Run, filled: Path) -> None:
    def names(*flags: str) -> list[str]:
        return [row["name"] for row in json.loads(run("--db", filled, "sources", *AS_OF, *flags, "--json").out)]

    assert names("--limit", "1") == names("--limit", "0")[:1]
    assert names("--by", "speaker") == []
    assert (
        "1 claim of speakers without a name is in no record"
        in run("--db", filled, "sources", *AS_OF, "--by", "speaker").err
    )
    assert names("--min-claims", "1", "--topic", "small_caps") == ["cnbc", "etftrends", "reuters"]
    nobody = run("--db", filled, "sources", *AS_OF, "--min-claims", "99", "--json")
    assert (nobody.code, json.loads(nobody.out)) == (0, [])
    assert "--min-claims" in nobody.err


def test_the_orders_are_those_of_the_table() -> None:
    [choice] = [param.type for param in sources.params if param.name == "sort"]
    assert tuple(choice.choices) == tuple(SORTS)  # type: ignore[attr-defined]


def test_the_clock_bounds_what_is_known(run: Run, filled: Path) -> None:
    early = run("--db", filled, "--now", "2024-06-04T00:00Z", "sources", "--json")
    assert [row["name"] for row in json.loads(early.out)] == ["reuters"]
    assert json.loads(run("--db", filled, "--now", "2020-01-01T00:00Z", "sources", "--json").out) == []


LONG = "The Economists of the Placeholder Long-Short Fund and Other Houses"


def test_a_row_is_one_line_at_80_columns(run: Run, filled: Path) -> None:
    with open_store(filled) as store:
        for name in (LONG, "Wire"):
            told = article("Small caps again", known=NOW - dt.timedelta(hours=1), source=name)
            add(
                store,
                told,
                claims=[claim(f"The Russell 2000 gained 6.08%, said {name}.", speaker=name, quote="direct")],
            )
            judge(store, told, "close", measured=6.0)
    for flags in ((), ("--by", "speaker")):
        rows = json.loads(run("--db", filled, "sources", *AS_OF, *flags, "--json").out)
        narrow = run("--db", filled, "sources", *AS_OF, *flags, environ={"COLUMNS": "80"}).out.splitlines()
        assert len(narrow) == len(rows) + 2, "two lines of headings"
        assert max(map(len, narrow)) <= 80
        assert any(line.startswith("The Economists of") and "…" in line for line in narrow)
        wide = run("--db", filled, "sources", *AS_OF, *flags, environ={"COLUMNS": "160"}).out
        assert LONG in wide
