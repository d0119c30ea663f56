"""An encoder that needs no model: it scores sentences by a few words."""

from __future__ import annotations

from collections.abc import Sequence

from aggregator.understand.encoder.model import SentenceScores

GOOD = ("gain", "rose", "rise", "record", "excellent", "thriving", "beat", "up ")
BAD = ("fell", "fall", "lost", "loss", "fear", "crash", "doomed", "down ")
TOPICS = {
    "small_caps": ("small cap", "small-cap", "russell", "iwm"),
    "fed": ("fed", "powell", "rate cut"),
    "inflation": ("inflation", "cpi", "ppi", "prices"),
    "equities": ("stock", "s&p", "shares"),
}


class WordEncoder:
    """Implements `Encoder`."""

    model_id = "words-1"

    def score(self, texts: Sequence[str]) -> list[SentenceScores]:
        return [self._one(text.lower()) for text in texts]

    def _one(self, text: str) -> SentenceScores:
        good = sum(word in text for word in GOOD)
        bad = sum(word in text for word in BAD)
        total = 1.0 + good + bad
        topics = {name: 0.9 if any(word in text for word in words) else 0.1 for name, words in TOPICS.items()}
        found = tuple(name for name, value in topics.items() if value > 0.5)
        return SentenceScores(
            {"negative": bad / total, "neutral": 1.0 / total, "positive": good / total},
            {**topics, "other": 0.1},
            found,  # type: ignore[arg-type]
            {"fed_stance": {"dovish": 0.6, "neutral": 0.3, "hawkish": 0.1}},
        )
