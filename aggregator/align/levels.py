"""Checks of `level` claims: a close at, above or below a figure, a record, a 52-week mark or a moving average."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from aggregator.align import readings, tables
from aggregator.align.context import Context, Finding, Graded, Measure, against, decide, unverifiable
from aggregator.align.counts import check_highest, condition_of
from aggregator.align.prices import Prices, Span, UnverifiableError, position
from aggregator.align.splits import explains
from aggregator.align.stated import Stated, stated
from aggregator.align.windows import Window
from aggregator.records import Claim

_CLOSED = re.compile(r"\b(?:clos(?:e|ed|es|ing)|end(?:ed|s|ing)?|finish\w*|settl\w+)\b", re.IGNORECASE)
_SPLIT = re.compile(r"\bsplit\b", re.IGNORECASE)
# Marks of charts: the encoder takes them for levels that were reached.
_CHARTED = re.compile(r"\bmoving average|\b(?:support|resistance|pivot|trend ?line|retracement)\b", re.IGNORECASE)
# "As low as 19.1", "an intraday high of 4,120": what stands right before the figure.
_FARTHEST = re.compile(
    r"\b(?:as\s(?P<as>low|high)\sas|(?:session|intraday|day['’]s)\s(?P<of>low|high)\s(?:of|at))\s(?:about\s|around\s|nearly\s)?[$€£]?$",
    re.IGNORECASE,
)
# "Crossed below its 200-day average": at some hour, whatever the close.
_CROSSED = re.compile(
    r"\b(?:cross(?:ed|es|ing)?|dip(?:s|ped|ping)?|pierc(?:ed|es|ing)|trad(?:ed|es|ing))\s(?:back\s|briefly\s)?(?:above|below|"
    r"under|over|through)\b",
    re.IGNORECASE,
)
YEAR = 252
NEAR_SHARES = 10  # a close this many rounding shares off an average that it reached is still near it
RECORD_SESSIONS = 10 * YEAR  # a record needs at least this much history behind it


def check_level(claim: Claim, context: Context) -> Finding:
    """The close of the window's last session against the stated level, or against the mark that the words name."""
    mark = next((mark for mark in MARKS if mark.words.search(claim.evidence)), None)
    if mark is not None and mark.above is None and _is_of_average(claim):
        return _check_mark(mark, claim, context)  # "below its 50-day average of 1,543.04"
    if claim.rule_ids == ("model.level",) and _CHARTED.search(claim.evidence):
        return unverifiable("ambiguous")
    if claim.value is None or claim.unit not in ("usd", "points", "pct", None):
        if mark is not None:
            return _check_mark(mark, claim, context)
        since = condition_of(claim, context, frozenset({"highest"}))  # "highest since March", "a six-month low"
        return unverifiable("not_quantified") if since is None else check_highest(claim, since, context)
    return readings.settle(claim, context, lambda window: _at_figure(claim, window, context), standing=True)


def _is_of_average(claim: Claim) -> bool:
    """Whether the figure is where the moving average stands."""
    at = claim.evidence.find(claim.value_text) if claim.value_text else -1
    return (
        at > 0 and re.search(r"average\s(?:of|at|near|around)\s(?:about\s|around\s)?$", claim.evidence[:at]) is not None
    )


def _at_figure(claim: Claim, window: Window, context: Context) -> Finding:
    span = _bars(claim, window, context)
    rate = tables.is_rate(span.prices.symbol)
    priced_in_money = claim.unit == "usd" and span.prices.symbol.startswith("^")
    if ((claim.unit == "pct") != rate and claim.unit is not None) or priced_in_money:
        return unverifiable("not_quantified")
    if _is_adjusted(span):
        return unverifiable("no_prices")
    value = claim.value or 0.0
    figure = stated(claim, tables.RATE_PP if rate else tables.LEVEL_SHARE * value)
    half = min(figure.half, tables.RATE_HALF) if rate else figure.half
    figure = replace(figure, half=half)
    measures = [Measure(f"{span.prices.symbol} close", float(span.prices.close[span.last]), (span,)), *_extremes(span)]
    if _touched(claim) and len(measures) > 1:
        measures = [_within(value, span), *measures]
    farthest = _farthest(claim, span)
    if farthest is not None and replace(figure, comparator=None).grade(farthest.value) == "match":
        measures = [farthest, *measures]
    graded = against(figure, measures)
    attainable = _at_some_hour(value, span, figure, running=window.running)
    within = _within(value, span) if _extremes(span) else None
    reached = within if within is not None and within.held else None
    finding = decide(graded, window, unit=claim.unit, attainable=attainable, reached=reached)
    if finding.verdict != "supported" and _touched(claim) and len(measures) == 1:
        raise UnverifiableError("no_prices")  # touched during the day: the close alone cannot tell
    if finding.verdict == "contradicted" and reached is not None and _may_be_of_an_hour(claim, span, window):
        low, high = (float(getattr(span.prices, name)[span.last]) for name in ("low", "high"))
        ranged = f"{finding.basis}, within the session's range of {low:.6g} to {high:.6g}"
        return replace(finding, verdict="unverifiable", reason="ambiguous", basis=ranged)
    of_group = (claim.entity_id or "").startswith("group:")  # stocks of a kind have no one level
    split = _was_split(claim, span) or _SPLIT.search(claim.evidence) is not None
    if finding.verdict == "contradicted" and (of_group or split):
        raise UnverifiableError("ambiguous")
    return finding


def _farthest(claim: Claim, span: Span) -> Measure | None:
    """The low or high that the words name as such: "as low as 19.1"."""
    at = claim.evidence.find(claim.value_text) if claim.value_text else -1
    words = _FARTHEST.search(claim.evidence[:at]) if at > 0 else None
    extremes = _extremes(span)
    if words is None or len(extremes) != 2:
        return None
    return replace(extremes[(words["as"] or words["of"]).lower() == "low"], direct=True)


def _may_be_of_an_hour(claim: Claim, span: Span, window: Window) -> bool:
    """Whether a figure that the session's range holds may have been quoted before its close: no word says that it is
    the close, or the index is quoted on for a while and the figure lies beside it."""
    if window.start != window.end:
        return False
    symbol, close = span.prices.symbol, float(span.prices.close[span.last])
    beside = abs((claim.value or 0.0) - close) <= tables.QUOTED_ON_SHARE * close
    return not _CLOSED.search(claim.evidence) or (symbol in tables.QUOTED_ON and beside)


def _at_some_hour(value: float, span: Span, figure: Stated, *, running: bool) -> bool:
    """Whether the last session was at the value at some time, as far as its bar can tell."""
    low, high = float(span.prices.low[span.last]), float(span.prices.high[span.last])
    if math.isnan(low) or math.isnan(high):
        if running:
            return True
        close = float(span.prices.close[span.last])
        slack = tables.quoted_within(span.prices.symbol, close)
        return not tables.never_closes(span.prices.symbol) or abs(value - close) <= slack
    return low - figure.tolerance <= value <= high + figure.tolerance


def _within(value: float, span: Span) -> Measure:
    """What was touched was a price of the span at some time: the nearest one between its low and its high."""
    bars = slice(span.first, span.last + 1)
    low, high = float(span.prices.low[bars].min()), float(span.prices.high[bars].max())
    basis = f"{span.prices.symbol} intraday range of {low:.6g} to {high:.6g}"
    return Measure(basis, min(max(value, low), high), (span,), held=low <= value <= high)


def _touched(claim: Claim) -> bool:
    """Whether a level was only reached, not closed at."""
    reached = any(rule in ("level.mark", "level.crossed") for rule in claim.rule_ids)
    behind = claim.evidence.find(claim.value_text) + len(claim.value_text) if claim.value_text else None
    return reached and not _CLOSED.search(claim.evidence[:behind])


def _was_split(claim: Claim, span: Span) -> bool:
    """Whether a split since then, of which the stored bars do not tell, would make the stated price the right one."""
    price, share = claim.value or 0.0, tables.LEVEL_SHARE
    listed = not span.prices.symbol.startswith("^") and not tables.is_rate(span.prices.symbol)
    farthest = _farthest(claim, span)
    measured = [float(span.prices.close[span.last]), *([farthest.value] if farthest is not None else [])]
    return listed and any(explains(price, each, share) for each in measured)


def _bars(claim: Claim, window: Window, context: Context) -> Span:
    prices = context.prices(claim.symbol, window.end)
    holidays = tables.is_rate(prices.symbol)
    last = position(prices, window.end, calendar=context.calendar, now=context.now, holidays=holidays)
    first = prices.last_index(context.calendar.previous(window.start))
    return Span(prices, last if first is None else min(first + 1, last), last)


def _is_adjusted(span: Span) -> bool:
    """Whether the close is one with the dividends taken out, for want of another: no price that anybody paid."""
    i = span.last
    return bool(math.isnan(span.prices.open[i]) and span.prices.adj_close[i] == span.prices.close[i])


def _extremes(span: Span) -> list[Measure]:
    bars = slice(span.first, span.last + 1)
    extremes = (("intraday high", span.prices.high[bars].max()), ("intraday low", span.prices.low[bars].min()))
    symbol = span.prices.symbol
    return [Measure(f"{symbol} {name}", float(x), (span,), direct=False) for name, x in extremes if not math.isnan(x)]


@dataclass(frozen=True, slots=True)
class Mark:
    """A level named in words: the bars that it needs before the window, and its value from those bars' prices."""

    words: re.Pattern[str]
    name: str
    needs: int
    above: bool | None
    value: Callable[[Prices, slice], float]


def _highest(prices: Prices, bars: slice) -> float:
    return float(prices.close[bars].max())


def _lowest(prices: Prices, bars: slice) -> float:
    return float(prices.close[bars].min())


def _mean(prices: Prices, bars: slice) -> float:
    return float(prices.close[bars].mean())


def _words(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


# First match wins. `above` says on which side the claim puts the close; None: its comparator or direction does.
MARKS: tuple[Mark, ...] = (
    Mark(_words(r"record (closing )?high|all[- ]time high|record close"), "record close", 0, True, _highest),
    Mark(_words(r"record low|all[- ]time low"), "record low", 0, False, _lowest),
    Mark(_words(r"(52[- ]week|one[- ]year|1[- ]year) high"), "52-week high", YEAR, True, _highest),
    Mark(_words(r"(52[- ]week|one[- ]year|1[- ]year) low"), "52-week low", YEAR, False, _lowest),
    Mark(_words(r"200[- ]day (simple )?(moving )?average"), "200-day average", 200, None, _mean),
    Mark(_words(r"50[- ]day (simple )?(moving )?average"), "50-day average", 50, None, _mean),
)


def _check_mark(mark: Mark, claim: Claim, context: Context) -> Finding:
    above = mark.above if mark.above is not None else _side(claim)
    beside = mark.above is None and claim.comparator == "approx"
    if above is None and not beside:
        return unverifiable("not_quantified")
    return readings.settle(claim, context, lambda window: _at_mark(mark, claim, window, context), standing=True)


def _at_mark(mark: Mark, claim: Claim, window: Window, context: Context) -> Finding:
    above = mark.above if mark.above is not None else _side(claim)
    beside = mark.above is None and claim.comparator == "approx"
    span = _bars(claim, window, context)
    before = span.first if mark.above is not None else span.last + 1
    least = mark.needs or RECORD_SESSIONS
    if before < least:
        raise UnverifiableError("no_prices")
    used = slice(before - mark.needs if mark.needs else 0, before)
    level = mark.value(span.prices, used)
    closes = span.prices.close[span.first : span.last + 1]
    best = float(span.prices.close[span.last] if mark.above is None else closes.max() if above else closes.min())
    bars = Span(span.prices, used.start, span.last)
    symbol = span.prices.symbol
    measures = [Measure(f"{symbol} close against its {mark.name} {level:.6g}", best, (bars,))]
    extremes = _extremes(span)[0 if above else -1 :][:1]
    if mark.above is not None:
        measures += [Measure(f"{m.basis} against its {mark.name} of closes", m.value, (bars,), False) for m in extremes]
    elif window.start == window.end and _CROSSED.search(claim.evidence) and not _CLOSED.search(claim.evidence):
        measures += [Measure(f"{m.basis} against its {mark.name}", m.value, (bars,), False) for m in extremes]
    sign = 1.0 if above else -1.0
    graded = [_grade_near(m, level) if beside else _grade(m, level, sign) for m in measures]
    return decide(graded, window, unit="pct" if tables.is_rate(symbol) else "points", attainable=True)


def _grade(measure: Measure, level: float, sign: float) -> Graded:
    along = sign * (measure.value - level)
    near = along >= -tables.LEVEL_SHARE * abs(level)
    return Graded(measure, "match" if along >= 0 else "near" if near else "off", measure.value - level)


def _grade_near(measure: Measure, level: float) -> Graded:
    """ "Rose to its 200-day average": within the share by which levels round, or a few of them."""
    apart = abs(measure.value - level) / abs(level)
    near = apart <= NEAR_SHARES * tables.LEVEL_SHARE
    return Graded(measure, "match" if apart <= tables.LEVEL_SHARE else "near" if near else "off", measure.value - level)


def _side(claim: Claim) -> bool | None:
    if claim.comparator in ("gt", "lt"):
        return claim.comparator == "gt"
    if claim.direction in ("up", "down"):
        return claim.direction == "up"
    return None
