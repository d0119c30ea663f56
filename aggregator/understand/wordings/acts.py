"""What governments, regulators and central banks did, told otherwise than "raised rates".

"The White House imposed tariffs", "the FDIC took over the bank", "the quarter-point hike that the Fed delivered",
"rates have been raised by 350 basis points".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from aggregator.records import Direction, Entity
from aggregator.understand.drafts import Draft, adjoins, figure, is_inside
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.numbers.quantities import Quantity
from aggregator.understand.subjects import CENTRAL_BANKS, Subject
from aggregator.understand.unreal import is_unreal
from aggregator.understand.view import View

_ACTORS = re.compile(
    r"(?<![\w-])(?P<who>(?:(?:[Tt]he|US|U\.S\.|President|President-elect)\s)*(?:Donald\s|Joe\s|Narendra\s)?(?:Trump|"
    r"Biden|Modi|White House|"
    r"(?:Biden|Trump|Obama|Bush)\sadministration|Congress|Senate|House of Representatives|Washington|Beijing|Treasury "
    r"Department|Justice Department|Commerce Department|SEC|FDIC|FTC|FDA|Federal Deposit Insurance Corp\w*\.?|"
    r"European Union|EU|European Commission|[Gg]overnment|(?:[A-Z]\w+\s)?regulators|[A-Z]\w+['’]s government|lawmakers|"
    r"China|India|Japan|Canada|Mexico|Russia|OPEC\+?))(?![\w-]|['’])"
)
_DID = re.compile(
    r"(?:impos(?:ed|es|ing)|sign(?:ed|s)|slapp(?:ed|ing)|order(?:ed|s)|bann(?:ed|ing)|ban(?:s)?|approv(?:ed|es)|"
    r"pass(?:ed|es)|suspend(?:ed|s)|postpon(?:ed|es)|delay(?:ed|s)|paus(?:ed|es)|lift(?:ed|s)|seiz(?:ed|es)|shut|"
    r"took over|"
    r"taken over|clos(?:ed)\sdown|backstopp(?:ed|ing)|guarante(?:ed|es)|slash(?:ed|es)|block(?:ed|s)|su(?:ed|es)|"
    r"fin(?:ed|es)|reject(?:ed|s)|veto(?:ed|es)|unveil(?:ed|s)|launch(?:ed|es)|enact(?:ed|s)|repeal(?:ed|s)|"
    r"announc(?:ed|es)|retaliat(?:ed|es)|introduc(?:ed|es)|extend(?:ed|s)|reimpos(?:ed|es)|reinstat(?:ed|es)|"
    r"sanction(?:ed|s)|stepp(?:ed)\sin|declar(?:ed|es)|intervened|set(?=\s(?:a|an|its)\s(?:growth\s)?(?:target|"
    r"goal)))\s"
    r"(?!that\b|on\b(?!\s(?:tariffs|China))|(?:its|their|his)\s(?:gains|losses|slide|decline|rally))"
)
_SIZE = (
    r"(?:(?:quarter|half|full|three-quarter)s?[- ](?:percentage[- ])?point|\d[\d./-]*[- ](?:basis[- ]points?|"
    r"bps?|bp|percentage[- ]points?))"
)
_HIKE = rf"(?P<size>{_SIZE})\s(?:interest[- ])?(?:rate\s)?(?P<act>hikes?|increases?|cuts?|reductions?|rises?|moves?)"
_DELIVERED = re.compile(
    rf"(?:deliver(?:ed|s)|announc(?:ed|es)|approv(?:ed|es)|implement(?:ed|s)|enact(?:ed|s)|opted for|agreed (?:on|"
    rf"to)|went with|made)\s"
    rf"(?:an?|its|the|another|yet another|a second|a third)\s(?:\w+\s){{0,2}}{_HIKE}"
)
_THAT_IT_MADE = re.compile(rf"\b{_HIKE}\s(?:that\s)?(?:the\s)?$")
_MADE = re.compile(r"\s(?:delivered|made|announced|approved|enacted|implemented|put through|undertook)\b")
_OWN = re.compile(
    rf"['’]s?\s(?:\w+\s|\w+-\w+\s){{0,2}}{_HIKE}\b(?!\s(?:will|would|could|may|might|is expected|at its next))"
)
# An act without a size, so told that it was done: "the Fed's surprise rate cut last week", "the rate hike by the bank".
_OWN_RATE = re.compile(
    r"['’]s?\s(?:\w+\s|\w+-\w+\s){0,2}(?P<size>(?:interest[- ])?rate)[- ](?P<act>hikes?|increases?|cuts?|reductions?)"
    r"(?=\s(?:last\s|on\s\w+day\b|in\s[A-Z]|earlier\s|yesterday\b|since\s|so\sfar\b|was\b|were\b))"
)
_BY_BANK = re.compile(rf"{_HIKE}\s(?:\w+\s\w+day\s|last\s\w+\s)?(?:by|from)\s(?:the\s)?$")
# Behind an act: it is still to come.
_TO_COME = re.compile(
    r"[^.;]{0,50}?\b(?:next\s\w+|(?:is|are|being)\s(?:\w+ly\s)?(?:expected|anticipated|priced|likely|due|seen|forecast)|"
    r"looms?|(?:will|would|could|may|might|should)\b)"
)
_RAISED = re.compile(
    r"\b(?P<object>(?:(?:policy|interest|benchmark|key|short-term|Fed|the)\s){0,3}(?:rates?|costs))\s(?:have|has|"
    r"had|were|was)\s(?:already\s)?"
    r"(?:been\s)?(?P<act>raised|hiked|lifted|increased|cut|lowered|slashed|reduced)\s(?:by\s|to\s)"
)
_NOT_YET = re.compile(
    r"\b(?:expect\w*|bets?|odds|chance|price[ds]?|pricing|likely|hope\w*|forecast\w*|if|should|would|could|next)\b"
)


def find(view: View, subjects: Sequence[Subject], past: Sequence[View]) -> list[Draft]:
    """The acts of a sentence."""
    if view.is_question:
        return []
    return [*_governments(view), *_banks(view, subjects), *_passive(view, past)]


def _governments(view: View) -> Iterator[Draft]:
    for actor in _ACTORS.finditer(view.text):
        did = _DID.search(view.text, actor.end(), actor.end() + 60)
        if did is None or not adjoins(view, actor.end(), did.start()) or is_unreal(view, actor.start()):
            continue
        link = next((link for link in view.links if link.start < actor.end() and actor.start() < link.end), None)
        subject = Subject(actor.start(), actor.end(), actor.group(), link.entity if link else None, "other")
        if is_inside(view, subject):
            continue
        yield Draft("policy", "policy.act", subject, did.start(), did.end())


def _banks(view: View, subjects: Sequence[Subject]) -> Iterator[Draft]:
    for bank in subjects:
        if bank.entity is None or bank.entity.id not in CENTRAL_BANKS or is_unreal(view, bank.start):
            continue
        match = _DELIVERED.search(view.text, bank.end, bank.end + 90)
        if match is not None and not adjoins(view, bank.end, match.start()):
            match = None
        match = match or _OWN.match(view.text, bank.end) or _OWN_RATE.match(view.text, bank.end)
        match = match or _BY_BANK.search(view.text[: bank.start])
        if match is not None and _TO_COME.match(view.text, max(match.end(), bank.end)):
            continue
        if match is None and _MADE.match(view.text, bank.end):
            match = _THAT_IT_MADE.search(view.text[: bank.start])
        if match is None or _NOT_YET.search(view.text[max(0, bank.start - 50) : match.start()]):
            continue
        yield _change(view, match, _rate_of(bank.entity), match["act"])


def _passive(view: View, past: Sequence[View]) -> Iterator[Draft]:
    """ "policy rates have been raised by some 350 basis points"."""
    for match in _RAISED.finditer(view.text):
        banks = {
            link.entity.id: link.entity
            for v in (view, *past[-4:])
            for link in v.links
            if link.entity and link.entity.id in CENTRAL_BANKS
        }
        if len(banks) != 1 or is_unreal(view, match.start()) or _NOT_YET.search(view.text[: match.start()][-50:]):
            continue
        yield _change(view, match, _rate_of(next(iter(banks.values()))), match["act"])


def _change(view: View, match: re.Match[str], entity: Entity, act: str) -> Draft:
    groups = match.groupdict()
    span = match.span("object") if groups.get("object") else (match.start("size"), match.end("act"))
    limit = match.end() + 30 if groups.get("object") else match.end()
    quantity = _size(view, span[0], limit)
    way: Direction = "down" if act.startswith(("cut", "reduc", "lower", "slash")) else "up"
    fields: dict[str, Any] = figure(quantity)
    subject = Subject(*span, view.text[slice(*span)], entity, "bank")
    at = max(match.end(), quantity.end if quantity else 0)
    stance = "dovish" if way == "down" else "hawkish"
    return Draft("policy", "policy.change", subject, match.start(), at, direction=way, stance=stance, **fields)


def _size(view: View, start: int, end: int) -> Quantity | None:
    near = (q for q in view.quantities if start < q.end and q.start < end and q.unit in {"bps", "pp", "pct"})
    return next(near, None)


def _rate_of(bank: Entity) -> Entity:
    return packaged_by_id()["rate:FFR"] if bank.id == "org:FED" else bank
