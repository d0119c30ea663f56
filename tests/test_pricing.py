"""The stage of prices: who is asked, who stands in, who is left alone, and what `doctor` says of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from aggregator import pricing
from aggregator.errors import ProviderError, UsageError
from aggregator.market import providers
from aggregator.market.providers.base import Provider
from aggregator.market.providers.tables import ADJUSTED
from aggregator.records import Bar, StageReport
from aggregator.sessions import calendar
from aggregator.store import Store, health, market, open_store
from tests.builders import config
from tests.fakes import FakeFetcher

NOW = dt.datetime(2024, 7, 15, 22, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
Answer = Callable[[str, dt.date | None], list[Bar]]


class Source:
    """A provider that answers what the test says, and keeps what it was asked."""

    def __init__(self, name: str, answer: Answer | ProviderError) -> None:
        self.name, self.answer = name, answer
        self.asked: list[tuple[str, dt.date | None]] = []

    def fetch(self, symbol: str, since: dt.date | None, *, fetch: object, now: dt.datetime, key: str) -> list[Bar]:
        self.asked.append((symbol, since))
        if isinstance(self.answer, ProviderError):
            raise ProviderError(symbol, self.answer.reason, code=self.answer.code)
        found = self.answer(symbol, since)
        return [replace(bar, provider=self.name, fetched_at=now) for bar in found]

    @property
    def row(self) -> Provider:
        return Provider(self.name, "made", lambda symbol: symbol.isalpha(), self.fetch)  # type: ignore[arg-type]


def bars(closes: dict[int, float], scale: float = 1.0) -> Answer:
    """July 2024 by day."""

    def answer(symbol: str, since: dt.date | None) -> list[Bar]:
        found = []
        for day, close in sorted(closes.items()):
            session = dt.date(2024, 7, day)
            if since is None or session >= since:
                known = calendar().close_time(session)
                price = close * scale
                found.append(Bar(symbol, session, price, price, price, price, 1.0, price, "made", NOW, known, True))
        return found

    return answer


def fault(code: str) -> ProviderError:
    return ProviderError("x", f"it said {code}", code=code)


@pytest.fixture
def store() -> Store:
    return open_store(":memory:")


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def use(*sources: Source) -> None:
        monkeypatch.setattr(providers, "PROVIDERS", {source.name: source.row for source in sources})

    return use


def load(store: Store, *symbols: str, now: dt.datetime = NOW, **further: object) -> StageReport:
    return pricing.from_network(store, config(), FakeFetcher({}), now=now, symbols=symbols, **further)  # type: ignore[arg-type]


def open_failures(store: Store) -> dict[str, str]:
    return {failure.item: failure.code for failure in health.failures(store)}


MONTH = {1: 100.0, 2: 101.0, 3: 102.0, 5: 103.0, 8: 104.0, 9: 105.0, 10: 106.0, 11: 107.0, 12: 108.0}


@pytest.mark.parametrize("code", ["rate_limited", "network", "blocked", "no_such_symbol", "bad_file"])
def test_the_next_provider_stands_in_for_one_that_fails(store: Store, table: Callable[..., None], code: str) -> None:
    first, second = Source("first", fault(code)), Source("second", bars(MONTH))
    table(first, second)
    report = load(store, "IWM")
    assert (report.failures, report.counts["bars"]) == ((), len(MONTH))
    assert market.last_bar(store, "IWM") == (dt.date(2024, 7, 12), "second")


def test_a_provider_that_has_had_enough_is_left_alone_and_doctor_says_so(
    store: Store, table: Callable[..., None]
) -> None:
    first, second = Source("first", fault("rate_limited")), Source("second", bars(MONTH))
    table(first, second)
    assert load(store, "A", "B", "C").failures == ()
    assert [symbol for symbol, _ in first.asked] == ["A"]
    assert open_failures(store) == {"first": "rate_limited"}
    first.answer = bars(MONTH)
    load(store, "D", now=NOW + DAY)
    assert open_failures(store) == {}


def test_after_three_symbols_without_an_answer_the_others_are_not_tried(
    store: Store, table: Callable[..., None]
) -> None:
    only = Source("only", fault("network"))
    table(only)
    report = load(store, *"ABCDEF")
    assert len(report.failures) == 6
    assert [symbol for symbol, _ in only.asked] == ["A", "B", "C"]
    assert open_failures(store) == dict.fromkeys(["only", *"ABCDEF"], "network")


def test_what_was_not_reached_is_tried_once_more_at_the_end(store: Store, table: Callable[..., None]) -> None:
    answers = [fault("network"), bars(MONTH), bars(MONTH)]

    def flaky(symbol: str, since: dt.date | None) -> list[Bar]:
        answer = answers.pop(0)
        if isinstance(answer, ProviderError):
            raise ProviderError(symbol, answer.reason, code=answer.code)
        return answer(symbol, since)

    only = Source("only", flaky)
    table(only)
    report = load(store, "A", "B")
    assert (report.failures, report.counts["symbols"]) == ((), 2)
    assert [symbol for symbol, _ in only.asked] == ["A", "B", "A"]


def test_the_reason_names_what_each_provider_said(store: Store, table: Callable[..., None]) -> None:
    table(Source("first", fault("no_such_symbol")), Source("second", fault("rate_limited")))
    (failure,) = load(store, "IWM").failures
    assert failure == "IWM: first: it said no_such_symbol; second: it said rate_limited"
    assert open_failures(store)["IWM"] == "rate_limited"
    (failure,) = load(store, "^X").failures
    assert "no provider covers it" in failure


def test_a_symbol_stays_with_its_provider_and_goes_on_from_its_last_bar(
    store: Store, table: Callable[..., None]
) -> None:
    first, second = Source("first", fault("network")), Source("second", bars(MONTH))
    table(first, second)
    load(store, "IWM")
    first.answer = bars(MONTH, scale=0.9)
    second.answer = bars({**MONTH, 15: 109.0})
    report = load(store, "IWM")
    assert report.counts["bars"] == 1
    assert second.asked[-1] == ("IWM", dt.date(2024, 7, 5))
    assert first.asked == [("IWM", None)]


def test_a_new_provider_gives_the_whole_history(store: Store, table: Callable[..., None]) -> None:
    first, second = Source("first", bars(MONTH)), Source("second", bars({**MONTH, 15: 109.0}, scale=0.9))
    table(first, second)
    load(store, "IWM", now=NOW - DAY)
    first.answer = fault("network")
    load(store, "IWM")
    assert second.asked == [("IWM", None)]
    closes = [bar.close for bar in market.bars(store, "IWM")]
    assert closes == pytest.approx([0.9 * close for close in [*MONTH.values(), 109.0]])
    then = [bar.close for bar in market.bars(store, "IWM", as_of=NOW - DAY)]
    assert then == list(MONTH.values()), "what was known before stays"


def test_a_split_is_seen_and_the_past_fetched_again(store: Store, table: Callable[..., None]) -> None:
    only = Source("only", bars(MONTH))
    table(only)
    load(store, "IWM", now=NOW - DAY)
    only.answer = bars({**MONTH, 15: 110.0}, scale=0.25)  # four for one on the 15th
    load(store, "IWM")
    assert only.asked[1:] == [("IWM", dt.date(2024, 7, 5)), ("IWM", None)]
    closes = [bar.close for bar in market.bars(store, "IWM")]
    assert max(b / a for a, b in pairwise(closes)) < 1.05, "no move was made up"
    load(store, "IWM", now=NOW + DAY)
    assert len(only.asked) == 4, "once is enough"


def test_a_stated_start_pieces_no_series_together(store: Store, table: Callable[..., None]) -> None:
    first, second = Source("first", bars(MONTH)), Source("second", bars({**MONTH, 15: 110.0, 16: 111.0}, scale=0.9))
    table(first, second)
    load(store, "IWM", now=NOW - DAY)
    first.answer = bars({**MONTH, 15: 110.0}, scale=0.25)  # four for one on the 15th
    load(store, "IWM", since=dt.date(2024, 7, 10))
    assert first.asked[1:] == [("IWM", dt.date(2024, 7, 10)), ("IWM", None)]
    load(store, "IWM", now=NOW + DAY, since=dt.date(2024, 7, 10), provider="second")
    assert second.asked == [("IWM", None)], "whoever is new to a symbol gives its whole history"
    closes = [bar.close for bar in market.bars(store, "IWM")]
    assert max(b / a for a, b in pairwise(closes)) < 1.05, "no move was made up"
    load(store, "XBI", since=dt.date(2024, 7, 10))
    assert first.asked[-1] == ("XBI", dt.date(2024, 7, 10)), "nothing is there that it could be pieced to"


def test_a_named_provider_alone_is_asked_and_must_be_usable(store: Store, table: Callable[..., None]) -> None:
    first, second = Source("first", bars(MONTH)), Source("second", fault("bad_file"))
    table(first, second)
    assert len(load(store, "IWM", provider="second").failures) == 1
    assert first.asked == []
    with pytest.raises(UsageError, match="no provider 'oracle'"):
        load(store, "IWM", provider="oracle")


def test_a_provider_without_its_key_is_a_mistake_with_a_remedy(store: Store) -> None:
    with pytest.raises(UsageError, match="set TIINGO_API_KEY"):
        load(store, "IWM", provider="tiingo")


def test_adjusted_closes_never_replace_whole_bars(store: Store, tmp_path: Path) -> None:
    (tmp_path / "IWM.csv").write_text("date,open,high,low,close,volume\n2024-07-11,210,211,209,210,1\n")
    (tmp_path / "all.csv").write_text(
        "symbol,date,adj_close\nIWM,2024-07-11,209\nIWM,2024-07-12,211\nXBI,2024-07-12,90\n"
    )
    report = pricing.from_folders(store, [tmp_path], now=NOW, notice=lambda _: None)
    assert report.counts["bars"] == 3
    assert [(bar.close, bar.provider) for bar in market.bars(store, "IWM")] == [(210, "files"), (211, ADJUSTED)]


def test_doctor_names_what_is_stale_and_what_is_missing(store: Store, table: Callable[..., None]) -> None:
    table(Source("only", bars(MONTH)))
    load(store, "IWM")
    later = dt.datetime(2024, 7, 17, 22, 0, tzinfo=dt.UTC)
    rows = {name: (state, detail) for name, state, detail in pricing.checks(store, config(), later)}
    assert "stale prices" not in rows, "three sessions late is no more than a holiday and a late provider"
    assert rows["provider only"] == ("ok", "made")
    assert rows["missing prices"][1].startswith("4 of 5 instruments: ^RUT, ^GSPC")
    rows = {name: (state, detail) for name, state, detail in pricing.checks(store, config(), later + DAY)}
    assert rows["stale prices"][0] == "stale"
    assert "IWM 2024-07-12" in rows["stale prices"][1]


def test_doctor_names_old_calendars_and_series(store: Store, tmp_path: Path) -> None:
    assert not [name for name, _, _ in pricing.checks(store, config(), NOW) if "calendar" in name or "series" in name]
    (tmp_path / "calendar.csv").write_text(
        "utc,currency,event,actual,forecast,previous\n2024-07-11T12:30:00Z,USD,CPI m/m,-0.1%,0.1%,0.0%\n"
        "2024-09-11T12:30:00Z,USD,CPI m/m,,0.1%,-0.1%\n"
    )
    (tmp_path / "CPIAUCNS.csv").write_text("date,value\n2024-04-01,1\n2024-05-01,2\n2024-06-01,3\n")
    pricing.from_folders(store, [tmp_path], now=NOW, notice=lambda _: None)

    def stale(now: dt.datetime) -> dict[str, str]:
        return {name: detail for name, state, detail in pricing.checks(store, config(), now) if state == "stale"}

    assert stale(NOW + 30 * DAY) == {}, "a month's figures come in the middle of the next"
    late = stale(NOW + 80 * DAY)
    assert "2024-07-11" in late["stale calendar"]
    assert "CPIAUCNS 2024-06-01" in late["stale series"]


def test_a_figure_that_is_revised_later_is_no_first_print(store: Store, tmp_path: Path) -> None:
    head = "utc,currency,event,actual,forecast,previous\n2024-07-11T12:30:00Z,USD,CPI m/m,"
    file = tmp_path / "calendar.csv"
    for fetched, line in ((NOW, "-0.1%,0.1%,0.0%"), (NOW + 30 * DAY, "0.0%,0.1%,0.0%")):
        file.write_text(head + line + "\n")
        pricing.from_folders(store, [tmp_path], now=fetched, notice=lambda _: None)
    assert store.one("SELECT COUNT(*) FROM releases") == 2
    (shown,) = market.releases(store)
    assert (shown.actual, shown.knowable_at) == (-0.1, dt.datetime(2024, 7, 11, 12, 30, tzinfo=dt.UTC))


def test_an_expectation_waits_for_its_figure(store: Store, tmp_path: Path) -> None:
    head = "utc,currency,event,actual,forecast,previous\n2024-07-11T12:30:00Z,USD,CPI m/m,"
    for fetched, line in ((NOW - 9 * DAY, ",0.2%,"), (NOW - 8 * DAY, ",0.1%,"), (NOW, "-0.1%,0.1%,0.0%")):
        (tmp_path / "calendar.csv").write_text(head + line + "\n")
        pricing.from_folders(store, [tmp_path], now=fetched, notice=lambda _: None)
    assert [r.actual for r in market.releases(store, as_of=NOW - DAY)] == [None]
    (shown,) = market.releases(store)
    assert (shown.actual, shown.forecast) == (-0.1, 0.1)


def test_progress_of_a_folder_says_how_much_there_is(tmp_path: Path) -> None:
    for name in ("AAA", "BBB", "CCC"):
        (tmp_path / f"{name}.csv").write_text("date,open,high,low,close,volume\n2024-07-12,2,3,1,2,100\n")
    (tmp_path / "note.txt").write_text("no prices")
    told: list[tuple[str, int, int | None]] = []
    with open_store(":memory:") as store:
        pricing.from_folders(store, [tmp_path], now=NOW, notice=lambda _: None, progress=lambda *s: told.append(s))
    assert told == [("prices", done, 3) for done in range(4)]
