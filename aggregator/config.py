"""feeds.yaml and the environment, read once into a frozen :class:`Config`. Nothing else reads either.

The packaged feeds.yaml holds every default. A user's file needs only ``feeds``: what it says replaces the default key
by key (``feeds``, ``allow_hosts``, ``user_agent``, ``contact`` and ``watch`` whole; ``instruments`` by entity,
``proxies`` by topic and ``searches`` by name, where ``name: null`` drops a packaged search).
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar, cast
from urllib.parse import urlsplit

from aggregator import yaml_nodes
from aggregator.errors import UsageError
from aggregator.records import TOPICS, Feed, Topic
from aggregator.yaml_nodes import Item

log = logging.getLogger(__name__)

K = TypeVar("K")
V = TypeVar("V")

KEYS: Final = (
    "feeds",
    "allow_hosts",
    "user_agent",
    "contact",
    "instruments",
    "proxies",
    "watch",
    "searches",
    "keep_raw",
)
KEY_VARIABLES: Final = ("TIINGO_API_KEY", "ALPHAVANTAGE_API_KEY", "STOOQ_API_KEY")
FEED_KEYS: Final = ("name", "url", "source", "topics", "every", "enabled", "selectors")
SELECTORS: Final = ("body", "title", "author", "published", "remove")
INSTRUMENT_KEYS: Final = ("entity", "symbol", "name", "aliases", "benchmark", "funds", "history")
ENTITY_ID = re.compile(
    r"(index|fund|company|macro|rate|org|person|commodity|fx|crypto|group):[A-Za-z0-9][A-Za-z0-9._&^=-]{0,63}"
)
SYMBOL = re.compile(r"[\^A-Za-z0-9][A-Za-z0-9._=^/-]{0,31}")
HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?")
PORT = re.compile(r":(\d{1,5})\Z")
DURATION = re.compile(r"(\d{1,9})\s*([smhd]?)")
SECONDS: Final = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
LONGEST_S: Final = 31 * 86400
EVERY_S: Final = 1800
FIRST_YEAR, LAST_YEAR = 1900, 2100  # of the dates that a user may name


@dataclass(frozen=True, slots=True)
class Instrument:
    """What prices of an entity are read from.

    `symbol` is the series that claims are checked against, `benchmark` the symbol that relative returns are measured
    against, `funds` listed funds that track the entity (a neighbouring basis for a check), `history` the symbol of a
    longer record of the same thing, for rarities and records.
    """

    entity_id: str
    symbol: str
    name: str
    aliases: tuple[str, ...] = ()
    benchmark: str | None = None
    funds: tuple[str, ...] = ()
    history: str | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a run is told from outside. `path` is the feeds.yaml that was read (the packaged one by default).

    `keys` are the user's own for price providers, by the environment variable that holds them.
    """

    path: Path
    feeds: tuple[Feed, ...]
    allow_hosts: frozenset[str]
    user_agent: str
    contact: str
    instruments: tuple[Instrument, ...]
    proxies: Mapping[Topic, tuple[str, ...]]
    watch: tuple[str, ...]
    searches: Mapping[str, str]
    keep_raw: bool = False
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)


def load(path: Path | None, *, environ: Mapping[str, str]) -> Config:
    """The configuration: packaged defaults overridden by `path`, else by AGGREGATOR_FEEDS, else by the user's own file.

    Raises ConfigError that names file, line and key, with a remedy.
    """
    if path is None:
        own = own_feeds(environ)
        path = own if environ.get("AGGREGATOR_FEEDS") or own.is_file() else None
    defaults = _read(packaged_feeds())
    user = _read(path) if path is not None else defaults
    given = {**defaults, **user}
    contact = _contact(given["contact"]) if "contact" in given else ""
    return Config(
        path=path or packaged_feeds(),
        feeds=_feeds(given["feeds"]),
        allow_hosts=frozenset(_host(item) for item in given["allow_hosts"].items()),
        user_agent=_user_agent(given["user_agent"], contact),
        contact=contact,
        instruments=_instruments(defaults, user),
        proxies=_proxies(defaults, user),
        watch=_symbols(given["watch"]),
        searches=_searches(defaults, user),
        keep_raw=given["keep_raw"].flag() if "keep_raw" in given else False,
        keys={name: environ[name].strip() for name in KEY_VARIABLES if environ.get(name, "").strip()},
    )


def own_feeds(environ: Mapping[str, str]) -> Path:
    """The user's own list: AGGREGATOR_FEEDS, else ``feeds.yaml`` in the data folder; it need not exist yet."""
    named = environ.get("AGGREGATOR_FEEDS")
    return Path(named).expanduser() if named else data_dir() / "feeds.yaml"


def packaged_feeds() -> Path:
    """The feeds.yaml that came with the package: inside the wheel, or at the top of a checkout."""
    here = Path(__file__).resolve().parent
    installed = here / "_data" / "feeds.yaml"
    return installed if installed.is_file() else here.parent / "feeds.yaml"


def data_dir() -> Path:
    """The user's data folder for this program, by the platform's custom; it need not exist yet."""
    from platformdirs import user_data_path

    return user_data_path("aggregator", appauthor=False)


def default_db(environ: Mapping[str, str]) -> Path:
    """The store's file when --db is not given: AGGREGATOR_DB, else ``aggregator.db`` in the data folder."""
    named = environ.get("AGGREGATOR_DB")
    return Path(named).expanduser() if named else data_dir() / "aggregator.db"


def simulated_now(environ: Mapping[str, str]) -> dt.datetime | None:
    """The clock that AGGREGATOR_NOW sets, or None where it is unset or empty."""
    text = environ.get("AGGREGATOR_NOW")
    return parse_time(text, flag="AGGREGATOR_NOW") if text else None


def parse_time(text: str, *, flag: str) -> dt.datetime:
    """A point in time, UTC, from an ISO 8601 date or datetime. No zone means UTC; a bare date means its 00:00.

    UsageError names `flag`, the option the text came from.
    """
    try:
        at = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(
            f"{flag}: {text!r} is no date or time",
            remedy="write 2024-07-15, 2024-07-15T12:00 (UTC) or 2024-07-15T08:00-04:00",
        ) from None
    check_year(at, text, flag=flag)
    return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)


def parse_day(text: str, *, flag: str) -> dt.date:
    """A date without a time. UsageError names `flag`, the option the text came from."""
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"{flag}: {text!r} is no date", remedy="write 2024-07-15") from None
    check_year(day, text, flag=flag)
    return day


def check_year(day: dt.date, text: str, *, flag: str) -> None:
    """UsageError for a date that no market commentary can be of: there trading sessions and clocks end."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UsageError(
            f"{flag}: {text!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}",
            remedy="write a date such as 2024-07-15",
        )


def end_of(text: str, *, flag: str) -> dt.datetime:
    """A point in time that ends something: :func:`parse_time`, but a bare date means its last second in New York."""
    return _edge(text, flag, days=0)


def start_of(text: str, *, flag: str) -> dt.datetime:
    """A point in time that begins something: :func:`parse_time`, but a bare date means its first second in New York."""
    return _edge(text, flag, days=-1)


def _edge(text: str, flag: str, days: int) -> dt.datetime:
    at = parse_time(text, flag=flag)
    try:
        # Whatever is a date by itself has no time: 2024-07-15, 20240715, 2024-W29-1.
        day = dt.date.fromisoformat(text.strip())
    except ValueError:
        return at
    from aggregator.sessions import day_end

    return day_end(day + dt.timedelta(days=days)) + dt.timedelta(seconds=-days)


def parse_duration(text: str) -> int | None:
    """Seconds in ``90``, ``90s``, ``30m``, ``1h`` or ``1d``; None if it is none of these or not within 1 s to 31 d."""
    match = DURATION.fullmatch(text)
    seconds = int(match[1]) * SECONDS[match[2]] if match else 0
    return seconds if 1 <= seconds <= LONGEST_S else None


def _read(path: Path) -> dict[str, Item]:
    return yaml_nodes.read(path).fields(KEYS, required=("feeds",))


def _feeds(item: Item) -> tuple[Feed, ...]:
    feeds: dict[str, Feed] = {}
    names: dict[str, int] = {}
    for row in item.items():
        feed = _feed(row)
        first = feeds.get(feed.url)
        if first is not None and first.source == feed.source:
            # Generated lists repeat an address under two spellings of one outlet: it is fetched once.
            log.warning("config: event=repeated_feed file=%s line=%d url=%s", row.file, row.line, feed.url)
            continue
        if first is not None:
            raise row.error(f"the address of {first.name!r} again", remedy="keep one of the two, with one source")
        if feed.name in names:
            raise row.error(f"the name of line {names[feed.name]} again", remedy="give each feed a name of its own")
        feeds[feed.url], names[feed.name] = feed, row.line
    return tuple(feeds.values())


def _feed(row: Item) -> Feed:
    given = row.fields(FEED_KEYS, required=("name", "url", "source"))
    selectors = given["selectors"].fields(SELECTORS) if "selectors" in given else {}
    topics = given["topics"].items() if "topics" in given else ()
    return Feed(
        name=given["name"].text(),
        url=_url(given["url"]),
        source=given["source"].text(),
        topics=tuple(dict.fromkeys(cast("Topic", topic.one_of(TOPICS)) for topic in topics)),
        every_s=_every(given["every"]) if "every" in given else EVERY_S,
        adaptive="every" not in given,
        enabled=given["enabled"].flag() if "enabled" in given else True,
        selectors={name: selector.text() for name, selector in selectors.items()},
    )


def _url(item: Item) -> str:
    url = item.text()
    remedy = "write a full address that starts with https:// or http://"
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (reading it is what checks it)
    except ValueError as error:
        raise item.error(f"{url!r} is no address ({error})", remedy=remedy) from None
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or " " in url:
        raise item.error(f"{url!r} is no http(s) address", remedy=remedy)
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()).geturl()


def _every(item: Item) -> int:
    seconds = parse_duration(item.text())
    if seconds is None:
        raise item.error(f"{item.text()!r} is no time span", remedy="write seconds or 30m, 1h, 1d (at most 31d)")
    return seconds


def _host(item: Item) -> str:
    """`host`, or `host:port` where only that port is meant; addresses in their shortest form, without brackets."""
    text = item.text().lower()
    port = PORT.search(text) if text.count(":") == 1 or "]:" in text else None
    host = (text[: port.start()] if port else text).strip("[]")
    ending = f":{int(port[1])}" if port else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if HOST.fullmatch(host):
            return host + ending
    else:
        return f"[{address}]{ending}" if ending and address.version == 6 else f"{address}{ending}"
    raise item.error(
        f"{host!r} is no host or address", remedy="write a bare name or address, such as 127.0.0.1 or 127.0.0.1:8799"
    )


def _header(item: Item) -> str:
    words = item.text()
    if not words.isascii():
        raise item.error("only ASCII can be sent in a header", remedy="spell it without accents")
    return words


def _contact(item: Item) -> str:
    # An empty string is the packaged default and a fair wish: then no contact is sent.
    return _header(item) if item.node.value != "" else ""


def _user_agent(item: Item, contact: str) -> str:
    words = _header(item)
    return words.replace("{contact}", contact) if contact else re.sub(r"[;,+\s]*\{contact\}", "", words)


def _symbol(item: Item) -> str:
    symbol = item.text()
    if not SYMBOL.fullmatch(symbol):
        raise item.error(f"{symbol!r} is no symbol", remedy="write it as the price files do: IWM, ^RUT, BRK-B, GC=F")
    return symbol


def _symbols(item: Item) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_symbol(member) for member in item.items()))


def _instrument(row: Item) -> Instrument:
    given = row.fields(INSTRUMENT_KEYS, required=("entity", "symbol"))
    entity_id = given["entity"].text()
    if not ENTITY_ID.fullmatch(entity_id):
        raise given["entity"].error(
            f"{entity_id!r} is no entity id", remedy="write type:NAME, such as index:RUT, fund:IWM, company:AAPL"
        )
    symbol = _symbol(given["symbol"])
    return Instrument(
        entity_id=entity_id,
        symbol=symbol,
        name=given["name"].text() if "name" in given else symbol,
        aliases=given["aliases"].texts() if "aliases" in given else (),
        benchmark=_symbol(given["benchmark"]) if "benchmark" in given else None,
        funds=_symbols(given["funds"]) if "funds" in given else (),
        history=_symbol(given["history"]) if "history" in given else None,
    )


def _instrument_rows(item: Item) -> dict[str, Instrument]:
    rows: dict[str, Instrument] = {}
    for row in item.items():
        instrument = _instrument(row)
        if instrument.entity_id in rows:
            raise row.error(f"{instrument.entity_id} stands twice", remedy="keep one of the two")
        rows[instrument.entity_id] = instrument
    return rows


def _topic_rows(item: Item) -> dict[Topic, tuple[str, ...]]:
    rows: dict[Topic, tuple[str, ...]] = {}
    for name, symbols in item.mapping().items():
        if name not in TOPICS:
            raise symbols.error("unknown topic", remedy=yaml_nodes.did_you_mean(name, TOPICS))
        rows[name] = () if symbols.is_null else _symbols(symbols)
    return rows


def _instruments(defaults: Mapping[str, Item], user: Mapping[str, Item]) -> tuple[Instrument, ...]:
    return tuple(_merged("instruments", _instrument_rows, defaults, user).values())


def _proxies(defaults: Mapping[str, Item], user: Mapping[str, Item]) -> Mapping[Topic, tuple[str, ...]]:
    return _merged("proxies", _topic_rows, defaults, user)


def _searches(defaults: Mapping[str, Item], user: Mapping[str, Item]) -> Mapping[str, str]:
    def rows(item: Item) -> dict[str, str | None]:
        return {name: None if query.is_null else query.text() for name, query in item.mapping().items()}

    merged = _merged("searches", rows, defaults, user)
    return {name: query for name, query in merged.items() if query is not None}


def _merged(
    key: str, rows: Callable[[Item], dict[K, V]], defaults: Mapping[str, Item], user: Mapping[str, Item]
) -> dict[K, V]:
    """What both files say under `key`, the user's rows over the packaged ones."""
    sources = (defaults,) if user is defaults else (defaults, user)
    merged: dict[K, V] = {}
    for source in sources:
        merged.update(rows(source[key]) if key in source else {})
    return merged
