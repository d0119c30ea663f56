"""One name for one person."""

from __future__ import annotations

import pytest

from aggregator.understand.speech import personal_names
from aggregator.understand.speech.personal_names import Register


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Jane Roe", "Jane Roe", True),
        ("Jane Q. Roe", "Jane Roe", True),
        ("J. Roe", "Jane Roe", True),
        ("Roe", "Jane Roe", True),
        ("John Roe", "Jane Roe", False),
        ("Jane Doe", "Jane Roe", False),
        ("", "Jane Roe", False),
    ],
)
def test_which_names_may_be_one_persons(one: str, other: str, *, same: bool) -> None:
    assert personal_names.are_one(one, other) is same


@pytest.mark.parametrize(
    ("names", "name", "full"),
    [
        (["Roe", "Jane Roe"], "Roe", "Jane Roe"),
        (["J. Roe", "Jane Roe"], "J. Roe", "Jane Roe"),
        (["Jane Roe"], "Mr. Roe", "Jane Roe"),
        (["Jane Roe of Acme Bank"], "Roe", "Jane Roe"),
        (["Jane Roe", "John Roe"], "Roe", "Roe"),  # two persons
        (["Jane Roe"], "Acme Bank Chief Jane Roe", "Jane Roe"),
        (["Jane Roe"], "Doe", "Doe"),
        (["Jane Roe"], "", ""),
    ],
)
def test_the_fullest_form(names: list[str], name: str, full: str) -> None:
    assert Register(names).full(name) == full


@pytest.mark.parametrize("word", sorted(personal_names.BODY_WORDS))
def test_words_that_no_person_bears(word: str) -> None:
    assert not personal_names.may_be_person(f"Acme {word}")
    assert personal_names.may_be_person("Jane Roe")


def test_bodies_are_not_made_one() -> None:
    register = Register(["Jane Roe"])
    assert not register.knows("New York Fed")
    assert register.knows("Roe")


@pytest.mark.parametrize("scrap", ["’s", "'", " ", ""])
def test_a_scrap_of_a_name_is_nobodys(scrap: str) -> None:
    persons = Register([scrap, "Jane Roe"])
    assert not persons.knows(scrap)
    assert persons.full(scrap) == scrap
    assert persons.full("Roe") == "Jane Roe"
