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
buzz                      stories over the mean of the 30 periods before (fewer while the store is younger; null under 5)
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
from typing import TYPE_CHECKING, Final, Literal, get_args

from aggregator.errors import UsageError
from aggregator.records import TOPICS
from aggregator.sessions import NEW_YORK, calendar
from aggregator.store import Store, scores

if TYPE_CHECKING:
    from pandas import DataFrame, Series

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
Z_PERIODS, Z_LEAST = 63, 10
BUZZ_PERIODS, BUZZ_LEAST = 30, 5
_DECIMALS = 6
# Rows before `since` that the trailing figures of the first row need, in calendar days: 63 sessions, with holidays.
_LOOK_BACK: Final = {"session": dt.timedelta(days=100), "day": dt.timedelta(days=65), "hour": dt.timedelta(days=4)}


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

    `by` defaults to "topic" where only a topic is named, else to "entity". Both named together keep the articles that
    carry both; by source without either, an article's score is the mean over its topics. `since` and `until` bound
    when articles were knowable (a bare date is its whole UTC day). Raises UsageError for a value outside its set.
    """
    by = by or ("topic" if topic and not entity else "entity")
    _check(by, freq, topic)
    first, last = _moment(since, end=False), _moment(until, end=True)
    start = None if first is None else first - _LOOK_BACK[freq]
    rows = _read(store, entity, topic, by, sources, start, last, as_of)
    return _table(rows, by, freq, first, scores.first_knowable(store, as_of))


def _check(by: str, freq: str, topic: str | None) -> None:
    for name, value, allowed in (("by", by, get_args(By)), ("freq", freq, get_args(Freq))):
        if value not in allowed:
            raise UsageError(f"--{name}: {value!r} is none of its values", remedy=f"use one of: {', '.join(allowed)}")
    if topic is not None and topic not in TOPICS:
        raise UsageError(f"--topic: {topic!r} is no topic", remedy=f"use one of: {', '.join(TOPICS)}")


def _moment(at: dt.datetime | dt.date | None, *, end: bool) -> dt.datetime | None:
    if at is None or isinstance(at, dt.datetime):
        return at
    return dt.datetime.combine(at, dt.time(23, 59, 59) if end else dt.time(), dt.UTC)


def _read(
    store: Store,
    entity: str | None,
    topic: str | None,
    by: By,
    sources: tuple[str, ...],
    since: dt.datetime | None,
    until: dt.datetime | None,
    as_of: dt.datetime | None,
) -> DataFrame:
    """Scores with the columns `key` (what the series is of), `target`, and those of the store."""
    import pandas as pd

    def read(target: str | None, *, prefix: str | None = None) -> DataFrame:
        targets = () if target is None else (target,)
        tuples = scores.columns(
            store, targets=targets, prefix=prefix, sources=sources, since=since, until=until, as_of=as_of
        )
        return pd.DataFrame(tuples, columns=list(scores.COLUMNS))

    on_topic = f"topic:{topic}" if topic else None
    if by == "topic":
        frame, other = read(on_topic, prefix=None if topic else "topic:"), entity
    elif by == "entity":
        frame, other = read(entity), on_topic
    else:
        frame, other = read(entity or on_topic, prefix=None if entity or topic else "topic:"), None
        other = on_topic if entity and topic else None
    if by == "entity" and entity is None:
        frame = frame[~frame["target"].str.startswith("topic:")]
    if other:
        frame = frame[frame["article_id"].isin(read(other)["article_id"])]
    if by == "source":
        means = frame.groupby("article_id")[["sentiment", "stance", "confidence", "relevance"]].mean()
        frame = frame.drop_duplicates("article_id").drop(columns=list(means)).join(means, on="article_id")
        frame["target"] = entity or on_topic or ""
    frame["key"] = frame["source"] if by == "source" else frame["target"]
    frame["at"] = pd.to_datetime(frame["knowable_at"], utc=True, format="ISO8601")
    return frame.reset_index(drop=True)


def _table(frame: DataFrame, by: By, freq: Freq, since: dt.datetime | None, begin: dt.datetime | None) -> DataFrame:
    import pandas as pd

    if frame.empty or begin is None:
        extra = (["source"] if by == "source" else []) + (["period"] if freq != "session" else [])
        return _typed(pd.DataFrame(columns=[*COLUMNS, *extra]))
    periods = _Periods(freq, min(begin, frame["at"].min().to_pydatetime()), frame["at"].max().to_pydatetime())
    frame["period"] = periods.of(frame["at"])
    rows = _per_period(frame)
    rows = _dense(rows)
    _trailing(rows, periods.of(pd.Series([begin]))[0])
    named = frame.drop_duplicates("key").set_index("key")
    rows["target"] = rows["key"].map(named["target"])
    rows["symbol"] = rows["key"].map(frame.dropna(subset=["symbol"]).groupby("key")["symbol"].last())
    if since is not None:
        rows = rows[rows["period"] >= periods.of(pd.Series([since]))[0]]
    rows = rows.sort_values(["period", "key"], kind="stable").reset_index(drop=True)
    return _typed(_labelled(rows, by, freq, periods))


def _per_period(frame: DataFrame) -> DataFrame:
    """One row per key and period with news: stories first, then the period."""
    frame["weight"] = frame["relevance"] * 0.5 ** (frame["story_rank"] - 1) * frame["confidence"]
    told = frame.groupby(["key", "period", "story_id"], sort=True)
    stories = told.agg(sentiment=("sentiment", "mean"), stance=("stance", "mean"), weight=("weight", "max"))
    stories["weighted"] = stories["sentiment"] * stories["weight"]
    stories["pos"] = (stories["sentiment"] > NEUTRAL).astype(float)
    stories["neg"] = (stories["sentiment"] < -NEUTRAL).astype(float)
    rows = stories.groupby(level=["key", "period"]).agg(
        n_stories=("sentiment", "size"),
        sentiment_mean=("sentiment", "mean"),
        weighted=("weighted", "sum"),
        weight=("weight", "sum"),
        sentiment_std=("sentiment", "std"),
        pos_share=("pos", "mean"),
        neg_share=("neg", "mean"),
        stance_balance=("stance", "mean"),
    )
    rows["sentiment_weighted"] = (rows["weighted"] / rows["weight"]).where(rows["weight"] > 0)
    spans = frame.groupby(["key", "period"], sort=True).agg(
        n_articles=("article_id", "nunique"),
        n_sources=("source", "nunique"),
        first_knowable_at=("at", "min"),
        last_knowable_at=("at", "max"),
    )
    models = frame.drop_duplicates(["key", "period", "model_id"]).sort_values("model_id", kind="stable")
    spans["model_id"] = models.groupby(["key", "period"])["model_id"].agg("+".join)
    return rows.drop(columns=["weighted", "weight"]).join(spans).reset_index()


def _dense(rows: DataFrame) -> DataFrame:
    """The same with a row for every period between the first and the last of each key."""
    import numpy as np
    import pandas as pd

    spans = rows.groupby("key", sort=True)["period"].agg(["min", "max"])
    lengths = (spans["max"] - spans["min"] + 1).to_numpy()
    offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    grid = pd.DataFrame(
        {"key": np.repeat(spans.index.to_numpy(), lengths), "period": np.repeat(spans["min"].to_numpy(), lengths)}
    )
    grid["period"] += offsets
    full = grid.merge(rows, on=["key", "period"], how="left", sort=False)
    counts = ["n_articles", "n_stories", "n_sources"]
    full[counts] = full[counts].fillna(0).astype("int64")
    return full


def _trailing(rows: DataFrame, begin: int) -> None:
    """Add `buzz` and `sentiment_z`, each against the periods strictly before its own."""
    before = rows.groupby("key", sort=False)
    history = before["sentiment_mean"].shift(1).groupby(rows["key"], sort=False)
    rolling = history.rolling(Z_PERIODS, min_periods=Z_LEAST)
    mean, std = (_flat(values, rows) for values in (rolling.mean(), rolling.std()))
    rows["sentiment_z"] = ((rows["sentiment_mean"] - mean) / std).where(std > 1e-9)
    told = before["n_stories"].shift(1).fillna(0).groupby(rows["key"], sort=False)
    # Periods before a target's first news are part of its history: nobody wrote about it then.
    stories = _flat(told.rolling(BUZZ_PERIODS, min_periods=1).sum(), rows)
    age = (rows["period"] - begin).clip(upper=BUZZ_PERIODS)
    rows["buzz"] = (rows["n_stories"] * age / stories).where((stories > 0) & (age >= BUZZ_LEAST))


def _flat(values: Series[float], rows: DataFrame) -> Series[float]:
    return values.droplevel(0).reindex(rows.index)


class _Periods:
    """Periods as consecutive whole numbers, and what each of them is."""

    def __init__(self, freq: Freq, first: dt.datetime, last: dt.datetime) -> None:
        import numpy as np

        self.freq = freq
        # A session of slack on either side: a bound may lie before the first article.
        start = calendar().previous(first.date(), 70)
        self.sessions = calendar().between(start, calendar().next(calendar().first_open_after(last), 3))
        self.opens = np.array([calendar().open_time(day).timestamp() for day in self.sessions])

    def of(self, at: Series[dt.datetime]) -> Series[int]:
        """The number of the period of each time."""
        import numpy as np
        import pandas as pd

        at = pd.to_datetime(at, utc=True)
        seconds = (at - pd.Timestamp(0, tz="UTC")) // pd.Timedelta(seconds=1)
        if self.freq == "session":
            return pd.Series(np.searchsorted(self.opens, seconds.to_numpy(), side="right"), index=at.index)
        if self.freq == "hour":
            return seconds // 3600
        days = at.dt.tz_convert(NEW_YORK).dt.tz_localize(None).dt.normalize()
        return (days - pd.Timestamp(0)) // pd.Timedelta(days=1)

    def starts(self, number: Series[int]) -> Series[dt.datetime]:
        """When each period begins: a day (naive), or an hour in UTC."""
        import pandas as pd

        if self.freq == "hour":
            return pd.to_datetime(number * 3600, unit="s", utc=True)
        return pd.to_datetime(number, unit="D")

    def session(self, number: Series[int]) -> Series[dt.datetime]:
        """The session of each period: the first whose open comes after all of it."""
        import numpy as np
        import pandas as pd

        days = pd.Series(pd.to_datetime(self.sessions))
        if self.freq == "session":
            return number.map(days)
        if self.freq == "hour":
            ends = self.starts(number) + pd.Timedelta(hours=1)
        else:
            ends = (self.starts(number) + pd.Timedelta(days=1)).dt.tz_localize(NEW_YORK).dt.tz_convert("UTC")
        seconds = (ends - pd.Timestamp(0, tz="UTC")) // pd.Timedelta(seconds=1)
        at = np.searchsorted(self.opens, seconds.to_numpy() - 1, side="right")
        return pd.Series(at, index=number.index).map(days)


def _labelled(rows: DataFrame, by: By, freq: Freq, periods: _Periods) -> DataFrame:
    target = rows["target"]
    is_topic = target.str.startswith("topic:")
    rows["topic"] = target.str.removeprefix("topic:").where(is_topic)
    rows["entity_id"] = target.where(~is_topic & (target != ""))
    rows["session"] = periods.session(rows["period"])
    rows["schema_version"] = SCHEMA_VERSION
    columns = list(COLUMNS)
    if by == "source":
        rows["source"] = rows["key"]
        rows["symbol"] = rows["symbol"].where(rows["entity_id"].notna())
        columns.append("source")
    if freq != "session":
        rows["period"] = periods.starts(rows["period"])
        columns.append("period")
    return rows[columns].copy()


def _typed(table: DataFrame) -> DataFrame:
    """The same dtypes whatever the rows, figures rounded."""
    for name in table.columns:
        if name in {"session", "period"}:
            table[name] = table[name].astype("datetime64[ns]" if table[name].empty else table[name].dtype)
        elif name.endswith("knowable_at"):
            table[name] = table[name].astype("datetime64[s, UTC]")
        elif name in {"entity_id", "symbol", "topic", "model_id", "source"}:
            table[name] = table[name].astype("object").where(table[name].notna(), None).astype("str")
        elif name in {"n_articles", "n_stories", "n_sources", "schema_version"}:
            table[name] = table[name].astype("int64")
        else:
            table[name] = table[name].astype("float64").round(_DECIMALS) + 0.0  # no negative zero
    return table
