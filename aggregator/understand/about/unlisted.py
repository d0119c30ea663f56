"""Names of firms that no list holds: their figures are no other firm's, nor is "the company" behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.records import Entity
from aggregator.understand.drafts import Draft
from aggregator.understand.lexicon import words
from aggregator.understand.view import View

REACH = 10
"""Sentences back."""
_PLAIN_BEFORE = re.compile(r"\b[a-z]+\s$")
_WORD = re.compile(r"[A-Za-z]+")
_NAME = re.compile(r"[A-Z][a-z]+\s[A-Z][a-z]+")
_POSSESSIVE = re.compile(
    r"(?<![\w-])(?P<who>(?!(?:It|He|She|That|What|There|Here|Let|Today|Yesterday|Company)['’]|"
    r"\w+day['’])[A-Z][\w&.-]+)['’]s?\s(?:[\w-]+\s){0,3}$"
)
_ITS = re.compile(r"\b(?:[Ii]ts|[Tt]heir|[Tt]he (?:company|firm|bank|\w+maker|retailer)['’]s)\s(?:[\w$.,-]+\s){0,3}$")
_ITS_OWN = re.compile(r"(?:its|their)\s", re.IGNORECASE)
UNKNOWN_CHARS = 60
_KIND_BEFORE = re.compile(
    r"\b(?:\w*(?:maker|builder|miner|lender|retailer|insurer|developer|airline|producer|chain|operator)|landlord|bank|firm|"
    r"group|giant)\s$",
    re.IGNORECASE,
)
"""Before the name of a firm that acts."""
_MOVED = re.compile(
    r"(?:['’]s)?(?:\s(?:shares|stock))?\s(?:fell|rose|sank|slid|lost|jumped|climbed|gained|dropped|soared|tumbled|surged|"
    r"slumped|plunged|added|shed|rallied|advanced|eased)\b"
)
_ACTS = re.compile(
    r"(?:\s\([^()]{1,20}\))?(?:,[^,]{1,60},)?\s(?:(?:also|has|have|had)\s)*(?:\w+ed|fell|rose|sank|slid|lost|shot|"
    r"led|won|"
    r"rockets?|jumps?|falls?|rises?|gains?|drops?|slips?|tumbles?|soars?|shed|sheds)\b"
)
"""What a firm does whose name stands before."""
_PLAIN_WORDS = words(
    "net gross total adjusted operating organic quarterly annual current market cap price share shares per "
    "earnings income profit profits revenue revenues sales margin margins loss cash flow free debt ebitda eps "
    "growth ratio rating consensus estimate rank target performance technical sentiment dividend yield book value "
    "return equity assets average volume capital returns cost efficiency savings head office designation "
    "application review priority orphan drug fast track breakthrough below above week month high low weeks range "
    "day moving days ytd trading fiscal full year first second third fourth quarter non gaap diluted basic core "
    "same store comparable"
)
"""Words that announcements write with capitals: "Net Income", "Current Market Cap"."""
_NAMES = frozenset({"ORG", "FUND", "TICKER", "INDEX", "GOV", "PER"})


def is_overtaken(entity: Entity, view: View, past: Sequence[View]) -> bool:
    """Whether the text has gone on to a firm that links nothing since it named this one."""
    for seen in (view, *reversed(past[-REACH:])):
        if any(link.entity == entity for link in seen.links):
            return False
        if tells_of_one(seen):
            return True
    return False


def tells_of_one(view: View) -> bool:
    """Whether a sentence that links no firm opens with what one does: "Builder Acme Homes said its profit fell"."""
    if any(link.entity is not None and link.entity.id.startswith(("company:", "fund:")) for link in view.links):
        return False
    for span in view.spans.get("mentions", ()):
        named = view.text[span.start : span.end]
        linked = any(link.start < span.end and span.start < link.end for link in view.links)
        opens = span.label == "ORG" and span.start <= UNKNOWN_CHARS and named[:1].isupper() and not linked
        if opens and (_KIND_BEFORE.search(view.text[: span.start]) or _MOVED.match(view.text, span.end)):
            return True
    return False


def is_anothers(view: View, at: int) -> bool:
    """Whether what begins there belongs to a name that links nothing: "Acme's profit"."""
    owner = _POSSESSIVE.search(view.text[:at])
    return owner is not None and not any(
        link.start < owner.end("who") and owner.start("who") < link.end for link in view.links
    )


def opens_with_one(view: View, at: int) -> bool:
    """Whether a sentence opens with a firm's name that links nothing, and goes on to what begins at `at`.

    "Fellow miner Acme rose 9% after it sold shares".
    """
    said = [f"{speech.speaker} {speech.role or ''}" for speech in view.speeches]
    links = [link for link in view.links if link.entity is not None and link.start < at]
    for span in view.spans.get("mentions", ()):
        named = view.text[span.start : span.end]
        alone = span.label == "ORG" and span.end <= at and span.start <= UNKNOWN_CHARS and named[:1].isupper()
        if not alone or any(link.start < span.end and span.start < link.end for link in view.links):
            continue
        tells = _ACTS.match(view.text, span.end) is not None
        if tells and not any(link.start > span.end for link in links) and not any(named in who for who in said):
            return True
    return False


def is_its_own(draft: Draft, view: View) -> bool:
    """Whether a subject belongs to a firm that the words only point to: "its", "the company's"."""
    return _ITS.search(view.text[: draft.subject.start]) is not None or _ITS_OWN.match(draft.subject.text) is not None


def _is_short(word: str, views: Sequence[View]) -> bool:
    """Whether letters are short for plain words of the text: "free cash flow (FCF)"."""
    given = [view.text for view in views if f"({word})" in view.text] if word.isupper() else []
    return any(_PLAIN_BEFORE.search(text[: text.index(f"({word})")]) for text in given)


def names_another(draft: Draft, view: View, past: Sequence[View] = ()) -> bool:
    """Whether the subject is itself a name that links nothing, and so another firm's."""
    start, end = draft.subject.start, draft.subject.end
    plain = {word.lower() for word in _WORD.findall(draft.subject.text)} <= _PLAIN_WORDS
    if plain or is_its_own(draft, view):
        return False  # "its acquisition of Acme" is no claim on Acme
    linked = [link for link in view.links if link.start < end and start < link.end]
    named = [match.span() for match in _NAME.finditer(view.text, start, end)]
    mentions = (span for span in view.spans.get("mentions", ()) if span.label in _NAMES)
    named += [(span.start, span.end) for span in mentions if span.start < end and start < span.end]
    loose = [(a, b) for a, b in named if not any(link.start < b and a < link.end for link in linked)]
    return any(not _is_short(view.text[a:b], (*past, view)) for a, b in loose)
