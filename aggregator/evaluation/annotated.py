"""Annotated articles -> records: sentences with their claims; topics, sentiment and mentions where they are known."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aggregator.articles import dates
from aggregator.evaluation.labelled import Fields, Span
from aggregator.evaluation.sentences import SENTIMENT_NAMES
from aggregator.records import KINDS, TOPICS, Stamp

MAX_CHARS = 2_000_000
"""Of an article: offsets beyond are a mistake, and would be filled with blanks."""
_CLOSED = re.compile(r"[.!?…][\"'”’)\]]*$")
_KINDS: dict[str, str] = {kind: kind for kind in KINDS}
_TOPICS: dict[str, str] = {topic.replace("_", "-"): topic for topic in TOPICS}


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """One annotated claim; None is what the annotation leaves out."""

    kind: str
    topic: str | None
    subject: str
    entity: str | None
    direction: str | None
    value: float | None
    value_high: float | None
    value_text: str | None
    unit: str | None
    window: str | None
    tense: str | None
    certainty: str | None
    stance: str | None
    speaker: str | None


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """One sentence, in offsets of the article; its mentions in its own."""

    start: int
    end: int
    text: str
    claims: tuple[GoldClaim, ...]
    topics: frozenset[str] | None
    sentiment: str | None
    mentions: tuple[Span, ...] | None


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One annotated article. `text` has its sentences where the annotation says that they stand."""

    item: str
    title: str
    source: str
    published: Stamp
    tickers: tuple[str, ...]
    text: str
    sentences: tuple[GoldSentence, ...]


def article_row(fields: Fields) -> GoldArticle:
    """The annotated article of a row."""
    written = fields.text("published")
    moment = dates.parse(written)
    if moment is None:
        raise fields.wrong(f"published {written!r} is no date")
    sentences = tuple(_sentence(row) for row in fields.objects("sentences"))
    tickers = fields.strings("tickers") if fields.values.get("tickers") else []
    return GoldArticle(
        item=fields.item,
        title=fields.optional("title") or "",
        source=fields.optional("source") or "",
        published=moment.stamp("import"),
        tickers=tuple(tickers),
        text=_text(sentences, fields),
        sentences=sentences,
    )


def _text(sentences: tuple[GoldSentence, ...], fields: Fields) -> str:
    parts: list[str] = []
    at = 0
    for number, sentence in enumerate(sentences):
        if sentence.start < at:
            raise fields.wrong(f"sentences[{number}]: starts before the one before it ends")
        # A gap of one character is a blank after a full stop; a wider one is where a paragraph ends, and what has no
        # full stop ended with its line.
        closed = bool(parts) and _CLOSED.search(parts[-1]) is not None
        parts += [(" " if closed and sentence.start - at == 1 else "\n") * (sentence.start - at), sentence.text]
        at = sentence.end
    return "".join(parts)


def _sentence(row: Fields) -> GoldSentence:
    text = row.text("text")
    start, end = row.place(MAX_CHARS)
    if end - start != len(text):
        raise row.wrong(f"from {start} to {end} are not the {len(text)} characters of text")
    known = row.values
    return GoldSentence(
        start=start,
        end=end,
        text=text,
        claims=tuple(_claim(claim) for claim in row.objects("claims")),
        topics=frozenset(row.strings("topics")) if "topics" in known else None,
        sentiment=row.known("sentiment", SENTIMENT_NAMES) if "sentiment" in known else None,
        mentions=tuple(_mention(mention, len(text)) for mention in row.objects("mentions"))
        if "mentions" in known
        else None,
    )


def _mention(row: Fields, length: int) -> Span:
    start, end = row.place(length)
    return Span(start, end, row.text("type"))


def _claim(row: Fields) -> GoldClaim:
    return GoldClaim(
        kind=row.known("kind", _KINDS),
        topic=row.known("topic", _TOPICS) if "topic" in row.values else None,
        subject=row.text("subject"),
        entity=row.optional("entity"),
        direction=row.optional("direction"),
        value=row.number("value"),
        value_high=row.number("value_high"),
        value_text=row.optional("value_text"),
        unit=row.optional("unit"),
        window=row.optional("window"),
        tense=row.optional("tense"),
        certainty=row.optional("certainty"),
        stance=row.optional("stance"),
        speaker=row.optional("speaker"),
    )
