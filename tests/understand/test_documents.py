"""Texts that are one party's: speeches, statements, reports of a house, releases of a firm."""

from __future__ import annotations

import pytest

from aggregator.understand.speech.attribution import attribute


def who(*lines: str) -> list[str | None]:
    told = attribute(lines, range(len(lines)))
    return [said[-1].speaker if said else None for said in told]


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("Following is the full text of Fed Chair Jane Roe's prepared testimony on the economy.", "Jane Roe"),
        (
            "OSLO (Newswire) - Following is the text of the statement from the Norland Policy Committee:",
            "Norland Policy Committee",
        ),
        ("OSLO (Newswire) - Fed Chair Jane Roe's speech on “Prices and Work” before the Acme Club:", "Jane Roe"),
        ("Following are the main points from the Acme Institute on growth.", "Acme Institute"),
    ],
)
def test_an_announced_text_is_its_makers(line: str, speaker: str) -> None:
    assert who(line, "Growth has slowed.", "Prices may rise.")[1:] == [speaker, speaker]


def test_a_text_ends_with_the_desks_own_lines() -> None:
    line = "Following is the text of Fed Chair Jane Roe's testimony."
    assert who(line, "Growth has slowed.", "Reporting by Ann Poe", "Prices rose.")[1:] == ["Jane Roe", None, None]


def test_who_is_named_in_such_a_text_speaks_for_themselves() -> None:
    line = "Following is the text of Fed Chair Jane Roe's testimony."
    assert who(line, "Growth has slowed.", "John Doe said that prices may rise.")[1:] == ["Jane Roe", "John Doe"]


def test_a_house_speaks_of_its_ratings_in_its_report() -> None:
    told = who(
        "Below is Acme's daily report for BETA CORP (BETA).",
        "Of the 20 models that we follow, BETA does best in our value model.",
        "BETA CORP is a retailer.",
        "The rating by this model is 81%.",
        "PRICE MOMENTUM: PASS",
        "About John Doe: John Doe ran a fund that we know.",
    )
    assert told[1:] == ["Acme", None, "Acme", "Acme", None]


def test_the_points_of_a_release_are_the_firms() -> None:
    told = who("- Acme press release (NYSE:ACM): profit of $2 beats.", "- Revenue of $3 billion.", "The shares fell.")
    assert told == ["Acme", "Acme", None]


def test_a_label_of_a_table_is_nobody() -> None:
    assert who("PRICE MOMENTUM: PASS", "FINAL RANK: 12%") == [None, None]


def test_a_name_with_its_topic_opens_their_words() -> None:
    assert who('ROE ON MAY 6 REPORT: "We will publish it soon."') == ["Roe"]
    assert who('ROE ON THE AGENCY\'S PLANS: "We will publish them."') == ["Roe"]


@pytest.mark.parametrize(
    "line", ["Jane Roe's speech said:", "Here is the outlook for stocks.", "Jane Roe's speech is due."]
)
def test_lines_that_announce_nothing(line: str) -> None:
    assert who(line, "Growth has slowed.")[1] is None
