"""Which differences from prices are held against their source, and which may be ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from aggregator.digests.doubts import DOUBTS, doubt, is_unsure, misreading
from aggregator.records import ClaimView, Verdict
from aggregator.store import articles, open_store
from tests.builders import article, at, claim

FRIDAY = dt.date(2024, 7, 12)
FAIR: dict[str, Any] = {
    "direction": "down",
    "value": 2.0,
    "unit": "pct",
    "window_text": "on Friday",
    "window_start": FRIDAY,
    "window_end": FRIDAY,
}
SHARE = {"entity_id": "company:TST", "symbol": "TST", "subject": "Testco"}
RATE = {"entity_id": "rate:UST10Y", "symbol": "DGS10", "subject": "10-year yield"}
YEAR = {"window_start": dt.date(2024, 1, 2), "window_end": FRIDAY, "window_text": "this year"}


def view(
    evidence: str = "The Russell 2000 fell 2% on Friday.",
    *,
    published: str = "2024-07-12T21:00",
    measured: float = 0.5,
    **fields: Any,
) -> ClaimView:
    made = claim(evidence, **{**FAIR, **fields})
    with open_store(":memory:") as store:
        articles.save(store, article("Any", known=at(published)))
        (ref,) = articles.listing(store, since=None, until=None, as_of=None)
    empty: dict[str, Any] = dict.fromkeys(Verdict.__dataclass_fields__)
    signed = -made.value if made.direction == "down" and made.value else made.value or 0.0
    found = {"verdict": "contradicted", "measured": measured, "error": measured - signed, "bars": (), "tried": ()}
    return ClaimView(made, ref, Verdict(**{**empty, **found}))


CASES = {
    "no exact figure": [
        view(value=None),
        view(comparator="approx"),
        view(certainty="hedged"),
    ],
    "beside the point of its text": [view(relevance=0.1), view(confidence=0.5), view(kind="data", relevance=0.25)],
    "no time span": [view("The Russell 2000 fell 2%.", window_text=None)],
    "a quote during trading": [
        view(published="2024-07-12T18:00"),
        view(tense="present"),
        view(published="2024-07-12T18:00", measured=-3.0, **YEAR),
    ],
    "a move within the session": [
        view("The Russell 2000 fell 2% in early trading on Friday but recovered."),
        view("The Russell 2000 is down 2% from its recent high on Friday."),
    ],
    "another time": [
        view("In 2022 the Russell 2000 fell 2% throughout the year.", **YEAR),
        view("Indexes were down in February, as the Russell 2000 fell 2% for the month."),
    ],
    "several figures in one sentence": [
        view("The S&P 500 and the Russell 2000 fell 1% and 2%, respectively, on Friday."),
        view("The Russell 2000 fell 2% (+11.7% year-to-date) on Friday.", measured=11.6),
        view("The Russell 2000 fell 2%, its lowest close since spring."),
    ],
    "a figure of the books": [view("Testco's revenue fell 2% on Friday.", **SHARE)],
    "a company that is not named": [
        view("Although shares fell 2% on Friday, it grows.", **{**SHARE, "subject": "Although shares"}, relevance=0.3),
        view("The carmaker's stock fell 2% on Friday.", **{**SHARE, "subject": "The carmaker's stock"}, relevance=0.5),
    ],
    "another figure": [
        view("Testco rose to 11 on Friday.", kind="level", value=11.0, measured=1100.0, direction="up", **SHARE),
        view("The yield fell below 4% on Friday.", value=4.0, **RATE),
        view("Dow registers a 12% gain this year.", value=12.0, direction="up", measured=-1.0, **YEAR),
    ],
    "a long span with open ends": [
        view(
            "The Russell 2000 gained 230% in the last five years.",
            direction="up",
            value=230.0,
            measured=242.0,
            window_start=dt.date(2019, 7, 12),
            window_end=FRIDAY,
        ),
        view(
            "The Russell 2000 is up 10.8% this month.",
            value=10.8,
            direction="up",
            measured=10.2,
            window_start=dt.date(2024, 7, 1),
        ),
    ],
    "a fund named after an index": [
        view("Inverse Russell 2000 shares fell 2% on Friday.", subject="Russell 2000 shares"),
        view("The Bold Russell 2000 ETF fell 2% on Friday."),
    ],
}


def test_every_doubt_has_a_case() -> None:
    assert set(CASES) == set(DOUBTS)


@pytest.mark.parametrize(("name", "case"), [(name, case) for name, cases in CASES.items() for case in cases])
def test_doubts(name: str, case: ClaimView) -> None:
    assert doubt(case) == name


@pytest.mark.parametrize(
    "case",
    [
        view(),
        view(published="2024-07-13T10:00"),
        view("Testco lost 2% on Friday.", **SHARE, relevance=0.3),
        view("Its stock lost 2% on Friday.", **{**SHARE, "subject": "Its stock"}),
        view("The Russell 2000 is up 8% this year.", value=8.0, direction="up", measured=1.9, tense="present", **YEAR),
        view("In 2024 the Russell 2000 fell 6%.", value=6.0, measured=1.9, **YEAR),
        view("Testco rose to 11 on Friday.", kind="level", value=11.0, measured=12.0, direction="up", **SHARE),
    ],
)
def test_what_can_be_held_against_its_source(case: ClaimView) -> None:
    assert doubt(case) is None
    assert not misreading(case)


def test_a_supported_quote_during_trading_is_no_misreading() -> None:
    assert not misreading(view(published="2024-07-12T18:00", measured=-2.0))
    assert misreading(view("The yield fell below 4% on Friday.", value=4.0, **RATE))


def _as(case: ClaimView, verdict: str) -> ClaimView:
    assert case.verdict is not None
    return replace(case, verdict=replace(case.verdict, verdict=verdict))  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "case"), [(name, case) for name, cases in CASES.items() for case in cases])
def test_a_doubt_about_the_reading_holds_on_either_side(name: str, case: ClaimView) -> None:
    assert is_unsure(case)
    if name not in ("a quote during trading", "several figures in one sentence", "another figure"):
        assert (
            is_unsure(_as(case, "supported")) == is_unsure(_as(case, "close")) == (name != "a long span with open ends")
        )
    assert not is_unsure(_as(case, "unverifiable"))


def test_what_asks_how_far_off_a_claim_is_leaves_what_prices_bear_out() -> None:
    year = view("The Russell 2000 fell 2% this year.", measured=-2.0, **YEAR)
    assert not is_unsure(_as(year, "supported"))
    assert is_unsure(view("The Russell 2000 fell 2% this year.", measured=-2.3, **YEAR))
    assert is_unsure(_as(view(published="2024-07-12T18:00", measured=-2.0), "supported"))
    assert not is_unsure(_as(view(measured=-2.0), "supported"))
