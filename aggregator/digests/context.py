"""What a digest is made of, read once: everything of one window, as it was known."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from aggregator import understand
from aggregator.config import Config
from aggregator.digests import news
from aggregator.digests.baseline import Baselines
from aggregator.digests.prices import Price, prices_of
from aggregator.digests.said import OUTCOMES, Said, grouped
from aggregator.digests.stories import Measures, Story, stories_of
from aggregator.digests.talk import Talk, measure
from aggregator.digests.terms import terms
from aggregator.digests.text import clean
from aggregator.digests.themes import Theme, themes_of
from aggregator.digests.voices import Voices
from aggregator.errors import UsageError
from aggregator.records import ArticleRef, Claim, ClaimView, Entity, Query, Topic
from aggregator.sessions import NEW_YORK, Calendar, calendar, day_end
from aggregator.store import Store, articles, claims, entities, scores
from aggregator.store.scores import ScoredArticle

# The market strip, top to bottom.
STRIP = ("^RUT", "^GSPC", "^NDX", "^DJI", "^VIX", "DGS2", "DGS10", "DX-Y.NYB", "GC=F")
TWO_WEEKS = dt.timedelta(days=14)
THEMES = 5
MAIN_PROXIES = 2  # the first instruments of a topic are what its stories are about
FOCUS = ("small_caps", "inflation", "fed")


@dataclass(frozen=True, slots=True)
class Window:
    """Which articles a digest covers: those knowable in (start, end], seen with what was known at `as_of`."""

    date: dt.date
    session: dt.date
    previous: dt.date
    start: dt.datetime
    end: dt.datetime
    as_of: dt.datetime


def window(date: dt.date, as_of: dt.datetime) -> Window:
    """The window of one day's digest.

    It begins at the same hour of the day at the session before (at that session's close where the hour is later), so
    that digests read at one hour of each trading day leave nothing out, and a Monday's holds the weekend. It ends at
    `as_of`, or at the end of the day where that is earlier.
    """
    session = calendar().on_or_after(date)
    previous = calendar().previous(session)
    end = min(as_of, day_end(date))
    hour = dt.datetime.combine(previous, end.astimezone(NEW_YORK).time(), NEW_YORK).astimezone(dt.UTC)
    start = min(hour, calendar().close_time(previous))
    if end <= start:
        raise UsageError(
            f"the digest of {date} begins at {start:%Y-%m-%d %H:%M} UTC, and is asked for as of "
            f"{as_of:%Y-%m-%d %H:%M} UTC, before that",
            remedy="give an earlier --date, or a later --as-of (or --now)",
        )
    return Window(date, session, previous, start, end, as_of)


class Context:
    """The facts of one window. Each is read when a section first asks for it, and once."""

    def __init__(
        self, store: Store, config: Config, span: Window, *, watch: tuple[str, ...], known: Iterable[Entity]
    ) -> None:
        self.store = store
        self.config = config
        self.window = span
        self.watch = watch
        self.entities = _names(store, config, span.as_of, known)
        self.baselines = Baselines(store, span.start)

    @property
    def calendar(self) -> Calendar:
        """The exchange's calendar."""
        return calendar()

    @property
    def refs(self) -> list[ArticleRef]:
        """The window's news in the order in which it was knowable."""
        return self._taken_in[0]

    @property
    def backlog(self) -> list[ArticleRef]:
        """Older items that were merely taken in within the window: in series and search, not in the digest's lists."""
        return self._taken_in[1]

    @cached_property
    def _taken_in(self) -> tuple[list[ArticleRef], list[ArticleRef]]:
        span = self.window
        known = articles.listing(self.store, since=span.start, until=span.end, as_of=span.as_of)
        return news.split(known, self.before, span.start)

    @cached_property
    def scores(self) -> Mapping[str, list[ScoredArticle]]:
        """The scores of the window's news by target."""
        span, mine = self.window, {ref.id for ref in self.refs}
        by_target: defaultdict[str, list[ScoredArticle]] = defaultdict(list)
        for score in scores.read(self.store, since=span.start, as_of=span.as_of):
            if score.article_id in mine:
                by_target[score.target].append(score)
        return by_target

    @cached_property
    def stories(self) -> list[Story]:
        """The window's stories, the most telling first."""
        return stories_of(self.refs, self._earlier, self.scores, self._measures)

    @property
    def _measures(self) -> Measures:
        return Measures(self.voices, self.talk, self.focus, self._terms)

    @cached_property
    def themes(self) -> list[Theme]:
        """What the day is about, the most talked about first."""
        return themes_of(self.stories, self.talk, self.scores, self.focus, THEMES)

    @cached_property
    def voices(self) -> Voices:
        """How much one item of each outlet weighs."""
        return Voices(self.refs, self._earlier)

    @cached_property
    def talk(self) -> Mapping[str, Talk]:
        """How much each entity is talked about against what is usual."""
        span = self.window
        named = scores.relevances(self.store, since=span.start - TWO_WEEKS, until=span.end, as_of=span.as_of)
        return measure(self.refs, self._earlier, [*named, *self._terms], self.voices)

    @cached_property
    def _terms(self) -> list[tuple[str, str, float]]:
        return list(terms(self.refs, self._earlier, self.voices))

    @property
    def _earlier(self) -> list[ArticleRef]:
        """What was published before the window, whenever it was taken in: the past that news is compared with."""
        return [*self.before, *self.backlog]

    @cached_property
    def before(self) -> list[ArticleRef]:
        """The articles of the two weeks before the window."""
        start = self.window.start
        return articles.listing(self.store, since=start - TWO_WEEKS, until=start, as_of=self.window.as_of)

    def weight_of(self, article_id: str) -> float:
        """The weight of the story that an article of the window tells; 0 for any other article."""
        return self._weights.get(article_id, 0.0)

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        return {ref.id: story.weight for story in self.stories for ref in story.refs}

    @cached_property
    def focus(self) -> Mapping[str, float]:
        """How much each target matters to the reader."""
        weights = {f"topic:{topic}": 1.0 for topic in FOCUS}
        weights |= {
            "topic:rates": 0.6,
            "topic:equities": 0.5,
            "topic:growth": 0.5,
            "topic:labor": 0.5,
            "topic:credit": 0.5,
        }
        weights |= {row.entity_id: 0.5 for row in self.config.instruments}
        weights |= {entity_id: 1.0 for symbol in self.watch for entity_id in self.entities_of(symbol)}
        return weights

    @cached_property
    def claims(self) -> list[ClaimView]:
        """The window's claims with the newest verdict that was known."""
        span = self.window
        query = Query(since=span.start, until=span.end, as_of=span.as_of, limit=None)
        mine = {ref.id for ref in self.refs}
        return [view for view in claims.find(self.store, query) if view.article.id in mine]

    def claims_of(self, article_id: str) -> list[Claim]:
        """The claims of one article of the window, in order of appearance."""
        return self._claims_by_article.get(article_id, [])

    @cached_property
    def _claims_by_article(self) -> Mapping[str, list[Claim]]:
        found: defaultdict[str, list[Claim]] = defaultdict(list)
        for view in self.claims:
            found[view.article.id].append(view.claim)
        return found

    @cached_property
    def said(self) -> list[Said]:
        """The window's claims, each once however often it was told."""
        return grouped(self.claims)

    @cached_property
    def resolved(self) -> list[Said]:
        """Forward-looking claims, whenever made, whose outcome became known in the window."""
        found = claims.decided(self.store, OUTCOMES, since=self.window.start, as_of=self.window.end)
        return grouped(view for view in found if not self._is_old(view))

    @cached_property
    def contradicted(self) -> list[Said]:
        """Claims that prices contradict: those of the window, and older ones whose prices came only now."""
        late = claims.decided(self.store, ["contradicted"], since=self.window.start, as_of=self.window.end)
        mine = {view.claim.claim_id for view in self.claims}
        now = [view for view in self.claims if view.verdict and view.verdict.verdict == "contradicted"]
        rest = [view for view in late if view.claim.claim_id not in mine and not self._is_old(view)]
        return grouped([*now, *rest])

    def _is_old(self, view: ClaimView) -> bool:
        """Whether a claim was taken in only now though what it says was decided before the window."""
        due = view.claim.due
        return view.article.id in self._old and (due is None or due < self.window.previous)

    @cached_property
    def _old(self) -> frozenset[str]:
        return frozenset(ref.id for ref in self.backlog)

    @cached_property
    def prices(self) -> Mapping[str, Price]:
        """What is known of each instrument's prices."""
        symbols = (*STRIP, *self.watch, *(row.symbol for row in self.config.instruments))
        return prices_of(self.store, dict.fromkeys(symbols), self.window.as_of, self.window.end)

    @cached_property
    def flags(self) -> Mapping[str, int]:
        """Counts of what the reader must know about the window's articles."""
        span = self.window
        return articles.flag_counts(self.store, since=span.start, until=span.end, as_of=span.as_of)

    def kin(self, symbol: str) -> set[str]:
        """A symbol with what follows the same thing: an index with the funds on it, a fund with its index."""
        found = {symbol}
        for row in self.config.instruments:
            if symbol in row.funds or symbol == row.symbol:
                found |= {row.symbol, *(row.funds if symbol == row.symbol else ())}
        return found

    def entities_of(self, symbol: str) -> tuple[str, ...]:
        """Every entity that is measured by a symbol or by its kin."""
        kin = self.kin(symbol)
        direct = {entity.id for entity in self.entities.values() if entity.symbol in kin}
        return tuple(sorted(direct | {row.entity_id for row in self.config.instruments if row.symbol in kin}))

    def entities_on(self, topic: Topic) -> tuple[str, ...]:
        """The entities that stand for a topic: its proxies, and the instruments measured against one of them."""
        symbols = set(self.config.proxies.get(topic, ())[:MAIN_PROXIES])
        near = {row.symbol for row in self.config.instruments if row.benchmark in symbols}
        return tuple(sorted({entity for symbol in symbols | near for entity in self.entities_of(symbol)}))

    @cached_property
    def followed(self) -> frozenset[str]:
        """The entities of the configuration's instruments."""
        return frozenset(row.entity_id for row in self.config.instruments)

    def title(self, entity_id: str) -> str:
        """What an entity is called, with the symbol of a share or fund: `SVB Financial Group (SIVB)`."""
        entity = self.entities.get(entity_id)
        if entity is None:
            name = clean(entity_id.partition(":")[2], 60)
            return name[:1].upper() + name[1:]
        name = clean(entity.name, 60)
        listed = entity.id.startswith(("company:", "fund:")) and entity.symbol and entity.symbol != name
        return f"{name} ({clean(entity.symbol or '', 16)})" if listed else name[:1].upper() + name[1:]

    def label(self, symbol: str) -> str:
        """What an instrument is called: its name for indexes and yields, its symbol for funds and shares."""
        return self._labels.get(symbol, symbol)

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        """Names by symbol; of several entities the first by id, which puts an index before its group."""
        found: dict[str, str] = {}
        ordered = sorted(self.entities.values(), key=lambda entity: (entity.id.startswith("group:"), entity.id))
        for entity in ordered:
            if entity.symbol and not entity.id.startswith(("fund:", "company:", "person:", "org:", "macro:")):
                found.setdefault(entity.symbol, entity.name)
        return found


def _names(store: Store, config: Config, as_of: dt.datetime, known: Iterable[Entity]) -> Mapping[str, Entity]:
    found = {item.id: item for item in (*entities.read(store, as_of), *understand.packaged_entities(), *known)}
    for row in config.instruments:  # the user's own names win
        base = found.get(row.entity_id) or Entity(row.entity_id, row.name, "INDEX")
        aliases = tuple(dict.fromkeys((base.name, *base.aliases, *row.aliases)))
        found[row.entity_id] = replace(base, name=row.name, symbol=row.symbol, aliases=aliases)
    return found
