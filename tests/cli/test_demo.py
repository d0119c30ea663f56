"""The demo end to end, through the real model: what was planted in the sample comes out of the digest."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from aggregator import config, digests, sample
from aggregator.cli import context
from aggregator.errors import UsageError
from aggregator.store import health, open_store
from tests.cli.conftest import Done, Run

Demo = tuple[Path, Done]


def test_the_demo_ends_with_a_digest_and_says_what_to_do_next(demo: Demo) -> None:
    folder, done = demo
    assert done.code == 0, done.err
    assert (folder / "digest.html").read_text(encoding="utf-8").startswith("<!")
    assert "sample" in done.err.lower()
    assert "invented" in done.out
    assert "invented" in (folder / "digest.html").read_text(encoding="utf-8")
    assert f"aggregator --db {folder / 'demo.db'} search IWM" in done.err
    assert "Russell 2000" in done.out


def test_no_section_of_the_demo_is_empty(demo: Demo) -> None:
    import json

    from tests.cli.conftest import call

    folder, _ = demo
    done = call(
        "--db", folder / "demo.db", "--feeds", sample_feeds(), "--now", sample_now(), "digest", "--format", "json"
    )
    assert done.code == 0, done.err
    digest = json.loads(done.out)
    empty = {s["key"]: s["body"]["empty"] for s in digest["sections"] if s["body"]["empty"]}
    assert len(digest["sections"]) >= 12
    assert not empty, f"sections with nothing to show: {empty}"


def sample_feeds() -> str:
    return str(sample.feeds_path())


def sample_now() -> str:
    return sample.CLOCKS[-1].isoformat()


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("supported", "6.12"),
        ("close", "6.07"),
        ("contradicted", "0.60"),
        ("contradicted", "3.1"),
        ("contradicted", "14"),
    ],
)
def test_planted_claims_get_their_verdicts(demo: Demo, verdict: str, words: str) -> None:
    with open_store(demo[0] / "demo.db") as store:
        rows = store.rows(
            """SELECT c.evidence, v.verdict FROM claims c JOIN verdicts v USING (claim_id)
               WHERE c.value_text LIKE ? ORDER BY v.id""",
            (f"%{words}%",),
        )
    assert verdict in {row["verdict"] for row in rows}, [tuple(row) for row in rows]


def test_what_the_sample_hides_is_found(demo: Demo) -> None:
    with open_store(demo[0] / "demo.db") as store:
        assert store.one("SELECT COUNT(*) FROM articles WHERE excluded = 'undated'") == 1
        codes = {row["code"] for row in store.rows("SELECT DISTINCT code FROM failures")}
        tellings = store.one("SELECT MAX(story_rank) FROM articles")
    assert {"not_a_feed", "consent_wall"} <= codes
    assert tellings == 3


def test_the_demo_may_be_run_again(demo: Demo, run: Run, tmp_path: Path) -> None:
    first = run("demo", "--out", tmp_path)
    again = run("demo", "--out", tmp_path)
    assert (first.code, again.code) == (0, 0)
    assert first.out == again.out == demo[1].out


def test_the_store_of_the_demo_stays_marked_as_sample(demo: Demo, run: Run) -> None:
    with open_store(demo[0] / "demo.db") as store:
        built = digests.build(store, config.load(None, environ={}), date=dt.date(2024, 7, 12), as_of=sample.CLOCKS[-1])
    assert any("invented" in notice for notice in built.notices)
    assert demo[1].out.count("invented") == 1


def test_the_runs_of_the_demo_are_on_record(demo: Demo) -> None:
    with open_store(demo[0] / "demo.db") as store:
        assert health.last_run(store) == sample.CLOCKS[-1]
        runs = store.rows("SELECT command, finished_at, counts, simulated FROM runs")
    assert len(runs) == 1 + len(sample.CLOCKS)
    assert all(row["command"] == "demo" and row["finished_at"] and row["simulated"] for row in runs)
    assert "crawl." in runs[-1]["counts"]


@pytest.mark.parametrize(
    ("called", "on_path", "shown"),
    [
        ("/opt/my env/bin/aggregator", False, "'/opt/my env/bin/aggregator'"),
        (".venv/bin/aggregator", False, ".venv/bin/aggregator"),
        (".venv/bin/aggregator", True, "aggregator"),
    ],
)
def test_the_program_is_named_as_the_shell_finds_it(
    called: str, on_path: bool, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", [called])
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}" if on_path else None)
    assert context.program() == shown


@pytest.mark.parametrize("size", [1_000_000, 1_000_001])
def test_a_text_that_is_too_long_is_refused(run: Run, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def model(_: str | None) -> None:
        raise UsageError("the text is taken")

    monkeypatch.setattr("aggregator.cli.text.load_model", model)
    done = run("extract", "-", "--published", "2024-07-16", stdin=b"x" * size)
    assert done.code == 2
    assert ("the text is taken" if size == 1_000_000 else "at most 1,000,000") in done.err
    assert size == 1_000_000 or "aggregator import" in done.err


def test_an_export_says_what_was_imported(db: Path, run: Run) -> None:
    series = run("--db", db, "export", "sentiment", "--entity", "index:RUT")
    assert "articles were imported" in series.err
    assert "imported" not in run("--db", db, "export", "articles", "--since", "2024-07-05").err


def test_a_folder_that_cannot_be_made_is_a_clear_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = run("demo", "--out", tmp_path / "file" / "x")
    assert done.code == 2
    assert "remedy" in done.err
