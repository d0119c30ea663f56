"""The closed sets of words that records use."""

from __future__ import annotations

from typing import Literal, get_args

Precision = Literal["second", "minute", "day", "month", "year"]
StampSource = Literal["feed", "json-ld", "meta", "url", "text", "header", "import", "argument"]
Origin = Literal["crawl", "import", "sample"]
Exclusion = Literal["undated", "doubtful", "future"]

Topic = Literal[
    "small_caps",
    "inflation",
    "fed",
    "rates",
    "growth",
    "labor",
    "equities",
    "company",
    "commodities",
    "fx",
    "crypto",
    "credit",
    "politics",
    "other",
]
Kind = Literal["move", "level", "volume", "compare", "count", "data", "policy", "forecast", "outlook", "fact"]
Direction = Literal["up", "down", "flat"]
Unit = Literal["pct", "bps", "pp", "usd", "points", "x", "count", "prob_pct", "other"]
Comparator = Literal["gt", "lt", "approx"]
Tense = Literal["past", "present", "future"]
Certainty = Literal["asserted", "hedged"]
Quote = Literal["direct", "indirect", "none"]
MentionType = Literal["PER", "ORG", "GOV", "FUND", "INDEX", "TICKER", "MACRO", "RATE", "CMDTY", "CCY", "CRYPTO", "LOC"]
VerdictName = Literal[
    "supported",
    "close",
    "contradicted",
    "unverifiable",
    "pending",
    "came_true",
    "did_not",
    "expired_unscorable",
]
Reason = Literal[
    "no_instrument",
    "no_prices",
    "window_unresolved",
    "not_quantified",
    "not_knowable",
    "ambiguous",
    "unsupported_kind",
]

TOPICS: tuple[Topic, ...] = get_args(Topic)
KINDS: tuple[Kind, ...] = get_args(Kind)
VERDICTS: tuple[VerdictName, ...] = get_args(VerdictName)
REASONS: tuple[Reason, ...] = get_args(Reason)
# Topics (and the VIX) for which "good or bad for the subject" is ambiguous: direction says it, stance stays null.
STANCELESS_TOPICS: frozenset[Topic] = frozenset({"rates", "fx", "commodities", "crypto"})
