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
from aggregator.series.rollup import STANCE_SIGN
from aggregator.store import analyses, articles
from aggregator.store.scores import ScoredArticle

LIMIT = 3
ABOUT = 0.3  # relevance from which a story is about the thing
LEAST_STORIES = 2  # of each side
LEAST_LEAN, LEAST_GAP = 0.2, 0.6
STRONG = 0.5  # a stance that one story alone can show, where it is an opinion of the thing
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
    groups: list[Group] = []
    quoted_before: set[str] = set()
    for gap in found:
        if len(groups) == LIMIT:
            break
        lines = [_line(ctx, gap, lean, refs[lean.article_id]) for lean in (gap.high, gap.low)]
        sides = tuple(line for line in lines if line is not None and line.text not in quoted_before)
        if len(sides) == len(lines):
            groups.append(Group(_title(ctx, gap), sides))
            quoted_before |= {line.text for line in sides}
    if not groups:
        return Body(empty="No two sources lean to opposite sides of one topic or instrument.")
    return Body(groups=tuple(groups))


def _matters(ctx: Context, target: str) -> bool:
    return target in {f"topic:{topic}" for topic in FOCUS} or (target in ctx.focus and not target.startswith("topic:"))


def _gaps(ctx: Context, target: str) -> list[_Gap]:
    """The widest gap on one target, by stance where there is one, else by sentiment.

    On an instrument only opinions disagree: a bad day for it and a good word on it are no quarrel.
    """
    measures: tuple[Measure, ...] = ("stance", "sentiment") if target.startswith("topic:") else ("stance",)
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
        strongest = max(told, key=lambda story: _telling(ctx, target, told[story][0].article_id, means[story], value))
        article_id = told[strongest][0].article_id
        is_opinion = measure == "stance" and _opinion(ctx, target, article_id, value) is not None
        if target.startswith("topic:"):
            is_enough = len(told) >= LEAST_STORIES
        else:
            is_enough = is_opinion and (len(told) >= LEAST_STORIES or abs(value) >= STRONG)
        if is_enough:
            leans.append(_Lean(source, value, len(told), article_id))
    return sorted(leans, key=lambda lean: (lean.value, lean.source))


def _telling(ctx: Context, target: str, article_id: str, mean: float, value: float) -> tuple[object, ...]:
    """What shows a lean best: an opinion to its side, then the strongest story."""
    return _opinion(ctx, target, article_id, value) is not None, mean * (1 if value > 0 else -1), article_id


def _value(score: ScoredArticle, measure: Measure) -> float | None:
    return score.stance if measure == "stance" else score.sentiment


def _title(ctx: Context, gap: _Gap) -> str:
    def side(lean: _Lean) -> str:
        return f"{clean(lean.source, 40)} {signed(lean.value)} ({count(lean.n_stories, 'story', 'stories')})"

    name = gap.target.removeprefix("topic:")
    subject = ctx.title(gap.target) if name == gap.target else name.replace("_", " ").capitalize()
    return f"{subject}, {gap.measure}: {side(gap.high)} against {side(gap.low)}"


def _line(ctx: Context, gap: _Gap, lean: _Lean, ref: ArticleRef) -> Line | None:
    """What the source says of it: an opinion, else the sentence that leans most to its side; None without either."""
    side = 1 if lean.value > 0 else -1
    words = _opinion(ctx, gap.target, ref.id, side)
    if words is None:
        told = [(side * _lean(sentence, gap), -sentence.index, sentence.text) for sentence in _carrying(ctx, gap, ref)]
        best = max(told, default=(0.0, 0, ""))
        if best[0] < LEAST_LEAN:
            return None
        words = best[2]
    tone: Tone = "good" if side > 0 else "bad"
    return Line(
        text=f"{clean(lean.source, 40)}: “{quoted(words, QUOTE)}”",
        note=f"{clean(ref.title, 80)} · {when(ref)}",
        url=safe_url(ref.url),
        show=ref.id[:SHOWN_ID],
        tone=tone,
    )


def _lean(sentence: Sentence, gap: _Gap) -> float:
    """A sentence's sentiment, or its stance where the sources disagree by that (only the Fed's is scored)."""
    if gap.measure == "sentiment":
        return sentence.sentiment.score
    probs = sentence.heads.get("fed_stance", {}) if gap.target == "topic:fed" else {}
    return probs.get("hawkish", 0.0) - probs.get("dovish", 0.0)


def _opinion(ctx: Context, target: str, article_id: str, side: float) -> str | None:
    """The evidence of an article's outlook or forecast on the target that takes a side."""
    for claim in ctx.claims_of(article_id):
        is_on = target in {claim.entity_id, f"topic:{claim.topic}"} and claim.kind in {"outlook", "forecast"}
        if is_on and claim.stance and STANCE_SIGN[claim.stance] * side > 0:
            return claim.evidence
    return None


def _carrying(ctx: Context, gap: _Gap, ref: ArticleRef) -> Sequence[Sentence]:
    """The sentences of an article that are on a topic or name an entity."""
    item = articles.get(ctx.store, ref.id, ctx.window.as_of)
    model = analyses.model_of(ctx.store, ref.revision_id)
    if item is None or model is None:
        return []
    sentences = analyses.sentences(ctx.store, ref.revision_id, model[0], item.text)
    sentences = [sentence for sentence in sentences if not sentence.boilerplate and sentence.text.strip()]
    if gap.target.startswith("topic:"):
        return [sentence for sentence in sentences if gap.target.removeprefix("topic:") in sentence.topics]
    named = {m.sentence for m in analyses.mentions(ctx.store, ref.revision_id, model[0]) if m.entity_id == gap.target}
    return [sentence for sentence in sentences if sentence.index in named]
