"""The contract of every row of the provider table, on recorded answers of our own making."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.machinery
import inspect
import io
import sys
import types
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import config
from aggregator.errors import FetchError, ProviderError
from aggregator.fetch import shown
from aggregator.market.providers import CODES, PROVIDERS, providers_for
from aggregator.records import Bar, Observation, Request, Response

NOW = dt.datetime(2024, 7, 12, 21, 0, tzinfo=dt.UTC)  # Friday, an hour after the close
KEY = "k3y-0f-my-own"
KEYS = dict.fromkeys(config.KEY_VARIABLES, KEY)
SYMBOL = {"stooq": "IWM", "fred": "DGS10", "yahoo": "IWM", "tiingo": "IWM", "alphavantage": "IWM"}
STOOQ = """Date,Open,High,Low,Close,Volume
2024-07-10,201.1,202.9,200.8,202.7,21000000
2024-07-11,207.2,211.6,206.9,210.4,58000000
2024-07-12,211.8,215.0,211.5,212.9,50000000
2024-07-15,214.0,218.0,213.9,216.8,49000000
"""
FRED = "observation_date,DGS10\n2024-07-10,4.28\n2024-07-11,4.20\n2024-07-12,4.18\n2024-07-15,4.23\n"
TIINGO = """date,close,high,low,open,volume,adjClose,adjHigh,adjLow,adjOpen,adjVolume,divCash,splitFactor
2024-07-10,202.7,202.9,200.8,201.1,21000000,201.9,202.1,200.0,200.3,21000000,0.0,1.0
2024-07-11,210.4,211.6,206.9,207.2,58000000,209.6,210.8,206.1,206.4,58000000,0.0,1.0
2024-07-12,212.9,215.0,211.5,211.8,50000000,212.1,214.2,210.7,211.0,50000000,0.0,1.0
2024-07-15,216.8,218.0,213.9,214.0,49000000,216.8,218.0,213.9,214.0,49000000,0.0,1.0
"""
ALPHAVANTAGE = """timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient
2024-07-15,214.0,218.0,213.9,216.8,216.8,49000000,0.0,1.0
2024-07-12,211.8,215.0,211.5,212.9,212.1,50000000,0.0,1.0
2024-07-11,207.2,211.6,206.9,210.4,209.6,58000000,0.0,1.0
2024-07-10,201.1,202.9,200.8,202.7,201.9,21000000,0.0,1.0
"""
YAHOO = """Date,Open,High,Low,Close,Adj Close,Volume
2024-07-10 00:00:00-04:00,201.1,202.9,200.8,202.7,201.9,21000000
2024-07-11 00:00:00-04:00,207.2,211.6,206.9,210.4,209.6,58000000
2024-07-12 00:00:00-04:00,211.8,215.0,211.5,212.9,212.1,50000000
2024-07-15 00:00:00-04:00,214.0,218.0,213.9,216.8,216.8,49000000
"""
GOOD = {"stooq": STOOQ, "fred": FRED, "yahoo": YAHOO, "tiingo": TIINGO, "alphavantage": ALPHAVANTAGE}


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

    def remember(self, robots):
        raise NotImplementedError

    def learned(self):
        raise NotImplementedError


class Yahoo:
    """What stands where yfinance would: it answers from the door that the test passed to `fetch_bars`."""

    door: Fake

    class RefusedError(Exception):
        """Too many requests."""

    class MissingError(Exception):
        """No such ticker."""

    def __init__(self, name: str) -> None:
        self.name = name

    def history(self, *, start: str, interval: str, auto_adjust: bool, actions: bool, timeout: int) -> object:
        import pandas as pd

        assert (interval, auto_adjust, actions) == ("1d", False, False)
        try:
            answer = self.door.get(Request(f"yahoo:{self.name}?start={start}", "data"))
            status, body = answer.status, answer.body
        except FetchError as error:
            status, body = error.status, b""
        if status in (429, 404):
            raise self.RefusedError if status == 429 else self.MissingError
        if status != 200:
            raise OSError("no answer")
        if not body:
            return pd.DataFrame()
        frame = pd.read_csv(io.BytesIO(body))
        frame.index = pd.to_datetime(frame.pop("Date"))
        return frame


@pytest.fixture(autouse=True)
def yfinance(monkeypatch: pytest.MonkeyPatch) -> None:
    module, exceptions = types.ModuleType("yfinance"), types.ModuleType("yfinance.exceptions")
    module.__spec__ = importlib.machinery.ModuleSpec("yfinance", None)
    module.Ticker, module.exceptions = Yahoo, exceptions  # type: ignore[attr-defined]
    module.config = types.SimpleNamespace(debug=types.SimpleNamespace(hide_exceptions=True))  # type: ignore[attr-defined]
    exceptions.YFRateLimitError = Yahoo.RefusedError  # type: ignore[attr-defined]
    exceptions.YFTickerMissingError = Yahoo.MissingError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "yfinance", module)
    monkeypatch.setitem(sys.modules, "yfinance.exceptions", exceptions)


def ask(
    name: str,
    since: dt.date | None,
    door: Fake,
    *,
    symbol: str | None = None,
    now: dt.datetime = NOW,
    key: str = KEY,
) -> list:
    Yahoo.door = door
    return PROVIDERS[name].fetch(symbol or SYMBOL[name], since, fetch=door, now=now, key=key)


@pytest.fixture(params=sorted(PROVIDERS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_table_knows_its_rows(name: str) -> None:
    provider = PROVIDERS[name]
    assert provider.name == name
    assert provider.about
    assert provider.covers(SYMBOL[name])
    assert provider.lacks(KEYS) is None
    assert provider in providers_for(SYMBOL[name], KEYS)
    assert provider.key_variable in {None, *config.KEY_VARIABLES}


def test_bars_carry_both_clocks(name: str) -> None:
    door = Fake(GOOD[name])
    found = ask(name, None, door)
    bars = [bar for bar in found if isinstance(bar, Bar)]
    assert [bar.session.day for bar in bars] == [10, 11, 12], "never a session that has not closed"
    assert {(bar.symbol, bar.provider, bar.fetched_at) for bar in bars} == {(SYMBOL[name], name, NOW)}
    assert [bar.backfilled for bar in bars] == [True, True, False]
    assert bars[0].knowable_at == dt.datetime(2024, 7, 10, 20, tzinfo=dt.UTC)
    assert bars[2].knowable_at == NOW
    assert door.asked[0].kind == "data"


def test_nothing_before_since(name: str) -> None:
    found = ask(name, dt.date(2024, 7, 11), Fake(GOOD[name]))
    assert [bar.session.day for bar in found if isinstance(bar, Bar)] == [11, 12]


def test_the_running_session_has_no_bar(name: str) -> None:
    noon = dt.datetime(2024, 7, 12, 16, 0, tzinfo=dt.UTC)
    found = ask(name, None, Fake(GOOD[name]), now=noon)
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
    if name == "yahoo" and code in ("blocked", "bad_file"):
        code = "network"  # the library reads the answers itself, and says no more than that it could not
    with pytest.raises(ProviderError) as caught:
        ask(name, None, answer)
    assert caught.value.code == code
    assert caught.value.item == SYMBOL[name]


@settings(max_examples=60)
@given(st.binary(max_size=100), st.integers(0, 250))
def test_no_answer_raises_anything_else(body: bytes, cut: int) -> None:
    for name, good in GOOD.items():
        with contextlib.suppress(ProviderError):
            ask(name, None, Fake(good.encode()[:cut] + body))


@pytest.mark.parametrize(
    ("body", "code"),
    [("Exceeded the daily hits limit", "rate_limited"), ("No data", "no_such_symbol"), ("Get your apikey:", "blocked")],
)
def test_stooq_says_its_errors_in_plain_text(body: str, code: str) -> None:
    with pytest.raises(ProviderError) as caught:
        ask("stooq", None, Fake(body))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("symbol", "asked"),
    [("IWM", "s=iwm.us&i=d"), ("^RUT", "s=^rut&i=d"), ("BRK-B", "s=brk-b.us&i=d"), ("BRK.B", "s=brk-b.us&i=d")],
)
def test_stooq_names(symbol: str, asked: str) -> None:
    door = Fake(STOOQ)
    ask("stooq", None, door, symbol=symbol, key="")
    assert door.asked[0].url == f"https://stooq.com/q/d/l/?{asked}&o=0100000", "splits are taken out, dividends are not"
    ask("stooq", dt.date(2024, 7, 1), door, symbol=symbol, key="")
    assert door.asked[1].url.endswith("&d1=20240701&d2=20240712")
    ask("stooq", None, door, symbol=symbol)
    assert door.asked[2].url.endswith(f"&apikey={KEY}")


def test_fred_names_gaps_and_slow_series() -> None:
    points = "2024-04-01,313.2\n2024-05-01,.\n2024-06-01,\n2024-07-01,313.5\n2024-08-01,1\n"
    door = Fake(f"observation_date,CPIAUCSL\n{points}")
    september = dt.datetime(2024, 9, 12, tzinfo=dt.UTC)
    found = ask("fred", dt.date(2024, 4, 1), door, symbol="CPIAUCSL", now=september)
    assert door.asked[0].url == "https://fred.stlouisfed.org/graph/fredgraph.csv?id=CPIAUCSL&cosd=2024-04-01"
    assert [x.period.month for x in found if isinstance(x, Observation)] == [4, 7, 8]
    old_header = Fake("DATE,DGS10\n2024-07-10,4.28\n")
    assert len(ask("fred", None, old_header)) == 1


def test_a_symbol_that_nobody_covers() -> None:
    assert providers_for("Zürich", KEYS) == []
    with pytest.raises(ProviderError, match="no Stooq name"):
        ask("stooq", None, Fake(STOOQ), symbol="^UNKNOWN")


def test_who_lacks_a_key_or_a_library_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert [row.name for row in providers_for("IWM", {})] == ["stooq"]
    assert PROVIDERS["tiingo"].lacks({}) == "set TIINGO_API_KEY in the environment"
    assert PROVIDERS["yahoo"].lacks({}) == "pip install 'aggregator[yahoo]'"


def test_codes_are_a_closed_list() -> None:
    assert len(set(CODES)) == len(CODES)


KEYED = [name for name, row in PROVIDERS.items() if row.key_variable]


@pytest.mark.parametrize("name", KEYED)
@pytest.mark.parametrize(
    "answer",
    [
        Fake(f'{{"Information": "We have detected your API key as {KEY}; the limit is 25 requests per day."}}'),
        Fake(f"what is {KEY}"),
        Fake(error=FetchError("u", f"redirected to https://elsewhere.example/?token={KEY}", code="too_many_redirects")),
    ],
)
def test_a_key_stands_in_no_message(name: str, answer: Fake) -> None:
    with pytest.raises(ProviderError) as caught:
        ask(name, None, answer)
    assert KEY not in f"{caught.value} {caught.value.__cause__} {caught.value.reason}"
    assert KEY in answer.asked[0].url, "the request itself carries it"


def test_a_key_stands_in_no_log() -> None:
    door = Fake(TIINGO)
    for name in KEYED:
        with contextlib.suppress(ProviderError):
            ask(name, None, door)
    assert [KEY in request.url for request in door.asked] == [True] * len(KEYED)
    assert len(KEYED) == len(config.KEY_VARIABLES)
    assert not any(KEY in shown(request.url) for request in door.asked)
    assert shown("https://a.example/f?page=2&token=x#top") == "https://a.example/f?page=2&token=***#top"


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("tiingo", '{"detail":"Not found."}', "no_such_symbol"),
        ("tiingo", "Error: You have run over your hourly request allocation.", "rate_limited"),
        ("tiingo", '{"detail":"Please supply a token"}', "blocked"),
        ("tiingo", '{"detail":"?"}', "bad_file"),
        ("alphavantage", '{"Information": "our standard API rate limit is 25 requests per day"}', "rate_limited"),
        ("alphavantage", '{"Note": "please reduce your call frequency"}', "rate_limited"),
        ("alphavantage", '{"Information": "This is a premium endpoint"}', "blocked"),
        ("alphavantage", '{"Error Message": "the parameter apikey is invalid or missing"}', "blocked"),
        ("alphavantage", '{"Error Message": "Invalid API call. Please retry"}', "no_such_symbol"),
    ],
)
def test_refusals_come_as_text(name: str, body: str, code: str) -> None:
    with pytest.raises(ProviderError) as caught:
        ask(name, None, Fake(body))
    assert caught.value.code == code


@pytest.mark.parametrize("name", ["tiingo", "alphavantage", "yahoo"])
def test_closes_are_adjusted_for_splits_and_dividends_apart(name: str) -> None:
    found = ask(name, None, Fake(GOOD[name]))
    assert [(bar.close, bar.adj_close) for bar in found] == [(202.7, 201.9), (210.4, 209.6), (212.9, 212.1)]


@pytest.mark.parametrize("name", ["tiingo", "alphavantage"])
def test_prices_before_a_split_are_in_shares_of_today(name: str) -> None:
    # On the 12th each share became four: what traded at 210.4 is 52.6 of today, and four times as many.
    split = GOOD[name].replace("50000000,0.0,1.0", "50000000,0.0,4.0")
    assert split != GOOD[name]
    for since in (None, dt.date(2024, 7, 11)):
        by_day = {bar.session.day: bar for bar in ask(name, since, Fake(split))}
        assert (by_day[11].close, by_day[11].open, by_day[11].volume) == (52.6, 51.8, 232_000_000)
        assert (by_day[12].close, by_day[12].volume) == (212.9, 50_000_000)


def test_where_the_keyed_providers_are_asked() -> None:
    door = Fake(TIINGO)
    ask("tiingo", dt.date(2024, 7, 1), door, symbol="BRK.B")
    assert door.asked[0].url == (
        f"https://api.tiingo.com/tiingo/daily/brk-b/prices?startDate=2024-07-01&format=csv&token={KEY}"
    )
    door = Fake(ALPHAVANTAGE)
    ask("alphavantage", None, door)
    ask("alphavantage", dt.date(2024, 7, 1), door)
    assert ["outputsize=full" in door.asked[0].url, "outputsize=compact" in door.asked[1].url] == [True, True]


def test_yahoo_names() -> None:
    door = Fake(YAHOO)
    for symbol in ("^RUT", "BRK.B", "DX-Y.NYB", "GC=F"):
        ask("yahoo", dt.date(2024, 7, 1), door, symbol=symbol)
    asked = [request.url for request in door.asked]
    assert asked == [f"yahoo:{name}?start=2024-07-01" for name in ("^RUT", "BRK-B", "DX-Y.NYB", "GC=F")]
    assert not PROVIDERS["yahoo"].covers("DGS10")


def test_the_real_library_has_what_is_used_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # The stand-ins of the other tests, and whatever parts of the real library an earlier import left behind.
    for module in [name for name in sys.modules if name == "yfinance" or name.startswith("yfinance.")]:
        monkeypatch.delitem(sys.modules, module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        real = pytest.importorskip("yfinance")
        from yfinance.scrapers.history import PriceHistory
    assert {"start", "interval", "auto_adjust", "actions", "timeout"} <= set(
        inspect.signature(PriceHistory.history).parameters
    )
    assert issubclass(real.exceptions.YFPricesMissingError, real.exceptions.YFTickerMissingError)
    assert real.exceptions.YFRateLimitError
    assert real.config.debug.hide_exceptions is not None
