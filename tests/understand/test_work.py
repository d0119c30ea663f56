"""How often dear patterns run: a sentence of any length must not cost the square of its figures."""

from __future__ import annotations

import re
from typing import Any

import pytest

from aggregator.understand.amounts import measured
from aggregator.understand.numbers import quantities
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View


class Counted:
    """A pattern that counts how often it is asked."""

    def __init__(self, inner: re.Pattern[str]) -> None:
        self.inner = inner
        self.calls = 0

    def __getattr__(self, name: str) -> Any:
        self.calls += 1
        return getattr(self.inner, name)


def test_asides_are_found_once_for_all_figures_of_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Apex (a maker of pumps, of Acme) rose 3%, " * 30
    found = quantities.find(text)
    view = View(index=0, start=0, text=text, links=(), quantities=tuple(found), phrases=(), topics=(), sentiment={})
    subjects = [Subject(at.start(), at.end(), "Acme", None, "other") for at in re.finditer("Acme", text)]
    pattern = Counted(measured._ASIDE)
    monkeypatch.setattr(measured, "_ASIDE", pattern)
    measured._asides.cache_clear()
    asides = [measured._is_aside(view, subject, figure) for subject in subjects for figure in found]
    assert len(asides) == 900
    assert sum(asides) == 465  # each is aside for its own figure and all later ones
    assert pattern.calls == 1


def test_the_dear_pattern_of_numbers_runs_only_where_one_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    pattern = Counted(quantities._NUMERIC)
    monkeypatch.setattr(quantities, "_NUMERIC", pattern)
    assert quantities.find("Nothing of the kind was heard of in the town. " * 50) == []
    assert pattern.calls == 0
    lead = "More than anyone had thought, " * 20
    assert [found.text for found in quantities.find(f"{lead}shares fell more than 3% and no further than that")] == [
        "more than 3%"
    ]
    assert pattern.calls == 1
