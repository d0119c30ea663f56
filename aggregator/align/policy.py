"""Checks of `policy` claims about the Federal Reserve's target rate, from its decisions or from the rate's history."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from aggregator.align import tables
from aggregator.align.context import Context, Finding, Graded, Measure, against, decide, unverifiable
from aggregator.align.prices import Span, UnverifiableError
from aggregator.align.stated import stated
from aggregator.align.windows import Window
from aggregator.records import Claim, PolicyDecision

ENTITIES = frozenset({"org:FED", "rate:FFR"})
UPPER = "DFEDTARU"
CHANGE = "change of the federal funds target"
RATE_WORDS = re.compile(
    r"\b(rates?|basis points?|percentage points?|quarter[- ]points?|half[- ]points?|cuts?|hikes?)\b", re.I
)
_FRESH = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Step:
    """One decision: the session, the target range after it in percent, and the change in basis points."""

    date: dt.date
    lower: float
    upper: float
    change_bp: float
    knowable_at: dt.datetime
    bars: dict[str, str]


def steps(context: Context) -> list[Step]:
    """Decisions knowable at `now`, oldest first: from the table of decisions, else changes of the target rate."""
    decided = context.decided()
    if decided:
        return [Step(d.date, d.lower_after, d.upper_after, d.change_bp, d.knowable_at, _named(d)) for d in decided]
    held = context.histories.get(UPPER)
    known = held.known(context.now) if held is not None else None
    if known is None:
        return []
    found = []
    for i in range(1, len(known)):
        change = float(known.close[i] - known.close[i - 1])
        if change:
            span = Span(known, i - 1, i)
            upper = float(known.close[i])
            found.append(Step(known.session(i), upper - 0.25, upper, 100 * change, span.knowable_at, span.describe()))
    return found


def check_policy(claim: Claim, context: Context) -> Finding:
    """A rate decision: its size, its direction, or the target range after it. Other actions have no source."""
    if claim.entity_id not in ENTITIES or not RATE_WORDS.search(claim.evidence):
        return unverifiable("unsupported_kind")
    if claim.value is None and claim.direction is None:
        return unverifiable("not_quantified")
    chosen, guess = _chosen(claim, context)
    window = Window(chosen[0].date, chosen[-1].date, running=False, guess=guess)
    if claim.value is None:
        graded = [_direction(claim, chosen)]
        finding = decide(graded, window, unit="bps")
    elif claim.value_high is not None or (claim.unit == "pct" and (claim.value >= 1.0 or claim.value == 0)):
        finding = decide(_range(claim, chosen[-1]), window, unit="pct")
    elif claim.unit in ("bps", "pp", "pct") and claim.direction in ("up", "down"):
        scale = 1.0 if claim.unit == "bps" else 0.01
        measure = Measure(CHANGE, scale * sum(s.change_bp for s in chosen), ())
        sign = 1.0 if claim.direction == "up" else -1.0
        finding = decide(against(stated(claim, 0.0), [measure], sign), window, unit=claim.unit)
    else:
        return unverifiable("unsupported_kind")
    return replace(finding, bars=tuple(s.bars for s in chosen), knowable_at=chosen[-1].knowable_at)


def _chosen(claim: Claim, context: Context) -> tuple[list[Step], str | None]:
    """The decisions inside the window, which add up; without one the newest of the last 60 days, which is a guess."""
    before = [s for s in steps(context) if s.knowable_at <= context.knowable_at]
    if claim.window_start is not None and claim.window_end is not None:
        inside = [s for s in before if claim.window_start <= s.date <= claim.window_end]
        if not inside:
            raise UnverifiableError("not_knowable")
        return inside, None
    if claim.window_text:
        raise UnverifiableError("window_unresolved")
    if not before or before[-1].knowable_at <= context.knowable_at - _FRESH:
        raise UnverifiableError("not_knowable")
    return before[-1:], "last decision"


def _direction(claim: Claim, chosen: list[Step]) -> Graded:
    sign = {"up": 1.0, "down": -1.0, "flat": 0.0}[claim.direction or "flat"]
    change = sum(step.change_bp for step in chosen)
    right = change == 0 if sign == 0 else sign * change > 0
    return Graded(Measure(CHANGE, change, ()), "match" if right else "off", None)


def _range(claim: Claim, step: Step) -> list[Graded]:
    low, high = (
        Measure("lower bound of the target", step.lower, ()),
        Measure("upper bound of the target", step.upper, ()),
    )
    figure = stated(claim, tables.RATE_PP)
    if claim.value_high is None:
        return sorted(against(figure, [low, high]), key=lambda graded: graded.grade != "match")
    ends = [replace(figure, high=figure.low), replace(figure, low=figure.high)]
    graded = against(ends[0], [low]) + against(ends[1], [high])
    worst = max(graded, key=lambda g: ("match", "near", "off").index(g.grade))
    return [worst]


def _named(decision: PolicyDecision) -> dict[str, str]:
    return {
        "symbol": "federal funds target",
        "sessions": decision.date.isoformat(),
        "provider": decision.provider,
        "fetched_at": decision.fetched_at.isoformat(),
    }
