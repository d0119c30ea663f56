"""The benchmark of the join, in its quick mode: that it runs, and that all ways find the same bars."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks/align.py"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_of_align", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    monkeypatch.syspath_prepend(SCRIPT.parent)
    spec.loader.exec_module(module)
    return module


def test_the_quick_mode_runs_through(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert script.main(["--quick"]) > 1
    shown = capsys.readouterr().out
    for words in (
        "joined (records in, records out)",
        "peak memory",
        "pandas.merge_asof",
        "all found the same",
        "a day",
    ):
        assert words in shown
    assert "verdicts 180" in shown


def test_other_bars_are_noticed(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    found = script.Places.newest
    monkeypatch.setattr(script.Places, "newest", lambda *asked: found(*asked) - 1)
    prices = script.Prices(20, 2)
    with pytest.raises(AssertionError):
        script.show_join(prices, script.asked(prices, 500))
