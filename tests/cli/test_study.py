"""study on the command line: every format, the picture, refusal with exit code 2."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from aggregator.store import open_store
from tests.cli.conftest import Run
from tests.studies.test_study import BAD, DULL, GOOD, news, prices


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with good news before sessions on which IWM gains."""
    path = tmp_path_factory.mktemp("study") / "x.db"
    with open_store(path) as store:
        prices(store, bump=tuple(GOOD))
        for rows, mood in ((GOOD, 0.8), (BAD, -0.8), (DULL, 0.05)):
            news(store, rows, mood)
    return path


ASK = ("study", "--signal", "sentiment_mean", "--entity", "fund:IWM", "--horizons", "1,3", "--effect", "0.7")


def test_every_format_carries_the_same_cells(told: Path, run: Run) -> None:
    document = json.loads(run("--db", told, *ASK, "--json").out)
    lines = [json.loads(line) for line in run("--db", told, *ASK, "--format", "jsonl").out.splitlines()]
    rows = list(csv.DictReader(io.StringIO(run("--db", told, *ASK, "--format", "csv").out)))
    assert document["cells"] == lines
    assert len(lines) == len(rows) == 10
    assert [row["p_holm"] for row in rows] == [str(line["p_holm"]) for line in lines]
    assert {(line["part"], line["group"]) for line in lines} == {
        ("event", "high"), ("event", "low"), ("ic", "time_series"),
    }  # fmt: skip
    assert document["units"] == [{"key": "fund:IWM", "symbol": "IWM", "benchmark": "SPY", "signal_of": "IWM"}]


def test_the_table_names_events_models_and_tests(told: Path, run: Run) -> None:
    done = run("--db", told, *ASK)
    assert done.code == 0, done.err
    for words in ("after high values (at least 0.5), market model", "AAR %", "CAR %", "Holm", "BH", "10 tests"):
        assert words in done.out
    assert max(map(len, done.out.splitlines())) <= 100
    assert run("--db", told, *ASK, "--limit", "1", "--format", "jsonl").out.count("\n") == 1


def test_the_same_question_has_the_same_answer(told: Path, run: Run) -> None:
    assert run("--db", told, *ASK, "--json").out == run("--db", told, *ASK, "--json").out
    seeded = run("--db", told, *ASK, "--draws", "99", "--seed", "3", "--json").out
    assert seeded != run("--db", told, *ASK, "--draws", "99", "--seed", "4", "--json").out


def test_the_picture_goes_to_its_file(told: Path, run: Run, tmp_path: Path) -> None:
    done = run("--db", told, *ASK, "--plot", tmp_path / "x.svg")
    assert done.code == 0, done.err
    assert ElementTree.parse(tmp_path / "x.svg").getroot().tag.endswith("svg")
    for bad in (tmp_path / "x.png", tmp_path / "none" / "x.svg"):
        done = run("--db", told, *ASK, "--plot", bad)
        assert done.code == 2
        assert str(bad) in done.err


def test_too_few_events_exit_with_2_and_say_how_many(told: Path, run: Run) -> None:
    done = run("--db", told, *ASK, "--above", "0.9", "--effect", "0.5", "--until", "2023-12-01")
    assert done.code == 2
    assert "0 high events" in done.err
    assert "needed: 34" in done.err
    assert "remedy" in done.err
    assert done.out == ""


def test_horizons_that_are_refused_are_told_beside_the_others(told: Path, run: Run) -> None:
    done = run("--db", told, *ASK[:-4], "--horizons", "1,60", "--effect", "0.7")
    assert done.code == 0
    assert "refused, 60 sessions" in done.err


def test_kind_means_claims(told: Path, run: Run) -> None:
    done = run("--db", told, "study", "--kind", "forecast", "--entity", "fund:IWM")
    assert done.code == 2
    assert "0 high events" in done.err
    assert run("--db", told, "study", "--kind", "forecast", "--signal", "buzz").code == 2


@pytest.mark.parametrize("flags", [("--horizons", "one"), ("--signal", "luck"), ("--since", "soon")])
def test_a_wrong_flag_is_named(told: Path, run: Run, flags: tuple[str, str]) -> None:
    done = run("--db", told, *ASK, *flags)
    assert done.code == 2
    assert flags[0] in done.err
    assert "Traceback" not in done.err
