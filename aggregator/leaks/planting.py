"""What a probe plants with: the moment T, what was known at it, and articles made as a crawl would have made them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator import articles as making
from aggregator.chains import Stories
from aggregator.leaks.outputs import MARK
from aggregator.records import Article, Bar, ClaimView, Entry, Feed, Query, Stamp
from aggregator.store import Store, articles, claims, market

if TYPE_CHECKING:
    from aggregator.config import Config

FEED = Feed("Leak test", "https://leak-test.example/feed.xml", "leak-test")
MOST = 12  # of each sort of thing that a probe plants or changes
_TEXTS = (
    "The Russell 2000 gained {a}% last week while the S&P 500 fell {b}% on Friday.",
    "IWM closed at ${c} on Friday, a record high, on volume {d}x above its daily average.",
    "The Fed will cut rates {d} times before the end of the year, traders said.",
    "CPI rose {b}% in the month, hotter than expected, and the 10-year yield climbed {c} basis points.",
    "Small caps are doomed: investors fear a crash, and the losses are terrible.",
    "Small caps are thriving: earnings beat every estimate, and the outlook is excellent.",
)


@dataclass(frozen=True, slots=True)
class Moment:
    """T, the clock of the stages that run after planting, and the source of all chance."""

    as_of: dt.datetime
    clock: dt.datetime
    rng: random.Random
    config: Config

    def later(self) -> dt.datetime:
        """Some second after T and no later than the clock; the very first and the very last one often."""
        first, die = self.as_of + dt.timedelta(seconds=1), self.rng.random()
        if die < 0.5:
            return first if die < 0.25 else self.clock
        return first + dt.timedelta(seconds=self.rng.randint(0, int((self.clock - first).total_seconds())))

    def text(self) -> str:
        """A paragraph of claims that any output would notice, none of which was ever written elsewhere."""
        rng = self.rng
        figures = {"a": round(rng.uniform(3, 9), 2), "b": round(rng.uniform(1, 3), 1), "c": rng.randint(11, 400)}
        chosen = rng.sample(_TEXTS, 4)
        return " ".join([f"This is the {MARK} note.", *(t.format(**figures, d=rng.randint(2, 9)) for t in chosen)])


def article(
    moment: Moment,
    *,
    published: dt.datetime | None,
    seen: dt.datetime,
    title: str | None = None,
    text: str | None = None,
) -> Article:
    """An article of a feed whose item carried `published` and was first seen at `seen`, by the crawl's own rules."""
    name = f"{moment.rng.getrandbits(64):016x}"
    body = text or moment.text()
    entry = Entry(
        guid=name,
        url=f"https://leak-test.example/{name}",
        title=title or f"Small caps, the Fed and the {MARK}: note {name[:6]}",
        content_html="".join(f"<p>{part}</p>" for part in (body, body)),
        published=None if published is None else Stamp(published, "second", "feed"),
    )
    return making.build(entry, None, feed=FEED, first_seen_at=seen, simulated=False)


def take_in(store: Store, found: Iterable[Article]) -> list[Article]:
    """Store articles as a crawl does, near-copies joining their stories. Returns them as placed."""
    stories, placed = Stories.of(store, None), []
    with store.write():
        for item in found:
            at_home, signature = stories.place(item)
            articles.save(store, at_home, signature)
            placed.append(at_home)
    return placed


def known_articles(store: Store, moment: Moment) -> list[Article]:
    """Up to :data:`MOST` of the articles that were known at T, the newest ones mostly."""
    refs = articles.listing(store, since=None, until=moment.as_of, as_of=moment.as_of)[-5 * MOST :]
    chosen = moment.rng.sample(refs, min(MOST, len(refs)))
    return [item for ref in chosen if (item := articles.get(store, ref.id, moment.as_of)) is not None]


def known_claims(store: Store, moment: Moment) -> list[ClaimView]:
    """Up to :data:`MOST` of the claims that were known at T."""
    found = claims.find(store, Query(as_of=moment.as_of, limit=5 * MOST))
    return moment.rng.sample(found, min(MOST, len(found)))


def known_bars(store: Store, moment: Moment) -> list[Bar]:
    """The last bars known at T of up to :data:`MOST` symbols, instruments of the configuration first."""
    stored = set(market.symbols(store))
    first = [row.symbol for row in moment.config.instruments if row.symbol in stored]
    chosen = dict.fromkeys([*first, *sorted(stored)])
    found: list[Bar] = []
    for symbol in list(chosen)[:MOST]:
        since = (moment.as_of - dt.timedelta(days=20)).date()
        found += market.bars(store, symbol, as_of=moment.as_of, since=since)
    return found
