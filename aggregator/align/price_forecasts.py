"""Forecasts of prices and yields: a level or move reached by the due date, or else the direction taken until then."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from aggregator.align import skill, tables
from aggregator.align.context import Context, Finding, Measure, described
from aggregator.align.prices import Prices, Span, UnverifiableError
from aggregator.records import Claim, Unit

DENIED = re.compile(r"\bnot\b|n['’]t\b|\bunlikely\b|\bno longer\b|\bnever\b", re.I)
_RELATIVE = re.compile(
    r"\b(?:out|under)(?:perform|pac|gain)|\b(?:lag|trail|beat)|\b(?:better|worse|ahead) (?:of|than)\b", re.I
)
# Money and growth of a company that are no price of its shares.
_NO_PRICE = re.compile(
    r"\b(revenue|sales|earnings|eps|profit|income|dividend|guidance|margin|spend\w*|capex|growth|billion|million)\b",
    re.I,
)
_PERIOD = r"(?:(?:the|this|next|its) )?(?:year|month|quarter|week|decade|20\d\d)\b"
# "Finish the year at 5,600": said of the close of a period, and not of the way there.
OF_THE_END = re.compile(
    rf"\b(?:end|finish|close|conclude)(?:s|ing)? (?:out )?{_PERIOD}[^.;]{{0,30}}?"
    r"\b(?:at|around|near|above|below|between)\b|"
    r"\b(?:year|month|quarter|week)[- ]end (?:\w+ ){0,2}"
    r"(?:targets?|forecasts?|estimates?|projections?|calls?|goals?)\b|"
    rf"\b(?:targets?|forecasts?|estimates?) for (?:the )?(?:end of {_PERIOD}|(?:year|month|quarter)[- ]end\b)|"
    rf"\bat (?:the )?(?:end of {_PERIOD}|(?:year|month|quarter)[- ]end\b)",
    re.IGNORECASE,
)
_PLAUSIBLE = 5.0  # a price target lies within this factor of the price

Scorer = Callable[[Claim, Context, dt.date], Finding | None]


def scorer(claim: Claim) -> Scorer | None:
    """What can tell the outcome; None where no price is meant or nothing is said of it."""
    if claim.symbol is None or _NO_PRICE.search(claim.evidence):
        return None
    if claim.value is not None:
        return _score_target if claim.unit in ("usd", "points", "pct") else None
    moves = claim.direction in ("up", "down") and not DENIED.search(claim.evidence)
    return _score_direction if moves else None


def _score_target(claim: Claim, context: Context, due: dt.date) -> Finding | None:
    """A level or a percentage move from the last close before the claim, reached at any close up to the due date.

    What is said of the end of a period is read at the due close alone.
    """
    begun = _begun(claim, context)
    if begun is None or claim.direction == "flat":
        return None
    prices, base = begun
    target = _target(claim, float(prices.close[base]), rate=tables.is_rate(prices.symbol))
    last = prices.last_index(due)
    if target is None or last is None:
        return None
    level, rising = target
    whole = _whole(prices, base, due, context)
    first = base + 1
    if OF_THE_END.search(claim.evidence):
        if whole is None:
            return None
        first = whole.last
    for i in range(first, last + 1):
        if prices.close[i] >= level if rising else prices.close[i] <= level:
            return _reached(Finding("came_true"), claim, context, Span(prices, base, i), target)
    return None if whole is None else _at_end(_reached(Finding("did_not"), claim, context, whole, target), context, due)


def _score_direction(claim: Claim, context: Context, due: dt.date) -> Finding | None:
    """Where the due close stands against the last close before the claim; of "outperform" against the other's move."""
    begun = _begun(claim, context)
    span = None if begun is None else _whole(*begun, due, context)
    if span is None:
        return None
    rate = tables.is_rate(span.prices.symbol)
    unit: Unit = "pp" if rate else "pct"
    measure: Measure | None = Measure(f"{span.prices.symbol} close to close", skill.move_of(span), (span,))
    if _RELATIVE.search(claim.evidence):
        other = _counterpart(claim, context)
        measure, unit = (None if other is None else skill.minus(span, other, context)), "pp"
    if measure is None:
        return None
    rising = claim.direction == "up"
    finding = Finding(
        "came_true" if (measure.value > 0 if rising else measure.value < 0) else "did_not",
        measured=measure.value,
        unit=unit,
        basis=measure.basis,
        bars=described([measure]),
        tried=({"basis": measure.basis, "measured": measure.value, "error": None},),
        knowable_at=max(used.knowable_at for used in measure.spans),
    )
    return _with_skill(_at_end(finding, context, due), claim, context, span, rising=rising)


def _counterpart(claim: Claim, context: Context) -> str | None:
    """What the claim's subject is to do better or worse than: the one other known name of the sentence."""
    own = {claim.symbol, *(symbol for symbol, _ in context.aliases.get(claim.symbol or "", ()))}
    others = {symbol for pattern, symbol in tables.COUNTERPARTS if pattern.search(claim.evidence)} - own
    return others.pop() if len(others) == 1 else None


def _begun(claim: Claim, context: Context) -> tuple[Prices, int] | None:
    """The prices and the position of the last close before the claim."""
    session = context.calendar.last_closed(context.knowable_at)
    try:
        prices = context.prices(claim.symbol, session)
    except UnverifiableError:
        return None
    base = prices.last_index(session)
    return None if base is None else (prices, base)


def _whole(prices: Prices, base: int, due: dt.date, context: Context) -> Span | None:
    """The bars from the claim to the due session, when that has closed and its bar is there."""
    last = prices.last_index(due)
    if context.now < context.calendar.bar_time(due) or last is None or last <= base:
        return None
    return Span(prices, base, last) if prices.session(last) >= context.calendar.on_or_before(due) else None


def _at_end(finding: Finding, context: Context, due: dt.date) -> Finding:
    end = context.calendar.bar_time(due)
    return replace(finding, knowable_at=max(end, finding.knowable_at or end))


def _target(claim: Claim, start: float, *, rate: bool) -> tuple[float, bool] | None:
    """The level to be reached and whether from below; None when the claim gives none."""
    if claim.value is None:
        return None
    if claim.unit in ("usd", "points") or (rate and claim.unit == "pct"):
        plausible = rate or start / _PLAUSIBLE <= claim.value <= start * _PLAUSIBLE
        return (claim.value, claim.value >= start) if plausible else None
    if claim.unit == "pct" and claim.direction in ("up", "down"):
        rising = claim.direction == "up"
        return start * (1 + claim.value / 100 if rising else 1 - claim.value / 100), rising
    return None


def _reached(finding: Finding, claim: Claim, context: Context, span: Span, target: tuple[float, bool]) -> Finding:
    level, rising = target
    measured = float(span.prices.close[span.last])
    basis = f"{span.prices.symbol} close against {level:.6g}"
    found = replace(
        finding,
        measured=measured,
        unit="pct" if tables.is_rate(span.prices.symbol) else "points",
        error=measured - level,
        basis=basis,
        bars=(span.describe(),),
        tried=({"basis": basis, "measured": measured, "error": measured - level},),
        knowable_at=span.knowable_at,
    )
    return _with_skill(found, claim, context, span, rising=rising)


def _with_skill(finding: Finding, claim: Claim, context: Context, span: Span, *, rising: bool) -> Finding:
    """The outcome with its size and its market-adjusted move, of the same sessions. The verdict rests on neither.

    A benchmark whose bars came only later than the outcome was known stays out of it.
    """
    known = finding.knowable_at or context.now
    measures = [
        (part, measure)
        for part, measure in skill.beside(claim, context, span)
        if all(used.knowable_at <= known for used in measure.spans)
    ]
    return replace(finding, tried=(*finding.tried, *skill.described(measures, rising=rising)))
