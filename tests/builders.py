"""Stores made by hand: articles with their analysis, bars and verdicts, in as few words as a test can bear."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from aggregator.config import Config, Instrument
from aggregator.records import (
    Article,
    Bar,
    Claim,
    Mention,
    MentionType,
    Sentence,
    Sentiment,
    Stamp,
    Understanding,
    Verdict,
)
from aggregator.series import rollup
from aggregator.sessions import calendar
from aggregator.store import Store, analyses, articles, market, verdicts

UTC = dt.UTC
MODEL = "test-1"
# Monday before the open; the session before is Friday 12 July 2024.
NOW = dt.datetime(2024, 7, 15, 12, 0, tzinfo=UTC)
TODAY = dt.date(2024, 7, 15)


def at(text: str) -> dt.datetime:
    """A time, UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=UTC)


def _hash(*parts: object) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def article(
    title: str,
    text: str = "",
    *,
    known: dt.datetime | None = NOW,
    source: str = "reuters",
    story: str | None = None,
    rank: int = 1,
    url: str | None = "",
    **further: object,
) -> Article:
    """An article that was knowable at `known`; None makes it undated."""
    name = _hash(title, source, known)
    made = Article(
        id=name,
        revision_id=_hash(name, text),
        revision=1,
        url=f"https://{source}.example/{name}" if url == "" else url,
        source=source,
        feed_url=None,
        guid=None,
        title=title,
        text=text or f"{title}.",
        author=None,
        language="en",
        published=Stamp(known, "second", "feed") if known else None,
        updated_at=None,
        first_seen_at=known or NOW,
        knowable_at=known,
        excluded=None if known else "undated",
        origin="crawl",
        partial=False,
        tickers=(),
        content_hash=_hash(title, text),
        story_id=story or name,
        story_rank=rank,
    )
    return replace(made, **further)  # type: ignore[arg-type]


def claim(evidence: str, **fields: object) -> Claim:
    """A claim that :func:`add` will place in the text of its article."""
    base = Claim(
        claim_id=_hash(evidence, *sorted(map(str, fields.items()))),
        article_id="",
        revision_id="",
        start=0,
        end=0,
        evidence=evidence,
        kind="move",
        topic="small_caps",
        subject="Russell 2000",
        entity_id="index:RUT",
        symbol="^RUT",
        relevance=0.7,
        confidence=0.9,
        model_id=MODEL,
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def add(
    store: Store,
    item: Article,
    *,
    mood: float = 0.0,
    topics: Sequence[str] = (),
    entities: Iterable[tuple[str, str | None]] = (),
    claims: Sequence[Claim] = (),
    names: Mapping[str, MentionType] | None = None,
    model: str = MODEL,
) -> Article:
    """Store an article and an analysis: one sentence per claim, all of one mood, naming the entities and `names`."""
    texts = [made.evidence for made in claims] or [item.title]
    body = " ".join(texts)
    item = replace(item, text=body if claims else item.text)
    sentences, placed, found, offset = [], [], [], 0
    scores = Sentiment(neg=max(0.0, -mood), neu=1 - abs(mood), pos=max(0.0, mood))
    for index, text in enumerate(texts):
        end = offset + len(text)
        probs = dict.fromkeys(topics, 0.9)
        sentences.append(Sentence(index, offset, end, text, scores, tuple(topics), probs))  # type: ignore[arg-type]
        if claims:
            placed.append(
                replace(
                    claims[index],
                    claim_id=_hash(item.id, claims[index].claim_id),
                    article_id=item.id,
                    revision_id=item.revision_id,
                    start=offset,
                    end=end,
                    model_id=model,
                )
            )
        offset = end + 1
    for index, (entity_id, symbol) in enumerate(entities):
        name = entity_id.split(":")[1]
        found.append(Mention(index, index + 1, name, "INDEX", 0, entity_id, symbol, 0.9, "alias", relevance=0.7))
    for index, (name, sort) in enumerate((names or {}).items(), len(found)):
        found.append(Mention(index, index + 1, name, sort, 0, None, None, 0.9, "encoder"))
    result = Understanding(item.id, item.revision_id, model, tuple(sentences), tuple(found), tuple(placed))
    result = replace(result, scores=rollup(result, item))
    articles.save(store, item)
    analyses.save(store, [(item, result)], scored_at=item.first_seen_at, simulated=False)
    return item


def judge(store: Store, item: Article, verdict: str, index: int = 0, **fields: object) -> None:
    """A verdict on the index-th claim of an article, knowable with it."""
    row = store.rows("SELECT claim_id, model_id FROM claims WHERE article_id = ? ORDER BY start", (item.id,))[index]
    known = item.knowable_at or NOW
    made = Verdict(
        claim_id=row["claim_id"],
        verdict=verdict,  # type: ignore[arg-type]
        reason=None,
        measured=None,
        unit=None,
        error=None,
        basis=None,
        window_start=None,
        window_end=None,
        bars=(),
        tried=(),
        rule="test-1",
        decided_at=known,
        knowable_at=known,
    )
    verdicts.append(store, [(replace(made, **fields), row["model_id"])])  # type: ignore[arg-type]


def bars(store: Store, symbol: str, closes: Sequence[float], last: dt.date = dt.date(2024, 7, 12)) -> None:
    """Closes of consecutive sessions, the last of them on `last`."""
    sessions = [*(calendar().previous(last, n) for n in range(len(closes) - 1, 0, -1)), last]
    made = [
        Bar(symbol, day, c, c, c, c, 1e6, c, "test", NOW, calendar().close_time(day), False)
        for day, c in zip(sessions, closes, strict=True)
    ]
    market.save_bars(store, symbol, made)


def config(**fields: object) -> Config:
    """A small configuration."""
    base = Config(
        path=Path("feeds.yaml"),
        feeds=(),
        allow_hosts=frozenset(),
        user_agent="test",
        contact="",
        instruments=(
            Instrument("index:RUT", "^RUT", "Russell 2000", ("RUT",), "^GSPC", ("IWM",)),
            Instrument("index:SPX", "^GSPC", "S&P 500", ("SPX",), None, ("SPY",)),
            Instrument("fund:IWM", "IWM", "iShares Russell 2000 ETF", ("IWM",), "SPY"),
            Instrument("fund:QQQS", "QQQS", "Invesco NASDAQ Future Gen 200 ETF", ("QQQS",)),
        ),
        proxies={},
        watch=("IWM", "QQQS"),
        searches={"Cuts": '"rate cuts"'},
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def wavy(n: int, base: float = 100.0, last: float | None = None) -> list[float]:
    """Closes that move by a per cent to and fro, the last one given."""
    closes = [base * (1.01 if i % 2 else 1.0) for i in range(n)]
    return closes if last is None else [*closes[:-1], last]


def fill(store: Store) -> None:
    """A morning with something for every section of the digest."""
    bars(store, "^RUT", wavy(80, 2000, 2060))
    bars(store, "^GSPC", wavy(80, 5500))
    bars(store, "IWM", wavy(80, 200, 206))
    bars(store, "QQQS", wavy(80, 25, 27))
    bars(store, "DGS10", [4.2 + 0.01 * (i % 3) for i in range(80)])
    for n in range(30):
        day = calendar().previous(dt.date(2024, 7, 11), n)
        known = calendar().open_time(day) - dt.timedelta(hours=2)
        mood = 0.1 if n % 2 else -0.1
        add(store, article(f"Markets on {day}", known=known), mood=mood, topics=("small_caps", "fed"))
    wire = claim(
        "The Russell 2000 gained 6.08% last week.",
        direction="up",
        value=6.08,
        unit="pct",
        value_text="6.08%",
        window_text="last week",
        stance="bullish",
    )
    for rank, source in enumerate(("reuters", "cnbc", "etftrends"), 1):
        told = article(
            "Small caps have their best week",
            known=at("2024-07-12T21:00") + dt.timedelta(hours=rank),
            source=source,
            story="small-week",
            rank=rank,
        )
        told = add(store, told, mood=0.8, topics=("small_caps",), entities=[("index:RUT", "^RUT")], claims=[wire])
        judge(store, told, "close", measured=5.997, unit="pct", basis="^RUT close to close")
    wrong = claim(
        "The S&P 500 fell 2% on Friday.",
        subject="S&P 500",
        entity_id="index:SPX",
        symbol="^GSPC",
        topic="equities",
        direction="down",
        value=2.0,
        unit="pct",
        value_text="2%",
        window_text="on Friday",
    )
    told = article("Stocks sink, says a blog", known=at("2024-07-13T10:00"), source="blog")
    judge(
        store,
        add(store, told, mood=-0.7, topics=("equities", "fed"), claims=[wrong]),
        "contradicted",
        measured=0.55,
        unit="pct",
        basis="^GSPC close to close",
    )
    cuts = claim(
        "Traders expect rate cuts before the end of the year.",
        kind="forecast",
        topic="fed",
        subject="rate cuts",
        entity_id="org:FED",
        symbol="DFEDTARU",
        direction="down",
        tense="future",
        due=dt.date(2024, 12, 31),
        stance="dovish",
        speaker="Traders",
        quote="indirect",
        window_text="before the end of the year",
    )
    told = article("Hopes for rate cuts grow", known=at("2024-07-14T15:00"), source="cnbc")
    judge(store, add(store, told, mood=0.6, topics=("fed", "inflation"), claims=[cuts]), "pending")
    old = claim(
        "The Fed will hold in June.",
        kind="forecast",
        topic="fed",
        subject="the Fed",
        entity_id="org:FED",
        symbol="DFEDTARU",
        direction="flat",
        tense="future",
        due=dt.date(2024, 7, 12),
        stance="neutral",
    )
    told = add(store, article("June preview", known=at("2024-06-03T10:00")), topics=("fed",), claims=[old])
    judge(store, told, "pending")
    judge(store, told, "came_true", knowable_at=at("2024-07-12T20:30"), decided_at=at("2024-07-12T20:30"))
    add(store, article("No date on this one", known=None))


def hostile(store: Store) -> None:
    """Everything a feed could do to a page."""
    nasty = '<script>alert("x")</script> | [a](javascript:alert(1)) \u202eevil\u202c \x1b[31mred `code` **b**'
    titles = (nasty, "שלום עולם العربية", "長い" * 40, "x" * 10_000, "\n- # heading\n1. item", "")
    for n, title in enumerate(titles):
        item = article(
            title,
            known=NOW - dt.timedelta(minutes=n + 1),
            source=f"<b>s{n}</b>",
            url="javascript:alert(1)" if n % 2 else 'https://x.example/"><script>alert(1)</script>',
        )
        made = claim(
            f"{title or 'nothing'} <img src=x onerror=alert(1)>",
            value=1e308,
            unit="usd",
            direction="up",
            subject=nasty,
            entity_id=None,
            symbol=None,
            speaker=nasty,
            window_text=nasty,
            value_text=nasty,
        )
        told = add(store, item, mood=0.5, topics=("small_caps", "fed", "inflation"), claims=[made])
        judge(store, told, "contradicted", measured=-1e308, unit="usd", basis=nasty)
    bars(store, "^RUT", [0.0, -1.0, 5.0])
    bars(store, "IWM", [1.0])
