"""What begins a heading or sentence, is traded or measured is no speaker; who asks in a transcript claims nothing."""

from __future__ import annotations

import pytest

from aggregator.understand.speech import interviews, namings, sayings
from aggregator.understand.speech.attribution import attribute
from tests.understand.samples import claims


@pytest.mark.parametrize(
    ("sentence", "speakers"),
    [
        ("About Acme Stock says that prices will rise.", []),
        ("Next said that prices will rise.", []),
        ("Next PLC said that prices will rise.", ["Next PLC"]),
        ("Why said that prices will rise.", []),
        ("Why Acme Law said that prices will rise.", ["Acme Law"]),
        ("T-Bill suggests that rates will fall.", []),
        ("Below-estimate Q4 Norland CPI suggests that rates will fall.", []),
        ("Both Roe and Doe said that prices will rise.", ["Roe and Doe"]),
        ("Acme Bank said that prices will rise.", ["Acme Bank"]),
    ],
)
def test_a_capital_is_no_name(sentence: str, speakers: list[str]) -> None:
    assert [saying.who.name for saying in sayings.find(sentence)] == speakers


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Pharmacological analysis showed that levels rose 20%.", None),
        ("Clinical research showed that levels rose 20%.", None),
        ("Newswire analysis showed that levels rose 20%.", "Newswire analysis"),
        ("WHY: Acme Law announces that it looks into the firm.", "Acme Law"),
    ],
)
def test_an_adjective_or_heading_is_no_maker(sentence: str, speaker: str | None) -> None:
    (said,) = attribute([sentence], [0])
    assert (said[-1].speaker if said else None) == speaker


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Both Roe", "Roe"),
        ("About Acme Stock", None),
        ("Why", None),
        ("Why Acme Law", "Acme Law"),
        ("Most economists", "Most economists"),
        ("Jane Roe", "Jane Roe"),
    ],
)
def test_marked_words_lose_what_opens_their_sentence(words: str, name: str | None) -> None:
    assert namings.name_of(words) == name


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("Market", "market"),
        ("Traders", "traders"),
        ("Analysts at Acme", "analysts at Acme"),
        ("Partners Group", "Partners Group"),
        ("Republicans", "Republicans"),
        ("Jane Roe", "Jane Roe"),
    ],
)
def test_a_group_has_one_spelling(name: str, spelled: str) -> None:
    assert namings.spelled(name) == spelled


TALK = (
    "JANE ROE: You expect inflation to fall to 2 percent next year.\n\n"
    "JANE ROE: Is that so?\n\n"
    "CHAIR DOE: Inflation rose to 3 percent in June.\n\n"
    "JOHN POE. Inflation rose to 9 percent in June. Will it fall?\n\n"
    "CHAIR DOE: Do I think so? The unemployment rate rose to 4 percent in June."
)


def test_who_asks_in_a_transcript_claims_nothing() -> None:
    assert [(item.value, item.speaker) for item in claims(TALK)] == [(3.0, "Doe"), (4.0, "Doe")]


def test_without_an_office_nobody_is_an_asker() -> None:
    assert not any(interviews.asked(["ROE: Rates are high.", "Are they?", "DOE: They are."]))


@pytest.mark.parametrize("text", ["Intel INTC.O led Tesla TSLA.O. Micron MU.O dropped 4.7%.", "Micron dropped 4.7%."])
def test_a_code_behind_a_name_parts_it_from_no_verb(text: str) -> None:
    moves = [(claim.subject, claim.entity_id) for claim in claims(text) if claim.value == 4.7]
    assert moves == [("Micron", "company:MU")]
