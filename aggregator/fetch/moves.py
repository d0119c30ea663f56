"""What a permanent redirect of a feed means. Pure.

Servers send 301 by mistake for an hour: a login page, a maintenance page, a captive portal. A move is believed when
every poll over several days led to the same place and found a feed there. Then polls go to the new address, the feed
keeps its name in feeds.yaml and in the store, and the history says since when. A new address that is gone is left
again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from aggregator.errors import FetchError

BELIEVED_POLLS = 5
BELIEVED_AFTER = dt.timedelta(days=2)
_LOST = (404, 410)


@dataclass(frozen=True, slots=True)
class Move:
    """One permanent redirect of a feed: where to, seen from when to when in how many polls, and what became of it.

    `followed_at`: since when polls go to `target` directly. `ended_at`: when the redirect was no longer seen, or the
    new address was lost.
    """

    feed_url: str
    target: str
    first_seen_at: dt.datetime
    last_seen_at: dt.datetime
    polls: int = 1
    followed_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None


def address(feed_url: str, move: Move | None) -> str:
    """Where to poll the feed."""
    return move.target if move is not None and move.followed_at is not None else feed_url


def after_success(feed_url: str, move: Move | None, permanent_url: str | None, now: dt.datetime) -> tuple[Move, ...]:
    """What to store after a poll that found a feed: the open move as it stands now, and the one that it ended, if any.

    `move` is the open one. A followed move whose target answers is confirmed; one whose target redirects on is ended
    and the next begins.
    """
    target = permanent_url if permanent_url != feed_url else None
    if move is not None and move.followed_at is not None and target is None:
        return (replace(move, last_seen_at=now, polls=move.polls + 1),)
    if move is not None and target == move.target:
        seen = replace(move, last_seen_at=now, polls=move.polls + 1)
        held = seen.polls >= BELIEVED_POLLS and now - seen.first_seen_at >= BELIEVED_AFTER
        return (replace(seen, followed_at=seen.followed_at or (now if held else None)),)
    begun = (Move(feed_url, target, now, now),) if target is not None else ()
    return (*((replace(move, ended_at=now),) if move is not None else ()), *begun)


def after_failure(move: Move | None, error: FetchError, now: dt.datetime) -> tuple[Move, ...]:
    """What to store after a poll that failed: a followed address that is no more ends the move."""
    lost = error.status in _LOST or error.code == "dns"
    return (replace(move, ended_at=now),) if move is not None and move.followed_at is not None and lost else ()
