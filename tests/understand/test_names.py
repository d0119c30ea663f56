"""Names and symbols with the days on which they hold."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from aggregator import understand
from aggregator.records import Entity
from aggregator.understand.entities.catalog import namings, packaged_by_id
from tests.understand.samples import linker


def ids(text: str, day: str | None) -> list[str]:
    at = dt.date.fromisoformat(day) if day else None
    found = [link.entity.id for link in linker().link(text, at=at) if link.entity]
    return list(dict.fromkeys(entity_id for entity_id in found if entity_id.startswith("company:")))


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("Facebook shares rose.", "2018-05-01", ["company:META"]),
        ("Meta shares rose.", "2018-05-01", []),  # not yet
        ("Meta shares rose.", "2021-10-28", ["company:META"]),
        ("Facebook shares rose.", "2024-05-01", ["company:META"]),  # old names live on in texts
        ("Shares of X Inc (NASDAQ: FB) rose.", "2018-05-01", ["company:META"]),
        ("Shares of X Inc (NASDAQ: META) rose.", "2018-05-01", []),
        ("Shares of X Inc (NASDAQ: META) rose.", "2022-06-09", ["company:META"]),
        ("A miner (NYSE: GOLD) rose.", "2020-03-02", ["company:B"]),
        ("A miner (NYSE: ABX) rose.", "2015-03-02", ["company:B"]),
        ("Square shares rose.", "2019-03-02", ["company:XYZ"]),
        ("Square shares rose.", "2023-03-02", []),
        ("Block shares rose.", "2019-03-02", []),
        ("Block shares rose.", "2023-03-02", ["company:XYZ"]),
        ("A payments firm (NYSE: SQ) rose.", "2024-03-02", ["company:XYZ"]),
        ("A chemicals firm (NYSE: DOW) rose.", "2012-03-02", []),  # another firm's symbol then
        ("A chemicals firm (NYSE: DOW) rose.", "2024-03-04", ["company:DOW"]),
        ("The late lender (NASDAQ: SIVB) is missed.", "2024-03-11", ["company:SIVB"]),  # of its last bearer
        ("A retailer (NYSE: GPS) rose.", None, ["company:GAP"]),
        ("A broker (NYSE: MMC) rose.", "2024-03-04", ["company:MRSH"]),
        ("A refiner (NYSE: HFC) rose.", "2020-03-02", ["company:DINO"]),
        ("A games maker (NASDAQ: ERTS) rose.", "2007-02-02", ["company:EA"]),
        ("An oil driller's supplier (NYSE: BHI) rose.", "2015-03-02", ["company:BKR"]),
        ("Broadcom shares rose.", "2010-03-02", ["company:BRCM"]),
        ("Broadcom shares rose.", "2020-03-02", ["company:AVGO"]),
        ("Shares in Progressive rose.", "2024-03-04", ["company:PGR"]),
        ("Progressive policies won.", "2024-03-04", []),
    ],
)
def test_a_name_links_by_its_day(text: str, day: str | None, expected: list[str]) -> None:
    assert ids(text, day) == expected


def test_a_symbol_goes_to_its_next_bearer() -> None:
    bearer = Entity("company:GOLD", "Gold.com Inc.", "ORG", "GOLD")
    built = understand.linker([*understand.packaged_entities(), bearer])
    for day, expected in (("2020-03-02", "company:B"), ("2026-03-02", "company:GOLD")):
        link = built.link("A firm (NYSE: GOLD) rose.", at=dt.date.fromisoformat(day))[-1]
        assert link.entity is not None
        assert link.entity.id == expected


def test_rows_are_well_formed() -> None:
    entities = packaged_by_id()
    by_symbol: dict[str, list[tuple[dt.date, dt.date]]] = {}
    for row in namings():
        assert row.entity_id in entities
        since, until = row.since or dt.date.min, row.until or dt.date.max
        assert since <= until
        if row.kind == "symbol":
            by_symbol.setdefault(row.name, []).append((since, until))
        elif row.kind == "name":  # a search by any name of any day finds the entity
            assert row.name in (entities[row.entity_id].name, *entities[row.entity_id].aliases)
    for spans in by_symbol.values():
        assert all(a[1] < b[0] for a, b in pairwise(sorted(spans)))


def test_former_symbols_of_annotated_data_name_their_bearer() -> None:
    assert understand.entity_of("TICKER:FB") == "company:META"
    assert understand.entity_of("TICKER:SQ") == "company:XYZ"
    assert understand.entity_of("TICKER:AAPL") == "company:AAPL"
