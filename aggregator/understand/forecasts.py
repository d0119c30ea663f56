"""Stated expectations: "expected to rise 0.3%", "pricing in two cuts", "a 70% chance of a hike", "price target of $50".

A forecast needs a figure, a dated or scheduled event, guidance or market odds; a mere "could rise" is an outlook and is
left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aggregator.records import Certainty, Direction, Entity
from aggregator.understand.catalog import packaged_by_id
from aggregator.understand.drafts import Draft, figure, owner_of
from aggregator.understand.quantities import Quantity
from aggregator.understand.subjects import CENTRAL_BANKS, Subject
from aggregator.understand.view import View

_EXPECTED = re.compile(
    r"(?<![\w'’-])(?:(?:is|are|was|were|be|been|being)\s(?:\w+ly\s|also\s|now\s|still\s|"
    r"not\s)?(?:expected|forecast|forecasted|projected|seen|predicted|anticipated|estimated|"
    r"likely|poised|set|tipped|most likely|very likely|widely expected|on track|on course|slated|"
    r"scheduled|due|called|bound)|(?:looks?|appears?|seems?)\s(?:likely|set|poised)|figures?|"
    r"(?P<date>(?:is|are|was|were)\s(?:due|scheduled|slated)(?=\s(?:on|at|in|for|this|next|later|out|"
    r"Mon|Tues|Wednes|Thurs|Fri)))|will(?:\slikely|\sprobably)?|should|could|may|might|would)\b"
)
_TO = re.compile(r"\s(?:to\s)?(?:be\s|also\s|likely\s|\w+ly\s)?(?P<verb>\w+)")
_RISE = re.compile(
    r"^(?:rise|climb|gain|increase|advance|rally|jump|grow|expand|accelerate|surge|rebound|recover|"
    r"edge up|tick up|improve|strengthen|hike|raise|reach|top|exceed|open higher|"
    r"move higher|go up|double|outperform|be up|hit)\b|^\w+ (?:up|higher)\b"
)
_FALL = re.compile(
    r"^(?:fall|drop|decline|decrease|slide|slip|ease|cool|slow|moderate|cuts?|lower|reduce|shrink|"
    r"contract|weaken|dip|plunge|tumble|lose|come down|edge down|tick down|open lower|"
    r"move lower|go down|retreat|be down|sink|slump)\b|^\w+ (?:down|lower)\b"
)
_HOLD = re.compile(r"^(?:remain|stay|hold|keep|leave|pause|maintain)\b")
_EVENT = re.compile(
    r"^(?:report|release|announce|publish|unveil|post|speak|testify|deliver|meet|hold|host|issue|give|"
    r"be released|come out|vote|decide|open|raise|cut|hike|lower|hold)\b"
)
_HOLDERS = re.compile(
    r"(?P<who>(?:\b(?:[Ee]conomists?|[Aa]nalysts?|[Ss]trategists?|[Tt]raders|[Ii]nvestors|[Mm]arkets?|"
    r"[Mm]oney markets|[Oo]fficials|[Pp]olicymakers|[Ff]orecasters|[Pp]undits|"
    r"Wall Street(?: analysts)?|[Tt]he (?:company|bank|firm|Fed|IMF|market)|[Ww]e|I)\b(?:\s(?:polled|"
    r"surveyed)\sby\s[A-Z]\w+(?:\s[A-Z]\w+)?)?|[A-Z][\w.&'’-]+(?:\s[A-Z][\w.&'’-]+){0,4}))"
    r"(?:\s(?:now|still|also|had|have|has|generally|widely|currently|are|were|is|was))*\s"
    r"(?P<verb>expect(?:s|ed|ing)?|forecasts?|forecasting|project(?:s|ed|ing)?|predict(?:s|ed|ing)?|"
    r"anticipat(?:es?|ed|ing)|see|sees|estimate[sd]?|looking for|pencil(?:s|ed) in)\s(?:that\s)?"
)
_ODDS = re.compile(
    r"(?:(?P<lead>pric(?:e|ed|es|ing)\sin|bets?\son|betting\son|odds\sof|chances?\sof|probability\sof|"
    r"likelihood\sof|wager(?:s|ing)?\son|expectations?\s(?:of|for)|hopes?\s(?:of|for|that)|"
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
_TARGET = re.compile(
    r"\b(?:price target|target price|price objective|12-month target|fair value estimate|average (?:analyst )?target)\b"
)
_TARGET_TO = re.compile(
    r"^(?:\s(?:of|to|at|is|was|on|for|from|the|its|stock|shares|stands|currently|by|raised|lowered|cut|"
    r"set|[A-Z][\w.&'’-]*)){0,8}\s$"
)
_UNTIL_SUBJECT = re.compile(
    r"^(?:the\s|its\s|that\s|U\.S\.\s|US\s|annual\s|headline\s|core\s|overall\s|[A-Z]\w+(?:['’]s)?\s){0,3}$"
)
_AFTER_SUBJECT = re.compile(
    r"(?:\s\([^()]{1,30}\))?(?:\s(?:growth|data|report|index|rate|prices))?(?P<lead>(?=\sto\s)|"
    r"\s(?:will|would|could|should|may)(?=\s))"
)
_REVERSED = re.compile(
    r"\b(?:slow\w*|paus\w+|stop\w*|away|against|less|fewer|no|not|delay\w*|end|pace|skip\w*|fears?|"
    r"still|already|after|since)\b",
    re.IGNORECASE,
)
_SAME_CLAUSE = re.compile(r"^[^.;:]{0,130}$")
_ABOUT_RATES = re.compile(r"\b(?:rates?|Fed|FOMC|Federal Reserve|basis|bps?|policy|central bank|ECB|BoE|BOE)\b")
_FIRM = re.compile(r"^(?:pric|bet|odds|chance|probab|likelihood|wager|expectation|implied)")
_RATE_WORDS = re.compile(
    r"(?:(?:interest|policy|Fed|key)[- ])?(?:rate[- ])?(?:cuts?|hikes?|increases?|reductions?|easing|"
    r"tightening|rises?)$"
)
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
_CALENDAR = re.compile(
    r"^[-•*·–]\s?(?P<what>[^,;:]{4,70})(?:,[^;:]{1,80})?,\s(?P<day>(?:Mon|Tues|Wednes|Thurs|Fri)day)\W*$"
)
_GOAL = re.compile(r"^\s(?:inflation\s)?(?:objective|goal|target)\b")
_CLAUSE_END = re.compile(
    r"[;]|,\s(?:and|but|while|with|which|as)\b|\b(?:after|while|but|compared|versus|because|as|from)\b"
)
_FFR = packaged_by_id()["rate:FFR"]
_NEVER = re.compile(r"\b(?:if|unless|whether|had been|would have|could have|should have)\b", re.IGNORECASE)


def find(view: View, subjects: Sequence[Subject], past: Sequence[View]) -> list[Draft]:
    """The forecasts of a sentence."""
    if view.is_question:
        return []
    drafts = _odds(view, subjects, past)
    taken = [(draft.start, draft.at) for draft in drafts]
    others = (_expected(view, subjects), _held(view, subjects), _acts(view, subjects), _targets(view, subjects))
    for draft in (*(item for found in others for item in found), *_scheduled(view)):
        if not any(draft.start < end and start < draft.at for start, end in taken):
            drafts.append(draft)
            taken.append((draft.start, draft.at))
    return drafts


def _expected(view: View, subjects: Sequence[Subject]) -> list[Draft]:
    """ "X is expected to rise 0.3%", "Nvidia is due to report on Wednesday"."""
    drafts = []
    for match in _EXPECTED.finditer(view.text):
        subject = owner_of(view, subjects, match.start())
        if (
            subject is None
            or (subject.pointing and subject.entity is None)
            or _NEVER.search(view.text[max(0, subject.start - 60) : match.end()])
        ):
            continue
        outcome = _outcome(view, match.end())
        if match["date"]:
            outcome = ("", None, match.end())
        if outcome is None:
            continue
        verb, way, end = outcome
        quantity = _quantity(view, end, subject)
        modal = match.group().split()[0] in {"will", "should", "could", "may", "might", "would"}
        dated = _has_date(view, end)
        event = bool(match["date"]) or _EVENT.match(verb) is not None
        if not ((way and (quantity or (dated and not modal))) or (event and dated) or (quantity and not modal)):
            continue
        certainty: Certainty = "asserted" if event and quantity is None and way is None else "hedged"
        drafts.append(_draft("forecast.expected", subject, match.start(), end, way, quantity, certainty))
    return drafts


def _held(view: View, subjects: Sequence[Subject]) -> list[Draft]:
    """ "economists expect CPI to rise 0.3%", "Evans expects the jobless rate to edge up"."""
    drafts = []
    for match in _HOLDERS.finditer(view.text):
        subject = next((s for s in subjects if match.end() <= s.start <= match.end() + 45), None)
        if subject is None or not _UNTIL_SUBJECT.match(view.text[match.end() : subject.start]):
            continue
        after = _AFTER_SUBJECT.match(view.text, subject.end)
        if after is None:
            continue
        outcome = _outcome(view, after.end("lead"))
        if outcome is None:
            continue
        _, way, end = outcome
        quantity = _quantity(view, end, subject)
        if quantity is None and way is None and not _has_date(view, end):
            continue
        who = match["who"]
        speaker = None if who in {"We", "we", "I", "They"} or who.lower().startswith("the ") else who
        draft = _draft("forecast.holder", subject, match.start(), end, way, quantity, "hedged")
        drafts.append(replace(draft, speaker=speaker))
    return drafts


def _odds(view: View, subjects: Sequence[Subject], past: Sequence[View]) -> list[Draft]:
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
        if _REVERSED.search(view.text[lead.end() : cut.start()]):
            continue
        bank = _bank(view, past)
        if bank is None or not _ABOUT_RATES.search(view.text[lead.start() : min(len(view.text), cut.end() + 40)]):
            continue
        quantity, count, count_text = _odds_figures(view, lead, cut)
        firm = _FIRM.match(lead.group()) is not None
        if not (firm or quantity or count or _has_date(view, cut.end())):
            continue
        drafts.append(_odds_draft(view, lead, cut, bank, quantity, count, count_text))
    return drafts


def _odds_draft(
    view: View,
    lead: re.Match[str],
    cut: re.Match[str],
    bank: Entity,
    quantity: Quantity | None,
    count: int | None,
    count_text: str | None,
) -> Draft:
    named = next((link for link in view.links if lead.end() <= link.start <= cut.start() and link.entity == bank), None)
    words = _RATE_WORDS.search(view.text[: cut.end()])
    start = named.start if named else words.start() if words else cut.start("act")
    stop = named.end if named else cut.end()
    entity = _FFR if bank.id == "org:FED" else bank
    subject = Subject(start, stop, view.text[start:stop], entity, "bank")
    way: Direction = "down" if cut["act"].startswith(("cut", "reduction", "easing")) else "up"
    fields: dict[str, Any] = figure(quantity)
    if quantity is not None and _CHANCE.match(view.text[quantity.end :]):
        fields["unit"] = "prob_pct"
    elif quantity is None and count is not None:
        open_ended = count_text in {"multiple", "several"}
        fields = {
            "value": float(count),
            "value_text": count_text,
            "unit": "count",
            "comparator": "gt" if open_ended else None,
        }
    stance = "dovish" if way == "down" else "hawkish"
    end = max(cut.end(), quantity.end if quantity else 0)
    return Draft(
        "forecast",
        "forecast.odds",
        subject,
        lead.start(),
        end,
        direction=way,
        tense="future",
        certainty="hedged",
        stance=stance,
        **fields,
    )


def _odds_figures(
    view: View, lead: re.Match[str], cut: re.Match[str]
) -> tuple[Quantity | None, int | None, str | None]:
    near = [q for q in view.quantities if lead.start() - 30 <= q.start <= cut.end() and q.unit in {"pct", "bps", "pp"}]
    chance = next((q for q in near if _CHANCE.match(view.text[q.end :])), None)
    number = (cut["n"] or "").lower()
    count = _COUNT.get(number) if not number.isdigit() else int(number)
    if number in {"a", "an", "another"} and not cut["size"]:
        count = None
    return chance or (near[-1] if near else None), count, cut["n"] if count is not None else None


def _acts(view: View, subjects: Sequence[Subject]) -> list[Draft]:
    """ "bets the Fed will cut rates", "a 38% chance the Federal Reserve cuts rates at least twice this year"."""
    drafts = []
    for subject in subjects:
        if subject.entity is None or subject.entity.id not in CENTRAL_BANKS or subject.pointing:
            continue
        lead = _LEADS_TO.search(view.text[: subject.start])
        act = _ACTS.match(view.text, subject.end)
        if lead is None or act is None or subject.text.lower().endswith(("rate", "rates")):
            continue
        words = act["verb"]
        way: Direction | None = "up" if _RISE.match(words) else "down" if _FALL.match(words) else "flat"
        if act["slow"]:
            continue
        nearby = [
            q
            for q in view.quantities
            if lead.start() - 20 <= q.start <= act.end() + 40 and q.unit in {"bps", "pp", "pct"}
        ]
        quantity = next((q for q in nearby if _CHANCE.match(view.text[q.end :])), nearby[0] if nearby else None)
        if quantity is None and not _has_date(view, act.end()) and not _FIRM.match(lead.group()):
            continue
        draft = _draft("forecast.action", subject, lead.start(), act.end(), way, quantity, "hedged")
        stance = {"up": "hawkish", "down": "dovish"}.get(way or "")
        chance = quantity is not None and _CHANCE.match(view.text[quantity.end :]) is not None
        drafts.append(replace(draft, stance=stance, unit="prob_pct" if chance else draft.unit))
    return drafts


def _scheduled(view: View) -> list[Draft]:
    """Calendar lines: "- US Conference Board consumer confidence, Tuesday"."""
    match = _CALENDAR.match(view.text)
    if match is None or not any(p.start >= match.start("day") - 1 for p in view.phrases):
        return []
    link = next((link for link in view.links if link.start < match.end("what")), None)
    start, end = match.span("what")
    entity = link.entity if link else None
    return [
        _draft(
            "forecast.scheduled",
            Subject(start, end, match["what"], entity, "other"),
            start,
            end,
            None,
            None,
            "asserted",
        )
    ]


def _targets(view: View, subjects: Sequence[Subject]) -> list[Draft]:
    """ "a price target of $50", "raised its price target to $50 from $45"."""
    drafts = []
    for match in _TARGET.finditer(view.text):
        quantity = next(
            (q for q in view.quantities if match.end() <= q.start <= match.end() + 60 and q.unit in {"usd", "other"}),
            None,
        )
        if quantity is None or not _TARGET_TO.match(view.without_phrases(match.end(), quantity.start)):
            continue
        owner = next((s for s in reversed(subjects) if s.role == "price" and s.end <= match.start()), None) or next(
            (s for s in subjects if s.role == "price" and s.start >= match.end()), None
        )
        subject = Subject(
            match.start(), match.end(), match.group(), owner.entity if owner else None, "price", listed=True
        )
        drafts.append(_draft("forecast.target", subject, match.start(), quantity.end, None, quantity, "hedged"))
    return drafts


def _draft(
    rule: str,
    subject: Subject,
    start: int,
    end: int,
    way: Direction | None,
    quantity: Quantity | None,
    certainty: Certainty,
) -> Draft:
    fields: dict[str, Any] = figure(quantity)
    at = max(end, quantity.end if quantity else 0)
    return Draft("forecast", rule, subject, start, at, direction=way, tense="future", certainty=certainty, **fields)


def _outcome(view: View, at: int) -> tuple[str, Direction | None, int] | None:
    """The verb that an expectation leads to: its words, direction and end; None when no verb follows."""
    match = _TO.match(view.text, at)
    if match is None:
        return None
    words = view.text[match.start("verb") : match.start("verb") + 40]
    way: Direction | None = (
        "up" if _RISE.match(words) else "down" if _FALL.match(words) else "flat" if _HOLD.match(words) else None
    )
    return words, way, match.end()


def _quantity(view: View, at: int, subject: Subject) -> Quantity | None:
    """The figure that an outcome names, in its own clause."""
    for quantity in view.quantities:
        if quantity.start >= at:
            between = view.text[at : quantity.start]
            fits = quantity.unit in {"pct", "bps", "pp", "points"} or (
                quantity.unit is not None and subject.role == "price"
            )
            near = len(between) <= 60 and not _CLAUSE_END.search(between)
            return quantity if near and fits and not _GOAL.match(view.text[quantity.end :]) else None
    return None


def _has_date(view: View, at: int) -> bool:
    return any(at <= p.start <= at + 110 and not _CLAUSE_END.search(view.text[at : p.start]) for p in view.phrases)


def _bank(view: View, past: Sequence[View]) -> Entity | None:
    """The central bank whose rate is meant: the one of the sentence, else the one spoken of just before."""
    for links in (view.links, *(other.links for other in reversed(past[-3:]))):
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
    return None
