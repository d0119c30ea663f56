"""Records and firsts told in words: whose they are, or that they are themselves what is claimed."""

from __future__ import annotations

import pytest

from aggregator.understand.drafts import Draft, with_code
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from tests.understand.samples import claims


def told(text: str) -> list[tuple[str, str | None]]:
    return [(c.subject, c.direction) for c in claims(text) if c.kind == "count"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The country is emerging from the worst recession in 70 years.", ("worst recession", "down")),
        ("Mill output fell 2%, the steepest drop in more than a decade.", ("steepest drop", "down")),
        ("Mill output posted its largest gain in five months.", ("Mill output", "up")),
        ("Grain prices sank the most since the harvest of 1988.", ("Grain prices", "down")),
        ("Mill output grew at the fastest pace in two years.", ("Mill output", "up")),
        ("Mill output rose in July for the first time in three months.", ("Mill output", "up")),
        ("The bank cut interest rates for the first time in five years.", ("interest rates", "down")),
        ("Mill orders contracted for a third straight month.", ("Mill orders", "down")),
        ("Mill orders have risen for four consecutive months.", ("Mill orders", "up")),
        ("Mill orders fell for two months in a row.", ("Mill orders", "down")),
        ("The Fed kept its benchmark rate steady for a third straight meeting.", ("benchmark rate", "flat")),
        ("The Dow fell 2.3%, its biggest one-day drop since December.", ("biggest one-day drop", "down")),
        ("The Dow rose, ending a three-day losing streak.", ("three-day losing streak", "down")),
        ("Bond yields saw their biggest drop since 1987 while the dollar fell.", ("Bond yields", "down")),
        ("Shares had their best week in two months.", ("Shares", "up")),
        ("The dollar was set for its first weekly loss since January.", ("The dollar", "down")),
        ("The bank acted with mill output posting its largest gain in five months.", ("mill output", "up")),
        ("Mill output fell 2%, posting its steepest drop in years.", ("steepest drop", "down")),
        ("Mill orders rose 4% and hourly pay increased by the most in two years.", ("hourly pay", "up")),
        ("Dear power sent mill orders down for a record sixth straight month.", ("mill orders", "down")),
        ("(Newswire) - Mill orders contracted for a third straight month.", ("Mill orders", "down")),
        ("That was the fifth-largest drop on record.", ("That", "down")),
        (
            "The increased tax and duty take posted its largest gain in five months.",
            ("increased tax and duty take", "up"),
        ),
    ],
)
def test_whose_it_is(text: str, expected: tuple[str, str | None]) -> None:
    assert told(text) == [expected]


def test_of_two_indexes_each_has_its_streak() -> None:
    found = told("The S&P 500 and the Nasdaq 100 fell for a second straight session.")
    assert found == [("The S&P 500", "down"), ("the Nasdaq 100", "down")]


@pytest.mark.parametrize(
    "text",
    [
        "Output rose in the first three months of 2011.",
        "Mill output did not post its biggest drop in years.",
        "If orders posted their largest drop in years, the mill would close.",
        "The world's largest economy in the last two years of the boom grew.",
        "Orders hit the highest level since May.",
    ],
)
def test_no_record(text: str) -> None:
    assert told(text) == []


def test_a_run_beside_a_price_keeps_the_instrument_and_its_day() -> None:
    (run,) = [c for c in claims("The Dow fell 2.3% on Friday, its biggest drop since March.") if c.kind == "count"]
    assert (run.entity_id, run.symbol) == ("index:DJI", "^DJI")
    assert run.window_end is not None
    assert run.window_end.isoformat() == "2024-07-12"


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("The Dow Jones industrial average .DJI fell 2%.", "The Dow Jones industrial average .DJI"),
        ("The Russell 2000 fell 2%.", "The Russell 2000"),
    ],
)
def test_the_code_behind_a_name_belongs_to_it(text: str, subject: str) -> None:
    assert [claim.subject for claim in claims(text)] == [subject]


def test_a_name_takes_in_a_code_that_no_list_knows() -> None:
    text = "The harbour banking index .HBX fell 2%."
    draft = Draft("move", "move.verb", Subject(4, 25, text[4:25], None, "price"), 31, 38)
    [coded, plain] = [with_code(View(0, 0, words, (), (), (), (), {}), draft) for words in (text, text[:25] + " fell")]
    assert (coded.subject.text, plain.subject.text) == ("harbour banking index .HBX", "harbour banking index")
