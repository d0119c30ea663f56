"""When an article could be known: the rule that every as-of answer rests on."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from aggregator.records import Exclusion, Origin, Stamp

NEW_YORK = ZoneInfo("America/New_York")
FUTURE_SLACK = dt.timedelta(hours=24)


def known_from(published: Stamp) -> dt.datetime | None:
    """First moment at which the stamp is certainly past; None for month and year precision.

    A date without a time (by convention `Stamp.at` at 00:00 UTC of that date) is over at 23:59:59 in New York.
    """
    if published.precision in ("month", "year"):
        return None
    if published.precision == "day":
        ending = dt.datetime.combine(published.at.astimezone(dt.UTC).date(), dt.time(23, 59, 59), NEW_YORK)
        return ending.astimezone(dt.UTC)
    return published.at.astimezone(dt.UTC)


def knowable_at(
    published: Stamp | None, first_seen_at: dt.datetime, origin: Origin
) -> tuple[dt.datetime | None, Exclusion | None]:
    """The moment from which as-of queries may use an item, or None with the reason why they never may.

    `future` when publication is claimed more than 24 hours after first sight: the date is wrong. Crawled: the later of
    publication and first sight. Imported and sample items: publication time alone, since we saw them in bulk. Month
    and year precision is `doubtful`, no date `undated`.
    """
    if published is None:
        return None, "undated"
    if published.at - first_seen_at > FUTURE_SLACK:
        return None, "future"
    known = known_from(published)
    if known is None:
        return None, "doubtful"
    return (max(known, first_seen_at.astimezone(dt.UTC)) if origin == "crawl" else known), None
