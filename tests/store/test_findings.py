"""Claims, verdicts, scores and search over them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from aggregator.records import Query
from aggregator.store import Store, analyses, articles, claims, market, open_store, scores, search, verdicts
from tests.store.made import T0, article, bar, claim, understanding, verdict

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def store() -> Store:
    made = open_store(":memory:")
    item = article(tickers=("IWM",))
    articles.save(made, item)
    analyses.save(made, [(item, understanding(item))], scored_at=T0, simulated=False)
    return made


def only(store: Store) -> str:
    return claims.find(store, Query())[0].claim.claim_id


def test_a_claim_comes_back_as_it_went_in(store: Store) -> None:
    stored = claims.find(store, Query())[0].claim
    assert replace(stored, created_at=None) == claim(article())


def test_a_second_analysis_by_the_same_model_changes_nothing(store: Store) -> None:
    item = article(tickers=("IWM",))
    assert analyses.save(store, [(item, understanding(item))], scored_at=T0 + HOUR, simulated=False) == 0
    assert claims.count(store) == 1


def test_a_new_model_adds_rows_and_is_the_one_that_is_read(store: Store) -> None:
    item = article(tickers=("IWM",))
    assert analyses.save(store, [(item, understanding(item, model_id="m-2"))], scored_at=T0, simulated=False) == 1
    assert {view.claim.model_id for view in claims.find(store, Query())} == {"m-2"}
    assert store.one("SELECT COUNT(*) FROM claims") == 2
    assert {row.model_id for row in scores.read(store)} == {"m-2"}


def test_verdicts_are_appended_and_the_newest_knowable_one_is_read(store: Store) -> None:
    made = claims.find(store, Query())[0].claim
    first, second = verdict(made, "supported"), verdict(made, "contradicted", known=T0 + HOUR, measured=-1.0)
    assert verdicts.append(store, [(first, "m-1"), (first, "m-1"), (second, "m-1")]) == 2
    now, then = claims.get(store, only(store)), claims.get(store, only(store), T0)
    assert now is not None
    assert then is not None
    assert now.verdict == second
    assert then.verdict == first
    assert verdicts.history(store, made.claim_id) == [first, second]
    assert verdicts.counts(store) == {"contradicted": 1}


def test_only_what_has_no_final_verdict_is_to_be_aligned(store: Store) -> None:
    made = claims.find(store, Query())[0].claim
    assert len(claims.to_align(store, T0 + HOUR, ["move/1"])) == 1
    verdicts.append(store, [(verdict(made, "pending"), "m-1")])
    assert len(claims.to_align(store, T0 + HOUR, ["move/1"])) == 1
    verdicts.append(store, [(verdict(made, "came_true", known=T0 + HOUR), "m-1")])
    assert claims.to_align(store, T0 + HOUR, ["move/1"]) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(words=("russell", "gained")), True),
        (Query(words=("russell", "fell")), False),
        (Query(phrases=("small caps",)), True),
        (Query(words=("gain",)), True),
        (Query(tickers=("IWM",)), True),
        (Query(tickers=("^RUT",)), True),
        (Query(tickers=("RU",)), False),
        (Query(entities=("index:RUT",), topics=("small_caps",)), True),
        (Query(topics=("fed",)), False),
        (Query(kinds=("move",), stances=("bullish",)), True),
        (Query(kinds=("forecast",)), False),
        (Query(sentiments=("positive",)), True),
        (Query(sentiments=("negative", "neutral")), False),
        (Query(sources=("wire",)), True),
        (Query(since=T0, until=T0), True),
        (Query(since=T0 + HOUR), False),
        (Query(as_of=T0), True),
        (Query(as_of=T0 - HOUR), False),
        (Query(words=('" OR title:', "*")), False),
    ],
)
def test_each_field_of_a_query_is_a_condition(store: Store, query: Query, found: bool) -> None:
    assert bool(search.find(store, query)) is found


def test_a_hit_says_how_the_ticker_was_recognised(store: Store) -> None:
    assert search.find(store, Query(tickers=("^RUT",)))[0].cues == {"^RUT": "alias: Russell 2000"}


def test_scores_carry_what_is_needed_to_weigh_them(store: Store) -> None:
    row = scores.read(store, targets=("index:RUT",))[0]
    assert (row.sentiment, row.relevance, row.novelty, row.source) == (0.6, 0.7, 1.0, "wire")
    assert scores.read(store, as_of=T0 - HOUR) == []


def test_a_new_rule_or_a_revised_bar_brings_a_claim_back(store: Store) -> None:
    made = claims.find(store, Query())[0].claim
    verdicts.append(store, [(verdict(made, "supported"), "m-1")])
    assert claims.to_align(store, T0 + HOUR, ["move/1"]) == []
    assert len(claims.to_align(store, T0 + HOUR, ["move/2"])) == 1
    market.save_bars(store, "^RUT", [bar("2024-07-16", 2100.0, symbol="^RUT", fetched=T0 + HOUR)])
    assert claims.to_align(store, T0 + HOUR, ["move/1"]) == []
    market.save_bars(store, "^RUT", [bar("2024-07-12", 2100.0, symbol="^RUT", fetched=T0 + HOUR)])
    assert len(claims.to_align(store, T0 + HOUR, ["move/1"])) == 1
