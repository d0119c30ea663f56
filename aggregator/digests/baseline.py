"""What is usual for a target: its sentiment over the sessions before the window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Literal

from aggregator.series import sentiment
from aggregator.series.contract import Z_LEAST, Z_PERIODS
from aggregator.store import Store
from aggregator.store.scores import ScoredArticle


@dataclass(frozen=True, slots=True)
class Mood:
    """Sentiment towards one target in the window, every story counted once.

    `sentiment` and `stance` are means over stories in [-1, 1]; `z` compares sentiment with the 63 sessions before the
    window (None with fewer than 10 of them that had news), `usual` is the mean of stories a session then.
    """

    n_articles: int
    n_stories: int
    n_sources: int
    sentiment: float | None
    stance: float | None
    n_stance: int
    z: float | None
    n_baseline: int
    usual: float | None


def mean(scores: Iterable[ScoredArticle], measure: Literal["sentiment", "stance"]) -> float | None:
    """The mean over stories, whose copies are averaged first; None where nothing has a value."""
    by_story: dict[str, list[float]] = {}
    for score in scores:
        value = score.sentiment if measure == "sentiment" else score.stance
        if value is not None:
            by_story.setdefault(score.story_id, []).append(value)
    return fmean(fmean(told) for told in by_story.values()) if by_story else None


class Baselines:
    """Moods against their history. Each target's history is read once."""

    def __init__(self, store: Store, start: dt.datetime) -> None:
        self._store = store
        self._start = start
        self._known: dict[str, tuple[list[float], float | None]] = {}

    def mood(self, target: str, scores: Iterable[ScoredArticle]) -> Mood:
        """The mood of one target from its scores in the window."""
        rows = list(scores)
        feeling = mean(rows, "sentiment")
        history, usual = self._history(target)
        spread = stdev(history) if len(history) >= Z_LEAST else 0.0
        return Mood(
            n_articles=len({row.article_id for row in rows}),
            n_stories=len({row.story_id for row in rows}),
            n_sources=len({row.source for row in rows}),
            sentiment=feeling,
            stance=mean(rows, "stance"),
            n_stance=len({row.story_id for row in rows if row.stance is not None}),
            z=(feeling - fmean(history)) / spread if feeling is not None and spread > 1e-9 else None,
            n_baseline=len(history),
            usual=usual,
        )

    def _history(self, target: str) -> tuple[list[float], float | None]:
        """The session means before the window, and the mean number of stories a session (None without history)."""
        if target not in self._known:
            topic = target.removeprefix("topic:")
            table = sentiment(
                self._store,
                topic=topic if topic != target else None,
                entity=None if topic != target else target,
                since=self._start - dt.timedelta(days=95),
                as_of=self._start,
            ).tail(Z_PERIODS)
            means = table["sentiment_mean"].dropna().tolist()
            self._known[target] = (means, float(table["n_stories"].mean()) if len(table) else None)
        return self._known[target]
