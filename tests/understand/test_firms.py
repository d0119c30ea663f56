"""Whose "revenue" or "guidance" it is where a subject names no firm."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.records import Entity
from aggregator.understand.about import firms
from aggregator.understand.drafts import Draft
from aggregator.understand.encoder.decoding import Span
from aggregator.understand.entities.linking import Link
from aggregator.understand.subjects import Subject
from aggregator.understand.view import Speech, View

ACME, APEX, BANK = (
    Entity(f"company:{symbol}", name, "ORG", symbol)
    for symbol, name in (("ACME", "Acme"), ("APEX", "Apex"), ("GS", "Goldman Sachs"))
)
ALL = {entity.name: entity for entity in (ACME, APEX, BANK)}


def view(text: str, speaker: str | None = None) -> View:
    links = tuple(
        Link(text.index(name), text.index(name) + len(name), "ORG", entity, "alias")
        for name, entity in ALL.items()
        if name in text
    )
    speeches = (Speech(speaker, None, direct=False),) if speaker else ()
    ordered = tuple(sorted(links, key=lambda link: link.start))
    return View(0, 0, text, ordered, (), (), (), {}, speeches=speeches)


def owner(here: View, words: str, *past: View, firm: Entity | None = None) -> Entity | None:
    start = here.text.index(words)
    subject = Subject(start, start + len(words), words, None, "other")
    return firms.of(Draft("data", "model.data", subject, start, start + len(words)), here, past, firm)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Acme grew while margins shrank.", "margins", ACME),
        ("Margins shrank at Acme.", "Margins", ACME),
        ("Acme beat Apex, whose margins shrank.", "margins", APEX),
        ("Margins shrank at Acme and Apex.", "Margins", None),
        ("Acme fell as analysts grew wary.", "analysts", None),
        ("Tether's profit rose, as Acme knows.", "profit", None),  # of a name that links nothing
        ("Acme's profit rose.", "profit", ACME),
        ("Acme-backed Figment said margins shrank.", "margins", None),
        ("Acme, whose shares fell next to those of Apex, said its margins shrank.", "margins", ACME),
        ("Acme, unlike Apex, told of margins.", "margins", ACME),
        ("Margins shrank, according to Acme.", "Margins", None),
        ("Margins shrank, Acme data show.", "Margins", None),
        ("Margins shrank, thought strategists at Acme.", "Margins", None),
        ("Margins shrank, said Jane Roe, head of research at Acme.", "Margins", None),
        ("The fund, managed by Acme, cut its fees.", "fees", None),
        ("Pending home sales rose as Acme grew.", "Pending home sales", None),
        ("Total vehicle sales rose at Acme.", "Total vehicle sales", None),
        ("Vehicle sales rose at Acme.", "Vehicle sales", ACME),
        ("Acme, the No. 2 chain after Apex, told of margins.", "margins", ACME),
    ],
)
def test_of_a_sentence(text: str, words: str, expected: Entity | None) -> None:
    assert owner(view(text), words) == expected


def test_what_a_firm_says_of_itself() -> None:
    assert owner(view("Acme said that margins may shrink.", "Acme"), "margins") == ACME
    assert owner(view("Goldman Sachs said that fees may fall.", "Goldman Sachs"), "fees") == BANK
    assert owner(view("Goldman Sachs said that recessions end.", "Goldman Sachs"), "recessions") is None
    assert owner(view("Margins shrank."), "Margins", view("Acme said so.", "Acme")) == ACME
    assert owner(view("Margins shrank."), "Margins", view("Goldman Sachs said so.", "Goldman Sachs")) is None


def test_of_the_sentences_before() -> None:
    later = view("Margins shrank.")
    assert owner(later, "Margins", view("Acme fell 3%.")) == ACME
    assert owner(later, "Margins", view("Acme rose more than Apex did.")) == ACME  # the sentence is about it
    assert owner(later, "Margins", view("Gains at Acme and Apex were small.")) is None
    assert owner(later, "Margins", view("Gains at Apex were small."), firm=ACME) == ACME
    assert owner(later, "Margins", view("Apex rose 3% on Monday."), firm=ACME) == APEX
    assert owner(later, "Margins", view("Apex rose 3% on Monday."), view("It was a good day."), firm=ACME) == ACME


def test_a_sentence_is_about_the_firm_that_opens_it() -> None:
    here = view("Margins shrank.")
    assert owner(here, "Margins", view("Shares of Acme were steadier than those of Apex.")) == ACME
    assert owner(here, "Margins", view("Acme and Apex fell.")) is None
    assert owner(here, "Margins", view("Acme's rival is Apex.")) is None


def test_a_makers_stock_is_no_funds() -> None:
    fund = Entity("fund:ZZF", "Zed Fund", "FUND", "ZZF")
    text = "It is held by Zed Fund."
    held = View(0, 0, text, (Link(14, 22, "FUND", fund, "alias"),), (), (), (), {})
    here = view("The steel maker stumbled; margins shrank.")
    assert owner(here, "steel maker", view("Acme grew."), held) == ACME
    assert owner(here, "margins", view("Acme grew."), held) == fund


def test_who_supplies_pictures_is_not_spoken_of_unless_a_sentence_tells_of_it() -> None:
    getty = Entity("company:GETY", "Getty Images", "ORG", "GETY")
    for text, at, expected in (("Photo / Getty Images", 8, ACME), ("Getty Images grew.", 0, getty)):
        before = View(0, 0, text, (Link(at, at + 12, "ORG", getty, "alias"),), (), (), (), {})
        assert owner(view("Margins shrank."), "Margins", view("Acme grew."), before) == expected


def test_what_follows_a_firm_that_links_nothing_is_no_other_firms() -> None:
    text = "Fellow miner Zedco rose 9% after its shares were placed."
    mark = Span(13, 18, "ORG", 0.9)
    marked = View(0, 0, text, (), (), (), (), {}, spans={"mentions": (mark,)})
    assert owner(marked, "shares", view("Acme fell 3%.")) is None
    assert owner(view(text), "shares", view("Acme fell 3%.")) == ACME
    beside = "In Zedco's town Acme rose 9% after its shares were placed."
    linked = View(0, 0, beside, view(beside).links, (), (), (), {}, spans={"mentions": (Span(3, 8, "ORG", 0.9),)})
    assert owner(linked, "shares") == ACME


def test_a_named_segment_is_the_articles_firms() -> None:
    text = "Snacks Segment sales rose."
    marked = View(0, 0, text, (), (), (), (), {}, spans={"mentions": (Span(0, 14, "ORG", 0.9),)})
    assert owner(marked, "Snacks Segment sales", firm=ACME) == ACME
    other = "Apex Widgets sales rose."
    named = View(0, 0, other, (), (), (), (), {}, spans={"mentions": (Span(0, 12, "ORG", 0.9),)})
    assert owner(named, "Apex Widgets sales", firm=ACME) is None


def test_of_two_firms_the_one_that_reports_what_follows() -> None:
    here = view("Acme fell while Apex reported lower sales.", "Apex")
    assert owner(here, "sales") == APEX


def test_what_announcements_write_with_capitals_is_no_other_firm() -> None:
    assert owner(view("Net Income: $3 million."), "Net Income", firm=ACME) == ACME
    assert owner(view("YTD Price Performance: -4%"), "YTD Price Performance", firm=ACME) == ACME
    assert owner(view("Lone Star: $3 million."), "Lone Star", firm=ACME) is None


def test_what_analysts_expect_in_an_article_on_one_firm_is_of_it() -> None:
    text = "Analysts polled by Zyxo expected 75 cents a share."
    subject = Subject(0, 8, "Analysts", None, "other")
    expected = Draft("forecast", "model.forecast", subject, 0, 8, value=0.75)
    assert firms.of(expected, view(text), (), ACME) == ACME
    assert firms.of(expected, view(text), (), None) is None
    assert owner(view(text), "Analysts", firm=ACME) is None


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("It lost share after a deal with Apex.", "share", ACME),
        ("A spending forecast from customer Apex helped.", "spending forecast", APEX),
        ("Though it trails rival Apex, its sales grew.", "it", ACME),
        ("Margins shrank at Apex.", "Margins", APEX),
        ("The index fell.", "index", None),
    ],
)
def test_whom_a_sentence_deals_with_is_not_who_it_is_about(text: str, words: str, expected: Entity | None) -> None:
    assert owner(view(text), words, view("Acme rose 3%.")) == expected


def test_a_firm_tells_of_its_own_outlook_and_a_bank_of_others() -> None:
    assert owner(view("Acme gave a weak outlook.", "Acme"), "weak outlook") == ACME
    told = view("Goldman Sachs gave a weak outlook.", "Goldman Sachs")
    assert owner(told, "weak outlook", view("Acme rose 3%.")) == ACME


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Acme Inc.'s weak deliveries hurt.", "deliveries", ACME),
        ("Acme (ACME)'s drug failed.", "drug", ACME),
        ("Acme rose as deliveries grew.", "deliveries", None),
        ("Acme's survey fell.", "survey", None),
    ],
)
def test_what_stands_behind_a_firms_name_is_its_own(text: str, words: str, expected: Entity | None) -> None:
    assert firms.possessor(view(text), text.index(words), words) == expected


def test_a_mark_on_plain_words_makes_no_other_firm() -> None:
    text = "YTD Price Performance: -4%"
    marked = View(0, 0, text, (), (), (), (), {}, spans={"mentions": (Span(0, 3, "TICKER", 0.9),)})
    assert owner(marked, "YTD Price Performance", firm=ACME) == ACME


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Consumer discretionary shares rose, led by the carmaker.", "Consumer discretionary shares"),
        ("Energy shares rose, led by the driller.", "Energy shares"),
        ("He left the bank in May.", "He"),
        ("IT spending will rise.", "IT spending"),
        ("Worldwide IT spending will rise.", "Worldwide IT spending"),
        ("Zyxo (ZYXW) is up 3%.", "Zyxo"),  # a name with a code of its own
        ("Zyxo (NYSE: ZYXW) is up 3%.", "Zyxo"),
        ("Zyxo (ZYXW) is up 3%.", "ZYXW)"),
    ],
)
def test_what_is_no_firms_is_not_the_articles(text: str, words: str) -> None:
    assert owner(view(text), words, view("Acme fell."), firm=ACME) is None
    assert owner(view(text), words, view("Acme fell.")) is None


def test_the_house_that_rates_a_firm_owns_nothing_of_it() -> None:
    told = view("Goldman Sachs downgraded Zyxo to neutral from buy on weak margins.")
    assert owner(told, "margins") is None
    assert owner(view("Goldman Sachs cut its price target to $38."), "price target") is None
    assert owner(view("Acme downgraded Zyxo to hold from buy on weak margins."), "margins") is None
    assert owner(view("Goldman Sachs cut costs as margins shrank."), "margins") == BANK
    assert owner(view("Goldman Sachs was downgraded as margins shrank."), "margins") == BANK


def test_a_rival_told_of_before_is_not_whom_an_article_goes_on_with() -> None:
    rival = view("Its rival Apex lost 1%.")
    assert owner(view("Margins shrank."), "Margins", rival, firm=ACME) == ACME
    assert owner(view("Margins shrank."), "Margins", view("Acme rose."), rival) == ACME
    assert owner(view("Margins shrank."), "Margins", rival) is None
    assert owner(view("Margins shrank."), "Margins", view("Acme supplier Apex lost 1%.")) == APEX
    assert owner(view("Margins shrank."), "Margins", view("Acme rival Apex lost 1%."), firm=ACME) == ACME


def test_a_person_is_no_firm() -> None:
    told = replace(view("Roe, a strategist, remains bearish."), spans={"mentions": (Span(0, 3, "PER", 0.9, {}),)})
    assert owner(told, "Roe", firm=ACME) is None
