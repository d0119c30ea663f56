"""Which firm a claim is about where others are only mentioned, and how a text calls its firms and prices further on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.records import Entity, Topic
from aggregator.understand.about import referents, side_by_side, unlisted
from aggregator.understand.drafts import Draft
from aggregator.understand.encoder.decoding import Span
from aggregator.understand.entities import shortnames
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.entities.linking import Link
from aggregator.understand.subjects import Subject
from aggregator.understand.topical.surroundings import Around
from aggregator.understand.view import View
from tests.understand.samples import linker

ACME, APEX = (Entity(f"company:{name.upper()}", name, "ORG", name.upper()) for name in ("Acme", "Apex"))
GOLD, SPX = packaged_by_id()["commodity:GOLD"], packaged_by_id()["index:SPX"]
NAMES = {"Acme": ACME, "Apex": APEX, "Gold": GOLD, "S&P 500": SPX}


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


def draft(here: View, words: str, entity: Entity | None = None, kind: str = "fact", *, pointing: bool = False) -> Draft:
    start = here.text.index(words)
    subject = Subject(start, start + len(words), words, entity, "price", pointing=pointing)
    return Draft(kind, f"model.{kind}", subject, start, start + len(words))  # type: ignore[arg-type]


def around(
    *past: View, firm: Entity | None = None, told: Entity | None = None, title: str = "On Wall Street"
) -> Around:
    return Around(title, past, packaged_by_id(), firm, told=told)


@pytest.mark.parametrize(
    ("before", "text", "subject", "guess", "firm", "expected"),
    [
        ("Parts makers like Apex lost ground.", "The unit's margin fell.", "margin", APEX, ACME, ACME),
        ("It won a contract with Apex.", "The company grew.", "The company", APEX, ACME, ACME),
        ("It sold a brand to Apex.", "The company grew.", "The company", APEX, None, APEX),  # none is the article's
        ("It won an order.", "Revenue at Apex grew.", "Revenue", APEX, ACME, APEX),
        ("Acme makes chips.", "It cut its dependence on Apex.", "dependence on Apex", APEX, None, ACME),
        ("Acme makes chips.", "Its rival eyes shares of Apex.", "shares of Apex", APEX, ACME, APEX),
    ],
)
def test_a_firm_merely_mentioned_is_a_guess(
    before: str, text: str, subject: str, guess: Entity, firm: Entity | None, expected: Entity
) -> None:
    here = view(text)
    told = draft(here, subject, guess, pointing=subject == "The company")
    assert referents.instead(told, guess, here, around(view(before), firm=firm)) == expected


def test_a_firm_of_no_list_takes_over_from_the_one_named_before() -> None:
    before = view("Acme rose 2%.")
    here = view("But builder Widget Homes said its profit fell.", "Widget Homes")
    told = draft(here, "profit", ACME, "data")
    assert referents.instead(told, ACME, here, around(before)) is None
    plain = view("But its profit fell.")
    assert referents.instead(draft(plain, "profit", ACME, "data"), ACME, plain, around(before)) == ACME
    after = view("Sales dropped as well.")
    assert unlisted.is_overtaken(ACME, after, (before, here))
    assert not unlisted.is_overtaken(ACME, after, (here, before))


@pytest.mark.parametrize(
    ("text", "subject", "organisations", "expected"),
    [
        ("Acme closed its acquisition of Widget Works.", "acquisition of Widget Works", ("Widget Works",), ACME),
        ("Acme met Widget Works staff.", "Widget Works staff", ("Widget Works",), None),
        ("Shares of Acme Corp. beat those of Apex.", "Shares of Acme Corp.", ("Acme Corp.",), ACME),
        ("Acme pays for its purchase of lender Apex, the bank said.", "bank", (), ACME),
    ],
)
def test_what_is_a_firms_own(text: str, subject: str, organisations: tuple[str, ...], expected: Entity | None) -> None:
    here = view(text, *organisations)
    found = referents.of(draft(here, subject), "company", here, around(view("It was a day.")))
    assert found == expected


def test_the_chipmaker_is_a_firm_whatever_is_told_of_it() -> None:
    here, before = view("The industry is cyclical and the chipmaker is calm."), view("Acme makes chips.")
    assert referents.of(draft(here, "chipmaker"), "equities", here, around(before)) == ACME
    kind = view("Chipmakers made a strong start.")
    assert referents.of(draft(kind, "Chipmakers"), "company", kind, around(before)) is None
    many = view("The industry is cyclical and chipmaker demand is calm.")
    assert referents.of(draft(many, "chipmaker"), "equities", many, around(before)) is None


@pytest.mark.parametrize(
    ("told", "text", "subject", "topic", "expected"),
    [
        (SPX, "For a second day, its swing was small.", "its swing", "equities", SPX),
        (SPX, "Such a stretch of calm is rare.", "stretch of calm", "equities", SPX),
        (GOLD, "The decline was driven by traders.", "decline", "commodities", GOLD),
        (GOLD, "A decline would be no wonder.", "decline", "equities", None),  # nothing points back
        (GOLD, "The decline of Apex was sharp.", "decline", "equities", None),  # another is named
        (ACME, "The decline in prices was sharp.", "decline in prices", "inflation", None),
    ],
)
def test_a_change_is_of_what_was_told_before(
    told: Entity, text: str, subject: str, topic: Topic, expected: Entity | None
) -> None:
    here = view(text)
    found = referents.of(draft(here, subject, kind="move"), topic, here, around(view("A day."), told=told))
    assert found == expected


@pytest.mark.parametrize(
    ("title", "subject", "expected"),
    [
        ("Gold falls from its peak", "near-term gains", GOLD),
        ("Gold falls from its peak", "gold miners", None),
        ("Gold falls as oil rises", "gains", None),
        ("Gold and silver fall", "gains", None),
    ],
)
def test_a_title_on_one_metal(title: str, subject: str, expected: Entity | None) -> None:
    here = view(f"There may be {subject} ahead.")
    found = referents.of(draft(here, subject, kind="outlook"), "commodities", here, around(title=title))
    assert found == expected


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Fed's Roe sees room", "Core inflation is near 1.4 percent.", "macro:CORE_PCE_US"),
        ("Prices rise", "Core inflation is near 1.4 percent.", "macro:CORE_CPI_US"),
        ("Fed's Roe sees room", "Core inflation in the CPI is near 1.4 percent.", "macro:CORE_CPI_US"),
    ],
)
def test_core_inflation_at_the_fed_is_of_spending(title: str, text: str, expected: str) -> None:
    core = packaged_by_id()["macro:CORE_CPI_US"]
    here = view(text)
    told = replace(draft(here, "Core inflation", core, "outlook"))
    found = referents.instead(told, core, here, around(title=title))
    assert found is not None
    assert found.id == expected


def test_what_the_fed_does_is_the_feds() -> None:
    here = view("The Fed sees no urgent need to recalibrate.")
    told = draft(here, "urgent need to recalibrate", kind="policy")
    found = referents.of(told, "fed", here, around(title="Fed waits"))
    assert found is not None
    assert found.id == "org:FED"
    other = view("The Senate asked the Fed for an urgent need to recalibrate.")
    assert referents.of(draft(other, "urgent need", kind="policy"), "fed", other, around(title="Fed waits")) is None


def test_the_first_of_two_names_side_by_side() -> None:
    here = view("Officials may back Acme and Apex soon, as Gold rose.")
    acme, apex, gold = (
        Subject(link.start, link.end, "", link.entity, "price") for link in here.links if link.entity is not None
    )
    place = (here.text.index("Acme"), here.text.index(" soon"))
    assert side_by_side.first_of(here, place, apex, (acme, apex)) == acme
    assert side_by_side.first_of(here, (0, len(here.text)), gold, (acme, apex, gold)) is None


@pytest.mark.parametrize(
    ("name", "form", "said"),
    [
        ("Acme Properties Trust Inc.", "APT", True),
        ("Acme Trust", "AT", False),
        ("Central Packing Inc.", "CPI", False),
        ("A&W Seed Company", "A&W", True),
        ("ACMESOFT TECHNOLOGIES INC", "acmesoft technologies inc", True),
    ],
)
def test_what_a_text_may_call_a_name(name: str, form: str, said: bool) -> None:
    assert (form in shortnames.short_forms(name.split())) is said


@pytest.mark.parametrize(
    ("text", "symbol", "expected"),
    [
        ("Apple (AAPL), Microsoft (MSFT) and Nvidia (NVDA) lead. Zyx Robots (ZYXR) follows.", "ZYXR", True),
        ("Apple (AAPL) leads. Zyx Robots (ZYXR) follows.", "ZYXR", False),  # no usage of the text's
        ("Apple (AAPL), Microsoft (MSFT) and Nvidia (NVDA) lead. The Zyx Robot Yard (ZRY) follows.", "ZRY", False),
        ("A filing: [Zyx Robots Co [ ZYXR ] - Feb. 13]", "ZYXR", True),
        ("Zyx Robots (TWO:6999) grows.", "6999.TWO", True),
    ],
)
def test_how_a_text_writes_its_symbols(text: str, symbol: str, expected: bool) -> None:
    found = {link.entity.id for link in linker().link(text) if link.entity is not None}
    assert (f"company:{symbol}" in found) is expected


def test_a_name_before_its_symbol_in_square_brackets() -> None:
    text = "Zyx Robots grows. A filing: [Zyx Robots Co [ ZYXR ] - Feb. 13]"
    named = [text[link.start : link.end] for link in linker().link(text) if link.entity is not None]
    assert "Zyx Robots" in named
