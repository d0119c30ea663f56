"""On which day a scheduled event is: not that of what came before it, and not that of what follows it."""

from __future__ import annotations

import pytest

from tests.understand.samples import claims


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("Traders were cautious ahead of the jobs report on Friday.", [("jobs report", "on Friday")]),
        ("The GDP report is due before the market opens on Friday.", [("GDP report", "on Friday")]),
        ("Stocks slipped ahead of Thursday's consumer price index.", [("consumer price index", "Thursday")]),
        # After what, since when: the day of something that is over.
        ("Stocks drifted as investors awaited the jobs report after Friday's sharp sell-off.", []),
        ("The consumer price index report is due after Friday's strong hiring data.", []),
        ("Since Monday traders have been waiting for the jobs report.", []),
        ("Following Tuesday's gains, investors look ahead to the retail sales report.", []),
        (
            "Investors await the jobs report on Friday after Wednesday's hot inflation report.",
            [("jobs report", "on Friday")],
        ),
        (
            "After Tuesday's inflation report, retail sales figures are due on Thursday.",
            [("retail sales figures", "on Thursday")],
        ),
        # Ahead of what: the day of something that comes later still.
        ("Investors are awaiting consumer price data ahead of Wednesday's Fed decision.", []),
        ("On Thursday Jane Roe renewed the promise to bring down consumer prices.", []),
        ("Retail sales data will be released a day before Thursday's Fed meeting.", []),
        (
            "The dollar slipped ahead of Thursday's consumer price index, due after Wednesday's Fed minutes.",
            [("consumer price index", "Thursday")],
        ),
    ],
)
def test_the_day_of_an_event(text: str, events: list[tuple[str, str]]) -> None:
    found = [claim for claim in claims(text) if claim.rule_ids == ("forecast.scheduled",)]
    assert [(claim.subject, claim.window_text) for claim in found] == events


def test_the_first_event_of_a_calendar_line_has_its_day() -> None:
    found = claims("- UK CPI, US retail sales, Wednesday")
    assert [(claim.rule_ids, claim.window_text) for claim in found] == [(("forecast.scheduled",), "Wednesday")]
