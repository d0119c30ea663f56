"""What a claim is said to be checked against, when it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from aggregator.store import open_store
from tests.builders import NOW, add, article, claim
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, "(^RUT)"),
        ({"kind": "forecast", "entity_id": "rate:FFR", "symbol": None}, "(DFEDTARU)"),
        ({"kind": "policy", "entity_id": "org:FED", "symbol": None}, "(DFEDTARU)"),
        ({"kind": "data", "entity_id": "macro:NFP_US", "symbol": None}, "(release calendar)"),
        ({"entity_id": "rate:UST10Y", "symbol": None}, "(not surely DGS10)"),
        ({"entity_id": "org:FED", "symbol": None}, "(no instrument)"),
        ({"entity_id": None, "symbol": None}, "(no instrument)"),
    ],
)
def test_what_a_claim_is_checked_against(tmp_path: Path, run: Run, fields: dict[str, object], shown: str) -> None:
    path = tmp_path / "one.db"
    with open_store(path) as store:
        add(store, article("A note from Alder Bay", known=NOW), claims=[claim("It rose 2% on Friday.", **fields)])
        [row] = store.rows("SELECT claim_id FROM claims")
    out = run("--db", path, "show", row["claim_id"]).out
    assert shown in next(line for line in out.splitlines() if "subject" in line)
