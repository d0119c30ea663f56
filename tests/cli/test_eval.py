"""`aggregator eval` as a script sees it: formats, exit codes, and what goes where."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from aggregator.understand.encoder import model
from tests.cli.conftest import Run
from tests.evaluation.fakes import FakeEncoder, feels
from tests.evaluation.test_claims import annotated

ROWS = [
    {"text": "Acme's profit rose.", "label": "positive"},
    {"text": "Bolt's profit fell.", "label": "negative"},
    {"text": "Cord met.", "label": "positive"},
]
SAID = {row["text"]: feels(label) for row, label in zip(ROWS, ("positive", "negative", "neutral"), strict=True)}


@pytest.fixture(autouse=True)
def encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "resolve", lambda name=None: FakeEncoder(SAID))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    return path


def test_the_figures_are_one_json_document(run: Run, file: Path) -> None:
    done = run("eval", file, "--task", "sentiment", "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert found["n"] == 3
    assert found["accuracy"] == pytest.approx(2 / 3, abs=1e-6)
    assert set(found["intervals"]) == {"accuracy", "macro_f1", "weighted_f1"}
    assert found["model_id"] == FakeEncoder.model_id
    assert found["failures"] == []
    assert run("eval", file, "--task", "sentiment", "--format", "json").out == done.out


def test_a_packed_file_and_standard_input_say_the_same(run: Run, file: Path, tmp_path: Path) -> None:
    packed = tmp_path / "rows.jsonl.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    one = run("eval", file, "--task", "sentiment", "--json").out
    assert run("eval", packed, "--task", "sentiment", "--json").out == one
    assert run("eval", "-", "--task", "sentiment", "--json", stdin=file.read_bytes()).out == one
    assert run("eval", "-", "--task", "sentiment", "--json", stdin=packed.read_bytes()).out == one


def test_the_table_is_for_people(run: Run, file: Path) -> None:
    done = run("eval", file, "--task", "sentiment")
    assert done.code == 0
    assert done.out.startswith("sentiment: n 3, dropped 0; model fake-1")
    lines = [line.split() for line in done.out.splitlines()]
    assert ["accuracy", "0.6667"] in [line[:2] for line in lines]
    assert ["positive", "0", "1", "1"] in lines  # the row of the confusion matrix


def test_the_table_of_claims_shows_each_group(run: Run) -> None:
    done = run("eval", "-", "--task", "claims", stdin=json.dumps(annotated(sentiment="neutral")).encode())
    assert done.code == 0, done.err
    for words in (
        "by_kind",
        "outlook",
        "by_topic",
        "small_caps",
        "fields",
        "certainty",
        "sentences.sentiment_accuracy",
    ):
        assert words in done.out


def test_bad_rows_are_named_and_the_rest_is_scored(run: Run, file: Path) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.write('\n{"text": "x", "label": "great"}\n{broken')
    done = run("eval", file, "--task", "sentiment", "--json")
    assert done.code == 1
    found = json.loads(done.out)
    assert (found["n"], found["n_failed"]) == (3, 2)
    assert f"failed: {file}:4: label 'great'" in done.err
    assert f"{file}:5" in done.err


def test_many_bad_rows_are_counted(run: Run, file: Path) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.write("\n{" * 30)
    done = run("eval", file, "--task", "sentiment", "--json")
    assert done.code == 1
    assert "and 20 more rows failed" in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("{file}",), "--task"),
        (("{file}", "--task", "mood"), "mood"),
        (("/no/such/file", "--task", "sentiment"), "/no/such/file"),
        (("{folder}", "--task", "sentiment"), "directory"),
        (("{file}", "--task", "mentions"), "no usable row"),
        (("{file}", "--task", "sentiment", "--predict-spans"), "--predict-spans"),
    ],
)
def test_a_wrong_call_exits_with_2_and_says_what_to_do(
    run: Run, file: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = run("eval", *(each.format(file=file, folder=file.parent) for each in arguments))
    assert done.code == 2
    assert words in done.err
    assert done.out == ""
    if "Usage" not in done.err:
        assert "remedy: " in done.err


def test_a_model_without_the_head_exits_with_2(run: Run) -> None:
    done = run("eval", "-", "--task", "stance", stdin=b'{"text": "The Fed held.", "label": "neutral"}')
    assert done.code == 2
    assert "no head fed_stance" in done.err
    assert "remedy: " in done.err
