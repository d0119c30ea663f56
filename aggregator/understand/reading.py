"""The pass over an article: split, link, score, claim. Scores of many articles are asked for together."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from aggregator import windows
from aggregator.errors import ItemError
from aggregator.records import TOPICS, Article, Entity, Mention, MentionType, Sentence, Sentiment, Topic, Understanding
from aggregator.sessions import calendar
from aggregator.understand import attribution, carried, claims, context, firms, grounds, quantities, sentences
from aggregator.understand.catalog import packaged_by_id
from aggregator.understand.lexicon import COMMON_FIRST_WORDS
from aggregator.understand.linking import CONFIDENCE, Link, Linker
from aggregator.understand.overlaps import often, only_marked
from aggregator.understand.phrases import tokens
from aggregator.understand.sentences import Span
from aggregator.understand.view import View

if TYPE_CHECKING:
    from aggregator.understand.decoding import Span as Mark
    from aggregator.understand.model import Encoder, SentenceScores

log = logging.getLogger(__name__)

BATCH_SENTENCES = 512  # enough to fill the encoder's batches after sorting by length; a few MB of text
MARKED = "encoder"
BODY = 60
"""Sentences in which an article gives its firm's symbol; others' stand in what a page adds at its end."""
"""The cue of a name that only the encoder sees."""
TITLE_WEIGHT, POSITION_WEIGHT, SHARE_WEIGHT = 0.4, 0.3, 0.3


@dataclass(frozen=True, slots=True)
class _Prepared:
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


def read(article: Article, encoder: Encoder, linker: Linker, *, created_at: dt.datetime) -> Understanding:
    """One article. See :func:`aggregator.understand.understand`."""
    prepared = _prepare(article, linker)
    texts = prepared.texts
    return _finish(prepared, encoder.score(texts) if texts else [], encoder.model_id, linker, created_at)


def read_many(
    articles: Iterable[Article], encoder: Encoder, linker: Linker, *, created_at: dt.datetime
) -> Iterator[Understanding | ItemError]:
    """Many articles, in order, scored in batches of about BATCH_SENTENCES."""
    waiting: list[_Prepared | ItemError] = []
    size = 0
    for article in articles:
        try:
            item: _Prepared | ItemError = _prepare(article, linker)
        except Exception as error:  # hundreds of rules on any text: one article must not stop a run
            item = _unread(article, error)
        waiting.append(item)
        size += len(item.spans) if isinstance(item, _Prepared) else 0
        if size >= BATCH_SENTENCES:
            yield from _flush(waiting, encoder, linker, created_at)
            waiting, size = [], 0
    yield from _flush(waiting, encoder, linker, created_at)


def _flush(
    waiting: Sequence[_Prepared | ItemError], encoder: Encoder, linker: Linker, created_at: dt.datetime
) -> Iterator[Understanding | ItemError]:
    texts = [text for item in waiting if isinstance(item, _Prepared) for text in item.texts]
    scores = encoder.score(texts) if texts else []
    at = 0
    for item in waiting:
        if isinstance(item, ItemError):
            yield item
            continue
        count = len(item.texts)
        mine = scores[at : at + count]
        try:
            yield _finish(item, mine, encoder.model_id, linker, created_at)
        except Exception as error:
            yield _unread(item.article, error)
        at += count


def _unread(article: Article, error: Exception) -> ItemError:
    """A fault of ours in reading one article: it is named and noted, and the others are read."""
    log.exception("understand article=%s", article.id)
    return ItemError(
        article.id,
        f"could not be understood ({type(error).__name__}: {error})",
        code="not_understood",
        remedy=f"please report it, with `aggregator show {article.id}`",
    )


def _prepare(article: Article, linker: Linker) -> _Prepared:
    spans = tuple(sentences.split(article.text))
    skip = tuple(sentences.is_boilerplate(article.text[span.start : span.end]) for span in spans)
    at = article.published.at.date() if article.published else None  # names hold from a day to a day
    links = linker.link(article.text, tickers=article.tickers, title=article.title, at=at)
    told = (*article.tickers, *often(links))
    title = linker.link(article.title, tickers=told, title=article.text[:2000], at=at)
    return _Prepared(
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


def _finish(
    prepared: _Prepared, scores: Sequence[SentenceScores], model_id: str, linker: Linker, created_at: dt.datetime
) -> Understanding:
    article = prepared.article
    scored = _sentences(prepared, scores)
    relevance = _relevance(prepared)
    views = _views(prepared, scored, scores)
    setting = claims.Setting(
        article=article,
        published=claims.published_at(article),
        calendar=calendar(),
        entities=_lookup(linker),
        resolve_name=linker.full_name,
        relevance=relevance,
        firm=_firm(prepared, linker),
        abroad=context.is_abroad(tokens(article.text)),
        model_id=model_id,
        created_at=created_at,
    )
    return Understanding(
        article_id=article.id,
        revision_id=article.revision_id,
        model_id=model_id,
        sentences=tuple(scored),
        mentions=tuple(_mentions(prepared, scored, scores, relevance)),
        claims=tuple(claims.find(views, setting)),
    )


def _lookup(linker: Linker) -> dict[str, Entity]:
    return {
        key: linker.entity(key) or entity
        for key, entity in packaged_by_id().items()
        if key.startswith(("index:", "group:", "macro:", "rate:", "fx:", "commodity:")) or key == "org:FED"
    }


def _firm(prepared: _Prepared, linker: Linker) -> Entity | None:
    """The one company or fund that the title names, or else whose ticker the page lists alone and the text gives.

    A title that tells of a market ("Nikkei ends flat, Ricoh hit") is about no firm.
    """
    article = prepared.article
    if firms.is_of_a_market(article.title) or _is_of_a_coin(prepared.title_ids):
        return None
    named = sorted({_as_called(key, prepared) for key in prepared.title_ids if key.startswith(("company:", "fund:"))})
    if named:
        return _known(named[0], prepared, linker) if len(named) == 1 else None
    linked = [link.entity for links in prepared.links for link in links if link.entity is not None]
    known = {entity.id: entity for entity in linked if entity.id.startswith(("company:", "fund:"))}
    if article.title[1:].islower() and (slug := _spelled(prepared, known)):
        return slug[0] if len(slug) == 1 else None
    counted = Counter(entity.id for entity in linked if entity.id in known)
    listed = {key for key in known if key.split(":")[1] in article.tickers}
    if not article.tickers:
        listed = only_marked(prepared.links[:BODY])
    alone = len(listed) == 1 and len(article.tickers) <= 1
    most = alone and counted[next(iter(listed))] == max(counted.values())
    return known[next(iter(listed))] if most else None


def _is_of_a_coin(title_ids: frozenset[str]) -> bool:
    """Whether a title names a coin, metal or currency and no firm."""
    return any(key.startswith(("crypto:", "commodity:", "fx:")) for key in title_ids) and not any(
        key.startswith(("company:", "fund:")) for key in title_ids
    )


def _spelled(prepared: _Prepared, known: Mapping[str, Entity]) -> list[Entity]:
    """The firms and funds of the text that a title in small letters spells: "should growth etf vong be on a list"."""
    title, text = f" {prepared.article.title.lower()} ", prepared.article.text
    spelled = set(re.findall(r"\b[a-z]{3,5}\b", title))
    found = {key for key, entity in known.items() if (entity.symbol or "").lower() in spelled}
    for link in (link for links in prepared.links for link in links):
        name = text[link.start : link.end]
        if link.entity is not None and link.entity.id in known and name not in COMMON_FIRST_WORDS and len(name) > 3:
            found |= {link.entity.id} if f" {name.lower()} " in title else set()
    return [known[key] for key in sorted(found)]


def _as_called(entity_id: str, prepared: _Prepared) -> str:
    """What the text means by a symbol of its title: "UWM" may be short for UWM Holdings there, and no fund."""
    symbol, text = entity_id.split(":", 1)[1], prepared.article.text
    linked = [link for links in prepared.links for link in links if link.entity is not None]
    meant = {link.entity.id for link in linked if link.entity is not None and text[link.start : link.end] == symbol}
    return next(iter(meant)) if len(meant) == 1 else entity_id


def _known(entity_id: str, prepared: _Prepared, linker: Linker) -> Entity | None:
    """The entity of an id; one that no list has (its ticker stands in the text) comes from its links."""
    found = linker.entity(entity_id)
    links = (link.entity for links in prepared.links for link in links if link.entity is not None)
    return found or next((entity for entity in links if entity.id == entity_id), None)


def _sentences(prepared: _Prepared, scores: Sequence[SentenceScores]) -> list[Sentence]:
    found: list[Sentence] = []
    remaining = iter(scores)
    title = grounds.of_text(prepared.article.title, prepared.title_ids)
    recent: deque[frozenset[Topic]] = deque(maxlen=grounds.REACH + 1)
    for index, (span, skip) in enumerate(zip(prepared.spans, prepared.boilerplate, strict=True)):
        text = prepared.article.text[span.start : span.end]
        named = {link.entity.id for link in prepared.links[index] if link.entity is not None}
        recent.append(grounds.of_text(text, named))
        if skip:
            found.append(
                Sentence(index, span.start, span.end, text, Sentiment(0.0, 1.0, 0.0), (), {}, boilerplate=True)
            )
            continue
        score = next(remaining)
        feeling = score.sentiment
        found.append(
            Sentence(
                index,
                span.start,
                span.end,
                text,
                Sentiment(feeling["negative"], feeling["neutral"], feeling["positive"]),
                grounds.grounded(
                    cast("list[Topic]", [label for label in score.topic_labels if label in TOPICS]),
                    title.union(*recent),
                ),
                score.topics,
                score.heads,
                undecided=score.undecided,
            )
        )
    return found


def _views(prepared: _Prepared, scored: Sequence[Sentence], scores: Sequence[SentenceScores]) -> list[View]:
    kept = [sentence for sentence in scored if not sentence.boilerplate]
    paragraphs, number, last = [], 0, 0
    for sentence in kept:
        number += "\n" in prepared.article.text[last : sentence.start]
        paragraphs.append(number)
        last = sentence.end
    abroad = context.speaks_of_elsewhere(prepared.article.title)
    people = [_people(prepared, sentence, score) for sentence, score in zip(kept, scores, strict=True)]
    speech = attribution.attribute([sentence.text for sentence in kept], paragraphs, people)
    return [
        View(
            index=sentence.index,
            start=sentence.start,
            text=sentence.text,
            links=tuple(_local(link, sentence.start) for link in prepared.links[sentence.index]),
            quantities=tuple(quantities.find(sentence.text)),
            phrases=tuple(windows.find(sentence.text)),
            topics=sentence.topics,
            sentiment={
                "negative": sentence.sentiment.neg,
                "neutral": sentence.sentiment.neu,
                "positive": sentence.sentiment.pos,
            },
            heads={name: dict(values) for name, values in sentence.heads.items()},
            speeches=said,
            implied=implied,
            abroad=abroad,
            spans=score.spans,
        )
        for sentence, said, implied, score in zip(kept, speech, carried.between(speech), scores, strict=True)
    ]


def _people(prepared: _Prepared, sentence: Sentence, score: SentenceScores) -> list[str]:
    """The persons whom a sentence names, in order, as the encoder marks them or the linker knows them."""
    text = sentence.text
    places = {(span.start, span.end) for span in _named(score) if span.label == "PER"}
    links = (_local(link, sentence.start) for link in prepared.links[sentence.index] if link.type == "PER")
    places |= {(link.start, link.end) for link in links}
    return [text[start:end] for start, end in sorted(places)]


def _local(link: Link, start: int) -> Link:
    return replace(link, start=link.start - start, end=link.end - start)


def _relevance(prepared: _Prepared) -> dict[str, float]:
    """By entity: 0.4 if in the title + 0.3 x (1 - offset of first mention / length) + 0.3 x share of all mentions."""
    first: dict[str, int] = {}
    count: Counter[str] = Counter()
    for items, skip in zip(prepared.links, prepared.boilerplate, strict=True):
        for link in items:
            if link.entity is not None and not skip:
                first.setdefault(link.entity.id, link.start)
                count[link.entity.id] += 1
    total = sum(count.values())
    length = max(1, len(prepared.article.text))
    return {
        entity_id: TITLE_WEIGHT * (entity_id in prepared.title_ids)
        + POSITION_WEIGHT * (1 - first[entity_id] / length)
        + SHARE_WEIGHT * n / total
        for entity_id, n in count.items()
    }


def _mentions(
    prepared: _Prepared, scored: Sequence[Sentence], scores: Sequence[SentenceScores], relevance: dict[str, float]
) -> Iterator[Mention]:
    """Linked names with the sentiment towards each, and the names that the encoder marks beside them."""
    kept = [sentence for sentence in scored if not sentence.boilerplate]
    for sentence, score in zip(kept, scores, strict=True):
        marks = [
            replace(span, start=span.start + sentence.start, end=span.end + sentence.start) for span in _named(score)
        ]
        links = prepared.links[sentence.index]
        found = [_linked_mention(prepared, sentence, link, marks, relevance) for link in links]
        free = [mark for mark in marks if not any(mark.start < link.end and link.start < mark.end for link in links)]
        found += [_marked_mention(prepared, sentence, mark) for mark in free]
        yield from sorted(found, key=lambda mention: mention.start)


def _named(score: SentenceScores) -> tuple[Mark, ...]:
    return score.spans.get("mentions", ())


def _towards(span: Mark, sentence: Sentence) -> float:
    """Sentiment towards a marked span, -1 to 1; that of the sentence where the model judges no spans."""
    judged = span.heads.get("mention_sentiment")
    return round(judged["positive"] - judged["negative"], 6) if judged else sentence.sentiment.score


def _linked_mention(
    prepared: _Prepared, sentence: Sentence, link: Link, marks: Sequence[Mark], relevance: dict[str, float]
) -> Mention:
    entity = link.entity
    mark = next((mark for mark in marks if mark.start < link.end and link.start < mark.end), None)
    return Mention(
        start=link.start,
        end=link.end,
        text=prepared.article.text[link.start : link.end],
        type=link.type,
        sentence=sentence.index,
        entity_id=entity.id if entity else None,
        symbol=entity.symbol if entity else None,
        confidence=CONFIDENCE[link.cue],
        cue=link.cue,
        relevance=relevance.get(entity.id, 0.0) if entity else 0.0,
        sentiment=_towards(mark, sentence) if mark else sentence.sentiment.score,
    )


def _marked_mention(prepared: _Prepared, sentence: Sentence, mark: Mark) -> Mention:
    return Mention(
        start=mark.start,
        end=mark.end,
        text=prepared.article.text[mark.start : mark.end],
        type=cast("MentionType", mark.label),
        sentence=sentence.index,
        entity_id=None,
        symbol=None,
        confidence=mark.probability,
        cue=MARKED,
        relevance=0.0,
        sentiment=_towards(mark, sentence),
    )
