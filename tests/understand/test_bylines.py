"""Lines that name whose the words around them are, and texts that give the word by name."""

from __future__ import annotations

import pytest

from aggregator.understand.speech.attribution import attribute


def said(*sentences: str, paragraphs: tuple[int, ...] = ()) -> list[str | None]:
    found = attribute(sentences, paragraphs or [0] * len(sentences))
    return [each[-1].speaker if each else None for each in found]


@pytest.mark.parametrize("told", ["wrote on a blog Monday", "told clients in a note", "said", "added on Friday"])
def test_a_quotation_is_whose_the_next_sentence_says(told: str) -> None:
    assert said("“Rates are high.”", f"Jane Roe {told}.")[0] == "Jane Roe"
    assert said("“Rates are high.”", f"Jane Roe, head of research at Acme, {told}.")[0] == "Jane Roe"


def test_a_quotation_is_not_whose_the_next_sentence_quotes() -> None:
    assert said("“Rates are high.”", "Jane Roe said that prices fell.")[0] is None
    assert said("“Rates are high,” said John Doe.", "Jane Roe said.")[0] == "John Doe"


def test_a_name_alone_on_a_line_speaks_what_stands_under_the_next() -> None:
    lines = ("Jane Roe", "put it like this:", "Rates are high.", "They bite.")
    people = (("Jane Roe",), (), (), ())
    found = attribute(lines, [0, 1, 2, 2], people)
    assert [each[-1].speaker if each else None for each in found] == [None, None, "Jane Roe", "Jane Roe"]
    assert found[2][-1].direct


def test_what_a_house_lists_under_a_colon_is_no_quotation() -> None:
    found = attribute(("The bank said the following:", "Rates are high."), [0, 1])
    assert not found[1][-1].direct


def test_comments_by_name_without_a_colon() -> None:
    found = said("JANE ROE, ACME Rates are high.", "They bite.", "JOHN DOE, BETA BANK The rise was due.")
    assert found == ["Jane Roe", "Jane Roe", "John Doe"]
    assert said("JANE ROE, ACME Rates are high.", "They bite.") == [None, None]  # one line makes no round


def test_highlights_of_a_conference_are_its_speakers_under_their_headings() -> None:
    found = said(
        "Following are the highlights of a news conference by Jane Roe, head of the Bureau of Acme.",
        "POLICY OUTLOOK “We stay the course.",
        "Rates are high.”",
        "Stocks fell.",
    )
    assert found == [None, "Jane Roe", "Jane Roe", None]


@pytest.mark.parametrize("line", ["About Acme Group", "Contacts:", "Investor Relations"])
def test_the_words_of_one_party_end_above_what_it_is(line: str) -> None:
    found = said(
        "We asked Jane Roe and John Doe.", "Jane Roe: Rates are high.", "John Doe: So.", line, "Acme sells tin."
    )
    assert found[2:] == ["John Doe", None, None]


def test_parts_of_a_firm_in_a_list_are_no_speakers() -> None:
    lines = ("- Acme Media: It sells films.", "- Beta Digital: It sells phones.", "- Acme Media: It grew.")
    assert said(*lines) == [None, None, None]


def test_each_point_of_a_list_speaks_for_itself() -> None:
    lines = ("- ROE: We will cut soon", "- ROE: We will wait", "- ACME’S DOE: We will wait")
    assert said(*lines)[2] != "Roe"


def test_a_day_is_no_speaker() -> None:
    assert said("Jane Roe spoke.", "On Monday, with the vote behind her, she said: “Rates are high.”")[1] != "On Monday"


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("“Several directors noted risks to growth,” the minutes said.", "Several directors"),
        ("Growth is slow and most participants judged it would stay so, the minutes showed.", "most participants"),
        ("A few saw a rise, according to minutes of the June meeting.", "A few"),
        ("“Growth is slow,” the minutes said.", "minutes"),
    ],
)
def test_what_members_saw_is_theirs_though_minutes_tell_it(sentence: str, who: str) -> None:
    assert said(sentence) == [who]


def test_the_reasons_of_a_decision_are_its_committees() -> None:
    found = said(
        "The Federal Open Market Committee decided today to raise its target.",
        "The Committee believes that policy remains loose.",
        "Output grows at a solid pace.",
        "The Committee judges that risks are balanced.",
        "Voting for the action were Jane Roe and John Doe.",
    )
    assert found == [None, "Committee", "Federal Open Market Committee", "Committee", None]


def test_the_report_is_of_the_office_that_a_source_names() -> None:
    found = said(
        "Stocks fell after the release of a report from the Labor Department showing prices rose.",
        "The report said core prices rose 3%.",
        "The bank said rates are high.",
    )
    assert found[1] == "Labor Department"
    assert found[2] != "Labor Department"


@pytest.mark.parametrize("paper", ["A survey showed", "A report said", "According to a poll,"])
def test_a_paper_of_nobody_says_nothing(paper: str) -> None:
    assert said(f"{paper} prices rose 3%.") == [None]
    assert said(f"{paper.replace('survey', 'survey of purchasing managers')} prices rose 3%.")[0] != "survey"


def test_an_outlets_report_of_what_somebody_said_is_theirs() -> None:
    sentence = "The bank should sell first, Jane Roe said, according to the Bloomberg report."
    assert said(sentence) == ["Jane Roe"]
