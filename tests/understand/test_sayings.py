"""Who says what in one sentence, and how far it reaches."""

from __future__ import annotations

import pytest

from aggregator.understand import sayings, speech_words


def said(sentence: str) -> list[tuple[str, str | None, bool]]:
    return [(each.who.name, each.role or each.who.role, each.direct) for each in sayings.find(sentence)]


@pytest.mark.parametrize("verb", sorted(speech_words.SPEAKS))
def test_each_verb_of_speech_attributes_a_report(verb: str) -> None:
    who = "Jane Roe" if verb.endswith(("s", "ing")) else "Analysts"
    assert said(f"{who} {'is ' if verb.endswith('ing') else ''}{verb} that rates are high.") == [(who, None, False)]


@pytest.mark.parametrize(
    "verb", sorted(speech_words.CLAIMS - {"showing", "adding", "calling", "noting"} - speech_words.AFTER_QUOTES)
)
def test_verbs_that_also_take_things_need_words(verb: str) -> None:
    group = "Officials" if not verb.endswith("s") else "Jane Roe"
    assert said(f"{group} {verb} that rates are high.")
    assert not said(f"Acme shares {verb} 3% on Friday.")


@pytest.mark.parametrize(
    "verb", sorted(v for v in speech_words.THINKS if not v.endswith("ing") and not v.endswith("s"))
)
def test_groups_and_people_expect(verb: str) -> None:
    assert said(f"Economists {verb} a rise of 0.3% in May.") == [("Economists", None, False)]


@pytest.mark.parametrize("verb", sorted(v for v in speech_words.THINKS if v.endswith("ing")))
def test_what_is_being_expected_needs_a_verb_of_being(verb: str) -> None:
    assert said(f"Traders are {verb} on a cut in June.") == [("Traders", None, False)]
    assert not said(f"Traders {verb} on a cut in June were hurt.")


@pytest.mark.parametrize("mood", sorted(speech_words.STATES))
def test_moods_say_what_is_expected(mood: str) -> None:
    assert said(f"Investors are {mood} that rates will fall.") == [("Investors", None, False)]


@pytest.mark.parametrize("noun", sorted(speech_words.GROUPS - {"consensus", "staff", "media"}))
def test_each_group_speaks(noun: str) -> None:
    assert said(f"{noun.capitalize()} said rates are high.") == [(noun.capitalize(), None, False)]


@pytest.mark.parametrize("noun", sorted(speech_words.ROLES))
def test_each_office_stands_beside_a_name(noun: str) -> None:
    assert said(f"Rates are high, said Acme {noun} Jane Roe.") == [("Jane Roe", f"Acme {noun}", False)]


@pytest.mark.parametrize("noun", sorted(speech_words.BODIES))
def test_each_body_speaks_with_its_article(noun: str) -> None:
    assert said(f"The {noun} said rates are high.") == [(f"The {noun}", None, False)]


@pytest.mark.parametrize("noun", sorted(speech_words.DOCUMENTS - {"index"}))
def test_each_document_speaks_with_its_makers_name(noun: str) -> None:
    assert said(f"Acme Institute {noun} showed that prices rose.") == [(f"Acme Institute {noun}", None, False)]


@pytest.mark.parametrize(
    ("sentence", "speaker", "role", "direct"),
    [
        ("“Rates are high,” Jane Roe at Acme Bank told a channel.", "Jane Roe", None, True),
        ("Jane Roe, head of rates at Acme, said yields may fall.", "Jane Roe", "head of rates at Acme", False),
        ("Yields may fall, Acme's Jane Roe says in a note.", "Jane Roe", "Acme", False),
        ("Many economists, however, believe the Fed will wait.", "Many economists", None, False),
        ("The Committee decided to wait and now anticipates slower growth.", "Committee", None, False),
        ("The data led many analysts to predict a cut.", "many analysts", None, False),
        ("Economists polled by Newswire expect a rise of 0.3%.", "Economists polled by Newswire", None, False),
        ("Inflows grew, according to data compiled by Acme.", "Acme", None, False),
        ("Governor Jane Roe laid out a case for caution, noting that rates are high.", "Jane Roe", "Governor", False),
        ("But his colleague, Jane Roe, warned of higher prices.", "Jane Roe", "his colleague", False),
    ],
)
def test_who_and_in_what_office(sentence: str, speaker: str, role: str | None, direct: bool) -> None:
    assert said(sentence) == [(speaker, role, direct)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Profit beat analyst forecasts on Tuesday.",
        "The Fed is widely expected to cut rates.",
        "Wall Street's fear gauge fell.",
        "CPI data showed shelter costs rose.",
        "Amazon saw its shares slump.",
        "Prices rose more than expected.",
    ],
)
def test_nobody_says_it(sentence: str) -> None:
    assert said(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "inside", "outside"),
    [
        ("Stocks fell after Jane Roe said rates are high.", "rates", "Stocks"),
        ("Stocks may fall, said Jane Roe, who runs money at Acme.", "Stocks", "money"),
        ("Acme warned that costs will rise, sending shares down 2%.", "costs", "shares"),
        ("Traders expect a cut, but inflation is high.", "cut", "inflation"),
    ],
)
def test_how_far_the_saying_reaches(sentence: str, inside: str, outside: str) -> None:
    (saying,) = sayings.find(sentence)
    assert saying.start <= sentence.index(inside) < saying.end
    assert not saying.start <= sentence.index(outside) < saying.end
