"""Drafts -> claims: the fields that every kind shares (window, cause, stance, topic, speaker, due, id)."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from aggregator import windows
from aggregator.records import Article, Claim, Entity
from aggregator.sessions import Calendar, day_end
from aggregator.understand import bank_matters, cues, one_act, subjects, unreal, voices
from aggregator.understand.about import instruments, referents
from aggregator.understand.amounts import sharing, sizes
from aggregator.understand.drafts import Draft, with_code
from aggregator.understand.fields import awaited, dating, denials, drivers, housekeeping, receding, stances
from aggregator.understand.rules import READERS, RULES
from aggregator.understand.speech.personal_names import Register
from aggregator.understand.topical import topics
from aggregator.understand.view import View
from aggregator.understand.wordings import beforehand, second_figures
from aggregator.windows import Phrase, Window

MAX_PER_SENTENCE = 8
ECHO_CHARS = 25
INHERIT_SENTENCES = 3
BESIDE = frozenset(
    {
        "data.earlier",
        "data.reached",
        "data.share",
        "data.also",
        "move.also",
        "move.earlier",
        "forecast.named",
        "forecast.further",
    }
)
"""Rules of a second claim beside the sentence's main one of the same subject."""
ASIDE = frozenset({"count", "compare"})
"""Kinds that are told beside the change itself."""
CHANGES = frozenset({"move", "volume", "data"})
PRICED = ("index:", "company:", "fund:", "commodity:", "fx:")
ESTIMATED = frozenset({"forecast.estimate", "forecast.named"})
"""Rules that see what was expected of a figure."""
_ESTIMATE = re.compile(
    r"(?:(?:the|an?|average|mean|median|market|consensus|analysts?['’]?s?|Wall Street(?:['’]s)?|economists['’]?)\s)*"
    r"(?:consensus|estimates?|expectations?|forecasts?)",
    re.IGNORECASE,
)
_BASE = re.compile(r"\b(?:after|following)\s(?:an?|the|its|their)\s(?:[\w-]+\s){0,2}(?:of\s)?$", re.IGNORECASE)
_CONTRAST = re.compile(r"\b(?:but|though|although|yet|whereas)\b", re.IGNORECASE)
"""Behind a verb: "rose on Tuesday, but still posted a 5.6% monthly loss"."""
Preceding = tuple[Sequence[View], Entity | None]
"""The sentences before one, and what the last claim of the last of them is about."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the claims of one article share. `published` is None where the date is too coarse to read "last week"."""

    article: Article
    published: dt.datetime | None
    calendar: Calendar
    entities: Mapping[str, Entity]
    resolve_name: Callable[[str], str]
    relevance: Mapping[str, float]
    firm: Entity | None
    abroad: bool
    crude: str | None
    model_id: str
    created_at: dt.datetime


def published_at(article: Article) -> dt.datetime | None:
    """The instant from which "today" is read: the claimed publication, else when we saw it; None for a mere month.

    A date without a time that is stored as midnight UTC stands for that day in New York.
    """
    stamp = article.published
    if stamp is None:
        return article.knowable_at or article.first_seen_at
    if stamp.precision in {"month", "year"}:
        return None
    if stamp.precision == "day" and stamp.at.astimezone(dt.UTC).time() == dt.time(0):
        return day_end(stamp.at.astimezone(dt.UTC).date())
    return stamp.at


def find(views: Sequence[View], setting: Setting) -> list[Claim]:
    """The claims of an article's sentences (boilerplate left out by the caller), in order."""
    setting = replace(setting, resolve_name=_one_name(views, setting.resolve_name))
    found: list[Claim] = []
    seen: set[str] = set()
    recent: tuple[int, Window] | None = None
    clock = dating.Clock(setting.published, setting.calendar)
    for n, view in enumerate(views):
        past = views[max(0, n - 6) : n]
        if cues.is_quote_strip(view.text):
            continue
        first = len(found)
        candidates = sizes.apart(view, subjects.find(view, past, setting.entities))
        said = (draft for reader in READERS for draft in reader(view, candidates, past))
        held = (draft for draft in said if not _is_void(view, draft))
        read = [draft for each in held if (draft := receding.told(view, each)) is not None]
        coded = (with_code(view, draft) for draft in bank_matters.told(view, read))
        exact = (instruments.exact(draft, view, setting.entities, past) for draft in coded)
        drafts = _without_doubles(view, sorted(exact, key=lambda draft: draft.at))
        drafts = sorted((*drafts, *_further(view, drafts)), key=lambda draft: draft.at)
        drafts = _without_echoes(_without_consensus(drafts))[:MAX_PER_SENTENCE]
        if dating.is_heading(view):
            window = dating.headed(view, clock)
            recent = (view.index, window) if window is not None else None
        last = recent[1] if recent and view.index - recent[0] <= INHERIT_SENTENCES else None
        told_before = dating.Told(last, views[n - 1] if n else None)
        for draft, phrase, window in dating.place(view, drafts, clock, told_before):
            claim = _claim(view, draft, (phrase, window), setting, (past, _told_of(found[:first], past, setting)))
            if claim.claim_id not in seen:
                seen.add(claim.claim_id)
                found[first:] = _with(found[first:], claim)
            told = draft.kind in dating.TIMED and draft.tense != "future" and window is not None
            if told and window is not None and window.precision in {"session", "week"}:
                recent = (view.index, window)  # what follows without a date is told of the same session
            elif window is None and dating.is_off_calendar(draft, phrase, clock):
                recent = None  # a day without a session here: what follows is told of that one
    return found


def _further(view: View, read: Sequence[Draft]) -> list[Draft]:
    """The second figures of what was read: of the period before, and of the same subject."""
    before = beforehand.find(view, read)
    return [*before, *second_figures.find(view, [*read, *before])]


def _is_void(view: View, draft: Draft) -> bool:
    """Whether a draft is denied, no news, a case of a count ("fell 2% just three times this year") or a view."""
    counted = draft.kind in {"move", "level"} or draft.rule == "count.streak"
    stated = draft.kind in {"move", "data", "policy"} and not draft.is_proposed
    return (
        denials.covers(view, draft)
        or housekeeping.covers(view, draft)
        or (counted and unreal.is_case(view, draft.subject.start, draft.at))
        or (stated and unreal.is_held(view, draft.subject.start))
    )


def _told_of(found: Sequence[Claim], past: Sequence[View], setting: Setting) -> Entity | None:
    """What the last claim of the sentence before is about."""
    if not found or not past or found[-1].start != past[-1].start or found[-1].entity_id is None:
        return None
    wanted = found[-1].entity_id
    named = (link.entity for view in reversed(past) for link in view.links if link.entity is not None)
    here = next((entity for entity in named if entity.id == wanted), None)
    firm = setting.firm if setting.firm is not None and setting.firm.id == wanted else None
    return here or setting.entities.get(wanted) or firm


_VAGUE = re.compile(
    r"(?:whose|its|their|it|they|we|"
    r"(?:the|this) (?:[a-z-]+ )?(?:company|stock|shares|firm|fund|index|gauge|benchmark))\b.*",
    re.IGNORECASE,
)


def _with(told: Sequence[Claim], claim: Claim) -> list[Claim]:
    """A sentence's claims and one more, unless it says the same: "the consumer price index, or CPI, rose 0.4%".

    Of two names of one thing the first stays, but for one that only points ("whose shares").
    """
    same = next((other for other in told if _says_the_same(other, claim)), None)
    if same is None:
        return [*told, claim]
    better = _VAGUE.fullmatch(same.subject) is not None and _VAGUE.fullmatch(claim.subject) is None
    return [claim if other is same and better else other for other in told]


def _says_the_same(one: Claim, other: Claim) -> bool:
    fields = ("kind", "entity_id", "direction", "value_text", "window_text", "tense")
    known = one.entity_id is not None and one.value is not None
    return known and all(getattr(one, name) == getattr(other, name) for name in fields)


def _without_doubles(view: View, drafts: list[Draft]) -> list[Draft]:
    """A rule knows its claim better than the encoder, which may see the same one or call it by a neighbouring kind."""
    ruled = [draft for draft in drafts if not draft.is_proposed]
    main = [draft for draft in ruled if draft.rule not in BESIDE]

    def told(draft: Draft) -> bool:
        return any(_tells(other, draft) for other in main)

    kept = [draft for draft in drafts if not draft.is_proposed or not (told(draft) or _is_vague(draft, drafts))]
    own = [sharing.without_others_figure(view, draft, ruled) for draft in kept]
    return one_act.told_once(view, [_filled(view, draft, drafts, ruled) for draft in own])


def _tells(ruled: Draft, draft: Draft) -> bool:
    """Whether a rule's claim is also what the encoder marked."""
    if ruled.kind in ASIDE and ruled.kind != draft.kind:
        inside = ruled.start <= draft.subject.start and draft.subject.end <= ruled.at
        return inside and draft.value is None and draft.kind in CHANGES  # "its largest inflow since December"
    if ruled.kind == draft.kind == "count" and ruled.start <= draft.subject.start < ruled.at:
        return True
    if ruled.kind == draft.kind == "volume" and ruled.value is not None and ruled.value == draft.value:
        return True  # the flow and whose it is
    if ruled.subject.start >= draft.subject.end or draft.subject.start >= ruled.subject.end:
        return False
    return (
        ruled.kind == draft.kind
        or draft.value_text is None
        or ruled.value_text == draft.value_text
        or (ruled.kind == "move" and draft.kind == "level" and draft.value_text.endswith(("point", "points")))
    )


def _is_vague(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether a proposed claim only says less than another of its sentence.

    "Acme" rises where "Acme shares" rise 3%.
    """
    if draft.kind not in {"move", "data", "level", "volume"} or draft.value is not None:
        return False
    same = (other for other in drafts if other.kind == draft.kind and other.direction == draft.direction)
    return any(
        other.value is not None
        and (
            other.subject.text == draft.subject.text
            if draft.subject.entity is None
            else other.subject.entity == draft.subject.entity
        )
        for other in same
    )


def _filled(view: View, draft: Draft, drafts: Sequence[Draft], ruled: Sequence[Draft]) -> Draft:
    """A claim of a rule that saw no figure, with the one that the encoder marks for the same claim."""
    if draft.value is not None or draft.is_proposed or draft.kind == "count":
        return draft
    used = {other.value_text for other in ruled}
    same = (
        other
        for other in drafts
        if other.is_proposed
        and other.kind == draft.kind
        and other.value is not None
        and other.value_text not in used
        and not _is_off_scale(draft, other)
        and not _CONTRAST.search(view.text, draft.at, max(draft.at, other.at))
        and not _stands_behind(_BASE, view, draft, other)
        and other.subject.start < draft.subject.end
        and draft.subject.start < other.subject.end
    )
    other = next(same, None)
    if other is None:
        return draft
    return replace(
        draft,
        value=other.value,
        value_high=other.value_high,
        value_text=other.value_text,
        unit=other.unit,
        comparator=other.comparator,
    )


def _stands_behind(words: re.Pattern[str], view: View, draft: Draft, other: Draft) -> bool:
    """Whether some words lead up to a figure behind a claim: "were flat in June, after a 0.3% gain in May"."""
    at = view.text.find(other.value_text or "\n", draft.at)
    return at >= 0 and words.search(view.text, draft.at, at) is not None


def _is_off_scale(draft: Draft, other: Draft) -> bool:
    """Whether a figure is no price, where the level of a price is asked: "crashed 37% to the lowest in a decade"."""
    entity_id = draft.subject.entity.id if draft.subject.entity is not None else ""
    return draft.kind == "level" and entity_id.startswith(PRICED) and other.unit in {"pct", "bps", "pp", "x"}


def _without_echoes(drafts: list[Draft]) -> list[Draft]:
    """ "fell to a two-month low" is a level; the bare move beside it says nothing more."""
    levels = [draft for draft in drafts if draft.kind == "level" and not _is_guess(draft)]
    return [
        draft
        for draft in drafts
        if draft.kind != "move"
        or draft.value is not None
        or not any(
            level.subject.start == draft.subject.start and draft.start <= level.start <= draft.at + ECHO_CHARS
            for level in levels
        )
    ]


def _is_guess(draft: Draft) -> bool:
    return draft.is_proposed and draft.value is None


def _without_consensus(drafts: list[Draft]) -> list[Draft]:
    """The estimate that a release in the same sentence was held against is a field of that release."""
    expected = {draft.expected for draft in drafts if draft.kind == "data" and draft.expected is not None}
    return [draft for draft in drafts if draft.value not in expected or not _is_estimate(draft)]


def _is_estimate(draft: Draft) -> bool:
    named = draft.rule == "model.forecast" and _ESTIMATE.fullmatch(draft.subject.text) is not None
    # What only the encoder marks and a rule holds as the consensus is no second figure: "$1.52, versus $1.39 expected".
    return named or draft.rule in ESTIMATED or draft.rule == "model.data"


def _claim(
    view: View, draft: Draft, placed: tuple[Phrase | None, Window | None], setting: Setting, before: Preceding
) -> Claim:
    (phrase, window), (past, about) = placed, before
    topic = topics.of(draft, view)
    around = referents.Around(
        setting.article.title, past, setting.entities, setting.firm, setting.abroad, about, setting.crude
    )
    named = draft.subject.entity
    entity = (
        referents.of(draft, topic, view, around) if named is None else referents.instead(draft, named, view, around)
    )
    if entity is not None and entity != named:
        topic = topics.of_told(draft, entity.id) or topic
    elif entity is None:
        topic = topics.of_bank(draft, topic, view, around)
    stance, probabilities = stances.of(draft, topic, view)
    article = setting.article
    due = None
    if draft.tense == "future" and phrase is not None and setting.published is not None:
        due = windows.due(phrase.text, setting.published, setting.calendar)
        if draft.subject.role == "measure" or (entity is not None and entity.id.startswith(("macro:", "company:"))):
            window, due = awaited.released(phrase, window, due, setting.published, setting.calendar)
    voice = voices.of(draft, entity, view, past)
    claim = Claim(
        claim_id="",
        article_id=article.id,
        revision_id=article.revision_id,
        start=view.start,
        end=view.start + len(view.text),
        evidence=view.text,
        kind=draft.kind,
        topic=topic,
        subject=draft.subject.text,
        entity_id=entity.id if entity else None,
        symbol=entity.symbol if entity and entity == named and draft.priced and not draft.subject.futures else None,
        direction=draft.direction,
        value=draft.value,
        value_high=draft.value_high,
        value_text=draft.value_text,
        unit=draft.unit,
        comparator=draft.comparator,
        expected=draft.expected,
        window_text=phrase.text if phrase else None,
        window_start=window.start if window else None,
        window_end=window.end if window else None,
        tense=draft.tense,
        certainty=draft.certainty,
        due=due,
        stance=stance,
        stance_probs=probabilities,
        speaker=setting.resolve_name(voice.speaker) if voice else article.source or None,
        speaker_role=voice.role if voice else None,
        quote=voice.quote if voice else "none",
        driver=drivers.of(view, draft),
        relevance=setting.relevance.get(entity.id, 0.0) if entity else 0.0,
        novelty=0.5 ** (max(1, article.story_rank) - 1),
        confidence=RULES[draft.rule].precision if draft.confidence is None else draft.confidence,
        model_id=setting.model_id,
        rule_ids=(draft.rule,),
        created_at=setting.created_at,
    )
    return replace(claim, claim_id=_id(article, claim))


def _one_name(views: Sequence[View], recorded: Callable[[str], str]) -> Callable[[str], str]:
    """`recorded` for the fullest form in which the article names a person."""
    marks = ((view, mark) for view in views for mark in view.spans.get("mentions", ()) if mark.label == "PER")
    persons = Register([view.text[mark.start : mark.end] for view, mark in marks])
    return lambda name: recorded(persons.full(name) if persons.knows(name) else name)


def _id(article: Article, claim: Claim) -> str:
    parts = (article.revision_id, str(claim.start), str(claim.end), claim.kind, claim.subject, claim.value_text or "")
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
