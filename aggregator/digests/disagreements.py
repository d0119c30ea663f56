"""Sources that disagree: two outlets that lean to opposite sides of one thing, with the sentences that do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from aggregator.digests.context import FOCUS, Context
from aggregator.digests.document import Body, Group, Line, Tone
from aggregator.digests.news import when
from aggregator.digests.said import Shown
from aggregator.digests.stories import SHOWN_ID
from aggregator.digests.text import QUOTE, clean, count, safe_url, signed
from aggregator.digests.wording import quoted
from aggregator.records import ArticleRef, Sentence
from aggregator.store import analyses, articles
from aggregator.store.scores import ScoredArticle

LIMIT = 3
ABOUT = 0.3  # relevance from which a story is about the thing
LEAST_STORIES = 2  # of each side
LEAST_LEAN, LEAST_GAP = 0.2, 0.6
STRONG = 0.5  # a stance towards an instrument that one story alone can show
Measure = Literal["stance", "sentiment"]


@dataclass(frozen=True, slots=True)
class _Lean:
    """How one source leans on one target: the mean over its stories, and the one that leans most."""

    source: str
    value: float
    n_stories: int
    article_id: str


@dataclass(frozen=True, slots=True)
class _Gap:
    target: str
    measure: Measure
    low: _Lean
    high: _Lean

    @property
    def evidence(self) -> float:
        """Stories of the side that has fewer, times the distance."""
        return min(self.low.n_stories, self.high.n_stories) * (self.high.value - self.low.value)


def section(ctx: Context, _shown: Shown) -> Body:
    """Targets that matter on which two sources lean to opposite sides, the best shown first."""
    found = [gap for target in sorted(ctx.scores) if _matters(ctx, target) for gap in _gaps(ctx, target)]
    found.sort(key=lambda gap: (-gap.evidence, gap.target))
    refs = {ref.id: ref for ref in ctx.refs}
    groups = []
    for gap in found:
        sides = [_line(ctx, gap.target, lean, refs[lean.article_id]) for lean in (gap.high, gap.low)]
        if len(groups) < LIMIT and all(sides):
            groups.append(Group(_title(ctx, gap), tuple(side for side in sides if side)))
    if not groups:
        return Body(empty="No two sources lean to opposite sides of one topic or instrument.")
    return Body(groups=tuple(groups))


def _matters(ctx: Context, target: str) -> bool:
    return target in {f"topic:{topic}" for topic in FOCUS} or (target in ctx.focus and not target.startswith("topic:"))


def _gaps(ctx: Context, target: str) -> list[_Gap]:
    """The widest gap on one target, by stance where there is one, else by sentiment."""
    measures: tuple[Measure, ...] = ("stance", "sentiment")
    for measure in measures:
        leans = _leans(ctx, target, measure)
        if len(leans) > 1 and leans[0].value <= -LEAST_LEAN and leans[-1].value >= LEAST_LEAN:
            gap = _Gap(target, measure, leans[0], leans[-1])
            if gap.high.value - gap.low.value >= LEAST_GAP:
                return [gap]
    return []


def _leans(ctx: Context, target: str, measure: Measure) -> list[_Lean]:
    printed = {story.story_id for story in ctx.stories if story.is_template}
    by_source: dict[str, dict[str, list[ScoredArticle]]] = {}
    for score in ctx.scores[target]:
        if _value(score, measure) is not None and score.relevance >= ABOUT and score.story_id not in printed:
            by_source.setdefault(score.source, {}).setdefault(score.story_id, []).append(score)
    leans = []
    for source, told in sorted(by_source.items()):
        means = {story: fmean(_value(row, measure) or 0.0 for row in rows) for story, rows in told.items()}
        value = fmean(means.values())
        strongest = max(told, key=lambda story: (means[story] * (1 if value > 0 else -1), story))
        is_strong = measure == "stance" and abs(value) >= STRONG and not target.startswith("topic:")
        if len(told) >= LEAST_STORIES or is_strong:
            leans.append(_Lean(source, value, len(told), told[strongest][0].article_id))
    return sorted(leans, key=lambda lean: (lean.value, lean.source))


def _value(score: ScoredArticle, measure: Measure) -> float | None:
    return score.stance if measure == "stance" else score.sentiment


def _title(ctx: Context, gap: _Gap) -> str:
    def side(lean: _Lean) -> str:
        return f"{clean(lean.source, 40)} {signed(lean.value)} ({count(lean.n_stories, 'story', 'stories')})"

    name = gap.target.removeprefix("topic:")
    subject = ctx.title(gap.target) if name == gap.target else name.replace("_", " ").capitalize()
    return f"{subject}, {gap.measure}: {side(gap.high)} against {side(gap.low)}"


def _line(ctx: Context, target: str, lean: _Lean, ref: ArticleRef) -> Line | None:
    """The sentence on the target that leans most to the source's side, or None where none does."""
    sentences = _carrying(ctx, target, ref)
    side = 1 if lean.value > 0 else -1
    best = max(sentences, key=lambda s: (side * s.sentiment.score, -s.index), default=None)
    if best is None:
        return None
    tone: Tone = "good" if side > 0 else "bad"
    return Line(
        text=f"{clean(lean.source, 40)}: “{quoted(best.text, QUOTE)}”",
        note=f"{clean(ref.title, 80)} · {when(ref)}",
        url=safe_url(ref.url),
        show=ref.id[:SHOWN_ID],
        tone=tone,
    )


def _carrying(ctx: Context, target: str, ref: ArticleRef) -> Sequence[Sentence]:
    """The sentences of an article that are on a topic or name an entity."""
    item = articles.get(ctx.store, ref.id, ctx.window.as_of)
    model = analyses.model_of(ctx.store, ref.revision_id)
    if item is None or model is None:
        return []
    sentences = analyses.sentences(ctx.store, ref.revision_id, model[0], item.text)
    sentences = [sentence for sentence in sentences if not sentence.boilerplate and sentence.text.strip()]
    if target.startswith("topic:"):
        return [sentence for sentence in sentences if target.removeprefix("topic:") in sentence.topics]
    named = {m.sentence for m in analyses.mentions(ctx.store, ref.revision_id, model[0]) if m.entity_id == target}
    return [sentence for sentence in sentences if sentence.index in named]
