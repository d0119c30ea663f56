"""Commands on the feed list: what is polled, how it fares, and what comes in and goes out of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from aggregator import config as configuration
from aggregator import feedlist
from aggregator.cli import feed_health
from aggregator.cli.context import Session, pass_session
from aggregator.cli.output import counted, emit, listing
from aggregator.errors import ConfigError, FetchError, UsageError
from aggregator.records import TOPICS, Feed, Topic

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.fetch import Fetch
    from aggregator.finding import Found


@click.group()
def feeds() -> None:
    """The feed list: what is polled, how it fares, and what a feed document says."""


@feeds.command(name="list")
@listing(0)
@pass_session
def feeds_list(session: Session, form: str, as_json: bool, limit: int, as_of: str | None) -> None:
    """The feeds of feeds.yaml, which has no history: --as-of is refused; feeds health takes it.

    \b
    Example:
      aggregator feeds list --format csv
    """
    if as_of is not None:
        session.as_of(as_of)  # a bad time is named as everywhere
        raise UsageError(
            "feeds list --as-of: feeds.yaml has no history, so which feeds it named then is not known",
            remedy="leave out --as-of; `aggregator feeds health --as-of T` says what each had brought by then",
        )
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

    The feed is fetched and read before it is added. An address without http:// or https:// is tried with https first,
    then with http. Of a page the feed that it announces is taken, else one in the
    usual places; the others that it announces are named. The row goes to the end of your feeds.yaml (--feeds,
    AGGREGATOR_FEEDS, else one in the data folder that begins as a copy of the packaged list); all else in the file
    stays as it is.

    \b
    Examples:
      aggregator feeds add https://www.federalreserve.gov/feeds/press_all.xml
      aggregator feeds add libertystreeteconomics.newyorkfed.org --topic fed --every 2h
    """
    from aggregator import finding

    if not url.strip():
        raise UsageError("URL is empty", remedy="give the address of a feed, or of a site that has one")
    config = session.config(missing_ok=True)
    span = configuration.parse_duration(every) if every else None
    if every and span is None:
        raise UsageError(f"--every: {every!r} is no time span", remedy="write seconds or 30m, 1h, 1d (at most 31d)")
    with session.fetcher(config, 1) as fetch:
        address, found = _look(session, url, fetch)
    chosen = found[0]
    _refuse_known(config, chosen.url)
    outlet = source or finding.default_source(chosen.url)
    feed = Feed(
        name=name or free_name(chosen.title or outlet, {feed.name for feed in config.feeds}),
        url=chosen.url,
        source=outlet,
        topics=cast("tuple[Topic, ...]", topics),
        every_s=span or configuration.EVERY_S,
        adaptive=span is None,
    )
    path = save(session, [feed])
    click.echo(f"{feed.name}\t{feed.url}")
    if why := _why_there(address, chosen):
        session.say(f"{address}: {why}")
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
    (disabled in feeds.yaml); not polled yet. Times are UTC. Below the table stands in words what is wrong with a feed
    and what becomes of it.

    With --as-of: what each feed of today's list had brought by then, the failures that stood open, and whether it was
    frozen. Of the rest (last success, errors in a row, next poll) only the newest is stored: it is left empty, and a
    feed of which nothing was known is called unknown.

    \b
    Examples:
      aggregator feeds health
      aggregator feeds health --as-of 2024-07-15
    """
    moment = session.as_of(as_of)
    config = session.config()
    now = moment or session.clock()[0]
    with session.store() as store:
        rows = feed_health.rows(store, config.feeds, now, then=moment is not None)[: limit or None]
    if rows and form == "table" and not as_json:
        feed_health.table(rows, now)
    else:
        emit(rows, {}, form=form, as_json=as_json, empty="feeds.yaml names no feeds")


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


def _look(session: Session, url: str, fetch: Fetch) -> tuple[str, tuple[Found, ...]]:
    """The address that answered of those that `url` may mean, and the feeds behind it."""
    from aggregator import finding

    first, *others = finding.meant(url)
    session.say(f"looking for a feed at {first}")
    for other in others:
        try:
            return first, finding.find(first, fetch)
        except FetchError as error:
            if not finding.may_be_plain(error):
                raise
            session.say(f"{error.item}: {error.reason}; looking at {other}")
        first = other
    return first, finding.find(first, fetch)


def _why_there(address: str, chosen: Found) -> str | None:
    """Why the feed's address is not the one that was given."""
    if chosen.how == "announced":
        return "is a page; the feed that it announces is taken"
    if chosen.how == "usual":
        return "is a page that announces no feed; one in a usual place is taken"
    return None if chosen.url == address else "has moved for good; its new address is taken"


def free_name(wish: str, taken: Collection[str]) -> str:
    """The wish as a name that no feed has: one line, at most 60 characters, numbered where it stands already."""
    words = " ".join("".join(char if char.isprintable() else " " for char in wish).split())[:60].strip() or "feed"
    return next(name for n in range(1, len(taken) + 3) if (name := words if n == 1 else f"{words} ({n})") not in taken)


def address_key(url: str) -> str:
    """What addresses of one feed have in common, whether with http or https, with a final slash or without."""
    from aggregator.articles.identity import normal_url

    return normal_url(url).partition("://")[2].removeprefix("www.")


def _refuse_known(config: Config, url: str) -> None:
    key = address_key(url)
    feed = next((feed for feed in config.feeds if address_key(feed.url) == key), None)
    if feed is not None:
        raise UsageError(f"{url}: is in the list as {feed.name!r}", remedy="`aggregator feeds remove` it first")


def _text(path: Path) -> str:
    """The user's file, or what it begins with when it is not there yet."""
    if path.exists():
        text = feedlist.read(path)
        return text if feedlist.is_begun(text) else text + ("\n" if text and text[-1] != "\n" else "") + "feeds:\n"
    own = path == configuration.data_dir() / "feeds.yaml"
    return feedlist.own_copy(feedlist.read(configuration.packaged_feeds())) if own else feedlist.START


def _about(found: Found) -> str:
    newest = f", the newest of {found.newest_at:%Y-%m-%d}" if found.newest_at else ""
    return f"{counted(found.entries, 'entries')}{newest}"
