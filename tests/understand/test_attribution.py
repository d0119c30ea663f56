from __future__ import annotations

import time

import pytest

from aggregator.understand.speech.attribution import attribute


def said(*sentences: str) -> list[tuple[str, str | None, bool] | None]:
    found = attribute(sentences, [0] * len(sentences))
    return [(each[-1].speaker, each[-1].role, each[-1].direct) if each else None for each in found]


@pytest.mark.parametrize(
    ("sentence", "speaker", "role", "direct"),
    [
        ("“Rates will come down,” Jane Roe said.", "Jane Roe", None, True),
        (
            "“Rates will come down,” said Jane Roe, chief economist at Acme Bank.",
            "Jane Roe",
            "chief economist at Acme Bank",
            True,
        ),
        ("Stocks fell 2%, according to Acme Research.", "Acme Research", None, False),
        ("Fed Chair Jerome Powell said that policy is tight.", "Jerome Powell", "Fed Chair", False),
        ("The index rose 0.3% in May, the Labor Department said on Thursday.", "Labor Department", None, False),
        ("Data from the Labor Department showed prices rose.", "Labor Department", None, False),
        ("“Prices are cooling,” reported Newswire.", "Newswire", None, True),
    ],
)
def test_who_says_it(sentence: str, speaker: str, role: str | None, direct: bool) -> None:
    assert said(sentence) == [(speaker, role, direct)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Stocks rose 2% on Friday.",
        "Acme Metals added 3 percent.",
        "“Soft landing” is the phrase of the day.",
        "“It will fall,” he said.",  # nobody has spoken yet
    ],
)
def test_nobody_rather_than_a_guess(sentence: str) -> None:
    assert said(sentence) == [None]


def test_he_is_the_last_who_spoke() -> None:
    assert said("Jane Roe said rates are high.", "“They will fall,” she said.")[1] == ("Jane Roe", None, True)


def test_a_quotation_over_sentences_has_one_speaker() -> None:
    found = said("“Growth is slowing.", "Jobs are next,” said Jane Roe.", "Stocks fell.")
    assert found == [("Jane Roe", None, True), ("Jane Roe", None, True), None]


def test_a_quotation_ends_with_its_paragraph() -> None:
    assert attribute(["“Growth is slowing.", "Jobs are next, said Jane Roe."], [0, 1])[0] == ()


def test_a_quotation_goes_on_where_the_next_paragraph_opens_with_a_mark() -> None:
    found = attribute(["“Growth is slowing.", "“Jobs are next,” said Jane Roe."], [0, 1])
    assert [each[-1].speaker for each in found] == ["Jane Roe", "Jane Roe"]


@pytest.mark.parametrize("text", ["“ said " * 4000, "A b " * 6000, "according to " * 4000, "Aa, Bb " * 4000])
def test_hostile_text_ends_soon(text: str) -> None:
    start = time.perf_counter()
    said(text)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ("sentences", "speaker"),
    [
        # "he" is who spoke in the sentence before, whomever that one names
        (("Jane Roe said rates are high.", "She called John Doe wrong.", "She expects that prices fall."), "Jane Roe"),
        # "he" behind what is said is not whom the sentence is about
        (("Jane Roe said rates are high.", "John Doe reiterates that they are low, she said."), "Jane Roe"),
        # and before it is
        (("John Doe said rates are high.", "Jane Roe said she expects a cut."), "Jane Roe"),
        (("Jane Roe, a strategist at Acme, said rates are high.", "They will fall, the strategist says."), "Jane Roe"),
        (("Fed Chair Jane Roe met the press.", "Policy is tight, the Fed chief said."), "Jane Roe"),
        (
            ("Analysts at Acme write in a note that rates are high.", "They will fall, the analysts say."),
            "Analysts at Acme",
        ),
        (("Data from the Acme Bureau showed prices rose.", "Core prices fell, the data showed."), "Acme Bureau"),
        (("Acme Bank says rates are high.", "They will fall, the bank says."), "Acme Bank"),
        (("Economists had expected prices to rise 4%.", "Sales were expected to fall 3%."), "Economists"),
        (("“Rates are high.”", "- Jane Roe, economist at Acme"), "Jane Roe"),
        (("Jane Roe writes:", "Rates are high."), "Jane Roe"),
        (("Food prices rose, based on a central bank survey.",), "central bank survey"),
        (("Acme Bank says rates are high.", "The bank expects them to fall."), "Acme Bank"),
        (("The Committee sees balanced risks.", "Inflation is expected to rise to 2 percent."), "Committee"),
        (("Inflation is anticipated to stay low, but the Committee expects it to rise.",), "Committee"),
        (
            ("The Labor Department said prices rose.", "Acme shares fell.", "Excluding food, they rose 0.2 percent."),
            "Labor Department",
        ),
        (("Growth will slow, a Newswire poll showed.", "It fell.", "Growth is seen at 2.1 percent."), "Newswire poll"),
        (("Growth will slow, a Newswire poll showed.", "Forecasts for prices were cut."), "Newswire poll"),
        (("'Rates are high.", "They bite.'", "So said Jane Roe.", "'They will fall,' said Jane Roe."), "Jane Roe"),
    ],
)
def test_who_is_meant(sentences: tuple[str, ...], speaker: str) -> None:
    found = attribute(sentences, range(len(sentences)) if sentences[0].endswith(":") else [0] * len(sentences))
    last = -2 if sentences[-1].startswith("- ") else -1
    assert found[last][-1].speaker == speaker


@pytest.mark.parametrize(
    "sentences",
    [
        ("Jane Roe said rates are high.", "Stocks fell 2%."),
        (
            "“Rates are high,” said Jane Roe.",
            "It nodded to “mixed” signals and to “slow” growth in the months behind it.",
        ),
        ("Traders fell silent.", "A report said prices rose."),  # nobody's report
        ("The Labor Department said prices rose.", "Acme's sales rose 3%."),
        ("“Rates are high,” Jane Roe said.", "DOLLAR: The dollar fell."),
        ("Data from Acme Bureau showed prices rose.", "The central bank's policy is tight."),
        ("DOE: CUTS ARE DUE", "- BOARD MEMBER ROE SPEAKS IN NEW YORK"),
    ],
)
def test_what_nobody_says_stays_the_articles(sentences: tuple[str, ...]) -> None:
    assert attribute(sentences, [0] * len(sentences))[-1] == ()


def test_a_person_has_one_name_in_an_article() -> None:
    sentences = [
        "Roe said rates are high.",
        "Jane Q. Roe said they will fall.",
        "Jane Roe said so.",
        "“So,” Mr. Roe said.",
    ]
    people = [["Roe"], ["Jane Q. Roe"], ["Jane Roe"], ["Roe"]]
    found = attribute(sentences, [0, 1, 2, 3], people)
    assert len({each[-1].speaker for each in found}) == 1
    assert found[0][-1].speaker in {"Jane Roe", "Jane Q. Roe"}


def test_who_is_quoted_goes_before_whom_the_quotation_speaks_of() -> None:
    sentence = "“Acme says that it will cut,” wrote Jane Roe, economist at Beta."
    assert [each.speaker for each in attribute([sentence], [0])[0]] == ["Jane Roe"]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Analysts expect a cut in June, Jane Roe said.", "Analysts"),
        ("“Acme Bank predicts a rise of 2%,” wrote Jane Roe, economist at Beta.", "Acme Bank"),
        # What people at large expect is told by who speaks of it.
        ("Investors expect a cut in June, Jane Roe said.", "Jane Roe"),
        ("Money markets are pricing in a cut, according to Newswire.", "Newswire"),
        ("“Traders expect the Acme Bank to cut,” wrote Jane Roe, economist at Beta.", "Jane Roe"),
        # Minutes hold no view of their own.
        ("“Some see the risks as balanced,” the minutes said.", "Some"),
        ("Analysts had expected a loss of 2 cents, according to Newswire data.", "Analysts"),
        ("Jane Roe said that growth will slow, as markets expect.", "Jane Roe"),
    ],
)
def test_who_holds_an_expectation_goes_before_who_tells_of_it(sentence: str, speaker: str) -> None:
    assert attribute([sentence], [0])[0][-1].speaker == speaker


def test_a_name_cut_off_by_a_link_speaks_the_line_behind_it() -> None:
    found = attribute(
        ["As", "Jane Roe", "pointed out, the outlook is for a stronger dollar:", "It may rise."], [0, 1, 2, 3]
    )
    assert [each[-1].speaker if each else None for each in found] == [None, None, "Jane Roe", "Jane Roe"]


def test_a_round_of_comments_by_those_named_together() -> None:
    found = said(
        "We asked Jane Roe and John Doe.", "Jane Roe: Rates are high.", "They bite.", "John Doe: Rates are low."
    )
    assert [each and each[0] for each in found] == [None, "Jane Roe", "Jane Roe", "John Doe"]


def test_what_may_come_in_a_short_note_is_the_view_of_who_speaks_in_it() -> None:
    found = said(
        "0803 GMT - Bitcoin rises, Jane Roe of Acme says in a note.",
        "It stood at $9 on Friday.",
        "This suggests that it could go on.",
        "0805 GMT - Gold could fall.",
    )
    assert [each and each[0] for each in found] == ["Jane Roe", None, "Jane Roe", None]


@pytest.mark.parametrize(("house", "last"), [("Acme", "Acme"), ("Jane Roe", None)])
def test_what_may_come_in_a_note_of_one_house_is_the_view_of_the_house(house: str, last: str | None) -> None:
    told = [f"The dollar rose, said {house}."] * 4
    found = said(*told, "The pound fell.", "A deal could lift it.")
    assert [each and each[0] for each in found[4:]] == [None, last]


def test_a_source_that_is_cited_is_not_the_bank() -> None:
    found = said("Prices rose most there based on Acme figures.", "The central bank said prices are high.")
    assert [each and each[0] for each in found] == ["Acme figures", "The central bank"]


@pytest.mark.parametrize(
    "opening",
    [
        'JANE ROE, CHIEF ECONOMIST, ACME, NEW YORK: "Rates are high.',
        'JANE ROE, CHIEF ECONOMIST, ACME, NEW YORK "Rates are high.',
        'Jane Roe, chief economist, Acme Bank, London: "Rates are high.',
        'Jane Roe, Acme Bank: "Rates are high.',
        'Jane Roe of Acme: "Rates are high.',
        "Acme's Jane Roe: \"Rates are high.",
    ],
)
def test_a_round_of_comments_names_each_before_the_words(opening: str) -> None:
    found = said(opening, "They bite.", 'JOHN DOE, ANALYST, BETA, BOSTON: "Rates are low."')
    assert [each and each[0] for each in found] == ["Jane Roe", "Jane Roe", "John Doe"]


def test_highlights_are_whose_they_are_said_to_be() -> None:
    found = said(
        "Following are highlights of remarks by Fed Chairman Jane Roe on Tuesday.",
        "ON INFLATION:",
        '"Prices are high."',
        "Stocks fell.",
    )
    assert found == [None, None, ("Jane Roe", "Fed Chairman", True), None]


def test_a_heading_names_a_person_without_the_office() -> None:
    found = said("Fed Chairman Jane Roe, Oct. 15:", '"Prices are high."')
    assert found[1] is not None
    assert found[1][0] == "Jane Roe"


def test_a_section_is_no_speaker() -> None:
    assert said("Macro Notes: Rates are high.", "They bite.", "Current Trades: Bonds are cheap.")[1] is None


@pytest.mark.parametrize(
    "sentence",
    [
        "No participant argued that rates should be raised.",
        "Nobody said that rates should be raised.",
        "Few economists expect rates to be raised.",
        "None of the economists expects rates to be raised.",
        "Neither analyst said that rates should be raised.",
        "Few think rates will be raised.",
    ],
)
def test_who_says_nothing_is_no_speaker(sentence: str) -> None:
    assert said(sentence, "She said rates are high.") == [None, None]


def test_a_few_say_something() -> None:
    told = said("A few participants argued that rates should be raised.")[0]
    assert told is not None
    assert "participants" in told[0]
    doubtless = said("No doubt economists expect rates to be raised.")[0]
    assert doubtless is None or "economists" in doubtless[0]
