"""Claims, verdicts and figures in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.digests import wording
from aggregator.digests.charts import spark
from aggregator.digests.render_markdown import escaped
from aggregator.digests.text import TITLE, clean, number, percent, price_decimals, safe_url, signed
from aggregator.records import KINDS, VERDICTS, Verdict
from tests.builders import NOW, claim


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"direction": "up", "value": 6.08, "unit": "pct", "window_text": "last week"}, "RUT gained 6.08 % last week"),
        ({"direction": "down", "value": 1.6, "unit": "pct", "comparator": "gt"}, "RUT lost more than 1.6 %"),
        ({"direction": "down", "window_text": "on Friday"}, "RUT fell on Friday"),
        ({"direction": "down", "window_text": "Since the start of 2024"}, "RUT fell since the start of 2024"),
        ({"direction": "down", "window_text": "Friday"}, "RUT fell Friday"),
        ({"direction": "up", "value": 2.0, "value_high": 3.5, "unit": "pct"}, "RUT gained 2 to 3.5 %"),
        ({"kind": "level", "direction": "up", "value": 2148.27, "unit": "points"}, "RUT rose to 2,148.27 points"),
        ({"kind": "volume", "direction": "up", "value": 36.0, "unit": "x", "comparator": "gt", "subject": "QQQS"},
         "RUT volume more than 36x the average"),
        ({"kind": "compare", "direction": "up", "value": 4.5, "unit": "pp"}, "RUT ahead by 4.5 pp"),
        ({"kind": "data", "value": 3.0, "expected": 3.1, "unit": "pct"}, "RUT 3 % against 3.1 % expected"),
        ({"kind": "data", "direction": "up", "value": 2.1e9, "unit": "usd"}, "RUT $2.1 bn, up"),
        ({"kind": "policy", "direction": "down", "value": 25.0, "unit": "bps"}, "RUT cut by 25 bp"),
        ({"kind": "forecast", "direction": "down", "value": 0.5, "unit": "pp"}, "RUT expected to fall by 0.5 pp"),
        ({"kind": "forecast", "value": 70.0, "unit": "prob_pct"}, "70 % odds for RUT"),
        ({"kind": "forecast", "direction": "up", "value": 4.6, "unit": "pct", "entity_id": "rate:UST10Y",
          "comparator": "gt"}, "RUT expected to rise to more than 4.6 %"),
        ({"direction": "up", "value": 3.0, "unit": "bps", "entity_id": "rate:UST10Y"}, "RUT rose 3 bp"),
        ({"kind": "data", "direction": "up", "value_text": "hotter-than-expected"}, "RUT hotter-than-expected"),
        ({"direction": "up", "speaker": "reuters"}, "RUT rose"),
        ({"kind": "forecast", "value": 2.0, "unit": "count", "comparator": "gt"}, "“The evidence itself.”"),
        ({"kind": "outlook", "stance": "bullish"}, "“The evidence itself.”"),
        ({"kind": "count", "speaker": "Bespoke", "quote": "direct"}, "Bespoke: “The evidence itself.”"),
        ({"kind": "level", "value": 4.0, "unit": "other", "value_text": "four-year high"}, "RUT at four-year high"),
    ],
)  # fmt: skip
def test_statements(fields: dict[str, Any], words: str) -> None:
    assert wording.statement(claim("“The evidence itself.”", **fields), "RUT") == words


@pytest.mark.parametrize(
    ("evidence", "fields", "words"),
    [
        # Where a figure stands, where it went, and how far.
        ("Profit was Rs 40 crore, up 7.1%.",
         {"kind": "data", "direction": "up", "value": 4e8, "unit": "other", "value_text": "Rs 40 crore"},
         "X Rs 40 crore, up"),
        ("The Fed will raise its holdings to $600 bn.",
         {"kind": "forecast", "direction": "up", "value": 6e11, "unit": "usd", "subject": "the Fed"},
         "“The Fed will raise its holdings to $600 bn.”"),
        ("Profit rose $2 billion.",
         {"kind": "data", "direction": "up", "value": 2e9, "unit": "usd", "value_text": "$2 billion"}, "X up $2 bn"),
        ("Profit rose to $2 billion.",
         {"kind": "data", "direction": "up", "value": 2e9, "unit": "usd", "value_text": "$2 billion"}, "X up to $2 bn"),
        ("The rate was 4.1%, up from 4%.",
         {"kind": "data", "direction": "up", "value": 4.1, "unit": "pct", "value_text": "4.1%"}, "X 4.1 %, up"),
        ("Revenue of $8 million beat estimates of $7 million.",
         {"kind": "data", "direction": "up", "value": 8e6, "unit": "usd", "value_text": "$8 million", "expected": 7e6},
         "X $8 m against $7 m expected"),
        ("Inflation is above the 2% target.",
         {"kind": "data", "direction": "up", "value": 2.0, "unit": "pct", "value_text": "2%", "comparator": "gt"},
         "X above 2 %"),
        ("Oil slipped, with Brent at $67.10.",
         {"kind": "level", "direction": "down", "value": 67.1, "unit": "usd", "value_text": "$67.10"}, "X at $67.10"),
        ("Brent fell to $67.10.",
         {"kind": "level", "direction": "down", "value": 67.1, "unit": "usd", "value_text": "$67.10"},
         "X fell to $67.10"),
        ("Gold is 7% above its average.",
         {"kind": "level", "direction": "up", "value": 7.0, "unit": "pct", "value_text": "7%"},
         "“Gold is 7% above its average.”"),
        ("The euro rose to $1.0834.",
         {"kind": "level", "direction": "up", "value": 1.0834, "unit": "usd", "value_text": "$1.0834"},
         "X rose to $1.0834"),
        # An act is not expected to fall, a bank is not cut.
        ("A quarter-point cut is expected.",
         {"kind": "forecast", "direction": "down", "value": 0.25, "unit": "pp", "value_text": "A quarter-point",
          "subject": "quarter-point cut"}, "quarter-point cut expected"),
        ("A cut of 25 basis points is expected.",
         {"kind": "forecast", "direction": "down", "value": 25.0, "unit": "bps", "value_text": "25 basis points",
          "subject": "cut"}, "cut of 25 bp expected"),
        ("The Fed may cut by 25 basis points.",
         {"kind": "forecast", "direction": "down", "value": 25.0, "unit": "bps", "value_text": "25 basis points",
          "subject": "The Fed"}, "The Fed expected to cut rates by 25 bp"),
        ("Odds of a quarter-point cut fell to 40%.",
         {"kind": "forecast", "direction": "down", "value": 40.0, "unit": "prob_pct", "value_text": "40%",
          "subject": "Odds of a quarter-point cut"}, "40 % odds for quarter-point cut"),
        ("Inflation is seen easing to 2.4%.",
         {"kind": "forecast", "direction": "down", "value": 2.4, "unit": "pct", "value_text": "2.4%"},
         "X expected to fall to 2.4 %"),
        ("Sales are seen rising 2.4%.",
         {"kind": "forecast", "direction": "up", "value": 2.4, "unit": "pct", "value_text": "2.4%"},
         "X expected to rise by 2.4 %"),
        ("The Fed cut by 25 basis points.",
         {"kind": "policy", "direction": "down", "value": 25.0, "unit": "bps", "value_text": "25 basis points",
          "subject": "The Fed"}, "The Fed cut rates by 25 bp"),
        ("It raised its rate to a range of 3.25% to 3.5%.",
         {"kind": "policy", "direction": "up", "value": 3.25, "value_high": 3.5, "unit": "pct",
          "value_text": "3.25% to 3.5%"}, "X raised to 3.25 to 3.5 %"),
        ("The quarter-point cut helped.",
         {"kind": "policy", "direction": "down", "value": 0.25, "unit": "pp", "value_text": "quarter-point",
          "subject": "quarter-point cut"}, "quarter-point cut"),
        ("The bank bought $8 million of bills.",
         {"kind": "policy", "direction": "up", "value": 8e6, "unit": "usd", "value_text": "$8 million"},
         "“The bank bought $8 million of bills.”"),
        # Ratios, and what a comparison's figure is of.
        ("Decliners outnumbered advancers 2.3-to-1.",
         {"kind": "compare", "direction": "down", "value": 2.3, "unit": "x", "value_text": "2.3"},
         "“Decliners outnumbered advancers 2.3-to-1.”"),
        ("That is lower than its average of 6.29x.",
         {"kind": "compare", "direction": "down", "value": 6.29, "unit": "x", "value_text": "6.29x"},
         "“That is lower than its average of 6.29x.”"),
        ("It beat the market by 3%.",
         {"kind": "compare", "direction": "up", "value": 3.0, "unit": "pct", "value_text": "3%"}, "X ahead by 3 %"),
    ],
)  # fmt: skip
def test_what_a_figure_is_of(evidence: str, fields: dict[str, Any], words: str) -> None:
    name = None if "subject" in fields else "X"
    assert wording.statement(claim(evidence, **fields), name) == words


@pytest.mark.parametrize(
    ("subject", "entity", "words"),
    [
        ("It", "fx:USDJPY", "It (Dollar against the yen) was flat"),
        ("This", None, "This was flat"),
        ("The dollar", "fx:USDJPY", "The dollar was flat"),
    ],
)
def test_a_pronoun_has_its_name_beside_it(subject: str, entity: str | None, words: str) -> None:
    made = claim("It was little changed.", subject=subject, entity_id=entity, direction="flat", value=None)
    assert wording.statement(made) == words


def test_currency_pairs_are_quoted_to_four_decimals_and_the_yen_to_two() -> None:
    euro = claim("x", kind="level", value=1.0834, unit="other", value_text="1.0834", symbol="EURUSD=X")
    yen = claim("x", kind="level", value=149.85, unit="other", value_text="149.85", symbol="JPY=X")
    assert wording.verdict(euro, judged("close", measured=1.08361)) == "close: measured 1.0836"
    assert wording.verdict(yen, judged("close", measured=149.8512)) == "close: measured 149.85"
    assert [price_decimals(symbol) for symbol in ("EURUSD=X", "JPY=X", "EURJPY=X", "^GSPC", None)] == [4, 2, 2, 2, 2]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("“All of it.”", "All of it."),
        ('"All of it."', "All of it."),
        ("“A part,” he said.", "‘A part,’ he said."),
        ("He said “a part” and “more.”", "He said ‘a part’ and ‘more.’"),
        ("“One” and “two”", "‘One’ and ‘two’"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_quotes_within_quotes(text: str, shown: str) -> None:
    assert wording.quoted(text, 100) == shown


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_rendering(kind: str) -> None:
    for value in (None, 0.0, 12.5):
        for direction in (None, "up", "down", "flat"):
            made = claim("Evidence.", kind=kind, value=value, direction=direction, unit="pct" if value else None)
            assert wording.statement(made)


def judged(name: str, **fields: Any) -> Verdict:
    empty: dict[str, Any] = dict.fromkeys(Verdict.__dataclass_fields__)
    return Verdict(**{**empty, "verdict": name, "bars": (), "tried": (), "decided_at": NOW, **fields})


@pytest.mark.parametrize("name", VERDICTS)
def test_every_verdict_has_words(name: str) -> None:
    assert wording.verdict(claim("x"), judged(name))


def test_verdicts_name_measure_reason_and_date() -> None:
    move = claim("x", value=6.08, unit="pct")
    assert wording.verdict(move, judged("close", measured=5.997)) == "close: measured +6.00 %"
    assert wording.verdict(move, judged("contradicted", measured=-0.4)) == "contradicted: measured −0.40 %"
    assert wording.verdict(move, judged("unverifiable", reason="no_prices")) == "not checked: no prices stored"
    assert (
        wording.verdict(move, judged("close", measured=5.997, basis="^RUT close to close")) == "close: measured +6.00 %"
    )
    by_fund = judged("close", measured=6.108, basis="IWM close to close (listed fund)")
    assert wording.verdict(move, by_fund) == "close: measured +6.11 % (IWM close to close (listed fund))"
    ranged = judged("close", measured=None, basis="^RUT intraday range of +0.20 to +1.40 pct")
    assert wording.verdict(move, ranged) == "not contradicted: within the ^RUT intraday range of +0.20 to +1.40 pct"
    due = claim("x", kind="forecast", due=dt.date(2024, 12, 31))
    assert wording.verdict(due, judged("pending")) == "pending, due Tue 31 Dec 2024"
    volume = claim("x", kind="volume", value=36.0, unit="x")
    assert wording.verdict(volume, judged("supported", measured=36.84)) == "supported: measured 36.8x"


def test_figures() -> None:
    assert (number(-1234.5), signed(0.001), signed(-0.5), percent(1.234)) == ("−1,234.50", "0.00", "−0.50", "+1.23 %")
    assert wording.figure(-2.5e9, "usd") == "−$2.5 bn"
    assert wording.figure(12, "count") == "12"
    assert wording.figure(999.0, "usd") == "$999.00"


@given(st.text(), st.integers(2, 200))
def test_clean_text_is_one_short_printable_line(text: str, limit: int) -> None:
    line = clean(text, limit)
    assert len(line) <= limit
    assert line == line.strip()
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\u200f\ufeff" for c in line)


def test_clean_text_cuts_between_words() -> None:
    assert clean("word " * 100) == ("word " * 27).strip() + " word…"[:0] + "…"
    assert len(clean("x" * 500)) == TITLE


@given(st.text())
def test_only_http_addresses_pass(text: str) -> None:
    for candidate in (text, f"javascript:{text}", f"data:{text}", f"//{text}"):
        found = safe_url(candidate)
        assert found is None or found.lower().startswith(("http://", "https://"))


def test_addresses_cannot_end_early() -> None:
    assert safe_url('https://a.example/"><script>') == "https://a.example/%22%3E%3Cscript%3E"
    assert safe_url("https://a.example/a b") is None
    assert safe_url("https:///nohost") is None
    assert safe_url(None) is None


@given(st.text())
def test_escaped_markdown_has_no_markup(text: str) -> None:
    shown = escaped(text)
    assert "<" not in shown
    assert ">" not in shown
    for mark in "*_[]`#|":
        assert shown.count(mark) == shown.count("\\" + mark)


def test_sparks() -> None:
    assert spark([1, 2, 3]) == "▁▅█"
    assert spark([5, 5]) == "▄▄"
    assert spark([1]) == ""


@given(st.lists(st.floats(-1e300, 1e300), min_size=2, max_size=40))
def test_a_spark_has_one_block_a_value(values: list[float]) -> None:
    assert len(spark(values)) == len(values)
