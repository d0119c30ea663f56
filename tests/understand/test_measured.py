"""Which figure is whose and in what unit, and whose forecast it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.records import Entity, Kind
from aggregator.understand.amounts import choosing, in_words, measured, units
from aggregator.understand.drafts import Draft, move_of
from aggregator.understand.encoder.decoding import Span
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.entities.linking import Link
from aggregator.understand.fields import forecasters
from aggregator.understand.numbers import quantities
from aggregator.understand.subjects import Subject
from aggregator.understand.view import Speech, View
from aggregator.understand.wordings import levels

ACME = Entity("company:ACME", "Acme", "ORG", "ACME")


def view(text: str, *marks: str, links: tuple[Link, ...] = ()) -> View:
    spans = tuple(Span(text.index(mark), text.index(mark) + len(mark), "value", 0.9) for mark in marks)
    return View(0, 0, text, links, tuple(quantities.find(text)), (), (), {}, spans={"value": spans})


def subject(text: str, words: str) -> Subject:
    start = text.index(words)
    return Subject(start, start + len(words), words, None, "other")


def test_figures_told_respectively_go_to_their_subjects_in_turn() -> None:
    text = "Acme and Apex dropped 1.5% and 1.1%, respectively."
    found = measured.by_subject(view(text, "1.5%", "1.1%"), [subject(text, "Acme"), subject(text, "Apex")])
    assert [found[n][0].value for n in (0, 1)] == [1.5, 1.1]


@pytest.mark.parametrize(
    "text",
    [
        "Acme rose 3.6% while Apex fell 0.9%; on Friday they gained 1.1% and 0.6%, respectively.",
        "Acme rose 3.6% and Apex fell 0.9%, but the two gained 1.1% and 0.6%, respectively.",
    ],
)
def test_what_they_did_respectively_is_no_figure_of_the_clause_before(text: str) -> None:
    subjects = [subject(text, "Acme"), subject(text, "Apex")]
    found = measured.by_subject(view(text, "3.6%", "0.9%", "1.1%", "0.6%"), subjects)
    assert {n: [q.value for q in own] for n, own in found.items()} == {0: [3.6], 1: [0.9]}
    bare = view("Acme fell; they gained 1.1% and 0.6%, respectively.")
    assert measured.beside(bare, "move", subject(bare.text, "they"), []) == []


def test_a_figure_within_a_subject_is_its_own() -> None:
    text = "The 25% tariffs hurt stocks."
    found = measured.by_subject(view(text, "25%"), [subject(text, "25% tariffs"), subject(text, "stocks")])
    assert [q.value for q in found[0]] == [25]


@pytest.mark.parametrize(
    ("text", "marks", "words", "values"),
    [
        ("Acme (ACM) and Apex (APX) each rose 7%.", ["7%"], ["Acme", "Apex"], [7, 7]),
        ("The Dow fell, while the Acme and the German Apex rose 4 percent.", ["4 percent"], ["Acme", "Apex"], [4, 4]),
        ("Acme, Apex and Atom fell 3%.", ["3%"], ["Acme", "Apex", "Atom"], [3, 3, 3]),
        ("They see output growing at an annual rate of 2%.", ["2%"], ["output growing", "annual rate"], [2, 2]),
        ("Prices rose 43% for flour, 25% for milk.", ["43%", "25%"], ["flour", "milk"], [43, 25]),
        ("A rise in fees and a 2% jump in fares helped.", ["2%"], ["fees", "fares"], [None, 2]),
        ("It made a $2.6 billion cash acquisition of Apex.", ["$2.6"], ["acquisition", "Apex"], [2.6e9, None]),
        ("A total of 13 billion shares changed hands.", ["13 billion"], ["shares"], [13e9]),
        ("Swings (on a price of $56) came to 32%.", ["$56", "32%"], ["Swings", "price"], [32, 56]),
        ("Acme: -14.0% Apex: -9.2%", ["-14.0%", "-9.2%"], ["Acme", "Apex"], [14, 9.2]),
        # What hangs on another subject has not its figure.
        ("The rating by this method is 93%.", ["93%"], ["rating", "method"], [93, None]),
        ("The rating using this method is 93%.", ["93%"], ["rating using", "method"], [93, None]),
        ("An index of small miners .XMN rose 2%.", ["2%"], ["index", "small miners"], [2, None]),
        ("Its outlay on two plants of $5 billion rose.", ["$5"], ["outlay", "plants"], [5e9, None]),
        ("Output in May, orders in June rose 2%.", ["2%"], ["Output", "orders"], [None, 2]),
        ("Winners beat losers by 4 to 1.", ["4"], ["Winners", "losers"], [4, None]),
        ("The Acme index .ACX rose 3%.", ["3%"], ["Acme index", "ACX"], [3, None]),
        # A pace, a holding, a count with its own word, a subject in an aside.
        ("Debt fell at a 2.9% annual rate.", ["2.9%"], ["Debt", "annual rate"], [2.9, None]),
        ("Acme paid $4 billion for Apex.", ["$4"], ["Acme", "Apex"], [4e9, None]),
        ("They see a rise of 9,000 jobs.", ["9,000"], ["rise", "jobs"], [9000, None]),
        ("The rate -- a gauge of the job market -- fell to 64%.", ["64%"], ["rate", "job market"], [64, None]),
        ("Credit, which is part of debt, fell 2%.", ["2%"], ["Credit", "debt"], [2, None]),
        # Before its subject.
        ("It sold its $2 billion Apex Fund.", ["$2"], ["It", "Apex Fund"], [None, 2e9]),
        ("Acme had a 9.9% fall in 2024 sales.", ["9.9%"], ["Acme", "sales"], [None, 9.9]),
        ("Acme saw a big 1.2% jump in the output.", ["1.2%"], ["Acme", "output"], [None, 1.2]),
        # Who buys pays; what is counted, what a share is of, what fell at whom.
        ("Acme agreed to buy Apex for about $8 billion.", ["$8"], ["Acme", "Apex"], [8e9, None]),
        ("It runs 198 new shop fronts of 31 brands.", ["198", "31"], ["It", "shop fronts"], [None, 198]),
        ("Over 1.5 million option contracts were sold.", ["1.5 million"], ["option contracts"], [1.5e6]),
        ("Sales slid 2% next to a 3% fall at small shops.", ["2%", "3%"], ["Sales", "small shops"], [2, 3]),
        # The total, the same in other money.
        ("Its grade is 4.5 out of 5.", ["4.5", "5"], ["grade"], [4.5]),
        ("Seven of the 11 groups fell.", ["Seven of the 11"], ["groups"], [7]),
        ("Cash is 4 million euros ($5 million).", ["4 million", "$5"], ["Cash"], [4e6]),
        # In a list with names that nobody marks.
        ("Acme, Apex Oil, Axle and Atom Co rose 3% each.", ["3%"], ["Acme", "Atom Co"], [3, 3]),
        ("Acme, Apex, Axle, Atom India gained 3%.", ["3%"], ["Acme", "India"], [3, 3]),
        # Listed with codes.
        ("Acme ACM.O, Apex APX.O and Atom ATM.N fell 3%.", ["3%"], ["Acme", "Apex", "Atom"], [3, 3, 3]),
    ],
)
def test_whose_a_marked_figure_is(text: str, marks: list[str], words: list[str], values: list[float | None]) -> None:
    found = measured.by_subject(view(text, *marks), [subject(text, each) for each in words])
    assert [found[n][0].value if n in found else None for n in range(len(words))] == values


@pytest.mark.parametrize(
    ("kind", "text", "words", "value", "unit"),
    [
        ("policy", "The bank raised its target by 25 basis points at four meetings.", "The bank", 25, "bps"),
        ("policy", "A 25 bp rate cut is near.", "cut", 25, "bps"),
        ("fact", "The firm has a market value of $224 million.", "The firm", 224e6, "usd"),
        ("move", "A spike by Acme shares led, with the software maker soaring 11.5 percent.", "Acme", 11.5, "pct"),
        ("level", "The gauge of shares in Asia closed up by 0.4% on the day, to 582.40.", "The gauge", 582.4, None),
        ("forecast", "Traders dropped bets on two rate cuts.", "cuts", 2, "count"),
        ("fact", "Two banks failed.", "Two banks", 2, "count"),
    ],
)
def test_the_figure_of_a_subject_without_a_marked_one(
    kind: Kind, text: str, words: str, value: float, unit: str | None
) -> None:
    seen = view(text)
    chosen = choosing.choose(kind, measured.beside(seen, kind, subject(text, words), ()), seen)
    assert chosen is not None
    assert (chosen.value, chosen.unit) == (value, unit)


def test_an_outlook_takes_no_figure_that_is_not_marked() -> None:
    text = "Acme could fall if rates reach 6%."
    assert measured.beside(view(text), "outlook", subject(text, "Acme"), ()) == []


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("move", "Oil settled at $78.16, gaining $0.47 or 0.6 percent.", 0.6),
        ("level", "It fell from $144 in May to a 52-week low of $100.13.", 100.13),
        ("policy", "It went on after three meetings with rises of 75 basis points.", 75),
        ("level", "The call at the $190.00 strike price has a bid of $2.21.", 2.21),
        ("forecast", "They expect three more 25 basis-point cuts.", 25),
        ("count", "Growth of 2.9 percent is the best of the year.", 2.9),
        ("move", "The index fell 49.18 points or 3.13 percent.", 3.13),
        ("move", "The yield rose 7.6 basis points to 4.366%.", 7.6),
        ("level", "The index rose 0.5% to 4,112.", 4112),
        ("data", "The ratio fell from 16.9% to 3.1%.", 3.1),
        ("forecast", "Having traded at a recent price of $84.27, it may be 26% higher.", 26),
        ("move", "Shares (down 1.4% so far) fell 9.4%.", 9.4),
        ("volume", "It saw about 1.0 million underlying shares, or 10,409 contracts.", 10409),
        ("data", "Jobs, after three months of cuts, grew 2%.", 2),
    ],
)
def test_the_figure_that_a_kind_asks_for(kind: Kind, text: str, value: float) -> None:
    seen = view(text)
    chosen = choosing.choose(kind, seen.quantities, seen)
    assert chosen is not None
    assert chosen.value == value


@pytest.mark.parametrize(
    ("kind", "text", "words", "unit"),
    [
        ("level", "The index closed at 4,112.", "The index", "points"),
        ("level", "The RSI reading hit 27.1.", "RSI reading", "other"),
        ("level", "The yen stood at 137.90.", "The yen", "other"),
        ("level", "EUR/GBP is at 0.8604.", "EUR/GBP", "other"),
        ("level", "The dollar index is at 107.81.", "The dollar index", "points"),
        ("forecast", "Acme will cut 10,000 jobs.", "Acme", "count"),
        ("data", "Stocks grew by 4.1 million barrels.", "Stocks", "other"),
        ("fact", "It has a market cap of 18.9 billion.", "market cap", "usd"),
        ("forecast", "The index may go to 23800.", "The index", "points"),
        ("forecast", "The risk of deflation is 27 percent.", "deflation", "prob_pct"),
        ("fact", "The chance of a loss is 5.8%.", "loss", "prob_pct"),
        ("volume", "Volume was 7.5 billion shares.", "Volume", "count"),
        ("move", "The yield was down 7.2 points.", "The yield", "bps"),
        ("move", "The yield was down 0.2 points.", "The yield", "pp"),
        ("forecast", "For the bank's next meeting 75 is on the table.", "75", "bps"),
        ("forecast", "EUR/GBP may test 0.8500 again.", "EUR/GBP", "other"),
        ("policy", "The regulator gave a list of 32 additional benchmarks.", "The regulator", "count"),
        ("fact", "The stock trades at a price-to-sales ratio of 0.07.", "The stock", "x"),
        ("fact", "The fund has a beta of 1.07.", "The fund", "other"),
        ("fact", "Acme has a rank #2 this week.", "Acme", "other"),
        ("forecast", "Acme may sell 37 million phones.", "Acme", "count"),
        ("fact", "The fund holds 253 firms.", "The fund", "count"),
        ("fact", "The P/E ratio was 29.4.", "P/E ratio", "x"),
        ("compare", "Decliners led by 3.2-to-1.", "Decliners", "x"),
        ("data", "Jobless claims were 211,000.", "Jobless claims", "count"),
        ("data", "The index stood at 102.9.", "The index", "points"),
        ("forecast", "The index may reach 5,000.", "The index", "points"),
        ("forecast", "There is a 30% chance of a cut.", "cut", "prob_pct"),
    ],
)
def test_the_unit_of_a_bare_number(kind: Kind, text: str, words: str, unit: str) -> None:
    seen = view(text)
    assert units.with_unit(kind, seen.quantities[0], subject(text, words), seen).unit == unit


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("two thirds", 66.7, "pct"),
        ("a third", 33.3, "pct"),
        ("three quarters", 75, "pct"),
        ("a quarter of", 25, "pct"),
        ("one fifth", 20, "pct"),
        ("half", 50, "pct"),
        ("double digits", 10, "pct"),
        ("zero", 0, "pct"),
        ("three dozen", 36, "count"),
        ("two dozen", 24, "count"),
        ("a dozen", 12, "count"),
        *((word, value, "count") for word, value in in_words.CARDINALS.items()),
    ],
)
def test_each_figure_in_words_counts_where_it_is_marked(words: str, value: float, unit: str) -> None:
    text = f"Sales make up {words} all."
    (found,) = measured.by_subject(view(text, words), [subject(text, "Sales")]).values()
    assert [(q.value, q.unit) for q in found] == [(value, unit)]
    assert measured.by_subject(view(text), [subject(text, "Sales")]) == {}


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("It fell for a third straight week.", 3.0),
        ("It had a five-day streak.", 5.0),
        ("It rose 4 days in a row.", 4.0),
        ("It paused for the third time.", 3.0),
        ("Gold hit an eighth record high.", 8.0),
        ("It was only the 11th-best start.", 11.0),
    ],
)
def test_how_long_a_run_is(text: str, run: float) -> None:
    found = in_words.run_of(view(text))
    assert found is not None
    assert (found[0], found[1] in text) == (run, True)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("Profit rose from $44.5 million to $50 million.", [44.5e6, 50e6]),
        ("Claims fell from 220K to 213K.", [220e3, 213e3]),
        ("It reduced its net loss from $7 million to $2 million.", [7e6, 2e6]),
        ("Users surged from 2 million to 20 million.", [2e6, 20e6]),
        ("Profit was up 22 percent to 341 million pounds.", [22, 341e6]),
        ("Prices will pick up to 4.1% to 4.2% in May.", [4.1]),
        ("Rates stay in a range from 4% to 5%.", [4]),
        ("It lost Rs 16.8 lakh crore.", [16.8e12]),
        ("Its value is CN¥4.29 billion.", [4.29e9]),
        ("It may hit six million children.", [6e6]),
    ],
)
def test_what_is_a_range_and_what_are_two_figures(text: str, quantity: list[float]) -> None:
    assert [q.value for q in quantities.find(text)] == quantity


@pytest.mark.parametrize(
    ("text", "words", "code", "unit"),
    [
        ("USD/JPY stood at 137.90.", "USD/JPY", "fx:USDJPY", "other"),
        ("The index stood at 137.90.", "The index", None, "points"),
    ],
)
def test_a_rate_of_exchange_stands_at_no_points(text: str, words: str, code: str | None, unit: str) -> None:
    pair = packaged_by_id()[code] if code else None
    (draft,) = levels.find(view(text), [replace(subject(text, words), role="price", entity=pair)])
    assert (draft.value, draft.unit) == (137.9, unit)


def test_a_run_is_counted_in_turns_and_not_in_percent() -> None:
    seen = view("Pay fell 0.1 percent, a third straight drop.")
    assert choosing.choose("count", seen.quantities, seen) is None


def test_a_sum_of_money_that_flowed_is_no_move() -> None:
    seen = view("Investors pulled $208.6 million from the fund as it lost 1%.")
    chosen = choosing.choose("move", seen.quantities, seen)
    assert chosen is not None
    assert chosen.value == 1
    flows = view("The fund lost $208.6 million.")
    assert choosing.choose("move", flows.quantities, flows) is None
    assert choosing.choose("fact", flows.quantities, flows) is not None


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The average analyst target price is $74.00.", "analysts"),
        ("That compared to economists' prediction of $74.00.", "economists"),
        ("Acme gave an upbeat sales forecast.", "Acme"),
        ("Acme raised its guidance to $3 billion.", "Acme"),
        ("Acme may rise to $74.00.", None),
        ("Acme gave a sales forecast that beat analysts' estimates.", "Acme"),
    ],
)
def test_whose_forecast_it_is(text: str, who: str | None) -> None:
    links = (Link(0, 4, "ORG", ACME, "alias"),) if text.startswith("Acme") else ()
    seen = view(text, links=links)
    draft = Draft("forecast", "model.forecast", subject(text, text.split(maxsplit=1)[0]), 0, 4)
    assert forecasters.of(draft, ACME if links else None, seen) == who


def test_a_figure_behind_its_subject_is_whose_who_expects_it() -> None:
    text = "Prices are due on Friday, with economists expecting 2.9%."
    expecting = Speech("economists", None, False, text.index("economists"), len(text), expects=True)
    seen = replace(view(text), speeches=(expecting,))
    draft = Draft("forecast", "model.forecast", subject(text, "Prices"), 0, 6, value_text="2.9%")
    assert forecasters.of(draft, None, seen) == "economists"
    assert forecasters.of(replace(draft, value_text=None), None, seen) is None


@pytest.mark.parametrize(
    ("kind", "text", "marks", "value"),
    [
        ("forecast", "It sees the rate, now at 8.2 percent, at 8 percent.", ["8.2 percent", "8 percent"], 8),
        ("forecast", "It sees the rate, currently at 8.2 percent, at 8 percent.", ["8.2 percent", "8 percent"], 8),
        ("level", "The coin is 25.5% below its peak of $3.40.", ["25.5%", "$3.40"], 25.5),
        ("move", "Acme added $280 billion in stock market value.", ["$280 billion"], 2.8e11),
        ("move", "Acme drew $280 billion in deposits.", ["$280 billion"], None),
    ],
)
def test_which_of_several_figures_a_kind_takes(kind: Kind, text: str, marks: list[str], value: float | None) -> None:
    seen = view(text, *marks)
    chosen = choosing.choose(kind, seen.quantities, seen)
    assert (chosen.value if chosen else None) == value


@pytest.mark.parametrize(
    ("kind", "text", "words", "value"),
    [
        ("data", "Wages, which are 70% of costs, rose 0.3%.", "Wages", 0.3),
        ("move", "After losing 5% at first, shares closed 6% higher.", "shares", 6),
        ("volume", "That is 57.9% of the average volume of 1.2 million.", "average volume", 1.2e6),
    ],
)
def test_the_figure_told_of_a_subject_and_not_on_the_way_to_it(kind: Kind, text: str, words: str, value: float) -> None:
    seen = view(text)
    chosen = choosing.choose(kind, seen.quantities, seen, subject(text, words))
    assert chosen is not None
    assert chosen.value == value


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("move", "Growth rose above the bank's 4.2% long-run estimate.", "Growth"),
        ("move", "Acme fell to an RSI of 27.1.", "Acme"),
        ("forecast", "Its 26.9 RSI reading hints that Acme may rise.", "Acme"),
        ("move", "Acme rose on more than 1.3 million contracts.", "Acme"),
        ("level", "Acme stood out with 1.3 million contracts.", "Acme"),
    ],
)
def test_a_figure_of_something_else_is_no_move_nor_forecast(kind: Kind, text: str, words: str) -> None:
    seen = view(text)
    assert choosing.choose(kind, seen.quantities, seen, subject(text, words)) is None


def test_a_number_of_days_in_words_is_no_count_of_things() -> None:
    text = "The line will halt for three days."
    (found,) = measured.by_subject(view(text, "three"), [subject(text, "The line")]).values()
    assert units.with_unit("forecast", found[0], subject(text, "The line"), view(text)).unit == "other"


def test_the_length_of_a_span_is_no_count() -> None:
    text = "The four-week average rose in two plants."
    found = measured.by_subject(view(text, "four", "two"), [subject(text, "plants")])
    assert [q.value for q in found[0]] == [2]


def test_the_points_of_a_yield_told_by_its_verb_are_hundredths() -> None:
    text = "The yield on the 10-year note was down 7.2 points to 4.56%."
    (figure, _) = (q for q in quantities.find(text) if q.unit is not None)
    draft = move_of(subject(text, "The yield on the 10-year note"), (0, 40), "down", figure, how="verb")
    assert (draft.value, draft.unit) == (7.2, "bps")
    price = move_of(subject(text, "10-year note"), (0, 40), "down", figure, how="verb")
    assert price.unit == "points"
