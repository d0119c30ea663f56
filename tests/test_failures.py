"""Failures of imports, prices and analyses: recorded within bounds, closed when the item succeeds, counted rightly."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from aggregator import pipeline, pricing, understand
from aggregator.articles import importer
from aggregator.errors import ItemError
from aggregator.records import Article, StageReport
from aggregator.store import Store, articles, health, open_store
from tests.store.made import article, understanding

NOW = dt.datetime(2024, 7, 15, 12, tzinfo=dt.UTC)
GOOD = json.dumps({"title": "Stocks rise", "body": "They rose.", "published": "2024-07-01"})


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        yield opened


def imported(store: Store, path: Path) -> StageReport:
    items = importer.read(path, source=None, first_seen_at=NOW)
    return pipeline.import_articles(store, items, now=NOW, files=[path])


def open_codes(store: Store) -> dict[str, str]:
    return {Path(failure.item).name: failure.code for failure in health.failures(store)}


def test_lines_that_now_import_are_closed_and_others_stay_open(store: Store, tmp_path: Path) -> None:
    path, other = tmp_path / "a.jsonl", tmp_path / "other.jsonl"
    path.write_text(f"{{broken\n{GOOD}\n[1]\n")
    other.write_text(f"{GOOD}\n[2]\n")
    imported(store, path)
    imported(store, other)
    assert open_codes(store) == {"a.jsonl:1": "bad_json", "a.jsonl:3": "bad_row", "other.jsonl:2": "bad_row"}
    path.write_text(f"{GOOD}\n{GOOD}\n[1]\n")
    imported(store, path)
    assert open_codes(store) == {"a.jsonl:3": "bad_row", "other.jsonl:2": "bad_row"}
    path.write_text(f"{GOOD}\n")
    imported(store, path)
    assert open_codes(store) == {"other.jsonl:2": "bad_row"}


def test_bad_lines_of_one_file_are_recorded_within_bounds(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join([GOOD, *["garbage"] * 130, GOOD]))
    report = imported(store, path)
    assert (report.counts["new"], report.counts["same"], report.counts["failed"]) == (1, 1, 130)
    found = health.failures(store)
    assert len(found) == pipeline.MOST_BAD_LINES + 1
    assert [f.message for f in found if f.code == "bad_lines"] == ["110 more bad lines"]


def test_a_file_without_a_good_line_is_given_up(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(["garbage"] * 11_500))
    assert imported(store, path).counts["failed"] == importer.MAX_BAD_LINES + 1
    assert len(health.failures(store)) == pipeline.MOST_BAD_LINES + 2
    assert open_codes(store).keys() >= {"a.jsonl", "a.jsonl:1"}


def test_an_import_that_is_cut_off_keeps_what_it_read(store: Store) -> None:
    def cut() -> Iterator[Article]:
        for number in range(2_050):
            yield article(f"a{number}")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.import_articles(store, cut(), now=NOW)
    assert articles.count(store) == 2_000


def test_a_symbol_that_loads_from_files_is_closed(store: Store, tmp_path: Path) -> None:
    def load() -> None:
        pricing.from_folders(store, [tmp_path], now=NOW, symbols=["IWM"], notice=lambda _: None)

    load()
    assert open_codes(store) == {"IWM": "no_such_symbol"}
    file = tmp_path / "IWM.csv"
    file.write_text("date,open,high,low,close,volume\n2024-07-12,211,214,210,213,100\nbad line\n")
    load()
    assert open_codes(store) == {"IWM.csv:3": "bad_line"}
    file.write_text("date,open,high,low,close,volume\n2024-07-12,211,214,210,213,100\n")
    load()
    assert open_codes(store) == {}


def analyzed(store: Store, monkeypatch: pytest.MonkeyPatch) -> StageReport:
    monkeypatch.setattr(understand, "understand_many", lambda batch, *_, **__: [understanding(a) for a in batch])
    return pipeline.analyze(store, SimpleNamespace(model_id="m-1"), None, now=NOW)  # type: ignore[arg-type]


def test_an_article_that_is_understood_at_last_is_closed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = article()
    articles.save(store, stored)
    health.record(store, "analyze", ItemError(stored.id, "failed", code="x"), NOW)
    analyzed(store, monkeypatch)
    assert health.failures(store) == []


def test_what_another_process_analysed_first_is_not_counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = article()
    articles.save(store, stored)
    first = analyzed(store, monkeypatch)
    monkeypatch.setattr(articles, "pending", lambda *_: iter([stored]))
    second = analyzed(store, monkeypatch)
    assert first.counts["articles"] == 1
    assert not any(second.counts.values())
