"""Figures from monthly series, where the release calendar carries no such event."""

from __future__ import annotations

import datetime as dt

import pytest

from aggregator import align
from aggregator.records import Observation, Release, Verdict
from aggregator.sessions import calendar
from tests.align.making import claim

SAID = dt.datetime(2024, 7, 11, 15, 0, tzinfo=dt.UTC)
NOW = dt.datetime(2024, 9, 1, tzinfo=dt.UTC)
OUT = dt.datetime(2024, 7, 11, 12, 30, tzinfo=dt.UTC)
CORE = Release("Core CPI m/m", "USD", OUT, 0.1, 0.2, 0.2, "pct", "made", NOW, OUT)
JUNE = {"window_text": "in June", "window_start": dt.date(2024, 6, 3), "window_end": dt.date(2024, 6, 28)}


def series(name: str, values: dict[str, float]) -> dict[str, list[Observation]]:
    return {
        name: [
            Observation(name, dt.date.fromisoformat(f"{month}-01"), v, "made", NOW, NOW) for month, v in values.items()
        ]
    }


UNREVISED = series("CUUR0000SA0L1E", {"2023-05": 300.0, "2023-06": 310.0, "2024-05": 320.0, "2024-06": 320.168})
REVISED = series("PCEPILFE", {"2023-06": 118.0, "2024-05": 120.7, "2024-06": 121.1})
RATE = series("UNRATE", {"2024-05": 4.0, "2024-06": 4.1})


def judge(told: object, observations: dict[str, list[Observation]], **further: object) -> Verdict:
    fields = {"now": NOW, "releases": (CORE,), **further}
    return align.verdict(told, {}, knowable_at=SAID, calendar=calendar(), observations=observations, **fields)  # type: ignore[arg-type]


def data(entity: str, value: float, evidence: str, **fields: object) -> object:
    given = {"direction": "up", "unit": "pct", **fields}
    return claim(
        "data", None, entity_id=f"macro:{entity}", value=value, value_text=f"{value}%", evidence=evidence, **given
    )


@pytest.mark.parametrize(
    ("value", "expected"), [(3.3, "supported"), (3.4, "close"), (3.9, "contradicted"), (2.9, "contradicted")]
)
def test_the_month_is_the_one_before_the_release(value: float, expected: str) -> None:
    found = judge(data("CORE_CPI_US", value, f"Core prices rose {value}% from a year earlier."), UNREVISED)
    assert found.verdict == expected
    assert found.measured == 3.3, "as it was published: 3.28 to one decimal"
    assert found.basis == "CUUR0000SA0L1E over 12 months"
    assert found.bars[0]["sessions"] == "2023-06-01..2024-06-01"
    assert found.knowable_at == NOW, "no earlier than its values"


def test_without_a_release_the_words_must_name_the_month() -> None:
    words = "Core PCE prices rose 2.6% from a year earlier"
    assert judge(data("CORE_PCE_US", 2.6, words), REVISED).verdict == "unverifiable"
    found = judge(data("CORE_PCE_US", 2.6, words, **JUNE), REVISED)
    assert (found.verdict, found.basis) == ("supported", "PCEPILFE over 12 months, as revised since")


def test_a_revised_series_contradicts_nothing() -> None:
    told = data("CORE_PCE_US", 4.4, "Core PCE prices rose 4.4% from a year earlier", **JUNE)
    assert judge(told, REVISED).verdict == "unverifiable"


def test_a_rate_is_read_as_it_stands() -> None:
    told = data("UNRATE_US", 4.1, "The jobless rate rose to 4.1% in June", **JUNE)
    assert (judge(told, RATE).verdict, judge(told, RATE).measured) == ("supported", 4.1)


def test_values_that_were_not_known_yet_are_not_used() -> None:
    told = data("UNRATE_US", 4.1, "The jobless rate rose to 4.1% in June", **JUNE)
    assert judge(told, RATE, now=NOW - dt.timedelta(seconds=1)).verdict == "unverifiable"


def test_the_calendar_comes_first() -> None:
    told = data("CORE_CPI_US", 0.1, "Core prices rose 0.1% on the month.")
    found = judge(told, series("CPILFESL", {"2024-05": 100.0, "2024-06": 100.4}))
    assert (found.verdict, found.basis) == ("supported", "Core CPI m/m")
