"""The contract of every row of the provider table, on recorded answers of our own making."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import FetchError, ProviderError
from aggregator.market.providers import PROVIDERS, provider_for
from aggregator.records import Bar, Observation, Request, Response

NOW = dt.datetime(2024, 7, 12, 21, 0, tzinfo=dt.UTC)  # Friday, an hour after the close
SYMBOL = {"stooq": "IWM", "fred": "DGS10"}
STOOQ = """Date,Open,High,Low,Close,Volume
2024-07-10,201.1,202.9,200.8,202.7,21000000
2024-07-11,207.2,211.6,206.9,210.4,58000000
2024-07-12,211.8,215.0,211.5,212.9,50000000
2024-07-15,214.0,218.0,213.9,216.8,49000000
"""
FRED = "observation_date,DGS10\n2024-07-10,4.28\n2024-07-11,4.20\n2024-07-12,4.18\n2024-07-15,4.23\n"
GOOD = {"stooq": STOOQ, "fred": FRED}


class Fake:
    """Answers every request with one body, and keeps the requests."""

    def __init__(self, body: bytes | str = b"", status: int = 200, error: FetchError | None = None) -> None:
        self.body = body.encode() if isinstance(body, str) else body
        self.status, self.error = status, error
        self.asked: list[Request] = []

    def get(self, request: Request) -> Response:
        self.asked.append(request)
        if self.error:
            raise self.error
        return Response(request, request.url, self.status, {}, self.body)

    def submit(self, request: Request) -> None:
        raise NotImplementedError

    def results(self):
        raise NotImplementedError


@pytest.fixture(params=sorted(PROVIDERS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_table_knows_its_rows(name: str) -> None:
    provider = PROVIDERS[name]
    assert provider.name == name
    assert provider.about
    assert provider.covers(SYMBOL[name])
    assert provider_for(SYMBOL[name]) is provider


def test_bars_carry_both_clocks(name: str) -> None:
    door = Fake(GOOD[name])
    found = PROVIDERS[name].fetch(SYMBOL[name], None, fetch=door, now=NOW)
    bars = [bar for bar in found if isinstance(bar, Bar)]
    assert [bar.session.day for bar in bars] == [10, 11, 12], "never a session that has not closed"
    assert {(bar.symbol, bar.provider, bar.fetched_at) for bar in bars} == {(SYMBOL[name], name, NOW)}
    assert [bar.backfilled for bar in bars] == [True, True, False]
    assert bars[0].knowable_at == dt.datetime(2024, 7, 10, 20, tzinfo=dt.UTC)
    assert bars[2].knowable_at == NOW
    assert door.asked[0].kind == "data"


def test_nothing_before_since(name: str) -> None:
    found = PROVIDERS[name].fetch(SYMBOL[name], dt.date(2024, 7, 11), fetch=Fake(GOOD[name]), now=NOW)
    assert [bar.session.day for bar in found if isinstance(bar, Bar)] == [11, 12]


def test_the_running_session_has_no_bar(name: str) -> None:
    noon = dt.datetime(2024, 7, 12, 16, 0, tzinfo=dt.UTC)
    found = PROVIDERS[name].fetch(SYMBOL[name], None, fetch=Fake(GOOD[name]), now=noon)
    assert [bar.session.day for bar in found if isinstance(bar, Bar)] == [10, 11]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Fake(""), "no_such_symbol"),
        (Fake("<!DOCTYPE html><html><body>Please enable cookies</body></html>"), "blocked"),
        (Fake("gone", status=404), "no_such_symbol"),
        (Fake("slow down", status=429), "rate_limited"),
        (Fake("oops", status=500), "network"),
        (Fake(error=FetchError("u", "timed out", code="timeout")), "network"),
        (Fake(error=FetchError("u", "answer 404", code="http_status", status=404)), "no_such_symbol"),
        (Fake(error=FetchError("u", "answer 429", code="http_status", status=429)), "rate_limited"),
        (Fake("what is this"), "bad_file"),
        (Fake(b"\x00\xff\xfe"), "bad_file"),
    ],
)
def test_failures_are_provider_errors_with_a_code(name: str, answer: Fake, code: str) -> None:
    with pytest.raises(ProviderError) as caught:
        PROVIDERS[name].fetch(SYMBOL[name], None, fetch=answer, now=NOW)
    assert caught.value.code == code
    assert caught.value.item == SYMBOL[name]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=100), st.integers(0, 250))
def test_no_answer_raises_anything_else(body: bytes, cut: int) -> None:
    for name, good in GOOD.items():
        with contextlib.suppress(ProviderError):
            PROVIDERS[name].fetch(SYMBOL[name], None, fetch=Fake(good.encode()[:cut] + body), now=NOW)


@pytest.mark.parametrize(
    ("body", "code"),
    [("Exceeded the daily hits limit", "rate_limited"), ("No data", "no_such_symbol"), ("Get your apikey:", "blocked")],
)
def test_stooq_says_its_errors_in_plain_text(body: str, code: str) -> None:
    with pytest.raises(ProviderError) as caught:
        PROVIDERS["stooq"].fetch("IWM", None, fetch=Fake(body), now=NOW)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("symbol", "asked"),
    [("IWM", "s=iwm.us&i=d"), ("^RUT", "s=^rut&i=d"), ("BRK-B", "s=brk-b.us&i=d"), ("BRK.B", "s=brk-b.us&i=d")],
)
def test_stooq_names(symbol: str, asked: str) -> None:
    door = Fake(STOOQ)
    PROVIDERS["stooq"].fetch(symbol, None, fetch=door, now=NOW)
    assert door.asked[0].url == f"https://stooq.com/q/d/l/?{asked}"
    PROVIDERS["stooq"].fetch(symbol, dt.date(2024, 7, 1), fetch=door, now=NOW)
    assert door.asked[1].url.endswith("&d1=20240701&d2=20240712")


def test_fred_names_gaps_and_slow_series() -> None:
    points = "2024-04-01,313.2\n2024-05-01,.\n2024-06-01,\n2024-07-01,313.5\n2024-08-01,1\n"
    door = Fake(f"observation_date,CPIAUCSL\n{points}")
    september = dt.datetime(2024, 9, 12, tzinfo=dt.UTC)
    found = PROVIDERS["fred"].fetch("CPIAUCSL", dt.date(2024, 4, 1), fetch=door, now=september)
    assert door.asked[0].url == "https://fred.stlouisfed.org/graph/fredgraph.csv?id=CPIAUCSL&cosd=2024-04-01"
    assert [x.period.month for x in found if isinstance(x, Observation)] == [4, 7, 8]
    old_header = Fake("DATE,DGS10\n2024-07-10,4.28\n")
    assert len(PROVIDERS["fred"].fetch("DGS10", None, fetch=old_header, now=NOW)) == 1


def test_a_symbol_that_nobody_covers() -> None:
    with pytest.raises(ProviderError, match="no provider covers it"):
        provider_for("^UNKNOWN")
    with pytest.raises(ProviderError, match="no Stooq name"):
        PROVIDERS["stooq"].fetch("^UNKNOWN", None, fetch=Fake(STOOQ), now=NOW)
