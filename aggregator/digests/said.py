"""Claims as the digest tells them: one line however many outlets carried it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from aggregator.digests import wording
from aggregator.digests.document import Line, Tone
from aggregator.digests.news import when
from aggregator.digests.stories import SHOWN_ID
from aggregator.digests.text import QUOTE, clean, count, safe_url
from aggregator.records import ClaimView, Entity, VerdictName

OUTCOMES: Final[tuple[VerdictName, ...]] = ("came_true", "did_not", "expired_unscorable")
TONES: Final[Mapping[VerdictName, Tone]] = {
    "supported": "good",
    "close": "good",
    "came_true": "good",
    "contradicted": "bad",
    "did_not": "bad",
}
# What decides which of many claims is shown first: the more can be learned, the higher.
_ORDER: Final[Mapping[VerdictName, int]] = {
    "contradicted": 0,
    "did_not": 1,
    "came_true": 2,
    "close": 3,
    "supported": 3,
    "pending": 4,
    "expired_unscorable": 5,
    "unverifiable": 6,
}


@dataclass(frozen=True, slots=True)
class Said:
    """One claim with everyone who made it; `view` is its first telling."""

    view: ClaimView
    sources: tuple[str, ...]

    @property
    def verdict(self) -> VerdictName | None:
        """The newest verdict's name."""
        return self.view.verdict.verdict if self.view.verdict else None

    @property
    def in_range(self) -> bool:
        """Whether no more is known than that a day's price range holds the figure."""
        return self.view.verdict is not None and self.view.verdict.in_range

    @property
    def key(self) -> str:
        """The claim's id."""
        return self.view.claim.claim_id


def grouped(views: Iterable[ClaimView]) -> list[Said]:
    """Claims that say the same of the same thing, joined; the most instructive first."""
    groups: dict[tuple[object, ...], list[ClaimView]] = {}
    for view in sorted(
        views, key=lambda v: (str(v.article.knowable_at), v.article.id, v.claim.start, v.claim.claim_id)
    ):
        groups.setdefault(_same(view), []).append(view)
    found = [Said(told[0], tuple(dict.fromkeys(view.article.source for view in told))) for told in groups.values()]
    return sorted(found, key=_rank)


def _same(view: ClaimView) -> tuple[object, ...]:
    claim = view.claim
    about = claim.entity_id or claim.subject.lower()
    if claim.value is None:
        # Without a figure only the words tell claims apart.
        return claim.kind, about, claim.direction, " ".join(claim.evidence.lower().split())
    span = (claim.window_start, claim.window_end) if claim.window_start else (claim.window_text or "").lower()
    return claim.kind, about, claim.direction, claim.value, claim.value_high, claim.unit, span, claim.due


def _rank(said: Said) -> tuple[object, ...]:
    claim = said.view.claim
    order = _ORDER[said.verdict] if said.verdict else 5
    told = (1.5 if claim.value is not None else 1.0) * (1.25 if claim.quote == "direct" else 1.0)
    weight = len(said.sources) * (0.2 + claim.relevance) * claim.confidence * told
    return order, -round(weight, 6), claim.claim_id


def one_a_story(items: Iterable[Said]) -> list[Said]:
    """The first claim of each story, in the order given."""
    first: dict[str, Said] = {}
    for said in items:
        first.setdefault(said.view.article.story_id, said)
    return list(first.values())


def lines(told: Iterable[Said], entities: Mapping[str, Entity]) -> tuple[Line, ...]:
    """A line a claim; of neighbours from one sentence only the first quotes it."""
    found = [line(said, entities) for said in told]
    repeats = [False, *(one.quote == other.quote for one, other in pairwise(found))]
    return tuple(replace(made, quote="") if repeat else made for made, repeat in zip(found, repeats, strict=False))


def line(said: Said, entities: Mapping[str, Entity]) -> Line:
    """One claim, its verdict, its evidence and who made it."""
    view = said.view
    others = len(said.sources) - 1
    told = clean(view.article.source, 40) + (f" and {count(others, 'other source')}" if others else "")
    said_so = wording.statement(view.claim, name(view, entities))
    return Line(
        text=said_so,
        result=wording.verdict(view.claim, view.verdict) if view.verdict else "",
        quote="" if wording.is_quote(said_so) else wording.quoted(view.claim.evidence, QUOTE),
        note=" · ".join(part for part in (told, when(view.article)) if part),
        url=safe_url(view.article.url),
        show=view.claim.claim_id[:SHOWN_ID],
        tone=TONES.get(said.verdict, "plain") if said.verdict and not said.in_range else "plain",
    )


_PRONOUNS = frozenset({"it", "they", "this", "that", "the etf", "the fund", "the index", "the stock", "shares"})


def name(view: ClaimView, entities: Mapping[str, Entity]) -> str:
    """What the claim is about: the entity's name for one of its names, else the text's words and the entity."""
    claim = view.claim
    entity = entities.get(claim.entity_id or "")
    if entity is None:
        return claim.subject
    short = entity.symbol if entity.id.startswith(("fund:", "company:")) and entity.symbol else entity.name
    subject = " ".join(claim.subject.lower().split())
    aliases = {text.lower() for text in (entity.name, short, *entity.aliases)}
    if subject in aliases | _PRONOUNS or claim.kind == "volume" or subject.removeprefix("the ") in aliases:
        return short
    return f"{claim.subject} ({short})" if len(claim.subject) + len(short) <= 55 else short


class Shown:
    """What the page has told already: a story or a claim stands on it once."""

    def __init__(self) -> None:
        self._ids: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._ids

    def fresh(self, items: Sequence[Said], limit: int, wanted: Callable[[Said], bool]) -> list[Said]:
        """The first `limit` wanted claims that are new to the page; they count as told from now on."""
        picked = [said for said in items if said.key not in self._ids and wanted(said)][:limit]
        self._ids.update(said.key for said in picked)
        return picked

    def mark(self, key: str) -> bool:
        """Note that something is told; False when it was already."""
        new = key not in self._ids
        self._ids.add(key)
        return new
