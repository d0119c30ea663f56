"""The second figure of a release: what it was before, and what had been forecast.

"Retail sales grew 17.5% in December, accelerating from 15.8% in November and compared with forecasts of 16.4%" says
three things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from aggregator.records import Direction, Kind
from aggregator.understand.drafts import Draft, figure
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import Subject
from aggregator.understand.view import View
from aggregator.windows import Phrase

NEAR_CHARS = 120
_TOLD_OF: dict[Kind, Kind] = {"data": "data", "forecast": "data", "move": "move"}
"""Kinds beside which the period before is told, and of which kind that is."""
AROUND_CHARS = 45
_LAST = frozenset({"forecast.named", "forecast.odds", "forecast.action"})
"""Rules whose figures have no next one: "a 60% chance in June and 80% in July" is of two acts."""
# Between a figure and its day; between that day and the next figure.
_LEADS = re.compile(r"\s?(?:per share|a share|growth|rise|increase|gain)?\s?(?:by\s)?")
_AND_THEN = re.compile(
    r",?\s(?:and|then|followed by|before|and then|but)\s(?:(?:then|another|a|an|to|by|of|about|only|just|around|again|"
    r"nearly|(?P<up>ris(?:e|ing)|increas(?:e|ing)|grow(?:ing|th)?|climb(?:ing)?|gain|accelerat(?:e|ing))|"
    r"(?P<down>fall(?:ing)?|declin(?:e|ing)|drop|shrink(?:ing)?|slow(?:ing)?))\s){0,3}"
)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|"
    "Aug|Sept|Sep|Oct|Nov|Dec"
)
_PERIOD = re.compile(
    rf"\b(?:{_MONTHS})\b|\b(?:first|second|third|fourth)[\s-]quarter\b|\b(?:previous|prior|preceding|last) "
    r"(?:month|year|quarter|week)\b|\b(?:month|year|quarter|week) (?:ago|earlier|before)\b|\byear-(?:earlier|ago)\b|"
    r"\b(?:19|20)\d\d\b"
)
_WENT = (
    r"rising|gaining|increasing|climbing|jumping|growing|surging|soaring|advancing|accelerating|expanding|leaping|"
    r"rebounding|recovering|strengthening|spiking|(?:edging|inching|ticking|creeping|moving)\s(?:up|higher)"
)
_FELL = (
    r"falling|dropping|declining|slipping|plunging|plummeting|shrinking|contracting|decreasing|sliding|sinking|tumbling|"
    r"slumping|easing|weakening|retreating|(?:edging|inching|ticking|moving)\s(?:down|lower)"
)
_GO_ON = r"\s(?:(?!and\b|but\b|to\b|while\b)[\w'’-]+\s){0,5}$"
_BACK_TO = re.compile(rf"\b(?:from|(?:after|following)\sbeing|compared (?:with|to)|than){_GO_ON}")
# "After rising 0.3%", "after an unrevised 0.3% gain", "after a drop of 0.3%": what came before says so itself.
_AFTER = re.compile(
    rf"\b(?:after|following)\s(?:(?:\w+ly\s)?(?:(?P<up>{_WENT})|(?P<down>{_FELL})){_GO_ON}|"
    r"(?P<noun>an?|the)\s(?:(?!rate|pace|reading)[\w-]+\s){0,3}(?:of\s)?$)"
)
_UP_NOUN, _DOWN_NOUN = (
    r"gain|rise|increase|advance|jump|surge|growth|expansion",
    (r"drop|decline|fall|decrease|dip|slide|plunge|contraction|slump"),
)
_CHANGED = re.compile(rf"\b(?:(?P<up>{_UP_NOUN})|(?P<down>{_DOWN_NOUN}))\b")
_NOUN_BEHIND = re.compile(rf"\s(?:\w+\s)?{_CHANGED.pattern}")
_FLAT_BEFORE = re.compile(
    r"\b(?:after|following)\s(?:being|coming\sin|holding|remaining|staying|standing)\s(?:\w+ly\s)?"
    r"(?P<words>flat|unchanged|steady)\b"
)
_THOUGHT = re.compile(r"\b(?:forecast|expect|estimate|predict|consensus|project)")
_OWN_WORD = re.compile(r"\b(?:reading|rate|pace|rise|increase|gain|decline|drop|fall)\sof\s$")
_LEADS_TO_PERIOD = re.compile(r"\s(?:(?:in|the|during)\s)*")
_CLAUSE_END = re.compile(r"[,;]|\s(?:and|but|while)\s")
FORECAST_CHARS = 100
"""More than the longest words of the pattern below."""
_FORECAST = re.compile(
    r"(?P<what>(?:(?:highest|lowest|average|median|mean|market|street|consensus|analysts?['’]s?|economists?['’]s?|"
    rf"Wall Street['’]s|(?:{_MONTHS})['’]s|earlier|prior|previous)\s){{0,3}}"
    r"(?:forecasts?|expectations?|estimates?|predictions?|projections?))\s(?:of|for)\s(?:an?\s|about\s)?$",
    re.IGNORECASE,
)

_YEAR = re.compile(r"(?:19|20)\d\d")
# "Expectations for a 0.1 percent gain", "forecasts of 2% growth": what is forecast.
_CHANGE = re.compile(
    r"\s(?:(?:monthly|annual|quarterly|economic|job)\s)?(?P<noun>(?P<up>gain|rise|increase|advance|jump|growth|expansion)|"
    r"(?P<down>drop|decline|fall|decrease|dip|contraction|slide)|revenues?|sales|earnings(?:\sper\sshare)?|inflation|jobs)\b"
)


def find(view: View, drafts: Sequence[Draft]) -> list[Draft]:
    """The earlier figures beside the data of a sentence, the forecasts that it names, and the next figures of both."""
    if view.is_question or not view.quantities:
        return []
    return [*_earlier(view, drafts), *_flat_before(view, drafts), *_forecasts(view), *_further(view, drafts)]


def _further(view: View, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """ "Growth of 30% this year and another 15% next year": the second figure, where both are dated."""
    told = {draft.value_text for draft in drafts}
    for draft in drafts:
        following = _next_figure(view, draft)
        if following is None or following[0].text in told:
            continue
        second, day, way = following
        told.add(second.text)
        fields: dict[str, Any] = figure(second, draft.unit)
        yield Draft(
            "forecast",
            "forecast.further",
            draft.subject,
            second.start,
            second.end,
            direction=way or draft.direction,
            tense=draft.tense,
            certainty=draft.certainty,
            speaker=draft.speaker,
            window=day,
            leaning=draft.leaning,
            priced=False,
            **fields,
        )


def _next_figure(view: View, draft: Draft) -> tuple[Quantity, Phrase, Direction | None] | None:
    """The figure of the same unit that a forecast goes on with, its day, and which way it goes by its own words."""
    if draft.kind != "forecast" or draft.value_text is None or draft.rule in _LAST:
        return None
    at = view.text.find(draft.value_text, draft.subject.start)
    first, second = [*(q for q in view.quantities if at >= 0 and q.end > at), None, None][:2]
    if first is None or second is None or first.start > at + len(draft.value_text) or second.unit != first.unit:
        return None
    day = next((p for p in view.phrases if first.end <= p.start < second.num_start), None)
    next_day = next((p for p in view.phrases if second.end <= p.start), None)
    if day is None or next_day is None:
        return None
    joint = _AND_THEN.fullmatch(view.text, day.end, second.num_start)
    leads = _LEADS.fullmatch(view.text, first.end, day.start) and _LEADS.fullmatch(
        view.text, second.end, next_day.start
    )
    if joint is None or not leads:
        return None
    return second, next_day, "down" if joint["down"] else "up" if joint["up"] else None


def _earlier(view: View, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """ "rose 0.3% after falling 0.8% in December": the second with the first one's subject."""
    told = {draft.value_text for draft in drafts if draft.kind != "count"}
    for draft in drafts:
        if draft.kind not in _TOLD_OF or draft.value_text is None or (draft.kind == "data" and draft.tense == "future"):
            continue
        at = view.text.find(draft.value_text, draft.subject.start)
        end = at + len(draft.value_text) if at >= 0 else len(view.text)
        before = _figure_before(view, end, draft)
        if before is None or before[0].text in told:
            continue
        quantity, way = before
        told.add(quantity.text)
        fields: dict[str, Any] = figure(quantity, draft.unit)
        yield replace(_before_of(draft, (quantity.start, quantity.end)), direction=way, **fields)


def _flat_before(view: View, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """ "rose 0.3% after being flat in August": the period before, without a figure."""
    flat = _FLAT_BEFORE.search(view.text)
    if flat is None or not _PERIOD.match(_LEADS_TO_PERIOD.sub("", view.text[flat.end() :][:AROUND_CHARS])):
        return
    ahead = [d for d in drafts if d.kind == "data" and d.value is not None and d.subject.end <= d.at <= flat.start()]
    for draft in ahead[-1:]:
        if flat.start() - draft.at <= NEAR_CHARS and ";" not in view.text[draft.at : flat.start()]:
            yield replace(_before_of(draft, flat.span()), direction="flat", value_text=flat["words"])


def _before_of(draft: Draft, span: tuple[int, int]) -> Draft:
    kind = _TOLD_OF[draft.kind]
    return Draft(kind, f"{kind}.earlier", draft.subject, *span, priced=draft.priced)


def _fits(quantity: Quantity, draft: Draft) -> bool:
    return quantity.unit == draft.unit or (quantity.unit is None and draft.unit in {"count", "points"})


def _figure_before(view: View, end: int, draft: Draft) -> tuple[Quantity, Direction | None] | None:
    """The figure of an earlier period to which words lead back from one that ends here, and which way it went."""
    for quantity in view.quantities:
        if quantity.start <= end or not _fits(quantity, draft):
            continue
        between = view.text[end : quantity.num_start]
        behind = _CLAUSE_END.split(view.text[quantity.end : quantity.end + AROUND_CHARS])[0]
        if len(between) > NEAR_CHARS or ";" in between:
            return None
        after = _AFTER.search(between)
        if after is not None:
            changed = _CHANGED.search(after.group()) or _NOUN_BEHIND.match(behind) if after["noun"] else after
            thought = _THOUGHT.search(after.group() + behind)
            return None if changed is None or thought else (quantity, "up" if changed["up"] else "down")
        if _THOUGHT.search(between + behind):
            continue  # what had been forecast stands between the two
        back = draft.kind == "data" and _BACK_TO.search(between) and _PERIOD.search(between[-AROUND_CHARS:] + behind)
        if not back or _OWN_WORD.search(between):
            return None
        return quantity, "down" if quantity.sign < 0 else None
    return None


def _forecasts(view: View) -> Iterator[Draft]:
    """ "below market forecasts of 10.9 percent": the forecast is a claim of its own."""
    for quantity in view.quantities:
        match = _FORECAST.search(view.text, max(0, quantity.num_start - FORECAST_CHARS), quantity.num_start)
        if match is None or (quantity.unit is None and _YEAR.fullmatch(quantity.text)):
            continue  # "its growth forecast for 2024"
        fields: dict[str, Any] = figure(quantity)
        change = _CHANGE.match(view.text, quantity.end)
        place, way = (match.span("what"), None) if change is None else (change.span("noun"), _way(change))
        subject = Subject(*place, view.text[slice(*place)], None, "other")
        at = max(quantity.end, subject.end)
        yield Draft(
            "forecast",
            "forecast.named",
            subject,
            match.start("what"),
            at,
            direction=way,
            certainty="hedged",
            priced=False,
            **fields,
        )


def _way(change: re.Match[str]) -> Direction | None:
    return "up" if change["up"] else "down" if change["down"] else None
