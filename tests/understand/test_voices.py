"""Whose words a claim is: patterns of speech and the encoder's answer over its subject."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.records import Kind
from aggregator.understand import voices
from aggregator.understand.drafts import Draft
from aggregator.understand.encoder.decoding import Span
from aggregator.understand.speech import carried, turns
from aggregator.understand.subjects import Subject
from aggregator.understand.view import Speech, View
from aggregator.understand.voices import Voice

SAYING = Speech("Acme Bank", "lender", False)


def view(
    text: str, *, other: float | None, speaker: tuple[str, float] | None = None, said: Speech | None = None
) -> View:
    """A sentence whose subject "sales" the encoder marks, with its answer and the words that it takes for a speaker."""
    at = text.index("sales")
    heads = {} if other is None else {"claim_voice": {"article": 1 - other, "other": other}}
    spans = {"subject": (Span(at, at + 5, "subject", 0.9, heads),)}
    if speaker is not None:
        start = text.index(speaker[0])
        spans["speaker"] = (Span(start, start + len(speaker[0]), "speaker", speaker[1]),)
    speeches = (said,) if said is not None else ()
    return View(0, 0, text, (), (), (), (), {}, speeches=speeches, spans=spans)


def draft(sentence: View, kind: Kind = "data") -> Draft:
    at = sentence.text.index("sales")
    return Draft(kind, f"model.{kind}", Subject(at, at + 5, "sales", None, "other"), at + 5, at + 5)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (None, Voice("Acme Bank", "lender", "indirect")),  # nothing is known but the pattern
        (0.9, Voice("Acme Bank", "lender", "indirect")),
        (0.05, None),  # "after the bank warned, sales fell"
    ],
)
def test_a_pattern_speaks_unless_the_encoder_is_sure_of_the_article(
    other: float | None, expected: Voice | None
) -> None:
    sentence = view("After the bank warned, sales fell.", other=other, said=SAYING)
    assert voices.of(draft(sentence), None, sentence, ()) == expected


def test_what_is_quoted_is_never_the_articles() -> None:
    sentence = view('"Our sales fell," it said.', other=0.01, said=replace(SAYING, direct=True))
    assert voices.of(draft(sentence), None, sentence, ()) == Voice("Acme Bank", "lender", "direct")


@pytest.mark.parametrize(
    ("other", "sureness", "expected"),
    [
        (0.9, 0.5, "Acme Foods"),  # likely words are enough where the claim is somebody's
        (0.9, 0.3, "Acme Foods"),  # who the sentence opens with
        (0.3, 0.5, None),
        (0.3, 0.9, "Acme Foods"),  # sure words are enough by themselves
        (None, 0.9, "Acme Foods"),
    ],
)
def test_marked_words_speak_where_no_pattern_does(other: float | None, sureness: float, expected: str | None) -> None:
    sentence = view("Acme Foods targets sales of $3 billion.", other=other, speaker=("Acme Foods", sureness))
    found = voices.of(draft(sentence), None, sentence, ())
    assert (found.speaker if found else None) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Acme Foods sank on a weak sales forecast.", None),  # what a price moved on is told by the article
        ("Acme Foods gained following strong results and better sales guidance.", None),
        ("Acme Foods sank as the company cut its sales forecast.", "Acme Foods"),
        ("Acme Foods gave a weak sales forecast.", "Acme Foods"),
    ],
)
def test_what_a_price_moved_on_is_the_articles(sentence: str, expected: str | None) -> None:
    marked = view(sentence, other=0.9, speaker=("Acme Foods", 0.9))
    at = sentence.index("sales")
    subject = Subject(at, len(sentence) - 1, sentence[at:-1], None, "other")
    found = voices.of(Draft("forecast", "model.forecast", subject, at, at), None, marked, ())
    assert (found.speaker if found else None) == expected


def test_a_pattern_of_an_expectation_knows_its_holder_better_than_a_rule() -> None:
    sentence = view("Jane Roe of Acme Bank expects sales to rise.", other=0.9, said=Speech("Jane Roe", None, False))
    held = replace(draft(sentence, "forecast"), speaker="Acme Bank")
    expecting = replace(sentence, speeches=(replace(sentence.speeches[0], expects=True),))
    assert voices.of(held, None, expecting, ()) == Voice("Jane Roe", None, "indirect")
    assert voices.of(held, None, replace(sentence, speeches=()), ()) == Voice("Acme Bank", None, "indirect")


def test_marked_words_say_nothing_of_the_articles_own() -> None:
    sentence = view("Acme Foods had sales of $3 billion.", other=0.05, speaker=("Acme Foods", 0.95))
    assert voices.of(draft(sentence), None, sentence, ()) is None


@pytest.mark.parametrize(("other", "expected"), [(0.3, "Acme Bank"), (0.1, None), (None, None)])
def test_between_two_sentences_of_one_speaker_the_encoder_decides(other: float | None, expected: str | None) -> None:
    sentence = replace(view("Weak sales will last.", other=other), implied=SAYING)
    found = voices.of(draft(sentence, "outlook"), None, sentence, ())
    assert (found.speaker if found else None) == expected


def test_a_claim_of_somebody_unnamed_is_of_whoever_spoke_just_before() -> None:
    before = view("The bank warned that sales would fall.", other=None, said=SAYING)
    sentence = view("Weak sales were the main reason.", other=0.8)
    assert voices.of(draft(sentence), None, sentence, (before,)) == Voice("Acme Bank", "lender", "indirect")
    assert voices.of(draft(sentence), None, sentence, ()) is None
    far = [before, *[view("The sales hall was full.", other=None)] * voices.REACH]
    assert voices.of(draft(sentence), None, sentence, far) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fed funds futures put the odds of weaker sales at 85%.", "Fed funds futures"),
        ("Interest-rate swaps now imply weaker sales.", "Interest-rate swaps"),
        ("The market is pricing weaker sales.", "market"),
        ("The market for sales is in Acme Town.", "Acme Bank"),
    ],
)
def test_a_market_speaks_by_its_prices(text: str, expected: str) -> None:
    before = view("The bank warned that sales would fall.", other=None, said=SAYING)
    sentence = view(text, other=0.9)
    found = voices.of(draft(sentence, "forecast"), None, sentence, (before,))
    assert found is not None
    assert found.speaker == expected


@pytest.mark.parametrize("text", ["We expect sales to fall.", "I see sales falling.", "In our view, sales will fall."])
def test_the_author_is_nobody_else(text: str) -> None:
    before = view("The bank warned that sales would fall.", other=None, said=SAYING)
    sentence = view(text, other=0.9)
    assert voices.of(draft(sentence, "outlook"), None, sentence, (before,)) is None


@pytest.mark.parametrize(
    "text",
    [
        "Weak sales were seen, according to a listing service.",
        "A survey of shippers suggests that sales could soften.",
        "The report said that sales fell.",
        "Shares rose as sales grew.",
    ],
)
def test_a_sentence_with_a_source_of_its_own_takes_over_nobody(text: str) -> None:
    before = view("The bank warned that sales would fall.", other=None, said=SAYING)
    sentence = view(text, other=0.9)
    assert voices.of(draft(sentence), None, sentence, (before,)) is None


@pytest.mark.parametrize("heading", ["BOTTOM LINE", "MARKET SNAPSHOT", "TAKEAWAY", "EARNINGS", "OUTLOOK"])
def test_a_heading_is_no_speaker(heading: str) -> None:
    assert turns.line(f"{heading}: Acme rose on Friday.") is None
    assert turns.line("ROE: Acme rose on Friday.") is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("But Jane Roe sounded less sure of sales.", "Jane Roe"),
        ("Some economists figured that sales may fall.", "some economists"),
        ("The ministry asked for more sales.", "the ministry"),
        ("Tin was sold more than sales showed.", "Acme Bank"),  # nobody's name
    ],
)
def test_whom_a_sentence_tells_of_speaks_rather_than_who_spoke_before(text: str, expected: str) -> None:
    before = view("The bank warned that sales would fall.", other=None, said=SAYING)
    sentence = view(text, other=0.9)
    found = voices.of(draft(sentence, "outlook"), None, sentence, (before,))
    assert found is not None
    assert found.speaker == expected


def test_a_person_who_spoke_before_keeps_the_name() -> None:
    said = Speech("Jane Roe", None, False)
    before = view("Jane Roe warned that sales would fall.", other=None, said=said)
    sentence = view("To Roe, weak sales matter.", other=0.9, speaker=("Roe", 0.9))
    found = voices.of(draft(sentence, "outlook"), None, sentence, (before,))
    assert found is not None
    assert found.speaker == "Jane Roe"


def test_a_newspaper_that_was_cited_does_not_go_on() -> None:
    before = view("As the Norland Times reports, sales fell.", other=None, said=Speech("Norland Times", None, False))
    sentence = view("Weak sales were the main reason.", other=0.8)
    assert voices.of(draft(sentence), None, sentence, (before,)) is None


@pytest.mark.parametrize("words", ["average analyst", "their analyst", "analyst"])
def test_the_average_analyst_is_all_of_them(words: str) -> None:
    sentence = view(f"The {words} target for sales is $3.", other=0.9, speaker=(words, 0.9))
    found = voices.of(draft(sentence, "forecast"), None, sentence, ())
    assert found is not None
    assert found.speaker == "analysts"


@pytest.mark.parametrize("who", ["economists", "analysts", "investors", "Wall Street"])
def test_whose_expectation_a_figure_is_held_against(who: str) -> None:
    owner = f"{who}'" if who.endswith("s") else f"{who}'s"
    sentence = view(f"Prices rose 1%, below {owner} expectations for sales.", other=0.4)
    found = voices.of(draft(sentence, "forecast"), None, sentence, ())
    assert found is not None
    assert found.speaker == who
    assert voices.of(draft(sentence), None, sentence, ()) is None


def test_a_surname_that_has_spoken_acts_as_its_bearer() -> None:
    spoke = replace(view("Our sales fell.", other=0.9), speeches=(Speech("Jane Roe-Doe", None, False),))
    past = (spoke, *(view("The sales fell.", other=0.1),) * 3)
    sentence = view("Roe-Doe also pressed for higher sales.", other=0.9)
    assert voices.of(draft(sentence, "outlook"), None, sentence, past) == Voice("Jane Roe-Doe", None, "indirect")


@pytest.mark.parametrize("market", ["housing", "labor", "job"])
def test_a_market_without_prices_says_nothing(market: str) -> None:
    sentence = view(f"The {market} market shows signs of weaker sales.", other=0.9)
    assert voices.of(draft(sentence, "outlook"), None, sentence, ()) is None


def test_the_only_voice_of_an_article_goes_on() -> None:
    sentence = replace(view("Worst loss of sales 7%.", other=0.9), alone=SAYING)
    assert voices.of(draft(sentence, "fact"), None, sentence, ()) == Voice("Acme Bank", "lender", "indirect")
    own = replace(view("Worst loss of sales 7%.", other=0.4), alone=SAYING)
    assert voices.of(draft(own, "fact"), None, own, ()) is None


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        (((SAYING,), ()), ["", "Acme Bank", "Acme Bank"]),
        (((SAYING,), (Speech("Jane Roe", None, False),)), ["", "Acme Bank", ""]),
        (((Speech("traders", None, False),), ()), ["", "", ""]),
        (((SAYING, replace(SAYING, speaker="Economists", expects=True)), ()), ["", "Acme Bank", "Acme Bank"]),
    ],
)
def test_who_alone_has_spoken(spoken: tuple[tuple[Speech, ...], ...], expected: list[str]) -> None:
    assert [said.speaker if said else "" for said in carried.alone((*spoken, ()))] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The average analyst target for sales is $10.", "analysts"),
        ("Two funds with upside to their analyst target for sales are Acme and Beta.", None),
    ],
)
def test_what_is_held_against_targets_is_not_in_them(sentence: str, expected: str | None) -> None:
    marked = view(sentence, other=0.5)
    found = voices.of(draft(marked, "forecast"), None, marked, ())
    assert (found.speaker if found else None) == expected
