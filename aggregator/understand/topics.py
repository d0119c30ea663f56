"""The one topic of a claim: what its entity is about, else what its sentence is about."""

from __future__ import annotations

import re

from aggregator.records import Topic
from aggregator.understand import topic_words
from aggregator.understand.catalog import packaged_by_id
from aggregator.understand.drafts import Draft
from aggregator.understand.view import View

_SMALL_BENCHMARKS = frozenset({"^RUT", "^SP600"})
_BY_BENCHMARK: dict[str, Topic] = {
    "AGG": "rates",
    "GC=F": "commodities",
    "SI=F": "commodities",
    "CL=F": "commodities",
    "NG=F": "commodities",
    "DX-Y.NYB": "fx",
    "EURUSD=X": "fx",
    "BTC-USD": "crypto",
}
_EXACT: dict[str, Topic] = {
    "index:RUT": "small_caps",
    "index:SP600": "small_caps",
    "index:RMICRO": "small_caps",
    "group:SMALL_CAPS": "small_caps",
    "group:US_TREASURIES": "rates",
    "group:UST_YIELDS": "rates",
    "group:HIGH_YIELD": "credit",
    "group:INVESTMENT_GRADE": "credit",
    "group:CRYPTO": "crypto",
    "org:FED": "fed",
    "rate:FFR": "fed",
}
_BY_PREFIX: dict[str, Topic] = {
    "index": "equities",
    "group": "equities",
    "rate": "rates",
    "commodity": "commodities",
    "fx": "fx",
    "crypto": "crypto",
    "company": "company",
}
_MATERIALS = frozenset({"metal", "metals", "commodity", "commodities"})
_STOCKS = re.compile(
    r"\b(?:nikkei|kospi|topix|klci|stoxx|ftse|dax|ibex|sensex|nifty|bse|bourses?|stocks|equit(?:y|ies)|"
    r"stock (?:market|index)\w*)\b",
    re.IGNORECASE,
)
_PAIR = re.compile(r"\b[A-Z]{3}/[A-Z]{3}\b")
_INFLATION = ("CPI", "CORE_CPI", "PPI", "CORE_PPI", "SHELTER", "PCE", "CORE_PCE", "INFLATION", "INFEXP", "BREAKEVEN")
_LABOR = ("NFP", "UNRATE", "CLAIMS", "JOLTS", "ADP", "WAGES", "ECI")


def of_entity(entity_id: str) -> Topic | None:
    """The topic that an entity belongs to, if it decides one."""
    if entity_id in _EXACT:
        return _EXACT[entity_id]
    prefix, _, code = entity_id.partition(":")
    if prefix == "macro":
        name = code.rsplit("_", 1)[0]
        return "inflation" if name in _INFLATION else "labor" if name in _LABOR else "growth"
    if prefix == "fund":
        entity = packaged_by_id().get(entity_id)
        benchmark = entity.benchmark if entity else None
        return "small_caps" if benchmark in _SMALL_BENCHMARKS else _BY_BENCHMARK.get(benchmark or "", "equities")
    if prefix == "org":
        return (
            "rates" if code in {"ECB", "BOE", "BOJ", "BOC", "RBA", "RBNZ", "PBOC", "SNB", "RBI", "RIKSBANK"} else None
        )
    return _BY_PREFIX.get(prefix)


def of(draft: Draft, view: View) -> Topic:
    """The topic of a draft. An unlinked subject takes its words' or its sentence's."""
    if draft.subject.entity is not None and (topic := of_entity(draft.subject.entity.id)) is not None:
        return topic
    text = draft.subject.text
    if _STOCKS.search(text):
        return "small_caps" if "small" in text.lower() else "equities"
    told = topic_words.of(text, weak=False, elsewhere=view.abroad or view.is_foreign) or _of_words(draft)
    if told is None and view.topics[:1] != ("company",):
        told = topic_words.of(text, weak=True)
    return told or (view.topics[0] if view.topics else "other")


def _of_words(draft: Draft) -> Topic | None:
    text = draft.subject.text
    words = text.lower()
    found: Topic | None = None
    if "yield" in words or "bond" in words or "treasur" in words or words.endswith("rates"):
        found = "rates"
    elif draft.kind == "data" and words.endswith("prices"):
        found = "inflation"
    elif _PAIR.search(text):
        found = "fx"
    elif "index" in words:
        found = "small_caps" if "small" in words else "equities"
    elif _MATERIALS.intersection(text.split()):
        found = "commodities"
    elif draft.subject.listed and (text[:1].isupper() or "share" in words or "stock" in words):
        found = "company"
    return found
