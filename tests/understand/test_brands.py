"""Whose goods a subject names: an example for each row."""

from __future__ import annotations

import re

import pytest

from aggregator.records import Entity
from aggregator.understand.about import brands
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.entities.linking import Link
from aggregator.understand.view import View

EXAMPLES = (
    ("iPhone", "company:AAPL"),
    ("Azure", "company:MSFT"),
    ("AWS", "company:AMZN"),
    ("YouTube", "company:GOOGL"),
    ("Instagram", "company:META"),
    ("Cybertruck", "company:TSLA"),
    ("GeForce", "company:NVDA"),
    ("PlayStation", "company:SONY"),
    ("ESPN", "company:DIS"),
    ("Mounjaro", "company:LLY"),
    ("Wegovy", "company:NVO"),
    ("Keytruda", "company:MRK"),
    ("Humira", "company:ABBV"),
    ("Viagra", "company:PFE"),
    ("Cadillacs", "company:GM"),
    ("F-150", "company:F"),
    ("Gatorade", "company:PEP"),
    ("Geico", "company:BRK-B"),
    ("Sam's Club", "company:WMT"),
    ("Old Navy", "company:GAP"),
    ("Taco Bell", "company:YUM"),
    ("Pampers", "company:PG"),
    ("Venmo", "company:PYPL"),
    ("Cash App", "company:XYZ"),
)


def owner(text: str, words: str, *links: Link) -> str | None:
    start = text.index(words)
    return brands.of(start, start + len(words), View(0, 0, text, links, (), (), (), {}))


def test_every_row_has_its_example_and_its_firm() -> None:
    assert len(EXAMPLES) == len(brands.ROWS)
    for (name, entity_id), row in zip(EXAMPLES, brands.ROWS, strict=True):
        assert re.fullmatch(row.names, name), name
        assert row.entity_id == entity_id
        assert entity_id in packaged_by_id()


@pytest.mark.parametrize(("name", "entity_id"), EXAMPLES)
def test_goods_are_their_firms(name: str, entity_id: str) -> None:
    assert owner(f"Demand for {name} units grew.", f"{name} units") == entity_id


def test_a_listed_firm_beside_a_brand_keeps_its_own() -> None:
    text = "Acme's iPhone cases sold well."
    acme = Entity("company:ACME", "Acme", "ORG", "ACME")
    assert owner(text, "Acme's iPhone cases", Link(0, 4, "ORG", acme, "alias")) is None
    assert owner("iPhone and Azure sales grew.", "iPhone and Azure sales") is None  # of two firms
    assert owner("The xAzure range grew.", "xAzure range") is None
