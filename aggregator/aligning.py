"""The last stage: signals where prices changed, and a verdict for every claim that has no final one yet."""

from __future__ import annotations

import datetime as dt
import logging
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aggregator import align as checks
from aggregator.measuring import update_signals
from aggregator.pipeline import Progress, quiet
from aggregator.records import (
    ArticleRef,
    Claim,
    ClaimView,
    Observation,
    PolicyDecision,
    Release,
    SignalValue,
    StageReport,
    Verdict,
)
from aggregator.sessions import Calendar, calendar, day_end
from aggregator.store import Store, claims, market, verdicts
from aggregator.understand import packaged_entities

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.market.history import History

log = logging.getLogger(__name__)

BATCH = 2_000  # claims to a transaction
STEP = 100  # claims from one sign of progress to the next
MEASURED = ("supported", "close", "contradicted", "came_true", "did_not")
MOST_HISTORIES = 500  # in memory at a time: half a megabyte each, for 20 years of bars


class Histories(Mapping[str, "History"]):
    """The price histories as known at a time, each loaded when it is asked for; the least used ones are let go."""

    def __init__(self, store: Store, now: dt.datetime) -> None:
        self._store, self._now = store, now
        self._symbols = dict.fromkeys(market.symbols(store, now))
        self._loaded: OrderedDict[str, History] = OrderedDict()

    def __getitem__(self, symbol: str) -> History:
        from aggregator.market.history import History

        if symbol not in self._symbols:
            raise KeyError(symbol)
        if symbol not in self._loaded:
            self._loaded[symbol] = History.from_stored(symbol, *market.bar_rows(self._store, symbol, as_of=self._now))
            if len(self._loaded) > MOST_HISTORIES:
                self._loaded.popitem(last=False)
        self._loaded.move_to_end(symbol)
        return self._loaded[symbol]

    def __iter__(self) -> Iterator[str]:
        return iter(self._symbols)

    def __len__(self) -> int:
        return len(self._symbols)

    def __contains__(self, symbol: object) -> bool:
        return symbol in self._symbols


def align(
    store: Store, config: Config, *, now: dt.datetime, simulated: bool = False, progress: Progress = quiet
) -> StageReport:
    """Bring signals, verdicts and alignments up to `now`. Verdicts are appended where they say something new."""
    histories = Histories(store, now)
    computed = update_signals(store, config, histories, now=now, progress=progress)
    counts = {"signals": computed, "claims": 0, "verdicts": 0, "aligned": 0}
    bench = Bench.of(store, config, histories, now=now, simulated=simulated)
    rules = [f"{kind}/{rule.version}" for kind, rule in checks.RULES.items()]
    views = claims.to_align(store, now, rules)
    # All claims of each article, the settled ones too: a verdict must not depend on which of them are judged with it.
    siblings = _by_revision(claims.of_revisions(store, sorted({view.claim.revision_id for view in views})))
    views.sort(key=lambda view: view.claim.symbol or "")  # so that each history is loaded once
    done = verdicts.aligned(store)
    lookup = SignalLookup(store)
    progress("align", 0, len(views))
    for start in range(0, len(views), BATCH):
        judged: list[tuple[Verdict, str]] = []
        fresh: list[tuple[Claim, dt.datetime]] = []
        for done_before, view in enumerate(views[start : start + BATCH], start):
            if done_before % STEP == 0:
                progress("align", done_before, len(views))
            claim, known = view.claim, view.article.knowable_at
            if known is None:
                continue
            said = min(said_at(view.article) or known, known)
            found = bench.verdicts(claim, said, known, siblings[claim.revision_id], before=view.verdict)
            judged += [(verdict, claim.model_id) for verdict in found]
            if (claim.claim_id, claim.model_id) not in done:
                fresh.append((claim, known))
        alignments = checks.join(fresh, histories, lookup, calendar=bench.calendar)
        pairs = zip(alignments, fresh, strict=True)
        joined = [(found, claim.model_id) for found, (claim, _) in pairs if found is not None and found.signals]
        with store.write():
            counts["verdicts"] += verdicts.append(store, judged)
            verdicts.save_alignments(store, joined)
        counts["claims"] += len(views[start : start + BATCH])
        counts["aligned"] += len(joined)
        progress("align", counts["claims"], len(views))
    log.info("align %s", " ".join(f"{name}={value}" for name, value in counts.items()))
    return StageReport("align", counts)


def said_at(article: ArticleRef) -> dt.datetime | None:
    """When an article spoke; a date without a time means the end of that day in New York."""
    if article.published_at is None or article.published_precision in ("second", "minute"):
        return article.published_at
    return day_end(article.published_at.date())


def judge(
    store: Store, config: Config, found: Sequence[Claim], *, knowable_at: dt.datetime, now: dt.datetime
) -> Iterator[Verdict]:
    """The verdict of each claim of one text at `now`, from the store's prices. Nothing is written."""
    bench = Bench.of(store, config, Histories(store, now), now=now, simulated=False)
    for claim in found:
        yield bench.verdict(claim, knowable_at, found)


@dataclass(frozen=True, slots=True)
class Bench:
    """What claims are judged with, as known at `now`."""

    histories: Histories
    now: dt.datetime
    simulated: bool
    calendar: Calendar
    aliases: Mapping[str, tuple[tuple[str, str], ...]]
    benchmarks: Mapping[str, str]
    releases: Sequence[Release]
    policy: Sequence[PolicyDecision]
    observations: Mapping[str, Sequence[Observation]]
    instruments: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Store, config: Config, histories: Histories, *, now: dt.datetime, simulated: bool) -> Bench:
        """The bench of a store and its configuration."""
        aliases = dict(checks.NEIGHBOURS)
        for row in config.instruments:
            if row.funds:
                aliases[row.symbol] = tuple((fund, "listed fund") for fund in row.funds)
        benchmarks = {row.symbol: row.benchmark for row in config.instruments if row.benchmark}
        releases, policy = market.releases(store, as_of=now), market.decisions(store, as_of=now)
        observations = market.observations(store, now)
        known = {entity.id: entity.symbol for entity in packaged_entities() if entity.symbol}
        return cls(histories, now, simulated, calendar(), aliases, benchmarks, releases, policy, observations, known)

    def verdict(self, claim: Claim, said_at: dt.datetime, siblings: Sequence[Claim]) -> Verdict:
        """The verdict at `now` on what was said at `said_at`."""
        return self._at(claim, said_at, siblings, self.now)

    def verdicts(
        self,
        claim: Claim,
        said_at: dt.datetime,
        known: dt.datetime,
        siblings: Sequence[Claim],
        *,
        before: Verdict | None = None,
    ) -> list[Verdict]:
        """The verdict at `now`, after that of the day for a claim about the future.

        A claim means what it meant when it was published; its verdict is known no earlier than the claim is. A
        forecast that is judged long after it was made was pending in between, and an as-of query must say so. What
        rests on no measurement but on time that has passed (bars that never came, a due date) is known when it passed.
        """
        last = self.verdict(claim, said_at, siblings)
        found = [last]
        ahead = claim.tense == "future" or claim.kind in ("forecast", "outlook")
        if ahead and last.verdict != "pending":
            first = self._at(claim, said_at, siblings, known)
            found = [first, last] if first.verdict == "pending" else found
        if before is not None and _is_silent_correction(last, before):
            found[-1] = replace(last, knowable_at=self.now)
        elif last.verdict == "unverifiable" and (before is not None or len(found) > 1):
            due = None if claim.due is None else self.calendar.bar_time(claim.due)
            found[-1] = replace(last, knowable_at=self.now if due is None else min(max(due, known), self.now))
        elif before is not None:
            # What corrects a verdict (figures that came late, a newer rule) is not known before what it corrects.
            found[-1] = replace(last, knowable_at=max(last.knowable_at, before.knowable_at))
        return [replace(verdict, knowable_at=max(verdict.knowable_at, known)) for verdict in found]

    def _at(self, claim: Claim, said_at: dt.datetime, siblings: Sequence[Claim], now: dt.datetime) -> Verdict:
        return checks.verdict(
            claim,
            self.histories,
            knowable_at=said_at,
            now=now,
            calendar=self.calendar,
            releases=self.releases,
            policy=self.policy,
            aliases=self.aliases,
            benchmarks=self.benchmarks,
            observations=self.observations,
            siblings=siblings,
            instruments=self.instruments,
            simulated=self.simulated,
        )


def _is_silent_correction(verdict: Verdict, before: Verdict) -> bool:
    """Whether a verdict takes the place of a measured one because of bars that it does not show.

    By the same rule a measured verdict changes only with bars that came since. One that was revised may have dropped
    out (beside an outcome of long ago nothing stands that came later), and what is left looks as if known all along.
    """
    return before.verdict in MEASURED and before.rule == verdict.rule and verdict.knowable_at <= before.decided_at


def _by_revision(views: Sequence[ClaimView]) -> Mapping[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for view in views:
        found.setdefault(view.claim.revision_id, []).append(view.claim)
    return found


class SignalLookup:
    """Signals of a symbol at a session as known at a time; one query per symbol and session."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._versions: dict[tuple[str, dt.date], list[SignalValue]] = {}

    def __call__(self, symbol: str, session: dt.date, known: dt.datetime) -> Mapping[str, float]:
        """Name -> value."""
        key = (symbol, session)
        if key not in self._versions:
            self._versions[key] = market.signal_versions(self._store, symbol, session)
        return {item.name: item.value for item in self._versions[key] if item.knowable_at <= known}
