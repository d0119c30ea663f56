"""The demo's sample: marked as fiction, complete, and with every planted outcome true to the sample's own prices."""

from __future__ import annotations

import csv
import datetime as dt
import html
import inspect
import json
import re
import statistics
from functools import cache

import pytest

from aggregator import config, sample
from aggregator.errors import FetchError, ItemError
from aggregator.fetch import Fetch
from aggregator.records import Request
from aggregator.sessions import calendar

D = dt.date
DIGEST_DAY, FRIDAY_BEFORE, MONTH_END = D(2024, 7, 12), D(2024, 7, 5), D(2024, 6, 28)


# --- reading the sample -----------------------------------------------------------------------------------------------


@cache
def closes(symbol: str) -> dict[D, float]:
    with (sample.prices_dir() / f"{symbol}.csv").open(encoding="utf-8") as text:
        return {D.fromisoformat(row["date"]): float(row.get("close") or row["value"]) for row in csv.DictReader(text)}


@cache
def volumes(symbol: str) -> list[float]:
    with (sample.prices_dir() / f"{symbol}.csv").open(encoding="utf-8") as text:
        return [float(row["volume"]) for row in csv.DictReader(text)]


def before(day: D) -> D:
    sessions = list(closes("^RUT"))
    return sessions[sessions.index(day) - 1]


def move(symbol: str, day: D, since: D | None = None) -> float:
    """Percent from the close of `since` (the session before, unless given) to that of `day`."""
    return (closes(symbol)[day] / closes(symbol)[since or before(day)] - 1) * 100


def week(symbol: str, day: D = DIGEST_DAY) -> float:
    """Percent from the last close of the week before to that of `day`."""
    return move(symbol, day, MONTH_END if day == FRIDAY_BEFORE else FRIDAY_BEFORE)


def change(symbol: str, day: D) -> float:
    """Basis points from the session before."""
    return (closes(symbol)[day] - closes(symbol)[before(day)]) * 100


def volume_multiple(symbol: str, day: D) -> float:
    at = list(closes(symbol)).index(day)
    return volumes(symbol)[at] / statistics.fmean(volumes(symbol)[at - 63 : at])


def page(path: str) -> str:
    return html.unescape(sample.pages()[f"https://{path}"].read_text(encoding="utf-8"))


def released(event: str, day: D) -> tuple[str, str]:
    with (sample.prices_dir() / "release_calendar.csv").open(encoding="utf-8") as text:
        row = next(r for r in csv.DictReader(text) if r["event"] == event and r["utc"].startswith(day.isoformat()))
    return row["actual"], row["forecast"]


# --- what is planted --------------------------------------------------------------------------------------------------

W, E, S, M, P = (
    "sample-wire.example/2024/07/",
    "examplestreetjournal.example/2024/07/",
    "specimen-letter.example/2024/07/",
    "mock-macro.example/2024/07/",
    "placeholder-markets.example/2024/07/",
)
YES, NEAR, NEAR_YIELD, NO = "supported", "close", "close within two basis points", "contradicted"
J = {day: D(2024, 7, day) for day in (1, 2, 3, 5, 8, 9, 10, 11, 12)}

# (page, words on it, what the prices say with its sign, what the words say with its sign, digits, planned verdict)
STATED = [
    (W + "01/small-caps-open-quarter-lower", "fell 0.91% on Monday", move("^RUT", J[1]), -0.91, 2, YES),
    (P + "01/small-caps-value-trap", "(NYSEARCA: IWM) fell 1.9% on Monday", move("IWM", J[1]), -1.9, 1, NO),
    (W + "02/whitlock-policy-can-ease", "fell 3 basis points to 4.73%", change("DGS2", J[2]), -3, 0, YES),
    (W + "03/stocks-firm-before-holiday", "edged up 0.12% to 2,040.96", move("^RUT", J[3]), 0.12, 2, YES),
    (E + "05/regional-banks-slide", "lost 1.65% on Friday", move("KRE", J[5]), -1.65, 2, YES),
    (S + "05/lagging-again", "lagged the S&P 500 by 2.94", week("^RUT", J[5]) - week("^GSPC", J[5]), -2.94, 2, YES),
    (S + "08/three-reasons", "The Russell 2000 lost 1.08% last week", week("^RUT", J[5]), -1.08, 2, YES),
    (W + "09/example-robotics-raises-guidance", "surged 9.44% on Tuesday", move("XMPL", J[9]), 9.44, 2, YES),
    (P + "09/volatility-is-asleep", "The VIX closed at 12.50", closes("^VIX")[J[9]], 12.50, 2, YES),
    (W + "11/small-caps-surge-megacaps-slide", "jumped 3.42% on Thursday", move("^RUT", J[11]), 3.42, 2, YES),
    (W + "11/small-caps-surge-megacaps-slide", "the S&P 500 fell 0.71%", move("^GSPC", J[11]), -0.71, 2, YES),
    (W + "11/small-caps-surge-megacaps-slide", "2.4 times its average", volume_multiple("IWM", J[11]), 2.4, 1, YES),
    (E + "11/great-rotation", "by 4.13 percentage points", move("^RUT", J[11]) - move("^GSPC", J[11]), 4.13, 2, YES),
    (P + "11/one-day-is-not-a-bull-market", "The VIX jumped 14% on Thursday", move("^VIX", J[11]), 14, 0, NO),
    (W + "12/small-caps-cap-best-week", "gained 6.12% this week", week("^RUT"), 6.12, 2, YES),
    (W + "12/small-caps-cap-best-week", "on Friday to 2,154.31", closes("^RUT")[J[12]], 2154.31, 2, YES),
    (W + "12/small-caps-cap-best-week", "(NYSEARCA: IWM) gained 6.07% this week", week("IWM"), 6.07, 2, YES),
    (E + "12/wall-street-ends-week-higher", "The Russell 2000 gained 6.07% this week", week("^RUT"), 6.07, 2, NEAR),
    (E + "12/wall-street-ends-week-higher", "ended Friday at 4.19%", closes("DGS10")[J[12]], 4.19, 2, NEAR_YIELD),
    (S + "12/further-to-run", "by 5.21 percentage points this week", week("^RUT") - week("^GSPC"), 5.21, 2, YES),
    (S + "12/further-to-run", "(QQQS) gained 1.94% on Friday", move("QQQS", J[12]), 1.94, 2, YES),
    (S + "12/further-to-run", "surged 8.01% this week", week("QQQS"), 8.01, 2, YES),
    (P + "12/sell-the-rip", "The Russell 2000 fell 0.60% on Friday", move("^RUT", J[12]), -0.60, 2, NO),
    (P + "12/sell-the-rip", "IWM is up just 3.1% this week", week("IWM"), 3.1, 1, NO),
    (M + "12/hot-ppi-tempers-cheer", "rose 1 basis point to 2.24%", change("T10YIE", J[12]), 1, 0, YES),
]  # fmt: skip


@pytest.mark.parametrize("row", STATED, ids=lambda row: f"{row[0].split('/')[-1]}: {row[1]}")
def test_stated_figures_are_as_right_or_wrong_as_planned(row: tuple[str, str, float, float, int, str]) -> None:
    path, words, measured, stated, digits, verdict = row
    assert words in page(path + ".html")
    error = abs(measured - stated)
    rounding = 0.5 * 10**-digits + 1e-9
    tolerance = 0.02 + 1e-9 if verdict == NEAR_YIELD else max(0.15, 0.05 * abs(stated))
    if verdict == YES:
        assert error <= rounding
    elif verdict in (NEAR, NEAR_YIELD):
        assert rounding < error <= tolerance
    else:
        assert error > tolerance


def test_released_figures_are_those_of_the_calendar() -> None:
    assert "Core CPI rose 0.1% in June, below the 0.2%" in page(W + "11/consumer-prices-flat.html")
    assert released("Core CPI m/m", J[11]) == ("0.1%", "0.2%")
    assert "rose 3.0%, compared with a forecast of 3.1%" in page(W + "11/consumer-prices-flat.html")
    assert released("CPI y/y", J[11]) == ("3.0%", "3.1%")
    assert "rose 0.3% in June, above the 0.1%" in page(W + "12/producer-prices-hotter.html")
    assert released("PPI m/m", J[12]) == ("0.3%", "0.1%")
    assert "rose by 181,000 in June, below the 195,000" in page(W + "05/payrolls-miss.html")
    assert "rose by only 140,000 in June" in page(P + "05/jobs-number-is-a-warning.html")  # contradicted
    assert released("Non-Farm Employment Change", J[5]) == ("181K", "195K")


def test_forecasts_come_out_as_planned() -> None:
    assert "will close above 2,100 by the end of next week" in page(E + "01/quill-sees-russell-above-2100.html")
    assert [day for day in J.values() if closes("^RUT")[day] > 2100] == [J[11], J[12]]  # came true on the 11th
    assert "will rise above 4.60% by July 12" in page(P + "02/bond-bulls-will-be-disappointed.html")
    assert max(closes("DGS10")[day] for day in J.values()) < 4.60  # did not
    assert "We expect core CPI to rise 0.2% in June" in page(M + "03/core-cpi-preview.html")  # did not: 0.1 %
    assert "The S&P 500 will fall below 5,300 this week" in page(E + "08/farrow-sees-sp-below-5300.html")
    assert min(closes("^GSPC")[J[day]] for day in (8, 9, 10, 11, 12)) > 5300  # did not
    assert "will outperform the S&P 500 this week" in page(S + "08/three-reasons.html")
    assert week("^RUT") > week("^GSPC")  # came true


def test_rarities_are_rare() -> None:
    rut, year = list(closes("^RUT").values()), list(closes("^RUT"))[1:]
    assert "only day in the past year" in page(S + "11/the-turn.html")
    assert [day for day in year if move("^RUT", day) > 3 and move("^GSPC", day) < 0] == [J[11]]
    assert rut[-2] == max(rut[-253:-1])
    assert rut[-1] == max(rut[-252:]) > statistics.fmean(rut[-200:])
    assert len(rut) >= 300


def z_score(symbol: str, day: D) -> float:
    """The day's move over the standard deviation of the 63 before it."""
    days = list(closes(symbol))
    at = days.index(day)
    return move(symbol, day) / statistics.stdev(move(symbol, past) for past in days[at - 63 : at])


def texts_since(moment: str) -> list[str]:
    """Pages that are dated after `moment` by the feeds."""
    found = []
    for url in sample.pages():
        if url.endswith("/feed.xml"):
            body = sample.SampleFetcher(sample.CLOCKS[-1]).get(Request(url, "feed")).body
            earlier = sample.feed_at(body, dt.datetime.fromisoformat(moment))
            links = set(re.findall(rb"https://[^<\"]+\.html", body)) - set(
                re.findall(rb"https://[^<\"]+\.html", earlier)
            )
            found += [sample.pages()[link.decode()].read_text(encoding="utf-8") for link in sorted(links)]
    return found


def test_one_move_has_no_news_and_one_story_no_move() -> None:
    fresh = texts_since("2024-07-11T20:00Z")
    assert z_score("XBI", J[12]) > 3
    assert not [text for text in fresh if re.search(r"XBI|biotech", text, re.IGNORECASE)]
    assert abs(z_score("XMPL", J[12])) < 0.5
    assert len([text for text in fresh if "(NASDAQ: XMPL)" in text]) == 4


def test_archive_figures_match_the_prices() -> None:
    symbols = {"Russell 2000": "^RUT", "S&P 500": "^GSPC", "Nasdaq-100": "^NDX", "Gold futures": "GC=F"}
    down = {"fell", "slipped", "lost", "declined", "eased", "slid", "tumbled", "dropped"}
    checked = 0
    for line in sample.archive_path().read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        day = D.fromisoformat(row["published"][:10])
        for name, verb, number in re.findall(
            r"(Russell 2000|S&P 500|Nasdaq-100|Gold futures) (\w+) (\d\.\d\d)%", row["body"]
        ):
            stated = -float(number) if verb in down else float(number)
            assert move(symbols[name], day) == pytest.approx(stated, abs=0.0051), row["title"]
            checked += 1
        for number in re.findall(r"10-year Treasury yield [a-z ]+ (\d\.\d\d)%\.$", row["body"]):
            assert closes("DGS10")[day] == float(number)
            checked += 1
    assert checked > 90


# --- the sample as a whole --------------------------------------------------------------------------------------------


def test_everything_is_marked_as_sample() -> None:
    assert all(re.match(r"https://[a-z-]+\.example/", url) for url in sample.pages())
    for url, file in sample.pages().items():
        assert "Sample text" in file.read_text(encoding="utf-8"), url
    assert "all prices and released figures" in (sample.folder() / "README.md").read_text(encoding="utf-8")
    assert sum(file.stat().st_size for file in sample.folder().rglob("*") if file.is_file()) < 1_500_000


def test_configuration_of_the_demo() -> None:
    demo = config.load(sample.feeds_path(), environ={})
    assert {feed.url for feed in demo.feeds} == {url for url in sample.pages() if url.endswith("/feed.xml")}
    assert "XMPL" in {one.symbol for one in demo.instruments}
    stored = {file.stem for file in sample.prices_dir().iterdir()}
    assert set(demo.watch) <= stored


def test_price_files_cover_the_same_sessions() -> None:
    sessions = [day for day in calendar().sessions if D(2023, 5, 1) <= day <= DIGEST_DAY]
    for file in sample.prices_dir().iterdir():
        if file.stem not in {"release_calendar", "policy_decisions"}:
            assert list(closes(file.stem)) == sessions, file.name


def test_bars_are_possible() -> None:
    for file in sample.prices_dir().iterdir():
        with file.open(encoding="utf-8") as text:
            for row in csv.DictReader(text):
                if "high" in row:
                    low, high = float(row["low"]), float(row["high"])
                    assert 0 < low <= min(float(row["open"]), float(row["close"])), (file.name, row)
                    assert max(float(row["open"]), float(row["close"])) <= high, (file.name, row)


def test_feeds_grow_with_the_clock() -> None:
    url = "https://sample-wire.example/feed.xml"
    sizes = [len(sample.SampleFetcher(now).get(Request(url, "feed")).body) for now in sample.CLOCKS]
    assert sizes == sorted(set(sizes))
    assert b"/2024/07/12/" not in sample.SampleFetcher(sample.CLOCKS[-3]).get(Request(url, "feed")).body


def test_the_fetcher_has_the_shape_of_the_door() -> None:
    for name in ("submit", "results", "get"):
        ours, door = getattr(sample.SampleFetcher, name), getattr(Fetch, name)
        assert inspect.signature(ours) == inspect.signature(door)


def test_the_fetcher_answers_in_order_with_304_and_404() -> None:
    door = sample.SampleFetcher(sample.CLOCKS[-1])
    known = Request("https://mock-macro.example/feed.xml", "feed")
    etag = door.get(known).headers["etag"]
    door.submit(Request(known.url, "feed", etag=etag))
    door.submit(Request("https://mock-macro.example/../../README.md", "page"))
    (_, unchanged), (_, missing) = door.results()
    assert getattr(unchanged, "not_modified", False)
    assert isinstance(missing, FetchError)
    assert missing.status == 404


def test_entries_parse_and_their_pages_can_be_read() -> None:
    from aggregator import articles, feeds

    door = sample.SampleFetcher(sample.CLOCKS[-1])
    failed, undated, texts = set(), set(), {}
    for feed in config.load(sample.feeds_path(), environ={}).feeds:
        answer = door.get(Request(feed.url, "feed"))
        try:
            entries = feeds.parse(answer.body, url=answer.url, content_type=answer.headers["content-type"]).entries
        except ItemError as error:
            failed.add(f"{feed.source}: {type(error).__name__}")
            continue
        for entry in entries:
            assert entry.url is not None
            got = door.get(Request(entry.url, "page"))
            try:
                read = articles.extract(got.body, url=got.url, content_type=got.headers["content-type"], selectors={})
            except ItemError as error:
                failed.add(f"{entry.url}: {type(error).__name__}")
                continue
            texts[entry.url] = read.text
            assert "Sample text" not in read.text
            if entry.published is None and read.published is None:
                undated.add(entry.url)
            elif entry.published and read.published:
                assert abs(entry.published.at - read.published.at) < dt.timedelta(days=1), entry.url
    assert failed == {
        "brokentape: ParseError",
        "https://lorem-ledger.example/members/portfolios.html: ExtractError",
    }
    assert undated == {"https://lorem-ledger.example/guides/how-to-read-a-yield-curve.html"}
    assert len(texts) == 50
    copies = [text for url, text in texts.items() if "/consumer-prices-flat" in url]
    assert len(copies) == 3
    assert len({text[-80:] for text in copies}) == 1
