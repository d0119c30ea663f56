"""What a study asks for and what it answers: plain records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pandas import DataFrame

Entry = Literal["open", "close"]
Part = Literal["event", "ic"]
Group = Literal["high", "low"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to study.

    `above` and `below` say from which values of the signal on a session is an event. `benchmark` replaces each
    instrument's own ("none": returns are not adjusted for a market). `effect` is the mean, in standard deviations,
    that the study must be able to see.
    """

    signal: str
    entities: tuple[str, ...] = ()
    topic: str | None = None
    symbol: str | None = None
    kinds: tuple[str, ...] = ()
    direction: str | None = None
    sources: tuple[str, ...] = ()
    horizons: tuple[int, ...] = (1, 5, 21)
    above: float | None = None
    below: float | None = None
    entry: Entry = "open"
    benchmark: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    as_of: dt.datetime | None = None
    effect: float = 0.5
    draws: int = 999
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing whose signal is studied: an entity or `topic:NAME`, the instrument that it is held as, its market.

    `signal_of` is what its price signals are stored under.
    """

    key: str
    symbol: str
    benchmark: str | None
    signal_of: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One tested figure: the mean abnormal return of a group of events, or an information coefficient.

    Returns are percent. For `event`: `group` is high or low, `mean` the mean cumulative abnormal return (CAR) over the
    horizon, `aar` the average abnormal return of its last session, `positive` the share of CARs above 0, `before` the
    mean CAR of the five sessions up to the entry. For `ic`: `group` is cross_section or time_series, `mean` the rank
    correlation, `marginal` that with the sessions since the horizon before alone (how the coefficient decays).
    `independent` is how many independent events or pairs the `n` are worth, `needed` how many the power calculation
    asks for, `detectable` the mean that would have been found four times in five. `se`, `low`, `high`, `t` and `p_t`
    allow for overlap and clustering, `se_plain` does not. `p` (of the placebo test, for coefficients `p_t`) is the one
    that `p_holm` and `p_bh` correct over all cells of the study.
    """

    part: Part
    group: str
    model: str
    horizon: int
    n: int
    n_sessions: int
    n_instruments: int
    independent: float
    needed: int
    mean: float
    se: float
    low: float
    high: float
    t: float | None
    p_t: float | None
    se_plain: float
    p: float
    detectable: float | None = None
    aar: float | None = None
    positive: float | None = None
    before: float | None = None
    t_kp: float | None = None
    p_kp: float | None = None
    placebo_mean: float | None = None
    placebo_low: float | None = None
    placebo_high: float | None = None
    n_placebo: int | None = None
    marginal: float | None = None
    p_holm: float | None = None
    p_bh: float | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that was not computed, because too little independent evidence is there."""

    part: Part
    group: str
    horizon: int
    n: int
    independent: float
    needed: int

    def __str__(self) -> str:
        sessions = "1 session" if self.horizon == 1 else f"{self.horizon} sessions"
        plural = "" if self.n == 1 else "s"
        what = f"{self.group} event{plural}" if self.part == "event" else f"pair{plural} of signal and return"
        return f"{sessions}: {self.n:,} {what}, worth {self.independent:,.1f} independent ones; needed: {self.needed:,}"


@dataclass(frozen=True, slots=True)
class Path:
    """Mean CAR of one group by session since the entry, with its 95 % interval: what the plot draws."""

    group: str
    model: str
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """The answer: cells in order of part, group, model and horizon, what was refused, and what it all rests on.

    `found` counts the events of each group before prices were asked for; `articles` and `imported` the articles (or
    claims' articles) behind the signal.
    """

    signal: str
    about: str
    above: float | None
    below: float | None
    entry: Entry
    horizons: tuple[int, ...]
    as_of: dt.datetime | None
    seed: int
    effect: float
    units: tuple[Unit, ...]
    first_session: dt.date
    last_session: dt.date
    found: Mapping[str, int]
    articles: int
    imported: int
    cells: tuple[Cell, ...]
    refused: tuple[Refusal, ...]
    paths: tuple[Path, ...]
    notes: tuple[str, ...]

    def frame(self) -> DataFrame:
        """The cells as a table, one row each."""
        import pandas as pd

        return pd.DataFrame([asdict(cell) for cell in self.cells])
