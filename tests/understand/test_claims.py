from __future__ import annotations

import datetime as dt

import pytest

from aggregator.digests.wording import statement
from aggregator.records import KINDS, STANCELESS_TOPICS, Claim
from aggregator.understand.kinds import KINDS as KIND_TABLE
from aggregator.understand.rules import RULES
from tests.understand.samples import claims

# One sentence and what must be read from it: kind, subject, entity, direction, value, unit. Each rule has a row.
CASES: dict[str, tuple[str, list[tuple[str, str, str | None, str | None, float | None, str | None]]]] = {
    "move.verb": (
        "The Russell 2000 gained 2.5% last week.",
        [("move", "The Russell 2000", "index:RUT", "up", 2.5, "pct")],
    ),
    "move.list": (
        "On Friday the Dow fell 0.8%, the S&P 500 1.6% and the Nasdaq 2%.",
        [
            ("move", "the Dow", "index:DJI", "down", 0.8, "pct"),
            ("move", "the S&P 500", "index:SPX", "down", 1.6, "pct"),
            ("move", "the Nasdaq", "index:COMP", "down", 2, "pct"),
        ],
    ),
    "move.bracket": (
        "Apple (-0.5%) and Microsoft (+0.7%) diverged.",
        [
            ("move", "Apple", "company:AAPL", "down", 0.5, "pct"),
            ("move", "Microsoft", "company:MSFT", "up", 0.7, "pct"),
        ],
    ),
    "move.noun": (
        "The Nasdaq posted a 3% gain in June.",
        [("move", "The Nasdaq", "index:COMP", "up", 3, "pct")],
    ),
    "data.verb": (
        "The consumer price index rose 0.4% in May.",
        [("data", "The consumer price index", "macro:CPI_US", "up", 0.4, "pct")],
    ),
    "data.earlier": (
        "The consumer price index rose 0.3% in May after falling 0.8% in April.",
        [
            ("data", "The consumer price index", "macro:CPI_US", "up", 0.3, "pct"),
            ("data", "The consumer price index", "macro:CPI_US", "down", 0.8, "pct"),
        ],
    ),
    "data.noun": (
        "June brought a 0.3% rise in consumer prices.",
        [("data", "consumer prices", "macro:CPI_US", "up", 0.3, "pct")],
    ),
    "data.surprise": (
        "A hotter-than-expected PPI unsettled bonds.",
        [("data", "PPI", "macro:PPI_US", "up", None, None)],
    ),
    "level.reached": (
        "The S&P 500 rose 1.1% to 5,600.25 on Friday.",
        [
            ("move", "The S&P 500", "index:SPX", "up", 1.1, "pct"),
            ("level", "The S&P 500", "index:SPX", "up", 5600.25, "points"),
        ],
    ),
    "level.crossed": (
        "Brent crude topped $91 a barrel.",
        [("level", "Brent crude", "commodity:BRENT", "up", 91, "usd")],
    ),
    "level.stands": (
        "The Dow closed at 40,000.90.",
        [("level", "The Dow", "index:DJI", None, 40000.9, "points")],
    ),
    "level.mark": (
        "Gold hit a record high on Tuesday.",
        [("level", "Gold", "commodity:GOLD", "up", None, None)],
    ),
    "volume.multiple": (
        "IWM rose 1% on volume that was more than 3x the daily average.",
        [
            ("move", "IWM", "fund:IWM", "up", 1, "pct"),
            ("volume", "volume", "fund:IWM", "up", 3, "x"),
        ],
    ),
    "count.rarity": (
        "There has been only two other days since 1990 when the Russell 2000 rose 4% while the S&P 500 fell.",
        [("count", "days", "index:RUT", None, 2, "count")],
    ),
    "count.streak": (
        "The dollar fell for a third straight week.",
        [
            ("move", "The dollar", "fx:DXY", "down", None, None),
            ("count", "The dollar", "fx:DXY", "down", 3, "count"),
        ],
    ),
    "policy.decision": (
        "The Federal Reserve raised its benchmark rate by 25 basis points on Wednesday.",
        [("policy", "benchmark rate", "rate:FFR", "up", 25, "bps")],
    ),
    "policy.statement": (
        "The Fed reiterated that inflation is too high.",
        [
            ("policy", "The Fed", "org:FED", None, None, None),
            ("data", "inflation", "macro:INFLATION_US", "up", None, None),
        ],
    ),
    "forecast.expected": (
        "The consumer price index is expected to rise 0.3% in July.",
        [("forecast", "The consumer price index", "macro:CPI_US", "up", 0.3, "pct")],
    ),
    "forecast.holder": (
        "Economists expect retail sales to fall 0.2% in July.",
        [("forecast", "retail sales", "macro:RETAIL_US", "down", 0.2, "pct")],
    ),
    "forecast.odds": (
        "Traders are pricing in two rate cuts by the Fed this year.",
        [("forecast", "rate cuts", "rate:FFR", "down", 2, "count")],
    ),
    "outlook.odds": (
        "Traders raised their bets on further Fed rate cuts.",
        [("outlook", "Fed rate cuts", "rate:FFR", "down", None, None)],
    ),
    "forecast.action": (
        "Bonds gained on bets the Fed will cut in September.",
        [
            ("move", "Bonds", "group:US_TREASURIES", "up", None, None),
            ("forecast", "the Fed", "rate:FFR", "down", None, None),
        ],
    ),
    "data.stands": (
        "The unemployment rate edged up to 3.6% in June.",
        [("data", "The unemployment rate", "macro:UNRATE_US", "up", 3.6, "pct")],
    ),
    "data.state": (
        "Core CPI remains too high.",
        [("data", "Core CPI", "macro:CORE_CPI_US", "up", None, None)],
    ),
    "data.company": (
        "Apple’s revenue rose 8% to $90 billion.",
        [
            ("data", "revenue", "company:AAPL", "up", 8, "pct"),
            ("data", "revenue", "company:AAPL", "up", 90e9, "usd"),
        ],
    ),
    "level.average": (
        "The Nasdaq closed below its 200-day moving average on Friday.",
        [("level", "The Nasdaq", "index:COMP", "down", None, None)],
    ),
    "volume.flow": (
        "IWM saw outflows of $1.2 billion last week.",
        [("volume", "IWM", "fund:IWM", "down", 1.2e9, "usd")],
    ),
    "volume.units": (
        "In IWM we counted a $30 million inflow, a 2% increase in outstanding units (from 500,000 to 510,000).",
        [
            ("volume", "inflow", "fund:IWM", "up", 30e6, "usd"),
            ("volume", "outstanding units", "fund:IWM", "up", 2, "pct"),
            ("volume", "outstanding units", "fund:IWM", "up", 510_000, "count"),
        ],
    ),
    "policy.change": (
        "The quarter-point increase that the Fed delivered in July was no surprise.",
        [("policy", "quarter-point increase", "rate:FFR", "up", 0.25, "pp")],
    ),
    "policy.done": (
        "The European Central Bank exited its ultra-loose policy.",
        [("policy", "The European Central Bank", "org:ECB", None, None, None)],
    ),
    "compare.verb": (
        "The Russell 2000 outperformed the S&P 500.",
        [("compare", "The Russell 2000", "index:RUT", "up", None, None)],
    ),
    "count.record": (
        "The dollar sank the most since the onset of the war.",
        [
            ("move", "The dollar", "fx:DXY", "down", None, None),
            ("count", "The dollar", "fx:DXY", "down", None, None),
        ],
    ),
    "data.reached": (
        "Housing starts rose 4% to a pace of 1.37 million units.",
        [
            ("data", "Housing starts", "macro:HOUSING_STARTS_US", "up", 4.0, "pct"),
            ("data", "Housing starts", "macro:HOUSING_STARTS_US", "up", 1_370_000, "count"),
        ],
    ),
    "data.share": (
        "Apple reported revenue of $2 billion, or $1.84 a share.",
        [
            ("data", "revenue", "company:AAPL", None, 2e9, "usd"),
            ("data", "revenue", "company:AAPL", None, 1.84, "usd"),
        ],
    ),
    "data.also": (
        "Consumer prices rose 0.2% in May but were down 1.1% from a year earlier.",
        [
            ("data", "Consumer prices", "macro:CPI_US", "up", 0.2, "pct"),
            ("data", "Consumer prices", "macro:CPI_US", "down", 1.1, "pct"),
        ],
    ),
    "move.also": (
        "The S&P 500 rose 1.2% in a week, with most of it on a single day, but was down 3.4% for the month.",
        [
            ("move", "The S&P 500", "index:SPX", "up", 1.2, "pct"),
            ("move", "The S&P 500", "index:SPX", "down", 3.4, "pct"),
        ],
    ),
    "move.earlier": (
        "The Dow rose 0.5% on Friday after falling 2% on Thursday.",
        [
            ("move", "The Dow", "index:DJI", "up", 0.5, "pct"),
            ("move", "The Dow", "index:DJI", "down", 2, "pct"),
        ],
    ),
    "policy.act": (
        "The White House imposed tariffs on steel.",
        [("policy", "The White House", "org:WHITEHOUSE", None, None, None)],
    ),
    "forecast.company": (
        "Apple expects revenue of $90 billion to $94 billion for the third quarter.",
        [("forecast", "revenue", "company:AAPL", None, 90e9, "usd")],
    ),
    "forecast.estimate": (
        "Economists polled by Reuters forecast a 0.4% rise in consumer prices.",
        [("forecast", "consumer prices", "macro:CPI_US", "up", 0.4, "pct")],
    ),
    "forecast.further": (
        "Economists expect GDP to grow 2.5% this year and 2.75% next year.",
        [
            ("forecast", "GDP", "macro:GDP_US", "up", 2.5, "pct"),
            ("forecast", "GDP", "macro:GDP_US", "up", 2.75, "pct"),
        ],
    ),
    "forecast.target": (
        "The bank raised its price target on Apple to $250.",
        [("forecast", "price target", "company:AAPL", "up", 250, "usd")],
    ),
    "forecast.named": (
        "That was better than market forecasts of 0.4%.",
        [("forecast", "market forecasts", None, None, 0.4, "pct")],
    ),
    "forecast.scheduled": (
        "- US consumer confidence, Tuesday",
        [("forecast", "US consumer confidence", "macro:CONFIDENCE_US", None, None, None)],
    ),
}


def brief(claim: Claim) -> tuple[str, str, str | None, str | None, float | None, str | None]:
    return (claim.kind, claim.subject, claim.entity_id, claim.direction, claim.value, claim.unit)


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_reads_its_case(rule: str) -> None:
    text, expected = CASES[rule]
    found = claims(text)
    assert [brief(claim) for claim in found] == expected
    assert rule in {name for claim in found for name in claim.rule_ids}


def test_every_rule_has_a_case_and_every_kind_a_row() -> None:
    proposed = {name for name in RULES if name.startswith("model.")}  # what the encoder marks: test_proposals.py
    untested = set(RULES) - set(CASES) - proposed - {"data.list", "count.elapsed"}  # both in the next test
    assert not untested
    assert tuple(KIND_TABLE) == KINDS
    assert all(0 < rule.precision < 1 for rule in RULES.values())


def test_lists_of_figures_and_elapsed_time() -> None:
    listed = claims("Consumer prices rose 0.3% in May, core CPI 0.2%.")
    assert [brief(claim)[1:5] for claim in listed] == [
        ("Consumer prices", "macro:CPI_US", "up", 0.3),
        ("core CPI", "macro:CORE_CPI_US", "up", 0.2),
    ]
    told = claims(
        "There was just one other day since 1980 when the Russell 2000 rose 3% as the S&P 500 fell. "
        "It had been nearly 16 years since that event occurred."
    )
    assert [brief(claim)[2:5] for claim in told] == [("index:RUT", None, 1), ("index:RUT", None, 16)]


@pytest.mark.parametrize(
    "text",
    [
        "If the Russell 2000 gained 5%, investors would cheer.",
        "Did the Russell 2000 gain 5% last week?",
        "The Russell 2000 did not gain 5% last week.",
        "The Russell 2000 could rise.",
        "Apple added 500 jobs.",
        "About 2,000 stocks rose and 900 fell.",
        "Goldman doesn't expect a rate cut by the Fed in June.",
        "Traders pared bets on Fed rate cuts this year.",
        "Whenever the S&P 500 fell 10%, it recovered.",
        "Click here to see why the S&P 500 rose 10%.",
        "The bear market rally may go on.",
        "More stocks fell than rose.",
        "The Nifty remains 12 percent below its all-time high.",
        "Earnings of Freeport-McMoran Copper & Gold Inc grew.",
        "Any further Fed signals about a hike would surprise.",
        "Earnings per share for large caps have fallen 4%.",
        "SPX 4,500 +1.2% | DJI 35,000 +0.8% | NDX 15,200 -0.3%",
        "S&P 500 4,512.34 +12.10 (+0.27%) Dow 35,012 -30.2 (-0.09%)",
    ],
)
def test_what_the_text_does_not_claim(text: str) -> None:
    assert claims(text) == ()


def test_respectively_pairs_figures_or_says_nothing() -> None:
    pairs = claims("The Dow and the Nasdaq rose 1.2% and 2.3%, respectively.")
    assert [(c.entity_id, c.value) for c in pairs] == [("index:DJI", 1.2), ("index:COMP", 2.3)]
    assert claims("Foobar and the Nasdaq rose 1.2% and 2.3%, respectively.") == ()


def test_percent_is_preferred_to_points() -> None:
    (claim,) = claims("The Dow fell 383 points, or 0.9%, on Friday.")
    assert (claim.value, claim.unit, claim.value_text) == (0.9, "pct", "0.9%")


def test_windows_resolve_to_sessions() -> None:
    week, day = claims("The Russell 2000 gained 6% last week. IWM rose 2% last Friday.")
    assert (week.window_text, week.window_start, week.window_end) == (
        "last week",
        dt.date(2024, 7, 8),
        dt.date(2024, 7, 12),
    )
    assert (day.window_start, day.window_end) == (dt.date(2024, 7, 12), dt.date(2024, 7, 12))


def test_what_follows_without_a_date_is_told_of_the_same_session() -> None:
    first, second = claims("The S&P 500 fell 1% on Friday. The Nasdaq fell 2%.")
    assert second.window_text is None
    assert second.window_start == first.window_start == dt.date(2024, 7, 12)


def test_the_month_is_the_one_that_the_sentence_before_names_last() -> None:
    text = "After gains in April, stocks closed out a dull June. The Dow ended 1.2% lower for the month."
    (told,) = [told for told in claims(text) if told.value == 1.2]
    assert (told.window_start, told.window_end) == (dt.date(2024, 6, 3), dt.date(2024, 6, 28))


def test_a_heading_dates_the_lines_below_it() -> None:
    line = "\n- The Dow fell 1.2% to 40,000."
    day = [
        told.window_start
        for told in claims("Stocks fell last week.\n\nOn the trading day:" + line)
        if told.value == 1.2
    ]
    assert day == [dt.date(2024, 7, 12)]
    two = "Stocks fell 1% on Friday.\n\nFor the week, after the drop on Monday:"
    assert [told.window_start for told in claims(two + line) if told.value == 1.2] == [None]


def test_a_date_inside_the_cause_is_not_the_claims() -> None:
    (claim,) = claims("Nvidia shares fell 5% after it reported second-quarter earnings.")
    assert claim.window_text is None
    assert claim.driver == "it reported second-quarter earnings"


def test_month_precision_resolves_no_relative_window() -> None:
    (claim,) = claims("The Dow rose 2% last week.", precision="month")
    assert claim.window_text == "last week"
    assert claim.window_start is None


def test_a_day_without_a_time_is_that_day_in_new_york() -> None:
    (claim,) = claims("The Dow rose 2% today.", published=dt.datetime(2024, 7, 12, tzinfo=dt.UTC), precision="day")
    assert claim.window_start == dt.date(2024, 7, 12)


def test_forecasts_are_hedged_and_due() -> None:
    (claim,) = claims("Investors hope the Federal Reserve will deliver multiple rate cuts before the end of this year.")
    assert (claim.tense, claim.certainty, claim.stance, claim.topic) == ("future", "hedged", "dovish", "fed")
    assert (claim.value, claim.unit, claim.value_text, claim.comparator) == (2, "count", "multiple", "gt")
    assert claim.due == dt.date(2024, 12, 31)
    assert claim.symbol == "DFEDTARU"


def test_stances() -> None:
    assert claims("The Russell 2000 fell 2%.")[0].stance == "bearish"
    assert claims("The unemployment rate rose 0.2 percentage points.")[0].stance == "bearish"
    assert claims("Consumer prices rose 0.4%.")[0].stance == "hotter"
    assert claims("The Fed cut rates.")[0].stance == "dovish"
    for text in (
        "The VIX rose 9%.",
        "Gold fell 1%.",
        "The dollar rose 1%.",
        "Bitcoin fell 3%.",
        "Treasury yields rose.",
    ):
        (claim,) = claims(text)
        assert claim.stance is None
        assert claim.stance_probs is None
        assert claim.topic in STANCELESS_TOPICS or claim.entity_id == "index:VIX"


def test_stance_probabilities_sum_to_one_and_agree() -> None:
    for text in ("The Russell 2000 fell 2%.", "The Fed reiterated its view.", "Consumer prices rose 0.4%."):
        (claim,) = claims(text)
        assert claim.stance_probs is not None
        assert sum(claim.stance_probs.values()) == pytest.approx(1)
        assert max(claim.stance_probs, key=lambda label: claim.stance_probs[label]) == claim.stance  # type: ignore[index]


def test_speaker_is_resolved_or_the_outlet() -> None:
    (claim,) = claims("“The S&P 500 fell 2% on Friday,” Bespoke said.")
    assert (claim.speaker, claim.quote) == ("Bespoke Investment Group", "direct")
    (claim,) = claims("The S&P 500 fell 2% on Friday.", source="newswire")
    assert (claim.speaker, claim.quote) == ("newswire", "none")


def test_novelty_relevance_and_provenance() -> None:
    (claim,) = claims("The S&P 500 fell 2% on Friday.", story_rank=3, title="S&P 500 falls")
    assert claim.novelty == 0.25
    assert claim.relevance == pytest.approx(0.4 + 0.3 * (1 - 4 / 30) + 0.3)
    assert claim.model_id == "fake-1"
    assert claim.created_at is not None
    assert claim.confidence == RULES["move.verb"].precision


def test_ids_are_stable_and_differ() -> None:
    text = "On Friday the Dow fell 0.8%, the S&P 500 1.6% and the Nasdaq 2%."
    first, again = claims(text), claims(text)
    assert [c.claim_id for c in first] == [c.claim_id for c in again]
    assert len({c.claim_id for c in first}) == 3
    assert all(len(c.claim_id) == 16 for c in first)
    assert {c.claim_id for c in claims(text, article_id="other")}.isdisjoint(c.claim_id for c in first)


def test_pronouns_bind_only_when_plain() -> None:
    (claim,) = claims("QQQS has drawn new money. The ETF fell 2% on Friday.")
    assert (claim.subject, claim.entity_id) == ("The ETF", "fund:QQQS")
    assert claims("IWM and QQQS are popular. The ETF fell 2% on Friday.") == ()


def test_futures_are_no_instrument_to_check_the_close_with() -> None:
    (claim,) = claims("S&P 500 futures rose 0.3% in premarket trading.")
    assert (claim.entity_id, claim.symbol) == ("index:SPX", None)


def test_claims_read_on_one_line() -> None:
    (claim,) = claims("The Russell 2000 gained 2.5% last week.")
    assert statement(claim) == "The Russell 2000 gained 2.5 % last week"


def test_a_second_verb_goes_on_with_the_subject_and_has_its_own_window() -> None:
    found = claims("The Russell 2000 rose 1.27% on Friday to 2,154.31 and gained 6.12% this week.")
    assert [(c.kind, c.value, c.window_text) for c in found] == [
        ("move", 1.27, "on Friday"),
        ("level", 2154.31, "on Friday"),
        ("move", 6.12, "this week"),
    ]


def test_what_came_out_better_than_forecast_forecasts_nothing() -> None:
    found = claims(
        "Core inflation slowed more than forecast in June, which helps the case for a rate cut in September."
    )
    assert [claim.kind for claim in found if claim.rule_ids == ("forecast.odds",)] == []


def test_a_pronoun_is_nobodys_name() -> None:
    [found] = claims("We expect the Russell 2000 to fall to 1,900 this year.")
    assert (found.kind, found.speaker) == ("forecast", "example")  # the outlet itself


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("The consumer price index, or CPI, rose 0.4% in May.", "The consumer price index"),
        ("The consumer price index (CPI) rose 0.4% in May.", "The consumer price index"),
        ("Nvidia (NVDA) fell 5% on Tuesday.", "Nvidia"),
        ("Shares of Apple Inc. (AAPL) fell 5% on Tuesday.", "Shares of Apple Inc."),
    ],
)
def test_a_statement_with_two_names_is_one_claim(text: str, subject: str) -> None:
    (claim,) = claims(text)
    assert claim.subject == subject
    assert claim.entity_id is not None
    assert claim.symbol is not None


def test_a_claim_keeps_the_name_rather_than_what_points_to_it() -> None:
    text = "The Dow rose 2% on Friday and the Nasdaq rose 2% on Friday."
    assert [claim.entity_id for claim in claims(text)] == ["index:DJI", "index:COMP"]


def test_the_index_of_a_release_is_no_stock_index() -> None:
    text = "The Dow rose 2% on Friday. U.S. consumer prices climbed in May. The index rose 0.1 percent from April."
    assert [claim.entity_id for claim in claims(text) if claim.subject == "The index"] == ["macro:CPI_US"]


def test_the_bond_market_is_no_stock_market() -> None:
    (claim,) = claims("In the U.S., the bond market fell sharply on Friday.")
    assert claim.entity_id == "group:US_TREASURIES"
