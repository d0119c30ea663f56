"""What counts in a track record, and for whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from aggregator.align.leads import Telling, leads
from aggregator.align.track import SORTS, Record, Statement, ranked, records
from aggregator.records import VERDICTS

T = dt.datetime(2024, 7, 15, 12, tzinfo=dt.UTC)
BEFORE, AFTER = T - dt.timedelta(days=1), T + dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


def said(verdict: str | None, who: str = "wire", same: object = None, **fields: Any) -> Statement:
    said.n += 1  # type: ignore[attr-defined]
    base = {"article_id": "a", "story_id": "s", "hedged": False, "due": BEFORE}
    return Statement(who, same=same or said.n, verdict=verdict, **{**base, **fields})  # type: ignore[arg-type, attr-defined]


said.n = 0  # type: ignore[attr-defined]


def one(*statements: Statement) -> Record:
    [found], _ = records(statements, [], {}, as_of=T)
    return found


def told(source: str, story: str, hours: float | None, who: str | None = "", **fields: Any) -> Telling:
    at = None if hours is None else T + hours * HOUR
    return Telling(source if who == "" else who, source, f"{source}{story}{hours}", story, at, False, **fields)


def test_every_verdict_is_counted_once() -> None:
    found = one(*(said(verdict) for verdict in VERDICTS), said(None))
    parts = found.supported + found.close + found.contradicted + found.doubtful + found.in_range
    parts += found.doubtful_right + found.unverifiable + found.forecasts
    assert found.claims == len(VERDICTS) + 1 == parts
    assert found.forecasts == found.open + found.came_true + found.did_not + found.unscorable == 4
    assert found.checkable == found.support.n + found.hits.n == 5


def test_close_is_right_and_what_is_doubtful_counts_in_no_share_whatever_the_prices_say() -> None:
    found = one(
        *(said("supported"), said("close"), said("contradicted"), said("supported")),
        *(said(verdict, doubtful=True) for verdict in ("contradicted", "supported", "close")),
    )
    assert (found.support.hits, found.support.n) == (3, 4)
    assert (found.contradicted, found.doubtful, found.doubtful_right, found.claims) == (1, 1, 2, 7)
    assert (found.left_out, found.support_least) == (3, 3 / 5)
    assert one(said("pending")).support_least is None


def test_what_only_a_days_range_holds_counts_in_no_share() -> None:
    found = one(said("close"), said("close", in_range=True), said("contradicted"), said("close", in_range=True))
    assert (found.support.hits, found.support.n, found.asserted.n) == (1, 2, 2)
    assert (found.close, found.in_range, found.checkable, found.claims) == (1, 2, 2, 4)


def test_a_forecast_counts_from_its_due_date_on_however_early_it_came_true() -> None:
    ahead = {"due": AFTER}
    found = one(
        said("came_true", **ahead), said("did_not", **ahead), said("came_true"), said("did_not"), said("pending")
    )
    assert (found.hits.hits, found.hits.n) == (1, 2)
    assert (found.open, found.early) == (3, 1)
    assert one(said("came_true", due=T)).hits.n == 1


def test_what_is_the_same_counts_once_by_its_first_telling() -> None:
    found = one(said("supported", same="x"), said("contradicted", same="x"), said("close", same="y"))
    assert (found.supported, found.close, found.contradicted) == (1, 1, 0)
    both, _ = records([said("supported", "a", "x"), said("supported", "b", "x")], [], {}, as_of=T)
    assert [(r.name, r.supported) for r in both] == [("a", 1), ("b", 1)]


def test_names_that_differ_in_case_are_one() -> None:
    found, _ = records([said("close", "Reuters"), said("close", "REUTERS")], [], {"reuters": 2, "Blog": 1}, as_of=T)
    assert [(r.name, r.close, r.undated) for r in found] == [("Blog", 0, 1), ("Reuters", 2, 2)]


def test_asserted_and_hedged_are_compared_within_their_sort() -> None:
    sure = [*(said("supported") for _ in range(9)), said("contradicted"), *(said("came_true") for _ in range(5))]
    unsure = [*(said(v, hedged=True) for v in ("close", "close", "close", "contradicted", "contradicted"))]
    unsure += [said(v, hedged=True) for v in ("came_true", *["did_not"] * 9)]
    found = one(*sure, *unsure)
    assert (found.asserted.hits, found.asserted.n) == (14, 15)
    assert (found.hedged.hits, found.hedged.n) == (4, 15)
    statements, forecasts = 10 * 5 / 15, 5 * 10 / 15
    gap = (statements * (9 / 10 - 3 / 5) + forecasts * (1.0 - 1 / 10)) / (statements + forecasts)
    assert found.hedge_gap == pytest.approx(gap)
    few = [*(said("supported") for _ in range(9)), *(said("close", hedged=True) for _ in range(4))]
    assert one(*few, *(said("did_not", hedged=True) for _ in range(9))).hedge_gap is None


def test_against_the_market_only_due_forecasts_count() -> None:
    found = one(
        said("came_true", beat_market=True),
        said("came_true", beat_market=False),
        said("came_true", beat_market=True, due=AFTER),
        said("did_not"),
    )
    assert (found.market.hits, found.market.n) == (1, 2)


def test_a_small_record_shrinks_to_the_mean_of_its_peers() -> None:
    rows = [said("supported", "big") for _ in range(80)] + [said("contradicted", "big") for _ in range(20)]
    rows += [said("supported", "other") for _ in range(40)] + [said("contradicted", "other") for _ in range(60)]
    rows += [said("contradicted", "new")]
    found, priors = records(rows, [], {}, as_of=T)
    by_name = {record.name: record.support for record in found}
    prior = priors["support"]
    assert prior is not None
    assert by_name["new"].value == 0.0
    assert by_name["new"].shrunk == pytest.approx(prior.weight * prior.mean / (1 + prior.weight))
    assert abs((by_name["big"].shrunk or 0) - 0.8) < 0.02 < (by_name["new"].shrunk or 0)


# --- who was first ------------------------------------------------------------------------------------------------


def test_the_lead_is_the_time_to_the_first_other_outlet() -> None:
    found = leads([told("a", "s", 0), told("b", "s", 1), told("c", "s", 3), told("a", "s", 2), told("b", "t", 0)])
    assert found["a"].median_min == 60
    assert (found["b"].median_min, found["c"].median_min) == (-60, -180)
    assert (found["a"].first, found["b"].first, found["a"].chains) == (1, 0, 1)
    assert found["a"].coverage == 1.0


def test_a_story_of_one_outlet_is_no_race() -> None:
    assert set(leads([told("a", "s", 0), told("A", "s", 1), told("b", "t", 0)])) == {""}


def test_together_nobody_is_first() -> None:
    found = leads([told("a", "s", 0), told("b", "s", 0)])
    assert (found["a"].first, found["b"].first, found["a"].median_min) == (0, 0, 0)


def test_without_a_time_of_day_nothing_is_told_first() -> None:
    assert leads([told("a", "s", None), told("b", "s", 0)])[""].of == 0
    found = leads([told("a", "s", None), told("b", "s", 0), told("c", "s", 1)])
    assert set(found) == {"", "b", "c"}


def test_coverage_is_the_share_of_the_shared_stories() -> None:
    found = leads([told("a", "s", 0), told("b", "s", 1), told("b", "t", 0), told("c", "t", 1)])
    assert (found["a"].coverage, found["b"].coverage) == (0.5, 1.0)


def test_an_author_leads_over_the_other_outlets_not_over_colleagues() -> None:
    found = leads([told("a", "s", 0, "Ann"), told("a", "s", 1, "Bob"), told("b", "s", 2, None)])
    assert (found["ann"].median_min, found["bob"].median_min) == (120, 60)


def test_a_chain_from_before_the_time_asked_for_stays_out() -> None:
    rows = [told("a", "s", 0, recent=False), told("b", "s", 1), told("b", "t", 0), told("c", "t", 1)]
    assert set(leads(rows)) == {"", "b", "c"}
    found, _ = records([], rows, {}, as_of=T)
    assert [(r.name, r.articles) for r in found] == [("b", 2), ("c", 1)]


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_is_total(sort: str) -> None:
    rows = [said("supported", "b"), said("supported", "a"), said(None, "c")]
    found, _ = records(rows, [told("d", "s", 0), told("a", "s", 1)], {}, as_of=T)
    names = [record.name for record in ranked(found, sort)]
    assert names == [record.name for record in ranked(reversed(found), sort)]
    figures = [SORTS[sort](record) for record in ranked(found, sort)]
    assert [f for f in figures if f is not None] == sorted((f for f in figures if f is not None), reverse=True)
    assert None not in figures[: len([f for f in figures if f is not None])]
