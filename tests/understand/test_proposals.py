"""Claims from what the encoder marks: subjects in whole words, the figure that is theirs, and rules that come first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aggregator.records import KINDS, Entity, Kind
from aggregator.understand import claims
from aggregator.understand.drafts import Draft
from aggregator.understand.encoder.decoding import Span
from aggregator.understand.entities.linking import Link
from aggregator.understand.numbers import quantities
from aggregator.understand.rules import RULES
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from aggregator.understand.wordings import proposals

ACME = Entity("company:ACME", "Acme", "ORG", "ACME")
RUT = Entity("index:RUT", "Russell 2000", "INDEX", "^RUT")


def marked(text: str, words: str, probability: float = 0.9, **heads: dict[str, float]) -> Span:
    start = text.index(words)
    return Span(start, start + len(words), "subject", probability, heads)


def view(text: str, *subjects: Span, links: Sequence[Link] = ()) -> View:
    found = tuple(quantities.find(text))
    values = tuple(Span(q.start, q.end, "value", 0.9) for q in found)
    return View(0, 0, text, tuple(links), found, (), (), {}, spans={"subject": subjects, "value": values})


def link(text: str, words: str, entity: Entity) -> Link:
    start = text.index(words)
    return Link(start, start + len(words), entity.type, entity, "name")


def only(found: Sequence[Draft]) -> Draft:
    [draft] = found
    return draft


def test_a_marked_subject_becomes_a_claim_with_its_figure_and_senses() -> None:
    text = "Acme guided for margins of 12% next year."
    says = {
        "claim_kinds": {"forecast": 0.8, "data": 0.1},
        "claim_direction": {"up": 0.2, "none": 0.8},
        "claim_tense": {"past": 0.1, "future": 0.9},
        "claim_certainty": {"asserted": 0.3, "hedged": 0.7},
        "claim_stance": {"bearish": 0.1, "neutral": 0.2, "bullish": 0.7},
    }
    draft = only(proposals.find(view(text, marked(text, "margins", **says)), [], []))
    assert (draft.kind, draft.rule, draft.subject.text) == ("forecast", "model.forecast", "margins")
    assert (draft.value, draft.unit, draft.tense, draft.certainty) == (12.0, "pct", "future", "hedged")
    assert draft.direction is None
    assert draft.confidence == pytest.approx(0.8 * 0.937, abs=1e-3)  # 0.9 and half a unit of log odds
    assert draft.leaning == says["claim_stance"]


def test_a_mark_that_makes_no_claim_takes_no_figure() -> None:
    text = "Its rating is by this method 93%."
    rating = marked(text, "rating", claim_kinds={"fact": 0.9})
    method = marked(text, "method", probability=0.3, claim_kinds={"fact": 0.5})
    draft = only(proposals.find(view(text, rating, method), [], []))
    assert (draft.subject.text, draft.value) == ("rating", 93.0)


def test_a_mark_told_as_another_kind_takes_its_figure_with_it() -> None:
    text = "The bank spoke as Acme unveiled $4 billion of losses."
    bank = marked(text, "bank", claim_kinds={"forecast": 0.9})
    loss = marked(text, "losses", probability=0.4, claim_kinds={"data": 0.7})
    draft = only(proposals.find(view(text, bank, loss), [], []))
    assert (draft.subject.text, draft.value) == ("bank", None)


@pytest.mark.parametrize(
    ("kind", "text", "who", "what", "value"),
    [
        ("volume", "Acme (ACM) saw options volume of 10,409 contracts.", "Acme", "volume", 10409.0),
        ("forecast", "Acme will pay its quarterly dividend of $0.36.", "Acme", "dividend", 0.36),
        ("data", "The economy added 431,000 jobs.", "economy", "jobs", 431000.0),
        ("fact", "The fund has a beta of 1.07.", "fund", "beta", None),
        ("data", "Acme fell as it saw its costs at $3 million.", "Acme", "costs", None),
    ],
)
def test_who_has_it_is_told_the_figure_too(kind: Kind, text: str, who: str, what: str, value: float | None) -> None:
    marks = [marked(text, words, claim_kinds={kind: 0.9}) for words in (who, what)]
    first, second = proposals.find(view(text, *marks), [], [])
    assert (first.subject.text, first.value) == (who, value)
    assert second.value is not None


def test_a_firms_figure_belongs_to_the_one_firm_of_the_sentence_but_is_no_price_of_it() -> None:
    text = "Acme said revenue rose."
    span = marked(text, "revenue", claim_kinds={"data": 0.9})
    draft = only(proposals.find(view(text, span, links=[link(text, "Acme", ACME)]), [], []))
    assert draft.subject.entity == ACME
    assert not draft.priced


def test_a_reading_of_an_index_is_not_the_index() -> None:
    text = "The RSI reading for the Russell 2000 is 35.2."
    span = marked(text, "RSI reading for the Russell 2000", claim_kinds={"level": 0.9})
    start = text.index("Russell")
    known = Subject(start, start + len("Russell 2000"), "Russell 2000", RUT, "price")
    draft = only(proposals.find(view(text, span), [known], []))
    assert draft.subject.entity == RUT
    assert not draft.priced
    whole = marked(text, "Russell 2000", claim_kinds={"level": 0.9})
    assert only(proposals.find(view(text, whole), [known], [])).priced


@pytest.mark.parametrize(
    ("words", "whole"),
    [("-to-trough", "peak-to-trough"), ("longer-", "longer-term"), ("of returns", "returns"), ("returns,", "returns")],
)
def test_fragments_are_completed(words: str, whole: str) -> None:
    text = "A peak-to-trough view of returns, longer-term ones too, helps."
    assert (
        only(proposals.find(view(text, marked(text, words, claim_kinds={"fact": 0.9})), [], [])).subject.text == whole
    )


@pytest.mark.parametrize("words", ["of", "the", "and the"])
def test_function_words_alone_are_no_subject(words: str) -> None:
    text = "It is of the essence and the end."
    assert proposals.find(view(text, marked(text, words, claim_kinds={"fact": 0.9})), [], []) == []


def test_questions_and_unlikely_spans_propose_nothing() -> None:
    text = "Will returns rise?"
    assert proposals.find(view(text, marked(text, "returns", claim_kinds={"outlook": 0.9})), [], []) == []
    text = "Returns rose."
    assert proposals.find(view(text, marked(text, "Returns", 0.5, claim_kinds={"move": 0.5})), [], []) == []


def test_a_level_takes_the_level_and_a_move_the_change() -> None:
    text = "Gold rose 0.5% to 2,412."
    span = marked(text, "Gold", claim_kinds={"move": 0.9, "level": 0.8})
    found = {draft.kind: draft for draft in proposals.find(view(text, span), [], [])}
    assert (found["move"].value, found["move"].unit) == (0.5, "pct")
    assert (found["level"].value, found["level"].unit) == (2412.0, "points")


def test_what_was_foreseen_before_is_no_forecast() -> None:
    text = "Officials see fewer cuts this year, down from 4 in March."
    span = marked(text, "cuts", claim_kinds={"forecast": 0.9})
    assert only(proposals.find(view(text, span), [], [])).value is None
    text = "Officials see 2 cuts this year, down from 4 in March."
    span = marked(text, "cuts", claim_kinds={"forecast": 0.9})
    assert only(proposals.find(view(text, span), [], [])).value == 2.0


def test_a_sum_of_money_counts_nothing() -> None:
    text = "Quill bond funds saw outflows again, of $14 billion."
    span = marked(text, "Quill bond funds", claim_kinds={"volume": 0.9, "count": 0.8})
    found = {draft.kind: draft.value for draft in proposals.find(view(text, span), [], [])}
    assert found == {"volume": 14e9, "count": None}


def test_a_rule_comes_before_what_the_encoder_marks() -> None:
    gold = Subject(0, 4, "Gold", None, "price")
    ruled = Draft("move", "move.verb", gold, 5, 14, direction="up", value_text="0.5%")
    same = Draft("move", "model.move", gold, 5, 14, value_text="0.5%", confidence=0.9)
    other = Draft("outlook", "model.outlook", Subject(30, 36, "silver", None, "other"), 36, 36, confidence=0.9)
    assert claims._without_doubles(view("Gold rose."), [ruled, same, other]) == [ruled, other]


def test_every_kind_may_be_proposed() -> None:
    assert {name for name in RULES if name.startswith("model.")} == {f"model.{kind}" for kind in KINDS}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Unless the Fed cuts, the Nasdaq 100 will fall.", "Nasdaq 100"),
        ("Nobody at the firm thinks that the Russell 2000 will fall below 1,900.", "Russell 2000"),
        ("No analyst expects a recession.", "recession"),
        ("I doubt that the Fed will cut this year.", "Fed"),
        ("It would be a mistake to expect the S&P 500 to rise another 10%.", "S&P 500"),
        ("The Russell 2000 would have gained 2% on Friday without the banks.", "Russell 2000"),
    ],
)
def test_what_is_denied_is_not_proposed(text: str, words: str) -> None:
    span = marked(text, words, claim_kinds={"outlook": 0.9, "move": 0.9})
    assert proposals.find(view(text, span), [], []) == []


@pytest.mark.parametrize(
    ("text", "words", "kind", "found"),
    [
        ("The S&P 500 never fell below 5,000 last week.", "S&P 500", "move", set()),
        ("The Russell 2000 did not rise on Friday.", "Russell 2000", "move", set()),
        ("The desk did not price in a cut of 3%.", "desk", "forecast", set()),
        # That something was not done is a fact, or says how a bank stands.
        ("The bureau did not publish figures in May.", "bureau", "fact", {"fact"}),
        ("The Fed has not changed its stance.", "Fed", "policy", {"policy"}),
        ("Ann Quill never dissented.", "Ann Quill", "fact", {"fact"}),
        # What is not expected is a view that takes no side.
        ("I do not expect inflation to stay above 2%.", "inflation", "outlook", {"outlook"}),
        ("We do not think that the Nasdaq 100 fell.", "Nasdaq 100", "move", set()),
        ("I doubt that inflation will last.", "inflation", "outlook", set()),
    ],
)
def test_what_is_not_so_may_be_a_claim_without_way_or_figure(text: str, words: str, kind: str, found: set[str]) -> None:
    span = marked(text, words, claim_kinds={kind: 0.9}, claim_direction={"up": 0.9, "none": 0.1})
    drafts = proposals.find(view(text, span), [], [])
    assert {draft.kind for draft in drafts} == found
    assert all((draft.direction, draft.value, draft.value_text) == (None, None, None) for draft in drafts)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Purchases would have a large effect.", True),
        ("Purchases would have to be larger.", True),
        ("Purchases would have helped more.", False),
        ("Purchases could have been larger.", False),
    ],
)
def test_what_would_have_an_effect_is_a_view(text: str, found: bool) -> None:
    span = marked(text, "Purchases", claim_kinds={"outlook": 0.9})
    assert bool(proposals.find(view(text, span), [], [])) is found


@pytest.mark.parametrize(
    ("text", "words", "kinds"),
    [
        ("The economy will not slip back into recession.", "economy", {"outlook"}),
        ("The Fed does not see a need to act.", "Fed", {"outlook"}),
        ("The Fed would never act on one report.", "Fed", {"outlook"}),
        ("The economy did not need more help.", "economy", {"outlook"}),
    ],
)
def test_a_view_of_what_will_not_be_is_kept_without_direction(text: str, words: str, kinds: set[str]) -> None:
    says = {"claim_kinds": {"outlook": 0.9, "data": 0.8}, "claim_direction": {"down": 0.9, "none": 0.1}}
    found = proposals.find(view(text, marked(text, words, **says)), [], [])
    assert {draft.kind for draft in found} == kinds
    assert all(draft.direction is None for draft in found)


@pytest.mark.parametrize(
    ("subject", "kind"),
    [("oil prices", "move"), ("energy costs", "move"), ("food prices", "data"), ("oil price data", "data")],
)
def test_prices_of_markets_move(subject: str, kind: str) -> None:
    text = f"As {subject} rose, so did wages."
    span = marked(text, subject, claim_kinds={"data": 0.8, "move": 0.3})
    assert only(proposals.find(view(text, span), [], [])).kind == kind


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Growth of wages was the fastest in two years.", {"data", "count"}),
        ("Growth of wages quickened for the third straight month.", {"data", "count"}),
        ("Growth of wages quickened for the third month.", {"data"}),
        ("Growth of wages was the fastest yet, since nobody else hires.", {"data"}),
    ],
)
def test_a_rank_makes_a_count_of_what_is_less_likely_one(text: str, kinds: set[str]) -> None:
    span = marked(text, "Growth of wages", claim_kinds={"data": 0.9, "count": 0.3})
    assert {draft.kind for draft in proposals.find(view(text, span), [], [])} == kinds


@pytest.mark.parametrize(
    ("text", "rare", "kinds"),
    [
        ("Growth of wages was faster than growth of prices.", {"compare": 0.2}, {"data", "compare"}),
        ("Growth of wages outpaced that of prices.", {"compare": 0.2}, {"data", "compare"}),
        ("Growth of wages was fast.", {"compare": 0.2}, {"data"}),
        ("Growth of wages was faster than growth of prices.", {"compare": 0.1}, {"data"}),
        ("Growth of wages came with large inflows.", {"volume": 0.25}, {"data", "volume"}),
        ("Growth of wages came with large gains.", {"volume": 0.25}, {"data"}),
    ],
)
def test_a_rare_kind_is_named_where_the_words_speak_of_it(text: str, rare: dict[str, float], kinds: set[str]) -> None:
    span = marked(text, "Growth of wages", claim_kinds={"data": 0.9, **rare})
    assert {draft.kind for draft in proposals.find(view(text, span), [], [])} == kinds


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("A strong dollar would dampen inflation.", {"inflation"}),
        ("A strong dollar could also weigh on inflation.", {"inflation"}),
        ("A strong dollar and low inflation could last.", {"dollar", "inflation"}),
        ("The dollar could rise if inflation slows.", {"dollar", "inflation"}),
    ],
)
def test_a_view_is_of_what_is_acted_on(text: str, subjects: set[str]) -> None:
    spans = [marked(text, words, claim_kinds={"outlook": 0.9}) for words in ("dollar", "inflation")]
    assert {draft.subject.text for draft in proposals.find(view(text, *spans), [], [])} == subjects


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        ("A reading over 70 typically indicates strong demand.", "demand", False),
        ("A mid-cap company has a market value of between $2 billion and $9 billion.", "company", False),
        ("Small caps are firms with a market cap under $2 billion.", "Small caps", False),
        ("Quill, a mid-cap company, has a market value of more than $2 billion.", "Quill", True),
        ("Small caps have a lower market value than in May.", "Small caps", True),
    ],
)
def test_a_definition_proposes_nothing(text: str, words: str, told: bool) -> None:
    found = proposals.find(view(text, marked(text, words, claim_kinds={"fact": 0.9})), [], [])
    assert bool(found) is told


def drafted(kind: Kind, rule: str, words: str, start: int, **fields: object) -> Draft:
    subject = Subject(start, start + len(words), words, None, "other")
    return Draft(kind, rule, subject, start, start, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("vague", "told", "stays"),
    [
        # "The Fed cut rates": the decision says it.
        (drafted("policy", "model.policy", "The Fed", 0), drafted("policy", "policy.decision", "rates", 12), False),
        (drafted("policy", "model.policy", "The Fed", 0), drafted("policy", "model.policy", "base rate", 12), False),
        (drafted("policy", "model.policy", "Congress", 0), drafted("policy", "policy.decision", "rates", 12), True),
        # One subject marked twice, once without its figure.
        (
            drafted("move", "model.move", "Acme", 0, direction="up"),
            drafted("move", "model.move", "Acme", 0, direction="up", value=3.0, value_text="3%"),
            False,
        ),
        (
            drafted("move", "model.move", "Acme", 0, direction="down"),
            drafted("move", "model.move", "Acme", 0, direction="up", value=3.0, value_text="3%"),
            True,
        ),
        (
            drafted("move", "model.move", "Apex", 9, direction="up"),
            drafted("move", "model.move", "Acme", 0, direction="up", value=3.0, value_text="3%"),
            True,
        ),
    ],
)
def test_what_another_claim_tells_better_is_left_out(vague: Draft, told: Draft, stays: bool) -> None:
    kept = claims._without_doubles(view("Gold rose."), [vague, told])
    assert told in kept
    assert (vague in kept) is stays


@pytest.mark.parametrize("word", ["multiple", "several", "both", "fresh", "further", "additional"])
def test_a_bare_quantity_is_no_subject(word: str) -> None:
    text = f"The Fed may make {word} cuts."
    at = text.index(word)
    assert proposals.whole_words(text, Span(at, at + len(word), "subject", 0.9)) is None


KINDS_OF = {"claim_direction": {"up": 0.9}, "claim_tense": {"past": 0.9}}


def found(text: str, *subjects: tuple[str, Kind]) -> list[tuple[str, Kind, float | None, float | None]]:
    spans = [marked(text, words, claim_kinds={kind: 0.9}, **KINDS_OF) for words, kind in subjects]
    drafts = proposals.find(view(text, *spans), [], [])
    return [(draft.subject.text, draft.kind, draft.value, draft.expected) for draft in drafts]


@pytest.mark.parametrize(
    ("text", "subject", "kind", "seen"),
    [
        ("Central banks bought 1,000 tonnes of gold last year.", "Central banks", "policy", "fact"),
        ("Purchases of gold by central banks rose.", "central banks", "policy", "fact"),
        ("The central bank bought bonds.", "central bank", "policy", "policy"),
        ("The central bank cut rates and bought gold.", "central bank", "policy", "policy"),
        ("Revenue at Acme rose 12%.", "Acme", "move", "data"),
        ("Sales of Acme rose 12%.", "Acme", "move", "data"),
        ("Shares of Acme rose 12%.", "Acme", "move", "move"),
    ],
)
def test_reserves_are_no_policy_and_revenue_is_no_price(text: str, subject: str, kind: Kind, seen: Kind) -> None:
    assert [told[1] for told in found(text, (subject, kind))] == [seen]


def test_a_sum_is_told_with_its_change() -> None:
    text = "It made a net profit of Rs 6,368 crore, up 7.1% from a year earlier."
    assert found(text, ("net profit", "data")) == [
        ("net profit", "data", 6368e7, None),
        ("net profit", "data", 7.1, None),
    ]
    text = "It made a net profit of Rs 6,368 crore, with a margin of 7.1%."
    assert [told[2] for told in found(text, ("net profit", "data"))] == [6368e7]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It earned $1.20 a share, against estimates of $1.15.", 1.15),
        ("It earned $1.20 a share, versus the consensus estimate of $1.15.", 1.15),
        ("It earned $1.20 a share (forecast $1.15).", 1.15),
        ("It earned $1.20 a share, and analysts raised their estimates to $1.15.", None),
        ("It earned $1.20 a share, up from $1.15.", None),
    ],
)
def test_what_was_expected_stands_beside_what_was_earned(text: str, expected: float | None) -> None:
    assert [told[3] for told in found(text, ("It", "data"))] == [expected]


def test_a_goal_is_not_what_was_expected() -> None:
    text = "Prices rose 3%, topping expectations and above the bank's 2% target."
    assert [told[3] for told in found(text, ("Prices", "data"))] == [None]


def test_what_another_is_held_against_makes_no_claim() -> None:
    text = "The fund has underperformed the Acme index by 27 percentage points."
    assert found(text, ("fund", "compare"), ("Acme index", "compare")) == [("fund", "compare", 27, None)]


def test_the_level_of_a_price_takes_no_percentage() -> None:
    acme = Subject(0, 4, "Acme", ACME, "price")
    ruled = Draft("level", "level.mark", acme, 5, 30, direction="down")
    other = Draft("level", "model.level", acme, 5, 12, value=37.0, value_text="37%", unit="pct")
    price = Draft("level", "model.level", acme, 5, 12, value=37.0, value_text="$37", unit="usd")
    assert claims._filled(view("Acme crashed."), ruled, [ruled, other], [ruled]).value is None
    assert claims._filled(view("Acme crashed."), ruled, [ruled, price], [ruled]).value == 37.0


def test_what_came_before_is_not_the_figure_of_what_was_flat() -> None:
    sales = Subject(0, 5, "Sales", None, "measure")
    ruled = Draft("data", "data.verb", sales, 6, 15, direction="flat")
    other = Draft("data", "model.data", sales, 6, 15, value=0.3, value_text="0.3%", unit="pct")
    for text, value in (
        ("Sales were flat in June, after a 0.3% gain in May.", None),
        ("Sales were flat at 0.3%.", 0.3),
    ):
        assert claims._filled(view(text), ruled, [ruled, other], [ruled]).value == value


def test_the_consensus_of_a_release_is_no_second_one() -> None:
    told = Draft("data", "data.company", Subject(0, 8, "earnings", None, "measure"), 9, 20, value=1.5, expected=1.4)
    same = Draft("data", "model.data", Subject(30, 34, "Acme", None, "other"), 34, 40, value=1.4)
    other = Draft("data", "model.data", Subject(30, 34, "Acme", None, "other"), 34, 40, value=7.0)
    assert claims._without_consensus([told, same, other]) == [told, other]
