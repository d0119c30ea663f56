"""Figures on a terminal: people read them, so never in powers of ten and never cut where a quote still counts."""

from __future__ import annotations

import pytest

from aggregator.cli.output import figure, show


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (21480.0, "21,480"),
        (21480.1234, "21,480.12"),
        (1.08342, "1.0834"),
        (0.000161, "0.000161"),
        (-6.08, "-6.08"),
        (0.0, "0"),
        (31_250_000.4, "31,250,000"),
        (0.70000001, "0.7"),
    ],
)
def test_a_figure_is_written_out(value: float, shown: str) -> None:
    assert figure(value) == shown
    assert show(value) == shown


def test_an_error_has_its_sign() -> None:
    assert figure(0.25, signed=True) == "+0.25"
    assert figure(-1234.5, signed=True) == "-1,234.5"
