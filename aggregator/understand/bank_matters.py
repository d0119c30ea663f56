"""What is told of a central bank: the bank, what is the bank's, or what it does something with.

Of "the Fed's next move" the whole is what is spoken of, though only "the Fed" be marked. Of "the Fed is expected to
lower its benchmark rate" a rule knows the bank and the encoder marks the rate: its mark stays. And where the encoder is
sure that a view of a bank is told, what a rule takes for a stance of the bank is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from aggregator.records import Kind
from aggregator.understand.drafts import Draft
from aggregator.understand.encoder.decoding import Span
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.subjects import CENTRAL_BANKS, Subject
from aggregator.understand.view import View
from aggregator.understand.wordings.proposals import whole_words

_TOLD: frozenset[Kind] = frozenset({"policy", "forecast", "outlook"})
_MATTERS = (
    r"(?:moves?|decisions?|meetings?|gatherings?|statements?|minutes|conferences?|policy|policies|purchases|buying|"
    r"stimulus|program(?:me)?s?|balance\ssheet|stance|steps?(?:\s(?:up|down))?|hikes?|cuts?|increases?|reductions?|"
    r"tightening|easing|tapering|pause|pivot|cycle|campaign|actions?|measures?|facilit(?:y|ies)|rates?|target|"
    r"projections?|credibility|strategy|ability|rationale|framework|approach|response|guidance|portfolio)"
)
# What is a bank's own: "['s] first monetary policy decision"; no other clause begins before its noun.
_POSSESSED = re.compile(
    r"['’]s?(?:\s(?!(?:to|in|on|by|at|for|from|with|that|which|who|is|are|was|were|will|would|has|had|could|may|might|"
    rf"should|can|and|or|of|as|when|if)\b)[\w$%.’-]+){{0,5}}?(?:\s{_MATTERS})+(?![\w-])",
    re.IGNORECASE,
)
_EVENT = (
    r"(?:meetings?|gatherings?|decisions?|minutes|statements?|(?:press|news)\sconferences?|symposium|testimony|"
    r"announcements?|verdict)"
)
_COMPOUND = re.compile(rf"(?:\s(?:policy|monetary|rate|interest[\s-]rate))*\s{_EVENT}(?![\w-])")
_SCHEDULED = re.compile(rf"(?:.*[\s-])?{_EVENT}", re.IGNORECASE)
_AWAITED = re.compile(
    r"\b(?:(?:before|ahead\sof|until|await\w*|waiting\sfor|run-?up\sto|looking\s(?:ahead\s|forward\s)?to)|"
    r"(?:before|until|when)\s[^,;]{0,50}\b(?:holds?|begins?|starts?|concludes?|ends?|releases?|publishes|announces?|delivers?))"
    r"(?:\s(?!(?:and|or|but|that|to)\b)[\w.’'-]+){0,4}\s$",
    re.IGNORECASE,
)
_VIEWS = frozenset({"model.outlook", "model.forecast"})
AHEAD_CHARS = 120
EXPECTED = frozenset({"forecast.expected", "forecast.action", "forecast.odds", "forecast.holder"})
"""Rules that see what a bank is expected to do."""
STANCES = frozenset({"policy.statement", "policy.done"})
_ACTED_ON = re.compile(
    r"\b(?:rates?|range|costs|purchases|buying|stimulus|program|securities|hikes?|cuts?|increases?)$", re.IGNORECASE
)
_RATE = re.compile(r"\b(?:rates?|range|costs)\b", re.IGNORECASE)
_ANOTHER = re.compile(r"[;:]|\b(?:but|while|as|when|because|after|before|which|who)\b|\band\s(?:it|they|the)\b")
REACH = 90
"""From a bank to what it does something with, in characters."""
SURE, SELDOM = 0.6, 0.4
"""How likely a view must be and a policy may be, for a stance to be none."""


def told(view: View, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of a sentence, those of central banks with what they are about; what is no stance is left out."""
    kept = [draft for draft in drafts if not (draft.rule in STANCES and _is_view(view, draft))]
    about = [_about(view, draft, kept) if draft.kind in _TOLD and _is_bank(draft.subject) else draft for draft in kept]
    return [_scheduled(view, draft) for draft in about]


def _is_bank(subject: Subject) -> bool:
    return subject.entity is not None and subject.entity.id in CENTRAL_BANKS


def _is_view(view: View, draft: Draft) -> bool:
    mark = _mark(view, draft.subject)
    kinds = mark.heads.get("claim_kinds", {}) if mark is not None else {}
    return kinds.get("outlook", 0.0) >= SURE and kinds.get("policy", 0.0) < SELDOM


def _mark(view: View, subject: Subject) -> Span | None:
    marks = view.spans.get("subject", ())
    return next((mark for mark in marks if mark.start < subject.end and subject.start < mark.end), None)


def _about(view: View, draft: Draft, drafts: Sequence[Draft]) -> Draft:
    if draft.is_proposed:
        return _with_matter(view, draft, drafts)
    return _on_its_object(view, draft) if draft.rule in EXPECTED else draft


def _with_matter(view: View, draft: Draft, drafts: Sequence[Draft]) -> Draft:
    """ "The Fed" of "the Fed's next move" as all of it, where no other draft is of the move."""
    bank = draft.subject
    match = _POSSESSED.match(view.text, bank.end) or _COMPOUND.match(view.text, bank.end)
    if match is None or any(bank.end <= other.subject.start < match.end() for other in drafts):
        return draft
    whole = replace(bank, end=match.end(), text=view.text[bank.start : match.end()])
    return replace(draft, subject=whole, at=max(draft.at, match.end()))


def _scheduled(view: View, draft: Draft) -> Draft:
    """A meeting, decision or statement that is awaited, as what stands on the calendar."""
    if draft.rule not in _VIEWS or draft.value is not None or not _SCHEDULED.fullmatch(draft.subject.text):
        return draft
    if _AWAITED.search(view.text, max(0, draft.subject.start - AHEAD_CHARS), draft.subject.start) is None:
        return draft
    return replace(
        draft, kind="forecast", rule="forecast.scheduled", tense="future", certainty="asserted", direction=None
    )


def _on_its_object(view: View, draft: Draft) -> Draft:
    """What a bank is expected to act on, where the encoder marks that and not the bank."""
    bank = draft.subject
    if _mark(view, bank) is not None:
        return draft
    for mark in view.spans.get("subject", ()):
        between = view.text[bank.end : mark.start]
        place = whole_words(view.text, mark)
        if mark.start < bank.end or len(between) > REACH or _ANOTHER.search(between) or place is None:
            continue
        text = view.text[slice(*place)]
        if _ACTED_ON.search(text):
            of_rate = bank.entity is not None and bank.entity.id == "org:FED" and _RATE.search(text)
            entity = packaged_by_id()["rate:FFR"] if of_rate else bank.entity
            return replace(draft, subject=Subject(*place, text, entity, "bank"))
    return draft
