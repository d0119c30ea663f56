from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.understand.numbers.quantities import find


@pytest.mark.parametrize(
    ("text", "words", "value", "high", "unit", "comparator"),
    [
        ("gained 6.08% last week", "6.08%", 6.08, None, "pct", None),
        ("rose 3%+ while", "3%+", 3, None, "pct", "gt"),
        ("crude up >1%; bonds", ">1%", 1, None, "pct", "gt"),
        ("a P/E < 10 is", "< 10", 10, None, None, "lt"),
        ("by 10 paise to close", "10 paise", 0.1, None, "other", None),
        ("a ratio of nearly two to one", "nearly two to one", 2, None, "x", None),
        ("volume more than 36x above", "more than 36x", 36, None, "x", "gt"),
        ("by 25 basis points", "25 basis points", 25, None, "bps", None),
        ("a 25-basis-point cut", "25-basis-point", 25, None, "bps", None),
        ("range of 5.25%-5.50%", "5.25%-5.50%", 5.25, 5.5, "pct", None),
        ("3.0 to 3.5 percent", "3.0 to 3.5 percent", 3, 3.5, "pct", None),
        ("around $80 to $100 million", "around $80 to $100 million", 8e7, 1e8, "usd", "approx"),
        ("sales of $2.1bn", "$2.1bn", 2.1e9, None, "usd", None),
        ("0 to 1/4 percent", "0 to 1/4 percent", 0, 0.25, "pct", None),
        ("5-1/4 to 5-1/2 percent", "5-1/4 to 5-1/2 percent", 5.25, 5.5, "pct", None),
        ("a quarter point", "a quarter point", 0.25, None, "pp", None),
        ("half a percentage point", "half a percentage point", 0.5, None, "pp", None),
        ("up 4-1/4 percent", "4-1/4 percent", 4.25, None, "pct", None),
        ("fell 383.16 points", "383.16 points", 383.16, None, "points", None),
        ("profit doubled", "doubled", 2, None, "x", None),
        ("a threefold rise", "threefold", 3, None, "x", None),
        ("£3.5 million", "£3.5 million", 3.5e6, None, "other", None),
        ("40 cents", "40 cents", 0.4, None, "usd", None),
        ("at most NOK 20 million", "at most NOK 20 million", 2e7, None, "other", "lt"),
        ("worth TRY56.1 billion", "TRY56.1 billion", 5.61e10, None, "other", None),
        ("some USD 5 million", "some USD 5 million", 5e6, None, "usd", "approx"),
        ("97 Canadian cents", "97 Canadian cents", 0.97, None, "other", None),
        ("130 pence", "130 pence", 130, None, "other", None),
        ("a full percentage point", "a full percentage point", 1, None, "pp", None),
        ("as much as 3 percent", "as much as 3 percent", 3, None, "pct", "lt"),
        ("a range of $2.15 to $2.25,", "$2.15 to $2.25", 2.15, 2.25, "usd", None),
        ("now $3.10-$3.20 a share", "$3.10-$3.20", 3.1, 3.2, "usd", None),
        ("a range of 55 cents to 59 cents", "55 cents to 59 cents", 0.55, 0.59, "usd", None),
        ("value at 3,400-3,500 in March", "3,400-3,500", 3400, 3500, None, None),
        ("an expected 27% to 30% rise", "27% to 30%", 27, 30, "pct", None),
        ("could grow 6% to 8% next year", "6% to 8%", 6, 8, "pct", None),
        ("50 to 75 points", "50 to 75 points", 50, 75, "points", None),
        ("a dividend of 0.88/share", "0.88", 0.88, None, "usd", None),
        ("slipped to 12p", "12p", 12, None, "other", None),
        ("deliveries of 430,000 to 440,000 vehicles", "430,000 to 440,000", 430000, 440000, None, None),
        ("between 430,000 and 440,000 units", "430,000 and 440,000", 430000, 440000, None, None),
        ("sees 150,000 to 200,000 new jobs", "150,000 to 200,000", 150000, 200000, None, None),
        ("between 5,800 and 6,000 this month", "5,800 and 6,000", 5800, 6000, None, None),
        ("inflation of 2% to 4% next year", "2% to 4%", 2, 4, "pct", None),
        ("Growth is seen at 2% to 4%", "2% to 4%", 2, 4, "pct", None),
        ("has lost 20% to 30% of its value", "20% to 30%", 20, 30, "pct", None),
        ("earnings between $1.10 and $1.20", "$1.10 and $1.20", 1.1, 1.2, "usd", None),
        ("a rate of 3.25%-3.5%", "3.25%-3.5%", 3.25, 3.5, "pct", None),
        ("at 148-152 yen", "148-152 yen", 148, 152, "other", None),
        ("the 23250–23800 range", "23250–23800", 23250, 23800, None, None),
        ("lasted 2 to 18 months", "2 to 18", 2, 18, None, None),
        ("more than half a million jobs", "more than half a million", 5e5, None, None, "gt"),
        ("nearly a billion dollars", "nearly a billion dollars", 1e9, None, "usd", "approx"),
        ("raised rates three-quarters of a percent", "three-quarters of a percent", 0.75, None, "pp", None),
        ("rose a quarter of a percent", "a quarter of a percent", 0.25, None, "pct", None),
        ("shed nearly two-thirds of a percent", "nearly two-thirds of a percent", 0.6667, None, "pct", "approx"),
        ("rose three tenths of a percentage point", "three tenths of a percentage point", 0.3, None, "pp", None),
        ("has more than doubled", "more than doubled", 2, None, "x", "gt"),
        ("about half a percent", "about half a percent", 0.5, None, "pct", "approx"),
        ("talk about a quarter point", "a quarter point", 0.25, None, "pp", None),
        ("almost tripled", "almost tripled", 3, None, "x", "approx"),
        ("a four-in-five chance", "four-in-five", 80, None, "prob_pct", None),
        ("a 1-in-4 chance of a cut", "1-in-4", 25, None, "prob_pct", None),
        ("a 906 million rouble fine", "906 million rouble", 9.06e8, None, "other", None),
    ],
)
def test_reads(text: str, words: str, value: float, high: float | None, unit: str, comparator: str | None) -> None:
    (quantity,) = find(text)
    assert (quantity.text, quantity.unit, quantity.comparator) == (words, unit, comparator)
    assert quantity.value == pytest.approx(value)
    assert quantity.high == (None if high is None else pytest.approx(high))


def test_rise_to_a_level_is_no_range() -> None:
    assert [(q.text, q.unit) for q in find("rose 5 basis points to 4.51%")] == [
        ("5 basis points", "bps"),
        ("4.51%", "pct"),
    ]
    assert [q.value for q in find("fell 1.7 percent and 1.8 percent")] == [1.7, 1.8]
    assert [q.value for q in find("The yield rose 2% to 3%")] == [2, 3]
    assert [q.value for q in find("rose $2 to $75")] == [2, 75]
    assert [q.value for q in find("from 2.4% in December 2009 to 3.7%")] == [2.4, 2009, 3.7]
    assert [q.value for q in find("Claims rose 430,000 to 440,000 last week")] == [430_000, 440_000]
    assert [q.value for q in find("An increase of 2% to 4.1% was seen")] == [2, 4.1]
    assert [q.value for q in find("between 2010 and 2012")] == [2010, 2012]
    assert [q.value for q in find("Winners led by 3 to 1")] == [3, 1]


def test_hours_are_no_figures_and_years_no_range() -> None:
    assert [(q.value, q.unit) for q in find("at 4 p.m. in 2011-2012")] == [(2011, None)]


@pytest.mark.parametrize(
    "text",
    [
        "a call at 5:00 pm ET",
        "a call at 5 pm",
        "a call at 10 a.m.",
        "a call at 4:30",
        "a call at 16:00",
        "from 9 to 10 a.m.",
        "between 8:30 and 9 a.m.",
        "at 10 o'clock",
        "at 0830 GMT",
    ],
)
def test_a_time_of_day_is_no_figure(text: str) -> None:
    assert find(text) == []


def test_what_looks_like_a_time_of_day_stays_a_figure() -> None:
    assert [q.value for q in find("a 4:1 split")] == [4, 1]
    assert [q.value for q in find("a 1:20 reverse split")] == [1, 20]
    assert [q.value for q in find("SPX:4500 at 10:30")] == [4500]
    assert [q.value for q in find("8:30 a.m. 0.4% 0.3%")] == [0.4, 0.3]


@pytest.mark.parametrize(
    "text",
    [
        "below its 10 dma on Friday",
        "the 50 DMA and the 200-day",
        "its 50-dma",
        "above its 21-EMA",
        "the 50- and 200-day averages",
        "the 50 and 200 dma",
        "its 50 day moving average",
        "a 14 day RSI",
        "the RSI(14)",
    ],
)
def test_the_name_of_an_average_is_no_figure(text: str) -> None:
    assert find(text) == []


def test_where_an_average_stands_is_a_figure() -> None:
    assert [q.value for q in find("its 50 day moving average of 4,100")] == [4100]
    assert [q.value for q in find("a 27.1 RSI reading")] == [27.1]


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("push rates past 4.85% next year", "gt"),
        ("climbed beyond 4,000", "gt"),
        ("gained in the past 5 weeks", None),
        ("half past 5", None),
    ],
)
def test_what_is_passed_is_left_below(text: str, comparator: str | None) -> None:
    assert [q.comparator for q in find(text)] == [comparator]


def test_sign_is_kept_apart() -> None:
    assert [(q.value, q.sign) for q in find("-0.5% and +1.2%")] == [(0.5, -1), (1.2, 1)]


@pytest.mark.parametrize(
    "text",
    ["the 10-year note", "a 200-day average", "one of two funds", "no figure", "They voted 7-2", "a vote of 7 to 2"],
)
def test_no_measured_figure(text: str) -> None:
    assert find(text) == []


@given(st.text(alphabet="0123456789.,%$-+/ abmkxto½", max_size=80))
def test_text_is_exact_and_ordered(text: str) -> None:
    found = find(text)
    assert all(text[q.start : q.end] == q.text and q.start <= q.num_start < q.end for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(q.value >= 0 for q in found)


@pytest.mark.parametrize("text", ["1," * 20000, "more than " * 5000, "$" * 20000, "1 to " * 5000, "9" * 20000])
def test_hostile_text_ends_soon(text: str) -> None:
    start = time.perf_counter()
    find(text)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The yield fell 3 to 4.46%", [(3.0, None), (4.46, "pct")]),
        ("The yield rose 5 to 4.70%", [(5.0, None), (4.7, "pct")]),
        ("Prices rose 2 to 3 percent", [(2.0, "pct")]),
        ("It slid to a 1-1/2 week low", []),
        ("It fell to a 3 week low of $2,300", [(2300.0, "usd")]),
        ("It eased by less than a basis point", [(1.0, "bps")]),
        ("It rose more than a percentage point", [(1.0, "pp")]),
    ],
)
def test_how_far_and_where_to(text: str, expected: list[tuple[float, str | None]]) -> None:
    assert [(q.value, q.unit) for q in find(text)] == expected


@pytest.mark.parametrize(
    ("text", "value", "high", "unit"),
    [
        ("a near-$9 trillion plan", 9e12, None, "usd"),
        ("sub-5% growth", 5, None, "pct"),
        ("Rs 1,200 cr", 12e9, None, "other"),
        ("12-14x sales", 12, 14, "x"),
        ("four and a half percent", 4.5, None, "pct"),
        ("two and a quarter percentage points", 2.25, None, "pp"),
        ("the bank cut its repo rate by 25", 25, None, "bps"),
        ("the firm cut its staff by 25", 25, None, None),
    ],
)
def test_figures_in_less_common_forms(text: str, value: float, high: float | None, unit: str | None) -> None:
    (found,) = find(text)
    assert (found.value, found.high, found.unit) == (value, high, unit)


def test_the_name_of_a_form_is_no_number_of_billions() -> None:
    assert find("the 19b-4 form") == []
