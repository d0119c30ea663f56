"""Market odds and hopes about a policy rate: "pricing in two cuts", "a 70% chance of a hike"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aggregator.records import Direction, Entity
from aggregator.understand.drafts import Draft, figure
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.entities.linking import Link
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import CENTRAL_BANKS, Subject
from aggregator.understand.topical import grounds
from aggregator.understand.view import View
from aggregator.understand.wordings import outcomes

_ODDS = re.compile(
    r"(?:(?P<lead>pric(?:e|ed|es|ing)\sin|bets?\son|betting\son|odds\sof|chances?\sof|probability\sof|"
    r"likelihood\sof|wager(?:s|ing)?\son|expectations?\s(?:of|for)|hopes?\s(?:of|for|that|the(?=\s))|"
    r"bets\sthat|expectations?\sthat|forecasts?\sof|speculation\sthat|pricing|projected|penciled\sin|"
    r"implying|implied|expects?|expected|expecting|forecast|forecasting|predict(?:s|ed|ing)?|"
    r"anticipat(?:e|es|ed|ing)))"
)
_CUTS = re.compile(
    r"\b(?:(?P<n>\d+|one|two|three|four|five|six|seven|multiple|several|a couple of|another|a|an|no|"
    r"more|further|additional|any|the first|first|aggressive|big|large|larger|smaller|"
    r"half-point|quarter-point|jumbo|\w+ly)\s)?(?P<size>(?:\d[\w./-]*|quarter|half|three-quarter|"
    r"quarter-point|half-point|\w+)[\s-](?:basis[- ]points?|bps?|percentage[- ]points?|points?)[\s-])?"
    r"(?:Fed(?:eral Reserve)?\s|interest[- ]|policy\s|of\s){0,2}(?:rate[- ]|policy\s)?(?P<act>cuts?|"
    r"hikes?|increases?|reductions?|easing|tightening|rises?)\b"
)
_COUNT = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "multiple": 2,
    "several": 3,
    "a couple of": 2,
    "another": 1,
    "a": 1,
    "an": 1,
}
_CHANCE = re.compile(r"^[\s-]+(?:\w+\s)?(?:chance|probability|odds|likelihood|possibility)\b")
_REVERSED = re.compile(
    r"\b(?:slow\w*|paus\w+|stop\w*|away|against|less|fewer|no|not|delay\w*|end|pace|size|magnitude|how|whether|skip\w*|fears?|"
    r"still|already|after|since)\b",
    re.IGNORECASE,
)
_SAME_CLAUSE = re.compile(r"^[^.;:]{0,130}$")
_ABOUT_RATES = re.compile(
    r"\b(?:rates?|Fed(?:Watch)?|FOMC|Federal Reserve|basis|bps?|policy|central bank|ECB|BoE|BOE)\b"
)
_AT = re.compile(
    r"\s(?:at|in|during)\s(?:the\s|its\s|their\s)?(?:[\w.’'-]+\s){0,4}?(?:next|Jan\w*|Feb\w*|Mar\w*|Apr\w*|May|June?|July?|Aug\w*|"
    r"Sep\w*|Oct\w*|Nov\w*|Dec\w*)\s(?:[\w-]+\s){0,2}?(?:meetings?|gathering|decision)\b"
)
"""Behind an act, the meeting that is to decide on it: "a hike at the Fed's September gathering"."""
_STOOD = re.compile(
    r"^[^.;,]{0,40}?\b(?:at|to|was|is|are|were|about|around|nearly)\s(?:about\s|around\s|nearly\s|more than\s)?$"
)
NEAR_CHARS, OFTEN_CHARS = 70, 30
_BASIS = re.compile(r"\b(?:basis|quarter|half|three-quarter)s?[- ](?:percentage[- ])?points?\b|\brate (?:hike|cut)s?\b")
_FIRM = re.compile(r"^(?:pric|bet|odds|chance|probab|likelihood|wager|expectation|implied)")
_RATE_WORDS = re.compile(
    r"(?:(?:interest|policy|Fed|key)[- ])?(?:rate[- ])?(?:cuts?|hikes?|increases?|reductions?|easing|"
    r"tightening|rises?)$"
)
# "A quarter-point cut in the federal funds rate": what is cut belongs to it.
_OF_WHAT = re.compile(
    r"\s(?:in|of|to)\s(?:the\s|its\s|their\s|Fed(?:eral\sReserve)?\s)*(?:[\w-]+\s){0,3}?"
    r"(?:rates?|policy|costs|stimulus|purchases)\b(?!-)"
)
_AS_EXPECTED = re.compile(r"\b(?:as|than)[\s-]$", re.IGNORECASE)
"""Before "expected": told of what happened."""
_TO_ACT = re.compile(r"\b(?:to|will|would|could|should|may|might)\s$")
_OF_OTHERS = re.compile(
    r"\b(?:prices?|wages?|costs?|tax(?:es)?|tariffs?|fares?|rents?|pay|budget|spending|jobs?|staff|output|production|"
    r"supply|dividends?|estimates?|earnings)[\s-]$",
    re.IGNORECASE,
)
"""Before an act that is not one on rates."""
_TO_LEVEL = re.compile(r"\b(?:to|above|below|under|past|beyond|near)\s(?:(?:about|around|nearly|just)\s)?$")
_PRICED = re.compile(r"^(?:pric|impl)")
_LEADS_TO = re.compile(
    r"\b(?:bets?|betting|expectations?|expect\w*|hopes?|hoping|odds|chances?|probability|likelihood|"
    r"speculation|wagers?|forecast\w*|predict\w*|anticipat\w*|see|sees|pricing|believ\w*|"
    r"confident|suggest\w*)\s(?:that\s)?(?:the\s)?$"
)
_ACTS = re.compile(
    r"(?:\s(?:will|would|to|may|could|might|is likely to|is going to|is set to)(?:\s(?:likely|probably|"
    r"soon|again|eventually|start|begin|have to|need to|be able to))?)?\s"
    r"(?P<verb>(?P<slow>slow|downshift|scale back|stop|pause|pivot|stick with|refrain)|raise|hike|cut|"
    r"cuts|lower|reduce|keep|hold|leave|maintain|increase|ease|tighten|deliver|start|begin)\b"
)
_FFR = packaged_by_id()["rate:FFR"]


_DENIED = re.compile(
    r"(?:n['’]t|\bnot|\bno longer|\bnever|\bwithout|\bno|\b(?:pull\w*|scal\w+|dial\w*|roll\w*|pared?|"
    r"paring|trim\w*|reduc\w+|dim\w*|dash\w*|lower\w*|"
    r"fad\w+|dent\w*|damp\w+|unwind\w*|abandon\w*|curb\w*|cut|cutting|less|fewer|slash\w*|temper\w*|"
    r"cool\w*|quash\w*)(?:\sback)?)\s(?:\w+\s){0,3}$",
    re.IGNORECASE,
)


def is_denied(view: View, start: int) -> bool:
    """Whether an expectation is negated or given up: "doesn't expect", "pared bets on"."""
    return _DENIED.search(view.text[:start]) is not None


def odds(view: View, past: Sequence[View]) -> list[Draft]:
    """Market odds and hopes of a change of the policy rate."""
    drafts: list[Draft] = []
    for lead in _ODDS.finditer(view.text):
        cut = _CUTS.search(view.text, lead.end(), min(len(view.text), lead.end() + 130))
        if (
            cut is None
            or (drafts and cut.start() < drafts[-1].at)
            or not _SAME_CLAUSE.match(view.text[lead.end() : cut.start()])
        ):
            continue
        if _REVERSED.search(view.text[lead.end() : cut.start()]) or is_denied(view, lead.start()):
            continue
        if _AS_EXPECTED.search(view.text[max(0, lead.start() - 6) : lead.start()]):
            continue  # "slowed more than forecast", "as expected, the Fed cut": of the past
        is_verb = _TO_ACT.search(view.text, lead.end(), cut.start("act")) is not None
        if is_verb and _leads_to_level(view, cut.end()):
            continue  # "is expected to cut rates to 3%" is read with its verb
        if _OF_OTHERS.search(view.text[: cut.start()]):
            continue  # "expect price increases"
        if cut["act"].startswith("rise") and not (cut["size"] or "rate" in cut.group()):
            continue  # "expects prices to rise"
        bank = _bank(view, past)
        if bank is None or not _ABOUT_RATES.search(
            "FedWatch" if "FedWatch" in view.text else view.text[lead.start() : min(len(view.text), cut.end() + 40)]
        ):
            continue
        named = _named(view, lead, cut, bank)
        if is_verb and named is None:
            continue  # of "is expected to cut rates" who cuts stands before
        quantity, count, _ = _odds_figures(view, lead, cut)
        firm = _FIRM.match(lead.group()) is not None
        if not (firm or quantity or count or outcomes.has_date(view, cut.end())):
            continue
        drafts.append(_odds_draft(view, lead, cut, bank, named))
    return drafts


def _named(view: View, lead: re.Match[str], cut: re.Match[str], bank: Entity) -> Link | None:
    """Where the bank is named between the words of expecting and what is expected of it."""
    return next((link for link in view.links if lead.end() <= link.start <= cut.start() and link.entity == bank), None)


def _odds_draft(view: View, lead: re.Match[str], cut: re.Match[str], bank: Entity, named: Link | None) -> Draft:
    quantity, count, count_text = _odds_figures(view, lead, cut)
    words = _RATE_WORDS.search(view.text[: cut.end()])
    start = named.start if named else words.start() if words else cut.start("act")
    of_what = _OF_WHAT.match(view.text, cut.end())
    stop = named.end if named else of_what.end() if of_what else cut.end()
    entity = _FFR if bank.id == "org:FED" else bank
    subject = Subject(start, stop, view.text[start:stop], entity, "bank")
    way: Direction = "down" if cut["act"].startswith(("cut", "reduction", "easing")) else "up"
    fields: dict[str, Any] = figure(quantity)
    if quantity is not None and (quantity.start > cut.end() or _CHANCE.match(view.text[quantity.end :])):
        fields["unit"] = "prob_pct"
    elif quantity is None and count is not None:
        open_ended = count_text in {"multiple", "several"}
        fields = {
            "value": float(count),
            "value_text": count_text,
            "unit": "count",
            "comparator": "gt" if open_ended else None,
        }
    elif quantity is None and (often := _so_often(view, cut.end())) is not None:
        fields = figure(often)
    stance = "dovish" if way == "down" else "hawkish"
    end = max(cut.end(), quantity.end if quantity else 0)
    # Without a price, a figure or a date it is a view: "bets on further cuts".
    told = (
        fields or _PRICED.match(lead.group()) or outcomes.has_date(view, cut.end()) or _AT.match(view.text, cut.end())
    )
    return Draft(
        "forecast" if told else "outlook",
        "forecast.odds" if told else "outlook.odds",
        subject,
        lead.start(),
        end,
        direction=way,
        tense="future",
        certainty="hedged",
        stance=stance,
        **fields,
    )


def _leads_to_level(view: View, at: int) -> bool:
    """Whether an act goes to a figure right behind it: "cut rates to 3%"."""
    near = (q for q in view.quantities if 0 <= q.start - at <= NEAR_CHARS and q.unit == "pct")
    return any(_TO_LEVEL.search(view.text, at, q.num_start) for q in near)


def _so_often(view: View, at: int) -> Quantity | None:
    """How many acts are expected, right behind them: "cut rates at least twice"."""
    near = (q for q in view.quantities if 0 <= q.start - at <= OFTEN_CHARS and q.unit == "count")
    return next((q for q in near if q.text.lower().endswith(("times", "twice"))), None)


def _odds_figures(
    view: View, lead: re.Match[str], cut: re.Match[str]
) -> tuple[Quantity | None, int | None, str | None]:
    near = [q for q in view.quantities if lead.start() - 30 <= q.start <= cut.end() and q.unit in {"pct", "bps", "pp"}]
    stood = next((q for q in view.quantities if 0 <= q.start - cut.end() <= NEAR_CHARS and q.unit == "pct"), None)
    if (
        stood is not None
        and lead.group().startswith(("odds", "chance", "prob", "likel"))
        and _STOOD.match(view.text[cut.end() : stood.num_start])
    ):
        return stood, None, None
    chance = next((q for q in near if _CHANCE.match(view.text[q.end :])), None)
    number = (cut["n"] or "").lower()
    count = _COUNT.get(number) if not number.isdigit() else int(number)
    if number in {"a", "an", "another"} and not cut["size"]:
        count = None
    return chance or (near[-1] if near else None), count, cut["n"] if count is not None else None


def acts(view: View, subjects: Sequence[Subject]) -> list[Draft]:
    """ "bets the Fed will cut rates", "a 38% chance the Federal Reserve cuts rates at least twice this year"."""
    drafts = []
    for subject in subjects:
        if subject.entity is None or subject.entity.id not in CENTRAL_BANKS or subject.pointing:
            continue
        lead = _LEADS_TO.search(view.text[: subject.start])
        if lead is not None and is_denied(view, lead.start()):
            continue
        act = _ACTS.match(view.text, subject.end)
        if lead is None or act is None or subject.text.lower().endswith(("rate", "rates")):
            continue
        words = act["verb"]
        way: Direction | None = "up" if outcomes.RISE.match(words) else "down" if outcomes.FALL.match(words) else "flat"
        if act["slow"]:
            continue
        nearby = [
            q
            for q in view.quantities
            if lead.start() - 20 <= q.start <= act.end() + 40 and q.unit in {"bps", "pp", "pct"}
        ]
        quantity = next((q for q in nearby if _CHANCE.match(view.text[q.end :])), nearby[0] if nearby else None)
        if quantity is None and not outcomes.has_date(view, act.end()) and not _FIRM.match(lead.group()):
            continue
        draft = outcomes.draft_of("forecast.action", subject, (lead.start(), act.end()), way, quantity)
        if quantity is None and not outcomes.has_date(view, act.end()):
            draft = replace(draft, kind="outlook", rule="outlook.odds")
        stance = {"up": "hawkish", "down": "dovish"}.get(way or "")
        chance = quantity is not None and _CHANCE.match(view.text[quantity.end :]) is not None
        drafts.append(replace(draft, stance=stance, unit="prob_pct" if chance else draft.unit))
    return drafts


def _bank(view: View, past: Sequence[View]) -> Entity | None:
    """The central bank whose rate is meant: the one of the sentence, else the one spoken of just before."""
    if "FedWatch" in view.text or "fed funds" in view.text.lower():
        return packaged_by_id()["org:FED"]
    for links in (view.links, *(other.links for other in reversed(past[-grounds.REACH :]))):
        banks = {
            link.entity.id: link.entity
            for link in links
            if link.entity and (link.entity.id in CENTRAL_BANKS or link.entity.id == "rate:FFR")
        }
        if banks:
            only = next(iter(banks.values()))
            return (
                (packaged_by_id()["org:FED"] if only.id == "rate:FFR" else only)
                if len({*banks} - {"rate:FFR"}) <= 1
                else None
            )
    domestic = not view.abroad and not view.is_foreign
    # Companies speak of basis points too: without a word of monetary policy they are theirs.
    spoken = _BASIS.search(view.text) is not None and grounds.WORDS["fed"].search(view.text) is not None
    return packaged_by_id()["org:FED"] if domestic and spoken else None
