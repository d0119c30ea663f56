"""Sentiment series against a second computation in plain Python, and the rules that the contract states."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from statistics import fmean, stdev
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import UsageError
from aggregator.records import Mention, Sentence, Sentiment, Understanding
from aggregator.series import COLUMNS, rollup, sentiment
from aggregator.sessions import calendar
from aggregator.store import Store, open_store
from tests.builders import MODEL, NOW, add, article, at, claim

RUT = ("index:RUT", "^RUT")
FRIDAY, MONDAY = dt.date(2024, 7, 12), dt.date(2024, 7, 15)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        yield opened


def tell(store: Store, when: str, mood: float, **further: Any) -> None:
    add(store, article(f"News of {when}", known=at(when), **further), mood=mood, topics=["fed"], entities=[RUT])


def rows(store: Store, **further: Any) -> list[dict[str, Any]]:
    table = sentiment(store, entity="index:RUT", **further)
    return [{key: None if value != value else value for key, value in row.items()} for row in table.to_dict("records")]


def test_the_columns_are_the_contract(store: Store) -> None:
    tell(store, "2024-07-12T10:00", 0.5)
    assert tuple(sentiment(store).columns) == COLUMNS
    assert tuple(sentiment(store, entity="index:NONE").columns) == COLUMNS
    assert list(sentiment(store).dtypes) == list(sentiment(store, entity="index:NONE").dtypes)


@pytest.mark.parametrize(
    ("known", "session"),
    [
        ("2024-07-12T13:29:59", FRIDAY),
        ("2024-07-12T13:30:00", MONDAY),  # known at the open is not known before it
        ("2024-07-12T20:00:00", MONDAY),
        ("2024-07-13T12:00:00", MONDAY),
        ("2024-07-15T13:29:59", MONDAY),
        ("2024-07-03T16:00:00", dt.date(2024, 7, 5)),  # after the open of a half day, before a holiday
    ],
)
def test_an_article_belongs_to_the_first_session_that_opens_after_it(
    store: Store, known: str, session: dt.date
) -> None:
    tell(store, known, 0.5)
    (row,) = rows(store)
    assert row["session"].date() == session


def test_copies_of_a_story_count_once_in_every_average(store: Store) -> None:
    for n, mood in enumerate((0.9, 0.7, 0.5)):
        tell(store, f"2024-07-13T1{n}:00", mood, story="wire", rank=n + 1, source=f"s{n}")
    tell(store, "2024-07-13T20:00", -0.3, source="s0")
    (row,) = rows(store)
    assert (row["n_articles"], row["n_stories"], row["n_sources"]) == (4, 2, 3)
    assert row["sentiment_mean"] == pytest.approx((0.7 - 0.3) / 2)
    assert row["sentiment_std"] == pytest.approx(stdev([0.7, -0.3]), abs=1e-6)
    assert (row["pos_share"], row["neg_share"]) == (0.5, 0.5)


def test_weights_are_relevance_times_novelty_times_confidence(store: Store) -> None:
    tell(store, "2024-07-13T10:00", 0.8, story="old", rank=3)
    tell(store, "2024-07-13T11:00", -0.4)
    (row,) = rows(store)
    assert row["sentiment_weighted"] == pytest.approx((0.8 * 0.25 - 0.4) / 1.25, abs=1e-6)


def test_no_news_is_null_not_zero(store: Store) -> None:
    tell(store, "2024-07-10T10:00", 0.5)
    tell(store, "2024-07-12T10:00", 0.5)
    before, silent, after = rows(store)
    assert silent["session"].date() == dt.date(2024, 7, 11)
    assert (silent["n_articles"], silent["n_stories"], silent["n_sources"]) == (0, 0, 0)
    assert {silent[name] for name in ("sentiment_mean", "sentiment_weighted", "sentiment_std", "pos_share")} == {None}
    assert silent["first_knowable_at"] is silent["model_id"] is None
    assert before["entity_id"] == silent["entity_id"] == after["entity_id"] == "index:RUT"
    assert before["symbol"] == silent["symbol"] == "^RUT"


def fill(store: Store, n: int, last: dt.date = FRIDAY) -> list[dt.date]:
    """News on each of n sessions but every fifth, with moods that vary."""
    days = [calendar().previous(calendar().next(last), k) for k in range(n, 0, -1)]
    for k, day in enumerate(days):
        for story in range(1 + k % 3 if k % 5 or k == 0 else 0):
            known = calendar().open_time(day) - dt.timedelta(hours=1, minutes=story)
            mood = round(math.sin(k * 1.7 + story), 2) * 0.9
            add(store, article(f"{k} {story}", known=known), mood=mood, topics=["fed"], entities=[RUT])
    return days


def test_trailing_figures_use_sessions_strictly_before(store: Store) -> None:
    days = fill(store, 80)
    table = sentiment(store, entity="index:RUT")
    assert [day.date() for day in table["session"]] == days
    means = [None if value != value else value for value in table["sentiment_mean"]]
    for i, day in enumerate(days):
        history = [value for value in means[max(0, i - 63) : i] if value is not None]
        row = table.iloc[i]
        if means[i] is None or len(history) < 10:
            assert math.isnan(row["sentiment_z"]), day
        else:
            assert row["sentiment_z"] == pytest.approx((means[i] - fmean(history)) / stdev(history), abs=1e-4)
        told = table["n_stories"].tolist()[max(0, i - 30) : i]
        if i < 5:
            assert math.isnan(row["buzz"])
        else:
            assert row["buzz"] == pytest.approx(row["n_stories"] / fmean(told), abs=1e-5)


def test_the_first_row_asked_for_has_its_whole_history(store: Store) -> None:
    fill(store, 80)
    whole = sentiment(store, entity="index:RUT")
    part = sentiment(store, entity="index:RUT", since=dt.date(2024, 7, 8), until=dt.date(2024, 7, 11))
    expected = whole[(whole["session"] >= "2024-07-08") & (whole["session"] <= "2024-07-11")].reset_index(drop=True)
    assert part.equals(expected)
    by_time = sentiment(store, entity="index:RUT", since=at("2024-07-08T04:00"), until=at("2024-07-12T03:59:59"))
    assert by_time.equals(expected)
    assert len(part) == 4


def test_later_articles_change_no_as_of_series(store: Store) -> None:
    fill(store, 20)
    known = at("2024-07-12T13:00")
    before = sentiment(store, by="topic", as_of=known)
    tell(store, "2024-07-12T13:01", -0.9)
    tell(store, "2024-07-14T13:01", -0.9)
    assert sentiment(store, by="topic", as_of=known).equals(before)
    assert not sentiment(store, by="topic").equals(before)


def test_by_source_and_by_topic(store: Store) -> None:
    tell(store, "2024-07-12T10:00", 0.6, source="a")
    tell(store, "2024-07-12T11:00", -0.6, source="b")
    by_source = sentiment(store, by="source")
    assert list(by_source.columns) == [*COLUMNS, "source"]
    assert dict(zip(by_source["source"], by_source["sentiment_mean"], strict=True)) == {"a": 0.6, "b": -0.6}
    assert by_source["entity_id"].isna().all()
    only = sentiment(store, entity="index:RUT", by="source", sources=("A",))
    assert only[["entity_id", "symbol", "source"]].to_numpy().tolist() == [["index:RUT", "^RUT", "a"]]
    by_topic = sentiment(store, topic="fed")
    assert by_topic["topic"].tolist() == ["fed"]
    assert by_topic["n_articles"].tolist() == [2]


def test_entity_and_topic_together_keep_articles_that_carry_both(store: Store) -> None:
    tell(store, "2024-07-12T10:00", 0.6)
    add(store, article("No Fed", known=at("2024-07-12T11:00")), mood=-0.6, topics=["credit"], entities=[RUT])
    assert sentiment(store, entity="index:RUT", topic="fed")["sentiment_mean"].tolist() == [0.6]
    assert sentiment(store, entity="index:RUT")["sentiment_mean"].tolist() == [0.0]


def test_days_and_hours(store: Store) -> None:
    tell(store, "2024-07-12T15:10", 0.6)
    tell(store, "2024-07-12T15:50", 0.4)
    tell(store, "2024-07-12T17:10", 0.2)
    tell(store, "2024-07-13T03:00", -0.2)  # still the 12th in New York
    days = sentiment(store, entity="index:RUT", freq="day")
    assert list(days.columns) == [*COLUMNS, "period"]
    assert [str(day)[:10] for day in days["period"]] == ["2024-07-12"]
    assert days["n_articles"].tolist() == [4]
    assert days["session"].iloc[0].date() == MONDAY
    hours = sentiment(store, entity="index:RUT", freq="hour", until=at("2024-07-12T17:59"))
    assert [hour.hour for hour in hours["period"]] == [15, 16, 17]
    assert hours["n_articles"].tolist() == [2, 0, 1]


@pytest.mark.parametrize("wrong", [{"by": "speaker"}, {"freq": "week"}, {"topic": "cats"}])
def test_a_value_outside_its_set_is_a_usage_error(store: Store, wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        sentiment(store, **wrong)  # type: ignore[arg-type]


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 24 * 12),  # hours after the first
            st.sampled_from(["w", "x", "y", "z"]),  # story
            st.sampled_from(["a", "b"]),  # source
            st.floats(-0.9, 0.9).map(lambda value: round(value, 2)),
        ),
        min_size=1,
        max_size=12,
        unique_by=lambda item: item[0],
    )
)
def test_equals_a_plain_computation(told: list[tuple[int, str, str, float]]) -> None:
    start = at("2024-06-28T10:00")
    by_session: dict[dt.date, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with open_store(":memory:") as store:
        for hours, story, source, mood in told:
            known = start + dt.timedelta(hours=hours)
            add(store, article(f"{hours}", known=known, story=story, source=source), mood=mood, entities=[RUT])
            by_session[calendar().first_open_after(known)][story].append(mood)
        table = sentiment(store, entity="index:RUT").set_index("session")
    assert len(table) == calendar().count(min(by_session), max(by_session))
    for session, stories in by_session.items():
        row = table.loc[session.isoformat()]
        assert row["n_stories"] == len(stories)
        assert row["sentiment_mean"] == pytest.approx(fmean(map(fmean, stories.values())), abs=1e-4)


def test_equal_stores_give_equal_frames() -> None:
    frames = []
    for _ in range(2):
        with open_store(":memory:") as store:
            fill(store, 15)
            frames.append(sentiment(store))
    assert frames[0].equals(frames[1])


# --- the scores of one article --------------------------------------------------------------------------------


def scored(*sentences: Sentence, mentions: tuple[Mention, ...] = (), **further: Any) -> dict[str, Any]:
    understanding = Understanding("a", "r", MODEL, sentences, mentions, **{"claims": (), **further})
    return {score.target: score for score in rollup(understanding, article("Title", known=NOW))}


def said(index: int, mood: float, topics: tuple[str, ...] = (), **further: Any) -> Sentence:
    probs = Sentiment(max(0.0, -mood), 1 - abs(mood), max(0.0, mood))
    return Sentence(
        index, index * 10, index * 10 + 9, f"s{index}", probs, topics, dict.fromkeys(topics, 0.8), **further
    )  # type: ignore[arg-type]


def named(sentence: int, sentiment: float | None = None, **further: Any) -> Mention:
    start = sentence * 10
    return Mention(
        start, start + 3, "RUT", "INDEX", sentence, "index:RUT", "^RUT", 0.9, "alias", 0.5, sentiment, **further
    )


def test_an_entity_has_the_mean_of_its_sentences() -> None:
    found = scored(said(0, 0.8), said(1, -0.2), said(2, -0.9), mentions=(named(0), named(1)))["index:RUT"]
    assert found.sentiment == pytest.approx(0.3)
    assert (found.symbol, found.n_sentences, found.relevance, found.confidence) == ("^RUT", 2, 0.5, 0.9)
    assert found.stance is None


def test_a_mention_of_its_own_mood_outweighs_its_sentence() -> None:
    assert scored(said(0, 0.8), mentions=(named(0, -0.5),))["index:RUT"].sentiment == -0.5


def test_boilerplate_counts_nowhere() -> None:
    found = scored(said(0, 0.8, ("fed",), boilerplate=True), said(1, 0.2, ("fed",)), mentions=(named(0),))
    assert set(found) == {"topic:fed"}
    assert found["topic:fed"].sentiment == pytest.approx(0.2)


def test_a_topic_has_the_share_of_its_sentences_as_relevance() -> None:
    found = scored(said(0, 0.5, ("fed",)), said(1, 0.1), said(2, 0.1), said(3, 0.1))["topic:fed"]
    assert (found.relevance, found.confidence, found.n_sentences) == (0.25, 0.8, 1)


def test_stances_come_from_claims_and_else_from_sentences_on_the_fed() -> None:
    hawk = {"fed_stance": {"hawkish": 0.7, "neutral": 0.2, "dovish": 0.1}}
    calm = {"fed_stance": {"hawkish": 0.1, "neutral": 0.8, "dovish": 0.1}}
    made = replace(claim("s0", topic="fed", entity_id="org:FED", symbol=None, stance="dovish"), start=0, end=9)
    sentences = (
        said(0, 0.1, ("fed",), heads=hawk),
        said(1, 0.1, ("fed",), heads=hawk),
        said(2, 0.1, ("fed",), heads=calm),
    )
    found = scored(*sentences, claims=(made,))
    assert found["topic:fed"].stance == pytest.approx((-1 + 0.6) / 2)
    assert found["org:FED"].stance == -1.0
