"""Export shapes: columns, bytes, filters."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from aggregator.errors import UsageError
from aggregator.export import EXPORTS, FORMATS, encode, factor, frame, imported, write
from aggregator.records import Alignment, Query, SignalValue, Stamp
from aggregator.sessions import calendar
from aggregator.store import Store, market, open_store, verdicts
from tests.builders import MODEL, NOW, add, article, at, claim, fill, hostile, judge

ALL = Query(limit=None)


def populate(store: Store) -> None:
    fill(store)
    row = store.rows("SELECT claim_id FROM claims WHERE symbol = '^RUT' ORDER BY claim_id LIMIT 1")[0]
    monday, friday = dt.date(2024, 7, 15), dt.date(2024, 7, 12)
    joined = Alignment(row["claim_id"], "^RUT", monday, friday, {"rsi_14": 61.5, "return_5": 6.0}, NOW)
    verdicts.save_alignments(store, [(joined, MODEL)])
    close = calendar().close_time(friday)
    values = [SignalValue(s, friday, n, 1, v, close) for s, n, v in (("IWM", "rsi_14", 60.0), ("IWM", "return_1", 3.0))]
    market.save_signals(store, [*values, SignalValue("^RUT", friday, "rsi_14", 1, 61.5, close)])


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        populate(opened)
        yield opened


# The columns that the command-line contract promises, in order; more may follow.
PROMISED = {
    "articles": "id url title source published_at published_precision first_seen_at knowable_at story_id",
    "mentions": "article_id url start end text type entity_id symbol cue relevance sentiment confidence model_id",
    "claims": "claim_id article_id start end evidence kind topic subject entity_id symbol direction value value_high "
    "value_text unit comparator expected window_text window_start window_end tense certainty due stance stance_probs "
    "speaker speaker_role quote driver relevance novelty confidence model_id rule_ids created_at",
    "verdicts": "claim_id verdict reason measured unit error basis window_start window_end bars",
    "signals": "symbol session name version value knowable_at",
    "alignments": "claim_id symbol session signal_session",
    "sentiment": "session entity_id symbol topic n_articles n_stories n_sources sentiment_mean sentiment_weighted "
    "sentiment_std pos_share neg_share stance_balance buzz sentiment_z first_knowable_at last_knowable_at model_id "
    "schema_version",
}


@pytest.mark.parametrize("what", EXPORTS)
class TestEveryTable:
    def test_has_its_columns_and_rows(self, store: Store, what: str) -> None:
        table = frame(store, what, ALL)
        promised = PROMISED[what].split()
        assert list(table.columns)[: len(promised)] == promised
        assert len(table)

    def test_keeps_its_columns_and_types_when_empty(self, store: Store, what: str) -> None:
        with open_store(":memory:") as empty:
            table = frame(empty, what, ALL)
            assert table.empty
            columns = list(frame(store, what, ALL).columns)
            assert list(table.columns) == columns[: len(table.columns)]
            assert all(encode(table, form) is not None for form in FORMATS)

    @pytest.mark.parametrize("form", FORMATS)
    def test_is_byte_stable(self, store: Store, what: str, form: str) -> None:
        with open_store(":memory:") as twin:
            populate(twin)
            assert encode(frame(store, what, ALL), form) == encode(frame(twin, what, ALL), form)

    @pytest.mark.parametrize("form", FORMATS)
    def test_every_format_says_the_same(self, store: Store, what: str, form: str) -> None:
        table = frame(store, what, ALL)
        data = encode(table, form)
        if form == "csv":
            assert b"\r" not in data
            back = pd.read_csv(io.BytesIO(data))
        elif form == "jsonl":
            back = pd.DataFrame([json.loads(line) for line in data.decode().splitlines()])
        else:
            back = pd.read_parquet(io.BytesIO(data))
        assert list(back.columns) == list(table.columns)
        assert len(back) == len(table)
        assert back.notna().sum().tolist() == table.notna().sum().tolist()

    def test_never_shows_what_was_not_known(self, store: Store, what: str) -> None:
        known = at("2024-07-13T00:00")
        before = encode(frame(store, what, Query(as_of=known, limit=None)), "csv")
        hostile(store)
        add(store, article("Late", known=at("2024-07-14T23:00")), topics=["fed"], entities=[("index:RUT", "^RUT")])
        assert encode(frame(store, what, Query(as_of=known, limit=None)), "csv") == before

    def test_survives_hostile_text(self, what: str) -> None:
        with open_store(":memory:") as store:
            hostile(store)
            for form in FORMATS:
                assert encode(frame(store, what, ALL), form) is not None


def test_filters_mean_what_they_mean_in_search(store: Store) -> None:
    assert set(frame(store, "claims", Query(kinds=("forecast",), limit=None))["kind"]) == {"forecast"}
    assert set(frame(store, "verdicts", Query(verdicts=("contradicted",), limit=None))["verdict"]) == {"contradicted"}
    assert set(frame(store, "articles", Query(sources=("cnbc",), limit=None))["source"]) == {"cnbc"}
    assert set(frame(store, "mentions", Query(tickers=("^RUT",), limit=None))["symbol"]) == {"^RUT"}
    assert set(frame(store, "signals", Query(tickers=("IWM",), limit=None))["symbol"]) == {"IWM"}
    assert len(frame(store, "claims", Query(limit=2))) == 2
    topics = frame(store, "sentiment", Query(topics=("fed", "inflation"), limit=None))
    assert set(topics["topic"]) == {"fed", "inflation"}
    assert frame(store, "sentiment", ALL, by="source")["source"].notna().all()


def test_verdicts_keep_their_history(store: Store) -> None:
    table = frame(store, "verdicts", ALL)
    history = table[table["claim_id"].duplicated(keep=False)]["verdict"].tolist()
    assert history == ["pending", "came_true"]


def test_a_filter_that_a_table_lacks_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="--kind"):
        frame(store, "signals", Query(kinds=("move",)))
    with pytest.raises(UsageError, match="claims, verdicts"):
        frame(store, "everything", ALL)
    with pytest.raises(UsageError, match="parquet"):
        encode(frame(store, "signals", ALL), "xml")


def test_figures_and_times_are_plain(store: Store) -> None:
    lines = encode(frame(store, "signals", ALL), "csv").decode().splitlines()
    assert lines[1] == "IWM,2024-07-12,return_1,1,3.0,2024-07-12T20:00:00Z"
    row = json.loads(encode(frame(store, "claims", Query(kinds=("move",), limit=1)), "jsonl").splitlines()[0])
    assert row["value_high"] is None
    assert isinstance(row["value"], float)


def test_the_shape_for_factor_libraries(store: Store) -> None:
    signals = factor(frame(store, "signals", ALL))
    assert signals.index.names == ["date", "asset"]
    assert signals.loc[("2024-07-12", "IWM"), "return_1"] == 3.0
    moods = factor(frame(store, "sentiment", ALL))
    assert moods.index.is_unique
    assert moods.index.is_monotonic_increasing
    assert ("2024-07-15", "^RUT") in moods.index
    assert factor(frame(store, "alignments", ALL))["rsi_14"].tolist() == [61.5]
    with pytest.raises(UsageError):
        factor(frame(store, "articles", ALL))


def test_write_makes_the_file(store: Store, tmp_path: Path) -> None:
    table = frame(store, "signals", ALL)
    write(table, "parquet", tmp_path / "signals.parquet")
    assert (tmp_path / "signals.parquet").read_bytes() == encode(table, "parquet")


@pytest.mark.parametrize("what", ["articles", "claims", "verdicts", "mentions", "sentiment"])
def test_imported_articles_are_told_from_crawled_ones(store: Store, what: str) -> None:
    crawled = frame(store, what, ALL)
    n, of = imported(store, what, ALL, crawled)
    assert n == 0 < of
    told = claim("The Russell 2000 gained 3% on Friday.", direction="up", value=3.0, unit="pct")
    note = article("From an archive", known=at("2024-07-14T10:00"), origin="import", source="desk")
    judge(store, add(store, note, topics=["fed"], entities=[("index:RUT", "^RUT")], claims=[told]), "supported")
    table = frame(store, what, ALL)
    if what != "sentiment":
        assert set(table["origin"]) == {"crawl", "import"}
    assert imported(store, what, ALL, table) == (1, of + 1)
    desk = Query(sources=("desk",), limit=None)
    assert imported(store, what, desk, frame(store, what, desk)) == (1, 1)
    before = Query(as_of=at("2024-07-14T09:00"), limit=None)
    assert imported(store, what, before, frame(store, what, before))[0] == 0


def test_a_series_counts_only_the_articles_on_its_target(store: Store) -> None:
    note = article("On oil", known=at("2024-07-14T10:00"), origin="import")
    add(store, note, topics=["commodities"], entities=[("commodity:WTI", "CL=F")])
    for query, n in (
        (Query(entities=("index:RUT",), limit=None), 0),
        (Query(topics=("fed",), limit=None), 0),
        (Query(entities=("commodity:WTI",), topics=("fed",), limit=None), 0),
        (Query(tickers=("CL=F",), limit=None), 1),
        (Query(entities=("commodity:WTI",), topics=("commodities",), limit=None), 1),
    ):
        assert imported(store, "sentiment", query, frame(store, "sentiment", query))[0] == n, query
    empty = Query(sources=("nobody",), limit=None)
    assert imported(store, "sentiment", empty, frame(store, "sentiment", empty)) == (0, 0)


def test_truth_is_written_alike_in_every_text(store: Store) -> None:
    table = frame(store, "articles", ALL)
    assert {row.rsplit(",", 1)[1] for row in encode(table, "csv").decode().splitlines()[1:]} == {"false"}
    assert '"partial": false' in encode(table, "jsonl").decode()


def test_a_date_without_a_time_says_so(store: Store) -> None:
    day = article("Only a date", known=at("2024-07-15T03:59"), published=Stamp(at("2024-07-14"), "day", "feed"))
    add(store, day)
    table = frame(store, "articles", ALL).set_index("title")
    assert table.loc["Only a date", "published_precision"] == "day"
