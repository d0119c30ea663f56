"""Every record that crosses a stage.

All are frozen. Times are timezone-aware UTC `datetime`s; trading sessions are plain `date`s of the New York Stock
Exchange; offsets are character offsets into the stored article text (`Article.text`), end exclusive. Two clocks run
through all of them: when a thing happened (`published_at`, `session`) and when it could be known (`knowable_at`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
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


# --- feeds and fetching ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stamp:
    """A point in time with how exactly it is known and where it was found."""

    at: dt.datetime
    precision: Precision
    source: StampSource


@dataclass(frozen=True, slots=True)
class Feed:
    """One row of feeds.yaml. `every_s` is the least number of seconds between two polls.

    An `adaptive` feed (one whose row names no interval) is asked less often when it writes less often.
    """

    name: str
    url: str
    source: str
    topics: tuple[Topic, ...] = ()
    every_s: int = 1800
    adaptive: bool = False
    enabled: bool = True
    selectors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skips:
    """When a feed asks not to be read: hours (0 to 23) and weekdays (0 is Monday), both UTC."""

    hours: tuple[int, ...] = ()
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known about a feed between polls. Validators belong to items that are stored, never to a bare answer.

    `rhythm_s` is the usual time between two entries, `silence_s` the longest that is normal for this feed; None while
    too few entries are dated. `ttl_s` and `skips` are what the document asks for.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    next_due_at: dt.datetime | None = None
    last_polled_at: dt.datetime | None = None
    last_success_at: dt.datetime | None = None
    newest_entry_at: dt.datetime | None = None
    error_streak: int = 0
    last_error: str | None = None
    gone: bool = False
    rhythm_s: float | None = None
    silence_s: float | None = None
    ttl_s: int | None = None
    skips: Skips = field(default_factory=Skips)


@dataclass(frozen=True, slots=True)
class Request:
    """One GET. `kind` chooses size cap and robots rules (feeds are addressed to machines, pages obey robots.txt).

    `named_by` is the feed that named the address, None where the user did: what a stranger names may not lead into the
    user's own network.
    """

    url: str
    kind: Literal["feed", "page", "robots", "data"]
    etag: str | None = None
    last_modified: str | None = None
    named_by: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered: final address after redirects, decompressed body. 304 has an empty body."""

    request: Request
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    permanent_url: str | None = None

    @property
    def not_modified(self) -> bool:
        """The server says that what we have is still right."""
        return self.status == 304


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed document, before its page was read. `content_html` is the item's own full text, if given."""

    guid: str
    url: str | None
    title: str
    summary_html: str = ""
    content_html: str = ""
    author: str | None = None
    published: Stamp | None = None
    updated: Stamp | None = None
    language: str | None = None
    tickers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A parsed feed: its entries in document order and what it says about its own rhythm."""

    title: str
    entries: tuple[Entry, ...]
    ttl_s: int | None = None
    warnings: tuple[str, ...] = ()
    skips: Skips = field(default_factory=Skips)


# --- articles -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Extract:
    """What a page says: main text and metadata. `partial` marks paywall stubs and feed summaries."""

    title: str
    text: str
    published: Stamp | None = None
    updated: Stamp | None = None
    author: str | None = None
    language: str | None = None
    canonical_url: str | None = None
    partial: bool = False
    tickers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one revision, as stored.

    `id` names the article over all its revisions, `revision_id` this text of it. `knowable_at` is None exactly when
    `excluded` says why the item may enter no as-of query.
    """

    id: str
    revision_id: str
    revision: int
    url: str | None
    source: str
    feed_url: str | None
    guid: str | None
    title: str
    text: str
    author: str | None
    language: str | None
    published: Stamp | None
    updated_at: dt.datetime | None
    first_seen_at: dt.datetime
    knowable_at: dt.datetime | None
    excluded: Exclusion | None
    origin: Origin
    partial: bool
    tickers: tuple[str, ...]
    content_hash: str
    story_id: str
    story_rank: int = 1
    simulated: bool = False


# --- understanding --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sentiment:
    """Class probabilities, summing to 1."""

    neg: float
    neu: float
    pos: float

    @property
    def score(self) -> float:
        """Signed sentiment in [-1, 1]: P(positive) - P(negative)."""
        return self.pos - self.neg


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article with its scores. `topics` are those above their calibrated thresholds.

    `undecided` names the heads that would rather not answer; it is not stored.
    """

    index: int
    start: int
    end: int
    text: str
    sentiment: Sentiment
    topics: tuple[Topic, ...]
    topic_probs: Mapping[str, float]
    heads: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    boilerplate: bool = False
    undecided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """Something that claims are about. `symbol` is the instrument it is checked against, `benchmark` a symbol.

    Ids: `index:RUT`, `fund:IWM`, `company:AAPL`, `macro:CPI_US`, `rate:UST10Y`, `org:FED`, `person:POWELL`,
    `commodity:GOLD`, `fx:DXY`, `crypto:BTC`, `group:SMALL_CAPS`.
    """

    id: str
    name: str
    type: MentionType
    symbol: str | None = None
    aliases: tuple[str, ...] = ()
    benchmark: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of the text that names an entity. `cue` says why the link was made; unlinked mentions have no entity."""

    start: int
    end: int
    text: str
    type: MentionType
    sentence: int
    entity_id: str | None
    symbol: str | None
    confidence: float
    cue: str
    relevance: float = 0.0
    sentiment: float | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A proposition that can be checked now or later, with the sentence that makes it.

    `value` has no sign (`direction` carries it); `start`/`end` span the evidence sentence in the article text;
    `window_start`/`window_end` are trading sessions, both inclusive; `due` is the session by which a forward-looking
    claim can be scored. `stance_probs` are the three probabilities behind `stance`, by label.
    """

    claim_id: str
    article_id: str
    revision_id: str
    start: int
    end: int
    evidence: str
    kind: Kind
    topic: Topic
    subject: str
    entity_id: str | None
    symbol: str | None
    direction: Direction | None = None
    value: float | None = None
    value_high: float | None = None
    value_text: str | None = None
    unit: Unit | None = None
    comparator: Comparator | None = None
    expected: float | None = None
    window_text: str | None = None
    window_start: dt.date | None = None
    window_end: dt.date | None = None
    tense: Tense = "past"
    certainty: Certainty = "asserted"
    due: dt.date | None = None
    stance: str | None = None
    stance_probs: Mapping[str, float] | None = None
    speaker: str | None = None
    speaker_role: str | None = None
    quote: Quote = "none"
    driver: str | None = None
    relevance: float = 0.0
    novelty: float = 1.0
    confidence: float = 0.0
    model_id: str = ""
    rule_ids: tuple[str, ...] = ()
    created_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The sentiment of one article towards one target: an entity id, or `topic:NAME`.

    `sentiment` is P(positive) - P(negative), mean over the sentences that carry the target; `stance` in [-1, 1] is
    the mean signed stance of the article's claims and sentences on it (+1 bullish, hawkish or hotter), None where
    none is stated; `relevance` in [0, 1].
    """

    target: str
    symbol: str | None
    sentiment: float
    stance: float | None
    confidence: float
    relevance: float
    n_sentences: int


@dataclass(frozen=True, slots=True)
class Understanding:
    """All that one pass over one article found."""

    article_id: str
    revision_id: str
    model_id: str
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    scores: tuple[Score, ...] = ()


# --- prices ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bar:
    """One session of one symbol. `close` is split-adjusted, `adj_close` split- and dividend-adjusted (or None).

    Daily series without a range (a Treasury yield, the policy rate) are bars whose only price is `close`, in the
    series' own unit. `backfilled` bars were loaded in bulk and are knowable at their session's close.
    """

    symbol: str
    session: dt.date
    open: float | None
    high: float | None
    low: float | None
    close: float
    volume: float | None
    adj_close: float | None
    provider: str
    fetched_at: dt.datetime
    knowable_at: dt.datetime
    backfilled: bool


@dataclass(frozen=True, slots=True)
class Release:
    """One line of a release calendar: what was published, what was expected, in the event's own unit."""

    event: str
    currency: str
    at: dt.datetime
    actual: float | None
    forecast: float | None
    previous: float | None
    unit: str
    provider: str
    fetched_at: dt.datetime
    knowable_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Observation:
    """A value of a macro series that is not daily. `period` is its nominal date, not when it was published."""

    series: str
    period: dt.date
    value: float
    provider: str
    fetched_at: dt.datetime
    knowable_at: dt.datetime


@dataclass(frozen=True, slots=True)
class PolicyDecision:
    """A decision on the federal funds target range, percent."""

    date: dt.date
    lower_after: float
    upper_after: float
    change_bp: float
    provider: str
    fetched_at: dt.datetime
    knowable_at: dt.datetime


@dataclass(frozen=True, slots=True)
class SignalValue:
    """A named recipe evaluated at one session's close."""

    symbol: str
    session: dt.date
    name: str
    version: int
    value: float
    knowable_at: dt.datetime


# --- alignment ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the prices say about a claim. Append-only: a new price or a new rule makes a new row.

    `measured` and `error` (measured minus stated, signed) are in the claim's unit; `bars` names the sessions used
    per symbol with their provider and fetch time; `tried` lists every basis measured, in order.
    """

    claim_id: str
    verdict: VerdictName
    reason: Reason | None
    measured: float | None
    unit: Unit | None
    error: float | None
    basis: str | None
    window_start: dt.date | None
    window_end: dt.date | None
    bars: tuple[Mapping[str, str], ...]
    tried: tuple[Mapping[str, object], ...]
    rule: str
    decided_at: dt.datetime
    knowable_at: dt.datetime
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    """A claim joined to the price signals that were knowable when it was.

    `session` is the first session whose open is strictly after the claim's `knowable_at`; `signal_session` is the
    last session whose signals were knowable then.
    """

    claim_id: str
    symbol: str
    session: dt.date
    signal_session: dt.date
    signals: Mapping[str, float]
    knowable_at: dt.datetime


# --- reading --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """A word that may name something: it holds where the text says it or the analysis found what it names."""

    text: str
    tickers: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: every field that is set must hold. `as_of` bounds what may be seen.

    `words` are searched in title and text, all of them; `phrases` as they stand; `terms` as words or by what they
    name. `tickers` matches an instrument's symbol, `entities` an entity id. `since` and `until` bound `knowable_at`,
    inclusive.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    tickers: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    sentiments: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    as_of: dt.datetime | None = None
    limit: int | None = 20


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """What a listing shows of an article, without its text."""

    id: str
    revision_id: str
    revision: int
    title: str
    url: str | None
    source: str
    published_at: dt.datetime | None
    published_precision: Precision | None
    first_seen_at: dt.datetime
    knowable_at: dt.datetime | None
    excluded: Exclusion | None
    origin: Origin
    partial: bool
    story_id: str
    story_rank: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that a query found, with a highlighted excerpt and how each ticker was recognised."""

    article: ArticleRef
    excerpt: str
    rank: float
    cues: Mapping[str, str]
    claims: tuple[ClaimView, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with where it stands and the newest verdict that was knowable."""

    claim: Claim
    article: ArticleRef
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Failure:
    """An item that failed: kept until it succeeds, shown in the health section."""

    stage: str
    item: str
    code: str
    message: str
    first_at: dt.datetime
    last_at: dt.datetime
    count: int


@dataclass(frozen=True, slots=True)
class StageReport:
    """What one stage of a run did: counts by name and the items that failed."""

    stage: str
    counts: Mapping[str, int]
    failures: tuple[str, ...] = ()
