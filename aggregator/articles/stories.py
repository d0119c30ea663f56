"""Story chains: articles that tell the same thing in nearly the same words, counted as one story.

An article joins the story of its best near-copy among those known before it within seven days, else it opens its own.
Nothing is ever merged or moved afterwards, so what an as-of query saw of earlier items stays true.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz

from aggregator.articles.signature import (
    FACTS,
    FIGURE,
    NAME,
    SHINGLES,
    SYMBOL,
    Signature,
    containment,
    limit,
    parse,
    signature,
    title_hashes,
)
from aggregator.records import Article

WINDOW = dt.timedelta(days=7)
HEADLINE_WINDOW = dt.timedelta(hours=24)
MIN_HEADLINE_WORDS = 6
BLOCKS = 10
BUCKET_TAIL = 40
MAX_CANDIDATES = 12
MIN_SAMPLE = 6
SAME_WORDING = 0.85
LIKE_WORDING = 0.4
SAME_FACTS = 0.75
SAME_SUBJECT = 0.75
SAME_TITLE = 85.0
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class StoryKey:
    """What the index needs of one article; the store keeps `signature`, so that no text is read again."""

    article_id: str
    story_id: str
    knowable_at: dt.datetime
    title: str
    signature: str


@dataclass(frozen=True, slots=True)
class _Row:
    key: StoryKey
    title: str
    sketch: Signature


def story_key(article: Article) -> StoryKey | None:
    """The key of an article whose story is decided; None for one that no as-of query may use."""
    if article.knowable_at is None:
        return None
    stored = signature(article.title, article.text)
    return StoryKey(article.id, article.story_id, article.knowable_at, article.title, stored)


class StoryIndex:
    """Near-copies among the articles added. Memory: about 2 KB an article.

    Feed it in order of `knowable_at`: `assign` looks only at articles known before the one asked about, and an article
    added late changes no earlier answer.
    """

    def __init__(self) -> None:
        self._rows: list[_Row] = []
        self._by_article: dict[str, int] = {}
        self._blocks: dict[int, list[int]] = {}
        self._titles: dict[str, list[int]] = {}
        self._stories: dict[str, list[tuple[dt.datetime, str]]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, key: StoryKey) -> None:
        """Makes an article findable. An article that is there already (another revision) is left as it was."""
        sketch = parse(key.signature)
        if sketch is None or key.article_id in self._by_article:
            return
        number, title = len(self._rows), _folded(key.title)
        self._rows.append(_Row(key, title, sketch))
        self._by_article[key.article_id] = number
        for block in sketch.shingles[:BLOCKS]:
            self._blocks.setdefault(block, []).append(number)
        self._titles.setdefault(title, []).append(number)
        self._stories.setdefault(key.story_id, []).append((key.knowable_at, key.article_id))

    def assign(self, article: Article) -> tuple[str, int]:
        """(story_id, rank): the story that the article tells, and that it is its k-th telling within seven days.

        A revision keeps its article's story. An article that no as-of query may use is a story of its own.
        """
        key = story_key(article)
        if key is None:
            return article.id, 1
        known = self._by_article.get(article.id)
        if known is not None:
            key = self._rows[known].key
            return key.story_id, self._rank(key.story_id, key)
        sketch = parse(key.signature)
        row = self._best(_Row(key, _folded(key.title), sketch)) if sketch else None
        story = row.key.story_id if row else article.id
        return story, self._rank(story, key)

    def _rank(self, story: str, key: StoryKey) -> int:
        told = self._stories.get(story, ())
        return 1 + sum(article != key.article_id and _in_window(key, known) for known, article in told)

    def _best(self, row: _Row) -> _Row | None:
        """The likeliest original: the most alike, then the earliest."""
        scored = ((likeness(row, other), other) for other in self._candidates(row))
        copies = [(score, other) for score, other in scored if score > 0]
        if not copies:
            return None
        return min(copies, key=lambda pair: (-pair[0], pair[1].key.knowable_at, pair[1].key.article_id))[1]

    def _candidates(self, row: _Row) -> Iterator[_Row]:
        """Rows that share hashes or the title and were known at most seven days before, most alike first.

        A shared hash counts the more the rarer it is: those of a template's wording are shared by hundreds.
        """
        votes: dict[int, float] = {}
        buckets = [self._blocks.get(block, ()) for block in row.sketch.shingles[:BLOCKS]]
        for bucket in (*buckets, self._titles.get(row.title, ())):
            for number in bucket[-BUCKET_TAIL:]:
                votes[number] = votes.get(number, 0.0) + 1.0 / len(bucket)
        ranked = (self._rows[number] for number in sorted(votes, key=lambda number: (-votes[number], number)))
        return islice((other for other in ranked if _in_window(row.key, other.key.knowable_at)), MAX_CANDIDATES)


def likeness(one: _Row, other: _Row) -> float:
    """Share of common wording if the two tell the same story, else 0.

    Copies share most of their opening's wording, or some of it under one title, nearly all figures and names, and
    what either title is about. A bare headline is a copy of an item with the same title within a day.
    """
    if one.sketch.title_only or other.sketch.title_only:
        near = abs(one.key.knowable_at - other.key.knowable_at) <= HEADLINE_WINDOW
        return float(near and one.title == other.title and len(one.title.split()) >= MIN_HEADLINE_WORDS)
    wording, sample = containment(one.sketch.shingles, other.sketch.shingles, SHINGLES)
    if sample < MIN_SAMPLE or wording < LIKE_WORDING:
        return 0.0
    if wording < SAME_WORDING and fuzz.token_sort_ratio(one.title, other.title) < SAME_TITLE:
        return 0.0
    return wording if _same_facts(one, other) else 0.0


def _same_facts(one: _Row, other: _Row) -> bool:
    """Figures, symbols and names each agree, and so does what the titles are about."""
    agreed = {kind: _agreement(one.sketch, other.sketch, kind) for kind in (FIGURE, SYMBOL, NAME)}
    if any(share is not None and share < SAME_FACTS for share in agreed.values()):
        return False
    ours, theirs = title_hashes(one.key.title), title_hashes(other.key.title)
    our_figures, their_figures = ({value for value in hashes if value & 3 == FIGURE} for hashes in (ours, theirs))
    if our_figures and their_figures and not (our_figures <= their_figures or their_figures <= our_figures):
        return False
    if not (one.sketch.subject or other.sketch.subject):
        return fuzz.token_set_ratio(one.title, other.title) >= SAME_TITLE
    return _knows(one.sketch, other.sketch, theirs) and _knows(other.sketch, one.sketch, ours)


def _knows(one: Signature, other: Signature, title: frozenset[int]) -> bool:
    """True when the subject of one stands among the facts or in the title of the other."""
    highest = limit(other.facts, FACTS)
    there = {*other.facts, *other.subject, *title}
    decidable = [fact for fact in one.subject if fact in there or fact <= highest]
    return sum(fact in there for fact in decidable) >= SAME_SUBJECT * len(decidable)


def _agreement(one: Signature, other: Signature, kind: int) -> float | None:
    """Share of the smaller side's facts of a kind that the other side has; None when one side has none."""
    highest = min(limit(one.facts, FACTS), limit(other.facts, FACTS))
    ours, theirs = ({fact for fact in sketch.facts if fact & 3 == kind and fact <= highest} for sketch in (one, other))
    return len(ours & theirs) / min(len(ours), len(theirs)) if ours and theirs else None


def _in_window(key: StoryKey, known: dt.datetime) -> bool:
    return dt.timedelta(0) <= key.knowable_at - known <= WINDOW


def _folded(title: str) -> str:
    return " ".join(_WORD.findall(title.casefold()))
