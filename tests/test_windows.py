from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import windows
from aggregator.sessions import calendar

MONDAY = dt.datetime(2024, 7, 15, 12, 0, tzinfo=dt.UTC)  # before the open
FRIDAY_NIGHT = dt.datetime(2024, 7, 12, 23, 0, tzinfo=dt.UTC)  # after the close
SATURDAY = dt.datetime(2024, 7, 13, 14, 0, tzinfo=dt.UTC)


def span(text: str, published: dt.datetime = MONDAY, **kwargs: object) -> tuple[str, str] | None:
    window = windows.resolve(text, published, calendar(), **kwargs)  # type: ignore[arg-type]
    return None if window is None else (window.start.isoformat(), window.end.isoformat())


@pytest.mark.parametrize(
    ("text", "published", "start", "end"),
    [
        ("last week", MONDAY, "2024-07-08", "2024-07-12"),
        ("last week", SATURDAY, "2024-07-08", "2024-07-12"),
        ("last week", FRIDAY_NIGHT, "2024-07-01", "2024-07-05"),
        ("this week", FRIDAY_NIGHT, "2024-07-08", "2024-07-12"),
        ("for the week", MONDAY, "2024-07-08", "2024-07-12"),
        ("weekly", MONDAY, "2024-07-08", "2024-07-12"),
        ("for the week", FRIDAY_NIGHT, "2024-07-08", "2024-07-12"),
        ("for the week", dt.datetime(2024, 7, 15, 18, 0, tzinfo=dt.UTC), "2024-07-08", "2024-07-12"),  # Monday, open
        # At the bell nobody knows a price of the session that begins.
        ("so far this year", dt.datetime(2024, 7, 15, 13, 30, tzinfo=dt.UTC), "2024-01-02", "2024-07-12"),
        ("so far this year", dt.datetime(2024, 7, 15, 13, 31, tzinfo=dt.UTC), "2024-01-02", "2024-07-15"),
        ("for the holiday-shortened week", MONDAY, "2024-07-01", "2024-07-05"),
        ("in the week ended July 6", MONDAY, "2024-07-01", "2024-07-05"),
        ("this past week", FRIDAY_NIGHT, "2024-07-08", "2024-07-12"),
        ("this past week", dt.datetime(2024, 7, 12, 15, 0, tzinfo=dt.UTC), "2024-07-01", "2024-07-05"),
        ("for the month", dt.datetime(2024, 7, 3, 22, 0, tzinfo=dt.UTC), "2024-06-03", "2024-06-28"),
        ("in the month of June", MONDAY, "2024-06-03", "2024-06-28"),
        ("last March", MONDAY, "2024-03-01", "2024-03-28"),
        ("for the year", dt.datetime(2024, 1, 2, 22, 0, tzinfo=dt.UTC), "2023-01-03", "2023-12-29"),
        # All of a year is over: told in January it is the one before, told in December this one.
        ("For all of the year", dt.datetime(2024, 1, 20, 22, 0, tzinfo=dt.UTC), "2023-01-03", "2023-12-29"),
        ("for the full year", dt.datetime(2024, 2, 20, 22, 0, tzinfo=dt.UTC), "2023-01-03", "2023-12-29"),
        ("for the whole year", dt.datetime(2024, 12, 31, 22, 0, tzinfo=dt.UTC), "2024-01-02", "2024-12-31"),
        # So is a quarter in its first days.
        ("for the quarter", dt.datetime(2024, 7, 2, 22, 0, tzinfo=dt.UTC), "2024-04-01", "2024-06-28"),
        ("for the quarter", dt.datetime(2024, 7, 31, 22, 0, tzinfo=dt.UTC), "2024-07-01", "2024-07-31"),
        ("this quarter", dt.datetime(2024, 7, 2, 22, 0, tzinfo=dt.UTC), "2024-07-01", "2024-07-02"),
        ("the trailing 365 days", MONDAY, "2023-07-17", "2024-07-12"),
        ("overnight", MONDAY, "2024-07-12", "2024-07-12"),
        ("last Friday", MONDAY, "2024-07-12", "2024-07-12"),
        ("last Friday", FRIDAY_NIGHT, "2024-07-05", "2024-07-05"),
        ("on Friday", FRIDAY_NIGHT, "2024-07-12", "2024-07-12"),
        ("last Thursday", MONDAY, "2024-07-11", "2024-07-11"),
        ("Thursday's", MONDAY, "2024-07-11", "2024-07-11"),
        ("on Thursday morning", MONDAY, "2024-07-11", "2024-07-11"),
        ("yesterday", MONDAY, "2024-07-12", "2024-07-12"),
        ("today", MONDAY, "2024-07-15", "2024-07-15"),
        ("on the day", MONDAY, "2024-07-12", "2024-07-12"),
        ("in premarket trading", MONDAY, "2024-07-15", "2024-07-15"),
        ("the past three sessions", MONDAY, "2024-07-10", "2024-07-12"),
        ("in the past month", MONDAY, "2024-06-13", "2024-07-12"),
        ("over the last 12 months", MONDAY, "2023-07-13", "2024-07-12"),
        ("year to date", MONDAY, "2024-01-02", "2024-07-12"),
        ("this year", MONDAY, "2024-01-02", "2024-07-12"),
        ("last year", MONDAY, "2023-01-03", "2023-12-29"),
        ("in 2022", MONDAY, "2022-01-03", "2022-12-30"),
        ("in July", MONDAY, "2024-07-01", "2024-07-12"),
        ("in December", MONDAY, "2023-12-01", "2023-12-29"),
        ("in March 2023", MONDAY, "2023-03-01", "2023-03-31"),
        ("on July 11", MONDAY, "2024-07-11", "2024-07-11"),
        ("on Wednesday, July 10", MONDAY, "2024-07-10", "2024-07-10"),
        ("in the second quarter", MONDAY, "2024-04-01", "2024-06-28"),
        ("in Q1 2024", MONDAY, "2024-01-02", "2024-03-28"),
        ("since 1979", MONDAY, "1979-01-02", "2024-07-12"),
        ("since the July 3 closing high for the year", MONDAY, "2024-07-05", "2024-07-12"),
        ("since July 3", MONDAY, "2024-07-05", "2024-07-12"),  # measured from the close of 3 July
        ("two weeks ago", MONDAY, "2024-07-01", "2024-07-05"),
        ("in the week to July 5", MONDAY, "2024-07-01", "2024-07-05"),
        ("in the week through July 3", MONDAY, "2024-06-27", "2024-07-03"),  # a week from Thursday to Wednesday
        ("in the week to Friday", MONDAY, "2024-07-08", "2024-07-12"),
        ("in the week ended Wednesday", MONDAY, "2024-07-05", "2024-07-10"),
        ("the week of July 8", MONDAY, "2024-07-08", "2024-07-12"),
        ("in the six weeks to July 5", MONDAY, "2024-05-28", "2024-07-05"),
        ("for the year ended June 28", MONDAY, "2023-06-29", "2024-06-28"),
        ("in the first week of July", MONDAY, "2024-07-01", "2024-07-05"),
        ("in the last week of June", MONDAY, "2024-06-24", "2024-06-28"),
        ("from 1995 through 1999", MONDAY, "1995-01-03", "1999-12-31"),
        ("finished the year", dt.datetime(2024, 2, 5, 15, tzinfo=dt.UTC), "2023-01-03", "2023-12-29"),
        ("closed the year", dt.datetime(2024, 2, 5, 15, tzinfo=dt.UTC), "2023-01-03", "2023-12-29"),
        ("ended the year", dt.datetime(2024, 12, 31, 22, tzinfo=dt.UTC), "2024-01-02", "2024-12-31"),
        ("in early trading on Friday", MONDAY, "2024-07-12", "2024-07-12"),
        # Periods of figures that their months name, and parts of the calendar year in short.
        ("in the April-June quarter", MONDAY, "2024-04-01", "2024-06-28"),
        ("the October-December quarter", MONDAY, "2023-10-02", "2023-12-29"),
        ("in the July to September period", MONDAY, "2023-07-03", "2023-09-29"),
        ("in the March quarter", MONDAY, "2024-01-02", "2024-03-28"),
        ("the December quarter", MONDAY, "2023-10-02", "2023-12-29"),
        ("the June quarter of 2023", MONDAY, "2023-04-03", "2023-06-30"),
        ("in the three months to June", MONDAY, "2024-04-01", "2024-06-28"),
        ("for the quarter ended in March", MONDAY, "2024-01-02", "2024-03-28"),
        ("in the year to March", MONDAY, "2023-04-03", "2024-03-28"),
        ("in the six months through March 2022", MONDAY, "2021-10-01", "2022-03-31"),
        ("for the fiscal year ended March 31", MONDAY, "2023-04-03", "2024-03-28"),
        ("fiscal 2024, which ends in June", MONDAY, "2023-07-03", "2024-06-28"),
        ("2Q", MONDAY, "2024-04-01", "2024-06-28"),
        ("4Q23", MONDAY, "2023-10-02", "2023-12-29"),
        ("in Q1'23", MONDAY, "2023-01-03", "2023-03-31"),
        ("in 1H24", MONDAY, "2024-01-02", "2024-06-28"),
        ("for full-year 2023", MONDAY, "2023-01-03", "2023-12-29"),
        ("over the course of the session on Wednesday", MONDAY, "2024-07-10", "2024-07-10"),
        ("in after-hours trading on Wednesday", MONDAY, "2024-07-10", "2024-07-10"),
        ("in extended trading Thursday", MONDAY, "2024-07-11", "2024-07-11"),
        ("in after-hours trading", MONDAY, "2024-07-15", "2024-07-15"),
    ],
)
def test_resolves(text: str, published: dt.datetime, start: str, end: str) -> None:
    assert span(text, published) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "this week",
        "in December 2024",
        "on July 4",
        "recently",
        "in due course",
        "",
        "on February 30",
        "may",
        "between 1995 and 1999",
        "from 1995 to 1999",
        "between Nov. 1 and Dec. 31 of last year",
        "between June 3 and 14",
        "between Monday and Friday",
        "between January and June",
        "between late March and June of last year",
        "during late March to early May of 2022",
        "from mid-March until May",
        "within six weeks",
        "by Christmas",
        "in the first week of May",
        "in recent weeks",
        "over the same period",
        "in the first two months of 2024",
        # A company's own years: when they end is told nowhere.
        "FY23",
        "in fiscal 2023",
        "in fiscal year 2023",
        "the second quarter of fiscal 2023",
        "in its fiscal second quarter",
        "Q2 FY24",
        "2QFY24",
        "fiscal Q1",
        "fiscal first quarter of 2024",
        # How many weeks "a few" are, and a weekend, has no sessions.
        "over the last few weeks",
        "over the weekend",
    ],
)
def test_no_guess(text: str) -> None:
    """Nothing traded yet, not yet there, a holiday, no date at all, a span without plain ends."""
    assert span(text) is None


@pytest.mark.parametrize("text", ["on Tuesday", "early Tuesday", "on July 16", "in the week to Tuesday", "16 July"])
def test_a_day_that_has_begun_elsewhere_only_is_not_last_weeks(text: str) -> None:
    night = dt.datetime(2024, 7, 16, 2, 30, tzinfo=dt.UTC)  # Monday night in New York
    assert span(text, night) is None
    assert span("on Tuesday", night, future=True) == ("2024-07-16", "2024-07-16")
    assert span("last Tuesday", night) == ("2024-07-09", "2024-07-09")
    assert span("on Monday", night) == ("2024-07-15", "2024-07-15")
    assert span("on Tuesday", dt.datetime(2024, 7, 15, 18, 0, tzinfo=dt.UTC)) == ("2024-07-09", "2024-07-09")


def test_the_prior_day_is_prior_to_its_anchor() -> None:
    assert span("the prior day", anchor=dt.date(2024, 7, 12)) == ("2024-07-11", "2024-07-11")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("before the end of this year", "2024-12-31"),
        ("by year-end", "2024-12-31"),
        ("by the end of August", "2024-08-30"),
        ("at the end of July", "2024-07-31"),
        ("this year", "2024-12-31"),
        ("in 2025", "2025-12-31"),
        ("by June", "2025-06-30"),
        ("in September", "2024-09-30"),
        ("next week", "2024-07-26"),
        ("next month", "2024-08-30"),
        ("tomorrow", "2024-07-16"),
        ("on Wednesday", "2024-07-17"),
        ("over the next 12 months", "2025-07-15"),
        ("in the second half", "2024-12-31"),
        ("in the first quarter of next year", "2025-03-31"),
        ("by mid-2025", "2025-06-30"),
        ("end 2025", "2025-12-31"),
        ("by end-2024", "2024-12-31"),
        ("as early as September", "2024-09-30"),
        ("by early 2026", "2026-03-31"),
        ("early next year", "2025-03-31"),
        ("in early September", "2024-09-10"),
        ("by late 2025", "2025-12-31"),
        ("no later than March", "2025-03-31"),
        ("at its September meeting", "2024-09-30"),
        ("before Christmas", "2024-12-24"),
        ("by Thanksgiving", "2024-11-27"),
        ("before Labor Day", "2024-08-30"),
        ("by Memorial Day", "2025-05-23"),
        ("by the Fourth of July", "2025-07-03"),
        ("before Independence Day", "2025-07-03"),
        ("by New Year's", "2024-12-31"),
        ("within six weeks", "2024-08-26"),
        ("within the next two quarters", "2025-01-15"),
        ("in the July-September quarter", "2024-09-30"),
        ("in the March quarter", "2025-03-31"),
        ("for the quarter ending in September", "2024-09-30"),
        ("3Q", "2024-09-30"),
        ("1H25", "2025-06-30"),
    ],
)
def test_due(text: str, expected: str) -> None:
    due = windows.due(text, MONDAY, calendar())
    assert due is not None
    assert due.isoformat() == expected


@pytest.mark.parametrize("text", ["in fiscal 2025", "FY25", "Q2 FY25", "in the fiscal third quarter"])
def test_a_companys_own_year_is_due_on_no_known_day(text: str) -> None:
    assert windows.due(text, MONDAY, calendar()) is None


def test_due_is_never_past() -> None:
    assert windows.due("in 2019", MONDAY, calendar()) is None


def test_finds_the_words() -> None:
    text = "The index rose 2% last week, its best since March 2020, and 0.4% on Friday, July 12."
    found = windows.find(text)
    assert [phrase.text for phrase in found] == ["last week", "since March 2020", "on Friday, July 12"]
    assert all(text[phrase.start : phrase.end] == phrase.text for phrase in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It extended Thursday's slide", ["Thursday"]),
        ("It rose by Thursday’s open", ["Thursday"]),
        ("It fell on the day this became known", []),
        ("For the holiday-shortened week, it fell", ["For the holiday-shortened week"]),
        ("claims in the week ended March 4 rose", ["in the week ended March 4"]),
        ("It rose in the week to July 5", ["in the week to July 5"]),
        ("From 1995 to 1999 it rose", ["From 1995 to 1999"]),
        ("Between 1995 and 1999 it rose", ["Between 1995 and 1999"]),
        ("It fell in early trading on Friday", ["in early trading on Friday"]),
        ("In New York trading Friday it fell", ["Friday"]),
        ("Christmas sales rose", []),
        # Spans of words alone.
        ("It sees FY25 profit of $2", ["FY25"]),
        ("H1FY24 sales rose in fiscal 2025", ["H1FY24", "in fiscal 2025"]),
        ("For the current fiscal year it sees more", ["For the current fiscal year"]),
        ("It fell over the same period", ["over the same period"]),
        ("Sales rose in the April-June quarter", ["in the April-June quarter"]),
        ("Growth slowed in the first three months of the year", ["in the first three months of the year"]),
        ("Prices rose in the year to March", ["in the year to March"]),
        ("Prices rose in the three months through June 2024", ["in the three months through June 2024"]),
        ("Prices rose in recent months", ["in recent months"]),
        ("It fell over the past 24 hours", ["over the past 24 hours"]),
        ("It sees March-quarter sales flat", ["March-quarter"]),
        ("It sees sales of $2 in the second quarter of fiscal 2025", ["in the second quarter of fiscal 2025"]),
        ("It sees Q2 FY25 sales of $2 and full-year 2026 sales of $9", ["Q2 FY25", "full-year 2026"]),
        ("2Q sales rose, 4Q24 sales fell", ["2Q", "4Q24"]),
        ("It rose for the fiscal year ended March 31", ["for the fiscal year ended March 31"]),
        # When and where a report was sent; a part of a session.
        ("OSLO, Feb. 7 -- It fell this week", ["this week"]),
        ("For the week ended Feb 7 (Newswire) - It rose", ["For the week ended Feb 7"]),
        ("The index - last week - rose", ["last week"]),
        ("LONDON, Feb 1 (Reuters) - It fell on Thursday", ["on Thursday"]),
        ("PARIS, Feb. 1, 2024 /Newswire/ -- It fell", []),
        ("Bonn - Feb. 1, 2024 - It fell", []),
        ("Feb 1 - Acme buys Apex", ["Feb 1"]),
        ("It fell in the second half of the session", []),
        ("It fell in the second half", ["in the second half"]),
        ("It should peak around midyear", ["around midyear"]),
        ("It should end 2025 at 5,000", ["end 2025"]),
        ("It may cut as early as September", ["as early as September"]),
        ("Growth should return over the next few quarters", ["over the next few quarters"]),
        ("Talks went on over the weekend", ["over the weekend"]),
        ("Acme posted fiscal Q1 sales of $2", ["fiscal Q1"]),
        ("It raised the full year outlook", ["the full year"]),
        ("It fell during late March to early May of 2022", ["during late March to early May of 2022"]),
        ("It fell from mid-March until May", ["from mid-March until May"]),
        ("The index closed the year at 5,000", ["closed the year"]),
        ("The index closed the yearly gap", []),
        ("It fell in late March 2022, to a low in May", ["in late March 2022", "in May"]),
        # A rate of a night is no night.
        ("The Fed cut its overnight lending rate", []),
        ("Overnight index swaps fell overnight", ["overnight"]),
    ],
)
def test_finds_the_shortest_words(text: str, expected: list[str]) -> None:
    assert [phrase.text for phrase in windows.find(text)] == expected


def test_an_event_of_a_month_is_not_the_month() -> None:
    assert windows.find("up 4% since the Jan. opener") == []
    assert [phrase.text for phrase in windows.find("up 4% since January and")] == ["since January"]


def test_verbs_and_levels_are_no_dates() -> None:
    assert windows.find("It may march to 2,024.5 and second that") == []


@given(st.text(max_size=60), st.datetimes(timezones=st.just(dt.UTC)))
def test_any_words_at_any_time_give_sessions_in_order_or_nothing(text: str, published: dt.datetime) -> None:
    window = windows.resolve(text, published, calendar())
    assert window is None or window.start <= window.end


@given(
    st.sampled_from(["last week", "yesterday", "last month", "since June", "in the past year", "the prior day"]),
    st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(dt.UTC)),
)
def test_the_past_has_happened(text: str, published: dt.datetime) -> None:
    window = windows.resolve(text, published, calendar())
    assert window is None or window.end <= published.date()


@pytest.mark.parametrize("text", ["since the " * 5000, "in " * 20000, "last " * 10000, "Jan. " * 8000])
def test_hostile_text_ends_soon(text: str) -> None:
    start = time.perf_counter()
    windows.find(text)
    windows.resolve(text, MONDAY, calendar())
    assert time.perf_counter() - start < 5
