"""Fixtures for every test: where the shared data lies, and a fixed clock."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import settings

# On a machine that others use too, how long an example took says nothing about the code.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

SHARED = Path(__file__).resolve().parents[1] / "../shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the checkout; a test that asks for it is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    return SHARED.resolve()


@pytest.fixture
def now() -> dt.datetime:
    """A frozen clock: Monday 2024-07-15 12:00 UTC."""
    return dt.datetime(2024, 7, 15, 12, 0, tzinfo=dt.UTC)
