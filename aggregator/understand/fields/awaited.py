"""The period of a figure that is yet to come out, where the period itself is over."""

from __future__ import annotations

import datetime as dt

from aggregator import windows
from aggregator.sessions import Calendar
from aggregator.windows import Phrase, Window

LAG = dt.timedelta(days=32)  # from a period to its figures: over a month in length
LAGS = {"month": LAG, "quarter": dt.timedelta(days=45)}
NO_LAG = dt.timedelta(0)


def released(
    phrase: Phrase, window: Window | None, due: dt.date | None, published: dt.datetime, calendar: Calendar
) -> tuple[Window | None, dt.date | None]:
    """When a figure is expected "in February": in early March that month is over and its figure yet to come.

    So it is with "the third quarter" in October. Figures of a month come out in the next one: then they are due.
    """
    past = windows.resolve(phrase.text, published, calendar)
    if past is None or published.date() - past.end > LAGS.get(past.precision, NO_LAG):
        return window, due
    if window is not None and window.start == past.start:
        return window, due  # it is not over yet
    if past.precision == "quarter":
        return past, calendar.on_or_before(past.end + 2 * LAG)
    return past, calendar.on_or_before((past.end.replace(day=1) + 2 * LAG).replace(day=1) - dt.timedelta(days=1))
