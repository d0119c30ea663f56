"""The pass over an article: split, link, score, claim. Scores of many articles are asked for together."""

from __future__ import annotations

import datetime as dt
import logging
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, cast

from aggregator import windows
from aggregator.errors import ItemError
from aggregator.records import TOPICS, Article, Entity, Sentence, Sentiment, Topic, Understanding
from aggregator.sessions import calendar
from aggregator.understand import claims, mentions
from aggregator.understand.about import crudes, title_firm
from aggregator.understand.entities import context
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.entities.linking import Linker
from aggregator.understand.entities.phrases import tokens
from aggregator.understand.numbers import quantities
from aggregator.understand.prepared import Prepared, local, prepare
from aggregator.understand.speech import attribution, carried, interviews
from aggregator.understand.topical import grounds
from aggregator.understand.view import View

if TYPE_CHECKING:
    from aggregator.understand.encoder.model import Encoder, SentenceScores

log = logging.getLogger(__name__)

BATCH_SENTENCES = 512  # enough to fill the encoder's batches after sorting by length; a few MB of text


def read(article: Article, encoder: Encoder, linker: Linker, *, created_at: dt.datetime) -> Understanding:
    """One article. See :func:`aggregator.understand.understand`."""
    prepared = prepare(article, linker)
    texts = prepared.texts
    return _finish(prepared, encoder.score(texts) if texts else [], encoder.model_id, linker, created_at)


def read_many(
    articles: Iterable[Article], encoder: Encoder, linker: Linker, *, created_at: dt.datetime
) -> Iterator[Understanding | ItemError]:
    """Many articles, in order, scored in batches of about BATCH_SENTENCES."""
    waiting: list[Prepared | ItemError] = []
    size = 0
    for article in articles:
        try:
            item: Prepared | ItemError = prepare(article, linker)
        except Exception as error:  # hundreds of rules on any text: one article must not stop a run
            item = _unread(article, error)
        waiting.append(item)
        size += len(item.spans) if isinstance(item, Prepared) else 0
        if size >= BATCH_SENTENCES:
            yield from _flush(waiting, encoder, linker, created_at)
            waiting, size = [], 0
    yield from _flush(waiting, encoder, linker, created_at)


def _flush(
    waiting: Sequence[Prepared | ItemError], encoder: Encoder, linker: Linker, created_at: dt.datetime
) -> Iterator[Understanding | ItemError]:
    texts = [text for item in waiting if isinstance(item, Prepared) for text in item.texts]
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


def _finish(
    prepared: Prepared, scores: Sequence[SentenceScores], model_id: str, linker: Linker, created_at: dt.datetime
) -> Understanding:
    article = prepared.article
    scored = _sentences(prepared, scores)
    relevance = mentions.relevance_of(prepared)
    views = _views(prepared, scored, scores)
    setting = claims.Setting(
        article=article,
        published=claims.published_at(article),
        calendar=calendar(),
        entities=_lookup(linker),
        resolve_name=linker.full_name,
        relevance=relevance,
        firm=title_firm.of_article(prepared, linker),
        abroad=context.is_abroad(tokens(article.text)),
        crude=crudes.named(views),
        model_id=model_id,
        created_at=created_at,
    )
    return Understanding(
        article_id=article.id,
        revision_id=article.revision_id,
        model_id=model_id,
        sentences=tuple(scored),
        mentions=tuple(mentions.found(prepared, scored, scores, relevance)),
        claims=tuple(claims.find(views, setting)),
    )


def _lookup(linker: Linker) -> dict[str, Entity]:
    return {
        key: linker.entity(key) or entity
        for key, entity in packaged_by_id().items()
        if key.startswith(("index:", "group:", "macro:", "rate:", "fx:", "commodity:")) or key == "org:FED"
    }


def _sentences(prepared: Prepared, scores: Sequence[SentenceScores]) -> list[Sentence]:
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


def _views(prepared: Prepared, scored: Sequence[Sentence], scores: Sequence[SentenceScores]) -> list[View]:
    kept = [sentence for sentence in scored if not sentence.boilerplate]
    paragraphs, number, last = [], 0, 0
    for sentence in kept:
        number += "\n" in prepared.article.text[last : sentence.start]
        paragraphs.append(number)
        last = sentence.end
    abroad = context.is_title_abroad(prepared.article.title)
    people = [_people(prepared, sentence, score) for sentence, score in zip(kept, scores, strict=True)]
    speech = attribution.attribute([sentence.text for sentence in kept], paragraphs, people)
    asked = interviews.asked([sentence.text for sentence in kept])
    speech = [() if asks else said for said, asks in zip(speech, asked, strict=True)]
    return [
        View(
            index=sentence.index,
            start=sentence.start,
            text=sentence.text,
            links=tuple(local(link, sentence.start) for link in prepared.links[sentence.index]),
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
            asked=asks,
            alone=alone,
            abroad=abroad,
            spans=score.spans,
        )
        for sentence, said, implied, asks, alone, score in zip(
            kept, speech, carried.between(speech), asked, carried.alone(speech), scores, strict=True
        )
    ]


def _people(prepared: Prepared, sentence: Sentence, score: SentenceScores) -> list[str]:
    """The persons whom a sentence names, in order, as the encoder marks them or the linker knows them."""
    text = sentence.text
    places = {(span.start, span.end) for span in mentions.marked(score) if span.label == "PER"}
    links = (local(link, sentence.start) for link in prepared.links[sentence.index] if link.type == "PER")
    places |= {(link.start, link.end) for link in links}
    return [text[start:end] for start, end in sorted(places)]
