"""Speakers over asides, offices that point back, quotations that go on, and whom a place or a noun is no name of."""

from __future__ import annotations

import pytest

from aggregator.understand.speech import sayings
from aggregator.understand.speech.attribution import attribute


def names(sentence: str) -> list[str]:
    return [saying.who.name for saying in sayings.find(sentence)]


def said(*sentences: str, people: tuple[tuple[str, ...], ...] = ()) -> list[str | None]:
    found = attribute(sentences, list(range(len(sentences))), people)
    return [each[-1].speaker if each else None for each in found]


@pytest.mark.parametrize(
    ("sentence", "speakers"),
    [
        # An aside that tells what somebody is, behind a quotation.
        ("“It is overdue,” Senator Jane Roe, a Democrat from Norland, said in a statement.", ["Jane Roe"]),
        ("Prices may rise, a top Fed official, known for her hawkish views, said on Friday.", ["a top Fed official"]),
        ("Roe -- who holds a seat on the rate-setting panel -- nevertheless said prices may rise.", ["Roe"]),
        # A place or an audience is not who speaks.
        ("“It hurts us,” veteran investor Jane Roe at Acme in Norwich said of the plan.", ["Jane Roe"]),
        ("Roe in her semi-annual report to the Norland Congress said, “We need not hurry.”", ["Roe"]),
        (
            "“It will last,” said Jane Roe, senior economist at Acme in Norland, who expected a cut in July.",
            ["Jane Roe", "Jane Roe"],
        ),
        # Whose view a noun tells of.
        ("Acme remains a favorite of short-sellers who believe that it is dear.", ["short-sellers"]),
        ("Still, Roe was also clear that rates would be lower.", ["Roe"]),
        ("Jane Roe's comments to the Norland House Committee made it clear that cuts are far.", ["Jane Roe"]),
        ("Doe made it plain that cuts would come.", ["Doe"]),
        ("Jane Roe stuck to her familiar refrain that prices will fall.", ["Jane Roe"]),
        ("Norland's leaders urged banks to disclose their losses.", ["Norland's leaders"]),
    ],
)
def test_who_speaks(sentence: str, speakers: list[str]) -> None:
    assert names(sentence) == speakers


@pytest.mark.parametrize(
    "sentence",
    [
        "Three holdings with upside to their analyst target prices are Acme and Beta.",
        "The average analyst estimate implies a rise of 3%.",
        "It is clear that prices will rise.",
    ],
)
def test_nobody_speaks(sentence: str) -> None:
    assert names(sentence) == []


def test_who_expects_behind_a_name_goes_on_with_their_words() -> None:
    sentence = "“They beat us,” said Acme analyst Jane Roe, who was looking for earnings of 90 cents."
    (said_it,) = sayings.find(sentence)
    assert (said_it.start, said_it.end) == (0, len(sentence))


def test_an_agency_at_the_head_says_nothing() -> None:
    assert said("(Newswire) - The Norland Bank on Tuesday cut its rate as it said the outlook was weakening.") == [
        "Norland Bank"
    ]


def test_a_quotation_goes_on_over_what_others_expect() -> None:
    assert said(
        "“Shares drift lower,” said Jane Roe, an analyst at Acme.",
        "Economists have forecast an increase of 165,000 jobs.",
        "“It is an area that people look at.”",
    ) == ["Jane Roe", "Economists", "Jane Roe"]


def test_he_is_nobody_whom_he_names_in_his_words() -> None:
    assert said(
        "John Doe said fires were a shame.",
        "“Governor Roe,” he declared, was to blame.",
        people=(("John Doe",), ("Roe",)),
    ) == ["John Doe", "John Doe"]


@pytest.mark.parametrize(
    ("before", "office", "speaker"),
    [
        ("Finance Minister Jane Roe said growth is steady.", "The FM said the currency may fall.", "Jane Roe"),
        ("ECB board member Jane Roe said rates are right.", "The ECB policymaker also urged reform.", "Jane Roe"),
        ("Fed Chair Jane Roe said it must act.", "The Fed's chief added that she expects resistance.", "Jane Roe"),
        ("Fed Chair Jane Roe said it must act.", "Its finance chief said sales fell.", "Its finance chief"),
        ("ECB board member Jane Roe said rates are right.", "A Fed policymaker said to wait.", "A Fed policymaker"),
    ],
)
def test_an_office_that_points_back(before: str, office: str, speaker: str) -> None:
    assert said(before, office)[1] == speaker


def test_she_is_the_one_person_whom_the_article_has_named() -> None:
    assert said(
        "I read a recent speech by Jane Roe.",
        "It is of interest.",
        "The first clue came when she stated that demand was weak:",
        "Output is below its trend.",
        people=(("Jane Roe",), (), (), ()),
    ) == [None, None, "Jane Roe", "Jane Roe"]


def test_a_text_behind_a_colon_is_whose_manner_is_told() -> None:
    assert said(
        "Jane Roe said demand was weak.",
        "She sounds quite calm about the deficit:",
        "The deficit will fall.",
        "Stocks rose.",
        people=(("Jane Roe",), (), (), ()),
    ) == ["Jane Roe", None, "Jane Roe", None]


@pytest.mark.parametrize("noun", ["document", "communique", "memo"])
def test_a_paper_without_a_maker_speaks_itself(noun: str) -> None:
    assert said(f"The bank would be asked for a plan by October, the {noun} said.") == [noun]


def test_a_source_set_off_by_commas_covers_its_clause() -> None:
    sentence = "While trade is calm, the real error, according to Acme, was the early cut, which lifted yields."
    (told,) = sayings.find(sentence)
    assert sentence[told.start :].startswith("the real error")
    assert told.end == len(sentence)


def test_a_talk_belongs_to_who_answers_but_for_the_questions() -> None:
    assert said(
        "So that could be further progress.",
        "Others feel that it is close.",
        "Q: Thanks, Chair Roe.",
        "Prices are high.",
        "MR. ROE: Sure.",
        "Many feel that prices are high.",
        "Q: And now?",
        "Rates are high.",
    ) == ["Roe", "Roe", None, None, "Roe", "Roe", None, None]


def test_the_chair_is_the_one_chair_whom_the_article_names() -> None:
    assert said(
        "Jerome Powell walked back some of it in testimony.",
        "The Fed Chair stuck to his refrain that inflation is passing.",
        people=(("Jerome Powell",), ()),
    ) == [None, "Jerome Powell"]
