"""The rules kind by kind on small made histories."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from aggregator.align import RULES, verdict
from aggregator.market.history import History
from aggregator.records import KINDS, Claim, PolicyDecision, Release, Verdict
from aggregator.sessions import calendar

from .making import D, claim, history

# Sessions of the made histories: 2024-01-02 (Tuesday) and on.
TUESDAY, WEDNESDAY, THURSDAY = D(2024, 1, 2), D(2024, 1, 3), D(2024, 1, 4)
EVENING = dt.datetime(2024, 1, 3, 22, 0, tzinfo=dt.UTC)
NOON = dt.datetime(2024, 1, 3, 17, 0, tzinfo=dt.UTC)
LATER = dt.datetime(2024, 2, 1, tzinfo=dt.UTC)
ON = {"window_text": "Wednesday", "window_start": WEDNESDAY, "window_end": WEDNESDAY}
UP2 = {"direction": "up", "value": 2.0, "unit": "pct", "value_text": "2.0%"}

CLOSES = "^RUT close to close"
TWO = {
    "^RUT": history("^RUT", [100, 101], open=[100, 99], high=[101, 103], low=[99, 98.5]),
    "IWM": history("IWM", [50, 51], adj_close=[49, 50]),
    "DGS10": history("DGS10", [4.00, 4.05]),
}


def judge(
    told: Claim, histories: dict[str, History] = TWO, at: dt.datetime = EVENING, now: dt.datetime = LATER, **facts: Any
) -> Verdict:
    return verdict(told, histories, knowable_at=at, now=now, calendar=calendar(), **facts)


def test_every_kind_has_a_rule() -> None:
    assert set(RULES) == set(KINDS)
    assert all(rule.about for rule in RULES.values())


@pytest.mark.parametrize(
    ("fields", "expected", "basis"),
    [
        ({"direction": "up", "value": 1.0, "value_text": "1.0%"}, "supported", CLOSES),
        ({"direction": "up", "value": 1.1, "value_text": "1.1%"}, "close", CLOSES),
        ({"direction": "up", "value": 2.0, "value_text": "2.0%"}, "close", "IWM close to close (listed fund)"),
        ({"direction": "up", "value": 2.04, "value_text": "2.04%"}, "close", "IWM total return"),
        ({"direction": "up", "value": 2.02, "value_text": "2.02%"}, "close", "^RUT open to close"),
        ({"direction": "up", "value": 3.0, "value_text": "3.0%"}, "close", "^RUT intraday high"),
        ({"direction": "up", "value": 5.0, "value_text": "5.0%"}, "contradicted", CLOSES),
        ({"direction": "down", "value": 1.0, "value_text": "1.0%"}, "contradicted", CLOSES),
        ({"direction": "down", "value": 1.5, "value_text": "1.5%"}, "close", "^RUT intraday low"),
        (
            {"direction": "up", "value": 0.5, "value_text": "0.5%", "comparator": "gt"},
            "supported",
            CLOSES,
        ),
        (
            {"direction": "up", "value": 1.0, "value_text": "1 point", "unit": "points"},
            "supported",
            CLOSES,
        ),
        ({"direction": "up", "value": 100, "value_text": "100 bps", "unit": "bps"}, "supported", CLOSES),
        ({"direction": "flat"}, "contradicted", CLOSES),
        ({"direction": "up"}, "supported", CLOSES),
        ({"direction": "down"}, "contradicted", CLOSES),
    ],
)
def test_moves(fields: dict, expected: str, basis: str) -> None:
    found = judge(claim(**{"unit": "pct", **ON, **fields}))
    assert (found.verdict, found.basis) == (expected, basis)
    assert found.tried
    assert found.window_start == found.window_end == WEDNESDAY
    if "value" not in fields:
        assert found.error is None


@pytest.mark.parametrize(
    ("fields", "expected", "reason"),
    [
        ({"value": 5, "value_text": "5 basis points", "unit": "bps"}, "supported", None),
        ({"value": 7, "value_text": "7 basis points", "unit": "bps"}, "close", None),
        ({"value": 9, "value_text": "9 basis points", "unit": "bps"}, "unverifiable", "not_knowable"),
        ({"value": 25, "value_text": "25 basis points", "unit": "bps"}, "contradicted", None),
        ({"value": 0.05, "value_text": "0.05 percentage point", "unit": "pp"}, "supported", None),
        ({"value": 1.25, "value_text": "1.25%", "unit": "pct"}, "unverifiable", "ambiguous"),
        ({"value": 4.0, "value_text": "4.0%", "unit": "pct"}, "contradicted", None),
    ],
)
def test_yields_move_by_differences(fields: dict, expected: str, reason: str | None) -> None:
    found = judge(claim(symbol="DGS10", direction="up", **ON, **fields))
    assert (found.verdict, found.reason) == (expected, reason)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (claim(symbol=None, **ON, **UP2), "no_instrument"),
        (claim(symbol="SIVB", **ON, **UP2), "no_prices"),
        (claim(window_text="lately", **UP2), "window_unresolved"),
        (claim(window_text="when", window_start=THURSDAY, window_end=TUESDAY, **UP2), "window_unresolved"),
        (claim(window_text="once", window_start=D(1700, 1, 1), window_end=D(1700, 1, 1), **UP2), "window_unresolved"),
        (claim(window_text="then", window_start=D(2023, 1, 3), window_end=D(2023, 1, 3), **UP2), "no_prices"),
        (claim(**ON), "not_quantified"),
        (claim(value=2.0, unit="pct", **ON), "ambiguous"),
        (claim("outlook", **ON), "not_quantified"),
        (claim("outlook", direction="up", evidence="It will not rise."), "not_quantified"),
        (claim("fact", **ON), "unsupported_kind"),
        (claim("level", **ON), "not_quantified"),
        (claim("volume", "IWM", subject="short interest", **ON), "unsupported_kind"),
        (claim("volume", "^RUT", value=2, unit="x", **ON), "no_prices"),
        (claim("volume", "IWM", value=2, unit="x", **ON), "no_prices"),
        (claim("data", "AAPL", entity_id="company:AAPL", value=1), "unsupported_kind"),
        (claim("policy", None, entity_id="org:ECB", direction="up"), "unsupported_kind"),
        (claim("forecast", tense="past", **UP2), "window_unresolved"),
        (claim("forecast", tense="future", evidence="Analysts had expected 2.0%.", **UP2), "window_unresolved"),
        (claim("forecast", tense="future", evidence="Sales will rise 2.0%.", **UP2), "window_unresolved"),
        (claim("forecast", tense="future", evidence="It will be watched."), "window_unresolved"),
        (claim(**{**ON, **UP2, "window_text": "in after-hours trading"}), "no_prices"),
        (claim(subject="Dow futures", **ON, **UP2), "no_prices"),
        (claim(**{**ON, **UP2, "window_text": "three months ago"}), "ambiguous"),
        (claim(evidence="It is up 2.0% from a low set Wednesday.", **ON, **UP2), "ambiguous"),
        (claim("compare", evidence="Small caps are cheap.", **ON), "not_quantified"),
        (claim("compare", evidence="Small caps outperformed.", **ON), "ambiguous"),
        (claim(rule_ids=("model.move",), **ON, **UP2), "ambiguous"),  # only the encoder marked it
    ],
)
def test_reasons(told: Claim, reason: str) -> None:
    found = judge(told)
    assert (found.verdict, found.reason, found.measured) == ("unverifiable", reason, None)
    assert found.knowable_at == EVENING


def test_bars_that_are_not_there_yet() -> None:
    told = claim(window_text="Thursday", window_start=THURSDAY, window_end=THURSDAY, **UP2)
    thursday_night = dt.datetime(2024, 1, 4, 22, tzinfo=dt.UTC)
    assert judge(told, at=thursday_night, now=thursday_night).reason == "not_knowable"
    assert judge(told, at=thursday_night, now=LATER).reason == "no_prices", "after ten days it is missing, not late"
    assert judge(claim(**ON, **UP2), now=NOON, at=NOON).reason == "not_knowable"


def test_a_move_before_its_close_is_contradicted_only_outside_the_days_range() -> None:
    inside = claim(direction="up", value=2.5, unit="pct", value_text="2.5%", **ON)
    outside = claim(direction="up", value=4.0, unit="pct", value_text="4.0%", **ON)
    assert judge(inside, at=EVENING).verdict == "contradicted"
    found = judge(inside, at=NOON)
    assert (found.verdict, found.measured, found.error) == ("close", None, None)
    assert judge(outside, at=NOON).verdict == "contradicted"
    assert judge(claim(direction="down", **ON), at=NOON).reason == "not_knowable"


def test_a_window_is_cut_at_what_had_happened() -> None:
    week = claim(window_text="this week", window_start=TUESDAY, window_end=D(2024, 1, 5), **UP2)
    longer = {"^RUT": history("^RUT", [99, 100, 102, 50], start=D(2023, 12, 29))}
    found = judge(week, longer)
    assert (found.window_end, found.measured) == (WEDNESDAY, pytest.approx(100 * (102 / 99 - 1)))


@pytest.mark.parametrize(
    ("at", "value", "expected", "reason"),
    [
        (EVENING, 1.0, "supported", None),
        (EVENING, 9.0, "unverifiable", "window_unresolved"),
        (dt.datetime(2024, 1, 4, 12, tzinfo=dt.UTC), 1.0, "unverifiable", "window_unresolved"),
        (NOON, 1.0, "unverifiable", "window_unresolved"),
    ],
)
def test_without_a_window_the_session_of_publication_can_only_confirm(
    at: dt.datetime, value: float, expected: str, reason: str | None
) -> None:
    found = judge(claim(direction="up", value=value, unit="pct", value_text=f"{value}%"), at=at)
    assert (found.verdict, found.reason) == (expected, reason)
    if expected == "supported":
        assert found.basis == "^RUT close to close, session of publication"


@pytest.mark.parametrize(
    ("symbol", "fields", "expected", "basis"),
    [
        ("^RUT", {"value": 101, "value_text": "101"}, "supported", "^RUT close"),
        ("^RUT", {"value": 101.1, "value_text": "101.10"}, "close", "^RUT close"),
        ("^RUT", {"value": 100, "value_text": "100", "comparator": "gt"}, "supported", "^RUT close"),
        ("^RUT", {"value": 102, "value_text": "102", "comparator": "gt"}, "close", "^RUT intraday high"),
        ("^RUT", {"value": 104, "value_text": "104", "comparator": "gt"}, "contradicted", "^RUT close"),
        ("DGS10", {"value": 4.05, "value_text": "4.05%", "unit": "pct"}, "supported", "DGS10 close"),
        ("DGS10", {"value": 4.07, "value_text": "4.07%", "unit": "pct"}, "close", "DGS10 close"),
        ("DGS10", {"value": 4.1, "value_text": "4.10%", "unit": "pct"}, "unverifiable", "DGS10 close"),
        ("DGS10", {"value": 4.5, "value_text": "4.50%", "unit": "pct"}, "contradicted", "DGS10 close"),
    ],
)
def test_levels(symbol: str, fields: dict, expected: str, basis: str) -> None:
    found = judge(claim("level", symbol, **ON, **fields))
    assert (found.verdict, found.basis) == (expected, basis)


SESSION = {
    "^GSPC": history("^GSPC", [4100, 4150], high=[4100, 4160.4], low=[4100, 4090.6]),
    "^VIX": history("^VIX", [20, 19.59], high=[20, 20.4], low=[20, 19.1]),
    "ACME": history("ACME", [50, 54.39], high=[50, 55.2], low=[50, 49.8]),
}


@pytest.mark.parametrize(
    ("symbol", "value", "text", "words", "expected", "reason"),
    [
        # The low and the high where the words say so; a figure short of them is of another hour.
        ("^GSPC", 4090.6, "4,090.60", "The index fell as low as 4,090.60 on Wednesday.", "supported", None),
        ("^GSPC", 4160.0, "4,160", "The index rose to a session high of 4,160 on Wednesday.", "supported", None),
        ("^GSPC", 4091.0, "4,091", "The index fell as low as 4,091 on Wednesday.", "supported", None),
        ("^GSPC", 4110.0, "4,110", "The index fell as low as 4,110 on Wednesday.", "unverifiable", "ambiguous"),
        ("^GSPC", 4020.0, "4,020", "The index fell as low as 4,020 on Wednesday.", "contradicted", None),
        # A quote of some hour, and one of an index that is quoted on after the close.
        ("^GSPC", 4120.0, "4,120.00", "The index stood at 4,120.00 on Wednesday.", "unverifiable", "ambiguous"),
        ("^GSPC", 4120.0, "4,120.00", "The index closed at 4,120.00 on Wednesday.", "contradicted", None),
        ("^VIX", 19.66, "19.66", "The VIX ended at 19.66 on Wednesday.", "unverifiable", "ambiguous"),
        ("^VIX", 20.2, "20.2", "The VIX ended at 20.2 on Wednesday.", "contradicted", None),
        ("^VIX", 21.0, "21.0", "The VIX stood at 21.0 on Wednesday.", "contradicted", None),
        # Cents by which sources differ.
        ("ACME", 54.37, "$54.37", "Acme closed at $54.37 on Wednesday.", "close", None),
        ("ACME", 54.34, "$54.34", "Acme closed at $54.34 on Wednesday.", "close", None),
        ("ACME", 53.9, "$53.90", "Acme closed at $53.90 on Wednesday.", "contradicted", None),
    ],
)
def test_levels_within_a_session(
    symbol: str, value: float, text: str, words: str, expected: str, reason: str | None
) -> None:
    told = claim("level", symbol, value=value, value_text=text, evidence=words, rule_ids=("level.stands",), **ON)
    found = judge(told, SESSION)
    assert (found.verdict, found.reason) == (expected, reason)
    assert reason is None or "within the session's range of" in (found.basis or "")


@pytest.mark.parametrize(("value", "expected"), [(498.0, "unverifiable"), (470.0, "contradicted")])
def test_a_low_may_be_told_in_the_shares_of_before_a_split(value: float, expected: str) -> None:
    words = f"Acme fell as low as ${value:g} on Wednesday."
    told = claim(
        "level", "ACME", value=value, value_text=f"${value:g}", evidence=words, rule_ids=("level.stands",), **ON
    )
    assert judge(told, SESSION).verdict == expected


LONG = [100 + (i % 50) / 10 for i in range(2600)]


@pytest.mark.parametrize(
    ("closes", "words", "fields", "expected"),
    [
        ([*LONG, 106], "closed at a record high", {}, "supported"),
        ([*LONG, 104], "closed at a record high", {}, "contradicted"),
        ([*LONG[-300:], 106], "closed at a record high", {}, "unverifiable"),
        ([*LONG[-300:], 106], "hit a 52-week high", {}, "supported"),
        ([*LONG[-300:], 99], "hit a 52-week low", {}, "supported"),
        ([*LONG[-300:], 106], "rose above its 200-day moving average", {"comparator": "gt"}, "supported"),
        ([*LONG[-300:], 99], "is above its 50-day average", {"direction": "up"}, "contradicted"),
        ([*LONG[-300:], 99], "tests its 50-day average", {}, "unverifiable"),
        (
            [*LONG[-300:], 102.4],
            "rose to its 200-day average",
            {"comparator": "approx", "direction": "up"},
            "supported",
        ),
        ([*LONG[-300:], 103], "rose to its 200-day average", {"comparator": "approx", "direction": "up"}, "close"),
        ([*LONG[-300:], 110], "rose to its 200-day average", {"comparator": "approx"}, "contradicted"),
    ],
)
def test_marks_in_words(closes: list[float], words: str, fields: dict, expected: str) -> None:
    cal = calendar()
    start = cal.previous(WEDNESDAY, len(closes) - 1)
    told = claim("level", evidence=f"The index {words}.", **ON, **fields)
    found = judge(told, {"^RUT": history("^RUT", closes, start)})
    assert found.verdict == expected, found


@pytest.mark.parametrize(
    ("words", "low", "expected"),
    [
        ("crossed below its 200-day moving average", 98, "close"),
        ("dipped below its 200-day moving average", 98, "close"),
        ("crossed below its 200-day moving average", 103, "contradicted"),
        # A close, or where it stands, is not of some hour.
        ("ended the day below its 200-day moving average after it crossed below 99", 98, "contradicted"),
        ("is below its 200-day moving average", 98, "contradicted"),
    ],
)
def test_an_average_is_crossed_within_a_session(words: str, low: float, expected: str) -> None:
    closes = [*LONG[-300:], 106]
    start = calendar().previous(WEDNESDAY, len(closes) - 1)
    told = claim("level", evidence=f"The index {words}.", comparator="lt", **ON)
    made = history("^RUT", closes, start, low=[*closes[:-1], low], high=closes)
    assert judge(told, {"^RUT": made}).verdict == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"value": 3, "unit": "x", "value_text": "3 times"}, "supported"),
        ({"value": 3.2, "unit": "x", "value_text": "3.2 times"}, "close"),
        ({"value": 5, "unit": "x", "value_text": "5 times"}, "contradicted"),
        ({"value": 200, "unit": "pct", "value_text": "200%", "direction": "up"}, "supported"),
        ({"direction": "up"}, "supported"),
        ({"direction": "down"}, "contradicted"),
    ],
)
def test_volume(fields: dict, expected: str) -> None:
    start = calendar().previous(WEDNESDAY, 70)
    made = history("IWM", [1.0] * 71, start, volume=[100.0] * 70 + [300.0])
    found = judge(claim("volume", "IWM", subject="volume", **ON, **fields), {"IWM": made})
    assert found.verdict == expected
    assert len(found.tried) == 2, "no 252 sessions here"


@pytest.mark.parametrize(
    ("words", "fields", "expected"),
    [
        ("Small caps outperformed the S&P 500", {}, "supported"),
        ("Small caps lagged large caps", {}, "contradicted"),
        ("The Russell 2000 beat the S&P 500 by 3.0 points", {"value": 3.0, "value_text": "3.0"}, "supported"),
        ("The Russell 2000 beat the S&P 500 by 5.0 points", {"value": 5.0, "value_text": "5.0"}, "contradicted"),
    ],
)
def test_compare(words: str, fields: dict, expected: str) -> None:
    pair = {"^RUT": history("^RUT", [100, 101]), "^GSPC": history("^GSPC", [100, 98])}
    assert judge(claim("compare", evidence=words, unit="pp", **ON, **fields), pair).verdict == expected


NUMBERS = {3: "three", 4: "fourth", 8: "eighth"}


@pytest.mark.parametrize(
    ("words", "value", "direction", "expected"),
    [
        ("rose for a third straight session", 3, "up", "supported"),
        ("rose for a fourth straight session", 4, "up", "contradicted"),
        ("rose for an eighth straight session", 8, "up", "contradicted"),
        ("fell for a third straight session", 3, "down", "contradicted"),
        ("rose for a third straight quarter", 3, "up", "unverifiable"),
        ("rose for three days in a row", 3, "up", "supported"),
        ("rose for two straight weeks and three straight sessions", 3, "up", "supported"),
    ],
)
def test_streaks(words: str, value: int, direction: str, expected: str) -> None:
    made = history("^RUT", [5, 4, 5, 6, 7], calendar().previous(WEDNESDAY, 4))
    told = claim(
        "count", value=value, unit="count", value_text=NUMBERS[value], direction=direction, evidence=words, **ON
    )
    assert judge(told, {"^RUT": made}).verdict == expected


def release(event: str, day: int, actual: float | None, forecast: float, unit: str = "pct") -> Release:
    at = dt.datetime(2024, 1, day, 13, 30, tzinfo=dt.UTC)
    return Release(event, "USD", at, actual, forecast, None, unit, "made", LATER, at)


CPI = [
    release("CPI m/m", 11, 0.3, 0.2),
    release("CPI y/y", 11, 3.4, 3.2),
    release("Non-Farm Employment Change", 5, 216_000, 168_000, "count"),
    release("CPI m/m", 31, -0.1, 0.2),
]
DECEMBER = {"window_text": "in December", "window_start": D(2023, 12, 1), "window_end": D(2023, 12, 29)}
MID = dt.datetime(2024, 1, 12, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("entity", "fields", "expected"),
    [
        ("CPI_US", {"value": 0.3, "value_text": "0.3%", "evidence": "up 0.3% on the month"}, "supported"),
        ("CPI_US", {"value": 3.4, "value_text": "3.4%", "evidence": "up 3.4% from a year ago"}, "supported"),
        ("CPI_US", {"value": 3.5, "value_text": "3.5%", "evidence": "up 3.5% from a year ago"}, "close"),
        ("CPI_US", {"value": 4.4, "value_text": "4.4%", "evidence": "up 4.4% from a year ago"}, "contradicted"),
        ("CPI_US", {"value": 4.4, "value_text": "4.4%", "evidence": "prices rose 4.4%"}, "unverifiable"),
        ("CPI_US", {"value": 3.4, "value_text": "3.4%", "evidence": "inflation of 3.4%"}, "close"),
        ("CPI_US", {"evidence": "hotter-than-expected consumer prices"}, "supported"),
        ("CPI_US", {"evidence": "cooler than expected", "stance": "cooler"}, "contradicted"),
        ("CPI_US", {"evidence": "prices rose"}, "unverifiable"),
        ("NFP_US", {"value": 216_000, "value_text": "216,000", "unit": "count"}, "supported"),
        ("NFP_US", {"value": 200_000, "value_text": "200,000", "unit": "count"}, "contradicted"),
        ("GDP_US", {"value": 2.0, "value_text": "2%"}, "unverifiable"),
        ("CPI_US", {"value": 70, "value_text": "70%", "evidence": "70% of it"}, "unverifiable"),
        ("CPI_US", {"value": 0.3, "value_text": "0.3%", "evidence": "up 0.3% in December", **DECEMBER}, "supported"),
        ("CPI_US", {"value": 0.3, "value_text": "0.3%", "evidence": "0.3%, an annual 3.4%", **DECEMBER}, "close"),
        ("CPI_US", {"value": 9.9, "value_text": "9.9%", "window_text": "last June"}, "unverifiable"),
        ("CPI_US", {"value": 0.3, "value_text": "0.3%", "evidence": "0.3%", "window_text": "from May"}, "supported"),
        ("CPI_US", {"evidence": "matched expectations"}, "contradicted"),
        ("CPI_US", {"evidence": "it was flat while core prices beat estimates", "direction": "flat"}, "contradicted"),
        ("CPI_US", {"evidence": "it rose 3% and core prices beat estimates", "direction": "up"}, "unverifiable"),
        ("CPI_US", {"evidence": "it and core prices were hotter than expected", "direction": "up"}, "supported"),
        ("UNRATE_US", {"evidence": "it was unchanged", "direction": "flat"}, "unverifiable"),
        ("NFP_US", {"value": 53.4, "value_text": "53.4%"}, "unverifiable"),
        ("NFP_US", {"value": 1e5, "value_text": "100,000", "unit": "count", "evidence": "revised"}, "unverifiable"),
    ],
)
def test_released_figures(entity: str, fields: dict, expected: str) -> None:
    told = claim("data", None, entity_id=f"macro:{entity}", **{"unit": "pct", "direction": "up", **fields})
    found = judge(told, {}, at=MID, releases=CPI)
    assert found.verdict == expected
    if expected == "supported":
        assert found.bars[0]["provider"] == "made"
        assert found.knowable_at == MID


def test_a_figure_of_after_the_claim_is_no_evidence() -> None:
    fell = claim(
        "data",
        None,
        entity_id="macro:CPI_US",
        value=0.1,
        value_text="0.1%",
        unit="pct",
        direction="down",
        evidence="prices fell 0.1% on the month",
    )
    assert judge(fell, {}, at=MID, releases=CPI).verdict == "contradicted"
    assert judge(fell, {}, at=LATER, releases=CPI).verdict == "supported"


def test_unchanged_is_held_against_the_change_and_not_against_the_forecast() -> None:
    words = "It was unchanged in December and the core rate rose less than forecast."
    told = claim("data", None, subject="It", entity_id="macro:CPI_US", direction="flat", evidence=words, **DECEMBER)
    found = judge(told, {}, at=MID, releases=[release("CPI m/m", 11, 0.0, 0.1)])
    assert (found.verdict, found.basis, found.measured) == ("supported", "CPI m/m", 0.0)


def decision(day: int, change: float, upper: float) -> PolicyDecision:
    at = dt.datetime(2024, 1, day, 19, tzinfo=dt.UTC)
    return PolicyDecision(at.date(), upper - 0.25, upper, change, "made", LATER, at)


STEPS = [decision(3, -25, 5.25), decision(31, 0, 5.25)]
FED = {"entity_id": "org:FED", "evidence": "The Fed moved interest rates."}
JANUARY = {"window_text": "in January", "window_start": TUESDAY, "window_end": D(2024, 1, 31)}


@pytest.mark.parametrize(
    ("fields", "at", "expected"),
    [
        ({"direction": "down"}, MID, "supported"),
        ({"direction": "up"}, MID, "unverifiable"),
        ({"direction": "up", **ON}, MID, "contradicted"),
        ({"direction": "flat"}, LATER, "supported"),
        ({"direction": "down", "value": 25, "unit": "bps", "value_text": "25 basis points"}, MID, "supported"),
        ({"direction": "down", "value": 0.25, "unit": "pp", "value_text": "a quarter point"}, MID, "supported"),
        ({"direction": "down", "value": 50, "unit": "bps", "value_text": "50 basis points", **ON}, MID, "contradicted"),
        ({"direction": "down", "value": 75, "unit": "bps", "value_text": "75 bps", **JANUARY}, LATER, "supported"),
        ({"value": 5.0, "value_high": 5.25, "unit": "pct", "value_text": "5% to 5.25%"}, MID, "supported"),
        ({"value": 5.25, "value_high": 5.5, "unit": "pct", "value_text": "5.25% to 5.5%", **ON}, MID, "contradicted"),
        ({"direction": "down"}, dt.datetime(2024, 1, 3, 12, tzinfo=dt.UTC), "unverifiable"),
    ],
)
def test_policy(fields: dict, at: dt.datetime, expected: str) -> None:
    steps = [*STEPS[:1], decision(17, -50, 4.75), *STEPS[1:]] if fields.get("value") == 75 else STEPS
    assert judge(claim("policy", None, **FED, **fields), {}, at=at, policy=steps).verdict == expected


def test_the_rate_itself_stands_in_for_a_table_of_decisions() -> None:
    rate = {"DFEDTARU": history("DFEDTARU", [5.5, 5.25, 5.25])}
    assert judge(claim("policy", None, direction="down", **FED), rate, at=MID).verdict == "supported"


PATH = {"^RUT": history("^RUT", [100, 100, 101, 106, 104, 103])}  # 2 to 9 January
DUE = D(2024, 1, 9)
AIM = {"tense": "future", "due": DUE}


@pytest.mark.parametrize(
    ("fields", "now", "expected", "known_day"),
    [
        ({"value": 105, "unit": "points", "value_text": "105"}, 4, "pending", 3),
        ({"value": 105, "unit": "points", "value_text": "105"}, 6, "came_true", 5),
        ({"value": 105, "unit": "points", "value_text": "105"}, 20, "came_true", 5),
        ({"value": 110, "unit": "points", "value_text": "110"}, 20, "did_not", 9),
        ({"value": 110, "unit": "points", "value_text": "110"}, 8, "pending", 3),
        ({"value": 6, "unit": "pct", "value_text": "6%", "direction": "up"}, 20, "came_true", 5),
        ({"value": 2, "unit": "pct", "value_text": "2%", "direction": "down"}, 20, "did_not", 9),
        ({"value": 105e9, "unit": "usd", "value_text": "$105 billion"}, 20, "expired_unscorable", 19),
        ({"value": 105, "unit": "usd", "value_text": "105", "evidence": "profit of 105"}, 20, "expired_unscorable", 9),
        ({}, 20, "expired_unscorable", 9),
        ({}, 4, "pending", 3),
    ],
)
def test_price_forecasts(fields: dict, now: int, expected: str, known_day: int) -> None:
    found = judge(claim("forecast", **AIM, **fields), PATH, now=dt.datetime(2024, 1, now, 22, tzinfo=dt.UTC))
    assert found.verdict == expected
    assert found.knowable_at.day == known_day


@pytest.mark.parametrize(
    ("words", "now", "expected"),
    [
        ("The Fed will cut rates this month", 2, "pending"),
        ("The Fed will cut rates this month", 4, "came_true"),
        ("The Fed will make two rate cuts this month", 20, "pending"),
        ("The Fed will make two rate cuts this month", 40, "did_not"),
        ("The Fed will raise rates this month", 40, "did_not"),
        ("The Fed will act on its balance sheet", 40, "expired_unscorable"),
        ("The Fed will not cut rates this month", 40, "expired_unscorable"),
        ("The Fed will slow the pace of rate cuts", 40, "expired_unscorable"),
    ],
)
def test_rate_forecasts(words: str, now: int, expected: str) -> None:
    at = dt.datetime(2024, 1, 2, 12, tzinfo=dt.UTC)
    told = claim("forecast", None, entity_id="rate:FFR", evidence=words, tense="future", due=D(2024, 1, 31))
    assert judge(told, {}, at=at, now=at + dt.timedelta(days=now - 2), policy=STEPS).verdict == expected


def test_a_forecast_of_a_figure_is_scored_by_the_first_print() -> None:
    at = dt.datetime(2024, 1, 4, 12, tzinfo=dt.UTC)
    told = {"tense": "future", "due": D(2024, 1, 8), "unit": "count", "entity_id": "macro:NFP_US"}
    right = claim("forecast", None, value=216_000, value_text="216,000", **told)
    wrong = claim("forecast", None, value=170_000, value_text="170,000", **told)
    assert judge(right, {}, at=at, now=at, releases=CPI).verdict == "pending"
    assert judge(right, {}, at=at, releases=CPI).verdict == "came_true"
    assert judge(wrong, {}, at=at, releases=CPI).verdict == "did_not"


@pytest.mark.parametrize(("size", "expected"), [(25, "came_true"), (50, "did_not")])
def test_a_rate_forecast_with_a_size_needs_that_size(size: float, expected: str) -> None:
    at = dt.datetime(2024, 1, 2, 12, tzinfo=dt.UTC)
    told = {"entity_id": "rate:FFR", "tense": "future", "due": D(2024, 1, 31), "direction": "down", "unit": "bps"}
    words = {"evidence": f"The Fed will cut rates by {size} basis points", "value_text": f"{size} basis points"}
    assert judge(claim("forecast", None, value=size, **told, **words), {}, at=at, policy=STEPS).verdict == expected
