"""The one topic of a claim: what its entity is about, else what its sentence is about."""

from __future__ import annotations

import re

from aggregator.records import Topic
from aggregator.understand.drafts import Draft
from aggregator.understand.entities.catalog import packaged_by_id
from aggregator.understand.lexicon import DOMESTIC, FOREIGN, words
from aggregator.understand.topical import topic_words
from aggregator.understand.topical.surroundings import Around, is_of_the_fed, speaks_of
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
    "index:NIFTYSMALL": "small_caps",
    "group:SMALL_CAPS": "small_caps",
    "group:US_TREASURIES": "rates",
    "group:UST_YIELDS": "rates",
    "group:HIGH_YIELD": "credit",
    "group:INVESTMENT_GRADE": "credit",
    "group:CRYPTO": "crypto",
    "org:FED": "fed",
    "rate:FFR": "fed",
    "rate:DISCOUNT_US": "fed",
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
    r"(?:stock|share|equity)(?:[\s-]index)? (?:markets?|index\w*|prices|futures|gains|losses|exchanges))\b",
    re.IGNORECASE,
)
_SHARES_OF = re.compile(
    r"(?P<whose>[\w.-]+)(?:['’]s?)?\s(?:(?:stock|equity)\s)?(?P<what>shares|markets?|futures)(?:['’]s?\b.*)?$",
    re.IGNORECASE,
)
_KINDS_OF_FIRM = words(
    "global world worldwide international european regional local overseas emerging mainland financial financials bank "
    "banking tech technology energy mining defense defence automaker auto airline builders homebuilder homebuilders "
    "property "
    "insurance utility utilities consumer retail industrial healthcare semiconductor chip chipmaker meme growth "
    "value cyclical "
    "defensive bluechip blue-chip commodity resource resources oil"
)
"""What is said of the shares of many firms; countries besides."""
_MATERIALS_TOO = words("oil energy commodity property resource resources insurance consumer")
"""Of these there are markets besides."""
_TRADED_ON_IT = re.compile(
    r"\b(?:options?|puts?|calls?|strikes?|contracts?|premium|volatility|cost basis|short interest|valuations?|highs?|"
    r"lows?)\b",
    re.IGNORECASE,
)
"""Of what the market makes of a fund, not of what it is."""
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


def of_told(draft: Draft, entity_id: str) -> Topic | None:
    """The topic of what is told of an entity: what a fund holds, pays and costs is of it as of a company."""
    of_itself = draft.kind == "fact" and _TRADED_ON_IT.search(draft.subject.text) is None
    return "company" if of_itself and entity_id.startswith("fund:") else of_entity(entity_id)


def of(draft: Draft, view: View) -> Topic:
    """The topic of a draft. An unlinked subject takes its words' or its sentence's."""
    if draft.subject.entity is not None and (topic := of_told(draft, draft.subject.entity.id)) is not None:
        return topic
    text = draft.subject.text
    if _STOCKS.search(text) or _is_of_many(text):
        return "small_caps" if "small" in text.lower() else "equities"
    told = topic_words.of(text, weak=False, elsewhere=view.abroad or view.is_foreign) or _of_words(draft, view)
    if told is None and view.topics[:1] != ("company",):
        told = topic_words.of(text, weak=True)
    return told or (view.topics[0] if view.topics else "other")


_AT_THE_FED = re.compile(
    r"\b(?:central bank(?:s|ers?)?|monetary policy|policy ?-?makers?|rate (?:hikes?|cuts?|rises?|increases?|moves?)|"
    r"MBS|"
    r"(?:mortgage|agency)(?:-backed)? securities)\b",
    re.IGNORECASE,
)


def _is_of_many(text: str) -> bool:
    """Whether a subject is the shares of a country's or a sector's firms: "China shares", "the Canadian market"."""
    named = _SHARES_OF.search(text)
    whose = named["whose"].lower() if named is not None else ""
    if whose in _MATERIALS_TOO and named is not None and named["what"].lower() != "shares":
        return False
    return whose in _KINDS_OF_FIRM or whose in FOREIGN or whose.rstrip(".") in DOMESTIC | {"u.s"}


def of_bank(draft: Draft, topic: Topic, view: View, around: Around) -> Topic:
    """The topic of a claim on central banking that links nothing: `fed` where the Fed is spoken of, else `rates`."""
    ours = speaks_of("fed", view, around)
    if topic == "fed" and not ours and not is_of_the_fed(view, around):
        return "rates"
    return "fed" if topic == "rates" and ours and _AT_THE_FED.search(draft.subject.text) else topic


_OF_STOCKS = re.compile(r"\b(?:stocks?|S&P 500|Dow|Nasdaq|Wall Street)\b")


def _of_words(draft: Draft, view: View) -> Topic | None:
    text = draft.subject.text
    words = text.lower()
    found: Topic | None = None
    if draft.kind == "data" and "index" in words and "price" not in words:
        return "growth"  # what is published as an index is no market's
    if words == "futures" and _OF_STOCKS.search(view.text):
        return "equities"
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
