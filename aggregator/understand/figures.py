"""Claims that are neither moves nor levels but cheap to see: volume multiples, surprises, rarities and streaks.

"volume more than 36x above the daily average" · "hotter-than-expected PPI numbers" · "just one other trading day since
1979" · "a third straight weekly gain" · "its biggest drop since March" (the words of `aggregator.conditions`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from aggregator import conditions
from aggregator.conditions import Condition
from aggregator.records import Comparator, Direction
from aggregator.understand import cues, in_words
from aggregator.understand.drafts import Draft, figure, is_inside, owner_of
from aggregator.understand.subjects import Subject, told_of
from aggregator.understand.unreal import is_unreal
from aggregator.understand.view import View

_VOLUME = re.compile(r"\b(?:trading\s)?volumes?\b")
_FLOW = re.compile(
    r"\b(?P<noun>(?:net\s|weekly\s|monthly\s)?(?:inflows?|outflows?|withdrawals?|redemptions?))(?:\s(?:of|totaled|"
    r"totaling|reached|worth|were|"
    r"at)\s(?:about\s|a record\s|nearly\s|a net\s)*)?|\b(?P<verb>attracted|drew|took in|pulled in|lost|bled|"
    r"shed)\s(?:a net\s|another\s|"
    r"about\s|nearly\s|some\s)?(?=[$€£¥][\d.,]+\s?(?:million|billion|m|bn)\s(?:in|of)\s(?:new\s|net\s|"
    r"fresh\s)?(?:money|assets|inflows|"
    r"outflows|cash|deposits))"
)
_OUT = re.compile(r"outflow|withdraw|redemption|lost|bled|shed")
_AVERAGE = re.compile(r"\b(?:average|normal|usual|typical)\b")
_ABOVE = re.compile(r"^[\s,]*(?:above|over|higher than|its|the|of|than|more than|as much as|as high as|times)\b")
_SURPRISE = re.compile(
    r"\b(?P<up>hotter|higher|stronger|better|faster|bigger|larger|firmer|warmer|"
    r"greater)?(?P<down>cooler|softer|lower|weaker|worse|slower|smaller|milder)?"
    r"[\s-]than[\s-](?:expected|anticipated|forecast|estimated|feared)\b"
)
_RARITY = re.compile(
    r"\b(?:just|only|but)\s(?P<n>one|two|three|four|five|six|"
    r"\d{1,2})\sother\s(?P<what>(?:trading\s)?(?:days?|sessions?|weeks?|months?|years?|times?))\b"
)
_STREAK = re.compile(
    r"\bfor\s(?:a|an|the|its|their)?\s?(?P<text>(?P<n>second|third|fourth|fifth|sixth|seventh|eighth|"
    r"ninth|tenth|\d{1,2}(?:st|nd|rd|th))(?:\s(?P<st>straight|consecutive|successive))?"
    r"\s(?P<unit>trading day|trading session|day|session|week|month|quarter|year))(?:\s(?:running|in a row))?\b"
)
_ELAPSED = re.compile(
    r"\b[Ii]t(?:['’]s| had| has) been (?P<text>(?P<comparator>nearly|almost|about|more than|over|roughly)?\s?"
    r"(?P<n>\d{1,3}|one|two|three|four|five|six)\s(?:years|months|weeks))\ssince\s"
    r"(?P<what>(?:that|this|such an?|the last)(?:\s(?:event|rarity|move|time))?)\b"
)
# "It was the biggest drop since March" is said of what the sentence before told.
_EVENT = re.compile(
    r"^(?:[“\"']\s?)?(?P<word>It|That|This)(?:['’]s|\s(?:was|is|marked|marks|also|would be))\s[^,;]{0,40}$"
)
_FOR = re.compile(r"\s(?:for|by|that|when|where|in which)\s(?:the\s)?")
_CLAUSE = re.compile(r";|\bwhile\b|\bbut\b|\bbecause\b|\bwhere\b")
_MISSED = re.compile(r"\b(?:not|never|no|without|avoid\w*|fail\w*|would|could|may|might|unless|if)\b|n['’]t\b")
_ANY_DAY = dt.date(2000, 1, 1)  # only the places of the words are read here, not their dates
NEAR_CHARS = 120
RARITY_SENTENCES = 6


def find(view: View, subjects: list[Subject], past: Sequence[View]) -> list[Draft]:
    """Volume, surprise, rarity and streak claims of a sentence."""
    if view.is_question:
        return []
    counted = [*_rarities(view, subjects), *_elapsed(view, past), *_streaks(view, subjects)]
    return [
        *_volumes(view, subjects),
        *_flows(view, subjects),
        *_surprises(view, subjects),
        *counted,
        *_conditions(view, subjects, past, counted),
    ]


def _number(words: str) -> int:
    return 1 if words == "one" else in_words.CARDINALS.get(words) or int(words)


def _volumes(view: View, subjects: list[Subject]) -> list[Draft]:
    drafts: list[Draft] = []
    for match in _VOLUME.finditer(view.text):
        quantity = next(
            (q for q in view.quantities if match.end() <= q.start <= match.end() + 50 and q.unit in {"x", "pct"}), None
        )
        if quantity is None or not _AVERAGE.search(view.text[quantity.end : quantity.end + 60]):
            continue
        if not _ABOVE.match(view.text[quantity.end :]) or is_unreal(view, match.start()):
            continue
        owner = next(
            (s for s in reversed(subjects) if s.end <= match.start() and s.role == "price" and not s.pointing), None
        )
        below = re.match(r"\s(?:below|under|lower)", view.text[quantity.end :]) is not None
        subject = Subject(
            match.start(), match.end(), match.group(), owner.entity if owner else None, "price", listed=True
        )
        fields: dict[str, Any] = figure(quantity)
        drafts.append(
            Draft(
                "volume",
                "volume.multiple",
                subject,
                match.start(),
                quantity.end,
                direction="down" if below else "up",
                **fields,
            )
        )
    return drafts


def _flows(view: View, subjects: list[Subject]) -> list[Draft]:
    """Money that went in or out: "saw outflows of $3.2 billion", "attracted $1.2 billion"; short interest."""
    drafts: list[Draft] = []
    for match in _FLOW.finditer(view.text):
        quantity = next((q for q in view.quantities if q.num_start == match.end()), None)
        if quantity is None:
            quantity = next((q for q in view.quantities if 0 <= match.start() - q.end <= 12 and match["noun"]), None)
        if quantity is None or quantity.unit not in {"usd", "other"} or is_unreal(view, match.start()):
            continue
        owner = next((s for s in reversed(subjects) if s.end <= match.start() and s.role == "price"), None)
        words = match["noun"] or match["verb"]
        start = match.start("noun" if match["noun"] else "verb")
        subject = owner if match["verb"] and owner else None
        subject = subject or Subject(start, start + len(words), words, owner.entity if owner else None, "other")
        fields: dict[str, Any] = figure(quantity)
        way: Direction = "down" if _OUT.search(words) else "up"
        at = max(match.end(), quantity.end)
        drafts.append(Draft("volume", "volume.flow", subject, match.start(), at, direction=way, **fields))
    return drafts


def _surprises(view: View, subjects: list[Subject]) -> list[Draft]:
    """A release above or below its consensus: comparator gt or lt, no value; the words are its value_text."""
    drafts: list[Draft] = []
    for match in _SURPRISE.finditer(view.text):
        subject = next(
            (s for s in subjects if s.role == "measure" and match.end() <= s.start <= match.end() + 40), None
        )
        if subject is None or not (match["up"] or match["down"]):
            continue
        between = view.text[match.end() : subject.start]
        if not re.fullmatch(r"\s(?:[\w.]+\s){0,3}", between) or re.search(
            r"\b(?:and|or|in|of|on|for|to|as)\b", between
        ):
            continue
        if is_unreal(view, match.start()):
            continue
        # "Better" and "worse" praise; whether the figure was higher depends on the measure.
        way: Direction = "up" if match["up"] else "down"
        drafts.append(
            Draft(
                "data",
                "data.surprise",
                subject,
                match.start(),
                subject.end,
                direction=way,
                value_text=match.group(),
                comparator="gt" if match["up"] else "lt",
                window=next((p for p in view.phrases if 0 <= match.start() - p.end <= 2), None),
            )
        )
    return drafts


def _rarities(view: View, subjects: list[Subject]) -> list[Draft]:
    drafts: list[Draft] = []
    for match in _RARITY.finditer(view.text):
        owner = next((s for s in subjects if s.start >= match.end() and s.role == "price"), None)
        subject = Subject(
            match.start("what"), match.end("what"), match["what"], owner.entity if owner else None, "other"
        )
        number = _number(match["n"])
        drafts.append(
            Draft(
                "count",
                "count.rarity",
                subject,
                match.start(),
                match.end(),
                value=float(number),
                value_text=match.group(),
                unit="count",
            )
        )
    return drafts


def _elapsed(view: View, past: Sequence[View]) -> list[Draft]:
    """ "it had been nearly 16 years since that event": the span back to the last case of a rarity just told."""
    match = _ELAPSED.search(view.text)
    told = next((other for other in reversed(past[-RARITY_SENTENCES:]) if _RARITY.search(other.text)), None)
    if match is None or told is None:
        return []
    rarity = _RARITY.search(told.text)
    links = (link for link in told.links if rarity is not None and link.start >= rarity.end() and link.type == "INDEX")
    link = next(links, None)
    subject = Subject(match.start("what"), match.end("what"), match["what"], link.entity if link else None, "other")
    number = _number(match["n"])
    words = match["comparator"] or ""
    comparator: Comparator | None = "gt" if words.startswith(("more", "over")) else "approx" if words else None
    return [
        Draft(
            "count",
            "count.elapsed",
            subject,
            match.start(),
            match.end(),
            value=float(number),
            value_text=view.text[match.start("text") : match.end("text")],
            unit="other",
            comparator=comparator,
        )
    ]


def _streaks(view: View, subjects: list[Subject]) -> list[Draft]:
    drafts: list[Draft] = []
    for match in _STREAK.finditer(view.text):
        cue = max(cues.CUE.finditer(view.text[: match.start()]), key=lambda found: found.start(), default=None)
        if cue is None or match.start() - cue.end() > 25:
            continue
        subject = owner_of(view, subjects, cue.start())
        if subject is None or subject.role not in {"price", "measure"} or is_unreal(view, subject.start):
            continue
        number = in_words.ORDINALS.get(match["n"]) or int(re.sub(r"\D", "", match["n"]))
        drafts.append(
            Draft(
                "count",
                "count.streak",
                subject,
                cue.start(),
                match.end(),
                direction=cues.direction(cue),
                value=float(number),
                value_text=match["text"],
                unit="count",
            )
        )
    return drafts


def _conditions(view: View, subjects: list[Subject], past: Sequence[View], counted: Sequence[Draft]) -> list[Draft]:
    """Rarity that `aggregator.conditions` reads and bars can answer; "highest since" is a level, read in `levels`."""
    drafts: list[Draft] = []
    for condition in conditions.find(view.text, _ANY_DAY):
        told = any(draft.start < condition.end and condition.start < draft.at for draft in counted)
        if told or condition.question == "highest" or is_unreal(view, condition.start):
            continue
        subject = _rare(view, subjects, past, condition)
        if subject is None or _MISSED.search(view.text[subject.end : condition.start]):
            continue
        drafts.append(
            Draft(
                "count",
                "count.streak" if condition.question in {"streak", "longest"} else "count.rarity",
                subject,
                condition.start,
                condition.end,
                direction="up" if condition.test.up else "down",
                value=condition.number,
                value_text=view.text[condition.start : condition.end],
                unit="count" if condition.number is not None else None,
            )
        )
    return drafts


def _rare(view: View, subjects: list[Subject], past: Sequence[View], condition: Condition) -> Subject | None:
    """Of what something was the first or biggest: the nearest subject before that hangs on nothing, or the one before.

    A company's quarterly and yearly gains and losses are of its books, not of its price.
    """
    start = condition.start
    event = _EVENT.search(view.text[:start])
    if event is not None:
        entity = told_of(past)
        owner = Subject(*event.span("word"), event["word"], entity, "price", pointing=True) if entity else None
        behind = (s for s in subjects if _FOR.fullmatch(view.text[condition.end : s.start]) and s.role == "price")
        owner = next(behind, owner)  # "It was the fifth record close of the year for the S&P 500"
    else:
        clause = max((match.end() for match in _CLAUSE.finditer(view.text[:start])), default=0)
        before = [s for s in subjects if clause <= s.start and s.end <= start and start - s.end <= NEAR_CHARS]
        owner = next((s for s in reversed(before) if s.role in {"price", "measure"} and not is_inside(view, s)), None)
    booked = condition.period in {"quarter", "year"} and condition.question in {"first", "widest"}
    firm = owner is not None and owner.entity is not None and owner.entity.id.startswith("company:")
    return None if booked and firm else owner
