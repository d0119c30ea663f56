"""Outcomes of `forecast` claims: pending until due, true on the first session that fulfils them, else not.

Three things can be scored: a number of rate cuts or hikes, a price or level reached, a released figure. Anything else
is `expired_unscorable` when it is due. A forecast without a due date cannot be scored at all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import accumulate

from aggregator.align import policy, tables
from aggregator.align.context import Context, Finding, unverifiable
from aggregator.align.prices import Span, UnverifiableError
from aggregator.align.releases import EVENTS, UNITS, period_of
from aggregator.align.stated import stated
from aggregator.records import Claim
from aggregator.sessions import new_york_date

_CUT = re.compile(
    r"\b(rate|point)[- ](cuts?|reductions?)\b|\b(cut|lower|reduc|eas)\w*\s+(\w+\s+){0,3}?(rates?|policy)\b", re.I
)
_HIKE = re.compile(
    r"\b(rate|point)[- ](hikes?|increases?)\b|\b(hik|rais|increas|lift)\w*\s+(\w+\s+){0,3}?rates?\b|\btighten", re.I
)
# Sentences that say what will not happen, or only how fast, are no forecasts of a number of decisions.
_NOT_SCORED = re.compile(
    r"\bnot\b|n't\b|\bunlikely|\buntil\b|\brul\w+ out|\bpaus|\bpeak|\bpace\b|\blengthened\b|less likely|\bno longer",
    re.I,
)
# Money and growth of a company that are no price of its shares.
_NO_PRICE = re.compile(
    r"\b(revenue|sales|earnings|eps|profit|income|dividend|guidance|margin|spend\w*|capex|growth|billion|million)\b",
    re.I,
)
_PLAUSIBLE = 5.0  # a price target lies within this factor of the price
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_NUMBERS |= {"several": 2, "multiple": 2}  # "multiple" is at least two
_COUNT = re.compile(
    rf"\b(\d|{'|'.join(_NUMBERS)})\s+(?:[\w-]+\s+){{0,3}}?(?:cuts?|hikes?|increases?|reductions?)\b", re.I
)


def check_forecast(claim: Claim, context: Context) -> Finding:
    """Pending, came_true, did_not or expired_unscorable; unverifiable without a due date."""
    if claim.due is None:
        return unverifiable("window_unresolved")
    scorer = _scorer(claim)
    outcome = scorer(claim, context, claim.due) if scorer is not None else None
    if outcome is not None:
        return replace(outcome, window=(new_york_date(context.knowable_at), claim.due))
    if context.now < _end(claim.due, context):
        return Finding("pending", window=(new_york_date(context.knowable_at), claim.due))
    return Finding("expired_unscorable", window=(new_york_date(context.knowable_at), claim.due))


Scorer = Callable[[Claim, Context, dt.date], Finding | None]


def _scorer(claim: Claim) -> Scorer | None:
    if claim.entity_id in policy.ENTITIES:
        return _score_policy
    if claim.entity_id in EVENTS and claim.value is not None:
        return _score_release
    return _score_price if claim.symbol is not None else None


def _end(due: dt.date, context: Context) -> dt.datetime:
    return context.calendar.bar_time(due)


# --- rate decisions -----------------------------------------------------------------------------------------------


def _score_policy(claim: Claim, context: Context, due: dt.date) -> Finding | None:
    sign, needed = _moves(claim)
    if sign == 0 or claim.unit == "prob_pct" or _NOT_SCORED.search(claim.evidence):
        return None
    if not policy.RATE_WORDS.search(claim.evidence):
        return None
    later = [s for s in policy.steps(context) if s.knowable_at > context.knowable_at and s.date <= due]
    fitting = [s for s in later if sign * s.change_bp > 0]
    name = f"{'hikes' if sign > 0 else 'cuts'} of the federal funds target"
    basis = f"{name}, at least {needed}"
    if size_bp := _size_bp(claim):
        totals = accumulate(abs(s.change_bp) for s in fitting)
        needed = next((n for n, total in enumerate(totals, 1) if total >= size_bp), len(fitting) + 1)
        basis = f"{name}, together at least {size_bp:g} basis points"
    finding = Finding(
        "did_not",
        measured=float(len(fitting)),
        unit="count",
        basis=basis,
        bars=tuple(s.bars for s in fitting),
        tried=_decisions(later),
        knowable_at=_end(due, context),
    )
    if context.now >= _end(due, context):
        settled = len(fitting) >= needed or _complete(context, due)
        return replace(finding, verdict="came_true" if len(fitting) >= needed else "did_not") if settled else None
    if len(fitting) < needed:
        return None
    return _fulfilled(finding, later, fitting[:needed])


def _fulfilled(finding: Finding, later: list[policy.Step], done: list[policy.Step]) -> Finding:
    """True before it is due: what was known with the decision that did it, and nothing of after."""
    known = done[-1].knowable_at
    return replace(
        finding,
        verdict="came_true",
        measured=float(len(done)),
        bars=tuple(s.bars for s in done),
        tried=_decisions(s for s in later if s.knowable_at <= known),
        knowable_at=known,
    )


def _decisions(steps: Iterable[policy.Step]) -> tuple[dict[str, object], ...]:
    return tuple({"basis": f"decision of {s.date}", "measured": s.change_bp, "error": None} for s in steps)


def _complete(context: Context, due: dt.date) -> bool:
    """Whether all decisions up to `due` are there: the table was read after it, or the rate itself reaches it."""
    end = _end(due, context)
    if any(due - dt.timedelta(days=60) <= d.date and d.fetched_at >= end for d in context.decided()):
        return True
    held = context.histories.get(policy.UPPER)
    known = held.known(context.now) if held is not None else None
    return known is not None and len(known) > 0 and known.session(-1) >= due


def _size_bp(claim: Claim) -> float:
    """The expected size in basis points, all decisions together; 0 when none is given."""
    if claim.value is None or claim.unit not in ("bps", "pp"):
        return 0.0
    return claim.value if claim.unit == "bps" else 100.0 * claim.value


def _moves(claim: Claim) -> tuple[int, int]:
    """The direction of the expected decisions (0 unknown) and how many are needed at the least."""
    cut, hike = _CUT.search(claim.evidence), _HIKE.search(claim.evidence)
    named = {"up": 1, "down": -1}.get(claim.direction or "", 0)
    sign = named if named else (1 if hike else -1) if bool(cut) != bool(hike) else 0
    if claim.unit == "count" and claim.value is not None:
        return sign, max(1, round(claim.value))
    match = _COUNT.search(claim.evidence)
    word = match[1].lower() if match else "one"
    return sign, int(word) if word.isdigit() else _NUMBERS[word]


# --- released figures ---------------------------------------------------------------------------------------------


def _score_release(claim: Claim, context: Context, due: dt.date) -> Finding | None:
    """The first figure that comes out after the claim, up to its due date, against the expected one.

    Entities with several events (the monthly and the yearly change) cannot be told apart here and stay unscored.
    """
    events = EVENTS[claim.entity_id or ""]
    later = [r for r in context.published(events) if r.at > context.knowable_at and new_york_date(r.at) <= due]
    scored = next((r for r in later if r.actual is not None), None)
    if scored is None or scored.actual is None or len(events) > 1 or claim.unit not in UNITS.get(scored.unit, ()):
        return None
    if scored.event.endswith("m/m") and period_of(claim) != "m/m":
        return None
    figure = stated(claim, 0.0)
    return Finding(
        "came_true" if figure.grade(scored.actual) == "match" else "did_not",
        measured=scored.actual,
        unit=claim.unit,
        error=figure.error(scored.actual),
        basis=scored.event,
        knowable_at=scored.knowable_at,
    )


# --- prices -------------------------------------------------------------------------------------------------------


def _score_price(claim: Claim, context: Context, due: dt.date) -> Finding | None:
    """A level or a percentage move from the last close before the claim, reached at any close up to the due date."""
    base_session = context.calendar.last_closed(context.knowable_at)
    try:
        prices = context.prices(claim.symbol, base_session)
    except UnverifiableError:
        return None
    base, last = prices.last_index(base_session), prices.last_index(due)
    if base is None or last is None or claim.direction == "flat":
        return None
    target = _target(claim, float(prices.close[base]), rate=tables.is_rate(prices.symbol))
    if target is None:
        return None
    level, rising = target
    end = _end(due, context)
    for i in range(base + 1, last + 1):
        if prices.close[i] >= level if rising else prices.close[i] <= level:
            return _reached(Finding("came_true"), Span(prices, base, i), level)
    if context.now < end or last == base or prices.session(last) < context.calendar.on_or_before(due):
        return None
    finding = _reached(Finding("did_not"), Span(prices, base, last), level)
    return replace(finding, knowable_at=max(end, finding.knowable_at or end))


def _target(claim: Claim, start: float, *, rate: bool) -> tuple[float, bool] | None:
    """The level to be reached and whether from below; None when the claim gives none."""
    if claim.value is None or _NO_PRICE.search(claim.evidence):
        return None
    if claim.unit in ("usd", "points") or (rate and claim.unit == "pct"):
        plausible = rate or start / _PLAUSIBLE <= claim.value <= start * _PLAUSIBLE
        return (claim.value, claim.value >= start) if plausible else None
    if claim.unit == "pct" and claim.direction in ("up", "down"):
        rising = claim.direction == "up"
        return start * (1 + claim.value / 100 if rising else 1 - claim.value / 100), rising
    return None


def _reached(finding: Finding, span: Span, level: float) -> Finding:
    measured = float(span.prices.close[span.last])
    basis = f"{span.prices.symbol} close against {level:.6g}"
    return replace(
        finding,
        measured=measured,
        unit="pct" if tables.is_rate(span.prices.symbol) else "points",
        error=measured - level,
        basis=basis,
        bars=(span.describe(),),
        tried=({"basis": basis, "measured": measured, "error": measured - level},),
        knowable_at=span.knowable_at,
    )
