"""Outcomes of claims about the future: pending until due, true on the first session that fulfils them, else not.

Four things can be scored: rate decisions, a price or level reached, the direction of a price, a released figure.
Anything else is `expired_unscorable` when it is due. What names no date is due after the sessions that
`tables.HORIZONS` gives its kind, provided that it can be scored; of anything else no date is assumed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from aggregator.align import policy, price_forecasts, rate_forecasts, tables
from aggregator.align.context import Context, Finding, unverifiable
from aggregator.align.prices import LATE_DAYS
from aggregator.align.releases import EVENTS, UNITS, awaited, period_of
from aggregator.align.stated import stated
from aggregator.records import Claim, Direction, Kind
from aggregator.sessions import new_york_date

# "Analysts had forecast 0.4%" tells what was expected of something that is known by now.
_TOLD = re.compile(r"\bhad\s(?:\w+\s){0,2}?(?:expected|forecast\w*|predicted|projected|anticipated|estimated)\b", re.I)
_TARGET = re.compile(r"\b(?:price|12-month)\s(?:target|objective)", re.I)
_IF = re.compile(r"\b(?:if|unless|assuming|provided that)\b", re.I)
# "Eventually", "before the cycle ends": a day that no horizon of ours may be put for.
_SOME_DAY = re.compile(
    r"\b(?:eventually|ultimately|over time|in time|at some (?:point|stage)|one day|settl(?:e|es|ing)|terminal|"
    r"in the (?:long|longer|medium)[\s-](?:run|term)|longer[\s-]run)\b|"
    r"\b(?:tightening|hiking|easing|cutting|rate)[\s-](?:\w+\s)?(?:cycle|campaign)\s(?:ends?|is over|is done)\b|"
    r"\bend of (?:the|this|its) (?:\w+[\s-]){1,3}(?:cycle|campaign)\b",
    re.I,
)
# Words that ask for the close of the very day on which something is said.
_THAT_DAY = re.compile(
    r"\b(?:today|tonight|tomorrow|this (?:morning|afternoon|evening|session)|close|closing|end|day|session|"
    r"(?:mon|tues|wednes|thurs|fri)day|"
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2})\b",
    re.I,
)
# "Below where we are today", "than they are today": a day to measure from, and none to be ready by.
_OF_NOW = re.compile(
    r"\b(?:where|than|as|what|from|compared (?:with|to)|versus|of)\b(?:\s(?:it|we|they|he|she|you|rates?|prices?|"
    r"things|the \w+|is|are|am|stands?|stood|trades?|now|[a-z]+ing|high|low))*\s(?:as\sof\s)?$",
    re.I,
)
_VIEWS: Final[dict[str | None, Direction]] = {"bullish": "up", "bearish": "down"}


def check_forecast(claim: Claim, context: Context) -> Finding:
    """Pending, came_true, did_not or expired_unscorable; unverifiable without a due date, stated or assumed."""
    return _outcome(claim, context, _scorer(claim))


def check_outlook(claim: Claim, context: Context) -> Finding:
    """A view without a figure: whether the price went the way that its direction, or else its stance, says."""
    way = claim.direction or _VIEWS.get(claim.stance)
    if way not in ("up", "down") or price_forecasts.DENIED.search(claim.evidence):
        return unverifiable("not_quantified")
    view = replace(claim, direction=way, value=None, unit=None)
    return _outcome(view, context, _scorer(view))


Scorer = Callable[[Claim, Context, dt.date], Finding | None]


def _outcome(claim: Claim, context: Context, scorer: Scorer | None) -> Finding:
    out = awaited(claim, context)
    due, assumed = claim.due if out is None else context.calendar.on_or_before(out[1]), None
    if due is not None and (context.calendar.bar_time(due) <= context.knowable_at or _is_of_now(claim, due, context)):
        return unverifiable("window_unresolved")  # a date that has passed, or that of the saying, is not the forecast's
    if due is None:
        told = any(words.search(claim.evidence) for words in (_TOLD, _SOME_DAY))
        if scorer is None or claim.tense == "past" or told or _is_rate_level(claim):
            return unverifiable("window_unresolved")
        sessions = _horizon(claim)
        assumed = f"due after {sessions} sessions, none stated"
        due = context.calendar.next(context.calendar.last_closed(context.knowable_at), sessions)
    found = (scorer(claim, context, due) if scorer is not None else None) or _open(context, due, scorer)
    made = new_york_date(context.knowable_at)
    basis = ", ".join(part for part in (found.basis, assumed) if part)
    return replace(found, window=found.window or (made, due), basis=basis or None)


def _is_rate_level(claim: Claim) -> bool:
    """Whether a claim tells where the policy rate will stand: how many meetings that takes it does not say."""
    return claim.entity_id in policy.ENTITIES and rate_forecasts.is_level(claim)


def _is_of_now(claim: Claim, due: dt.date, context: Context) -> bool:
    """Whether a claim is due on the day of its saying, and no word of it asks for that day's close."""
    if due != new_york_date(context.knowable_at):
        return False
    words = claim.window_text or ""
    at = claim.evidence.find(words)
    return not _THAT_DAY.search(words) or (at > 0 and _OF_NOW.search(claim.evidence[:at]) is not None)


def _open(context: Context, due: dt.date, scorer: Scorer | None) -> Finding:
    """What has no outcome: pending until it is due, and while its figures may only be late; then not to be scored."""
    end = context.calendar.bar_time(due) + (dt.timedelta(days=LATE_DAYS) if scorer is not None else dt.timedelta(0))
    return Finding("pending") if context.now < end else Finding("expired_unscorable", knowable_at=end)


def _horizon(claim: Claim) -> int:
    """Sessions after which a claim is due that names no date, by what it is scored against."""
    if claim.unit == "usd" and _TARGET.search(claim.evidence):
        return tables.TARGET_HORIZON
    kind: Kind = "policy" if claim.entity_id in policy.ENTITIES else "data" if claim.entity_id in EVENTS else claim.kind
    return tables.HORIZONS[kind]


def _scorer(claim: Claim) -> Scorer | None:
    """What can tell the outcome of a claim; None where nothing can, or only if something else comes first."""
    if _IF.search(claim.evidence):
        return None
    if claim.entity_id in policy.ENTITIES:
        return rate_forecasts.scorer(claim)
    if claim.entity_id in EVENTS and claim.value is not None:
        # Entities with several events (the monthly and the yearly change) cannot be told apart here.
        scored = claim.unit in _UNITS and len(EVENTS[claim.entity_id]) == 1
        return _score_release if scored else None
    return price_forecasts.scorer(claim)


_UNITS = frozenset(unit for units in UNITS.values() for unit in units)


def _score_release(claim: Claim, context: Context, due: dt.date) -> Finding | None:
    """The first figure that comes out after the claim, up to its due date, against the expected one."""
    events = EVENTS[claim.entity_id or ""]
    made = new_york_date(context.knowable_at)
    later = [r for r in context.published(events) if r.at > context.knowable_at and new_york_date(r.at) <= due]
    out = awaited(claim, context)
    scored = next((r for r in later if r.actual is not None and (out is None or new_york_date(r.at) >= out[0])), None)
    if scored is None or scored.actual is None or claim.unit not in UNITS.get(scored.unit, ()):
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
        window=(made, new_york_date(scored.at)),
        knowable_at=scored.knowable_at,
    )
