"""show by id, as of a time: what came later is refused as what is not there, be it an article, a claim or a join."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from aggregator.records import Alignment
from aggregator.store import open_store, verdicts
from tests.builders import add, article, at, claim, judge
from tests.cli.conftest import Run

BEFORE, AFTER = "2024-07-09T12:00Z", "2024-07-11T12:00Z"
KNOWN = at("2024-07-10T09:00")
SAID = "The Russell 2000 rose 2.4% on Tuesday."


@pytest.fixture
def later(tmp_path: Path) -> tuple[Path, str, str]:
    """(store, article id, claim id) of one article known on 10 July, with a verdict and a join of the 12th."""
    path, joined_at = tmp_path / "later.db", KNOWN + dt.timedelta(days=2)
    with open_store(path) as store:
        add(store, article("An older note", known=at("2024-07-01T09:00")), claims=[claim("The Russell 2000 fell 1%.")])
        told = add(store, article("A gain in Poplar Bay", known=KNOWN), claims=[claim(SAID, value=2.4, unit="pct")])
        judge(store, told, "supported", knowable_at=joined_at, decided_at=joined_at)
        row = store.rows("SELECT claim_id, model_id FROM claims WHERE article_id = ?", (told.id,))[0]
        join = Alignment(row["claim_id"], "^RUT", dt.date(2024, 7, 10), dt.date(2024, 7, 9), {"ret_1d": 1.1}, joined_at)
        verdicts.save_alignments(store, [(join, row["model_id"])])
    return path, told.id, row["claim_id"]


def test_what_was_not_known_is_refused_in_the_same_words(later: tuple[Path, str, str], run: Run) -> None:
    path, article_id, claim_id = later
    for name in (article_id, claim_id, "ffffffffffff", claim_id[:10]):
        for form in ((), ("--json",)):
            done = run("--db", path, "show", name, "--as-of", BEFORE, *form)
            assert (done.code, done.out) == (2, "")
            assert f"{name}: no article, story or claim of this id that was known at 2024-07-09 12:00Z" in done.err
            assert "remedy" in done.err


def test_a_claim_is_shown_with_what_was_known_of_it(later: tuple[Path, str, str], run: Run) -> None:
    path, _, claim_id = later
    then = run("--db", path, "show", claim_id, "--as-of", AFTER)
    assert then.code == 0
    assert "no verdict yet" in then.out
    assert "prices known when it was said" not in then.out
    now = run("--db", path, "show", claim_id)
    assert "supported" in now.out
    assert "prices known when it was said: ^RUT, session 2024-07-09" in now.out
    assert json.loads(run("--db", path, "show", claim_id, "--as-of", AFTER, "--json").out)["alignment"] is None


def test_a_later_article_does_not_make_a_start_ambiguous(tmp_path: Path, run: Run) -> None:
    with open_store(tmp_path / "twins.db") as store:
        for name, known in (("ab11", at("2024-07-01T09:00")), ("ab22", KNOWN)):
            made = claim(f"The Russell 2000 rose 1% in {name}.")
            add(store, article(f"Note {name}", known=known, id=name, revision_id=name), claims=[made])
        for number, row in enumerate(store.rows("SELECT claim_id FROM claims ORDER BY article_id")):
            store.connection.execute("UPDATE claims SET claim_id = ? WHERE claim_id = ?", (f"cd{number}", row[0]))
    assert run("--db", tmp_path / "twins.db", "show", "ab").code == 2
    assert "Note ab11" in run("--db", tmp_path / "twins.db", "show", "ab", "--as-of", BEFORE).out
    assert "in ab11" in run("--db", tmp_path / "twins.db", "show", "cd", "--as-of", BEFORE).out


def test_more_like_a_later_article_is_refused_in_the_same_words(later: tuple[Path, str, str], run: Run) -> None:
    path, article_id, _ = later
    for name in (article_id, "ffffffffffff"):
        done = run("--db", path, "search", "--like", name, "--as-of", BEFORE)
        assert (done.code, done.out) == (2, "")
        assert f"{name}: no article of this id that was known at 2024-07-09 12:00Z" in done.err
    assert run("--db", path, "search", "--like", article_id, "--as-of", AFTER).code == 0


def test_why_nothing_was_known_does_not_depend_on_what_came_later(later: tuple[Path, str, str], run: Run) -> None:
    path, _, _ = later
    with open_store(path.with_name("none.db")):
        pass
    said = [
        run("--db", name, "search", "gain", "--as-of", "2024-06-01T00:00Z")
        for name in (path, path.with_name("none.db"))
    ]
    assert said[0] == said[1]
    assert "Nothing was known at 2024-06-01 00:00 UTC" in said[0].err
