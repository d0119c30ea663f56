"""Figures that someone estimates are forecasts, those that an office releases data."""

from __future__ import annotations

import pytest

from tests.understand.samples import claims


@pytest.mark.parametrize(
    ("text", "kind", "certainty"),
    [
        ("Acme Research estimates that core CPI rose 0.3% in May.", "forecast", "hedged"),
        ("Analysts had forecast headline CPI rising 0.3% in May.", "forecast", "hedged"),
        ("Economists believe May consumer prices rose 3.4% from a year earlier.", "forecast", "hedged"),
        ("The statistics office estimates that consumer prices rose 0.3% in May.", "data", "asserted"),
        ("Data showed that core CPI rose 0.3% in May.", "data", "asserted"),
    ],
)
def test_a_change_that_is_only_estimated_is_a_forecast(text: str, kind: str, certainty: str) -> None:
    [claim] = claims(text)
    assert (claim.kind, claim.certainty, claim.unit) == (kind, certainty, "pct")
