"""Analysis in small steps: what is done is stored as it goes, and a text of any length holds up no other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise
from types import SimpleNamespace

import pytest

from aggregator import pipeline, understand
from aggregator.records import Article, StageReport, Understanding
from aggregator.store import Store, analyses, articles, health, open_store
from tests.store.made import article, understanding

NOW = dt.datetime(2024, 7, 15, 12, tzinfo=dt.UTC)
LINE = "The Example Index rose a little on that day, as it had done before. "
SHORT = LINE * 40


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        yield opened


class Reader:
    """Stands in for the model: keeps what it was given, and is stopped when it has read so many articles."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, stop_after: int = 1_000) -> None:
        self.read: list[Article] = []
        self.stop_after = stop_after
        monkeypatch.setattr(understand, "understand_many", self)

    def __call__(self, batch: Sequence[Article], *_: object, **__: object) -> list[Understanding]:
        if len(self.read) + len(batch) > self.stop_after:
            raise KeyboardInterrupt
        self.read += batch
        return [understanding(each) for each in batch]


def analyze(store: Store, **options: object) -> StageReport:
    return pipeline.analyze(store, SimpleNamespace(model_id="m-1"), None, now=NOW, **options)  # type: ignore[arg-type]


def save(store: Store, *texts: str) -> list[Article]:
    made = [article(f"a{n}", text=text, known=NOW - dt.timedelta(hours=len(texts) - n)) for n, text in enumerate(texts)]
    for each in made:
        articles.save(store, each)
    return made


def test_a_run_that_is_stopped_keeps_all_but_its_last_seconds(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    save(store, *[SHORT] * 66)
    Reader(monkeypatch, stop_after=33)
    with pytest.raises(KeyboardInterrupt):
        analyze(store)
    assert 66 - articles.count_pending(store, "m-1") >= 30
    Reader(monkeypatch)
    assert analyze(store).counts["articles"] <= 36
    assert articles.count_pending(store, "m-1") == 0


def test_progress_moves_in_small_steps(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    save(store, *[SHORT] * 66)
    Reader(monkeypatch)
    seen: list[int] = []
    analyze(store, progress=lambda _stage, done, _total: seen.append(done))
    assert seen[0] == 0
    assert seen[-1] == 66
    assert max(after - before for before, after in pairwise(seen)) <= 5


def test_short_texts_are_read_together(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    save(store, *["The Example Index rose."] * 60)
    seen: list[int] = []
    Reader(monkeypatch)
    analyze(store, progress=lambda _stage, done, _total: seen.append(done))
    assert len(seen) <= 4, "a transaction for each would cost more than the reading"


def test_long_texts_come_last(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    save(store, SHORT, LINE * 2_000, SHORT)
    reader = Reader(monkeypatch)
    analyze(store)
    assert [each.id for each in reader.read] == ["a0", "a2", "a1"]


def test_of_a_text_without_end_the_start_is_read_and_the_rest_named(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = LINE * (pipeline.MOST_SENTENCES + 7)
    save(store, SHORT, long, SHORT)
    reader = Reader(monkeypatch)
    report = analyze(store)
    read = reader.read[-1].text
    assert long.startswith(read)
    assert read.count(".") == pipeline.MOST_SENTENCES
    [told] = report.failures
    assert "a1" in told
    assert "5,007 sentences" in told
    assert "first 5,000" in told
    assert "remedy" in told
    assert report.counts["articles"] == 3
    assert [(failure.item, failure.code) for failure in health.failures(store)] == [("a1", "too_long")]
    assert analyses.model_of(store, reader.read[-1].revision_id) is not None
    assert analyze(store).failures == ()
    assert [failure.code for failure in health.failures(store)] == ["too_long"]


def test_lines_of_a_few_characters_are_sentences_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    save(store, "Up 1%\n" * 5_500)
    reader = Reader(monkeypatch)
    assert len(analyze(store).failures) == 1
    assert reader.read[0].text.count("\n") <= pipeline.MOST_SENTENCES
