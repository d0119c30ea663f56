"""What an article is found to say: sentences, mentions, claims, scores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from aggregator.records.words import Certainty, Comparator, Direction, Kind, MentionType, Quote, Tense, Topic, Unit


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
