"""The table of heads: what the shared encoder is asked, once a sentence.

A further question is one more row here plus a reader that fills its targets; the model, the loss, the calibration,
the export and the runtime go by this table.

A head reads one of three things. Over the ``sentence`` it reads the mean of the token vectors. As ``tags`` it reads
each token and marks spans (BIO: outside, first token, further token, per label). Over the spans of a tags head it
reads each token too, and a span's logits are the mean over its tokens, so that the spans may be chosen after the pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aggregator.records import TOPICS

SENTIMENTS = ("negative", "neutral", "positive")
KINDS = ("move", "level", "volume", "compare", "count", "data", "policy", "forecast", "outlook", "fact")
MENTIONS = ("PER", "ORG", "GOV", "FUND", "INDEX", "TICKER", "MACRO", "RATE", "CMDTY", "CCY", "CRYPTO", "LOC")


@dataclass(frozen=True, slots=True)
class Head:
    """One question: its name, how its logits are read, its labels, its loss weight, what it reads."""

    name: str
    kind: Literal["softmax", "sigmoid", "tags"]
    labels: tuple[str, ...]
    weight: float = 1.0
    over: str = "sentence"
    """``sentence``, ``token`` (tags), or the name of the tags head whose spans are judged."""

    @property
    def width(self) -> int:
        """Number of logits."""
        return 1 + 2 * len(self.labels) if self.kind == "tags" else len(self.labels)


HEADS = (
    Head("sentiment", "softmax", SENTIMENTS, weight=1.5),
    Head("topics", "sigmoid", TOPICS, weight=8.0),
    Head("kinds", "sigmoid", KINDS, weight=6.0),
    Head("tense", "softmax", ("past", "present", "future"), weight=0.7),
    Head("certainty", "softmax", ("asserted", "hedged"), weight=0.7),
    Head("fed_stance", "softmax", ("dovish", "neutral", "hawkish"), weight=4.0),
    Head("inflation", "softmax", ("cooler", "neutral", "hotter"), weight=1.5),
    Head("market", "softmax", ("bearish", "neutral", "bullish")),
    Head("numclaim", "softmax", ("out-of-claim", "in-claim"), weight=1.5),
    Head("mentions", "tags", MENTIONS, weight=8.0, over="token"),
    Head("targets", "tags", ("target",), weight=3.0, over="token"),
    Head("subject", "tags", ("subject",), weight=4.0, over="token"),
    Head("value", "tags", ("value",), weight=3.0, over="token"),
    Head("window", "tags", ("window",), weight=2.0, over="token"),
    Head("speaker", "tags", ("speaker",), weight=3.0, over="token"),
    Head("driver", "tags", ("driver",), over="token"),
    Head("target_sentiment", "softmax", SENTIMENTS, weight=2.5, over="targets"),
    Head("mention_sentiment", "softmax", SENTIMENTS, weight=1.5, over="mentions"),
    Head("claim_kinds", "sigmoid", KINDS, weight=6.0, over="subject"),
    Head("claim_direction", "softmax", ("down", "flat", "none", "up"), weight=2.0, over="subject"),
    Head("claim_tense", "softmax", ("past", "present", "future"), over="subject"),
    Head("claim_certainty", "softmax", ("asserted", "hedged"), over="subject"),
    Head("claim_stance", "softmax", ("bearish", "neutral", "bullish"), weight=1.5, over="subject"),
    Head("claim_voice", "softmax", ("article", "other"), over="subject"),
)
BY_NAME = {head.name: head for head in HEADS}
SENTENCE = tuple(head for head in HEADS if head.over == "sentence")
TOKEN = tuple(head for head in HEADS if head.over != "sentence")
