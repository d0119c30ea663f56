"""Sentences that read like one claim and make another, or none: each a class met in real commentary."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from aggregator import understand
from aggregator.digests.wording import statement
from aggregator.records import Claim
from tests.understand.samples import CREATED, FakeEncoder, article, claims, linker

FRIDAY = dt.datetime(2023, 3, 3, 22, 0, tzinfo=dt.UTC)  # after the close


def spans(text: str, published: dt.datetime = FRIDAY, **kwargs: object) -> list[tuple[float | None, str | None, str]]:
    found = claims(text, published=published, **kwargs)
    return [(c.value, c.window_text, f"{c.window_start}..{c.window_end}" if c.window_start else "") for c in found]


def only(text: str, **kwargs: object) -> Claim:
    (claim,) = claims(text, published=FRIDAY, **kwargs)
    return claim


@pytest.mark.parametrize(
    ("published", "sessions"),
    [
        (dt.datetime(2023, 2, 24, 22, 0, tzinfo=dt.UTC), "2023-02-21..2023-02-24"),
        (dt.datetime(2023, 2, 26, 22, 0, tzinfo=dt.UTC), "2023-02-21..2023-02-24"),
        (dt.datetime(2023, 2, 27, 16, 0, tzinfo=dt.UTC), "2023-02-21..2023-02-24"),  # Monday, the session is open
    ],
)
def test_a_short_week_is_a_week(published: dt.datetime, sessions: str) -> None:
    text = "For the holiday-shortened week, the S&P 500 dropped by 2.7 percent and the Dow by much more."
    assert spans(text, published) == [(2.7, "For the holiday-shortened week", sessions)]


def test_for_the_week_on_a_monday_is_the_week_before() -> None:
    monday = dt.datetime(2023, 3, 6, 16, 0, tzinfo=dt.UTC)
    assert spans("For the week, the Dow gained 1.7%.", monday) == [(1.7, "For the week", "2023-02-27..2023-03-03")]


def test_the_month_is_the_one_that_is_named() -> None:
    text = "All three gauges slipped in February, as the Nasdaq Composite was down 1.1% for the month."
    assert ("for the month", "2023-02-01..2023-02-28") in [s[1:] for s in spans(text)]


def test_early_in_a_month_the_month_is_the_one_just_ended() -> None:
    assert spans("The Nasdaq shed 1.1% for the month.", dt.datetime(2023, 3, 2, 22, 0, tzinfo=dt.UTC)) == [
        (1.1, "for the month", "2023-02-01..2023-02-28")
    ]
    assert spans("The Nasdaq shed 1.1% for the month.", dt.datetime(2023, 3, 20, 22, 0, tzinfo=dt.UTC)) == [
        (1.1, "for the month", "2023-03-01..2023-03-20")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "In 2022, growth stocks suffered and the Nasdaq fell 33% for the year.",
        "It was a grim time for bulls in 2022. The Nasdaq fell 33% throughout the year.",
    ],
)
def test_the_year_is_the_one_that_is_named(text: str) -> None:
    assert spans(text)[-1][2] == "2022-01-03..2022-12-30"


@pytest.mark.parametrize(
    "text",
    [
        "Revenue at AMD climbed 40% to $20 billion, while Nvidia's increased 0.2% to $27 billion.",
        "Apple's rose 5% to $90 billion.",
        "Apple increased 5% to $90 billion in the quarter.",
    ],
)
def test_sums_of_money_are_no_prices(text: str) -> None:
    assert not [c for c in claims(text) if c.kind in {"move", "level"}]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The consumer price index rose 3.4% in February, the Federal Statistical Office reported.", "Prices"),
        ("Consumer prices climbed 8.5% on the year, Eurostat said.", "Prices"),
        ("The unemployment rate rose 0.1 percentage points, the ONS said.", "Jobs"),
        ("Swiss shoppers paid more. Consumer prices rose 0.7% in February.", "Prices"),
        ("Consumer prices rose 0.7% in February.", "Swiss Inflation Picks Up"),
    ],
)
def test_another_countrys_figures_are_not_american(text: str, title: str) -> None:
    assert {c.entity_id for c in claims(text, title=title)} <= {None}


def test_america_is_meant_where_nothing_else_is_said() -> None:
    assert only("Consumer prices rose 0.7% in February.").entity_id == "macro:CPI_US"
    text = "Consumer prices rose 0.7% in February, the Labor Department said."
    assert only(text, title="Swiss Inflation Picks Up As Fed Waits").entity_id == "macro:CPI_US"


@pytest.mark.parametrize(
    "text",
    [
        "The S&P 500 opened flat on Tuesday but soon moved lower.",
        "Stocks climbed off their worst levels on Thursday.",
        "The Dow pulled back well off its early highs on Friday.",
        "The Nasdaq fell in early trading on Friday.",
        "The Dow fell 300 points on Friday before rebounding to close higher.",
        "With that move, the Dow fell on Friday to its lowest intraday level in months.",
        "The Dow slid on Friday, tumbling more than 200 points to its session low.",
    ],
)
def test_a_phase_of_the_day_is_no_days_move(text: str) -> None:
    found = claims(text, published=FRIDAY)
    assert all(claim.window_start is None for claim in found)


@pytest.mark.parametrize(
    "text",
    [
        "One of this year's best-performing metals, spot gold rose 1.4 percent.",
        "Spot gold, one of last year's worst performers, rose 1.4 percent.",
    ],
)
def test_among_what_something_is_the_best_dates_no_move(text: str) -> None:
    assert only(text).window_text is None


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Freeport-McMoRan Copper & Gold fell 3% on Friday.", "commodity:GOLD"),
        ("Kinross Gold fell 3% on Friday.", "commodity:GOLD"),
        ("Shares of Meta Materials (MMAT) fell 3% on Friday.", "company:META"),
        ("Barrick Copper and Gold Corp fell 3%.", "commodity:COPPER"),
    ],
)
def test_part_of_a_name_names_nothing(text: str, wrong: str) -> None:
    assert wrong not in {link.entity.id for link in linker().link(text) if link.entity}


def test_a_longer_name_is_not_its_first_word() -> None:
    found = claims("Apple Inc. (AAPL) rose 1%. Apple Hospitality REIT Inc (APLE) fell 3%.")
    assert [(c.entity_id, c.value) for c in found] == [("company:AAPL", 1), ("company:APLE", 3)]


@pytest.mark.parametrize(
    "text",
    [
        "The outlook for the consumer price index is unclear. It rose by 7% in 2022.",
        "The consumer price index matters to us. And in 2022, it increased by more than 7% to $45 million.",
        "Inflation weighed on margins. The gross margin was soft and it was eight basis points up.",
        "Prices held in February as inflation cooled. In the first half of the year it fell 2%.",
    ],
)
def test_a_pronoun_without_a_plain_antecedent_names_nothing(text: str) -> None:
    assert not [c for c in claims(text) if c.subject.lower() == "it"]


def test_each_figure_has_its_own_time() -> None:
    text = "Since the results, Nvidia shares are up 21%, bringing their year-to-date gains to 54%."
    assert spans(text) == [
        (21, "Since the results", ""),
        (54, "year-to-date", "2023-01-03..2023-03-03"),
    ]


def test_futures_on_the_policy_rate_are_not_the_rate() -> None:
    claim = only("The fed funds futures for January 2024 have risen by 82 basis points during 2023.")
    assert (claim.entity_id, claim.symbol) == (None, None)


def test_what_a_stock_is_held_against_moved_nothing() -> None:
    text = "Acme Inc (NYSE: ACMX) couldn't keep pace with the broader market on Thursday, ending the day flat."
    assert {c.entity_id for c in claims(text)} <= {"company:ACMX"}


@pytest.mark.parametrize("title", ["KOSPI Tipped To Extend Losses", "China Shares May Rebound"])
def test_the_market_of_another_country_is_not_the_american_one(title: str) -> None:
    text = "Stocks are overdue for support. The market fell again on Thursday and stocks slid on Friday."
    assert {c.entity_id for c in claims(text, title=title)} <= {None}
    led = "The lead from Wall Street is soft as the major averages slid on Tuesday."
    assert "group:US_EQUITIES" in {c.entity_id for c in claims(led, title=title)}


def test_the_only_day_on_which_is_a_count() -> None:
    assert not [
        c
        for c in claims("Monday was the only day in the past year on which the Russell 2000 rose more than 3%.")
        if c.kind == "move"
    ]


def test_two_outlets_with_one_text_keep_their_claims() -> None:
    items = [replace(article("The Dow rose 1% on Friday.", article_id=name), content_hash="same") for name in "ab"]
    found = [understand.understand(item, FakeEncoder(), linker(), created_at=CREATED).claims[0] for item in items]
    assert found[0].claim_id != found[1].claim_id


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("The U.S. economy added 311,000 jobs in February, above the 205,000 expected.", 311_000, 205_000),
        ("Nonfarm payrolls rose by 311,000 last month, compared with forecasts for 205,000.", 311_000, 205_000),
        ("Initial jobless claims rose by 21,000 to 211,000, more than the 195,000 forecast.", 211_000, 195_000),
        ("The unemployment rate held at 3.4%, versus expectations of 3.5%.", 3.4, 3.5),
        ("Core CPI rose 0.5%, above the consensus estimate of 0.4%.", 0.5, 0.4),
        ("Retail sales fell 0.4%, while economists had expected a 0.3% drop.", 0.4, 0.3),
        ("Private payrolls rose 242,000, up from a revised 119,000, topping estimates of 205,000.", 242_000, 205_000),
        ("Apple reported revenue of $117 billion, below the $121 billion that analysts expected.", 117e9, 121e9),
        ("Headline CPI was 6.4% in January, compared with 6.5% in December.", 6.4, None),
    ],
)
def test_a_release_is_held_against_what_was_expected(text: str, value: float, expected: float | None) -> None:
    claim = claims(text, published=FRIDAY)[0]
    assert (claim.kind, claim.value, claim.expected) == ("data", value, expected)


def test_both_changes_of_a_price_index() -> None:
    found = claims("The consumer price index rose 0.4% in February and 6.0% from a year earlier.", published=FRIDAY)
    assert [(c.value, c.window_text) for c in found] == [(0.4, "in February"), (6.0, "in February")]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("The Fed is expected to raise rates by 25 basis points at its March meeting.", "2023-03-31"),
        ("Goldman Sachs sees the S&P 500 at 4,000 by year-end.", "2023-12-29"),
        ("The consumer price index is expected to have risen 0.4% in February.", "2023-03-31"),
        ("The February jobs report is due next week.", "2023-03-10"),
        ("Investors await next Tuesday's CPI data.", "2023-03-07"),
    ],
)
def test_forecasts_say_when_they_can_be_scored(text: str, due: str) -> None:
    claim = only(text)
    assert (claim.kind, claim.tense, str(claim.due)) == ("forecast", "future", due)


@pytest.mark.parametrize(
    ("text", "entity", "way", "value"),
    [
        ("The Fed has raised rates by 450 basis points since last March.", "rate:FFR", "up", 450),
        ("The Fed raised its target range to 4.50%-4.75% in February.", "rate:FFR", "up", 4.5),
        ("The Bank of Canada kept its key rate at 4.5%.", "org:BOC", "flat", 4.5),
        ("The Fed delivered a 25-basis-point hike last month.", "rate:FFR", "up", 25),
        ("The Fed is vigilant and policy rates have been raised by 350 basis points.", "rate:FFR", "up", 350),
    ],
)
def test_decisions_of_central_banks(text: str, entity: str, way: str, value: float) -> None:
    found = [c for c in claims(text, published=FRIDAY) if c.kind == "policy"]
    assert [(c.entity_id, c.direction, c.value) for c in found] == [(entity, way, value)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("The report is expected to show that employers added 200,000 jobs in May.", "data", 200_000),
        ("Revenue at Acme rose 5% to $2 billion.", "data", 5),  # a company that no link names
        ("Apple earned more. Revenue at Acme rose 5% to $2 billion.", "data", 5),
        ("Apple’s net income was $36 million, compared with net income of $22 million.", "data", 22e6),
        ("The consensus estimate for Apple’s earnings has risen 3% in a month.", "data", 3),
        ("There is no guarantee that Apple shares will reach $300.", "forecast", 300),
    ],
)
def test_no_figure_of_another_sort(text: str, kind: str, value: float) -> None:
    assert not [c for c in claims(text) if c.kind == kind and c.value == value]


def test_a_present_condition_does_not_take_yesterdays_date() -> None:
    text = "The Dow fell 1% on Thursday. The Nasdaq is down 2% in morning deals, and the S&P 500 is down 3%."
    assert [span for value, _, span in spans(text) if value != 1] == ["", ""]
    assert spans("The Dow fell 1% on Thursday. Gold prices are falling 2% as well.")[1][2] == ""


def test_the_time_of_another_verb_is_not_the_claims() -> None:
    text = "Adding to the slump seen on Tuesday, the Dow fell 1.7%."
    assert spans(text) == [(1.7, None, "")]
    assert spans("Acme Inc (NYSE: ACMX) is down 21% from its peak in April.")[0][1] is None


def test_a_dollar_price_in_yen_is_that_pair() -> None:
    assert only("The U.S. dollar is trading at 136.18 yen.").entity_id == "fx:USDJPY"


@pytest.mark.parametrize(
    "text",
    [
        "Semiconductors rallied 4% on Thursday, one of the steepest climbs of the year.",
        "The Nasdaq added 3%, its best week of the year.",
        "The Dow lost 2%, its biggest drop this year.",
    ],
)
def test_what_a_superlative_ranges_over_dates_nothing(text: str) -> None:
    ranged = [c for c in claims(text, published=FRIDAY) if c.window_text and "year" in c.window_text]
    assert all(
        claim.kind == "count" and claim.window_start is None for claim in ranged
    )  # which are only quoted with it


def test_the_date_beside_a_superlative_stays() -> None:
    told = claims("On Friday the Dow gained 3%, its best day of the year.", published=FRIDAY)
    assert [(claim.kind, claim.window_text) for claim in told] == [("move", "On Friday"), ("count", "On Friday")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "The 5-year breakeven inflation rate rose two basis points to 2.31%.",
            "breakeven inflation rate up to 2.31 %",
        ),
        ("The 5-year breakeven inflation rate is up to 2.31 %.", "breakeven inflation rate up to 2.31 %"),
        ("Inflation is moving down to 2 %.", "Inflation down to 2 %"),
        ("Inflation fell toward 2% again.", "“Inflation fell toward 2% again.”"),
        ("Consumer prices rose 0.4%.", "Consumer prices up 0.4 %"),
    ],
)
def test_where_a_figure_went_is_not_how_far(text: str, line: str) -> None:
    assert statement(only(text)) == line
    assert only(text).comparator is None


@pytest.mark.parametrize(
    ("text", "way", "comparator", "line"),
    [
        ("The Russell 2000 rose to its 200-day moving average.", "up", "approx", "near 200-day moving average"),
        ("The Russell 2000 fell to the 50-day average.", "down", "approx", "near 50-day average"),
        ("The Russell 2000 closed above its 50-day average.", "up", "gt", "above 50-day average"),
        ("The Russell 2000 weakened below its 10 dma.", "down", "lt", "below 10 dma"),
        ("The Russell 2000 closed above its 21-EMA.", "up", "gt", "above 21-EMA"),
        ("The Russell 2000 fell below its 200-day.", "down", "lt", "below 200-day"),
    ],
)
def test_an_average_is_a_level(text: str, way: str, comparator: str, line: str) -> None:
    claim = only(text)
    assert (claim.kind, claim.direction, claim.value, claim.comparator) == ("level", way, None, comparator)
    assert statement(claim) == f"The Russell 2000 {line}"


def test_a_level_brings_its_own_side() -> None:
    assert statement(only("Brent crude is trading above $91 a barrel.")) == "Brent crude above $91.00"


@pytest.mark.parametrize(
    "text",
    [
        "We think that menu price increases added some 300 basis points to comparable sales growth for the year.",
        "Until about ten days ago, investors hoped that the Fed would hike rates by 25 basis points on Wednesday.",
        "Up until about a week ago, the hope was that the Fed would hike by 25 basis points next Wednesday.",
        "Until last month, traders were pricing in two rate cuts by the Fed this year.",
    ],
)
def test_no_forecast_of_the_policy_rate(text: str) -> None:
    assert not [c for c in claims(text, published=FRIDAY) if c.kind == "forecast"]


def test_what_is_hoped_now_holds() -> None:
    text = (
        "Until last month traders expected nothing, but now they are pricing in three rate cuts by the Fed this year."
    )
    assert [c.value for c in claims(text, published=FRIDAY) if c.kind == "forecast"] == [3]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("Black gold rose 2%.", "commodity:GOLD"), ("The Oracle of Omaha rose 3%.", "company:ORCL")],
)
def test_a_nickname_is_not_what_it_is_made_of(text: str, wrong: str) -> None:
    assert wrong not in {link.entity.id for link in linker().link(text) if link.entity}


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The Fed reiterated that the case for a rate cut has grown stronger.", "dovish"),
        ("The Fed reiterated that the case for a rate hike has grown stronger.", "hawkish"),
        ("The Fed reiterated that the case for another hike has weakened.", "dovish"),
        ("The Fed reiterated that there is no case for a cut.", "hawkish"),
    ],
)
def test_a_case_for_a_cut_is_dovish_whatever_the_encoder_says(text: str, stance: str) -> None:
    (claim,) = (c for c in claims(text) if c.kind == "policy")
    assert claim.stance == stance


def test_two_moves_joined_behind_a_date() -> None:
    found = claims("Apple rose 2% on Monday and Nvidia fell 3%.", published=FRIDAY)
    assert [(c.entity_id, c.direction, c.value) for c in found] == [
        ("company:AAPL", "up", 2),
        ("company:NVDA", "down", 3),
    ]


@pytest.mark.parametrize("words", ["Since the Jan. low", "Since the Jan. 3 peak", "Since the Jan. opener"])
def test_an_abbreviated_month_does_not_end_a_span(words: str) -> None:
    assert spans(f"{words}, the Nasdaq has gained 12%.") == [(12, words, "")]
    assert spans(f"The Nasdaq is up 12% s{words[1:]}.") == [(12, f"s{words[1:]}", "")]


def test_a_second_measure_behind_a_month_has_its_own_claim() -> None:
    found = claims("Consumer prices were unchanged in June and core inflation slowed more than forecast.")
    assert [(c.subject, c.direction) for c in found] == [("Consumer prices", "flat"), ("core inflation", "down")]


@pytest.mark.parametrize(
    "text",
    [
        "Had the Russell 2000 fallen 5% on Friday, traders would have panicked.",
        "It is not true that the Dow Jones Industrial Average fell 3% on Friday.",
        "Some feared the S&P 500 fell 4% on Friday.",
        "Traders bet against the idea that the S&P 500 rose 5% last week.",
    ],
)
def test_what_nobody_says_happened_is_no_claim(text: str) -> None:
    assert [c for c in claims(text, published=FRIDAY) if c.kind in {"move", "level"}] == []


def test_a_fear_elsewhere_in_the_sentence_takes_nothing_back() -> None:
    claim = only("As investors feared a recession, the S&P 500 fell 2% on Friday.")
    assert (claim.kind, claim.value) == ("move", 2.0)
