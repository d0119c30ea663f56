"""Checks of `move` and `compare` claims: an instrument's change over a window, alone or against another."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from aggregator.align import readings, returns, tables
from aggregator.align.context import Context, Finding, Graded, Measure, against, decide, unverifiable
from aggregator.align.prices import Prices, Span, UnverifiableError
from aggregator.align.stated import Grade, stated
from aggregator.align.windows import Window
from aggregator.records import Claim, Unit
from aggregator.window_places import month_end

_AHEAD = re.compile(r"\b(outperform|outpac|beat|ahead of|better than|led\b|leading|outgain)", re.IGNORECASE)
_BEHIND = re.compile(r"\b(underperform|lag|trail|behind|worse than)", re.IGNORECASE)
# Words that measure from a point which the window names or does not name, to another one.
_AS_MUCH_AS = re.compile(r"(?:as much as|up to|as many as)\b", re.I)
_BASE_DATE = re.compile(r"\bago$|^(through|until|than)\b", re.I)
_BOOKED = re.compile(r"\bquarter\b|\bQ[1-4]\b|\bhalf\b|\bfiscal\b", re.I)  # of a company mostly its results
_MARK = re.compile(
    r"\s*(from|below|above|off)\s+(\S+\s+){0,4}?(high|low|peak|bottom|trough|record|nadir|top)s?\b", re.I
)
_FROM_MARK = re.compile(
    r"\bfrom\s(?:\S+\s){1,5}?(?:highs?|lows?|peaks?|bottom|trough|record|nadir|top)\b[^,.;]{0,40},\s(?:\S+\s){0,3}$",
    re.I,
)

_AT_LEVEL = re.compile(
    r"\b(?:to|at|of|near)\s(?:about\s|around\s|nearly\s)?(?P<level>\d{1,2}\.\d+)\s?(?:%|per\s?cent\b|pct\b)", re.I
)


_SPOT = re.compile(r"\bspot\b", re.I)
_SINCE_MONTH = re.compile(
    r"since (?:early |late |mid-?)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?:,? (?:19|20)\d\d)?",
    re.I,
)
_WITH_DIVIDENDS = re.compile(
    r"\b(?:includ\w+|with|count\w+|reinvest\w+|plus)\s(?:\w+\s)?dividends?\b|\bdividends?\s(?:re)?invested\b|"
    r"\btotal returns?\b",
    re.I,
)
# "Gained 10% a year on average", "an average annual return of 9%".
_EACH = re.compile(
    r"\s(?:a|an|per|each|every)\s(?:year|month|quarter|annum)\b(?!\s(?:ago|earlier|before|later|after))|"
    r",?\s(?:annually|annualized|annualised|on average)\b|"
    r"\s(?:average|mean|annualized|annualised|compound(?:ed)?)\s(?:\w+\s){0,2}(?:returns?|gains?|rise|growth|increase|"
    r"loss(?:es)?|declines?|drop)\b"
)
_MEAN = re.compile(
    r"\b(?:average|annualized|annualised|compound)\s(?:\w+\s)?(?:returns?|gains?|rise|growth|increase|loss(?:es)?|declines?|"
    r"drop)\s(?:of|at)\s(?:\w+\s){0,2}$|\b(?:an average(?: of)?|on average|annualized|annualised)\s(?:by\s|a\s|of\s)*$"
)


def check_move(claim: Claim, context: Context) -> Finding:
    """A change of price, index level or yield, with a figure or in words."""
    if claim.direction is None:
        return unverifiable("not_quantified" if claim.value is None else "ambiguous")
    if _BASE_DATE.search(claim.window_text or "") or _from_mark(claim) or _is_mean(claim):
        return unverifiable("ambiguous")
    return readings.settle(claim, context, lambda window: _measured(claim, window, context))


def _measured(claim: Claim, window: Window, context: Context) -> Finding:
    prices = context.prices(claim.symbol, context.calendar.previous(window.start))
    rate = tables.is_rate(prices.symbol)
    unit: Unit | None = claim.unit if claim.value is not None else None
    first = returns.change(prices, window, context, unit)
    measured_unit: Unit = unit or ("pp" if rate else "pct")
    if claim.direction == "flat":
        share = returns.change(prices, window, context, None)
        return decide([_flat(share, rate)], window, unit="pp" if rate else "pct", attainable=True)
    sign = tables.SIGNS[claim.direction or "up"]
    rising = None if claim.value is None else sign > 0
    measures = [first, *returns.neighbours(prices, window, context, unit, rising=rising)]
    if claim.value is None:
        graded = [Graded(m, _sign_grade(sign * m.value), None) for m in measures]
    elif _AS_MUCH_AS.match(claim.value_text or ""):
        return _at_most(claim, window, measures, sign, rate=rate)
    else:
        base = float(prices.close[first.spans[0].first])
        if claim.unit in ("usd", "points") and claim.value > base:
            raise UnverifiableError("ambiguous")  # a sum of money, or a level
        figure = stated(claim, _tolerance(claim.value, claim.unit, base, rate=rate))
        # A multiple is one of the starting price ("tripled" is 3), whichever way it went.
        graded = against(figure, measures, 1.0 if unit == "x" else sign)
        if rate and _is_finer(claim) and graded[0].grade != "off":
            raise UnverifiableError("no_prices")  # less than a basis point: the series has whole ones
        if (
            rate
            and graded[0].grade == "off"
            and ((unit == "pct" and _relative(claim, first.spans[0], sign)) or _level_fits(claim, first.spans[0]))
        ):
            raise UnverifiableError("ambiguous")
    found = decide(
        graded,
        window,
        unit=measured_unit,
        attainable=_at_some_hour(claim, prices, window, context, sign),
        reached=_within_range(claim, first, prices, window, context),
    )
    doubtful = _is_of_another(claim) or _is_since_a_day(claim, window, first.spans[0], sign)
    if found.verdict == "contradicted" and claim.value is not None and doubtful:
        return unverifiable("ambiguous")
    return found


def _is_since_a_day(claim: Claim, window: Window, span: Span, sign: float) -> bool:
    """Whether a move "since October" is the stated one from some close of that month, of which the words name none."""
    if claim.value is None or _SINCE_MONTH.fullmatch(claim.window_text or "") is None:
        return False
    last = span.prices.last_index(month_end(window.start.year, window.start.month))
    if last is None or last >= span.last:
        return False
    bases = span.prices.close[span.first : last + 1]
    end = float(span.prices.close[span.last])
    rate = tables.is_rate(span.prices.symbol)
    moves = [returns.convert(float(base), end, claim.unit, rate=rate) for base in bases]
    told = [sign * move for move in moves if move is not None]
    return bool(told) and min(told) <= claim.value <= max(told)


def _is_finer(claim: Claim) -> bool:
    """Whether a change is told to be below the last digit of the series of yields, which is a basis point."""
    step, value = {"bps": 1.0}.get(claim.unit or "", tables.RATE_STEP), claim.value or 0.0
    return value < step or (claim.comparator == "lt" and value == step)


def _is_of_another(claim: Claim) -> bool:
    """Whether a figure may be one of something else: the stocks of a group, a share at home, a quarter's books.

    Of an index with its dividends no bars are known, and a spot price is not that of the future.
    """
    entity = claim.entity_id or ""
    receipt = tables.HOME_ABROAD.fullmatch(claim.symbol or "") is not None
    at_home = receipt and not tables.RECEIPT.search(claim.evidence)
    booked = entity.startswith("company:") and _BOOKED.search(claim.window_text or "") is not None
    returned = entity.startswith("index:") and _WITH_DIVIDENDS.search(claim.evidence) is not None
    spot = (claim.symbol or "").endswith("=F") and _SPOT.search(claim.evidence) is not None
    return entity.startswith("group:") or at_home or booked or returned or spot


def _at_most(claim: Claim, window: Window, measures: Sequence[Measure], sign: float, *, rate: bool) -> Finding:
    """ "As much as 3 percent": the farthest that the price went, not where it closed."""
    extremes = [replace(m, direct=True) for m in measures if "intraday" in m.basis]
    if not extremes:
        raise UnverifiableError("no_prices")
    base = float(extremes[0].spans[0].prices.close[extremes[0].spans[0].first])
    figure = stated(claim, _tolerance(claim.value or 0.0, claim.unit, base, rate=rate))
    went_farther = sign * extremes[0].value > (claim.value or 0.0)  # perhaps after it was told
    graded = against(replace(figure, comparator=None), extremes, sign)
    return decide(graded, window, unit=claim.unit, attainable=went_farther)


def _at_some_hour(claim: Claim, prices: Prices, window: Window, context: Context, sign: float) -> bool:
    """Whether the last session showed the stated move at some time, as far as bars can tell."""
    if not window.running and not tables.never_closes(prices.symbol):
        return False
    unit: Unit | None = claim.unit if claim.value is not None else None
    span = returns.reach(prices, window, context, unit)
    return span is None or _reached(claim, span, sign, rate=tables.is_rate(prices.symbol))


def _within_range(claim: Claim, first: Measure, prices: Prices, window: Window, context: Context) -> Measure | None:
    """The stated move, if the prices of the session were that far from the close before it at some time."""
    span = first.spans[0]
    ranged = math.isfinite(float(prices.high[span.last]))
    reach = returns.reach(prices, window, context, claim.unit) if ranged and claim.value is not None else None
    if reach is None or claim.value is None:
        return None
    stated_move = tables.SIGNS[claim.direction or "up"] * claim.value
    held = reach[0] <= stated_move <= reach[1]
    basis = f"{prices.symbol} intraday range of {reach[0]:+.2f} to {reach[1]:+.2f} {claim.unit or ''}".rstrip()
    return Measure(basis, stated_move, (span,), held=True) if held else None


def _from_mark(claim: Claim) -> bool:
    """Whether the move is one from a high or low ("down 2.4% from a 15-month high set in January")."""
    at = claim.evidence.find(claim.value_text) if claim.value_text else -1
    if _FROM_MARK.search(claim.evidence[: max(0, claim.evidence.find(claim.subject))]):
        return True  # "From its high in April, the index has slid"
    return at >= 0 and _MARK.match(claim.evidence, at + len(claim.value_text or "")) is not None


def _is_mean(claim: Claim) -> bool:
    """Whether the figure is so much a year or an average: of no span whose ends could be looked up."""
    words = claim.value_text or ""
    at = claim.evidence.find(words) if words else -1
    if at < 0:
        return False
    return _EACH.match(claim.evidence, at + len(words)) is not None or _MEAN.search(claim.evidence[:at]) is not None


def _tolerance(value: float, unit: Unit | None, base: float, *, rate: bool) -> float:
    if rate:
        return tables.RATE_PP * (100.0 if unit == "bps" else 1.0)
    floor = {"bps": 100.0 * tables.MOVE_PP, "points": base * tables.MOVE_PP / 100, "usd": base * tables.MOVE_PP / 100}
    return max(tables.MOVE_SHARE * value, floor.get(unit or "pct", tables.MOVE_PP))


def _sign_grade(along: float) -> Grade:
    """A move in words is right if the sign is; one that rounds to nothing is neither right nor wrong."""
    if abs(along) < 0.005:
        return "near"
    return "match" if along > 0 else "off"


def _flat(measure: Measure, rate: bool) -> Graded:
    limit = tables.RATE_PP if rate else tables.FLAT_PP
    size = abs(measure.value)
    return Graded(measure, "match" if size <= limit else "near" if size <= 2 * limit else "off", None)


def _reached(claim: Claim, span: tuple[float, float], sign: float, *, rate: bool) -> bool:
    """Whether the stated move lies inside what the running session showed at some time of the day."""
    slack = _tolerance(0.0, claim.unit, 0.0, rate=True) if rate else tables.MOVE_PP
    least, most = sorted((sign * span[0], sign * span[1]))
    if claim.value is None:
        return most > 0
    return least - slack <= claim.value <= most + slack


def _relative(claim: Claim, span: Span, sign: float) -> bool:
    """Whether a percentage move of a yield fits its relative change: then it is ambiguous, not false."""
    change = returns.convert(
        float(span.prices.close[span.first]), float(span.prices.close[span.last]), "pct", rate=False
    )
    tolerance = max(tables.MOVE_PP, tables.MOVE_SHARE * (claim.value or 0.0))
    return change is not None and stated(claim, tolerance).grade(sign * change) != "off"


def _level_fits(claim: Claim, span: Span) -> bool:
    """Whether the level that the sentence gives beside a yield's move is right: then so may be the move, read well."""
    close = float(span.prices.close[span.last])
    told = (float(match["level"]) for match in _AT_LEVEL.finditer(claim.evidence))
    return any(abs(level - close) <= tables.RATE_PP for level in told)


def check_compare(claim: Claim, context: Context) -> Finding:
    """One instrument against another over a window: the difference of their returns, in percentage points.

    The other side is the one known name in the sentence that is not the subject's own; the verb says who led. A value
    is checked when its unit says that it is the difference (pp, bps), otherwise only who led.
    """
    ahead, behind = _AHEAD.search(claim.evidence), _BEHIND.search(claim.evidence)
    if bool(ahead) == bool(behind):
        return unverifiable("not_quantified" if not ahead else "ambiguous")
    others = {symbol for pattern, symbol in tables.COUNTERPARTS if pattern.search(claim.evidence)}
    own = {claim.symbol, *(symbol for symbol, _ in context.aliases.get(claim.symbol or "", ()))}
    others -= {symbol for symbol in own if symbol is not None}
    if len(others) != 1:
        return unverifiable("ambiguous")
    other, sign = others.pop(), 1.0 if ahead else -1.0
    return readings.settle(claim, context, lambda window: _apart(claim, other, sign, window, context))


def _apart(claim: Claim, other: str, sign: float, window: Window, context: Context) -> Finding:
    base = context.calendar.previous(window.start)
    mine = returns.change(context.prices(claim.symbol, base), window, context, "pct")
    theirs = returns.change(context.prices(other, base), window, context, "pct")
    measure = Measure(f"{mine.basis} minus {theirs.basis}", mine.value - theirs.value, mine.spans + theirs.spans)
    if claim.value is None or claim.unit not in ("pp", "bps"):
        graded = [Graded(measure, _sign_grade(sign * measure.value), None)]
        return decide(graded, window, unit="pp", attainable=True)
    if claim.unit == "bps":
        measure = replace(measure, value=100.0 * measure.value)
    graded = against(stated(claim, _tolerance(claim.value, claim.unit, 100.0, rate=False)), [measure], sign)
    return decide(graded, window, unit=claim.unit, attainable=True)
