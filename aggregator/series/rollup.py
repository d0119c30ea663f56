"""From the sentences, mentions and claims of one article to its score towards each entity and topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import fmean
from typing import Final

from aggregator.records import Article, Claim, Mention, Score, Sentence, Understanding

# Which way a stance points: up for the asset, for the policy rate, for prices.
STANCE_SIGN: Final[Mapping[str, int]] = {
    "bullish": 1,
    "hawkish": 1,
    "hotter": 1,
    "bearish": -1,
    "dovish": -1,
    "cooler": -1,
    "neutral": 0,
}
_DECIMALS = 4


def rollup(understanding: Understanding, article: Article) -> tuple[Score, ...]:
    """The scores of one article, by target.

    The sentiment towards an entity is the mean over the sentences that mention it or make a claim on it, a sentence
    counting with the sentiment of its mentions where they have one of their own. Its confidence is the mean of its
    mentions' and claims'. A topic's sentences are those that carry it; its confidence is their mean probability and
    its relevance their share of all sentences, at least 0.4 when the title's sentence carries it. Boilerplate counts
    nowhere.
    """
    sentences = {sentence.index: sentence for sentence in understanding.sentences if not sentence.boilerplate}
    by_start = {sentence.start: sentence.index for sentence in sentences.values()}
    scores = [*_of_entities(understanding, sentences, by_start), *_of_topics(understanding, sentences, article)]
    return tuple(sorted(scores, key=lambda score: score.target))


def _of_entities(
    understanding: Understanding, sentences: Mapping[int, Sentence], by_start: Mapping[int, int]
) -> Iterable[Score]:
    mentions: defaultdict[str, list[Mention]] = defaultdict(list)
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    for mention in understanding.mentions:
        if mention.entity_id and mention.sentence in sentences:
            mentions[mention.entity_id].append(mention)
    for claim in understanding.claims:
        if claim.entity_id and claim.start in by_start:
            claims[claim.entity_id].append(claim)
    for target in {*mentions, *claims}:
        own, made = mentions[target], claims[target]
        indexes = {mention.sentence for mention in own} | {by_start[claim.start] for claim in made}
        both: list[Mention | Claim] = [*own, *made]
        symbols = [item.symbol for item in both if item.symbol]
        yield _score(
            target,
            symbol=symbols[0] if symbols else None,
            sentiment=fmean(_towards(sentences[index], own) for index in sorted(indexes)),
            stances=_stances(made),
            confidence=fmean(item.confidence for item in both),
            relevance=max(item.relevance for item in both),
            n_sentences=len(indexes),
        )


def _towards(sentence: Sentence, mentions: Iterable[Mention]) -> float:
    targeted = [m.sentiment for m in mentions if m.sentence == sentence.index and m.sentiment is not None]
    return fmean(targeted) if targeted else sentence.sentiment.score


def _of_topics(understanding: Understanding, sentences: Mapping[int, Sentence], article: Article) -> Iterable[Score]:
    by_topic: defaultdict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences.values():
        for name in sentence.topics:
            by_topic[name].append(sentence)
    for topic, carrying in by_topic.items():
        starts = {sentence.start for sentence in carrying}
        made = [claim for claim in understanding.claims if claim.topic == topic and claim.stance]
        stances = _stances(made)
        claimed = {claim.start for claim in made}
        if topic == "fed":
            # A sentence on the Fed has a stance of its own; where it makes a claim, the claim has said it already.
            stances += [s for s in map(_fed_stance, (x for x in carrying if x.start not in claimed)) if s is not None]
        titled = any(article.title and sentence.text.strip() == article.title.strip() for sentence in carrying)
        share = len(starts) / len(sentences)
        yield _score(
            f"topic:{topic}",
            symbol=None,
            sentiment=fmean(sentence.sentiment.score for sentence in carrying),
            stances=stances,
            confidence=fmean(sentence.topic_probs.get(topic, 1.0) for sentence in carrying),
            relevance=max(share, 0.4 if titled else 0.0),
            n_sentences=len(carrying),
        )


def _stances(claims: Iterable[Claim]) -> list[float]:
    return [float(STANCE_SIGN[claim.stance]) for claim in claims if claim.stance]


def _fed_stance(sentence: Sentence) -> float | None:
    """The signed stance of a sentence on the Fed, None where it takes none."""
    probs = sentence.heads.get("fed_stance")
    if not probs or max(probs, key=lambda label: (probs[label], label)) == "neutral":
        return None
    return probs.get("hawkish", 0.0) - probs.get("dovish", 0.0)


def _score(
    target: str,
    *,
    symbol: str | None,
    sentiment: float,
    stances: Iterable[float],
    confidence: float,
    relevance: float,
    n_sentences: int,
) -> Score:
    signed = list(stances)
    return Score(
        target=target,
        symbol=symbol,
        sentiment=round(sentiment, _DECIMALS),
        stance=round(fmean(signed), _DECIMALS) if signed else None,
        confidence=round(confidence, _DECIMALS),
        relevance=round(min(1.0, relevance), _DECIMALS),
        n_sentences=n_sentences,
    )
