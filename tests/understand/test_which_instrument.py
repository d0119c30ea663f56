"""Which instrument is meant: an index described and named, a part of a market or curve, what "it" stands for."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.understand.samples import claims

EVENING = dt.datetime(2024, 7, 12, 21, 0, tzinfo=dt.UTC)


def moves(text: str) -> list[tuple[str, str | None, str | None]]:
    found = claims(text, published=EVENING)
    return [(item.subject, item.entity_id, item.symbol) for item in found if item.kind in {"move", "level"}]


@pytest.mark.parametrize(
    ("text", "entity", "symbol"),
    [
        ("The volatility index, India VIX, fell 2.91 percent.", "index:INDIAVIX", "^INDIAVIX"),
        ("The volatility index, India VIX, eased, falling 2.91 percent.", "index:INDIAVIX", "^INDIAVIX"),
        ("The fear gauge India VIX rose 5 percent.", "index:INDIAVIX", "^INDIAVIX"),
        ("India VIX, the volatility index, rose 5 percent.", "index:INDIAVIX", "^INDIAVIX"),
        ("The benchmark index, the Nifty 50, fell 1.2 percent.", "index:NIFTY", "^NSEI"),
        ("The S&P 500 fell. The volatility index rose 5 percent.", "index:VIX", "^VIX"),
    ],
)
def test_an_apposition_names_the_index(text: str, entity: str, symbol: str) -> None:
    assert set(moves(text)[-1:]) == {(moves(text)[-1][0], entity, symbol)}
    assert all(found != "index:VIX" for _, found, _ in moves(text)) or entity == "index:VIX"


def test_a_list_behind_an_index_is_no_apposition() -> None:
    found = moves("The S&P 500, the Dow and the Nasdaq rose 2%.")
    assert [entity for _, entity, _ in found] == ["index:SPX", "index:DJI", "index:COMP"]


@pytest.mark.parametrize(
    "text",
    [
        "Crypto-linked stocks tumbled on Friday.",
        "On Wall Street, the S&P 500 rose while rate-sensitive stocks fell 2%.",
        "Norland-exposed stocks fell 2% on Friday.",
        "Robot-related equities rallied 3% on Friday.",
    ],
)
def test_a_part_of_the_market_is_not_the_market(text: str) -> None:
    part = [item for item in moves(text) if "-" in item[0]]
    assert part
    assert all(symbol is None for _, _, symbol in part)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("Short-dated Treasury yields rose 5 basis points on Friday.", None),
        ("Longer-term Treasury yields rose 5 basis points on Friday.", None),
        ("Treasury yields rose 5 basis points at the long end on Friday.", None),
        ("The 10-year yield rose 2 basis points while longer-dated Treasury yields rose 5 basis points.", None),
        ("Treasuries fell, with short-dated yields up more than five basis points.", None),
        ("Longer-dated 30-year Treasury yields rose 5 basis points on Friday.", "DGS30"),
    ],
)
def test_a_part_of_the_curve_is_no_maturity(text: str, symbol: str | None) -> None:
    assert moves(text)[-1][2] == symbol


@pytest.mark.parametrize(
    ("before", "entity"),
    [
        ("The dollar slipped and stood at 154.33 yen.", "fx:USDJPY"),
        ("The dollar fell 0.3% against the yen.", "fx:USDJPY"),
        ("The dollar fell 0.3% against a basket of currencies.", "fx:DXY"),
    ],
)
def test_it_is_the_pair_that_the_sentence_before_told_of(before: str, entity: str) -> None:
    assert moves(f"{before} It was little changed after the data.")[-1][:2] == ("It", entity)


def test_a_stock_in_an_index_is_not_the_index() -> None:
    found = claims("The average price of a stock in the S&P 500 index is just under $170.", published=EVENING)
    assert [(item.value, item.symbol) for item in found] == [(170.0, None)]


def test_an_index_of_equal_weights_is_another_one() -> None:
    assert moves("The equal-weight S&P 500 rose 2% on Friday.")[0][2] is None
    assert moves("The heavily weighted S&P 500 rose 2% on Friday.")[0][2] == "^GSPC"


def test_yields_of_gilts_are_not_american() -> None:
    found = moves("Gilts sold off, with short-dated yields up more than five basis points.")
    assert [item for item in found if item[0].endswith("yields")] == [("short-dated yields", None, None)]
