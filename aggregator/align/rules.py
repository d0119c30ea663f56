"""The table of checks by claim kind, and `verdict`, which applies it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aggregator.align import proposed, tables
from aggregator.align.context import Context, Finding, unverifiable
from aggregator.align.counts import check_count
from aggregator.align.forecasts import check_forecast, check_outlook
from aggregator.align.levels import check_level
from aggregator.align.moves import check_compare, check_move
from aggregator.align.policy import check_policy
from aggregator.align.prices import Prices, UnverifiableError
from aggregator.align.releases import check_data
from aggregator.align.tables import NEIGHBOURS, Aliases
from aggregator.align.volumes import check_volume
from aggregator.errors import ItemError
from aggregator.records import Claim, Kind, Observation, PolicyDecision, Release, Verdict
from aggregator.sessions import Calendar

Check = Callable[[Claim, Context, Sequence[Claim]], Finding]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of claim is checked. `about` goes into the docs; a change of behaviour raises `version`."""

    version: int
    about: str
    check: Check
    needs_symbol: bool = True


def _alone(check: Callable[[Claim, Context], Finding]) -> Check:
    return lambda claim, context, _: check(claim, context)


def _unsupported(_claim: Claim, _context: Context, _siblings: Sequence[Claim]) -> Finding:
    return unverifiable("unsupported_kind")


RULES: dict[Kind, Rule] = {
    "move": Rule(
        6,
        "change over the window, close to close, then neighbouring bases; of an hour, within the session's range",
        _alone(check_move),
    ),
    "level": Rule(
        8,
        "close of the window's last session, record, 52-week mark, moving average, highest since; of an hour, within "
        "the session's range",
        _alone(check_level),
    ),
    "volume": Rule(2, "volume over its mean of the 63, 20, 252 sessions before", _alone(check_volume)),
    "compare": Rule(2, "difference of two returns over the window", _alone(check_compare)),
    "count": Rule(4, "how often, how long in a row, or since when not, by the condition in words", check_count),
    "data": Rule(
        2, "first print or surprise of the release calendar, else the series", _alone(check_data), needs_symbol=False
    ),
    "policy": Rule(1, "decision on the federal funds target", _alone(check_policy), needs_symbol=False),
    "forecast": Rule(
        4,
        "scored by its due date: value reached, at the end where it is said of the end, else direction",
        _alone(check_forecast),
        needs_symbol=False,
    ),
    "outlook": Rule(3, "direction taken by its due date", _alone(check_outlook)),
    "fact": Rule(1, "not checked", _unsupported, needs_symbol=False),
}


def verdict(
    claim: Claim,
    histories: Mapping[str, Prices],
    *,
    knowable_at: dt.datetime,
    now: dt.datetime,
    calendar: Calendar,
    releases: Sequence[Release] = (),
    policy: Sequence[PolicyDecision] = (),
    aliases: Aliases = NEIGHBOURS,
    benchmarks: Mapping[str, str] | None = None,
    observations: Mapping[str, Sequence[Observation]] | None = None,
    siblings: Sequence[Claim] = (),
    instruments: Mapping[str, str] | None = None,
    simulated: bool = False,
) -> Verdict:
    """What the data knowable at `now` say about `claim`, which was knowable at `knowable_at`.

    `benchmarks` names by symbol what its moves are held against. `siblings` are the claims of the same article, which
    tell its session. `instruments` are the symbols of entities that have one. A statement about the future is scored
    as a forecast whatever its kind. The verdict is knowable with the last bar it used.
    """
    kind: Kind = "forecast" if claim.tense == "future" and claim.kind not in ("outlook", "fact") else claim.kind
    rule = RULES[kind]
    context = Context(
        histories, knowable_at, now, calendar, releases, policy, aliases, benchmarks or {}, observations or {}, siblings
    )
    finding = _found(claim, context, rule, siblings, instruments or {})
    start, end = finding.window or (claim.window_start, claim.window_end)
    return Verdict(
        claim_id=claim.claim_id,
        verdict=finding.verdict,
        reason=finding.reason,
        measured=finding.measured,
        unit=finding.unit,
        error=finding.error,
        basis=finding.basis,
        window_start=start,
        window_end=end,
        bars=finding.bars,
        tried=finding.tried,
        rule=f"{kind}/{rule.version}",
        decided_at=now,
        knowable_at=max(knowable_at, finding.knowable_at or knowable_at),
        simulated=simulated,
    )


def _found(
    claim: Claim, context: Context, rule: Rule, siblings: Sequence[Claim], instruments: Mapping[str, str]
) -> Finding:
    proposes = proposed.is_one(claim)
    if rule.needs_symbol and claim.symbol is None:
        # What only the encoder marked keeps its entity and no symbol: which instrument is meant is doubtful.
        return unverifiable("ambiguous" if proposes and claim.entity_id in instruments else "no_instrument")
    if claim.kind != "fact" and tables.is_of_no_maturity(claim):
        return unverifiable("ambiguous")
    try:
        found = rule.check(claim, context, siblings)
    except UnverifiableError as error:
        return unverifiable(error.reason)
    except ItemError:  # a date outside the trading calendar
        return unverifiable("window_unresolved")
    if proposes and found.verdict != "unverifiable" and not proposed.stands(claim, found, siblings):
        return unverifiable("ambiguous")
    return found
