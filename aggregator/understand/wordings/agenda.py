"""What stands on the calendar: "the jobs report is due on Friday", "retail sales and the PPI are on tap Wednesday"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from aggregator.records import Entity
from aggregator.understand.drafts import Draft
from aggregator.understand.entities.linking import Link
from aggregator.understand.fields import stances
from aggregator.understand.subjects import Subject
from aggregator.understand.unreal import is_unreal
from aggregator.understand.view import View
from aggregator.understand.wordings import outcomes
from aggregator.windows import Phrase

_LINE = re.compile(
    r"^[-•*·–]\s?(?P<what>[^,;:]{4,70})(?:,[^;:]{1,80})?,\s(?P<day>(?:Mon|Tues|Wednes|Thurs|Fri)day)\W*$"
)
# Before the events ("investors await …", "the Labor Department will release …") or behind them ("… is due").
_BEFORE = re.compile(
    r"\b(?:await(?:s|ed|ing)?|looking (?:ahead|forward) to|look ahead to|looking to|ahead of|features?|includes?|"
    r"(?<!to )brings?(?! (?:down|up|in|back|about|under|on)\b)|"
    r"focus (?:on|turns to|shifts to)|will (?:release|publish|report|get|see|focus on|air)|"
    r"(?:is|are|was|were) (?:scheduled|due|slated|set|expected|likely) to (?:release|publish|report|unveil|announce)|"
    r"to release|attention (?:turns|shifts) to|waiting (?:for|on)|braced? for|bracing for|gears? up for|eyes? on)\b"
)
_BEHIND = re.compile(
    r"\b(?:(?:is|are|was|were)\s(?:also\s)?(?:due|on tap|scheduled|slated|set for release|on deck|on the (?:docket|"
    r"agenda|calendar)|"
    r"out (?=on|next|this|later))|due (?:out |for release )?(?:on|next|this|later|Mon|Tues|Wednes|Thurs|Fri)|"
    r"will (?:be (?:released|published|"
    r"out|announced|reported)|come out|air|land|arrive|hit)|(?:is|are)\s(?:expected|scheduled|due|"
    r"set)\sto\sbe\s(?:released|published))\b"
)
_DAY = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri)day|tomorrow|next (?:week|month)|(?:later )?this (?:week|month)|coming week|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d",
    re.IGNORECASE,
)
# "After Friday's sell-off", "a day before Thursday's meeting": the day of another event than the awaited one.
_OF_ANOTHER = re.compile(
    r"\b(?:after|following|since|until|before|ahead of|in the wake of|on the heels of|prior to|than)\s"
    r"(?:the\s|last\s)?$",
    re.IGNORECASE,
)
_LED_BY = re.compile(r"(?:after|following|since|until|before|ahead of|prior to)\s", re.IGNORECASE)
_OVER = re.compile(r"\b(?:after|following|since|in the wake of|on the heels of)\s(?:the\s|last\s)?$", re.IGNORECASE)
_EVENT_TYPES = ("macro:",)
_HEADS = re.compile(r"(?:\s(?:data|report|reading|figures?|numbers|release|index|readings))?")
_PAST = re.compile(r"\b(?:was released|came out|showed|reported that|rose|fell|earlier)\b")
NEAR_CHARS = 140


def find(view: View) -> list[Draft]:
    """The scheduled events of a sentence, each with its day."""
    line = _line(view)
    if line is not None:
        return [line]
    if not view.phrases or not any(_is_event(link) for link in view.links):
        return []
    return list(_events(view))


def _line(view: View) -> Draft | None:
    """Calendar lines: "- US Conference Board consumer confidence, Tuesday"."""
    match = _LINE.match(view.text)
    day = next((p for p in view.phrases if match is not None and p.start >= match.start("day") - 1), None)
    if match is None or day is None:
        return None
    link = next((link for link in view.links if link.start < match.end("what")), None)
    subject = Subject(*match.span("what"), match["what"], link.entity if link else None, "other")
    draft = outcomes.draft_of("forecast.scheduled", subject, match.span("what"), certainty="asserted")
    return replace(draft, window=day, stance=stances.NEUTRAL)


def _is_event(link: Link) -> bool:
    return link.entity is not None and link.entity.id.startswith(_EVENT_TYPES)


def _events(view: View) -> Iterator[Draft]:
    before = next((m for m in _BEFORE.finditer(view.text) if not _PAST.search(view.text[: m.start()])), None)
    behind = next(iter(_BEHIND.finditer(view.text)), None)
    named: list[Entity | None] = []  # "the producer price index (PPI)" is one event
    for link in view.links:
        if not _is_event(link) or is_unreal(view, link.start):
            continue
        told = before is not None and 0 <= link.start - before.end() <= NEAR_CHARS
        comes = behind is not None and 0 <= behind.start() - link.end <= NEAR_CHARS
        day = _day(view, link)
        if day is None or not (told or comes) or _figure_near(view, link) or link.entity in named:
            continue
        cue = before if told else behind
        if cue is None or ";" in view.text[min(cue.start(), link.start) : max(cue.end(), link.end)]:
            continue
        named.append(link.entity)
        head = _HEADS.match(view.text, link.end)
        end = head.end() if head else link.end
        subject = Subject(link.start, end, view.text[link.start : end], link.entity, "measure")
        draft = outcomes.draft_of("forecast.scheduled", subject, (link.start, end), certainty="asserted")
        yield replace(draft, window=day, stance=stances.NEUTRAL)


def _day(view: View, link: Link) -> Phrase | None:
    """The day of an event: "Friday's jobs report", else the nearest behind it, else one that opens the sentence."""
    owner = next((p for p in view.phrases if 0 <= link.start - p.end <= 30 and _owns(view, p, link)), None)
    if owner is not None:
        if _OVER.search(view.text[: owner.start]):
            return None  # "after Wednesday's hot inflation report"
        shift = owner.text.lower().startswith("ahead of ") * len("ahead of ")
        return Phrase(owner.start + shift, owner.end, owner.text[shift:])
    dated = [p for p in view.phrases if _dates(p) and not _is_anothers(view, p)]
    following = (p for p in dated if 0 <= p.start - link.end <= NEAR_CHARS)
    behind = next((p for p in following if "," not in view.text[link.end : p.start]), None)
    opening = next((p for p in dated if p.start < 3), None)
    return behind or opening


def _owns(view: View, phrase: Phrase, link: Link) -> bool:
    return (
        _dates(phrase)
        and re.match(r"['’]s?\s[\w\s.'’-]{0,28}$", view.text[phrase.end : link.start].replace(" and ", "; "))
        is not None
    )


def _is_anothers(view: View, phrase: Phrase) -> bool:
    """Whether a day is that of something that comes before or after the event."""
    return _LED_BY.match(phrase.text) is not None or _OF_ANOTHER.search(view.text[: phrase.start]) is not None


def _dates(phrase: Phrase) -> bool:
    return _DAY.search(phrase.text) is not None


def _figure_near(view: View, link: Link) -> bool:
    """Whether the event has its figure already: then it is a release or an expectation, told elsewhere."""
    return any(0 <= q.start - link.end <= 40 and q.unit in {"pct", "pp", "bps", "points"} for q in view.quantities)
