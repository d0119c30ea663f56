"""Saved searches of feeds.yaml, each a group of its newest finds."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from aggregator.digests.context import Context
from aggregator.digests.document import Body, Group, Line
from aggregator.digests.news import when
from aggregator.digests.said import Shown
from aggregator.digests.stories import SHOWN_ID
from aggregator.digests.text import clean, count, safe_url
from aggregator.errors import UsageError
from aggregator.records import Hit
from aggregator.searching import parse, run

LIMIT = 3
_FLAG = re.compile(r"--(\w)")
_MOST = 1000  # older items taken in now are found too, and left out


def section(ctx: Context, shown: Shown) -> Body:
    """What each saved search finds in the window; a broken one says what is wrong with it."""
    if not ctx.config.searches:
        return Body(empty="No saved searches: name some under `searches:` in feeds.yaml.")
    return Body(groups=tuple(_group(ctx, name, words, shown) for name, words in ctx.config.searches.items()))


def _group(ctx: Context, name: str, words: str, shown: Shown) -> Group:
    title = clean(name, 60)
    try:
        query = parse(words, entities=ctx.entities.values(), as_of=ctx.window.as_of, limit=_MOST)
    except UsageError as error:
        # The grammar names filters as flags do; in feeds.yaml they have no dashes.
        problem, remedy = (clean(_FLAG.sub(r"\1", text or ""), 240) for text in (error.message, error.remedy))
        told = f"“{clean(words, 80)}” under `searches:` in feeds.yaml cannot be searched: {problem}"
        return Group(title, (Line(told, note=remedy, tone="warn"),))
    span = ctx.window
    start = span.start + dt.timedelta(seconds=1)
    query = replace(query, since=max(query.since or start, start), until=min(query.until or span.end, span.end))
    news = {ref.id for ref in ctx.refs}
    hits = [hit for hit in run(ctx.store, query) if hit.article.id in news]
    new = [hit for hit in hits if hit.article.story_id not in shown]
    first = {hit.article.story_id: hit for hit in reversed(new)}  # the best hit of each story
    picked = sorted(first.values(), key=lambda hit: (-hit.rank, hit.article.id))[:LIMIT]
    for hit in picked:
        shown.mark(hit.article.story_id)
    lines = [_line(hit) for hit in picked]
    above = len({hit.article.story_id for hit in hits}) - len(first)
    rest = len(first) - len(picked)
    tail = [f"{count(above, 'story', 'stories')} above"] if above else []
    tail += [f"{rest} more: aggregator search '{clean(words, 80)}'"] if rest else []
    if not hits:
        tail = ["nothing new"]
    return Group(title, (*lines, *((Line(" · ".join(tail)),) if tail else ())))


def _line(hit: Hit) -> Line:
    ref = hit.article
    return Line(
        clean(ref.title) or "(untitled)",
        note=f"{clean(ref.source, 40)} · {when(ref)}",
        url=safe_url(ref.url),
        show=ref.id[:SHOWN_ID],
    )
