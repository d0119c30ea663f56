"""An article split and linked: all that can be known of it before the encoder reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aggregator.records import Article
from aggregator.understand import sentences
from aggregator.understand.entities.linking import Link, Linker
from aggregator.understand.entities.overlaps import often
from aggregator.understand.sentences import Span


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article split and linked, waiting for its scores."""

    article: Article
    spans: tuple[Span, ...]
    boilerplate: tuple[bool, ...]
    links: tuple[tuple[Link, ...], ...]  # by sentence, in offsets of the article
    title_ids: frozenset[str]

    @property
    def texts(self) -> list[str]:
        """The sentences worth scoring."""
        return [
            self.article.text[span.start : span.end]
            for span, skip in zip(self.spans, self.boilerplate, strict=True)
            if not skip
        ]


def prepare(article: Article, linker: Linker) -> Prepared:
    """Split an article, leave out what says nothing, and link its names."""
    spans = tuple(sentences.split(article.text))
    skip = tuple(sentences.is_boilerplate(article.text[span.start : span.end]) for span in spans)
    at = article.published.at.date() if article.published else None  # names hold from a day to a day
    links = linker.link(article.text, tickers=article.tickers, title=article.title, at=at)
    told = (*article.tickers, *often(links))
    title = linker.link(article.title, tickers=told, title=article.text[:2000], at=at)
    return Prepared(
        article,
        spans,
        skip,
        _by_sentence(spans, links),
        frozenset(link.entity.id for link in title if link.entity is not None),
    )


def _by_sentence(spans: Sequence[Span], links: Sequence[Link]) -> tuple[tuple[Link, ...], ...]:
    found: list[list[Link]] = [[] for _ in spans]
    n = 0
    for link in links:
        while n < len(spans) and spans[n].end <= link.start:
            n += 1
        if n < len(spans) and spans[n].start <= link.start and link.end <= spans[n].end:
            found[n].append(link)
    return tuple(tuple(items) for items in found)


def local(link: Link, start: int) -> Link:
    """The link in offsets of a sentence that begins at `start`."""
    return replace(link, start=link.start - start, end=link.end - start)
