"""Track records: how the claims of each outlet, author or speaker fared, and how early each told a story.

Everything is counted as of a time: the caller passes what was knowable then and nothing else. Forecasts count once
their due date has passed. One that came true before it is still open: those that will fail are not known to have
failed by then, and a rate over both would flatter whoever has many open.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from aggregator.align.leads import Lead, Telling, leads
from aggregator.align.shares import Prior, Share, prior_of, share
from aggregator.records import VerdictName

By = Literal["source", "author", "speaker"]
GAP_LEAST = 5  # claims of each sort below which a difference between them is not worth a figure


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim as it counts for whoever made it.

    `same` is equal for claims of one person that are to count once, `due` the time by which a claim about the future
    is settled.
    `doubtful`: prices agree or differ, but perhaps because the text was misread. `in_range`: nothing is known but that
    a day's price range holds the figure. `beat_market`: whether a forecast was right once its benchmark's move is taken
    out, None without one.
    """

    who: str
    article_id: str
    story_id: str
    same: Hashable
    verdict: VerdictName | None
    hedged: bool
    doubtful: bool = False
    in_range: bool = False
    due: dt.datetime | None = None
    beat_market: bool | None = None


class Tried(NamedTuple):
    """How many of some claims with an outcome were right."""

    right: int = 0
    n: int = 0

    def plus(self, other: Tried) -> Tried:
        """Both together."""
        return Tried(self.right + other.right, self.n + other.n)


@dataclass(frozen=True, slots=True)
class Record:
    """The track record of one outlet, author or speaker.

    `claims` are supported + close + contradicted + doubtful + doubtful_right + in_range + unverifiable + forecasts,
    `forecasts` open + came_true + did_not + unscorable; `early` are those of the open ones that have come true.
    `checkable` is the number of those with an outcome that counts, which `support` (supported or close) and `hits`
    (came true) share; `doubtful` (contradicted), `doubtful_right` (the others) and `in_range` are left out. `market`:
    forecasts right against their benchmark. `asserted` and `hedged`: right among the checkable ones, by how they were
    put; `hedge_gap` by how much the former are right more often, compared within statements and within forecasts, None
    where neither holds `GAP_LEAST` of both.
    """

    name: str
    articles: int
    stories: int
    imported: int
    undated: int
    claims: int
    checkable: int
    supported: int
    close: int
    contradicted: int
    doubtful: int
    doubtful_right: int
    in_range: int
    unverifiable: int
    support: Share
    forecasts: int
    open: int
    early: int
    came_true: int
    did_not: int
    unscorable: int
    hits: Share
    market: Share
    asserted: Share
    hedged: Share
    hedge_gap: float | None
    lead: Lead
    first: Share

    @property
    def left_out(self) -> int:
        """Checked claims that are in no share."""
        return self.doubtful + self.doubtful_right + self.in_range

    @property
    def support_least(self) -> float | None:
        """The share of right ones if every doubtful contradiction were real; None without any."""
        n = self.support.n + self.doubtful
        return self.support.hits / n if n else None


@dataclass(slots=True)
class _Tally:
    """What is counted under one name. `tried` by (is a forecast, is hedged)."""

    name: str
    articles: set[str] = field(default_factory=set)
    stories: set[str] = field(default_factory=set)
    imported: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    tried: defaultdict[tuple[bool, bool], Tried] = field(default_factory=lambda: defaultdict(Tried))
    market: Tried = field(default_factory=Tried)
    lead: Lead = field(default_factory=Lead)

    def of(self, *, forecast: bool | None = None, hedged: bool | None = None) -> Tried:
        """The claims with an outcome of one sort."""
        found = Tried()
        for (ahead, unsure), tried in self.tried.items():
            if forecast in (None, ahead) and hedged in (None, unsure):
                found = found.plus(tried)
        return found


# Each share of a record: what of a tally it is the share of.
SHARES: Mapping[str, Callable[[_Tally], Tried]] = {
    "support": lambda tally: tally.of(forecast=False),
    "hits": lambda tally: tally.of(forecast=True),
    "market": lambda tally: tally.market,
    "asserted": lambda tally: tally.of(hedged=False),
    "hedged": lambda tally: tally.of(hedged=True),
    "first": lambda tally: Tried(tally.lead.first, tally.lead.chains),
}


def records(
    statements: Iterable[Statement], tellings: Sequence[Telling], undated: Mapping[str, int], *, as_of: dt.datetime
) -> tuple[list[Record], dict[str, Prior | None]]:
    """Every record, by name, and by share the mean that it is shrunk to.

    Names that differ only in case are one, spelled as they first were. Statements come in the order in which they were
    known; of those that are the same the first counts. Without `tellings` (speakers) the articles are
    those that quote them. `undated` says by name how many articles could not enter.
    """
    tallies: dict[str, _Tally] = {}
    for telling in tellings:
        if telling.who is not None and telling.recent:
            tally = tallies.setdefault(telling.who.casefold(), _Tally(telling.who))
            tally.articles.add(telling.article_id)
            tally.stories.add(telling.story_id)
            tally.imported += telling.imported
    told: set[tuple[str, Hashable]] = set()
    for statement in statements:
        who = statement.who.casefold()
        tally = tallies.setdefault(who, _Tally(statement.who))
        tally.articles.add(statement.article_id)
        tally.stories.add(statement.story_id)
        if (who, statement.same) not in told:
            told.add((who, statement.same))
            _count(tally, statement, as_of)
    found = leads(tellings)
    left = Counter[str]()
    for name, n in undated.items():
        left[name.casefold()] += n
        tallies.setdefault(name.casefold(), _Tally(name))
    for who, tally in tallies.items():
        tally.lead = found.get(who, found[""])
    priors = {name: prior_of([part(tally) for tally in tallies.values()]) for name, part in SHARES.items()}
    return [_record(tallies[who], left[who], priors) for who in sorted(tallies)], priors


def _count(tally: _Tally, statement: Statement, as_of: dt.datetime) -> None:
    verdict = statement.verdict
    if verdict in ("came_true", "did_not", "pending", "expired_unscorable"):
        tally.counts["forecasts"] += 1
        due = statement.due is not None and statement.due <= as_of
        if verdict == "expired_unscorable":
            tally.counts["unscorable"] += 1
        elif verdict == "pending" or not due:
            tally.counts["open"] += 1
            tally.counts["early"] += verdict == "came_true"
        else:
            _try(tally, statement, forecast=True, right=verdict == "came_true")
            if statement.beat_market is not None:
                tally.market = tally.market.plus(Tried(int(statement.beat_market), 1))
    elif verdict == "close" and statement.in_range:
        tally.counts["in_range"] += 1
    elif verdict in ("supported", "close", "contradicted") and statement.doubtful:
        tally.counts["doubtful" if verdict == "contradicted" else "doubtful_right"] += 1
    elif verdict in ("supported", "close", "contradicted"):
        _try(tally, statement, forecast=False, right=verdict != "contradicted")
    else:
        tally.counts["unverifiable"] += 1
    tally.counts["claims"] += 1


def _try(tally: _Tally, statement: Statement, *, forecast: bool, right: bool) -> None:
    key = forecast, statement.hedged
    tally.tried[key] = tally.tried[key].plus(Tried(int(right), 1))
    tally.counts[str(statement.verdict)] += 1


def _record(tally: _Tally, undated: int, priors: Mapping[str, Prior | None]) -> Record:
    shares = {name: share(*part(tally), priors[name]) for name, part in SHARES.items()}
    counts = tally.counts
    return Record(
        name=tally.name,
        articles=len(tally.articles),
        stories=len(tally.stories),
        imported=tally.imported,
        undated=undated,
        claims=counts["claims"],
        checkable=tally.of().n,
        supported=counts["supported"],
        close=counts["close"],
        contradicted=counts["contradicted"],
        doubtful=counts["doubtful"],
        doubtful_right=counts["doubtful_right"],
        in_range=counts["in_range"],
        unverifiable=counts["unverifiable"],
        forecasts=counts["forecasts"],
        open=counts["open"],
        early=counts["early"],
        came_true=counts["came_true"],
        did_not=counts["did_not"],
        unscorable=counts["unscorable"],
        hedge_gap=_gap(tally),
        lead=tally.lead,
        **shares,
    )


def _gap(tally: _Tally) -> float | None:
    """Share right of asserted minus that of hedged claims, within statements and within forecasts.

    Σ w (a/n1 - b/n0) / Σ w with w = n1 n0 / (n1 + n0), the weights of Mantel and Haenszel (S. Greenland and
    J. M. Robins, Biometrics 41 (1985), 55), because forecasts are hedged more often and right less often.
    """
    total = weight = 0.0
    for forecast in (False, True):
        sure, unsure = tally.of(forecast=forecast, hedged=False), tally.of(forecast=forecast, hedged=True)
        if min(sure.n, unsure.n) >= GAP_LEAST:
            w = sure.n * unsure.n / (sure.n + unsure.n)
            total += w * (sure.right / sure.n - unsure.right / unsure.n)
            weight += w
    return total / weight if weight else None


SORTS: Mapping[str, Callable[[Record], float | None]] = {
    "checkable": lambda record: record.checkable,
    "supported": lambda record: record.support.shrunk,
    "hits": lambda record: record.hits.shrunk,
    "first": lambda record: record.first.shrunk,
    "claims": lambda record: record.claims,
    "articles": lambda record: record.articles,
}


def ranked(found: Iterable[Record], sort: str = "checkable") -> list[Record]:
    """Records by one row of SORTS, largest first, those without the figure last; equal ones by name."""
    figure = SORTS[sort]

    def key(record: Record) -> tuple[bool, float, str]:
        value = figure(record)
        return value is None, -(value or 0.0), record.name.casefold()

    return sorted(found, key=key)
