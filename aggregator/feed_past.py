"""How feeds fared at an earlier time, as far as it can still be told.

Of a feed's state only the newest is kept. What it had brought by then, the failures that stood open and the redirects
that it showed have their dates, and no later poll changes what they say of an earlier time.
"""

from __future__ import annotations

import datetime as dt

from aggregator.fetch import rhythm
from aggregator.records import FeedState
from aggregator.store import Store, feeds, health


def states(store: Store, as_of: dt.datetime) -> dict[str, FeedState]:
    """What was known at `as_of` of every feed that had brought something or failed, by address.

    A feed that did not fail counts as having answered the last crawl. Validators, wishes, the next poll and how often
    a failure had come are not known any more.
    """
    answered_at = health.last_crawl(store, as_of)
    failing = {failure.item: failure for failure in health.failures(store, as_of) if failure.stage == "feed"}
    brought = feeds.published(store, answered_at or as_of, rhythm.MOST_TIMES)
    found = {}
    for url in sorted({*failing, *brought}):
        times, failure = brought.get(url, []), failing.get(url)
        usual = rhythm.of(times, answered_at or as_of)
        found[url] = FeedState(
            url,
            last_polled_at=failure.first_at if failure else answered_at,
            last_success_at=None if failure else answered_at,
            newest_entry_at=max(times, default=None),
            last_error=f"{failure.code} since {failure.first_at:%Y-%m-%d %H:%MZ}" if failure else None,
            rhythm_s=usual.usual_s if usual else None,
            silence_s=usual.silence_s if usual else None,
        )
    return found
