"""Whose words a claim is: the article's or somebody's, from the patterns of speech and from the encoder.

Patterns know who speaks where a verb of saying has a subject. The encoder reads what they cannot: that "after the bank
said rates may rise, stocks fell" tells of the stocks in the article's own voice, and that "the company targets 15%"
is the company's word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aggregator.records import Entity, Kind
from aggregator.understand.drafts import Draft
from aggregator.understand.fields import forecasters
from aggregator.understand.lexicon import words
from aggregator.understand.speech import namings, speakers, verb_subjects
from aggregator.understand.speech.personal_names import are_one, may_be_person, plain
from aggregator.understand.speech.speech_words import PUBLIC
from aggregator.understand.view import Speech, View
from aggregator.understand.wordings import proposals

OWN = 0.2
"""Under this probability of another's words, what a pattern attributes is the article's all the same."""
IMPLIED = 0.2
"""From this on words between two sentences of one speaker are theirs too."""
ANOTHERS = 0.6
"""From this on somebody says it, though no pattern tells who."""
SURE_SPEAKER, LIKELY_SPEAKER = 0.85, 0.4
"""Probability of words marked as a speaker, alone and where the claim is another's."""
REACH = 2
"""Sentences back to whoever spoke last."""
TOLD: frozenset[Kind] = frozenset({"move", "level", "volume", "count", "data"})
"""Kinds of what was, where nothing in them is yet to be."""
ACTORS = ("org:", "company:", "person:")
"""Of the entities, those that say things."""
NOBODY = words("shares stocks banks companies firms stock futures consumers households conglomerates giants chains")
"""Who is told of more often than heard."""
PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "who"})
_SOURCED = re.compile(
    r"\baccording to\b|\b(?:survey|poll|study|report|figures|data|statement|note)\b[^.;]{0,40}"
    r"\b(?:show\w*|suggest\w*|said|says|found|indicat\w*)\b|,\sand\s[^,.;]{3,40}\ssaid\b|^\W*Shares\b"
)
"""What names a source of its own goes on with nobody's words; prices of shares are told by the article."""
_CAPITALS_BEFORE = re.compile(
    r"(?:(?!(?:As|But|And|The|While|In|On|For|That|This|What|When|If|It|Yet|So|To|With|After|From|By|At)\b)[A-Z][\w.'’&-]*\s)+$"
)
_FIRST_PERSON = re.compile(r"^\W*(?:We|I|Our|My|In (?:our|my) (?:view|opinion))\b(?!['’]s?\s)")
_PRICES = re.compile(
    r"\b(?P<who>(?:(?:[Ff]ed(?:eral)?|[Ff]unds?|[Ii]nterest[- ]rate|[Rr]ate|[Mm]oney|[Bb]ond|[Ii]nflation|"
    r"[Ee]urodollar)[\s-]){0,3}"
    r"(?:[Ff]utures|[Ss]waps|(?<![Hh]ousing\s)(?<![Ll]abor\s)(?<![Jj]ob\s)(?<![Jj]obs\s)(?<![Ll]abour\s)(?<![Ee]state\s)[Mm]arkets?))\b[^.;,]{0,30}\b(?:put|impl(?:y|ies|ied)|pric\w+|show\w*|suggest\w*|point\w*|"
    r"lean\w*|indicat\w*|see|sees|saw)\b"
)
"""A market whose prices say how likely something is."""
_ONE_OF_ALL = re.compile(r"^(?:(?:the|their|its|an?|average|weighted|implied|mean|median|consensus)\s)*analyst$", re.I)
"""Of a target: "the average analyst target"."""
_SAID_OF = re.compile(r"[”\"]\s[^“”\";]{2,80}\b(?:said|says|wrote)\s(?:of|about)\s[^,;“”\"]{0,40}$")
_CAPITALS_BEHIND = re.compile(r"(?:\s[A-Z][\w'’&-]*)+")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says a claim, with their office where it is stated, and whether in their own words."""

    speaker: str
    role: str | None
    quote: Literal["direct", "indirect"]


def of(draft: Draft, entity: Entity | None, view: View, past: Sequence[View]) -> Voice | None:
    """Who says a claim; None where it is the article."""
    others = anothers(view, draft)
    speech = _checked(_speech(view, draft), others)
    if speech is None and (forecasters.is_moved_on(draft, view) or _is_said_of(draft, view)):
        return None
    if speech is not None and speech.direct:
        return Voice(namings.spelled(speech.speaker), speech.role, "direct")
    holder = None if (draft.speaker or "").lower() in PRONOUNS else namings.name_of(draft.speaker or "")
    if speech is None and others is not None and others >= IMPLIED:
        speech = view.implied
    holder = None if speech is not None and speech.expects else holder  # "Jane Roe of Acme expects": no "Acme"
    told = holder or (None if view.speeches or _is_own(others) else _marked(view, draft, SURE_SPEAKER))
    told = told or (None if speech else forecasters.of(draft, entity, view))
    if told is None and speech is None and others is not None and others >= ANOTHERS and not _is_author(view):
        told = _market(view) or _marked(view, draft, LIKELY_SPEAKER) or _actor(view, past)
        speech = _before(past) or view.alone if told is None and not _SOURCED.search(view.text) else None
    if told is not None:
        return Voice(namings.spelled(_one_name(told, past)), None, "indirect")
    return Voice(namings.spelled(speech.speaker), speech.role, "indirect") if speech is not None else None


def _is_said_of(draft: Draft, view: View) -> bool:
    """Whether what was is only what somebody's words are about: "“…,” Roe said of the index's 2% fall"."""
    was = draft.kind in TOLD and draft.tense == "past"
    return was and _SAID_OF.search(view.text, 0, draft.subject.start) is not None


def anothers(view: View, draft: Draft) -> float | None:
    """Probability that a claim is not the article's own; None where the encoder does not mark its subject."""
    subject = draft.subject
    shared = [
        (min(span.end, subject.end) - max(span.start, subject.start), span) for span in view.spans.get("subject", ())
    ]
    chars, span = max(shared, key=lambda item: item[0], default=(0, None))
    return None if span is None or chars <= 0 else span.heads.get("claim_voice", {}).get("other")


def _market(view: View) -> str | None:
    """The market that says it by its prices: "Fed funds futures put the odds at 85%"."""
    priced = _PRICES.search(view.text)
    return priced["who"] if priced is not None else None


def _is_author(view: View) -> bool:
    """Whether the author speaks: "We expect a cut", in no quotation, since a pattern would know whose that is."""
    return _FIRST_PERSON.match(view.text) is not None


def _speech(view: View, draft: Draft) -> Speech | None:
    """Who says a claim in its sentence; those who only expect something say nothing of what was."""
    speech = view.said_at(draft.subject.start)
    told = draft.kind in TOLD and draft.tense == "past"
    return None if speech is not None and speech.expects and told else speech


def _checked(speech: Speech | None, others: float | None) -> Speech | None:
    """What a pattern attributes, unless the encoder is sure that it is the article's own."""
    return None if speech is not None and not speech.direct and _is_own(others) else speech


def _is_own(others: float | None) -> bool:
    """Whether the encoder is sure that the article speaks itself."""
    return others is not None and others < OWN


def _marked(view: View, draft: Draft, least: float) -> str | None:
    """Whom the encoder marks as the one who says it, in a sentence that no pattern attributes."""
    subject = draft.subject
    for mark in view.spans.get("speaker", ()):
        place = proposals.whole_words(view.text, mark)
        if place is None or mark.probability < least:
            continue
        start, end = place
        if (before := _CAPITALS_BEFORE.search(view.text[:start])) is not None:
            start = before.start()
        if (behind := _CAPITALS_BEHIND.match(view.text, end)) is not None:
            end = behind.end()
        name = namings.name_of(_ONE_OF_ALL.sub("analysts", namings.without_heading(view.text[start:end])))
        if name is not None and name.lower() not in PRONOUNS and not (start < subject.end and subject.start < end):
            return name
    return None


def _one_name(name: str, past: Sequence[View]) -> str:
    """The name under which a person has spoken before: "Roe" is "Jane Roe"."""
    spoken = {said.speaker for view in past for said in view.speeches if are_one(plain(name), said.speaker)}
    return next(iter(spoken)) if len(spoken) == 1 else name


def _actor(view: View, past: Sequence[View]) -> str | None:
    """Who a sentence opens with and tells of, if it is somebody: not who spoke before "But Roe sounded less sure"."""
    who = verb_subjects.opening(view.text)
    if who is None or speakers.is_priced(who) or who.name.split()[-1].lower() in NOBODY:
        return None
    if who.sort in {"person", "group"}:
        return who.name
    linked = any(
        link.entity is not None and link.entity.id.startswith(ACTORS) and link.start < who.end and who.start < link.end
        for link in view.links
    )
    spoken = any(are_one(plain(who.name), said.speaker) for each in past for said in each.speeches)
    named = who.sort == "name" and (linked or spoken or may_be_person(who.name))
    return who.name if named or (who.sort == "body" and who.name.split()[-1] in PUBLIC) else None


def _before(past: Sequence[View]) -> Speech | None:
    """Who spoke last, a sentence or two before; no outlet that told what somebody said."""
    last = next((view.speeches[-1] for view in reversed(past[-REACH:]) if view.speeches), None)
    return None if last is not None and speakers.is_outlet(last.speaker) else last
