"""Records made by hand for tests of the store."""

from __future__ import annotations

import datetime as dt
import hashlib

from aggregator.records import (
    Article,
    Bar,
    Claim,
    Mention,
    Score,
    Sentence,
    Sentiment,
    Stamp,
    Understanding,
    Verdict,
)

T0 = dt.datetime(2024, 7, 15, 12, 0, tzinfo=dt.UTC)


def article(
    name: str = "a1",
    *,
    title: str = "Small caps gain",
    text: str = "The Russell 2000 gained 2%. It was a good day.",
    known: dt.datetime | None = T0,
    seen: dt.datetime | None = None,
    source: str = "wire",
    story: str | None = None,
    rank: int = 1,
    partial: bool = False,
    tickers: tuple[str, ...] = (),
) -> Article:
    digest = hashlib.sha256(f"{title}{text}".encode()).hexdigest()
    return Article(
        id=name,
        revision_id=f"{name}-{digest[:8]}",
        revision=1,
        url=f"https://example.com/{name}",
        source=source,
        feed_url="https://example.com/feed",
        guid=name,
        title=title,
        text=text,
        author=None,
        language="en",
        published=Stamp(known, "second", "feed") if known else None,
        updated_at=None,
        first_seen_at=seen or known or T0,
        knowable_at=known,
        excluded=None if known else "undated",
        origin="crawl",
        partial=partial,
        tickers=tickers,
        content_hash=digest,
        story_id=story or name,
        story_rank=rank,
    )


def claim(of: Article, *, kind: str = "move", model_id: str = "m-1", **fields: object) -> Claim:
    evidence = of.text.split(". ")[0] + "."
    values: dict[str, object] = {
        "claim_id": hashlib.sha256(f"{of.revision_id}{kind}{fields}".encode()).hexdigest()[:16],
        "article_id": of.id,
        "revision_id": of.revision_id,
        "start": 0,
        "end": len(evidence),
        "evidence": evidence,
        "kind": kind,
        "topic": "small_caps",
        "subject": "Russell 2000",
        "entity_id": "index:RUT",
        "symbol": "^RUT",
        "direction": "up",
        "value": 2.0,
        "value_text": "2%",
        "unit": "pct",
        "stance": "bullish",
        "model_id": model_id,
    }
    return Claim(**{**values, **fields})  # type: ignore[arg-type]


def understanding(of: Article, *, model_id: str = "m-1", claims: tuple[Claim, ...] | None = None) -> Understanding:
    end = len(of.text.split(". ")[0]) + 1
    return Understanding(
        of.id,
        of.revision_id,
        model_id,
        (Sentence(0, 0, end, of.text[:end], Sentiment(0.1, 0.2, 0.7), ("small_caps",), {"small_caps": 0.9}),),
        (Mention(4, 16, of.text[4:16], "INDEX", 0, "index:RUT", "^RUT", 1.0, "alias", 0.7, 0.6),),
        (claim(of, model_id=model_id),) if claims is None else claims,
        (Score("index:RUT", "^RUT", 0.6, 1.0, 0.9, 0.7, 1), Score("topic:small_caps", None, 0.6, 1.0, 0.9, 1.0, 1)),
    )


def verdict(of: Claim, name: str, *, known: dt.datetime = T0, measured: float = 2.1) -> Verdict:
    return Verdict(
        claim_id=of.claim_id,
        verdict=name,  # type: ignore[arg-type]
        reason=None,
        measured=measured,
        unit="pct",
        error=measured - 2.0,
        basis="close to close",
        window_start=dt.date(2024, 7, 12),
        window_end=dt.date(2024, 7, 12),
        bars=({"symbol": "^RUT", "sessions": "2024-07-11..2024-07-12"},),
        tried=({"basis": "close to close", "measured": measured},),
        rule="move/1",
        decided_at=known,
        knowable_at=known,
    )


def bar(session: str, close: float, *, symbol: str = "IWM", fetched: dt.datetime = T0) -> Bar:
    day = dt.date.fromisoformat(session)
    return Bar(
        symbol=symbol,
        session=day,
        open=close,
        high=close + 1,
        low=close - 1,
        close=close,
        volume=1000.0,
        adj_close=close,
        provider="test",
        fetched_at=fetched,
        knowable_at=dt.datetime.combine(day, dt.time(20, 0), dt.UTC),
        backfilled=True,
    )
