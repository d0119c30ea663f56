"""Every record that crosses a stage: this page is where the others import them from.

All are frozen. Times are timezone-aware UTC `datetime`s; trading sessions are plain `date`s of the New York Stock
Exchange; offsets are character offsets into the stored article text (`Article.text`), end exclusive. Two clocks run
through all of them: when a thing happened (`published_at`, `session`) and when it could be known (`knowable_at`).
"""

from __future__ import annotations

from aggregator.records.answers import ArticleRef, ClaimView, Failure, Hit, Query, StageReport, Term
from aggregator.records.articles import Article, Extract
from aggregator.records.claims import Claim, Entity, Mention, Score, Sentence, Sentiment, Understanding
from aggregator.records.feeds import Entry, Feed, FeedDocument, FeedState, Request, Response, RobotsFile, Skips, Stamp
from aggregator.records.market import Bar, Observation, PolicyDecision, Release, SignalValue
from aggregator.records.verdicts import Alignment, Verdict
from aggregator.records.words import (
    KINDS,
    REASONS,
    STANCELESS_TOPICS,
    TOPICS,
    VERDICTS,
    Certainty,
    Comparator,
    Direction,
    Exclusion,
    Kind,
    MentionType,
    Origin,
    Precision,
    Quote,
    Reason,
    StampSource,
    Tense,
    Topic,
    Unit,
    VerdictName,
)

__all__ = [
    "KINDS",
    "REASONS",
    "STANCELESS_TOPICS",
    "TOPICS",
    "VERDICTS",
    "Alignment",
    "Article",
    "ArticleRef",
    "Bar",
    "Certainty",
    "Claim",
    "ClaimView",
    "Comparator",
    "Direction",
    "Entity",
    "Entry",
    "Exclusion",
    "Extract",
    "Failure",
    "Feed",
    "FeedDocument",
    "FeedState",
    "Hit",
    "Kind",
    "Mention",
    "MentionType",
    "Observation",
    "Origin",
    "PolicyDecision",
    "Precision",
    "Query",
    "Quote",
    "Reason",
    "Release",
    "Request",
    "Response",
    "RobotsFile",
    "Score",
    "Sentence",
    "Sentiment",
    "SignalValue",
    "Skips",
    "StageReport",
    "Stamp",
    "StampSource",
    "Tense",
    "Term",
    "Topic",
    "Understanding",
    "Unit",
    "Verdict",
    "VerdictName",
]
