"""Master data: every version stays, each read is as of a time, and spells in an index end once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from aggregator.records import Entity
from aggregator.store import Store, db, entities, open_store
from aggregator.store.schema import migrations
from tests.store.made import T0

DAY = dt.timedelta(days=1)
ACME = Entity("company:ACME", "Acme", "ORG", "ACME", aliases=("Acme Corporation",))


@pytest.fixture
def store() -> Store:
    return open_store(":memory:")


def test_a_renamed_company_keeps_its_name_in_earlier_answers(store: Store) -> None:
    entities.save(store, [ACME], provider="a", at=T0)
    renamed = replace(ACME, name="Apex")
    entities.save(store, [renamed], provider="a", at=T0 + 9 * DAY)
    assert entities.read(store) == [renamed]
    assert entities.read(store, T0 + 8 * DAY) == [ACME]
    assert entities.read(store, T0 - DAY) == []


def test_the_same_directory_again_changes_nothing(store: Store) -> None:
    for days in (0, 30):
        assert entities.save(store, [ACME], provider="a", at=T0 + days * DAY) == 1
    assert entities.read(store, T0) == [ACME]
    assert store.one("SELECT COUNT(*) FROM entities") == 1


def test_a_spell_in_an_index_ends_once(store: Store) -> None:
    joined, left = dt.date(2020, 1, 2), dt.date(2024, 6, 24)

    def load(until: dt.date | None, days: int) -> int:
        found = [("ACME", (joined, until)), ("XMPL", (joined, None))]
        return entities.save_members(store, "^GSPC", found, provider="a", at=T0 + days * DAY)

    assert [load(None, 0), load(None, 1), load(left, 2), load(None, 3)] == [2, 0, 1, 0]
    assert entities.members(store) == {"^GSPC": {"ACME": ((joined, left),), "XMPL": ((joined, None),)}}
    assert entities.members_loaded_at(store, "^GSPC") == T0
    assert entities.members_loaded_at(store, "^RUT") is None


def test_what_was_loaded_before_there_were_versions_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    database = Database(path)
    migrations.apply(database, stop_before="m008_membership")
    database.table("entities").insert(
        {"id": "company:ACME", "name": "Acme", "type": "ORG", "symbol": "ACME", "aliases": '["Acme Corporation"]',
         "benchmark": None, "provider": "a", "loaded_at": "2024-07-15T12:00:00Z"}
    )  # fmt: skip
    database.execute(f"PRAGMA application_id = {db.APPLICATION_ID}")
    database.close()
    with open_store(path) as store:
        assert entities.read(store) == [ACME]
        entities.save(store, [replace(ACME, name="Apex")], provider="a", at=T0 + DAY)
        assert entities.read(store, T0) == [ACME]
