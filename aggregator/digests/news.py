"""What is news: items published in the window, apart from older ones that were merely taken in now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from aggregator.digests.text import day, moment
from aggregator.records import ArticleRef
from aggregator.sessions import day_end

# An outlet that was followed before delivers late now and then: what it published in the night before the window
# began and nobody could have read then is still news.
LATE = dt.timedelta(hours=12)
MUCH_LATER = dt.timedelta(days=1)  # from here on a line says when an item was first seen


def told_at(ref: ArticleRef) -> dt.datetime | None:
    """When an item was published; a date without a time ends with its day. Without either, when it was knowable."""
    if ref.published_at is None:
        return ref.knowable_at
    if ref.published_precision == "day":
        return day_end(_date(ref.published_at))
    return ref.published_at


def _date(published_at: dt.datetime) -> dt.date:
    """The date of an item that has no time: it is stored as that day's 00:00 UTC and belongs to no zone."""
    return published_at.astimezone(dt.UTC).date()


def split(
    refs: Iterable[ArticleRef], before: Iterable[ArticleRef], start: dt.datetime
) -> tuple[list[ArticleRef], list[ArticleRef]]:
    """(news, backlog) of the items that became known in a window that begins at `start`.

    `before` are the items known earlier: their sources count as followed, so what of theirs comes a little late is
    news too. Of a source that is new everything older than the window is backlog.
    """
    followed = {ref.source for ref in before if ref.first_seen_at <= start}
    news: list[ArticleRef] = []
    backlog: list[ArticleRef] = []
    for ref in refs:
        at = told_at(ref)
        since = start - LATE if ref.source in followed else start
        (news if at is not None and at > since else backlog).append(ref)
    return news, backlog


def when(ref: ArticleRef) -> str:
    """The time of publication in words, and that of first sight where it lies much later."""
    at = ref.published_at or ref.knowable_at
    if at is None:
        return ""
    words = day(_date(at)) if ref.published_precision == "day" else moment(at)
    told = told_at(ref) or at
    late = ref.origin == "crawl" and ref.first_seen_at - told >= MUCH_LATER
    return f"{words}, first seen {moment(ref.first_seen_at)}" if late else words
