"""The leak test finds nothing in the product, and finds every leaky reader that a test puts beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator import details, export, leaks, pipeline, playing, understand
from aggregator.errors import StoreError, UsageError
from aggregator.leaks.outputs import MARK, OUTPUTS, WORDS, View, shown
from aggregator.leaks.probes import PROBES
from aggregator.records import Entity, Query
from aggregator.store import Store, db, entities, health, market, open_store, verdicts
from aggregator.store import claims as stored_claims
from tests.leaks.words import WordEncoder

pytestmark = pytest.mark.timeout(600)  # the first test that asks for `rows` waits for all of them

T = dt.datetime(2024, 7, 3, 17, 0, tzinfo=dt.UTC)  # the close of a half day


@pytest.fixture(scope="module")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, played to its end, with master data as a user would have loaded them."""
    path = tmp_path_factory.mktemp("leaks") / "sample.db"
    with open_store(path) as store:
        names = [Entity("company:XMPL", "Example Robotics", "ORG", "XMPL", aliases=("Example Robotics",))]
        entities.save(store, names, provider="test", at=T - dt.timedelta(days=20))
        for _, reports in playing.play(store, playing.sample_config(), WordEncoder()):
            for _ in reports:
                pass
    return path


@pytest.fixture(scope="module")
def copied(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A copy that all tests share: whatever a probe plants is taken back."""
    path = tmp_path_factory.mktemp("leaks") / "copy.db"
    db.copy(sample_store, path)
    with open_store(path) as store:
        yield store


def bench(store: Store, **fields: object) -> leaks.Bench:
    config = playing.sample_config()
    whole = leaks.bench(config, WordEncoder(), understand.linker(pipeline.known_entities(store, config)))
    return replace(whole, **fields)  # type: ignore[arg-type]


def some(*names: str) -> list[object]:
    return [probe for probe in PROBES if probe.name in names]


@pytest.fixture(scope="module")
def rows(copied: Store) -> dict[str, leaks.Row]:
    return {row.probe: row for row in leaks.run(copied, [T], bench(copied), seed=7)}


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_nothing_gets_through(rows: dict[str, leaks.Row], probe: object) -> None:
    row = rows[probe.name]  # type: ignore[attr-defined]
    assert row.leaks == ()
    assert set(row.answered) == set(OUTPUTS)
    assert all(row.answered.values()), "an empty answer proves nothing"


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_every_probe_plants_something_that_is_seen_later(rows: dict[str, leaks.Row], probe: object) -> None:
    row = rows[probe.name]  # type: ignore[attr-defined]
    assert (row.planted > 0) == (row.probe != "time passes")
    assert row.seen is (True if probe.shows_in else None)  # type: ignore[attr-defined]


def test_the_same_seed_plants_the_same(copied: Store) -> None:
    setup = bench(copied, probes=some("later articles", "permuted labels"), outputs={"list": OUTPUTS["list"]})
    runs = [list(leaks.run(copied, [T], setup, seed=seed)) for seed in (3, 3)]
    assert runs[0] == runs[1]


def test_plantings_are_taken_back(copied: Store) -> None:
    setup = bench(copied, probes=some("later articles", "revised bars", "verdicts"), outputs={})
    tables = ("articles", "revisions", "bars", "verdicts", "claims", "signals", "alignments")

    def counts() -> list[int]:
        return [copied.one(f"SELECT COUNT(*) FROM {table}") for table in tables]

    found = leaks.run(copied, [T], setup, seed=1)
    assert next(found).planted
    before = counts()
    assert [row.planted > 0 for row in found] == [True, True]
    assert counts() == before
    assert not copied.connection.in_transaction


# --- that the test can fail: one leaky reader for each way in -----------------------------------------------------

FAR = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


def _text(records: object) -> Mapping[str, bytes]:
    return {"leaky": "\n".join(map(repr, records)).encode()}  # type: ignore[call-overload]


def _table(what: str) -> Callable[..., Mapping[str, bytes]]:
    return lambda store, config, as_of: {"leaky": export.encode(export.frame(store, what, Query(limit=None)), "csv")}


def _claim_of_any_time(store: Store, identifier: str, as_of: dt.datetime | None) -> object:
    """As a lookup did that asked for the verdicts of then, and not whether the claim was known."""
    found = details.find(store, identifier, FAR)
    return found if isinstance(found, details.ClaimDetail) else details.find(store, identifier, as_of)


def _article_of_any_time(store: Store, identifier: str, as_of: dt.datetime | None) -> object:
    found = details.find(store, identifier, FAR)
    return found if isinstance(found, details.ArticleDetail) else details.find(store, identifier, as_of)


def _joined_at_any_time(store: Store, identifier: str, as_of: dt.datetime | None) -> object:
    found = details.find(store, identifier, as_of)
    if isinstance(found, details.ClaimDetail):
        return replace(found, alignment=verdicts.alignment(store, found.view.claim.claim_id))
    return found


def _shown_by(find: Callable[..., object]) -> Callable[..., Mapping[str, bytes]]:
    return lambda store, config, as_of: shown(View(store, config, as_of, as_of), find)


def _searched(store: Store, config: object, as_of: dt.datetime) -> Mapping[str, bytes]:
    return OUTPUTS["search"](View(store, config, FAR, FAR))  # type: ignore[arg-type]


LEAKY: dict[str, tuple[str, Callable[..., Mapping[str, bytes]]]] = {
    "an index of the newest texts": ("edits", _table("articles")),
    "articles by the date that they claim": (
        "back-dated articles",
        lambda store, config, as_of: _text(
            map(
                tuple,
                store.rows("SELECT id FROM articles WHERE published_at <= ?", (f"{as_of:%Y-%m-%dT%H:%M:%SZ}",)),
            )
        ),
    ),
    "a count of all articles": (
        "undated articles",
        lambda store, config, as_of: _text(map(tuple, store.rows("SELECT COUNT(*) FROM articles"))),
    ),
    "future dates taken at their word": (
        "future-dated articles",
        lambda store, config, as_of: _text(map(tuple, store.rows("SELECT excluded FROM articles ORDER BY id"))),
    ),
    "a search without a time": ("later articles", _searched),
    "a claim by its id, whenever it was known": ("later articles", _shown_by(_claim_of_any_time)),
    "a claim of a later revision by its id": ("edits", _shown_by(_claim_of_any_time)),
    "an article by its id, whenever it was known": ("back-dated articles", _shown_by(_article_of_any_time)),
    "a claim with the prices that it was joined to later": ("alignments", _shown_by(_joined_at_any_time)),
    "stories as they grew": (
        "copies",
        lambda store, config, as_of: _text(
            map(tuple, store.rows("SELECT story_id, COUNT(*) FROM articles GROUP BY story_id"))
        ),
    ),
    "the newest version of each bar": (
        "revised bars",
        lambda store, config, as_of: _text(
            (bar.session, bar.close) for bar in market.bars(store, "^RUT") if bar.session <= as_of.date()
        ),
    ),
    "the last close": ("new bars", lambda store, config, as_of: _text([market.last_session(store, "^RUT")])),
    "the calendar of today": ("releases", lambda store, config, as_of: _text(market.releases(store))),
    "decisions of today": ("policy decisions", lambda store, config, as_of: _text(market.decisions(store))),
    "series as they were revised": (
        "observations",
        lambda store, config, as_of: _text(map(tuple, store.rows("SELECT * FROM observations"))),
    ),
    "the newest verdict": ("verdicts", lambda s, c, t: _text(stored_claims.find(s, Query(until=t, limit=None)))),
    "signals of today": ("signals", _table("signals")),
    "alignments of today": ("alignments", _table("alignments")),
    "names of today": ("directories", lambda store, config, as_of: _text(entities.read(store))),
    "failures of today": ("failures", lambda store, config, as_of: _text(health.failures(store))),
    "sessions of all bars": (
        "shifted dates",
        lambda store, config, as_of: _text(
            map(
                tuple, store.rows("SELECT symbol, session, value FROM signals WHERE session <= ?", (str(as_of.date()),))
            )
        ),
    ),
    "moods of all time": ("permuted labels", _table("mentions")),
}


def asked(leaky: Callable[..., Mapping[str, bytes]]) -> Callable[[View], Mapping[str, bytes]]:
    return lambda view: leaky(view.store, view.config, view.as_of)


@pytest.mark.parametrize("name", LEAKY)
def test_a_leaky_reader_is_caught(copied: Store, name: str) -> None:
    probe, leaky = LEAKY[name]
    setup = bench(copied, probes=some(probe), outputs={"sound": OUTPUTS["list"], "leaky": asked(leaky)})
    (row,) = leaks.run(copied, [T], setup, seed=2)
    assert {leak.output for leak in row.leaks} == {"leaky"}
    assert all(leak.lines for leak in row.leaks)


def test_every_probe_is_caught_once() -> None:
    assert {probe for probe, _ in LEAKY.values()} == {probe.name for probe in PROBES} - {"time passes"}


def test_a_leak_shows_its_lines(copied: Store) -> None:
    setup = bench(copied, probes=some("edits"), outputs={"articles": asked(LEAKY["an index of the newest texts"][1])})
    (row,) = leaks.run(copied, [T], setup, seed=2)
    lines = row.leaks[0].lines
    assert any(line.startswith("+ ") and MARK in line for line in lines)
    assert any(line.startswith("- ") for line in lines)
    assert len(lines) <= 2 * leaks.MOST_LINES + 1


def test_the_word_that_marks_planted_texts_is_searched_for_and_stands_nowhere_else(sample_store: Path) -> None:
    assert MARK in WORDS
    with open_store(sample_store) as store:
        assert store.one("SELECT COUNT(*) FROM revisions WHERE text LIKE ? OR title LIKE ?", (f"%{MARK}%",) * 2) == 0


# --- where it stands, and what it works on ------------------------------------------------------------------------


def test_three_sessions_are_the_default(copied: Store) -> None:
    times = leaks.default_times(copied)
    assert len(times) == 3
    assert times == sorted(times)
    assert all(time.hour == 20 for time in times), "closes of summer sessions"


def test_an_empty_store_has_nothing_to_test(tmp_path: Path) -> None:
    with open_store(tmp_path / "empty.db") as store, pytest.raises(UsageError, match="no dated article"):
        leaks.default_times(store)


def test_a_copy_reads_the_store_and_leaves_it_alone(sample_store: Path, tmp_path: Path) -> None:
    before = sample_store.read_bytes(), sample_store.stat().st_mtime_ns
    db.copy(sample_store, tmp_path / "copy.db")
    assert (sample_store.read_bytes(), sample_store.stat().st_mtime_ns) == before
    with open_store(tmp_path / "copy.db") as copied, open_store(sample_store) as original:
        query = "SELECT COUNT(*) FROM claims"
        assert copied.one(query) == original.one(query) > 0


def test_a_copy_of_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such database"):
        db.copy(tmp_path / "none.db", tmp_path / "copy.db")
    (tmp_path / "junk.db").write_bytes(b"no database " * 99)
    with pytest.raises(StoreError, match="junk"):
        db.copy(tmp_path / "junk.db", tmp_path / "copy.db")
