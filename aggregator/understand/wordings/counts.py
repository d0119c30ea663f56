"""How rare something was, how often it came and how long it has gone on.

"just one other trading day since 1979" · "a third straight weekly gain" · "its biggest drop since March" (the words of
`aggregator.conditions`, that bars can answer) · "the worst recession in 70 years" (`superlatives`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from aggregator import conditions
from aggregator.conditions import Condition
from aggregator.records import Comparator
from aggregator.understand import cues
from aggregator.understand.amounts import in_words
from aggregator.understand.drafts import Draft, is_inside, with_partners
from aggregator.understand.subjects import Subject, told_of
from aggregator.understand.unreal import is_unreal
from aggregator.understand.view import View
from aggregator.understand.wordings import before_verbs, superlatives

_RARITY = re.compile(
    r"\b(?:just|only|but)\s(?P<n>one|two|three|four|five|six|"
    r"\d{1,2})\sother\s(?P<what>(?:trading\s)?(?:days?|sessions?|weeks?|months?|years?|times?))\b"
)
_ORDINAL = rf"(?:{'|'.join(in_words.ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))"
_SPAN = r"(?:trading\s)?(?:day|session|week|month|quarter|year|meeting|time)"
_STREAK = re.compile(
    rf"\bfor\s(?:a|an|the|its|their)?\s?(?:record\s)?(?P<text>(?P<n>{_ORDINAL})(?:\s(?P<st>straight|consecutive|successive))?\s{_SPAN})"
    r"(?:\s(?:running|in\sa\srow))?\b(?!s\b)"
)
_SO_LONG = re.compile(
    rf"\b(?:for\s)?(?P<text>(?P<n>{'|'.join(in_words.CARDINALS)}|\d{{1,2}})\s(?:(?:straight|consecutive|successive)\s{_SPAN}s?|"
    rf"{_SPAN}s?\s(?:in\sa\srow|running)))\b(?!\sof\b)"
)
_GAP = re.compile(r"[^,;]{0,70}")
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
# Right before the verb of a run: "has not risen for five days in a row".
_NOT_SO = re.compile(r"(?:\b(?:not|never|hardly)|n['’]t)\s(?:\w+ly\s|yet\s|even\s|once\s|been\s)*$", re.IGNORECASE)
_APPOSED = re.compile(
    r"(?:,|--|–|—|\bwhich\s(?:was|is)|\b(?:marking|recording|posting|logging|notching|registering|to|(?<!set\s)(?<!poised\s)"
    r"(?<!bound\s)(?<!headed\s)(?<!heading\s)(?<!track\s)(?<!course\s)(?<!pace\s)for))\s"
    r"(?:and\s)?(?:(?:its|their|the|an?)\s)?$"
)
# "Sales posting their first decline": no aside, as "fell 3%, posting its first decline" is.
_OWN_ACT = re.compile(rf"\s{superlatives.NOTCHING}\b")
_SINCE = re.compile(rf"\s{superlatives.SINCE}.*", re.IGNORECASE)
_PEAKS = frozenset({"widest", "longest", "first"})
_FIRST_TIME = re.compile(r"first\stime\b", re.IGNORECASE)
_ANY_DAY = dt.date(2000, 1, 1)  # only the places of the words are read here, not their dates
# "The report is expected to show that the economy added jobs for a fourth month".
_AWAITED = re.compile(
    r"\b(?:expected|forecast|projected|seen|likely|due|set)\sto\s(?:show|report|post|reveal|confirm)\b[^;.]*$",
    re.IGNORECASE,
)
NEAR_CHARS = 120
BESIDE_CHARS = 25  # "fell 0.3% on Friday for a third straight day"; farther off the run may be of something else
RARITY_SENTENCES = 6


def find(view: View, subjects: list[Subject], past: Sequence[View]) -> list[Draft]:
    """The rarities, streaks and records of a sentence."""
    if view.is_question:
        return []
    counted = [*_rarities(view, subjects), *_elapsed(view, past), *_streaks(view, subjects)]
    told = [*counted, *_conditions(view, subjects, past, counted)]
    found = [*told, *superlatives.find(view, subjects, told)]
    return [draft for draft in found if not _AWAITED.search(view.text[: draft.start])]


def _number(words: str) -> int:
    return 1 if words == "one" else in_words.CARDINALS.get(words) or int(words)


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
    for pattern in (_STREAK, _SO_LONG):
        for match in pattern.finditer(view.text):
            verb = superlatives.verb_before(view, match.start())
            if verb is None or not _GAP.fullmatch(view.text, verb.end(), match.start()):
                continue
            if _NOT_SO.search(view.text[: verb.start()]):
                continue
            words = match["n"].lower()
            number = in_words.ORDINALS.get(words) or in_words.CARDINALS.get(words) or int(re.sub(r"\D", "", words))
            drafts += [
                Draft(
                    "count",
                    "count.streak",
                    subject,
                    verb.start(),
                    match.end(),
                    direction=superlatives.way_of(verb),
                    value=float(number),
                    value_text=match["text"],
                    unit="count",
                    priced=verb.re is cues.CUE and match.start() - verb.end() <= BESIDE_CHARS,
                )
                for subject in _runners(view, subjects, verb)
                if not is_unreal(view, subject.start)
            ]
    return drafts


def _runners(view: View, subjects: list[Subject], verb: re.Match[str]) -> list[Subject]:
    """What a verb says has gone on: the rate of "kept its rate steady", "the Dow and the S&P 500" of "fell"."""
    rate = superlatives.rate_of(verb)
    if rate is not None:
        return [rate]
    owner = before_verbs.before(view, subjects, verb.start())
    if owner is None or owner not in subjects:
        return [] if owner is None else [owner]
    return with_partners(view, subjects, owner) if owner.role in {"price", "measure"} else []


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
        owner, subject = subject, _beside(view, subject, condition)
        between = (p for p in reversed(view.phrases) if owner.end <= p.start and p.end <= condition.start)
        since = (p for p in view.phrases if condition.start <= p.start and p.end <= condition.end)
        window = next(between, None) if subject is not owner else None
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
                window=next(since, None) if condition.question == "times" else window,
            )
        )
    return drafts


def _beside(view: View, owner: Subject, condition: Condition) -> Subject:
    """The words of a condition that only stands beside what was told of its owner: "fell 2%, its biggest drop since".

    The instrument is the owner's; a run that still goes on ("its third straight gain") is told of the owner itself.
    """
    lead = view.text[owner.end : condition.start]
    beside = condition.question in _PEAKS and _APPOSED.search(lead) is not None
    beside = beside and not (_FIRST_TIME.match(view.text, condition.start) or _OWN_ACT.match(lead))
    if owner.pointing or not (beside or (condition.question == "streak" and condition.ended)):
        return owner
    words = _SINCE.sub("", view.text[condition.start : condition.end])
    return replace(owner, start=condition.start, end=condition.start + len(words), text=words)


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
        nearest = (s for s in reversed(before) if s.role in {"price", "measure"} and not is_inside(view, s))
        owner = superlatives.given_to(view, subjects, start) or next(nearest, None)
    booked = condition.period in {"quarter", "year"} and condition.question in {"first", "widest"}
    firm = owner is not None and owner.entity is not None and owner.entity.id.startswith("company:")
    return None if booked and firm else owner
