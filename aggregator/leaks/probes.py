"""The table of probes: what is planted after T, and which output must show it later (else the probe proved nothing)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from aggregator.articles.identity import content_hash, revision_id
from aggregator.errors import ItemError
from aggregator.leaks import planting
from aggregator.leaks.outputs import MARK
from aggregator.leaks.planting import MOST, Moment
from aggregator.records import (
    Alignment,
    Article,
    Bar,
    Entity,
    Observation,
    PolicyDecision,
    Release,
    SignalValue,
    Verdict,
)
from aggregator.sessions import calendar
from aggregator.store import Store, articles, entities, health, leaking, market, verdicts

DAY: Final = dt.timedelta(days=1)
HELD: Final = "leak-test"  # the provider that planted prices name


@dataclass(frozen=True, slots=True)
class Planted:
    """How many things a probe planted, and those of them that are still to be understood."""

    count: int
    articles: Sequence[Article] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """One row of the report. `shows_in` names outputs of which one must differ at the clock; none: nothing needs to.

    `prices` says that signals are to be computed anew after planting. `makes_all` says that every answer is made anew
    although no query behind it returns another row: so that it is tested, at each T, that this changes nothing.
    """

    name: str
    about: str
    plant: Callable[[Store, Moment], Planted]
    shows_in: tuple[str, ...] = ()
    prices: bool = False
    makes_all: bool = False


def _nothing(_store: Store, _moment: Moment) -> Planted:
    return Planted(0)


def _fresh(store: Store, moment: Moment) -> Planted:
    found = []
    for _ in range(MOST):
        seen = moment.later()
        found.append(planting.article(moment, published=seen - dt.timedelta(minutes=5), seen=seen))
    return _stored(store, found)


def _back_dated(store: Store, moment: Moment) -> Planted:
    days = (moment.rng.randint(1, 60) for _ in range(MOST))
    found = [planting.article(moment, published=moment.as_of - n * DAY, seen=moment.later()) for n in days]
    return _stored(store, found)


def _undated(store: Store, moment: Moment) -> Planted:
    found = [planting.article(moment, published=None, seen=moment.later()) for _ in range(MOST)]
    return _stored(store, found)


def _future(store: Store, moment: Moment) -> Planted:
    found = []
    for _ in range(MOST):
        seen = moment.later()
        found.append(planting.article(moment, published=seen + 9 * DAY, seen=seen))
    return _stored(store, found)


def _copies(store: Store, moment: Moment) -> Planted:
    found = [
        planting.article(moment, published=known.knowable_at, seen=moment.later(), title=known.title, text=known.text)
        for known in planting.known_articles(store, moment)
    ]
    return _stored(store, found)


def _edits(store: Store, moment: Moment) -> Planted:
    found = []
    with store.write():
        for known in planting.known_articles(store, moment):
            seen = moment.later()
            title, text = f"Corrected: {MARK}. {known.title}", f"{moment.text()}\n{known.text[:200]}"
            content = content_hash(title, text)
            edited = replace(
                known,
                revision_id=revision_id(known.id, content),
                title=title,
                text=text,
                content_hash=content,
                partial=False,
                first_seen_at=seen,
                updated_at=seen,
            )
            if articles.save(store, edited) == "revised":
                found.append(edited)
    return Planted(len(found), found)


def _stored(store: Store, found: Sequence[Article]) -> Planted:
    placed = planting.take_in(store, found)
    return Planted(len(placed), placed)


def _revised_bars(store: Store, moment: Moment) -> Planted:
    changed = []
    for bar in planting.known_bars(store, moment):
        factor = moment.rng.choice((0.5, 0.9, 1.1, 2.0))
        changed.append(replace(_scaled(bar, factor), fetched_at=moment.later(), backfilled=False))
    return Planted(_save(store, changed))


def _scaled(bar: Bar, factor: float) -> Bar:
    return replace(
        bar,
        open=None if bar.open is None else factor * bar.open,
        high=None if bar.high is None else factor * bar.high,
        low=None if bar.low is None else factor * bar.low,
        close=factor * bar.close,
        volume=None if bar.volume is None else factor * bar.volume,
        adj_close=None if bar.adj_close is None else factor * bar.adj_close,
        provider=HELD,
    )


def _new_bars(store: Store, moment: Moment) -> Planted:
    days = calendar()
    found = []
    for bar in {bar.symbol: bar for bar in planting.known_bars(store, moment)}.values():
        session = days.last_closed(moment.as_of)
        for _ in range(MOST):
            session = days.next(session)
            close = days.close_time(session)
            if close > moment.clock:
                break
            wild = replace(_scaled(bar, moment.rng.uniform(0.5, 1.5)), session=session)
            found.append(replace(wild, fetched_at=close, knowable_at=close))
    return Planted(_save(store, found))


def _save(store: Store, bars: Sequence[Bar]) -> int:
    with store.write():
        return sum(market.save_bars(store, bar.symbol, [bar]) for bar in bars)


def _releases(store: Store, moment: Moment) -> Planted:
    """New figures, and other figures for the newest releases that were known."""
    seen = moment.later()
    known = market.releases(store, as_of=moment.as_of)[-MOST:]
    other = [replace(r, actual=(r.actual or 0.0) + 5.0, provider=HELD, fetched_at=seen) for r in known]
    fresh = [
        Release("CPI m/m", "USD", at, 9.9, 0.1, 0.1, "pct", HELD, at, at) for at in (moment.later() for _ in range(4))
    ]
    return Planted(market.save_releases(store, [*other, *fresh]))


def _observations(store: Store, moment: Moment) -> Planted:
    seen = moment.later()
    month = moment.as_of.date().replace(day=1)
    found = [
        Observation(series, month - 31 * n * DAY, moment.rng.uniform(1, 400), HELD, seen, seen)
        for series in ("CPIAUCSL", "CPIAUCNS", "CPILFESL", "UNRATE")
        for n in range(14)
    ]
    return Planted(market.save_observations(store, found))


def _decisions(store: Store, moment: Moment) -> Planted:
    seen = moment.later()
    known = market.decisions(store, moment.as_of)[-3:]
    other = [replace(d, change_bp=-d.change_bp or 50.0, provider=HELD, fetched_at=seen) for d in known]
    fresh = PolicyDecision(seen.date(), 0.0, 0.25, -500.0, HELD, seen, seen)
    return Planted(market.save_decisions(store, [*other, fresh]))


def _verdicts(store: Store, moment: Moment) -> Planted:
    found = []
    for view in planting.known_claims(store, moment):
        seen = moment.later()
        now = view.verdict.verdict if view.verdict else None
        made = Verdict(
            claim_id=view.claim.claim_id,
            verdict="supported" if now == "contradicted" else "contradicted",
            reason=None,
            measured=-99.0,
            unit="pct",
            error=-99.0,
            basis=MARK,
            window_start=None,
            window_end=None,
            bars=(),
            tried=(),
            rule=HELD,
            decided_at=seen,
            knowable_at=seen,
        )
        found.append((made, view.claim.model_id))
    return Planted(verdicts.append(store, found))


def _alignments(store: Store, moment: Moment) -> Planted:
    found = []
    for view in planting.known_claims(store, moment):
        session = calendar().last_closed(moment.as_of)
        joined = Alignment(view.claim.claim_id, MARK, session, session, {"ret_1d": 99.0}, moment.later())
        found.append((joined, view.claim.model_id))
    verdicts.save_alignments(store, found)
    return Planted(len(found))


def _signals(store: Store, moment: Moment) -> Planted:
    session = calendar().last_closed(moment.as_of)
    stored = market.signals(store, since=session - 5 * DAY, until=session, as_of=moment.as_of)
    chosen = moment.rng.sample(stored, min(10 * MOST, len(stored)))
    found = [replace(v, value=-v.value - 1.0, knowable_at=moment.later()) for v in chosen]
    found.append(SignalValue("^RUT", session, "ret_1d", 99, 99.0, moment.later()))
    market.save_signals(store, found)
    return Planted(len(found))


def _directories(store: Store, moment: Moment) -> Planted:
    """Master data of a later day: new names for what is known, and new things with names that texts hold."""
    seen = moment.later()
    known = entities.read(store, moment.as_of)[:MOST]
    renamed = [replace(item, name=f"{MARK} {item.name}", aliases=(MARK,)) for item in known]
    fresh = [
        Entity("company:QLWT", MARK, "ORG", "QLWT", aliases=(MARK, "small caps", "fed")),
        Entity("index:RUT", f"{MARK} 2000", "INDEX", "^QLWT", aliases=("Russell 2000",)),
    ]
    return Planted(entities.save(store, [*renamed, *fresh], provider=HELD, at=seen))


def _failures(store: Store, moment: Moment) -> Planted:
    """Items that failed later, and failures that stood open at T closed later."""
    open_then = health.failures(store, moment.as_of)[:MOST]
    for failure in open_then:
        health.record(store, failure.stage, ItemError(failure.item, MARK, code=failure.code), moment.later())
        health.resolve(store, failure.stage, failure.item, moment.clock)
    for n in range(MOST):
        health.record(store, "crawl", ItemError(f"{MARK}-{n}", MARK, code="timeout"), moment.later())
    return Planted(len(open_then) + MOST)


def _shifted(store: Store, moment: Moment) -> Planted:
    return Planted(leaking.shift_dates(store, moment.as_of, moment.rng))


def _permuted(store: Store, moment: Moment) -> Planted:
    return Planted(leaking.permute_labels(store, moment.as_of, moment.rng))


PROBES: Final[tuple[Probe, ...]] = (
    Probe("time passes", "nothing is planted; the stages run at a later clock", _nothing, makes_all=True),
    Probe("later articles", "published and first seen after T", _fresh, ("search",)),
    Probe("back-dated articles", "dated before T, first seen after it", _back_dated, ("search",)),
    Probe("undated articles", "no date, first seen after T", _undated),
    Probe("future-dated articles", "dated days after they were first seen", _future),
    Probe("copies", "known texts told again by another outlet, with the first one's date", _copies, ("articles",)),
    Probe("edits", "new titles and texts of known articles, seen after T", _edits, ("search",)),
    Probe("revised bars", "other prices for known sessions, fetched after T", _revised_bars, ("signals",), prices=True),
    Probe("new bars", "wild prices for the sessions after T", _new_bars, ("signals",), prices=True),
    Probe(
        "releases", "figures that came after T, and known ones changed after it", _releases, ("signals",), prices=True
    ),
    Probe("observations", "values of monthly series, fetched after T", _observations),
    Probe("policy decisions", "decisions after T, and known ones changed after it", _decisions),
    Probe("verdicts", "opposite verdicts on known claims, decided after T", _verdicts, ("verdicts",)),
    Probe("alignments", "joins of known claims, made after T", _alignments, ("alignments",)),
    Probe("signals", "other values for known sessions, knowable after T", _signals, ("signals",)),
    Probe("directories", "master data loaded after T", _directories),
    Probe("failures", "items that failed, failed again or recovered after T", _failures),
    Probe(
        "shifted dates",
        "all dates moved back on what was known only after T",
        _shifted,
        ("articles", "verdicts", "signals"),
    ),
    Probe(
        "permuted labels",
        "scores, claims and verdicts dealt out anew among all that came after T",
        _permuted,
        ("claims", "verdicts", "mentions"),
    ),
)
