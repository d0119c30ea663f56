"""One act of a central bank told once: of "the Fed bought $2 trillion of bonds" both the Fed and the bonds are marked.

What a rate decision is about is the rate; of other acts and views the surer mark stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.records import Kind
from aggregator.understand.drafts import Draft
from aggregator.understand.rules import RULES
from aggregator.understand.view import View

DECIDED = frozenset({"policy.decision", "policy.change"})
"""Rules that see what a central bank did with its rates."""
_DONE: frozenset[Kind] = frozenset({"policy", "forecast", "outlook"})
_ACTOR = re.compile(
    r"(?:(?:the|top|senior|other|most|many|some|U\.S\.|US)\s)*(?:(?:Fed|Federal\sReserve|FOMC|Committee|ECB|BOE|BOJ|"
    r"RBI|RBA|PBOC|SNB|(?:[\w.'’]+\s){0,2}central\sbanks?|(?:[\w’']+\s){0,3}bank\sof\s\w+|"
    r"Federal\sOpen\sMarket\sCommittee)(?:\s(?:officials|policy-?\s?makers|members)|['’]s)?|"
    r"officials|policy-?\s?makers|it|they)",
    re.IGNORECASE,
)
_RATES = re.compile(r"(?<!mortgage\s)(?<!loan\s)(?<!jobless\s)\b(?:rates?|range|yields?)\b")
_FIGHTS = re.compile(
    r"(?:cast\w*\sdoubt|push\w*\sback|(?:pour|thr)\w+\scold|quash|dash|dampen|temper|curb|crush|dent)\w*"
    r"(?:(?!\b(?:and|but|while|as|after)\b)[^;])*$"
)
ACT_CHARS = 90
"""From who acts to what is done."""
# What parts an act from what another verb is about; a plain "and" may join two things done ("keep buying and hold").
_ANOTHER = re.compile(
    r"[;:—–]|\s--?\s|\b(?:but|while|as|when|where|because|after|before|although|though|until|if|since|that|which|who|"
    r"whose|rather\sthan|with)\b|"
    r"\band\s(?:it\s|they\s)?(?:\w+ly\s)?(?:will|would|could|may|might|is|are|was|were|has|have|had|plans?|said)\b"
)
_AND = re.compile(r",|\band\b")


def told_once(view: View, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without those of who acts where what is done stands beside them, or the other way round."""
    told = [draft for draft in drafts if draft.kind in _DONE]
    actors = [draft for draft in told if _ACTOR.fullmatch(draft.subject.text)]
    things = [draft for draft in told if draft not in actors] if actors else []
    pairs = ((actor, thing) for actor in actors for thing in things if _is_pair(view, actor, thing))
    lost = {id(lesser) for actor, thing in pairs if (lesser := _lesser(actor, thing)) is not None}
    lost |= {id(thing) for actor in actors for thing in things if _is_fought(view, actor, thing)}
    return [draft for draft in drafts if id(draft) not in lost]


def _is_pair(view: View, actor: Draft, thing: Draft) -> bool:
    """Whether what a central bank does and what its verb is about are told as one kind."""
    if actor.kind != thing.kind:
        return False
    if actor.is_proposed and thing.rule in DECIDED:
        return True
    if actor.subject.end >= thing.subject.start or (not actor.is_proposed and thing.subject.end <= actor.start):
        return False  # or another act, told behind it: "held its target and took no other action"
    if actor.is_proposed and actor.kind == "policy" and _RATES.search(thing.subject.text):
        return True
    told_at = actor.subject.end if actor.is_proposed else max(actor.subject.end, actor.start)
    between = view.text[told_at : thing.subject.start]
    apart = len(between) > ACT_CHARS or _ANOTHER.search(between) is not None
    return not apart and (actor.kind == "policy" or _AND.search(between) is None)


def _is_fought(view: View, actor: Draft, thing: Draft) -> bool:
    """Whether a view is what an act is against: of "quashed bets that cuts are near" the cuts are no view besides."""
    between = view.text[actor.start : thing.subject.start] if thing.kind == "outlook" else ""
    return actor.rule == "policy.done" and len(between) <= ACT_CHARS and _FIGHTS.match(between) is not None


def _lesser(actor: Draft, thing: Draft) -> Draft | None:
    """Which of the two is left out: of an act on rates its bank, else the less sure; of a view what no rule saw."""
    if actor.kind == "policy":
        if actor.rule in DECIDED:
            return None
        settled = thing.rule in DECIDED or _RATES.search(thing.subject.text) is not None
        return actor if settled else min(thing, actor, key=_likely)
    if actor.is_proposed and thing.is_proposed:
        return min(thing, actor, key=_likely)
    return None if actor.is_proposed == thing.is_proposed else thing if thing.is_proposed else actor


def _likely(draft: Draft) -> float:
    return RULES[draft.rule].precision if draft.confidence is None else draft.confidence
