"""Claims held against the market."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from aggregator.records.words import Reason, Unit, VerdictName


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the prices say about a claim. Append-only: a new price or a new rule makes a new row.

    `measured` and `error` (measured minus stated, signed) are in the claim's unit; `bars` names the sessions used
    per symbol with their provider and fetch time; `tried` lists every basis measured, in order.
    """

    claim_id: str
    verdict: VerdictName
    reason: Reason | None
    measured: float | None
    unit: Unit | None
    error: float | None
    basis: str | None
    window_start: dt.date | None
    window_end: dt.date | None
    bars: tuple[Mapping[str, str], ...]
    tried: tuple[Mapping[str, object], ...]
    rule: str
    decided_at: dt.datetime
    knowable_at: dt.datetime
    simulated: bool = False

    @property
    def in_range(self) -> bool:
        """Whether it says no more than that a day's price range holds the stated figure: prices neither agree with it
        nor contradict it.
        """
        return self.verdict == "close" and self.measured is None


@dataclass(frozen=True, slots=True)
class Alignment:
    """A claim joined to the price signals that were knowable when it was.

    `session` is the first session whose open is strictly after the claim's `knowable_at`; `signal_session` is the
    last session whose signals were knowable then.
    """

    claim_id: str
    symbol: str
    session: dt.date
    signal_session: dt.date
    signals: Mapping[str, float]
    knowable_at: dt.datetime
