"""Articles and an encoder for the tests of understanding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache

from aggregator import understand
from aggregator.records import Article, Claim, Precision, Stamp, Understanding
from aggregator.understand.encoder.model import SentenceScores
from aggregator.understand.entities.linking import Linker

MONDAY = dt.datetime(2024, 7, 15, 12, 0, tzinfo=dt.UTC)
CREATED = dt.datetime(2024, 7, 16, tzinfo=dt.UTC)


class FakeEncoder:
    """Scores by a few words, so that tests can say what the encoder thinks."""

    model_id = "fake-1"

    def __init__(self) -> None:
        self.batches: list[int] = []

    def score(self, texts: Sequence[str]) -> list[SentenceScores]:
        self.batches.append(len(texts))
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> SentenceScores:
        good, bad = "good" in text.lower(), "bad" in text.lower()
        sentiment = {"negative": 0.1 + 0.6 * bad, "neutral": 0.8 - 0.6 * (good or bad), "positive": 0.1 + 0.6 * good}
        if good and bad:
            sentiment = {"negative": 0.4, "neutral": 0.2, "positive": 0.4}
        topics = {"equities": 0.9 if "stocks" in text else 0.1, "other": 0.2}
        return SentenceScores(
            sentiment,
            topics,
            ("equities",) if "stocks" in text else (),
            {"fed_stance": {"dovish": 0.7, "neutral": 0.2, "hawkish": 0.1}},
        )


@cache
def linker() -> Linker:
    return understand.linker(understand.packaged_entities())


def article(
    text: str,
    *,
    title: str = "A title",
    published: dt.datetime = MONDAY,
    precision: Precision = "second",
    tickers: tuple[str, ...] = (),
    source: str = "example",
    story_rank: int = 1,
    article_id: str = "a1",
) -> Article:
    return Article(
        id=article_id,
        revision_id=f"{article_id}r1",
        revision=1,
        url=None,
        source=source,
        feed_url=None,
        guid=None,
        title=title,
        text=text,
        author=None,
        language="en",
        published=Stamp(published, precision, "import"),
        updated_at=None,
        first_seen_at=published,
        knowable_at=published,
        excluded=None,
        origin="import",
        partial=False,
        tickers=tickers,
        content_hash=f"hash-{article_id}",
        story_id="s1",
        story_rank=story_rank,
    )


def read(text: str, **fields: object) -> Understanding:
    return understand.understand(article(text, **fields), FakeEncoder(), linker(), created_at=CREATED)  # type: ignore[arg-type]


def claims(text: str, **fields: object) -> tuple[Claim, ...]:
    return read(text, **fields).claims
