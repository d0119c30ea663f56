"""Story chains between the store and the index of near-copies: where a new article belongs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from aggregator.articles.stories import WINDOW, StoryIndex, StoryKey, story_key
from aggregator.records import Article
from aggregator.store import Store, articles

__all__ = ["WINDOW", "Stories"]


class Stories:
    """The index of stored articles, to which each placed article is added."""

    def __init__(self, index: StoryIndex) -> None:
        self._index = index

    @classmethod
    def of(cls, store: Store, since: dt.datetime | None) -> Stories:
        """The index over stored articles known since then (None: all)."""
        index = StoryIndex()
        for article_id, story_id, knowable_at, title, signature in articles.story_rows(store, since):
            index.add(StoryKey(article_id, story_id, knowable_at, title, signature))
        return cls(index)

    def place(self, article: Article) -> tuple[Article, str]:
        """The article with its story and its place in it, and the signature to store with it."""
        story_id, rank = self._index.assign(article)
        placed = replace(article, story_id=story_id, story_rank=rank)
        key = story_key(placed)
        if key is None:
            return placed, ""
        self._index.add(key)
        return placed, key.signature
