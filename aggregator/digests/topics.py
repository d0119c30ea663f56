"""What changed, and the sections on one topic."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from aggregator.digests import said as claims
from aggregator.digests import stories
from aggregator.digests.baseline import Mood
from aggregator.digests.context import FOCUS, Context
from aggregator.digests.document import Body, Group, Line
from aggregator.digests.doubts import misreading
from aggregator.digests.market import coverage
from aggregator.digests.said import Said, Shown
from aggregator.digests.stories import Story
from aggregator.digests.text import count, moment, signed
from aggregator.digests.themes import ABOUT, Theme, headlines
from aggregator.records import Topic
from aggregator.understand.topical import grounds
from aggregator.understand.topical.topics import of_entity

TOP_STORIES, FURTHER, HEADLINES, TOPIC_STORIES, TOPIC_CLAIMS = 6, 4, 3, 3, 3
CLAIM_RELEVANCE = 0.25
TITLE_RELEVANCE = 0.4  # what a mention in the title alone gives
LEAST_RELEVANCE, CLEAR_RELEVANCE = 0.15, 0.3  # a story stands under a topic that takes up this share of it

USUAL_LEAST = 5  # sessions with news that make a usual number of stories
TITLED = 5.0  # a title names what a text is about; a share of its sentences only touches it

# The words for the two ends of a stance, by topic.
_ENDS = {"fed": ("hawkish", "dovish"), "inflation": ("hotter", "cooler")}


def changed(ctx: Context, shown: Shown) -> Body:
    """What the window's news is about: themes with their best headlines, then the stories that matter beside them."""
    facts = {"articles": len(ctx.refs), "stories": len(ctx.stories), "backlog": len(ctx.backlog)}
    old = f" {count(len(ctx.backlog), 'older item')} taken in." if ctx.backlog else ""
    if not ctx.refs:
        return Body(empty=f"No news since {moment(ctx.window.start)} (New York).{old}", facts=facts)
    groups = []
    for theme in ctx.themes:
        best = [story for story in theme.stories if story.story_id not in shown]
        picked = headlines([s for s in best if s.relevance[theme.target] >= ABOUT], theme.worth, HEADLINES)
        if picked:
            groups.append(Group(theme_words(ctx, theme), _told(picked, shown)))
    limit = FURTHER if groups else TOP_STORIES
    rest = [story for story in ctx.stories if story.story_id not in shown]
    weights = {story.story_id: story.weight for story in rest}
    plain = [story for story in rest if not story.is_template and not _is_elsewhere(ctx, story)]
    further = headlines(plain or rest, weights, limit)
    if further:
        groups.append(Group("Also" if groups else "", _told(further, shown)))
    summary = f"{coverage(ctx)} since {moment(ctx.window.start)}.{old}"
    return Body(summary=summary, groups=tuple(groups), facts=facts)


def theme_words(ctx: Context, theme: Theme) -> str:
    """A theme in one line: `SVB Financial (SIVB): 23 stories from 7 sources, mood −0.62`."""
    told = f"{count(len(theme.stories), 'story', 'stories')} from {count(theme.n_sources, 'source')}"
    return f"{ctx.title(theme.target)}: {told}, mood {signed(theme.mood)}"


def _told(picked: list[Story], shown: Shown) -> tuple[Line, ...]:
    for story in picked:
        shown.mark(story.story_id)
    return tuple(stories.line(story) for story in picked)


def topic(name: Topic, label: str) -> Callable[[Context, Shown], Body]:
    """The section of one topic: stance balance, mood against its own baseline, stories, new claims."""

    def section(ctx: Context, shown: Shown) -> Body:
        target = f"topic:{name}"
        scores = ctx.scores.get(target, ())
        if not scores:
            return Body(empty=f"No story on {label} became known since {moment(ctx.window.start)}.")
        mood = ctx.baselines.mood(target, scores)
        share = _shares(ctx, name, {score.story_id for score in scores})
        about = _about(ctx, name, share)
        worth = {story.story_id: value for story, value in about}
        new = [story for story, _ in about if story.story_id not in shown]
        picked = headlines(new, worth, TOPIC_STORIES, least=0.0)
        above = sum(story.story_id in shown for story, _ in about)
        groups = []
        if picked:
            in_passing = max(share[story.story_id] for story in picked) < LEAST_RELEVANCE
            title = ("In passing" if in_passing else "Stories") + (f" ({above} more above)" if above > 0 else "")
            groups.append(Group(title, _told(picked, shown)))
        made = new_claims(ctx, name, shown)
        if made:
            groups.append(Group("New claims", claims.lines(made, ctx.entities)))
        note = _above(above, mood.n_stories) if not picked else ""
        return Body(summary=_summary(mood, name) + note, groups=tuple(groups), facts=_facts(mood))

    return section


def _above(above: int, of: int) -> str:
    """Where the stories are that a summary counts and no group lists."""
    if above == of:
        return " It stands above." if of == 1 else " They stand above."
    return f" Of these {count(above, 'story stands', 'stories stand')} above."


def _shares(ctx: Context, name: Topic, counted: Collection[str]) -> Mapping[str, float]:
    """Of the stories that a topic's figures count, the relevance of each to it (or to its instruments)."""
    # A fund of short Treasuries is checked against the Fed, but news of it is no news of the Fed.
    own = [entity for entity in ctx.entities_on(name) if of_entity(entity) == name]
    return {
        story.story_id: max(story.relevance.get(target, 0.0) for target in (f"topic:{name}", *own))
        for story in ctx.stories
        if story.story_id in counted
    }


def _about(ctx: Context, name: Topic, share: Mapping[str, float]) -> list[tuple[Story, float]]:
    """The stories to show of those that a topic's figures count, with their worth: the square of the share that the
    topic takes up x weight, and more for a title that says so.

    What is printed from a template, or is most of all about a market that is not followed (a wrap of some exchange
    abroad), stands there only when there is nothing else, and so does what touches the topic in passing.
    """
    every = [story for story in ctx.stories if story.story_id in share]
    about = [story for story in every if share[story.story_id] >= LEAST_RELEVANCE]
    plain = [story for story in about if not story.is_template and not _is_elsewhere(ctx, story)]
    clear = [story for story in plain if share[story.story_id] >= CLEAR_RELEVANCE]
    found = clear if len(clear) >= TOPIC_STORIES else plain or about or every
    titled = {story.story_id for story in found if name in grounds.of_text(story.lead.title, ())}
    worth = {story.story_id: share[story.story_id] ** 2 * story.weight for story in found}
    return [(story, worth[story.story_id] * (TITLED if story.story_id in titled else 1.0)) for story in found]


def _is_elsewhere(ctx: Context, story: Story) -> bool:
    markets = {e: v for e, v in story.relevance.items() if e.startswith(("index:", "group:"))}
    if not markets:
        return False
    most = max(sorted(markets), key=lambda e: markets[e])
    return most not in ctx.followed and not any(markets[e] >= TITLE_RELEVANCE for e in markets if e in ctx.followed)


def new_claims(ctx: Context, name: Topic, shown: Shown) -> list[Said]:
    """Claims on a topic that can be learned from: those that prices agree with, and policy; one a story.

    Those on the topic's own instruments and measures come first. Contradicted ones and forecasts stand below.
    """
    own = {symbol for proxy in ctx.config.proxies.get(name, ()) for symbol in ctx.kin(proxy)}

    def order(said: Said) -> tuple[object, ...]:
        claim = said.view.claim
        weight = (0.2 + claim.relevance) * claim.confidence * (0.05 + ctx.weight_of(said.view.article.id))
        return claim.symbol not in own, claim.value is None, -round(weight, 6), claim.claim_id

    wanted = sorted((said for said in ctx.said if _is_new_claim(said, name, own)), key=order)
    return shown.fresh(claims.one_a_story(wanted), TOPIC_CLAIMS, lambda _: True)


def _is_new_claim(said: Said, name: Topic, own: set[str]) -> bool:
    claim = said.view.claim
    is_own = claim.topic == name or (claim.symbol in own and claim.topic not in FOCUS)
    if not is_own or claim.kind == "forecast" or claim.relevance < CLAIM_RELEVANCE:
        return False
    if said.verdict in {"supported", "close"} and not said.in_range:
        return claim.comparator != "approx" and not misreading(said.view)
    is_told = claim.value is not None or claim.quote == "direct"
    return claim.kind == "policy" and said.verdict != "contradicted" and is_told


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
    if mood.usual and mood.n_baseline >= USUAL_LEAST:
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
