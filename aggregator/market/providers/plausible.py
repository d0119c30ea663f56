"""Daily bars that cannot be: a slip in a file, never a bad day on the market.

Only what no exchange prints is refused. Odd and true are futures and yields below zero (oil in April 2020), opens
outside the day's range (^VIX for years), ranges of zeros where nobody keeps them, weekends abroad, of currencies and of
coins, and Saturdays in New York until 1952.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from itertools import islice

from aggregator.market.providers.base import day

ROUNDING = 1e-3
"""Share of the price by which a close may lie outside its range: providers round each price by itself."""
LAST_SATURDAY = dt.date(1952, 9, 27)
_AMERICAN = re.compile(r"[A-Z]{1,5}([-.][A-Z])?|\^(GSPC|RUT|RUT_LONG|NDX|IXIC|DJI|VIX|SP400|SP600)")
_WITHOUT_FLOOR = re.compile(r"\^.*|.*=F")
_ENOUGH = 1_000  # dates of a file that tell on which days of the week its market is open


class Check:
    """Looks at the bars of one symbol; `dates` are all of its file, `latest` the newest day that can have come."""

    def __init__(self, symbol: str, dates: Iterable[str], latest: dt.date | None) -> None:
        self._american = _AMERICAN.fullmatch(symbol) is not None
        self._floored = _WITHOUT_FLOOR.fullmatch(symbol) is None
        self._dates, self._latest = dates, latest
        self._seven_days: bool | None = None

    def day(self, session: dt.date) -> None:
        """Raises ValueError for a day that has not come, and for a weekend in New York."""
        if self._latest is not None and session > self._latest:
            raise ValueError(f"{session} has not come yet")
        if session.weekday() < 5 or session <= LAST_SATURDAY or not self._american:
            return
        if self._seven_days is None:
            self._seven_days = _is_open_all_week(self._dates)
        if not self._seven_days:
            raise ValueError(f"{session} is a {session:%A}, on which there was no session")

    def prices(self, low: float | None, high: float | None, close: float) -> None:
        """Raises ValueError for a close below zero, or one outside the day's range."""
        if close < 0 and self._floored:
            raise ValueError(f"close {close:g} is below zero")
        if not low or not high:
            return
        if low > high:
            raise ValueError(f"low {low:g} is above high {high:g}")
        slack = ROUNDING * abs(close)
        if not low - slack <= close <= high + slack:
            raise ValueError(f"close {close:g} lies outside low {low:g} and high {high:g}")


def _is_open_all_week(dates: Iterable[str]) -> bool:
    """Whether a market trades on weekends as on other days: a coin under a plain name."""
    weekdays = []
    for cell in islice(dates, _ENOUGH):
        try:
            weekdays.append(day(cell).weekday())
        except ValueError:
            continue
    weekend = sum(weekday > 4 for weekday in weekdays)
    return weekend > 1 and weekend > len(weekdays) / 5
