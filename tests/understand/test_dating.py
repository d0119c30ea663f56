"""Which words of a sentence date a move or level, and the sessions that they mean."""

from __future__ import annotations

import datetime as dt

import pytest

from aggregator import windows
from aggregator.records import Claim, Kind, Tense
from aggregator.sessions import calendar
from aggregator.understand.drafts import Draft
from aggregator.understand.fields import dating, reaches
from aggregator.understand.numbers import quantities
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from tests.understand.samples import claims

MONDAY = dt.datetime(2024, 7, 15, 12, 0, tzinfo=dt.UTC)  # before the open
LAST_WEEK = "2024-07-08..2024-07-12"
FRIDAY = "2024-07-12..2024-07-12"


def last(text: str, kind: str = "move") -> tuple[str | None, str | None]:
    found = [c for c in claims(text, published=MONDAY) if c.kind == kind]
    return found[-1].window_text, _sessions(found[-1])


def _sessions(claim: Claim) -> str | None:
    return f"{claim.window_start}..{claim.window_end}" if claim.window_start else None


@pytest.mark.parametrize(
    ("text", "words", "sessions"),
    [
        ("The Russell 2000 gained 1.7% in the week to July 5.", "in the week to July 5", "2024-07-01..2024-07-05"),
        ("The Dow added 2% in early trading on Friday.", "in early trading on Friday", None),  # a phase of the day
        (
            "The Dow rose 2% over the course of the session on Friday.",
            "over the course of the session on Friday",
            FRIDAY,
        ),
        ("Between 1995 and 1999 the S&P 500 rose 150%.", "Between 1995 and 1999", None),
        ("From 1995 to 1999 the S&P 500 rose 150%.", "From 1995 to 1999", None),
        # The span that the verb itself names.
        ("The S&P 500 ended the week up 0.9%, even though on Tuesday it had slid.", "the week", LAST_WEEK),
        ("The Nasdaq finished the week 0.2% higher.", "the week", LAST_WEEK),
        # What it made of a span.
        ("The S&P 500 was down 2.7%, marking its worst week since December.", "week", LAST_WEEK),
        ("The Dow fell 3%, its fourth straight losing week.", "week", LAST_WEEK),
        # A session's move that closed a ranked week.
        ("The S&P 500 rose 0.3% on Friday, its best week in two years.", "on Friday", FRIDAY),
        ("The S&P 500 rose 0.3% Friday, for its best week in two years.", "Friday", FRIDAY),
        ("The S&P 500 rose 0.3%, capping its best week in two years.", None, None),
        ("The S&P 500 closed up 0.3%, its best week in two years.", None, None),
        # Where a move is measured from is not when it happened.
        ("The S&P 500 is up 1.3% from Wednesday.", "from Wednesday", "2024-07-11..2024-07-12"),
        (
            "The 10-year Treasury yield stood at 4.18% on Friday, down 70 basis points from October.",
            "from October",
            None,
        ),
        (
            "The Dow is down 2% since the July 3 closing high for the year.",
            "since the July 3 closing high for the year",
            "2024-07-05..2024-07-12",
        ),
        # What is yet to come dates nothing that was.
        ("The S&P 500 rose 1% in a rally that should last through next week.", None, None),
        ("The S&P 500 fell 1% and is likely to open in the red again on Tuesday.", None, None),
        # What another move, another verb or a rank is of.
        ("On Friday, the S&P 500 rose 1% from a sell-off on Thursday.", "On Friday", FRIDAY),
        ("On Friday the Dow rose 1% for the third time this month.", "On Friday", FRIDAY),
        # The word for a span that its sentence names.
        ("Despite the swings in June, the Dow rose 1.1% for the month.", "for the month", "2024-06-03..2024-06-28"),
        # Up to a day.
        ("Coming into Wednesday, Tesla shares had lost 16%.", None, None),
        ("Entering Wednesday, Tesla shares were still up 38%.", None, None),
    ],
)
def test_the_words_that_date_a_move(text: str, words: str | None, sessions: str | None) -> None:
    assert last(text) == (words, sessions)


def test_what_is_conceded_has_a_day_of_its_own() -> None:
    found = claims("The Dow rose 1% for the first time since May, though it pulled back on Friday.", published=MONDAY)
    assert [c.window_text for c in found if c.kind == "move"] == [None, "on Friday"]


@pytest.mark.parametrize("verb", ["settled down", "closed lower by", "ended the day down"])
def test_the_end_of_a_day_does_not_take_the_week_that_was_told_before(verb: str) -> None:
    assert last(f"The S&P 500 gained 3% last week. The Dow {verb} 0.5%.") == (None, None)
    assert last("The S&P 500 gained 3% last week. The Dow rose 0.5%.") == (None, LAST_WEEK)


def test_the_day_of_the_base_is_not_the_day_of_a_level() -> None:
    text = "On Friday the 10-year Treasury yield fell to 4.18% from over 4.3% last week."
    assert last(text, "level")[1] == FRIDAY


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The dollar had its first weekly loss since January.", "since January"),
        ("The Nasdaq had its biggest weekly drop in nearly two years.", "in nearly two years"),
        ("On Friday the Nasdaq had its biggest drop since January.", "since January"),
        ("On Friday the Nasdaq had its biggest drop in two years.", "On Friday"),
        ("The Nasdaq logged its steepest drop this year on Friday.", "this year"),
        ("The Nasdaq closed out its best week of the year on Friday.", "of the year"),
        ("The Nasdaq had its biggest drop since Nov. 10, 2022, as rates rose.", "since Nov. 10, 2022"),
        ("It was the first time since May 2001 that the Dow fell for a fifth straight day.", "since May 2001"),
    ],
)
def test_how_far_back_a_count_goes_is_its_time(text: str, words: str) -> None:
    assert last(text, "count")[0] == words


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("count", "Acme had its worst day on record.", "on record"),
        ("count", "Acme had the most orders ever.", "ever"),
        ("level", "Acme hit its lowest point in a year and a half.", "in a year and a half"),
        ("level", "Acme hit its lowest point since the crash of 2008 as rates rose.", "since the crash of 2008"),
        ("count", "Acme lost money in the first quarter in two years.", None),
        ("data", "Acme had its worst sales since May.", None),
        ("level", "Acme is the best known since its float; Acme fell.", "since its float"),
    ],
)
def test_the_words_of_a_reach(kind: Kind, text: str, words: str | None) -> None:
    draft = Draft(kind, f"model.{kind}", Subject(0, 4, "Acme", None, "price"), 4, 4)
    found = reaches.of(View(0, 0, text, (), (), (), (), {}), draft, len(text))
    assert (found.text if found else None) == words
    assert found is None or text[found.start : found.end] == words


def test_the_day_of_a_rank_is_kept_beside_how_far_back_it_goes() -> None:
    assert last("On Friday the Nasdaq had its biggest drop since January.", "count")[1] == FRIDAY
    assert last("The S&P 500 rose to its highest close since March on Friday.", "level") == ("since March", FRIDAY)


def test_a_level_with_a_figure_keeps_its_day() -> None:
    found = claims("The S&P 500 rose 1% to 4,112 on Friday, the highest since March.", published=MONDAY)
    assert [c.window_text for c in found if c.value == 4112] == ["on Friday"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # Figures are of a period; the day is that of their release.
        ("Consumer prices rose 0.4% in June, the government said on Friday.", "in June"),
        ("The government said on Friday that consumer prices rose 0.4% in June.", "in June"),
        ("Data on Friday showed consumer prices rose 0.4% last month.", "last month"),
        ("A report from Acme on Friday showed consumer prices rose 0.4% in June.", "in June"),
        ("Import prices rose 1% in June as consumer prices rose 0.4%, data showed on Friday.", "in June"),
        ("Consumer prices rose 0.4%, the government said on Friday.", "on Friday"),
        # What it is held against is another time.
        ("Consumer prices rose 0.4% in June vs 0.1% in May.", "in June"),
    ],
)
def test_figures_are_of_a_period(text: str, words: str) -> None:
    found = [c for c in claims(text, published=MONDAY) if c.kind == "data" and c.value == 0.4]
    assert found[0].window_text == words


def test_figures_of_the_quarter_are_of_the_one_that_is_over() -> None:
    assert last("Ford said its revenue rose 8% in the quarter.", "data") == ("in the quarter", "2024-04-01..2024-06-28")
    assert last("The S&P 500 is up 3% in the quarter.", "move") == ("in the quarter", "2024-07-01..2024-07-12")


def test_a_span_that_the_next_clause_tells_of_dates_no_figure() -> None:
    text = "Nonfarm payrolls increased by 206,000, and the prior two months were revised down."
    assert [c.window_text for c in claims(text, published=MONDAY) if c.value == 206_000] == [None]


def test_how_far_a_span_was_known_is_no_day_of_its_own() -> None:
    text = "This week the S&P 500 fell 2.7%, and the Nasdaq Composite lost 3.3% as of Friday at noon."
    assert [c.window_text for c in claims(text, published=MONDAY)] == ["This week", "This week"]
    assert last("The S&P 500 was down 0.3% as of Friday.")[0] == "as of Friday"


def test_a_part_of_the_day_is_no_session() -> None:
    for text in (
        "The Dow surged more than 360 points on Monday, while it ended up 72.17 points.",
        "In midafternoon trading, the Dow was down 0.04 percent.",
    ):
        found = [c for c in claims(text, published=dt.datetime(2024, 7, 15, 22, 0, tzinfo=dt.UTC)) if c.kind == "move"]
        assert found[0].window_start is None, text
    (running,) = claims(
        "In midafternoon trading, the Dow was down 0.04 percent.",
        published=dt.datetime(2024, 7, 15, 19, 0, tzinfo=dt.UTC),
    )
    assert running.window_start == dt.date(2024, 7, 15)


def test_a_relative_clause_at_the_end_dates_nothing_before_it() -> None:
    text = "The S&P 500 fell 1 percent but found support near 1,300, a level that had drawn buyers in early March."
    assert last(text) == (None, None)


@pytest.mark.parametrize(
    ("published", "sessions"),
    [("2024-10-20", "2024-07-01..2024-09-30"), ("2024-08-20", "2024-07-01..2024-09-30"), ("2024-12-20", None)],
)
def test_a_quarter_just_over_is_awaited(published: str, sessions: str | None) -> None:
    text = "Economists expect GDP to rise 2% in the third quarter."
    at = dt.datetime.fromisoformat(published).replace(hour=12, tzinfo=dt.UTC)
    (found,) = (c for c in claims(text, published=at) if c.kind == "forecast")
    assert _sessions(found) == (sessions or "2025-07-01..2025-09-30")


def test_an_earlier_figure_has_its_own_period() -> None:
    assert last("Consumer prices rose 0.4% in June, up from 0.2% in May.", "data")[0] == "in May"


def test_a_forecast_is_not_of_the_time_that_it_is_held_against() -> None:
    text = "The consumer price index for June is expected to fall 0.2%, compared with a 0.1% drop in May."
    assert last(text, "forecast")[0] == "for June"


def test_when_and_where_a_report_was_sent_dates_nothing() -> None:
    assert last("LONDON, July 12 (Reuters) - The Dow fell 2%.")[0] is None
    assert last("Paris - July 12, 2024 - The Dow fell 2%.")[0] is None


def test_what_a_reading_is_the_lowest_since_is_not_its_month() -> None:
    text = "Consumer prices rose 3% in June, the smallest gain since March 2021."
    assert last(text, "data")[0] == "in June"
    assert last("Consumer prices rose 3%, the smallest gain since March 2021.", "data")[0] is None


def test_decimals_do_not_end_a_span() -> None:
    assert last("The 10-year Treasury yield has surged 110 basis points since its low of 1.62 percent.")[0] == (
        "since its low of 1.62 percent"
    )


def dated(text: str, kind: str = "move", published: dt.datetime = MONDAY) -> list[tuple[float | None, str | None]]:
    return [(c.value, _sessions(c)) for c in claims(text, published=published) if c.kind == kind]


def test_what_follows_a_day_that_has_begun_in_asia_only_is_told_of_no_session_here() -> None:
    text = "The S&P 500 rose 1% on Monday. In early Asian trade on Wednesday, gold slipped 0.2%. The Topix fell 0.3%."
    evening = dt.datetime(2024, 7, 16, 23, 10, tzinfo=dt.UTC)
    assert dated(text, published=evening) == [(1, "2024-07-15..2024-07-15"), (0.2, None), (0.3, None)]


@pytest.mark.parametrize(
    ("text", "sessions"),
    [
        # A time that opens the next clause, and one that a claim before does not share.
        ("The Dow rose 1% on Thursday; on Friday it lost 2%.", ["2024-07-11..2024-07-11", FRIDAY]),
        ("The Dow rose 1%, and on Friday it lost 2%.", [None, FRIDAY]),
        ("Gold rose 1%; silver fell 2% on Friday.", [FRIDAY, FRIDAY]),
        ("Gold jumped 1%; gold has now risen 2% this month.", [None, "2024-07-01..2024-07-12"]),
        ("Gold jumped 1% and silver has risen 2% this month.", [None, "2024-07-01..2024-07-12"]),
        ("Gold has gained 1% and silver has risen 2% this month.", ["2024-07-01..2024-07-12"] * 2),
        # A time before that of the sentence before.
        ("Bitcoin fell 1% on Friday. A year earlier, gold rose 2%.", [FRIDAY, None]),
        ("Bitcoin fell 1% on Friday. Gold rose 2% two weeks before.", [FRIDAY, None]),
        ("Bitcoin fell 1% on Friday. Gold had risen 2%.", [FRIDAY, None]),
        ("Bitcoin fell 1% on Friday. Gold rose 2%.", [FRIDAY, FRIDAY]),
    ],
)
def test_a_move_has_only_a_time_that_is_its_own_or_shared(text: str, sessions: list[str | None]) -> None:
    assert [found for _, found in dated(text)] == sessions


def test_the_week_that_a_sentence_dates_is_that_of_its_weekly_figures() -> None:
    later = dt.datetime(2024, 7, 17, 14, 0, tzinfo=dt.UTC)
    week = "2024-07-01..2024-07-05"
    text = "In the week to July 5, the S&P 500 fell 1.5%, its worst week since October."
    assert dated(text, published=later) == [(1.5, week)]
    text = "Bond funds drew weekly inflows of $3 billion, data for the week ended July 5 showed."
    assert dated(text, "volume", later) == [(3e9, week)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("The Fed held its rate at 5.5%, and the Bank of Canada, which cut in June, met.", "policy", None),
        ("The Bank of Canada, which cut in June, is expected to cut again.", "forecast", None),
        ("The Bank of Canada, which meets on July 24, is expected to cut again.", "forecast", "on July 24"),
    ],
)
def test_what_a_relative_clause_tells_dates_no_other_act(text: str, kind: Kind, words: str | None) -> None:
    name = "The Fed" if kind == "policy" else "The Bank of Canada"
    end = len(name)
    at = text.index("5.5%") + 4 if kind == "policy" else end
    tense: Tense = "future" if kind == "forecast" else "past"
    draft = Draft(kind, f"model.{kind}", Subject(0, end, name, None, "other"), end, at, tense=tense)
    view = View(0, 0, text, (), (), tuple(windows.find(text)), (), {})
    [placed] = dating.place(view, [draft], dating.Clock(MONDAY, calendar()), dating.Told(None, None))
    assert (placed.phrase.text if placed.phrase else None) == words


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("level", "Acme shares, which closed 3% lower Wednesday at $21, now fetch less than at year-end.", "Wednesday"),
        ("data", "Through Friday's close, earnings are up 20% year-over-year.", "year-over-year"),
        ("data", "Earnings rose 20% year over year in May.", "in May"),
        ("volume", "The fund saw an inflow of $2 million, a 0.4% increase week over week.", "week over week"),
    ],
)
def test_what_a_figure_is_told_of(kind: Kind, text: str, words: str) -> None:
    figure = next(q for q in quantities.find(text) if q.unit in {"usd", "pct"} and (kind != "level" or q.unit == "usd"))
    if kind == "volume":
        figure = quantities.find(text)[-1]
    name = next(each for each in ("Acme shares", "earnings", "Earnings", "fund") if each in text)
    start = text.index(name)
    subject = Subject(start, start + len(name), name, None, "other")
    draft = Draft(kind, f"model.{kind}", subject, subject.end, figure.end, value=figure.value, value_text=figure.text)
    view = View(0, 0, text, (), (), tuple(windows.find(text)), (), {})
    (placed,) = dating.place(view, [draft], dating.Clock(MONDAY, calendar()), dating.Told(None, None))
    assert placed.phrase is not None
    assert placed.phrase.text == words


@pytest.mark.parametrize(
    ("text", "sessions"),
    [
        ("The index will end the year at 5,000.", "2024-12-31..2024-12-31"),
        ("The index will trade at 5,000 this year.", "2024-01-02..2024-12-31"),
        ("We see the index finishing this quarter at 5,000.", "2024-09-30..2024-09-30"),
    ],
)
def test_what_ends_a_span_is_expected_at_its_end(text: str, sessions: str) -> None:
    figure, start = quantities.find(text)[0], text.index("index")
    subject = Subject(start, start + len("index"), "index", None, "price")
    draft = Draft("forecast", "model.forecast", subject, subject.end, figure.end, tense="future", value=figure.value)
    view = View(0, 0, text, (), (), tuple(windows.find(text)), (), {})
    (placed,) = dating.place(view, [draft], dating.Clock(MONDAY, calendar()), dating.Told(None, None))
    assert placed.window is not None
    assert f"{placed.window.start}..{placed.window.end}" == sessions


@pytest.mark.parametrize(
    ("text", "found"),
    [("Gold was up 1% as of 0229 GMT.", ["as of 0229 GMT"]), ("0755 GMT - The rise in gold was small.", [])],
)
def test_an_hour_of_greenwich_is_a_time_but_no_dateline(text: str, found: list[str]) -> None:
    assert [phrase.text for phrase in windows.find(text)] == found


def test_what_came_before_a_move_is_not_of_its_time() -> None:
    text = "The S&P 500 rose 3% in the second quarter, after a gain of 10% in the one before."
    assert [(c.value, c.window_text) for c in claims(text)] == [(3.0, "in the second quarter"), (10.0, None)]
    text = "The S&P 500 rose 0.5% on Friday after falling 2% on Thursday."
    assert [(c.value, c.window_text) for c in claims(text)] == [(0.5, "on Friday"), (2.0, "on Thursday")]


def test_a_decision_is_not_of_the_time_that_an_official_speaks_of() -> None:
    text = "The Fed raised its rate by 25 basis points, and Quill said that a cut in August was likely."
    assert [c.window_text for c in claims(text) if c.kind == "policy"] == [None]
    text = "The Fed raised its rate by 25 basis points in August, and Quill said that a cut was likely."
    assert [c.window_text for c in claims(text) if c.kind == "policy"] == ["in August"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Stocks sank in May, and the S&P 500 eventually fell 25%.", None),
        ("The Dow slid 9% in March, and the S&P 500 ultimately fell 25%.", None),
        ("Stocks sank in May, and the S&P 500 fell 9%.", "in May"),
        ("Stocks opened higher on Friday, but the S&P 500 ultimately fell 2%.", "on Friday"),
        ("In May, the S&P 500 ultimately fell 3%.", "In May"),
        ("Stocks sank in May, and the S&P 500 ultimately fell 25% in 2023.", "in 2023"),
    ],
)
def test_what_came_of_a_move_in_the_end_is_not_of_its_month(text: str, words: str | None) -> None:
    assert last(text)[0] == words


@pytest.mark.parametrize(
    ("text", "sessions"),
    [
        ("The S&P 500 closed the year down 19%.", "2023-01-03..2023-12-29"),
        ("The S&P 500 ended the year up 3%.", "2023-01-03..2023-12-29"),
        ("The S&P 500 is up 3% for the year.", "2024-01-02..2024-02-20"),
    ],
)
def test_a_year_that_was_closed_is_over(text: str, sessions: str) -> None:
    told = claims(text, published=dt.datetime(2024, 2, 20, 22, tzinfo=dt.UTC))
    assert [_sessions(claim) for claim in told] == [sessions]
