"""Which instrument the words around a name make it, and which day they give it."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from aggregator.records import Entity
from aggregator.understand.about import instruments
from aggregator.understand.drafts import Draft
from aggregator.understand.subjects import Subject
from tests.understand.samples import claims

EVENING = dt.datetime(2024, 7, 12, 21, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "value", "symbol"),
    [
        ("The dollar fell 0.6 percent to 148.31 yen on Friday.", 0.6, "JPY=X"),
        ("Against the Japanese yen, the dollar was up 1.13 percent at 147.44.", 1.13, "JPY=X"),
        ("The dollar fell 0.3 percent against a basket of currencies.", 0.3, "DX-Y.NYB"),
        ("The Bloomberg Dollar Spot Index rose 0.4%.", 0.4, None),
        ("The dollar fell 0.3 percent against the euro.", 0.3, None),  # which rises then
        ("Sterling fell 0.3 percent against the euro.", 0.3, None),  # our pound is one in dollars
        ("The pound fell 0.3 percent against the dollar.", 0.3, "GBPUSD=X"),
        ("The Australian dollar rose 0.4 percent against the yen.", 0.4, None),
        ("The dollar rose 0.4 percent alongside the Japanese yen.", 0.4, "DX-Y.NYB"),
        ("The dollar index, which has the yen and the euro in it, rose 0.4 percent.", 0.4, "DX-Y.NYB"),
        ("Two-year US yields topped 4.5% on Friday.", 4.5, "DGS2"),
        ("The 10- and 30-year Treasury yields rose 7 basis points.", 7.0, "DGS10"),
        ("The yield on 10-year Treasuries advanced nine basis points to 4.29%.", 9.0, "DGS10"),
        ("German and other yields rose, while 10-year yields were 4 basis points higher at 2.468 percent.", 4.0, None),
        ("The S&P 500 fell 1.2% on Friday.", 1.2, "^GSPC"),
        ("The Dow Jones industrial average .DJI fell 53.28 points, or 0.5 percent, on Friday.", 0.5, "^DJI"),
        ("Spot gold rose to $2,411.40 an ounce on Friday.", 2411.4, None),
        ("Gold rose to $2,411.40 an ounce on Friday.", 2411.4, "GC=F"),
    ],
)
def test_the_words_around_a_name_choose_the_instrument(text: str, value: float, symbol: str | None) -> None:
    found = [item for item in claims(text, published=EVENING) if item.value == value]
    assert found, text
    assert {item.symbol for item in found} == {symbol}


def test_a_maturity_behind_a_dash_is_told_of_its_own() -> None:
    for dash, entity_id in ((" –", "group:UST_YIELDS"), (", of which", "group:UST_YIELDS"), (" on", "rate:UST10Y")):
        text = f"Treasury yields fell 7 basis points{dash} the 10-year note lost 30."
        assert claims(text, published=EVENING)[0].entity_id == entity_id


@pytest.mark.parametrize(
    "text",
    [
        "The S&P 500 sank 5.8% in the five-day period for the worst week since January.",
        "The S&P 500 fell 1.2% on Friday and lost 3% in the month that followed.",
        "The Nasdaq has risen 3.5 percent since late June.",
        "The Nasdaq shed 1.3 percent to 12,861, its first close below 13,000 since April 24.",
    ],
)
def test_spans_that_rank_or_are_vague_date_nothing(text: str) -> None:
    found = [item for item in claims(text, published=EVENING) if item.kind == "move" and item.value != 1.2]
    assert found
    assert all(item.window_start is None for item in found), [(item.window_text, item.window_start) for item in found]


def test_the_month_that_a_list_of_gains_names_holds_for_it() -> None:
    text = (
        "Though the three major U.S. stock indexes fell Tuesday, all of them booked gains in June, "
        "with the S&P 500 up 3.5 percent."
    )
    [found] = [item for item in claims(text, published=EVENING) if item.value == 3.5]
    assert found.window_text == "in June"


def test_figures_are_given_out_respectively_only_where_each_has_its_name() -> None:
    text = "The Alpha Fund (AAA), the Russell 2000 and the Nasdaq fell 1.7%, 1.5% and 1.3%, respectively."
    given = {item.subject: item.value for item in claims(text, published=EVENING) if item.kind == "move"}
    assert given.get("the Russell 2000") in (None, 1.5)
    assert given.get("the Nasdaq") in (None, 1.3)


@pytest.mark.parametrize(
    ("name", "after", "priced"),
    [
        ("The S&P", " financial index .SPSY gained 0.5 percent.", False),
        ("The S&P 500", " energy sector fell 2%.", False),
        ("The Dow Jones", " transportation average rose 1%.", False),
        ("The S&P 500", " index gained 0.5 percent.", True),
        ("The S&P 500", " financed its rise with banks.", True),
    ],
)
def test_a_part_of_an_index_is_not_the_index(name: str, after: str, priced: bool) -> None:
    index = Entity("index:GSPC", "S&P 500", "INDEX", symbol="^GSPC")
    draft = Draft("move", "model.move", Subject(0, len(name), name, index, "price"), 0, len(name))
    assert instruments.exact(draft, SimpleNamespace(text=name + after), {}).priced is priced  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("The Russell 2000 and the Nasdaq fell 1.7% and 1.5% on Friday.", {"The Russell 2000": 1.7, "the Nasdaq": 1.5}),
        ("The Russell 2000 and the Nasdaq fell 1.7%.", {"The Russell 2000": 1.7, "the Nasdaq": 1.7}),
        ("The Russell 2000 has fallen in 8 of the last 10 sessions.", {}),
        ("The Nasdaq gained on eight out of the past ten days.", {}),
    ],
)
def test_figures_in_a_run_are_one_for_each_name(text: str, given: dict[str, float]) -> None:
    found = {item.subject: item.value for item in claims(text, published=EVENING) if item.kind == "move"}
    assert found == given


def test_the_dollar_against_the_euro_is_that_pair_without_a_price() -> None:
    [found] = claims("The dollar fell 0.3 percent against the euro on Friday.", published=EVENING)
    assert (found.entity_id, found.symbol, found.direction) == ("fx:EURUSD", None, "down")
    [other] = claims("The dollar fell 0.3 percent on Friday as the euro zone shrank.", published=EVENING)
    assert other.entity_id == "fx:DXY"


@pytest.mark.parametrize(
    ("kind", "unit", "value", "priced"),
    [("level", "pct", 7.0, False), ("level", "points", 7.0, True), ("move", "bps", None, True)],
)
def test_a_level_of_another_scale_keeps_its_figure_but_is_no_price(
    kind: str, unit: str, value: float | None, priced: bool
) -> None:
    index = Entity("index:SPX", "S&P 500", "INDEX", "^GSPC")
    text = "The S&P 500 stands 7 above its average."
    subject = Subject(4, 11, "S&P 500", index, "price")
    draft = Draft(kind, f"model.{kind}", subject, 11, 19, value=7.0, value_text="7", unit=unit)  # type: ignore[arg-type]
    exact = instruments.exact(draft, SimpleNamespace(text=text, phrases=()), {})  # type: ignore[arg-type]
    assert (exact.value, exact.priced) == (value, priced)
