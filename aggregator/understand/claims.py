"""Drafts -> claims: the fields that every kind shares (window, cause, stance, topic, speaker, due, id)."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from aggregator import windows
from aggregator.records import Article, Claim, Entity
from aggregator.sessions import Calendar, day_end
from aggregator.understand import drivers, stances, subjects, topics
from aggregator.understand.drafts import Draft
from aggregator.understand.kinds import KINDS
from aggregator.understand.rules import READERS, RULES
from aggregator.understand.view import View
from aggregator.windows import Phrase, Window

MAX_PER_SENTENCE = 8
ECHO_CHARS = 25
_TIMED = frozenset({"move", "level", "volume"})
_CAUSE = re.compile(
    r"\b(?:after|(?<!much )(?<!many )(?<!well )(?<!high )(?<!low )as(?! (?:of|much|many|well|high|low|"
    r"far|long)\b)|because|amid|following|ahead of|since|when|until|before|on (?:concerns?|"
    r"hopes|news|worries|fears|"
    r"signs|expectations|bets|speculation|optimism))\b"
)
_BASE = re.compile(
    r"\b(?:after|following|from|compared|versus|slower|faster|accelerating|slowing|up from|down from|than)\b"
)
_AND = re.compile(r"^(?:\s[a-z]+ly)?\s(?:and)\s(?:the\s)?$")
_NOT_A_SPAN = re.compile(
    r"(?:for|from) (?:early |late )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE
)
_REPORT = re.compile(
    r"(?:['’]s)?[ -](?:\w+[ -]){0,2}(?:earnings|results?|profits?|revenues?|sales|guidance|report|miss|"
    r"beat|sales|numbers|data|inflation|payrolls?|outlook|election|"
    r"low|lows|high|highs|peak|nadir|close|closing)\b"
)
OPENING_CHARS = 70
_PERFECT = re.compile(r"\b(?:have|has|had|['’]ve)\s(?:\w+\s)?$")
_SUBORDINATE = re.compile(r"\b(?:since|after|when|as|if|because|before|until|while|despite)\b", re.IGNORECASE)
_VAGUE = re.compile(r"(?:for|in|over|during|throughout|on|of) the (?:year|month|quarter)$")
_OTHER_MOVE = re.compile(r",\s(?:but\s|and\s)?(?:is\s|was\s)?(?:up|down)\s")
_COMPARED = re.compile(r"\b(?:compared (?:to|with)|than|versus|vs\.?)\s$")
_SUPERLATIVE = re.compile(
    r"\b(?:highest|lowest|best|worst|biggest|largest|steepest|strongest|weakest|longest|first time|"
    r"fastest|slowest|most|record|streak)\b"
)
INHERIT_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """What the claims of one article share. `published` is None where the date is too coarse to read "last week"."""

    article: Article
    published: dt.datetime | None
    calendar: Calendar
    entities: Mapping[str, Entity]
    resolve_name: Callable[[str], str]
    relevance: Mapping[str, float]
    model_id: str
    created_at: dt.datetime


class Placed(NamedTuple):
    """A draft with its time expression and the sessions that it means."""

    draft: Draft
    phrase: Phrase | None
    window: Window | None


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
    found: list[Claim] = []
    seen: set[str] = set()
    recent: tuple[int, Window] | None = None
    for n, view in enumerate(views):
        past = views[max(0, n - 6) : n]
        candidates = subjects.find(view, past, setting.entities)
        drafts = sorted(
            (draft for read in READERS for draft in read(view, candidates, past)), key=lambda draft: draft.at
        )
        drafts = _without_echoes(drafts)[:MAX_PER_SENTENCE]
        last = recent[1] if recent and view.index - recent[0] <= INHERIT_SENTENCES else None
        placed = _place(view, drafts, setting, last)
        for draft, phrase, window in placed:
            claim = _claim(view, draft, phrase, window, setting)
            if claim.claim_id not in seen and _complete(claim):
                seen.add(claim.claim_id)
                found.append(claim)
            told = draft.kind in _TIMED and draft.tense != "future" and window is not None
            if told and window is not None and window.precision in {"session", "week", "intraday"}:
                recent = (view.index, window)  # what follows without a date is told of the same session
    return found


def _without_echoes(drafts: list[Draft]) -> list[Draft]:
    """ "fell to a two-month low" is a level; the bare move beside it says nothing more."""
    levels = [draft for draft in drafts if draft.kind == "level"]
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


def _complete(claim: Claim) -> bool:
    return all(any(getattr(claim, name) is not None for name in names) for names in KINDS[claim.kind].needs)


def _place(view: View, drafts: list[Draft], setting: Setting, last: Window | None) -> list[Placed]:
    out: list[Placed] = []
    for n, draft in enumerate(drafts):
        until = min(
            (other.subject.start for other in drafts[n + 1 :] if other.subject.start >= draft.at),
            default=len(view.text),
        )
        phrase = draft.window or _phrase_for(view, draft, until, first=n == 0 or not out)
        if phrase is None and draft.kind in _TIMED and out and out[-1][0].kind in _TIMED:
            phrase = out[-1][1]  # "has climbed 3.5% so far this year, while the S&P 500 is up 4.2%"
        if phrase is None and draft.kind in _TIMED:
            phrase = _trailing(view, drafts[-1])
        window = None
        if setting.published is not None:
            if phrase is not None:
                future = draft.tense == "future"
                anchor = (
                    last.start if last is not None and last.precision == "session" and "prior" in phrase.text else None
                )
                window = windows.resolve(phrase.text, setting.published, setting.calendar, anchor=anchor, future=future)
            elif draft.kind in _TIMED and draft.tense != "future" and not _PERFECT.search(view.text[: draft.start]):
                window = last
        out.append(Placed(draft, phrase, window))
    return _shared_backwards(view, out)


def _shared_backwards(view: View, placed: list[Placed]) -> list[Placed]:
    """ "stocks rose and the dollar fell on Wednesday": the date holds for both."""
    for n in range(len(placed) - 2, -1, -1):
        draft, phrase, _ = placed[n]
        following, shared, window = placed[n + 1]
        if phrase is not None or shared is None or shared.start < following.at:
            continue
        if {draft.kind, following.kind} <= _TIMED and _AND.match(view.text[draft.at : following.subject.start]):
            placed[n] = Placed(draft, shared, window)
    return placed


def _phrase_for(view: View, draft: Draft, until: int, *, first: bool) -> Phrase | None:
    """The time expression nearest to a claim: behind its cue, within it, or opening the sentence."""
    limit = min(until, _clause_end(view, draft))
    opening = [
        p
        for p in view.phrases
        if p.end <= draft.subject.start
        and p.start < OPENING_CHARS
        and _belongs(view, draft, p)
        and not _SUBORDINATE.search(view.text[: p.start])
    ]
    behind = [p for p in view.phrases if draft.at - 1 <= p.start < limit and _belongs(view, draft, p)]
    if behind and opening and _VAGUE.match(behind[0].text):
        return opening[-1]  # "In 2022 … fell 33% throughout the year"
    if behind:
        return behind[0]
    within = [p for p in view.phrases if draft.subject.end <= p.start < draft.at and _belongs(view, draft, p)]
    if within:
        return within[0]
    return opening[-1] if opening and (first or opening[-1].start < 15) else None


def _clause_end(view: View, draft: Draft) -> int:
    """Where the cause of a move begins: time spans in it belong to the cause."""
    if draft.kind not in _TIMED and draft.kind != "data":
        return len(view.text)
    starts = {phrase.start for phrase in view.phrases}
    found = (_BASE if draft.kind == "data" else _CAUSE).finditer(view.text, draft.at)
    return next((match.start() for match in found if match.start() not in starts), len(view.text))


def _belongs(view: View, draft: Draft, phrase: Phrase) -> bool:
    """Whether a time span dates the claim, unlike "Q4 earnings", "futures for April", "the biggest drop since 2020"."""
    if draft.kind in {"move", "volume"} or draft.rule == "level.reached":
        if _NOT_A_SPAN.match(phrase.text) and (
            draft.kind != "move" or _REPORT.match(view.text, phrase.end) or phrase.text.startswith("for ")
        ):
            return False
        between = view.text[draft.start : phrase.start]
        if phrase.text.lower().startswith(("since", "in")) and _SUPERLATIVE.search(between):
            return False
    if _OTHER_MOVE.search(view.text[draft.at : phrase.start]):
        return False
    compared = _COMPARED.search(view.text[: phrase.start]) is not None
    return not compared and _REPORT.match(view.text, phrase.end) is None


def _trailing(view: View, last: Draft) -> Phrase | None:
    """A date at the very end of a sentence holds for all of it."""
    behind = [p for p in view.phrases if last.at <= p.start < _clause_end(view, last) and _belongs(view, last, p)]
    return behind[-1] if behind and behind[-1].end > len(view.text) - 15 else None


def _claim(view: View, draft: Draft, phrase: Phrase | None, window: Window | None, setting: Setting) -> Claim:
    entity = draft.subject.entity
    topic = topics.of(draft, view)
    stance, probabilities = stances.of(draft, topic, view)
    article = setting.article
    due = None
    if draft.tense == "future" and phrase is not None and setting.published is not None:
        due = windows.due(phrase.text, setting.published, setting.calendar)
    speech = view.speech
    named = draft.speaker or (speech.speaker if speech else None)
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
        symbol=entity.symbol if entity and not draft.subject.futures else None,
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
        speaker=setting.resolve_name(named) if named else article.source or None,
        speaker_role=speech.role if speech and not draft.speaker else None,
        quote=("direct" if speech.direct else "indirect") if speech else "indirect" if draft.speaker else "none",
        driver=drivers.of(view, draft),
        relevance=setting.relevance.get(entity.id, 0.0) if entity else 0.0,
        novelty=0.5 ** (max(1, article.story_rank) - 1),
        confidence=RULES[draft.rule].precision,
        model_id=setting.model_id,
        rule_ids=(draft.rule,),
        created_at=setting.created_at,
    )
    return replace(claim, claim_id=_id(article, claim))


def _id(article: Article, claim: Claim) -> str:
    parts = (article.content_hash, str(claim.start), str(claim.end), claim.kind, claim.subject, claim.value_text or "")
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
