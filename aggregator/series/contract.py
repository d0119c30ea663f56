"""The contract of the sentiment series: columns, thresholds and trailing windows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, Literal

By = Literal["entity", "topic", "source"]
Freq = Literal["session", "day", "hour"]

SCHEMA_VERSION: Final = 1
COLUMNS: Final = (
    "session",
    "entity_id",
    "symbol",
    "topic",
    "n_articles",
    "n_stories",
    "n_sources",
    "sentiment_mean",
    "sentiment_weighted",
    "sentiment_std",
    "pos_share",
    "neg_share",
    "stance_balance",
    "buzz",
    "sentiment_z",
    "first_knowable_at",
    "last_knowable_at",
    "model_id",
    "schema_version",
)
NEUTRAL: Final = 0.1  # a story within +-0.1 counts as neither positive nor negative
Z_PERIODS: Final = 63
Z_LEAST: Final = 10  # values among them
BUZZ_PERIODS: Final = 30
BUZZ_LEAST: Final = 5  # periods since the store began
DECIMALS: Final = 6
# Rows before `since` that the trailing figures of the first row need, in calendar days: 63 sessions, with holidays.
LOOK_BACK: Final[Mapping[Freq, dt.timedelta]] = {
    "session": dt.timedelta(days=100),
    "day": dt.timedelta(days=65),
    "hour": dt.timedelta(days=4),
}
