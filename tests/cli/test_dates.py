"""A bare date means the same on the command line and in Python, however it is written."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import aggregator as ag
from aggregator.api import moment
from aggregator.cli.context import end_of, start_of
from aggregator.errors import UsageError
from aggregator.store import open_store
from tests.builders import add, article, at
from tests.cli.conftest import Run

TEXT = "The Russell 2000 rose 3% today."
ENDS = dt.datetime(2024, 7, 17, 3, 59, 59, tzinfo=dt.UTC)
BEGINS = dt.datetime(2024, 7, 16, 4, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["2024-07-16", "20240716", " 2024-07-16 ", "2024-W29-2"])
def test_a_bare_date_is_its_whole_day_in_new_york(text: str) -> None:
    assert end_of(text, flag="--until") == moment(text, name="until") == ENDS
    assert start_of(text, flag="--since") == moment(text, name="since", end=False) == BEGINS
    assert moment(dt.date(2024, 7, 16), name="until") == ENDS


@pytest.mark.parametrize("text", ["2024-07-16T12:00Z", "20240716T1200", "2024-07-16T08:00-04:00", "2024-07-16 12"])
def test_a_time_is_taken_as_it_stands(text: str) -> None:
    noon = dt.datetime(2024, 7, 16, 12, tzinfo=dt.UTC)
    assert end_of(text, flag="--until") == start_of(text, flag="--since") == moment(text, name="until") == noon


def test_a_series_begins_with_the_first_hour_of_a_bare_date() -> None:
    with open_store(":memory:") as store:
        for known in ("2024-07-16T03:30", "2024-07-16T14:30", "2024-07-17T02:30", "2024-07-17T14:30"):
            add(store, article(f"At {known}", known=at(known)), topics=["fed"])
        hours = ag.sentiment(store, topic="fed", freq="hour", since="2024-07-16", until="2024-07-16")
    assert hours["n_articles"].sum() == 2


FAR = (
    "9999-12-31",
    "9999-12-31T23:59Z",
    "9999-12-31T23:59-08:00",
    "0001-01-01",
    "0001-01-01T00:00+08:00",
    "2101-01-01",
)


@pytest.mark.parametrize("text", ["yesterday", "", "2024-13-01", *FAR])
def test_what_is_no_time_is_refused_by_name(text: str) -> None:
    for read in (end_of, start_of):
        with pytest.raises(UsageError, match=r"^--until: '"):
            read(text, flag="--until")


DATED = (
    *[("digest", "--date"), ("digest", "--as-of"), ("search", "--since"), ("search", "--until"), ("claims", "--as-of")],
    *[
        ("export", "sentiment", "--since"),
        ("export", "articles", "--as-of"),
        ("sources", "--as-of"),
        ("study", "--until"),
    ],
    *[("prices", "--since"), ("crawl", "--since"), ("leaktest", "--as-of"), ("show", "abc", "--as-of")],
    *[("feeds", "health", "--as-of"), ("extract", "-", "--published")],
)


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "9999-12-31T23:59Z"])
@pytest.mark.parametrize("command", DATED, ids=" ".join)
def test_every_command_refuses_a_date_that_is_too_far_and_says_what_was_typed(
    db: Path, run: Run, command: tuple[str, ...], text: str
) -> None:
    if command[-1] == "--date" and "T" in text:
        pytest.skip("a day has no time")
    done = run("--db", db, *command, text)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"Error: {command[-1]}: {text!r} lies outside the years 1900 to 2100\n  remedy: "), (
        done.err
    )
    clock = run("--db", db, "--now", text, "digest")
    assert clock.code == 2
    assert f"--now: {text!r} lies outside the years" in clock.err


@pytest.mark.parametrize("day", ["1900-01-01", "2100-12-31"])
def test_a_digest_of_the_first_and_of_the_last_day(db: Path, run: Run, day: str) -> None:
    done = run("--db", db, "--now", f"{day}T23:00Z", "digest", "--date", day)
    assert done.code == 0, done.err


def test_a_digest_of_a_day_to_come_names_what_was_typed(db: Path, run: Run) -> None:
    done = run("--db", db, "--now", "2024-07-16T12:00Z", "digest", "--date", "2024-08-20")
    assert done.code == 2
    assert "the digest of 2024-08-20 begins at 2024-08-19" in done.err
    assert "as of 2024-07-16 12:00 UTC" in done.err


def test_python_refuses_the_same() -> None:
    far = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)
    with open_store(":memory:") as store:
        for ask in (
            lambda: ag.digest(store, date="9999-12-31"),
            lambda: ag.digest(store, date=dt.date(1, 1, 1)),
            lambda: ag.search(store, "x", as_of=far),
            lambda: ag.claims(store, as_of=dt.date(1, 1, 1)),
        ):
            with pytest.raises(UsageError, match="lies outside the years 1900 to 2100"):
                ask()


@pytest.mark.parametrize("published", ["2024-07-16", "20240716"])
def test_today_of_a_text_is_the_day_it_was_published(run: Run, tmp_path: Path, published: str) -> None:
    note = tmp_path / "note.txt"
    note.write_text(TEXT)
    done = run("extract", note, "--published", published)
    assert done.code == 0, done.err
    (told,) = [claim for claim in json.loads(done.out)["claims"] if claim["kind"] == "move"]
    (same,) = [claim for claim in ag.extract(TEXT, published=published).claims if claim.kind == "move"]
    assert told["window_start"] == "2024-07-16"
    assert same.window_start == dt.date(2024, 7, 16)
