"""How feeds fare, as `feeds health` shows it: one row a feed, and in words what a row has no room for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from aggregator.cli.output import counted, safe
from aggregator.records import Feed, FeedState

if TYPE_CHECKING:
    from aggregator.fetch.moves import Move
    from aggregator.store import Store
    from aggregator.store.feeds import Yield

WIDE = 110
"""From so many columns on, the table holds what can be left out."""
_COLUMNS = {"name": "name", "status": "status", "last_success_at": "last success", "newest_entry_at": "newest entry",
            "articles": "articles", "next_due_at": "next poll"}  # fmt: skip
_NEWEST_ONLY = ("errors", "last_success_at", "next_due_at", "moved_seen")
"""Of these the store keeps no history."""
_MORE = {"rhythm": "rhythm", "last_week": "last week", "partial": "in part", "errors": "errors"}


def rows(store: Store, feeds: Sequence[Feed], now: dt.datetime, *, then: bool) -> list[dict[str, object]]:
    """One row a feed: as it stands, or (`then`) as far as it is known how it stood at `now`."""
    from aggregator import feed_past
    from aggregator.store import feeds as stored

    states = feed_past.states(store, now) if then else stored.states(store)
    moves, yields = stored.open_moves(store, now if then else None), stored.yields(store, now)
    # Nobody knows which feeds were disabled then.
    asked = [replace(feed, enabled=True) for feed in feeds] if then else feeds
    made = [row(feed, states.get(feed.url), moves.get(feed.url), yields.get(feed.url)) for feed in asked]
    return [_of_then(found, is_known=found["url"] in states) for found in made] if then else made


def _of_then(found: Mapping[str, object], *, is_known: bool) -> dict[str, object]:
    """A row without what is only known as of now."""
    return {**found, **dict.fromkeys(_NEWEST_ONLY), "status": found["status"] if is_known else "unknown"}


def row(feed: Feed, state: FeedState | None, move: Move | None, brought: Yield | None) -> dict[str, object]:
    """All that is known of a feed's health."""
    return {
        "name": feed.name,
        "status": status(feed, state, move),
        "errors": state.error_streak if state else 0,
        "last_success_at": state.last_success_at if state else None,
        "newest_entry_at": state.newest_entry_at if state else None,
        "rhythm": _span(state.rhythm_s if state else None),
        "silence_allowed": _span(state.silence_s if state else None),
        "articles": brought.articles if brought else 0,
        "last_week": brought.last_week if brought else 0,
        "partial": brought.partial if brought else 0,
        "excluded": brought.excluded if brought else 0,
        "foreign": brought.foreign if brought else 0,
        "next_due_at": state.next_due_at if state and not state.gone else None,
        "last_error": state.last_error if state else None,
        "notes": list(state.notes) if state else [],
        "moved_to": move.target if move else None,
        "moved_seen": counted(move.polls, "polls") if move else None,
        "url": feed.url,
    }


def status(feed: Feed, state: FeedState | None, move: Move | None) -> str:
    """One word, or two: see the command's help."""
    from aggregator.fetch.rhythm import is_frozen

    if state is not None and state.gone:
        return "gone"
    if not feed.enabled:
        return "off"
    if state is None or state.last_polled_at is None:
        return "not polled yet"
    if state.last_error:
        return "failing"
    if is_frozen(state.newest_entry_at, state.silence_s, state.last_success_at):
        return "frozen"
    return "moved" if move is not None and move.followed_at is not None else "ok"


def remarks(found: Mapping[str, object]) -> list[str]:
    """What a row says in words: why it fails, what becomes of it, what its document has wrong."""
    said = []
    if error := found["last_error"]:
        times = found["errors"]
        said.append(f"{error} ({times} times in a row)" if times not in (1, None) else str(error))
    if found["status"] == "gone":
        said.append("polled no more: remove it, or look for a new one with `aggregator feeds add`")
    if found["status"] == "frozen":
        said.append(f"answers, but is usually silent for {found['silence_allowed']} at most")
    if found["moved_to"]:
        followed = "asked there since it held" if found["status"] == "moved" else "believed once it has held for days"
        seen = f" ({found['moved_seen']}): {followed}" if found["moved_seen"] else ""
        said.append(f"redirects for good to {found['moved_to']}{seen}")
    if foreign := found["foreign"]:
        said.append(f"{counted(int(str(foreign)), 'articles')} not in English: not understood")
    notes = found["notes"]
    return [*said, *(notes if isinstance(notes, list) else ())]


def table(rows: Sequence[Mapping[str, object]], now: dt.datetime) -> None:
    """The rows, as many columns as the terminal holds, and below them every feed with a remark."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    columns = {**_COLUMNS, **(_MORE if console.width >= WIDE else {})}
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for name, heading in columns.items():
        number = name in ("articles", "last_week", "partial", "errors")
        grid.add_column(heading, justify="right" if number else "left", no_wrap=name != "name", overflow="ellipsis")
    for found in rows:
        grid.add_row(*(Text(_shown(found[name], now)) for name in columns))
    console.print(grid)
    for found in rows:
        for remark in remarks(found):
            text = f"{safe(str(found['name']))}: {safe(remark)}"
            click.echo(click.wrap_text(text, width=max(40, console.width), subsequent_indent="  "))


def _shown(value: object, now: dt.datetime) -> str:
    """Times to the minute while they are near, else the day alone."""
    if isinstance(value, dt.datetime):
        at = value.astimezone(dt.UTC)
        return f"{at:%d %b %H:%M}" if abs(now - at) < dt.timedelta(days=180) else f"{at:%d %b %Y}"
    return "" if value is None else safe(str(value))


def _span(seconds: float | None) -> str | None:
    """A length of time in its largest fitting unit."""
    if seconds is None:
        return None
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length or unit == "min":
            return f"{seconds / length:.0f} {unit}"
    return None
