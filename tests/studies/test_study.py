"""Studies of stores: what belongs to which session, what is refused, and that nothing later changes a byte."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import aggregator as ag
from aggregator.cli.output import plain
from aggregator.config import Instrument
from aggregator.errors import UsageError
from aggregator.records import SignalValue
from aggregator.sessions import calendar
from aggregator.store import Store, market, open_store
from aggregator.studies import Plan, Study, chart, instruments, panel, signals, study
from tests.builders import add, article, at, claim, config
from tests.studies import made

LAST = dt.date(2024, 7, 12)
IWM, RUT = ("fund:IWM", "IWM"), ("index:RUT", "^RUT")
SESSIONS = calendar().between(dt.date(2023, 1, 3), LAST)
PLAN = Plan("sentiment_mean", entities=("fund:IWM",), horizons=(1, 3), draws=199, effect=0.7)


def prices(store: Store, seed: int = 1, bump: tuple[int, ...] = ()) -> None:
    """SPY and IWM on all SESSIONS; on those of `bump` IWM gains 3 % more from open to close."""
    rng = np.random.default_rng(seed)
    for symbol in ("SPY", "IWM", "^GSPC", "^RUT"):
        nights, days = rng.normal(0, 0.4, len(SESSIONS)), rng.normal(0, 0.8, len(SESSIONS))
        if symbol == "IWM":
            days[list(bump)] += 3.0
        closes = 100 * np.cumprod((1 + nights / 100) * (1 + days / 100))
        made.save_bars(store, symbol, list(closes / (1 + days / 100)), list(closes), LAST)


def news(store: Store, rows: list[int], mood: float, *, entity: tuple[str, str] = IWM, hours: float = -2) -> None:
    """One story known so many hours from the open of each of these sessions."""
    for row in rows:
        known = calendar().open_time(SESSIONS[row]) + dt.timedelta(hours=hours)
        add(store, article(f"News {row} {mood}", known=known), mood=mood, topics=["equities"], entities=[entity])


_ROWS = np.random.default_rng(0).permutation(np.arange(150, 370)).tolist()
GOOD, BAD, DULL = sorted(_ROWS[:36]), sorted(_ROWS[36:72]), sorted(_ROWS[72:150])


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """Good news before sessions on which IWM gains, bad news before ordinary ones."""
    with open_store(":memory:") as opened:
        prices(opened, bump=tuple(GOOD))
        news(opened, GOOD, 0.8)
        news(opened, BAD, -0.8)
        news(opened, DULL, 0.05)
        yield opened


def cell(answer: Study, group: str, horizon: int, model: str = "market_model") -> ag.studies.Cell:  # type: ignore[name-defined]
    (found,) = [c for c in answer.cells if (c.group, c.horizon, c.model) == (group, horizon, model)]
    return found


def test_good_news_before_the_open_earns_from_the_open(store: Store) -> None:
    answer = study(store, config(), PLAN)
    high, low = (cell(answer, group, 1, "market_adjusted") for group in ("high", "low"))
    assert (high.n, low.n) == (len(GOOD), len(BAD))
    assert high.low < 3.0 < high.high
    assert high.p == pytest.approx(1 / (1 + (high.n_placebo or 0)), abs=0.02)
    assert high.p_holm is not None
    assert high.p_holm < 0.1
    assert low.low < 0 < low.high
    (ic,) = [c for c in answer.cells if c.part == "ic" and c.horizon == 1]
    assert ic.group == "time_series"
    assert ic.mean > 0.2
    assert answer.found == {"high": len(GOOD), "low": len(BAD)}
    assert (answer.articles, answer.imported) == (len(GOOD) + len(BAD) + len(DULL), 0)
    assert [unit.benchmark for unit in answer.units] == ["SPY"]


def test_what_is_known_at_the_open_comes_too_late_for_the_day() -> None:
    with open_store(":memory:") as late:
        prices(late, bump=tuple(GOOD))
        news(late, GOOD, 0.8, hours=0)
        news(late, BAD, -0.8, hours=0)
        answer = study(late, config(), PLAN)
    assert cell(answer, "high", 1).high < 2.0
    assert cell(answer, "high", 1).p > 0.01


def test_an_entry_at_the_close_misses_what_the_day_earned(store: Store) -> None:
    answer = study(store, config(), replace(PLAN, entry="close"))
    assert cell(answer, "high", 1).high < 1.0
    assert cell(answer, "high", 1).before is not None


def test_a_return_is_that_of_its_bars(store: Store) -> None:
    bars = {bar.session: bar for bar in market.bars(store, "IWM")}
    unit = instruments.units(store, config(), PLAN)
    for entry in ("open", "close"):
        table = panel.load(store, unit, SESSIONS[0], LAST, entry=entry, as_of=None)  # type: ignore[arg-type]
        day, after = bars[SESSIONS[200]], bars[SESSIONS[201]]
        later = 100 * (after.close / day.close - 1)
        by_day = 100 * (day.close / (day.open or 0) - 1)
        assert table.first[200, 0] == pytest.approx(by_day if entry == "open" else later)
        assert table.rest[201 if entry == "open" else 200, 0] == pytest.approx(later)


def test_dividends_are_part_of_a_return(store: Store) -> None:
    with open_store(":memory:") as paid:
        for symbol in ("IWM", "SPY"):
            kept = market.bars(store, symbol)
            market.save_bars(paid, symbol, [replace(b, adj_close=b.close * 1.001**i) for i, b in enumerate(kept)])
        unit = instruments.units(paid, config(), PLAN)
        plain_, total = (panel.load(of, unit, SESSIONS[0], LAST, entry="open", as_of=None) for of in (store, paid))
    assert total.first[200] == pytest.approx(plain_.first[200])  # paid overnight
    assert total.rest[200] == pytest.approx(plain_.rest[200] + 0.1, abs=0.01)


# --- refusing -------------------------------------------------------------------------------------------------


def test_too_few_events_are_refused_with_how_many_there_are_and_are_needed() -> None:
    with open_store(":memory:") as small:
        prices(small)
        news(small, GOOD[:7], 0.8)
        with pytest.raises(UsageError) as refused:
            study(small, config(), replace(PLAN, effect=0.5))
    text = str(refused.value)
    assert "1 session: 7 high events, worth 7.0 independent ones; needed: 34" in text
    assert "0 low events" in text
    assert "pairs of signal and return" in text
    assert "80% power at the 5% level" in text


def test_no_signal_at_all_is_refused_too() -> None:
    with open_store(":memory:") as small:
        prices(small)
        with pytest.raises(UsageError, match=r"0 high events.*needed: 34"):
            study(small, config(), replace(PLAN, effect=0.5))


def test_horizons_with_enough_are_studied_and_the_others_named(store: Store) -> None:
    answer = study(store, config(), replace(PLAN, horizons=(1, 60)))
    assert {c.horizon for c in answer.cells if c.part == "event"} == {1}
    assert {(r.group, r.horizon) for r in answer.refused if r.part == "event"} == {("high", 60), ("low", 60)}


def test_every_test_counts_in_the_correction(store: Store) -> None:
    answer = study(store, config(), PLAN)
    smallest = min(c.p for c in answer.cells)
    corrected = [c.p_holm for c in answer.cells if c.p_holm is not None]
    assert len(corrected) == len(answer.cells) == 10
    assert min(corrected) == pytest.approx(smallest * 10, abs=2e-5)
    assert all((c.p_holm or 0) >= (c.p_bh or 0) >= c.p for c in answer.cells)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"signal": "luck"}, "luck"),
        ({"horizons": (0, 5)}, "--horizons"),
        ({"horizons": ()}, "--horizons"),
        ({"effect": 0.0}, "--effect"),
        ({"kinds": ("move",)}, "--kind"),
        ({"above": -1.0, "below": 1.0}, "--below"),
        ({"entities": ("fund:NONE",)}, "fund:NONE"),
        ({"entities": ("org:FED",)}, "--symbol"),
        ({"entities": ("index:SPX",)}, "--benchmark"),
        ({"entities": ("index:RUT", "group:SMALL_CAPS")}, "both held as"),
        ({"entities": (), "symbol": "IWM"}, "--symbol"),
        ({"symbol": "DGS10"}, "yield"),
        ({"symbol": "ZZZ"}, "ZZZ"),
        ({"benchmark": "ZZZ"}, "ZZZ"),
        ({"topic": "gossip", "entities": ()}, "gossip"),
        ({"topic": "fed"}, "--topic"),
        ({"topic": "fed", "entities": ()}, "--symbol"),
        ({"since": at("2024-02-01T00:00"), "until": at("2024-01-01T00:00")}, "--since"),
    ],
    ids=str,
)
def test_a_plan_that_cannot_be_names_the_flag(store: Store, changes: dict[str, object], words: str) -> None:
    small_caps = Instrument("group:SMALL_CAPS", "^RUT", "small caps", (), "^GSPC")
    settings_ = config(instruments=(*config().instruments, small_caps))
    with pytest.raises(UsageError) as refused:
        study(store, settings_, replace(PLAN, **changes))  # type: ignore[arg-type]
    assert words in str(refused.value)


# --- what is studied as what ----------------------------------------------------------------------------------


def test_without_names_everything_with_prices_is_studied_but_the_markets(store: Store) -> None:
    found = instruments.units(store, config(), replace(PLAN, entities=()))
    assert [(u.key, u.symbol, u.benchmark) for u in found] == [
        ("fund:IWM", "IWM", "SPY"),
        ("index:RUT", "^RUT", "^GSPC"),
    ]


def test_a_topic_is_held_as_its_first_proxy_with_returns(store: Store) -> None:
    proxies = config(proxies={"equities": ("DGS10", "NONE", "IWM", "^RUT")})
    (unit,) = instruments.units(store, proxies, replace(PLAN, entities=(), topic="equities"))
    assert (unit.key, unit.symbol) == ("topic:equities", "IWM")
    answer = study(store, proxies, replace(PLAN, entities=(), topic="equities"))
    assert cell(answer, "high", 1, "market_adjusted").low < 3.0 < cell(answer, "high", 1, "market_adjusted").high


def test_a_market_can_be_studied_against_nothing(store: Store) -> None:
    answer = study(store, config(), replace(PLAN, benchmark="none"))
    assert {c.model for c in answer.cells if c.part == "event"} == {"raw", "mean_adjusted"}


def test_sources_and_dates_choose_what_is_read(store: Store) -> None:
    since = at("2024-01-02T00:00")
    some = signals.read(store, replace(PLAN, since=since), instruments.units(store, config(), PLAN))
    assert min(some.values["fund:IWM"]) >= since.date()
    none = signals.read(store, replace(PLAN, sources=("nobody",)), instruments.units(store, config(), PLAN))
    assert not none.values["fund:IWM"]


# --- claims and price signals ---------------------------------------------------------------------------------


def test_claims_count_once_per_story_for_the_session_that_opens_after_them() -> None:
    with open_store(":memory:") as told:
        prices(told)

        def say(hours: float, story: str, **fields: object) -> None:
            known = calendar().open_time(SESSIONS[200]) + dt.timedelta(hours=hours)
            made_ = claim(f"IWM {fields} {hours}", symbol="IWM", entity_id="fund:IWM", **fields)
            add(told, article(f"{story} {hours}", known=known, story=story), claims=[made_])

        say(-3, "a", direction="up", kind="forecast")
        say(-2, "a", direction="up", kind="forecast")  # a copy
        say(-1, "b", direction="up", kind="move")
        say(-0.5, "c", direction="down", kind="forecast")
        say(-0.4, "d", direction="flat", kind="forecast")
        say(0, "e", direction="down", kind="forecast")  # at the open: the next session's
        units = instruments.units(told, config(), PLAN)
        plan = replace(PLAN, signal="claims")
        day, after = SESSIONS[200], SESSIONS[201]
        assert signals.read(told, plan, units).values["fund:IWM"] == {day: 1.0, after: -1.0}
        forecasts = replace(plan, kinds=("forecast",))
        assert signals.read(told, forecasts, units).values["fund:IWM"] == {day: 0.0, after: -1.0}
        up = replace(forecasts, direction="up")
        assert signals.read(told, up, units).values["fund:IWM"] == {day: 1.0}
        assert signals.read(told, up, units).articles == 1


def test_a_price_signal_acts_at_the_next_open_as_it_was_first_known(store: Store) -> None:
    with open_store(":memory:") as told:
        prices(told)
        day = SESSIONS[200]
        closed = calendar().close_time(day)
        market.save_signals(
            told,
            [
                SignalValue("IWM", day, "ret_z", 1, 2.5, closed),
                SignalValue("IWM", day, "ret_z", 1, 9.9, closed + dt.timedelta(days=90)),  # after a revised bar
            ],
        )
        plan = replace(PLAN, signal="ret_z")
        units = instruments.units(told, config(), plan)
        assert signals.read(told, plan, units).values["fund:IWM"] == {SESSIONS[201]: 2.5}
        early = replace(plan, as_of=closed - dt.timedelta(seconds=1))
        assert not signals.read(told, early, units).values["fund:IWM"]


def test_a_signal_without_agreed_extremes_has_a_coefficient_and_says_so() -> None:
    with open_store(":memory:") as told:
        prices(told)
        values = np.random.default_rng(5).standard_normal(len(SESSIONS))
        known = [calendar().close_time(day) for day in SESSIONS]
        market.save_signals(
            told,
            [
                SignalValue("IWM", *row, value, at_)
                for row, value, at_ in zip(((d, "gap", 1) for d in SESSIONS), values, known, strict=True)
            ],
        )
        plan = replace(PLAN, signal="gap")
        answer = study(told, config(), plan)
        assert {c.part for c in answer.cells} == {"ic"}
        assert "--above" in answer.notes[0]
        assert "no event study" in chart(answer)
        named = study(told, config(), replace(plan, above=1.0))
        assert {c.group for c in named.cells if c.part == "event"} == {"high"}
        with pytest.raises(UsageError, match="--above or --below"):
            study(told, config(), replace(plan, as_of=known[20]))


# --- as of ----------------------------------------------------------------------------------------------------


MOMENT = calendar().close_time(SESSIONS[330])


def answered(store: Store) -> str:
    answer = study(store, config(), replace(PLAN, as_of=MOMENT, horizons=(1, 5)))
    return json.dumps(plain(answer)) + chart(answer)


@pytest.fixture(scope="module")
def then(store: Store) -> str:
    return answered(store)


def test_an_answer_as_of_then_uses_only_what_was_known(store: Store, then: str) -> None:
    assert then != answered_now(store)
    answer = study(store, config(), replace(PLAN, as_of=MOMENT))
    assert answer.last_session <= calendar().next(MOMENT.date())
    assert cell(answer, "high", 3).n < cell(study(store, config(), PLAN), "high", 3).n


def answered_now(store: Store) -> str:
    answer = study(store, config(), replace(PLAN, horizons=(1, 5)))
    return json.dumps(plain(answer)) + chart(answer)


@given(
    later_s=st.integers(1, 40_000_000),
    row=st.integers(0, len(SESSIONS) - 1),
    close=st.floats(1, 1000),
    mood=st.floats(-1, 1),
    symbol=st.sampled_from(["IWM", "SPY", "^RUT"]),
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_became_known_later_changes_no_byte(
    store: Store, then: str, later_s: int, row: int, close: float, mood: float, symbol: str
) -> None:
    later = MOMENT + dt.timedelta(seconds=later_s)
    bar = market.bars(store, symbol)[row]
    market.save_bars(store, symbol, [replace(bar, open=close, close=close, fetched_at=later, knowable_at=later)])
    add(store, article(f"Later {later_s} {mood}", known=later), mood=mood, topics=["equities"], entities=[IWM, RUT])
    assert answered(store) == then


# --- the Python interface -------------------------------------------------------------------------------------


def test_the_python_interface_answers_with_a_table(store: Store) -> None:
    answer = ag.study(store, "sentiment_mean", entity="fund:IWM", horizons=[1], effect=0.7, draws=199)
    table = answer.frame()
    assert list(table["part"]) == ["event"] * 4 + ["ic"]
    assert {"mean", "low", "high", "p", "p_holm", "p_bh"} <= set(table.columns)
    with pytest.raises(UsageError):
        ag.study(store, "sentiment_mean", entity="fund:IWM", as_of="2023-02-01")
