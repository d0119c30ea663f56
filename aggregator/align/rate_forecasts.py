"""Forecasts of decisions on the policy rate: how many moves, of what size together, to which level, or none."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import accumulate

from aggregator.align import policy, tables
from aggregator.align.context import Context, Finding
from aggregator.align.price_forecasts import OF_THE_END
from aggregator.align.stated import Stated, stated
from aggregator.records import Claim, VerdictName
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
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_NUMBERS |= {"several": 2, "multiple": 2}  # "multiple" is at least two
_COUNT = re.compile(
    rf"\b(\d|{'|'.join(_NUMBERS)})\s+(?:[\w-]+\s+){{0,3}}?(?:cuts?|hikes?|increases?|reductions?)\b", re.I
)
# What stands right before a figure: of "by 1%" the size of a move, of "to 0.5%" where it leads.
_BY = re.compile(r"\b(?:by|another|additional|further|extra)\s(?:about\s|around\s|at least\s|up to\s|an?\s)?$", re.I)
_TO = re.compile(
    r"\b(?:to|at|past|above|below|near|around|over|under|between|exceed|reach|hit|top)\s(?:about\s|around\s|an?\s|the\s)?$",
    re.I,
)
LEAST_LEVEL = 1.0  # per cent of a policy rate from which on they are its level and no move, if no word says so


Scorer = Callable[[Claim, Context, dt.date], Finding | None]


def scorer(claim: Claim) -> Scorer | None:
    """What can tell the outcome; None for odds, denials, and what names no decision on rates."""
    if claim.unit == "prob_pct" or not policy.RATE_WORDS.search(claim.evidence) or _NOT_SCORED.search(claim.evidence):
        return None
    if claim.direction == "flat":
        return _score_hold
    if is_level(claim):
        return _score_level
    return _score_policy if _moves(claim)[0] else None


def _score_hold(claim: Claim, context: Context, due: dt.date) -> Finding | None:
    """Rates as they are: no decision up to the stated date changes them, or the next one does not where none is."""
    later = [s for s in policy.steps(context) if s.knowable_at > context.knowable_at and s.date <= due]
    window = None
    if claim.due is None:
        # Without the table of decisions those that changed nothing do not show.
        later = later[:1] if context.decided() else []
        window = (new_york_date(context.knowable_at), later[0].date) if later else None
    broken = next((s for s in later if s.change_bp), None)
    finding = Finding(
        "did_not",
        measured=broken.change_bp if broken else 0.0,
        unit="bps",
        basis=policy.CHANGE,
        window=window,
        bars=tuple(s.bars for s in later),
        tried=_decisions(later),
    )
    if broken is not None:
        seen = [s for s in later if s.knowable_at <= broken.knowable_at]
        bars, tried = tuple(s.bars for s in seen), _decisions(seen)
        return replace(finding, bars=bars, tried=tried, knowable_at=broken.knowable_at)
    if claim.due is None:
        return replace(finding, verdict="came_true", knowable_at=later[0].knowable_at) if later else None
    end = context.calendar.bar_time(due)
    kept = context.now >= end and _complete(context, due)
    return replace(finding, verdict="came_true", knowable_at=end) if kept else None


def _score_policy(claim: Claim, context: Context, due: dt.date) -> Finding | None:
    sign, needed = _moves(claim)
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
        knowable_at=context.calendar.bar_time(due),
    )
    if context.now >= context.calendar.bar_time(due):
        settled = len(fitting) >= needed or _complete(context, due)
        return replace(finding, verdict="came_true" if len(fitting) >= needed else "did_not") if settled else None
    if len(fitting) < needed:
        return None
    return _fulfilled(finding, later, fitting[:needed])


def is_level(claim: Claim) -> bool:
    """Whether a figure is where the policy rate stands or is to stand, and not the size of a move."""
    if claim.value is None or claim.unit != "pct" or _BY.search(_before(claim)):
        return False
    return claim.value_high is not None or claim.value >= LEAST_LEVEL or not claim.value or is_told_as_level(claim)


def is_told_as_level(claim: Claim) -> bool:
    """Whether the words right before the figure say that it is where the rate is to stand: "to 4.25%"."""
    return _TO.search(_before(claim)) is not None


def agrees(claim: Claim) -> bool:
    """Whether the sentence speaks of cuts or of hikes, as the claim's direction has it, and not of the other."""
    cut, hike = (pattern.search(claim.evidence) is not None for pattern in (_CUT, _HIKE))
    return cut != hike and claim.direction == ("up" if hike else "down")


def _before(claim: Claim) -> str:
    at = claim.evidence.find(claim.value_text) if claim.value_text else -1
    return claim.evidence[: max(0, at)]


def _score_level(claim: Claim, context: Context, due: dt.date) -> Finding | None:
    """A level of the target range: reached by any decision up to the due date, or where it stands at the end.

    None where the rate stands there already, or the claim's own direction leads away from it.
    """
    known = policy.steps(context)
    before = [s for s in known if s.knowable_at <= context.knowable_at]
    later = [s for s in known if s.knowable_at > context.knowable_at and s.date <= due]
    figure = stated(claim, 0.0)
    figure = replace(figure, half=min(figure.half, tables.RATE_HALF))
    rising = _is_above(figure, before[-1]) if before else None
    if rising is None or claim.direction == ("down" if rising else "up"):
        return None
    of_the_end = OF_THE_END.search(claim.evidence) is not None
    done = None if of_the_end else next((n for n, s in enumerate(later, 1) if _is_reached(figure, s, rising)), None)
    if done is not None:
        return _stands(claim, later[:done], rising, "came_true", later[done - 1].knowable_at)
    end = context.calendar.bar_time(due)
    if context.now < end or not _complete(context, due):
        return None
    last = (later or before)[-1]
    held = of_the_end and _is_reached(figure, last, True) and _is_reached(figure, last, False)
    return _stands(claim, later or before[-1:], rising, "came_true" if held else "did_not", end)


def _is_above(figure: Stated, step: policy.Step) -> bool | None:
    """Whether a level is above where the target stands; None where it stands there."""
    if not _is_reached(figure, step, True):
        return True
    return None if _is_reached(figure, step, False) else False


def _is_reached(figure: Stated, step: policy.Step, rising: bool) -> bool:
    """Whether the target range has come as far as a level from below (or from above)."""
    sign, bound, level = (1.0, step.upper, figure.low) if rising else (-1.0, step.lower, figure.high)
    beyond = sign * (bound - level)
    inside_only = figure.comparator == ("gt" if rising else "lt") or figure.low != figure.high
    return beyond > 0 if inside_only else beyond >= -figure.half


def _stands(claim: Claim, steps: list[policy.Step], rising: bool, verdict: VerdictName, known: dt.datetime) -> Finding:
    bound = steps[-1].upper if rising else steps[-1].lower
    level = claim.value or 0.0
    return Finding(
        verdict,
        measured=bound,
        unit="pct",
        error=bound - level,
        basis=f"{'upper' if rising else 'lower'} bound of the federal funds target against {level:g}",
        bars=tuple(s.bars for s in steps),
        tried=_decisions(steps),
        knowable_at=known,
    )


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
    end = context.calendar.bar_time(due)
    if any(due - dt.timedelta(days=60) <= d.date and d.fetched_at >= end for d in context.decided()):
        return True
    held = context.histories.get(policy.UPPER)
    known = held.known(context.now) if held is not None else None
    return known is not None and len(known) > 0 and known.session(-1) >= due


def _size_bp(claim: Claim) -> float:
    """The expected size in basis points, all decisions together; 0 when none is given."""
    if claim.value is None or claim.unit not in ("bps", "pp", "pct"):
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
