"""The join of a claim to the price signals that were knowable when it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from aggregator.records import Alignment, Claim
from aggregator.sessions import Calendar

# Signals of a symbol at a session by name, as they were knowable at the given time.
SignalLookup = Callable[[str, dt.date, dt.datetime], Mapping[str, float]]


def join(claim: Claim, knowable_at: dt.datetime, signals: SignalLookup, *, calendar: Calendar) -> Alignment | None:
    """Align `claim` to the last session that had closed at `knowable_at`; None without an instrument.

    The claim belongs to the first session whose open is strictly after `knowable_at`; a claim made while a session
    runs sees that session's signals neither before nor as its own.
    """
    if claim.symbol is None:
        return None
    last = calendar.last_closed(knowable_at)
    return Alignment(
        claim_id=claim.claim_id,
        symbol=claim.symbol,
        session=calendar.first_open_after(knowable_at),
        signal_session=last,
        signals=dict(signals(claim.symbol, last, knowable_at)),
        knowable_at=knowable_at,
    )
