"""Moves without news and news without moves."""

from __future__ import annotations

from aggregator.digest.context import Context
from aggregator.digest.document import Body, Group, Line
from aggregator.digest.market import change, is_yield
from aggregator.digest.said import Shown
from aggregator.digest.stories import SHOWN_ID
from aggregator.digest.text import clean, count, day, safe_url, signed

BIG_MOVE, SMALL_MOVE = 2.0, 0.5  # standard deviations of the daily move over the 63 sessions before
MANY_STORIES = 3
LIMIT = 5


def section(ctx: Context, _shown: Shown) -> Body:
    """Instruments that moved by two standard deviations though nobody wrote of them, and the reverse."""
    if not ctx.refs:
        return Body(empty="No articles in the window, so silence says nothing.")
    moves: list[tuple[float, Line]] = []
    quiet: list[tuple[float, Line]] = []
    measured = 0
    for symbol in sorted(ctx.prices):
        price = ctx.prices[symbol]
        z = price.move_z(is_yield(symbol))
        # Only a move of the window's own sessions has anything to do with the window's news.
        if z is None or price.last.session < ctx.window.previous:
            continue
        measured += 1
        scores = [s for target in ctx.entities_of(symbol) for s in ctx.scores.get(target, ()) if s.relevance >= 0.1]
        stories = {score.story_id for score in scores}
        moved = f"{ctx.label(symbol)} {change(price, 1)} on {day(price.last.session)} ({signed(z, 1)} sd)"
        if abs(z) >= BIG_MOVE and not stories:
            moves.append((abs(z), Line(f"{moved}: no story names it", tone="warn", note=_closes(price.last.provider))))
        elif abs(z) < SMALL_MOVE and len(stories) >= MANY_STORIES:
            top = max(scores, key=lambda score: (score.relevance, score.article_id))
            ref = next(ref for ref in ctx.refs if ref.id == top.article_id)
            line = Line(
                f"{moved}: {count(len(stories), 'story', 'stories')}",
                note=f"most of all “{clean(ref.title, 80)}”, {clean(ref.source, 40)}",
                url=safe_url(ref.url),
                show=ref.id[:SHOWN_ID],
            )
            quiet.append((len(stories), line))
    if not measured:
        return Body(empty="No instrument has both a close in the window and the history to measure it by.")
    groups = [
        Group(title, tuple(line for _, line in sorted(found, key=lambda pair: (-pair[0], pair[1].text))[:LIMIT]))
        for title, found in (("Moves without news", moves), ("News without moves", quiet))
        if found
    ]
    if not groups:
        return Body(empty=f"None among {count(measured, 'instrument')}: what moved was in the news, and the reverse.")
    return Body(summary=f"{count(measured, 'instrument')} measured.", groups=tuple(groups))


def _closes(provider: str) -> str:
    return f"closes by {clean(provider, 40)}"
