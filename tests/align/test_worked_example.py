"""The article of Monday 2024-07-15 against real prices: every figure of the contract's worked example."""

from __future__ import annotations

import datetime as dt

import pytest

from aggregator.align import verdict
from aggregator.market.history import History
from aggregator.records import Claim, PolicyDecision, Release, Verdict
from aggregator.sessions import calendar

from .conftest import LOADED, PUBLISHED
from .making import FRIDAY, LAST_WEEK, D, claim

RARITY = "There has been one other trading day since 1979 when the Russell 2000 rose 3%+ while the S&P 500 was down."


@pytest.fixture
def judge(histories: dict[str, History], releases: list[Release], policy: list[PolicyDecision]):
    def run(claim: Claim, now: dt.datetime = LOADED, siblings: tuple[Claim, ...] = ()) -> Verdict:
        return verdict(
            claim,
            histories,
            knowable_at=PUBLISHED,
            now=now,
            calendar=calendar(),
            releases=releases,
            policy=policy,
            siblings=siblings,
        )

    return run


def test_russell_2000_gained_6_08_percent_last_week(judge) -> None:
    found = judge(claim(direction="up", value=6.08, unit="pct", value_text="6.08%", **LAST_WEEK))
    assert found.verdict == "close"
    assert found.basis == "^RUT close to close"
    assert found.measured == pytest.approx(5.997, abs=5e-4)
    assert found.error == pytest.approx(-0.083, abs=5e-4)
    tried = {row["basis"]: row["measured"] for row in found.tried}
    assert tried["IWM close to close (listed fund)"] == pytest.approx(6.108, abs=5e-4)
    assert [bar["symbol"] for bar in found.bars] == ["^RUT", "IWM"]
    assert found.bars[0]["sessions"] == "2024-07-05..2024-07-12"
    assert found.bars[0]["provider"] == "files"
    assert found.bars[0]["fetched_at"] == LOADED.isoformat()
    assert found.knowable_at == PUBLISHED


def test_qqqs_surged_10_44_percent_last_week(judge) -> None:
    found = judge(claim(symbol="QQQS", direction="up", value=10.44, unit="pct", value_text="10.44%", **LAST_WEEK))
    assert found.verdict == "close"
    assert found.measured == pytest.approx(10.462, abs=5e-4)
    assert found.error == pytest.approx(0.02, abs=5e-3)


def test_qqqs_gained_1_85_percent_last_friday(judge) -> None:
    found = judge(claim(symbol="QQQS", direction="up", value=1.85, unit="pct", value_text="1.85%", **FRIDAY))
    assert found.verdict == "close"
    assert found.measured == pytest.approx(1.718, abs=5e-4)
    assert found.error == pytest.approx(-0.13, abs=5e-3)


def test_volume_more_than_36x(judge) -> None:
    found = judge(
        claim(
            "volume",
            "QQQS",
            value=36,
            unit="x",
            value_text="more than 36x",
            comparator="gt",
            direction="up",
            subject="volume",
            **FRIDAY,
        )
    )
    assert found.verdict == "supported"
    assert [round(float(row["measured"]), 1) for row in found.tried] == [36.8, 31.4, 25.2]
    assert found.basis == "QQQS volume over the mean of the 63 sessions before"


def test_one_other_day_since_1979_and_nearly_16_years(judge) -> None:
    rare = claim("count", value=1, unit="count", value_text="one other", evidence=RARITY, direction="up")
    found = judge(rare)
    assert (found.verdict, found.measured) == ("supported", 1.0)
    assert "2008-10-10" in str(found.basis)
    assert found.bars[0]["symbol"] == "^RUT_LONG"
    years = claim(
        "count",
        value=16,
        unit="other",
        value_text="nearly 16 years",
        comparator="approx",
        start=200,
        evidence="It had been nearly 16 years since that event occurred.",
    )
    found = judge(years, siblings=(rare, years))
    assert found.verdict == "supported"
    assert found.measured == pytest.approx(15.75, abs=0.01)
    assert judge(years).reason == "ambiguous"


@pytest.mark.parametrize(
    ("entity", "stance", "day", "surprise"),
    [("macro:PPI_US", "hotter", D(2024, 7, 12), 0.1), ("macro:CPI_US", "cooler", D(2024, 7, 11), -0.2)],
)
def test_hotter_ppi_and_cooler_cpi(judge, entity: str, stance: str, day: dt.date, surprise: float) -> None:
    words = "Investors worried less about Friday's hotter-than-expected PPI after Thursday's cooler-than-expected CPI."
    told = claim("data", None, entity_id=entity, stance=stance, evidence=words, window_start=day, window_end=day)
    found = judge(told)
    assert (found.verdict, found.measured) == ("supported", pytest.approx(surprise))
    other = {"hotter": "cooler", "cooler": "hotter"}[stance]
    wrong = judge(claim("data", None, entity_id=entity, stance=other, evidence=words, window_start=day, window_end=day))
    assert wrong.verdict == "contradicted"


def test_multiple_rate_cuts_before_the_end_of_the_year(judge) -> None:
    cuts = claim(
        "forecast",
        None,
        entity_id="org:FED",
        tense="future",
        direction="down",
        due=D(2024, 12, 31),
        evidence="Hopes rise that the Fed can deploy multiple interest rate cuts before the end of this year.",
    )
    at = lambda *d: dt.datetime(*d, tzinfo=dt.UTC)  # noqa: E731
    assert judge(cuts, at(2024, 7, 15, 12)).verdict == "pending"
    assert judge(cuts, at(2024, 9, 20)).verdict == "pending"
    early = judge(cuts, at(2024, 11, 8))
    assert (early.verdict, early.measured, early.knowable_at) == ("came_true", 2.0, at(2024, 11, 7, 19))
    assert judge(cuts, at(2024, 12, 19)) == judge(cuts, at(2024, 12, 19))
    final = judge(cuts)
    assert (final.verdict, final.measured) == ("came_true", 3.0)
    assert [bar["sessions"] for bar in final.bars] == ["2024-09-18", "2024-11-07", "2024-12-18"]
