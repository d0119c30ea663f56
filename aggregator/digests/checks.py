"""Claims against prices: contradicted ones, forecasts made and come due, and sources that disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from aggregator.digests import said as claims
from aggregator.digests.context import FOCUS, Context
from aggregator.digests.document import Body, Group, Line
from aggregator.digests.said import Said, Shown
from aggregator.digests.stories import SHOWN_ID
from aggregator.digests.text import clean, count, safe_url, signed
from aggregator.records import ArticleRef
from aggregator.store.scores import ScoredArticle

CONTRADICTED, FORECASTS, OUTCOMES, DISAGREEMENTS = 6, 5, 6, 4
# What it takes to say that a source leans to one side.
ABOUT = 0.3  # relevance
LEAST_LEAN, LEAST_GAP = 0.2, 0.6
STRONG = 0.5  # a lean that one story alone can show, if it is about the thing


def contradicted(ctx: Context, shown: Shown) -> Body:
    """Claims that the prices contradict, and how the window's other claims fared."""
    tally = Counter(said.verdict for said in ctx.said)
    checked = sum(tally[verdict] for verdict in claims.CHECKED)
    late = len(ctx.contradicted) - tally["contradicted"]
    summary = (
        f"{count(checked, 'claim')} checked: {tally['supported']} supported, {tally['close']} close, "
        f"{tally['contradicted']} contradicted"
        + (f"; {late} more of earlier days" if late > 0 else "")
        + "."
        + (f" {count(tally['unverifiable'], 'claim')} could not be checked." if tally["unverifiable"] else "")
    )
    facts = {name: tally[name] for name in ("supported", "close", "contradicted", "unverifiable", "pending")}
    lines = claims.lines(shown.fresh(ctx.contradicted, CONTRADICTED, lambda _: True), ctx.entities)
    if not ctx.said and not lines:
        return Body(empty="No claims were made in the window.", facts=facts)
    if not lines:
        why = "No claim is contradicted by prices." if checked else "No claim could be checked against prices."
        return Body(summary=summary if checked else "", empty=why, facts=facts)
    return Body(summary=summary, groups=(Group("", lines),), facts=facts)


def forecasts(ctx: Context, shown: Shown) -> Body:
    """Forecasts that were made, and those whose outcome became known."""
    outcomes = Counter(said.verdict for said in ctx.resolved)
    due = shown.fresh(ctx.resolved, OUTCOMES, lambda _: True)
    made = [said for said in ctx.said if said.view.claim.kind == "forecast" and said.verdict not in claims.OUTCOMES]
    made.sort(key=_telling)
    new = shown.fresh(made, FORECASTS, lambda _: True)
    groups = []
    if due:
        groups.append(Group("Came due", claims.lines(due, ctx.entities)))
    if new:
        groups.append(Group("Made", claims.lines(new, ctx.entities)))
    facts: dict[str, float | int | str | None] = {"made": len(made)}
    facts |= {name: outcomes[name] for name in claims.OUTCOMES}
    if not groups:
        return Body(empty="No forecast was made, and none came due.", facts=facts)
    summary = f"{count(len(made), 'forecast')} made; {len(ctx.resolved)} came due"
    if ctx.resolved:
        summary += f": {outcomes['came_true']} came true, {outcomes['did_not']} did not"
        if outcomes["expired_unscorable"]:
            summary += f", {outcomes['expired_unscorable']} cannot be scored"
    return Body(summary=summary + ".", groups=tuple(groups), facts=facts)


def _telling(said: Said) -> tuple[object, ...]:
    """Forecasts with a date or a figure can be held against their author; then topics that are followed, and weight."""
    claim = said.view.claim
    vague = (claim.due is None) + (claim.value is None)
    weight = len(said.sources) * (0.2 + claim.relevance) * claim.confidence
    return vague, claim.topic not in FOCUS, -round(weight, 6), claim.claim_id


# --- sources that disagree ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Lean:
    """How one source leans on one target: the mean over its stories, and the one that leans most."""

    source: str
    value: float
    n_stories: int
    article_id: str


def disagreements(ctx: Context, _shown: Shown) -> Body:
    """Targets on which two sources lean to opposite sides, the widest gap first."""
    refs = {ref.id: ref for ref in ctx.refs}
    found: list[tuple[float, Line]] = []
    for target in sorted(ctx.scores):
        if target not in ctx.focus:
            continue
        for measure in ("stance", "sentiment"):
            leans = _leans(target, ctx.scores[target], measure)
            if len(leans) < 2 or leans[0].value > -LEAST_LEAN or leans[-1].value < LEAST_LEAN:
                continue
            low, high = leans[0], leans[-1]
            if high.value - low.value >= LEAST_GAP:
                evidence = min(low.n_stories, high.n_stories) * (high.value - low.value)
                found.append((evidence, _disagreement(f"{_name(ctx, target)}, {measure}", low, high, refs)))
                break
    found.sort(key=lambda pair: (-pair[0], pair[1].text))
    if not found:
        return Body(empty="No two sources lean to opposite sides of one topic or instrument.")
    return Body(groups=(Group("", tuple(line for _, line in found[:DISAGREEMENTS])),))


def _name(ctx: Context, target: str) -> str:
    entity = ctx.entities.get(target)
    return clean(entity.name, 60) if entity else target.removeprefix("topic:").replace("_", " ").capitalize()


def _leans(target: str, scores: Sequence[ScoredArticle], measure: str) -> list[_Lean]:
    by_source: dict[str, dict[str, list[ScoredArticle]]] = {}
    for score in scores:
        if getattr(score, measure) is not None and score.relevance >= ABOUT:
            by_source.setdefault(score.source, {}).setdefault(score.story_id, []).append(score)
    leans = []
    for source, told in sorted(by_source.items()):
        means = {story: fmean(getattr(row, measure) for row in rows) for story, rows in told.items()}
        value = fmean(means.values())
        strongest = max(told, key=lambda story: (means[story] * (1 if value > 0 else -1), story))
        alone = len(told) == 1 and (target.startswith("topic:") or abs(value) < STRONG)
        if not alone:
            leans.append(_Lean(source, value, len(told), told[strongest][0].article_id))
    return sorted(leans, key=lambda lean: (lean.value, lean.source))


def _disagreement(subject: str, low: _Lean, high: _Lean, refs: Mapping[str, ArticleRef]) -> Line:
    def side(lean: _Lean) -> str:
        return f"{clean(lean.source, 40)} {signed(lean.value)} ({count(lean.n_stories, 'story', 'stories')})"

    up, down = refs[high.article_id], refs[low.article_id]
    return Line(
        text=f"{subject}: {side(high)} against {side(low)}",
        note=f"“{clean(up.title, 70)}” / “{clean(down.title, 70)}” (show {down.id[:SHOWN_ID]})",
        url=safe_url(up.url),
        show=up.id[:SHOWN_ID],
        tone="warn",
    )
