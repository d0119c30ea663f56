"""Whose books, holdings and officers a sentence tells of that names them by plain words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.records import Entity, Topic
from aggregator.understand import beside, subjects
from aggregator.understand.about import referents, unlisted
from aggregator.understand.drafts import Draft
from aggregator.understand.encoder.decoding import Span
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.entities.linking import Link
from aggregator.understand.subjects import Subject
from aggregator.understand.topical.surroundings import Around
from aggregator.understand.view import View

ACME, APEX, DEUTSCHE = (
    Entity(f"company:{code}", name, "ORG", code)
    for code, name in (("ACME", "Acme"), ("APEX", "Apex"), ("DB", "Deutsche Bank"))
)
ZED = Entity("fund:ZZF", "Zed Fund", "FUND", "ZZF")
TRACKER = Entity("fund:ZZS", "Zed S&P 500 ETF", "FUND", "ZZS")
UNKNOWN = Entity("company:QQX", "QQX", "ORG", "QQX")  # a symbol of no list, which may be a fund's
SPX = packaged_by_id()["index:SPX"]
NAMES = {entity.name: entity for entity in (ACME, APEX, DEUTSCHE, ZED, TRACKER, UNKNOWN)} | {"S&P 500": SPX}


def view(text: str, *organisations: str) -> View:
    links = sorted(
        (
            Link(text.index(name), text.index(name) + len(name), entity.type, entity, "alias")
            for name, entity in NAMES.items()
            if name in text
        ),
        key=lambda link: link.start,
    )
    spans = tuple(Span(text.index(name), text.index(name) + len(name), "ORG", 0.9) for name in organisations)
    return View(0, 0, text, tuple(links), (), (), (), {}, spans={"mentions": spans})


def meant(
    here: View, words: str, *past: View, topic: Topic = "company", firm: Entity | None = None, kind: str = "fact"
) -> Entity | None:
    start = here.text.index(words)
    subject = Subject(start, start + len(words), words, None, "other")
    draft = Draft(kind, f"model.{kind}", subject, start, start + len(words))  # type: ignore[arg-type]
    return referents.of(draft, topic, here, Around("A title", past, packaged_by_id(), firm))


@pytest.mark.parametrize(
    ("text", "words", "before", "firm", "expected"),
    [
        ("The fund gained 9%.", "The fund", "Zed Fund owns a lot of Acme.", None, ZED),
        ("The fund gained 9%.", "The fund", "Its largest weighting is Acme.", None, None),
        ("The fund gained 9%.", "The fund", "Its largest weighting is Acme.", UNKNOWN, UNKNOWN),
        ("The top 10 holdings are large.", "top 10 holdings", "Acme accounts for 9%.", ZED, ZED),
        ("The fund has most of its money in Acme.", "The fund", "Zed Fund grew.", None, ZED),
        ("The margin is thin.", "margin", "Acme accounts for 9%.", ZED, ACME),
        ("The chipmaker’s stock stumbled.", "chipmaker’s stock", "Zed Fund grew.", ACME, ACME),
    ],
)
def test_a_funds_are_no_companys(text: str, words: str, before: str, firm: Entity | None, expected: Entity) -> None:
    assert meant(view(text), words, view(before), firm=firm) == expected


@pytest.mark.parametrize(
    ("text", "words", "topic", "expected"),
    [
        ("The debt-to-equity ratio fell to 9%.", "debt-to-equity ratio", "equities", ACME),
        ("It boasts a dollar-based retention rate of 120%.", "dollar-based retention rate", "fx", ACME),
        ("The index fell as Apex cut its full-year forecast.", "full-year forecast", "equities", APEX),
        ("The index fell as many cut the full-year forecast.", "full-year forecast", "equities", None),
        ("For Apex the analyst target price is $9.", "analyst target price", "small_caps", APEX),
        ("For the S&P 500 the analyst target price is 9.", "analyst target price", "equities", None),
        ("The growth ratio fell.", "growth ratio", "equities", None),
    ],
)
def test_what_only_a_firm_has_whatever_a_claim_seems_to_be_about(
    text: str, words: str, topic: Topic, expected: Entity | None
) -> None:
    assert meant(view(text), words, view("Acme grew."), topic=topic) == expected


@pytest.mark.parametrize(
    ("words", "topic"), [("Funding costs", "rates"), ("Interest expenses", "fed"), ("Book value", "other")]
)
def test_costs_of_money_are_a_firms_in_an_article_on_it(words: str, topic: Topic) -> None:
    here = view(f"{words} may rise.")
    assert meant(here, words, topic=topic, firm=ACME) == ACME
    assert meant(here, words, view("Acme grew."), topic=topic) is None


def test_an_offer_is_of_whom_it_is_made_for() -> None:
    here = view("A $9-billion takeover offer for British miner Acme by Apex failed.")
    assert meant(here, "takeover offer") == ACME
    assert meant(view("A $9-billion loan for Acme by Apex failed."), "loan") is None


def test_who_runs_a_firm_stands_for_it() -> None:
    marked = replace(view("Acme fell after CEO Jane Roe left."), spans={"mentions": (Span(20, 28, "PER", 0.9),)})
    assert meant(marked, "Jane Roe", view("Apex rose.")) == ACME
    alone = replace(view("They met founder Jane Roe."), spans={"mentions": (Span(17, 25, "PER", 0.9),)})
    assert meant(alone, "Jane Roe", view("Apex rose.")) is None  # whose founder nobody says
    assert meant(alone, "Jane Roe", view("Apex rose."), firm=ACME) == ACME
    other = replace(view("Acme fell after Jane Roe left."), spans={"mentions": (Span(16, 24, "PER", 0.9),)})
    assert meant(other, "Jane Roe") is None


def test_a_name_told_with_its_office_is_who_runs_a_firm() -> None:
    marked = replace(view("They met co-founder Dr. Jane Roe."), spans={"mentions": (Span(24, 32, "PER", 0.9),)})
    assert meant(marked, "co-founder Dr. Jane Roe", firm=ACME) == ACME
    assert meant(marked, "co-founder Dr. Jane Roe") is None


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("The tech giant buys half of all that Apex makes.", "tech giant", ACME),
        ("The tech giant Apex sells chips.", "tech giant", APEX),
        ("Margins are thin for what Apex makes.", "Margins", APEX),
    ],
)
def test_a_firm_told_by_its_kind_was_named_before(text: str, words: str, expected: Entity) -> None:
    assert meant(view(text), words, view("Acme grew.")) == expected


@pytest.mark.parametrize(
    ("text", "words", "before", "expected"),
    [
        ("An S&P 500 ETF is a safe choice.", "An S&P 500 ETF", "It holds the Zed S&P 500 ETF.", TRACKER),
        ("An S&P 500 ETF is a safe choice.", "An S&P 500 ETF", "Zed Fund grew.", None),
        ("S&P 500 ETFs are safe choices.", "S&P 500 ETFs", "It holds the Zed S&P 500 ETF.", None),
        ("The S&P 500 is a safe choice.", "The S&P 500", "It holds the Zed S&P 500 ETF.", SPX),
        ("The biggest gainer in the S&P 500 was refiner Acme.", "The biggest gainer in the S&P 500", "", ACME),
        ("The biggest gainer in the S&P 500 rose with Acme.", "The biggest gainer in the S&P 500", "", None),
        ("The biggest gain in the S&P 500 was in May.", "The biggest gain in the S&P 500", "", SPX),
    ],
)
def test_a_name_of_an_index_may_say_which_fund_or_stock(
    text: str, words: str, before: str, expected: Entity | None
) -> None:
    here = view(text)
    drafted = _draft(here, words)
    told = replace(drafted, subject=replace(drafted.subject, entity=SPX))
    around = Around("A title", (view(before),), packaged_by_id())
    assert referents.instead(told, SPX, here, around) == expected


def test_letters_that_the_text_gave_for_plain_words_are_no_firm() -> None:
    here = view("FCF may shrink.", "FCF")
    given, named = view("Its free cash flow (FCF) grew."), view("Its rival Foo Cash Firm (FCF) grew.")
    assert meant(here, "FCF", given, firm=ACME) == ACME
    assert meant(here, "FCF", named, firm=ACME) is None
    assert not unlisted.names_another(_draft(here, "FCF"), here, (given,))


def test_letters_behind_plain_words_are_no_firms_code() -> None:
    assert meant(view("The current addressable market (SAM) is big."), "market", firm=ACME) == ACME
    assert meant(view("The Widget Works (WDW) is big."), "Widget Works", firm=ACME) is None


def _draft(here: View, words: str) -> Draft:
    start = here.text.index(words)
    return Draft("fact", "model.fact", Subject(start, start + len(words), words, None, "other"), start, start)


def test_a_rival_before_what_is_told_is_not_whose_it_is() -> None:
    here = view("Though it trails rival Apex, having a fifth of all payment volume helps.")
    assert meant(here, "payment volume", view("Acme grew.")) == ACME
    assert meant(here, "payment volume") is None
    told = view("Apex rose, having a fifth of all payment volume.")
    assert meant(told, "payment volume", view("Acme grew.")) == APEX


@pytest.mark.parametrize(
    ("text", "words", "before", "expected"),
    [
        ("The former is up 3%.", "former", "She chose Acme and Apex.", ACME),
        ("The latter fell.", "The latter", "She chose Acme and Apex.", APEX),
        ("Acme beat Apex and the latter fell.", "latter", "Zed Fund met the S&P 500.", APEX),
        ("The latter fell.", "The latter", "She chose Acme, Apex and Zed Fund.", None),
        ("The latter fell.", "The latter", "She chose Acme.", None),
        ("A former fell.", "former", "She chose Acme and Apex.", None),
    ],
)
def test_which_of_two(text: str, words: str, before: str, expected: Entity | None) -> None:
    assert meant(view(text), words, view(before), topic="other", kind="move") == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("Deutsche Bank strategists see risks.", None),
        ("Risks mount, said economists at Deutsche Bank.", None),
        ("Deutsche Bank sold its branches.", DEUTSCHE),
    ],
)
def test_shares_are_not_those_of_the_house_whose_people_spoke(before: str, expected: Entity | None) -> None:
    here = view("Its base case sees shares higher.")
    found = [subject.entity for subject in subjects.find(here, [view(before)], packaged_by_id())]
    assert found == [expected]
    assert (DEUTSCHE in [link.entity for link in beside.others(view(before))]) is (expected is not None)
