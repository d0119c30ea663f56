"""What changed, and the sections on one topic."""

from __future__ import annotations

from collections.abc import Callable

from aggregator.digests import said as claims
from aggregator.digests import stories
from aggregator.digests.baseline import Mood
from aggregator.digests.context import Context
from aggregator.digests.document import Body, Group
from aggregator.digests.market import coverage
from aggregator.digests.said import Said, Shown
from aggregator.digests.text import count, moment, signed
from aggregator.records import Topic

TOP_STORIES, TOPIC_STORIES, TOPIC_CLAIMS = 6, 4, 6
LEAST_RELEVANCE = 0.15  # a story stands under a topic that takes up this share of it

# The words for the two ends of a stance, by topic.
_ENDS = {"fed": ("hawkish", "dovish"), "inflation": ("hotter", "cooler")}


def changed(ctx: Context, shown: Shown) -> Body:
    """The stories of the window that matter most, by tellings, sources and relevance to what is followed."""
    if not ctx.refs:
        return Body(empty=f"No dated article became known since {moment(ctx.window.start)} (New York).")
    top = ctx.stories[:TOP_STORIES]
    for story in top:
        shown.mark(story.story_id)
    summary = f"{coverage(ctx)} since {moment(ctx.window.start)}"
    summary += f"; the {len(top)} that matter most:" if len(ctx.stories) > len(top) else "."
    return Body(
        summary=summary,
        groups=(Group("", tuple(stories.line(story) for story in top)),),
        facts={"articles": len(ctx.refs), "stories": len(ctx.stories)},
    )


def topic(name: Topic, label: str) -> Callable[[Context, Shown], Body]:
    """The section of one topic: stance balance, mood against its own baseline, stories, new claims."""

    def section(ctx: Context, shown: Shown) -> Body:
        target = f"topic:{name}"
        scores = ctx.scores.get(target, ())
        if not scores:
            return Body(empty=f"No story on {label} became known since {moment(ctx.window.start)}.")
        mood = ctx.baselines.mood(target, scores)
        about = [story for story in ctx.stories if story.relevance.get(target, 0.0) >= LEAST_RELEVANCE]
        fresh = [story for story in about if story.story_id not in shown][:TOPIC_STORIES]
        for story in fresh:
            shown.mark(story.story_id)
        above = len([story for story in about if story.story_id in shown]) - len(fresh)
        groups = []
        if fresh:
            title = "Stories" + (f" ({above} more above)" if above > 0 else "")
            groups.append(Group(title, tuple(stories.line(story) for story in fresh)))
        made = shown.fresh(ctx.said, TOPIC_CLAIMS, lambda said: _is_new_claim(said, name))
        if made:
            groups.append(Group("New claims", claims.lines(made, ctx.entities)))
        note = f" Its {count(above, 'story stands', 'stories stand')} above." if above > 0 and not fresh else ""
        return Body(summary=_summary(mood, name) + note, groups=tuple(groups), facts=_facts(mood))

    return section


def _is_new_claim(said: Said, name: Topic) -> bool:
    """Claims that can be learned from: with a verdict or a figure. Contradicted ones and forecasts come below."""
    claim = said.view.claim
    if claim.topic != name or said.verdict == "contradicted" or claim.kind == "forecast":
        return False
    return said.verdict in claims.CHECKED or claim.value is not None or claim.kind in {"count", "policy"}


def _summary(mood: Mood, name: Topic) -> str:
    up, down = _ENDS.get(name, ("bullish", "bearish"))
    parts = []
    if mood.stance is not None:
        lean = up if mood.stance > 0.05 else down if mood.stance < -0.05 else "balanced"
        parts.append(f"Stance {signed(mood.stance)} ({lean}, {count(mood.n_stance, 'story', 'stories')})")
    if mood.sentiment is not None:
        words = f"mood {signed(mood.sentiment)}" if parts else f"Mood {signed(mood.sentiment)}"
        if mood.z is not None:
            words += f", {signed(mood.z, 1)} sd from its usual (n = {mood.n_baseline} sessions)"
        else:
            words += f", no baseline yet (n = {mood.n_baseline} sessions, 10 needed)"
        parts.append(words)
    told = f"{count(mood.n_stories, 'story', 'stories')} from {count(mood.n_sources, 'source')}"
    if mood.usual:
        told += f", usually {mood.usual:.1f} a session"
    return "; ".join([*parts, told]) + "."


def _facts(mood: Mood) -> dict[str, float | int | str | None]:
    def rounded(value: float | None) -> float | None:
        return None if value is None else round(value, 4)

    return {
        "n_articles": mood.n_articles,
        "n_stories": mood.n_stories,
        "n_sources": mood.n_sources,
        "sentiment": rounded(mood.sentiment),
        "stance_balance": rounded(mood.stance),
        "sentiment_z": rounded(mood.z),
        "n_baseline": mood.n_baseline,
    }
