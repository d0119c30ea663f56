"""Sentiment time series: one row per target and period, each story counted once.

An article belongs to the first session whose open is strictly after it was knowable. Copies of one story are first
averaged among themselves, so a wire story that twenty sites carry weighs as one. Between the first and the last period
of a target every period has a row; where there was no news its averages are null and its counts 0.

========================  ==========================================================================================
session                   the session (for `day` and `hour`: the first session at whose open the whole row was known)
entity_id, symbol, topic  the target; null where it is none of that sort (a series by source)
n_articles, n_stories     articles in the period, and the stories that they tell
n_sources                 different outlets among them
sentiment_mean            mean over stories of P(positive) - P(negative), in [-1, 1]
sentiment_weighted        the same, each story weighted by relevance x novelty x confidence (of its weightiest telling)
sentiment_std             sample standard deviation over stories; null for fewer than two
pos_share, neg_share      share of stories above +0.1 and below -0.1
stance_balance            mean over stories of the signed stance (+1 bullish, hawkish, hotter); null where none has one
buzz                      stories over the mean of the 30 periods before (fewer while the store is young; null under 5)
sentiment_z               (mean - mean of the 63 periods before) / their standard deviation; null with under 10 values
first_/last_knowable_at   when the first and last article of the row were knowable
model_id                  the model that scored them; several are joined by "+"
schema_version            version of this contract
========================  ==========================================================================================

Series by source carry the further column `source`, those per day or hour `period`: a New York calendar day, or the
UTC hour's start. Figures are rounded to 6 decimals and rows sorted, so equal stores give equal bytes.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, get_args

from aggregator.errors import UsageError
from aggregator.records import TOPICS
from aggregator.series.contract import COLUMNS, SCHEMA_VERSION, By, Freq
from aggregator.series.rollup import rollup
from aggregator.sessions import day_end
from aggregator.store import Store

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["COLUMNS", "SCHEMA_VERSION", "By", "Freq", "rollup", "sentiment"]


def sentiment(
    store: Store,
    *,
    entity: str | None = None,
    topic: str | None = None,
    by: By | None = None,
    freq: Freq = "session",
    since: dt.datetime | dt.date | None = None,
    until: dt.datetime | dt.date | None = None,
    as_of: dt.datetime | None = None,
    sources: tuple[str, ...] = (),
) -> DataFrame:
    """The sentiment series of every target of the sort `by`, or of one `entity` or `topic`.

    `by` is "entity" unless only a topic is named. Both named together keep the articles that carry both; by source
    without either, an article's score is the mean over its topics. `since` and `until` bound the rows, both inclusive:
    by session or day with their date in New York, by hour with their time. Raises UsageError for a value outside its
    set.
    """
    if by is None or (by == "entity" and topic and not entity):
        by = "topic" if topic and not entity else "entity"
    for name, value, allowed in (("by", by, get_args(By)), ("freq", freq, get_args(Freq))):
        if value not in allowed:
            raise UsageError(f"--{name}: {value!r} is none of its values", remedy=f"use one of: {', '.join(allowed)}")
    if topic is not None and topic not in TOPICS:
        raise UsageError(f"--topic: {topic!r} is no topic", remedy=f"use one of: {', '.join(TOPICS)}")
    from aggregator.series import frame

    selection = frame.Selection(entity, topic, by, sources, as_of)
    return frame.build(store, selection, freq, _moment(since, end=False), _moment(until, end=True))


def _moment(at: dt.datetime | dt.date | None, *, end: bool) -> dt.datetime | None:
    if at is None or isinstance(at, dt.datetime):
        return at
    return day_end(at) if end else day_end(at - dt.timedelta(days=1)) + dt.timedelta(seconds=1)
