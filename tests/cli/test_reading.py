"""search, claims, show, export, digest, doctor on the demo's store."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

FORMATS = ("table", "json", "jsonl", "csv")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("command", [("search", "IWM"), ("claims", "--kind", "move"), ("doctor",)])
def test_every_listing_speaks_every_format(db: Path, run: Run, command: tuple[str, ...], form: str) -> None:
    done = run("--db", db, *command, "--format", form)
    assert done.code in (0, 1), done.err
    assert "Traceback" not in done.err
    if form == "json":
        assert json.loads(done.out)
    elif form == "jsonl":
        assert all(json.loads(line) for line in done.out.splitlines())
    elif form == "csv":
        assert len(list(csv.DictReader(io.StringIO(done.out)))) > 0
    else:
        assert done.out.strip()


def test_search_finds_by_ticker_and_says_how(db: Path, run: Run) -> None:
    hits = json.loads(run("--db", db, "search", "ticker:IWM", "--json").out)
    assert hits
    assert all("IWM" in hit["cues"] for hit in hits)


def test_the_words_and_the_flags_mean_the_same(db: Path, run: Run) -> None:
    words = run("--db", db, "search", "topic:fed", "kind:forecast", "--json")
    flags = run("--db", db, "search", "--topic", "fed", "--kind", "forecast", "--json")
    assert words.out == flags.out
    assert json.loads(words.out)


def test_nothing_of_the_future_is_found(db: Path, run: Run) -> None:
    now = json.loads(run("--db", db, "search", "small caps", "--limit", "0", "--json").out)
    then = json.loads(run("--db", db, "search", "small caps", "--limit", "0", "--as-of", "2024-07-05", "--json").out)
    assert 0 < len(then) < len(now)
    assert all(hit["knowable_at"] <= "2024-07-06T03:59:59Z" for hit in then)


def test_an_empty_answer_says_why(db: Path, run: Run) -> None:
    done = run("--db", db, "search", "ticker:ZZZZ", "--json")
    assert (done.code, json.loads(done.out)) == (0, [])
    assert "ZZZZ" in done.err


def test_show_takes_what_the_listings_print(db: Path, run: Run) -> None:
    article = json.loads(run("--db", db, "search", "IWM", "--json").out)[0]
    assert article["title"] in run("--db", db, "show", article["id"]).out
    claim = json.loads(run("--db", db, "claims", "--verdict", "contradicted", "--json").out)[0]
    shown = run("--db", db, "show", claim["claim_id"]).out
    assert "contradicted" in shown
    assert "tried" in shown
    assert json.loads(run("--db", db, "show", claim["claim_id"], "--json").out)["view"]["claim"]["claim_id"]


def test_a_contradiction_that_may_be_a_misreading_says_so(db: Path, run: Run) -> None:
    asked = ("--verdict", "contradicted", "--limit", "0")
    rows = json.loads(run("--db", db, "claims", *asked, "--json").out)
    doubtful = [row for row in rows if row["doubt"]]
    assert 0 < len(doubtful) < len(rows)
    told = run("--db", db, "claims", *asked).out
    assert told.count("; doubtful: ") == len(doubtful)
    assert all(f"; doubtful: {row['doubt']}" in told for row in doubtful)
    shown = json.loads(run("--db", db, "search", *asked, "--json").out)
    assert {claim["doubt"] for hit in shown for claim in hit["claims"]} == {row["doubt"] for row in rows}
    assert "; doubtful: " in run("--db", db, "search", *asked).out
    assert f"; doubtful: {doubtful[0]['doubt']}" in run("--db", db, "show", doubtful[0]["claim_id"]).out
    assert {row["doubt"] for row in json.loads(run("--db", db, "claims", "--verdict", "supported", "--json").out)} == {
        None
    }


def test_nothing_is_said_of_the_language_of_english_texts(db: Path, run: Run) -> None:
    hits = json.loads(run("--db", db, "search", "IWM", "--json").out)
    assert {hit["language"] for hit in hits} <= {None, "en", "en-us"}
    said = run("--db", db, "search", "IWM").out + run("--db", db, "show", hits[0]["id"]).out
    assert "not in English" not in said
    assert "\nlanguage" not in said


def test_more_like_this_and_who_said_it_first(db: Path, run: Run) -> None:
    article = json.loads(run("--db", db, "search", "producer prices", "--json").out)[0]
    alike = json.loads(run("--db", db, "search", "--like", article["id"][:8], "--json").out)
    assert alike
    assert article["id"] not in {hit["id"] for hit in alike}
    assert run("--db", db, "search", "--like", "ffff").code == 2
    known = [row["knowable_at"] for row in json.loads(run("--db", db, "claims", "--first", "--json").out)]
    assert known == sorted(known)


def test_an_unknown_id_is_a_user_error(db: Path, run: Run) -> None:
    done = run("--db", db, "show", "ffffffffffff")
    assert done.code == 2
    assert "remedy" in done.err


@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
def test_a_digest_is_the_same_when_it_is_made_again(db: Path, run: Run, form: str, tmp_path: Path) -> None:
    arguments = ("--db", db, "digest", "--date", "2024-07-11", "--format", form)
    first, again = run(*arguments), run(*arguments)
    assert first.code == 0, first.err
    assert first.out == again.out
    run(*arguments, "-o", tmp_path / "d")
    assert (tmp_path / "d").read_text(encoding="utf-8").rstrip("\n") == first.out.rstrip("\n")


@pytest.mark.parametrize("what", ["sentiment", "claims", "verdicts", "signals", "alignments", "mentions", "articles"])
@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_everything_can_be_exported_twice_alike(db: Path, run: Run, what: str, form: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.{form}" for number in range(2)]
    for file in files:
        done = run("--db", db, "export", what, "-o", file)
        assert done.code == 0, done.err
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].stat().st_size > 100


def test_the_sentiment_series_of_an_index(db: Path, run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("--db", db, "export", "sentiment", "--entity", "index:RUT").out)))
    assert rows
    assert {row["entity_id"] for row in rows} == {"index:RUT"}
    assert {row["schema_version"] for row in rows} == {"1"}
    assert all(-1 <= float(row["sentiment_mean"]) <= 1 for row in rows if row["sentiment_mean"])


@pytest.mark.parametrize(
    "command",
    [
        ("search", "IWM"),
        ("claims",),
        ("digest", "--date", "2024-07-11"),
        ("export", "sentiment"),
        ("export", "claims", "--format", "jsonl"),
        ("doctor",),
    ],
)
def test_an_empty_store_gives_an_empty_answer_that_says_why(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    from aggregator.store import open_store

    open_store(tmp_path / "empty.db").close()
    done = run("--db", tmp_path / "empty.db", *command)
    assert done.code == 0, done.err
    assert "Traceback" not in done.err
    assert done.err.strip() or done.out.strip()


def test_a_missing_store_is_a_user_error(run: Run, tmp_path: Path) -> None:
    done = run("--db", tmp_path / "no.db", "search", "IWM")
    assert done.code == 2
    assert "no such database" in done.err
    assert not (tmp_path / "no.db").exists()


def test_the_python_interface_gives_the_same_answers(db: Path, run: Run) -> None:
    import aggregator as ag

    store = ag.open(db)
    frame = ag.sentiment(store, entity="index:RUT", as_of="2024-07-11")
    assert list(frame.columns)[:2] == ["session", "entity_id"]
    hits = ag.search(store, "ticker:IWM")
    shown = json.loads(run("--db", db, "search", "ticker:IWM", "--json").out)
    assert [hit.article.id for hit in hits] == [row["id"] for row in shown]
    assert ag.claims(store, "kind:move verdict:contradicted")
    found = ag.extract("The Russell 2000 gained 6.08% last week.", published="2024-07-15T12:00Z")
    assert [claim.value for claim in found.claims] == [6.08]
    assert ag.digest(store, date="2024-07-11").sections
    store.close()
