"""Which sessions the words of a claim about the past name.

A resolved window is taken as it is, cut where it reaches beyond what had happened when the claim was made. A claim
without any window speaks of the session of its publication if it was made after that session's close on the same day in
New York, or, for levels, of the last close. That is a guess: it can confirm a claim, but never contradict it. Moves and
levels are tried over more than one window: `aggregator.align.readings`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from aggregator.align.prices import UnverifiableError
from aggregator.records import Claim
from aggregator.sessions import Calendar, new_york_date

# Trading that daily bars of the regular session do not show.
_UNSEEN = re.compile(r"after[- ]hours|post-?market|pre-?market|extended trading|late trading|overnight", re.I)
_FUTURES = re.compile(r"^[^|]*\bfutures\b|\b(stock|equity|index|Dow|S&P 500|Nasdaq|U\.?S\.?) futures\b", re.I)


LAST_CLOSE = "last close"


@dataclass(frozen=True, slots=True)
class Window:
    """Sessions, both included. `guess` names an assumed window; `running`: the last session had not closed.

    `told` names a window that the article's other figures tell. Over a `strict` guess only a match counts.
    """

    start: dt.date
    end: dt.date
    running: bool
    guess: str | None = None
    told: str | None = None
    strict: bool = False


def resolve(claim: Claim, knowable_at: dt.datetime, calendar: Calendar, *, standing: bool = False) -> Window:
    """The one window of `claim`, or `UnverifiableError`. `standing` claims (levels) hold until the next close."""
    refuse_unseen(claim)
    start, end = claim.window_start or claim.window_end, claim.window_end or claim.window_start
    if start is None or end is None:
        if claim.window_text:
            raise UnverifiableError("window_unresolved")
        return _assumed(knowable_at, calendar, standing)
    if start > end:
        raise UnverifiableError("window_unresolved")
    end = calendar.on_or_before(end)
    start = min(calendar.on_or_after(start), end)  # of a weekend or a holiday only the session before can be meant
    opened = calendar.previous(calendar.first_open_after(knowable_at))
    if calendar.open_time(opened) == knowable_at:  # at the bell nobody knows a price of the session
        opened = calendar.previous(opened)
    if start > opened:
        raise UnverifiableError("not_knowable")
    end = min(end, opened)
    return Window(start, end, running=calendar.close_time(end) > knowable_at)


def unseen(words: str) -> bool:
    """Whether words speak of trading before the open or after the close."""
    return _UNSEEN.search(words) is not None


def refuse_unseen(claim: Claim) -> None:
    """`UnverifiableError` where a claim is about trading that daily bars of the regular session do not show."""
    contract = (claim.symbol or "").endswith("=F")  # here the futures are the instrument
    futures = not contract and _FUTURES.search(f"{claim.subject} | {claim.evidence}")
    if futures or unseen(claim.window_text or ""):
        raise UnverifiableError("no_prices")


def _assumed(knowable_at: dt.datetime, calendar: Calendar, standing: bool) -> Window:
    session = calendar.last_closed(knowable_at)
    if standing:
        return Window(session, session, running=False, guess=LAST_CLOSE)
    if new_york_date(knowable_at) != session:
        raise UnverifiableError("window_unresolved")
    return Window(session, session, running=False, guess="session of publication")
