"""Commands on the feed list: what is polled, how it fares, and what comes in and goes out of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from aggregator import config as configuration
from aggregator import feedlist
from aggregator.cli.context import Session, pass_session
from aggregator.cli.output import emit, listing
from aggregator.errors import ConfigError, UsageError
from aggregator.records import TOPICS, Feed, Topic

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.fetch.moves import Move
    from aggregator.finding import Found
    from aggregator.records import FeedState


@click.group()
def feeds() -> None:
    """The feed list: what is polled, how it fares, and what a feed document says."""


@feeds.command(name="list")
@listing(0)
@pass_session
def feeds_list(session: Session, form: str, as_json: bool, limit: int, as_of: str | None) -> None:
    """The feeds of feeds.yaml.

    \b
    Example:
      aggregator feeds list --format csv
    """
    if as_of is not None:
        raise UsageError("feeds list has no history", remedy="leave out --as-of")
    rows: list[dict[str, object]] = [
        {
            "name": feed.name,
            "source": feed.source,
            "topics": feed.topics,
            "every_s": feed.every_s,
            "enabled": feed.enabled,
            "url": feed.url,
        }
        for feed in session.config().feeds
    ]
    columns = {"name": "name", "source": "source", "topics": "topics", "enabled": "enabled", "url": "address"}
    emit(rows[: limit or None], columns, form=form, as_json=as_json, empty="feeds.yaml names no feeds")


@feeds.command()
@click.argument("url")
@click.option("--name", help="What to call it; default: the feed's own title.")
@click.option("--source", metavar="S", help="The outlet; default: from the address.")
@click.option("--topic", "topics", multiple=True, type=click.Choice(TOPICS), help="What it is about (repeatable).")
@click.option("--every", metavar="SPAN", help="Poll no more often: 30m, 1h, 1d; default: by the feed's own rhythm.")
@pass_session
def add(
    session: Session, url: str, name: str | None, source: str | None, topics: tuple[str, ...], every: str | None
) -> None:
    """Add a feed: by its address, or by that of a site that has one.

    The feed is fetched and read before it is added. Of a page the feed that it announces is taken, else one in the
    usual places; the others that it announces are named. The row goes to the end of your feeds.yaml (--feeds,
    AGGREGATOR_FEEDS, else one in the data folder that begins as a copy of the packaged list); all else in the file
    stays as it is.

    \b
    Examples:
      aggregator feeds add https://www.federalreserve.gov/feeds/press_all.xml
      aggregator feeds add libertystreeteconomics.newyorkfed.org --topic fed --every 2h
    """
    from aggregator import finding

    config = session.config(missing_ok=True)
    span = configuration.parse_duration(every) if every else None
    if every and span is None:
        raise UsageError(f"--every: {every!r} is no time span", remedy="write seconds or 30m, 1h, 1d (at most 31d)")
    address = url if "://" in url else f"https://{url}"
    with session.fetcher(config, 1) as fetch:
        found = finding.find(address, fetch)
    chosen = found[0]
    _refuse_known(config, chosen.url)
    outlet = source or finding.default_source(chosen.url)
    feed = Feed(
        name=name or free_name(chosen.title or outlet, config.feeds),
        url=chosen.url,
        source=outlet,
        topics=cast("tuple[Topic, ...]", topics),
        every_s=span or configuration.EVERY_S,
        adaptive=span is None,
    )
    path = save(session, [feed])
    click.echo(f"{feed.name}\t{feed.url}")
    session.say(f"added to {path}: {_about(chosen)}")
    for other in found[1:]:
        session.say(f"  also announced: {other.url} ({other.title or 'no title'})")


@feeds.command()
@click.argument("name")
@pass_session
def remove(session: Session, name: str) -> None:
    """Remove a feed, by its name or address, from feeds.yaml. What it brought stays in the store.

    \b
    Example:
      aggregator feeds remove "FRED Blog"
    """
    config = session.config()
    feed = next((feed for feed in config.feeds if name in (feed.name, feed.url)), None)
    if feed is None:
        raise UsageError(f"{name}: no such feed", remedy="`aggregator feeds list` shows names and addresses")
    path = session.feed_list()
    edited = feedlist.remove(_text(path), feed.name, feed.url)
    feedlist.write(path, edited)
    click.echo(f"{feed.name}\t{feed.url}")
    session.say(f"removed from {path}")


@feeds.command()
@listing(0)
@pass_session
def health(session: Session, form: str, as_json: bool, limit: int, as_of: str | None) -> None:
    """How each feed fares: last success, errors in a row, newest entry, rhythm, yield, next poll.

    \b
    Status: ok; failing (errors in a row, backed off); frozen (answers, but its newest entry is older than its own
    rhythm allows); gone (410, polled no more); moved (a permanent redirect that held, polled at the new address); off
    (disabled in feeds.yaml); not polled yet.

    \b
    Example:
      aggregator feeds health
    """
    from aggregator.store import feeds as stored

    if as_of is not None:
        raise UsageError("feeds health shows the present only", remedy="leave out --as-of; the digest has history")
    config = session.config()
    now, _ = session.clock()
    with session.store() as store:
        states, moved, yields = stored.states(store), stored.open_moves(store), stored.yields(store, now)
    rows: list[dict[str, object]] = []
    for feed in config.feeds:
        state, brought = states.get(feed.url), yields.get(feed.url)
        rows.append(
            {
                "name": feed.name,
                "status": _status(feed, state, moved.get(feed.url)),
                "errors": state.error_streak if state else 0,
                "last_success_at": state.last_success_at if state else None,
                "newest_entry_at": state.newest_entry_at if state else None,
                "rhythm": _span(state.rhythm_s if state else None),
                "silence_allowed": _span(state.silence_s if state else None),
                "articles": brought.articles if brought else 0,
                "last_week": brought.last_week if brought else 0,
                "partial": brought.partial if brought else 0,
                "excluded": brought.excluded if brought else 0,
                "next_due_at": state.next_due_at if state and not state.gone else None,
                "last_error": state.last_error if state else None,
                "moved_to": moved[feed.url].target if feed.url in moved else None,
                "moved_seen": f"{moved[feed.url].polls} polls" if feed.url in moved else None,
                "url": feed.url,
            }
        )
    columns = {
        "name": "name",
        "status": "status",
        "errors": "errors",
        "last_success_at": "last success",
        "newest_entry_at": "newest entry",
        "rhythm": "rhythm",
        "articles": "articles",
        "partial": "in part",
        "next_due_at": "next poll",
        "last_error": "last error",
    }
    emit(rows[: limit or None], columns, form=form, as_json=as_json, empty="feeds.yaml names no feeds")


@feeds.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE ...")
def parse(files: tuple[str, ...]) -> None:
    """The entries of local feed documents, one JSON line per file. Never stops at a bad file.

    \b
    Example:
      aggregator feeds parse saved/*.xml
    """
    from aggregator import feeds as parsing

    failed = False
    for name in files:
        try:
            body = Path(name).read_bytes()
        except OSError as error:
            row: dict[str, object] = {
                "file": name,
                "entries": [],
                "error": {"type": "unreadable", "message": str(error.strerror)},
            }
        else:
            row = parsing.describe(name, body)
        failed |= row["error"] is not None
        click.echo(json.dumps(row, ensure_ascii=False))
    if failed:
        raise click.exceptions.Exit(1)


def save(session: Session, rows: Sequence[Feed]) -> Path:
    """Write rows to the end of the user's list, and read the whole file again before it takes the old one's place."""
    path = session.feed_list()
    before = _text(path)
    edited = feedlist.add(before, rows)
    feedlist.write(path, edited)
    try:
        session.config()
    except ConfigError:
        feedlist.write(path, before)
        raise
    return path


def free_name(wish: str, taken: Sequence[Feed]) -> str:
    """The wish as a name that no feed has: one line, at most 60 characters, numbered where it stands already."""
    words = " ".join("".join(char if char.isprintable() else " " for char in wish).split())[:60].strip() or "feed"
    names = {feed.name for feed in taken}
    return next(name for n in range(1, len(names) + 3) if (name := words if n == 1 else f"{words} ({n})") not in names)


def known_as(config: Config, url: str) -> Feed | None:
    """The feed of the list that has this address, whether with http or https, with a final slash or without."""
    from aggregator.articles.identity import normal_url

    def key(address: str) -> str:
        return normal_url(address).partition("://")[2].removeprefix("www.")

    return next((feed for feed in config.feeds if key(feed.url) == key(url)), None)


def _refuse_known(config: Config, url: str) -> None:
    feed = known_as(config, url)
    if feed is not None:
        raise UsageError(f"{url}: is in the list as {feed.name!r}", remedy="`aggregator feeds remove` it first")


def _text(path: Path) -> str:
    """The user's file, or what it begins with when it is not there yet."""
    if path.exists():
        return feedlist.read(path)
    own = path == configuration.data_dir() / "feeds.yaml"
    return feedlist.own_copy(feedlist.read(configuration.packaged_feeds())) if own else feedlist.START


def _about(found: Found) -> str:
    newest = f", the newest of {found.newest_at:%Y-%m-%d}" if found.newest_at else ""
    return f"{found.entries} entries{newest}"


def _status(feed: Feed, state: FeedState | None, move: Move | None) -> str:
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


def _span(seconds: float | None) -> str | None:
    """A length of time in its largest fitting unit."""
    if seconds is None:
        return None
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length or unit == "min":
            return f"{seconds / length:.0f} {unit}"
    return None
