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


@pytest.mark.parametrize("text", ["yesterday", "", "2024-13-01", "9999-12-31"])
def test_what_is_no_time_is_refused_by_name(text: str) -> None:
    with pytest.raises(UsageError, match="--until"):
        end_of(text, flag="--until")


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
